// Suggestions on the board: a ghost of somebody where they would sit, a mark where something else would be done; a press makes it so.

import { fill, h, sign } from "./dom.js";
import { MANAGERS } from "./managers.js";
import { placeOf } from "./places.js";
import { seatKey } from "./state.js";

const SIGNS = { AppointLeader: "★", RelieveLeader: "−★", AssignRole: "☆", PairMentor: "▲", AssignDuty: "◆" };

/**
 * Who would come to which place of a layer: `coming`, a ghost for each suggestion that says so; `leaving`, the seats that would be
 * left; `marks`: what else would be done to a seat or a unit.
 */
export function ghosts(suggestions, state, layer) {
  const [coming, leaving, marks] = [new Map(), new Set(), new Map()];
  const add = (map, key, one) => (map.has(key) ? map.get(key).push(one) : map.set(key, [one]));
  suggestions.forEach(([change, sentence, reason], number) => {
    const told = [sentence, reason].filter(Boolean).join(" ");
    const isLine = change.change === "ChangeManager";
    const member = state.members.get(change.member ?? change.mentor);
    if (!member && layer !== MANAGERS) {
      if (state.layerOf(change.into) === layer) add(marks, change.unit, { number, told, sign: `⇒ ${state.units.get(change.into).name}` });
      return;
    }
    const unit = isLine ? change.manager : (change.target ?? change.unit);
    if (!member || isLine !== (layer === MANAGERS)) return;
    const seats = state.seatsOf(member.id, layer);
    const mark = SIGNS[change.change];
    if (mark === "▲") seats.slice(0, 1).forEach((seat) => add(marks, seatKey(member.id, seat), { number, told, sign: mark }));
    if (!isLine && state.layerOf(unit) !== layer) return;
    if (seats.includes(unit) || mark === "◆") return void (mark && add(marks, seats.includes(unit) ? seatKey(member.id, unit) : unit, { number, told, sign: mark }));
    const from = isLine ? seats[0] : (change.source ?? "");
    add(coming, unit, { ...member, ghost: { number, told, from, sign: mark ?? "" } });
    if (from) leaving.add(seatKey(member.id, from));
  });
  return { coming, leaving, marks };
}

/** The element of a ghost. */
export function ghostCard(board, { id, name, ghost }, unit) {
  const from = ghost.from && placeOf(board, ghost.from);
  const said = `${fill(board.words.ghost, { name })} ${ghost.told}`;
  return h(
    "div",
    { class: "sanzu-card sanzu-suggested", role: "button", tabindex: "-1", title: said, dataset: { member: id, seat: unit, suggestion: ghost.number } },
    h("span", { class: "sanzu-said" }, said),
    sign("mark", ghost.sign || "←"),
    sign("name", name),
    sign("position", (from && (from.short ?? from.name)) || ""),
    sign("more", `✓${ghost.number + 1}`),
  );
}

/** What else is suggested for a seat or a unit, each to be pressed. */
export function marksAt({ ghosts }, key) {
  return (ghosts.marks.get(key) ?? []).map(({ number, told, sign: mark }) => h("span", { class: "sanzu-offer", title: told, dataset: { suggestion: number } }, `${mark} ✓${number + 1}`));
}
