// The jump list of a long board: every container by name, in the order of the board; only the rows in sight are in the page.

import { h } from "./dom.js";
import { findingsAt, placeOf } from "./places.js";
import { tone, weighed } from "./tones.js";

const FEW = 12;

export class Jumps {
  constructor(board) {
    this.board = board;
    this.room = h("div", { class: "sanzu-lane-room" });
    this.element = h("div", { class: "sanzu-jumps", role: "navigation", "aria-label": board.words.units_list, hidden: true }, this.room);
    board.listen(this.element, "scroll", () => this.list(), { passive: true });
    board.listen(this.element, "click", ({ target }) => {
      const { jump } = target.closest("button")?.dataset ?? {};
      if (jump === undefined) return;
      board.revealUnit(jump, true);
      board.drawInSight();
    });
  }

  draw(isNeeded) {
    const { layout, isTouched } = this.board;
    this.row = isTouched ? 44 : 22;
    this.element.hidden = !isNeeded || layout.boxes.length < FEW;
    this.room.style.height = `${layout.boxes.length * this.row}px`;
    this.list();
  }

  list() {
    const { board, row, element } = this;
    if (element.hidden) return;
    const { boxes } = board.layout;
    const first = Math.max(0, Math.floor(element.scrollTop / row) - 5);
    const some = boxes.slice(first, first + Math.ceil((element.clientHeight || 600) / row) + 10);
    const signs = some.map(({ unit, depth = 0 }) => [unit, placeOf(board, unit).name, tone(weighed(findingsAt(board, unit))), depth]);
    const signature = JSON.stringify([first, signs]);
    if (signature === this.drawn) return;
    this.drawn = signature;
    this.room.replaceChildren(
      ...signs.map(([unit, name, found, depth], place) =>
        h("button", { type: "button", class: `sanzu-to${found ? ` sanzu-line-${found}` : ""}`, title: name, style: `top:${(first + place) * row}px;height:${row}px;padding-left:${6 + 8 * depth}px`, dataset: { jump: unit } }, name),
      ),
    );
  }
}
