// What the board shows: the snapshot, the patch over it, and edits of this page that no audit has seen. No DOM here.

import { makeHere, possible } from "./edits.js";
import { FIXED, foundIn } from "./findings.js";
import { MANAGERS, managerRoster, managersOf, postOf } from "./managers.js";
import { add, addSeats, apprenticesIn, differs, place, rosterOf, scored, seatsIn } from "./rosters.js";

export class State {
  constructor(snapshot, patch) {
    this.snapshot = snapshot;
    this.members = new Map();
    this.units = new Map();
    this.layers = snapshot.layers.map(([name, label, sorted, exclusive]) => ({ name, label, sorted, exclusive }));
    this.local = { changes: [], undone: [] };
    this.listeners = new Set();
    this.readBase();
    this.setPatch(patch);
  }

  /** Go on with what Python sent last; the snapshot is another one where every finding may be, as on another day. */
  follow(snapshot, patch) {
    if (snapshot !== this.snapshot) {
      this.snapshot = snapshot;
      this.readBase();
    }
    this.setPatch(patch);
  }

  // -- reading

  readBase() {
    this.baseMembers = new Map();
    this.baseUnits = new Map();
    this.baseRosters = new Map();
    const { units, members, seats, mentors, lines = [[], []], dotted = [[], []] } = this.snapshot;
    units.forEach(([id, name, short, layer, parent], order) => this.baseUnits.set(id, { id, name, short, layer, parent, order }));
    const mentorsOf = new Map();
    for (const [mentor, apprentice] of mentors) {
      if (!mentorsOf.has(apprentice)) mentorsOf.set(apprentice, []);
      mentorsOf.get(apprentice).push(mentor);
    }
    const found = members.map(() => new Map());
    const [who, where, role] = seats;
    for (let row = 0; row < who.length; row++) {
      const roles = found[who[row]];
      const unit = units[where[row]][0];
      const before = roles.get(unit);
      if (before === undefined || role[row] === "leader" || before === "member") roles.set(unit, role[row]);
    }
    const [managers, others] = [lines, dotted].map(([from, to]) => {
      const above = members.map(() => []);
      from.forEach((member, row) => above[member].push(members[to[row]][0]));
      return above;
    });
    members.forEach(([id, name, position], order) => {
      const own = { seats: [...found[order]], mentors: mentorsOf.get(id) ?? [], managers: managers[order], dotted: others[order] };
      this.baseMembers.set(id, { id, name, position, order, ...own, edited: false });
    });
    this.ofReporting = new Set(this.snapshot.reporting);
    this.firstScore = scored(this.snapshot.findings.map(([, severity]) => severity));
    this.baseApprentices = apprenticesIn(this.baseMembers.values());
    this.baseSizes = new Map();
    this.baseSums = new Map();
    for (const member of this.baseMembers.values()) {
      add(this.baseSizes, member, 1);
      addSeats(this.baseSums, member, this.baseUnits, 1);
    }
  }

  /** Let another patch lie over the snapshot. */
  setPatch(patch) {
    this.patch = patch;
    this.lay();
  }

  /** The layers in which somebody has several seats: its label, its people, their seats. */
  severalSeats() {
    if (this.sums === null) {
      this.sums = new Map([...this.baseSums].map(([layer, [people, seats]]) => [layer, [people, seats]]));
      for (const id of this.changed) {
        addSeats(this.sums, this.baseMembers.get(id), this.baseUnits, -1);
        addSeats(this.sums, this.members.get(id), this.units, 1);
      }
    }
    const told = this.layers.map(({ name, label }) => ({ name, label, sum: this.sums.get(name) ?? [0, 0] }));
    return told.filter(({ sum: [people, seats] }) => seats > people).map(({ name, label, sum: [people, seats] }) => ({ name, label, people, seats }));
  }

