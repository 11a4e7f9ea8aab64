"""What an organisation promises of days, of frames of managers, and of itself as a value."""

import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph import Org


@pytest.fixture
def org() -> Org:
    """Dated: B leaves on 1 June, T2 closes on 1 July, the post K1 opens on 1 May."""
    return Org(
        {"id": ["A", "B"], "until": [None, "2026-06-01"]},
        {
            "id": ["S", "T1", "T2"],
            "layer": ["station", "team", "team"],
            "parent": [None, "S", "S"],
            "until": [None, None, "2026-07-01"],
        },
        {"member": ["A", "B", "A"], "unit": ["T1", "T1", "T2"]},
        {"source": ["B"], "target": ["A"], "kind": ["reports_to"]},
        {"member": ["B"], "unit": ["T1"], "duty": ["report"]},
        positions={"id": ["K1"], "unit": ["T2"], "since": ["2026-05-01"]},
    )


def counts(org: Org) -> list[int]:
    tables = ("members", "units", "memberships", "relations", "duties", "positions")
    return [len(org.table(name)) for name in tables]


def test_what_hangs_on_a_row_goes_on_its_day(org: Org) -> None:
    assert {day: counts(org.at(day)) for day in ("2026-04-30", "2026-05-31", "2026-06-01")} == {
        "2026-04-30": [2, 3, 3, 1, 1, 0],
        "2026-05-31": [2, 3, 3, 1, 1, 1],
        "2026-06-01": [1, 3, 2, 0, 0, 1],
    }
    july = org.at("2026-07-01")
    assert july.units["id"].tolist() == ["S", "T1"]
    assert july.memberships["unit"].tolist() == ["T1"]
    assert counts(org) == [2, 3, 3, 1, 1, 1]


def test_a_parent_that_is_not_in_force_is_cleared_and_the_unit_stays() -> None:
    org = Org(
        {"id": []},
        {
            "id": ["S", "T"],
            "layer": ["station", "team"],
            "parent": [None, "S"],
            "until": ["2026-01-01", None],
        },
        {"member": [], "unit": []},
    )
    later = org.at("2026-01-01")
    assert later.units["id"].tolist() == ["T"]
    assert later.units["parent"].isna().all()


@pytest.mark.parametrize("day", ["2026-06-01", pd.Timestamp("2026-06-01"), "2026/6/1"])
def test_a_day_is_said_in_many_ways(org: Org, day: object) -> None:
    assert org.at(day) == org.at("2026-06-01")
    for wrong in ("June", 20260601.5, None):
        with pytest.raises(sg.InputError):
            org.at(wrong)


def test_years_of_service_are_whole_years_where_a_roster_told_only_the_day() -> None:
    roster = pd.DataFrame(
        {
            "姓名": ["张三", "李四"],
            "班组": ["一班", "一班"],
            "入职日期": ["2020-03-15", "2026-01-10"],
        }
    )
    org = sg.read_roster(roster)
    assert org.counts_years
    years = {
        day: org.at(day).members.set_index("id")["seniority_years"].to_dict()
        for day in ("2026-03-14", "2026-03-15")
    }
    assert years == {"2026-03-14": {"张三": 5, "李四": 0}, "2026-03-15": {"张三": 6, "李四": 0}}


# -- frames of managers


def hierarchy(**columns: list[object]) -> Org:
    return Org.from_hierarchy(
        {"id": ["1", "2", "3"], "boss": ["", "1", "2"], **columns},
        id="id",
        manager="boss",
        **{name: name for name in columns if name in ("unit", "name", "title", "dotted")},
        layer="team",
    )


def test_columns_become_lines_units_and_attributes() -> None:
    org = hierarchy(
        name=["An", "Bo", "Ci"],
        unit=["North", "North", "South"],
        title=["head", "fitter", None],
        dotted=["", "", "1"],
        grade=[3, 1, 2],
    )
    assert org.relations.to_numpy().tolist() == [
        ["2", "1", "reports_to"],
        ["3", "2", "reports_to"],
        ["3", "1", "dotted_line"],
    ]
    assert org.units["name"].tolist() == ["North", "South"]
    assert {*org.units["layer"]} == {"team"}
    assert org.members["position"].tolist()[:2] == ["head", "fitter"]
    assert org.members["grade"].astype(int).tolist() == [3, 1, 2]
    assert len(org.memberships) == 3


def test_a_vacancy_is_a_post_and_its_reports_go_to_the_next_above() -> None:
    with pytest.warns(sg.SanzuWarning, match="1"):
        org = hierarchy(name=["An", "VACANT", "Ci"])
    assert org.members["id"].tolist() == ["1", "3"]
    assert len(org.positions) == 1
    assert org.relations[["source", "target"]].to_numpy().tolist() == [["3", "1"]]


def test_faults_of_a_frame_are_told() -> None:
    frame = {"id": ["1", "2", "2"], "boss": ["", "9", "1"]}
    with pytest.raises(sg.SchemaError) as caught:
        Org.from_hierarchy(frame, id="id", manager="boss")
    assert {"2", "9"} <= {fault.value for fault in caught.value.faults}
    with pytest.raises(sg.AbsentError, match="chief"):
        Org.from_hierarchy(frame, id="id", manager="chief")
    with pytest.raises(sg.InputError, match="100234"):
        Org.from_hierarchy({"id": [100234.0, None], "boss": ["", ""]}, id="id", manager="boss")


# -- a value


def test_what_was_set_aside_and_where_it_was_read_do_not_count(org: Org) -> None:
    members = org.members
    twice = pd.concat([members, members.iloc[:1]])
    lenient = Org.from_tables({**org.tables(), "members": twice}, strict=False)
    assert len(lenient.rejected) == 1
    assert lenient == org
    assert lenient.fingerprint == org.fingerprint
    with pytest.raises(sg.SchemaError):
        org.replace(members=twice)


def test_another_organisation_has_another_fingerprint(org: Org) -> None:
    other = org.replace(members=org.members.assign(name=["An", "Bo"]))
    assert other != org
    assert other.fingerprint != org.fingerprint
    assert len(org.fingerprint) == 64
    shuffled = org.replace(memberships=org.memberships.iloc[::-1], units=org.units.iloc[::-1])
    assert shuffled == org
    assert shuffled.fingerprint == org.fingerprint


def test_the_graph_gives_back_the_first_five_tables(org: Org) -> None:
    back = Org.from_graph(org.graph())
    assert back == org.replace(positions=None)
