// The tools above the board: which layer, what is shown, the score, and what can be done.

import { amount, button, fill, h, show } from "./dom.js";
import { download } from "./exporting.js";
import { MANAGERS } from "./managers.js";
import { SEVERITIES, SIGNS } from "./tones.js";

const FILTERS = ["all", "blank", "errors", "findings", "edited", "leaders"];

export class Tools {
  constructor(board) {
    const { words, state } = board;
    this.board = board;
    const press = (name, sign, click, title = words[name]) => button(name, sign, click, { title, "aria-label": title });
    const select = (name, options, chosen, change) =>
      h(
        "label",
        {},
        `${words[name]} `,
        h("select", { dataset: { do: name }, onchange: (event) => change(event.target.value) }, options.map(([value, text]) => h("option", { value, selected: value === chosen }, text))),
      );
    const layers = state.layers.filter(({ sorted }) => sorted).map(({ name, label }) => [name, label]);
    this.undo = press("undo", "↶", () => board.ask("undo"));
    this.redo = press("redo", "↷", () => board.ask("redo"));
    if (state.hasManagers) layers.push([MANAGERS, words.managers]);
    const follow = h("input", { type: "checkbox", checked: true, dataset: { do: "follow" }, onchange: (event) => (board.follow = event.target.checked) });
    this.follow = h("label", {}, follow, ` ${words.reports_follow}`);
    this.shelf = h("span", { class: "sanzu-shelf" });
    this.score = h("span", { class: "sanzu-score", role: "group", "aria-label": words.findings });
    this.counts = h("span", { class: "sanzu-total" });
    this.element = h(
      "div",
      { class: "sanzu-tools", role: "toolbar", "aria-label": words.title },
      select("layer", layers, board.layer, (layer) => board.turn(layer)),
      this.follow,
      board.spotlight.element,
      select("show", FILTERS.map((name) => [name, words[`show_${name}`]]), board.filter, (filter) => board.choose(filter)),
      press("zoom_out", "−", () => board.enlarge(1 / 1.15)),
      press("zoom_in", "+", () => board.enlarge(1.15)),
      this.undo,
      this.redo,
      press("propose", words.propose, () => board.ask("propose")),
      press("create", words.act_create, () => board.menus.create()),
      press("export", "⤓", () => download(board)),
      press("marks", "?", (event) => board.menus.explain(event.currentTarget)),
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
    const isTree = board.layer === MANAGERS;
    this.follow.hidden = !isTree;
    this.element.querySelector("option[value=blank]").disabled = isTree;
    const counts = fill(isTree ? words.counts_managers : words.counts, { people: state.members.size, units, managers: units });
    const told = [counts, ...several, ...(day ? [fill(words.day, { day })] : [])];
    this.counts.textContent = told.join(" · ");
    this.drawScore();
    this.shelf.hidden = !isLive;
    this.undo.disabled = isLive ? !state.patch.undo : !state.local.changes.length;
    this.redo.disabled = isLive ? !state.patch.redo : !state.local.undone.length;
    for (const one of this.element.querySelectorAll("[data-do=propose], [data-do=create]")) one.disabled = !isLive || board.isBusy || ((isTree || !board.layer) && one.dataset.do === "create");
  }

  /** Of each severity, how many findings there were and are: “errors 5 → 3”. */
  drawScore() {
    const { state, words } = this.board;
    const { first, now } = state.score;
    const text = (kind) => `${SIGNS[kind]} ${words[`score_${kind}`]} ${first[kind] === now[kind] ? "" : `${amount(first[kind])} → `}${amount(now[kind])}`;
    show(this.score, SEVERITIES.map((kind) => h("span", { class: now[kind] ? `sanzu-score-${kind}` : "", dataset: { score: kind } }, text(kind))));
  }

  /** The plans of the board: which one is worked on, what the others come to. */
  shelve({ plans = [], current = 0 }) {
    const { board } = this;
    const { words } = board;
    const press = (name, sign) => button(name, sign, () => board.ask(name), { title: words[name], "aria-label": words[name] });
    const option = ([name, changes, errors], number) => h("option", { value: number, selected: number === current }, fill(words.plan_told, { name, changes, errors }));
    const choice = h("select", { "aria-label": words.plans, dataset: { do: "plan" }, onchange: (event) => board.ask("turn_plan", { number: Number(event.target.value) }) }, plans.map(option));
    const drop = plans.length > 1 ? press("drop_plan", "×") : null;
    show(this.shelf, plans.length > 1 ? choice : null, press("add_plan", words.another), drop, button("brief", words.brief, () => this.brief()));
  }

  /** Have the page written that lays all plans side by side, and link it. */
  async brief() {
    const answer = await this.board.ask("brief");
    if (answer && !answer.error) this.board.notices.brief(answer);
  }

  /** Let the choice of what is shown say another one. */
  choose(filter) {
    this.element.querySelector("[data-do=show]").value = this.board.filter = filter;
  }

  /** Let the choice of the layer say which one is shown. */
  say(layer) {
    this.element.querySelector("[data-do=layer]").value = layer;
  }
}
