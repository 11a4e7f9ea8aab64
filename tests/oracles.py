"""Brute force: every measure and every check once more, in plain loops over rows, written from
their definitions.

Nothing here uses the package's incidence, metrics or checks. What an organisation does not have (a
layer, a unit, a column) raises `LookupError`, where the package raises `AbsentError`. A finding is
a tuple: entity, id, layer, value, limit, and then the check's own columns.
"""

from collections import Counter
from itertools import combinations, product
from statistics import fmean, median, pstdev
from typing import Any

import pandas as pd

from sanzu_graph import Org, Policy, Requirement, Rule
from tests import reporting_oracles
from tests.reporting_oracles import (
    absent_managers,
    deep_chains,
    doubled_lines,
    manager_spans,
    outside_managers,
    reporting_circles,
    self_reports,
    several_managers,
    several_roots,
    single_report_chains,
    unmanaged_members,
)

__all__ = [
    "absent_managers",
    "deep_chains",
    "doubled_lines",
    "manager_spans",
    "outside_managers",
    "reporting_circles",
    "self_reports",
    "several_managers",
    "several_roots",
    "single_report_chains",
    "unmanaged_members",
]

NAN = float("nan")
ALIKE = {
    "党员": "party_member",
    "正式党员": "party_member",
    "中共预备党员": "probationary_member",
    "群众": "non_member",
}

Finding = tuple[Any, ...]
#: The rows of the organisation read last: the loops below ask for them again and again.
_read: dict[str, Any] = {}


def rows(org: Org, table: str) -> list[dict[str, Any]]:
    """The rows of a table; a cell without value is None."""
    if _read.get("org") is not org:
        _read.clear()
        _read["org"] = org
    if table not in _read:
        _read[table] = [
            {str(name): None if pd.isna(cell) else cell for name, cell in row.items()}
            for row in org.table(table).to_dict("records")
        ]
    return [dict(row) for row in _read[table]]


def cells(org: Org, column: str) -> dict[str, Any]:
    """A column of members, by id."""
    if column not in org.members:
        raise LookupError(column)
    return {row["id"]: row[column] for row in rows(org, "members")}


def units(org: Org, layer: str | None = None) -> dict[str, str]:
    """The units of a layer, or of all, in table order, with their layers."""
    known = {row["id"]: row["layer"] for row in rows(org, "units")}
    if layer is not None and layer not in known.values():
        raise LookupError(layer)
    return {unit: name for unit, name in known.items() if layer in (None, name)}


def chain(org: Org, unit: str) -> list[str]:
    """A unit and every unit above it."""
    parents = {row["id"]: row["parent"] for row in rows(org, "units")}
    found = [unit]
    while parents[found[-1]] is not None:
        found.append(parents[found[-1]])
    return found


def people(org: Org, layer: str | None = None, *, rollup: bool = False) -> dict[str, set[str]]:
    """Who is in each unit of a layer."""
    found: dict[str, set[str]] = {unit: set() for unit in units(org, layer)}
    above = {unit: chain(org, unit) if rollup else [unit] for unit in units(org)}
    for row in rows(org, "memberships"):
        for unit in above[row["unit"]]:
            if unit in found:
                found[unit].add(row["member"])
    return found


def leaders(org: Org, layer: str | None = None) -> dict[str, set[str]]:
    """Who leads each unit of a layer; never rolled up."""
    found: dict[str, set[str]] = {unit: set() for unit in units(org, layer)}
    for row in rows(org, "memberships"):
        if row["role"] == "leader" and row["unit"] in found:
            found[row["unit"]].add(row["member"])
    return found


def in_layer(org: Org, layer: str, *, rollup: bool = False) -> set[str]:
    """Who belongs to a layer at all."""
    return set().union(*people(org, layer, rollup=rollup).values())


def satisfying(org: Org, rule: Rule | None) -> set[str]:
    """Who satisfies a rule."""
    everybody = [row["id"] for row in rows(org, "members")]
    if rule is None:
        return set(everybody)
    column = cells(org, rule.column)
    found = {member for member in everybody if _holds(rule, column[member])}
    for other in rule.also:
        found &= satisfying(org, other)
    return found


