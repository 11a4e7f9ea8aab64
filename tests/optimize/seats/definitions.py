"""What may be asked of an end state, rule by rule, in the sentences of the definitions.

Nothing here knows how a plan is found. Each rule is one small function. Its docstring quotes the
sentence that it stands for. `README.md` lists how ambiguous sentences are read.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product

from tests.optimize.seats.today import DEPUTY, LEADER, anybody_leads, several_at_once, today

MOVE, JOIN, REGROUP, EXTEND = "move", "join", "regroup", "extend"
APPOINT, ATTACH, MERGE, ADMIT = "appoint", "attach", "merge", "admit"
LEVERS = (MOVE, JOIN, REGROUP, EXTEND, APPOINT, ATTACH, MERGE, ADMIT)
USUAL_LEVERS = (MOVE, JOIN, REGROUP, APPOINT)
MISSING = "missing"
USUAL_GOALS = ("unmet", "groups_changed", "people_moved", "posts_changed", "price", "imbalance")
GOALS = (MISSING, *USUAL_GOALS)
KINDS = ("per_base_unit", "requirement", "smallest", "largest", "most_base_units", "led")
VACANT, DOUBLE = "vacant", "double"


def number(limit):
    """A limit as a number: it may be a bare one, or a value with its source."""
    return getattr(limit, "value", limit)


def led_between(value):
    """(least, most) of a layer that is led, or None; not for a layer of which nothing is said."""
    if value is False or value is None:
        return None
    if value is True:
        return 1, 1
    if isinstance(value, Mapping):
        least, most = value.get("least", 1), value.get("most")
    else:
        least, most = value.least, value.most
    return number(1 if least is None else least), number(most)


def resolved(org, policy):
    """Layer → (exclusive, None or (least, most)).

    “A layer whose `exclusive` is not said is exclusive if fewer than one person in a hundred of
    those in it has several seats in force together; a layer whose `led` is not said records leaders
    if anybody leads anything in it, and then asks for at least one, with no most.”
    """
    found = {}
    for layer in policy.layers:
        exclusive, led = layer.exclusive, led_between(layer.led)
        if exclusive is None:
            several, everybody = several_at_once(org, layer.name)
            exclusive = not several or 100 * len(several) < len(everybody)
        if layer.led is None and anybody_leads(org, layer.name):
            led = (1, None)
        found[layer.name] = (exclusive, led)
    return found


def meets(rule, cells):
    """Whether the cells of a person satisfy a rule; no rule: everybody does."""
    if rule is None:
        return True
    cell = cells.get(rule.column, "")
    if rule.any_of is not None and (cell == "" or str(cell) not in rule.any_of):
        return False
    if rule.none_of is not None and cell != "" and str(cell) in rule.none_of:
        return False
    if rule.at_least is not None or rule.at_most is not None:
        low = -math.inf if rule.at_least is None else rule.at_least
        high = math.inf if rule.at_most is None else rule.at_most
        if not low <= as_number(cell) <= high:
            return False
    return all(meets(other, cells) for other in rule.also)


def as_number(cell):
    """The number in a cell; text and an empty cell satisfy no bound."""
    try:
        return float(cell)
    except ValueError:
        return math.nan


def columns_of(rule):
    """The columns that a rule asks about."""
    return set() if rule is None else {rule.column}.union(*map(columns_of, rule.also))


def words(value):
    return [value] if isinstance(value, str) else list(value)


@dataclass(frozen=True)
class Demand:
    """One demand on one unit: what kind, of which layer, how much; `extra` holds the requirement."""

    kind: str
    layer: str
    unit: str
    limit: float
    extra: object = field(default=None, compare=False)
    name: str = ""

    @property
    def repair_words(self):
        """The words of `repair` that name it."""
        kind = "led" if self.kind in (VACANT, DOUBLE) else self.kind
        return {kind, f"{self.layer}.{kind}"}

    @property
    def asks_posts(self):
        return self.kind in (VACANT, DOUBLE) or (
            self.kind == "requirement" and self.extra.role is not None
        )

    @property
    def asks_duties(self):
        return (self.kind == "per_base_unit" and bool(self.extra.counting_duties)) or (
            self.kind == "requirement" and self.extra.duty is not None
        )


@dataclass(frozen=True)
class End:
    """An end state: each person's seats, each unit's leaders, attached duties, merged units."""

    seats: Mapping
    leaders: Mapping
    attached: frozenset = frozenset()
    merges: Mapping = field(default_factory=dict)


@dataclass(frozen=True)
class Way:
    """How a person's seats may come about: the seats, the price of it."""

    seats: frozenset
    price: int
    moved: bool
    admitted: frozenset = frozenset()


