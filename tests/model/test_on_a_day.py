"""The organisation on a day is taken from the whole one; it equals the one that is made of its rows."""

import datetime
import pickle
import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from sanzu_graph import Org
from sanzu_graph.model.day_snapshots import Snapshot
from tests.strategies import DAYS, organisations

#: What refers to what: table, column, home, and whether a row goes with it.
REFERENCES = [
    ("units", "parent", "units", False),
    ("memberships", "member", "members", True),
    ("memberships", "unit", "units", True),
    ("relations", "source", "members", True),
    ("relations", "target", "members", True),
    ("duties", "member", "members", True),
    ("duties", "unit", "units", True),
    ("activities", "unit", "units", True),
    ("participants", "activity", "activities", True),
    ("participants", "member", "members", True),
    ("remedies", "activity", "activities", True),
    ("remedies", "owner", "members", False),
    ("tasks", "unit", "units", True),
    ("task_events", "task", "tasks", True),
    ("task_events", "member", "members", False),
    ("absences", "member", "members", True),
    ("positions", "unit", "units", False),
    ("positions", "manager", "members", False),
    ("positions", "holder", "members", False),
    ("positions", "above", "positions", False),
]
DATED = ["members", "units", "memberships", "relations", "duties", "positions"]
SEEDS = st.integers(0, 2**32 - 1)
ON = [datetime.date(2025, 12, 31), *DAYS, datetime.date(2026, 1, 9)]


def with_history(org: Org, dice: random.Random) -> Org:
    """The organisation with more dates, and with records."""
    tables = dict(org.tables())
    members, units = tables["members"]["id"].tolist(), tables["units"]["id"].tolist()
    maybe_member, days = [None, *members], [None, None, *DAYS]
    several = range(dice.choice([0, 3, 8]))

    def rows(**cells: list) -> pd.DataFrame:
        """Rows that differ, drawn from the values of each column."""
        drawn = [tuple(dice.choice(values) for values in cells.values()) for _ in several]
        return pd.DataFrame(dict.fromkeys(drawn), columns=list(cells), dtype="str")

    if units and dice.random() < 2 / 3:
        ids = [f"K{number}" for number in several]
        kinds = {"unit": units, "kind": ["safety_class", "x"], "date": ["2026-01-02", "2026-01"]}
        tables["activities"] = _numbered(ids, kinds, dice)
        tables["tasks"] = _numbered(ids, {"unit": units, "scope": ["common", "specific"]}, dice)
        tables["positions"] = _numbered(
            ids,
            {"unit": [None, *units], "manager": maybe_member, "holder": maybe_member},
            dice,
        ).assign(above=[None, *ids][: len(ids)], since=[dice.choice(days) for _ in ids])
        if ids:
            tables["remedies"] = rows(activity=ids, problem=["x", "y"], owner=maybe_member)
            stages = {"stage": ["assign", "inspect"], "layer": ["team"]}
            tables["task_events"] = rows(task=ids, **stages, member=maybe_member)
            if members:
                tables["participants"] = rows(activity=ids, member=members)
                tables["absences"] = rows(member=members, since=DAYS)
    for table in DATED:
        frame = tables.get(table)
        if frame is not None and len(frame) and dice.random() < 1 / 2:
            for bound in ("since", "until"):
                frame = frame.assign(**{bound: [dice.choice(days) for _ in range(len(frame))]})
            tables[table] = frame
    return Org.from_tables(tables)


def _numbered(ids: list[str], cells: dict[str, list], dice: random.Random) -> pd.DataFrame:
    return pd.DataFrame(
        {"id": ids, **{name: [dice.choice(v) for _ in ids] for name, v in cells.items()}}
    )


def rows_on(tables: dict[str, pd.DataFrame], day: datetime.date) -> dict[str, pd.DataFrame]:
    """The tables of a day, from rows chosen one by one."""
    tables = dict(tables)
    for name in DATED:
        if name in tables:
            keep = [_holds(row, pd.Timestamp(day)) for row in tables[name].to_dict("records")]
            tables[name] = tables[name][np.array(keep, dtype=bool)]
    before: dict[str, int] = {}
    while before != {name: len(frame) for name, frame in tables.items()}:
        before = {name: len(frame) for name, frame in tables.items()}
        for name, column, home, is_required in REFERENCES:
            if name not in tables:
                continue
            frame, ids = tables[name], {*tables[home]["id"]}
            gone = [not pd.isna(cell) and cell not in ids for cell in frame[column]]
            if is_required:
                tables[name] = frame[~np.array(gone, dtype=bool)]
            elif any(gone):
                cells = [
                    None if lost else cell for cell, lost in zip(frame[column], gone, strict=True)
                ]
                tables[name] = frame.assign(
                    **{column: pd.Series(cells, index=frame.index, dtype=frame[column].dtype)}
                )
                if name in ("remedies", "task_events"):
                    tables[name] = tables[name].drop_duplicates()
    return tables