  /** The snapshot, the patch, and the edits of this page, one over the other. */
  lay() {
    this.members = new Map(this.baseMembers);
    this.renamed = this.patch.renamed ?? {}; // new id → old id: the same unit
    const ids = Object.fromEntries(Object.entries(this.renamed).map(([id, old]) => [old, id]));
    this.units = new Map([...this.baseUnits].map(([id, unit]) => [ids[id] ?? id, unit]));
    for (const [id, unit] of Object.entries(this.patch.units ?? {})) {
      if (unit === null) this.units.delete(id);
      else this.setUnit(id, ...unit);
    }
    for (const [id, member] of Object.entries(this.patch.members ?? {})) {
      if (member === null) this.members.delete(id);
      else {
        const [name, position, seats, mentors, managers = [], dotted = []] = member;
        const before = this.baseMembers.get(id);
        const kept = before ?? { id, order: this.snapshot.members.length };
        const stood = before && { ...before, seats: before.seats.map(([unit, ...role]) => [ids[unit] ?? unit, ...role]) };
        this.members.set(id, { ...kept, name, position, seats, mentors, managers, dotted, edited: !stood || differs(stood, seats, mentors, managers) });
      }
    }
    this.posts = new Map(Object.entries({ ...this.snapshot.posts, ...this.patch.posts }).filter(([, post]) => post));
    for (const change of this.local.changes) makeHere(this.members, change);
    this.people = null;
    this.rosters = new Map();
    this.layerUnits = new Map();
    this.apprentices = null;
    this.sizes = null;
    this.sums = null;
    Object.assign(this, foundIn(this.snapshot, this.patch));
    for (const listener of this.listeners) listener();
  }

  setUnit(id, name, layer, parent) {
    const before = this.baseUnits.get(this.renamed[id] ?? id);
    let short = before && before.name === name ? before.short : [...name].slice(0, 6).join("");
    if (short !== before?.short && [...this.units.values()].some((unit) => unit.id !== id && unit.short === short)) short = id;
    this.units.set(id, { id, name, short, layer, parent, order: before ? before.order : this.snapshot.units.length });
  }

  // -- asking

  /** How many findings of each severity there were at first, and are now. */
  get score() {
    return { first: this.firstScore, now: scored(this.findings.filter(({ state }) => state !== FIXED).map(({ severity }) => severity)) };
  }

  /** Whether a check says by now that a unit is blank. */
  isBlank(unit) {
    return this.about("unit", unit).some(({ check, state }) => check === this.snapshot.blank && state !== FIXED);
  }

  /** The findings about a member or a unit. */
  about(entity, id) {
    return this.concerning.get(`${entity}:${id}`) ?? [];
  }

  /** The findings about somebody's lines to managers and reports. */
  reporting(member) {
    return this.about("member", member).filter(({ check }) => this.ofReporting.has(check));
  }

  /** Whether there is a tree of people to show. */
  get hasManagers() {
    return this.posts.size > 0 || [...this.members.values()].some(({ managers }) => managers.length);
  }

  /** The people under their managers. */
  get tree() {
    this.people ??= managerRoster(this);
    return this.people;
  }

  layerOf(unit) {
    return this.units.get(unit)?.layer;
  }

  label(layer) {
    return this.layers.find(({ name }) => name === layer)?.label ?? layer;
  }

  unitsOf(layer) {
    if (!this.layerUnits.has(layer)) this.layerUnits.set(layer, [...this.units.values()].filter((unit) => unit.layer === layer));
    return this.layerUnits.get(layer);
  }

  /** Unit → its people, somebody with several seats in each of their units; under "" those who are in none. Leaders stand first. */
  roster(layer) {
    if (layer === MANAGERS) return this.tree.roster;
    if (!this.rosters.has(layer)) this.rosters.set(layer, this.makeRoster(layer));
    return this.rosters.get(layer);
  }

