// The tools above the board: which layer, what is shown, the score, and what can be done.

import { fill, h, show } from "./dom.js";
import { download } from "./exporting.js";
import { SEVERITIES, SIGNS } from "./tones.js";

const FILTERS = ["all", "blank", "errors", "findings", "edited", "leaders"];

export class Tools {
  constructor(board) {
    const { words, state } = board;
    this.board = board;
    const button = (name, sign, click, title = words[name]) =>
      h("button", { type: "button", class: "sanzu-button", dataset: { do: name }, title, "aria-label": title, onclick: click }, sign);
    const select = (name, options, chosen, change) =>
      h(
        "label",
        {},
        `${words[name]} `,
        h("select", { dataset: { do: name }, onchange: (event) => change(event.target.value) }, options.map(([value, text]) => h("option", { value, selected: value === chosen }, text))),
      );
    const layers = state.layers.filter(({ sorted }) => sorted).map(({ name, label }) => [name, label]);
    this.undo = button("undo", "↶", () => board.ask("undo"));
    this.redo = button("redo", "↷", () => board.ask("redo"));
    this.shelf = h("span", { class: "sanzu-shelf" });
    this.score = h("span", { class: "sanzu-score", role: "group", "aria-label": words.findings });
    this.counts = h("span", { class: "sanzu-total" });
    this.element = h(
      "div",
      { class: "sanzu-tools", role: "toolbar", "aria-label": words.title },
      select("layer", layers, board.layer, (layer) => board.turn(layer)),
      board.spotlight.element,
      select("show", FILTERS.map((name) => [name, words[`show_${name}`]]), board.filter, (filter) => board.choose(filter)),
      button("zoom_out", "−", () => board.enlarge(1 / 1.15)),
      button("zoom_in", "+", () => board.enlarge(1.15)),
      this.undo,
      this.redo,
      button("propose", words.propose, () => board.propose()),
      button("create", words.act_create, () => board.menus.create()),
      button("export", "⤓", () => download(board)),
      button("marks", "?", (event) => board.menus.explain(event.currentTarget)),
      this.shelf,
      this.score,
      this.counts,
    );
  }

  draw() {
    const { board } = this;
    const { state, words } = board;
    const { isLive } = board.connection;
    const units = state.roster(board.layer).size - 1;
    const { day } = state.snapshot;
    const several = state.severalSeats().map(({ label, people, seats }) => fill(words.seats, { people, seats, layer: label }));
    const told = [fill(words.counts, { people: state.members.size, units }), ...several, ...(day ? [fill(words.day, { day })] : [])];
    this.counts.textContent = told.join(" · ");
    this.drawScore();
    this.shelf.hidden = !isLive;
    this.undo.disabled = isLive ? !state.patch.undo : !state.local.changes.length;
    this.redo.disabled = isLive ? !state.patch.redo : !state.local.undone.length;
    for (const one of this.element.querySelectorAll("[data-do=propose], [data-do=create]")) one.disabled = !isLive || board.isBusy;
  }

  /** Of each severity, how many findings there were and are: “errors 5 → 3”. */
  drawScore() {
    const { state, words } = this.board;
    const { first, now } = state.score;
    const text = (kind) => `${SIGNS[kind]} ${words[`score_${kind}`]} ${first[kind] === now[kind] ? now[kind] : `${first[kind]} → ${now[kind]}`}`;
    show(this.score, SEVERITIES.map((kind) => h("span", { class: now[kind] ? `sanzu-score-${kind}` : "", dataset: { score: kind } }, text(kind))));
  }

  /** The plans of the board: which one is worked on, what the others come to. */
  shelve({ plans = [], current = 0 }) {
    const { board } = this;
    const { words } = board;
    const button = (name, sign, click) => h("button", { type: "button", class: "sanzu-button", dataset: { do: name }, title: words[name], "aria-label": words[name], onclick: click }, sign);
    const option = ([name, changes, errors], number) => h("option", { value: number, selected: number === current }, fill(words.plan_told, { name, changes, errors }));
    const choice = h("select", { "aria-label": words.plans, dataset: { do: "plan" }, onchange: (event) => board.ask("turn_plan", { number: Number(event.target.value) }) }, plans.map(option));
    const drop = plans.length > 1 ? button("drop_plan", "×", () => board.ask("drop_plan")) : null;
    show(this.shelf, plans.length > 1 ? choice : null, button("add_plan", words.another, () => board.ask("add_plan")), drop);
  }

  /** Let the choice of the layer say which one is shown. */
  say(layer) {
    this.element.querySelector("[data-do=layer]").value = layer;
  }
}
