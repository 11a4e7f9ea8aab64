"""`pair_mentors` against every possible distribution of small organisations, judged from the
written definitions alone.
"""

from __future__ import annotations

import math
import random
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import Limit, Mentors, Org, Policy, Rule, Term
from sanzu_graph.mentoring import assignment, pair_search

Pair = tuple[str, str]
TERMS = (
    Term("years", "ahead", column="seniority_years", weight=1, most=4),
    Term("skill", "apart", column="skill_level", weight=-2),
    Term("site", "same", column="site", weight=3),
    Term("work", "other", column="work_type", weight=1.5),
    Term("unit", "same_unit", layer="team", weight=-1),
    Term("wish", "wish", kind="prefers", weight=5),
)


class Case:
    """A small organisation in dictionaries, and what is asked of it."""

    def __init__(self, seed: int) -> None:
        dice = random.Random(seed)
        both = dice.random() < 0.25
        self.old = [f"m{n}" for n in range(dice.choice([0, 1, 2, 3, 3]))]
        self.new = [f"a{n}" for n in range(dice.choice([0, 1, 2, 3, 4]))]
        self.names = self.old + self.new
        self.row: dict[str, dict[str, Any]] = {
            name: {
                "id": name,
                "seniority_years": dice.choice(
                    [None, 5, 7, 8.5, 12] if name in self.old else [None, 0, 1, 1, 4]
                ),
                "skill_level": dice.choice([None, 1, 2, 5]),
                "site": dice.choice([None, "n", "s"]),
                "work_type": dice.choice(["x", "y", None]),
                "side": "both" if both else name[0],
                "places": dice.choice([None, None, 0, 1, 3]),
            }
            for name in self.names
        }
        self.units = ["T1", "T2", "P1"]
        self.layer = {"T1": "team", "T2": "team", "P1": "party"}
        self.rows = {
            (name, unit): dice.choice(["leader", "member", "member"])
            for name in self.names
            for unit in self.units
            if dice.random() < 0.4
        }
        anyone = [(one, other) for one in self.names for other in self.names if one != other]
        some = dice.sample(anyone, min(len(anyone), dice.choice([0, 2, 4])))
        self.today = {pair for pair in some if dice.random() < 0.7}
        if self.new and dice.random() < 0.5:  # somebody with several mentors
            self.today |= {(one, self.new[0]) for one in self.old if dice.random() < 0.8}
        self.wishes = dice.sample(anyone, min(len(anyone), 4)) * 2 if anyone else []
        self.capacity, self.least_gap = (
            dice.choice([0, 1, 1, 2, None]),
            dice.choice([None, None, 0, 6]),
        )
        self.has_column, self.own_leader = dice.random() < 0.3, dice.random() < 0.5
        self.backbone_per = dice.choice([None, "team", "team", "party"])
        self.terms = tuple(dice.sample(TERMS, dice.choice([0, 1, 3, len(TERMS)])))
        self.keep = dice.choice([0, 0, 1, 50])
        self.forbidden = dice.sample(anyone, min(len(anyone), dice.choice([0, 1, 3])))
        could = [pair for pair in anyone if pair not in self.forbidden]
        self.required = dice.sample(could, min(len(could), dice.choice([0, 0, 0, 1])))
        self.mentor = None if both else Rule("side", any_of=("m",))
        self.apprentice = None if both else Rule("side", any_of=("a",))

    def org(self) -> Org:
        relations = [(*pair, "mentors") for pair in self.today] + [
            (*pair, "prefers") for pair in self.wishes
        ]
        relations = list(dict.fromkeys(relations))
        frame: dict[str, Any] = {
            key: [self.row[name][key] for name in self.names]
            for key in ("id", "seniority_years", "skill_level")
        }
        frame["skill_level"] = [
            None if skill is None else str(skill) for skill in frame["skill_level"]
        ]
        frame |= {
            key: [self.row[name][key] for name in self.names]
            for key in ("site", "work_type", "side", "places")
        }
        return Org(
            frame,
            {"id": self.units, "layer": [self.layer[unit] for unit in self.units]},
            {
                "member": [m for m, _ in self.rows],
                "unit": [u for _, u in self.rows],
                "role": list(self.rows.values()),
            },
            {
                "source": [r[0] for r in relations],
                "target": [r[1] for r in relations],
                "kind": [r[2] for r in relations],
            },
        )

    def policy(self) -> Policy:
        rules = Mentors(
            capacity=None if self.capacity is None else Limit(self.capacity),
            least_gap=None if self.least_gap is None else Limit(self.least_gap),
            mentor=self.mentor,
            apprentice=self.apprentice,
            own_leader=self.own_leader,
            backbone_per=self.backbone_per,
            terms=self.terms,
            capacity_column="places" if self.has_column else None,
        )
        return Policy(mentors=rules, backbone=Rule("seniority_years", at_least=8))

    # -- the definitions

    def room(self, name: str) -> float:
        own = self.row[name]["places"] if self.has_column else None
        return own if own is not None else math.inf if self.capacity is None else self.capacity

    def may(self, name: str) -> bool:
        return self.mentor is None or self.row[name]["side"] == "m"

    def owed(self, name: str) -> bool:
        return (
            self.apprentice is None
            or self.row[name]["side"] == "a"
            or any(other == name for _, other in self.required)
        )

    def inside(self, name: str) -> set[str]:
        return {unit for member, unit in self.rows if member == name}

    def leads(self, name: str) -> set[str]:
        return {
            unit
            for (member, unit), role in self.rows.items()
            if member == name and role == "leader"
        }

    def may_pair(self, one: str, other: str) -> bool:
        years = [self.row[name]["seniority_years"] for name in (one, other)]
        if (
            self.least_gap is not None
            and None not in years
            and years[0] - years[1] < self.least_gap
        ):
            return False
        if self.leads(other) & self.inside(one) or (
            not self.own_leader and self.leads(one) & self.inside(other)
        ):
            return False
        return (
            one != other
            and self.may(one)
            and self.owed(other)
            and (one, other) not in self.forbidden
        )

    def points(self, one: str, other: str) -> float:
        a, b = self.row[one], self.row[other]
        total = 0.0
        for term in self.terms:
            if term.name == "unit":
                total -= any(
                    self.layer[unit] == "team" for unit in self.inside(one) & self.inside(other)
                )
            elif term.name == "wish":
                total += 5 * (((one, other) in self.wishes) + ((other, one) in self.wishes))
            elif a[term.column] is not None and b[term.column] is not None:
                x, y = a[term.column], b[term.column]
                total += {
                    "years": lambda x=x, y=y: min(max(x - y, 0), 4),
                    "skill": lambda x=x, y=y: -2 * abs(x - y),
                    "site": lambda x=x, y=y: 3 * (x == y),
                    "work": lambda x=x, y=y: 1.5 * (x != y),
                }[term.name]()
        return total

    @property
    def everybody_owed(self) -> list[str]:
        return [name for name in self.names if self.owed(name)]

    @property
    def standing(self) -> set[Pair]:
        return {pair for pair in self.today if pair[1] not in self.everybody_owed}

    @property
    def free(self) -> list[str]:
        return [
            name
            for name in self.everybody_owed
            if name not in {other for _, other in self.required}
        ]

    def loads(self, pairs: set[Pair]) -> dict[str, int]:
        return {name: sum(one == name for one, _ in pairs) for name in self.names}

    @property
    def stays(self) -> set[Pair]:
        """Pairs of today that could be decided again."""
        firm = self.standing | {*self.required}
        load = self.loads(firm)
        return {
            (one, other)
            for one, other in self.today
            if other in self.free
            and self.may_pair(one, other)
            and load[one] < self.room(one)
            and (other, one) not in firm
        }

    def lacking(self, pairs: set[Pair]) -> int:
        """Units whose apprentices have no backbone member as mentor by these pairs."""
        found = 0
        for unit in self.units if self.backbone_per is not None else ():
            its = [name for name in self.everybody_owed if unit in self.inside(name)]
            anchors = [
                one
                for one, other in pairs
                if other in its and (self.row[one]["seniority_years"] or 0) >= 8
            ]
            found += self.layer[unit] == self.backbone_per and bool(its) and not anchors
        return found

    def judged(self, objective: str, new: set[Pair]) -> tuple[float, ...] | None:
        """The goals of one distribution, each as a number to be made small; None: not allowed."""
        fixed = {*self.required}
        pairs = self.standing | fixed | new
        count = self.loads(pairs)
        if any(count[one] > self.room(one) for one, _ in new) or any(
            (b, a) in pairs for a, b in new
        ):
            return None
        given_up = len({name for _, name in self.stays} - {name for _, name in self.stays & new})
        score = sum(self.points(*pair) for pair in new | fixed) - self.keep * given_up
        lacking, unpaired = self.lacking(new | fixed), len(self.free) - len(new)
        uneven = sum(count[name] ** 2 for name in self.names if self.may(name))
        order = (unpaired, lacking, -score) if objective == "most" else (lacking, -score, unpaired)
        return (*order, uneven, given_up)

    def best(self, objective: str) -> tuple[float, ...]:
        ways = [
            [None, *(one for one in self.names if self.may_pair(one, name))] for name in self.free
        ]
        found = []
        for chosen in product(*ways):
            named = zip(chosen, self.free, strict=True)
            judged = self.judged(objective, {(one, name) for one, name in named if one is not None})
            if judged is not None:
                found.append(judged)
        return min(found)

    def further(self, new: set[Pair]) -> set[Pair]:
        """Today's pairs beside those decided, of people with several mentors, that stay."""
        pairs = self.standing | {*self.required} | new
        decided = {other for _, other in {*self.required} | new}
        several = {other for _, other in self.today if sum(b == other for _, b in self.today) > 1}
        found: set[Pair] = set()
        for one, other in sorted(
            self.today - pairs, key=lambda pair: (-self.points(*pair), pair[1], pair[0])
        ):
            now = pairs | found
            if (
                other in several & decided
                and self.may_pair(one, other)
                and (other, one) not in now
                and self.loads(now)[one] < self.room(one)
                and sum(b == other for _, b in now) < sum(b == other for _, b in self.today)
            ):
                found.add((one, other))
        return found