def _holds(rule: Rule, cell: Any) -> bool:
    word = None if cell is None else _word(cell)
    if rule.any_of is not None and word not in {_word(value) for value in rule.any_of}:
        return False
    if rule.none_of is not None and word in {_word(value) for value in rule.none_of}:
        return False
    number = _number(cell)
    if rule.at_least is not None and not (number is not None and number >= rule.at_least):
        return False
    return rule.at_most is None or (number is not None and number <= rule.at_most)


def _word(value: Any) -> str:
    text = str(int(value)) if isinstance(value, float) and value == int(value) else str(value)
    return ALIKE.get(text, text.lower() if text.lower() in ALIKE.values() else text)


def _number(value: Any) -> float | None:
    try:
        return None if value is None else float(value)
    except ValueError:
        return None


def representing(
    org: Org, layer: str, base: str, *, rollup: bool = False, duty: Any = None
) -> dict[str, set[str]]:
    """Who represents a layer in each base unit."""
    belong = in_layer(org, layer, rollup=rollup)
    found = {unit: inside & belong for unit, inside in people(org, base, rollup=rollup).items()}
    wanted = [] if duty is None else [duty] if isinstance(duty, str) else list(duty)
    for row in rows(org, "duties"):
        if row["duty"] in wanted and row["unit"] in found:
            found[row["unit"]].add(row["member"])
    return found


def mentoring(org: Org, kind: str = "mentors") -> set[tuple[str, str]]:
    """Mentor and apprentice of every pair; nobody mentors oneself."""
    return {
        (row["source"], row["target"])
        for row in rows(org, "relations")
        if row["kind"] == kind and row["source"] != row["target"]
    }


def lines(org: Org, layer: str | None = None) -> list[tuple[str, str, str, str]]:
    """Member, layer, unit and leader of every line."""
    inside, led = people(org, layer), leaders(org, layer)
    return [
        (member, name, unit, leader)
        for unit, name in units(org, layer).items()
        for member, leader in product(inside[unit], led[unit])
        if member != leader
    ]


# -- measures


def unit_sizes(org: Org, layer: str | None = None, *, rollup: bool = False) -> list[tuple]:
    return [
        (unit, units(org)[unit], len(inside))
        for unit, inside in people(org, layer, rollup=rollup).items()
    ]


def seniority_mix(
    org: Org, layer: str = "team", *, column: str = "seniority_years", rollup: bool = False
) -> list[tuple]:
    years, found = cells(org, column), []
    for unit, inside in people(org, layer, rollup=rollup).items():
        known = [number for member in inside if (number := _number(years[member])) is not None]
        measures = (
            (min(known), median(known), fmean(known), max(known), pstdev(known))
            if known
            else (NAN,) * 5
        )
        found.append((unit, len(inside), len(known), *measures))
    return found


def work_homogeneity(
    org: Org, layer: str = "team", *, column: str = "work_type", rollup: bool = False
) -> list[tuple]:
    kinds, found = cells(org, column), []
    order = [kind for kind in dict.fromkeys(kinds.values()) if kind is not None]
    for unit, inside in people(org, layer, rollup=rollup).items():
        count = Counter(kinds[member] for member in inside if kinds[member] is not None)
        commonest = max(order, key=lambda kind: count[kind], default=None) if count else None
        share = count[commonest] / count.total() if count else NAN
        found.append((unit, len(inside), count.total(), len(count), commonest, share))
    return found


def overlap(
    org: Org, layer: str = "party", base: str = "team", *, rollup: bool = False
) -> list[list[int]]:
    groups, teams = (people(org, name, rollup=rollup) for name in (layer, base))
    return [[len(team & group) for group in groups.values()] for team in teams.values()]


