// Choosing a place for somebody: what is closed to them and why, and what going there would fix and introduce. Used by drag, keys and touch alike.

import { debounced, h, show } from "./dom.js";
import { MANAGERS } from "./managers.js";
import { changeTo, placeOf } from "./places.js";
import { seatKey } from "./state.js";
import { SIGNS } from "./tones.js";

/** The bubble has room for so many lines. */
const MOST = 9;

export class Placing {
  constructor(board) {
    this.board = board;
    this.member = null; // who is taken up
    this.preview = debounced(60, () => this.ask());
    this.bubble = h("div", { class: "sanzu-bubble", role: "note", hidden: true });
    board.root.append(this.bubble);
  }

  get isOn() {
    return this.member !== null;
  }

  /** Take somebody up out of a unit; "" out of none: they get a further seat. Python is asked at once which places are closed. */
  begin(member, source) {
    const { board } = this;
    this.end();
    this.member = member;
    this.known = new Map();
    board.source = source;
    board.picked = new Set([seatKey(member, source)]);
    board.closed = new Set();
    board.drawInSight();
    this.considered = this.consider(member);
  }

  async consider(member) {
    const { board } = this;
    const { closed } = (await board.connection.ask({ do: "consider", member, source: board.source, layer: board.layer, reports: board.follow ? "follow" : "stay" }, "consider")) ?? {};
    if (this.member !== member || !closed) return;
    board.closed = new Set(closed);
    board.drawInSight();
    this.tell();
  }

  /** Look at a unit as the place to go to ("" is the lane); null: at none. */
  over(unit) {
    const { board } = this;
    if (!this.isOn || board.target === unit) return;
    board.target = unit;
    board.drawInSight();
    this.tell();
    if (unit !== null && unit !== board.source) this.preview();
  }

  async ask() {
    const { board, member } = this;
    const unit = board.target;
    const change = this.isOn && unit !== null ? changeTo(board, member, board.source, unit) : null;
    if (!change || this.known.has(unit)) return;
    const answer = await board.connection.ask({ do: "preview", change }, "preview");
    if (this.member !== member || !answer) return;
    this.known.set(unit, answer);
    this.tell();
  }

  /** Say in the bubble and to screen readers what stands against the place or what it would bring. */
  tell() {
    const { board, bubble } = this;
    const { words } = board;
    const unit = board.target;
    const name = unit === null ? "" : placeOf(board, unit)?.name;
    bubble.hidden = !this.isOn || unit === null;
    if (bubble.hidden) return;
    const lines = [h("strong", {}, name ?? "")];
    const answer = this.known.get(unit);
    const why = answer?.refused;
    const line = (kind, sign, text) => lines.push(h("div", { class: `sanzu-line-${kind}` }, `${sign} ${text}`));
    if (unit === board.source) line("plain", "•", words.here);
    else if (why) line("error", "✕", `${words.not_allowed}: ${why}`);
    else if (answer?.unaudited) line("plain", "•", words.unchecked);
    else if (answer?.error) line("error", "✕", answer.error);
    else if (answer) {
      for (const told of answer.lost) line("lost", "▼", `${words.loses}: ${told}`);
      for (const [, message] of answer.fixed) line("fixed", SIGNS.fixed, `${words.fixes}: ${message}`);
      for (const [severity, message] of answer.introduced) line(severity, SIGNS[severity], `${words.introduces}: ${message}`);
      if (!answer.fixed.length && !answer.introduced.length) line("plain", "•", words.no_effect);
    } else line("plain", "•", words.asking);
    if (lines.length > MOST) lines.splice(MOST, Infinity, h("div", {}, `… ${lines.length - MOST}`));
    show(bubble, lines);
    if (this.isByKeys) this.beside(unit);
    if (answer || why) board.say(lines.map((one) => one.textContent).join(" "));
  }

  /** Let the bubble stand below a point of the board. */
  at(x, y) {
    const { root } = this.board;
    if (this.board.isTouched) return this.awayFrom(y);
    const left = Math.min(Math.max(4, x + 14), root.clientWidth - 330);
    this.bubble.style.left = `${Math.max(4, left)}px`;
    const below = y + 22 + this.bubble.offsetHeight < root.clientHeight;
    this.bubble.style.top = `${below ? y + 22 : Math.max(4, y - this.bubble.offsetHeight - 30)}px`;
  }

  /** A finger hides what is below it: the bubble stands at the other end of what is seen. */
  awayFrom(y) {
    const { root, scroller } = this.board;
    const [all, area] = [root.getBoundingClientRect(), scroller.getBoundingClientRect()];
    const [top, bottom] = [Math.max(area.top, 0) - all.top, Math.min(area.bottom, window.innerHeight) - all.top];
    this.bubble.style.left = "4px";
    this.bubble.style.top = `${y > (top + bottom) / 2 ? top + 4 : bottom - this.bubble.offsetHeight - 4}px`;
  }

  beside(unit) {
    const { board } = this;
    const { member, unit: at } = board.cursor;
    const element = unit === "" ? board.laneBox : board.layer === MANAGERS ? board.cards.get(seatKey(member, at)) : board.containers.get(unit);
    if (!element) return;
    const [own, all] = [element.getBoundingClientRect(), board.root.getBoundingClientRect()];
    this.at(own.left - all.left, own.top - all.top + 24);
  }

  /** Put them down where the cursor is. A refused place says why; then they stay up if `holds`, else they go back. */
  async confirm(holds = true) {
    const { board, member } = this;
    const { target: unit, source } = board;
    if (unit === null || unit === source) return this.cancel();
    this.preview.cancel();
    const why = this.known.get(unit)?.refused;
    const answer = why ? { error: why } : await board.move(member, source, unit);
    if (this.member === member && (!answer?.error || !holds)) this.end();
    if (answer?.error) {
      if (!holds) board.pointAt(member, source);
      board.say(`${board.words.not_allowed}: ${answer.error}`);
    }
    return answer;
  }

  cancel() {
    const { board, member } = this;
    if (!this.isOn) return null;
    const { source } = board;
    this.end();
    board.say(board.words.cancelled);
    if (board.state.members.has(member)) board.pointAt(member, source);
    return null;
  }

  end() {
    const { board } = this;
    this.preview.cancel();
    this.member = null;
    this.isByKeys = false;
    this.bubble.hidden = true;
    board.closed = null;
    board.picked = null;
    board.source = board.target = board.focusUnit = null;
    if (board.layout) board.drawInSight();
  }
}