class Case:
    """A question: the organisation on the day, the resolved policy, and what is asked."""

    def __init__(
        self,
        org,
        policy,
        *,
        levers=None,
        goals=None,
        rules=None,
        max_groups_changed=None,
        max_people_moved=None,
        max_price=None,
        on=None,
    ):
        self.today = today(org, on)
        self.policy = policy
        self.layers = {layer.name: layer for layer in policy.layers}
        self.base = policy.base
        self.groups = [layer.name for layer in policy.groups]
        self.resolved = resolved(org, policy)
        levers = USUAL_LEVERS if levers is None else levers
        self.prices = dict(levers) if isinstance(levers, Mapping) else dict.fromkeys(levers, 1)
        usual = USUAL_GOALS if max_groups_changed is None else (MISSING, *USUAL_GOALS)
        self.goals = usual if goals is None else tuple(words(goals))
        rules = dict(rules or {})
        pins = rules.pop("pins", ())
        mapped = isinstance(pins, Mapping)
        pinned = set() if mapped else set(words(pins))
        self.pinned = pinned & set(self.today.people)
        self.pinned_units = pinned & set(self.today.units)
        self.targets = {p: set(words(some)) for p, some in pins.items()} if mapped else {}
        self.together = [list(some) for some in rules.pop("together", ())]
        self.apart = [list(some) for some in rules.pop("apart", ())]
        self.keep_headcounts = rules.pop("keep_headcounts", False)
        counted = rules.pop("count_layers", None)
        self.counted = self.groups if counted is None else words(counted)
        self.count_followers = rules.pop("count_followers", True)
        self.max_merges = rules.pop("max_merges", None)
        self.max_liaisons = rules.pop("max_liaisons", 2)
        self.repair = set(words(rules.pop("repair", KINDS)))
        self.barred = {tuple(pair) for pair in rules.pop("barred", ())}
        assert not rules, rules
        self.max_groups_changed = max_groups_changed
        self.max_people_moved = max_people_moved
        self.max_price = max_price
        self.base_units = self.today.units_of(self.base)
        self.group_units = [unit for name in self.groups for unit in self.today.units_of(name)]
        self.policy_units = self.base_units + self.group_units
        most = policy.leaders.most_units
        self.most_units = math.inf if most is None else number(most)
        self.led_today = defaultdict(int)
        for leaders in self.today.leaders.values():
            for person in leaders:
                self.led_today[person] += 1
        self._ways = {}

    def has(self, lever):
        return lever in self.prices

    def unit_cell(self, unit, column):
        return self.today.about[unit].get(column, "")

    def key(self, unit):
        """“The key of a base unit is its (site, work_type), or what the transfer rule names.”"""
        return tuple(self.unit_cell(unit, name) for name in self.policy.transfer.move)

    def alike(self, unit, other):
        """Whether two units agree in the columns of `transfer.regroup` (“same site by default”)."""
        return all(
            self.unit_cell(unit, name) == self.unit_cell(other, name)
            for name in self.policy.transfer.regroup
        )

    def base_seats(self, person):
        """The base units in which a person has a seat today."""
        return {unit for unit in self.today.seats[person] if self.today.layer[unit] == self.base}

    def seats_in(self, person, layer):
        return {unit for unit in self.today.seats[person] if self.today.layer[unit] == layer}

    # -- demands ---------------------------------------------------------------------------

    @cached_property
    def demands(self):
        """What the checks ask of each unit; a check that names an absent layer or column is skipped."""
        return [
            demand
            for found in (self._coverage(), self._requirements(), self._bounds(), self._leading())
            for demand in found
        ]

    def _is_there(self, layer):
        return bool(self.today.units_of(layer))

    def _coverage(self):
        for name in self.groups:
            layer = self.layers[name]
            if layer.per_base_unit is not None and self._is_there(name):
                for unit in self.base_units:
                    yield Demand("per_base_unit", name, unit, number(layer.per_base_unit), layer)

    def _requirements(self):
        for one in self.policy.requirements:
            per = one.per or self.base
            there = columns_of(one.who) <= self.today.columns and set(one.units) <= set(
                self.today.units
            )
            if there and self._is_there(per) and (one.layer is None or self._is_there(one.layer)):
                for unit in self.today.units_of(per):
                    yield Demand("requirement", per, unit, number(one.minimum), one, one.name)

    def _bounds(self):
        for name, layer in self.layers.items():
            for kind in ("smallest", "largest", "most_base_units"):
                limit = getattr(layer, kind)
                if limit is None or (kind == "most_base_units" and name == self.base):
                    continue
                for unit in self.today.units_of(name):
                    yield Demand(kind, name, unit, number(limit), layer)

    def _leading(self):
        for name in self.layers:
            led = self.resolved[name][1]
            for unit in self.today.units_of(name) if led is not None else ():
                yield Demand(VACANT, name, unit, led[0], self.layers[name])
                if led[1] is not None:
                    yield Demand(DOUBLE, name, unit, led[1], self.layers[name])

    def counts(self, demand):
        """Whether a demand is among those to be repaired."""
        return bool(demand.repair_words & self.repair)

    @cached_property
    def view_today(self):
        return View(self, self.today.seats, {}, leaders=self.today.leaders)

    @cached_property
    def violations_today(self):
        return {demand: violation(self.view_today, demand) for demand in self.demands}

    def cap(self, demand, merges):
        """The most by which a demand may be broken at the end.

        “Each slack is at most today's violation; for the leaders of a unit that is empty today the
        cap is `least`; for a merged unit it is the greater of the two, demand by demand.”
        """
        units = {demand.unit} | {unit for unit, into in merges.items() if into == demand.unit}
        caps = []
        for unit in units:
            other = Demand(demand.kind, demand.layer, unit, demand.limit, demand.extra, demand.name)
            empty = not self.view_today.members(unit)
            caps.append(
                demand.limit if demand.kind == VACANT and empty else self.violations_today[other]
            )
        return max(caps)

    # -- one person's seats ----------------------------------------------------------------

    def ways(self, person, merges):
        """Seats at the end → the cheapest way to them, of all ways that the levers allow."""
        mine = frozenset((b, a) for b, a in merges.items())
        if (person, mine) not in self._ways:
            self._ways[person, mine] = find_ways(self, person, merges)
        return self._ways[person, mine]


