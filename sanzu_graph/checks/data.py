"""Checks of the data itself: rows set aside, ids that are nearly the same, dates in the wrong
order.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.checks.found import Found
from sanzu_graph.checks.registry import check
from sanzu_graph.checks.unaffected import always, with_ids, with_ordered_dates
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.letter_case import alike_ids
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import MEMBER, REJECTED, UNIT

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
    columns = {name: aside[name].to_numpy(object) for name in _TOLD}
    ids = (columns["table"] + ":" + columns["row"]).astype(object)
    place = aside["place"].where(aside["place"] != "", aside["table"]).to_numpy(object)
    return Found(ROW, np.arange(len(aside)), 1, 0, extra=columns, words={"place": place}, ids=ids)


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
    own: dict[str, tuple[str, Positions]] = {
        "members": (MEMBER, np.arange(len(code.members))),
        "units": (UNIT, np.arange(len(code.units))),
        "memberships": (MEMBER, code.member),
        "relations": (MEMBER, code.source),
        "duties": (MEMBER, code.duty_member),
    }
    if "absences" in org.tables():
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


def _texts(names: Iterable[str]) -> NDArray[np.object_]:
    return np.array(list(names), dtype=object)