def solved(case: Case, objective: str) -> sg.Pairing | None:
    try:
        made = sg.pair_mentors(
            case.org(),
            case.policy(),
            objective=objective,
            forbidden=case.forbidden,
            required=case.required,
            keep_price=case.keep,
        )
    except sg.ProblemError:
        return None
    after = made.apply(case.org())
    told = {(row.mentor, row.apprentice) for row in made.pairs.itertuples()}
    standing = {tuple(row) for row in made.standing.itertuples(index=False)}
    further = {(row.mentor, row.apprentice) for row in made.further.itertuples() if row.stays}
    assert further == case.further(told - {*case.required})
    assert all(made.further["why"].str.len().gt(0) != made.further["stays"])
    rows = after.relations.query("kind == 'mentors'") if len(after.relations) else after.relations
    assert set(zip(rows["source"], rows["target"], strict=True)) == told | standing | further
    assert all(
        row.score == pytest.approx(case.points(row.mentor, row.apprentice))
        for row in made.pairs.itertuples()
    )
    assert len(made.unmatched) == made.objective["unmatched"]
    return made


def small(made: sg.Pairing) -> tuple[float, ...]:
    """The goals, each as a number to be made small."""
    return tuple(-value if name == "score" else value for name, value in made.objective.items())


@given(st.integers(0, 2**32 - 1), st.sampled_from(["best", "most"]))
def test_no_distribution_is_better(seed, objective):
    case = Case(seed)
    made = solved(case, objective)
    if made is None:
        (pair,) = case.required
        over = sum(one == pair[0] and not case.owed(other) for one, other in case.today) + 1
        assert over > case.room(pair[0])
        return
    pairs = {(row.mentor, row.apprentice) for row in made.pairs.itertuples()}
    new, further = pairs - {*case.required}, case.further(pairs - {*case.required})
    best = case.best(objective)
    assert case.judged(objective, new) == pytest.approx(best)
    # Only the backbone may be met by further mentors besides.
    lacking = case.lacking(pairs | further)
    place = [*made.objective].index("without_backbone")
    assert small(made) == pytest.approx((*best[:place], lacking, *best[place + 1 :]))
    assert all(
        value == made.objective[goal] or goal == "without_backbone"
        for goal, value in made.bound.items()
    )
    assert made.bound["without_backbone"] <= lacking
    if not any((case.row[one]["seniority_years"] or 0) >= 8 for one in made.further["mentor"]):
        assert made.status == "optimal"
        assert dict(made.bound) == dict(made.objective)
    assert made.status == ("optimal" if dict(made.bound) == dict(made.objective) else "feasible")


@given(st.integers(0, 2**32 - 1), st.sampled_from(["best", "most"]))
def test_many_pairs_are_solved_as_well_as_few(seed, objective):
    """The way of the large ones, forced on small ones."""
    case = Case(seed)
    with pytest.MonkeyPatch.context() as patch:
        whole = solved(case, objective)
        patch.setattr(assignment, "DENSE", 0)
        patch.setattr(pair_search, "OFFERED", 1)
        patch.setattr(pair_search, "ADDED", 2)
        parts = solved(case, objective)
    if whole is None or parts is None:
        assert whole is parts
        return
    told = [
        case.judged(
            objective,
            {(row.mentor, row.apprentice) for row in made.pairs.itertuples()} - {*case.required},
        )
        for made in (whole, parts)
    ]
    assert told[0] == pytest.approx(told[1])
