// Edits of this page alone, where no Python is: rows move, nothing is judged.

/** The change that can be made: where somebody is already, they only leave the other unit, or nothing is to be done (null). */
export function possible(members, change) {
  const { change: kind, member, source, target, unit } = change;
  const sits = (place) => members.get(member)?.seats.some(([other]) => other === place);
  if (kind === "MoveMember" && sits(target)) return { change: "LeaveUnit", member, unit: source };
  return kind === "JoinUnit" && sits(unit) ? null : change;
}

/** Let a change be made in a map of members. */
export function makeHere(members, { change, member, source, target, unit, manager, reports }) {
  const before = members.get(member);
  if (!before) return;
  let { seats, managers } = before;
  if (change === "ChangeManager") {
    const heirs = managers.slice(0, 1);
    for (const [id, one] of reports === "stay" ? members : []) {
      if (one.managers.includes(member)) members.set(id, { ...one, managers: heirs, edited: true });
    }
    managers = manager === null ? [] : [manager];
  }
  if (change === "MoveMember") seats = seats.map((seat) => (seat[0] === source ? [target, "member"] : seat));
  if (change === "JoinUnit") seats = [...seats, [unit, "member"]];
  if (change === "LeaveUnit") seats = seats.filter(([other]) => other !== unit);
  members.set(member, { ...before, seats, managers, edited: true });
}
