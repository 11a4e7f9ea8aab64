"""`redact`: an organisation as if some layers and attributes had never been written down."""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.doors import spoken
from sanzu_graph.errors import AbsentError, SanzuWarning
from sanzu_graph.io.rosters.words import LAYER, ROLE, meaning
from sanzu_graph.messages import percent
from sanzu_graph.model.dating import without_dangling
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.rules import Rule
from sanzu_graph.privacy.blanks import marked, without_mentions
from sanzu_graph.privacy.inference import telling_columns
from sanzu_graph.privacy.mentions import Mentions, tells
from sanzu_graph.schema import LEADER, REJECTED, Column, columns, roster_fields

if TYPE_CHECKING:
    from sanzu_graph.model.flaws import Tables

#: Endings that say of what kind a layer's units are, not which layer it is: 党小组 speaks of 党.
_KINDS = re.compile(r"(班组|小组|支部|[组班队]| ?(?:work )?(?:groups?|teams?))$")
#: Duties that a group's leader holds for base units, besides the powers that the policy names.
_HELPING = ("support", "liaison")
_SHORTEST_WORD = 3
#: Who assessed: what the layers said of somebody goes.
_ASSESSOR = "assessor_group"


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
        bare, whole = _without_layers(org, tables, set(hidden), policy)
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


# -- attributes


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
    left = frame.assign(**{name: _empty(frame[name])}) if emptied else frame.drop(columns=name)
    return left.drop_duplicates()  # rows that only this column told apart are one


def _empty(column: pd.Series) -> pd.Series:
    return pd.Series(None, index=column.index, dtype=column.dtype)


# -- layers


def _without_layers(
    org: Org, tables: Tables, hidden: set[str], policy: Policy
) -> tuple[Tables, list[str]]:
    """The tables without the layers, and the columns that were taken out whole or in part because
    their blanks would mark somebody.
    """
    units = tables["units"]
    gone = set(units.loc[units["layer"].isin(hidden), "id"]) | _held_only(tables, hidden)
    leaving = units[units["id"].isin(gone)]
    words = _words(leaving, hidden, policy)
    stay = units[~units["id"].isin(gone)]
    lifted = stay.assign(
        parent=_lifted(stay["parent"], dict(zip(units["id"], units["parent"], strict=True)), gone)
    )
    shown_tables = {
        **tables,
        "units": lifted,
        "duties": _own_duties(org, tables["duties"], hidden, policy),
    }
    if "task_events" in shown_tables:
        shown_tables["task_events"] = shown_tables["task_events"][
            ~shown_tables["task_events"]["layer"].isin(hidden)
        ]
    leavers = _known_only_there(tables, gone)
    shown_tables["members"] = shown_tables["members"][~shown_tables["members"]["id"].isin(leavers)]
    if (
        "positions" in shown_tables
    ):  # a post of the layers goes; without its holder it would look open
        posts = shown_tables["positions"]
        shown_tables["positions"] = posts[
            ~posts["unit"].isin(gone) & ~posts["holder"].isin(leavers)
        ]
    shown_tables = without_dangling(shown_tables)
    revealing = _revealing_columns(policy, hidden)
    speaking = Mentions(dict.fromkeys(words, ""))
    whole: list[str] = []
    bare = {
        name: _silent(name, frame, hidden, revealing, speaking, whole)
        for name, frame in shown_tables.items()
    }
    return without_dangling(bare), whole


def _held_only(tables: Tables, hidden: set[str]) -> set[str]:
    """Units above those of the layers that hold nobody and nothing else: a party branch of which
    only party groups are left.
    """
    units = tables["units"]
    layer, above = (
        dict(zip(units["id"], units["layer"], strict=True)),
        dict(zip(units["id"], units["parent"], strict=True)),
    )
    used = {
        unit
        for name, frame in tables.items()
        if name != "units"
        for column in columns(name).values()
        if column.references == "units"
        for unit in frame[column.name].dropna()
    }
    children: dict[str, set[str]] = {}
    for unit, parent in above.items():
        if not pd.isna(parent):
            children.setdefault(parent, set()).add(unit)
    gone = {unit for unit, own in layer.items() if own in hidden}
    empty: set[str] = set()
    rising = gone
    while rising:
        parents = {above[unit] for unit in rising if not pd.isna(above[unit])} - gone - empty
        rising = {unit for unit in parents if unit not in used and children[unit] <= gone | empty}
        empty |= rising
    return empty


def _lifted(parents: pd.Series, above: dict[str, str], gone: set[str]) -> pd.Series:
    """Each parent, or where it goes the nearest one above it that stays."""

    def nearest(unit: object) -> object:
        while isinstance(unit, str) and unit in gone:
            unit = above[unit]
        return unit

    return parents.map(nearest).astype("str") if len(parents) else parents


