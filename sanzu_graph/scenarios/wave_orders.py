"""Orders of changes in which every state on the way is open.

Changes that have units or people in common are ordered together. Few of them are ordered by looking
at all their states: the waves are then as many as there can be. More are ordered one, two or three
at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from sanzu_graph.changes.changing import Change
from sanzu_graph.scenarios.signing import named_ids, new_id

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.scenarios.change_states import ChangeStates

#: So many changes are ordered by looking at all their states.
FEW = 8
#: The most changes in common for which three at a time are tried.
_SOME = 12


def joined_parts(
    org: Org, done: Sequence[Change], changes: Mapping[int, Change]
) -> list[list[int]]:
    """The changes that have people or units in common, through any others.

    People sit where they do today, or where changes of earlier days put them.
    """
    homes: dict[str, list[str]] = {}
    frame = org.memberships
    for member, unit in zip(frame["member"], frame["unit"], strict=True):
        homes.setdefault(member, []).append(unit)
    for earlier in done:
        for member in named_ids(earlier, "members"):
            homes.setdefault(member, []).extend(named_ids(earlier, "units"))
    parents = dict(zip(org.units["id"], org.units.get("parent", org.units["id"]), strict=True))
    parts: list[tuple[set[tuple[str, str]], list[int]]] = []
    for step, change in changes.items():
        members = named_ids(change, "members")
        units = {
            *named_ids(change, "units"),
            *filter(None, [new_id(change)]),
            *(unit for member in members for unit in homes.get(member, ())),
        }
        above = set(units)
        for unit in units:
            while isinstance(unit := parents.get(unit), str) and unit not in above:
                above.add(unit)
        touched = {("member", member) for member in members} | {("unit", unit) for unit in above}
        apart = [part for part in parts if not part[0] & touched]
        near = [part for part in parts if part[0] & touched]
        together = touched.union(*(part[0] for part in near))
        parts = [*apart, (together, [*(step for part in near for step in part[1]), step])]
    return [sorted(steps) for _, steps in parts]


def most_waves(states: ChangeStates, part: Sequence[int]) -> list[tuple[int, ...]]:
    """The most waves that some changes can be made in, by looking at all states."""
    best: dict[frozenset[int], list[tuple[int, ...]]] = {frozenset(): []}
    everything = frozenset(part)
    for size in range(1, len(part) + 1):
        for steps in combinations(part, size):
            state = frozenset(steps)
            if state != everything and not states.is_open(state):
                continue
            starts = sorted(
                (start for start in best if start < state),
                key=lambda start: (len(best[start]), sorted(state - start)),
                reverse=True,
            )
            for start in starts:
                if states.leads_to(start, state - start):
                    best[state] = [*best[start], tuple(sorted(state - start))]
                    break
    return best.get(everything, [tuple(part)])


def small_waves(states: ChangeStates, part: Sequence[int]) -> list[tuple[int, ...]]:
    """Waves as small as can be, one after the other. The last one holds all that is left."""
    waves: list[tuple[int, ...]] = []
    done: frozenset[int] = frozenset()
    left = list(part)
    while left:
        sizes = range(1, 4 if len(left) <= _SOME else 3)
        candidates = (steps for size in sizes for steps in combinations(left, size))
        wave = next(
            (
                steps
                for steps in candidates
                if states.is_open(done | {*steps}) and states.leads_to(done, frozenset(steps))
            ),
            tuple(left),
        )
        if not states.leads_to(done, frozenset(wave)):
            return [tuple(part)]  # in another order they come to something else
        waves.append(wave)
        done |= {*wave}
        left = [step for step in left if step not in done]
    return waves


def merged(parts: Sequence[Sequence[tuple[int, ...]]]) -> Iterator[tuple[int, ...]]:
    """The waves of all parts: each part's in its own order, early steps of the plan first."""
    waiting = [list(part) for part in parts if part]
    while waiting:
        first = min(waiting, key=lambda part: part[0])
        yield first.pop(0)
        waiting = [part for part in waiting if part]
