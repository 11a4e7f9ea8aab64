"""What is known of the organisations besides their figures: region, branch, …"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

import pandas as pd

from sanzu_graph.errors import AbsentError, InputError
from sanzu_graph.surveys.survey_figures import ORGANISATION, Labels, columns_of, is_figure
from sanzu_graph.surveys.survey_sources import FOLDER


def labels_with(labels: Labels, frame: pd.DataFrame, known: Sequence[str]) -> Labels:
    """What is known of the organisations, with a frame added; see `Survey.about`."""
    if not isinstance(frame, pd.DataFrame) or ORGANISATION not in frame:
        raise InputError("error.survey_about")
    names = frame[ORGANISATION].astype("str")
    repeated = names[names.duplicated()]
    if len(repeated):
        raise InputError("error.survey_about_twice", names=sorted(set(repeated)))
    figures = [str(name) for name in frame if is_figure(str(name))]
    if figures:
        raise InputError("error.survey_about_figure", names=figures)
    unknown = [name for name in names if name not in set(known)]
    if unknown:
        raise AbsentError("error.survey_about_unknown", names=unknown, known=sorted(known))
    columns = [str(name) for name in frame if name != ORGANISATION]
    rows = frame.drop(columns=ORGANISATION).astype(object).where(lambda cell: cell.notna(), "")
    added = {name: dict(labels.get(name, {})) for name in known}
    for name, row in zip(names, rows.itertuples(index=False), strict=True):
        added[name] |= dict(zip(columns, map(str, row), strict=True))
    return added


def dividing_columns(labels: Labels) -> list[str]:
    """The columns that divide the organisations into groups: two or more, fewer than there are
    organisations. Folders that are called like a value (``region=North``) are said by that column.

    Examples
    --------
    >>> dividing_columns({"A": {"region": "North"}, "B": {"region": "South"}, "C": {"region": "South"}})
    ['region']
    """
    counts = {
        column: len({known.get(column, "") for known in labels.values()})
        for column in columns_of(labels)
    }
    said = {part for known in labels.values() for part in PurePath(known.get(FOLDER, "")).parts}
    if any("=" in part for part in said) and all("=" in part for part in said):
        counts.pop(FOLDER)
    return [column for column, count in counts.items() if 1 < count < len(labels)]
