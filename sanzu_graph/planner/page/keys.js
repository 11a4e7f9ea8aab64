// The keyboard: arrows move the cursor, Enter takes somebody up and puts them down, Escape lets go.

import { beside } from "./layout.js";
import { fill } from "./dom.js";
import { MANAGERS } from "./managers.js";

const ARROWS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);

/** The people and open posts of a box without those who are only suggested. */
function seated(box) {
  return (box?.people ?? []).filter(({ ghost }) => !ghost);
}

export class Keys {
  constructor(board) {
    this.board = board;
    board.listen(board.root, "keydown", (event) => this.press(event));
  }

  press(event) {
    const { board } = this;
    if (event.target.closest("input, select, dialog, .sanzu-menu")) return;
    const handled = this.everywhere(event) || (event.target.closest(".sanzu-unit") && (board.placing.isOn ? this.place(event) : this.walk(event)));
    if (handled || ((event.ctrlKey || event.metaKey) && this.isTaken(event))) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /** Whether the notebook takes a combination that is not ours, such as Ctrl+S: it is asked, for our elements are closed to it (dom.js). */
  isTaken({ key, code, keyCode, ctrlKey, metaKey, shiftKey, altKey }) {
    const again = new KeyboardEvent("keydown", { key, code, keyCode, ctrlKey, metaKey, shiftKey, altKey, bubbles: true, cancelable: true });
    return !this.board.el.dispatchEvent(again);
  }

  everywhere(event) {
    const { board } = this;
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && key === "z") board.ask(event.shiftKey ? "redo" : "undo");
    else if ((event.ctrlKey || event.metaKey) && key === "y") board.ask("redo");
    else if (key === "/") board.spotlight.input.focus();
    else if (key === "escape" && (board.placing.isOn || board.menus.isChoosing)) {
      board.menus.cancel();
      board.placing.cancel();
    } else return false;
    return true;
  }

  /** Nobody is taken up: the cursor goes from card to card. */
  walk(event) {
    const { board } = this;
    const { member, seat: unit, suggestion } = event.target.closest(".sanzu-card")?.dataset ?? {};
    if (member && !suggestion) board.cursor = { member, unit }; // also where a screen reader has set the focus
    if (ARROWS.has(event.key)) this.step(event.key);
    else if (event.key === "Enter" || event.key === " ") {
      if (board.menus.isChoosing) {
        const card = event.target.closest(".sanzu-card");
        board.menus.choose(card, event.target.closest(".sanzu-unit"));
      } else if (event.target.closest("[data-post]")) board.menus.open(event.target);
      else if (board.cursor !== null) this.takeUp();
    } else if (event.key === "ContextMenu" || event.key === "." || (event.key === "F10" && event.shiftKey)) board.menus.open(event.target);
    else return false;
    return true;
  }

  step(key) {
    const { board } = this;
    if (board.cursor === null) return null;
    const { member, unit } = board.cursor;
    const people = unit === "" ? board.adrift : seated(board.layout.boxes.find((box) => box.unit === unit));
    const place = people.findIndex(({ id }) => id === member);
    const within = { ArrowUp: place - 1, ArrowDown: place + 1 }[key];
    if (within !== undefined && people[within]) return board.pointAt(people[within].id, unit);
    if (board.layer === MANAGERS && (key === "ArrowRight" || (key === "ArrowLeft" && unit))) return this.along(key, member, unit);
    if (unit === "" && key === "ArrowRight") {
      const first = board.layout.boxes.find((one) => seated(one).length);
      return first && board.pointAt(first.people[0].id, first.unit);
    }
    let at = unit;
    for (;;) {
      const box = beside(board.layout, at, key);
      if (!box || box.unit === at) break;
      at = box.unit;
      const own = seated(box);
      if (own.length) return board.pointAt((key === "ArrowUp" ? own.at(-1) : own[0]).id, at);
    }
    return key === "ArrowLeft" && board.adrift.length ? board.pointAt(board.adrift[0].id, "") : null;
  }

  /** In the tree of people: on to the first report, or back to the manager. */
  along(key, member, unit) {
    const { board } = this;
    if (key === "ArrowLeft") return board.pointAt(unit, board.state.seatsOf(unit, board.layer)[0]);
    const first = seated(board.layout.boxes.find((box) => box.unit === member))[0];
    return first && board.pointAt(first.id, member);
  }

  /** Take up whom the cursor is at, out of their unit; "" for a further seat. */
  takeUp(source = this.board.cursor.unit) {
    const { board } = this;
    const { member } = board.cursor;
    board.placing.begin(member, source);
    board.placing.isByKeys = true;
    if (board.layer === MANAGERS && source) this.lookUp(source);
    else this.lookAt(board.cursor.unit);
    board.say(fill(board.words.place_help, { name: board.state.members.get(member).name }));
  }

  /** Somebody is taken up: the cursor goes from unit to unit. */
  place(event) {
    const { board } = this;
    const { boxes } = board.layout;
    if (event.key === "Enter" || event.key === " ") board.placing.confirm();
    else if (ARROWS.has(event.key) && board.layer === MANAGERS) this.placeInTree(event.key);
    else if (ARROWS.has(event.key) && boxes.length) {
      const at = board.focusUnit;
      const next = at === "" ? (event.key === "ArrowLeft" ? "" : boxes[0].unit) : beside(board.layout, at, event.key).unit;
      this.lookAt(next === at && event.key === "ArrowLeft" ? "" : next);
    } else return false;
    return true;
  }

  /** Among people every card is a place: the cursor goes from card to card, and left of the topmost there is no manager. */
  placeInTree(key) {
    const { board } = this;
    if (board.focusUnit === "") board.focusUnit = null;
    else if (key === "ArrowLeft" && board.cursor.unit === "") return this.lookAt("");
    else this.step(key);
    board.placing.over(board.cursor.member);
    board.pointAt(board.cursor.member, board.cursor.unit);
  }

  /** Look at a manager's own card as the place. */
  lookUp(manager) {
    const { board } = this;
    board.pointAt(manager, board.state.seatsOf(manager, MANAGERS)[0]);
    board.placing.over(manager);
  }

  lookAt(unit) {
    const { board } = this;
    board.focusUnit = unit;
    board.revealUnit(unit);
    board.placing.over(unit);
    board.drawInSight();
    board.focus();
  }
}
