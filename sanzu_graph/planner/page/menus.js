// What can be done besides dragging: a menu on cards and containers, choosing somebody or something for it, and asking for a new unit's id and name.

import { button, fill, h } from "./dom.js";
import { MANAGERS } from "./managers.js";
import { marks } from "./marks.js";
import { reporting } from "./places.js";
import { seatKey } from "./state.js";

/** So many open posts a menu offers to fill. */
const POSTS = 6;

export class Menus {
  constructor(board) {
    this.board = board;
    this.chosen = null;
    board.listen(board.root, "contextmenu", (event) => {
      if (event.target.closest(".sanzu-unit")) {
        event.preventDefault();
        this.open(event.target, event);
      }
    });
    board.listen(board.root, "click", (event) => {
      if (event.target.closest(".sanzu-more")) this.open(event.target, event);
      else if (event.target.closest("[data-do=marks]")) return;
      else if (!event.target.closest(".sanzu-menu")) this.close();
    });
  }

  // -- the menu

  open(target, at = null) {
    const { board } = this;
    const card = target.closest(".sanzu-card");
    const unit = target.closest(".sanzu-unit").dataset.unit;
    if (card?.dataset.suggestion) return;
    if (card && !card.dataset.post) board.cursor = { member: card.dataset.member, unit };
    const items = card?.dataset.post ? this.forPost(card.dataset.post) : card ? this.forMember(card.dataset.member, unit) : this.forUnit(unit);
    this.close();
    if (!items.length) return;
    const all = board.root.getBoundingClientRect();
    const own = (card ?? target).getBoundingClientRect();
    const [x, y] = at ? [at.clientX - all.left, at.clientY - all.top] : [own.left - all.left + 20, own.bottom - all.top];
    this.menu = h(
      "div",
      { class: "sanzu-menu", role: "menu", "aria-label": board.words.menu },
      items.map(([name, act]) => h("button", { type: "button", role: "menuitem", tabindex: "-1", onclick: () => this.act(act) }, name)),
    );
    this.menu.addEventListener("keydown", (event) => this.press(event));
    board.root.append(this.menu);
    this.menu.style.left = `${Math.max(0, Math.min(x, board.root.clientWidth - this.menu.offsetWidth - 4))}px`;
    this.menu.style.top = `${Math.max(0, Math.min(y, board.root.clientHeight - this.menu.offsetHeight - 4))}px`;
    this.menu.firstChild.focus();
  }

