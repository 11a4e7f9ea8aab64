// The lists beside the board: suggestions, findings, changes.

import { button, fill, h, show } from "./dom.js";
import { MANAGERS } from "./managers.js";
import { FIXED, NEW } from "./findings.js";
import { SEVERITIES, SIGNS, weighed } from "./tones.js";

const MOST = 60;

export class Panel {
  constructor(board) {
    this.board = board;
    this.suggestions = [];
    this.chosenOnes = new Set(); // the places of the suggestions that are ticked
    this.work = {}; // how far the optimiser is
    this.alternatives = null;
    this.chosen = null;
    this.totals = [];
    this.kept = {};
    this.opened = { error: true, warning: true, info: false, fixed: false }; // notes are folded, and what is fixed
    this.parts = ["suggestions", "findings", "changes"].map((name) => h("section", { class: `sanzu-${name}`, tabindex: "0", "aria-label": board.words[name] }));
    this.element = h("aside", { class: "sanzu-panel" }, this.parts);
  }

  suggest(suggestions) {
    this.suggestions = suggestions ?? [];
    this.chosenOnes.clear();
    this.board.suggested = null;
    this.board.draw();
  }

  /** Show the findings about a member or a unit first, and what is counted in a unit. */
  about(entity, id) {
    if (this.chosen?.id !== id) this.totals = [];
    this.chosen = { entity, id };
    this.drawFindings();
    if (entity === "unit") this.count(id);
  }

  async count(unit) {
    const { totals } = (await this.board.connection.ask({ do: "totals", unit }, "totals")) ?? {};
    if (this.chosen?.entity !== "unit" || this.chosen.id !== unit || String(totals ?? []) === String(this.totals)) return;
    this.totals = totals ?? [];
    this.drawFindings();
  }

  /** Say in which file the plan is kept, and let it be switched off. */
  keep(kept) {
    this.kept = kept;
    this.changesDrawn = null;
    this.drawChanges();
  }

  keeping() {
    const { board, kept } = this;
    if (!kept.file || !board.connection.isLive) return null;
    const box = h("input", { type: "checkbox", checked: kept.on, dataset: { do: "keep" }, onchange: (event) => board.ask("keep", { on: event.target.checked }) });
    return h("p", { class: "sanzu-kept" }, h("label", {}, box, ` ${fill(board.words.kept_in, { file: kept.file })}`), kept.failure ? h("span", { class: "sanzu-line-error" }, ` ${kept.failure}`) : null);
  }

  draw() {
    this.drawSuggestions();
    this.drawFindings();
    this.drawChanges();
  }

  // -- suggestions

  /** Show how far the optimiser is. */
  optimize(told) {
    this.work = told;
    this.alternatives = told.alternatives?.length > 1 ? told.alternatives : null;
    this.drawSuggestions();
  }

  drawSuggestions() {
    const { board, suggestions, work: told, chosenOnes } = this;
    const { words } = board;
    const [part] = this.parts;
    part.hidden = !(suggestions.length || told.on) || !board.connection.isLive;
    if (part.hidden) return;
    const press = (name, click) => button(name, words[name], click);
    const chosen = press("accept_chosen", () => board.ask("accept", { numbers: [...chosenOnes] }));
    chosen.append(` (${chosenOnes.size})`);
    const choose = ({ target }, number) => {
      if (!chosenOnes.delete(number)) chosenOnes.add(number);
      target.checked = chosenOnes.has(number);
      chosen.lastChild.textContent = ` (${chosenOnes.size})`;
      chosen.hidden = !chosenOnes.size;
    };
    chosen.hidden = !chosenOnes.size;
    const all = [press("accept_all", () => board.ask("accept")), chosen, press("alternatives", () => board.ask("alternatives")), press("reasons", () => board.ask("reasons")), press("dismiss", () => board.ask("dismiss"))];
    show(
      part,
      h("h3", {}, `${words.suggestions} (${suggestions.length})`),
      told.on ? this.progress() : null,
      suggestions.length ? h("div", {}, all) : null,
      this.alternatives === null ? null : h("div", { class: "sanzu-alternatives" }, this.choices()),
      h(
        "ol",
        {},
        suggestions.map(([, sentence, reason], number) =>
          h(
            "li",
            { dataset: { suggestion: number } },
            h("label", {}, h("input", { type: "checkbox", checked: chosenOnes.has(number), onchange: (event) => choose(event, number) }), ` ${sentence} `),
            reason ? h("div", { class: "sanzu-reason" }, reason) : null,
            press("accept", () => board.ask("accept", { number })),
          ),
        ),
      ),
    );
  }

  /** What the optimiser has come to, and a way to stop it. */
  progress() {
    const { board, work: told } = this;
    const { words } = board;
    const line = told.stopping ? words.stopping : told.total === undefined ? words.proposing : fill(words.solving, told);
    const stop = button("stop", words.stop, () => board.ask("stop"));
    stop.disabled = told.stopping;
    return h("div", { class: "sanzu-solving", role: "status" }, line, " ", stop);
  }

