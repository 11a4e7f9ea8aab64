"""What a check is, and what it finds: integers first, words later."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.model.grouping import Positions
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.parts import Limit

if TYPE_CHECKING:
    from sanzu_graph.checks.unit_counts import UnitCounts
    from sanzu_graph.model.edits import Edit
    from sanzu_graph.model.organisation import Org

SEVERITIES = ("error", "warning", "info")
FAMILIES = (
    "data",
    "structure",
    "coverage",
    "lines",
    "leadership",
    "mentoring",
    "reporting",
    "routines",
    "powers",
    "tasks",
    "support",
)
#: The columns of every finding, in order; a check's own come behind them.
COLUMNS = ("check", "severity", "entity", "entity_id", "name", "layer", "value", "limit", "message")
#: The keys of checks that are ids of units, which a rename changes.
UNIT_KEYS = ("unit", "group")
#: What only a message says, one entry per fault; a function where they cost.
Words = Sequence[Any] | NDArray[Any] | Callable[[], NDArray[Any]]
#: Which units or members to look at: ids, or ids per entity where both are meant.
Only = Collection[str] | Mapping[str, Collection[str]] | None


@dataclass(frozen=True, eq=False)
class Found:
    """What a check found, in integers: one entry per fault.

    Attributes
    ----------
    entity : ``member`` or ``unit``, one for all or one per fault; or ``row``, whose ids are then in
        `ids`
    rows : positions of the members or units at fault
    value, limit : numbers, one each or one for all
    layer : the layer asked about, or one name per fault
    extra : columns of the check's own
    words : columns that only the message uses
    ids : ids of the faults where `rows` cannot index them
    sentence : the key of the message, where it is not the check's usual one
    """

    entity: str | NDArray[np.object_]
    rows: Positions
    value: NDArray[Any] | float
    limit: NDArray[Any] | float
    layer: str | NDArray[np.object_] = ""
    extra: Mapping[str, Sequence[Any] | NDArray[Any]] = field(default_factory=dict)
    words: Mapping[str, Words] = field(default_factory=dict)
    ids: NDArray[np.object_] | None = None
    sentence: str = ""

    def taken(self, places: Positions) -> Found:
        """Some of the faults, in the order of `places`."""
        total = len(self.rows)

        def some(values: Any) -> Any:  # noqa: ANN401 - one for all, or one a fault
            return values[places] if isinstance(values, np.ndarray) and values.ndim else values

        return Found(
            some(self.entity),
            self.rows[places],
            some(self.value),
            some(self.limit),
            some(self.layer),
            {name: np.asarray(values)[places] for name, values in self.extra.items()},
            {
                name: partial(_some_words, values, places, total)
                for name, values in self.words.items()
            },
            some(self.ids),
            self.sentence,
        )


def _some_words(values: Words, places: Positions, total: int) -> NDArray[Any]:
    given = np.asarray(values() if callable(values) else values, dtype=object)
    assert len(given) == total
    return given[places]


class Near(NamedTuple):
    """Which tables a finding hangs on. Only the re-audit reads it: a check is understood without it.

    A check with `near` looks no further than the neighbours of the entity that a finding is about:
    who is in the unit, or who shares a unit with the member. So `Audit.after` asks it again only
    where an edit touches these tables, and only of the neighbourhood. A check without `near` is
    asked again of the whole organisation. `sanzu_graph.audits.neighbourhood` says what neighbours
    are.

    Attributes
    ----------
    pairs : the tables of pairs that it looks at
    layers : the arguments that name the layers whose memberships it looks at (unless they are
        rolled up); none: any layer's
    """

    pairs: tuple[str, ...]
    layers: tuple[str, ...] = ()


#: It looks at the memberships of the layer it is asked about.
WITHIN_LAYER = Near(("memberships",), ("layer",))
#: It looks at the memberships of the layer and of the base.
BETWEEN_LAYERS = Near(("memberships",), ("layer", "base"))
#: It looks at the memberships of all layers.
IN_ALL_LAYERS = Near(("memberships",))
#: It looks at memberships of the layer and of the base, and at duties.
WITH_DUTIES = Near(("memberships", "duties"), ("layer", "base"))
#: It looks at the memberships of all layers, and at duties.
WITH_ALL_DUTIES = Near(("memberships", "duties"))
#: It looks at lines from person to person, and at no membership.
BY_RELATIONS = Near(("relations",))
#: It looks at lines from person to person, and at the memberships of all layers.
WITH_RELATIONS = Near(("memberships", "relations"))
#: It looks at lines from person to person, and at the memberships of the base.
WITH_RELATIONS_IN_BASE = Near(("memberships", "relations"), ("base",))


class Partners(NamedTuple):
    """Who can be the two people on whose memberships a finding hangs.

    Nobody else matters: without their rows a check finds the same. Whether somebody can be one of
    the two hangs on their own rows, relations and cells.

    Attributes
    ----------
    one, other : masks of members: a finding needs one of each
    share_units : whether the two share a unit wherever they make a finding
    """

    one: NDArray[np.bool_]
    other: NDArray[np.bool_]
    share_units: bool = True


@dataclass(frozen=True)
class Call:
    """One way in which a policy asks a check: its arguments, and the limit that it measures
    against.
    """

    arguments: Mapping[str, Any] = field(default_factory=dict)
    limit: Limit | None = None

    def on(self, day: object) -> Call:
        """The same on a day."""
        return replace(self, arguments={**self.arguments, "on": day})


def where_limited(
    bound: str, limit: Callable[[Policy], Limit | None]
) -> Callable[[Policy], Iterator[Call]]:
    """The one call of a check that has a limit, where a policy states it."""

    def calls(policy: Policy) -> Iterator[Call]:
        stated = limit(policy)
        if stated is not None:
            yield Call({bound: stated.value}, stated)

    return calls


#: Whether an edit surely leaves the answer to a call as it is, of which so many findings were told.
Stays = Callable[["Org", "Edit", int, Call], bool]


def never(org: Org, edit: Edit, findings: int, call: Call) -> bool:  # noqa: ARG001 - every `Stays` takes these
    """Nothing is known of a check that declares nothing: it is asked again."""
    return False


@dataclass(frozen=True, eq=False)
class Check:
    """A check as the catalogue knows it.

    Attributes
    ----------
    slug : the function's name in the singular
    severity, family, scope : how grave, which family, what its findings are about (``unit``,
        ``member``, ``whole``)
    needs : the columns it cannot do without, as ``table.column``
    keys : columns of its own that tell two findings about one entity apart
    history : whether it is about a stretch of time: it gets the whole organisation, with the units
        that are closed and the people
        who left, and the day (``on``)
    past : whether it tells only of days that are over: no plan changes them
    by_record : whether `keys` name a record: its finding stays the same when its unit is another
    calls : policy → the calls that answer its demands
    near : what it looks at, where a finding hangs only on what is near its entity; None: it must be
        asked of the whole
    counts : where a finding about a unit hangs on how many of its people are something: organisation
        and the arguments of a call → these numbers
    partners : where a finding hangs on the memberships of two people: organisation and the
        arguments of a call → who these can be
    stays : where it does not: organisation (the whole), edit, how many findings there are, and the
        call → whether these surely stay as they are
    find : the bare question: organisation and arguments → `Found`
    function : the public function: the same → findings
    """

    slug: str
    severity: str
    family: str
    scope: str
    needs: tuple[str, ...]
    keys: tuple[str, ...]
    history: bool
    past: bool
    by_record: bool
    calls: Callable[[Policy], Iterator[Call]]
    near: Near | None
    counts: Callable[..., UnitCounts] | None
    partners: Callable[..., Partners] | None
    stays: Stays
    find: Callable[..., Found]
    function: Callable[..., pd.DataFrame]

    @property
    def name(self) -> str:
        """The public function's name."""
        return self.find.__name__

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns that say whether two findings are the same one."""
        if self.by_record:
            return ("check", "layer", *self.keys)
        return ("check", "entity", "entity_id", "layer", *self.keys)
