"""`write_roster`: an organisation as the sheet that everybody has, and an empty one to fill in."""

from __future__ import annotations

import datetime
import itertools
import os
import pathlib
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from sanzu_graph.doors import spoken
from sanzu_graph.errors import FaultsError, InputError, SchemaError
from sanzu_graph.io.atomic import real_path, staging
from sanzu_graph.io.cell_states import letter
from sanzu_graph.io.csv_tables import to_csv
from sanzu_graph.io.rosters.losses import losses
from sanzu_graph.io.rosters.mapping import RosterMapping, beside, joined, mapping_of
from sanzu_graph.io.rosters.roster_columns import choices, roster_frame, template_frame
from sanzu_graph.io.rosters.understanding import understand
from sanzu_graph.io.rosters.written_back import confirm_same, written_back
from sanzu_graph.io.storable import unstorable
from sanzu_graph.io.workbooks import fill_workbook
from sanzu_graph.messages import text
from sanzu_graph.model.days import day_or_today
from sanzu_graph.model.organisation import Org

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

#: Rows of a template that have lists to choose from.
_EMPTY_ROWS = 1000


@spoken
def write_roster(
    org: Org | None,
    path: str | os.PathLike[str],
    *,
    lang: str | None = None,
    base: str = "team",
    lossy: bool = False,
    like: str | os.PathLike[str] | None = None,
    mapping: Mapping[str, Any] | str | os.PathLike[str] | RosterMapping | None = None,
    on: object = None,
) -> pathlib.Path:
    """Write an organisation as a roster, one row a person, such that `read_roster` gives an equal
    one back.

    Parameters
    ----------
    org
        The organisation; None writes an empty template.
    path
        A path ending in ``.xlsx`` or ``.csv``; what is there is replaced.
    lang
        The language of headings, statuses and roles, and of errors.
    base
        The layer whose column comes first.
    lossy
        Leave out what a roster cannot hold, instead of raising; of rows with days those in force.
    like
        A roster (.xlsx, .xlsm or text) to write back into. Its sheets, order and look stay. Only the
        cells that changed are rewritten and coloured. A sheet of changes stands behind.
    mapping
        How that roster is read, as in `read_roster`.
    on
        The day of which rows with days are written; by default today.

    Returns
    -------
    pathlib.Path
        The path written to.

    Raises
    ------
    FaultsError
        Naming everything that would be lost or come back different, or that the file cannot keep.
        This may be further tables, relations other than mentors, units without members or with
        parents, titles. It may also be dates of memberships, and unit ids other than
        ``layer:name``. Nothing is written then.
    InputError
        If the path ends otherwise or cannot be written to; what was there before is untouched.

    Notes
    -----
    Roles that the posts do not tell get a column of their own. Attributes that are private by their
    heading come back with ``read_roster(path, keep_private=True)``. In a workbook status, posts,
    roles and units are chosen from lists.

    Examples
    --------
    >>> import tempfile
    >>> from sanzu_graph.io.rosters.reader import read_roster
    >>> org = Org(
    ...     {"id": ["007"], "name": ["张三"], "position": ["班长"]},
    ...     {"id": ["team:一班"], "name": ["一班"], "layer": ["team"]},
    ...     {"member": ["007"], "unit": ["team:一班"], "role": ["leader"]},
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_roster(org, pathlib.Path(folder, "people.csv"), lang="zh")
    ...     print(path.read_text(encoding="utf-8-sig"), end="")
    ...     read_roster(path) == org
    工号,姓名,班组,职务
    007,张三,一班,班长
    True
    """
    if org is not None and (like is not None or lossy) and org.is_dated:
        org = _in_force(org, day_or_today(on))
    if org is not None and like is not None:
        return _write_like(org, pathlib.Path(path), pathlib.Path(like), mapping_of(mapping))
    kind = _kind(path)
    frame = template_frame() if org is None else roster_frame(org, base=base)
    if org is not None and not lossy and (lost := losses(org, frame, pathlib.Path(path).name)):
        raise FaultsError("error.roster_losses", lost)
    if faults := unstorable({"roster": frame}, kind):
        raise FaultsError("error.cells", faults)
    target = real_path(path)
    if not target.parent.is_dir():
        raise InputError("error.no_path", path=target.parent)
    try:
        with staging(target.parent) as stage:
            if kind == "csv":
                (stage / target.name).write_bytes(to_csv(frame).encode("utf-8-sig"))
            else:
                _fill(stage / target.name, frame)
    except OSError as error:
        raise InputError("error.unwritable", path=path, why=error.strerror or error) from error
    return pathlib.Path(path)


