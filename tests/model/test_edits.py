"""An organisation that is edited is the one that its edited tables make, with the same faults."""

from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from sanzu_graph import Org, SchemaError
from sanzu_graph.model.edits import Edit, edited, sound_tables

BASE = Org(
    {
        "id": ["A", "B"],
        "name": ["An", "Bo"],
        "since": ["2020-01-01", ""],
        "years": [1, 2],
        "part": [0.5, 1.0],
        "site": ["x", ""],
        "driver": [True, False],
    },
    {"id": ["T", "G"], "layer": ["team", "party"], "parent": ["", "T"]},
    {
        "member": ["A", "B", "A"],
        "unit": ["T", "T", "G"],
        "role": ["leader", "", ""],
        "share": [1.0, 0.5, None],
    },
    {"source": ["A"], "target": ["B"], "kind": ["mentors"]},
)
CELLS = st.sampled_from(
    [
        *(
            "A",
            "B",
            "C",
            "T",
            "G",
            "leader",
            "班长",
            "mentors",
            "team",
            "",
            " A",
            "7",
            "2026-11-30",
        ),
        *(None, float("nan"), 7, 0.5, 1.0, 2.5, True, b"A"),
        *(pd.Timestamp("2026-11-30"), pd.Timestamp("2026-11-30 08:00"), pd.NaT),
    ]
)
HEADINGS = ["id", "name", "layer", "parent", "member", "unit", "role", "share", "since", "until"]
HEADINGS += ["source", "target", "kind", "years", "part", "site", "driver", "other"]
ROWS = st.dictionaries(st.sampled_from(HEADINGS), CELLS, max_size=4)
NAMES = st.sampled_from(["members", "units", "memberships", "relations", "duties"])
TABLE = st.tuples(st.dictionaries(st.integers(0, 1), ROWS, max_size=2), st.lists(ROWS, max_size=2))


def _made(make: Any, *arguments: Any) -> Org | list[str]:
    try:
        org: Org = make(*arguments)
    except SchemaError as error:
        return sorted(str(fault) for fault in error.faults)
    return org


@given(st.dictionaries(NAMES, TABLE, max_size=2))
def test_an_edit_makes_what_its_tables_make(parts: dict[str, Any]) -> None:
    edit = Edit(
        changed={
            name: rows for name, (rows, _) in parts.items() if name not in ("relations", "duties")
        },
        added={name: rows for name, (_, rows) in parts.items()},
    )
    tables = dict(BASE.tables())
    now = _made(BASE.edited, edit)
    wanted = _made(lambda: Org.from_tables(edited(tables, edit)))
    if isinstance(now, list) or isinstance(wanted, list):
        assert now == wanted
        return
    for name in tables:
        assert_frame_equal(now.table(name), wanted.table(name))


def test_plain_cells_keep_a_table_sound() -> None:
    tables = {name: BASE.table(name) for name in ("members", "memberships")}
    edit = Edit(changed={"memberships": {1: {"unit": "G"}}})
    assert sound_tables(tables, edited(tables, edit), edit) == ["members", "memberships"]
    edit = Edit(changed={"memberships": {1: {"role": "班长"}}})
    assert sound_tables(tables, edited(tables, edit), edit) == ["members"]
