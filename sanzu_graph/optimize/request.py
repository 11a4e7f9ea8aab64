"""What may be asked: levers with their prices, goals in their order, rules; every fault of the
asking is told at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from itertools import combinations
from numbers import Integral
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
from sanzu_graph.errors import ASKED, Choices, Fault, ProblemError
from sanzu_graph.messages import plain
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
        The most base units for which one leader holds a counting duty, those of today included.
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


def asked(
    levers: Mapping[str, int] | Iterable[str] | None = None,
    goals: Iterable[str] | None = None,
    rules: Rules | Mapping[str, object] | None = None,
    *,
    max_groups_changed: int | None = None,
    max_people_moved: int | None = None,
    max_price: int | None = None,
) -> Asked:
    """What is asked, in one form.

    Parameters
    ----------
    levers
        Lever → price of one use (a whole number); a set or list of levers costs 1 a use. Default:
        move, join, regroup, appoint.
    goals
        The goals, first things first; by default all of `GOALS`.
    rules
        `Rules`, or a mapping of its fields.
    max_groups_changed, max_people_moved, max_price
        The most groups (of `Rules.count_layers`) that may change, people who may be moved, and the
        highest price.

    Raises
    ------
    ProblemError
        Naming every lever, goal and rule that is unknown or makes no sense.

    Examples
    --------
    >>> asked(["move"], goals=["unmet"]).levers
    {'move': 1}
    """
    faults: list[Fault] = []
    prices = (
        dict(levers)
        if isinstance(levers, Mapping)
        else dict.fromkeys(USUAL_LEVERS if levers is None else _words(levers), 1)
    )
    faults += _unknown("levers", prices, (*LEVERS, REPORT))
    if REPORT in prices and max_price is not None:
        faults.append(_fault("fault.report_alone", "max_price", max_price))
    faults += [
        _fault("fault.not_whole", f"levers.{name}", price)
        for name, price in prices.items()
        if not _is_count(price)
    ]
    usual: tuple[str, ...] = GOALS
    known: tuple[str, ...] = (MISSING, *GOALS)
    if REPORT in prices:
        at = GOALS.index(PRICE)
        usual, known = (*GOALS[:at], MANAGERS, *GOALS[at:]), (*known, MANAGERS)
    order = usual if goals is None else tuple(_words(goals))
    faults += _unknown("goals", order, known)
    faults += [
        _fault("fault.repeated_goal", "goals", name)
        for name in dict.fromkeys(order)
        if order.count(name) > 1
    ]
    if not order:
        faults.append(_fault("fault.no_goals", "goals", ""))
    names = [part.name for part in fields(Rules)]
    if isinstance(rules, Mapping):
        faults += _unknown("rules", rules, names)
        rules = Rules(**{name: value for name, value in rules.items() if name in names})  # type: ignore[arg-type]
    rules = Rules() if rules is None else rules
    limits = {
        "max_groups_changed": max_groups_changed,
        "max_people_moved": max_people_moved,
        "max_price": max_price,
    }
    faults += list(_rule_faults(rules, limits))
    if faults:
        raise ProblemError("error.problem", faults)
    pins, targets = _pins(rules.pins)
    repair = tuple(dict.fromkeys(_words(rules.repair)))
    if REPORT in prices and repair == DEMANDS:
        repair = (*DEMANDS, *LINE_DEMANDS)
    return Asked(
        tuple((name, int(prices[name])) for name in (*LEVERS, REPORT) if name in prices),
        order,
        pins,
        targets,
        tuple(tuple(dict.fromkeys(some)) for some in rules.together),
        tuple(tuple(dict.fromkeys(some)) for some in rules.apart),
        bool(rules.keep_headcounts),
        None if rules.count_layers is None else tuple(dict.fromkeys(_words(rules.count_layers))),
        bool(rules.count_followers),
        _whole(max_groups_changed),
        _whole(rules.max_merges),
        int(rules.max_liaisons),
        repair,
        tuple((name, other) for name, other in rules.barred),
        tuple((name, int(price)) for name, price in rules.prices.items()),
        tuple((name, int(limit)) for name, limit in rules.limits.items()),
        _whole(max_people_moved),
        _whole(max_price),
    )


def _whole(limit: int | None) -> int | None:
    """A limit as Python's own number, which a file can keep."""
    return None if limit is None else int(limit)


def pairs(some: Iterable[Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Every two of each list."""
    for people in some:
        yield from combinations(people, 2)


def _pins(
    pins: Iterable[str] | Mapping[str, str | Iterable[str]],
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    if isinstance(pins, Mapping):
        return (), tuple(
            (member, unit)
            for member, units in pins.items()
            for unit in dict.fromkeys(_words(units))
        )
    return tuple(dict.fromkeys(_words(pins))), ()


def _words(words: str | Iterable[str]) -> list[str]:
    """One word may stand alone."""
    return [words] if isinstance(words, str) else list(words)


def _is_count(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool) and int(value) >= 0


def _rule_faults(rules: Rules, limits: Mapping[str, object]) -> Iterator[Fault]:
    counts = {
        **limits,
        "rules.max_merges": rules.max_merges,
        "rules.max_liaisons": rules.max_liaisons,
    }
    for place, count in counts.items():
        if not _is_count(count) and not (count is None and place != "rules.max_liaisons"):
            yield _fault("fault.not_whole", place, count)
    for word in _words(rules.repair):
        if word.rpartition(".")[2] not in DEMANDS and word not in LINE_DEMANDS:
            yield from _unknown("rules.repair", [word], (*DEMANDS, *LINE_DEMANDS))
    for place in ("prices", "limits"):
        for name, value in getattr(rules, place).items():
            if not _is_count(value):
                yield _fault("fault.not_whole", f"rules.{place}.{name}", value)
    yield from _list_faults(rules)


def _list_faults(rules: Rules) -> Iterator[Fault]:
    """Lists of one, and pairs that are none."""
    for name in ("together", "apart"):
        for people in getattr(rules, name):
            if isinstance(people, str) or len(set(people)) < 2:  # noqa: PLR2004 - with oneself one always is
                yield _fault("fault.too_few_people", f"rules.{name}", people)
    for pair in rules.barred:
        if isinstance(pair, str) or len(tuple(pair)) != 2:  # noqa: PLR2004 - a pair
            yield _fault("fault.no_pair", "rules.barred", pair)


def _unknown(place: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    known = Choices(known)
    for name in names:
        if name not in known:
            yield _fault(
                "fault.unknown_word",
                place,
                name,
                known=get_close_matches(str(name), known, n=1) or known,
            )


def _fault(key: str, place: str, value: object, **words: object) -> Fault:
    return Fault(key, ASKED, column=place, value=plain(value), fields=words)


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
    "asked",
    "pairs",
]
