// What is in sight of the board, drawn: containers, cards and lines. Elements whose content is the same stay.

import { card, cardSignature, container, label } from "./cards.js";
import { h, show } from "./dom.js";
import { cardAt, cardsInSight, inSight } from "./layout.js";
import { MANAGERS } from "./managers.js";
import { placeOf } from "./places.js";
import { seatKey } from "./state.js";
import { Wires } from "./wires.js";

/** Drawn beyond what is in sight, in pixels. */
const MARGIN = 200;

export class Drawing {
  constructor(board) {
    this.board = board;
    this.wires = new Wires(board);
    board.canvas.append(this.wires.element);
  }

  draw() {
    const { board } = this;
    const focused = board.hasFocus();
    const from = board.scroller.scrollTop;
    const lane = { top: board.lane.scrollTop, height: board.lane.clientHeight };
    const top = from / board.zoom - MARGIN;
    const bottom = (from + board.room.height) / board.zoom + MARGIN;
    const seen = new Set();
    const used = new Set();
    const boxes = inSight(board.layout, top, bottom);
    for (const box of boxes) {
      seen.add(box.unit);
      const element = this.containerOf(box.unit);
      const { x, y, width, height } = box;
      const style = `left:${x}px;top:${y}px;width:${width}px;height:${height}px`;
      if (element.style.cssText !== style && element.placed !== style) element.style.cssText = element.placed = style;
      label(board, element, box);
      const [first, last] = cardsInSight(box, top, bottom);
      this.lay(element.lastChild, box.people.slice(first, last), box.unit, used, (place) => {
        const at = cardAt(box, first + place);
        return `left:${at.x - x}px;top:${at.y - y}px;width:${at.width}px`;
      });
    }
    for (const [unit, element] of board.containers) {
      if (!seen.has(unit) && !this.holds(element)) {
        element.remove();
        board.containers.delete(unit);
      }
    }
    this.drawLane(used, lane);
    for (const [key, element] of board.cards) {
      if (!used.has(key) && !this.holds(element)) {
        element.remove();
        board.cards.delete(key);
      }
    }
    this.wires.draw(boxes);
    board.legend.draw();
    board.overview.frame(from);
    if (focused) board.focus();
  }

  /** Whether an element is where a drag began: a finger's events go to it until the end, in sight or not. */
  holds(element) {
    const { board } = this;
    return Boolean(board.dragging?.ghost && element.contains(board.dragging.start.card));
  }

  drawLane(used, sight) {
    const { board } = this;
    const people = board.adrift;
    const { card: high } = board.sizes;
    const all = board.state.roster(board.layer).get("").length; // as in a unit: also those whom a search leaves out
    const { name } = placeOf(board, "");
    show(board.laneHead, h("span", { class: "sanzu-unit-name" }, name), h("span", { class: "sanzu-count" }, String(all)));
    board.laneBox.setAttribute("aria-label", `${name}: ${all}`);
    board.laneBox.classList.toggle("sanzu-empty", all === 0);
    board.laneBox.classList.toggle("sanzu-target", board.target === "");
    board.laneBox.classList.toggle("sanzu-source", board.source === "");
    if (!board.laneRoom) board.lane.append((board.laneRoom = h("div", { class: "sanzu-lane-room" })));
    board.laneRoom.style.height = `${people.length * high}px`;
    const first = Math.max(0, Math.floor((sight.top - MARGIN) / high));
    const last = Math.min(people.length, Math.ceil((sight.top + sight.height + MARGIN) / high));
    this.lay(board.laneRoom, people.slice(first, last), "", used, (place) => `left:4px;top:${(first + place) * high}px;right:4px`);
  }

  containerOf(unit) {
    const { board } = this;
    if (!board.containers.has(unit)) {
      const element = container(board, unit);
      board.containers.set(unit, element);
      board.canvas.append(element);
    }
    return board.containers.get(unit);
  }

  /** Let cards stand in a room, each at its place; elements whose card shows the same stay. */
  lay(room, people, unit, used, style) {
    const { board } = this;
    const isTree = board.layer === MANAGERS;
    people.forEach((member, place) => {
      const key = seatKey(member.id, unit);
      used.add(key);
      const signature = cardSignature(board, member, unit);
      let element = board.cards.get(key);
      if (!element || element.signature !== signature) {
        const made = card(board, member, unit);
        made.signature = signature;
        element?.replaceWith(made);
        board.cards.set(key, (element = made));
      }
      if (element.parentNode !== room) room.append(element);
      element.classList.toggle("sanzu-picked", board.picked?.has(key) ?? false);
      element.classList.toggle("sanzu-same", board.same === member.id);
      element.classList.toggle("sanzu-leaving", board.ghosts.leaving.has(key));
      element.classList.toggle("sanzu-target", isTree && board.target === member.id);
      element.classList.toggle("sanzu-closed", isTree && (board.closed?.has(member.id) ?? false));
      element.classList.toggle("sanzu-lit", Boolean(member.ghost) && member.ghost.number === board.suggested);
      element.classList.toggle("sanzu-hit", board.spotlight.standsAt(unit, member.id));
      element.tabIndex = board.cursor?.member === member.id && board.cursor.unit === unit ? 0 : -1;
      const at = style(place);
      if (element.at !== at) element.style.cssText = element.at = at;
    });
  }
}
