"""Small real structures, cut out of the committees of Congress: several seats, deputies, parents."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pandas as pd

from sanzu_graph import Leaders, Limit, Org, Policy, Requirement, Rule, Transfer
from tests.optimize.seats.enumeration import seat_states
from tests.optimize.seats.instances import Instance, made_layer

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "congress"
WHY_SKIPPED = "the tables of Congress are not here: they belong in ../shared/data/congress"


def is_here():
    return (FOLDER / "memberships.csv").exists()


@cache
def table(name):
    return pd.read_csv(FOLDER / f"{name}.csv", dtype=str, keep_default_na=False)


@cache
def rows():
    """(person, unit, role) of every seat, and the layer and chamber of every unit."""
    seats = table("memberships")[["member", "unit", "role"]].to_numpy().tolist()
    units = {row.id: row for row in table("units").itertuples()}
    return seats, units


def chamber(unit):
    return "senate" if unit.startswith("committee:S") else "house"


def cut(draw, people, base_layer):
    """A few people who share units: their seats in one base layer and one or two others."""
    seats, units = rows()
    others = [
        layer for layer in ("committee", "subcommittee", "party", "state") if layer != base_layer
    ]
    layers = [base_layer, *draw.sample(others, draw.choice([1, 1, 2]))]
    start = draw.choice([unit for _, unit, _ in seats if units[unit].layer == base_layer])
    here = sorted({person for person, unit, _ in seats if unit == start})
    near = {unit for person, unit, _ in seats if person in here and units[unit].layer == layers[1]}
    more = sorted({person for person, unit, _ in seats if unit in near} - set(here))
    chosen = draw.sample(here, min(len(here), (people + 1) // 2))
    chosen += draw.sample(more, min(len(more), people - len(chosen)))
    kept, count = [], {}
    for layer in layers:
        found = [seat for seat in seats if seat[0] in chosen and units[seat[1]].layer == layer]
        names = sorted({unit for _, unit, _ in found})
        names = draw.sample(names, min(len(names), draw.choice([2, 3, 4])))
        count[layer] = names
        kept += [seat for seat in found if seat[1] in names]
    return chosen, layers, count, kept


def org_of(chosen, count, kept):
    """The tables of a cut; sites are chambers."""
    _, units = rows()
    names = [unit for some in count.values() for unit in some]
    about = table("members").set_index("id").loc[chosen]
    return Org(
        {
            "id": chosen,
            "party": about["party"].tolist(),
            "terms": [int(terms) for terms in about["terms"]],
        },
        {
            "id": names,
            "layer": [units[unit].layer for unit in names],
            "parent": [units[unit].parent if units[unit].parent in names else "" for unit in names],
            "site": [chamber(unit) for unit in names],
        },
        {name: [seat[at] for seat in kept] for at, name in enumerate(("member", "unit", "role"))},
    )


def policy_of(draw, layers):
    made = []
    for name in layers:
        parts = {"led": draw.choice([None, None, True, {"least": 1, "most": 2}])}
        if name != layers[0] and draw.random() < 0.7:
            parts["per_base_unit"] = draw.choice([1, 1, 2])
            parts["counting_duties"] = draw.choice([(), ("liaison",)])
        if draw.random() < 0.3:
            parts["smallest"] = draw.choice([1, 2])
        if name != layers[0] and draw.random() < 0.3:
            parts["most_base_units"] = draw.choice([1, 2])
        made.append(made_layer(name, rollup=draw.random() < 0.2, **parts))
    asked = Requirement("experience", Limit(1), who=Rule("terms", at_least=5))
    return Policy.for_layers(layers[0], layers[1:]).replace(
        layers=tuple(made),
        transfer=Transfer(*draw.choice([((), ()), (("site",), ("site",))])),
        leaders=Leaders(draw.choice([None, Limit(2)])),
        requirements=draw.choice([(), (asked,)]),
    )


def congress_instance(seed, most=3_000):
    """A cut with few seats and levers: the first of a row of draws that is small enough."""
    for number in range(100):
        draw = random.Random(f"congress {seed}.{number}")
        chosen, layers, count, kept = cut(
            draw, draw.randint(2, 5), draw.choice(["committee", "subcommittee"])
        )
        if any(not names for names in count.values()):
            continue
        levers = ["move", "join", "regroup", "extend", "appoint", "attach", "merge"]
        ask = {
            "levers": draw.sample(levers, draw.choice([1, 2, 3])),
            "goals": [
                "unmet",
                "groups_changed",
                "people_moved",
                "posts_changed",
                "price",
                "imbalance",
            ],
        }
        if draw.random() < 0.3:
            ask["max_groups_changed"] = draw.choice([1, 2])
        made = Instance(
            f"congress {seed}.{number}", org_of(chosen, count, kept), policy_of(draw, layers), ask
        )
        if seat_states(made.case()) <= most:
            return made
    raise AssertionError(seed)
