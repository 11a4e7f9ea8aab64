"""What is asked, in one form; every fault of the asking is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches
from numbers import Integral

from sanzu_graph.errors import ASKED, Choices, Fault, ProblemError
from sanzu_graph.messages import plain
from sanzu_graph.optimize.request import (
    DEMANDS,
    GOALS,
    LEVERS,
    LINE_DEMANDS,
    MANAGERS,
    MISSING,
    PRICE,
    REPORT,
    USUAL_LEVERS,
    Asked,
    Rules,
)


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
        faults.append(_fault("fault.report_unpriced", "max_price", max_price))
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
