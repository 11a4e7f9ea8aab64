"""Random small organisations, policies and questions: everything that the optimiser must cope with,
seldom all at once.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from sanzu_graph import Layer, Limit, Org, Policy, Requirement, Rule
from sanzu_graph.policy.parts import Leaders, Transfer

LEVERS = ("move", "join", "regroup", "appoint", "attach", "merge", "admit")
GOALS = ("unmet", "groups_changed", "people_moved", "price", "imbalance")
DEMANDS = ("per_base_unit", "requirement", "smallest", "largest", "most_base_units", "led")


@dataclass
class Instance:
    """Tables, a policy, and what is asked."""

    members: list[dict[str, Any]]
    units: list[dict[str, Any]]
    memberships: list[dict[str, Any]]
    duties: list[dict[str, Any]]
    policy: Policy
    levers: dict[str, int]
    goals: tuple[str, ...]
    rules: dict[str, Any] = field(default_factory=dict)
    most_changed: int | None = None

    def org(self) -> Org:
        columns = ("member", "unit", "duty")
        return Org(
            {name: [row[name] for row in self.members] for name in self.members[0]},
            {name: [row[name] for row in self.units] for name in self.units[0]},
            {name: [row[name] for row in self.memberships] for name in ("member", "unit", "role")},
            None,
            {name: [row[name] for row in self.duties] for name in columns} if self.duties else None,
        )


def instance(
    seed: int, *, levers: tuple[str, ...] | None = None, people: int = 6, plain: bool = False
) -> Instance:
    """The instance of a number; `plain` leaves out what is rare, `levers` are those allowed."""
    chance = random.Random(seed)

    def now_and_then(share: float) -> bool:
        return not plain and chance.random() < share

    count = chance.randint(3, people)
    teams = [f"T{number}" for number in range(1, chance.randint(2, 3) + 1)]
    parties = [
        f"P{number}"
        for number in range(1, chance.randint(1, 2 if chance.random() < 0.8 else 3) + 1)
    ]
    unions = [f"U{number}" for number in range(1, 3)] if now_and_then(0.3) else []
    sites, works = (
        (["N"] if chance.random() < 0.7 else ["N", "S"]),
        (["x"] if chance.random() < 0.6 else ["x", "y"]),
    )
    units = [
        {
            "id": name,
            "layer": "team",
            "site": chance.choice(sites),
            "work_type": chance.choice(works),
            "parent": None,
        }
        for name in teams
    ] + [
        {
            "id": name,
            "layer": layer,
            "site": chance.choice(sites),
            "work_type": None,
            "parent": None,
        }
        for layer, names in (("party", parties), ("union", unions))
        for name in names
    ]
    nested = now_and_then(0.06)
    if nested:
        units[1]["parent"] = teams[0]
    members, memberships, duties = [], [], []
    for number in range(1, count + 1):
        status = chance.choices(["party_member", "probationary_member", "non_member"], [5, 1, 3])[0]
        name = f"M{number}"
        members.append(
            {
                "id": name,
                "political_status": status,
                "seniority_years": chance.choice([2, 10]),
                "applicant": "yes" if chance.random() < 0.4 else None,
            }
        )
        home = chance.choice(teams[: chance.choice([1, 2, len(teams)])])
        homes = [] if now_and_then(0.04) else [home]
        if homes and now_and_then(0.05):
            homes.append(chance.choice([team for team in teams if team != home]))
        groups = (
            [chance.choice(parties)] if status != "non_member" and chance.random() < 0.85 else []
        )
        if groups and len(parties) > 1 and now_and_then(0.04):
            groups.append(chance.choice([group for group in parties if group not in groups]))
        groups += [chance.choice(unions)] if unions and chance.random() < 0.85 else []
        memberships += [
            {"member": name, "unit": unit, "role": "deputy" if now_and_then(0.05) else "member"}
            for unit in (*homes, *groups)
        ]
        if now_and_then(0.12):
            duties.append(
                {
                    "member": name,
                    "unit": chance.choice(teams),
                    "duty": chance.choice(["liaison", "liaison", "support"]),
                }
            )
    for unit in (*teams, *parties, *unions):
        rows = [row for row in memberships if row["unit"] == unit]
        chance.shuffle(rows)
        for row in (
            rows[: chance.choices([0, 1, 2], [3, 8, 0 if plain else 1])[0]]
            if unit not in teams or chance.random() < 0.35
            else []
        ):
            row["role"] = "leader"
    if now_and_then(0.1):  # without sites and kinds of work everything is alike
        units = [{"id": row["id"], "layer": row["layer"], "parent": row["parent"]} for row in units]
    allowed = (
        levers
        if levers is not None
        else tuple(lever for lever in LEVERS if chance.random() < 0.45) or ("move",)
    )
    return Instance(
        members,
        units,
        memberships,
        duties,
        _policy(chance, bool(unions), nested, now_and_then),
        {lever: chance.choice([1, 1, 1, 0, 2, 3]) for lever in allowed},
        _goals(chance),
        _rules(chance, members, units, memberships, teams, allowed, bool(unions), now_and_then),
        chance.choice([None, None, None, 0, 1, 2]),
    )


def _policy(chance: random.Random, has_unions: bool, nested: bool, now_and_then: Any) -> Policy:
    def maybe(share: float, *values: float) -> Limit | None:
        return Limit(chance.choice(values)) if chance.random() < share else None

    def bounds() -> dict[str, Limit | None]:
        smallest = maybe(0.35, 1, 2)
        return {"smallest": smallest, "largest": maybe(0.35, 2, 3, 4)}

    party = Layer(
        "party",
        eligible=Rule("political_status", any_of=("party_member", "probationary_member"))
        if chance.random() < 0.9
        else None,
        leader=Rule("political_status", any_of=("party_member",))
        if chance.random() < 0.8
        else None,
        led=chance.random() < 0.7,
        per_base_unit=maybe(0.9, 1, 1, 2),
        counting_duties=("liaison", "support")
        if chance.random() < 0.4
        else ("liaison",)
        if chance.random() < 0.5
        else (),
        most_base_units=maybe(0.4, 1, 2),
        candidates=Rule("applicant", any_of=("yes",)),
        admission={"political_status": "probationary_member"} if chance.random() < 0.7 else {},
        rollup=nested,
        **bounds(),
    )
    union = Layer(
        "union",
        led=chance.random() < 0.5,
        per_base_unit=maybe(0.4, 1),
        most_base_units=maybe(0.4, 1, 2),
        counting_duties=("liaison",) if now_and_then(0.2) else (),
        **bounds(),
    )
    base = Layer("team", led=True, rollup=nested and chance.random() < 0.5, **bounds())
    requirements = []
    if chance.random() < 0.4:
        requirements.append(
            Requirement("backbone", Limit(1), per="party", who=Rule("seniority_years", at_least=8))
        )
    if chance.random() < 0.3:
        full = Rule("political_status", any_of=("party_member",))
        per, layer = chance.choice(
            [
                ("party", None),
                ("team", None),
                ("team", "party"),
                *([("union", None)] if has_unions else []),
            ]
        )
        requirements.append(Requirement("full", Limit(1), per=per, layer=layer, who=full))
    if chance.random() < 0.15:
        requirements.append(
            Requirement(
                "probation",
                Limit(1),
                per=chance.choice(["team", "union"] if has_unions else ["team"]),
                who=Rule("political_status", none_of=("non_member",)),
                rollup=nested,
            )
        )
    return Policy.for_layers("team").replace(
        layers=(base, party, *([union] if has_unions else [])),
        requirements=tuple(requirements),
        transfer=Transfer(
            chance.choice([("site", "work_type"), ("site",), ()]),
            chance.choice([("site",), ("site",), ()]),
        ),
        leaders=Leaders(Limit(chance.choice([1, 2]))) if chance.random() < 0.5 else Leaders(),
    )


def _goals(chance: random.Random) -> tuple[str, ...]:
    if chance.random() < 0.4:
        return GOALS
    order = list(GOALS)
    chance.shuffle(order)
    return tuple(order[: chance.randint(1, 5)])


def _rules(
    chance: random.Random,
    members: list[dict[str, Any]],
    units: list[dict[str, Any]],
    memberships: list[dict[str, Any]],
    teams: list[str],
    allowed: tuple[str, ...],
    has_unions: bool,
    now_and_then: Any,
) -> dict[str, Any]:
    rules: dict[str, Any] = {}
    names = [row["id"] for row in members]
    homes = {
        name: [row["unit"] for row in memberships if row["member"] == name and row["unit"] in teams]
        for name in names
    }
    single = [name for name in names if len(homes[name]) == 1]
    if now_and_then(0.25):
        rules["pins"] = chance.sample([*names, *(row["id"] for row in units)], chance.randint(1, 2))
    elif now_and_then(0.08):
        rules["pins"] = {chance.choice(names): chance.choice([row["id"] for row in units])}
    for name in ("together", "apart"):
        if now_and_then(0.1) and len(single) > 1:
            rules[name] = [chance.sample(single, 2)]
    if now_and_then(0.1):
        rules["keep_headcounts"] = True
    if now_and_then(0.2):
        rules["count_layers"] = chance.choice(
            [["party"], ["party", "union"], ["union"]] if has_unions else [["party"], []]
        )
    if "merge" in allowed and chance.random() < 0.4:
        rules["max_merges"] = chance.choice([0, 1, 1])
    if "merge" in allowed and chance.random() < 0.3:
        rules["count_followers"] = False
    if "attach" in allowed:
        rules["max_liaisons"] = chance.choice([1, 1, 2])
    if now_and_then(0.15):
        rules["repair"] = chance.sample(DEMANDS, chance.randint(1, 4))
    if now_and_then(0.1):
        rules["barred"] = [(chance.choice(names), chance.choice([row["id"] for row in units]))]
    return rules
