"""The list of changes that a leader signs, and whom and what each of them names."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import fields

import pandas as pd

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.names import named
from sanzu_graph.changes.row_changes import AddRow, RemoveRow
from sanzu_graph.changes.units import EditUnit
from sanzu_graph.messages import text
from sanzu_graph.model.drafts import Draft
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import TABLES, columns

#: The fields of changes that name members, and those that name units.
_FIELDS = {
    "members": ("member", "members", "mentor", "apprentice", "leader"),
    "units": ("unit", "source", "target", "into", "new", "parent", "children"),
}
COLUMNS = ("step", "change", "what", "members", "units", "on", "decision", "signature", "remark")


def sign_off(
    changes: Iterable[Change], org: Org | None = None, *, on: datetime.date | None = None
) -> pd.DataFrame:
    """Changes as a list to be signed.

    Parameters
    ----------
    changes
        The changes of a scenario.
    on
        The day of those that name none.
    org
        The organisation that it is for; then people and units are told by name, and what becomes of
        leaders.

    Returns
    -------
    pandas.DataFrame
        One row a change: step (from 1), kind of change, what is done in a sentence, members, units,
        day; then three empty columns: decision, signature, remark. The headings are in the
        language.

    Examples
    --------
    >>> from sanzu_graph import MoveMember, Scenario
    >>> Scenario("one", [MoveMember("M1", "T1", "T2")]).to_frame(lang="en").iloc[0].tolist()[1:5]
    ['move', 'Move M1 from T1 to T2', 'M1', 'T1, T2']
    """
    draft = None if org is None else Draft(org, on=on)
    rows = []
    for step, given in enumerate(changes, 1):
        change = given if draft is None else given.by_ids(draft)
        before = _names(change, draft)
        what = change.describe_on(draft)  # makes it, so that the next one is told as it then is
        who, where = (
            {**_names(change, draft)[table], **before[table]} for table in _FIELDS
        )  # some come, some go by it
        day = change.on or on
        people, units = (text("list.comma").join(names.values()) for names in (who, where))
        rows.append(
            (
                step,
                text(f"kind.{change_key(change)}"),
                what,
                people,
                units,
                "" if day is None else day.isoformat(),
                "",
                "",
                "",
            )
        )
    headings = [text(f"sign.{name}") for name in COLUMNS]
    return pd.DataFrame(rows, columns=headings).astype(
        dict.fromkeys(headings[1:], "str") | {headings[0]: "int64"}
    )


def named_ids(change: Change, table: str) -> list[str]:
    """The members or units that a change names, each once."""
    ids: dict[str, None] = {}
    if isinstance(change, (AddRow, RemoveRow)):
        home = {"id": table} if change.table == table else {}
        # A file may name any table; only those of ours have columns to look up.
        known = columns(change.table) if change.table in TABLES else {}
        home |= {name: column.references for name, column in known.items() if column.references}
        ids = {
            str(cell): None
            for name, cell in change.values.items()
            if home.get(name) == table and cell is not None
        }
    for name in (part.name for part in fields(change) if part.name in _FIELDS[table]):
        value = getattr(change, name)
        ids |= dict.fromkeys(
            value if isinstance(value, tuple) else [value] if value is not None else []
        )
    return list(ids)


def new_id(change: Change) -> str | None:
    """The id that a change gives a unit that there is; None: it gives none."""
    if not isinstance(change, EditUnit) or change.values.get("id") in (None, change.unit):
        return None
    return str(change.values["id"])


def change_key(change: Change) -> str:
    """The kind of a change as the catalog's keys have it: ``move_member``."""
    name = type(change).__name__
    return "".join(
        f"_{letter.lower()}" if letter.isupper() else letter for letter in name
    ).removeprefix("_")


def _names(change: Change, draft: Draft | None) -> dict[str, dict[str, str]]:
    """Per table, the ids that a change names and what they are called; without a draft by the id
    alone.
    """
    names: dict[str, dict[str, str]] = {}
    for table in _FIELDS:
        ids = named_ids(change, table)
        if draft is None:
            names[table] = dict(zip(ids, ids, strict=True))
        else:
            names[table] = {
                id_: named(draft, table, id_).describe() for id_ in ids if draft.find(table, id=id_)
            }
    return names
