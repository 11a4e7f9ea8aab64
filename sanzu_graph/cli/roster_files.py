"""`sanzu check-file`: how a roster is read, before it is believed; and how other commands read."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from sanzu_graph.cli.exit_codes import READABLE, UNUSABLE
from sanzu_graph.cli.set_aside import confirm_place, is_asked, rejected_option, tell
from sanzu_graph.errors import InputError
from sanzu_graph.io.rosters.mapping import (
    DATES,
    ENDING,
    SHAPES,
    RosterMapping,
    beside,
    joined,
    mapping_of,
    to_toml,
)
from sanzu_graph.messages import text

if TYPE_CHECKING:
    from rich.console import Console

    from sanzu_graph.io.rosters.reading import RosterReading
    from sanzu_graph.model.organisation import Org


def check_file_parameters() -> list[click.Parameter]:
    """What ``check-file`` may be told."""
    return [
        click.Argument(["path"]),
        click.Option(["--sheet"], metavar="NAME", multiple=True, help=text("cli.check_file.sheet")),
        click.Option(["--encoding"], metavar="NAME", help=text("cli.audit.encoding")),
        mapping_option(),
        *_shape_options(),
        click.Option(["--lenient"], is_flag=True, help=text("cli.audit.lenient")),
        _private_option(),
        click.Option(["--save"], is_flag=True, help=text("cli.check_file.save")),
    ]


def mapping_option(**settings: Any) -> click.Option:  # noqa: ANN401 - click's own settings
    """``--mapping HEADING=FIELD``."""
    return click.Option(
        ["--mapping"],
        metavar="HEADING=FIELD",
        multiple=True,
        help=text("cli.check_file.mapping"),
        **settings,
    )


def _private_option(**settings: Any) -> click.Option:  # noqa: ANN401 - click's own settings
    """``--keep-private``."""
    return click.Option(
        ["--keep-private"], is_flag=True, help=text("cli.check_file.keep_private"), **settings
    )


def _shape_options(**settings: Any) -> list[click.Option]:  # noqa: ANN401 - click's own settings
    """What a roster does not say of itself: ``--value``, ``--shape``, ``--dates``, ``--hidden``."""
    choices = {"shape": SHAPES, "dates": DATES}
    words = {"shape": "SHAPE", "dates": "ORDER"}
    told = text("cli.check_file.value")
    return [
        click.Option(["--value"], metavar="VALUE=MEANING", multiple=True, help=told, **settings),
        *(
            click.Option(
                [f"--{name}"],
                type=click.Choice(known),
                metavar=words[name],
                help=text(f"cli.check_file.{name}", known=", ".join(known)),
                **settings,
            )
            for name, known in choices.items()
        ),
        click.Option(
            ["--hidden/--no-hidden"],
            default=None,
            help=text("cli.check_file.hidden"),
            **settings,
        ),
    ]


#: Under which name a command keeps how rosters are to be read.
_READING = "sanzu_graph.reading"


def further_reading(given: Sequence[click.Parameter]) -> list[click.Parameter]:
    """The options of reading that a command lacks which has ``--encoding``: for `read_any`.

    Where many files are read, which sheet is read stands in a mapping beside each.
    """
    names = {parameter.name for parameter in given}
    if "paths" in names:
        names |= {"sheet", "keep_private"}
    if "encoding" not in names:
        return []

    def keep(context: click.Context, parameter: click.Parameter, value: object) -> None:
        context.meta.setdefault(_READING, {})[parameter.name] = value

    hearing: dict[str, Any] = {"expose_value": False, "callback": keep}
    options = [
        click.Option(
            ["--sheet"], metavar="NAME", multiple=True, help=text("cli.check_file.sheet"), **hearing
        ),
        mapping_option(**hearing),
        *_shape_options(**hearing),
        click.Option(["--lenient"], is_flag=True, help=text("cli.audit.lenient"), **hearing),
        _private_option(**hearing),
        rejected_option(),
    ]
    return [option for option in options if option.name not in names]


def check_file_command(
    path: str,
    *,
    sheet: tuple[str, ...],
    encoding: str | None,
    mapping: tuple[str, ...],
    value: tuple[str, ...],
    shape: str | None,
    dates: str | None,
    hidden: bool | None,
    lenient: bool,
    keep_private: bool,
    save: bool,
) -> int:
    """Read a roster, show what was understood, and say whether it can be used."""
    from sanzu_graph.cli.output import console
    from sanzu_graph.cli.terminal import say
    from sanzu_graph.cli.waiting import Waiting
    from sanzu_graph.io.rosters.reader import read_roster

    lenient = lenient or is_asked()
    confirm_place(path)
    with Waiting(text("cli.reading", path=path)):
        reading = read_roster(
            path,
            mapping=joined(mapping_asked(path, mapping), RosterMapping(values=pairs_in(value))),
            sheet=sheet,
            encoding=encoding,
            shape=shape,
            dates=dates,
            hidden=hidden,
            strict=not lenient,
            keep_private=keep_private,
            dry_run=True,
        )
    if save:
        say(text("cli.written", path=_save(reading)))
    show_reading(reading, console())
    if lenient and reading.org is not None:
        tell(path, reading.org.rejected)
    return UNUSABLE if reading.faults and not (lenient and reading.org is not None) else READABLE


def _save(reading: RosterReading) -> pathlib.Path:
    """Write the mapping beside the roster, in which nothing is left to be guessed."""
    from sanzu_graph.io.atomic import write_text

    roster = pathlib.Path(reading.path)
    path = roster.with_name(roster.name + ENDING)
    write_text(path, to_toml(reading.settled()), encoding="utf-8")
    return path


def mapping_asked(path: str, given: Sequence[str]) -> RosterMapping:
    """The mapping beside a roster, that of a TOML file, and single headings, each before the last.

    Raises
    ------
    InputError
        If one is neither a TOML file nor HEADING=FIELD.
    """
    is_whole = any(one.lower().endswith(".toml") for one in given)
    mapping = mapping_given(given)
    return mapping if is_whole else joined(beside(pathlib.Path(path)), mapping)


def mapping_given(given: Sequence[str]) -> RosterMapping:
    """The mapping of TOML files and single headings, each before the last.

    Raises
    ------
    InputError
        If one is neither a TOML file nor HEADING=FIELD.
    """
    files = [one for one in given if one.lower().endswith(".toml")]
    columns = pairs_in([one for one in given if one not in files])
    mapping = RosterMapping()
    for file in files:
        mapping = joined(mapping, mapping_of(file))
    return joined(mapping, RosterMapping(columns))


def pairs_in(given: Sequence[str]) -> dict[str, str]:
    """What stands in front of the last ``=`` of each word → what stands behind it.

    Raises
    ------
    InputError
        If a word has nothing in front of it or behind it.
    """
    pairs = [(one, *one.rpartition("=")) for one in given]
    wrong = [one for one, name, _, meant in pairs if not name.strip() or not meant.strip()]
    if wrong:
        raise InputError("error.mapping", value=", ".join(wrong))
    return {name.strip(): meant.strip() for _, name, _, meant in pairs}


def show_reading(reading: RosterReading, out: Console) -> None:
    """A reading as tables on a console, cut where they are long."""
    from sanzu_graph.cli.output import SHOWN
    from sanzu_graph.cli.text_tables import text_table

    out.print(reading.headline())
    for name, frame in reading.frames().items():
        if len(frame):
            headings = [text(f"column.{heading}") for heading in frame]
            first = frame.head(SHOWN).astype(object).where(frame.head(SHOWN).notna(), "")
            rows = first.itertuples(index=False)
            out.print(text_table(text(f"roster.{name}"), headings, list(rows)))
        if len(frame) > SHOWN:
            out.print(text("list.more", count=len(frame) - SHOWN))
    for line in reading.faults_text().splitlines():
        out.print(line)


def read_any(path: str, *, strict: bool, encoding: str | None) -> Org:
    """Read tables or a roster. Tables are a folder, or a workbook with a sheet named as a table."""
    from sanzu_graph.io import any_files

    asked = _asked()
    strict = strict and not asked.get("lenient", False) and not is_asked()
    confirm_place(path)
    mapping = mapping_in_force(path) if any_files.holds_roster(path) else None
    org = any_files.read_any(
        path,
        mapping=mapping,
        strict=strict,
        encoding=encoding,
        keep_private=bool(asked.get("keep_private")),
    )
    if not strict:
        tell(path, org.rejected)
    return org


def reading_words(*, lenient: bool) -> list[str]:
    """The options of reading that the command in force was told, for another command that reads
    the same; `--encoding` stands with the command itself.
    """
    asked = _asked()
    named = [("--sheet", one) for one in asked.get("sheet", ())]
    named += [("--mapping", one) for one in asked.get("mapping", ())]
    named += [("--value", one) for one in asked.get("value", ())]
    named += [(f"--{name}", asked[name]) for name in ("shape", "dates") if asked.get(name)]
    words = [word for pair in named for word in pair]
    if asked.get("hidden") is not None:
        words.append("--hidden" if asked["hidden"] else "--no-hidden")
    words += ["--keep-private"] if asked.get("keep_private") else []
    return [*words, "--lenient"] if lenient or is_asked() else words


def _asked() -> dict[str, Any]:
    """The further options of reading that the command in force was told."""
    context = click.get_current_context(silent=True)
    return context.meta.get(_READING, {}) if context else {}


def mapping_in_force(path: str) -> RosterMapping:
    """The mapping by which the command in force reads a roster."""
    return joined(mapping_asked(path, _asked().get("mapping", ())), told_in_force())


def told_in_force() -> RosterMapping:
    """What the command in force was told of a roster beside its mapping."""
    asked = _asked()
    return RosterMapping(
        values=pairs_in(asked.get("value", ())),
        shape=asked.get("shape") or "",
        sheet=tuple(asked.get("sheet", ())),
        dates=asked.get("dates") or "",
        hidden=asked.get("hidden"),
    )
