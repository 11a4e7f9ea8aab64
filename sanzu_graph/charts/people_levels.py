"""Which levels of a tree of people are shown, and what is folded away below them."""

from __future__ import annotations

from dataclasses import replace
from numbers import Integral

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.charts.people_cards import PeopleTree, PersonCard
from sanzu_graph.charts.people_trees import commonest
from sanzu_graph.charts.scenes import box_key
from sanzu_graph.errors import AbsentError, InputError
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.naming import id_of
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import MEMBER

#: More people than this are folded where they are only looked at.
_MANY = 500


def below_root(org: Org, people: PeopleTree, root: str | None, depth: int | None) -> PeopleTree:
    """Only some member and those below; only so many levels, with what is folded counted.

    Raises
    ------
    AbsentError
        If there is no such member.
    InputError
        If the depth is no whole number of levels.
    """
    if depth is not None and (not isinstance(depth, Integral) or depth < 0):
        raise InputError("error.chart_depth", value=depth)
    root = None if root is None else id_of(org, "members", root)
    if root is not None and root not in org.encoding.member_at:
        raise AbsentError("error.no_ids", entity=MEMBER, ids=[root])
    is_root = people.parent < 0
    if root is not None:
        is_root = np.array([card.key == box_key(root, MEMBER) for card in people.cards], dtype=bool)
    branch = _cut_below(people, _levels(people.parent, is_root), depth)
    return branch if root is None else replace(branch, values=commonest(branch.all_cards))


def folded(people: PeopleTree) -> PeopleTree | None:
    """The upper levels of many people; None where there are few, or one level is too many."""
    level = _levels(people.parent, people.parent < 0)
    counts = np.cumsum(np.bincount(level)) if len(level) else level
    depth = int(np.searchsorted(counts, _MANY, side="right")) - 1
    if len(people.cards) <= _MANY or depth < 1:
        return None
    return replace(_cut_below(people, level, depth), alone=people.alone, further=people.further)


def _cut_below(people: PeopleTree, level: Positions, depth: int | None) -> PeopleTree:
    """The cards down to a level; each of the last knows how many are below it."""
    keep = (level >= 0) & (level <= (len(level) if depth is None else depth))
    own = np.arange(len(level))
    link = np.where(keep | (level < 0), own, people.parent)
    while (link[link] != link).any():
        link = link[link]
    behind: dict[int, list[PersonCard]] = {}
    for at in np.flatnonzero((level >= 0) & ~keep).tolist():
        behind.setdefault(int(link[at]), []).append(people.cards[at])
    whole = bool(keep.all())
    upper = replace(people, behind=behind).part(np.flatnonzero(keep))
    return replace(upper, alone=people.alone, further=people.further) if whole else upper


def _levels(parent: Positions, is_root: NDArray[np.bool_]) -> Positions:
    """How far each card is below a root; -1: not below one."""
    link = np.where(parent < 0, np.arange(len(parent)), parent)
    link[is_root] = np.flatnonzero(is_root)
    steps = (link != np.arange(len(parent))).astype(np.intp)
    while (link[link] != link).any():
        steps, link = steps + steps[link], link[link]
    return np.where(is_root[link] if len(link) else link, steps, -1)
