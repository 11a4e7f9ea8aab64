// What is said across the board: that Python does not answer, and that a kept plan was found.

import { fill, h, show } from "./dom.js";

export class Notices {
  constructor(board) {
    const { words } = board;
    this.board = board;
    const goOn = h("button", { type: "button", class: "sanzu-button", dataset: { do: "go_on" }, onclick: () => board.detach() }, words.go_on);
    this.silent = h("div", { class: "sanzu-notice", role: "alert", hidden: true }, words.silent, " ", goOn);
    this.found = h("div", { class: "sanzu-notice", role: "status", hidden: true });
  }

  get elements() {
    return [this.silent, this.found];
  }

  /** Say that Python does not answer, and let the user choose to go on without; or that it does again. */
  silence(isSilent) {
    this.silent.hidden = !isSilent;
  }

  /** Say which plan was found, and ask what to do with it. */
  keep({ found = 0, file = "" }) {
    const { board, found: element } = this;
    const button = (name, click) => h("button", { type: "button", class: "sanzu-button", dataset: { do: name }, onclick: click }, board.words[name]);
    element.hidden = !found;
    show(element, found ? [fill(board.words.found_plan, { count: found, file }), " ", button("restore", () => board.ask("restore")), " ", button("forget", () => board.ask("forget"))] : []);
  }
}
