"""The checks of the working year against their brute-force oracles, on years as odd as they come."""

from collections import Counter
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, note
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.checks.found import COLUMNS
from sanzu_graph.checks.registry import all_checks
from tests import year_oracles
from tests.strategies import DUTIES, LAYERS, USUAL_LAYERS
from tests.year_strategies import ON, policies, years

LAYER = st.sampled_from(USUAL_LAYERS)
GROUPS = st.sampled_from([None, ("party",), ("party", "union"), ("choir",)])
POWERS = st.sampled_from(
    [
        ("participate", "report", "recommend"),
        ("participate",),
        ("support", "liaison", "watch"),
        ("no such",),
    ]
)
HELD = st.sampled_from(
    [("support", "liaison"), ("watch",), ("liaison", "support", "participate"), ("no such",)]
)
LIMIT = st.sampled_from([0, 1, 2])
#: What each check may be asked besides the day; the keys are left out at random. Those with a
#: policy are asked by it.
ARGUMENTS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    **{
        name: {"policy": policies()}
        for name in (
            "missed_routines",
            "late_routines",
            "unreached_members",
            "stale_logs",
            "unconsulted_tasks",
            "unassured_tasks",
            "skipped_stages",
            "disordered_stages",
            "solo_tasks",
            "overjoint_tasks",
        )
    },
    "overdue_remedies": {"due": st.booleans(), "most_days": st.sampled_from([None, 0, 30])},
    "ownerless_remedies": {},
    "unheld_powers": {"powers": POWERS, "base": LAYER, "groups": GROUPS},
    "stray_powers": {"powers": POWERS, "base": LAYER, "groups": GROUPS},
    "unsupported_teams": {"duty": st.sampled_from(DUTIES), "base": LAYER, "groups": GROUPS},
    "overloaded_supporters": {"limit": LIMIT, "duty": st.sampled_from(DUTIES), "base": LAYER},
    "contactless_members": {"layer": LAYER, "base": LAYER, "duties": HELD},
    "overloaded_contacts": {
        "limit": LIMIT,
        "layers": st.sampled_from([None, ("team",), ("party", "choir")]),
        "base": LAYER,
        "duties": HELD,
    },
    "misdated_records": {},
}
#: The columns of its own that each check promises, in order.
OWN = {
    "missed_routines": ["routine", "period"],
    "late_routines": ["routine", "period", "held_on"],
    "unreached_members": ["routine", "last"],
    "stale_logs": ["last"],
    "overdue_remedies": ["activity", "problem", "remedy", "owner", "due", "age"],
    "ownerless_remedies": ["activity", "problem", "remedy", "owner", "fault"],
    "unheld_powers": ["power", "fault", "holder"],
    "stray_powers": ["unit", "power"],
    "contactless_members": ["fault", "leader"],
    "unconsulted_tasks": ["task", "goal"],
    "unassured_tasks": ["task", "goal"],
    "skipped_stages": ["task", "stage", "goal"],
    "disordered_stages": ["task", "stage", "before", "goal"],
    "solo_tasks": ["task", "goal"],
    "overjoint_tasks": ["task", "goal"],
    "misdated_records": ["table", "row", "column", "fault", "day"],
}


#: The checks, every fifth together.
IN_FOURS = [[*ARGUMENTS][at::5] for at in range(5)]


def told(frame: pd.DataFrame, *left_out: str) -> Counter[tuple]:
    columns = [
        "entity",
        "entity_id",
        "layer",
        "value",
        "limit",
        *(name for name in frame.columns[len(COLUMNS) :] if name not in left_out),
    ]
    return Counter(frame[columns].itertuples(index=False, name=None))


@pytest.mark.parametrize("names", IN_FOURS, ids="-".join)
@given(org=years(), on=ON, data=st.data())
def test_checks_of_the_year_equal_their_oracles(
    names: list[str], org: sg.Org, on: Any, data: st.DataObject
) -> None:
    """Of one year several are asked; to draw it takes longer than to ask."""
    for name in names:
        _equals_its_oracle(name, org, on, data)


def _equals_its_oracle(name: str, org: sg.Org, on: Any, data: st.DataObject) -> None:
    present = st.sampled_from([*org.layers * 4, *LAYERS])
    arguments = {
        key: data.draw(present if values is LAYER else values, label=key)
        for key, values in ARGUMENTS[name].items()
        if key == "policy" or data.draw(st.integers(0, 3))
    }
    day = {"today" if name == "misdated_records" else "on": on}
    note(f"{name}: {arguments}")
    try:
        expected = getattr(year_oracles, name)(org, **arguments, **day)
    except LookupError:
        with pytest.raises(sg.AbsentError):
            getattr(sg, name)(org, **arguments, **day)
        return
    frame = getattr(sg, name)(
        org, **arguments, **day, lang=data.draw(st.sampled_from(["en", "zh"]), label="lang")
    )
    _is_well_formed(name, frame)
    if name == "disordered_stages":
        assert told(frame, "before") == Counter(finding for finding, _ in expected)
        possible = {
            (finding[1], finding[2], finding[5], finding[6]): before for finding, before in expected
        }
        assert all(
            row.before in possible[row.entity_id, row.layer, row.task, row.stage]
            for row in frame.itertuples()
        )
    else:
        assert told(frame) == Counter(expected)


def _is_well_formed(name: str, frame: pd.DataFrame) -> None:
    (made,) = (made for made in all_checks().values() if made.name == name)
    assert list(frame) == [*COLUMNS, *OWN.get(name, [])]
    assert (frame["value"].dtype, frame["limit"].dtype) == ("float64", "float64")
    assert set(frame["check"]) <= {made.slug}
    assert made.scope == "whole" or set(frame["entity"]) <= {made.scope}
    for row in frame[frame["entity"] != "row"].itertuples():
        assert row.entity_id in row.message
        assert row.name in row.message
