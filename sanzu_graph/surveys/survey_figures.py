"""The figures of a survey: ranked, spread, and added up by a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd

from sanzu_graph.errors import AbsentError, InputError

#: Organisation → column → value: what is known besides the figures.
Labels: TypeAlias = Mapping[str, Mapping[str, str]]
#: The column that names the organisation in every frame of a survey.
ORGANISATION = "organisation"
#: Figures of which fewer are worse; of all others, more are.
_GOOD = ("coverage", "covered_units", "led_share")
#: Figures that can be added up over organisations.
_COUNTS = (
    "people",
    "units",
    "leaders",
    "errors",
    "warnings",
    "notes",
    "unasked",
    "vacancies",
    "mentoring",
    "base_units",
)
_COUNTS_OF_LAYERS = ("units", "members", "blank", "covered_units")
_SHARE, _COVERED = "coverage.", "covered_units."


def is_count(name: str) -> bool:
    """Whether a figure is a count, so that it can be added up over organisations.

    Examples
    --------
    >>> is_count("people"), is_count("blank.party"), is_count("coverage.party")
    (True, True, False)
    """
    figure, _, layer = name.partition(".")
    return figure in (_COUNTS_OF_LAYERS if layer else _COUNTS)


def is_figure(name: str) -> bool:
    """Whether a column of the summary is a figure, and nothing that is known besides.

    Examples
    --------
    >>> is_figure("people"), is_figure("coverage.party"), is_figure("sound"), is_figure("region")
    (True, True, True, False)
    """
    figure, _, layer = name.partition(".")
    others = ("led_share", "mean_span", "coverage") if layer else ("sound", "on")
    return is_count(name) or figure in others


def columns_of(labels: Labels) -> list[str]:
    """The columns, in the order in which they first appear.

    Examples
    --------
    >>> columns_of({"A": {"region": "North"}, "B": {"region": "South", "branch": "1"}})
    ['region', 'branch']
    """
    return list(dict.fromkeys(name for known in labels.values() for name in known))


def require_column(labels: Labels, column: str) -> None:
    """Refuse a column under which nothing is known of the organisations.

    Raises
    ------
    AbsentError
        If there is none; it says which there are.
    """
    known = columns_of(labels)
    if column not in known:
        raise AbsentError("error.survey_no_column", name=column, known=known)


def ranked(summary: pd.DataFrame, by: str) -> pd.DataFrame:
    """The organisations by one figure, the worst first; see `Survey.ranks`."""
    numbers = _numbers(summary)
    if by not in numbers:
        raise AbsentError("error.survey_no_figure", name=by, known=list(numbers))
    frame = pd.DataFrame(
        {ORGANISATION: summary[ORGANISATION], "value": numbers[by].astype("float64")}
    ).dropna(subset="value")
    is_good = by.partition(".")[0] in _GOOD
    values = frame["value"]
    frame = frame.assign(
        rank=values.rank(method="min", ascending=is_good).astype("int64"),
        quantile=values.rank(method="max", pct=True, ascending=is_good),
    )
    return frame.sort_values("rank", kind="stable").reset_index(drop=True)


def spread(summary: pd.DataFrame, shares: Sequence[float]) -> pd.DataFrame:
    """How the figures spread over the organisations; see `Survey.quantiles`."""
    beyond = [share for share in shares if not 0 <= share <= 1]
    if beyond:
        raise InputError("error.survey_share", value=beyond[0])
    quantiles = _numbers(summary).astype("float64").quantile(list(shares)).T
    quantiles.columns = pd.Index([str(share) for share in shares])
    return quantiles.rename_axis("figure").reset_index()


def grouped(
    summary: pd.DataFrame,
    labels: Labels,
    failed: Mapping[str, bool],
    column: str,
) -> pd.DataFrame:
    """The organisations added up by a column; see `Survey.groups`."""
    require_column(labels, column)
    group = pd.Series({name: labels[name].get(column, "") for name in failed}, dtype="str")
    counts = pd.DataFrame({"organisations": 1, "failed": pd.Series(failed, dtype="int64")})
    counts = counts.groupby(group).sum()
    frame = summary.set_index(ORGANISATION)
    added = [str(name) for name in frame if is_count(str(name))]
    key = group.reindex(frame.index)
    sums = frame[added].groupby(key).sum()
    if "sound" in frame:
        counts["unsound"] = frame["sound"].map(lambda sound: sound is False).groupby(key).sum()
    whole = counts.join(sums).fillna(0).astype("Int64")
    for name in [name for name in added if name.startswith(_COVERED)]:
        layer = name.removeprefix(_COVERED)
        asked = _base_units(frame, layer).groupby(key).sum().reindex(whole.index)
        covered = whole[name].astype("float64")
        whole[_SHARE + layer] = covered / asked.where(asked > 0)
    if "errors" in whole:
        order = np.argsort(-whole["errors"].to_numpy(dtype=np.int64), kind="stable")
        whole = whole.iloc[order]
    return whole.rename_axis(column).reset_index()


def _base_units(frame: pd.DataFrame, layer: str) -> pd.Series[float]:
    """How many base units were asked about a group layer; 0 where it could not be asked."""
    return frame["base_units"].astype("float64").where(frame[_COVERED + layer].notna(), 0.0)


def _numbers(summary: pd.DataFrame) -> pd.DataFrame:
    figures = [name for name in summary if name not in ("sound", "on")]
    return summary[figures].select_dtypes("number")
