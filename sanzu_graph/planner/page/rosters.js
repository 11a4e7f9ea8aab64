// Who sits where, counted: pure functions over members with their seats.

const RANK = { leader: 0, deputy: 1 };

/** The units of a layer that a member is in; "" alone if in none; nothing for a stranger. */
export function seatsIn(member, units, layer) {
  if (!member) return [];
  const found = member.seats.map(([unit]) => unit).filter((unit) => units.get(unit)?.layer === layer);
  return found.length ? found : [""];
}

/** Unit → its people, leaders first; under "" those who are in none. */
export function rosterOf(members, units, layer) {
  const roster = new Map([["", []]]);
  for (const unit of units.values()) if (unit.layer === layer) roster.set(unit.id, []);
  for (const member of members) for (const unit of seatsIn(member, units, layer)) roster.get(unit).push(member);
  for (const [unit, people] of roster) people.sort((one, two) => place(one, unit) - place(two, unit));
  return roster;
}

/** Where somebody stands in a unit: leaders first, then as in the table. */
export function place(member, unit) {
  const role = unit === "" ? undefined : member.seats.find(([other]) => other === unit)?.[1];
  return (RANK[role] ?? 2) * 1e9 + member.order;
}

/** Count somebody and their seats in every layer that they sit in. */
export function addSeats(sums, member, units, sign) {
  const counts = new Map();
  for (const [unit] of member?.seats ?? []) {
    const layer = units.get(unit)?.layer;
    counts.set(layer, (counts.get(layer) ?? 0) + 1);
  }
  for (const [layer, count] of counts) {
    const [people, seats] = sums.get(layer) ?? [0, 0];
    sums.set(layer, [people + sign, seats + sign * count]);
  }
}

/** Count a member so many times more in every unit that they have a seat in. */
export function add(sizes, member, times) {
  for (const [unit] of member?.seats ?? []) sizes.set(unit, (sizes.get(unit) ?? 0) + times);
}

export function scored(severities) {
  const count = { error: 0, warning: 0, info: 0 };
  for (const severity of severities) count[severity] += 1;
  return count;
}

export function apprenticesIn(members) {
  const found = new Map();
  for (const { id, mentors } of members) for (const mentor of mentors) found.set(mentor, [...(found.get(mentor) ?? []), id]);
  return found;
}

/** Whether a member's seats, mentors or managers are others now. */
export function differs(before, ...now) {
  return JSON.stringify([before.seats, before.mentors, before.managers]) !== JSON.stringify(now);
}
