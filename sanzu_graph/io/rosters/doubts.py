"""What a reading took for granted: where, what, what else it could be, and the option for that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from sanzu_graph.errors import SanzuWarning, shown, speaking
from sanzu_graph.io.rosters.private_contents import without_private
from sanzu_graph.messages import text

COLUMNS = ("where", "what", "would_change", "option")


@dataclass(frozen=True)
class Doubt:
    """One thing that a file does not say outright.

    Attributes
    ----------
    key
        The message that tells what was understood; the one with ``.change`` behind it tells what
        the option would change.
    place
        The file or sheet.
    row
        The row as the file shows it, if it is one.
    column
        The heading, if it is one.
    fields
        What fills both messages.
    option
        The keyword of `read_roster` that decides otherwise, as it is written in Python.
    """

    key: str
    place: str
    row: int | None = None
    column: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    option: str = ""

    def told(self) -> tuple[str, str, str, str]:
        """Where, what, what would change, and the option, in the language in force.

        Private numbers and addresses are covered.
        """
        parts = [self.place]
        if self.row is not None:
            parts.append(text("fault.row", row=self.row))
        if self.column:
            parts.append(text("fault.column", column=self.column))
        filled = {name: shown(value) for name, value in self.fields.items()}
        filled = {"column": self.column, "option": self.option, **filled}
        change = f"doubt.{self.key.removeprefix('doubt.')}.change"
        return (
            text("fault.comma").join(part for part in parts if part),
            without_private(text(self.key, **filled)),
            without_private(text(change, **filled)),
            without_private(self.option),
        )


class DoubtsWarning(SanzuWarning):
    """How many things a reading took for granted; `doubts` holds them."""

    def __init__(self, path: str, doubts: Sequence[Doubt]) -> None:
        super().__init__("warning.doubts", path=path, count=len(doubts))
        self.doubts = tuple(doubts)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.fields["path"], self.doubts), {"lang": self.lang}

    def lines(self) -> list[str]:
        """Where and what each is, in the language of the warning."""
        with speaking(self.lang):
            told = [doubt.told() for doubt in self.doubts]
            return [text("fault.line", where=where, what=what) for where, what, *_ in told]


def doubt_frame(doubts: Sequence[Doubt]) -> pd.DataFrame:
    """Doubts as rows: where, what, would_change, option."""
    return pd.DataFrame([doubt.told() for doubt in doubts], columns=list(COLUMNS), dtype="str")


def mapped(heading: str, target: str) -> str:
    """The option that maps a heading.

    Examples
    --------
    >>> mapped("项目", "layer:project")
    'mapping={"项目": "layer:project"}'
    """
    return f'mapping={{"{heading}": "{target}"}}'