# -- what may become of a seat -------------------------------------------------------------


def keeps_seat(case, person, unit):
    """Whether a seat is bound to where it is.

    “A pinned person keeps all seats; a pinned unit is entered and left by nobody.” “Whoever leads a
    base unit keeps that seat; whoever leads a group keeps it unless `appoint`.”
    """
    if person in case.pinned or unit in case.pinned_units:
        return True
    leads = person in case.today.leaders[unit]
    return leads and (case.today.layer[unit] == case.base or not case.has(APPOINT))


def may_change_to(case, unit, other):
    """Whether a seat may go from one unit to another of its layer.

    “`move`: a seat in a base unit goes to a base unit of the same key in which the person has no
    other seat. `regroup`: a seat in a group goes to a group that the regroup rule allows.”
    """
    layer = case.today.layer[unit]
    if layer != case.today.layer[other] or unit == other:
        return False
    if layer == case.base:
        return case.has(MOVE) and case.key(unit) == case.key(other)
    return layer in case.groups and case.has(REGROUP) and case.alike(unit, other)


def may_join_at(case, person, unit):
    """Whether a unit is where a first seat in its layer may be.

    “`join`: … gets one: in a group alike (by `transfer.regroup`) to any base unit in which the
    person has a seat today; without a base seat, in any unit.”
    """
    base = case.base_seats(person)
    return not base or any(case.alike(unit, other) for other in base)


def may_extend_at(case, person, unit):
    """Whether a unit is where a further seat in its layer may be.

    “`extend`: in a layer that is not exclusive, … gets one more, likewise (in the base layer: in a
    unit of the key of one of their base units).”
    """
    layer = case.today.layer[unit]
    if not case.has(EXTEND) or case.resolved[layer][0]:
        return False
    if layer == case.base:
        return any(case.key(unit) == case.key(other) for other in case.base_seats(person))
    return may_join_at(case, person, unit)


def can_ask(case, rule):
    """Whether the members have the columns of a rule; where not, the rule lets nobody new in."""
    return columns_of(rule) <= case.today.columns


def sits_in(case, person, layer):
    """Whoever has a seat in a layer today counts as eligible where nobody can tell."""
    return bool(case.seats_in(person, layer))


def leads_in(case, person, layer):
    """Whoever leads in a layer today counts as allowed to lead in it where nobody can tell."""
    led = (unit for unit, some in case.today.leaders.items() if person in some)
    return any(case.today.layer[unit] == layer for unit in led)


def is_candidate(case, person, layer):
    """“`admit`: a candidate who is not eligible yet gets a seat as by `join`.”"""
    rule, cells = case.layers[layer], case.today.cells[person]
    if rule.candidates is None or not can_ask(case, rule.candidates):
        return False
    eligible = can_ask(case, rule.eligible) and meets(rule.eligible, cells)
    return meets(rule.candidates, cells) and not eligible


