"""Leaders of an organisation with dates: vacancies to come, several leaders, units without anybody."""

from __future__ import annotations

import pytest

import sanzu_graph as sg
from sanzu_graph import Assessment, Layer, LeaderBounds, Org, Policy, Weight

BEFORE, AFTER = "2026-05-31", "2026-06-01"


def org(leaders: str = "A", *, retires: str = "", unit_ends: str = "") -> Org:
    """A team of three, of whom some lead; A may retire. A second team has nobody."""
    return Org(
        {"id": list("ABC"), "until": [retires, "", ""], "seniority_years": [9, 5, 1]},
        {"id": ["T", "E"], "layer": ["team"] * 2, "until": [unit_ends, ""]},
        {
            "member": list("ABC"),
            "unit": ["T"] * 3,
            "role": ["leader" if member in leaders else "member" for member in "ABC"],
        },
    )


def policy(least: int = 1, most: int | None = None) -> Policy:
    layer = Layer("team", led=LeaderBounds(least, most))
    return Policy.for_layers("team").replace(layers=(layer,))


def appointed(plan: sg.Leadership) -> list[str]:
    return [change.member for change in plan.scenario if isinstance(change, sg.AppointLeader)]


@pytest.mark.parametrize(("day", "vacant"), [(BEFORE, 0), (AFTER, 1)])
def test_a_retirement_to_come_is_a_vacancy_of_that_day(day: str, vacant: int) -> None:
    """A life is half open: on the day of retirement A is not there any more."""
    dated = org(retires=AFTER)
    plan = sg.propose_leaders(dated, policy(), on=day, lang="en")
    assert plan.before["vacant"] == vacant
    assert plan.objective["vacant"] == 0
    assert appointed(plan) == ["B"][:vacant]  # by seniority
    leading = sg.management_lines(plan.apply(dated).at(day))
    assert set(leading.loc[leading["unit"] == "T", "leader"]) == ({"B"} if vacant else {"A"})


@pytest.mark.parametrize(
    ("leaders", "least", "most", "changes", "short"),
    [
        ("A", 1, 1, 0, 0),
        ("A", 2, None, 1, 0),
        ("", 2, 2, 2, 0),
        ("AB", 1, 1, 1, 0),  # one is relieved
        ("ABC", 1, 2, 1, 0),
        ("", 4, None, 3, 1),  # all three lead, and one is missing still
        ("ABC", 4, None, 0, 1),
    ],
)
def test_a_unit_comes_within_its_bounds(
    leaders: str, least: int, most: int | None, changes: int, short: int
) -> None:
    plan = sg.propose_leaders(org(leaders), policy(least, most), lang="en")
    assert len(plan.scenario) == changes
    assert plan.objective["vacant"] == short
    rows = plan.apply(org(leaders)).memberships
    count = int((rows["role"] == "leader").sum())
    assert count + short >= least
    assert most is None or count <= most
    # E has no members, and so needs no leader; T is told where it stays short.
    assert list(plan.unfilled["unit"]) == ["T"] * bool(short)
    assert list(plan.unmet["unit"]) == list(plan.unfilled["unit"])


def test_a_plan_names_what_decides_and_keeps_the_table_whole() -> None:
    dated = org(retires=AFTER)
    plan = sg.propose_leaders(dated, policy(), on=AFTER, lang="en")
    after = plan.apply(dated)
    assert list(after.members["id"]) == list("ABC")  # A is in the table of all days
    assert list(plan.reasons["leader"]) == ["B"]
    assert plan.scenario.on == sg.propose_leaders(dated, policy(), on="2026-06-01").scenario.on


# -- candidates


ROWS = {
    "candidate": list("ABC"),
    "unit": ["T"] * 3,
    "stage": ["peer"] * 3,
    "criterion": ["work"] * 3,
    "score": [9, 8, 7],
}


@pytest.mark.parametrize(("day", "ranked"), [(BEFORE, "ABC"), (AFTER, "BC")])
def test_only_those_who_are_there_on_the_day_are_ranked(day: str, ranked: str) -> None:
    rules = Assessment((Weight("peer"),), (Weight("work"),))
    dated = org(retires=AFTER).replace(assessments=ROWS)
    found = sg.rank_candidates(dated, policy().replace(assessment=rules), unit="T", on=day)
    assert list(found.ranks) == list(ranked)
    assert list(found.table["rank"]) == list(range(1, len(ranked) + 1))


def test_a_unit_that_is_closed_on_the_day_has_no_candidates() -> None:
    dated = org(unit_ends=AFTER)
    assert sg.rank_candidates(dated, policy(), unit="T", on=BEFORE).unit == "T"
    with pytest.raises(sg.AbsentError):
        sg.rank_candidates(dated, policy(), unit="T", on=AFTER)
