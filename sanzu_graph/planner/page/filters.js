// What a filter leaves of the board: blank units, whom findings are about, who was edited, leaders.

import { MANAGERS } from "./managers.js";
import { findingsAt, findingsOn } from "./places.js";
import { FIXED } from "./findings.js";

/** [unit, people] as the filter of a board leaves them; those in no unit always stand first. */
export function filtered({ state, layer, filter }) {
  const roster = [...state.roster(layer)];
  if (filter === "all") return roster;
  if (filter === "blank") return roster.filter(([unit]) => unit === "" || state.isBlank(unit));
  const found = ([unit, people]) => {
    if (unit !== "" && concerns(filter, findingsAt({ state, layer }, unit))) return [[unit, people]];
    const kept = people.filter((member) => !member.post && passes({ state, layer, filter }, member, unit));
    return kept.length || unit === "" ? [[unit, kept]] : [];
  };
  return roster.flatMap(found);
}

/** Whether a filter asks for findings, and some of these are not fixed. */
function concerns(filter, findings) {
  if (filter !== "errors" && filter !== "findings") return false;
  return findings.some((one) => one.state !== FIXED && (filter === "findings" || one.severity === "error"));
}

function passes({ state, layer, filter }, member, unit) {
  if (filter === "errors" || filter === "findings") return concerns(filter, findingsOn({ state, layer }, member.id));
  if (filter === "edited") return member.edited;
  return filter !== "leaders" || (layer !== MANAGERS && state.role(member.id, unit) === "leader") || member.seats.some(([, role]) => role === "leader");
}