def admitted_layers(case, person, seats):
    """The layers to which these seats admit a person: a first seat of a candidate not yet eligible."""
    entered = {case.today.layer[unit] for unit in seats} & set(case.layers)
    return frozenset(
        layer
        for layer in entered
        if not case.seats_in(person, layer) and is_candidate(case, person, layer)
    )


def end_cells(case, person, seats):
    """A person's cells at the end: admission has set some of them."""
    cells = case.today.cells[person]
    for layer in case.layers:
        if layer in admitted_layers(case, person, seats):
            cells = {**cells, **case.layers[layer].admission}
    return cells


def is_eligible(case, person, layer, seats):
    """Whether placement lets a person sit in a layer, as the person is at the end."""
    if layer in admitted_layers(case, person, seats):
        return True
    rule = case.layers[layer].eligible
    if not can_ask(case, rule):
        return sits_in(case, person, layer)
    return meets(rule, end_cells(case, person, seats))


def may_enter(case, person, unit, seats):
    """Whether somebody new may come to a unit.

    “Where placement does not let somebody sit, nobody new comes; whoever sits there may stay.”
    “A pinned person gains no seat.” “A pinned unit is entered by nobody.” Barred pairs are the
    caller's.
    """
    if person in case.pinned or unit in case.pinned_units or (person, unit) in case.barred:
        return False
    return is_eligible(case, person, case.today.layer[unit], seats)


def fates(case, person, unit, merges):
    """What may become of one seat, as (how, where): it stays, follows a merge, or goes elsewhere."""
    yield ("follow", merges[unit]) if unit in merges else ("stay", unit)
    if not keeps_seat(case, person, unit):
        for other in case.policy_units:
            free = other not in merges and other not in case.today.seats[person]
            if free and may_change_to(case, unit, other):
                yield "go", other


def gains(case, person, layer, merges):
    """The seats of a layer that a person may get in addition; None: none."""
    yield None
    first = not case.seats_in(person, layer)
    for unit in case.today.units_of(layer) if person not in case.pinned else ():
        if unit in merges or unit in case.today.seats[person]:
            continue
        if may_join_at(case, person, unit) if first else may_extend_at(case, person, unit):
            yield unit


def lever_of_gain(case, person, layer, seats):
    """By which lever a person gets a seat of a layer."""
    if case.seats_in(person, layer):
        return EXTEND
    return ADMIT if layer in admitted_layers(case, person, seats) else JOIN


def seats_are_apart(some):
    """Whether no two seats are the same, but where one follows a merge to where the other stays.

    “No seat is given up; a merge may make two of one person's seats equal, which are then one.”
    """
    places = defaultdict(list)
    for how, unit in some:
        places[unit].append(how)
    return all(len(hows) == 1 or sorted(hows) == ["follow", "stay"] for hows in places.values())


def find_ways(case, person, merges):
    """All seats that a person may have at the end, each with its cheapest price."""
    found = {}
    seats = sorted(case.today.seats[person])
    layers = list(case.layers)
    for fate in product(*(list(fates(case, person, unit, merges)) for unit in seats)):
        for gained in product(*(list(gains(case, person, layer, merges)) for layer in layers)):
            new = [("gain", unit) for unit in gained if unit is not None]
            if not seats_are_apart([*fate, *new]):
                continue
            end = frozenset(unit for _, unit in [*fate, *new])
            entered = [unit for how, unit in [*fate, *new] if how in ("go", "gain")]
            if not all(may_enter(case, person, unit, end) for unit in entered):
                continue
            if not case.targets.get(person, set()) <= end:
                continue
            levers = [
                MOVE if case.today.layer[unit] == case.base else REGROUP
                for how, unit in fate
                if how == "go"
            ]
            levers += [
                lever_of_gain(case, person, layer, end)
                for layer, unit in zip(layers, gained, strict=True)
                if unit is not None
            ]
            if not all(map(case.has, levers)):
                continue
            price = sum(case.prices[lever] for lever in levers)
            if end not in found or price < found[end].price:
                moved = has_moved(case, person, end, merges)
                found[end] = Way(end, price, moved, admitted_layers(case, person, end))
    return found


def has_moved(case, person, seats, merges):
    """Whether a person counts as moved.

    “people_moved: persons any of whose seats differ.” “All of b's people without a seat in a count
    as moved unless `count_followers=False`.”
    """
    before = case.today.seats[person]
    if {merges.get(unit, unit) for unit in before} != seats:
        return True
    follows = any(unit in merges and merges[unit] not in before for unit in before)
    return follows and case.count_followers


# -- what the checks see -------------------------------------------------------------------


