"""Who the people are, counted by attribute, and small groups withheld."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.charts.headlines import noun
from sanzu_graph.messages import text
from sanzu_graph.model.column_values import canonical
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.reports.disclosure import Published
from sanzu_graph.schema import columns
from sanzu_graph.schema.labels import column_label, value_label

Counts = NDArray[np.int64]
Hidden = NDArray[np.bool_]

#: What stands for a count that is withheld.
WITHHELD = "·"
#: Where bands of years begin.
_BANDS = (0, 2, 5, 10, 20)
_YEARS = "seniority_years"
#: An attribute of more values describes people one by one.
_MOST_VALUES = 15


@dataclass(frozen=True, eq=False)
class Breakdown:
    """One attribute: how many people have which value, in the whole and in each layer, or in each
    base unit.

    Attributes
    ----------
    attribute : what is counted, in words
    values : the values, in words
    groups : of whom, in words
    counts : values × groups
    hidden : which counts are withheld
    """

    attribute: str
    values: tuple[str, ...]
    groups: tuple[str, ...]
    counts: Counts
    hidden: Hidden

    @property
    def shown(self) -> NDArray[np.float64]:
        """The counts, not a number where they are withheld."""
        return np.where(self.hidden, np.nan, self.counts)

    def frame(self) -> pd.DataFrame:
        """The counts as text under their headings; what is withheld as a dot."""
        shown = np.where(self.hidden, WITHHELD, self.counts.astype("U"))
        return pd.DataFrame(
            {
                self.attribute: list(self.values),
                **{group: shown[:, at].tolist() for at, group in enumerate(self.groups)},
            }
        )


def withheld(counts: Counts, minimum: int, *, across: bool = False) -> Hidden:
    """Which counts of people must not be shown: those below `minimum`, and those that would give
    them away by subtraction.

    Parameters
    ----------
    counts
        Values × groups; what each group comes to is known.
    minimum
        The fewest people who may be told apart as a group. 0 and 1 withhold nothing.
    across
        Whether what each value comes to in all groups together is known, too.

    Returns
    -------
    numpy.ndarray of bool

    Notes
    -----
    No count of 1 … `minimum` - 1 is shown. Where a column withholds one count, it withholds a second:
    else it would be what is left of the sum. Together they come to `minimum`; the smallest are
    taken. With `across` the same holds for rows. In a group of fewer than `minimum` people
    everything is withheld, zeros too.

    Examples
    --------
    >>> withheld(np.array([[20], [7], [1]]), 5).ravel().tolist()
    [False, True, True]
    >>> withheld(np.array([[20], [7], [0]]), 5).ravel().tolist()
    [False, False, False]
    """
    hidden = (counts > 0) & (counts < minimum)
    totals = counts.sum(axis=0)
    hidden[:, (totals > 0) & (totals < minimum)] = True
    settled = False
    while not settled:
        before = hidden.copy()
        for at in range(counts.shape[1]):
            _widen(counts[:, at], hidden[:, at], minimum)
        for at in range(counts.shape[0] if across else 0):
            _widen(counts[at], hidden[at], minimum)
        if across:
            _close(counts, hidden)
        settled = bool((before == hidden).all())
    return hidden


#: What it costs to withhold a zero, which tells less than it seems to.
_ZERO = 1_000_000


def _close(counts: Counts, hidden: Hidden) -> None:
    """Withhold more, until no count is the only one by which two parts of a table hang together;
    in place.

    The sums of the lines of one part, taken from each other, would give that count away. Each
    becomes a corner of a rectangle of withheld counts, of the least people.
    """
    import networkx as nx

    if min(counts.shape) <= 1:
        return
    while True:
        places = np.argwhere(hidden).tolist()
        graph = nx.Graph([(("row", row), ("column", at)) for row, at in places])
        bridges = [sorted(ends, reverse=True) for ends in nx.bridges(graph)]
        for (_, row), (_, column) in sorted(bridges):
            cost = np.where(hidden, 0, np.where(counts > 0, counts + 1, _ZERO))
            corners = cost[row][np.newaxis, :] + cost[:, column][:, np.newaxis] + cost
            corners[row, :] = corners[:, column] = _ZERO * 10
            other_row, other_column = divmod(int(corners.argmin()), counts.shape[1])
            hidden[row, other_column] = hidden[other_row, column] = True
            hidden[other_row, other_column] = True
        if not bridges:
            return


def _withheld_beside_whole(counts: Counts, minimum: int) -> Hidden:
    """As `withheld`, where the first column is the whole: what it has more than another column is a
    group of people, too.
    """
    hidden = withheld(counts, minimum)
    for at in range(1, counts.shape[1]):
        others, is_hidden = counts[:, 0] - counts[:, at], hidden[:, at]
        is_hidden |= (others > 0) & (others < minimum)
        if 0 < others.sum() < minimum:
            is_hidden[:] = True
        for sums in (counts[:, at], others):
            _widen(sums, is_hidden, minimum)
    return hidden


def _widen(counts: Counts, hidden: Hidden, minimum: int) -> None:
    """Withhold more of a line, the smallest first, until what is withheld cannot be told apart; in
    place.
    """
    order = np.argsort(counts, kind="stable")
    for at in (
        *(place for place in order if counts[place]),
        *(place for place in order if not counts[place]),
    ):
        if not hidden.any() or (hidden.sum() > 1 and counts[hidden].sum() >= minimum):
            return
        hidden[at] = True


def counted(org: Org, policy: Policy, minimum: int) -> tuple[list[Breakdown], list[Breakdown]]:
    """Every attribute of few values, counted in the whole organisation and in each layer, and in
    each base unit.

    Of each attribute no count can be worked out that is withheld, from both tables together
    (`sanzu_graph.reports.disclosure`). The second list is empty without base units.
    """
    layers = [layer.name for layer in policy.layers if layer.name in org.layers]
    inside = [
        np.ones(org.encoding.member_count, dtype=bool),
        *(org.pairs(layer).per_member > 0 for layer in layers),
    ]
    groups = (text("report.whole"), *(noun(policy, layer) for layer in layers))
    has_base = policy.base in org.layers
    seats, names = _seats(org, policy.base) if has_base else (None, ())
    by_layer, by_unit = [], []
    for attribute, codes, values in _attributes(org):
        counts = np.stack(
            [np.bincount(codes[mask], minlength=len(values)) for mask in inside], axis=1
        ).astype(np.int64)
        units = np.zeros((len(values), len(names)), dtype=np.int64)
        surplus = 0
        if seats is not None:
            np.add.at(units, (codes[seats[0]], seats[1]), 1)
            surplus = len(seats[0]) - len(np.unique(seats[0]))
        shown = Published(
            counts,
            _withheld_beside_whole(counts, minimum),
            units,
            withheld(units, minimum, across=True),
            layers.index(policy.base) + 1 if has_base and policy.base in layers else None,
            surplus,
        )
        shown.withhold_more(minimum)
        by_layer.append(Breakdown(attribute, tuple(values), groups, counts, shown.groups_hidden))
        by_unit.append(Breakdown(attribute, tuple(values), names, units, shown.units_hidden))
    return by_layer, by_unit if has_base else []


def breakdowns(org: Org, policy: Policy, minimum: int) -> list[Breakdown]:
    """The attributes in the whole and in each layer, as `counted` has them."""
    return counted(org, policy, minimum)[0]


def by_base_unit(org: Org, policy: Policy, minimum: int) -> list[Breakdown]:
    """The attributes in each base unit, as `counted` has them."""
    return counted(org, policy, minimum)[1]


def _seats(
    org: Org, base: str
) -> tuple[tuple[NDArray[np.intp], NDArray[np.intp]], tuple[str, ...]]:
    """Members and places of base units, one a seat, and what the units are called."""
    pairs = org.pairs(base)
    place = np.full(org.encoding.unit_count, -1)
    place[pairs.units] = np.arange(len(pairs.units))
    names = _unlike([str(name) for name in org.names("unit", pairs.units)])
    return (np.asarray(pairs.member, dtype=np.intp), place[pairs.unit]), names


def _attributes(org: Org) -> Iterator[tuple[str, NDArray[np.intp], list[str]]]:
    """Attribute, the place of each member's value, and the values in words, the unknown last."""
    members = org.members
    for name, column in columns("members").items():
        if column.structural or column.dtype == "date" or name not in members:
            continue
        codes, values = _bands(org) if name == _YEARS else _values(org, name)
        if 1 < len(values) <= _MOST_VALUES:
            if (codes < 0).any():
                values = [*values, text("report.unknown")]
                codes = np.where(codes < 0, len(values) - 1, codes)
            yield column_label("members", name), codes.astype(np.intp), values


def _values(org: Org, name: str) -> tuple[NDArray[np.intp], list[str]]:
    codes, values = org.codes("members", name)
    order = sorted(range(len(values)), key=lambda at: canonical(values[at]))
    rank = np.empty(len(values) + 1, dtype=np.intp)
    rank[order], rank[-1] = np.arange(len(values)), -1
    return rank[codes], [value_label(name, canonical(values[at])) for at in order]


def _bands(org: Org) -> tuple[NDArray[np.intp], list[str]]:
    years = org.numbers("members", _YEARS)
    known = ~np.isnan(years)
    codes = np.where(
        known, np.searchsorted(_BANDS, np.where(known, years, 0), side="right") - 1, -1
    )
    named = [f"{begin}–{end - 1}" for begin, end in pairwise(_BANDS)] + [f"≥ {_BANDS[-1]}"]
    return np.maximum(codes, -1), named


def _unlike(names: list[str]) -> tuple[str, ...]:
    """The names, numbered where two are the same."""
    taken: dict[str, None] = {}
    for name in names:
        chosen, number = name, 2
        while chosen in taken:
            chosen, number = f"{name} ({number})", number + 1
        taken[chosen] = None
    return tuple(taken)
