// What a filter leaves of the board: blank units, whom findings are about, who was edited, leaders.

import { FIXED } from "./state.js";

/** [unit, people] as the filter of a board leaves them; those in no unit always stand first. */
export function filtered({ state, layer, filter }) {
  const roster = [...state.roster(layer)];
  if (filter === "all") return roster;
  if (filter === "blank") return roster.filter(([unit]) => unit === "" || state.isBlank(unit));
  const found = ([unit, people]) => {
    if (unit !== "" && concerns(state, filter, "unit", unit)) return [[unit, people]];
    const kept = people.filter((member) => passes(state, filter, member, unit));
    return kept.length || unit === "" ? [[unit, kept]] : [];
  };
  return roster.flatMap(found);
}

/** Whether a filter asks for findings, and a member or unit has some that are not fixed. */
function concerns(state, filter, entity, id) {
  if (filter !== "errors" && filter !== "findings") return false;
  return state.about(entity, id).some((one) => one.state !== FIXED && (filter === "findings" || one.severity === "error"));
}

function passes(state, filter, member, unit) {
  if (filter === "errors" || filter === "findings") return concerns(state, filter, "member", member.id);
  if (filter === "edited") return member.edited;
  return filter !== "leaders" || state.role(member.id, unit) === "leader" || member.seats.some(([, role]) => role === "leader");
}