class View:
    """An organisation as the checks see it; leaders and duties may come later."""

    def __init__(self, case, seats, merges, leaders=None, attached=frozenset()):
        self.case, self.seats, self.merges = case, seats, merges
        self.leaders, self.attached = leaders, attached
        self.in_unit = defaultdict(set)
        for person, units in seats.items():
            for unit in units:
                self.in_unit[unit].add(person)

    def members(self, unit, rollup=False):
        """Who is in a unit; with rollup, also who is in a unit below it."""
        return self.rolled[unit] if rollup else self.in_unit[unit]

    @cached_property
    def rolled(self):
        found = defaultdict(set)
        parent = self.case.today.parent
        for unit, people in list(self.in_unit.items()):
            above, seen = unit, set()
            while above and above not in seen:
                seen.add(above)
                above = self.merges.get(above, above)
                found[above] |= people
                above = parent[above]
        return found

    @cached_property
    def in_layer(self):
        """(layer, rollup) → who belongs to it."""
        return {
            (layer, rollup): set().union(
                *(self.members(unit, rollup) for unit in self.case.today.units_of(layer))
            )
            for layer in {self.case.today.layer[unit] for unit in self.case.today.units}
            for rollup in (False, True)
        }

    @cached_property
    def duties(self):
        """Duties at the end: those of a dissolved unit are duties in the merged one."""
        return {
            (person, self.merges.get(unit, unit), duty)
            for person, unit, duty in self.case.today.duties
        } | self.attached

    def is_dissolved(self, unit):
        return unit in self.merges

    def base_units_of(self, people, rollup=False):
        """The base units in which some people have seats."""
        return {
            unit
            for unit in self.case.base_units
            if not people.isdisjoint(self.members(unit, rollup))
        }

    def cells(self, person):
        return end_cells(self.case, person, self.seats[person])

    def deputies(self, unit):
        """Who is deputy at the end: “a deputy whose seat moves loses the post”."""
        return {
            person
            for person in self.case.today.deputies[unit]
            if unit in self.seats[person] and person not in self.leaders[unit]
        }


def violation(view, demand):
    """|value − limit| of the finding that a check tells of a unit; 0 if it tells none."""
    if view.is_dissolved(demand.unit):
        return 0
    value = VALUES[demand.kind](view, demand)
    if demand.kind in ("largest", "most_base_units", DOUBLE):
        return max(0, value - demand.limit)
    if demand.kind == VACANT and not view.members(demand.unit):
        return 0
    return max(0, demand.limit - value)


def people_who_represent(view, demand):
    """`blank_teams`: members of a base unit who belong to the layer, or hold a counting duty in it."""
    layer = demand.extra
    found = view.members(demand.unit, layer.rollup) & view.in_layer[layer.name, layer.rollup]
    holders = {
        person
        for person, unit, duty in view.duties
        if unit == demand.unit and duty in layer.counting_duties
    }
    return len(found | holders)


def people_required(view, demand):
    """`coverage_gaps`: people in a unit who meet all conditions of a requirement."""
    asked, unit = demand.extra, demand.unit
    if asked.role == LEADER:
        found = set(view.leaders[unit])
    elif asked.role == DEPUTY:
        found = view.deputies(unit)
    else:
        assert asked.role is None
        found = view.members(unit, asked.rollup)
    if asked.duty is not None:
        held = {p for p, where, duty in view.duties if where == unit and duty in words(asked.duty)}
        found = held if asked.role is None else held & found
    if asked.layer is not None:
        found = found & view.in_layer[asked.layer, asked.rollup]
    if asked.units:
        found = found & set().union(*(view.members(one, asked.rollup) for one in asked.units))
    return sum(meets(asked.who, view.cells(person)) for person in found)


def headcount(view, demand):
    """`size_outliers`: the members of a unit, empty units included."""
    return len(view.members(demand.unit, demand.extra.rollup))


def reach(view, demand):
    """`scattered_groups`: the base units in which the members of a group are."""
    rollup = demand.extra.rollup
    return len(view.base_units_of(view.members(demand.unit, rollup), rollup))


def leaders(view, demand):
    """`vacant_leaders`, `double_leaders`: how many lead a unit."""
    return len(view.leaders[demand.unit])


VALUES = {
    "per_base_unit": people_who_represent,
    "requirement": people_required,
    "smallest": headcount,
    "largest": headcount,
    "most_base_units": reach,
    VACANT: leaders,
    DOUBLE: leaders,
}


# -- merges --------------------------------------------------------------------------------


def is_below(case, unit, other):
    above = case.today.parent[unit]
    while above:
        if above == other:
            return True
        above = case.today.parent[above]
    return False


