"""Every check against its brute-force oracle, on organisations as odd as they come."""

import inspect
from collections import Counter
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, note
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.checks.found import COLUMNS, FAMILIES
from sanzu_graph.checks.registry import all_checks
from tests import oracles, year_oracles
from tests.searching import examples
from tests.strategies import (
    DAYS,
    DUTIES,
    KINDS,
    LAYERS,
    USUAL_LAYERS,
    organisations,
    requirements,
    rules,
)
from tests.year.test_checks_against_oracles import ARGUMENTS as OF_THE_YEAR

LAYER = st.sampled_from(USUAL_LAYERS)
ANY_LAYER = st.none() | LAYER
ROLLUP = st.booleans()
DUTY = st.sampled_from([None, "support", ("support", "watch"), (), "no such duty", *DUTIES])
LIMIT = st.sampled_from([0, 1, 1.5, 2])
KIND = st.sampled_from(["mentors", *KINDS, "no such kind"])

#: What each check may be asked; the keys are left out at random, so that defaults are tried too.
ARGUMENTS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "rejected_rows": {},
    "misnamed_columns": {},
    "case_twins": {},
    "disordered_dates": {},
    "overlapping_rows": {},
    "empty_units": {"layer": ANY_LAYER, "rollup": ROLLUP},
    "one_person_units": {"layer": ANY_LAYER, "rollup": ROLLUP},
    "size_outliers": {
        "layer": LAYER,
        "smallest": st.none() | LIMIT,
        "largest": st.none() | st.sampled_from([2, 2.5, 3]),
        "rollup": ROLLUP,
    },
    "scattered_groups": {"layer": LAYER, "base": LAYER, "limit": LIMIT, "rollup": ROLLUP},
    "mixed_work": {
        "layer": LAYER,
        "limit": LIMIT,
        "column": st.sampled_from(["work_type", "grade", "seniority_years"]),
        "rollup": ROLLUP,
    },
    "blank_teams": {
        "layer": LAYER,
        "base": LAYER,
        "minimum": LIMIT,
        "rollup": ROLLUP,
        "duty": DUTY,
        "eligible": rules(),
        "strict": st.booleans(),
    },
    "single_points": {"layer": LAYER, "base": LAYER, "rollup": ROLLUP, "duty": DUTY},
    "coverage_gaps": {},
    "missing_lines": {"layer": LAYER, "eligible": rules()},
    "split_members": {"layer": LAYER},
    "ineligible_members": {"layer": LAYER, "eligible": rules()},
    "vacant_leaders": {"layer": ANY_LAYER, "least": LIMIT},
    "double_leaders": {"layer": ANY_LAYER, "most": LIMIT},
    "overextended_leaders": {"limit": LIMIT},
    "ineligible_leaders": {"layer": LAYER, "eligible": rules()},
    "unaligned_leaders": {"layer": LAYER, "base": LAYER},
    "crossed_lines": {},
    "overloaded_mentors": {"capacity": LIMIT, "kind": KIND},
    "idle_mentors": {"base": LAYER, "mentor": rules(), "apprentice": rules(), "kind": KIND},
    "unmentored_members": {"apprentice": rules(), "kind": KIND},
    "unqualified_mentors": {
        "mentor": rules(),
        "least_gap": st.none() | LIMIT,
        "column": st.sampled_from(["seniority_years", "grade"]),
        "kind": KIND,
    },
    "mutual_mentors": {"kind": KIND},
    "self_mentors": {"kind": KIND},
    "crossed_mentors": {"kind": KIND},
    "reporting_circles": {},
    "self_reports": {},
    "several_managers": {"most": LIMIT},
    "several_roots": {"most": LIMIT},
    "unmanaged_members": {},
    "manager_spans": {"least": st.none() | LIMIT, "most": st.none() | LIMIT},
    "deep_chains": {"most": LIMIT},
    "single_report_chains": {"most": LIMIT},
    "outside_managers": {"layer": ANY_LAYER},
    "doubled_lines": {},
    "absent_managers": {"on": st.sampled_from(DAYS)},
}
#: The columns of its own that each check promises, in order.
OWN = {
    "rejected_rows": ["table", "row", "column", "reason"],
    "case_twins": ["table", "twin"],
    "disordered_dates": ["table", "row"],
    "misnamed_columns": ["table", "column", "meant"],
    "overlapping_rows": ["table", "row", "other"],
    "one_person_units": ["member"],
    "blank_teams": ["headcount", "eligible_unassigned"],
    "single_points": ["member"],
    "coverage_gaps": ["requirement"],
    "vacant_leaders": ["headcount"],
    "ineligible_leaders": ["unit"],
    "unaligned_leaders": ["group"],
    "crossed_lines": ["other"],
    "unqualified_mentors": ["apprentice", "fault"],
    "mutual_mentors": ["other"],
    "crossed_mentors": ["apprentice", "unit"],
    "reporting_circles": ["circle"],
    "several_roots": ["below"],
    "manager_spans": ["fault"],
    "outside_managers": ["manager"],
    "doubled_lines": ["manager"],
    "absent_managers": ["manager", "kind"],
}