  /** The roster of the snapshot, made once, with only those placed anew who differ: of ten thousand that are few. */
  makeRoster(layer) {
    if (!this.baseRosters.has(layer)) this.baseRosters.set(layer, rosterOf(this.baseMembers.values(), this.baseUnits, layer));
    const base = this.baseRosters.get(layer);
    const roster = new Map([["", base.get("")]]);
    for (const { id } of this.unitsOf(layer)) roster.set(id, base.get(id) ?? []);
    const { changed } = this;
    const before = [...changed].flatMap((id) => seatsIn(this.baseMembers.get(id), this.baseUnits, layer));
    const now = [...changed].flatMap((id) => this.seatsOf(id, layer).map((unit) => [unit, this.members.get(id)]));
    const units = new Set([...before, ...now.map(([unit]) => unit)].filter((unit) => roster.has(unit)));
    for (const unit of units) roster.set(unit, roster.get(unit).filter(({ id }) => !changed.has(id)));
    for (const [unit, member] of now) roster.get(unit).push(member);
    for (const unit of units) roster.get(unit).sort((one, two) => place(one, unit) - place(two, unit));
    return roster;
  }

  /** How many people have a seat in a unit, of any layer. */
  size(unit) {
    if (this.sizes === null) {
      this.sizes = new Map(this.baseSizes);
      for (const id of this.changed) {
        add(this.sizes, this.baseMembers.get(id), -1);
        add(this.sizes, this.members.get(id), 1);
      }
    }
    return this.sizes.get(unit) ?? 0;
  }

  /** The units of a layer that a member is in; "" alone if in none; nothing for a stranger. In the tree of people open posts have a place too. */
  seatsOf(member, layer) {
    const post = this.posts.get(postOf(member));
    const own = post ? { managers: [post[2]], seats: [] } : this.members.get(member);
    if (layer !== MANAGERS) return post ? [] : seatsIn(own, this.units, layer);
    const managers = own ? managersOf(own, this.members) : [];
    return managers.length || !own ? managers : [""];
  }

  role(member, unit) {
    return this.members.get(member)?.seats.find(([other]) => other === unit)?.[1];
  }

  apprenticesOf(id) {
    if (this.apprentices === null) {
      const same = [...this.changed].every((one) => String(this.members.get(one)?.mentors ?? "") === String(this.baseMembers.get(one)?.mentors ?? ""));
      this.apprentices = same ? this.baseApprentices : apprenticesIn(this.members.values());
    }
    return this.apprentices.get(id) ?? [];
  }

  /** The ids of all who may differ from the snapshot. */
  get changed() {
    return new Set([...Object.keys(this.patch.members ?? {}), ...this.local.changes.map(({ member }) => member)]);
  }

  isUnaudited(member) {
    return this.local.changes.some((change) => change.member === member);
  }

  // -- editing where no Python is: rows move, nothing is judged

  get isEdited() {
    return this.local.changes.length > 0;
  }

  editHere(asked) {
    const change = possible(this.members, asked);
    if (change === null) return;
    this.local = { changes: [...this.local.changes, change], undone: [] };
    this.lay();
  }

  undoHere() {
    const { changes, undone } = this.local;
    if (changes.length) this.local = { changes: changes.slice(0, -1), undone: [...undone, changes.at(-1)] };
    this.lay();
  }

  redoHere() {
    const { changes, undone } = this.local;
    if (undone.length) this.local = { changes: [...changes, undone.at(-1)], undone: undone.slice(0, -1) };
    this.lay();
  }

  /** The plan as a scenario's file holds it. */
  exported() {
    return { ...this.snapshot.scenario, name: this.patch.name, changes: [...this.patch.changes, ...this.local.changes] };
  }
}

/** What tells a seat from all others: who, and where ("" is no unit). */
export function seatKey(member, unit) {
  return `${unit}\n${member}`;
}

/** The change that taking a member from one unit to another is; "" is no unit. */
export function moving(member, source, target) {
  if (source === target) return null;
  if (source === "") return { change: "JoinUnit", member, unit: target };
  if (target === "") return { change: "LeaveUnit", member, unit: source };
  return { change: "MoveMember", member, source, target };
}