def coverage(
    org: Org,
    layer: str = "party",
    base: str = "team",
    *,
    minimum: float = 1,
    rollup: bool = False,
    duty: Any = None,
) -> list[tuple]:
    reached = representing(org, layer, base, rollup=rollup, duty=duty)
    covered = sum(len(who) >= minimum for who in reached.values())
    return [(layer, base, len(reached), covered, covered / len(reached))]


def integration(
    org: Org, layer: str = "party", base: str = "team", *, rollup: bool = False
) -> list[tuple]:
    share = coverage(org, layer, base, rollup=rollup)[0][-1]
    both, either = (
        combine(*(set().union(*leaders(org, name).values()) for name in (layer, base)))
        for combine in (set.intersection, set.union)
    )
    teams = people(org, base, rollup=rollup).values()
    groups = [group for group in people(org, layer, rollup=rollup).values() if group]
    concentration = [max(len(team & group) for team in teams) / len(group) for group in groups]
    reach = [sum(bool(team & group) for team in teams) for group in groups]
    return [
        (
            layer,
            base,
            share,
            len(both) / len(either) if either else NAN,
            fmean(concentration) if groups else NAN,
            fmean(reach) if groups else NAN,
        )
    ]


def management_lines(org: Org, layer: str | None = None) -> list[tuple]:
    found = [(*line, "manages") for line in lines(org, layer)]
    return found + (reporting_oracles.person_lines(org) if layer is None else [])


def span_of_control(org: Org, layer: str | None = None, by: str = "unit") -> list[tuple]:
    assert by == "unit"
    found = []
    for name in dict.fromkeys(units(org, layer).values()):
        led = Counter(leader for who in leaders(org, name).values() for leader in who)
        found += [
            (
                leader,
                name,
                count,
                len({member for member, _, _, over in lines(org, name) if over == leader}),
            )
            for leader, count in led.items()
        ]
    return found


def leadership_load(org: Org) -> list[tuple]:
    led = Counter(
        (leader, units(org)[unit]) for unit, who in leaders(org).items() for leader in who
    )
    layers = dict.fromkeys(units(org).values())
    return [
        (leader, sum(count), *count)
        for leader in {leader for leader, _ in led}
        for count in [[led[leader, layer] for layer in layers]]
    ]


# -- checks: data


def rejected_rows(org: Org) -> list[Finding]:
    return [
        (
            "row",
            f"{row['table']}:{row['row'] or ''}",
            "",
            1,
            0,
            *(row[name] or "" for name in ("table", "row", "column", "reason")),
        )
        for row in rows(org, "rejected")
    ]


def case_twins(org: Org) -> list[Finding]:
    """Without the twin, of which any other will do."""
    found = []
    for entity, table in (("member", "members"), ("unit", "units")):
        ids = [row["id"] for row in rows(org, table)]
        alike = {one: [other for other in ids if other.casefold() == one.casefold()] for one in ids}
        found += [
            (entity, one, "", len(same), 1, table) for one, same in alike.items() if len(same) > 1
        ]
    return found


def disordered_dates(org: Org) -> list[Finding]:
    about = {
        "members": ("member", "id"),
        "units": ("unit", "id"),
        "memberships": ("member", "member"),
        "relations": ("member", "source"),
        "duties": ("member", "member"),
    }
    found = []
    for table, (entity, column) in about.items():
        for number, row in enumerate(rows(org, table)):
            since, until = row.get("since"), row.get("until")
            if since is not None and until is not None and until < since:
                found.append((entity, row[column], "", (until - since).days, 0, table, number))
    return found


def misnamed_columns(org: Org) -> list[Finding]:  # noqa: ARG001 - as every oracle
    """Of the names that the tests draw, none is an alias."""
    return []


def overlapping_rows(org: Org) -> list[Finding]:
    said = {
        "memberships": ("member", "unit", "role", "title"),
        "relations": ("source", "target", "kind"),
        "duties": ("member", "unit", "duty"),
    }
    found = []
    for table, columns in said.items():
        given = list(enumerate(rows(org, table)))
        for number, row in given:
            others = [
                earlier
                for earlier, other in given[:number]
                if all(row.get(column) == other.get(column) for column in columns)
                and _shares_a_day(row, other)
            ]
            if others:
                found.append(
                    ("member", row[columns[0]], "", len(others), 0, table, number, others[0])
                )
    return found