def _in_force(org: Org, day: datetime.date) -> Org:
    """The organisation with the memberships and relations of a day, their days left out."""
    tables, moment = org.tables(), pd.Timestamp(day)
    for name in ("memberships", "relations"):
        frame = tables.get(name)
        if frame is None or not {"since", "until"} & set(frame):
            continue
        keep = pd.Series(data=True, index=frame.index)
        if "since" in frame:
            keep &= frame["since"].isna() | (frame["since"] <= moment)
        if "until" in frame:
            keep &= frame["until"].isna() | (frame["until"] > moment)
        tables[name] = (
            frame[keep].drop(columns=["since", "until"], errors="ignore").drop_duplicates()
        )
    return Org.from_tables(tables)


def _write_like(
    org: Org, path: pathlib.Path, like: pathlib.Path, mapping: RosterMapping
) -> pathlib.Path:
    """Write back into a roster, once it is sure that reading it gives the organisation."""
    if path.suffix.lower() != like.suffix.lower() or real_path(path) == real_path(like):
        raise InputError("error.like_path", path=path, like=like)
    wishes = joined(beside(like), mapping)
    read = understand(like, wishes, keep_private=False, detailed=False)
    try:
        content, changes = written_back(org, read)
    except SchemaError as error:  # it was read with rows set aside
        raise SchemaError("error.like_faulty", error.faults) from None
    target = real_path(path)
    if not target.parent.is_dir():
        raise InputError("error.no_path", path=target.parent)
    headings = {
        heading: heading for heading in {change.heading for change in changes} if ":" in heading
    }
    again = replace(wishes, columns={**wishes.columns, **headings}, encoding="", sheet=wishes.sheet)
    try:
        with staging(target.parent) as stage:
            file = stage / target.name
            file.write_bytes(content)
            confirm_same(org, understand(file, again, keep_private=False, detailed=False).org)
    except OSError as error:
        raise InputError("error.unwritable", path=path, why=error.strerror or error) from error
    return path


@spoken
def roster_template(path: str | os.PathLike[str], *, lang: str | None = None) -> pathlib.Path:
    """Write an empty roster to fill in: headings, and lists to choose from in a workbook.

    Parameters
    ----------
    path
        A path ending in ``.xlsx`` or ``.csv``.
    lang
        The language of the headings.

    Returns
    -------
    pathlib.Path
        The path written to.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = roster_template(pathlib.Path(folder, "people.csv"), lang="en")
    ...     path.read_text(encoding="utf-8-sig").split(",")[:4]
    ['id', 'name', 'team', 'party']
    """
    return write_roster(None, path)


def _kind(path: str | os.PathLike[str]) -> str:
    kind = pathlib.Path(path).suffix.lower().removeprefix(".")
    if kind not in ("xlsx", "csv") or pathlib.Path(path).is_dir():
        raise InputError("error.roster_format", path=path)
    return kind


def _fill(path: pathlib.Path, frame: pd.DataFrame) -> None:
    name, lists = text("sheet.roster"), choices(frame)
    last = max(len(frame), _EMPTY_ROWS)

    def finish(book: Workbook) -> None:
        sheet, aside = (
            book.get_worksheet_by_name(name),
            book.add_worksheet(text("sheet.lists")),
        )
        aside.hide()
        for row, line in enumerate(itertools.zip_longest(*lists.values(), fillvalue="")):
            aside.write_row(row, 0, line)
        for number, (title, listed) in enumerate(lists.items()):
            source = f"='{aside.get_name()}'!${letter(number)}$1:${letter(number)}${len(listed)}"
            at = list(frame).index(title)
            sheet.data_validation(
                1, at, last, at, {"validate": "list", "source": source, "error_type": "information"}
            )
        if not len(frame):
            # Ids such as 007 are to stay text when somebody types them.
            sheet.set_column(0, 0, 12, book.add_format({"num_format": "@"}))

    fill_workbook(path, {name: frame}, finish=finish)
