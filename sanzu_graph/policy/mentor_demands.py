"""The part of a policy about who mentors whom, and what makes a pair good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sanzu_graph.policy.parts import LabelledPart, Limit, LimitedPart
from sanzu_graph.policy.rules import Rule


@dataclass(frozen=True, repr=False)
class Term(LabelledPart):
    """One named term of the score of a mentor and an apprentice: weight × measure, in points; the
    more, the better.

    Parameters
    ----------
    name, labels
        Its name, and what it is called per language.
    measure
        What is measured of a pair; 0 where something needed is unknown:

        - ``ahead``: by how much the mentor's number in `column` exceeds the apprentice's; at least 0, at most `most`;
        - ``apart``: how far the two numbers are apart; at most `most`;
        - ``same``, ``other``: 1 where both cells of `column` are filled and say the same, or not the same;
        - ``same_unit``: 1 where both belong to one unit of `layer`;
        - ``wish``: how many of the two have stated that they wish for the pair (relations of `kind`, wisher → wished): 0, 1 or 2.
    weight
        Points for each one of the measure; a price where it is below 0.
    column, layer, kind
        What the measure looks at.
    most
        No more than this is counted.
    """

    name: str
    measure: str
    weight: float = 1
    column: str = ""
    layer: str = ""
    kind: str = ""
    most: float | None = None
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class Mentors(LimitedPart):
    """Who mentors whom: how many, how much senior, and who counts as either.

    Parameters
    ----------
    capacity
        The most apprentices of one mentor.
    capacity_column
        A column of `members` with each mentor's own capacity, where it is filled with a number.
    least_gap
        The fewest years of seniority by which a mentor is ahead of the apprentice.
    mentor, apprentice
        Who is qualified to mentor, and who is owed a mentor.
    kind
        The relation that counts as mentoring.
    own_leader
        Whether a mentor may lead a unit that the apprentice is in (`pair_mentors`).
    backbone_per
        The layer in each of whose units with apprentices at least one has a backbone member as
        mentor (`pair_mentors`).
    terms
        What makes a pair good (`pair_mentors`).
    """

    capacity: Limit | None = None
    least_gap: Limit | None = None
    mentor: Rule | None = None
    apprentice: Rule | None = None
    kind: str = "mentors"
    capacity_column: str | None = None
    own_leader: bool = True
    backbone_per: str | None = None
    terms: tuple[Term, ...] = ()
