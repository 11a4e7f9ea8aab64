"""Managers ranked for one person: the numbers are those of whole audits after `ChangeManager`."""

import random
from dataclasses import replace

import pytest

import sanzu_graph as sg
from sanzu_graph import Org, Policy
from sanzu_graph.policy.manager_demands import Reporting
from sanzu_graph.policy.parts import Limit

POLICY = replace(
    Policy.for_layers("team", []),
    reporting=Reporting(
        least_reports=Limit(2), most_reports=Limit(2), most_above=Limit(2), most_single=Limit(1)
    ),
)


def invented(rng: random.Random) -> Org:
    ids = [chr(65 + at) for at in range(8)]
    lines = [(one, rng.choice(ids[: max(at, 1)])) for at, one in enumerate(ids)]
    lines = sorted({(one, other) for one, other in lines if one != other and rng.random() < 0.9})
    lines += [("H", "A")] if ("H", "A") not in lines and rng.random() < 0.3 else []
    return Org(
        {"id": ids},
        {"id": ["X", "Y"], "layer": ["team"] * 2},
        {"member": ids, "unit": [rng.choice("XY") for _ in ids]},
        {
            "source": [line[0] for line in lines],
            "target": [line[1] for line in lines],
            "kind": ["reports_to"] * len(lines),
        },
    )


def findings(org: Org) -> set[tuple[object, ...]]:
    frame = sg.audit(org, POLICY).findings
    keys = [name for name in ("check", "entity_id", "fault", "circle", "manager") if name in frame]
    return set(frame[keys].fillna("").itertuples(index=False, name=None))


def keyed(found: set[tuple[object, ...]]) -> set[tuple[object, ...]]:
    """Findings without the cells of columns that one of two frames lacks."""
    return {tuple(cell for cell in one if cell != "") for one in found}


@pytest.mark.parametrize("everywhere", [True, False])
def test_the_numbers_are_those_of_whole_audits(everywhere: bool) -> None:
    for seed in range(4):
        rng = random.Random(seed)
        org = invented(rng)
        member = rng.choice("BCDEFGH")
        before = keyed(findings(org))
        frame = sg.best_moves(org, POLICY, member=member, role="manager", everywhere=everywhere)
        expected = {}
        for manager in "ABCDEFGH":
            try:
                after = sg.ChangeManager(member, manager).apply(org)
            except sg.ChangeError:
                continue  # oneself, the manager of today, or somebody below
            now = keyed(findings(after))
            expected[manager] = (len(before - now), len(now - before))
        told = {row.manager: (row.fixes, row.breaks) for row in frame.itertuples()}
        assert {one: expected[one] for one in told} == told
        if everywhere:
            assert set(told) == set(expected)
        nets = [
            tuple(
                row[f"{grade}s_broken"] - row[f"{grade}s_fixed"]
                for grade in ("error", "warning", "info")
            )
            for row in frame.to_dict("records")
        ]
        assert nets == sorted(nets)


def test_near_managers_come_without_asking_for_everybody() -> None:
    org = Org(
        {"id": list("ABCDEF")},
        {"id": ["X", "Y"], "layer": ["team"] * 2},
        {"member": list("BCDEF"), "unit": list("XXXYY")},
        {"source": list("BDEF"), "target": list("ABCE"), "kind": ["reports_to"] * 4},
    )
    frame = sg.best_moves(org, POLICY, member="D", role="manager", lang="en")
    assert set(frame["manager"]) == {"A", "C"}
    assert set(frame["source"]) == {"B"}
    best = sg.best_moves(org, POLICY, member="D", role="manager", most=1)
    assert best["manager"].tolist() == frame["manager"].tolist()[:1]
    with pytest.raises(sg.InputError, match="manager"):
        sg.best_moves(org, POLICY, unit="X", role="manager", lang="en")


def test_an_audit_measures_managers_where_there_are_some() -> None:
    org = Org(
        {"id": list("ABCD")},
        {"id": [], "layer": []},
        {"member": [], "unit": []},
        {"source": list("BC"), "target": list("AB"), "kind": ["reports_to"] * 2},
    )
    told = sg.audit(org, POLICY).metrics.set_index("metric")["value"]
    assert told[["managers", "manager_share", "management_levels", "mean_reports"]].tolist() == [
        2.0,
        0.5,
        2.0,
        1.0,
    ]
    bare = org.replace(relations=org.relations.iloc[:0])
    assert "managers" not in set(sg.audit(bare, POLICY).metrics["metric"])


def test_the_lines_of_the_day_count() -> None:
    org = Org(
        {"id": list("ABCDEF")},
        {"id": ["X"], "layer": ["team"]},
        {"member": list("ABCDEF"), "unit": ["X"] * 6},
        {
            "source": list("BCDEFF"),
            "target": list("AABBBC"),
            "kind": ["reports_to"] * 6,
            "since": [None] * 5 + ["2030-01-01"],
            "until": [None] * 4 + ["2030-01-01", None],
        },
    )
    ranked = {
        day: sg.best_moves(org, POLICY, member="F", role="manager", on=day)
        for day in ("2029-01-01", "2030-01-01")
    }
    assert {day: set(frame["manager"]) for day, frame in ranked.items()} == {
        "2029-01-01": {"A"},
        "2030-01-01": {"A", "B"},
    }
    assert [set(frame["source"]) for frame in ranked.values()] == [{"B"}, {"C"}]


def test_a_manager_is_asked_for_a_member_not_for_a_unit() -> None:
    org = sg.Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    with pytest.raises(sg.InputError, match="for a member give “manager”"):
        sg.best_moves(org, unit="T", role="manager", lang="en")
    with pytest.raises(sg.InputError, match="指定成员时请写“manager”"):
        sg.best_moves(org, unit="T", role="manager", lang="zh")
