"""The part of a policy about how candidates are assessed: what each thing weighs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sanzu_graph.model.object_texts import ShortText
from sanzu_graph.policy.parts import LabelledPart


@dataclass(frozen=True, repr=False)
class Weight(LabelledPart):
    """A stage, a criterion or a group of assessors, and how much it weighs.

    Parameters
    ----------
    name, labels
        Its name, as in the table of assessments, and what it is called per language.
    weight
        How much it weighs beside the others.
    """

    name: str
    weight: float = 1
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class Assessment(ShortText):
    """How candidates for a leadership are assessed: the weight of each stage, criterion and group
    of assessors.

    Parameters
    ----------
    stages, criteria
        The stages of the process and what is judged in them.
    assessors
        Who judges; empty: every group in the table, each weighing 1.
    """

    stages: tuple[Weight, ...] = ()
    criteria: tuple[Weight, ...] = ()
    assessors: tuple[Weight, ...] = ()
