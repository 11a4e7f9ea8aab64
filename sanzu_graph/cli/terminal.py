"""The one door to the terminal: what is said to a person cannot steer it."""

from __future__ import annotations

import unicodedata

import click

from sanzu_graph.cli.overview import in_width
from sanzu_graph.cli.reading_words import in_terminal
from sanzu_graph.messages import plain


def printable(value: object) -> str:
    r"""Text that cannot steer a terminal: control and direction characters are spelled out.

    Examples
    --------
    >>> printable("a\x1b[31m")
    'a\\x1b[31m'
    """
    return "".join(
        char
        if unicodedata.category(char) not in ("Cc", "Cf")
        else char.encode("unicode_escape").decode()
        for char in plain(value)
    )


def printable_lines(content: object) -> str:
    r"""Text of several lines that cannot steer a terminal.

    Examples
    --------
    >>> printable_lines("a\x1b[31m\nb")
    'a\\x1b[31m\nb'
    """
    return "\n".join(map(printable, str(content).split("\n")))


def say(content: object = "", *, error: bool = False) -> None:
    """Lines for a person, in the width of a screen. All that commands say goes through here or
    through a `console`.
    """
    click.echo(in_width(printable_lines(in_terminal(str(content)))), err=error)
