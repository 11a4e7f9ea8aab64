"""The tables of an organisation: one CSV per table is the only definition of its columns.

Code validates with these files, and the docs print them. Rosters are read by ``roster.csv``.
``values.csv`` does the same for the words that stand in the cells.

To change:

- add a column to a table: a row in its CSV, such as ``members.csv``; if rosters may have it, a row in
  ``roster.csv`` too, with its headings
- what a column or value is called where people read it: `labels.py`
- what the docs and JSON schemas take from the docstring of a class: `field_words.py`
- add a word that a roster may use for a column or a role: ``roster.csv``, ``values.csv``
- add a table: a CSV, and its name in `TABLES` below
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

#: The order in which tables are read, written and shown. The first three are required.
TABLES = (
    "members",
    "units",
    "memberships",
    "relations",
    "duties",
    "activities",
    "participants",
    "remedies",
    "tasks",
    "task_events",
    "assessments",
    "absences",
    "positions",
)
REQUIRED = TABLES[:3]
#: The tables that the graph view carries and whose rows may be dated.
CORE = TABLES[:5]
#: The tables of which a day has only the rows in force.
DATED = (*CORE, "positions")
#: Rows set aside by a lenient reading; a table like the others, so that writing loses nothing.
REJECTED = "rejected"
#: Tables that came after plans were first written with the fingerprint of their organisation. Where
#: they are empty, they leave it as it was.
LATER_TABLES = frozenset({"positions"})

MEMBER, UNIT = "member", "unit"
LEADER, DEPUTY, PLAIN = ROLES = ("leader", "deputy", "member")
#: The kinds of relations that are lines to a manager: solid and dotted.
REPORTS_TO, DOTTED_LINE = LINES = ("reports_to", "dotted_line")
#: What a line is called that leadership of a unit makes.
MANAGES = "manages"


@dataclass(frozen=True)
class Column:
    """One column of a table, as its CSV defines it.

    Attributes
    ----------
    name : str
    structural : bool
        Whether the table always has the column; others are kept only where they are given.
    dtype : str
        ``text``, ``number``, ``share`` (0 … 1), ``date`` (a day) or ``period`` (a day, or a month where only that is
        known; kept as ISO text).
    required : bool
        Whether every row needs a value.
    default : str
        What an empty cell means, if anything.
    references : str
        The table whose ids the values are, if any.
    values : tuple of str
        The values that have a meaning here.
    open : bool
        Whether other values are allowed too.
    description, description_zh : str
    aliases : tuple of str
        Headings that mean this column in rosters.
    """

    name: str
    structural: bool
    dtype: str
    required: bool
    default: str
    references: str
    values: tuple[str, ...]
    open: bool
    description: str
    description_zh: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class RosterField:
    """What a column of a roster may hold, as ``roster.csv`` defines it.

    Attributes
    ----------
    name : str
    kind : str
        ``member`` (a column of members), ``layer``, ``role`` (in the layer behind the colon),
        ``mentor``, ``share`` (of an assignment), ``serial`` or ``private``.
    dtype : str
        ``text``, ``number``, ``share`` or ``date``.
    private : bool
        Whether it is left out unless asked for.
    aliases : tuple of str
        Headings that mean it, the strongest first.
    members_by : tuple of (str, tuple of str)
        Where a roster has no column for this layer: the member column and its values that make one
        unit of it.
    """

    name: str
    kind: str
    dtype: str
    private: bool
    aliases: tuple[str, ...]
    members_by: tuple[str, tuple[str, ...]]


@cache
def roster_fields() -> dict[str, RosterField]:
    """The fields of a roster, one row a person, by name.

    Examples
    --------
    >>> roster_fields()["party"].members_by
    ('political_status', ('party_member', 'probationary_member'))
    """
    return {row["column"]: _roster_field(row) for row in _rows("roster")}


@cache
def columns(table: str) -> dict[str, Column]:
    """The columns of one table, by name, in order.

    Examples
    --------
    >>> list(columns("duties"))
    ['member', 'unit', 'duty', 'since', 'until']
    """
    return {row["column"]: _column(row) for row in _rows(table)}


@cache
def value_aliases(column: str) -> dict[str, str]:
    """Other spellings of a column's values, folded to lower case → the value.

    Examples
    --------
    >>> value_aliases("role")["班长"]
    'leader'
    >>> value_aliases("political_status")["党员"]
    'party_member'
    """
    aliases: dict[str, str] = {}
    for row in _rows("values"):
        if row["column"] == column:
            aliases |= dict.fromkeys(
                (name.casefold() for name in _split(row["aliases"])), row["value"]
            )
            aliases[row["value"].casefold()] = row["value"]
    return aliases


def fold(column: str, value: str) -> str:
    """A cell's value under its one name: ``党员`` and ``party_member`` are the same status."""
    return value_aliases(column).get(value.strip().casefold(), value)


def look_alikes(table: str, column: str, headings: list[str]) -> list[str]:
    """Those headings that probably mean `column`: other case, blanks, or an alias of it."""
    wanted = {name.casefold() for name in (column, *columns(table)[column].aliases)}
    return [heading for heading in headings if heading.strip().casefold() in wanted]


def _rows(name: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def _column(row: dict[str, str]) -> Column:
    values = _split(row["values"])
    return Column(
        name=row["column"],
        structural=row["kind"] == "structural",
        dtype=row["dtype"],
        required=row["required"] == "yes",
        default=row["default"],
        references=row["references"],
        values=tuple(value for value in values if value != "…"),
        open="…" in values,
        description=row["description"],
        description_zh=row["description_zh"],
        aliases=_split(row["aliases"]),
    )


def _roster_field(row: dict[str, str]) -> RosterField:
    column, _, values = row["members_by"].partition(":")
    return RosterField(
        name=row["column"],
        kind=row["kind"],
        dtype=row["dtype"],
        private=row["private"] == "yes",
        aliases=_split(row["aliases"]),
        members_by=(column, _split(values)),
    )
