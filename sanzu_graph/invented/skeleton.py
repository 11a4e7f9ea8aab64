"""An invented organisation in integers: a sound one first, which `planted_faults` then breaks.

It consists of blocks. A block is three teams (0, 1, 2) with one party group over them. One union
group stands over teams 0 and 1, another over team 2. Leader 0 leads the party group too. Leaders 1
and 2, no party members, lead the union groups. So nobody leads more than two units, and no two
people lead each other. What is broken in one block cannot be felt in another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.intp]

TEAMS = 3
#: People per team. The most leaves room for a team's people to be moved to the two others of its
#: block.
SMALLEST, LARGEST = 5, 13
#: Blocks are cut so that a team has ten people, or a little less.
PER_BLOCK = 30
LEAST = TEAMS * SMALLEST
PARTY_MEMBER, PROBATIONARY, LEAGUE, NON_MEMBER = range(4)
STATUSES = ("party_member", "probationary_member", "league_member", "non_member")
LAYERS = ("team", "party", "union")
NOBODY = NOWHERE = -1
_PROBATIONARY_SHARE, _LEAGUE_SHARE, _NEWCOMER_SHARE = 0.15, 0.4, 0.5
_YOUNG, _OLDEST, _VETERAN, _LEADING = 10, 36, 8, 6


@dataclass(frozen=True)
class Planted:
    """One kind of fault, planted in several places.

    Attributes
    ----------
    check, layer : as the audit will report them
    entity : ``member``, or the layer of the units at fault
    numbers : the members' or units' numbers
    keys : column → its value, one text for all, plain numbers, or (``member`` or a layer, numbers)
    """

    check: str
    layer: str
    entity: str
    numbers: Numbers
    keys: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False)
class Skeleton:
    """An organisation on the drawing board: people are numbers, and so are the units of each layer.

    Attributes
    ----------
    first, size : where each team's people begin and how many they are; blocks × teams
    position : each member's place in the home team: 0 the leader, last but one the veteran, last
        perhaps a newcomer
    status, years, mentor : one entry a member
    home : layer → each member's unit, or -1
    leader : layer → each unit's leader, or -1
    block : layer → each unit's block
    also : further memberships: layer, members, units, role
    relations : further mentor relations that are dated: mentors, apprentices
    twins : members whose id is another's in small letters, and those others
    deputies : members who are deputies: layer, members, units
    has_year : whether a working year comes with it, in which somebody stands in for a leader who is
        not there
    """

    first: Numbers
    size: Numbers
    position: Numbers
    status: Numbers
    years: NDArray[np.float64]
    mentor: Numbers
    home: dict[str, Numbers]
    leader: dict[str, Numbers]
    block: dict[str, Numbers]
    also: list[tuple[str, Numbers, Numbers, str]] = field(default_factory=list)
    relations: tuple[Numbers, Numbers] = field(
        default_factory=lambda: (np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp))
    )
    twins: tuple[Numbers, Numbers] = field(
        default_factory=lambda: (np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp))
    )
    deputies: dict[str, list[Numbers]] = field(default_factory=dict)
    has_year: bool = False

    def person(self, block: Numbers, team: Numbers | int, place: int) -> Numbers:
        """Somebody by block, team and place; a place below 0 counts from the end of the team."""
        person: Numbers = self.first[block, team] + (
            place if place >= 0 else self.size[block, team] + place
        )
        return person

    def people(self, block: Numbers, team: Numbers | int) -> Numbers:
        """Everybody whose home is such a team."""
        first, size = self.first[block, team], self.size[block, team]
        ahead = np.repeat(first - (np.cumsum(size) - size), size)
        people: Numbers = np.arange(len(ahead)) + ahead
        return people

    def make_party(self, member: Numbers, group: Numbers | int) -> None:
        """Let people be full party members of a group, or of none."""
        self.status[member] = PARTY_MEMBER
        self.home["party"][member] = group

    def new_units(self, layer: str, block: Numbers) -> Numbers:
        """Further units of a layer, empty and led by nobody."""
        start = len(self.leader[layer])
        self.leader[layer] = np.append(self.leader[layer], np.full(len(block), NOBODY))
        self.block[layer] = np.append(self.block[layer], block)
        return np.arange(start, start + len(block))


def block_count(members: int) -> int:
    """How many blocks so many people make, which is also how many faults can be planted."""
    return -(-members // PER_BLOCK)


def sound(members: int, rng: np.random.Generator) -> Skeleton:
    """An organisation without a fault."""
    size = _team_sizes(members, TEAMS * block_count(members), rng).reshape(-1, TEAMS)
    first = (np.cumsum(size) - size.ravel()).reshape(size.shape)
    team = np.repeat(np.arange(size.size), size.ravel())
    position = np.arange(members) - first.ravel()[team]
    blocks, which = np.arange(len(size)), team % TEAMS
    status, years = _attributes(size, team, position, rng)
    newcomer = years <= 1
    veteran = first.ravel() + size.ravel() - 2
    return Skeleton(
        first,
        size,
        position,
        status,
        years,
        mentor=np.where(newcomer, veteran[team], NOBODY),
        home={
            "team": team,
            "party": np.where(status <= PROBATIONARY, team // TEAMS, NOWHERE),
            "union": 2 * (team // TEAMS) + (which == TEAMS - 1),
        },
        leader={
            "team": first.ravel().copy(),
            "party": first[:, 0].copy(),
            "union": first[:, 1:].ravel(),
        },
        block={"team": np.repeat(blocks, TEAMS), "party": blocks, "union": np.repeat(blocks, 2)},
    )


def _team_sizes(members: int, teams: int, rng: np.random.Generator) -> Numbers:
    """Sizes within the bounds that add up: equal ones, then people change over between teams paired
    by lot.
    """
    size = np.full(teams, members // teams)
    size[rng.permutation(teams)[: members % teams]] += 1
    for _ in range(3):
        order = rng.permutation(teams)
        giving, taking = order[: teams // 2], order[teams - teams // 2 :]
        moved = rng.integers(
            0, np.minimum(size[giving] - SMALLEST, LARGEST - size[taking]), endpoint=True
        )
        size[giving] -= moved
        size[taking] += moved
    return size


def _attributes(
    size: Numbers, team: Numbers, position: Numbers, rng: np.random.Generator
) -> tuple[Numbers, NDArray[np.float64]]:
    """Everybody's status and seniority: each team gets its party members, a veteran, and half of
    them a newcomer.
    """
    teams, members = size.size, len(team)
    which, flat = np.arange(teams) % TEAMS, size.ravel()
    # In team 0 the leader and one or two more; elsewhere one to three who do not lead; never the
    # last two of a team.
    party_from = np.minimum(which, 1)
    party_to = party_from + rng.integers(
        np.where(which == 0, 2, 1), np.minimum(3, flat - 2 - party_from), endpoint=True
    )
    in_party = (position >= party_from[team]) & (position < party_to[team])
    leads, last = position == 0, flat[team] - 1
    least = np.full(members, 2)
    least[leads] = _LEADING
    least[(leads & in_party) | (position == last - 1)] = _VETERAN
    years = rng.integers(least, _OLDEST).astype(np.float64)
    newcomer = (position == last) & (rng.random(teams) < _NEWCOMER_SHARE)[team]
    years[newcomer] = rng.integers(0, 2, int(newcomer.sum()))
    chance = rng.random(members)
    status = np.where((years < _YOUNG) & (chance < _LEAGUE_SHARE), LEAGUE, NON_MEMBER)
    status[in_party] = np.where(
        (chance < _PROBATIONARY_SHARE) & ~leads, PROBATIONARY, PARTY_MEMBER
    )[in_party]
    return status, years
