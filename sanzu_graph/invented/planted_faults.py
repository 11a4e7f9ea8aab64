"""One planter per kind of fault: it breaks the blocks it is given, and says what an audit will find
there.

A planter sees to it that nothing else breaks, or names what breaks with it. Each block is broken
once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from sanzu_graph.invented.skeleton import (
    LAYERS,
    NOBODY,
    NON_MEMBER,
    NOWHERE,
    PROBATIONARY,
    TEAMS,
    Numbers,
    Planted,
    Skeleton,
)
from sanzu_graph.schema import LEADER, MEMBER, PLAIN

Planter = Callable[[Skeleton, Numbers], Iterator[Planted]]


def in_turn(blocks: Numbers, layers: tuple[str, ...] = LAYERS) -> Iterator[tuple[str, Numbers]]:
    """The blocks dealt out to several layers in turn."""
    return ((layer, blocks[number :: len(layers)]) for number, layer in enumerate(layers))


def blank_team(draft: Skeleton, blocks: Numbers) -> Iterator[Planted]:
    """The party members of a team (1 or 2) are none; the group keeps at least three members
    elsewhere.
    """
    team = 1 + np.arange(len(blocks)) % 2
    people = draft.people(blocks, team)
    people = people[draft.home["party"][people] != NOWHERE]
    draft.home["party"][people] = NOWHERE
    draft.status[people] = NON_MEMBER
    yield Planted("blank_team", "party", "team", blocks * TEAMS + team)


def missing_line(draft: Skeleton, blocks: Numbers) -> Iterator[Planted]:
    """Somebody in team 1 is in no team, in no party group though a party member, or in no union
    group.
    """
    for layer, numbers in in_turn(blocks):
        person = draft.person(numbers, 1, 2)
        if layer == "party":
            draft.make_party(person, NOWHERE)
        draft.home[layer][person] = NOWHERE
        yield Planted("missing_line", layer, MEMBER, person)


def split_member(draft: Skeleton, blocks: Numbers) -> Iterator[Planted]:
    """Somebody in team 1 is in team 2 as well, or in its union group."""
    for layer, numbers in in_turn(blocks, ("team", "union")):
        person = draft.person(numbers, 1, 2)
        draft.also.append(
            (layer, person, numbers * TEAMS + 2 if layer == "team" else numbers * 2 + 1, PLAIN)
        )
        yield Planted("split_member", layer, MEMBER, person)


def ineligible_member(draft: Skeleton, blocks: Numbers) -> Iterator[Planted]:
    """Somebody is in the party group and no party member."""
    person = draft.person(blocks, 1, 2)
    draft.make_party(person, blocks)
    draft.status[person] = NON_MEMBER
    yield Planted("ineligible_member", "party", MEMBER, person)


def vacant_leader(draft: Skeleton, blocks: Numbers) -> Iterator[Planted]:
    """Team 1, the party group, or the union group of team 2 has no leader. So its members have
    nobody to turn to there.

    In a working year somebody stands in, and the party group, whose leader holds powers and duties,
    keeps its own.
    """
    for layer, numbers in in_turn(blocks, ("team", "union") if draft.has_year else LAYERS):
        unit = {"team": numbers * TEAMS + 1, "party": numbers, "union": numbers * 2 + 1}[layer]
        draft.leader[layer][unit] = NOBODY
        if draft.has_year:
            draft.deputies.setdefault(layer, []).append(
                draft.person(numbers, {"team": 1, "union": 2}[layer], 1)
            )
        yield Planted("vacant_leader", layer, layer, unit)
        if not draft.has_year:
            yield Planted(
                "contactless_member",
                layer,
                MEMBER,
                np.flatnonzero(np.isin(draft.home[layer], unit)),
                {"fault": "nobody"},
            )


def double_leader(draft: Skeleton, blocks: Numbers) -> Iterator[Planted]:
    """A party member of team 1 leads the party group beside its leader."""
    person = draft.person(blocks, 1, 1)
    draft.make_party(person, NOWHERE)
    draft.also.append(("party", person, blocks, LEADER))
    yield Planted("double_leader", "party", "party", blocks)


def overextended_leader(draft: Skeleton, blocks: Numbers) -> Iterator[Planted]:
    """The leader of team 0 and of the party group leads the union group too."""
    person = draft.person(blocks, 0, 0)
    draft.leader["union"][blocks * 2] = person
    yield Planted("overextended_leader", "", MEMBER, person)


def ineligible_leader(draft: Skeleton, blocks: Numbers) -> Iterator[Planted]:
    """The party group's leader is a probationary member; a full member is there."""
    person = draft.person(blocks, 0, 0)
    draft.make_party(draft.person(blocks, 1, 1), blocks)
    draft.status[person] = PROBATIONARY
    yield Planted("ineligible_leader", "party", MEMBER, person, {"unit": ("party", blocks)})


