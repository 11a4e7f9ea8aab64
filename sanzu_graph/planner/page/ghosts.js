// Suggestions on the board: a ghost of somebody where they would sit; a click makes it so.

import { fill, h } from "./dom.js";
import { seatKey } from "./state.js";

const COMING = new Set(["MoveMember", "JoinUnit"]);

/** Who would come into which unit of a layer: a ghost for each suggestion that says so; and the seats that would be left. */
export function ghosts(suggestions, state, layer) {
  const coming = new Map();
  const leaving = new Set();
  suggestions.forEach(([change, sentence], number) => {
    const unit = change.target ?? change.unit;
    const member = state.members.get(change.member);
    if (!COMING.has(change.change) || !member || state.layerOf(unit) !== layer || state.seatsOf(member.id, layer).includes(unit)) return;
    if (!coming.has(unit)) coming.set(unit, []);
    coming.get(unit).push({ ...member, ghost: { number, sentence, from: change.source ?? "" } });
    if (change.source) leaving.add(seatKey(member.id, change.source));
  });
  return { coming, leaving };
}

/** The element of a ghost. */
export function ghostCard({ state, words }, { id, name, ghost }, unit) {
  const from = state.units.get(ghost.from)?.short ?? "";
  const said = `${fill(words.ghost, { name })} ${ghost.sentence}`;
  return h(
    "div",
    { class: "sanzu-card sanzu-suggested", role: "button", tabindex: "-1", title: said, dataset: { member: id, seat: unit, suggestion: ghost.number } },
    h("span", { class: "sanzu-said" }, said),
    h("span", { class: "sanzu-mark", "aria-hidden": "true" }, "←"),
    h("span", { class: "sanzu-name", "aria-hidden": "true" }, name),
    h("span", { class: "sanzu-position", "aria-hidden": "true" }, from),
    h("span", { class: "sanzu-more", "aria-hidden": "true" }, "✓"),
  );
}
