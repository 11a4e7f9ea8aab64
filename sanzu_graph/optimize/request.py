"""What may be asked: levers with their prices, goals in their order, rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING

from sanzu_graph.audits.unmet_demands import (
    KINDS,
    LARGEST,
    LED,
    MOST_BASE_UNITS,
    PER_BASE_UNIT,
    REQUIREMENT,
    SMALLEST,
)
from sanzu_graph.model.naming import id_of, id_of_any
from sanzu_graph.model.object_texts import ShortText

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

MOVE, JOIN, REGROUP, EXTEND, APPOINT, ATTACH, MERGE, ADMIT = LEVERS = (
    "move",
    "join",
    "regroup",
    "extend",
    "appoint",
    "attach",
    "merge",
    "admit",
)
#: The lever on lines from person to person, and its goal: a question of its own (`line_problem.py`).
REPORT, MANAGERS = "report", "managers_changed"
USUAL_LEVERS = (MOVE, JOIN, REGROUP, APPOINT)
UNMET, GROUPS, PEOPLE, POSTS, PRICE, IMBALANCE = GOALS = (
    "unmet",
    "groups_changed",
    "people_moved",
    "posts_changed",
    "price",
    "imbalance",
)
#: A goal for those who want it first: of ``unmet``, the people missing in base units
#: (`PER_BASE_UNIT`).
MISSING = "missing"
#: What can be short or too much; `Rules.repair` names those that count as unmet.
DEMANDS = KINDS
#: What can be wrong with lines from person to person; the lever `REPORT` mends it.
SPANS, ROOTS, GAPS = LINE_DEMANDS = ("spans", "roots", "gaps")


@dataclass(frozen=True, repr=False)
class Rules(ShortText):
    """The caller's own rules; they hold in every plan, at any cost.

    Members and units are named by their ids, or by names that one alone has.

    Parameters
    ----------
    pins
        Members who keep all their seats, and units that nobody enters or leaves (their posts may
        change). Or a mapping member → unit, or several units: the member has a seat in each of them
        at the end, and the other seats stay free.
    together, apart
        Lists of members. Those who are together have a base unit in common at the end; of those who
        are apart no two have one.
    keep_headcounts
        Every base unit keeps its headcount. A merged unit has today's headcounts added, less those
        who sat in both.
    count_layers
        The group layers whose units count in ``groups_changed``; by default all.
    count_followers
        The people of a base unit that is merged into another count as moved.
    max_merges
        The most base units that may be dissolved.
    max_liaisons
        The most base units for which one leader holds a counting duty, those of today included;
        by default 2.
    repair
        What counts as unmet: kinds of demand (`DEMANDS`), each in all layers (``"led"``) or in one
        (``"party.led"``); by default all. The others must not get worse. With the lever
        ``report`` also ``spans``, ``roots`` and ``gaps``.
    barred
        (member, unit) pairs: this member must not enter that unit, nor lead it newly. (unit, unit)
        pairs: the first must not be merged into the second.
    prices
        Member or unit → a price, a whole number, for each seat that this member or unit gains in
        the plan. It is added to the price of the lever. A seat that follows a merge is none.
    limits
        Member → the most seats that the member gains in the plan; unit → the most people who gain a
        seat in it. Those who follow a merge do not count.
    """

    pins: Iterable[str] | Mapping[str, str | Iterable[str]] = ()
    together: Iterable[Iterable[str]] = ()
    apart: Iterable[Iterable[str]] = ()
    keep_headcounts: bool = False
    count_layers: Iterable[str] | None = None
    count_followers: bool = True
    max_merges: int | None = None
    max_liaisons: int = 2
    repair: Iterable[str] = DEMANDS
    barred: Iterable[tuple[str, str]] = ()
    prices: Mapping[str, int] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """What is asked, checked and in one form."""

    prices: tuple[tuple[str, int], ...]
    goals: tuple[str, ...]
    pins: tuple[str, ...]
    targets: tuple[tuple[str, str], ...]
    together: tuple[tuple[str, ...], ...]
    apart: tuple[tuple[str, ...], ...]
    keep_headcounts: bool
    count_layers: tuple[str, ...] | None
    count_followers: bool
    max_groups_changed: int | None
    max_merges: int | None
    max_liaisons: int
    repair: tuple[str, ...]
    barred: tuple[tuple[str, str], ...]
    own_prices: tuple[tuple[str, int], ...] = ()
    own_limits: tuple[tuple[str, int], ...] = ()
    max_people_moved: int | None = None
    max_price: int | None = None

    def repairs(self, kind: str, layer: str) -> bool:
        """Whether demands of a kind on a layer count as unmet."""
        return kind in self.repair or f"{layer}.{kind}" in self.repair

    def by_ids(self, org: Org) -> Asked:
        """The same with an id in place of each name that one alone has.

        Raises
        ------
        InputError
            If several have a name; it tells their ids.
        """

        def lists(some: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
            return tuple(tuple(id_of(org, "members", name) for name in names) for names in some)

        return replace(
            self,
            pins=tuple(id_of_any(org, name) for name in self.pins),
            targets=tuple(
                (id_of(org, "members", member), id_of(org, "units", unit))
                for member, unit in self.targets
            ),
            together=lists(self.together),
            apart=lists(self.apart),
            barred=tuple(
                (id_of_any(org, name), id_of(org, "units", unit)) for name, unit in self.barred
            ),
            own_prices=tuple((id_of_any(org, name), price) for name, price in self.own_prices),
            own_limits=tuple((id_of_any(org, name), limit) for name, limit in self.own_limits),
        )

    @property
    def levers(self) -> dict[str, int]:
        """Lever → price of one use; a lever that is not in it may not be used."""
        return dict(self.prices)

    @property
    def seats(self) -> Asked:
        """What is asked about seats and posts, without what is asked about lines."""
        return replace(
            self,
            prices=tuple(pair for pair in self.prices if pair[0] != REPORT),
            goals=tuple(goal for goal in self.goals if goal != MANAGERS),
            repair=tuple(kind for kind in self.repair if kind not in LINE_DEMANDS),
        )

    def has(self, lever: str) -> bool:
        """Whether a lever may be used."""
        return any(name == lever for name, _ in self.prices)


def pairs(some: Iterable[Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Every two of each list."""
    for people in some:
        yield from combinations(people, 2)


__all__ = [
    "ADMIT",
    "APPOINT",
    "ATTACH",
    "DEMANDS",
    "EXTEND",
    "GAPS",
    "GOALS",
    "GROUPS",
    "IMBALANCE",
    "JOIN",
    "LARGEST",
    "LED",
    "LEVERS",
    "LINE_DEMANDS",
    "MANAGERS",
    "MERGE",
    "MISSING",
    "MOST_BASE_UNITS",
    "MOVE",
    "PEOPLE",
    "PER_BASE_UNIT",
    "POSTS",
    "PRICE",
    "REGROUP",
    "REPORT",
    "REQUIREMENT",
    "ROOTS",
    "SMALLEST",
    "SPANS",
    "UNMET",
    "USUAL_LEVERS",
    "Asked",
    "Rules",
    "pairs",
]
