// How the page asks Python, one request at a time, and what answers where there is none.

import { MANAGERS, withBelow } from "./managers.js";

/** After so many milliseconds without an answer somebody is told. */
const PATIENCE = 4000;
/** What takes its time; the optimiser works beside the kernel, which answers at once. */
const SLOW = new Set(["brief"]);

/** Asks through the traits of a widget: traits, not messages, so that every host that syncs traits will do. */
export class Live {
  constructor(model) {
    this.model = model;
    this.isLive = true;
    this.prefix = Math.random().toString(36).slice(2);
    this.count = 0;
    this.waiting = [];
    this.current = null;
    this.onSilence = () => {};
    this.hear = () => this.heard(model.get("answer"));
    model.on("change:answer", this.hear);
  }

  /** The answer to a request. Of requests that wait under one `topic` only the last is asked; the others are answered with null. */
  ask(request, topic = null) {
    return new Promise((resolve) => {
      if (topic !== null) {
        for (const other of this.waiting.filter((one) => one.topic === topic)) other.resolve(null);
        this.waiting = this.waiting.filter((one) => one.topic !== topic);
      }
      this.waiting.push({ request: { ...request, id: `${this.prefix}-${this.count++}` }, topic, resolve });
      this.next();
    });
  }

  next() {
    // The widget manager keeps only the last of several values set while Python is busy, hence one at a time.
    if (this.current !== null || !this.waiting.length) return;
    this.current = this.waiting.shift();
    if (!SLOW.has(this.current.request.do)) this.timer = setTimeout(() => this.onSilence(true), PATIENCE);
    this.model.set("request", this.current.request);
    this.model.save_changes();
  }

  heard(answer) {
    if (this.current === null || answer.id !== this.current.request.id) return;
    const { resolve } = this.current;
    this.current = null;
    clearTimeout(this.timer);
    this.onSilence(false);
    resolve(answer);
    this.next();
  }

  /** Nobody will answer any more; returned are the requests that were left open. */
  close() {
    this.model.off("change:answer", this.hear);
    clearTimeout(this.timer);
    const open = [this.current, ...this.waiting].filter((one) => one !== null);
    this.current = null;
    this.waiting = [];
    for (const one of open) one.resolve(null);
    return open.map(({ request }) => request);
  }
}

/** Answers where there is no Python: people move, and nothing is judged. */
export class Detached {
  constructor(state) {
    this.state = state;
    this.isLive = false;
  }

  async ask(request) {
    if (request.do === "edit") this.state.editHere(request.change);
    if (request.do === "undo") this.state.undoHere();
    if (request.do === "redo") this.state.redoHere();
    if (request.do === "consider") return { closed: this.closed(request) };
    return { unaudited: true, sentence: "", fixed: [], introduced: [] };
  }

  closed({ member, source, layer, reports }) {
    if (layer !== MANAGERS) return this.state.seatsOf(member, layer).filter((unit) => unit !== source);
    return reports === "stay" ? [member] : [...withBelow(member, this.state.roster(MANAGERS))];
  }

  close() {}
}