  choices() {
    const { board } = this;
    return this.alternatives.map(([cost, count], number) =>
      h(
        "button",
        { type: "button", class: "sanzu-button", dataset: { choose: number }, onclick: () => board.ask("choose", { number }) },
        fill(board.words[cost ? "alternative" : "alternative_first"], { number: number + 1, cost, count }),
      ),
    );
  }

  // -- findings

  drawFindings() {
    const { board, chosen } = this;
    const { state, words } = board;
    const part = this.parts[1];
    const { count, fresh } = weighed(state.findings);
    const own = chosen ? state.about(chosen.entity, chosen.id) : [];
    const name = chosen && (chosen.entity === "unit" ? state.units : state.members).get(chosen.id)?.name;
    const rest = count.error + count.warning + count.info ? null : h("p", {}, words.no_findings);
    show(
      part,
      h("h3", {}, words.findings),
      name ? [h("h4", {}, name), this.totals.length ? h("p", { class: "sanzu-totals" }, this.totals.join(" · ")) : null, own.length ? this.lines(own) : h("p", {}, words.no_findings)] : null,
      rest,
      [...SEVERITIES, FIXED].map((kind) => {
        const some = state.findings.filter((one) => (one.state === FIXED ? FIXED : one.severity) === kind);
        if (!some.length && kind !== FIXED) return null;
        const open = this.opened[kind];
        const more = fresh[kind] ? ` (${fill(words.of_them_new, { count: fresh[kind] })})` : "";
        const head = h("summary", {}, h("span", { class: `sanzu-chip sanzu-flag-${kind}`, dataset: { count: kind } }, `${SIGNS[kind]} ${words[`score_${kind}`]} ${count[kind]}`), more);
        return h("details", { open, ontoggle: (event) => this.unfold(event.target, kind, some) }, head, open ? this.lines(some) : null);
      }),
    );
  }

  /** Remember what is open; a list is made when it is first seen. */
  unfold(details, kind, findings) {
    this.opened[kind] = details.open;
    if (details.open && details.children.length === 1) details.append(this.lines(findings));
  }

  /** Findings as a list; each leads to whom it is about. */
  lines(findings) {
    return h(
      "ul",
      {},
      findings.slice(0, MOST).map((one) => {
        const kind = one.state === FIXED ? FIXED : one.severity;
        const jump = h("button", { type: "button", class: `sanzu-jump sanzu-line-${kind}`, dataset: { state: one.state }, onclick: () => this.go(one) }, `${SIGNS[kind]}${one.state === NEW ? "+" : ""} ${one.message}`);
        return h("li", {}, jump);
      }),
      findings.length > MOST ? h("li", {}, `… ${findings.length - MOST}`) : null,
    );
  }

  /** Bring whom a finding is about into sight. */
  go({ check, entity, id, layer }) {
    const { board } = this;
    const { state } = board;
    if (entity === "unit" && state.units.has(id)) {
      if (state.layerOf(id) !== board.layer && state.layers.find(({ name }) => name === state.layerOf(id))?.sorted) board.turnTo(state.layerOf(id));
      board.revealUnit(id);
      board.drawInSight();
    } else if (entity === "member" && state.members.has(id)) {
      if (state.ofReporting.has(check) && state.hasManagers) board.turnTo(MANAGERS);
      else if (layer && layer !== board.layer && state.seatsOf(id, layer).some(Boolean)) board.turnTo(layer);
      board.pointAt(id, state.seatsOf(id, board.layer)[0]);
      if (board.layer === MANAGERS) board.revealUnit(id);
      board.drawInSight();
    }
    this.about(entity, id);
  }

  // -- changes

  drawChanges() {
    const { state, words } = this.board;
    const part = this.parts[2];
    const sentences = state.patch.sentences ?? [];
    const here = state.local.changes.map((change) => this.told(change));
    const signature = JSON.stringify([sentences, here]);
    if (signature === this.changesDrawn) return;
    this.changesDrawn = signature;
    const lines = [...sentences.map((text) => h("li", {}, text)), ...here.map((text) => h("li", { class: "sanzu-unaudited" }, `${text} (${words.unaudited})`))];
    show(part, h("h3", {}, `${words.changes} (${lines.length})`), this.keeping(), lines.length ? h("ol", {}, lines) : h("p", {}, words.no_changes));
    requestAnimationFrame(() => (part.scrollTop = part.scrollHeight)); // when it is laid out anyway
  }

  /** A change made on this page: who, from where, to where. */
  told({ change, member, source, target, unit, manager }) {
    const { state } = this.board;
    if (change === "ChangeManager") return `${state.members.get(member)?.name ?? member}: ↳ ${manager === null ? this.board.words.no_manager : state.members.get(manager)?.name}`;
    const nowhere = fill(this.board.words.nowhere, { layer: state.label(state.layerOf(unit ?? source)) });
    const called = (id) => state.units.get(id)?.name ?? nowhere;
    const [from, to] = change === "MoveMember" ? [called(source), called(target)] : change === "JoinUnit" ? [nowhere, called(unit)] : [called(unit), nowhere];
    return `${state.members.get(member)?.name ?? member}: ${from} → ${to}`;
  }
}
