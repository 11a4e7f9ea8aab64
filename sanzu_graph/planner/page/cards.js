// Cards (people) and containers (units) as elements.

import { fill, h } from "./dom.js";
import { HEAD } from "./layout.js";
import { FIXED, NEW, STILL } from "./state.js";

const MARKS = { [NEW]: "+", [FIXED]: "✓", [STILL]: "•" };

/** How many findings about an entity are new, as before and fixed. */
export function counted(findings) {
  const count = { [NEW]: 0, [STILL]: 0, [FIXED]: 0 };
  for (const { state } of findings) count[state] += 1;
  return count;
}

/** The word that says how grave the findings about an entity are: new before fixed before as before. */
function tone(count) {
  if (count[NEW]) return NEW;
  if (count[FIXED]) return FIXED;
  return count[STILL] ? STILL : null;
}

function told(findings, words) {
  return findings.map(({ state, message }) => `${MARKS[state]} ${words[`finding_${state}`]}: ${message}`).join("\n");
}

/** The element of a person. */
export function card(board, member, unit) {
  const { state, words } = board;
  const findings = state.about("member", member.id);
  const role = state.role(member.id, unit);
  const seats = state.seatsOf(member.id, board.layer);
  const apprentices = state.apprenticesOf(member.id);
  const names = (ids) => ids.map((id) => state.members.get(id)?.name ?? id).join(", ");
  const notes = [
    apprentices.length ? fill(words.mentor, { names: names(apprentices) }) : "",
    member.mentors.length ? fill(words.apprentice, { names: names(member.mentors) }) : "",
    seats.length > 1 ? fill(words.same_person, { units: seats.map((other) => state.units.get(other).name).join(", ") }) : "",
    member.edited ? words[state.isUnaudited(member.id) ? "unaudited" : "show_edited"] : "",
    told(findings, words),
  ].filter(Boolean);
  const units = member.seats.map(([other]) => state.units.get(other)?.name).filter(Boolean);
  const label = fill(words.card_label, {
    name: `${member.name} (${member.id})`,
    position: member.position || words[`role_${role}`] || "–",
    units: units.join(", ") || fill(words.nowhere, { layer: state.label(board.layer) }),
    findings: String(findings.filter((one) => one.state !== FIXED).length),
  });
  const classes = ["sanzu-card"];
  const found = tone(counted(findings));
  if (found) classes.push(`sanzu-${found}`);
  if (state.isUnaudited(member.id)) classes.push("sanzu-unaudited");
  else if (member.edited) classes.push("sanzu-edited");
  if (!board.legend.isLit(member)) classes.push("sanzu-dim");
  return h(
    "div",
    {
      class: classes.join(" "),
      role: "button",
      tabindex: "-1",
      "aria-label": [label, ...notes].join(". "),
      title: [`${member.name} (${member.id})`, ...notes].join("\n"),
      dataset: { member: member.id, seat: unit },
    },
    h("span", { class: "sanzu-mark", "aria-hidden": "true" }, { leader: "★", deputy: "☆" }[role] ?? ""),
    h("span", { class: "sanzu-name" }, member.name),
    seats.length > 1 ? h("span", { class: "sanzu-seats", "aria-hidden": "true" }, fill(words.seat_count, { count: seats.length })) : null,
    h("span", { class: "sanzu-position" }, member.position),
    apprentices.length ? h("span", { class: "sanzu-mentor", "aria-hidden": "true" }, "▲") : null,
    member.mentors.length ? h("span", { class: "sanzu-mentor", "aria-hidden": "true" }, "△") : null,
    h("span", { class: "sanzu-badges" }, board.legend.badges(member)),
    found ? h("span", { class: `sanzu-flag sanzu-flag-${found}`, "aria-hidden": "true" }, MARKS[found]) : null,
  );
}

/** What a card shows, as text: while this is the same, its element stays. */
export function cardSignature(board, member, unit) {
  const { state, legend } = board;
  const findings = state.about("member", member.id).map((one) => one.state + one.message);
  return JSON.stringify([
    member.name, member.position, member.seats, member.mentors, member.edited, state.isUnaudited(member.id), findings, unit,
    state.apprenticesOf(member.id), legend.layer, legend.lit, board.layer,
  ]);
}

/** The element of a unit, without its cards. */
export function container(board, unit) {
  const head = h("div", { class: "sanzu-head", style: `height:${HEAD - 6}px` });
  return h("div", { class: "sanzu-unit", role: "group", tabindex: "-1", dataset: { unit } }, head, h("div", { class: "sanzu-cards" }));
}

/** Say on a container what it is and what concerns it. */
export function label(board, element, { unit }) {
  const { state, words } = board;
  const own = state.units.get(unit);
  const findings = state.about("unit", unit);
  const count = counted(findings);
  const found = tone(count);
  const chip = (kind) => (count[kind] ? h("span", { class: `sanzu-chip sanzu-flag-${kind}` }, `${MARKS[kind]}${count[kind]}`) : null);
  const total = state.size(unit);
  const closed = board.closed?.has(unit) ?? false;
  const isHere = board.source === unit;
  const signature = JSON.stringify([own, findings, total, closed, isHere, board.target === unit, board.focusUnit === unit]);
  if (element.signature === signature) return;
  element.signature = signature;
  element.className = `sanzu-unit${found ? ` sanzu-${found}` : ""}${closed ? " sanzu-closed" : ""}${isHere ? " sanzu-source" : ""}`;
  element.classList.toggle("sanzu-target", board.target === unit);
  element.tabIndex = board.focusUnit === unit ? 0 : -1;
  const places = { name: own.name, count: total, new: count[NEW], still: count[STILL], fixed: count[FIXED] };
  element.setAttribute("aria-label", fill(words.unit_label, places) + (closed ? ` ${words.not_allowed}.` : ""));
  element.title = [closed ? words.not_allowed : "", told(findings, words)].filter(Boolean).join("\n");
  const menu = h("button", { class: "sanzu-more", type: "button", tabindex: "-1", "aria-label": `${words.menu}: ${own.name}` }, "⋯");
  element.firstChild.replaceChildren(
    h("span", { class: "sanzu-unit-name" }, own.name),
    h("span", { class: "sanzu-count" }, String(total)),
    ...[chip(NEW), chip(FIXED), chip(STILL)].filter(Boolean),
    menu,
  );
}
