// The overview map: every unit as a mark beside the board, red with errors, amber with warnings, hollow where blank; a press goes there.

import { MANAGERS } from "./managers.js";
import { findingsAt } from "./places.js";
import { tone, weighed } from "./tones.js";

const SVG = "http://www.w3.org/2000/svg";
const KINDS = ["plain", "warning", "error", "blank", "dim", "sight"];

function drawn(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

export class Overview {
  constructor(board) {
    this.board = board;
    this.element = drawn("svg", { class: "sanzu-map", preserveAspectRatio: "none", "aria-hidden": "true" });
    this.paths = Object.fromEntries(KINDS.map((kind) => [kind, drawn("path", { class: `sanzu-map-${kind}` })]));
    this.ways = {};
    this.top = 0;
    this.element.append(...Object.values(this.paths));
    const go = (event) => event.buttons === 1 && this.go(event);
    board.listen(this.element, "pointerdown", (event) => {
      this.element.setPointerCapture(event.pointerId);
      go(event);
    });
    board.listen(this.element, "pointermove", go);
  }

  go(event) {
    const { scroller, layout, zoom } = this.board;
    const { top, height } = this.element.getBoundingClientRect();
    scroller.scrollTop = ((event.clientY - top) / height) * layout.height * zoom - scroller.clientHeight / 2;
  }

  /** Draw all units; nothing where most are in sight anyway. */
  draw() {
    const { board } = this;
    const { layout, room, state, spotlight, zoom } = board;
    const isNeeded = layout.height * zoom > room.height * 1.5;
    board.jumps.draw(isNeeded);
    this.element.toggleAttribute("hidden", !isNeeded);
    if (!isNeeded) return;
    const box = `0 0 ${layout.width} ${layout.height}`;
    if (this.box !== box) this.element.setAttribute("viewBox", (this.box = box));
    const boxes = Object.fromEntries(KINDS.map((kind) => [kind, []]));
    for (const { unit, x, y, width, height } of layout.boxes) {
      const kind = !spotlight.lightsUnit(unit) ? "dim" : board.layer !== MANAGERS && state.isBlank(unit) ? "blank" : tone(weighed(findingsAt(board, unit)));
      (boxes[kind] ?? boxes.plain).push(`M${x} ${y}h${width}v${height}h${-width}z`);
    }
    for (const [kind, some] of Object.entries(boxes)) if (kind !== "sight") this.trace(kind, some.join(""));
    this.frame();
  }

  /** Let a path go another way; the same one costs nothing. */
  trace(kind, way) {
    if (this.ways[kind] === way) return;
    this.ways[kind] = way;
    this.paths[kind].setAttribute("d", way);
  }

  /** Where the board is in the whole. */
  frame(top = this.top) {
    this.top = top;
    if (this.element.hasAttribute("hidden")) return;
    const { layout, room, zoom } = this.board;
    this.trace("sight", `M0 ${top / zoom}h${layout.width}v${room.height / zoom}h${-layout.width}z`);
  }
}