def may_merge(case, unit, into):
    """Whether one base unit may dissolve into another.

    “merge(a, b): b dissolves into a, same key, …, nobody pinned in b.” “A pinned unit is entered and
    left by nobody.” “A person mapped to units has a seat in each of them at the end (so none of them
    is dissolved).” “(unit, unit): not be merged into it.”
    """
    if not case.has(MERGE) or unit == into or case.key(unit) != case.key(into):
        return False
    if unit in case.pinned_units or into in case.pinned_units or (unit, into) in case.barred:
        return False
    if any(unit in case.today.seats[person] for person in case.pinned) or is_below(
        case, into, unit
    ):
        return False
    return all(unit not in units for units in case.targets.values())


def merges_are_allowed(case, merges):
    """“Each unit in at most one merge.” “`max_merges` bounds it.”"""
    touched = [unit for pair in merges.items() for unit in pair]
    if len(touched) != len(set(touched)):
        return False
    if case.max_merges is not None and len(merges) > case.max_merges:
        return False
    return all(
        unit in case.base_units and into in case.base_units and may_merge(case, unit, into)
        for unit, into in merges.items()
    )


# -- rules about seats ---------------------------------------------------------------------


def no_unit_is_emptied(case, view):
    """“No plan empties a unit that has members, but by merging it away.”"""
    return all(
        view.members(unit) or not case.view_today.members(unit) or view.is_dissolved(unit)
        for unit in case.policy_units
    )


def headcounts_are_kept(case, view):
    """“Every base unit's headcount stays; a merged unit has today's headcounts added, less those
    who sat in both.”"""
    if not case.keep_headcounts:
        return True
    before = defaultdict(set)
    for unit in case.base_units:
        before[view.merges.get(unit, unit)] |= case.view_today.members(unit)
    return all(
        view.is_dissolved(unit) or len(view.members(unit)) == len(before[unit])
        for unit in case.base_units
    )


def base_seats_at_end(case, view, person):
    return {unit for unit in view.seats[person] if case.today.layer[unit] == case.base}


def together_holds(case, view):
    """“together: at least one base unit in common, at the end.”"""
    return all(
        set.intersection(*(base_seats_at_end(case, view, person) for person in some))
        for some in case.together
    )


def apart_holds(case, view):
    """“apart: none in common, at the end.”"""
    return not any(
        base_seats_at_end(case, view, one) & base_seats_at_end(case, view, other)
        for some in case.apart
        for one, other in combinations(some, 2)
    )


SEAT_RULES = (no_unit_is_emptied, headcounts_are_kept, together_holds, apart_holds)


# -- rules about leaders -------------------------------------------------------------------


def leads_today(case, unit, merges):
    """Who leads a unit before anybody is appointed or relieved.

    “a's leaders lead the merged unit; b's lead on, without a change of post, only where a has none.”
    """
    own = case.today.leaders[unit]
    if own:
        return set(own)
    return set().union(*(case.today.leaders[b] for b, a in merges.items() if a == unit))


def who_stay(case, view, unit):
    """The sitting leaders whose seat stays in the unit."""
    return {person for person in leads_today(case, unit, view.merges) if unit in view.seats[person]}


@dataclass(frozen=True)
class Turn:
    """Of one unit: who of the leaders stay, who is new, who is relieved; and the bounds, if any."""

    stay: frozenset
    new: frozenset
    relieved: frozenset
    least: float
    most: float
    may_appoint: bool

    @property
    def sitting(self):
        return len(self.stay - self.relieved)


def leads_as_before(turn):
    """“In a layer that is not led nobody is appointed or relieved”; nor without `appoint`."""
    return turn.may_appoint or not (turn.new or turn.relieved)


def relieves_surplus_only(turn):
    """“Nobody is relieved but from a unit that has more than `most`, as many as are too many once
    those who leave have left.”"""
    return len(turn.relieved) <= max(0, len(turn.stay) - turn.most)


def exchanges_nobody(turn):
    """“Nobody new is appointed where at least `least` of the sitting leaders stay.”"""
    return not turn.new or turn.sitting < turn.least


def appoints_not_above_most(turn):
    """“Between `least` and `most` a unit.”"""
    return not turn.new or turn.sitting + len(turn.new) <= turn.most


POST_RULES = (leads_as_before, relieves_surplus_only, exchanges_nobody, appoints_not_above_most)


def may_be_appointed(case, view, person, unit):
    """“A new leader is allowed by placement and has a seat in the unit at the end.” “A new leader
    must be eligible for the layer as well.” Barred: “lead it newly”."""
    layer = case.today.layer[unit]
    if unit not in view.seats[person] or (person, unit) in case.barred:
        return False
    rule = case.layers[layer].leader
    if can_ask(case, rule):
        may_lead = meets(rule, view.cells(person))
    else:
        may_lead = leads_in(case, person, layer)
    return may_lead and is_eligible(case, person, layer, view.seats[person])