def drawn(data: st.DataObject, name: str, org: sg.Org) -> dict[str, Any]:
    """Arguments for a check, some left to their defaults; layers that exist are asked about most."""
    present = st.sampled_from([*org.layers * 4, *LAYERS])
    if name == "coverage_gaps":
        layers = tuple(sg.Layer(layer) for layer in LAYERS)
        asked = data.draw(st.lists(requirements(), max_size=2))
        return {
            "policy": sg.Policy(
                base=data.draw(LAYER), layers=layers, requirements=tuple(asked), routines=()
            )
        }
    return {
        key: data.draw(present if values is LAYER else values, label=key)
        for key, values in ARGUMENTS[name].items()
        if data.draw(st.integers(0, 3))
    }


def told(frame: pd.DataFrame, *left_out: str) -> Counter[tuple]:
    """Findings as the oracles tell them."""
    columns = [
        "entity",
        "entity_id",
        "layer",
        "value",
        "limit",
        *(name for name in frame.columns[len(COLUMNS) :] if name not in left_out),
    ]
    return Counter(frame[columns].itertuples(index=False, name=None))


def test_every_check_has_its_oracle() -> None:
    names = {made.name for made in all_checks().values()}
    assert names == set(ARGUMENTS) | set(OF_THE_YEAR)
    assert set(ARGUMENTS) == {name for name in dir(oracles) if name in dir(sg) and name in names}
    assert set(OF_THE_YEAR) == {
        name for name in dir(year_oracles) if name in dir(sg) and name in names
    }
    for made in all_checks().values():
        if made.name in OF_THE_YEAR:
            asked = set(inspect.signature(made.function).parameters) - {
                "org",
                "only",
                "lang",
                "on",
                "today",
            }
            assert asked == set(OF_THE_YEAR[made.name]), made.name
            continue
        assert set(inspect.signature(made.function).parameters) - {
            "org",
            "only",
            "lang",
            "policy",
        } == set(ARGUMENTS[made.name]), made.name


@pytest.mark.parametrize("family", FAMILIES[:7])
@given(org=organisations(), data=st.data())
def test_checks_equal_their_oracles(family: str, org: sg.Org, data: st.DataObject) -> None:
    for made in all_checks().values():
        if made.family == family and made.name in ARGUMENTS:
            _equals_oracle(made.name, org, data)
            _equals_oracle(
                made.name, org, data
            )  # asked another way: making an organisation costs most


