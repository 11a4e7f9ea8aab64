"""Who mentors whom, today or before and after a pairing: what the chart of mentors shows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.checks.mentor_pairs import crossed_mentors
from sanzu_graph.mentoring.market import Market
from sanzu_graph.mentoring.pairings import Pairing
from sanzu_graph.model.ties import mentorship
from sanzu_graph.schema import MEMBER

if TYPE_CHECKING:
    from sanzu_graph.model.grouping import Positions


@dataclass(frozen=True)
class MentorState:
    """Who mentors whom at one time: mentor → apprentices, by position; pairs that are in order;
    apprentices without a mentor.
    """

    title: str
    of: dict[int, list[int]]
    sound: frozenset[tuple[int, int]]
    without: list[int]


@dataclass(frozen=True)
class MentorView:
    """What the chart shows of a market of mentors.

    Attributes
    ----------
    names, years, capacity : by the position of a member
    states : today; or before and after a pairing
    owed : how many people should have a mentor
    """

    names: dict[int, str]
    years: dict[int, float]
    capacity: dict[int, int]
    states: list[MentorState]
    owed: int


def view_of(market: Market, pairing: Pairing | None, words: Lettering) -> MentorView:
    """Who mentors whom today; with a pairing, before and after it."""
    org, total = market.org, market.members
    kind = "mentors" if market.policy.mentors is None else market.policy.mentors.kind
    pairs = mentorship(org, kind)
    owed = [*market.apprentices.tolist(), *(key % total for key in market.required.tolist())]
    place, crossed = org.encoding.member_at, crossed_mentors(org, kind)
    broken = {
        place[mentor] * total + place[apprentice]
        for mentor, apprentice in zip(crossed["entity_id"], crossed["apprentice"], strict=True)
    }
    broken |= set(market.given_up.tolist())
    title = words.text("chart.today" if pairing is None else "chart.before")
    states = [_state(title, pairs.mentor, pairs.apprentice, owed, broken, total)]
    if pairing is not None:
        mentor, apprentice = pairing.members
        standing = np.concatenate([market.standing, pairing.others.staying])
        after = (
            np.concatenate([mentor, standing // max(total, 1)]),
            np.concatenate([apprentice, standing % max(total, 1)]),
        )
        states.append(_state(words.text("chart.after"), *after, owed, broken, total))
    ids = org.encoding.members
    names = {
        number: words.name(name, ids[number])
        for number, name in enumerate(org.names(MEMBER, np.arange(total)))
    }
    years = (
        org.numbers("members", "seniority_years")
        if "seniority_years" in org.members
        else np.full(total, np.nan)
    )
    capacity = dict(zip(market.mentors.tolist(), (market.load + market.room).tolist(), strict=True))
    return MentorView(names, dict(enumerate(years.tolist())), capacity, states, len(set(owed)))


def _state(
    title: str,
    mentor: Positions,
    apprentice: Positions,
    owed: list[int],
    broken: set[int],
    total: int,
) -> MentorState:
    of: dict[int, list[int]] = {}
    sound = set()
    for pair in zip(mentor.tolist(), apprentice.tolist(), strict=True):
        of.setdefault(pair[0], []).append(pair[1])
        if pair[0] * total + pair[1] not in broken:
            sound.add(pair)
    taught = set(apprentice.tolist())
    without = [person for person in owed if person not in taught]
    return MentorState(title, of, frozenset(sound), without)


def is_at_fault(view: MentorView, state: MentorState, mentor: int) -> bool:
    """Whether a mentor has too many apprentices, or one whom a rule forbids."""
    apprentices = state.of.get(mentor, [])
    is_over = len(apprentices) > view.capacity.get(mentor, len(apprentices))
    return is_over or any((mentor, person) not in state.sound for person in apprentices)


def mentor_rows(view: MentorView, most: int) -> tuple[list[int], int]:
    """Mentors with an apprentice at any time, the most senior first; of too many those where most
    is wrong or other.
    """
    mentors = {mentor for state in view.states for mentor in state.of}

    def weight(mentor: int) -> tuple[bool, bool, int]:
        is_wrong = any(is_at_fault(view, state, mentor) for state in view.states)
        differs = len({frozenset(state.of.get(mentor, ())) for state in view.states}) > 1
        return not is_wrong, not differs, mentor

    shown = sorted(mentors, key=weight)[:most]
    order = sorted(shown, key=lambda mentor: (-years_of(view, mentor), view.names[mentor]))
    return order, len(mentors) - len(shown)


def years_of(view: MentorView, person: int) -> float:
    """The years of service of somebody; 0 where they are unknown."""
    years = view.years.get(person, math.nan)
    return 0.0 if math.isnan(years) else max(years, 0.0)