@dataclass(frozen=True)
class Post:
    """Who may lead a unit at the end: the leaders, who is new, who is relieved."""

    leaders: frozenset
    new: frozenset
    relieved: frozenset


def posts(case, view, unit):
    """All ways in which a unit may be led at the end."""
    stay = frozenset(who_stay(case, view, unit))
    layer = case.today.layer[unit]
    led = case.resolved[layer][1] if layer in case.layers else None
    least, most = (0, math.inf) if led is None else (led[0], math.inf if led[1] is None else led[1])
    may_appoint = led is not None and case.has(APPOINT)
    able = {
        person
        for person in view.members(unit) - stay
        if may_appoint and may_be_appointed(case, view, person, unit)
    }
    for new in subsets(able, 0 if len(stay) >= least else len(able)):
        for relieved in subsets(stay, len(stay) if may_appoint else 0):
            turn = Turn(stay, frozenset(new), frozenset(relieved), least, most, may_appoint)
            if all(rule(turn) for rule in POST_RULES):
                yield Post((stay - turn.relieved) | turn.new, turn.new, turn.relieved)


def subsets(some, most):
    ordered = sorted(some)
    for size in range(min(most, len(ordered)) + 1):
        yield from combinations(ordered, size)


def post_of(view, person, unit):
    """0: none, 1: deputy, 2: leader."""
    if person in view.leaders[unit]:
        return 2
    return 1 if person in view.deputies(unit) else 0


def post_before(case, person, unit, merges):
    """The post of a person in a unit and in what was merged into it; “the higher”."""
    before = 0
    for one in [unit, *(b for b, a in merges.items() if a == unit)]:
        if person in case.today.leaders[one]:
            before = max(before, 2)
        elif person in case.today.deputies[one]:
            before = max(before, 1)
    return before


def posts_changed_in(case, view, unit):
    """“posts_changed: (person, unit) pairs whose post (leader, deputy, none) differs.” “Whoever has
    posts in both units of a merge has one in the merged unit, the higher, which counts as kept.”"""
    holders = set(view.leaders[unit]) | case.today.leaders[unit] | case.today.deputies[unit]
    for b, a in view.merges.items():
        if a == unit:
            holders |= case.today.leaders[b] | case.today.deputies[b]
    return sum(
        post_of(view, person, unit) != post_before(case, person, unit, view.merges)
        for person in holders
    )


def nobody_leads_more(case, view):
    """“A person leads at most max(today, `leaders.most_units`) units.”"""
    led = defaultdict(int)
    for unit in case.today.units:
        for person in view.leaders[unit]:
            led[person] += 1
    return all(
        count <= max(case.led_today[person], case.most_units) for person, count in led.items()
    )


# -- rules about duties --------------------------------------------------------------------


def counting_duties(case):
    """Duty → the layers that name it among their counting duties."""
    found = defaultdict(set)
    for name, layer in case.layers.items():
        for duty in layer.counting_duties:
            found[duty].add(name)
    return found


def may_attach(case, view, person, unit, duty):
    """“A leader after the plan, of any layer that has the duty among its counting duties, takes it
    in a base unit of the same site as the unit that they lead, in which they have no seat and which
    is not dissolved.”"""
    if not case.has(ATTACH) or unit not in case.base_units or view.is_dissolved(unit):
        return False
    if unit in view.seats[person]:
        return False
    return any(
        person in view.leaders[led]
        and case.today.layer[led] in counting_duties(case)[duty]
        and case.unit_cell(led, "site") == case.unit_cell(unit, "site")
        for led in case.today.units
    )


def one_holder_each(view):
    """“At most one holder a unit and duty, … holders of today included.”"""
    return all(
        sum((where, what) == (unit, duty) for _, where, what in view.duties) == 1
        for _, unit, duty in view.attached
    )


def within_cap(case, view):
    """“At most `cap` units a leader, holders of today included.”"""
    counting = counting_duties(case)
    return all(
        len(
            {
                unit
                for holder, unit, duty in view.duties
                if holder == person and duty in counting and unit in case.base_units
            }
        )
        <= case.max_liaisons
        for person in {one for one, _, _ in view.attached}
    )


def attached_are_new(case, view):
    """What is attached was not held before."""
    held = {(p, view.merges.get(unit, unit), duty) for p, unit, duty in case.today.duties}
    return not held & view.attached


def duties_are_allowed(case, view):
    return (
        all(may_attach(case, view, *one) for one in view.attached)
        and attached_are_new(case, view)
        and one_holder_each(view)
        and within_cap(case, view)
    )


# -- groups, limits, goals -----------------------------------------------------------------


