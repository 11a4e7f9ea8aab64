"""Titles that lead where nobody leads for sure: 站长, 主任, Manager, a deputy in charge."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sanzu_graph.io.rosters.belongings import Belonging
from sanzu_graph.io.rosters.people import People
from sanzu_graph.io.rosters.posts import IN_CHARGE, Claim, leads_things
from sanzu_graph.io.rosters.words import folded
from sanzu_graph.schema import DEPUTY, LEADER

_REST = re.compile(
    r"(?:部门?|班组?|小?组|站|所|室|科室?|队|处|中心|车间|供电所|team|group|department|dept|unit)"
)
#: A post that may lead and that no rule reads.
_MAY_LEAD = re.compile(
    r"(?:班长|组长|队长|站长|所长|值长|部长|科长|主任|负责人|经理|主管|召集人|牵头人|带头人|领头人|总管|书记|站负责|班负责)(?!助理|工程师|科员|师)|\b(?:head|lead|leader|manager|director|supervisor|chief|foreperson|forewoman|captain|principal|in charge)\b",
    re.IGNORECASE,
)


def may_lead(post: str) -> bool:
    """Whether a post that claims nothing sounds as if it led something."""
    return _MAY_LEAD.search(post) is not None and not leads_things(post)


def names_unit(word: str, unit: str) -> bool:
    """Whether a word within a post is the name of a unit, or its beginning or end.

    Examples
    --------
    >>> names_unit("供电所", "菊花供电所"), names_unit("运维", "运维部"), names_unit("运维", "检修部")
    (True, True, False)
    """
    word, name = folded(word), folded(unit)
    if not word:
        return False
    if word == name:
        return True
    if len(word) < 2:  # noqa: PLR2004 - one character names nothing
        return False
    rest = name.removeprefix(word)
    return name.endswith(word) or (rest != name and _REST.fullmatch(rest) is not None)


@dataclass(eq=False)
class Titles:
    """Those who may lead a base unit by their title, until it is known who leads for sure.

    Attributes
    ----------
    base : who is in which base unit
    offers : unit → (row, claim, post, whether the post names the unit)
    unread : posts that sound like leading and were not read, with how many bear them
    """

    base: Belonging | None
    offers: dict[int, list[tuple[int, Claim, str, bool]]] = field(default_factory=dict)
    unread: dict[str, int] = field(default_factory=dict)

    def offer(self, person: int, claim: Claim, post: str, row: int = -1) -> None:
        """Note that somebody may lead the unit of a row, or the one unit somebody has."""
        if self.base is None or (claim.role == DEPUTY and claim.rank != IN_CHARGE):
            return
        if row < 0 and self.base.many[person] != 1:
            return
        at = row if row >= 0 else int(self.base.start[person])
        self.offers.setdefault(int(self.base.unit[at]), []).append((at, claim, post, row >= 0))

    def settle(self, people: People) -> None:
        """Let one lead where nobody does for sure and one alone may; tell it, and where not."""
        if self.base is None:
            return
        led = {
            int(unit)
            for unit, role in zip(self.base.unit, self.base.role, strict=True)
            if role == LEADER
        } | {unit for _, unit, role in self.base.further if role == LEADER}
        taken: dict[str, list[str]] = {}
        left: dict[str, list[str]] = {}
        for unit, offers in self.offers.items():
            chosen = None if unit in led else _best(offers)
            for row, claim, post, _ in offers:
                if row == chosen:
                    if self.base.role[row] == DEPUTY and claim.rank == IN_CHARGE:
                        self.base.role[row] = LEADER
                    else:
                        self.base.give(row, LEADER)
                    taken.setdefault(post, []).append(self.base.names[unit])
                else:
                    left.setdefault(post, []).append(self.base.names[unit])
        for post, units in taken.items():
            option = f'mapping={{"values": {{"{post}": "member"}}}}'
            people.doubt("doubt.title_leads", "position", option, value=post, units=units)
        for post, units in left.items():
            option = f'mapping={{"values": {{"{post}": "leader"}}}}'
            people.doubt("doubt.title_left", "position", option, value=post, units=units)
        for post, count in self.unread.items():
            option = f'mapping={{"values": {{"{post}": "leader"}}}}'
            people.doubt("doubt.title_unread", "position", option, value=post, count=count)


def _best(offers: list[tuple[int, Claim, str, bool]]) -> int | None:
    """The row of the one who leads: a deputy in charge, else whose post names the unit, else the
    only one.
    """
    for fits in (
        [row for row, claim, _, _ in offers if claim.rank == IN_CHARGE],
        [row for row, claim, _, is_named in offers if is_named and claim.role == LEADER],
        [row for row, claim, _, _ in offers if claim.role == LEADER],
    ):
        if len(set(fits)) == 1:
            return fits[0]
        if fits:
            return None
    return None
