// What is said across the board: that Python does not answer, and that a kept plan was found.

import { button, fill, h, show } from "./dom.js";

export class Notices {
  constructor(board) {
    const { words } = board;
    this.board = board;
    const goOn = button("go_on", words.go_on, () => board.detach());
    this.silent = h("div", { class: "sanzu-notice", role: "alert", hidden: true }, words.silent, " ", goOn);
    this.written = h("div", { class: "sanzu-notice", role: "status", hidden: true });
    this.found = h("div", { class: "sanzu-notice", role: "status", hidden: true });
  }

  get elements() {
    return [this.silent, this.found, this.written];
  }

  /** Say that Python does not answer, and let the user choose to go on without; or that it does again. */
  silence(isSilent) {
    this.silent.hidden = !isSilent;
  }

  /** Say where the brief is, and let it be opened: the page itself, wherever the file is. */
  brief({ sentence, page }) {
    const { board, written } = this;
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = URL.createObjectURL(new Blob([page], { type: "text/html" }));
    const link = h("a", { href: this.url, target: "_blank", rel: "noopener", dataset: { do: "open_brief" } }, board.words.open_brief);
    const close = button("close", "×", () => (written.hidden = true), { "aria-label": board.words.close });
    written.hidden = false;
    show(written, sentence, " ", link, " ", close);
  }

  /** Say which plan was found, and ask what to do with it. */
  keep({ found = 0, file = "" }) {
    const { board, found: element } = this;
    const press = (name) => button(name, board.words[name], () => board.ask(name));
    element.hidden = !found;
    show(element, found ? [fill(board.words.found_plan, { count: found, file }), " ", press("restore"), " ", press("forget")] : []);
  }
}
