"""`best_moves`: every place for one person, or every candidate for one place, by what it would fix
and break.

Each candidate is an edit of its own; many are followed at once (`sanzu_graph.audits.edited_copies`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.audits.answers import CheckQuestion
from sanzu_graph.audits.candidate_changes import (
    Candidates,
    lacks_leaders,
    leaders_for,
    members_for,
    places_for,
)
from sanzu_graph.audits.check_questions import moment_for, questions_of
from sanzu_graph.audits.edited_copies import EditedCopies
from sanzu_graph.audits.manager_ranking import managers_ranked
from sanzu_graph.checks.finding_frames import called
from sanzu_graph.checks.found import SEVERITIES
from sanzu_graph.checks.registry import all_checks
from sanzu_graph.doors import spoken
from sanzu_graph.errors import AbsentError, InputError
from sanzu_graph.messages import listed, text
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.naming import id_of
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.readable_frames import readable
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.placement import Placement
from sanzu_graph.schema import LEADER, MEMBER, PLAIN, UNIT

#: The role that asks `best_moves` for managers.
MANAGER = "manager"
#: A message names so many of those about whom a check finds something.
SHOWN = 3
PEOPLE = ("member", "member_name", "unit", "unit_name", "source")
COUNTS = tuple(f"{severity}s_{effect}" for severity in SEVERITIES for effect in ("fixed", "broken"))


@spoken
def best_moves(
    org: Org,
    policy: Policy | None = None,
    *,
    member: str | None = None,
    unit: str | None = None,
    layer: str | None = None,
    role: str | None = None,
    everywhere: bool = False,
    most: int | None = None,
    on: object = None,
    lang: str | None = None,
    select: str | Collection[str] | None = None,
    ignore: str | Collection[str] = (),
) -> pd.DataFrame:
    """Rank every place for one member, or every candidate for one unit, by the findings fixed and
    broken there.

    Parameters
    ----------
    org
        The organisation.
    policy
        What is demanded, the transfer rule included; by default ``Policy()``.
    member
        Whose places are ranked: the units of `layer` to which they may move from the one they are
        in. An id, or a name that nobody else has; so is `unit`.
    unit
        Which unit's candidates are ranked: its members who may lead it, or people who may come.
        These are members of other units of its layer, or of none. Either `member` or `unit` is
        named.
    layer
        With `member`: the layer of the places, by default the base layer. With `unit`: only
        candidates who belong to this layer; by default, for a base unit that a layer must reach and
        does not, that layer.
    role
        With `unit`: ``leader`` or ``member``, what the unit needs; by default a leader if it has
        members and no leader, or fewer than the policy asks. A leader is appointed in place of
        those who lead it. Where they are fewer than the policy asks, they lead on. With `member`:
        ``manager`` ranks whom the member may report to instead, by solid lines.
    everywhere
        Leave `Placement` out of account: rank who may not sit or lead there too. Of managers: also
        who has no report today, or is far from the member.
    most
        Only so many, the best ones.
    on, lang, select, ignore
        As in `audit`.

    Returns
    -------
    pandas.DataFrame
        Best first: ``member``, ``member_name``, ``unit``, ``unit_name``, ``source`` (the unit left;
        empty: none), ``fixes``, ``breaks`` (findings, as `Audit.since` tells gone and new ones
        apart), the same by severity (``errors_fixed``, ``errors_broken``, …), ``message``. The
        order: errors fixed less errors broken, then warnings, then notes, then the ids. Of
        managers, ``manager`` and ``manager_name`` stand in place of the unit, and ``source`` is the
        manager left.

    Raises
    ------
    AbsentError
        If there is no such member, unit or layer. If a rule of who may go names a column that the
        organisation does not have.
    InputError
        If not exactly one of `member` and `unit` is named, or `role` is neither of the two. If
        several bear the name; it tells their ids.

    Notes
    -----
    A candidate's numbers are those of `Audit.after` with ``MoveMember`` (``JoinUnit`` where nothing
    is left) or ``AppointLeader``, the structure alone: findings of the working year (routines,
    powers, tasks, support) are not counted. Who may sit or lead there, `Placement` says. The
    numbers of a manager are those of ``ChangeManager``; nobody below the member is ranked. Without
    `everywhere` a manager has reports today. He or she shares a unit with the member, or is in the
    branch of the manager's manager.

    Examples
    --------
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T1", "T2"], "layer": ["team"] * 2}, {"member": ["A", "B"], "unit": ["T1", "T1"]})
    >>> best_moves(org, Policy.for_layers("team").with_layer("team", led=True), unit="T1", lang="en")[["member", "fixes", "message"]].to_numpy().tolist()[0]
    ['A', 1, 'fixes units with members and too few leaders: T1']
    """
    policy = (Policy() if policy is None else policy).resolve(org)
    moment = moment_for(org, on)
    member = None if member is None else id_of(org, "members", member)
    unit = None if unit is None else id_of(org, "units", str(unit))
    org = org if moment is None else org.at(moment)
    if role == MANAGER and member is not None and unit is None:
        return readable(
            managers_ranked(
                org,
                policy,
                _place(MEMBER, member, org.encoding.member_at),
                everywhere=everywhere,
                most=most,
                select=select,
                ignore=ignore,
                moment=moment,
            )
        )
    questions = questions_of(policy, select, ignore, moment)
    candidates = _candidates(
        org, policy, member=member, unit=unit, layer=layer, role=role, everywhere=everywhere
    )
    ranked = _Ranking(org, policy, questions, candidates)
    return readable(ranked.frame(most))


def _candidates(
    org: Org,
    policy: Policy,
    *,
    member: str | None,
    unit: str | None,
    layer: str | None,
    role: str | None,
    everywhere: bool,
) -> Candidates:
    if (member is None) == (unit is None):
        raise InputError("error.best_moves")
    if role not in (None, LEADER, PLAIN):
        raise InputError("error.best_moves_role", role=role)
    placement = Placement(org, policy)
    if member is not None:
        place = _place(MEMBER, member, org.encoding.member_at)
        layer = policy.base if layer is None else layer
        org.pairs(layer)  # raises where there is no such layer
        return places_for(placement, place, layer, everywhere=everywhere)
    place = _place(UNIT, str(unit), org.encoding.unit_at)
    if role == LEADER or (role is None and lacks_leaders(placement, place)):
        return leaders_for(placement, place, everywhere=everywhere)
    if layer is None and org.encoding.layers[org.encoding.unit_layer[place]] == policy.base:
        layer = next(_layers_missing(org, policy, place), None)
    return members_for(placement, place, layer, everywhere=everywhere)


def _place(entity: str, name: str, places: Mapping[str, int]) -> int:
    if name not in places:
        raise AbsentError("error.no_ids", entity=entity, ids=[name])
    return places[name]


def _layers_missing(org: Org, policy: Policy, unit: int) -> Iterator[str]:
    """The layers that must reach a base unit and do not, as far as the organisation can be asked."""
    blank = all_checks()["blank_team"]
    for call in blank.calls(policy):
        with suppress(AbsentError):
            if unit in blank.find(org, **call.arguments).rows:
                yield call.arguments["layer"]


class _Ranking:
    """The candidates of one organisation, and what each would do."""

    def __init__(
        self, org: Org, policy: Policy, questions: Sequence[CheckQuestion], candidates: Candidates
    ) -> None:
        self.org, self.found = org, candidates
        copies = EditedCopies.of(org, policy, questions)
        self.questions = copies.questions
        self.effects = copies.effects(candidates)

    def frame(self, most: int | None) -> pd.DataFrame:
        """The candidates, best first."""
        code, candidates, effects = self.org.encoding, self.found, self.effects
        total, kinds = len(candidates.member), 2 * len(SEVERITIES)
        severity = np.array(
            [SEVERITIES.index(question.check.severity) for question in self.questions],
            dtype=np.intp,
        )
        place = effects.copy * kinds + 2 * severity[effects.question] + effects.breaks
        count = np.bincount(place, minlength=total * kinds).reshape(total, kinds)
        names = np.append(code.units, "")
        ids = [
            _ranks(names, candidates.unit),
            _ranks(names, candidates.source),
            _ranks(code.members, candidates.member),
        ]
        order = np.lexsort(
            [
                *ids,
                *(
                    count[:, 2 * grade + 1] - count[:, 2 * grade]
                    for grade in reversed(range(len(SEVERITIES)))
                ),
            ]
        )[:most]
        columns: dict[str, Any] = {
            "member": code.members[candidates.member[order]],
            "member_name": self.org.names(MEMBER, candidates.member[order]),
            "unit": code.units[candidates.unit[order]],
            "unit_name": self.org.names(UNIT, candidates.unit[order]),
            "source": names[candidates.source[order]],
            "fixes": count[order, ::2].sum(axis=1),
            "breaks": count[order, 1::2].sum(axis=1),
            **{name: count[order, number] for number, name in enumerate(COUNTS)},
            "message": self._messages(order),
        }
        return pd.DataFrame(columns).astype(dict.fromkeys((*PEOPLE, "message"), "str"))

    def _messages(self, order: Positions) -> list[str]:
        """For some candidates, what they fix and break, in words."""
        rank = np.full(len(self.found.member), -1)
        rank[order] = np.arange(len(order))
        ranks = rank[self.effects.copy]
        rows = np.flatnonzero(ranks >= 0)
        rows = rows[
            np.lexsort(
                [
                    self.effects.origin[rows],
                    self.effects.question[rows],
                    self.effects.breaks[rows],
                    ranks[rows],
                ]
            )
        ]
        titles = [text(f"title.{question.check.slug}") for question in self.questions]
        columns = (ranks, self.effects.breaks, self.effects.question)
        rows_told = zip(
            *(column[rows].tolist() for column in columns), self._called(rows), strict=True
        )
        lines = [text("moves.nothing")] * len(order)
        finding = text(
            "moves.finding", title="{title}", names="{names}"
        )  # filled thousands of times
        for place, groups in groupby(rows_told, itemgetter(0)):
            parts = []
            for breaks, alike in groupby(groups, itemgetter(1)):
                findings = [
                    finding.format(
                        title=titles[question],
                        names=listed(dict.fromkeys(name for *_, name in same), most=SHOWN),
                    )
                    for question, same in groupby(alike, itemgetter(2))
                ]
                parts.append(
                    text(
                        "moves.breaks" if breaks else "moves.fixes",
                        findings=text("list.comma").join(findings),
                    )
                )
            lines[place] = text("moves.semicolon").join(parts)
        return lines

    def _called(self, rows: Positions) -> list[str]:
        """What the entity of each effect is called."""
        names = np.empty(len(rows), dtype=object)
        is_unit = np.array(
            [question.check.scope == UNIT for question in self.questions], dtype=bool
        )[self.effects.question[rows]]
        for entity, sides, ids in (
            (MEMBER, ~is_unit, self.org.encoding.members),
            (UNIT, is_unit, self.org.encoding.units),
        ):
            origin = self.effects.origin[rows[sides]]
            known, place = np.unique(origin, return_inverse=True)
            labels = np.empty(len(known), dtype=object)
            labels[:] = called(ids[known], self.org.names(entity, known))
            names[sides] = labels[place]
        return names.tolist()


def _ranks(ids: NDArray[np.object_], positions: Positions) -> Positions:
    """Each position's place in the order of the ids."""
    known, place = np.unique(positions, return_inverse=True)
    rank = np.argsort(np.argsort(ids[known], kind="stable"))
    return rank[place]