def _shares_a_day(one: dict[str, Any], other: dict[str, Any]) -> bool:
    begins = [row["since"] for row in (one, other) if row.get("since") is not None]
    ends = [row["until"] for row in (one, other) if row.get("until") is not None]
    return not begins or not ends or max(begins) < min(ends)


# -- checks: structure


def empty_units(org: Org, layer: str | None = None, *, rollup: bool = False) -> list[Finding]:
    return [
        ("unit", unit, units(org)[unit], 0, 1)
        for unit, inside in people(org, layer, rollup=rollup).items()
        if not inside
    ]


def one_person_units(org: Org, layer: str | None = None, *, rollup: bool = False) -> list[Finding]:
    return [
        ("unit", unit, units(org)[unit], 1, 2, *inside)
        for unit, inside in people(org, layer, rollup=rollup).items()
        if len(inside) == 1
    ]


def size_outliers(
    org: Org,
    layer: str = "party",
    *,
    smallest: float | None = None,
    largest: float | None = None,
    rollup: bool = False,
) -> list[Finding]:
    found = []
    for unit, inside in people(org, layer, rollup=rollup).items():
        if smallest is not None and len(inside) < smallest:
            found.append(("unit", unit, layer, len(inside), smallest))
        elif largest is not None and len(inside) > largest:
            found.append(("unit", unit, layer, len(inside), largest))
    return found


def scattered_groups(
    org: Org, layer: str = "party", base: str = "team", *, limit: float = 3, rollup: bool = False
) -> list[Finding]:
    groups, teams = (people(org, name, rollup=rollup) for name in (layer, base))
    reach = {
        group: sum(bool(inside & team) for team in teams.values())
        for group, inside in groups.items()
    }
    return [("unit", group, layer, count, limit) for group, count in reach.items() if count > limit]


def mixed_work(
    org: Org,
    layer: str = "party",
    *,
    limit: float = 1,
    column: str = "work_type",
    rollup: bool = False,
) -> list[Finding]:
    kinds = cells(org, column)
    types = {
        unit: {kinds[member] for member in inside} - {None}
        for unit, inside in people(org, layer, rollup=rollup).items()
    }
    return [
        ("unit", unit, layer, len(found), limit)
        for unit, found in types.items()
        if len(found) > limit
    ]


# -- checks: coverage


def blank_teams(
    org: Org,
    layer: str = "party",
    base: str = "team",
    minimum: float = 1,
    *,
    rollup: bool = False,
    duty: Any = None,
    eligible: Rule | None = None,
    strict: bool = True,
) -> list[Finding]:
    reached, inside = (
        representing(org, layer, base, rollup=rollup, duty=duty),
        people(org, base, rollup=rollup),
    )
    try:
        could_join = satisfying(org, eligible)
    except LookupError:
        if strict:
            raise
        could_join = satisfying(org, None)
    free = could_join - in_layer(org, layer, rollup=rollup)
    return [
        ("unit", unit, layer, len(who), minimum, len(inside[unit]), len(inside[unit] & free))
        for unit, who in reached.items()
        if len(who) < minimum
    ]


def single_points(
    org: Org, layer: str = "party", base: str = "team", *, rollup: bool = False, duty: Any = None
) -> list[Finding]:
    return [
        ("unit", unit, layer, 1, 2, *who)
        for unit, who in representing(org, layer, base, rollup=rollup, duty=duty).items()
        if len(who) == 1
    ]


def coverage_gaps(org: Org, policy: Policy) -> list[Finding]:
    found = []
    for one in policy.requirements:
        per = one.per or policy.base
        who = _meeting(org, one)
        for unit in units(org, per):
            count = len({member for member in who if _in_place(org, one, member, unit)})
            if count < one.minimum.value:
                found.append(("unit", unit, per, count, one.minimum.value, one.name))
    return found


