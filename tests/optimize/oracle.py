"""All end states of a small organisation, one after another, from the written definitions alone;
nothing of the optimiser is used.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

from sanzu_graph.policy.rules import Rule
from tests.optimize.instances import DEMANDS, Instance

Vector = tuple[int, ...]


class TooManyError(Exception):
    """More end states than a test should look at."""


def holds(rule: Rule | None, row: dict[str, Any]) -> bool:
    """Whether a member's row satisfies a rule."""
    if rule is None:
        return True
    value = row.get(rule.column)
    if rule.any_of is not None and value not in rule.any_of:
        return False
    if rule.none_of is not None and value in rule.none_of:
        return False
    return not (rule.at_least is not None and not (value is not None and value >= rule.at_least))


class World:
    """An instance in dictionaries."""

    def __init__(self, made: Instance) -> None:
        self.made, self.policy = made, made.policy
        self.layer = {row["id"]: row["layer"] for row in made.units}
        self.unit = {row["id"]: row for row in made.units}
        self.base = [row["id"] for row in made.units if row["layer"] == "team"]
        self.layers = [
            layer.name for layer in made.policy.groups if layer.name in self.layer.values()
        ]
        self.row = {row["id"]: row for row in made.members}
        self.names = list(self.row)
        self.homes = {
            name: frozenset(
                r["unit"]
                for r in made.memberships
                if r["member"] == name and self.layer[r["unit"]] == "team"
            )
            for name in self.names
        }
        self.groups = {
            layer: {
                name: frozenset(
                    r["unit"]
                    for r in made.memberships
                    if r["member"] == name and self.layer[r["unit"]] == layer
                )
                for name in self.names
            }
            for layer in self.layers
        }
        self.leaders = {
            unit: frozenset(
                r["member"] for r in made.memberships if r["unit"] == unit and r["role"] == "leader"
            )
            for unit in self.unit
        }
        self.duties = {(r["member"], r["unit"], r["duty"]) for r in made.duties}
        pins = made.rules.get("pins", ())
        self.targets = (
            {m: ([u] if isinstance(u, str) else list(u)) for m, u in pins.items()}
            if isinstance(pins, dict)
            else {}
        )
        self.pins = set() if isinstance(pins, dict) else set(pins)
        self.barred = set(map(tuple, made.rules.get("barred", ())))
        self.inside = {
            u: {
                n
                for n in self.names
                if u in self.homes[n] or any(u in self.groups[layer][n] for layer in self.layers)
            }
            for u in self.unit
        }

    def alike(self, one: str, other: str, columns: tuple[str, ...]) -> bool:
        return all(self.unit[one].get(column) == self.unit[other].get(column) for column in columns)

    def above(self, unit: str, layer: str) -> list[str]:
        """The units of a layer in which people of a unit count, rolled up."""
        found = [unit] if self.layer[unit] == layer else []
        parent = self.unit[unit]["parent"]
        while parent is not None:
            found += [parent] if self.layer[parent] == layer else []
            parent = self.unit[parent]["parent"]
        return found

    def ends(
        self, name: str
    ) -> list[tuple[frozenset[str], tuple[frozenset[str], ...], str | None]]:
        """Where one person may end: homes, groups per layer, and the layer admitted to."""
        levers = self.made.levers
        homes, pinned = self.homes[name], name in self.pins
        several = any(len(self.groups[layer][name]) > 1 for layer in self.layers)
        places = [homes]
        if len(homes) == 1:
            (home,) = homes
            leads = any(name in self.leaders[unit] for unit in self.base)
            if "move" in levers and not (pinned or several or leads or home in self.pins):
                places += [
                    frozenset([unit])
                    for unit in self.base
                    if unit != home
                    and unit not in self.pins
                    and self.alike(home, unit, self.policy.transfer.move)
                    and (name, unit) not in self.barred
                ]
        per_layer = [self.group_ends(name, layer, pinned) for layer in self.layers]
        found = []
        for place in places:
            for groups in product(*per_layer):
                admitted = [
                    layer
                    for layer, (_, how) in zip(self.layers, groups, strict=True)
                    if how == "admit"
                ]
                changed = [
                    layer for layer, (_, how) in zip(self.layers, groups, strict=True) if how
                ]
                if admitted and len(changed) > 1:
                    continue
                ended = tuple(group for group, _ in groups)
                if any(
                    target not in set().union(*ended)
                    for target in self.targets.get(name, ())
                    if self.layer[target] != "team"
                ):
                    continue
                found.append((place, ended, admitted[0] if admitted else None))
        return found

    def group_ends(self, name: str, layer: str, pinned: bool) -> list[tuple[frozenset[str], str]]:
        levers, mine, demands = self.made.levers, self.groups[layer][name], self.policy.layer(layer)
        found = [(mine, "")]
        targets = [unit for unit in self.targets.get(name, ()) if self.layer[unit] == layer]
        open_ = [
            unit
            for unit in self.unit
            if self.layer[unit] == layer
            and unit not in self.pins
            and self.inside[unit]
            and (name, unit) not in self.barred
        ]
        if pinned:
            return found
        if len(mine) == 1:
            (group,) = mine
            leads = name in self.leaders[group]
            if (
                "regroup" in levers
                and group not in self.pins
                and (not leads or ("appoint" in levers and demands.led))
                and group not in targets
            ):
                found += [
                    (frozenset([unit]), "regroup")
                    for unit in open_
                    if unit != group and self.alike(group, unit, self.policy.transfer.regroup)
                ]
        elif not mine:
            columns = [
                column
                for column in self.policy.transfer.regroup
                if column in next(iter(self.unit.values()))
            ]
            distinct = {
                tuple(self.unit[unit].get(column) for column in columns) for unit in self.unit
            }
            homes = sorted(self.homes[name])
            keys = {tuple(self.unit[home].get(column) for column in columns) for home in homes}
            near = [
                unit
                for unit in open_
                if len(keys) == 1 and tuple(self.unit[unit].get(c) for c in columns) in keys
            ]
            if not homes and len(distinct) == 1:
                near = open_
            belongs = (
                any(
                    self.above(unit, layer)
                    for unit in (
                        *homes,
                        *(u for other in self.layers for u in self.groups[other][name]),
                    )
                )
                if demands.rollup
                else False
            )
            eligible = holds(demands.eligible, self.row[name])
            if not belongs and eligible and "join" in levers:
                found += [(frozenset([unit]), "join") for unit in near]
            if (
                not belongs
                and not eligible
                and "admit" in levers
                and demands.candidates is not None
                and holds(demands.candidates, self.row[name])
            ):
                found += [(frozenset([unit]), "admit") for unit in near]
        return found

    def merges(self) -> list[dict[str, str]]:
        """Every set of mergers: unit that goes → unit that stays."""
        pairs = []
        if "merge" in self.made.levers:
            people = {
                unit: [name for name in self.names if unit in self.homes[name]]
                for unit in self.base
            }
            targets = {unit for units in self.targets.values() for unit in units}
            nested = {
                unit
                for one in self.base
                for unit in self.above(one, "team")
                if len(self.above(one, "team")) > 1
            }
            for kept in self.base:
                for gone in self.base:
                    sound = all(
                        name not in self.pins and len(self.homes[name]) == 1
                        for name in people[gone]
                    )
                    if (
                        kept != gone
                        and sound
                        and self.alike(kept, gone, self.policy.transfer.move)
                        and not {kept, gone} & self.pins
                        and gone not in targets
                        and not {kept, gone} & nested
                        and (gone, kept) not in self.barred
                    ):
                        pairs.append((gone, kept))
        most = self.made.rules.get("max_merges")
        found = [{}]
        for size in range(1, 1 + min(len(pairs), 1 if most is None else most)):
            found += [
                dict(some)
                for some in combinations(pairs, size)
                if len({unit for pair in some for unit in pair}) == 2 * size
            ]
        return found  # with three base units there is never room for two mergers


