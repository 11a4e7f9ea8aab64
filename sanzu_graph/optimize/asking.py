"""What may be asked: levers with their prices, goals in their order, rules; every fault of the
asking is told at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from itertools import combinations

from sanzu_graph.errors import ASKED, Fault, ProblemError
from sanzu_graph.messages import plain

MOVE, JOIN, REGROUP, APPOINT, ATTACH, MERGE, ADMIT = LEVERS = (
    "move",
    "join",
    "regroup",
    "appoint",
    "attach",
    "merge",
    "admit",
)
USUAL_LEVERS = (MOVE, JOIN, REGROUP, APPOINT)
UNMET, GROUPS, PEOPLE, PRICE, IMBALANCE = GOALS = (
    "unmet",
    "groups_changed",
    "people_moved",
    "price",
    "imbalance",
)
#: A goal for those who want it first: of ``unmet``, the people missing in base units
#: (`PER_BASE_UNIT`).
MISSING = "missing"
#: What can be short or too much; `Rules.repair` names those that count as unmet.
PER_BASE_UNIT, REQUIREMENT, SMALLEST, LARGEST, MOST_BASE_UNITS, LED = DEMANDS = (
    "per_base_unit",
    "requirement",
    "smallest",
    "largest",
    "most_base_units",
    "led",
)


@dataclass(frozen=True)
class Rules:
    """The caller's own rules; they hold in every plan, whatever it costs.

    Parameters
    ----------
    pins
        Members who stay in all their units, and units that nobody enters or leaves and whose leader
        stays; or a mapping member → unit (or several, of different layers) where that member must
        be in the end.
    together, apart
        Lists of members who must all be in one base unit in the end, or no two of them in the same.
    keep_headcounts
        Every base unit keeps its headcount; exchanges, rings of several units included, follow by
        themselves. A merged unit has the headcounts of both.
    count_layers
        The group layers whose units count in ``groups_changed``; by default those whose people are
        missing somewhere today (`Layer.per_base_unit` or a requirement), or all of them where
        nobody is.
    count_followers
        The people of a base unit that is merged into another count as moved.
    max_merges
        The most base units that may be dissolved.
    max_liaisons
        The most liaison duties of one leader, those held today included.
    repair
        The kinds of demand that count as unmet (`DEMANDS`), by default all; the others must not get
        worse.
    barred
        (member, unit) pairs: this member must not enter that unit, lead it newly, or (unit, unit):
        not be merged into it.
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

    @property
    def levers(self) -> dict[str, int]:
        """Lever → price of one use; a lever that is not in it may not be used."""
        return dict(self.prices)

    def has(self, lever: str) -> bool:
        """Whether a lever may be used."""
        return any(name == lever for name, _ in self.prices)


def asked(
    levers: Mapping[str, int] | Iterable[str] | None = None,
    goals: Iterable[str] | None = None,
    rules: Rules | Mapping[str, object] | None = None,
    *,
    max_groups_changed: int | None = None,
    lang: str | None = None,
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
    max_groups_changed
        The most groups (of `Rules.count_layers`) that may change.
    lang
        The language of errors.

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
    faults += _unknown("levers", prices, LEVERS)
    faults += [
        _fault("fault.not_whole", f"levers.{name}", price)
        for name, price in prices.items()
        if not _is_count(price)
    ]
    order = GOALS if goals is None else tuple(_words(goals))
    faults += _unknown("goals", order, (MISSING, *GOALS))
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
    faults += list(_rule_faults(rules, max_groups_changed))
    if faults:
        raise ProblemError("error.problem", faults, lang=lang)
    pins, targets = _pins(rules.pins)
    return Asked(
        tuple((name, int(prices[name])) for name in LEVERS if name in prices),
        order,
        pins,
        targets,
        tuple(tuple(dict.fromkeys(some)) for some in rules.together),
        tuple(tuple(dict.fromkeys(some)) for some in rules.apart),
        bool(rules.keep_headcounts),
        None if rules.count_layers is None else tuple(dict.fromkeys(_words(rules.count_layers))),
        bool(rules.count_followers),
        max_groups_changed,
        rules.max_merges,
        rules.max_liaisons,
        tuple(name for name in DEMANDS if name in _words(rules.repair)),
        tuple((one, other) for one, other in rules.barred),
    )


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
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _rule_faults(rules: Rules, max_groups_changed: object) -> Iterator[Fault]:
    counts = {
        "max_groups_changed": max_groups_changed,
        "rules.max_merges": rules.max_merges,
        "rules.max_liaisons": rules.max_liaisons,
    }
    for place, count in counts.items():
        if not _is_count(count) and not (count is None and place != "rules.max_liaisons"):
            yield _fault("fault.not_whole", place, count)
    yield from _unknown("rules.repair", _words(rules.repair), DEMANDS)
    for name in ("together", "apart"):
        for people in getattr(rules, name):
            if isinstance(people, str) or len(set(people)) < 2:  # noqa: PLR2004 - with oneself one always is
                yield _fault("fault.too_few_people", f"rules.{name}", people)
    for pair in rules.barred:
        if isinstance(pair, str) or len(tuple(pair)) != 2:  # noqa: PLR2004 - a pair
            yield _fault("fault.no_pair", "rules.barred", pair)


def _unknown(place: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    known = list(known)
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
