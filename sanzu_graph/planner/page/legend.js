// Groups as colours: one colour a group of the layer chosen, and a legend that lights a group up wherever its people sit.

import { h, show } from "./dom.js";
import { MANAGERS } from "./managers.js";

/** Told apart by the colour-blind (after Okabe and Ito, darkened for white letters); the short name stands on each. */
const COLORS = ["#0072b2", "#b84a00", "#00785a", "#a03a80", "#8a6a00", "#332288", "#256f94", "#661100", "#2f7f72", "#5c5c5c"];

/** A legend holds so many keys, and a card so many badges. */
const MOST = 40;
const BADGES = 2;
/** So many letters the badges of a card may have together; a Chinese character is as wide as two. */
const LETTERS = 16;

export class Legend {
  constructor(board) {
    this.board = board;
    this.element = h("div", { class: "sanzu-legend", role: "group", "aria-label": board.words.colors });
    this.layer = board.state.layers.find(({ name, sorted }) => sorted && name !== board.layer)?.name ?? null;
    this.lit = null;
  }

  /** The colour of a unit, if it is of the layer that gives the colours. */
  color(unit) {
    const found = this.board.state.units.get(unit);
    return found && found.layer === this.layer ? COLORS[this.place(unit) % COLORS.length] : null;
  }

  place(unit) {
    if (this.places?.units !== this.board.state.units || this.places.layer !== this.layer) {
      const order = new Map(this.board.state.unitsOf(this.layer).map(({ id }, place) => [id, place]));
      this.places = { units: this.board.state.units, layer: this.layer, order };
    }
    return this.places.order.get(unit) ?? 0;
  }

  isLit(member) {
    return this.lit === null || member.seats.some(([unit]) => unit === this.lit);
  }

  light(unit) {
    this.lit = this.lit === unit ? null : unit;
    this.board.draw();
  }

  get others() {
    return this.board.state.layers.filter(({ name, sorted }) => sorted && name !== this.board.layer);
  }

  /** Choose the layer that gives the colours, before cards are drawn in them. */
  settle() {
    if (!this.others.some(({ name }) => name === this.layer)) this.layer = this.others[0]?.name ?? null;
    if (this.lit !== null && this.board.state.layerOf(this.lit) !== this.layer) this.lit = null;
  }

  draw() {
    const { board, others } = this;
    const units = this.shown();
    const signature = JSON.stringify([this.layer, this.lit, others, units.map(({ id, name }) => [id, name, board.state.size(id)])]);
    if (signature === this.drawn) return;
    this.drawn = signature;
    const choice = h(
      "select",
      { "aria-label": board.words.colors, onchange: (event) => this.choose(event.target.value) },
      others.map(({ name, label }) => h("option", { value: name, selected: name === this.layer }, label)),
    );
    const keys = units.map((unit) =>
      h(
        "button",
        {
          class: "sanzu-key",
          type: "button",
          "aria-pressed": String(this.lit === unit.id),
          title: unit.name,
          dataset: { unit: unit.id },
          onclick: () => this.light(unit.id),
        },
        h("span", { class: "sanzu-badge", style: `background:${this.color(unit.id)}` }, unit.short),
        ` ${unit.name} · ${board.state.size(unit.id)}`,
      ),
    );
    show(this.element, others.length ? choice : null, h("span", { class: "sanzu-keys" }, keys));
  }

  /** The units of the layer that gives the colours; of many, those whose people are in sight. */
  shown() {
    if (this.layer === null) return [];
    const { state, cards } = this.board;
    const units = state.unitsOf(this.layer);
    if (units.length <= MOST) return units;
    const near = new Set([this.lit]);
    for (const { dataset } of cards.values()) for (const [unit] of state.members.get(dataset.member)?.seats ?? []) near.add(unit);
    return units.filter(({ id }) => near.has(id)).slice(0, MOST);
  }

  choose(layer) {
    this.layer = layer;
    this.lit = null;
    this.board.draw();
  }

  /** The badges of a member: one for every unit of another layer, coloured where that layer gives the colours. */
  badges(member, marks) {
    const { state, layer } = this.board;
    const sorted = new Set(state.layers.filter((one) => one.sorted && one.name !== layer).map(({ name }) => name));
    const found = member.seats
      .map(([unit, role]) => [state.units.get(unit), role])
      .filter(([unit]) => unit && sorted.has(unit.layer))
      .sort(([one], [other]) => Number(other.layer === this.layer) - Number(one.layer === this.layer));
    const called = ([unit]) => `${state.label(unit.layer)}: ${unit.name}`;
    const isTree = this.board.layer === MANAGERS; // there names have the room
    const count = fitting(found.map(([unit, role]) => (role === "leader" ? "★" : "") + unit.short), isTree ? LETTERS : marks);
    const badges = found.slice(0, count).map(([unit, role]) => {
      const color = this.color(unit.id);
      const style = color ? `background:${color};border-color:${color};color:#fff` : null;
      return h("span", { class: "sanzu-badge", style, title: called([unit]) }, (role === "leader" ? "★" : "") + unit.short);
    });
    const rest = found.slice(count);
    if (rest.length) badges.push(h("span", { class: "sanzu-rest", title: rest.map(called).join("\n") }, `+${rest.length}`));
    return badges;
  }
}

/** How many of some texts have room on a card beside its marks: one at least. */
function fitting(texts, marks) {
  let room = LETTERS - 2 * marks;
  let count = 0;
  for (const text of texts.slice(0, BADGES)) {
    for (const letter of text) room -= letter > "\u2e7f" || letter === "★" ? 2 : 1;
    if (count && room < 0) break;
    count += 1;
  }
  return count;
}