def best(made: Instance, most_states: int = 60_000) -> Vector | None:
    """The least vector of goals over all end states; None if the rules allow no state at all."""
    world = World(made)
    ends = [world.ends(name) for name in world.names]
    size = math.prod(len(some) for some in ends) * len(world.merges())
    if size > most_states:
        raise TooManyError(size)
    today = violations(world, world.homes, world.groups, {}, world.leaders, set(), {})
    judge = Judge(world, today)
    found: Vector | None = None
    for mergers in world.merges():
        for state in product(*ends):
            for vector in judge.vectors(state, mergers):
                if found is None or vector < found:
                    found = vector
            if judge.states > 5 * most_states:  # leaders and liaisons multiply the places
                raise TooManyError(judge.states)
    return found


class Judge:
    """The goals of an end state, if it keeps all rules."""

    def __init__(self, world: World, today: dict[Any, int]) -> None:
        self.world, self.today, self.states = world, today, 0
        rules = world.made.rules
        counted = rules.get("count_layers")
        if counted is None:
            short = {
                layer
                for kind, layer, *_ in today
                if kind in ("per_base_unit", "requirement") and layer in world.layers
            }
            counted = [layer for layer in world.layers if layer in short] or world.layers
        self.counted = counted
        self.repair = rules.get("repair", DEMANDS)

    def vectors(self, state: tuple[Any, ...], mergers: dict[str, str]) -> Iterator[Vector]:
        world, made = self.world, self.world.made
        moved = dict(zip(world.names, (end[0] for end in state), strict=True))
        if any(
            moved[name] != world.homes[name] and moved[name] & set(mergers) for name in world.names
        ):
            return  # nobody enters a unit that goes
        if made.rules.get("keep_headcounts") and any(
            sum(unit in moved[n] for n in world.names)
            != sum(unit in world.homes[n] for n in world.names)
            for unit in world.base
        ):
            return
        homes = {
            name: frozenset(mergers.get(unit, unit) for unit in place)
            for name, place in moved.items()
        }
        if any(homes[a] != homes[b] for a, b in made.rules.get("together", ())) or any(
            homes[a] == homes[b] for a, b in made.rules.get("apart", ())
        ):
            return
        if any(
            target not in homes[n]
            for n, targets in world.targets.items()
            for target in targets
            if world.layer[target] == "team"
        ):
            return
        groups = {
            layer: {name: end[1][place] for name, end in zip(world.names, state, strict=True)}
            for place, layer in enumerate(world.layers)
        }
        admitted = {name: end[2] for name, end in zip(world.names, state, strict=True) if end[2]}
        for leaders in self.regimes(groups, admitted):
            for liaisons in self.liaisons(homes, leaders, mergers):
                vector = self.vector(moved, homes, groups, admitted, leaders, liaisons, mergers)
                if vector is not None:
                    yield vector

    def regimes(
        self, groups: dict[str, dict[str, frozenset[str]]], admitted: dict[str, str]
    ) -> Iterator[dict[str, frozenset[str]]]:
        """Every way to lead the groups."""
        world = self.world
        options: list[list[tuple[str, frozenset[str]]]] = []
        for layer in world.layers:
            demands = world.policy.layer(layer)
            for unit in [unit for unit in world.unit if world.layer[unit] == layer]:
                sitting = world.leaders[unit]
                if (
                    not world.inside[unit]
                    or not demands.led
                    or "appoint" not in world.made.levers
                    or unit in world.pins
                ):
                    options.append([(unit, sitting)])
                    continue
                there = {name for name in world.names if unit in groups[layer][name]}
                still = sorted(sitting & there)
                new = [
                    name
                    for name in there - sitting
                    if self.can_lead(name, layer, admitted)
                    and len(groups[layer][name]) == 1
                    and (name, unit) not in world.barred
                ]
                some = [
                    frozenset(kept)
                    for size in range(len(still) + 1)
                    for kept in combinations(still, size)
                ]
                some += [kept | {name} for kept in some for name in new]
                low, high = (0 if not sitting else 1), max(1, len(sitting))
                options.append(
                    [
                        (unit, leaders)
                        for leaders in dict.fromkeys(some)
                        if low <= len(leaders) <= high
                    ]
                )
        for regime in product(*options):
            yield dict(regime)

    def can_lead(self, name: str, layer: str, admitted: dict[str, str]) -> bool:
        world = self.world
        demands, row = world.policy.layer(layer), world.row[name]
        if admitted.get(name) == layer:
            row = {**row, **demands.admission}
        elsewhere = sum(
            name in leaders for unit, leaders in world.leaders.items() if world.layer[unit] != layer
        )
        most = world.policy.leaders.most_units
        return holds(demands.leader, row) and (most is None or elsewhere + 1 <= most.value)

    def liaisons(
        self,
        homes: dict[str, frozenset[str]],
        leaders: dict[str, frozenset[str]],
        mergers: dict[str, str],
    ) -> Iterator[set[tuple[str, str, str]]]:
        """Every way to attach leaders."""
        world, made = self.world, self.world.made
        options: dict[str, list[tuple[str, str, str] | None]] = {
            unit: [None] for unit in world.base if unit not in mergers
        }
        attaching, duties = [], set()
        for layer in world.policy.groups:
            if "attach" in made.levers and layer.counting_duties:
                if (
                    layer.name in world.layers
                    and layer.per_base_unit is not None
                    and layer.counting_duties[0] not in duties
                ):
                    attaching.append(layer)
                duties.add(layer.counting_duties[0])
        first = {layer.counting_duties[0] for layer in attaching}
        closed = set()
        for layer in world.policy.groups:
            if (
                layer.per_base_unit is not None
                and layer.name in world.layers
                and first & set(layer.counting_duties)
            ):
                closed |= {
                    mergers.get(unit, unit)
                    for _, unit, duty in world.duties
                    if duty in layer.counting_duties
                }
                closed |= {
                    unit
                    for one in world.base
                    for unit in world.above(one, "team")
                    if len(world.above(one, "team")) > 1
                }
        for layer in attaching:
            duty = layer.counting_duties[0]
            for group, who in leaders.items():
                if world.layer[group] == layer.name:
                    for name in who:
                        led = sorted(
                            unit
                            for unit in world.groups[layer.name][name]
                            if name in world.leaders[unit]
                        )
                        if len(led) > 1 and group != min(led, key=list(world.unit).index):
                            continue
                        for unit, chosen in options.items():
                            if (
                                unit not in homes[name]
                                and len(homes[name]) <= 1
                                and unit not in closed
                                and world.alike(group, unit, world.policy.transfer.regroup)
                            ):
                                chosen.append((name, unit, duty))
        most = made.rules.get("max_liaisons", 2)
        for some in product(*options.values()):
            chosen = {one for one in some if one is not None}
            if all(
                sum(one[0] == name for one in chosen)
                + len(
                    {
                        u
                        for n, u, d in world.duties
                        if n == name and d in first and world.layer[u] == "team"
                    }
                )
                <= most
                for name in {one[0] for one in chosen}
            ):
                yield chosen

    def vector(self, moved, homes, groups, admitted, leaders, liaisons, mergers) -> Vector | None:
        world, made = self.world, self.world.made
        self.states += 1
        duties = {(name, mergers.get(unit, unit), duty) for name, unit, duty in world.duties}
        now = violations(world, homes, groups, admitted, leaders, duties | liaisons, mergers)
        if any(count > self.today.get(key, 0) for key, count in now.items()):
            return None
        changed = sum(
            self.differs(layer, unit, homes, groups, leaders)
            for layer in self.counted
            for unit in world.unit
            if world.layer[unit] == layer
        )
        if made.most_changed is not None and changed > made.most_changed:
            return None
        regrouped = {
            name
            for layer in world.layers
            for name in world.names
            if groups[layer][name] != world.groups[layer][name]
        }
        movers = {name for name in world.names if moved[name] != world.homes[name]}
        followers = {name for name in world.names if homes[name] != world.homes[name]} - movers
        # Whoever moves into the unit that theirs is merged into might as well follow.
        would = {
            name
            for name in movers
            if homes[name] == frozenset(mergers.get(unit, unit) for unit in world.homes[name])
        }
        people = (
            movers | regrouped | (followers if made.rules.get("count_followers", True) else set())
        )
        uses = {
            "move": len(movers),
            "merge": len(mergers),
            "attach": len(liaisons),
            "admit": len(admitted),
            "join": sum(
                bool(groups[la][n]) and not world.groups[la][n] and n not in admitted
                for la in world.layers
                for n in world.names
            ),
            "regroup": sum(
                bool(world.groups[la][n]) and groups[la][n] != world.groups[la][n]
                for la in world.layers
                for n in world.names
            ),
            "appoint": sum(leaders[unit] != world.leaders[unit] for unit in leaders),
        }
        del would
        values = {
            "unmet": sum(count for (kind, *_), count in now.items() if kind in self.repair),
            "groups_changed": changed,
            "people_moved": len(people),
            "price": sum(made.levers.get(lever, 0) * count for lever, count in uses.items()),
            "imbalance": sum(self.imbalance(layer, groups) for layer in world.layers),
        }
        return tuple(values[goal] for goal in made.goals)

    def differs(self, layer, unit, homes, groups, leaders) -> bool:
        world = self.world
        then = {name for name in world.names if unit in world.groups[layer][name]}
        now = {name for name in world.names if unit in groups[layer][name]}
        reach = [
            {home for name in people for home in where[name]}
            for people, where in ((then, world.homes), (now, homes))
        ]
        return then != now or leaders[unit] != world.leaders[unit] or reach[0] != reach[1]

    def imbalance(self, layer, groups) -> int:
        world = self.world
        units = [unit for unit in world.unit if world.layer[unit] == layer]
        mean = sum(
            sum(unit in world.groups[layer][name] for name in world.names) for unit in units
        ) / len(units)
        sizes = [sum(unit in groups[layer][name] for name in world.names) for unit in units]
        return sum(max(math.floor(mean) - size, size - math.ceil(mean), 0) for size in sizes)


