"""An organisation without some layers: what goes with them, and which words would tell of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.io.rosters.words import LAYER, ROLE, meaning
from sanzu_graph.model.dating import without_dangling
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.rules import Rule
from sanzu_graph.privacy.blanks import marked, without_mentions
from sanzu_graph.privacy.mentions import Mentions, tells
from sanzu_graph.schema import LEADER, Column, columns, roster_fields

if TYPE_CHECKING:
    from sanzu_graph.model.flaws import Tables


#: Endings that say of what kind a layer's units are, not which layer it is: 党小组 speaks of 党.
_KINDS = re.compile(r"(班组|小组|支部|[组班队]| ?(?:work )?(?:groups?|teams?))$")
#: Duties that a group's leader holds for base units, besides the powers that the policy names.
_HELPING = ("support", "liaison")
_SHORTEST_WORD = 3
#: Who assessed: what the layers said of somebody goes.
_ASSESSOR = "assessor_group"


def without_layers(
    org: Org, tables: Tables, hidden: set[str], policy: Policy
) -> tuple[Tables, list[str]]:
    """The tables without the layers, and the columns that were taken out, whole or in part.

    A column is taken out where its blanks would mark somebody.
    """
    units = tables["units"]
    gone = set(units.loc[units["layer"].isin(hidden), "id"]) | _held_only(tables, hidden)
    leaving = units[units["id"].isin(gone)]
    words = words_of(leaving, hidden, policy)
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
    revealing = revealing_columns(policy, hidden)
    speaking = Mentions(dict.fromkeys(words, ""))
    whole: list[str] = []
    bare = {
        name: silent(name, frame, hidden, revealing, speaking, whole)
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


def words_of(leaving: pd.DataFrame, hidden: set[str], policy: Policy) -> set[str]:
    """What speaks of the layers: their units, their names, what they are called, and of what kind
    they are.
    """
    units = {word for column in ("id", "name") for word in leaving[column].dropna() if tells(word)}
    called = {name for name in hidden if not name.isascii() or len(name) >= _SHORTEST_WORD}
    for name in hidden:
        for label in policy.layer(name).labels.values():
            called |= {label, _KINDS.sub("", label) or label}
    return units | called


def revealing_columns(policy: Policy, hidden: set[str]) -> set[str]:
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


def silent(
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
        if not isinstance(frame[name].dtype, pd.StringDtype) or is_naming(table, name, own):
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


def is_naming(table: str, name: str, own: Column | None) -> bool:
    """Whether a column names things that stay."""
    return (
        name == "id"
        or (own is not None and bool(own.references))
        or (table in ("members", "units") and name in ("name", "layer"))
    )
