"""`read_roster`: the sheet that everybody has, one row a person → `Org`."""

from __future__ import annotations

import os
import pathlib
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, overload

from sanzu_graph.doors import spoken
from sanzu_graph.errors import SchemaError
from sanzu_graph.io.rosters.building import Built
from sanzu_graph.io.rosters.doubts import DoubtsWarning
from sanzu_graph.io.rosters.mapping import (
    DATES,
    SHAPES,
    RosterMapping,
    beside,
    confirm_choice,
    joined,
    mapping_of,
)
from sanzu_graph.io.rosters.members import counts_years
from sanzu_graph.io.rosters.people import Gathered
from sanzu_graph.io.rosters.reading import RosterReading
from sanzu_graph.io.rosters.sheets import Book
from sanzu_graph.io.rosters.understanding import understand
from sanzu_graph.messages import language, listed
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.source import Source

if TYPE_CHECKING:
    import pandas as pd


#: What holds a roster: a file, a frame, or frames by the name of their sheet.
RosterSource: TypeAlias = "str | os.PathLike[str] | pd.DataFrame | Mapping[str, pd.DataFrame]"
#: What tells how it is read: heading → field, its parts by name, or a TOML file.
MappingSource: TypeAlias = "Mapping[str, Any] | str | os.PathLike[str] | RosterMapping | None"


