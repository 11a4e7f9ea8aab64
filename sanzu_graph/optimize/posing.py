"""From an organisation, a policy and what is asked to a `Problem`; whatever cannot be asked is told
at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.errors import ProblemError
from sanzu_graph.metrics.counts import Mask
from sanzu_graph.model.days import day_for
from sanzu_graph.model.encoding import Positions
from sanzu_graph.optimize import people as who
from sanzu_graph.optimize.asking import APPOINT, ATTACH, Asked, pairs
from sanzu_graph.optimize.cells import cells
from sanzu_graph.optimize.checking import Ids, contradictions, targets, unknown_names
from sanzu_graph.optimize.people import Freedom, Gates, People, Places
from sanzu_graph.optimize.problem import GroupLayer, Problem, Reach
from sanzu_graph.optimize.tallies import Admitted, Tally, above, holders, tallies
from sanzu_graph.schema import DEPUTY, LEADER

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy

#: Demands on a layer that no lever can meet, or that are no bound the model knows.
_OTHER_DEMANDS = ("everyone", "exclusive", "aligned", "most_work_types")


def problem(
    org: Org,
    policy: Policy,
    ask: Asked,
    *,
    on: object = None,
    without: Iterable[str] = (),
    lang: str | None = None,
) -> Problem:
    """Pose the problem.

    Parameters
    ----------
    org, policy
        The organisation, and what it demands of itself.
    ask
        What is asked; see `sanzu_graph.optimize.asking.asked`.
    on
        The day; where the organisation has dates, today by default.
    without
        Families of rules to be lifted, to learn what they cost: kinds of `DEMANDS` (they bind
        nobody and are not counted), ``pins``, ``leaders`` (leaders may leave without a successor's
        being there) or ``transfer`` (everything is alike).
    lang
        The language of errors.

    Raises
    ------
    AbsentError
        If the organisation has no base layer.
    ProblemError
        Naming every unknown id and layer, and rules that contradict each other.
    """
    day = day_for(org, on)
    whole, org = org, org if day is None else org.at(day)
    without = frozenset(without)
    left_out: list[str] = []
    base = org.pairs(policy.base).units
    names = tuple(layer.name for layer in policy.groups if layer.name in org.layers)
    left_out += [f"layers.{layer.name}" for layer in policy.groups if layer.name not in org.layers]
    ids = Ids(org)
    faults = list(unknown_names(ask, policy, names, ids))
    if faults:
        raise ProblemError("error.problem", faults, lang=lang)
    pinned_units = frozenset(ids.units[name] for name in ask.pins if name in ids.units) - (
        {*ids.units.values()} if "pins" in without else set()
    )
    admitted = Admitted(org, policy, names)
    counts = tuple(
        _lifted(tally, without) for tally in tallies(org, policy, names, admitted, left_out)
    )
    home_key = who.keys(
        org, () if "transfer" in without else policy.transfer.move, left_out, "transfer.move"
    )
    group_key = who.keys(
        org, () if "transfer" in without else policy.transfer.regroup, left_out, "transfer.regroup"
    )
    home, groups = who.places(org, policy.base), tuple(who.places(org, name) for name in names)
    layers = tuple(
        _group_layer(
            org, policy, ask, name, number, home, group_key, pinned_units, without, left_out
        )
        for number, name in enumerate(names)
    )
    ends = targets(ask, ids, org) if "pins" not in without else {}
    home_gates = who.gates(home_key, _open(base, pinned_units))
    folk = _people(
        org,
        policy,
        ask,
        ids,
        home,
        groups,
        layers,
        home_gates,
        pinned_units,
        ends,
        admitted,
        left_out,
        pins="pins" not in without,
    )
    together, apart = (
        tuple((ids.members[one], ids.members[other]) for one, other in pairs(some))
        for some in (ask.together, ask.apart)
    )
    nested = frozenset(unit for line in above(org, policy.base).values() for unit in line)
    held, attachable = _liaisons(org, policy, ask, layers, counts, base, nested)
    barred, barred_merges = _barred(ask, ids)
    made = Problem(
        org,
        whole,
        day,
        policy,
        ask,
        base,
        home_gates,
        layers,
        folk,
        cells(
            folk,
            counts,
            names,
            _named(folk, layers, ask, counts, held, barred, together + apart, ends),
            _rank(org),
        ),
        counts,
        pinned_units,
        ends,
        barred,
        barred_merges,
        together,
        apart,
        held,
        attachable,
        tuple(org.encoding.members.tolist()),
        nested,
        tuple(dict.fromkeys(left_out + list(_other_demands(policy, names)))),
        without,
    )
    made = _without_idle_layers(made, counts, held, barred, together + apart, ends)
    faults = list(contradictions(made))
    if faults:
        raise ProblemError("error.problem", faults, lang=lang)
    return made


def _lifted(tally: Tally, without: frozenset[str]) -> Tally:
    """A tally without the bounds that are lifted."""
    least = None if tally.kinds[0] in without else tally.least
    most = None if tally.kinds[1] in without else tally.most
    return (
        tally
        if (least, most) == (tally.least, tally.most)
        else replace(tally, least=least, most=most)
    )


def _open(units: Positions, pinned: frozenset[int]) -> Positions:
    return units[~np.isin(units, list(pinned))]


def _group_layer(
    org: Org,
    policy: Policy,
    ask: Asked,
    name: str,
    number: int,
    home: Places,
    key: Positions,
    pinned: frozenset[int],
    without: frozenset[str],
    left_out: list[str],
) -> GroupLayer:
    demands, found = policy.layer(name), org.pairs(name)
    units, size = found.units, found.per_unit
    reach: dict[int, set[int]] = {}
    for member, unit in zip(found.member.tolist(), found.unit.tolist(), strict=True):
        reach.setdefault(unit, set()).update(home.of(member))
    most = (
        int(demands.most_base_units.value)
        if demands.most_base_units and "most_base_units" not in without
        else None
    )
    if most is not None and demands.rollup and _is_nested(org, policy.base, name):
        left_out.append(f"layers.{name}.most_base_units")
        most = None
    leaders = org.pairs(name, LEADER).per_unit
    led = demands.is_led and "leaders" not in without
    vacancy = np.where(
        (size > 0) & np.isin(np.arange(len(size)), units) & led, np.abs(leaders - 1), 0
    )
    counts = ask.has(ATTACH) and bool(demands.counting_duties) and demands.per_base_unit is not None
    earlier = {
        layer.counting_duties[0]
        for layer in policy.groups[: [layer.name for layer in policy.groups].index(name)]
        if layer.counting_duties
    }
    # Of two layers with the same duty the first attaches: who leads in both must not be counted
    # twice.
    duty = (
        demands.counting_duties[0] if counts and demands.counting_duties[0] not in earlier else ""
    )
    mean = (
        float(org.pairs(name, rollup=demands.rollup).per_unit[units].mean()) if len(units) else 0.0
    )
    return GroupLayer(
        name,
        number,
        units,
        who.gates(key, _open(units[size[units] > 0], pinned)),
        Reach(most, {unit: frozenset(homes) for unit, homes in reach.items()}),
        led,
        vacancy,
        duty,
        (int(np.floor(mean)), int(np.ceil(mean))),
    )


def _is_nested(org: Org, *layers: str) -> bool:
    """Whether rolling up would count anybody anywhere else."""
    return any(
        not np.array_equal(org.pairs(name).per_unit, org.pairs(name, rollup=True).per_unit)
        for name in layers
    )


def _people(
    org: Org,
    policy: Policy,
    ask: Asked,
    ids: Ids,
    home: Places,
    groups: tuple[Places, ...],
    layers: tuple[GroupLayer, ...],
    home_gates: Gates,
    pinned_units: frozenset[int],
    targets: Mapping[int, Mapping[str, int]],
    admitted: Admitted,
    left_out: list[str],
    *,
    pins: bool,
) -> People:
    members = len(org.encoding.members)
    pinned = np.zeros(members, dtype=bool)
    pinned[[ids.members[name] for name in ask.pins if name in ids.members and pins]] = True
    units = list(pinned_units)
    led = org.pairs(None, LEADER).per_member
    free = tuple(
        who.freedom(
            org,
            policy,
            ask,
            layer.name,
            home,
            here,
            layer.gates,
            pinned | np.isin(here.unit, units) | _stays(targets, layer.name, here),
            admitted,
            led,
            left_out,
        )
        for layer, here in zip(layers, groups, strict=True)
    )
    moves = who.movable(
        home,
        groups,
        home_gates,
        pinned | np.isin(home.unit, units) | _stays(targets, policy.base, home),
        ask,
    )
    return People(home, groups, moves, free, pinned, targets)


def _stays(targets: Mapping[int, Mapping[str, int]], layer: str, here: Places) -> Mask:
    """Who is pinned to the unit of a layer that they are in."""
    mask = np.zeros(len(here.unit), dtype=bool)
    for member, mine in targets.items():
        mask[member] = layer in mine and mine[layer] in here.of(member)
    return mask


def _liaisons(
    org: Org,
    policy: Policy,
    ask: Asked,
    layers: tuple[GroupLayer, ...],
    counts: tuple[Tally, ...],
    base: Positions,
    nested: frozenset[int],
) -> tuple[dict[int, frozenset[int]], Mask]:
    """Who holds a duty that attaches, and for which units nobody does."""
    attachable = np.zeros(len(org.encoding.units), dtype=bool)
    duties = {layer.duty for layer in layers if layer.duty}
    if not ask.has(ATTACH) or not duties:
        return {}, attachable
    attachable[base] = True
    attachable[list(nested)] = False
    for tally in counts:
        if duties & set(tally.duties):
            attachable[list(tally.holders)] = False
    held: dict[int, set[int]] = {}
    for unit, members in holders(org, policy.base, tuple(duties)).items():
        for member in members:
            held.setdefault(member, set()).add(unit)
    return {member: frozenset(units) for member, units in held.items()}, attachable


def _barred(ask: Asked, ids: Ids) -> tuple[dict[int, frozenset[int]], frozenset[tuple[int, int]]]:
    """Unit → members who must not come to it; and (unit, unit it must not be merged into)."""
    found: dict[int, set[int]] = {}
    merges = set()
    for one, other in ask.barred:
        if one in ids.members:
            found.setdefault(ids.units[other], set()).add(ids.members[one])
        if one in ids.units:
            merges.add((ids.units[one], ids.units[other]))
    return {unit: frozenset(members) for unit, members in found.items()}, frozenset(merges)


def _named(
    folk: People,
    layers: tuple[GroupLayer, ...],
    ask: Asked,
    counts: tuple[Tally, ...],
    held: Mapping[int, frozenset[int]],
    barred: Mapping[int, frozenset[int]],
    bound: tuple[tuple[int, int], ...],
    targets: Mapping[int, object],
) -> set[int]:
    """Whoever a rule names, and whoever counts in a unit by a duty, is a class of one."""
    named = {member for pair in bound for member in pair} | set(targets) | set(held)
    named |= {member for members in barred.values() for member in members}
    for tally in counts:
        named |= {member for members in tally.holders.values() for member in members}
    for layer, here in zip(layers, folk.groups, strict=True):
        if (ask.has(APPOINT) and layer.led) or (
            ask.has(ATTACH) and layer.duty
        ):  # for whom it matters where they work
            named |= {member for members in here.leaders.values() for member in members}
    return named


def _rank(org: Org) -> Positions:
    """In which order people of one cell are taken: those without office first, then by id."""
    code = org.encoding
    office = np.zeros(len(code.members), dtype=np.intp)
    office[org.pairs(None, DEPUTY).member] = 1
    order = np.lexsort((code.members.astype(str), office))
    rank = np.empty(len(order), dtype=np.intp)
    rank[order] = np.arange(len(order))
    return rank


def _without_idle_layers(
    made: Problem,
    counts: tuple[Tally, ...],
    held: Mapping[int, frozenset[int]],
    barred: Mapping[int, frozenset[int]],
    bound: tuple[tuple[int, int], ...],
    targets: Mapping[int, Mapping[str, int]],
) -> Problem:
    """In layers that matter to nothing asked everybody stays, so that they tie nothing together."""
    idle = [
        layer.number
        for layer in made.layers
        if layer.number not in made.active
        and not any(layer.name in mine for mine in targets.values())
    ]
    if not idle:
        return made
    nobody = np.zeros(len(made.org.encoding.members), dtype=bool)
    free = tuple(
        Freedom(*(nobody,) * 5) if number in idle else one
        for number, one in enumerate(made.people.freedom)
    )
    folk = replace(made.people, freedom=free)
    names = tuple(layer.name for layer in made.layers)
    named = _named(folk, made.layers, made.ask, counts, held, barred, bound, targets)
    return replace(made, people=folk, cells=cells(folk, counts, names, named, _rank(made.org)))


def _other_demands(policy: Policy, names: tuple[str, ...]) -> Iterator[str]:
    """Demands that the model does not know."""
    for layer in (policy.layer(name) for name in (policy.base, *names)):
        yield from (
            f"layers.{layer.name}.{part}" for part in _OTHER_DEMANDS if getattr(layer, part)
        )
    if policy.layer(policy.base).is_led:
        yield f"layers.{policy.base}.led"
    if policy.mentors is not None:
        yield "mentors"
