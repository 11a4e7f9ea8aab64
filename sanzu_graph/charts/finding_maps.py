"""Which unit has which findings."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.audits.audit_run import audit as ask
from sanzu_graph.charts.colors import SEVERE
from sanzu_graph.charts.drawings import Drawing
from sanzu_graph.charts.grids import Aside, Grid, GridColumn, GridRow, grid_scene
from sanzu_graph.charts.headlines import grave_units
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.priorities import WIDTH, Priority, draw_priorities, first_line, priorities
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.scenes import Scene
from sanzu_graph.checks.found import SEVERITIES
from sanzu_graph.errors import speaking
from sanzu_graph.schema import MEMBER, UNIT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sanzu_graph.audits.audit_run import Audit
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy

#: The most units and checks that are drawn, and whether the list stands beside them; less where the
#: axes are small.
_SHAPES = ((24, 6, True), (24, 4, True), (20, 6, False), (10, 4, False), (5, 3, False))
#: On a slide, so much that all letters can be read.
_FLAT = (9, 4, True)
#: In files that can be enlarged, more units and all checks are.
_FULL = (40, 1_000, True)


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
    """Units × checks: severity as colour, how many findings in each cell, the worst unit first;
    beside it what to do first.

    The list ranks what was found by severity, then by how many people and units it concerns. It
    names the first of them. A finding about a member counts at each unit of the base layer that the
    member is in; members in none, and faults of rows, have a line of their own. Units without
    findings are counted, not drawn. Of the others the worst 24 are, with the 6 gravest checks, and
    the sums over all others; in files that can be enlarged the worst 40 with all checks.

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
    ['1 of 2 units has warnings, none has errors: T2', 'Findings – errors: 0, warnings: 1, notes: 1']
    >>> plt.close(ax.figure)
    """
    policy = policy if policy is not None else None if audit is None else audit.policy
    answer = ask(org, policy, on=on) if audit is None else audit
    with speaking(None, answer.lang):
        words = Lettering()
    places = _places(answer)
    ranked = priorities(answer, words)
    scenes = [partial(_scene, answer, places, words, ranked, *shape) for shape in (*_SHAPES, _FULL)]
    flat = partial(_scene, answer, places, words, ranked, *_FLAT)
    return Drawing(words, scenes[:-1], scenes[-1], flat=flat)


def _scene(
    audit: Audit,
    places: pd.DataFrame,
    words: Lettering,
    ranked: list[Priority],
    most: int,
    checks: int,
    beside: bool,
) -> Scene:
    grid = _grid(audit, places, words, most, checks)
    if ranked and not grid.title:  # nothing is at fault in a unit
        grid = replace(grid, title=first_line(words, ranked[0]))
    if beside and ranked:

        def draw(scene: Scene, at: tuple[float, float, float], high: float) -> float:
            return draw_priorities(scene, words, ranked, at, high)

        grid = replace(grid, aside=Aside(WIDTH, draw))
    return grid_scene(grid, words)


def _places(audit: Audit) -> pd.DataFrame:
    """Where each finding counts: ``check``, ``severity``, ``unit`` (position; -1 no base unit, -2
    rows of tables), ``finding``.
    """
    org, findings = audit.org, audit.findings
    base = audit.policy.base
    member, unit = (
        (org.pairs(base).member, org.pairs(base).unit)
        if base in org.layers
        else (np.empty(0, dtype=np.intp),) * 2
    )
    homes = pd.DataFrame({"entity_id": org.encoding.members[member], "home": unit})
    units = pd.Series(
        np.arange(org.encoding.unit_count), index=pd.Index(org.encoding.units, dtype=object)
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


def _grid(
    audit: Audit, places: pd.DataFrame, words: Lettering, most: int, width: int = 1_000
) -> Grid:
    severity = {
        str(slug): str(grave)
        for slug, grave in zip(places["check"], places["severity"], strict=True)
    }
    checks = [
        slug for slug in map(str, audit.summary()["check"]) if slug in severity
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
    per_severity = audit.findings["severity"].value_counts()
    sound = audit.org.encoding.unit_count - int((units >= 0).sum())
    rest = len(order) - len(drawn)
    more = [words.text("chart.more_units", count=rest)] if rest else []
    shown = np.vstack([counts[drawn], counts.sum(axis=0)]) if rest else counts[drawn]
    graves = np.array([SEVERITIES.index(severity[slug]) for slug in checks], dtype=np.int64)
    columns = [_column(slug, severity[slug], words) for slug in checks]
    if len(checks) > width + 1:  # one column more is no wider than the sum of the rest
        columns, shown, graves = _summed(columns, shown, graves, width, words)
    technical = words.text(
        "chart.findings_on" if audit.on is not None else "chart.findings",
        on=audit.on,
        **{name: int(per_severity.get(name, 0)) for name in SEVERITIES},
    )
    base = words.layer(audit.policy, audit.policy.base)
    return Grid(
        title=_headline(audit, places, units[order], words),
        subtitle=technical,
        notes=[words.text("chart.findings_note", base=base)] if checks else [],
        keys=[],
        rows=[
            *(_row(audit, int(units[place]), words) for place in drawn),
            *([GridRow(words.text("chart.all_units"))] if rest else []),
        ],
        columns=columns,
        counts=shown,
        color=lambda _, place: SEVERE[SEVERITIES[graves[place]]],
        corner=words.text("column.unit"),
        footnotes=[*more, words.text("chart.sound_units", count=sound)],
    )


def _summed(
    columns: list[GridColumn],
    counts: NDArray[np.int64],
    graves: NDArray[np.int64],
    width: int,
    words: Lettering,
) -> tuple[list[GridColumn], NDArray[np.int64], NDArray[np.int64]]:
    """The first columns, and one for each severity of the rest."""
    is_first = np.arange(len(columns)) < width
    parts = [
        (grave, ~is_first & (graves == grave)) for grave in np.unique(graves[~is_first]).tolist()
    ]
    further = [
        GridColumn(
            words.text("chart.more_checks", count=int(part.sum())),
            words.text(f"severity.{SEVERITIES[grave]}"),
            SEVERE[SEVERITIES[grave]],
        )
        for grave, part in parts
    ]
    sums = [counts[:, part].sum(axis=1) for _, part in parts]
    return (
        [*columns[:width], *further],
        np.column_stack([counts[:, is_first], *sums]),
        np.array([*graves[is_first], *(grave for grave, _ in parts)], dtype=np.int64),
    )


def _headline(audit: Audit, places: pd.DataFrame, worst: NDArray[np.intp], words: Lettering) -> str:
    """Which units have the gravest findings, the worst first; without any, that there are none."""
    units = audit.org.encoding.unit_count
    own = places[places["unit"] >= 0]
    for severity in SEVERITIES:
        at = set(own.loc[own["severity"] == severity, "unit"])
        order = np.array([unit for unit in worst.tolist() if unit in at], dtype=np.intp)
        if len(order):
            ids, names = audit.org.encoding.units, audit.org.names(UNIT, order)
            shown = [words.name(name, ids[unit]) for name, unit in zip(names, order, strict=True)]
            return words.told(grave_units, shown, units, severity)
    return words.told(grave_units, [], units, "") if not len(audit.findings) and units else ""


def _worst_first(counts: NDArray[np.int64], severities: list[str]) -> NDArray[np.intp]:
    """Most errors first, then most warnings, then most notes; otherwise in table order."""
    sums = [
        counts[:, np.array(severities, dtype=object) == name].sum(axis=1) for name in SEVERITIES
    ]
    return np.lexsort([-part for part in reversed(sums)])


def _column(slug: str, severity: str, words: Lettering) -> GridColumn:
    return GridColumn(
        words.text(f"title.{slug}"), words.text(f"severity.{severity}"), SEVERE[severity]
    )


def _row(audit: Audit, unit: int, words: Lettering) -> GridRow:
    if unit < 0:
        key = "chart.no_base_unit" if unit == -1 else "chart.table_rows"
        return GridRow(words.text(key, base=words.layer(audit.policy, audit.policy.base)))
    code = audit.org.encoding
    name = audit.org.names(UNIT, np.array([unit]))[0]
    layer = code.layers[code.unit_layer[unit]]
    return GridRow(
        words.name(name, code.units[unit]),
        words.layer(audit.policy, layer),
        entity=code.units[unit],
    )
