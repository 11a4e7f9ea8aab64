"""`Permission`: the answer to one question of placement, with its reason in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.doors import spoken
from sanzu_graph.messages import called, listed, plain, text
from sanzu_graph.policy import objections
from sanzu_graph.policy.eligibility import NOWHERE, Eligibility
from sanzu_graph.policy.levers import ADMIT, APPOINT, SEATING, opens
from sanzu_graph.policy.mentor_rules import SENIORITY
from sanzu_graph.policy.objections import REASONS
from sanzu_graph.policy.rules import columns_missing
from sanzu_graph.schema import UNIT

if TYPE_CHECKING:
    from sanzu_graph.model.grouping import Positions
    from sanzu_graph.policy.objections import Codes
    from sanzu_graph.policy.occupancy import Occupancy
    from sanzu_graph.policy.rules import Rule


@dataclass(frozen=True)
class Permission:
    """Whether somebody may sit, lead or mentor. It is true where they may.

    Attributes
    ----------
    reason : the key of the reason why not (`sanzu_graph.policy.objections.REASONS`); empty: they may
    levers : the levers of `propose` that lead there, for any answer of today
    """

    reason: str
    _sentence: Callable[[], str] = field(repr=False, compare=False)
    _ways: Callable[[], tuple[str, ...]] = field(default=tuple, repr=False, compare=False)

    def __bool__(self) -> bool:
        return not self.reason

    @cached_property
    def levers(self) -> tuple[str, ...]:
        """The levers of `propose` that lead there; see the class."""
        return self._ways()

    @spoken
    def describe(self, lang: str | None = None) -> str:
        """The reason as a sentence; that nothing speaks against it, where they may."""
        return self._sentence() if self.reason else text("placement.may")

    def __str__(self) -> str:
        return self.describe()


@dataclass(frozen=True)
class SeatQuery:
    """A question about a seat; everything in positions.

    Attributes
    ----------
    layer : the layer of the unit
    member, unit : who, and where
    source : the unit whose seat is left for it, or `NOWHERE`
    """

    layer: str
    member: int
    unit: int
    source: int = NOWHERE

    def places(self) -> Iterator[Positions]:
        """Member and unit, as arrays of one."""
        yield np.array([self.member])
        yield np.array([self.unit])


def sit_permission(placement: Eligibility, seat: SeatQuery, now: Occupancy) -> Permission:
    """Whether somebody may come to sit in a unit, in the state `now`."""
    member, unit = seat.places()
    reason = _reason(placement.sitting(seat.layer, member, unit, seat.source, now=now))
    return Permission(
        reason, lambda: _sentence(placement, reason, seat, now), lambda: _ways(placement, seat)
    )


def lead_permission(placement: Eligibility, seat: SeatQuery, now: Occupancy) -> Permission:
    """Whether somebody may lead a unit, in the state `now`."""
    member, unit = seat.places()
    reason = _reason(placement.leading(seat.layer, member, unit, now=now))
    return Permission(
        reason, lambda: _sentence(placement, reason, seat, now), lambda: _posts(placement, seat)
    )


def mentor_permission(
    placement: Eligibility, mentor: int, apprentice: int, now: Occupancy
) -> Permission:
    """Whether somebody may mentor somebody, in the state `now`."""
    codes = placement.mentoring(np.array([mentor]), np.array([apprentice]), now=now)
    reason = _reason(codes)
    return Permission(reason, lambda: _mentor_sentence(placement, reason, mentor, apprentice))


def merge_permission(
    placement: Eligibility, layer: str, unit: int, into: int, coming: int, now: Occupancy
) -> Permission:
    """Whether a unit may be merged into another of its layer; `coming` people come to it."""
    codes = placement.merging(
        layer, np.array([unit]), np.array([into]), np.array([coming]), now=now
    )
    reason, seat = _reason(codes), SeatQuery(layer, NOWHERE, into, unit)
    return Permission(reason, lambda: _sentence(placement, reason, seat, now))


def _reason(codes: Codes) -> str:
    return REASONS[int(codes[0])]


def _ways(placement: Eligibility, seat: SeatQuery) -> tuple[str, ...]:
    """The levers that bring somebody to a unit."""
    member, unit = seat.places()
    return tuple(lever for lever in SEATING if opens(placement, lever, seat.layer, member, unit)[0])


def _posts(placement: Eligibility, seat: SeatQuery) -> tuple[str, ...]:
    """The levers that let somebody lead a unit: that which brings them there, and ``appoint``."""
    ways, (member, unit) = _ways(placement, seat), seat.places()
    usual = tuple(lever for lever in ways if lever != ADMIT)
    if placement.leaders(seat.layer)[seat.member] and (
        usual or placement.today.sits(member, unit)[0]
    ):
        return (*usual, APPOINT)
    admits = ADMIT in ways and placement.leaders_admitted(seat.layer)[seat.member]
    return (ADMIT, APPOINT) if admits else ()


def _sentence(placement: Eligibility, reason: str, seat: SeatQuery, now: Occupancy) -> str:
    """A reason not to sit or lead, in words."""
    policy, demands = placement.policy, placement.policy.layer(seat.layer)
    label = demands.label()
    rules = {objections.INELIGIBLE: demands.eligible, objections.NO_LEADER: demands.leader}
    if reason in rules:
        return _unmet(placement, reason, rules[reason], layer=label)
    if reason == objections.SPLIT:
        units = now.units_of(seat.layer, seat.member)
        return text("placement.split", units=_called(placement, units), layer=label)
    if reason == objections.TRANSFER:
        return _transfer_sentence(placement, seat)
    member, unit = seat.places()
    if reason == objections.FULL and demands.largest is not None:
        count = int(now.headcount(seat.layer, unit)[0])
        return text("placement.full", count=count, limit=plain(demands.largest.value))
    if reason == objections.LEADS_ENOUGH and policy.leaders.most_units is not None:
        others = int((now.units_led(member) - now.leads(member, unit))[0])
        limit = plain(policy.leaders.most_units.value)
        return text("placement.leads_enough", count=others, limit=limit)
    return text("placement.seated")


def _transfer_sentence(placement: Eligibility, seat: SeatQuery) -> str:
    """What differs between two units where the transfer rule asks for the same."""
    org, unlike = placement.org, []
    for column in placement.transfer_columns(seat.layer):
        if org.keeps("units", column):
            codes, values = org.codes("units", column)
            names = [
                *map(plain, values),
                "–",
            ]  # the last place answers the code -1 of an empty cell
            if codes[seat.source] != codes[seat.unit]:
                unlike.append((column, names[codes[seat.source]], names[codes[seat.unit]]))
    columns, here, there = (listed(names) for names in zip(*unlike, strict=True))
    return text("placement.transfer", columns=columns, here=here, there=there)


def _mentor_sentence(placement: Eligibility, reason: str, mentor: int, apprentice: int) -> str:
    """A reason not to mentor, in words."""
    rules, org = placement.policy.mentors, placement.org
    if reason == objections.NO_MENTOR and rules is not None:
        return _unmet(placement, reason, rules.mentor)
    if reason == objections.GAP and rules is not None and rules.least_gap is not None:
        years = org.numbers("members", SENIORITY)
        ahead, limit = float(years[mentor] - years[apprentice]), rules.least_gap.value
        return text("placement.gap", value=plain(ahead), limit=plain(limit))
    if reason == objections.MENTORS_ENOUGH:
        limit = int(placement.mentor_rules.capacity[mentor])
        return text("placement.mentors_enough", limit=limit)
    return text(f"placement.{reason}")


def _unmet(placement: Eligibility, reason: str, rule: Rule | None, **words: object) -> str:
    """That a rule is not met, or that nobody can tell whether it is."""
    assert rule is not None  # without a rule everybody meets it
    missing = columns_missing(placement.org, rule)
    if missing:
        return text("placement.unasked", rule=rule.describe(), columns=listed(missing))
    return text(f"placement.{reason}", rule=rule.describe(), **words)


def _called(placement: Eligibility, units: list[int]) -> str:
    """Units by name, with the id behind it where that is another word."""
    places = np.array(units, dtype=np.intp)
    names, ids = placement.org.names(UNIT, places), placement.org.encoding.units[places]
    return listed(called(name, id_) for name, id_ in zip(names.tolist(), ids.tolist(), strict=True))