def unaligned_leader(draft: Skeleton, blocks: Numbers) -> Iterator[Planted]:
    """Somebody who leads no team leads the party group in which the leader of team 0 sits."""
    person = draft.person(blocks, 1, 1)
    draft.make_party(person, blocks)
    draft.leader["party"][blocks] = person
    yield Planted(
        "unaligned_leader",
        "party",
        MEMBER,
        draft.person(blocks, 0, 0),
        {"group": ("party", blocks)},
    )


def size_outlier(draft: Skeleton, blocks: Numbers) -> Iterator[Planted]:
    """Team 2 has two members left; the others are in teams 0 and 1 by turns, and stay in their
    groups.
    """
    people = draft.people(blocks, 2)
    people = people[draft.position[people] >= 2]  # noqa: PLR2004 - those who stay: the leader and a party member
    draft.home["team"][people] += draft.position[people] % 2 - 2
    yield Planted("size_outlier", "team", "team", blocks * TEAMS + 2)


def scattered_group(draft: Skeleton, blocks: Numbers) -> Iterator[Planted]:
    """Two people of each team make a fourth one, where a veteran is in the party group."""
    team = draft.new_units("team", blocks)
    for number in range(TEAMS):
        for place in (-2, -1):
            draft.home["team"][draft.person(blocks, number, place)] = team
    draft.leader["team"][team] = draft.person(blocks, 0, -2)
    draft.make_party(draft.person(blocks, 1, -2), blocks)
    yield Planted("scattered_group", "party", "party", blocks)


def coverage_gap(draft: Skeleton, blocks: Numbers) -> Iterator[Planted]:
    """Nobody in the party group has the years of a backbone member."""
    for number in range(TEAMS):
        people = draft.people(blocks, number)
        people = people[draft.home["party"][people] != NOWHERE]
        draft.years[people] = 2 + draft.years[people] % 6
    yield Planted("coverage_gap", "party", "party", blocks, {"requirement": "backbone"})


def overloaded_mentor(draft: Skeleton, blocks: Numbers) -> Iterator[Planted]:
    """The veteran of team 2 mentors the newcomers of all three teams."""
    mentor = draft.person(blocks, 2, -2)
    for number in range(TEAMS):
        _newcomer(draft, blocks, number, mentor)
    yield Planted("overloaded_mentor", "", MEMBER, mentor)


def unmentored_member(draft: Skeleton, blocks: Numbers) -> Iterator[Planted]:
    """A newcomer has no mentor."""
    yield Planted("unmentored_member", "", MEMBER, _newcomer(draft, blocks, 2, NOBODY))


def unqualified_mentor(draft: Skeleton, blocks: Numbers) -> Iterator[Planted]:
    """A mentor lacks the years, or is too little ahead of the apprentice, who is no newcomer."""
    for fault, numbers in in_turn(blocks, ("rule", "gap")):
        mentor = draft.person(numbers, 2, -2)
        apprentice = _newcomer(draft, numbers, 2, mentor)
        draft.years[mentor] = 4 if fault == "rule" else 7
        draft.years[apprentice] = 0 if fault == "rule" else 5
        yield Planted(
            "unqualified_mentor",
            "",
            MEMBER,
            mentor,
            {"apprentice": (MEMBER, apprentice), "fault": fault},
        )


