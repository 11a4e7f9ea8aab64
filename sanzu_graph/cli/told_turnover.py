"""What `sanzu diff` tells first: how many people and units there are, and what became of each unit."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

from sanzu_graph.changes.merging import MergeUnits
from sanzu_graph.changes.splitting import SplitUnit
from sanzu_graph.messages import called, text
from sanzu_graph.scenarios.unit_turnovers import CLOSED, KEPT, NEW, RENAMED, unit_turnover

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.model.organisation import Org
    from sanzu_graph.scenarios.scenario import Scenario

#: What became of units, in the order told.
_ORDER = (RENAMED, NEW, CLOSED, KEPT)
_NUMBERS = ("headcount_before", "headcount", "came", "left")


def told_turnover(before: Org, after: Org, plan: Scenario) -> tuple[list[str], pd.DataFrame]:
    """Sentences about people and units, and a row for each unit that is not as it was.

    Units that are other ones come first, then those with most people who came or left.

    Parameters
    ----------
    before, after
        The organisations.
    plan
        Their difference; it says which units were merged and split.
    """
    frame = unit_turnover(before, after)
    traffic = frame["came"] + frame["left"]
    frame = frame.assign(rank=frame["change"].map(_ORDER.index), traffic=traffic)
    frame = frame[(frame["change"] != KEPT) | (traffic > 0)]
    frame = frame.sort_values(["rank", "traffic"], ascending=[True, False], kind="stable")
    sentences = [*_people(before, after), _units(before, after, frame)]
    others = _others(plan, frame)
    told = {
        "unit": [called(*both) for both in zip(frame["name"], frame["unit"], strict=True)],
        "change": [_change(row, others) for row in frame.to_dict("records")],
    }
    headings = {name: text(f"turnover.{name}") for name in ("change", *_NUMBERS)}
    table = frame.assign(**told)[["unit", *headings]]
    return sentences, table.rename(columns={"unit": text("column.unit"), **headings})


def _people(before: Org, after: Org) -> list[str]:
    """How many people there were and are, how many came and left; and a warning where the two may be
    different organisations.
    """
    then, now = (_names(org) for org in (before, after))
    both = then.keys() & now.keys()
    counts = {"came": len(now) - len(both), "left": len(then) - len(both)}
    sentences = [text("turnover.people", before=len(then), after=len(now), **counts)]
    others = sum(bool(then[one] and now[one]) and then[one] != now[one] for one in both)
    if then and now and not both:
        sentences.append(text("cli.diff.strangers"))
    elif others > len(both) / 2:
        sentences.append(text("cli.diff.other_names", count=others, total=len(both)))
    return sentences


def _names(org: Org) -> dict[str, str]:
    """Id of each member → name; empty where none is known."""
    names = org.members["name"].fillna("").tolist()
    return dict(zip(org.members["id"].tolist(), names, strict=True))


def _units(before: Org, after: Org, frame: pd.DataFrame) -> str:
    """The same of units, with how many are renamed."""
    counts = {change: int((frame["change"] == change).sum()) for change in _ORDER}
    sizes = {"before": before.encoding.unit_count, "after": after.encoding.unit_count}
    return text("turnover.units", **sizes, **counts)


def _others(plan: Scenario, frame: pd.DataFrame) -> dict[tuple[str, str], str]:
    """What became of a unit and which → the other unit, where it was merged or split."""
    names = dict(zip(frame["unit"], frame["name"], strict=True))
    others: dict[tuple[str, str], str] = {}
    for change in plan:
        if isinstance(change, MergeUnits):
            others[CLOSED, change.unit] = called(names.get(change.into, ""), change.into)
        elif isinstance(change, SplitUnit):
            others[NEW, change.new] = called(names.get(change.unit, ""), change.unit)
    return others


def _change(row: Mapping[Hashable, str], others: dict[tuple[str, str], str]) -> str:
    """What became of a unit; nothing where it was kept."""
    change, unit = row["change"], row["unit"]
    if change == KEPT:
        return ""
    if (change, unit) in others:
        key = "turnover.merged" if change == CLOSED else "turnover.split"
        return text(key, unit=others[change, unit])
    if change == RENAMED and row["name"] == row["name_before"]:
        return text("turnover.new_id", id=row["unit_before"])
    if change == RENAMED and unit == row["unit_before"]:
        return text("turnover.renamed", unit=row["name_before"])
    return text(f"turnover.{change}", unit=called(row["name_before"], row["unit_before"]))