def _meeting(org: Org, one: Requirement) -> set[str]:
    """Who is of the kind required, wherever they are."""
    who = satisfying(org, one.who)
    if one.layer is not None:
        who &= in_layer(org, one.layer, rollup=one.rollup)
    if one.units:
        inside = people(org, rollup=one.rollup)
        who &= set().union(*(inside[unit] for unit in one.units))
    return who


def _in_place(org: Org, one: Requirement, member: str, unit: str) -> bool:
    """Whether somebody counts in a unit: by role there, by duty for it, or else by being in it."""
    if one.role is not None and not any(
        row["member"] == member and row["unit"] == unit and row["role"] == one.role
        for row in rows(org, "memberships")
    ):
        return False
    if one.duty is not None and not any(
        row["member"] == member and row["unit"] == unit and row["duty"] == one.duty
        for row in rows(org, "duties")
    ):
        return False
    return (
        one.role is not None
        or one.duty is not None
        or member in people(org, rollup=one.rollup)[unit]
    )


# -- checks: lines


def _units_of(org: Org, layer: str) -> dict[str, int]:
    """How many units of a layer each member is in."""
    inside = people(org, layer).values()
    return {row["id"]: sum(row["id"] in who for who in inside) for row in rows(org, "members")}


def missing_lines(org: Org, layer: str = "team", eligible: Rule | None = None) -> list[Finding]:
    may = satisfying(org, eligible)
    return [
        ("member", member, layer, 0, 1)
        for member, count in _units_of(org, layer).items()
        if not count and member in may
    ]


def split_members(org: Org, layer: str = "team") -> list[Finding]:
    return [
        ("member", member, layer, count, 1)
        for member, count in _units_of(org, layer).items()
        if count > 1
    ]


def ineligible_members(
    org: Org, layer: str = "party", eligible: Rule | None = None
) -> list[Finding]:
    may = satisfying(org, eligible)
    return [
        ("member", member, layer, count, 0)
        for member, count in _units_of(org, layer).items()
        if count and member not in may
    ]


# -- checks: leadership


def vacant_leaders(org: Org, layer: str | None = None, least: float = 1) -> list[Finding]:
    inside, led = people(org, layer), leaders(org, layer)
    return [
        ("unit", unit, units(org)[unit], len(led[unit]), least, len(inside[unit]))
        for unit in inside
        if inside[unit] and len(led[unit]) < least
    ]


def double_leaders(org: Org, layer: str | None = None, most: float = 1) -> list[Finding]:
    return [
        ("unit", unit, units(org)[unit], len(who), most)
        for unit, who in leaders(org, layer).items()
        if len(who) > most
    ]


def overextended_leaders(org: Org, limit: float = 2) -> list[Finding]:
    led = Counter(leader for who in leaders(org).values() for leader in who)
    return [("member", leader, "", count, limit) for leader, count in led.items() if count > limit]


def ineligible_leaders(
    org: Org, layer: str = "party", eligible: Rule | None = None
) -> list[Finding]:
    may = satisfying(org, eligible)
    return [
        ("member", leader, layer, 1, 0, unit)
        for unit, who in leaders(org, layer).items()
        for leader in who - may
    ]


def unaligned_leaders(org: Org, layer: str = "party", base: str = "team") -> list[Finding]:
    base_leaders = set().union(*leaders(org, base).values())
    led, found = leaders(org, layer), []
    for group, inside in people(org, layer).items():
        if led[group] and not led[group] & base_leaders:
            found += [("member", member, layer, 0, 1, group) for member in inside & base_leaders]
    return found


def crossed_lines(org: Org) -> list[Finding]:
    leads = {(leader, member, layer) for member, layer, _, leader in lines(org)}
    solid = reporting_oracles.above_to_below(org)
    leads |= {(manager, member, "") for manager, member in solid.edges}
    found = []
    for one, other in combinations(sorted(row["id"] for row in rows(org, "members")), 2):
        down, up = (
            {layer for over, under, layer in leads if (over, under) == pair}
            for pair in ((one, other), (other, one))
        )
        if any(first != second for first, second in product(down, up)):
            found.append(("member", one, "", len(down) + len(up), 0, other))
    return found


