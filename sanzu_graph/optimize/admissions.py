"""Admissions: who may be admitted to layers, and who may sit and lead there once admitted."""

from __future__ import annotations

from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.metrics.counts import Mask
from sanzu_graph.policy.placement import Placement

if TYPE_CHECKING:
    from sanzu_graph.policy.eligibility import Eligibility

#: The layers that somebody is admitted to in a plan.
Admission = frozenset[str]


class Admissions:
    """What placement says of people as they are, and of people admitted to some layers.

    Parameters
    ----------
    placement
        Who may sit and lead today.
    names
        The layers that the model knows.
    is_open
        Whether a plan may admit anybody.

    Attributes
    ----------
    admissible : layer → who may be admitted to it
    """

    def __init__(self, placement: Placement, names: tuple[str, ...], *, is_open: bool) -> None:
        self.placement = placement
        nobody = np.zeros(placement.org.encoding.member_count, dtype=bool)
        self.admissible: dict[str, Mask] = {
            name: placement.candidates(name) if is_open else nobody for name in names
        }

    @cached_property
    def placements(self) -> dict[Admission, Eligibility]:
        """Admission → what holds once everybody is so admitted; the empty one is today's."""
        names = [name for name, mask in self.admissible.items() if mask.any()]
        admissions = [
            frozenset(some) for size in range(len(names) + 1) for some in combinations(names, size)
        ]
        return {admission: self.placement.admitted(*admission) for admission in admissions}

    def may_sit(self, layer: str) -> dict[Admission, Mask]:
        """Admission → who of those that can be so admitted may sit in a layer."""
        masks: dict[Admission, Mask] = {}
        for admission, placement in self.placements.items():
            mask = placement.eligible(layer)
            if layer in admission:
                mask = mask | self.admissible[layer]
            for name in admission:
                mask = mask & self.admissible[name]
            masks[admission] = mask
        return masks

    def may_lead(self, layer: str) -> dict[Admission, Mask]:
        """Admission → who of those that can be so admitted may lead in a layer."""
        return {
            admission: mask & self.placements[admission].allowed_leaders(layer)
            for admission, mask in self.may_sit(layer).items()
        }
