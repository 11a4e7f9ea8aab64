"""What has to come of a roster: the tables its people make, or where the fault is. Plain sets and
dicts.
"""

from dataclasses import dataclass, field

from tests.io.rosters.layout import Layout
from tests.io.rosters.people import LAYERS, Person
from tests.io.rosters.recipes import Recipe

IN_PARTY = {"party_member", "probationary_member"}
SPOKEN = (
    "name",
    "political_status",
    "position",
    "work_type",
    "seniority_years",
    "skill_level",
    "since",
    "until",
)


@dataclass
class Tables:
    """An organisation as one row a person can tell it; `one_party` holds who is in the party where
    no column tells the group.
    """

    members: dict[str, dict[str, str]]
    units: set[tuple[str, str, str]]
    memberships: set[tuple[str, str, str]]
    relations: set[tuple[str, str, str]]
    one_party: set[str] | None = None


@dataclass
class Located:
    """A fault that is due: at one of these rows, in a column of one of these headings; none given:
    of the file as a whole.
    """

    rows: set[int] = field(default_factory=set)
    headings: set[str] = field(default_factory=set)


@dataclass
class Outcome:
    """The tables, or the fault; both where a careful reader may refuse what a bold one understands."""

    tables: Tables | None = None
    fault: Located | None = None


def member_id(one: Person, recipe: Recipe) -> str:
    return one.name if recipe.ids == "none" else one.id


def tables_of(people: list[Person], recipe: Recipe, made: Layout) -> Tables:
    told = {
        "team",
        *([] if not recipe.party_column else ["party"]),
        *([] if not recipe.union_column else ["union"]),
    }
    members = {}
    for at, one in enumerate(people):
        row = {
            "name": one.name,
            "political_status": one.political_status,
            "position": made.posts[at],
            "work_type": one.work_type,
        }
        since = one.since.replace(day=1) if recipe.dates == "month" else one.since
        row |= {
            "seniority_years": str(one.years),
            "skill_level": str(one.skill),
            "since": since.isoformat(),
        }
        members[member_id(one, recipe)] = row | {
            "until": one.until.isoformat() if one.until else ""
        }
    units = {
        (f"{layer}:{one.units[layer]}", one.units[layer], layer)
        for one in people
        for layer in LAYERS
        if layer in told & set(one.units)
    }
    memberships = {
        (member_id(one, recipe), f"{layer}:{one.units[layer]}", one.roles[layer])
        for one in people
        for layer in LAYERS
        if layer in told & set(one.units)
    }
    relations = set()
    if recipe.mentors != "none":
        relations = {
            (member_id(mentor, recipe), member_id(one, recipe), "mentors")
            for one in people
            for mentor in one.mentors
        }
    in_party = {member_id(one, recipe) for one in people if one.political_status in IN_PARTY}
    return Tables(members, units, memberships, relations, None if recipe.party_column else in_party)
