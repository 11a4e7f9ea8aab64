// What is shown is the snapshot, the patch over it, and the edits of the page over both; each can be taken off again.

import assert from "node:assert/strict";
import test from "node:test";

import { Live } from "../../../sanzu_graph/planner/page/connection.js";
import { fill } from "../../../sanzu_graph/planner/page/dom.js";
import { nextId } from "../../../sanzu_graph/planner/page/menus.js";
import { FIXED, NEW, STILL } from "../../../sanzu_graph/planner/page/findings.js";
import { State, moving } from "../../../sanzu_graph/planner/page/state.js";

const SNAPSHOT = {
  layers: [["team", "班组", true], ["party", "党小组", true]],
  layer: "team",
  units: [["T1", "One", "1", "team", ""], ["T2", "Two", "2", "team", ""], ["P", "Group", "P", "party", ""]],
  members: [["A", "甲", "班长"], ["B", "乙", ""], ["C", "丙", ""]],
  seats: [[0, 1, 1], [0, 0, 2], ["member", "leader", "member"]],
  mentors: [["A", "B"]],
  findings: [["blank_team", "error", "unit", "T2", "party", "T2 is blank"], ["vacant", "warning", "unit", "P", "party", "P is not led"]],
  titles: { blank_team: "blank", vacant: "vacant" },
  day: null,
  scenario: { format: "sanzu_graph scenario", version: 1, name: "plan", base: "f", on: null },
};
const NOTHING = { members: {}, units: {}, gone: [], other: {}, come: [], titles: {}, changes: [], sentences: [], undo: false, redo: false, name: "plan" };
const ids = (people) => people.map(({ id }) => id);

test("everybody with one seat stands once, leaders first, those in no unit apart", () => {
  const roster = new State(SNAPSHOT, NOTHING).roster("team");
  assert.deepEqual(ids(roster.get("T1")), ["B", "A"]);
  assert.deepEqual(ids(roster.get("")), ["C"]);
  assert.deepEqual(ids(roster.get("T2")), []);
});

test("a patch lies over the snapshot and comes off again", () => {
  const state = new State(SNAPSHOT, NOTHING);
  let told = 0;
  state.listeners.add(() => (told += 1));
  state.setPatch({ ...NOTHING, members: { A: ["甲", "", [["T2", "member"]], []], C: null }, units: { P: null, T3: ["Three", "team", ""] }, gone: [0], come: [["split", "info", "member", "A", "", "new one"]], titles: { split: "split" } });
  assert.deepEqual(ids(state.roster("team").get("T2")), ["A"]);
  assert.equal(state.members.has("C"), false);
  assert.deepEqual([...state.roster("team").keys()], ["", "T1", "T2", "T3"]);
  assert.deepEqual(state.findings.map((one) => one.state), [NEW, FIXED, STILL]);
  assert.equal(state.members.get("A").edited, true);
  state.setPatch(NOTHING);
  assert.equal(told, 2);
  assert.deepEqual(ids(state.roster("team").get("T1")), ["B", "A"]);
  assert.equal(state.members.get("A").edited, false);
  assert.deepEqual(state.findings.map((one) => one.state), [STILL, STILL]);
});

test("who has several seats of a layer has a card in each, and leaders stand in every unit they lead", () => {
  const state = new State({ ...SNAPSHOT, seats: [[0, 0, 0, 1, 1], [0, 1, 2, 0, 1], ["member", "member", "member", "leader", "leader"]] }, NOTHING);
  const people = () => Object.fromEntries(["T1", "T2", "P", ""].map((unit) => [unit, ids(state.roster(state.layerOf(unit) ?? "team").get(unit))]));
  const sizes = () => ["T1", "T2", "P"].map((unit) => state.size(unit));
  assert.deepEqual(people(), { T1: ["B", "A"], T2: ["B", "A"], P: ["A"], "": ["C"] });
  assert.deepEqual(sizes(), [2, 2, 1]);
  assert.deepEqual(state.seatsOf("A", "team"), ["T1", "T2"]);
  state.setPatch({ ...NOTHING, members: { A: ["甲", "", [["T2", "member"]], []], B: null } });
  assert.deepEqual(people(), { T1: [], T2: ["A"], P: [], "": ["C"] });
  assert.deepEqual(sizes(), [0, 1, 0]);
  assert.deepEqual([state.seatsOf("B", "team"), state.seatsOf("A", "party")], [[], [""]]);
  state.editHere(moving("C", "", "T2"));
  assert.equal(state.size("T2"), 2);
  state.setPatch(NOTHING);
  assert.equal(state.size("T1"), 2);
});

test("each seat moves by itself, and none is given twice", () => {
  const state = new State({ ...SNAPSHOT, units: [...SNAPSHOT.units, ["T3", "Three", "3", "team", ""]], seats: [[0, 0], [0, 1], ["leader", "member"]] }, NOTHING);
  state.editHere(moving("A", "T1", "T3"));
  assert.deepEqual(state.members.get("A").seats, [["T3", "member"], ["T2", "member"]]);
  state.editHere(moving("A", "T3", "T2"));
  assert.deepEqual(state.members.get("A").seats, [["T2", "member"]]);
  state.editHere(moving("A", "", "T2"));
  assert.deepEqual(state.exported().changes.slice(-2), [moving("A", "T1", "T3"), moving("A", "T3", "")], "a plan that can be made");
});