def _known_only_there(tables: Tables, gone: set[str]) -> set[str]:
    """People who belong to units, and to none that stays."""
    pairs = tables["memberships"]
    leaving = pairs["unit"].isin(gone)
    return set(pairs.loc[leaving, "member"]) - set(pairs.loc[~leaving, "member"])


def _own_duties(org: Org, duties: pd.DataFrame, hidden: set[str], policy: Policy) -> pd.DataFrame:
    """Duties without those that somebody holds by the layers: what counts for them, and their
    leaders' powers.
    """
    counting = {layer.name: set(layer.counting_duties) for layer in policy.layers}
    only = set().union(*(counting.get(name, set()) for name in hidden)) - set().union(
        *(own for name, own in counting.items() if name not in hidden)
    )
    held = {*policy.powers, *_HELPING}
    leads = org.memberships[org.memberships["role"] == LEADER]
    layer = dict(zip(org.units["id"], org.units["layer"], strict=True))
    led = leads["unit"].map(layer)
    by_them = set(leads.loc[led.isin(hidden), "member"]) - set(
        leads.loc[~led.isin(hidden) & (led != policy.base), "member"]
    )
    return duties[
        ~(duties["duty"].isin(only) | (duties["duty"].isin(held) & duties["member"].isin(by_them)))
    ]


def _words(leaving: pd.DataFrame, hidden: set[str], policy: Policy) -> set[str]:
    """What speaks of the layers: their units, their names, what they are called, and of what kind
    they are.
    """
    units = {word for column in ("id", "name") for word in leaving[column].dropna() if tells(word)}
    called = {name for name in hidden if not name.isascii() or len(name) >= _SHORTEST_WORD}
    for name in hidden:
        for label in policy.layer(name).labels.values():
            called |= {label, _KINDS.sub("", label) or label}
    return units | called


def _revealing_columns(policy: Policy, hidden: set[str]) -> set[str]:
    """Columns of members that tell who belongs to the layers."""
    columns = {roster_fields()[name].members_by[0] for name in hidden if name in roster_fields()}
    for name in hidden:
        layer = policy.layer(name)
        columns |= {*layer.admission, *_columns_of(layer.eligible), *_columns_of(layer.candidates)}
    return columns


def _columns_of(rule: Rule | None) -> set[str]:
    """The columns that a rule sorts people by; a bound on a number, such as seniority, sorts nobody
    in.
    """
    if rule is None:
        return set()
    own = {rule.column} if rule.any_of is not None or rule.none_of is not None else set()
    return own.union(*map(_columns_of, rule.also))


def _silent(
    table: str,
    frame: pd.DataFrame,
    hidden: set[str],
    revealing: set[str],
    speaking: Mentions,
    whole: list[str],
) -> pd.DataFrame:
    """A table of which no heading and no word speaks of the layers, and no blank either; columns
    that lose more than that are added to `whole`.
    """
    schema = columns(table)
    fields = {f"{kind}{name}" for name in hidden for kind in (LAYER, ROLE)}
    going = [
        name
        for name in frame
        if name not in schema
        and (_field(str(name)) in fields or speaking.found(str(name).replace("_", " ")))
    ]
    going += [name for name in frame if table == "members" and name in revealing]
    frame = frame.drop(columns=dict.fromkeys(going))
    keep = np.ones(len(frame), dtype=bool)
    for name in map(str, frame):
        own = schema.get(name)
        if not isinstance(frame[name].dtype, pd.StringDtype) or _is_naming(table, name, own):
            continue
        said = speaking.in_column(frame[name])
        if (own is not None and own.required) or name == _ASSESSOR:
            keep &= ~said
        elif said.any():
            rest = without_mentions(frame[name], speaking)
            marking = marked(frame[name], rest, frame.get("role"))
            whole += [f"{table}.{name}"] if marking.any() else []
            is_kept = (own is not None and own.structural) or not marking.any()
            frame = (
                frame.assign(**{name: rest.mask(marking)}) if is_kept else frame.drop(columns=name)
            )
    return frame[keep].drop_duplicates()  # rows that only a silent cell told apart are one


def _field(heading: str) -> str:
    field = meaning(str(heading), {})
    return field.field if field else ""


def _is_naming(table: str, name: str, own: Column | None) -> bool:
    """Whether a column names things that stay."""
    return (
        name == "id"
        or (own is not None and bool(own.references))
        or (table in ("members", "units") and name in ("name", "layer"))
    )