# -- checks: mentoring


def overloaded_mentors(org: Org, capacity: float = 2, kind: str = "mentors") -> list[Finding]:
    count = Counter(mentor for mentor, _ in mentoring(org, kind))
    return [
        ("member", mentor, "", number, capacity)
        for mentor, number in count.items()
        if number > capacity
    ]


def idle_mentors(
    org: Org,
    base: str = "team",
    mentor: Rule | None = None,
    apprentice: Rule | None = None,
    kind: str = "mentors",
) -> list[Finding]:
    pairs = mentoring(org, kind)
    idle = satisfying(org, mentor) - {one for one, _ in pairs}
    waiting = satisfying(org, apprentice) - {other for _, other in pairs}
    based = people(org, base).values()
    # Somebody who shares two base units with the mentor counts in both.
    count = {
        one: sum(len((inside - {one}) & waiting) for inside in based if one in inside)
        for one in idle
    }
    return [("member", one, base, number, 0) for one, number in count.items() if number]


def unmentored_members(
    org: Org, apprentice: Rule | None = None, kind: str = "mentors"
) -> list[Finding]:
    return [
        ("member", member, "", 0, 1)
        for member in satisfying(org, apprentice) - {other for _, other in mentoring(org, kind)}
    ]


def unqualified_mentors(
    org: Org,
    mentor: Rule | None = None,
    least_gap: float | None = None,
    column: str = "seniority_years",
    kind: str = "mentors",
) -> list[Finding]:
    pairs, may = mentoring(org, kind), satisfying(org, mentor)
    found = [("member", one, "", 0, 1, other, "rule") for one, other in pairs if one not in may]
    years = cells(org, column) if least_gap is not None else {}
    for one, other in pairs if least_gap is not None else ():
        ahead, behind = _number(years[one]), _number(years[other])
        if ahead is not None and behind is not None and ahead - behind < least_gap:
            found.append(("member", one, "", ahead - behind, least_gap, other, "gap"))
    return found


def mutual_mentors(org: Org, kind: str = "mentors") -> list[Finding]:
    pairs = mentoring(org, kind)
    return [
        ("member", one, "", 2, 1, other)
        for one, other in pairs
        if one < other and (other, one) in pairs
    ]


def self_mentors(org: Org, kind: str = "mentors") -> list[Finding]:
    found = {
        row["source"]
        for row in rows(org, "relations")
        if row["kind"] == kind and row["source"] == row["target"]
    }
    return [("member", member, "", 1, 0) for member in found]


def crossed_mentors(org: Org, kind: str = "mentors") -> list[Finding]:
    inside, led = people(org), leaders(org)
    return [
        ("member", one, layer, 1, 0, other, unit)
        for one, other in mentoring(org, kind)
        for unit, layer in units(org).items()
        if one in inside[unit] and other in led[unit]
    ]


# -- the organisation on one day


def on_day(org: Org, day: pd.Timestamp) -> dict[str, list[dict[str, Any]]]:
    """The first five tables on one day, without empty cells: what is in force and hangs on nothing
    that is not.
    """
    kept = {
        table: [row for row in rows(org, table) if _in_force(row, day)]
        for table in ("members", "units", "memberships", "relations", "duties")
    }
    members, found = {row["id"] for row in kept["members"]}, {row["id"] for row in kept["units"]}
    for row in kept["units"]:
        row["parent"] = row["parent"] if row["parent"] in found else None
    homes = {
        "memberships": {"member": members, "unit": found},
        "relations": {"source": members, "target": members},
    }
    homes["duties"] = homes["memberships"]
    for table, ends in homes.items():
        kept[table] = [
            row for row in kept[table] if all(row[column] in home for column, home in ends.items())
        ]
    return kept


def _in_force(row: dict[str, Any], day: pd.Timestamp) -> bool:
    since, until = row.get("since"), row.get("until")
    return (since is None or since <= day) and (until is None or day < until)
