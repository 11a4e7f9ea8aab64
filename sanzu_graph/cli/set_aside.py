"""The rows that a lenient reading set aside: told once, and written where ``--rejected`` says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sanzu_graph.cli.terminal import say
from sanzu_graph.errors import InputError
from sanzu_graph.messages import fill, text

if TYPE_CHECKING:
    import pandas as pd

#: Under which names a command keeps the file asked for, and what was set aside so far.
_FILE, _FRAMES = "sanzu_graph.rejected_file", "sanzu_graph.rejected_frames"
_ENDINGS = ("csv", "xlsx")
#: How many reasons are told.
_TOLD = 5


def rejected_option() -> click.Option:
    """``--rejected FILE``."""
    return click.Option(
        ["--rejected"],
        metavar="FILE",
        help=text("cli.rejected.option"),
        expose_value=False,
        callback=_keep,
    )


def _keep(context: click.Context, _parameter: click.Parameter, path: str | None) -> None:
    if path is None:
        return
    if _ending(path) not in _ENDINGS:
        raise InputError("error.rejected_ending", path=path, known=list(_ENDINGS))
    context.meta[_FILE] = path


def is_asked() -> bool:
    """Whether the command in force was told where to write the rows set aside."""
    return _meta().get(_FILE) is not None


def confirm_place(path: str) -> None:
    """Raise where the rows set aside would take the place of what is read, or of the answer."""
    context = click.get_current_context(silent=True)
    file = _meta().get(_FILE)
    if context is None or file is None:
        return
    answer = context.params.get("output")
    is_answer = answer is not None and Path(answer).absolute() == Path(file).absolute()
    if is_answer or _is_same(path, file) or _is_same(path, str(Path(file).parent)):
        raise InputError("error.rejected_place", path=file)


def tell(path: str, rows: pd.DataFrame) -> None:
    """Say how many rows of a path were set aside, with the first reasons; write all of the command.

    Parameters
    ----------
    path
        What was read. A path that a command reads twice is told once.
    rows
        ``org.rejected``: at least ``table``, ``place``, ``row`` and ``reason``.
    """
    meta = _meta()
    frames = meta.setdefault(_FRAMES, {})
    if path in frames:
        return
    frames[path] = rows
    file = meta.get(_FILE)
    if len(rows):
        _say(path, rows, file)
    if file is not None:
        _write(file, frames)
        say(text("cli.rejected.written", path=file), error=True)


def _say(path: str, rows: pd.DataFrame, file: str | None) -> None:
    say(text("cli.rejected.count", path=path, count=len(rows)), error=True)
    first = rows.drop_duplicates("reason").head(_TOLD).fillna("")
    columns = {
        "place": first["place"].where(first["place"] != "", first["table"]).tolist(),
        "row": first["row"].tolist(),
        "reason": first["reason"].tolist(),
    }
    for line in fill("check.rejected_row", columns, len(first)):
        say(f"- {line}", error=True)
    if len(rows) > len(first):
        say(f"- {text('list.more', count=len(rows) - len(first))}", error=True)
    if file is None:
        say(text("cli.rejected.cure"), error=True)


def _write(file: str, frames: dict[str, pd.DataFrame]) -> None:
    """All rows of the command in one file, the path that they came from in front."""
    import pandas as pd

    from sanzu_graph.io.atomic import write_text
    from sanzu_graph.io.csv_tables import to_csv
    from sanzu_graph.io.workbooks import write_frames

    parts = []
    for path, rows in frames.items():
        part = rows.copy()
        part.insert(0, "path", path)
        parts.append(part)
    whole = pd.concat(parts, ignore_index=True)
    if _ending(file) == "xlsx":
        write_frames(file, {text("sheet.rejected"): whole})
    else:
        write_text(file, to_csv(whole), encoding="utf-8-sig")


def _meta() -> dict[str, Any]:
    context = click.get_current_context(silent=True)
    return {} if context is None else context.meta


def _ending(path: str) -> str:
    return Path(path).suffix.removeprefix(".").lower()


def _is_same(one: str, other: str) -> bool:
    try:
        return Path(one).samefile(other)
    except (OSError, ValueError):
        return False
