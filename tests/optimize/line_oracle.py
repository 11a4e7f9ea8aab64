"""All end states of small organisations' lines, by plain loops from the definitions of `propose`."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import NamedTuple

import sanzu_graph as sg

Lines = set[tuple[str, str]]
#: The day that is asked about, one before and one after it.
DAY, BEFORE, LATER = "2030-06-01", "2029-01-01", "2031-01-01"
#: Somebody who has left, whose lines still stand.
GONE = "Z"


class Case(NamedTuple):
    """Who reports to whom, who sits where, what is demanded, and who is pinned; and lines that count
    for nothing: source, target, since, until.
    """

    ids: list[str]
    solid: Lines
    dotted: Lines
    units: dict[str, list[str]]
    rules: dict[str, int | str | None]
    pins: list[str]
    idle: list[tuple[str, str, str, str]]


def invented(seed: int) -> Case:
    """Up to six people, with several managers, circles, tops and gaps."""
    rng = random.Random(seed)
    ids = [chr(65 + at) for at in range(rng.randrange(3, 7))]
    solid: Lines = set()
    for at, one in enumerate(ids):
        for _ in range(rng.choice([0, 1, 1, 1, 1, 2])):
            other = ids[rng.randrange(len(ids) if rng.random() < 0.15 else max(at, 1))]
            if other != one:
                solid.add((one, other))
    dotted = {(a, b) for a in ids for b in ids if a != b and rng.random() < 0.06}
    units = {one: rng.sample("XY", rng.randrange(3)) for one in ids}
    rules: dict[str, int | str | None] = {
        "most_reports": rng.choice([None, 1, 2, 2, 3]),
        "most_roots": rng.choice([None, 1, 1, 2]),
        "most_above": rng.choice([None, None, 1, 2]),
        "least_reports": rng.choice([None, None, 2]),
        "most_single": rng.choice([None, None, 1]),
        "inside": rng.choice([None, None, "team"]),
    }
    pins = [one for one in ids if rng.random() < 0.1]
    return Case(ids, solid, dotted, units, rules, pins, _idle(seed, ids))


def _idle(seed: int, ids: list[str]) -> list[tuple[str, str, str, str]]:
    """Lines to oneself, from and to somebody who has left, and of other days."""
    rng = random.Random(f"idle {seed}")
    found = [(one, one, "", "") for one in ids if rng.random() < 0.1]
    found += [(one, GONE, "", "") for one in ids if rng.random() < 0.15]
    found += [(GONE, one, "", "") for one in ids if rng.random() < 0.15]
    for one in ids:
        dates = rng.choice([(LATER, ""), ("", BEFORE)])
        if rng.random() < 0.1:
            found.append((one, rng.choice(ids), *dates))
    return found


def org_of(case: Case) -> sg.Org:
    """The organisation of a case."""
    lines = [(*pair, "reports_to", "", "") for pair in sorted(case.solid)]
    lines += [(*pair, "dotted_line", "", "") for pair in sorted(case.dotted)]
    lines += [(one, other, "reports_to", *dates) for one, other, *dates in case.idle]
    columns = ("source", "target", "kind", "since", "until")
    seats = [(one, unit) for one in case.ids for unit in case.units[one]]
    return sg.Org(
        {"id": [*case.ids, GONE], "until": [""] * len(case.ids) + [BEFORE]},
        {"id": ["X", "Y"], "layer": ["team"] * 2},
        {"member": [one for one, _ in seats], "unit": [unit for _, unit in seats]},
        {name: [row[at] for row in lines] for at, name in enumerate(columns)},
    )


class State:
    """What an end state comes to."""

    def __init__(self, case: Case, lines: Lines) -> None:
        ids, rules = case.ids, case.rules
        self.managers = {one: sorted(b for a, b in lines if a == one) for one in ids}
        self.reports = {one: sum(b == one for _, b in lines) for one in ids}
        most, tops = rules["most_reports"], rules["most_roots"]
        self.over = {
            one: max(self.reports[one] - int(most), 0) if most is not None else 0 for one in ids
        }
        roots = [one for one in ids if self.reports[one] and not self.managers[one]]
        self.beyond = max(len(roots) - int(tops), 0) if tops is not None else 0
        self.gaps = [one for one in ids if not self.reports[one] and not self.managers[one]]
        self.gaps = self.gaps if lines else []

    @property
    def unmet(self) -> int:
        return sum(self.over.values()) + self.beyond + len(self.gaps)

    def above(self, one: str) -> set[str]:
        seen: set[str] = set()
        step = list(self.managers[one])
        while step:
            at = step.pop()
            if at not in seen:
                seen.add(at)
                step += self.managers[at]
        return seen

    def depth(self, one: str) -> int:
        """Managers above by the first manager of each; -1: the chain never ends."""
        count = 0
        while self.managers[one] and count <= len(self.managers):
            one, count = self.managers[one][0], count + 1
        return -1 if self.managers[one] else count


def best(case: Case) -> tuple[int, int]:
    """The least unmet, and the fewest people whose manager changes for it."""
    return min((end.unmet, len(plan)) for plan, end in ends(case))


def ends(case: Case) -> Iterator[tuple[dict[str, str], State]]:
    """All that can be done: who comes to which manager, and the end state of it."""
    today, rules = State(case, case.solid), case.rules
    floor = max(1, int(rules["least_reports"] or 0), 2 if rules["most_single"] is not None else 0)
    for choice in itertools.product(*(_ways(case, today, one) for one in case.ids)):
        plan = {one: manager for one, manager in zip(case.ids, choice, strict=True) if manager}
        end = State(case, {pair for pair in case.solid if pair[0] not in plan} | set(plan.items()))
        losing = {manager for one in plan for manager in today.managers[one]}
        if not (
            any(one in end.above(manager) for one, manager in plan.items())
            or any(end.over[one] > today.over[one] for one in case.ids)
            or end.beyond > today.beyond
            or any(end.reports[one] < min(today.reports[one], floor) for one in losing)
            or _is_deeper(case, today, end)
        ):
            yield plan, end


def _is_deeper(case: Case, today: State, end: State) -> bool:
    most = case.rules["most_above"]
    return most is not None and any(
        end.depth(one) > max(today.depth(one), int(most)) for one in case.ids
    )


def _ways(case: Case, today: State, one: str) -> list[str | None]:
    """The new managers that somebody may have; None: those of today."""

    def outside(manager: str) -> bool:
        own = set(case.units[one])
        return bool(own) and not own & set(case.units[manager])

    found: list[str | None] = [None]
    for other in case.ids if one not in case.pins else ():
        doubled = (one, other) in case.dotted
        if (
            other == one
            or not today.reports[other]
            or today.managers[one] == [other]
            or (
                case.rules["inside"]
                and outside(other)
                and not any(map(outside, today.managers[one]))
            )
            or (
                case.rules["most_single"] is not None
                and any(today.reports[now] == 1 for now in today.managers[one])
            )
            or (doubled and not any((one, now) in case.dotted for now in today.managers[one]))
        ):
            continue
        found.append(other)
    return found
