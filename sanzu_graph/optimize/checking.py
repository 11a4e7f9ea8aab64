"""Whether what is asked can be asked: ids that are there, and rules that do not contradict each
other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sanzu_graph.errors import ASKED, Fault, ProblemError
from sanzu_graph.messages import plain
from sanzu_graph.optimize.asking import Asked, pairs
from sanzu_graph.optimize.people import NOWHERE, SEVERAL
from sanzu_graph.optimize.problem import Problem

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy


class Ids:
    """Positions by id."""

    def __init__(self, org: Org) -> None:
        self.members = {name: place for place, name in enumerate(org.encoding.members.tolist())}
        self.units = {name: place for place, name in enumerate(org.encoding.units.tolist())}


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
    for one, other in ask.barred:
        named += [
            ("barred", one, one in ids.members or one in ids.units),
            ("barred", other, other in ids.units),
        ]
    for place, name, known in dict.fromkeys(named):
        if not known:
            yield _fault("fault.no_such_id", f"rules.{place}", name)
    for name in ask.count_layers or ():
        if name not in names:
            yield _fault(
                "fault.unknown_word", "rules.count_layers", name, known=list(names) or [policy.base]
            )
    apart = {frozenset(pair) for pair in pairs(ask.apart)}
    for one, other in pairs(ask.together):
        if frozenset((one, other)) in apart:
            yield _fault("fault.together_and_apart", "rules.together", one, one=one, other=other)


def targets(ask: Asked, ids: Ids, org: Org) -> dict[int, dict[str, int]]:
    """Member → layer → the unit where the member must end."""
    code = org.encoding
    found: dict[int, dict[str, int]] = {}
    clash = []
    for member, unit in ask.targets:
        place = ids.units[unit]
        layer = code.layers[code.unit_layer[place]]
        mine = found.setdefault(ids.members[member], {})
        if layer in mine:
            clash.append(
                _fault(
                    "fault.two_targets",
                    "rules.pins",
                    member,
                    member=member,
                    units=[code.units[mine[layer]], unit],
                )
            )
        mine[layer] = place
    if clash:
        raise ProblemError("error.problem", clash)
    return found


def contradictions(made: Problem) -> Iterator[Fault]:
    """Rules that no plan could keep, as far as they show without solving."""
    code, folk, names = made.org.encoding, made.people, [layer.name for layer in made.layers]
    for member, mine in made.targets.items():
        for layer, unit in mine.items():
            if not _can_reach(made, member, layer, unit, names):
                yield _fault(
                    "fault.no_way",
                    "rules.pins",
                    code.members[member],
                    member=code.members[member],
                    unit=code.units[unit],
                )
    for place, bound in (("together", made.together), ("apart", made.apart)):
        for one, other in bound:
            several = [member for member in (one, other) if folk.home.unit[member] < 0]
            for member in several:
                words = {"member": code.members[member], "count": len(folk.home.of(member))}
                yield _fault("fault.several_homes", f"rules.{place}", code.members[member], **words)
            first, second = (_sure_end(made, member) for member in (one, other))
            if (
                not several
                and NOWHERE not in (first, second)
                and (first == second) != (place == "together")
            ):
                key = "fault.pinned_apart" if place == "together" else "fault.pinned_together"
                yield _fault(
                    key,
                    f"rules.{place}",
                    code.members[one],
                    one=code.members[one],
                    other=code.members[other],
                )


def _sure_end(made: Problem, member: int) -> int:
    """The base unit where a pinned member ends; `NOWHERE` if that is open."""
    if made.policy.base in made.targets.get(member, {}):
        return made.targets[member][made.policy.base]
    return int(made.people.home.unit[member]) if made.people.pinned[member] else NOWHERE


def _can_reach(made: Problem, member: int, layer: str, unit: int, names: list[str]) -> bool:
    folk, barred = made.people, made.barred.get(unit, frozenset())
    if layer != made.policy.base and layer not in names:
        return False
    here = folk.home if layer == made.policy.base else folk.groups[names.index(layer)]
    if unit in here.of(member):
        return True
    if member in barred or here.unit[member] == SEVERAL:
        return False
    if layer == made.policy.base:
        # Without moving one may still be taken along by a merge.
        return bool(
            folk.moves[member] or (made.merges and here.unit[member] >= 0)
        ) and unit in made.home_gates.beside(int(here.unit[member]))
    number = names.index(layer)
    free, gate = folk.freedom[number], made.layers[number].gates
    if here.unit[member] >= 0:
        return bool(free.leaves[member]) and unit in gate.beside(int(here.unit[member]))
    homes = folk.home.of(member)
    beside = gate.beside(homes[0]) if homes else gate.by_key.get(0, ())
    return bool(free.joins[member] or free.admits[member]) and unit in beside


def _fault(key: str, place: str, value: object, **words: object) -> Fault:
    return Fault(key, ASKED, column=place, value=plain(value), fields=words)