def _equals_oracle(name: str, org: sg.Org, data: st.DataObject) -> None:
    check, arguments = getattr(sg, name), drawn(data, name, org)
    note(f"{name}: {arguments}")
    try:
        expected = getattr(oracles, name)(org, **arguments)
    except LookupError:
        with pytest.raises(sg.AbsentError):
            check(org, **arguments)
        return
    frame = check(
        org, **arguments, lang=(lang := data.draw(st.sampled_from(["en", "zh"]), label="lang"))
    )
    left_out = {"case_twins": ["twin"], "reporting_circles": ["circle"]}.get(name, [])
    assert told(frame, *left_out) == Counter(expected)
    _is_well_formed(name, frame, org)
    if name == "case_twins":
        assert all(
            row.twin != row.entity_id and row.twin.casefold() == row.entity_id.casefold()
            for row in frame.itertuples()
        )
        assert all(row.twin in org.table(row.table)["id"].tolist() for row in frame.itertuples())
    elif name != "rejected_rows":  # about rows, which have no name
        _says_itself(frame)
    ids = (
        data.draw(st.lists(st.sampled_from([*org.members["id"], *org.units["id"]]), unique=True))
        if len(org.members) + len(org.units)
        else []
    )
    whole = frame[frame["entity_id"].isin(ids)].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        check(org, **arguments, only=ids, lang=lang), whole, check_dtype=bool(len(whole))
    )


def _is_well_formed(name: str, frame: pd.DataFrame, org: sg.Org) -> None:
    made = all_checks()[name.removesuffix("s")]
    assert list(frame) == [*COLUMNS, *OWN.get(name, [])]
    assert (frame["value"].dtype, frame["limit"].dtype) == ("float64", "float64")
    assert frame.index.equals(pd.RangeIndex(len(frame)))
    assert set(frame["check"]) <= {made.slug}
    assert set(frame["severity"]) <= {made.severity}
    assert made.scope == "whole" or set(frame["entity"]) <= {made.scope}
    names = {
        ("member", row["id"]): row["name"] or row["id"] for row in oracles.rows(org, "members")
    }
    names |= {("unit", row["id"]): row["name"] or row["id"] for row in oracles.rows(org, "units")}
    assert [names[key] for key in zip(frame["entity"], frame["entity_id"], strict=True)] == frame[
        "name"
    ].tolist()


def _says_itself(frame: pd.DataFrame) -> None:
    """The message names the entity, whatever its name is made of."""
    for row in frame.itertuples():
        assert row.entity_id in row.message
        assert row.name in row.message


@examples(10)
@given(org=organisations(), data=st.data())
def test_only_may_name_units_and_members_apart(org: sg.Org, data: st.DataObject) -> None:
    ids = (
        data.draw(st.lists(st.sampled_from(org.members["id"].tolist()), unique=True))
        if len(org.members)
        else []
    )
    whole = sg.case_twins(org)
    expected = whole[(whole["entity"] == "member") & whole["entity_id"].isin(ids)]
    assert told(sg.case_twins(org, only={"member": ids})) == told(expected)


@examples(20)
@given(org=organisations())
def test_unbalanced_mentors_is_the_mentoring_checks_together(org: sg.Org) -> None:
    policy = sg.Policy()
    mentors = policy.mentors
    assert mentors is not None
    asked = [
        ("overloaded_mentor", oracles.overloaded_mentors, {"capacity": 2}),
        (
            "idle_mentor",
            oracles.idle_mentors,
            {"mentor": mentors.mentor, "apprentice": mentors.apprentice},
        ),
        ("unmentored_member", oracles.unmentored_members, {"apprentice": mentors.apprentice}),
        ("unqualified_mentor", oracles.unqualified_mentors, {"mentor": mentors.mentor}),
        ("unqualified_mentor", oracles.unqualified_mentors, {"least_gap": 3}),
        ("mutual_mentor", oracles.mutual_mentors, {}),
        ("self_mentor", oracles.self_mentors, {}),
        ("crossed_mentor", oracles.crossed_mentors, {}),
    ]
    try:
        expected = Counter(
            (slug, *finding[:5])
            for slug, oracle, arguments in asked
            for finding in oracle(org, **arguments)
        )
    except LookupError:
        with pytest.raises(sg.AbsentError):
            sg.unbalanced_mentors(org, policy)
        return
    found = sg.unbalanced_mentors(org, policy)
    assert (
        Counter(
            found[["check", "entity", "entity_id", "layer", "value", "limit"]].itertuples(
                index=False, name=None
            )
        )
        == expected
    )
