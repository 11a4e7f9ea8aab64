"""Click's own words in the user's language.

Click asks gettext, and gettext wants compiled files and environment variables. The few sentences
that our commands can provoke stand in the message catalog like every other, under ``click:`` and
click's English; what is missing there stays English, and a test says so.
"""

from __future__ import annotations

from typing import Any

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

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
