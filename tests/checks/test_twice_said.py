"""Rows that say the same twice, and columns that are not read: what the checks of data tell."""

import random
from collections import Counter

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from tests import oracles
from tests.audits.test_local import SEEDS, follows
from tests.checks.test_against_oracles import told
from tests.searching import examples

DAY = st.none() | st.sampled_from(["2026-01-01", "2026-01-02", "2026-01-03"])
PEOPLE, UNITS = ["A", "B"], ["T", "U"]


def tables(least: int, **columns: list[str | None]) -> st.SearchStrategy[pd.DataFrame]:
    """Rows of few pairs and few days, so that they often overlap."""
    cells = {name: st.sampled_from(values) for name, values in columns.items()}
    names = [*columns, "since", "until"]
    return st.lists(
        st.fixed_dictionaries({**cells, "since": DAY, "until": DAY}),
        min_size=least,
        max_size=5,
        unique_by=lambda row: tuple(str(row[name]) for name in names),
    ).map(lambda rows: pd.DataFrame(rows, columns=names, dtype=object))


@examples(40)
@given(
    memberships=tables(
        2, member=PEOPLE, unit=UNITS, role=["member", "leader"], title=[None, "chief"]
    ),
    relations=tables(0, source=PEOPLE, target=PEOPLE, kind=["mentors", "reports_to"]),
    duties=tables(0, member=PEOPLE, unit=UNITS, duty=["support"]),
    seed=SEEDS,
)
def test_rows_that_overlap_are_found_and_followed(
    memberships: pd.DataFrame, relations: pd.DataFrame, duties: pd.DataFrame, seed: int
) -> None:
    org = sg.Org(
        {"id": PEOPLE},
        {"id": UNITS, "layer": "team"},
        memberships,
        relations=relations,
        duties=duties,
    )
    assert told(sg.overlapping_rows(org)) == Counter(oracles.overlapping_rows(org))
    policy = sg.Policy.for_layers("team", [])
    follows(org, random.Random(seed), steps=2, policy=policy, select=["data"])


def test_shares_of_rows_that_overlap_are_told() -> None:
    """Two rows of half a post: the sum may be wrong, so somebody is told."""
    rows = {
        "member": ["A", "A"],
        "unit": ["T", "T"],
        "share": [0.5, 0.5],
        "since": ["2026-01-01"] * 2,
    }
    rows["until"] = ["2026-12-31", "2027-12-31"]
    org = sg.Org({"id": ["A"], "name": ["Ana"]}, {"id": ["T"], "layer": ["team"]}, rows)
    found = sg.audit(org, sg.Policy.for_layers("team", []), on="2026-06-01", lang="en").findings
    (message,) = found.loc[found["check"] == "overlapping_row", "message"]
    assert message.startswith("Ana (A): rows 0 and 1 of memberships")


def test_a_column_is_misnamed_only_where_its_own_is_not_there() -> None:
    def misnamed(**columns: list[str | None]) -> list[str]:
        org = sg.Org(
            {"id": ["A"]},
            {"id": ["T"], "layer": ["team"]},
            {"member": ["A"], "unit": ["T"], **columns},
        )
        return sg.misnamed_columns(org)["meant"].tolist()

    assert misnamed(start=["2026-01-01"]) == ["since"]
    assert misnamed(start=["2026-01-01"], since=[None]) == ["since"]
    assert misnamed(start=["2026-01-01"], since=["2026-02-01"]) == []
    assert misnamed(Role=["leader"], ROLE=["leader"]) == ["role", "role"]
    assert misnamed(note=["x"]) == []


def test_what_somebody_is_like_may_be_called_anything() -> None:
    org = sg.Org(
        {"id": ["A"], "grade": ["3"], "姓名": ["甲"]},
        {"id": ["T"], "layer": ["team"]},
        {"member": ["A"], "unit": ["T"]},
    )
    assert sg.misnamed_columns(org)["column"].tolist() == ["姓名"]
