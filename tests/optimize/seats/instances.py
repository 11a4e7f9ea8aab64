"""Random organisations that are not neat, and questions to them; one seed, one instance."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from sanzu_graph import Layer, Leaders, Limit, Org, Policy, Requirement, Rule, Transfer
from tests.optimize.seats.definitions import (
    KINDS,
    LEVERS,
    MISSING,
    USUAL_GOALS,
    Case,
)
from tests.optimize.seats.enumeration import MOST, seat_states

DAY = "2026-06-15"
NEXT_DAY = "2026-06-16"
PAST, FUTURE = ("2025-01-01", "2026-01-01"), ("2026-09-01", "")


def made_layer(name, *, led=None, exclusive=None, **parts):
    """A layer of a policy; the one place that knows how `led` and `exclusive` are written."""
    limits = ("smallest", "largest", "per_base_unit", "most_base_units")
    parts = {key: Limit(part) if key in limits else part for key, part in parts.items()}
    return Layer(name, led=led, exclusive=exclusive, **parts)


@dataclass(frozen=True)
class Instance:
    """An organisation, a policy and what is asked: the keywords of `propose`."""

    name: str
    org: Org
    policy: Policy
    ask: Mapping = field(default_factory=dict)

    def case(self):
        return Case(self.org, self.policy, **self.ask)


@dataclass
class Shape:
    """How large and how untidy organisations are."""

    people: tuple = (2, 6)
    base_units: tuple = (1, 4)
    layers: tuple = (1, 2)
    groups: tuple = (1, 4)
    further_seats: float = 0.3
    homeless: float = 0.12
    co_leaders: float = 0.2
    leaderless: float = 0.4
    empty: float = 0.15
    dated: float = 0.3
    levers: tuple = LEVERS
    most_levers: int = 5


SMALL = Shape()
TINY = Shape(people=(1, 3), base_units=(1, 3), layers=(1, 1), groups=(1, 2))
LARGE = Shape(people=(6, 14), base_units=(3, 6), layers=(1, 3), groups=(2, 4), most_levers=6)
#: Groups that exchange people: few base units, few levers.
GROUPS = Shape(
    people=(4, 7),
    base_units=(1, 2),
    layers=(1, 1),
    groups=(2, 3),
    leaderless=0.6,
    levers=("regroup", "appoint", "move"),
    most_levers=3,
)
#: One seat a person and layer, at most one leader: what the first version was about.
NEAT = Shape(
    further_seats=0, co_leaders=0, dated=0, levers=tuple(x for x in LEVERS if x != "extend")
)

#: Goals in their usual order come about every third time.
ORDERS = (USUAL_GOALS, (MISSING, *USUAL_GOALS))


class Draw:
    """Draws one instance from a random number generator."""

    def __init__(self, seed, shape):
        self.shape = shape
        self.random = random.Random(seed)

    def chance(self, probability):
        return self.random.random() < probability

    def between(self, bounds):
        return self.random.randint(*bounds)

    def some(self, things, least=0, most=None):
        """Some of the things, in their order."""
        things = list(things)
        most = len(things) if most is None else min(most, len(things))
        chosen = self.random.sample(things, self.random.randint(min(least, most), most))
        return [thing for thing in things if thing in chosen]

    # -- the organisation

    def draw_units(self):
        sites = self.random.choice([[""], ["x"], ["x"], ["x", "y"], ["x", "x", "y", ""]])
        works = self.random.choice([["l"], ["l"], ["l"], ["l", "m"]])
        names = ["party", "union", "club"][: self.between(self.shape.layers)]
        self.group_layers = names
        self.units = []
        for number in range(self.between(self.shape.base_units)):
            self.units.append(self.unit(f"T{number}", "team", sites, works))
        for name in names:
            for number in range(self.between(self.shape.groups)):
                self.units.append(self.unit(f"{name[0].upper()}{number}", name, sites, works))
        self.roots = []
        if self.chance(0.25):
            layer = self.random.choice(["station", "party", "team"])
            if layer in ("station", *names, "team"):
                self.roots.append(self.unit("R", layer, sites, works))
                for unit in self.units:
                    if self.chance(0.5):
                        unit["parent"] = "R"
                self.units.extend(self.roots)
        self.ids = {}
        for unit in self.units:
            self.ids.setdefault(unit["layer"], []).append(unit["id"])

    def unit(self, name, layer, sites, works):
        site, work = self.random.choice(sites), self.random.choice(works)
        return {"id": name, "layer": layer, "parent": "", "site": site, "work_type": work}

    def draw_members(self):
        self.members = [
            {
                "id": letter,
                "status": self.random.choice(["full", "full", "new", "no"]),
                "applicant": "yes" if self.chance(0.45) else "",
                "seniority_years": self.random.randint(0, 12),
            }
            for letter in "abcdefghijklmnopqrst"[: self.between(self.shape.people)]
        ]

    def draw_memberships(self):
        self.empties = {unit["id"] for unit in self.units if self.chance(self.shape.empty)}
        self.memberships = []
        for member in self.members:
            for layer, units in self.ids.items():
                open_units = [unit for unit in units if unit not in self.empties]
                belongs = 1 - self.shape.homeless if layer == "team" else 0.75
                if layer == "station":
                    belongs = 0.3
                if layer != "team" and member["status"] == "no":
                    belongs = 0.15
                if not open_units or not self.chance(belongs):
                    continue
                count = 1
                while self.chance(self.shape.further_seats) and count < 3:
                    count += 1
                for unit in self.some(open_units, min(count, len(open_units)), count):
                    self.sit(member["id"], unit)
        self.draw_posts()

    def sit(self, member, unit, role="member", since="", until=""):
        row = {"member": member, "unit": unit, "role": role, "since": since, "until": until}
        if row not in self.memberships:
            self.memberships.append(row)

    def draw_posts(self):
        for unit in self.units:
            here = [row for row in self.memberships if row["unit"] == unit["id"]]
            if not here or self.chance(self.shape.leaderless):
                leading = []
            else:
                leading = self.random.sample(here, 1)
                while self.chance(self.shape.co_leaders) and len(leading) < len(here):
                    leading.append(self.random.choice([row for row in here if row not in leading]))
            for row in leading:
                row["role"] = "leader"
            for row in here:
                if row["role"] == "member" and self.chance(0.12):
                    row["role"] = "deputy"

    def draw_duties(self):
        self.duties = []
        for member in self.members:
            if self.chance(0.25):
                unit = self.random.choice(self.ids["team"])
                duty = self.random.choice(["liaison", "liaison", "support"])
                self.duties.append({"member": member["id"], "unit": unit, "duty": duty})

    def draw_dates(self):
        """Rows that are not in force on the day: people, units, seats and duties."""
        self.dated = self.chance(self.shape.dated)
        if not self.dated:
            return
        for row in self.memberships:
            if self.chance(0.3):
                row["since"] = "2024-03-01"
            if self.chance(0.2):
                row["until"] = "2027-01-01"
        for _ in range(self.random.randint(0, 3)):
            member, unit = self.random.choice(self.members), self.random.choice(self.units)
            role = self.random.choice(["leader", "member", "deputy"])
            since, until = self.random.choice([PAST, FUTURE])
            sits = [(row["member"], row["unit"]) for row in self.memberships]
            if (member["id"], unit["id"]) not in sits:
                self.sit(member["id"], unit["id"], role, since, until)
        if self.chance(0.3):
            since, until = self.random.choice([PAST, FUTURE])
            self.members.append(
                {"id": "z", "status": "full", "applicant": "", "since": since, "until": until}
            )
            self.sit("z", self.random.choice(self.units)["id"], "leader", since, until)
        if self.chance(0.2):
            layer = self.random.choice(list(self.ids))
            late = self.unit("Z", layer, ["x"], ["l"])
            self.units.append({**late, "since": "2026-09-01"})
            self.sit(self.random.choice(self.members)["id"], "Z", "member", "2026-09-01", "")

    def org(self):
        tables = {
            "members": (self.members, ("id", "status", "applicant", "seniority_years")),
            "units": (self.units, ("id", "layer", "parent", "site", "work_type")),
            "memberships": (self.memberships, ("member", "unit", "role")),
            "duties": (self.duties, ("member", "unit", "duty")),
        }
        made = {}
        for name, (rows, columns) in tables.items():
            dated = [key for key in ("since", "until") if any(row.get(key) for row in rows)]
            made[name] = {
                column: [
                    row.get(column) or None if column in dated else row.get(column, "")
                    for row in rows
                ]
                for column in (*columns, *dated)
            }
        made["members"]["seniority_years"] = [
            None if value == "" else value for value in made["members"]["seniority_years"]
        ]
        return Org(**made)

    # -- the policy

    def draw_led(self):
        return self.random.choice(
            [
                None,
                None,
                False,
                True,
                True,
                {"least": 1, "most": 2},
                {"least": 1},
                {"least": 2, "most": 3},
            ]
        )

    def draw_rule(self, strict=0.5):
        if not self.chance(strict):
            return None
        return self.random.choice(
            [
                Rule("status", any_of=("full", "new")),
                Rule("status", any_of=("full",)),
                Rule("status", none_of=("no",)),
                Rule("seniority_years", at_least=3),
            ]
        )

    def draw_layer(self, name):
        base = name == "team"
        parts = {
            "led": self.draw_led(),
            "exclusive": self.random.choice([None, None, True, False]),
            "eligible": self.draw_rule(0.1 if base else 0.4),
            "leader": self.draw_rule(0.3),
            "rollup": self.chance(0.25),
        }
        if self.chance(0.25 if base else 0.45):
            parts["smallest"] = self.random.randint(1, 3)
        if self.chance(0.25 if base else 0.45):
            parts["largest"] = max(parts.get("smallest", 1), self.random.choice([1, 2, 2, 3, 5]))
        if not base:
            if self.chance(0.7):
                parts["per_base_unit"] = self.random.choice([1, 1, 1, 2])
                parts["counting_duties"] = self.random.choice(
                    [(), ("liaison",), ("liaison",), ("liaison", "support")]
                )
            if self.chance(0.4):
                parts["most_base_units"] = self.random.randint(1, 2)
        return made_layer(name, **parts)

    def draw_policy(self):
        layers = [self.draw_layer("team"), *map(self.draw_layer, self.group_layers)]
        if self.chance(0.6):
            number = self.random.randrange(1, len(layers))
            layer = layers[number]
            if layer.eligible is not None:
                admission = {"status": self.random.choice(["new", "full"])}
                rule = Rule("applicant", any_of=("yes",))
                parts = {"candidates": rule, "admission": admission}
                layers[number] = Layer(**{**layer.__dict__, **parts})
        move = self.random.choice([(), (), ("site",), ("site", "work_type")])
        regroup = self.random.choice([(), ("site",)])
        most = self.random.choice([None, None, 1, 2])
        plain = Policy.for_layers("team", self.group_layers)
        return plain.replace(
            layers=tuple(layers),
            transfer=Transfer(move, regroup),
            leaders=Leaders(None if most is None else Limit(most)),
            requirements=tuple(self.draw_requirements()),
        )

    def draw_requirements(self):
        for number in range(self.random.choice([0, 0, 0, 1, 2])):
            per = self.random.choice([None, "team", *self.group_layers])
            parts = self.random.choice(
                [
                    {"role": "leader"},
                    {"role": "deputy"},
                    {"duty": "liaison"},
                    {"who": Rule("seniority_years", at_least=6)},
                    {"who": Rule("status", any_of=("full",))},
                    {"layer": self.random.choice(self.group_layers)},
                    {"units": (self.random.choice(self.ids[self.group_layers[0]]),)},
                    {"role": "leader", "who": Rule("status", any_of=("full",))},
                ]
            )
            rollup = self.chance(0.2)
            minimum = Limit(self.random.choice([1, 1, 2]))
            yield Requirement(f"need{number}", minimum, per=per, rollup=rollup, **parts)

    # -- the question

    def draw_ask(self):
        least = self.random.choice([1, 2, 2, 3, 4])
        levers = self.some(self.shape.levers, least, self.shape.most_levers)
        ask = {"levers": levers}
        if self.chance(0.4):
            ask["levers"] = {lever: self.random.choice([0, 1, 1, 2, 3]) for lever in levers}
        ask["goals"] = list(self.random.choice(ORDERS))
        if self.chance(0.35):
            ask["goals"] = self.some((MISSING, *USUAL_GOALS), 1)
            self.random.shuffle(ask["goals"])
            if self.chance(0.7):
                ask["goals"] = ["unmet", *(goal for goal in ask["goals"] if goal != "unmet")]
        if self.chance(0.2):
            ask["max_groups_changed"] = self.random.choice([0, 1, 1, 2, 2, 3])
        if self.chance(0.1):
            ask["max_people_moved"] = self.random.choice([0, 1, 1, 2, 2])
        if self.chance(0.1):
            ask["max_price"] = self.random.randint(0, 4)
        rules = dict(self.draw_rules())
        if rules:
            ask["rules"] = rules
        if self.dated:
            ask["on"] = DAY
        return ask

    def draw_rules(self):
        people = [member["id"] for member in self.members if member["id"] != "z"]
        units = [unit["id"] for unit in self.units if unit["id"] not in ("Z", "R")]
        rows = [row for row in self.memberships if row["since"] < DAY < (row["until"] or "3")]
        homes = {row["member"] for row in rows if row["unit"] in self.ids["team"]}
        homes = sorted(homes & set(people))
        if self.chance(0.15):
            yield "pins", self.some(people, 0, 2) + self.some(units, 0, 1)
        elif self.chance(0.1):
            yield "pins", {p: self.draw_targets(p, units, rows) for p in self.some(people, 1, 2)}
        if len(homes) > 1 and self.chance(0.1):
            yield (
                "together",
                [self.random.sample(homes, self.random.choice([2, 2, min(3, len(homes))]))],
            )
        if len(homes) > 1 and self.chance(0.1):
            yield "apart", [self.random.sample(homes, 2)]
        if self.chance(0.08):
            yield "keep_headcounts", True
        if self.chance(0.15):
            yield "count_layers", self.some(self.group_layers, 0)
        if self.chance(0.3):
            yield "count_followers", False
        if self.chance(0.2):
            yield "max_merges", self.random.randint(0, 2)
        if self.chance(0.3):
            yield "max_liaisons", self.random.randint(0, 2)
        if self.chance(0.3):
            yield "repair", self.draw_repair()
        if self.chance(0.15):
            pairs = [(self.random.choice(people), self.random.choice(units)) for _ in range(2)]
            teams = [unit for unit in self.ids["team"] if unit != "R"]
            if len(teams) > 1:
                pairs.append(tuple(self.random.sample(teams, 2)))
            yield "barred", self.some(pairs, 1)

    def draw_targets(self, person, units, rows):
        """Units in which somebody must have a seat; more often than not they have one in some."""
        mine = [row["unit"] for row in rows if row["member"] == person and row["unit"] in units]
        found = self.some(mine, 0, 1) if self.chance(0.5) else []
        found += self.some([unit for unit in units if unit not in found], 0 if found else 1, 1)
        return found

    def draw_repair(self):
        if self.chance(0.8):
            return self.some(KINDS, 1)
        kind = self.random.choice(["per_base_unit", "led", "smallest"])
        return [f"{self.random.choice(self.group_layers)}.{kind}"]


def instance(seed, shape=SMALL):
    """The instance of a seed."""
    draw = Draw(f"{seed}", shape)
    draw.draw_units()
    draw.draw_members()
    draw.draw_memberships()
    draw.draw_duties()
    draw.draw_dates()
    policy = draw.draw_policy()
    return Instance(f"{seed}", draw.org(), policy, draw.draw_ask())


def enumerable(seed, shape=SMALL, most=2_000):
    """An instance with at most so many ways to seat everybody: the first of a row of seeds."""
    for number in range(200):
        made = instance(f"{seed}.{number}", shape)
        if seat_states(made.case()) <= min(most, MOST):
            return made
    raise AssertionError(seed)


SHAPES = {"groups": GROUPS, "tiny": TINY, "small": SMALL, "large": LARGE, "neat": NEAT}


def drawn(seed, shape="small"):
    """The instance of a seed and a shape; large ones are not cut to what can be enumerated.

    A seed that names one of the row (such as `7.3`) gives just that one.
    """
    if shape == "large" or "." in str(seed):
        return instance(seed, SHAPES[shape])
    return enumerable(seed, SHAPES[shape])
