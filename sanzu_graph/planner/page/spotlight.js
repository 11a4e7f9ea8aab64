// The search as a spotlight: it dims the rest, keeps every place a target, and jumps. People and units are found here by name and id, by their other cells in Python.

import { debounced, fill, h, show } from "./dom.js";
import { MANAGERS } from "./managers.js";
import { seatKey } from "./state.js";

export class Spotlight {
  constructor(board) {
    const { words } = board;
    this.board = board;
    this.parts = []; // what is searched: all of these
    this.found = { members: new Set(), units: new Set() };
    this.at = -1;
    this.input = h("input", { type: "search", dataset: { do: "search" }, placeholder: words.search, "aria-label": words.search, title: words.search_help });
    this.count = h("span", { class: "sanzu-found", role: "status" });
    this.element = h("span", { class: "sanzu-search" }, this.input, this.count);
    this.later = debounced(120, () => this.look());
    board.listen(this.input, "input", () => this.later());
    board.listen(this.input, "keydown", (event) => this.press(event));
  }

  get isOn() {
    return this.parts.length > 0;
  }

  press(event) {
    const { board } = this;
    if (event.key === "Enter") this.jump(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape" && this.input.value) {
      this.input.value = "";
      this.look();
    } else if (event.key === "ArrowDown" && board.cursor) board.pointAt(board.cursor.member, board.cursor.unit);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Search for what is typed. */
  look() {
    const { board } = this;
    const typed = this.input.value.trim().toLowerCase();
    this.parts = typed.split(/\s+/).filter(Boolean);
    this.at = -1;
    this.found = { members: new Set(), units: new Set() };
    if (this.isOn) this.ask(typed);
    board.draw();
  }

  /** What stands in cells that the page does not have. */
  async ask(typed) {
    const { board } = this;
    const { members = [], units = [] } = (await board.connection.ask({ do: "find", words: typed }, "find")) ?? {};
    if (typed !== this.parts.join(" ") && typed !== this.input.value.trim().toLowerCase()) return;
    if (!members.length && !units.length) return;
    this.found = { members: new Set(members), units: new Set(units) };
    board.draw();
  }

  holds(text) {
    const low = text.toLowerCase();
    return this.parts.every((word) => low.includes(word));
  }

  /** Whether a container is found itself: a unit, no manager. */
  hasPlace(unit) {
    return this.board.layer !== MANAGERS && this.units.has(unit);
  }

  /** Whether a unit is found itself. */
  hasUnit(id) {
    const unit = this.board.state.units.get(id);
    return Boolean(unit) && (this.found.units.has(id) || this.holds(`${unit.name} ${unit.id}`));
  }

  /** Whether a member is found, or sits in a unit of another layer that is. */
  hasMember(member) {
    const { board } = this;
    if (this.found.members.has(member.id) || this.holds(`${member.name} ${member.id} ${member.position}`)) return true;
    return member.seats.some(([unit]) => this.units.has(unit) && board.state.layerOf(unit) !== board.layer);
  }

  /** Whether a card is in the light. */
  lights(member, unit) {
    return !this.isOn || this.lit.has(seatKey(member.id, unit)) || this.hasPlace(unit);
  }

  lightsUnit(unit) {
    return !this.isOn || this.hasPlace(unit) || this.rooms.has(unit);
  }

  /** Find anew among what is shown: the stops of a jump, in their order. */
  settle(shown) {
    const { board } = this;
    this.stops = [];
    this.lit = new Set();
    this.rooms = new Set();
    this.units = new Set();
    if (this.isOn) {
      for (const id of board.state.units.keys()) if (this.hasUnit(id)) this.units.add(id);
      for (const [unit, people] of shown) {
        if (this.hasPlace(unit)) this.stops.push({ unit });
        for (const member of people) {
          if (!this.hasMember(member)) continue;
          this.lit.add(seatKey(member.id, unit));
          this.rooms.add(unit);
          this.stops.push({ unit, member: member.id });
        }
      }
    }
    this.tell();
  }

  tell() {
    const { words } = this.board;
    const place = this.at < 0 ? "" : `${(this.at % this.stops.length) + 1} / `;
    show(this.count, !this.isOn ? "" : this.stops.length ? `${place}${fill(words.found, { count: this.stops.length })}` : words.found_nothing);
    this.count.classList.toggle("sanzu-nothing", this.isOn && !this.stops.length);
  }

  /** Bring the next one into sight; the search keeps the keys. */
  jump(step) {
    const { board, stops } = this;
    if (!stops?.length) return;
    this.at = this.at < 0 && step < 0 ? stops.length - 1 : (this.at + step + stops.length) % stops.length;
    const { unit, member } = stops[this.at];
    if (member === undefined) board.revealUnit(unit);
    else board.bring(member, unit);
    this.tell();
    board.drawInSight();
  }

  /** Whether a card or unit is where the search stands. */
  standsAt(unit, member) {
    const stop = this.at < 0 ? null : this.stops[this.at];
    return Boolean(stop) && stop.unit === unit && stop.member === member;
  }
}
