"""`Permission`: the answer to one question of placement, with its reason in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.errors import AbsentError
from sanzu_graph.messages import language, listed, plain, text
from sanzu_graph.policy import objections
from sanzu_graph.policy.eligibility import NOWHERE, Eligibility
from sanzu_graph.policy.levers import ADMIT, APPOINT, SEATING, opens
from sanzu_graph.policy.mentor_rules import SENIORITY
from sanzu_graph.policy.objections import REASONS
from sanzu_graph.policy.rules import columns_missing
from sanzu_graph.schema import LEADER, MEMBER, UNIT

if TYPE_CHECKING:
    from sanzu_graph.policy.rules import Rule

#: The sentence of a reason in a language.
Sentence = Callable[[str], str]


@dataclass(frozen=True)
class Permission:
    """Whether somebody may sit, lead or mentor. It is true where they may.

    Attributes
    ----------
    reason : the key of the reason why not (`sanzu_graph.policy.objections.REASONS`); empty: they may
    levers : the levers of `propose` that lead there, whatever the answer is today
    """

    reason: str
    levers: tuple[str, ...] = ()
    _sentence: Sentence | None = field(default=None, repr=False, compare=False)

    def __bool__(self) -> bool:
        return not self.reason

    def describe(self, lang: str | None = None) -> str:
        """The reason as a sentence; that nothing speaks against it, where they may."""
        lang = language(lang)
        return text("placement.may", lang) if self._sentence is None else self._sentence(lang)

    def __str__(self) -> str:
        return self.describe()


def sit_permission(
    placement: Eligibility, member: str, unit: str, leaving: str | None
) -> Permission:
    """See `Placement.may_sit`."""
    one, place = _member(placement, member), _unit(placement, unit)
    source = NOWHERE if leaving is None else _unit(placement, leaving)
    layer = layer_of(placement, place)
    code = placement.sitting(layer, np.array([one]), np.array([place]), np.array([source]))
    return Permission(
        REASONS[int(code[0])],
        _levers(placement, layer, one, place),
        sitting_sentence(placement, REASONS[int(code[0])], layer, one, place, source),
    )


def lead_permission(placement: Eligibility, member: str, unit: str) -> Permission:
    """See `Placement.may_lead`."""
    one, place = _member(placement, member), _unit(placement, unit)
    layer = layer_of(placement, place)
    reason = REASONS[int(placement.leading(layer, np.array([one]), np.array([place]))[0])]
    seated = bool(placement.today.sits(np.array([one]), np.array([place]))[0])
    ways = _levers(placement, layer, one, place)
    usual = tuple(lever for lever in ways if lever != ADMIT)
    levers: tuple[str, ...] = ()
    if placement.leaders(layer)[one] and (seated or usual):
        levers = (*usual, APPOINT)
    elif placement.leaders_admitted(layer)[one] and ADMIT in ways:
        levers = (ADMIT, APPOINT)
    return Permission(reason, levers, sitting_sentence(placement, reason, layer, one, place))


def mentor_permission(placement: Eligibility, one: str, other: str) -> Permission:
    """See `Placement.may_mentor`."""
    first, second = _member(placement, one), _member(placement, other)
    reason = REASONS[int(placement.mentoring(np.array([first]), np.array([second]))[0])]
    return Permission(reason, (), mentoring_sentence(placement, reason, first, second))


def layer_of(placement: Eligibility, unit: int) -> str:
    """The layer of a unit."""
    code = placement.org.encoding
    return str(code.layers[code.unit_layer[unit]])


def sitting_sentence(
    placement: Eligibility,
    reason: str,
    layer: str,
    member: int,
    unit: int,
    source: int = NOWHERE,
    *,
    where: Callable[[str], str] | None = None,
    count: int | None = None,
) -> Sentence | None:
    """The sentence of a reason not to sit or lead; None without a reason.

    Parameters
    ----------
    placement, reason, layer, member, unit, source
        What was asked, and the answer.
    where
        The member's other seats in the layer in words, by language; by default those of the
        organisation.
    count
        The headcount of the unit, or the other units that the member leads, where that differs from
        the organisation's.
    """
    demands, org, policy = placement.policy.layer(layer), placement.org, placement.policy

    def seats(lang: str) -> str:
        found = org.pairs(layer)
        return _units(placement, found.unit[found.member == member].tolist(), lang)

    def others() -> int:
        led = org.pairs(role=LEADER)
        return int(((led.member == member) & (led.unit != unit)).sum())

    def tell(lang: str) -> str:
        label = demands.label(lang)
        if reason in (objections.INELIGIBLE, objections.NO_LEADER):
            part = "eligible" if reason == objections.INELIGIBLE else "leader"
            return _rule(placement, reason, getattr(demands, part), lang, layer=label)
        if reason == objections.SPLIT:
            return text("placement.split", lang, units=(where or seats)(lang), layer=label)
        if reason == objections.TRANSFER:
            return transfer_sentence(placement, layer, source, unit, lang)
        if reason == objections.FULL and demands.largest is not None:
            people = count
            if people is None:
                people = int(placement.today.headcount(layer, np.array([unit]))[0])
            return text("placement.full", lang, count=people, limit=plain(demands.largest.value))
        if reason == objections.LEADS_ENOUGH and policy.leaders.most_units is not None:
            led, limit = others() if count is None else count, policy.leaders.most_units.value
            return text("placement.leads_enough", lang, count=led, limit=plain(limit))
        return text("placement.seated", lang)

    return tell if reason else None


def transfer_sentence(
    placement: Eligibility, layer: str, source: int, target: int, lang: str
) -> str:
    """What differs between two units where the transfer rule asks for the same."""
    org, transfer = placement.org, placement.policy.transfer
    columns = transfer.move if layer == placement.policy.base else transfer.regroup
    unlike, here, there = [], [], []
    for column in columns:
        if column in org.units:
            codes, values = org.codes("units", column)
            if codes[source] != codes[target]:
                unlike.append(column)
                names = [*map(plain, values), "–"]  # the last place answers the code -1
                here.append(names[codes[source]])
                there.append(names[codes[target]])
    return text(
        "placement.transfer",
        lang,
        columns=listed(unlike, lang),
        here=listed(here, lang),
        there=listed(there, lang),
    )


def mentoring_sentence(
    placement: Eligibility, reason: str, mentor: int, apprentice: int
) -> Sentence | None:
    """The sentence of a reason not to mentor; None without a reason."""
    rules, org = placement.policy.mentors, placement.org

    def tell(lang: str) -> str:
        if reason == objections.NO_MENTOR and rules is not None:
            return _rule(placement, reason, rules.mentor, lang)
        if reason == objections.GAP and rules is not None and rules.least_gap is not None:
            years = org.numbers("members", SENIORITY)
            value = float(years[mentor] - years[apprentice])
            return text(
                "placement.gap", lang, value=plain(value), limit=plain(rules.least_gap.value)
            )
        if reason == objections.MENTORS_ENOUGH:
            return text(
                "placement.mentors_enough", lang, limit=int(placement.mentor_rules.capacity[mentor])
            )
        return text(f"placement.{reason}", lang)

    return tell if reason else None


def _rule(
    placement: Eligibility, reason: str, rule: Rule | None, lang: str, **words: object
) -> str:
    """That a rule is not met, or that nobody can tell whether it is."""
    assert rule is not None  # else it would be met
    missing = columns_missing(placement.org, rule)
    told = rule.describe(lang)
    if missing:
        return text("placement.unasked", lang, rule=told, columns=listed(missing, lang))
    return text(f"placement.{reason}", lang, rule=told, **words)


def _levers(placement: Eligibility, layer: str, member: int, unit: int) -> tuple[str, ...]:
    one, place = np.array([member]), np.array([unit])
    return tuple(lever for lever in SEATING if bool(opens(placement, lever, layer, one, place)[0]))


def _units(placement: Eligibility, units: list[int], lang: str) -> str:
    names = placement.org.names(UNIT, np.array(units, dtype=np.intp)).tolist()
    return listed(names, lang)


def _member(placement: Eligibility, member: str) -> int:
    return _at(placement.org.encoding.member_at, member, MEMBER)


def _unit(placement: Eligibility, unit: str) -> int:
    return _at(placement.org.encoding.unit_at, unit, UNIT)


def _at(places: dict[str, int], name: str, entity: str) -> int:
    if name not in places:
        raise AbsentError("error.no_ids", entity=entity, ids=[name])
    return places[name]
