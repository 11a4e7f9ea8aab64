"""The parts of a pack as tables under their headings, which pages, workbooks and decks share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanzu_graph.audits.since import GONE, NEW, STILL
from sanzu_graph.charts.headlines import noun
from sanzu_graph.checks.found import SEVERITIES
from sanzu_graph.checks.registry import all_checks
from sanzu_graph.messages import amount, percent, plain, text
from sanzu_graph.reports.packs import Pack, PackOption
from sanzu_graph.scenarios.compared import headings, named_differences, told_rows
from sanzu_graph.schema import LEADER

#: Measures in a workbook have so many digits behind the point.
_DECIMALS = 4
#: What becomes of a finding under the chosen plan, by what `Audit.since` calls it.
FATES = {STILL: "left", GONE: "fixed", NEW: "introduced"}


def layer_frame(pack: Pack) -> pd.DataFrame:
    """Per layer: units, people, their seats, units with a leader."""
    org = pack.before.org
    rows = []
    for layer in org.layers:
        pairs, led = org.pairs(layer), org.pairs(layer, LEADER)
        rows.append(
            (
                noun(pack.policy, layer),
                len(pairs.units),
                int((pairs.per_member > 0).sum()),
                len(pairs.member),
                int(np.sum(led.per_unit > 0)),
            )
        )
    return pd.DataFrame(
        rows,
        columns=[
            text(f"column.{name}") for name in ("layer", "units", "members", "seats", "led_units")
        ],
    )


def measure_frame(pack: Pack) -> pd.DataFrame:
    """The measures, before and in each alternative."""
    return _told(pack, ("measures",), text("sheet.metrics"))


def measure_grid(pack: Pack) -> pd.DataFrame:
    """The measures by layer, as text: as they are, and behind an arrow what the chosen plan makes
    of them.
    """
    chosen = pack.chosen
    frame = pack.comparison.metrics
    after = (
        frame[chosen.name] if chosen is not None and chosen.audit is not None else frame["before"]
    )
    cells_of = {
        (metric, layer): _moved(metric, before, later)
        for metric, layer, before, later in zip(
            frame["metric"], frame["layer"], frame["before"], after, strict=True
        )
    }
    layers = list(dict.fromkeys(frame["layer"]))
    named = {layer: noun(pack.policy, layer) if layer else text("report.whole") for layer in layers}
    metrics = list(dict.fromkeys(frame["metric"]))
    columns = {
        named[layer]: [cells_of.get((metric, layer), "") for metric in metrics] for layer in layers
    }
    return pd.DataFrame(
        {text("sheet.metrics"): [text(f"metric.{metric}") for metric in metrics], **columns},
        dtype="str",
    )


def _moved(metric: str, before: float, after: float) -> str:
    """A measure before and after; shares in hundredths."""
    one, other = (
        percent(value) if metric.endswith("_share") else amount(value) for value in (before, after)
    )
    return one if one == other else f"{one} → {other}"


def alternatives_frame(pack: Pack) -> pd.DataFrame:
    """What each alternative takes, and how many findings of each severity it leaves."""
    return _told(pack, ("effort", "findings"), text("report.alternative"))


def check_frame(pack: Pack) -> pd.DataFrame:
    """How many findings each check makes, before and in each alternative, gravest first; checks
    that find nothing anywhere are left out.
    """
    names = _columns(pack)
    audits = [pack.before, *(alternative.audit for alternative in pack.comparison.alternatives)]
    counts = [
        None if alternative is None else alternative.findings["check"].value_counts()
        for alternative in audits
    ]
    rows: list[tuple[object, ...]] = []
    for slug in sorted(
        all_checks(), key=lambda name: SEVERITIES.index(all_checks()[name].severity)
    ):
        numbers = [
            None if alternative is None else int(alternative.get(slug, 0)) for alternative in counts
        ]
        if any(numbers):
            entry = all_checks()[slug]
            rows.append((text(f"title.{slug}"), text(f"severity.{entry.severity}"), *numbers))
    front = [text(f"column.{name}") for name in ("check", "severity")]
    frame = pd.DataFrame(rows, columns=[*front, *names])
    return frame.astype(dict.fromkeys(front, "str"))


def finding_frame(pack: Pack) -> pd.DataFrame:
    """Every finding, gravest first; with what becomes of it under the chosen plan, and those that
    it introduces behind.
    """
    audit = None if pack.chosen is None else pack.chosen.audit
    frame = pack.before.findings.assign(change=STILL) if audit is None else audit.since(pack.before)
    grave = frame["severity"].map(SEVERITIES.index).to_numpy()
    frame = frame.iloc[
        np.lexsort((np.arange(len(frame)), frame["change"].eq(NEW).to_numpy(), grave))
    ].reset_index(drop=True)
    columns = {
        text("column.severity"): [text(f"severity.{name}") for name in frame["severity"]],
        text("column.check"): [text(f"title.{name}") for name in frame["check"]],
        text("column.message"): frame["message"].tolist(),
        text("column.layer"): [
            noun(pack.policy, name) if name else "" for name in frame["layer"].fillna("")
        ],
        text("column.value"): frame["value"].to_numpy(dtype="float64", na_value=np.nan),
        text("column.limit"): frame["limit"].to_numpy(dtype="float64", na_value=np.nan),
        text("column.source"): _column(frame, "source"),
    }
    if audit is not None:
        columns[text("report.fate")] = [text(f"compare.{FATES[name]}") for name in frame["change"]]
    return pd.DataFrame(columns)


def _column(frame: pd.DataFrame, name: str) -> list[str]:
    return [str(cell) for cell in frame[name].fillna("")] if name in frame else [""] * len(frame)


def change_frame(pack: Pack, option: PackOption) -> pd.DataFrame:
    """The list that a leader signs, wave by wave."""
    assert option.scenario is not None
    waves = pack.waves(option)
    return option.scenario.to_frame(pack.org) if waves is None else waves.to_frame()


def difference_frame(pack: Pack) -> pd.DataFrame:
    """What the alternatives fix and break, by name, side by side: a row for all findings of a check
    that share their fate everywhere.
    """
    rows = [
        (text(f"severity.{difference.severity}"), difference.what, *difference.fates)
        for difference in named_differences(pack.comparison)
    ]
    names = [difference.name for difference in pack.comparison.alternatives]
    headings = [text("column.severity"), text("column.check"), *names]
    return pd.DataFrame(rows, columns=headings, dtype="str")


def skipped_frame(pack: Pack) -> pd.DataFrame:
    """What could not be asked, and why; nothing under a disguise, for the reasons may tell of what
    is kept back.
    """
    frame = pack.before.skipped.iloc[:0] if pack.disguised else pack.before.skipped
    columns = {
        "check": [text(f"title.{name}") for name in frame["check"]],
        "layer": [noun(pack.policy, name) if name else "" for name in frame["layer"]],
        "reason": frame["reason"].tolist(),
    }
    return pd.DataFrame(
        {text(f"column.{name}"): cells for name, cells in columns.items()}, dtype="str"
    )


def _told(pack: Pack, parts: tuple[str, ...], first: str) -> pd.DataFrame:
    rows = [
        (row.title, *(round(value, _DECIMALS) for value in row.numbers))
        for row in told_rows(pack.comparison)
        if row.part in parts
    ]
    return pd.DataFrame(rows, columns=[first, *_columns(pack)]).astype({first: "str"})


def _columns(pack: Pack) -> list[str]:
    """What stands above numbers: before and the alternatives; now, where there are none."""
    return headings(pack.comparison) if pack.comparison.alternatives else [text("report.now")]


def cells(frame: pd.DataFrame) -> list[list[str]]:
    """The cells as people read them."""
    return [[_cell(value) for value in row] for row in frame.itertuples(index=False, name=None)]


def capital(sentence: str) -> str:
    """A heading with a capital letter."""
    return sentence[:1].upper() + sentence[1:]


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, int, float, np.number)) or pd.isna(value):  # type: ignore[call-overload]
        return "" if value is None else amount(float(value))  # type: ignore[arg-type]
    return plain(value)
