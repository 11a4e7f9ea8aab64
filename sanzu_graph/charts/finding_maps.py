"""Which unit has which findings."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.audits.audit_run import audit as ask
from sanzu_graph.charts.colors import SEVERITIES, mixed
from sanzu_graph.charts.drawings import Drawing
from sanzu_graph.charts.grids import Grid, GridColumn, GridRow, grid_scene
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.scenes import Scene
from sanzu_graph.errors import speaking
from sanzu_graph.schema import MEMBER, UNIT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sanzu_graph.audits.audit_run import Audit
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy

#: The most units that are drawn, and fewer where the axes are small.
_MOST = (40, 20, 10, 5)


@chart
def plot_findings(
    org: Org,
    *,
    audit: Audit | None = None,
    ax: Axes | None = None,
    policy: Policy | None = None,
    lang: str | None = None,
    on: object = None,
) -> Drawing:
    """Units × checks: how many findings each unit has, worst first, severity as colour.

    A finding about a member counts at each unit of the base layer that the member is in; members in
    none, and faults of rows, have a line of their own. Units without findings are counted, not
    drawn; of the others the worst 40 are, and below them the sums over all.

    Parameters
    ----------
    org
        The organisation.
    audit
        Its audit, where it has been made already; else it is made.
    policy
        What is demanded; by default the audit's, else ``Policy()``.
    on
        The day to look at, as in `audit`; not used where an audit is given.

    Raises
    ------
    InputError
        If `on` is no day.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from sanzu_graph import Org, Policy
    >>> org = Org({"id": ["A"]}, {"id": ["T1", "T2"], "layer": ["team"] * 2}, {"member": ["A"], "unit": ["T1"], "role": ["leader"]})
    >>> ax = plot_findings(org, policy=Policy.for_layers("team"), lang="en")
    >>> [text.get_text() for text in ax.texts][:2]
    ['Findings – errors: 0, warnings: 1, notes: 1', 'Worst units first; a finding about a member counts at their team.']
    >>> plt.close(ax.figure)
    """
    policy = policy if policy is not None else None if audit is None else audit.policy
    answer = ask(org, policy, on=on) if audit is None else audit
    with speaking(None, answer.lang):
        words = Lettering()
    places = _places(answer)
    return Drawing(words, [partial(_scene, answer, places, words, most) for most in _MOST])


def _scene(found: Audit, places: pd.DataFrame, words: Lettering, most: int) -> Scene:
    return grid_scene(_grid(found, places, words, most), words)


def _places(found: Audit) -> pd.DataFrame:
    """Where each finding counts: ``check``, ``severity``, ``unit`` (position; -1 no base unit, -2
    rows of tables), ``finding``.
    """
    org, findings = found.org, found.findings
    base = found.policy.base
    member, unit = (
        (org.pairs(base).member, org.pairs(base).unit)
        if base in org.layers
        else (np.empty(0, dtype=np.intp),) * 2
    )
    homes = pd.DataFrame({"entity_id": org.encoding.members[member], "home": unit})
    units = pd.Series(
        np.arange(len(org.encoding.units)), index=pd.Index(org.encoding.units, dtype=object)
    )
    table = (
        findings[["check", "severity", "entity", "entity_id"]]
        .astype(object)
        .assign(finding=np.arange(len(findings)))
    )
    of_members = table[table["entity"] == MEMBER].merge(
        homes.astype({"entity_id": object}), on="entity_id", how="left"
    )
    of_units = table[table["entity"] == UNIT]
    of_rows = table[~table["entity"].isin([MEMBER, UNIT])]
    parts = [
        of_members.assign(unit=of_members["home"].fillna(-1).astype(int)).drop(columns="home"),
        of_units.assign(unit=units.reindex(of_units["entity_id"]).fillna(-2).to_numpy(dtype=int)),
        of_rows.assign(unit=-2),
    ]
    return pd.concat(parts, ignore_index=True).astype({"unit": int})


def _grid(found: Audit, places: pd.DataFrame, words: Lettering, most: int) -> Grid:
    severity = {
        str(slug): str(grave)
        for slug, grave in zip(places["check"], places["severity"], strict=True)
    }
    checks = [
        slug for slug in map(str, found.summary()["check"]) if slug in severity
    ]  # gravest first
    units = np.sort(places["unit"].unique())
    counts = np.zeros((len(units), len(checks)), dtype=np.int64)
    column = (
        pd.Index(checks).get_indexer(pd.Index(places["check"]))
        if checks
        else np.empty(0, dtype=np.intp)
    )
    np.add.at(counts, (np.searchsorted(units, places["unit"]), column), 1)
    order = _worst_first(counts, [severity[slug] for slug in checks])
    drawn = order[:most]
    per_severity = found.findings["severity"].value_counts()
    largest = max(int(counts.max(initial=0)), 4)

    def color(count: int, place: int) -> str:
        return mixed(*SEVERITIES[severity[checks[place]]], min(1.0, (count - 1) / (largest - 1)))

    sound = len(found.org.encoding.units) - int((units >= 0).sum())
    rest = len(order) - len(drawn)
    more = [words.text("chart.more_units", count=rest)] if rest else []
    return Grid(
        title=words.text(
            "chart.findings_on" if found.on is not None else "chart.findings",
            on=found.on,
            **{name: int(per_severity.get(name, 0)) for name in SEVERITIES},
        ),
        notes=[words.text("chart.findings_note", base=words.layer(found.policy, found.policy.base))]
        if checks
        else [],
        keys=[],
        rows=[
            *(_row(found, int(units[place]), words) for place in drawn),
            *([GridRow(words.text("chart.all_units"))] if rest else []),
        ],
        columns=[_column(slug, severity[slug], words) for slug in checks],
        counts=np.vstack([counts[drawn], counts.sum(axis=0)]) if rest else counts[drawn],
        color=color,
        corner=words.text("column.unit"),
        footnotes=[*more, words.text("chart.sound_units", count=sound)],
    )


def _worst_first(counts: NDArray[np.int64], severities: list[str]) -> NDArray[np.intp]:
    """Most errors first, then most warnings, then most notes; otherwise in table order."""
    sums = [
        counts[:, np.array(severities, dtype=object) == name].sum(axis=1) for name in SEVERITIES
    ]
    return np.lexsort([-part for part in reversed(sums)])


def _column(slug: str, severity: str, words: Lettering) -> GridColumn:
    return GridColumn(
        words.text(f"title.{slug}"), words.text(f"severity.{severity}"), SEVERITIES[severity][1]
    )


def _row(found: Audit, unit: int, words: Lettering) -> GridRow:
    if unit < 0:
        key = "chart.no_base_unit" if unit == -1 else "chart.table_rows"
        return GridRow(words.text(key, base=words.layer(found.policy, found.policy.base)))
    code = found.org.encoding
    name = found.org.names(UNIT, np.array([unit]))[0]
    layer = code.layers[code.unit_layer[unit]]
    return GridRow(
        words.name(name, code.units[unit]),
        words.layer(found.policy, layer),
        entity=code.units[unit],
    )