def _holds(row: dict, day: pd.Timestamp) -> bool:
    since, until = row.get("since"), row.get("until")
    return (pd.isna(since) or since <= day) and (pd.isna(until) or day < until)


def confirm_equal(found: Org, expected: Org) -> None:
    """In integers, before any frame is made; in numbers; and table by table."""
    for name, value in vars(expected.encoding).items():
        there = getattr(found.encoding, name)
        assert list(there) == list(value), name
        if isinstance(value, np.ndarray):
            assert there.dtype == value.dtype, name
    for name in ("members", "units", "by_member", "by_unit", "by_source", "by_target",
                 "by_duty_member", "by_duty_unit", "by_parent"):  # fmt: skip
        ours, theirs = getattr(found.encoding, name), getattr(expected.encoding, name)
        if isinstance(theirs, tuple):
            assert [list(part) for part in ours] == [list(part) for part in theirs], name
        else:
            assert ours.tolist() == theirs.tolist(), name
            assert ours.flags.writeable == theirs.flags.writeable == False  # noqa: E712
    assert (repr(found), found.is_dated) == (repr(expected), expected.is_dated)
    for table, frame in expected.tables().items():
        assert found.keeps(table)
        for column in frame:
            codes, values = found.codes(table, column)
            codes_there, values_there = expected.codes(table, column)
            assert codes.tolist() == codes_there.tolist(), (table, column)
            assert list(map(repr, values)) == list(map(repr, values_there)), (table, column)
            np.testing.assert_array_equal(
                found.numbers(table, column), expected.numbers(table, column)
            )
    for table, column, *_ in REFERENCES:
        if expected.keeps(table):
            places = found.referred(table, column)
            assert places.tolist() == expected.referred(table, column).tolist(), (table, column)
    for entity, ids in (("member", expected.encoding.members), ("unit", expected.encoding.units)):
        everybody = np.arange(len(ids))
        assert found.names(entity, everybody).tolist() == expected.names(entity, everybody).tolist()
    assert list(found.tables()) == list(expected.tables())
    for table, frame in expected.tables().items():
        pd.testing.assert_frame_equal(found.table(table), frame)
    assert found == expected


@given(org=organisations(), seed=SEEDS, days=st.lists(st.sampled_from(ON), min_size=1, max_size=2))
def test_a_day_equals_the_organisation_made_of_its_rows(org, seed, days):
    """Also the day of a day, and when it travels to another process."""
    found = with_history(org, random.Random(seed))
    tables = found.tables()
    note(str({name: frame.to_dict("list") for name, frame in tables.items()}))
    for day in days:
        found, tables = found.at(day), rows_on(tables, day)
    expected = Org.from_tables(tables)
    confirm_equal(found, expected)
    assert pickle.loads(pickle.dumps(found)) == expected  # noqa: S301 - our own bytes


@given(org=organisations(), seed=SEEDS, day=st.sampled_from(ON))
def test_a_snapshot_tells_where_each_row_stands(org, seed, day):
    whole = with_history(org, random.Random(seed))
    snapshot = Snapshot.of(whole, whole.at(day), pd.Timestamp(day).to_pydatetime())
    rows = rows_on(whole.tables(), day)
    for table in ("members", "units", "memberships", "relations", "duties"):
        places = [snapshot.place(table, row) for row in range(len(whole.table(table)))]
        assert [place for place in places if place >= 0] == list(range(len(rows[table])))
        stay = [row for row, place in enumerate(places) if place >= 0]
        assert stay == rows[table].index.tolist()


def test_years_of_service_stand_where_intake_puts_them():
    members = {
        "id": ["A", "B", "C"],
        "grade": ["x", "y", "x"],
        "skill_level": ["a", "b", "a"],
        "since": ["2020-03-01", "2019-03-02", None],
        "until": [None, None, "2026-01-01"],
    }
    org = Org(members, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    found = org.counting_years().at("2026-03-01")
    own = {**members, "seniority_years": [6, 6, None]}
    expected = org.replace(members=own).at("2026-03-01")
    confirm_equal(found, Org.from_tables(expected.tables()))
    assert found.numbers("members", "seniority_years").tolist() == [6, 6]
    assert list(found.members) == [
        "id", "name", "seniority_years", "skill_level", "since", "until", "grade",
    ]  # fmt: skip


def test_no_frame_is_made_before_somebody_asks(monkeypatch: pytest.MonkeyPatch):
    org = Org(
        {"id": ["A", "B"], "until": [None, "2026-01-01"], "work_type": ["line", "meter"]},
        {"id": ["T"], "layer": ["team"]},
        {"member": ["A", "B"], "unit": ["T", "T"]},
    )
    later = org.at("2026-02-01")
    monkeypatch.setattr(pd.DataFrame, "take", None)
    assert later.pairs("team").per_unit.tolist() == [1]
    assert later.codes("members", "work_type")[1].tolist() == ["line"]
    assert repr(later) == "Org(1 member, 1 unit in 1 layer, 1 membership)"