def seats_change(case, view, group):
    """“Somebody enters or leaves g, or the set of base units in which its members have seats
    differs, by literal ids.”"""
    before, after = case.view_today.members(group), view.members(group)
    return before != after or case.view_today.base_units_of(before) != view.base_units_of(after)


def is_changed(case, view, group):
    """“changed(g): …, or its leaders differ.”"""
    return seats_change(case, view, group) or set(view.leaders[group]) != case.today.leaders[group]


def nothing_gets_worse(case, view):
    """“Nothing demanded gets worse than today, over the whole plan.”"""
    return all(
        view.is_dissolved(demand.unit) or violation(view, demand) <= case.cap(demand, view.merges)
        for demand in case.demands
    )


def imbalance(case, view):
    """“Σ over groups of the distance of size (persons) to [⌊m⌋, ⌈m⌉], m = today's mean over all
    groups of the layer, empty ones included.”"""
    total = 0
    for name in case.groups:
        units = case.today.units_of(name)
        if units:
            seats = sum(len(case.view_today.members(unit)) for unit in units)
            low, high = seats // len(units), -(-seats // len(units))
            sizes = [len(view.members(unit)) for unit in units]
            total += sum(max(0, low - size, size - high) for size in sizes)
    return total


def price_of_posts(case, post):
    """“A post gained or a surplus ended by appoint (the greater of the two numbers in each unit).”"""
    return case.prices.get(APPOINT, 0) * max(len(post.new), len(post.relieved))


def price_of_rest(case, merges, attached):
    """“A duty (attach), a merge.”"""
    return case.prices.get(MERGE, 0) * len(merges) + case.prices.get(ATTACH, 0) * len(attached)


def view_of(case, end):
    leading = defaultdict(set, {unit: set(some) for unit, some in end.leaders.items()})
    return View(case, end.seats, end.merges, leading, end.attached)


def chosen_post(case, view, unit):
    """The post of a unit that an end state has, or None if it may not have it."""
    here = frozenset(view.leaders[unit])
    return next((post for post in posts(case, view, unit) if post.leaders == here), None)


def values(case, end):
    """The value of each goal in an end state that can be reached."""
    view = view_of(case, end)
    units = [unit for unit in case.today.units if not view.is_dissolved(unit)]
    ways = [case.ways(person, end.merges)[seats] for person, seats in end.seats.items()]
    price = sum(way.price for way in ways) + price_of_rest(case, end.merges, end.attached)
    price += sum(price_of_posts(case, chosen_post(case, view, unit)) for unit in units)
    broken = [(demand, violation(view, demand)) for demand in case.demands if case.counts(demand)]
    counted = [unit for name in case.counted for unit in case.today.units_of(name)]
    return {
        MISSING: sum(much for demand, much in broken if demand.kind == "per_base_unit"),
        "unmet": sum(much for _, much in broken),
        "groups_changed": sum(is_changed(case, view, group) for group in counted),
        "people_moved": sum(way.moved for way in ways),
        "posts_changed": sum(posts_changed_in(case, view, unit) for unit in units),
        "price": price,
        "imbalance": imbalance(case, view),
    }


def limits_hold(case, found):
    """`max_groups_changed`, `max_people_moved`, `max_price`."""
    return (
        (case.max_groups_changed is None or found["groups_changed"] <= case.max_groups_changed)
        and (case.max_people_moved is None or found["people_moved"] <= case.max_people_moved)
        and (case.max_price is None or found["price"] <= case.max_price)
    )


def broken_rules(case, end):
    """The names of the rules that an end state breaks; none: it can be reached."""
    if not merges_are_allowed(case, end.merges):
        return ["merges_are_allowed"]
    wrong = [
        f"seats of {person}"
        for person, seats in end.seats.items()
        if seats not in case.ways(person, end.merges)
    ]
    if wrong:
        return wrong
    view = view_of(case, end)
    if any(view.leaders[unit] for unit in end.merges):
        return ["leaders of a dissolved unit"]
    wrong = [rule.__name__ for rule in SEAT_RULES if not rule(case, view)]
    wrong += [
        f"leaders of {unit}"
        for unit in case.today.units
        if unit not in end.merges and chosen_post(case, view, unit) is None
    ]
    if wrong:
        return wrong
    rules = (nobody_leads_more, duties_are_allowed, nothing_gets_worse)
    wrong = [rule.__name__ for rule in rules if not rule(case, view)]
    if not limits_hold(case, values(case, end)):
        wrong.append("limits_hold")
    return wrong


def as_today(case):
    """The end state in which nothing is done."""
    leading = {unit: frozenset(some) for unit, some in case.today.leaders.items() if some}
    return End(dict(case.today.seats), leading)
