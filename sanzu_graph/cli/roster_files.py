"""`sanzu check-file`: how a roster is read, before it is believed; and which reader a path given to
`audit` needs.
"""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING

import click

from sanzu_graph.errors import InputError
from sanzu_graph.messages import text

if TYPE_CHECKING:
    from rich.console import Console

    from sanzu_graph.io.rosters.reading import RosterReading
    from sanzu_graph.model.organisation import Org

READABLE, FAULTY = 0, 2


def check_file_parameters() -> list[click.Parameter]:
    """What ``check-file`` may be told."""
    return [
        click.Argument(["path"]),
        click.Option(["--sheet"], metavar="NAME", help=text("cli.check_file.sheet")),
        click.Option(["--encoding"], metavar="NAME", help=text("cli.audit.encoding")),
        click.Option(
            ["--mapping"],
            metavar="HEADING=FIELD",
            multiple=True,
            help=text("cli.check_file.mapping"),
        ),
    ]


def check_file_command(
    path: str, *, sheet: str | None, encoding: str | None, mapping: tuple[str, ...]
) -> int:
    """Read a roster, show what was understood, and say whether it can be used."""
    from sanzu_graph.cli.output import console
    from sanzu_graph.cli.waiting import Waiting
    from sanzu_graph.io.rosters.reader import read_roster

    fields = _mapping(mapping)
    with Waiting(text("cli.reading", path=path)):
        reading = read_roster(path, mapping=fields, sheet=sheet, encoding=encoding, dry_run=True)
    show_reading(reading, console())
    return FAULTY if reading.faults else READABLE


def _mapping(given: tuple[str, ...]) -> dict[str, str]:
    pairs = [pair.rpartition("=") for pair in given]
    wrong = [
        pair
        for pair, (heading, _, field) in zip(given, pairs, strict=True)
        if not heading.strip() or not field.strip()
    ]
    if wrong:
        raise InputError("error.mapping", value=", ".join(wrong))
    return {heading.strip(): field.strip() for heading, _, field in pairs}


def show_reading(reading: RosterReading, out: Console) -> None:
    """A reading as tables on a console, cut where they are long."""
    from sanzu_graph.cli.output import SHOWN, rich_table

    out.print(reading.headline())
    for name, frame in reading.frames().items():
        if len(frame):
            headings = [text(f"column.{heading}") for heading in frame]
            rows = (
                frame.head(SHOWN)
                .astype(object)
                .where(frame.head(SHOWN).notna(), "")
                .itertuples(index=False)
            )
            out.print(rich_table(text(f"roster.{name}"), headings, list(rows)))
        if len(frame) > SHOWN:
            out.print(text("list.more", count=len(frame) - SHOWN))
    for line in reading.faults_text().splitlines():
        out.print(line)


def read_any(path: str, *, strict: bool, encoding: str | None) -> Org:
    """Tables where the path holds some (a folder, a workbook with a sheet named as a table), and
    else a roster.
    """
    from sanzu_graph.io.rosters.reader import read_roster
    from sanzu_graph.io.table_files import read_tables

    read = read_roster if _is_roster(pathlib.Path(path)) else read_tables
    return read(path, strict=strict, encoding=encoding)


def _is_roster(path: pathlib.Path) -> bool:
    from sanzu_graph.io.collecting import NAMES
    from sanzu_graph.io.workbook_rows import SUFFIXES, Sheets

    suffix = path.suffix.lower()
    if not path.is_file() or suffix not in (*SUFFIXES, ".csv"):
        return False
    try:
        return suffix == ".csv" or not set(Sheets(path.read_bytes(), path).names) & set(NAMES)
    except OSError as error:
        raise InputError("error.unreadable", path=path, why=error.strerror or error) from error
