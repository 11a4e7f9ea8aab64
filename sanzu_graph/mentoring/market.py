"""`Market`: who may mentor, who is owed a mentor, which pairs are allowed, and what each is worth."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.errors import ASKED, Fault, InputError, ProblemError
from sanzu_graph.mentoring.scores import FINE, Points, Scores, scores
from sanzu_graph.messages import plain
from sanzu_graph.model.days import day_for
from sanzu_graph.model.naming import absent_id
from sanzu_graph.model.ties import mentorship
from sanzu_graph.policy.mentor_rules import MentorRules
from sanzu_graph.policy.placement import Placement
from sanzu_graph.policy.rules import everybody

if TYPE_CHECKING:
    from sanzu_graph.model.grouping import Positions
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy

Mask = NDArray[np.bool_]
Pair = tuple[str, str]

#: Why a pair is not allowed. The mentor is too little ahead, or the caller forbids the pair. The
#: mentor leads the apprentice. The apprentice leads the mentor, or mentors the mentor.
GAP, FORBIDDEN, OWN_LEADER, CROSSED, MUTUAL = "gap", "forbidden", "own_leader", "crossed", "mutual"
#: Why a pair is not made that is allowed: the mentor has no room.
FULL = "full"


@dataclass(frozen=True)
class Market:
    """Mentors and apprentices of an organisation; pairs are written mentor × members + apprentice.

    Attributes
    ----------
    mentors, apprentices : positions of members, by id; those in a required pair are not among the
        apprentices
    load : apprentices that each mentor has and keeps in any case (required ones included)
    room : how many more each may take
    scores : what pairs are worth
    barred : reason → pairs, ascending
    rules : who may mentor whom, as placement says
    today : today's pairs between mentors and apprentices that are allowed, ascending
    given_up : today's pairs of apprentices that are not allowed or whose apprentice is required to
        be elsewhere
    keep_price : points, in thousandths, for each of today's pairs that is given up
    standing : today's pairs whose apprentice is not owed a mentor
    required : pairs that must be
    backbone : who is a backbone member
    unit : per member the units of the layer in each of which a backbone member must mentor; None:
        not asked
    """

    org: Org = field(repr=False)
    policy: Policy = field(repr=False)
    on: datetime.date | None
    mentors: Positions
    apprentices: Positions
    load: Positions
    room: Positions
    scores: Scores = field(repr=False)
    barred: dict[str, Positions] = field(repr=False)
    rules: MentorRules = field(repr=False)
    today: Positions
    given_up: Positions
    keep_price: int
    standing: Positions
    required: Positions
    backbone: Mask = field(repr=False)
    per: str | None

    @property
    def members(self) -> int:
        """How many members the organisation has."""
        return self.org.encoding.member_count

    def points(self, mentor: Positions, apprentice: Positions) -> Points:
        """What pairs are worth, in thousandths of a point, with what keeping today's saves."""
        total = self.scores.points(mentor, apprentice)
        return (
            total + self.keep_price * self.is_in(self.today, mentor, apprentice)
            if self.keep_price
            else total
        )

    def is_in(self, keys: Positions, mentor: Positions, apprentice: Positions) -> Mask:
        """Which pairs are among some, ascending."""
        if not len(keys):
            return np.zeros(np.broadcast(mentor, apprentice).shape, dtype=bool)
        key = mentor * self.members + apprentice
        answer: Mask = keys[np.minimum(np.searchsorted(keys, key), len(keys) - 1)] == key
        return answer

    def is_short(self, mentor: Positions, apprentice: Positions) -> Mask:
        """Which mentors are known to be too little ahead."""
        return self.rules.is_short(mentor, apprentice)

    def allowed(self, mentor: Positions, apprentice: Positions) -> Mask:
        """Which pairs may be made."""
        bad = self.is_short(mentor, apprentice) | (mentor == apprentice)
        for keys in self.barred.values():
            if len(keys):
                bad |= self.is_in(keys, mentor, apprentice)
        good: Mask = ~bad
        return good

    @property
    def paired_today(self) -> int:
        """How many apprentices have a mentor today who may stay."""
        return len(np.unique(self.today % max(self.members, 1)))

    @property
    def named(self) -> Positions:
        """Pairs that something names one by one."""
        return np.unique(np.concatenate([self.scores.named, self.today]))

    def units_of(self, apprentices: Positions) -> list[list[int]]:
        """Per apprentice the units in which a backbone member must mentor somebody."""
        if self.per is None:
            return [[] for _ in apprentices]
        pairs = self.org.pairs(self.per)
        rows, which = pairs.by_member.rows_of(apprentices)
        units: list[list[int]] = [[] for _ in apprentices]
        for unit, place in zip(pairs.unit[rows].tolist(), which.tolist(), strict=True):
            units[place].append(unit)
        return units