test("another snapshot takes the place of the first", () => {
  const state = new State(SNAPSHOT, NOTHING);
  state.roster("team");
  state.follow({ ...SNAPSHOT, members: [["A", "甲", ""]], seats: [[0], [1], ["member"]], findings: [] }, NOTHING);
  assert.deepEqual(ids(state.roster("team").get("T2")), ["A"]);
  assert.deepEqual(state.findings, []);
});

test("edits of the page are undone, redone, and exported behind those of the plan", () => {
  const state = new State(SNAPSHOT, { ...NOTHING, changes: [{ change: "LeaveUnit", member: "Z", unit: "T1" }] });
  const move = moving("A", "T1", "T2");
  state.editHere(move);
  assert.deepEqual(ids(state.roster("team").get("T2")), ["A"]);
  assert.equal(state.isUnaudited("A"), true);
  state.undoHere();
  state.undoHere();
  assert.deepEqual(ids(state.roster("team").get("T2")), []);
  state.redoHere();
  assert.deepEqual(state.exported().changes, [{ change: "LeaveUnit", member: "Z", unit: "T1" }, move]);
  assert.equal(state.exported().format, "sanzu_graph scenario");
});

test("the change that a way is", () => {
  assert.deepEqual(moving("A", "", "T1"), { change: "JoinUnit", member: "A", unit: "T1" });
  assert.deepEqual(moving("A", "T1", ""), { change: "LeaveUnit", member: "A", unit: "T1" });
  assert.equal(moving("A", "T1", "T1"), null);
});

test("ids go on where they end, and sentences are filled once", () => {
  assert.equal(nextId(["T09"], new Map()), "T10");
  assert.equal(nextId(["T1", "x"], new Map([["T2", 1]])), "T3");
  assert.equal(nextId([], new Map()), "U1");
  assert.equal(fill("{a} {b} {c}", { a: "{b}", b: 2 }), "{b} 2 {c}");
  const told = "{n} {n:person|people}";
  assert.deepEqual([0, 1, 2, 9999, 10000].map((n) => fill(told, { n })), ["0 people", "1 person", "2 people", "9999 people", "10,000 people"]);
});

test("one request is on its way at a time, and of previews only the last is asked", async () => {
  const model = { listeners: [], sent: [], values: {}, on(_, call) { this.listeners.push(call); }, off() { this.listeners = []; }, get(name) { return this.values[name]; }, set(name, value) { this.values[name] = value; }, save_changes() { this.sent.push(this.values.request); } };
  const answer = () => {
    model.values.answer = { id: model.sent.at(-1).id, done: model.sent.at(-1).do };
    for (const call of model.listeners) call();
  };
  const live = new Live(model);
  const first = live.ask({ do: "edit" });
  const dropped = live.ask({ do: "preview", number: 1 }, "preview");
  const last = live.ask({ do: "preview", number: 2 }, "preview");
  assert.equal(model.sent.length, 1);
  assert.equal(await dropped, null);
  answer();
  assert.equal((await first).done, "edit");
  assert.equal(model.sent[1].number, 2);
  answer();
  assert.equal((await last).done, "preview");
  const open = live.ask({ do: "edit", number: 3 });
  assert.deepEqual(live.close().map(({ number }) => number), [3]);
  assert.equal(await open, null);
});

test("the sum of seats is told where people have several, edits included", () => {
  const snapshot = { ...SNAPSHOT, seats: [[0, 0, 1, 1], [0, 1, 0, 2], ["member", "member", "leader", "member"]] };
  const state = new State(snapshot, NOTHING);
  assert.deepEqual(state.severalSeats(), [{ name: "team", label: "班组", people: 2, seats: 3 }]);
  state.setPatch({ ...NOTHING, members: { A: ["甲", "", [["T2", "member"]], []], C: ["丙", "", [["P", "member"], ["T1", "member"]], []] } });
  assert.deepEqual(state.severalSeats(), []);
  state.setPatch({ ...NOTHING, members: { B: null } });
  assert.deepEqual(state.severalSeats(), [{ name: "team", label: "班组", people: 1, seats: 2 }]);
});

test("a unit under another id keeps its place, and nobody in it was edited", () => {
  const state = new State(SNAPSHOT, NOTHING);
  state.setPatch({ ...NOTHING, renamed: { X: "T1" }, units: { T1: null, X: ["One", "team", ""] }, members: { A: ["甲", "班长", [["X", "member"]], []], B: ["乙", "", [["X", "leader"], ["P", "member"], ["T2", "member"]], ["A"]] } });
  assert.deepEqual(ids(state.unitsOf("team")), ["X", "T2"]);
  assert.deepEqual(ids(state.roster("team").get("X")), ["B", "A"]);
  assert.equal(state.members.get("A").edited, false);
  assert.equal(state.members.get("B").edited, true, "a seat more");
  state.setPatch(NOTHING);
  assert.deepEqual(ids(state.unitsOf("team")), ["T1", "T2"]);
});
