"""What a plan says of its goals, whatever kind it is; one invented plan, one thing different."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph.scenarios.other_plans import Alternatives, by_change
from sanzu_graph.scenarios.plan import Plan
from sanzu_graph.scenarios.plan_facts import Proof
from sanzu_graph.scenarios.plan_text import plan_html, summary

ORG = sg.Org(
    {"id": ["A", "B"]}, {"id": ["T1", "T2"], "layer": ["team"] * 2}, {"member": ["A"], "unit": "T1"}
)


@dataclass(frozen=True, eq=False, repr=False)
class Made(Plan):
    """A plan of which everything is said by hand."""

    left: tuple[tuple[str, str], ...] = ()
    notes_of: Mapping[str, str] = field(default_factory=dict)
    needed: str = ""

    name_keys: ClassVar[tuple[str, ...]] = ("balance.name",)
    met_key: ClassVar[str] = "balance.nothing_left"

    @property
    def unmet(self) -> pd.DataFrame:
        return pd.DataFrame(list(self.left), columns=["what", "why"], dtype="str")

    @property
    def reasons(self) -> pd.DataFrame:
        rows = [(step, "because") for step in range(1, 1 + len(self.scenario or ()))]
        return pd.DataFrame(rows, columns=["step", "why"])

    @property
    def need(self) -> str:
        return self.needed

    @property
    def goal_notes(self) -> Mapping[str, str]:
        return self.notes_of

    def alternatives(self, count: int = 3, *, seconds: float = 120.0) -> Alternatives[Plan]:
        return by_change(self, lambda _: None, count, seconds=seconds)


def made(proof: Proof, lang: str = "en", **more: object) -> Made:
    plan = sg.Scenario("a plan", [sg.MoveMember("A", "T1", "T2")])
    return Made(**{"org": ORG, "scenario": plan, "proof": proof, "lang": lang, **more})


def goals(
    value: float,
    bound: float | None,
    name: str = "people_moved",
    lang: str = "en",
    status: str = "time_limit",
) -> str:
    """What is said of one goal."""
    known = {} if bound is None else {name: bound}
    plan = made(Proof(status, {name: value}, {name: 7}, known), lang)
    lines = summary(plan).splitlines()
    return lines[lines.index("") + 1]


@pytest.mark.parametrize(
    ("value", "bound", "name", "en", "zh"),
    [
        (0, 0, "people_moved", "", ""),
        (0, None, "people_moved", "", ""),
        (3, 3, "people_moved", "; no plan has less", "；任何方案都不会更少"),
        (
            3,
            2,
            "people_moved",
            "; not proven: no plan has less than 2",
            "；未证明：任何方案都不少于 2",
        ),
        (
            3,
            None,
            "people_moved",
            "; not reached, so nothing is proven of it",
            "；未及求解，无任何证明",
        ),
        (3, 3, "score", "; no plan has more", "；任何方案都不会更多"),
        (0, 0, "score", "; no plan has more", "；任何方案都不会更多"),
        (
            3,
            4.5,
            "score",
            "; not proven: no plan has more than 4.5",
            "；未证明：任何方案都不超过 4.5",
        ),
    ],
)
def test_of_each_goal_it_says_what_is_proven(
    value: float, bound: float | None, name: str, en: str, zh: str
) -> None:
    told = f"7 today, {value} afterwards"
    assert goals(value, bound, name).partition(": ")[2] == told + en
    assert goals(value, bound, name, "zh").partition("：")[2] == f"目前 7，调整后 {value}{zh}"


def test_a_note_stands_behind_the_value() -> None:
    proof = Proof("optimal", {"groups_changed": 2}, {"groups_changed": 0}, {"groups_changed": 2})
    plan = made(proof, notes_of={"groups_changed": "party 2"})
    assert "groups changed: 0 today, 2 (party 2) afterwards; no plan has less" in summary(plan)
    assert "2 (party 2)" in plan_html(plan)


@pytest.mark.parametrize(
    ("people", "runtime", "is_said"), [(101, 2.0, True), (101, 2.1, False), (100, 2.1, True)]
)
def test_what_is_needed_comes_first_where_asking_takes_a_moment(
    people: int, runtime: float, is_said: bool
) -> None:
    members = [f"M{number}" for number in range(people - len(ORG.members))]
    org = ORG.replace(members=pd.concat([ORG.members, pd.DataFrame({"id": members})]))
    plan = made(Proof("optimal", runtime=runtime), needed="It must be.", org=org)
    assert (summary(plan).splitlines()[1] == "It must be.") == is_said


def test_how_much_stays_unmet_is_counted_and_cut() -> None:
    left = tuple((f"{number} is short", "nobody can") for number in range(53))
    told = summary(made(Proof("optimal"), left=left))
    assert "Still unmet (53):" in told
    assert ("49 is short" in told, "50 is short" in told, "and 3 more" in told) == (
        True,
        False,
        True,
    )
    html = plan_html(made(Proof("optimal"), left=left))
    assert html.count("is short") == 50
    assert "nobody can" in html


def test_without_a_plan_only_the_contradiction_is_told() -> None:
    plan = made(Proof("infeasible"), scenario=None)
    assert summary(plan).splitlines() == [
        "Plan “balanced groups”: impossible, proven",
        "No plan keeps all the rules given together. These contradict each other:",
    ]
    assert "<table" not in plan_html(plan)


def test_hostile_names_are_escaped() -> None:
    bad = "<script>1</script>"
    plan = made(Proof("optimal"), scenario=sg.Scenario(bad), left=((bad, bad),), needed=bad)
    assert "<script>" not in plan_html(plan)