def market(
    org: Org,
    policy: Policy,
    *,
    forbidden: Iterable[Pair] = (),
    required: Iterable[Pair] = (),
    keep_price: float = 0,
    on: object = None,
) -> Market:
    """Pose the question.

    Raises
    ------
    ProblemError
        Naming every unknown id, and required pairs that contradict each other, a forbidden one or a
        capacity.
    AbsentError
        If a rule names a column, or the policy a layer, that the organisation does not have.
    InputError
        If the policy says nothing about mentors, or `on` is no day.
    """
    day, whole = day_for(org, on), org
    org = org if day is None else org.at(day)
    rules, code = policy.mentors, org.encoding
    if rules is None:
        raise InputError("error.no_mentors")
    total = code.member_count
    request = _MarketRequest(
        org, forbidden, required, keep_price, lambda place, name: absent_id(whole, day, place, name)
    )
    order = (
        np.argsort(code.members.astype(str), kind="stable") if total else np.empty(0, dtype=np.intp)
    )
    placement = Placement(org, policy)
    for rule in (rules.mentor, rules.apprentice):
        everybody(org, rule)  # says so where a column is not kept
    may = placement.mentor_rules.mentors
    owed = placement.mentor_rules.apprentices.copy()
    pairs = mentorship(org, rules.kind)
    key = pairs.mentor * total + pairs.apprentice
    owed[request.required % total if total else request.required] = True
    standing = key[~owed[pairs.apprentice]]
    capacity = placement.mentor_rules.capacity
    load = np.bincount(
        np.concatenate([standing, request.required]) // max(total, 1), minlength=total
    )
    request.confirm(capacity, load)
    room = np.maximum(capacity - load, 0)
    is_required = np.isin(np.arange(total), request.required % max(total, 1))
    mentors, apprentices = order[may[order]], order[(owed & ~is_required)[order]]
    barred = {
        FORBIDDEN: request.forbidden,
        CROSSED: _turned(_led(placement, apprentices, mentors), max(total, 1)),
    }
    firm = np.concatenate([standing, request.required])
    barred[MUTUAL] = np.unique(firm % max(total, 1) * total + firm // max(total, 1))
    if not rules.own_leader:
        barred[OWN_LEADER] = _led(placement, mentors, apprentices)
    if rules.backbone_per is not None and rules.backbone_per not in org.layers:
        per = None
    else:
        per = (
            rules.backbone_per
            if policy.backbone is not None and policy.backbone.column in org.members
            else None
        )
    result = Market(
        org,
        policy,
        day,
        mentors,
        apprentices,
        load[mentors],
        room[mentors],
        scores(
            org,
            rules.terms,
            np.union1d(mentors, request.required // max(total, 1)),
            np.union1d(apprentices, request.required % max(total, 1)),
        ),
        barred,
        placement.mentor_rules,
        np.empty(0, dtype=np.intp),
        np.empty(0, dtype=np.intp),
        round(keep_price * FINE),
        standing,
        request.required,
        everybody(org, policy.backbone) if per is not None else np.zeros(total, dtype=bool),
        per,
    )
    open_pairs = key[owed[pairs.apprentice]]
    open_pairs = open_pairs[~np.isin(open_pairs, request.required)]
    mentor, apprentice = open_pairs // max(total, 1), open_pairs % max(total, 1)
    possible = (
        may[mentor]
        & ~is_required[apprentice]
        & result.allowed(mentor, apprentice)
        & (capacity[mentor] > load[mentor])
    )
    return replace(result, today=open_pairs[possible], given_up=open_pairs[~possible])


def _led(placement: Placement, leaders: Positions, led: Positions) -> Positions:
    """Pairs of a leader and somebody in a unit that they lead, ascending."""
    keys, total = placement.today.lines, max(placement.org.encoding.member_count, 1)
    values: Positions = keys[np.isin(keys // total, leaders) & np.isin(keys % total, led)]
    return values


def _turned(keys: Positions, total: int) -> Positions:
    """Pairs the other way round, ascending."""
    return np.sort(keys % total * total + keys // total)


class _MarketRequest:
    """What the caller named, as positions, with everything that is wrong about it."""

    def __init__(
        self,
        org: Org,
        forbidden: Iterable[Pair],
        required: Iterable[Pair],
        keep_price: float,
        absent: Callable[[str, object], Fault],
    ) -> None:
        self.org, self._absent = org, absent
        self.faults: list[Fault] = []
        self.forbidden, self.required = (
            self._keys("forbidden", forbidden),
            self._keys("required", required),
        )
        if (
            isinstance(keep_price, bool)
            or not isinstance(keep_price, Real)
            or not 0 <= keep_price < np.inf
        ):
            self.faults.append(_fault("fault.wrong_value", "keep_price", keep_price, needed="≥ 0"))
        if self.faults:
            raise ProblemError("error.problem", self.faults)

    def _keys(self, place: str, pairs: Iterable[Pair]) -> Positions:
        ids = {name: number for number, name in enumerate(self.org.encoding.members.tolist())}
        total, keys = len(ids), []
        for pair in pairs if not isinstance(pairs, str) else [pairs]:
            if isinstance(pair, str) or not hasattr(pair, "__len__") or len(pair) != 2:  # noqa: PLR2004 - a pair
                self.faults.append(_fault("fault.no_pair", place, pair))
                continue
            unknown = [name for name in pair if name not in ids]
            self.faults += [self._absent(place, name) for name in unknown]
            if not unknown and pair[0] == pair[1]:
                self.faults.append(_fault("fault.own_mentor", place, pair[0]))
            elif not unknown:
                keys.append(ids[pair[0]] * total + ids[pair[1]])
        return np.unique(np.array(keys, dtype=np.intp))

    def confirm(self, capacity: Positions, load: Positions) -> None:
        """Raise if required pairs cannot be, together."""
        faults = list(self._contradictions(capacity, load))
        if faults:
            raise ProblemError("error.problem", faults)

    def _contradictions(self, capacity: Positions, load: Positions) -> Iterator[Fault]:
        names, total = self.org.encoding.members, max(self.org.encoding.member_count, 1)
        for key in np.intersect1d(self.required, self.forbidden).tolist():
            yield _fault(
                "fault.required_and_forbidden",
                "required",
                names[key % total],
                mentor=names[key // total],
            )
        apprentice, times = np.unique(self.required % total, return_counts=True)
        for member in apprentice[times > 1].tolist():
            mentors = names[self.required[self.required % total == member] // total].tolist()
            yield _fault("fault.two_mentors", "required", names[member], mentors=mentors)
        for member in np.unique(self.required // total).tolist():
            if load[member] > capacity[member]:
                yield _fault(
                    "fault.over_capacity",
                    "required",
                    names[member],
                    limit=plain(int(capacity[member])),
                    count=plain(int(load[member])),
                )


def _fault(key: str, place: str, value: object, **words: object) -> Fault:
    return Fault(key, ASKED, column=place, value=plain(value), fields=words)
