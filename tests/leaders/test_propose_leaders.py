"""`propose_leaders` against every choice of leaders in small organisations, judged by the
definitions.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import Layer, Leaders, Limit, Org, Policy, Rule
from sanzu_graph.policy.placement import Placement

#: Layer → its units. Only the policy says which of them are led.
UNITS = {"team": ["T1", "T2"], "party": ["G1", "G2"], "club": ["C1"]}
#: What a policy may say of the leaders of a layer: (led, least, most); None: what the rows say.
LED = [
    (False, 0, None),
    (True, 1, 1),
    ({"least": 1, "most": 2}, 1, 2),
    ({"least": 2}, 2, None),
    (None, None, None),
]
Seat = tuple[str, str]
#: Ends that are looked at for one organisation.
MOST_ENDS = 3_000


class Case:
    """A few people with several seats each, units with several leaders, and what is demanded."""

    def __init__(self, seed: int) -> None:
        dice = random.Random(seed)
        self.people = [f"p{n}" for n in range(dice.choice([1, 2, 3, 3, 4]))]
        self.units = [unit for units in UNITS.values() for unit in units]
        self.layer = {unit: layer for layer, units in UNITS.items() for unit in units}
        self.full = {one for one in self.people if dice.random() < 0.7}
        self.admitted = {one for one in self.people if dice.random() < 0.8}
        roles = ["leader", "leader", "member", "member", "deputy"]
        self.rows: dict[Seat, str] = {
            (one, unit): dice.choice(roles)
            for one in self.people
            for unit in self.units
            if dice.random() < 0.5
        }
        self.limit = dice.choice([None, 1, 1, 2, 2])
        self.aligned = dice.random() < 0.6
        self.led = {layer: dice.choice(LED) for layer in UNITS}
        while self.ends() > MOST_ENDS:
            del self.rows[dice.choice(sorted(self.rows))]

    # -- as the toolkit takes it

    def org(self) -> Org:
        return Org(
            {
                "id": self.people,
                "status": ["full" if one in self.full else "new" for one in self.people],
                "kind": ["in" if one in self.admitted else "out" for one in self.people],
            },
            {"id": self.units, "layer": [self.layer[unit] for unit in self.units]},
            {
                "member": [m for m, _ in self.rows],
                "unit": [u for _, u in self.rows],
                "role": list(self.rows.values()),
            },
        )

    def policy(self) -> Policy:
        rules = {
            "party": {
                "aligned": self.aligned,
                "leader": Rule("status", any_of=("full",)),
                "eligible": Rule("kind", any_of=("in",)),
            }
        }
        layers = tuple(
            Layer(name, led=self.led[name][0], **rules.get(name, {}))  # type: ignore[arg-type]
            for name in UNITS
        )
        leaders = Leaders(None if self.limit is None else Limit(self.limit))
        return Policy.for_layers("team").replace(layers=layers, leaders=leaders)

    # -- as the notes say

    def bounds(self, unit: str) -> tuple[int, float] | None:
        """The least and the most leaders of a unit; None: its layer is not led."""
        layer = self.layer[unit]
        led, least, most = self.led[layer]
        if led is None:
            is_led = any(self.sitting(other) for other in UNITS[layer])
            return (1, math.inf) if is_led else None
        return (least, math.inf if most is None else most) if led else None

    def inside(self, unit: str) -> set[str]:
        return {one for one in self.people if (one, unit) in self.rows}

    def sitting(self, unit: str) -> set[str]:
        return {one for one in self.inside(unit) if self.rows[one, unit] == "leader"}

    def may(self, unit: str) -> set[str]:
        fit = self.full & self.admitted if self.layer[unit] == "party" else set(self.people)
        return self.inside(unit) & fit

    def today(self) -> dict[str, set[str]]:
        return {unit: self.sitting(unit) for unit in self.units}

    def apart(self, leaders: dict[str, set[str]]) -> set[str]:
        base = {one for unit in UNITS["team"] for one in leaders[unit]}
        return {
            unit
            for unit in UNITS["party"]
            if self.aligned
            and leaders[unit]
            and not base & leaders[unit]
            and base & self.inside(unit)
        }

    def judged(self, leaders: dict[str, set[str]]) -> tuple[int, ...]:
        vacant = surplus = wrong = 0
        for unit, some in leaders.items():
            if (bounds := self.bounds(unit)) is None or not self.inside(unit):
                continue
            vacant += max(bounds[0] - len(some), 0)
            surplus += len(some) - int(min(bounds[1], len(some)))
            wrong += len(some - self.may(unit))
        count = Counter(one for some in leaders.values() for one in some)
        limit = math.inf if self.limit is None else self.limit
        over = sum(int(max(times - limit, 0)) for times in count.values())
        today = self.today()
        new = sum(len(leaders[unit] - today[unit]) for unit in self.units)
        gone = sum(len(today[unit] - leaders[unit]) for unit in self.units)
        return vacant, surplus, wrong, over, len(self.apart(leaders)), new, gone

    def decided(self) -> set[str]:
        """The units that may get other leaders."""
        today = self.today()
        units = [unit for unit in self.units if self.bounds(unit) and self.inside(unit)]
        load = Counter(one for some in today.values() for one in some)
        limit = math.inf if self.limit is None else self.limit
        found = set()
        for unit in units:
            least, most = self.bounds(unit) or (0, 0)
            if not least <= len(today[unit]) <= most or today[unit] - self.may(unit):
                found.add(unit)
            if any(load[one] > limit for one in today[unit]):
                found.add(unit)
        found |= self.apart(today) & set(units)
        while True:
            full = {one for unit in found for one in self.may(unit) if load[one] >= limit}
            rising = {one for unit in found & {*UNITS["team"]} for one in self.may(unit)}
            more = {
                unit
                for unit in units
                if (unit not in UNITS["team"] and full & today[unit])
                or (unit in UNITS["party"] and self.aligned and rising & self.inside(unit))
            }
            if more <= found:
                return found
            found |= more

    def choices(self, unit: str) -> list[set[str]]:
        """Who could lead a decided unit together."""
        _, most = self.bounds(unit) or (0, 0)
        some = sorted(self.may(unit) | self.sitting(unit))
        sizes = range(int(min(most, len(some))) + 1)
        return [{*chosen} for size in sizes for chosen in combinations(some, size)]

    def ends(self) -> int:
        return math.prod(len(self.choices(unit)) for unit in self.decided())

    def best(self) -> tuple[int, ...]:
        decided, today = self.decided(), self.today()
        load = Counter(one for some in today.values() for one in some)
        limit = math.inf if self.limit is None else self.limit
        ways = [self.choices(unit) if unit in decided else [today[unit]] for unit in self.units]
        found = []
        for chosen in product(*ways):
            end = dict(zip(self.units, chosen, strict=True))
            count = Counter(one for some in end.values() for one in some)
            new = {one for unit in self.units for one in end[unit] - today[unit]}
            if all(
                times <= (limit if one in new else max(limit, load[one]))
                for one, times in count.items()
            ):
                found.append(self.judged(end))
        return min(found)


def led_in(org: Org) -> dict[str, set[str]]:
    rows = org.memberships[org.memberships["role"] == "leader"]
    return {
        unit: set(rows.loc[rows["unit"] == unit, "member"])
        for units in UNITS.values()
        for unit in units
    }


@given(st.integers(0, 2**32 - 1))
def test_no_choice_is_better(seed):
    case = Case(seed)
    org = case.org()
    plan = sg.propose_leaders(org, case.policy())
    assert plan.status == "optimal"
    assert dict(plan.bound) == dict(plan.objective)
    assert tuple(plan.objective.values()) == case.best()
    after = plan.apply(org)
    assert case.judged(led_in(after)) == tuple(plan.objective.values())
    assert case.judged(case.today()) == tuple(plan.before.values())
    assert len(plan.reasons) == len(plan.scenario)
    assert all(plan.reasons["why"].str.len())
    short = [
        unit
        for unit, some in led_in(after).items()
        if case.inside(unit) and (bounds := case.bounds(unit)) and len(some) < bounds[0]
    ]
    assert sorted(plan.unfilled["unit"]) == sorted(short)
    assert plan.summary()
    assert plan._repr_html_()


@given(st.integers(0, 2**32 - 1))
def test_whoever_is_appointed_may_lead(seed):
    """Placement, asked of the end without that post, allows it."""
    case = Case(seed)
    org = case.org()
    plan = sg.propose_leaders(org, case.policy())
    policy, after = case.policy().resolve(org), plan.apply(org)
    for unit, leaders in led_in(after).items():
        for one in leaders - case.sitting(unit):
            before = sg.RelieveLeader(one, unit).apply(after)
            assert Placement(before, policy).may_lead(one, unit)


def test_the_organisations_own_ranking_decides_then_the_deputy_then_people():
    units = {"id": ["T1", "T2", "T3"], "layer": ["team"] * 3}
    rows = {
        "member": ["A", "B", "C", "D", "E", "F"],
        "unit": ["T1", "T1", "T2", "T2", "T3", "T3"],
        "role": [""] * 3 + ["deputy", "", ""],
    }
    scores = {
        "candidate": ["A", "B"],
        "unit": ["T1"] * 2,
        "stage": ["peer"] * 2,
        "criterion": ["ability"] * 2,
        "score": [7, 8],
    }
    org = Org({"id": list("ABCDEF")}, units, rows, assessments=scores)
    rules = Policy.for_layers("team").with_layer("team", led=True)
    rules = rules.replace(assessment=sg.Assessment((sg.Weight("peer"),), (sg.Weight("ability"),)))
    plan = sg.propose_leaders(org, rules, lang="en")
    assert plan.reasons["leader"].tolist() == ["B", "D", "E"]
    assert plan.reasons["others"].tolist() == ["", "", "F"]
    assert "rank 1 of 2" in plan.reasons["why"].iloc[0]


def test_a_unit_in_which_nobody_may_lead_stays_without():
    org = Org(
        {"id": ["A"], "status": ["new"]},
        {"id": ["T", "G"], "layer": ["team", "party"]},
        {"member": ["A", "A"], "unit": ["T", "G"]},
    )
    demands = Policy.for_layers("team", ["party"]).with_layer("team", led=True)
    rule = Rule("status", any_of=("full",))
    plan = sg.propose_leaders(org, demands.with_layer("party", led=True, leader=rule), lang="en")
    assert plan.unfilled["unit"].tolist() == ["G"]
    assert "Nobody in it may lead" in plan.summary()


def test_nothing_to_do():
    org = Org(
        {"id": ["A"]},
        {"id": ["T"], "layer": ["team"]},
        {"member": ["A"], "unit": ["T"], "role": ["leader"]},
    )
    plan = sg.propose_leaders(org, Policy.for_layers("team"))
    assert not len(plan.scenario)
    assert plan.status == "optimal"


def test_a_base_layer_that_is_not_there_is_told():
    org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    with pytest.raises(sg.AbsentError, match="crew"):
        sg.propose_leaders(org, Policy.for_layers("crew"), lang="en")


def test_of_two_leaders_one_goes_on_and_the_other_is_named():
    rows = {"member": ["A", "B", "C"], "unit": ["T"] * 3, "role": ["member", "leader", "leader"]}
    plan = sg.propose_leaders(
        Org({"id": list("ABC")}, {"id": ["T"], "layer": ["team"]}, rows),
        Policy.for_layers("team").with_layer("team", led=True),
        lang="en",
    )
    assert [change.describe("en") for change in plan.scenario] == ["Relieve C as leader of T"]
    assert plan.reasons[["leader", "others"]].to_numpy().tolist() == [["C", "B"]]
    assert "had 2 leaders, and 1 may lead it" in plan.summary()
    assert "原有 2 名负责人" in plan.summary("zh")


def test_co_leaders_stay_where_several_may_lead():
    rows = {"member": list("ABCD"), "unit": ["T"] * 4, "role": ["leader"] * 2 + ["member"] * 2}
    org = Org({"id": list("ABCD")}, {"id": ["T"], "layer": ["team"]}, rows)
    for led in (None, {"least": 1}, {"least": 2, "most": 3}):
        plan = sg.propose_leaders(org, Policy.for_layers("team").with_layer("team", led=led))
        assert not len(plan.scenario)
    plan = sg.propose_leaders(
        org, Policy.for_layers("team").with_layer("team", led={"least": 3}), lang="en"
    )
    assert [change.describe("en") for change in plan.scenario] == [
        "Appoint C a further leader of T"
    ]
    assert "had 2 of the 3 leaders it needs" in plan.summary()


def test_a_layer_in_which_nobody_leads_is_left_alone():
    org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    plan = sg.propose_leaders(org, Policy.for_layers("team"))
    assert not len(plan.scenario)
    assert plan.objective["vacant"] == 0


@pytest.mark.parametrize("most", [None, 1, 2])
@pytest.mark.parametrize("led", [None, False, True])
def test_an_aligned_layer_need_not_be_led(most, led):
    """Alignment was asked of groups that no decision could change, and the recount differed."""
    org = Org(
        {"id": ["a", "b"]},
        {"id": ["T", "P"], "layer": ["team", "party"]},
        {
            "member": ["a", "b", "b"],
            "unit": ["P", "T", "P"],
            "role": ["leader", "leader", "member"],
        },
    )
    policy = Policy.for_layers("team", ["party"]).replace(
        layers=(Layer("team", led=True), Layer("party", aligned=True, led=led)),
        leaders=Leaders(most_units=most and Limit(most)),
    )
    plan = sg.propose_leaders(org, policy, lang="en")
    assert plan.status == "optimal"
    assert plan.before["unaligned"] == 1
    is_cured = led is not False and most != 1
    assert plan.objective["unaligned"] == (not is_cured)
    told = {
        None: ["Appoint b a further leader of P"],
        True: ["Appoint b leader of P; no longer leading: a"],
    }
    assert [change.describe("en", org=org) for change in plan.scenario] == (
        told[led] if is_cured else []
    )


def test_a_vacancy_bought_to_fill_another_is_said():
    """x gives up G for H: as many vacancies, and G stands apart no longer."""
    org = Org(
        {"id": ["x", "y"], "status": ["full", "new"]},
        {"id": ["T", "G", "H"], "layer": ["team", "party", "party"]},
        {
            "member": ["y", "y", "x", "x"],
            "unit": ["T", "G", "G", "H"],
            "role": ["leader", "member", "leader", "member"],
        },
    )
    party = Layer("party", led=True, aligned=True, leader=Rule("status", any_of=("full",)))
    policy = Policy.for_layers("team").replace(
        layers=(Layer("team", led=True), party), leaders=Leaders(Limit(1))
    )
    plan = sg.propose_leaders(org, policy, lang="en")
    names = ("vacant", "unaligned", "appointments", "relieved")
    assert [plan.before[name] for name in names] == [1, 1, 0, 0]
    assert [plan.objective[name] for name in names] == [1, 0, 1, 1]
    assert plan.unfilled.to_numpy().tolist() == [["G", "G", "x gives it up to lead H."]]
    assert "x改任H负责人" in plan.summary("zh")
    relieved = plan.reasons.set_index("unit").loc["G", "why"]
    assert relieved == "leads H instead"


def test_units_of_all_layers_count_towards_the_most_that_anybody_may_lead():
    """x leads a club, whose layer is not led, and may not lead a group besides."""
    org = Org(
        {"id": ["x"]},
        {"id": ["C", "G"], "layer": ["club", "party"]},
        {"member": ["x", "x"], "unit": ["C", "G"], "role": ["leader", "member"]},
    )
    policy = Policy.for_layers("party").replace(
        layers=(Layer("party", led=True), Layer("club", led=False)), leaders=Leaders(Limit(1))
    )
    plan = sg.propose_leaders(org, policy, lang="en")
    assert not len(plan.scenario)
    assert plan.unfilled["why"].tolist() == ["The 1 who may lead it leads as much as anybody may."]


def test_alternatives_keep_whom_the_plan_relieves_and_bar_whom_it_appoints():
    rows = {
        "member": ["A", "B", "C", "D", "E"],
        "unit": ["T", "T", "T", "S", "S"],
        "role": ["member", "leader", "leader", "member", "member"],
    }
    org = Org({"id": list("ABCDE")}, {"id": ["T", "S"], "layer": ["team"] * 2}, rows)
    plan = sg.propose_leaders(
        org, Policy.for_layers("team").with_layer("team", led=True), lang="en"
    )
    told = [[change.describe("en") for change in other.scenario] for other in plan.alternatives()]
    assert sorted(told) == [
        ["Relieve B as leader of T", "Appoint D leader of S"],
        ["Relieve C as leader of T", "Appoint E leader of S"],
    ]
    assert {other.compared for other in plan.alternatives()} == {"as good"}


def test_who_is_to_be_kept_must_lead_and_fit():
    rows = {"member": list("AB"), "unit": ["T"] * 2, "role": ["leader"] * 2}
    org = Org({"id": list("ABC")}, {"id": ["T"], "layer": ["team"]}, rows)
    policy = Policy.for_layers("team").with_layer("team", led=True)
    with pytest.raises(sg.ProblemError) as caught:
        sg.propose_leaders(org, policy, kept=[("A", "T"), ("B", "T"), ("C", "T")], lang="en")
    assert "C does not lead T." in str(caught.value)
    assert "2 leaders of T are to go on, and 1 may lead it." in str(caught.value)
    plan = sg.propose_leaders(org, policy, kept=[("B", "T")])
    assert [(one.member, one.unit) for one in plan.scenario] == [("A", "T")]


def assessed(scores: dict[str, int], **columns: list[object]) -> Org:
    """A unit without a leader, whose members are assessed."""
    members = list("ABC")
    return Org(
        {"id": members, **columns},
        {"id": ["T"], "layer": ["team"]},
        {"member": members, "unit": ["T"] * 3},
        assessments=[
            {
                "candidate": member,
                "unit": "T",
                "stage": "s",
                "criterion": "c",
                "assessor_group": "g",
                "score": score,
            }
            for member, score in scores.items()
        ],
    )


ASSESSED = (
    Policy.for_layers("team")
    .with_layer("team", led=True)
    .replace(
        assessment=sg.Assessment(
            stages=(sg.Weight("s"),), criteria=(sg.Weight("c"),), assessors=(sg.Weight("g"),)
        )
    )
)


def test_whom_the_assessments_rank_lower_is_not_as_good():
    plan = sg.propose_leaders(assessed({"A": 5, "B": 9, "C": 7}), ASSESSED, lang="en")
    assert [change.describe("en") for change in plan.scenario] == ["Appoint B leader of T"]
    found = plan.alternatives()
    assert [other.compared for other in found] == [
        "reaches the same goals; the assessments speak against it"
    ]
    assert [change.describe("en") for change in found[0].scenario] == ["Appoint C leader of T"]
    assert found.none_as_good
    assert plan.notes() == []
    assert [other.in_language("zh").name for other in found] == ["负责人调整，备选 1"]


def test_equals_are_told_by_number_with_the_way_to_compare_them():
    plan = sg.propose_leaders(assessed({"A": 5, "B": 9, "C": 9}), ASSESSED, lang="en")
    assert [change.member for change in plan.scenario] == ["B"]
    (note,) = plan.notes()
    assert note.startswith("T: others who could lead it as well, by all that is recorded: 1. ")
    assert note.endswith('rank_candidates(org, unit="T") compares them.')
    assert plan.reasons["others"].tolist() == ["C"]
    assert [other.compared for other in plan.alternatives()] == ["as good"]


def test_new_findings_and_then_seniority_decide_among_equals():
    """A is led by B elsewhere: if A led here, they would lead each other."""
    org = Org(
        {"id": list("ABCD"), "seniority_years": [9, 1, 2, 5]},
        {"id": ["T", "P"], "layer": ["team", "party"]},
        {
            "member": ["A", "B", "C", "D", "A", "B"],
            "unit": ["T"] * 4 + ["P"] * 2,
            "role": ["member"] * 5 + ["leader"],
        },
    )
    policy = Policy.for_layers("team", ["party"]).with_layer("team", led=True)
    plan = sg.propose_leaders(org, policy, lang="en")
    assert [change.member for change in plan.scenario] == ["D"]
    assert [other.compared for other in plan.alternatives()] == [
        "reaches the same goals; the years of service speak against it"
    ]
