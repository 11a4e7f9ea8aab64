"""An invented organisation for the optimiser: sites with teams of three kinds of work, a fifth of
them blank, and party groups across them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanzu_graph import Org, Policy

#: People of a site, people of a team, teams of a group; the share of teams without a party member,
#: of party members elsewhere, of party members in the group next to their team, of party members in
#: no group at all, and of others who have applied.
SITE, TEAM, GROUP = 120, 10, 3
BLANK, PARTY, NEAR, LOOSE, APPLY = 0.2, 0.28, 0.9, 0.03, 0.07
LEVERS = (
    ("move",),
    ("move", "regroup"),
    ("move", "regroup", "appoint", "attach"),
    ("move", "regroup", "appoint", "attach", "merge"),
)


def organisation(members: int, seed: int = 7) -> Org:
    """So many people; the same each time."""
    dice = np.random.default_rng(seed)
    people: list[tuple[str, str, int, str | None]] = []
    units: list[tuple[str, str, str, str | None]] = []
    rows: list[tuple[str, str, str]] = []
    sites = max(1, members // SITE)
    for site in range(sites):
        size = members // sites + (site < members % sites)
        teams = [f"T{site:05d}-{number:03d}" for number in range(max(3, size // TEAM))]
        groups = [f"P{site:05d}-{number:03d}" for number in range(max(1, len(teams) // GROUP))]
        units += [
            (team, "team", f"S{site:05d}", f"work {number % 3}")
            for number, team in enumerate(teams)
        ]
        units += [(group, "party", f"S{site:05d}", None) for group in groups]
        blank = dice.random(len(teams)) < BLANK
        led: set[str] = set()
        for number in range(size):
            member, place = f"M{len(people):07d}", number % len(teams)
            admitted = not blank[place] and dice.random() < PARTY
            applies = not admitted and dice.random() < APPLY
            people.append(
                (
                    member,
                    "party_member" if admitted else "non_member",
                    int(dice.integers(0, 30)),
                    "yes" if applies else None,
                )
            )
            rows.append((member, teams[place], "leader" if number < len(teams) else "member"))
            if admitted and dice.random() >= LOOSE:
                near = groups[min(place // GROUP, len(groups) - 1)]
                group = near if dice.random() < NEAR else groups[int(dice.integers(len(groups)))]
                rows.append((member, group, "member" if group in led else "leader"))
                led.add(group)
    return Org(
        pd.DataFrame(people, columns=["id", "political_status", "seniority_years", "applicant"]),
        pd.DataFrame(units, columns=["id", "layer", "site", "work_type"]),
        pd.DataFrame(rows, columns=["member", "unit", "role"]),
    )


def demands(*, reach: bool) -> Policy:
    """The shipped policy for teams and party groups, liaisons counted; `reach`: with its bound on
    the teams of a group.
    """
    policy = Policy().with_layer(
        "party", counting_duties=("liaison",), **({} if reach else {"most_base_units": None})
    )
    return policy.replace(
        layers=tuple(layer for layer in policy.layers if layer.name in ("team", "party")),
        mentors=None,
        tasks=None,
    )
