"""The definitions once more, as a plain CP-SAT model: one boolean a person and seat.

It is for questions that have too many end states to look at each. It is tested against the enumeration.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from tests.optimize.seats.definitions import (
    ADMIT,
    APPOINT,
    ATTACH,
    DEPUTY,
    DOUBLE,
    EXTEND,
    JOIN,
    LEADER,
    MERGE,
    MISSING,
    MOVE,
    REGROUP,
    VACANT,
    can_ask,
    counting_duties,
    is_candidate,
    keeps_seat,
    leads_in,
    may_change_to,
    may_extend_at,
    may_join_at,
    may_merge,
    meets,
    sits_in,
    words,
)

SECONDS = 60.0


class UnsolvedError(Exception):
    """The solver did not finish in time."""


class Model:
    """All end states that can be reached, and the value of each goal, as one model."""

    def __init__(self, case):
        # pytest imports every module that it collects, and OR-Tools bars highspy from a process.
        from ortools.sat.python import cp_model

        self.cp = cp_model
        self.case = case
        self.today = case.today
        self.people = case.today.people
        self.model = self.cp.CpModel()
        self.units = case.policy_units
        self.seating()
        self.seat_rules()
        self.leading()
        self.attaching()
        self.demanding()
        self.goals()

    # -- small words

    def bool(self, name):
        return self.model.new_bool_var(name)

    def add(self, row):
        """Add a row; one without variables must be true."""
        if isinstance(row, bool):
            if not row:
                self.model.add_bool_or([])
        else:
            self.model.add(row)

    def any_of(self, some):
        """A literal that is true if one of the others is; 0 and 1 are literals too."""
        some = [one for one in some if not (isinstance(one, int) and one == 0)]
        if any(isinstance(one, int) for one in some):
            return 1
        if len(some) <= 1:
            return some[0] if some else 0
        found = self.bool("any")
        self.model.add_max_equality(found, some)
        return found

    def all_of(self, some):
        """A literal that is true if all the others are."""
        some = [one for one in some if not (isinstance(one, int) and one == 1)]
        if any(isinstance(one, int) for one in some):
            return 0
        if len(some) <= 1:
            return some[0] if some else 1
        found = self.bool("all")
        self.model.add_min_equality(found, some)
        return found

    # -- seats

    def seating(self):
        case, base = self.case, self.case.base_units
        self.merge = {
            (b, a): self.bool(f"{b} into {a}")
            for b in base
            for a in base
            if case.has(MERGE) and may_merge(case, b, a)
        }
        self.into = {a: [b for b, one in self.merge if one == a] for a in case.today.units}
        self.gone = {
            unit: sum((z for (b, _), z in self.merge.items() if b == unit), 0)
            for unit in case.today.units
        }
        for unit in base:
            self.add(sum((z for pair, z in self.merge.items() if unit in pair), 0) <= 1)
        if case.max_merges is not None:
            self.add(sum(self.merge.values()) <= case.max_merges)
        self.place, self.used, self.moves = {}, defaultdict(list), defaultdict(list)
        self.state = {}
        for person in self.people:
            self.seats_of(person)

    def seats_of(self, person):
        case = self.case
        mine = case.today.seats[person]
        coming, follow, stay = defaultdict(list), defaultdict(list), {}
        entering = []
        for unit in mine:
            if unit not in self.units:
                continue
            stay[unit] = self.bool(f"{person} stays in {unit}")
            self.add(stay[unit] <= 1 - self.gone[unit])
            fates = [stay[unit]]
            for (b, a), merged in self.merge.items():
                if b == unit:
                    one = self.bool(f"{person} follows {b} into {a}")
                    self.add(one <= merged)
                    follow[a].append(one)
                    fates.append(one)
                    if a not in mine and case.count_followers:
                        self.moves[person].append(one)
            if not keeps_seat(case, person, unit):
                for other in self.units:
                    if other not in mine and may_change_to(case, unit, other):
                        one = self.bool(f"{person} goes from {unit} to {other}")
                        coming[other].append(one)
                        fates.append(one)
                        entering.append((other, one))
                        self.used[MOVE if unit in case.base_units else REGROUP].append(one)
            self.add(sum(fates) == 1)
        admitted = defaultdict(list)
        for layer in case.layers:
            gained = []
            first = not case.seats_in(person, layer)
            lever = EXTEND
            if first:
                lever = ADMIT if is_candidate(case, person, layer) else JOIN
            for unit in case.today.units_of(layer):
                fits = may_join_at if first else may_extend_at
                open_to = case.has(lever) and person not in case.pinned
                if open_to and unit not in mine and fits(case, person, unit):
                    one = self.bool(f"{person} gets {unit}")
                    gained.append(one)
                    coming[unit].append(one)
                    entering.append((unit, one))
                    self.used[lever].append(one)
                    if lever == ADMIT:
                        admitted[layer].append(one)
            self.add(sum(gained) <= 1)
        self.admitting(person, admitted)
        for unit, one in entering:
            layer = case.today.layer[unit]
            barred = unit in case.pinned_units or (person, unit) in case.barred
            self.add(one <= (0 if barred else self.eligible(person, layer)))
            self.moves[person].append(one)
        for unit in self.units:
            some = [*([stay[unit]] if unit in stay else []), *coming[unit]]
            self.add(sum(some) <= 1 - self.gone[unit])
            for one in follow[unit]:
                self.add(one + sum(coming[unit]) <= 1)
            self.place[person, unit] = self.any_of([*some, *follow[unit]])
        for unit in case.targets.get(person, ()):
            if unit in self.units:
                self.add(self.place[person, unit] == 1)
            else:
                self.add(unit in mine)

    def admitting(self, person, admitted):
        """One literal for each set of layers to which a person may be admitted."""
        layers = sorted(admitted)
        sets = [set(some) for size in range(len(layers) + 1) for some in combinations(layers, size)]
        self.state[person] = [
            (some, self.bool(f"{person} admitted to {sorted(some)}") if layers else 1)
            for some in sets
        ]
        self.add(sum(one for _, one in self.state[person]) == 1)
        for layer in layers:
            inside = [one for some, one in self.state[person] if layer in some]
            self.add(sum(inside) == sum(admitted[layer]))

    def cells(self, person, admitted):
        cells = self.today.cells[person]
        for layer in self.case.layers:
            if layer in admitted:
                cells = {**cells, **self.case.layers[layer].admission}
        return cells

    def is_one(self, person, rule):
        """A literal: whether a person meets a rule at the end."""
        states = self.state[person]
        return self.any_of([one for some, one in states if meets(rule, self.cells(person, some))])

    def eligible(self, person, layer):
        rule = self.case.layers[layer].eligible
        known, sits = can_ask(self.case, rule), sits_in(self.case, person, layer)
        return self.any_of(
            [
                one
                for some, one in self.state[person]
                if layer in some or (meets(rule, self.cells(person, some)) if known else sits)
            ]
        )

    def sits(self, person, unit):
        if unit in self.units:
            return self.place[person, unit]
        return int(unit in self.today.seats[person])

    def size(self, unit):
        return sum(self.sits(person, unit) for person in self.people)

    # -- rules about seats

    def seat_rules(self):
        case, before = self.case, self.case.view_today
        for unit in self.units:
            if before.members(unit):
                self.add(self.size(unit) + self.gone[unit] >= 1)
        if case.keep_headcounts:
            for unit in case.base_units:
                own = before.members(unit)
                more = sum(
                    self.merge[b, unit] * len(before.members(b) - own) for b in self.into[unit]
                )
                self.add(self.size(unit) == len(own) * (1 - self.gone[unit]) + more)
        for some in case.together:
            common = [
                self.all_of([self.place[person, unit] for person in some])
                for unit in case.base_units
            ]
            self.add(sum(common) >= 1)
        for some in case.apart:
            for one, other in combinations(some, 2):
                for unit in case.base_units:
                    self.add(self.place[one, unit] + self.place[other, unit] <= 1)

    # -- leaders

    def leading(self):
        case = self.case
        self.lead, self.price_of_posts = {}, []
        for unit in self.today.units:
            if unit not in self.units:
                for person in self.people:
                    self.lead[person, unit] = int(person in self.today.leaders[unit])
                continue
            self.lead_unit(unit, self.case.resolved[self.today.layer[unit]][1])
        for person in self.people:
            most = max(case.led_today[person], case.most_units)
            if most != float("inf"):
                led = [self.lead[person, unit] for unit in self.today.units]
                self.add(sum(led) <= int(most))

    def lead_unit(self, unit, led):
        case, own = self.case, self.today.leaders[unit]
        stays, new, relieved = {}, {}, {}
        open_to = led is not None and case.has(APPOINT)
        layer = self.today.layer[unit]
        for person in self.people:
            sitting = int(person in own)
            if not own:
                leads = [b for b in self.into[unit] if person in self.today.leaders[b]]
                sitting = self.any_of([self.merge[b, unit] for b in leads])
            stays[person] = self.all_of([sitting, self.place[person, unit]])
            new[person] = relieved[person] = 0
            if open_to and (person, unit) not in case.barred:
                new[person] = self.bool(f"{person} newly leads {unit}")
                self.add(new[person] <= self.place[person, unit])
                self.add(new[person] + stays[person] <= 1)
                rule = case.layers[layer].leader
                known, leads = can_ask(case, rule), int(leads_in(case, person, layer))
                self.add(new[person] <= (self.is_one(person, rule) if known else leads))
                self.add(new[person] <= self.eligible(person, layer))
            if open_to:
                relieved[person] = self.bool(f"{person} no longer leads {unit}")
                self.add(relieved[person] <= stays[person])
            one = self.bool(f"{person} leads {unit}")
            self.add(one == stays[person] - relieved[person] + new[person])
            self.lead[person, unit] = one
        if not open_to:
            return
        least, most = led
        staying, coming, leaving = (sum(some.values()) for some in (stays, new, relieved))
        short, over, many = self.bool("short"), self.bool("over"), len(self.people) + 1
        self.add(coming <= many * short)
        self.add(staying - leaving <= least - 1 + many * (1 - short))
        self.add(leaving <= many * over)
        if most is None:
            self.add(over == 0)
        else:
            self.add(leaving <= staying - most + (many + most) * (1 - over))
            self.add(staying - leaving + coming <= most + many * (1 - short))
        worth = self.model.new_int_var(0, many, "posts")
        self.add(worth >= coming)
        self.add(worth >= leaving)
        self.price_of_posts.append(worth)

    def deputy(self, person, unit):
        if person not in self.today.deputies[unit]:
            return 0
        here = self.sits(person, unit)
        leads = self.lead[person, unit]
        return self.all_of([here, 1 - leads if isinstance(leads, int) else leads.negated()])

    def changed_post(self, person, unit):
        """A literal that is at least 1 where the post in a unit differs from the higher of before."""

        def post(one):
            return (
                2
                if person in self.today.leaders[one]
                else 1
                if person in self.today.deputies[one]
                else 0
            )

        raised = defaultdict(list)
        for b in self.into[unit]:
            if post(b) > post(unit):
                raised[post(b)].append(self.merge[b, unit])
        others = sum(z for some in raised.values() for z in some)
        before = {value: sum(some) for value, some in raised.items()}
        before[post(unit)] = 1 - others - self.gone[unit]
        leads, deputy = self.lead[person, unit], self.deputy(person, unit)
        after = {2: leads, 1: deputy, 0: 1 - leads - deputy}
        differs = self.bool(f"post of {person} in {unit}")
        for value, one in before.items():
            self.add(differs >= one - after[value])
        return differs

    # -- duties

    def attaching(self):
        case = self.case
        self.attach = {}
        counting = counting_duties(case)
        if case.has(ATTACH):
            for person in self.people:
                for unit in case.base_units:
                    for duty, layers in counting.items():
                        self.attach_one(person, unit, duty, layers)
        held = set(case.today.duties)
        for unit in case.base_units:
            for duty in counting:
                some = [z for (_, u, d), z in self.attach.items() if (u, d) == (unit, duty)]
                if any((u, d) == (unit, duty) for _, u, d in held):
                    self.add(sum(some) == 0)
                self.add(sum(some) <= 1)
                for b in self.into[unit]:
                    if any((u, d) == (b, duty) for _, u, d in held):
                        self.add(sum(some) + self.merge[b, unit] <= 1)
        for person in self.people:
            mine = [z for (p, _, _), z in self.attach.items() if p == person]
            if mine:
                holds = [
                    self.any_of([self.holds(person, unit, duty) for duty in counting])
                    for unit in case.base_units
                ]
                attaches = self.any_of(mine)
                self.add(sum(holds) <= case.max_liaisons + len(holds) * (1 - attaches))

    def attach_one(self, person, unit, duty, layers):
        case = self.case
        leads = [
            self.lead[person, led]
            for led in self.units
            if self.today.layer[led] in layers
            and case.unit_cell(led, "site") == case.unit_cell(unit, "site")
        ]
        if not leads:
            return
        one = self.bool(f"{person} takes {duty} in {unit}")
        self.add(one <= sum(leads))
        self.add(one <= 1 - self.gone[unit])
        self.add(one + self.place[person, unit] <= 1)
        self.attach[person, unit, duty] = one

    def holds(self, person, unit, duty):
        """A literal: whether a person holds a duty in a unit at the end."""
        some = []
        if (person, unit, duty) in self.today.duties:
            gone = [z for (b, _), z in self.merge.items() if b == unit]
            some.append(self.all_of([z.negated() for z in gone]))
        some += [
            self.merge[b, unit] for b in self.into[unit] if (person, b, duty) in self.today.duties
        ]
        if (person, unit, duty) in self.attach:
            some.append(self.attach[person, unit, duty])
        return self.any_of(some)

    # -- demands

    def chains(self, unit):
        """The units that a member of a unit counts in, with what must be true for it.

        A dissolved unit above hands over to what it dissolved into.
        """
        yield unit, []
        yield from self.above(self.today.parent[unit], [])

    def above(self, unit, conditions):
        if not unit:
            return
        out = [(a, z) for (b, a), z in self.merge.items() if b == unit]
        stays = [*conditions, *(z.negated() for _, z in out)]
        yield unit, stays
        yield from self.above(self.today.parent[unit], stays)
        for a, z in out:
            yield a, [*conditions, z]
            yield from self.above(self.today.parent[a], [*conditions, z])

    def member(self, person, unit, rollup):
        """A literal: whether a person is in a unit, or, with rollup, below it."""
        if not rollup:
            return self.sits(person, unit)
        if not hasattr(self, "_below"):
            self._below, self._member = defaultdict(list), {}
            for low in self.today.units:
                for high, conditions in self.chains(low):
                    self._below[high].append((low, conditions))
        if (person, unit) not in self._member:
            self._member[person, unit] = self.any_of(
                [
                    self.all_of([self.sits(person, low), *conditions])
                    for low, conditions in self._below[unit]
                ]
            )
        return self._member[person, unit]

    def belongs(self, person, layer, rollup):
        units = self.today.units_of(layer)
        return self.any_of([self.member(person, unit, rollup) for unit in units])

    def count(self, demand):
        kind, unit, extra = demand.kind, demand.unit, demand.extra
        if kind in (VACANT, DOUBLE):
            return sum(self.lead[person, unit] for person in self.people)
        if kind in ("smallest", "largest"):
            return sum(self.member(person, unit, extra.rollup) for person in self.people)
        if kind == "most_base_units":
            return sum(self.reached(unit, base, extra.rollup) for base in self.case.base_units)
        if kind == "per_base_unit":
            return sum(self.represents(person, unit, extra) for person in self.people)
        return sum(self.meets_all(person, unit, extra) for person in self.people)

    def reached(self, group, base, rollup):
        return self.any_of(
            [
                self.all_of([self.member(p, group, rollup), self.member(p, base, rollup)])
                for p in self.people
            ]
        )

    def represents(self, person, unit, layer):
        inside = [self.member(person, unit, layer.rollup)]
        inside.append(self.belongs(person, layer.name, layer.rollup))
        held = [self.holds(person, unit, duty) for duty in layer.counting_duties]
        return self.any_of([self.all_of(inside), *held])

    def meets_all(self, person, unit, asked):
        needed = [self.is_one(person, asked.who)]
        if asked.role == LEADER:
            needed.append(self.lead[person, unit])
        elif asked.role == DEPUTY:
            needed.append(self.deputy(person, unit))
        elif asked.duty is None:
            needed.append(self.member(person, unit, asked.rollup))
        if asked.duty is not None:
            needed.append(self.any_of([self.holds_any(person, unit, d) for d in words(asked.duty)]))
        if asked.layer is not None:
            needed.append(self.belongs(person, asked.layer, asked.rollup))
        if asked.units:
            needed.append(self.any_of([self.member(person, u, asked.rollup) for u in asked.units]))
        return self.all_of(needed)

    def holds_any(self, person, unit, duty):
        return self.holds(person, unit, duty)

    def demanding(self):
        case = self.case
        self.short = []
        for demand in case.demands:
            unit, count = demand.unit, self.count(demand)
            much = self.model.new_int_var(0, 1000, f"{demand.kind} of {unit}")
            upper = demand.kind in ("largest", "most_base_units", DOUBLE)
            excess = count - demand.limit if upper else demand.limit - count
            excused = self.gone[unit]
            if demand.kind == VACANT:
                excused = excused + (1 - self.any_of([self.sits(p, unit) for p in self.people]))
            self.add(much >= excess - 1000 * excused)
            cap = case.cap(demand, {})
            more = sum(
                z * max(0, case.cap(demand, {b: a}) - cap)
                for (b, a), z in self.merge.items()
                if a == unit
            )
            self.add(much <= cap + more)
            if case.counts(demand):
                self.short.append((demand.kind, much))

    # -- goals

    def goals(self):
        case = self.case
        counted = [unit for name in case.counted for unit in self.today.units_of(name)]
        posts = [self.changed_post(p, unit) for p in self.people for unit in self.units]
        price = sum(case.prices[lever] * one for lever, some in self.used.items() for one in some)
        price += case.prices.get(APPOINT, 0) * sum(self.price_of_posts)
        price += case.prices.get(MERGE, 0) * sum(self.merge.values())
        price += case.prices.get(ATTACH, 0) * sum(self.attach.values())
        self.value = {
            MISSING: sum(much for kind, much in self.short if kind == "per_base_unit"),
            "unmet": sum(much for _, much in self.short),
            "groups_changed": sum(map(self.changed, counted)),
            "people_moved": sum(self.any_of(self.moves[person]) for person in self.people),
            "posts_changed": sum(posts),
            "price": price,
            "imbalance": self.unbalanced(),
        }
        limits = {
            "groups_changed": case.max_groups_changed,
            "people_moved": case.max_people_moved,
            "price": case.max_price,
        }
        for goal, most in limits.items():
            if most is not None:
                self.add(self.value[goal] <= most)

    def changed(self, group):
        changed, before = self.bool(f"{group} changes"), self.case.view_today
        sat = before.members(group)
        for person in self.people:
            here, leads = self.place[person, group], self.lead[person, group]
            self.add(changed >= (1 - here if person in sat else here))
            led = person in self.today.leaders[group]
            self.add(changed >= (1 - leads if led else leads))
        bases = before.base_units_of(sat)
        for base in self.case.base_units:
            meets_there = self.reached(group, base, rollup=False)
            self.add(changed >= (1 - meets_there if base in bases else meets_there))
        return changed

    def unbalanced(self):
        total = 0
        for name in self.case.groups:
            units = self.today.units_of(name)
            sizes = [len(self.case.view_today.members(unit)) for unit in units]
            for unit in units:
                low, high = sum(sizes) // len(units), -(-sum(sizes) // len(units))
                far = self.model.new_int_var(0, 1000, f"imbalance of {unit}")
                self.add(far >= low - self.size(unit))
                self.add(far >= self.size(unit) - high)
                total += far
        return total

    def best(self, goals):
        """The values of the goals in their order, each the least given those before; None: no way."""
        found = []
        for goal in goals:
            value = self.value[goal]
            self.model.clear_objective()
            if not isinstance(value, int):
                self.model.minimize(value)
            solver = self.cp.CpSolver()
            solver.parameters.num_workers = 1
            solver.parameters.max_time_in_seconds = SECONDS
            status = solver.solve(self.model)
            if status == self.cp.INFEASIBLE:
                return None
            if status != self.cp.OPTIMAL:
                raise UnsolvedError(goal)
            found.append(value if isinstance(value, int) else round(solver.objective_value))
            self.add(value <= found[-1])
        return tuple(found)
