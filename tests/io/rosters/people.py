"""Small random organisations: what a roster is made from, and what has to come out of it again."""

import datetime
from dataclasses import dataclass, field
from random import Random

from tests.io.rosters.words import Words

LEADER, DEPUTY, PLAIN = "leader", "deputy", "member"
LAYERS = ("team", "party", "union")
NUMERALS = "一二三四五"


@dataclass
class Person:
    """One person; `units` and `roles` by layer, `mentors` are other people of the list."""

    id: str
    name: str
    political_status: str
    work_type: str
    position: str
    years: int
    skill: int
    since: datetime.date
    until: datetime.date | None
    units: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    mentors: list["Person"] = field(default_factory=list)


def invent(chance: Random, words: Words, *, several_mentors: bool) -> list[Person]:
    """Two to four teams of three to six people, in the order of the teams; some lead, assist and
    mentor.
    """
    place = chance.choice(words.places)
    teams = [words.team.format(place, number) for number in numbered(words, chance.randint(2, 4))]
    parties = [words.party.format(number) for number in numbered(words, chance.randint(1, 2))]
    unions = [words.union.format(number) for number in numbered(words, chance.randint(1, 2))]
    names = iter(chance.sample(words.names, len(words.names)))
    people: list[Person] = []
    for team in teams:
        for _ in range(chance.randint(3, 6)):
            people.append(
                person(
                    chance, words, f"{chance.choice(['A', '0'])}{len(people) + 1:03}", next(names)
                )
            )
            people[-1].units["team"] = team
    for one in people:
        if (
            one.political_status in {"party_member", "probationary_member"}
            and chance.random() < 0.8
        ):
            one.units["party"] = chance.choice(parties)
        if chance.random() < 0.9:
            one.units["union"] = chance.choice(unions)
    for layer in LAYERS:
        give_roles(people, layer, chance)
    for one in people:
        if chance.random() < 0.3:
            others = [other for other in people if other is not one]
            one.mentors = chance.sample(others, chance.choice([1, 2]) if several_mentors else 1)
    return people


def numbered(words: Words, count: int) -> list[str]:
    return [str(number + 1) if "{} " in words.team else NUMERALS[number] for number in range(count)]


def person(chance: Random, words: Words, member: str, name: str) -> Person:
    status = chance.choices(list(words.statuses), [5, 1, 2, 4])[0]
    work, post = chance.choice(list(words.works.items()))
    since = datetime.date(chance.randint(1990, 2025), chance.randint(1, 12), chance.randint(1, 28))
    until = (
        datetime.date(chance.randint(2027, 2040), chance.randint(1, 12), 1)
        if chance.random() < 0.3
        else None
    )
    return Person(
        member, name, status, work, post, 2026 - since.year, chance.randint(1, 5), since, until
    )


def give_roles(people: list[Person], layer: str, chance: Random) -> None:
    """In most units somebody leads, in some somebody assists."""
    for unit in sorted({one.units[layer] for one in people if layer in one.units}):
        inside = [one for one in people if one.units.get(layer) == unit]
        for one in inside:
            one.roles[layer] = PLAIN
        leading, *others = chance.sample(inside, len(inside))
        if chance.random() < 0.8:
            leading.roles[layer] = LEADER
        if others and chance.random() < 0.5:
            others[0].roles[layer] = DEPUTY


def share_a_name(people: list[Person], chance: Random) -> None:
    """Two people get one name, as happens; nobody is mentored by either."""
    mentors = [mentor for one in people for mentor in one.mentors]
    one, other = chance.sample(
        [one for one in people if not any(one is mentor for mentor in mentors)], 2
    )
    other.name = one.name
