"""Frames that a notebook shows as people read them: few columns, sentences, the rest folded.

Such a frame is a pandas DataFrame like any other. Only its picture in a notebook differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any, NamedTuple, ParamSpec

import pandas as pd

from sanzu_graph.errors import speaking
from sanzu_graph.messages import called, catalog, language, text
from sanzu_graph.model.html import badge, folded, outcome, paragraph, table

P = ParamSpec("P")

#: How many rows are shown at once, and how many more are folded behind them.
FIRST, FOLDED = 10, 190
#: The most columns of alternatives that are shown beside differences.
_ALTERNATIVES = 4
#: What becomes of a finding → the key of its word.
_FATES = {
    "fixed": "compare.fixed",
    "fixes": "preview.heading_fixes",
    "introduced": "compare.introduced",
    "introduces": "preview.heading_introduces",
}


class _AnyFrame(type):
    """A frame is one by what it holds: every DataFrame counts as a `ReadableFrame`, so that
    comparisons of types (``pandas.testing``) do not tell the two apart.
    """

    def __instancecheck__(cls, thing: object) -> bool:
        return isinstance(thing, pd.DataFrame)


class ReadableFrame(pd.DataFrame, metaclass=_AnyFrame):
    """A DataFrame with a picture for people; what is made of it is one, too.

    A frame without the columns that the picture needs is shown as pandas shows it. A pickled one is
    a plain DataFrame, so that it is read where this package is not.
    """

    _metadata = ("_language",)
    _language: str | None

    @property
    def _constructor(self) -> type[ReadableFrame]:
        return ReadableFrame

    def __reduce_ex__(self, _protocol: object) -> tuple[object, ...]:
        return pd.DataFrame, (), pd.DataFrame(self).__getstate__()

    def _repr_html_(self) -> str | None:
        with speaking(getattr(self, "_language", None)):
            return frame_html(self) or pd.DataFrame(self)._repr_html_()  # type: ignore[operator]


def readable(frame: pd.DataFrame) -> ReadableFrame:
    """The frame, to be shown in the language in force; its cells are shared.

    Examples
    --------
    >>> frame = readable(pd.DataFrame({"step": [1], "what": ["Move Ada"], "why": ["nobody else"]}))
    >>> "<td" in frame._repr_html_(), frame["why"].tolist()
    (True, ['nobody else'])
    """
    made = ReadableFrame(frame, copy=False)
    made._language = language()
    return made


def read_easily(function: Callable[P, pd.DataFrame]) -> Callable[P, ReadableFrame]:
    """A function whose frame is a readable one."""

    @wraps(function)
    def inner(*args: P.args, **kwargs: P.kwargs) -> ReadableFrame:
        return readable(function(*args, **kwargs))

    return inner


class _Column(NamedTuple):
    """A column of a picture: the key of its heading, or the heading, and how a cell is made."""

    heading: str
    cell: Callable[[dict[str, Any]], object]


def frame_html(frame: pd.DataFrame) -> str | None:
    """A frame for people; None where it is of no kind that is known."""
    names = list(map(str, frame.columns))
    columns = next((made for make in _KINDS if (made := make(names))), None)
    if columns is None or not len(frame):
        return None
    headings = [text(one.heading) if one.heading in catalog() else one.heading for one in columns]
    shown = pd.DataFrame(frame).head(FIRST + FOLDED).set_axis(names, axis=1)
    records: list[dict[str, Any]] = shown.to_dict("records")  # type: ignore[assignment]
    rows = [[one.cell(row) for one in columns] for row in records]
    parts = [table(headings, rows[:FIRST])]
    if len(frame) > FIRST:
        more = [table(headings, rows[FIRST:])] if len(rows) > FIRST else []
        if len(frame) > FIRST + FOLDED:
            more.append(paragraph(text("list.more", count=len(frame) - FIRST - FOLDED)))
        parts.append(folded(text("list.more", count=len(frame) - FIRST), more))
    parts.append(paragraph(text("frame.whole", rows=len(frame), columns=len(names)), is_small=True))
    return f"<div>{''.join(parts)}</div>"


def _word(kind: str, name: str) -> Callable[[dict[str, Any]], object]:
    """A cell of ours in the words of the language."""

    def cell(row: dict[str, Any]) -> object:
        key = f"{kind}.{row[name]}"
        return text(key) if key in catalog() else row[name]

    return cell


def _plain(name: str) -> Callable[[dict[str, Any]], object]:
    return lambda row: "" if _is_empty(row[name]) else row[name]


def _fate(name: str) -> Callable[[dict[str, Any]], object]:
    """What becomes of a finding, on green or red; nothing where all is as before."""

    def cell(row: dict[str, Any]) -> object:
        if row[name] not in _FATES:
            return "" if _is_empty(row[name]) or row[name] == "left" else row[name]
        return outcome(text(_FATES[row[name]]), is_better=row[name] in ("fixed", "fixes"))

    return cell


def _is_empty(cell: object) -> bool:
    return cell is None or cell is pd.NA or cell != cell  # noqa: PLR0124 - NaN alone is unequal to itself


def _severity(row: dict[str, Any]) -> object:
    return badge(text(f"severity.{row['severity']}"), str(row["severity"]))


def _named(id_: str, name: str, heading: str) -> _Column:
    """The name, with the id behind it."""
    return _Column(heading, lambda row: called(row[name], row[id_]))


def _of_findings(names: Sequence[str]) -> list[_Column] | None:
    if not {"severity", "check", "message"} <= {*names}:
        return None
    front = [
        *([_Column("sign.step", _plain("step"))] if "step" in names else []),
        *([_Column("frame.alternative", _plain("alternative"))] if "alternative" in names else []),
        *(_Column("frame.fate", _fate(one)) for one in ("fate", "effect") if one in names),
    ]
    behind = names[names.index("message") + 1 :] if names[0] == "severity" else []
    return [
        *front,
        _Column("column.severity", _severity),
        _Column("column.check", _word("title", "check")),
        _Column("column.message", _plain("message")),
        *(_Column(one, _fate(one)) for one in behind[:_ALTERNATIVES]),
    ]


def _of_moves(names: Sequence[str]) -> list[_Column] | None:
    if not {"member", "member_name", "unit", "unit_name", "message"} <= {*names}:
        return None
    counts = [name for name in ("fixes", "breaks") if name in names]
    return [
        _named("member", "member_name", "column.member"),
        _named("unit", "unit_name", "column.unit"),
        *(_Column(f"frame.{name}", _plain(name)) for name in counts),
        _Column("column.message", _plain("message")),
    ]


def _of_plans(names: Sequence[str]) -> list[_Column] | None:
    if not {"what", "why"} <= {*names}:
        return None
    is_reason = "step" in names
    kind, more = (
        ("reason", ("repairs", "why", "next_best", "others"))
        if is_reason
        else ("cause", ("why", "would_help"))
    )
    first = [
        *([_Column("sign.step", _plain("step"))] if is_reason else []),
        _Column("sign.what" if is_reason else "plan.column_unmet", _plain("what")),
    ]
    return [
        *first,
        *(_Column(f"plan.{kind}_{name}", _plain(name)) for name in more if name in names),
    ]


_KINDS: Iterable[Callable[[Sequence[str]], list[_Column] | None]] = (
    _of_moves,
    _of_findings,
    _of_plans,
)
