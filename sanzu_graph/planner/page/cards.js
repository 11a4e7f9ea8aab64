// Cards (people) and containers (units) as elements.

import { fill, h, sign } from "./dom.js";
import { ghostCard, marksAt } from "./ghosts.js";
import { MANAGERS } from "./managers.js";
import { findingsAt, findingsOn, placeOf } from "./places.js";
import { FIXED } from "./findings.js";
import { seatKey } from "./state.js";
import { chipText, told, tone, weighed } from "./tones.js";

/** Scripts whose letters join, or run from the right: a name in them is not parted. */
const JOINED = /[\u0590-\u109f\u1780-\u18af]/;

/** A name whose beginning and end both stay to be read where it has no room; Chinese characters are as wide as two letters. */
function nameParts(name) {
  const letters = [...name];
  const tail = letters.at(-1) > "\u2e7f" ? 3 : 5;
  if (letters.length <= 2 * tail || JOINED.test(name)) return h("span", { class: "sanzu-start" }, name);
  return [h("span", { class: "sanzu-start" }, letters.slice(0, -tail).join("")), h("span", { class: "sanzu-end" }, letters.slice(-tail).join(""))];
}

/** The element of a person. */
export function card(board, member, unit) {
  if (member.ghost) return ghostCard(board, member, unit);
  if (member.post) return postCard(board, member, unit);
  const { state, words } = board;
  const findings = findingsOn(board, member.id);
  const isTree = board.layer === MANAGERS;
  const role = isTree ? undefined : state.role(member.id, unit);
  const seats = state.seatsOf(member.id, board.layer);
  const reports = isTree ? (state.roster(MANAGERS).get(member.id)?.length ?? 0) : 0;
  const apprentices = state.apprenticesOf(member.id);
  const names = (ids) => ids.map((id) => state.members.get(id)?.name ?? id).join(", ");
  const notes = [
    apprentices.length ? fill(words.mentor, { names: names(apprentices) }) : "",
    member.mentors.length ? fill(words.apprentice, { names: names(member.mentors) }) : "",
    seats.length > 1 ? fill(words.same_person, { units: seats.map((other) => placeOf(board, other).name).join(", ") }) : "",
    member.dotted.length ? fill(words.dotted, { names: names(member.dotted) }) : "",
    reports ? fill(words.report_count, { count: reports }) : "",
    ...marksAt(board, seatKey(member.id, unit)).map(({ title }) => title),
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
  const isNarrow = unit === "";
  const marks = [apprentices.length, member.mentors.length, found, seats.length > 1, seats.length > 1, reports, isNarrow, isNarrow, isNarrow];
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
    sign("mark", { leader: "★", deputy: "☆" }[role] ?? ""),
    sign("name", nameParts(member.name)),
    ...marksAt(board, seatKey(member.id, unit)), // here, where nothing moves when ⋯ appears
    reports ? sign("seats sanzu-reports", `↳${reports}`) : null,
    seats.length > 1 ? sign("seats", fill(words.seat_count, { count: seats.length })) : null,
    sign("position", member.position),
    apprentices.length ? sign("mentor", "▲") : null,
    member.mentors.length ? sign("mentor", "△") : null,
    found ? sign(`flag sanzu-flag-${found}`, chipText(weights, found)) : null,
    sign("badges", board.legend.badges(member, marks.filter(Boolean).length)),
    sign("more", "⋯"),
  );
}

/** The element of an open post. */
function postCard({ state, words }, { id, name, unit: home }, unit) {
  const at = state.units.get(home)?.name ?? "";
  const said = `${words.open_post}: ${name}${at && `, ${at}`}`;
  return h(
    "div",
    { class: "sanzu-card sanzu-post", role: "button", tabindex: "-1", title: `${said}\n${words.mark_post}`, dataset: { member: id, seat: unit, post: id.slice(1) } },
    h("span", { class: "sanzu-said" }, said),
    sign("name", nameParts(name)),
    sign("position", at),
    sign("more", "⋯"),
  );
}

/** What a card shows, as text: while this is the same, its element stays. */
export function cardSignature(board, member, unit) {
  const { state, legend } = board;
  const findings = findingsOn(board, member.id).map((one) => one.state + one.message);
  const reports = board.layer === MANAGERS ? state.roster(MANAGERS).get(member.id)?.length : 0;
  return JSON.stringify([
    member.name, member.position, member.seats, member.mentors, member.managers, member.dotted, reports, member.edited, state.isUnaudited(member.id), findings, unit,
    state.apprenticesOf(member.id), legend.layer, legend.lit, member.ghost, board.layer, board.spotlight.lights(member, unit),
    board.ghosts.marks.get(seatKey(member.id, unit)),
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
  const isTree = board.layer === MANAGERS;
  const own = placeOf(board, unit);
  const findings = findingsAt(board, unit);
  const weights = weighed(findings);
  const { count } = weights;
  const found = tone(weights);
  const chip = (kind) => (count[kind] ? h("span", { class: `sanzu-chip sanzu-flag-${kind}` }, chipText(weights, kind)) : null);
  const isBlank = !isTree && state.isBlank(unit);
  const isDim = !board.spotlight.lightsUnit(unit);
  const isHit = board.spotlight.standsAt(unit);
  const total = isTree ? state.roster(MANAGERS).get(unit).filter(({ post }) => !post).length : state.size(unit);
  const offers = board.ghosts.marks.get(unit);
  const closed = board.closed?.has(unit) ?? false;
  const isHere = board.source === unit;
  const signature = JSON.stringify([board.layer, own, offers, findings, total, closed, isHere, board.target === unit, board.focusUnit === unit, isBlank, isDim, isHit]);
  if (element.signature === signature) return;
  element.signature = signature;
  element.className = `sanzu-unit${found ? ` sanzu-${found}` : ""}${closed ? " sanzu-closed" : ""}${isHere ? " sanzu-source" : ""}`;
  for (const [name, isSet] of [["target", board.target === unit], ["blank", isBlank], ["dim", isDim], ["hit", isHit]]) element.classList.toggle(`sanzu-${name}`, isSet);
  element.tabIndex = board.focusUnit === unit ? 0 : -1;
  const places = { name: own.name, count: total, ...count };
  element.setAttribute("aria-label", fill(isTree ? words.manager_label : words.unit_label, { ...places, findings: count.error + count.warning + count.info }) + (closed ? ` ${words.not_allowed}.` : ""));
  element.title = [closed ? words.not_allowed : "", told(findings, words)].filter(Boolean).join("\n");
  const menu = h("button", { class: "sanzu-more", type: "button", tabindex: "-1", "aria-label": `${words.menu}: ${own.name}` }, "⋯");
  element.firstChild.replaceChildren(
    h("span", { class: "sanzu-unit-name", dir: "auto" }, own.name, isTree ? h("span", { class: "sanzu-position" }, ` ${own.position}`) : null),
    ...marksAt(board, unit),
    h("span", { class: "sanzu-count" }, String(total)),
    ...["error", "warning", FIXED].map(chip).filter(Boolean),
    menu,
  );
}