def mutual_mentor(draft: Skeleton, blocks: Numbers) -> Iterator[Planted]:
    """Two veterans mentor each other; the younger one is then no mentor for the elder."""
    elder, younger = draft.person(blocks, 1, -2), draft.person(blocks, 2, -2)
    draft.years[elder], draft.years[younger] = 20, 10
    draft.mentor[younger], draft.mentor[elder] = elder, younger
    yield Planted("mutual_mentor", "", MEMBER, elder, {"other": (MEMBER, younger)})
    yield Planted(
        "unqualified_mentor", "", MEMBER, younger, {"apprentice": (MEMBER, elder), "fault": "gap"}
    )


def self_mentor(draft: Skeleton, blocks: Numbers) -> Iterator[Planted]:
    """A veteran is entered as their own mentor."""
    person = draft.person(blocks, 2, -2)
    draft.mentor[person] = person
    yield Planted("self_mentor", "", MEMBER, person)


def crossed_mentor(draft: Skeleton, blocks: Numbers) -> Iterator[Planted]:
    """The veteran of team 0 mentors its leader."""
    mentor, apprentice = draft.person(blocks, 0, -2), draft.person(blocks, 0, 0)
    draft.mentor[apprentice] = mentor
    draft.years[mentor] = draft.years[apprentice] + 4
    keys = {"apprentice": (MEMBER, apprentice), "unit": ("team", blocks * TEAMS)}
    yield Planted("crossed_mentor", "team", MEMBER, mentor, keys)


def empty_unit(draft: Skeleton, blocks: Numbers) -> Iterator[Planted]:
    """A unit without members, which is also too small, reached by no layer, and without the people
    required.
    """
    for layer, numbers in in_turn(blocks):
        unit = draft.new_units(layer, numbers)
        yield Planted("empty_unit", layer, layer, unit)
        yield Planted("size_outlier", layer, layer, unit)
        for group in LAYERS[1:] if layer == "team" else ():
            yield Planted("blank_team", group, layer, unit)
        for requirement in ("full_member", "backbone") if layer == "party" else ():
            yield Planted("coverage_gap", layer, layer, unit, {"requirement": requirement})


def disordered_date(draft: Skeleton, blocks: Numbers) -> Iterator[Planted]:
    """An old mentor relation ended before it began."""
    mentor, apprentice = draft.person(blocks, 0, -2), draft.person(blocks, 0, 1)
    draft.relations = mentor, apprentice
    yield Planted(
        "disordered_date", "", MEMBER, mentor, {"table": "relations", "row": np.arange(len(blocks))}
    )


def case_twin(draft: Skeleton, blocks: Numbers) -> Iterator[Planted]:
    """Two people's ids differ only by letter case."""
    veteran, neighbour = draft.person(blocks, 2, -2), draft.person(blocks, 2, -1)
    draft.twins = neighbour, veteran
    for person in (veteran, neighbour):
        yield Planted("case_twin", "", MEMBER, person, {"table": "members"})


def _newcomer(draft: Skeleton, blocks: Numbers, team: int, mentor: Numbers | int) -> Numbers:
    """The last member of each such team, made a newcomer with this mentor."""
    person = draft.person(blocks, team, -1)
    draft.years[person] = 0
    draft.mentor[person] = mentor
    return person


#: Every kind of fault that can be planted, the most telling first.
PLANTERS: Mapping[str, Planter] = {
    planter.__name__: planter
    for planter in (
        blank_team,
        missing_line,
        vacant_leader,
        unaligned_leader,
        unmentored_member,
        overloaded_mentor,
        size_outlier,
        scattered_group,
        coverage_gap,
        overextended_leader,
        unqualified_mentor,
        double_leader,
        split_member,
        ineligible_leader,
        ineligible_member,
        crossed_mentor,
        empty_unit,
        mutual_mentor,
        self_mentor,
        case_twin,
        disordered_date,
    )
}
#: Those planted unasked: all but the dated one, after which an audit would depend on the day.
USUAL = tuple(slug for slug in PLANTERS if slug != disordered_date.__name__)
