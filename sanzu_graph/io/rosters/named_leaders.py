"""Who leads a unit above the own one, where the user says that a post leads: Head of Grid."""

from __future__ import annotations

from sanzu_graph.io.rosters.belongings import Belonging
from sanzu_graph.io.rosters.posts import claims_of
from sanzu_graph.io.rosters.titles import names_unit
from sanzu_graph.io.rosters.words import BASE


def leads_named(belongings: dict[str, Belonging], person: int, post: str, role: str) -> bool:
    """Give somebody a role in the unit that the post names, the own one or one above it.

    A post that names none is of the one unit of somebody who is in no team.

    Parameters
    ----------
    belongings
        All layers.
    person
        The person.
    post
        What the person is called.
    role
        The role that the user says it is.

    Returns
    -------
    bool
        Whether there is such a unit.
    """
    words = [claim.unit for claim in claims_of(post) if claim.unit]
    own = _own(belongings, person)
    for layer, row in own:
        unit = belongings[layer].names[belongings[layer].unit[row]]
        if any(names_unit(word, unit) for word in words):
            belongings[layer].give(row, role)
            return True
    for layer, row in own:
        unit = belongings[layer].names[belongings[layer].unit[row]]
        while parent := belongings[layer].parents.get(unit, ""):
            layer, _, unit = parent.partition(":")  # noqa: PLW2901 - the way up
            if any(names_unit(word, unit) for word in words):
                above = belongings[layer]
                above.further.append((person, above.names.index(unit), role))
                return True
    if len(own) == 1 and not any(layer == BASE for layer, _ in own):
        layer, row = own[0]
        belongings[layer].give(row, role)
        return True
    return False


def _own(belongings: dict[str, Belonging], person: int) -> list[tuple[str, int]]:
    """The rows of a person's units, with their layers."""
    return [
        (layer, row)
        for layer, belonging in belongings.items()
        for row in range(
            int(belonging.start[person]), int(belonging.start[person] + belonging.many[person])
        )
    ]
