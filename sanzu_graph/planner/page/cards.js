// Cards (people) and containers (units) as elements.

import { fill, h } from "./dom.js";
import { ghostCard } from "./ghosts.js";
import { FIXED } from "./state.js";
import { chipText, told, tone, weighed } from "./tones.js";

/** A name longer than this is cut in the middle where it has no room. */
const LONG = 12;
const TAIL = 5;

/** A name whose beginning and end both stay to be read. */
function nameParts(name) {
  const letters = [...name];
  if (letters.length <= LONG) return name;
  return [h("span", { class: "sanzu-start" }, letters.slice(0, -TAIL).join("")), h("span", { class: "sanzu-end" }, letters.slice(-TAIL).join(""))];
}

/** The element of a person. */
export function card(board, member, unit) {
  if (member.ghost) return ghostCard(board, member, unit);
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
  const weights = weighed(findings);
  const found = tone(weights);
  const marks = [apprentices.length, member.mentors.length, found, seats.length > 1, seats.length > 1];
  if (found) classes.push(`sanzu-${found}`);
  if (state.isUnaudited(member.id)) classes.push("sanzu-unaudited");
  else if (member.edited) classes.push("sanzu-edited");
  if (!board.legend.isLit(member) || !board.spotlight.lights(member, unit)) classes.push("sanzu-dim");
  return h(
    "div",
    {
      class: classes.join(" "),
      role: "button",
      tabindex: "-1",
      title: [`${member.name} (${member.id})`, ...notes].join("\n"),
      dataset: { member: member.id, seat: unit },
    },
    h("span", { class: "sanzu-said" }, [label, ...notes].join(". ")), // to those who hear the board
    h("span", { class: "sanzu-mark", "aria-hidden": "true" }, { leader: "★", deputy: "☆" }[role] ?? ""),
    h("span", { class: "sanzu-name", "aria-hidden": "true" }, nameParts(member.name)),
    seats.length > 1 ? h("span", { class: "sanzu-seats", "aria-hidden": "true" }, fill(words.seat_count, { count: seats.length })) : null,
    h("span", { class: "sanzu-position", "aria-hidden": "true" }, member.position),
    apprentices.length ? h("span", { class: "sanzu-mentor", "aria-hidden": "true" }, "▲") : null,
    member.mentors.length ? h("span", { class: "sanzu-mentor", "aria-hidden": "true" }, "△") : null,
    found ? h("span", { class: `sanzu-flag sanzu-flag-${found}`, "aria-hidden": "true" }, chipText(weights, found)) : null,
    h("span", { class: "sanzu-badges", "aria-hidden": "true" }, board.legend.badges(member, marks.filter(Boolean).length)),
    h("span", { class: "sanzu-more", "aria-hidden": "true" }, "⋯"),
  );
}

/** What a card shows, as text: while this is the same, its element stays. */
export function cardSignature(board, member, unit) {
  const { state, legend } = board;
  const findings = state.about("member", member.id).map((one) => one.state + one.message);
  return JSON.stringify([
    member.name, member.position, member.seats, member.mentors, member.edited, state.isUnaudited(member.id), findings, unit,
    state.apprenticesOf(member.id), legend.layer, legend.lit, member.ghost, board.layer, board.spotlight.lights(member, unit),
  ]);
}

/** The element of a unit, without its cards. */
export function container(board, unit) {
  const head = h("div", { class: "sanzu-head", });
  return h("div", { class: "sanzu-unit", role: "group", tabindex: "-1", dataset: { unit } }, head, h("div", { class: "sanzu-cards" }));
}

/** Say on a container what it is and what concerns it. */
export function label(board, element, { unit }) {
  const { state, words } = board;
  const own = state.units.get(unit);
  const findings = state.about("unit", unit);
  const weights = weighed(findings);
  const { count } = weights;
  const found = tone(weights);
  const chip = (kind) => (count[kind] ? h("span", { class: `sanzu-chip sanzu-flag-${kind}` }, chipText(weights, kind)) : null);
  const isBlank = state.isBlank(unit);
  const isDim = !board.spotlight.lightsUnit(unit);
  const isHit = board.spotlight.standsAt(unit);
  const total = state.size(unit);
  const closed = board.closed?.has(unit) ?? false;
  const isHere = board.source === unit;
  const signature = JSON.stringify([own, findings, total, closed, isHere, board.target === unit, board.focusUnit === unit, isBlank, isDim, isHit]);
  if (element.signature === signature) return;
  element.signature = signature;
  element.className = `sanzu-unit${found ? ` sanzu-${found}` : ""}${closed ? " sanzu-closed" : ""}${isHere ? " sanzu-source" : ""}`;
  for (const [name, isSet] of [["target", board.target === unit], ["blank", isBlank], ["dim", isDim], ["hit", isHit]]) element.classList.toggle(`sanzu-${name}`, isSet);
  element.tabIndex = board.focusUnit === unit ? 0 : -1;
  const places = { name: own.name, count: total, ...count };
  element.setAttribute("aria-label", fill(words.unit_label, places) + (closed ? ` ${words.not_allowed}.` : ""));
  element.title = [closed ? words.not_allowed : "", told(findings, words)].filter(Boolean).join("\n");
  const menu = h("button", { class: "sanzu-more", type: "button", tabindex: "-1", "aria-label": `${words.menu}: ${own.name}` }, "⋯");
  element.firstChild.replaceChildren(
    h("span", { class: "sanzu-unit-name" }, own.name),
    h("span", { class: "sanzu-count" }, String(total)),
    ...["error", "warning", FIXED].map(chip).filter(Boolean),
    menu,
  );
}
