"""What differs between an audit and the one it was made of; what an organisation knows of itself."""

import random

import pandas as pd
import pytest

import sanzu_graph as sg

ON = "2026-11-30"


@pytest.fixture(scope="module")
def guanxi() -> sg.Org:
    return sg.read_tables("data/guanxi")


def rows(frame: pd.DataFrame) -> set[tuple[str, ...]]:
    """Every finding as its words."""
    return set(map(tuple, frame.astype("str").fillna("").to_numpy().tolist()))


def move(org: sg.Org, draw: random.Random) -> sg.MoveMember:
    """Anybody of a team, to another team."""
    layer = dict(zip(org.units["id"], org.units["layer"], strict=True))
    seats = [
        (member, unit)
        for member, unit in org.memberships[["member", "unit"]].to_numpy().tolist()
        if layer[unit] == "team"
    ]
    member, source = draw.choice(seats)
    others = [unit for unit in layer if layer[unit] == "team" and (member, unit) not in seats]
    return sg.MoveMember(member, source, draw.choice(others))


@pytest.mark.parametrize("seed", range(3))
def test_all_findings_that_differ_are_among_those_told(guanxi: sg.Org, seed: int) -> None:
    change = move(guanxi, random.Random(seed))
    before = sg.audit(guanxi, on=ON)
    after = before.after(change)
    gone, come = after.differing(before)
    columns = [name for name in before.findings if name in after.findings]
    old, new = rows(before.findings[columns]), rows(after.findings[columns])
    assert old - new <= rows(gone.reindex(columns=columns))
    assert new - old <= rows(come.reindex(columns=columns))
    # What stays is told in both or in neither, so that nothing seems to change.
    assert old - rows(gone.reindex(columns=columns)) <= new
    whole = sg.audit(guanxi, on=ON)  # not the audit that it was made of
    assert [len(frame) for frame in after.differing(whole)] == [len(old), len(new)]


def test_spans_are_the_findings_question_by_question(guanxi: sg.Org) -> None:
    audit = sg.audit(guanxi, on=ON)
    told = [place for _, span in audit.spans() for place in range(span.start, span.stop)]
    assert sorted(told) == list(range(len(audit.findings)))
    for question, span in audit.spans():
        checks = audit.findings["check"].iloc[span]
        assert set(checks) <= {question.check.slug}


def test_what_was_withheld_stays_withheld(guanxi: sg.Org) -> None:
    org = guanxi.withholding(["party", "party"])
    assert (guanxi.withheld, org.withheld) == ((), ("party",))
    assert org.at("2020-01-01").withheld == org.replace(duties=None).withheld == ("party",)
    assert org == guanxi  # a value is its tables


def test_years_are_counted_only_where_a_roster_told_none() -> None:
    org = sg.Org(
        {"id": ["A", "B"], "since": ["2020-03-01", None]},
        {"id": [], "layer": []},
        {"member": [], "unit": []},
    )
    assert "seniority_years" not in org.at("2026-03-01").members
    years = org.counting_years().at("2026-02-28").members["seniority_years"]
    assert years.fillna(-1).tolist() == [5, -1]
    own = org.replace(members=org.members.assign(seniority_years=[1, 2])).counting_years()
    assert own.at("2026-03-01").members["seniority_years"].tolist() == [1, 2]
