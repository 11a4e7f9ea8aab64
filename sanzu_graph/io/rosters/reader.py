"""`read_roster`: the sheet that everybody has, one row a person → `Org`."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Mapping, Sequence
from typing import Literal, overload

from sanzu_graph.doors import spoken
from sanzu_graph.errors import InputError, SchemaError
from sanzu_graph.io.rosters.building import Built, build
from sanzu_graph.io.rosters.people import Gathered, gather
from sanzu_graph.io.rosters.reading import RosterReading
from sanzu_graph.io.rosters.sheets import Book, open_book
from sanzu_graph.io.rosters.words import targets
from sanzu_graph.io.text_files import require_encoding
from sanzu_graph.messages import language, listed
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.source import Source


@overload
def read_roster(
    path: str | os.PathLike[str],
    *,
    mapping: Mapping[str, str] | None = ...,
    sheet: str | None = ...,
    encoding: str | None = ...,
    dry_run: Literal[False] = ...,
    keep_private: bool = ...,
    strict: bool = ...,
    lang: str | None = ...,
) -> Org: ...
@overload
def read_roster(
    path: str | os.PathLike[str],
    *,
    mapping: Mapping[str, str] | None = ...,
    sheet: str | None = ...,
    encoding: str | None = ...,
    dry_run: Literal[True],
    keep_private: bool = ...,
    strict: bool = ...,
    lang: str | None = ...,
) -> RosterReading: ...
@spoken
def read_roster(
    path: str | os.PathLike[str],
    *,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
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
        The workbook (.xlsx, .xls, .ods) or CSV file.
    mapping
        Heading → field, for headings that are not known or known wrongly. A field is one of
        ``schema/roster.csv``, ``layer:NAME`` (units of any layer), ``role:NAME`` (roles in it),
        ``keep`` (as an attribute) or ``skip``.
    sheet
        The sheet to read. By default all that have headings are read as one roster; where several
        have no column for the team, each sheet's name is its team.
    encoding
        The encoding of a CSV file without a mark of its own. By default UTF-8, else GB18030.
    dry_run
        Return a `RosterReading` that tells how every column and value was read, instead of the
        organisation.
    keep_private
        Keep identity numbers, telephones, addresses and the like as attributes. By default they are
        left out, and named in ``org.source.ignored``.
    strict
        Raise on any fault (default), or set faulty rows aside in ``org.rejected``. Of a faulty role
        or mentor only that is set aside. Headings at fault are raised in either case.
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
    first one. Merged ranges are filled where the file marks them. Formulas that were never
    calculated are empty cells.

    Examples
    --------
    >>> import tempfile
    >>> rows = "供电所花名册\n姓名,班组,政治面貌,职务,手机\n张三,一班,党员,班长,13800000000\n李四,一班,群众,,\n合计,2,,,\n"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "people.csv")
    ...     _ = path.write_bytes(rows.encode("gb18030"))
    ...     org, reading = read_roster(path), read_roster(path, dry_run=True)
    >>> org.memberships.to_numpy().tolist()
    [['张三', 'team:一班', 'leader', nan], ['李四', 'team:一班', 'member', nan], ['张三', 'party:党员', 'member', nan]]
    >>> org.source.ignored, reading.in_language("en").skipped["why"].tolist()
    (('手机',), ['private, left out', 'title', 'total'])
    """
    require_encoding(encoding)
    fields = targets(mapping)
    try:
        book = open_book(pathlib.Path(path), sheet=sheet, encoding=encoding)
    except OSError as error:
        raise InputError(
            "error.unreadable", path=error.filename or path, why=error.strerror or error
        ) from error
    gathered = gather(book.sheets, fields, keep_private=keep_private, detailed=dry_run)
    built = build(gathered.people, detailed=dry_run)
    whole, faults = list(gathered.faults), [*gathered.faults, *built.faults]
    if not dry_run and (faults if strict else whole):
        raise SchemaError("error.roster", faults if strict else whole)
    org = (
        None
        if whole or (strict and faults)
        else _organisation(str(path), book, gathered, built, strict=strict)
    )
    if not dry_run and org is not None:
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
        len(built.people),
    )


def _organisation(path: str, book: Book, gathered: Gathered, built: Built, *, strict: bool) -> Org:
    tables = built.tables if strict else built.without_faulty()
    place = _place(book.path.name, gathered.read)
    ignored = (*gathered.private, *gathered.ignored, *book.others)
    source = Source(path, {"members": (place, book.encoding, len(built.people))}, ignored)
    return Org.from_tables(tables, places=built.places(tables), source=source, strict=strict)


def _place(name: str, sheets: Sequence[str]) -> str:
    named = [sheet for sheet in sheets if sheet]
    return f"{name} · {listed(named)}" if named else name
