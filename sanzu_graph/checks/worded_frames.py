"""Frames as people read them: codes are words, and headings stand in the language in force."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from sanzu_graph.checks.finding_frames import default_label
from sanzu_graph.messages import catalog, text

#: Columns whose codes are words of the catalog.
_CODED = ("severity", "family", "status", "entity")


def worded(frame: pd.DataFrame, label: Callable[[str], str] = default_label) -> pd.DataFrame:
    """A frame for people to read: the question first and its code last.

    Parameters
    ----------
    frame
        Findings, or what could not be asked, or figures. Of its columns ``severity``, ``family``,
        ``status`` and ``entity`` are told in words, and ``layer`` by its label. Where it has a
        ``check``, the ``title`` of that check stands in front.
    label
        What a layer is called.

    Returns
    -------
    pandas.DataFrame
        The same rows. A heading that the catalog does not have stays.

    Examples
    --------
    >>> frame = pd.DataFrame({"check": ["blank_team"], "severity": ["error"], "region": ["North"]})
    >>> list(worded(frame)), worded(frame)["severity"].tolist()
    (['question', 'severity', 'region', 'code'], ['error'])
    """
    if "check" in frame and "title" not in frame:
        frame = frame.assign(title=_told(frame["check"], lambda slug: text(f"title.{slug}")))
    for name in _CODED:
        if name in frame:
            frame = frame.assign(
                **{name: _told(frame[name], lambda code, name=name: text(f"{name}.{code}"))}  # type: ignore[misc]
            )
    if "layer" in frame:
        frame = frame.assign(layer=_told(frame["layer"], label))
    order = [
        *(name for name in ("title",) if name in frame),
        *(name for name in frame if name not in ("title", "check")),
        *(name for name in ("check",) if name in frame),
    ]
    return frame[order].rename(columns={name: _heading(str(name)) for name in order})


def _told(codes: pd.Series, word: Callable[[str], str]) -> list[str]:
    """The word of each code; nothing stays nothing."""
    known = codes.fillna("").astype("str")
    words = {code: word(code) if code else "" for code in known.unique()}
    return [words[code] for code in known]


def _heading(name: str) -> str:
    key = f"column.{'slug' if name == 'check' else name}"
    return text(key) if key in catalog() else name
