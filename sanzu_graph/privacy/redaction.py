"""`redact`: an organisation as if some layers and attributes had never been written down."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

import pandas as pd

from sanzu_graph.doors import spoken
from sanzu_graph.errors import AbsentError, SanzuWarning
from sanzu_graph.messages import percent
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.privacy.hidden_layers import without_layers
from sanzu_graph.privacy.inference import telling_columns
from sanzu_graph.schema import REJECTED, Column, columns

if TYPE_CHECKING:
    from sanzu_graph.model.flaws import Tables


@spoken
def redact(
    org: Org,
    *,
    layers: str | Collection[str] = (),
    attributes: str | Collection[str] = (),
    policy: Policy | None = None,
    lang: str | None = None,
) -> Org:
    """The organisation without some layers and attributes, and without a trace of them.

    Parameters
    ----------
    org
        The organisation; it is not touched.
    layers
        Layers to take out.
    attributes
        Columns to take out: ``"political_status"`` (of every table that has it), or
        ``"members.political_status"``. A column that its table needs for its structure is not an
        attribute, but ``name`` and ``title`` are: their cells are emptied.
    policy
        What tells more of the layers: who is eligible, what they are called, which duties count; by
        default the shipped one.
    lang
        The language of errors.

    Returns
    -------
    Org
        Without rows that were set aside, and without a word about where it was read from. Both may
        tell of what is taken out.

    Raises
    ------
    AbsentError
        If there is no such layer or column: a misspelt one must not look redacted.

    Warns
    -----
    SanzuWarning
        If a column still tells what was taken out, or lost more than that.

    Notes
    -----
    With a layer go, in every table: its units, and units above them that held nothing else;
    posts, memberships, duties, activities, tasks and assessments in them, with participants, remedies and
    events; posts whose holders go; events in which the layer acted; the powers that its leaders held as such, and duties
    that count for it; people whom only that layer knows, with all that names them; member columns
    by which the policy or a roster tells who belongs to it (``political_status`` for ``party``);
    columns whose heading names the layer; and what titles and attributes say of it, of its units or
    of their kind (班长兼党小组长 leaves 班长). Where more cells would come to be blank than
    were blank before, the blanks would mark these people: then the attribute goes whole, or the
    titles of all leaders, which is warned of. A row goes if a word speaks of it that the row cannot do
    without. A unit below one that goes hangs from the next one above. Ids and names of what stays
    are left as they are. `audit`, `report` and all that resolves a policy leave its demands about
    the layer out (`Org.withheld`). Tables that are written and read again do not know of it: use
    ``policy.without_layers("party")`` there. A column may still tell who was in the layer, in
    which of its units, or what an attribute said. It stays, and is warned of with the share that it
    tells (`sanzu_graph.privacy.inference.telling_columns`).

    Examples
    --------
    >>> org = Org(
    ...     {"id": ["A", "B"], "political_status": ["party_member", "non_member"], "site": ["North", "North"]},
    ...     {"id": ["T1", "P1"], "layer": ["team", "party"]},
    ...     {"member": ["A", "B", "A"], "unit": ["T1", "T1", "P1"]},
    ... )
    >>> bare = redact(org, layers="party")
    >>> bare, list(bare.members)
    (Org(2 members, 1 unit in 1 layer, 2 memberships), ['id', 'name', 'site'])
    >>> list(redact(org, attributes=["site"]).members)
    ['id', 'name', 'political_status']
    """
    policy = Policy() if policy is None else policy
    hidden = [layers] if isinstance(layers, str) else list(layers)
    named = [attributes] if isinstance(attributes, str) else list(attributes)
    known = {*org.layers, *(layer.name for layer in policy.layers)}
    if unknown := [layer for layer in hidden if layer not in known]:
        raise AbsentError("error.no_layer", layer=unknown[0], known=sorted(known))
    tables = {name: frame for name, frame in org.tables().items() if name != REJECTED}
    for table, column in _asked(tables, named):
        tables[table] = _without_column(tables[table], columns(table).get(column), column)
    bare = tables
    taken = [
        name for name in map(str, org.members) if _is_gone(tables["members"], org.members, name)
    ]
    if hidden:
        bare, whole = without_layers(org, tables, set(hidden), policy)
        taken += [name for name in map(str, tables["members"]) if name not in bare["members"]]
        taken = [name for name in taken if f"members.{name}" not in whole]
        if whole:
            _warn("warning.columns_taken_whole", ", ".join(whole))
    before = {**org.tables(), "members": org.members}
    telling = telling_columns(before, bare, [name for name in hidden if name in org.layers], taken)
    if telling:
        shares = ", ".join(f"{name} ({percent(share)})" for name, share in telling.items())
        _warn("warning.telling_columns", shares)
    redacted = Org.from_tables(bare).withholding([*org.withheld, *hidden])
    return redacted.counting_years() if org.counts_years else redacted


def _is_gone(left: pd.DataFrame, members: pd.DataFrame, name: str) -> bool:
    """Whether a column that said something says nothing any more."""
    said = bool(members[name].notna().any())
    return said and (name not in left or bool(left[name].isna().all()))


def _warn(key: str, names: str) -> None:
    warnings.warn(SanzuWarning(key, columns=names), stacklevel=4)


def _asked(tables: Tables, attributes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The tables and columns meant, all of them there and none of them structure."""
    there = {
        f"{table}.{column}": (table, str(column))
        for table, frame in tables.items()
        for column in frame
        if _may_go(table, str(column))
    }
    columns, absent = [], []
    for name in attributes:
        places = [place for dotted, place in there.items() if name in (dotted, place[1])]
        columns += places
        absent += [] if places else [name]
    if absent:
        raise AbsentError("error.no_attribute", attributes=absent, known=list(there))
    yield from dict.fromkeys(columns)


def _may_go(table: str, column: str) -> bool:
    own = columns(table).get(column)
    return (
        own is None or not own.structural or not (own.required or own.references or column == "id")
    )


def _without_column(frame: pd.DataFrame, own: Column | None, name: str) -> pd.DataFrame:
    """The frame without a column; one that is always there is emptied."""
    emptied = own is not None and own.structural
    empty = pd.Series(None, index=frame.index, dtype=frame[name].dtype)
    left = frame.assign(**{name: empty}) if emptied else frame.drop(columns=name)
    return left.drop_duplicates()  # rows that only this column told apart are one
