"""The organisation on a day is taken from the whole one; it equals the one that is made of its rows."""

import datetime
import pickle
import random

import numpy as np
import pandas as pd
from hypothesis import given, note
from hypothesis import strategies as st

from sanzu_graph import Org
from sanzu_graph.model.day_snapshots import Snapshot
from tests.strategies import DAYS

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
IDS = ["001", "1", "01", "NA", "null", "空", "1e5", "A", "a", "m{0}", "<b>x</b>", '"', "长" * 40]
SEEDS = st.integers(0, 2**32 - 1)
ON = [datetime.date(2025, 12, 31), *DAYS, datetime.date(2026, 1, 9)]


def odd_organisation(dice: random.Random) -> Org:
    """Any table may be empty; people and units end before what hangs on them; records too."""
    members, units = (
        dice.sample(IDS, dice.choice([0, 1, 5, 7])),
        dice.sample(IDS, dice.choice([0, 2, 7])),
    )
    maybe_member, days = [None, *members], [None, None, *DAYS]
    above = {unit: dice.choice([None, *units[place + 1 :]]) for place, unit in enumerate(units)}
    attributes = {
        "work_type": ["line", "meter", "空", None],
        "political_status": ["党员", "party_member", "群众", None],
        "seniority_years": [None, 0, 2.5, 9],
        "own": dice.choice([["1", "2.5", "x"], [1, 2], [True, False], [0.0, -0.0], [None, "y"]]),
    }

    def with_dates(frame: pd.DataFrame) -> pd.DataFrame:
        bounds = dice.choice([(), ("since",), ("until",), ("since", "until")])
        return frame.assign(**{bound: drawn(dice, days, len(frame)) for bound in bounds})

    def rows(**cells: list) -> pd.DataFrame:
        """Rows that differ, drawn from the values of each column."""
        count = dice.choice([0, 4, 12]) if all(cells.values()) else 0
        made = {tuple(dice.choice(values) for values in cells.values()): None for _ in range(count)}
        return pd.DataFrame(made, columns=list(cells), dtype="str")

    def numbered(letter: str, count: int, **cells: list) -> pd.DataFrame:
        count = count if all(cells.values()) else 0
        ids = {"id": [f"{letter}{number}" for number in range(count)]}
        return pd.DataFrame(ids | {name: drawn(dice, cells[name], count) for name in cells})

    people = {name: drawn(dice, values, len(members)) for name, values in attributes.items()}
    layers = drawn(dice, ["team", "team", "party", "union"], len(units))
    roles = ["leader", "deputy", "", "secretary", "clerk"]
    tables = {
        "members": with_dates(pd.DataFrame({"id": members, "name": members[::-1], **people})),
        "units": with_dates(
            pd.DataFrame({"id": units, "layer": layers, "parent": [*above.values()]}).sample(
                frac=1, random_state=dice.randrange(99)
            )
        ),
        "memberships": with_dates(rows(member=members, unit=units, role=roles, title=[None, "x"])),
        "relations": with_dates(rows(source=members, target=members, kind=["mentors", "a", "b"])),
        "duties": with_dates(rows(member=members, unit=units, duty=["report", "support"])),
    }
    if dice.random() < 2 / 3:
        kinds = {"kind": ["safety_class", "x"], "date": ["2026-01-02", "2026-01"]}
        posts = {"unit": [None, *units], "manager": maybe_member, "holder": maybe_member}
        tables["activities"] = numbered("K", 4, unit=units, **kinds)
        tables["tasks"] = numbered("J", 4, unit=units, scope=["common", "specific"])
        held, tasks = (tables[name]["id"].tolist() for name in ("activities", "tasks"))
        tables["participants"] = rows(activity=held, member=members)
        tables["remedies"] = rows(activity=held, problem=["x", "y"], owner=maybe_member)
        stages = {"stage": ["assign", "inspect"], "layer": ["team"]}
        tables["task_events"] = rows(task=tasks, **stages, member=maybe_member)
        tables["absences"] = rows(member=members, since=DAYS)
        positions = with_dates(numbered("P", 5, **posts))
        chain = [None, *positions["id"]][: len(positions)]
        tables["positions"] = positions.assign(above=chain)
    return Org.from_tables(tables)


def drawn(dice: random.Random, values: list, count: int) -> list:
    return [dice.choice(values) for _ in range(count)]


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
            if table == "members":
                numbers = expected.numbers(table, column)
                assert np.array_equal(found.numbers(table, column), numbers, equal_nan=True)
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


@given(seed=SEEDS, days=st.lists(st.sampled_from(ON), min_size=1, max_size=2))
def test_a_day_equals_the_organisation_made_of_its_rows(seed, days):
    """Also the day of a day, when it travels to another process, and where each row stands in it."""
    found = odd_organisation(random.Random(seed))
    tables = found.tables()
    note(str({name: frame.to_dict("list") for name, frame in tables.items()}))
    for day in days:
        before, found, tables = found, found.at(day), rows_on(tables, day)
        confirm_places(
            Snapshot.of(before, found, pd.Timestamp(day).to_pydatetime()), before, tables
        )
        tables = {name: frame.reset_index(drop=True) for name, frame in tables.items()}
    expected = Org.from_tables(tables)
    confirm_equal(found, expected)
    assert pickle.loads(pickle.dumps(found)) == expected  # noqa: S301 - our own bytes


def confirm_places(snapshot: Snapshot, whole: Org, rows: dict[str, pd.DataFrame]) -> None:
    """Each row that stays stands where it is met, and no other stands anywhere."""
    for table in ("members", "units", "memberships", "relations", "duties"):
        places = [snapshot.place(table, row) for row in range(len(whole.table(table)))]
        assert [place for place in places if place >= 0] == list(range(len(rows[table])))
        stay = [row for row, place in enumerate(places) if place >= 0]
        assert stay == rows[table].index.tolist()


def test_a_day_that_travels_leaves_the_whole_behind():
    ids = [f"M{number}" for number in range(1000)]
    members = {"id": ids, "since": ["2026-01-01"] + ["2027-01-01"] * 999}
    memberships = {"member": ids, "unit": ["T1"] * 1000}
    day = Org(members, {"id": ["T1"], "layer": ["team"]}, memberships).at("2026-06-01")
    travelled = pickle.dumps(day)
    assert len(travelled) < 1.5 * len(pickle.dumps(Org.from_tables(day.tables())))
    confirm_equal(pickle.loads(travelled), Org.from_tables(day.tables()))  # noqa: S301 - our own bytes