def violations(world: World, homes, groups, admitted, leaders, duties, mergers) -> dict[Any, int]:
    """How far each demand is broken: (kind, layer, name, unit) → by how many."""
    found: dict[Any, int] = {}
    duties = duties or world.duties
    policy = world.policy
    base = [unit for unit in world.base if unit not in mergers]
    row = {
        name: {
            **world.row[name],
            **(policy.layer(admitted[name]).admission if name in admitted else {}),
        }
        for name in world.names
    }

    def within(units: frozenset[str], layer: str, rollup: bool) -> set[str]:
        return (
            {top for unit in units for top in world.above(unit, layer)}
            if rollup
            else {u for u in units if world.layer[u] == layer}
        )

    def everything(name: str) -> frozenset[str]:
        return homes[name].union(*(groups[layer][name] for layer in world.layers))

    def note(kind: str, layer: str, name: str, unit: str, count: float) -> None:
        if count > 0:
            found[kind, layer, name, unit] = int(count)

    for layer in ("team", *world.layers):
        demands = policy.layer(layer)
        for unit in (
            base if layer == "team" else [unit for unit in world.unit if world.layer[unit] == layer]
        ):
            size = sum(
                unit in within(everything(name), layer, demands.rollup) for name in world.names
            )
            if demands.smallest is not None:
                note("smallest", layer, "", unit, demands.smallest.value - size)
            if demands.largest is not None:
                note("largest", layer, "", unit, size - demands.largest.value)
            if layer == "team":
                continue
            people = [name for name in world.names if unit in groups[layer][name]]
            if demands.most_base_units is not None and not (
                demands.rollup and is_nested(world, layer)
            ):
                note(
                    "most_base_units",
                    layer,
                    "",
                    unit,
                    len({home for name in people for home in homes[name]})
                    - demands.most_base_units.value,
                )
            if demands.led and world.inside[unit]:
                note("led", layer, "", unit, abs(len(leaders[unit]) - 1))
        if layer != "team" and demands.per_base_unit is not None:
            for unit in base:
                there = {
                    name
                    for name in world.names
                    if unit in within(everything(name), "team", demands.rollup)
                    and within(everything(name), layer, demands.rollup)
                }
                there |= {
                    name
                    for name, where, duty in duties
                    if where == unit and duty in demands.counting_duties
                }
                note("per_base_unit", layer, "", unit, demands.per_base_unit.value - len(there))
    for requirement in policy.requirements:
        per = requirement.per or "team"
        for unit in (
            base if per == "team" else [unit for unit in world.unit if world.layer[unit] == per]
        ):
            there = [
                name
                for name in world.names
                if unit in within(everything(name), per, requirement.rollup)
                and holds(requirement.who, row[name])
                and (
                    requirement.layer is None
                    or within(everything(name), requirement.layer, requirement.rollup)
                )
            ]
            note(
                "requirement",
                requirement.layer if requirement.layer in world.layers else per,
                requirement.name,
                unit,
                requirement.minimum.value - len(there),
            )
    return found


def is_nested(world: World, layer: str) -> bool:
    """Whether a unit that somebody is in stands below one of the layer, or of the base layer."""
    for name in world.names:
        for unit in (
            *world.homes[name],
            *(u for other in world.layers for u in world.groups[other][name]),
        ):
            for where in (layer, "team"):
                tops = set(world.above(unit, where))
                own = {
                    u
                    for u in (
                        *world.homes[name],
                        *(g for other in world.layers for g in world.groups[other][name]),
                    )
                    if world.layer[u] == where
                }
                if tops - own:
                    return True
    return False
