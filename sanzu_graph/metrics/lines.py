"""Measures of who answers to whom, and of how much a leader carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.doors import guarded
from sanzu_graph.errors import InputError
from sanzu_graph.metrics.counts import led_by
from sanzu_graph.model.grouping import distinct, grouped
from sanzu_graph.model.person_lines import all_person_lines, hierarchy, person_lines
from sanzu_graph.model.ties import lines
from sanzu_graph.schema import DOTTED_LINE, LEADER, MANAGES, MEMBER

if TYPE_CHECKING:
    from sanzu_graph.model.grouping import Positions
    from sanzu_graph.model.organisation import Org


@guarded
def management_lines(org: Org, layer: str | None = None) -> pd.DataFrame:
    """Who answers to whom. Each member of a unit answers to each of its leaders but oneself. Each
    person answers to the managers whom they report to.

    Parameters
    ----------
    org
        The organisation.
    layer
        Only lines in this layer; then lines from person to person are left out.

    Returns
    -------
    pandas.DataFrame
        One row a line: ``member``, ``layer``, ``unit``, ``leader`` (ids), ``kind``: ``manages``
        where the leader leads the unit; ``reports_to`` (solid) or ``dotted_line`` from person to
        person, where layer and unit are empty. The graph's ``manages`` edges are the same lines.
        Nobody has a line to oneself; a unit without a leader gives no line.

    Raises
    ------
    AbsentError
        If the organisation has no such layer.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A", "B"], "unit": ["T", "T"], "role": ["leader", ""]},
    ...           {"source": ["A"], "target": ["B"], "kind": ["reports_to"]})
    >>> management_lines(org).to_numpy().tolist()
    [['B', 'team', 'T', 'A', 'manages'], ['A', '', '', 'B', 'reports_to']]
    """
    code = org.encoding
    member, unit, leader = lines(org, layer)
    layers = np.array([*code.layers, ""], dtype=object)
    parts = [(member, layers[code.unit_layer[unit]], code.units[unit], leader, MANAGES)]
    for kind, between in all_person_lines(org).items() if layer is None else ():
        nowhere = np.full(len(between.member), "", dtype=object)
        parts.append((between.member, nowhere, nowhere, between.manager, kind))
    return pd.DataFrame(
        {
            "member": np.concatenate([code.members[part[0]] for part in parts]),
            "layer": np.concatenate([part[1] for part in parts]),
            "unit": np.concatenate([part[2] for part in parts]),
            "leader": np.concatenate([code.members[part[3]] for part in parts]),
            "kind": np.concatenate(
                [np.full(len(part[0]), part[4], dtype=object) for part in parts]
            ),
        }
    )


@guarded
def span_of_control(org: Org, layer: str | None = None, *, by: str | None = None) -> pd.DataFrame:
    """How many people answer to each leader and manager: those who report to the person, and the
    members of the units that the person leads.

    Parameters
    ----------
    org
        The organisation.
    layer
        Only the units of this layer; then the answer is by unit.
    by
        ``"member"``: over all units and all lines from person to person. ``"unit"``: layer by
        layer, for units alone. By default ``"unit"`` where a layer is named, else ``"member"``.

    Returns
    -------
    pandas.DataFrame
        By member, one row a person who leads a unit or has reports: ``member``, ``name``,
        ``direct_reports`` (distinct people: solid lines and units led), ``all_reports`` (distinct
        people: these, and everybody below by solid lines), ``solid``, ``dotted`` (people with such
        a line to the person), ``led`` (units). By unit, one row a leader and layer: ``member``,
        ``name``, ``layer``, ``units`` (led there), ``direct_reports``. Nobody counts as one's own
        report.

    Raises
    ------
    AbsentError
        If the organisation has no such layer.
    InputError
        If `by` is another word, or is ``"member"`` where a layer is named.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": list("ABC")}, {"id": ["T"], "layer": ["team"]}, {"member": ["A", "B"], "unit": ["T", "T"], "role": ["leader", ""]},
    ...           {"source": ["C"], "target": ["B"], "kind": ["reports_to"]})
    >>> span_of_control(org)[["member", "direct_reports", "all_reports", "solid", "led"]].to_numpy().tolist()
    [['A', 1, 1, 0, 1], ['B', 1, 1, 1, 0]]
    >>> span_of_control(org, by="unit")[["member", "units", "direct_reports"]].to_numpy().tolist()
    [['A', 1, 1]]
    """
    by = by or ("member" if layer is None else "unit")
    if by not in ("member", "unit") or (by == "member" and layer is not None):
        raise InputError("error.span_by", value=by)
    return _by_unit(org, layer) if by == "unit" else _by_member(org)


def _by_member(org: Org) -> pd.DataFrame:
    total = max(org.encoding.member_count, 1)
    member, _, leader = lines(org)
    key = distinct(leader * total + member)
    people = hierarchy(org)
    both = distinct(np.concatenate([key, people.lines_to * total + people.lines_from]))
    direct = np.bincount(both // total, minlength=total)
    every = people.below_with(key % total, key // total)
    dotted = np.bincount(person_lines(org, DOTTED_LINE).manager, minlength=total)
    led = led_by(org)[0]
    rows = np.flatnonzero((led > 0) | (people.reports > 0) | (dotted[: len(led)] > 0))
    return _member_frame(org, rows).assign(
        direct_reports=direct[rows],
        all_reports=every[rows],
        solid=people.reports[rows],
        dotted=dotted[rows],
        led=led[rows],
    )


def _by_unit(org: Org, layer: str | None) -> pd.DataFrame:
    frames = []
    for name in org.layers if layer is None else (layer,):
        units, leaders = led_by(org, name)
        frames.append(
            _member_frame(org, leaders).assign(
                layer=name, units=units[leaders], direct_reports=unit_reports(org, name)[leaders]
            )
        )
    columns = ["member", "name", "layer", "units", "direct_reports"]
    return (
        pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)
    )


def unit_reports(org: Org, layer: str) -> Positions:
    """How many people each member leads in the units of a layer; all members.

    Who leads one unit leads all its other members. Only where somebody leads several units are
    people compared, because they may be in more than one of these.
    """
    people, led = org.pairs(layer), org.pairs(layer, LEADER)
    reports = np.zeros(people.members, dtype=np.intp)
    is_only = led.per_member[led.member] == 1
    reports[led.member[is_only]] = people.per_unit[led.unit[is_only]] - 1
    rows = np.flatnonzero(~is_only)
    if len(rows):
        unit = led.unit[rows]
        below, row = grouped(people.unit, len(people.per_unit)).rows_of(unit)
        leader, member = led.member[rows][row], people.member[below]
        key = distinct((leader * people.members + member)[leader != member])
        reports += np.bincount(key // people.members, minlength=people.members)
    return reports


@guarded
def leadership_load(org: Org) -> pd.DataFrame:
    """How many units each leader leads, in all and per layer.

    Parameters
    ----------
    org
        The organisation.

    Returns
    -------
    pandas.DataFrame
        One row a person who leads anything: ``member``, ``name``, ``units`` (led in all layers),
        then one column a layer, named ``units_`` + layer.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A"]}, {"id": ["T", "P"], "layer": ["team", "party"]}, {"member": ["A", "A"], "unit": ["T", "P"], "role": ["leader", "leader"]})
    >>> leadership_load(org).to_numpy().tolist()
    [['A', 'A', 2, 1, 1]]
    """
    count, leaders = led_by(org)
    per_layer = {f"units_{layer}": led_by(org, layer)[0][leaders] for layer in org.layers}
    return _member_frame(org, leaders).assign(units=count[leaders], **per_layer)


def _member_frame(org: Org, members: Positions) -> pd.DataFrame:
    return pd.DataFrame(
        {"member": org.encoding.members[members], "name": org.names(MEMBER, members)}
    )
