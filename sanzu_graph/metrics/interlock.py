"""Measures of how two layers interlock: shared people, reach, and who leads in both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.doors import guarded
from sanzu_graph.metrics.counts import led_by, represented, shared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sanzu_graph.model.organisation import Org

_DENSE_CELLS = 10_000_000


@guarded
def overlap(
    org: Org, layer: str = "party", base: str = "team", *, rollup: bool = False
) -> pd.DataFrame:
    """How many people every base unit shares with every group: ``B_base.T @ B_layer`` (Breiger
    1974).

    Parameters
    ----------
    org
        The organisation.
    layer, base
        The layer of the columns and of the rows.
    rollup
        Count the members of a unit in every unit above it too.

    Returns
    -------
    pandas.DataFrame
        Base units × groups, counts; index and columns are unit ids in table order. An empty row is
        a blank unit. Beyond ten million cells the columns are sparse.

    Raises
    ------
    AbsentError
        If the organisation lacks one of the layers.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["M1"]}, {"id": ["T1", "P1"], "layer": ["team", "party"]}, {"member": ["M1", "M1"], "unit": ["T1", "P1"]})
    >>> overlap(org).to_numpy().tolist()
    [[1]]
    """
    units = org.encoding.units
    rows, columns = (pd.Index(units[org.pairs(name).units], name=name) for name in (base, layer))
    counts = shared(org, layer, base, rollup=rollup)
    if len(rows) * len(columns) > _DENSE_CELLS:
        sparse_frame: pd.DataFrame = pd.DataFrame.sparse.from_spmatrix(  # type: ignore[attr-defined]
            counts, index=rows, columns=columns
        )
        return sparse_frame
    return pd.DataFrame(counts.toarray(), index=rows, columns=columns)


@guarded
def coverage(
    org: Org,
    layer: str = "party",
    base: str = "team",
    *,
    minimum: float = 1,
    rollup: bool = False,
    duty: str | Sequence[str] | None = None,
) -> pd.DataFrame:
    """How many base units a layer reaches, and their share: units with at least `minimum` of its
    members.

    Parameters
    ----------
    org, layer, base, rollup
        As in `overlap`.
    minimum
        The fewest people who count as reaching a unit.
    duty
        A duty (or several) whose holder counts as well.

    Returns
    -------
    pandas.DataFrame
        One row: ``layer``, ``base``, ``units``, ``covered``, ``share`` = covered / units (NaN
        without units).

    Raises
    ------
    AbsentError
        If the organisation lacks one of the layers.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["M1"]}, {"id": ["T1", "T2", "P1"], "layer": ["team", "team", "party"]}, {"member": ["M1", "M1"], "unit": ["T1", "P1"]})
    >>> coverage(org)[["units", "covered", "share"]].iloc[0].tolist()
    [2.0, 1.0, 0.5]
    """
    covered, units = covered_units(org, layer, base, minimum=minimum, rollup=rollup, duty=duty)
    return pd.DataFrame(
        {
            "layer": [layer],
            "base": [base],
            "units": [units],
            "covered": [covered],
            "share": [share(covered, units)],
        }
    )


def covered_units(
    org: Org,
    layer: str,
    base: str,
    *,
    minimum: float,
    rollup: bool,
    duty: str | Sequence[str] | None,
) -> tuple[int, int]:
    """How many base units `coverage` counts as reached, and how many there are."""
    units = org.pairs(base).units
    count = represented(org, layer, base, rollup=rollup, duty=duty)
    return int((count[units] >= minimum).sum()), len(units)


@guarded
def integration(
    org: Org, layer: str = "party", base: str = "team", *, rollup: bool = False
) -> pd.DataFrame:
    """How far a layer interlocks with the base layer (S9), in four measures.

    Parameters
    ----------
    org, layer, base, rollup
        As in `overlap`.

    Returns
    -------
    pandas.DataFrame
        One row: ``layer``, ``base`` and

        - ``covered_share`` = base units with a member of the layer / base units,
        - ``leads_both_share`` = people who lead in both layers / people who lead in either,
        - ``concentration`` = mean over groups with members of: its largest number of members in one base unit / its members,
        - ``reach`` = mean over groups with members of: base units it has members in;

        NaN where there is nothing to divide by.

    Raises
    ------
    AbsentError
        If the organisation lacks one of the layers.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org(
    ...     {"id": ["M1", "M2"]}, {"id": ["T1", "T2", "P1"], "layer": ["team", "team", "party"]},
    ...     {"member": ["M1", "M2", "M1", "M2"], "unit": ["T1", "T2", "P1", "P1"], "role": ["leader", "leader", "leader", ""]},
    ... )
    >>> integration(org).iloc[0, 2:].tolist()
    [1.0, 0.5, 0.5, 2.0]
    """
    covered = covered_units(org, layer, base, minimum=1, rollup=rollup, duty=None)
    counts = shared(org, layer, base, rollup=rollup).tocsc()
    groups = org.pairs(layer, rollup=rollup)
    headcount = groups.per_unit[groups.units]
    filled = headcount > 0
    largest = counts.max(axis=0).toarray().ravel() if counts.shape[0] else np.zeros(counts.shape[1])
    reach = np.diff(counts.indptr)
    leads, leads_base = (led_by(org, name)[0] > 0 for name in (layer, base))
    return pd.DataFrame(
        {
            "layer": [layer],
            "base": [base],
            "covered_share": [share(*covered)],
            "leads_both_share": [
                share(int((leads & leads_base).sum()), int((leads | leads_base).sum()))
            ],
            "concentration": [
                float((largest[filled] / headcount[filled]).mean()) if filled.any() else np.nan
            ],
            "reach": [float(reach[filled].mean()) if filled.any() else np.nan],
        }
    )


def share(part: int, whole: int) -> float:
    """A part of a whole; NaN where there is nothing to divide by."""
    return part / whole if whole else np.nan
