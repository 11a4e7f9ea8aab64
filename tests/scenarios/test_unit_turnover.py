"""What became of each unit, counted again with sets in plain loops."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given

import sanzu_graph as sg
from tests.searching import examples
from tests.strategies import organisations


def people(org: sg.Org) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {unit: set() for unit in org.units["id"]}
    for member, unit in zip(org.memberships["member"], org.memberships["unit"], strict=True):
        found[unit].add(member)
    return found


def alike(was: set[str], here: set[str]) -> bool:
    return 2 * len(was & here) > max(len(was), len(here))


@examples(15)
@given(organisations(), organisations())
def test_counts_are_those_of_sets(before: sg.Org, after: sg.Org) -> None:
    old, now = people(before), people(after)
    everybody = [set(org.members["id"]) for org in (before, after)]
    layers = [
        dict(zip(org.units["id"], org.units["layer"], strict=True)) for org in (before, after)
    ]
    found = sg.unit_turnover(before, after)
    seen: dict[str, list[str]] = defaultdict(list)
    for row in found.itertuples():
        was = old.get(row.unit_before, set())
        here = now[row.unit] if row.change != "closed" else set()
        assert row.headcount_before == len(was)
        assert row.headcount == len(here)
        assert row.came == len(here - was)
        assert row.new == len(here - was - everybody[0])
        assert row.left == len(was - here)
        assert row.gone == len(was - here - everybody[1])
        if row.change != "closed":
            seen["after"].append(row.unit)
        if row.change != "new":
            seen["before"].append(row.unit_before)
        if row.change == "renamed" and row.unit != row.unit_before:
            assert row.unit not in old
            assert row.unit_before not in now
            assert layers[0][row.unit_before] == layers[1][row.unit]
            assert alike(was, here) or (not was and not here)
        if row.change in ("kept", "new"):
            assert (row.unit in old) == (row.change == "kept")
        if row.change == "closed":
            assert row.unit not in now
    assert seen["after"] == after.units["id"].tolist()
    assert sorted(seen["before"]) == sorted(before.units["id"])
    renamed = set(found.loc[found["change"] == "renamed", "unit_before"])
    for unit in set(old) - set(now) - renamed:  # none was overlooked
        for other in set(now) - set(old) - set(found.loc[found["change"] == "renamed", "unit"]):
            assert not alike(old[unit], now[other]) or layers[0][unit] != layers[1][other]


@pytest.fixture
def org() -> sg.Org:
    return sg.Org(
        {"id": list("ABCDE")},
        {"id": ["T1", "T2"], "name": ["one", "two"], "layer": ["team", "team"]},
        {"member": list("ABCDE"), "unit": ["T1", "T1", "T1", "T2", "T2"]},
    )


def test_another_name_and_another_id_are_renamed(org: sg.Org) -> None:
    units = {"id": ["X", "T2"], "name": ["one", "zwei"], "layer": ["team", "team"]}
    memberships = {"member": list("ABDE"), "unit": ["X", "X", "T2", "X"]}
    after = sg.Org({"id": list("ABDE")}, units, memberships)
    found = sg.unit_turnover(org, after).set_index("unit")
    assert found["change"].tolist() == ["renamed", "renamed"]
    assert found.loc["X", ["unit_before", "came", "new", "left", "gone"]].tolist() == [
        "T1",
        1,
        0,
        1,
        1,
    ]
    assert found.loc["T2", ["name_before", "left", "gone"]].tolist() == ["two", 1, 0]


def test_who_keeps_half_alone_is_new(org: sg.Org) -> None:
    units = {"id": ["X", "T1"], "layer": ["team", "team"]}
    after = sg.Org({"id": list("DE")}, units, {"member": list("DE"), "unit": ["X", "T1"]})
    found = sg.unit_turnover(org, after).set_index("unit")
    assert found["change"].to_dict() == {"X": "new", "T1": "renamed", "T2": "closed"}
    assert sg.unit_turnover(after, after)["change"].tolist() == ["kept", "kept"]


def test_a_unit_without_people_is_renamed_with_those_below_it() -> None:
    def company(*ids: str) -> sg.Org:
        plant, hall, *teams = ids
        units = {
            "id": [plant, hall, *teams],
            "layer": ["plant", "hall", "team", "team", "team"],
            "parent": [None, plant, hall, hall, plant],
        }
        return sg.Org({"id": list("ABC")}, units, {"member": list("ABC"), "unit": teams})

    before = company("P", "H", "T1", "T2", "T3")
    after = company("Plant", "Hall", "T1", "Two", "T3")
    found = sg.unit_turnover(before, after)
    assert found["change"].tolist() == ["renamed", "renamed", "kept", "renamed", "kept"]
    assert found["unit_before"].tolist() == ["P", "H", "T1", "T2", "T3"]
    assert sg.diff(before, after).apply(before) == after
    kinds = {type(change).__name__ for change in sg.diff(before, after)}
    assert kinds == {"EditUnit"}
    assert len(sg.diff(before, after)) == 3


def test_of_units_with_the_same_people_the_names_tell() -> None:
    def twice(*ids: str) -> sg.Org:
        units = {"id": ids, "name": ["one", "two"], "layer": ["team", "team"]}
        seats = {"member": list("ABAB"), "unit": [ids[0], ids[0], ids[1], ids[1]]}
        return sg.Org({"id": list("AB")}, units, seats)

    found = sg.unit_turnover(twice("a", "b"), twice("y", "x"))
    assert found["unit_before"].tolist() == ["a", "b"]
    assert set(found["change"]) == {"renamed"}