@overload
def read_roster(
    path: RosterSource,
    *,
    mapping: MappingSource = ...,
    sheet: str | Sequence[str] | None = ...,
    encoding: str | None = ...,
    shape: str | None = ...,
    dates: str | None = ...,
    hidden: bool | None = ...,
    dry_run: Literal[False] = ...,
    keep_private: bool = ...,
    strict: bool = ...,
    lang: str | None = ...,
) -> Org: ...
@overload
def read_roster(
    path: RosterSource,
    *,
    mapping: MappingSource = ...,
    sheet: str | Sequence[str] | None = ...,
    encoding: str | None = ...,
    shape: str | None = ...,
    dates: str | None = ...,
    hidden: bool | None = ...,
    dry_run: Literal[True],
    keep_private: bool = ...,
    strict: bool = ...,
    lang: str | None = ...,
) -> RosterReading: ...
@spoken
def read_roster(
    path: RosterSource,
    *,
    mapping: MappingSource = None,
    sheet: str | Sequence[str] | None = None,
    encoding: str | None = None,
    shape: str | None = None,
    dates: str | None = None,
    hidden: bool | None = None,
    dry_run: bool = False,
    keep_private: bool = False,
    strict: bool = True,
    lang: str | None = None,
) -> Org | RosterReading:
    r"""Read an organisation from a roster: one row a person, made by hand for people to read.

    Headings are known by the aliases in ``schema/roster.csv`` (English, Simplified and Traditional
    Chinese); titles, second headings, totals and signatures are recognised, and named in a dry run.
    A column that nobody knows is kept as an attribute under its heading. A unit's id is
    ``layer:name``.

    Parameters
    ----------
    path
        The workbook (.xlsx, .xls, .et, .ods) or text file (.csv, .tsv, .txt); a web page (.html),
        Markdown or JSON, whose largest table is read; or a frame, or frames by the name of their
        sheet.
    mapping
        Heading → field, for headings that are not known or known wrongly. A field is one of
        ``schema/roster.csv``, ``layer:NAME`` (units of any layer), ``role:NAME`` (roles in it),
        ``keep`` (as an attribute) or ``skip``. Or its parts by name: ``columns`` (heading →
        field), ``values`` (value → ``leader``, ``deputy``, ``member``, ``gone``, ``present``, a
        political status, or the name of the unit that is meant), ``shape``, ``sheet``,
        ``encoding``, ``dates``, ``hidden``. Or a TOML file of these. Without it the file
        ``NAME.sanzu.toml`` beside the roster is taken, if there is one.
    sheet
        The sheet to read, or several. By default all that have headings are read as one roster,
        but hidden ones and those of leavers; where several have no column for the team, each
        sheet's name is its team.
    encoding
        The encoding of a text file without a mark of its own. By default UTF-8, else GB18030 or
        cp1252, by the bytes.
    shape
        How people stand in it: ``row`` (one row a person, nothing else), ``bands`` (teams in rows
        of their own), ``teams`` (one row a team), ``columns`` (one column a team),
        ``transposed``, ``blocks`` (side by side), ``long`` (one row an assignment), ``dated`` (one
        row a time). By default what the file shows.
    dates
        How days are written where digits do not show it: ``ymd``, ``dmy``, ``mdy``, ``roc``. By
        default what the whole column shows.
    hidden
        Whether hidden rows and sheets are read. By default not, but rows that a filter hides.
    dry_run
        Return a `RosterReading` that tells how every column and value was read, instead of the
        organisation.
    keep_private
        Keep identity numbers, telephones, addresses and the like as attributes. By default they are
        left out, and named in ``org.source.ignored``.
    strict
        Raise on any fault (default), or set faulty rows aside in ``org.rejected``. Of a faulty day,
        number, role, mentor or manager only that is set aside. Headings at fault are raised in
        either case.
    lang
        The language of errors and of the dry run. It never changes what is read.

    Returns
    -------
    Org or RosterReading

    Raises
    ------
    SchemaError
        Naming every fault at once: sheet, row as a spreadsheet shows it, column, value, cure. Not
        in a dry run.
    InputError
        If the path is missing, locked, or no workbook or CSV file.
    AbsentError
        If there is no such sheet or field.

    Notes
    -----
    Without a column of ids a name is its person's id. 班长 and 组长 lead the home team, 党小组长 the party
    group and 工会小组长 the union group; 副… is a deputy. A column of roles (``role:party``) settles the
    roles of its layer, and posts are then text. The cell of a layer or mentor may hold several,
    separated by 、 or a semicolon; empty, 无 and — mean none. A day without its day of month is the
    first one. A row with a vacancy in place of a name (VACANT, TBH, 空缺) is an open post in
    `positions`. Who reports to it reports to its manager until somebody holds it. Merged ranges are
    filled where the file marks them. A formula that failed (``#N/A``) or was never calculated is a
    fault where the cell is read. What was taken for granted is counted in one `SanzuWarning`;
    ``dry_run=True`` tells it (`RosterReading.doubts`).

    Examples
    --------
    >>> import tempfile
    >>> rows = "供电所花名册\n姓名,班组,党小组,职务,手机\n张三,一班,一组,班长,13800000000\n李四,一班,,,\n合计,2,,,\n"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "people.csv")
    ...     _ = path.write_bytes(rows.encode("gb18030"))
    ...     org, reading = read_roster(path), read_roster(path, dry_run=True)
    >>> org.memberships.to_numpy().tolist()
    [['张三', 'team:一班', 'leader', nan], ['李四', 'team:一班', 'member', nan], ['张三', 'party:一组', 'member', nan]]
    >>> org.source.ignored, reading.in_language("en").skipped["why"].tolist()
    (('手机',), ['private, left out', 'title', 'total'])
    """
    wishes = RosterMapping(
        shape=confirm_choice("shape", shape, SHAPES),
        sheet=(sheet,) if isinstance(sheet, str) else tuple(sheet or ()),
        encoding=encoding or "",
        dates=confirm_choice("dates", dates, DATES),
        hidden=hidden,
    )
    wishes = joined(mapping_of(mapping), wishes)
    if mapping is None and isinstance(path, (str, os.PathLike)):
        wishes = joined(beside(pathlib.Path(path)), wishes)
    read = understand(path, wishes, keep_private=keep_private, detailed=dry_run)
    book, gathered, built = read.book, read.gathered, read.built
    if not isinstance(path, (str, os.PathLike)):
        path = book.path
    whole, faults = list(gathered.faults), [*gathered.faults, *built.faults]
    if not dry_run and (faults if strict else whole):
        raise SchemaError("error.roster", faults if strict else whole)
    org = (
        None
        if whole or (strict and faults)
        else _organisation(str(path), book, gathered, built, strict=strict)
    )
    doubts = tuple(gathered.doubts)
    if not dry_run and org is not None:
        if doubts:
            warnings.warn(DoubtsWarning(str(path), doubts), stacklevel=3)
        return org
    return RosterReading(
        str(path),
        book.encoding,
        org,
        tuple(faults),
        language(),
        gathered.columns,
        built.notes,
        gathered.skipped,
        len(built.tables["members"]),
        doubts,
        wishes,
    )


def _organisation(path: str, book: Book, gathered: Gathered, built: Built, *, strict: bool) -> Org:
    tables = built.tables if strict else built.without_faulty()
    place = _place(book.path.name, gathered.read)
    ignored = (*gathered.private, *gathered.ignored, *book.others)
    source = Source(
        path, {"members": (place, book.encoding, len(built.tables["members"]))}, ignored
    )
    org = Org.from_tables(tables, places=built.places(tables), source=source, strict=strict)
    return org.counting_years() if counts_years(built.people) else org


def _place(name: str, sheets: Sequence[str]) -> str:
    named = [sheet for sheet in sheets if sheet]
    return f"{name} · {listed(named)}" if named else name
