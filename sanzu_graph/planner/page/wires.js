// Lines on the board: from a manager's card to the reports, and arrows from where somebody would leave to where they would come.

import { cardAt } from "./layout.js";

const SVG = "http://www.w3.org/2000/svg";

function drawn(tag, name) {
  const element = document.createElementNS(SVG, tag);
  element.setAttribute("class", name);
  return element;
}

export class Wires {
  constructor(board) {
    this.board = board;
    this.element = drawn("svg", "sanzu-wires");
    this.element.setAttribute("aria-hidden", "true");
    this.paths = ["tree", "arrows", "lit"].map((name) => drawn("path", `sanzu-wire-${name}`));
    this.element.append(...this.paths);
    this.ways = [];
  }

  /** Draw the lines of the containers in sight. */
  draw(seen) {
    const { layout, ghosts, suggested } = this.board;
    const boxes = new Map(layout.boxes.map((box) => [box.unit, box]));
    const [tree, arrows, lit] = [[], [], []];
    for (const box of seen) if (box.parent) tree.push(branch(boxes.get(box.parent), box));
    const near = new Set(seen.map(({ unit }) => unit));
    for (const [unit, coming] of ghosts.coming) {
      for (const one of coming) {
        const { from, number } = one.ghost;
        if (boxes.has(from) && boxes.has(unit) && (near.has(from) || near.has(unit))) (number === suggested ? lit : arrows).push(arrow(at(boxes.get(from), one.id), at(boxes.get(unit), one.id, number)));
      }
    }
    const size = `width:${layout.width}px;height:${layout.height}px`;
    if (this.size !== size) this.element.style.cssText = this.size = size;
    [tree, arrows, lit].forEach((ways, place) => {
      const way = ways.join("");
      if (this.ways[place] !== way) this.paths[place].setAttribute("d", (this.ways[place] = way));
    });
  }
}

/** Where the card of somebody is in a container, or the ghost of a suggestion. */
function at(box, id, number) {
  return cardAt(box, box.people.findIndex((one) => one.id === id && one.ghost?.number === number));
}

/** From the card of a manager to the container of the reports. */
function branch(above, box) {
  const from = above ? at(above, box.unit) : null;
  if (!from) return "";
  const [x, y] = [from.x + from.width, from.y + from.height / 2];
  const [right, low] = [box.x, box.y + box.sizes.head / 2];
  return `M${x} ${y}C${x + 24} ${y} ${right - 24} ${low} ${right} ${low}`;
}

function arrow(from, to) {
  const isRight = from.x + from.width <= to.x;
  const side = isRight ? 1 : -1;
  const [x, y] = [from.x + (isRight ? from.width : 0), from.y + from.height / 2];
  const [end, low] = [to.x + (isRight || to.x + to.width > from.x ? 0 : to.width), to.y + to.height / 2];
  const turn = end === to.x ? 1 : -1; // from which side it comes in
  return `M${x} ${y}C${x + side * 40} ${y} ${end - turn * 40} ${low} ${end} ${low}m${-turn * 8} -4l${turn * 8} 4l${-turn * 8} 4`;
}
