"""Whether what is asked can be asked: ids that are there, and rules that do not contradict each
other.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from sanzu_graph.errors import ASKED, Fault
from sanzu_graph.messages import plain
from sanzu_graph.model.naming import absent_id
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.request import Asked, pairs

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy


class Ids:
    """Positions by id, of those who are there on the day; `whole` is the organisation of all days."""

    def __init__(self, org: Org, whole: Org, day: datetime.date | None) -> None:
        self.whole, self.day = whole, day
        self.members, self.units = org.encoding.member_at, org.encoding.unit_at


def unknown_names(ask: Asked, policy: Policy, names: tuple[str, ...], ids: Ids) -> Iterator[Fault]:
    """Ids and layers that are not there."""
    named: list[tuple[str, str, bool]] = [
        ("pins", name, name in ids.members or name in ids.units) for name in ask.pins
    ]
    named += [("pins", member, member in ids.members) for member, _ in ask.targets] + [
        ("pins", unit, unit in ids.units) for _, unit in ask.targets
    ]
    for place in ("together", "apart"):
        named += [
            (place, name, name in ids.members) for some in getattr(ask, place) for name in some
        ]
    named += [
        (place, name, name in ids.members or name in ids.units)
        for place in ("prices", "limits")
        for name, _ in getattr(ask, f"own_{place}")
    ]
    for name, other in ask.barred:
        named += [
            ("barred", name, name in ids.members or name in ids.units),
            ("barred", other, other in ids.units),
        ]
    for place, name, known in dict.fromkeys(named):
        if not known:
            yield absent_id(ids.whole, ids.day, f"rules.{place}", name)
    yield from _unknown_layers(ask, policy, names)


def _unknown_layers(ask: Asked, policy: Policy, names: tuple[str, ...]) -> Iterator[Fault]:
    """Layers that are not there, and people who are together and apart."""
    known_layers = (policy.base, *names)
    for word in ask.repair:
        layer = word.rpartition(".")[0]
        if layer and layer not in known_layers:
            yield _fault("fault.unknown_word", "rules.repair", word, known=list(known_layers))
    for name in ask.count_layers or ():
        if name not in names:
            yield _fault(
                "fault.unknown_word", "rules.count_layers", name, known=list(names) or [policy.base]
            )
    apart = {frozenset(pair) for pair in pairs(ask.apart)}
    for name, other in pairs(ask.together):
        if frozenset((name, other)) in apart:
            yield _fault("fault.together_and_apart", "rules.together", name, one=name, other=other)


def contradictions(problem: Problem) -> Iterator[Fault]:
    """Rules that no plan could keep, as far as they show without solving."""
    code = problem.org.encoding
    for member, units in problem.targets.items():
        for unit in sorted(units):
            if not _can_sit(problem, member, unit):
                yield _fault(
                    "fault.no_way",
                    "rules.pins",
                    code.members[member],
                    member=code.members[member],
                    unit=code.units[unit],
                )
    for place, bound in (("together", problem.together), ("apart", problem.apart)):
        for some in bound:
            homeless = [member for member in some if not problem.base.seats.of(member)]
            for member in homeless:
                words = {"member": code.members[member], "count": 0}
                yield _fault("fault.several_homes", f"rules.{place}", code.members[member], **words)
            yield from () if homeless else _sure_ends(problem, place, some)


def _sure_ends(problem: Problem, place: str, some: tuple[int, ...]) -> Iterator[Fault]:
    """People who must be together, and surely are not; or the other way round."""
    code = problem.org.encoding
    for member, mate in combinations(some, 2):
        ends = [_sure_end(problem, person) for person in (member, mate)]
        if None in ends:
            continue
        if bool(ends[0] & ends[1]) != (place == "together"):  # type: ignore[operator]
            key = "fault.pinned_apart" if place == "together" else "fault.pinned_together"
            yield _fault(
                key,
                f"rules.{place}",
                code.members[member],
                one=code.members[member],
                other=code.members[mate],
            )


def _sure_end(problem: Problem, member: int) -> set[int] | None:
    """The base units where a pinned member ends; None if that is open."""
    return (
        set(problem.base.seats.of(member))
        if problem.pinned[member] and not problem.merges
        else None
    )


def _can_sit(problem: Problem, member: int, unit: int) -> bool:
    """Whether somebody could sit in a unit in the end, as far as that is plain."""
    if unit not in problem.layer_of:
        return unit in problem.elsewhere.get(member, ()) or _sits_elsewhere(problem, member, unit)
    layer = problem.layers[problem.layer_of[unit]]
    seats = layer.seats.of(member)
    if unit in seats:
        return True
    if layer.is_base and problem.merges:
        return True
    if any(unit in problem.goes_to(member, layer, here) for here in seats):
        return True
    return unit in (*problem.joins_at(member, layer), *problem.extends_at(member, layer))


def _sits_elsewhere(problem: Problem, member: int, unit: int) -> bool:
    pairs_ = problem.org.pairs(None)
    return bool(((pairs_.member == member) & (pairs_.unit == unit)).any())


def _fault(key: str, place: str, value: object, **words: object) -> Fault:
    return Fault(key, ASKED, column=place, value=plain(value), fields=words)
