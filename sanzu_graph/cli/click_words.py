"""Click's own words in the user's language.

Click asks gettext, and gettext wants compiled files and environment variables. The sentences
that our commands can show stand in the message catalog. Their keys are ``click:`` and click's
English. A sentence that is missing there stays English, and a test says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

from sanzu_graph.cli.overview import WIDTH, overview, places, wrapped
from sanzu_graph.messages import catalog, language

_MODULES: tuple[Any, ...] = (
    click.core,
    click.decorators,
    click.exceptions,
    click.formatting,
    click.parser,
    click.types,
)


def speak() -> None:
    """Make click speak the language in force, in this process."""

    def one(message: str) -> str:
        return catalog().get(f"click:{message}", {}).get(language(), message)

    def several(singular: str, plural: str, count: int) -> str:
        return one(singular if count == 1 else plural)

    for module in _MODULES:
        for name, words in (("_", one), ("ngettext", several)):
            if hasattr(module, name):
                setattr(module, name, words)


class HelpLines(click.formatting.HelpFormatter):
    """Click's help in 80 places, where a Chinese letter takes two and no word is broken."""

    def __init__(self, **_: Any) -> None:  # noqa: ANN401 - click's own settings
        super().__init__(width=WIDTH)

    def write_text(self, text: str) -> None:
        """Paragraphs; what begins with a mark of click's keeps its lines."""
        for number, paragraph in enumerate(text.split("\n\n")):
            if number:
                self.write("\n")
            is_kept = paragraph.startswith("\b\n")
            lines = paragraph.removeprefix("\b\n").split("\n")
            for line in lines if is_kept else [" ".join(lines)]:
                room = self.width - self.current_indent
                for one in [line] if is_kept else wrapped(line, room):
                    self.write(f"{'':>{self.current_indent}}{one}\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Options, each with its sentence beside it."""
        rows = list(rows)
        longest = max((places(name) for name, _ in rows), default=0)
        column = self.current_indent + min(longest, col_max) + col_spacing
        for name, sentence in rows:
            line = f"{'':>{self.current_indent}}{name}"
            lines = wrapped(sentence, self.width - column)
            if places(line) + col_spacing > column:
                self.write(line + "\n")
                line = ""
            for one in lines:
                self.write(f"{line}{'':>{column - places(line)}}{one}".rstrip() + "\n")
                line = ""


class HelpContext(click.core.Context):
    """A context whose help keeps the width."""

    formatter_class = HelpLines


class HelpedCommand(click.core.Command):
    """A command whose help keeps the width."""

    context_class = HelpContext


class HelpedGroup(click.core.Group):
    """The group whose help is the overview, in each language."""

    context_class = HelpContext

    def get_help(self, ctx: click.core.Context) -> str:  # noqa: ARG002 - click's own signature
        """The same as `sanzu --help` tells before anything is loaded."""
        return overview()
