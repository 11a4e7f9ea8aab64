// People under managers: a tree from left to right. Each manager is a container with a card for each report; open posts stand behind them.

/** In place of a layer: cards stand by manager. No layer is called like that. */
export const MANAGERS = "\n";
/** The key of an open post begins with this: it is no member's id. */
const POST = "\n";

/** The id of the post that a key stands for; null: of none. */
export function postOf(key) {
  return key?.startsWith(POST) ? key.slice(1) : null;
}

/** The managers of a member who are there. */
export function managersOf(member, members) {
  return member.managers.filter((one) => members.has(one));
}

/**
 * `roster`: manager → reports and open posts; under "" those without a manager, of whom those with reports stand first.
 * `depths`, `parents`: how far below the top each manager stands, and in whose container. The order is that of the tree.
 */
export function managerRoster({ members, posts }) {
  const found = new Map();
  const free = [];
  const under = (manager, card) => (found.has(manager) ? found.get(manager).push(card) : found.set(manager, [card]));
  for (const member of members.values()) {
    const own = managersOf(member, members);
    for (const manager of own) under(manager, member);
    if (!own.length) free.push(member);
  }
  for (const [post, [name, unit, manager]] of posts) {
    const card = { id: POST + post, post, name, unit, seats: [], mentors: [], position: "" };
    if (members.has(manager)) under(manager, card);
    else free.push(card);
  }
  free.sort((one, other) => found.has(other.id) - found.has(one.id));
  const tree = { roster: new Map([["", free]]), depths: new Map(), parents: new Map() };
  for (const { id } of free) descend(id, found, tree);
  for (const id of found.keys()) descend(id, found, tree); // a circle has nobody at its top
  return tree;
}

function descend(top, found, { roster, depths, parents }) {
  const open = [[top, 0, ""]];
  while (open.length) {
    const [id, depth, parent] = open.pop();
    if (!found.has(id) || roster.has(id)) continue;
    roster.set(id, found.get(id));
    depths.set(id, depth);
    parents.set(id, parent);
    for (const report of [...found.get(id)].reverse()) open.push([report.id, depth + 1, id]);
  }
}

/** A member and all who are below. */
export function withBelow(member, roster) {
  const found = new Set([member]);
  for (const one of found) for (const { id } of roster.get(one) ?? []) found.add(id);
  return found;
}
