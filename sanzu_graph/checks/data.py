"""Checks of the data itself: rows set aside, columns not read, dates in the wrong order.

Also ids that are nearly the same, and rows that say the same twice.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.checks.found import Found
from sanzu_graph.checks.registry import check
from sanzu_graph.checks.unaffected import (
    always,
    with_columns,
    with_ids,
    with_ordered_dates,
    with_single_rows,
)
from sanzu_graph.model.deltas import PAIRED, RowPairing
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.letter_case import alike_ids
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import MEMBER, REJECTED, UNIT, columns, look_alikes

ROW = "row"
_TOLD = ("table", "row", "column", "reason")


@check(severity="error", family="data", scope="whole", keys=("table", "row"), stays=always)
def rejected_rows(org: Org) -> Found:
    """Rows that a lenient reading set aside because they could not be used.

    Parameters
    ----------
    org
        The organisation.

    Returns
    -------
    pandas.DataFrame
        Findings about ``row`` entities (id: table and row), with ``table``, ``row``, ``column`` and
        ``reason``.

    Examples
    --------
    >>> org = Org({"id": ["A", "A"]}, {"id": [], "layer": []}, {"member": [], "unit": []}, strict=False)
    >>> rejected_rows(org)[["entity_id", "row"]].to_numpy().tolist()
    [['members:1', '1']]
    """
    aside = org.table(REJECTED)
    if not len(aside):
        none = np.empty(0, dtype=object)
        return Found(
            ROW,
            np.empty(0, dtype=np.intp),
            1,
            0,
            extra=dict.fromkeys(_TOLD, none),
            words={"place": none},
            ids=none,
        )
    aside = aside.fillna("")
    cells = {name: aside[name].to_numpy(object) for name in _TOLD}
    ids = (cells["table"] + ":" + cells["row"]).astype(object)
    place = aside["place"].where(aside["place"] != "", aside["table"]).to_numpy(object)
    return Found(ROW, np.arange(len(aside)), 1, 0, extra=cells, words={"place": place}, ids=ids)


@check(
    severity="warning", family="data", scope="whole", keys=("table", "column"), stays=with_columns
)
def misnamed_columns(org: Org) -> Found:
    """Columns that are kept as further ones, but are probably meant as columns of the schema.

    A heading counts that is an alias of a column, or differs from its name only by case and blanks.
    The column itself is missing, or holds nothing but its default. What members and units are like
    (`site`, `skill_level`) is left out. A policy asks for that by name.

    Parameters
    ----------
    org
        The organisation.

    Returns
    -------
    pandas.DataFrame
        Findings about ``row`` entities (id: table and column), with ``table``, ``column`` and
        ``meant`` (the column of the schema).

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"], "From": ["2026-01-01"]})
    >>> misnamed_columns(org)[["table", "column", "meant"]].to_numpy().tolist()
    [['memberships', 'From', 'since']]
    """
    findings = [
        (table, heading, name)
        for table in org.tables()
        if table != REJECTED
        for name, heading in _misnamed(table, org.table(table))
    ]
    tables, headings, meant = zip(*findings, strict=True) if findings else ((), (), ())
    extra = {"table": _texts(tables), "column": _texts(headings), "meant": _texts(meant)}
    ids = _texts(f"{table}:{heading}" for table, heading, _ in findings)
    return Found(ROW, np.arange(len(findings)), 1, 0, extra=extra, ids=ids)


@check(severity="warning", family="data", scope="whole", keys=("table",), stays=with_ids)
def case_twins(org: Org) -> Found:
    """Ids of one table that differ only by letter case, and are easily taken for one another.

    Parameters
    ----------
    org
        The organisation.

    Returns
    -------
    pandas.DataFrame
        One finding per id that has a twin, with ``table`` and ``twin`` (another such id); value:
        how many ids are alike.

    Examples
    --------
    >>> org = Org({"id": ["m1", "M1", "M2"]}, {"id": [], "layer": []}, {"member": [], "unit": []})
    >>> case_twins(org)[["entity_id", "twin"]].to_numpy().tolist()
    [['m1', 'M1'], ['M1', 'm1']]
    """
    findings: list[tuple[str, int, str, int]] = []
    code = org.encoding
    for kind, ids in ((MEMBER, code.member_ids), (UNIT, code.unit_ids)):
        for places in alike_ids(ids):
            findings += [
                (kind, place, ids[places[number - 1]], len(places))
                for number, place in enumerate(places)
            ]
    entity, rows, twins, alike = zip(*findings, strict=True) if findings else ((), (), (), ())
    tables = {MEMBER: "members", UNIT: "units"}
    extra = {"table": _texts(tables[kind] for kind in entity), "twin": _texts(twins)}
    return Found(
        _texts(entity), np.array(rows, dtype=np.intp), np.array(alike, dtype=float), 1, extra=extra
    )


@check(
    severity="error", family="data", scope="whole", keys=("table", "row"), stays=with_ordered_dates
)
def disordered_dates(org: Org) -> Found:
    """Rows that end before they begin: ``until`` earlier than ``since``.

    Parameters
    ----------
    org
        The organisation.

    Returns
    -------
    pandas.DataFrame
        One finding a row of the first five tables or of the absences, about its member or unit,
        with ``table`` and ``row`` (position from 0); value: days from since to until (below 0).

    Examples
    --------
    >>> org = Org({"id": ["A"], "since": ["2026-02-01"], "until": ["2026-01-01"]}, {"id": [], "layer": []}, {"member": [], "unit": []})
    >>> disordered_dates(org)[["entity_id", "table", "value"]].to_numpy().tolist()
    [['A', 'members', -31.0]]
    """
    code = org.encoding
    own: dict[str, tuple[str, Positions | range]] = {
        "members": (MEMBER, range(code.member_count)),
        "units": (UNIT, range(code.unit_count)),
        "memberships": (MEMBER, code.member),
        "relations": (MEMBER, code.source),
        "duties": (MEMBER, code.duty_member),
    }
    if org.keeps("absences"):
        own["absences"] = (MEMBER, org.referred("absences", "member"))
    findings: list[tuple[str, str, int, int, float]] = []
    for table, (kind, positions) in own.items():
        frame = org.table(table)
        if {"since", "until"} <= set(frame):
            days = (frame["until"] - frame["since"]).dt.days.to_numpy(dtype=float)
            findings += [
                (kind, table, row, int(positions[row]), days[row])
                for row in np.flatnonzero(days < 0).tolist()
            ]
    entity, tables, rows, positions_of, lengths = (
        zip(*findings, strict=True) if findings else ((), (), (), (), ())
    )
    extra = {"table": _texts(tables), "row": np.array(rows, dtype=np.intp)}
    return Found(
        _texts(entity),
        np.array(positions_of, dtype=np.intp),
        np.array(lengths, dtype=float),
        0,
        extra=extra,
    )


@check(
    severity="warning", family="data", scope="whole", keys=("table", "row"), stays=with_single_rows
)
def overlapping_rows(org: Org) -> Found:
    """Rows that say of one pair what another row says, on days that both hold.

    The same member, unit, role and title; the same member, unit and duty; the same two people and
    kind of relation. Such a row counts once in every size. Its shares are added up.

    Parameters
    ----------
    org
        The organisation.

    Returns
    -------
    pandas.DataFrame
        One finding a row that overlaps with an earlier row, about its member (of a relation: the
        source), with ``table``, ``row`` and ``other`` (the first such row; positions from 0);
        value: how many earlier rows it overlaps.

    Examples
    --------
    >>> rows = {"member": ["A", "A"], "unit": ["T", "T"], "since": ["2026-01-01", "2026-05-01"]}
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, rows)
    >>> overlapping_rows(org)[["entity_id", "row", "other"]].to_numpy().tolist()
    [['A', 1, 0]]
    """
    findings = [
        (table, row, int(getattr(org.encoding, pairing.codes[0])[row]), earlier)
        for table, pairing in PAIRED.items()
        for row, earlier in _overlapping(
            org.table(table), pairing, *(getattr(org.encoding, name) for name in pairing.codes[:2])
        )
    ]
    tables, rows, people, earlier = zip(*findings, strict=True) if findings else ((), (), (), ())
    extra = {
        "table": _texts(tables),
        "row": np.array(rows, dtype=np.intp),
        "other": np.array([others[0] for others in earlier], dtype=np.intp),
    }
    counts = np.array([len(others) for others in earlier], dtype=float)
    return Found(MEMBER, np.array(people, dtype=np.intp), counts, 0, extra=extra)


def _misnamed(table: str, frame: pd.DataFrame) -> Iterable[tuple[str, str]]:
    """Columns of the schema that are not there, and the further column that looks like each."""
    known = columns(table)
    further = [str(heading) for heading in frame if heading not in known]
    likeness = table in ("members", "units")
    for name, column in known.items() if further and len(frame) else ():
        if likeness and not column.structural and column.dtype != "date":
            continue
        alike = look_alikes(table, name, further)
        if alike and (name not in frame or not _says_anything(frame[name], column.default)):
            yield from ((name, heading) for heading in alike)


def _says_anything(cells: pd.Series, default: str) -> bool:
    """Whether a column holds more than what stands where nothing is given."""
    return bool((cells.notna() & (cells.astype("str") != default)).any())


def _overlapping(
    frame: pd.DataFrame, pairing: RowPairing, starts: Positions, ends: Positions
) -> Iterable[tuple[int, list[int]]]:
    """Rows of a table of pairs, and the earlier rows that say the same on some day of theirs."""
    dates = [name for name in ("since", "until") if name in frame]
    if not dates or not len(frame):
        return
    pairs = pd.Series(starts.astype(np.int64) * (int(ends.max()) + 1) + ends)
    same = [name for name in (*pairing.columns, "title") if name in frame]
    twins = frame.loc[pairs.duplicated(keep=False).to_numpy(), [*same, *dates]].reset_index()
    if not len(twins):
        return
    first, last = (_day_numbers(twins, name, end) for name, end in (("since", -1), ("until", 1)))
    for group in twins.groupby(same, sort=False, dropna=False).indices.values():
        places = [place for place in map(int, group) if first[place] < last[place]]
        for number, place in enumerate(places):
            earlier = [
                int(twins["index"][other])
                for other in places[:number]
                if first[place] < last[other] and first[other] < last[place]
            ]
            if earlier:
                yield int(twins["index"][place]), earlier


def _day_numbers(rows: pd.DataFrame, name: str, end: int) -> NDArray[np.float64]:
    """A column of dates in numbers of days; `end` times infinity where there is none."""
    if name not in rows:
        return np.full(len(rows), end * np.inf)
    days = rows[name].to_numpy("datetime64[D]")
    return np.where(np.isnat(days), end * np.inf, days.astype(np.int64))


def _texts(names: Iterable[str]) -> NDArray[np.object_]:
    return np.array(list(names), dtype=object)