  /** Show what the marks mean; again, and they go. */
  explain(button) {
    const { board } = this;
    if (this.menu?.classList.contains("sanzu-explained")) return this.close();
    this.close();
    this.menu = h("div", { class: "sanzu-menu sanzu-explained", role: "dialog", tabindex: "-1", "aria-label": board.words.marks }, marks(board.words));
    this.menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" && event.key !== "Tab") return;
      event.stopPropagation();
      this.act(() => button.focus());
    });
    board.root.append(this.menu);
    const [own, all] = [button.getBoundingClientRect(), board.root.getBoundingClientRect()];
    this.menu.style.left = `${Math.max(4, Math.min(own.left - all.left, board.root.clientWidth - this.menu.offsetWidth - 4))}px`;
    this.menu.style.top = `${own.bottom - all.top + 4}px`;
    this.menu.focus();
  }

  press(event) {
    const items = [...this.menu.children];
    const place = items.indexOf(event.target);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) items[(place + step + items.length) % items.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") this.act(() => this.board.focus());
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  act(action) {
    this.close();
    action();
  }

  close() {
    this.menu?.remove();
    this.menu = null;
  }

  forMember(member, unit) {
    const { board } = this;
    const { state, words } = board;
    const own = state.members.get(member);
    const called = (id) => state.members.get(id)?.name ?? id;
    const isTree = board.layer === MANAGERS;
    const items = isTree ? this.forReport(member, unit) : [[words.act_move, () => board.keys.takeUp()]];
    const isOpen = !isTree && !state.layers.find(({ name }) => name === board.layer).exclusive;
    if (unit !== "" && isOpen) items.push([words.act_join, () => board.keys.takeUp("")]);
    if (unit !== "" && !isTree) items.push([fill(words.act_leave, { unit: state.units.get(unit).name }), () => board.move(member, unit, "")]);
    for (const other of state.seatsOf(member, board.layer)) {
      if (other !== unit && !isTree) items.push([fill(words.act_go, { unit: state.units.get(other).name }), () => board.pointAt(member, other)]);
    }
    if (!board.connection.isLive) return items;
    for (const [other, role] of own.seats) {
      if (!state.units.has(other)) continue;
      const leads = role === "leader";
      const change = { change: leads ? "RelieveLeader" : "AppointLeader", member, unit: other };
      items.push([fill(words[leads ? "act_relieve" : "act_appoint"], { unit: state.units.get(other).name }), () => board.edit(change)]);
    }
    items.push([words.act_pair, () => this.choosePerson(seatKey(member, unit), (apprentice) => board.edit({ change: "PairMentor", mentor: member, apprentice }))]);
    const pairs = [...own.mentors.map((mentor) => [mentor, member]), ...state.apprenticesOf(member).map((apprentice) => [member, apprentice])];
    for (const [mentor, apprentice] of pairs) {
      const name = called(mentor === member ? apprentice : mentor);
      items.push([fill(words.act_unpair, { name }), () => board.edit({ change: "UnpairMentor", mentor, apprentice })]);
    }
    return items;
  }

  /** What can be done to somebody's line to a manager. */
  forReport(member, unit) {
    const { board } = this;
    const { state, words } = board;
    const to = (follow) => () => this.choosePerson(seatKey(member, unit), (manager) => board.edit(reporting(member, manager, follow)));
    const items = [[words.act_report, to(true)]];
    if (state.roster(MANAGERS).has(member)) items.push([words.act_report_alone, to(false)]);
    if (unit !== "") items.push([words.act_no_manager, () => board.move(member, unit, "")]);
    if (!board.connection.isLive) return items;
    for (const [position, [name]] of [...state.posts].slice(0, POSTS)) {
      items.push([fill(words.act_fill, { name }), () => board.edit({ change: "FillPosition", position, member })]);
    }
    return items;
  }

  forPost(position) {
    const { board } = this;
    if (!board.connection.isLive) return [];
    return [[board.words.act_close_post, () => board.edit({ change: "ClosePosition", position })]];
  }

  forUnit(unit) {
    const { board } = this;
    const { words } = board;
    if (board.layer === MANAGERS) return unit === "" ? [] : this.forMember(unit, board.state.seatsOf(unit, MANAGERS)[0]);
    if (unit === "" || !board.connection.isLive) return [];
    return [
      [words.act_merge, () => this.chooseUnit((into) => board.edit({ change: "MergeUnits", unit, into }))],
      [words.act_split, () => this.choosePeople(unit)],
      [words.act_close, () => board.edit({ change: "CloseUnit", unit })],
      [words.act_create, () => this.create(unit)],
    ];
  }

  // -- choosing on the board

  get isChoosing() {
    return this.chosen !== null;
  }

  begin(sentence, choose) {
    this.chosen = choose;
    this.board.root.classList.add("sanzu-choosing");
    this.board.say(sentence);
    this.board.focus();
  }

  choosePerson(seat, done) {
    this.board.picked = new Set([seat]);
    this.board.drawInSight();
    this.begin(this.board.words.choose_person, (card) => card && !card.dataset.post && this.end(() => done(card.dataset.member)));
  }

  chooseUnit(done) {
    this.begin(this.board.words.choose_unit, (_, unit) => unit?.dataset.unit && this.end(() => done(unit.dataset.unit)));
  }

  choosePeople(unit) {
    const { board } = this;
    const chosen = new Set();
    this.begin(board.words.choose_people, (card) => {
      const { member, seat } = card?.dataset ?? {};
      if (!member || seat !== unit) return;
      if (!chosen.delete(member)) chosen.add(member);
      board.picked = new Set([...chosen].map((one) => seatKey(one, unit)));
      board.cursor = { member, unit };
      board.drawInSight();
    });
    this.askUnit(unit, (id, name) => {
      const members = [...chosen];
      this.end(() => board.edit({ change: "SplitUnit", unit, new: id, members, name: name || null }));
    });
  }

  choose(card, unit) {
    this.chosen?.(card, unit);
  }

  end(done) {
    this.cancel();
    done();
  }

  cancel() {
    const { board } = this;
    this.chosen = null;
    this.dialog?.remove();
    this.dialog = null;
    board.picked = null;
    board.root.classList.remove("sanzu-choosing");
    board.drawInSight();
  }

  // -- a new unit

  /** Ask for a new unit that is like another one, as the transfer rule sees it. */
  create(like = this.board.cursor?.unit ?? "") {
    const { board } = this;
    this.askUnit(like, (id, name) => {
      this.cancel();
      board.ask("create", { unit: id, name, layer: board.layer, like });
    });
  }

  askUnit(like, done) {
    const { board } = this;
    const { words, state } = board;
    this.dialog?.remove();
    const id = h("input", { name: "id", required: true, value: nextId(state.unitsOf(board.layer).map((unit) => unit.id), state.units) });
    const name = h("input", { name: "name" });
    const confirm = (event) => {
      event.preventDefault();
      if (id.value.trim()) done(id.value.trim(), name.value.trim());
    };
    this.dialog = h(
      "form",
      { class: "sanzu-dialog", role: "dialog", "aria-label": words.act_create, onsubmit: confirm },
      h("label", {}, `${words.unit_id} `, id),
      h("label", {}, `${words.unit_name} `, name),
      h("button", { type: "submit", class: "sanzu-button" }, words.confirm),
      button("cancel", words.cancel, () => this.cancel()),
    );
    this.dialog.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.cancel();
    });
    board.root.append(this.dialog);
    name.focus();
  }
}

/** An id that goes on where the last one with a number ends: T10 → T11. */
export function nextId(ids, taken) {
  const last = ids.filter((id) => /\d+$/.test(id)).at(-1) ?? `${ids.at(-1) ?? "U"}0`;
  const [, before, number] = last.match(/^(.*?)(\d+)$/);
  for (let next = Number(number) + 1; ; next++) {
    const id = before + String(next).padStart(number.length, "0");
    if (!taken.has(id)) return id;
  }
}
