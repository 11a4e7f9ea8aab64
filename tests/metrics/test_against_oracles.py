"""Every measure against its brute-force oracle, on organisations as odd as they come."""

import math
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

import sanzu_graph as sg
from tests import oracles
from tests.searching import examples
from tests.strategies import DUTIES, USUAL_LAYERS, organisations

LAYER = st.sampled_from(USUAL_LAYERS)
ROLLUP = st.booleans()
PAIR = {"layer": LAYER, "base": LAYER, "rollup": ROLLUP}
COLUMN = st.sampled_from(["seniority_years", "grade", "work_type", "no such column"])

#: What each measure may be asked, and the columns of its answer that the oracle tells.
MEASURES: dict[str, tuple[dict[str, st.SearchStrategy[Any]], list[str]]] = {
    "unit_sizes": ({"layer": st.none() | LAYER, "rollup": ROLLUP}, ["unit", "layer", "headcount"]),
    "seniority_mix": (
        {
            "layer": LAYER,
            "column": st.sampled_from(["seniority_years", "grade", "no such column"]),
            "rollup": ROLLUP,
        },
        ["unit", "headcount", "known", "least", "median", "mean", "most", "spread"],
    ),
    "work_homogeneity": (
        {"layer": LAYER, "column": COLUMN, "rollup": ROLLUP},
        ["unit", "headcount", "known", "types", "commonest", "homogeneity"],
    ),
    "coverage": (
        {
            **PAIR,
            "minimum": st.sampled_from([0, 1, 1.5, 2]),
            "duty": st.sampled_from([None, tuple(DUTIES), *DUTIES]),
        },
        ["layer", "base", "units", "covered", "share"],
    ),
    "integration": (
        PAIR,
        ["layer", "base", "covered_share", "leads_both_share", "concentration", "reach"],
    ),
    "management_lines": (
        {"layer": st.none() | LAYER},
        ["member", "layer", "unit", "leader", "kind"],
    ),
    "span_of_control": (
        {"layer": st.none() | LAYER},
        ["member", "layer", "units", "direct_reports"],
    ),
    "leadership_load": ({}, ["member", "units"]),
}
ALL_COLUMNS = {
    "unit_sizes": ["unit", "name", "layer", "headcount"],
    "seniority_mix": [
        "unit",
        "name",
        "layer",
        "headcount",
        "known",
        "least",
        "median",
        "mean",
        "most",
        "spread",
    ],
    "work_homogeneity": [
        "unit",
        "name",
        "layer",
        "headcount",
        "known",
        "types",
        "commonest",
        "homogeneity",
    ],
    "span_of_control": ["member", "name", "layer", "units", "direct_reports"],
}


def asked(data: st.DataObject, values: dict[str, st.SearchStrategy[Any]]) -> dict[str, Any]:
    return {
        key: data.draw(value, label=key)
        for key, value in values.items()
        if data.draw(st.integers(0, 3))
    }


def rounded(row: tuple) -> tuple:
    """Sums in another order differ in the last digits; NaN equals NaN."""
    return tuple(
        None
        if isinstance(cell, float) and math.isnan(cell)
        else round(cell, 9)
        if isinstance(cell, float)
        else cell
        for cell in row
    )


@given(org=organisations(), data=st.data())
def test_measures_equal_their_oracles(org: sg.Org, data: st.DataObject) -> None:
    for name in MEASURES:
        _equals_oracle(name, org, data)


def _equals_oracle(name: str, org: sg.Org, data: st.DataObject) -> None:
    values, columns = MEASURES[name]
    arguments = asked(data, values) | ({"by": "unit"} if name == "span_of_control" else {})
    note(f"{name}: {arguments}")
    try:
        expected = getattr(oracles, name)(org, **arguments)
    except LookupError:
        with pytest.raises(sg.AbsentError):
            getattr(sg, name)(org, **arguments)
        return
    frame = getattr(sg, name)(org, **arguments)
    columns = [*columns, *(f"units_{layer}" for layer in org.layers if name == "leadership_load")]
    assert Counter(map(rounded, frame[columns].itertuples(index=False, name=None))) == Counter(
        map(rounded, expected)
    )
    assert list(frame) == ALL_COLUMNS.get(name, list(frame))
    if "unit" in columns and name != "management_lines":
        assert frame["unit"].tolist() == list(
            oracles.units(org, arguments.get("layer", None if name == "unit_sizes" else "team"))
        )


@examples(20)
@given(org=organisations(), data=st.data())
def test_overlap_equals_oracle(org: sg.Org, data: st.DataObject) -> None:
    arguments = asked(data, PAIR)
    try:
        expected = oracles.overlap(org, **arguments)
    except LookupError:
        with pytest.raises(sg.AbsentError):
            sg.overlap(org, **arguments)
        return
    frame = sg.overlap(org, **arguments)
    assert frame.to_numpy().tolist() == expected
    layer, base = arguments.get("layer", "party"), arguments.get("base", "team")
    assert (frame.columns.tolist(), frame.index.tolist()) == (
        list(oracles.units(org, layer)),
        list(oracles.units(org, base)),
    )
    assert (frame.columns.name, frame.index.name) == (layer, base)


@examples(10)
@given(org=organisations())
def test_an_empty_row_of_the_overlap_is_a_blank_team(org: sg.Org) -> None:
    if not {"team", "party"} <= set(org.layers):
        return
    empty = sg.overlap(org).sum(axis="columns") == 0
    assert empty.index[empty].tolist() == sg.blank_teams(org)["entity_id"].tolist()
