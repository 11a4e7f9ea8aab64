"""`pair_mentors`: the best mentor for every apprentice, exactly, with a proof."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.mentors import PairMentor, UnpairMentor
from sanzu_graph.doors import spoken
from sanzu_graph.errors import ASKED, Choices, Fault, ModelError, ProblemError
from sanzu_graph.mentoring.assignment import assign
from sanzu_graph.mentoring.backbone_mentors import (
    GIVEN_UP,
    LACKING,
    LOAD,
    SCORE,
    UNMATCHED,
    anchored,
    score,
)
from sanzu_graph.mentoring.further_mentors import FurtherMentors, further_mentors
from sanzu_graph.mentoring.market import Market, market
from sanzu_graph.mentoring.pairings import Pairing
from sanzu_graph.mentoring.places import BEST, MOST
from sanzu_graph.mentoring.recount import Recount
from sanzu_graph.messages import language, plain, text
from sanzu_graph.model.naming import id_of
from sanzu_graph.model.ties import mentorship
from sanzu_graph.policy.demands import Policy
from sanzu_graph.scenarios.plan_facts import Proof
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.solving.progress import Progress, Watched
from sanzu_graph.solving.statuses import FEASIBLE, OPTIMAL

if TYPE_CHECKING:
    from sanzu_graph.model.grouping import Positions
    from sanzu_graph.model.organisation import Org

OBJECTIVES = (BEST, MOST)
Pair = tuple[str, str]


@spoken
def pair_mentors(
    org: Org,
    policy: Policy | None = None,
    *,
    objective: str = BEST,
    forbidden: Iterable[Pair] = (),
    required: Iterable[Pair] = (),
    keep_price: float = 0,
    progress: Callable[[Progress], None] | bool | None = None,
    time_limit: float | None = None,
    on: object = None,
    name: str | None = None,
    lang: str | None = None,
) -> Pairing:
    """Give every apprentice the mentor who is best for all together, and prove that no other
    distribution is better.

    Parameters
    ----------
    org
        The organisation; it is not touched.
    policy
        Its `Policy.mentors` say who mentors and who is owed a mentor. They also say how many one
        may have, and what makes a pair good. By default it is the shipped one.
    objective
        ``"best"``: the highest total score, so that nobody is paired at a loss; of equals, those
        with most pairs. ``"most"``: as many apprentices as possible are paired, and of these
        distributions the one with the highest total score.
    forbidden, required
        Pairs (mentor, apprentice) that are never made, and pairs that are made in any case.
        For these no rule counts but capacity.
    keep_price
        Points that giving up all mentors whom an apprentice has today costs. 0: today's pairs count for nothing; a high
        price gives the least re-pairing that keeps to the rules.
    progress
        Called with how far it is; True or False: shown or not; None: after a second, where somebody
        is looking.
    time_limit
        Seconds after which the best pairs until then are kept, with a bound on what may be lost.
    on
        The day for which pairs are made and on which they take effect; where the organisation has
        dates, today by default.
    name
        What the plan is called.
    lang
        The language of sentences; by default the policy's, else the user's locale.

    Returns
    -------
    Pairing
        With `Pairing.pairs`, `Pairing.unmatched` (and why), `Pairing.scenario`.

    Raises
    ------
    ProblemError
        Naming every id and word that is unknown, and required pairs that cannot be, together.
    AbsentError
        If a rule names a column that the organisation does not have.
    InputError
        If the policy says nothing about mentors, or `on` is no day.
    ModelError
        If the pairs do not stand the recount: an error of ours.

    Notes
    -----
    The score of a pair is the sum of the policy's terms (`Term`), in points, the more the better.
    Each apprentice is given one mentor. Anybody who has several today keeps further ones where they
    have room left: those worth most first, never more mentors in all than today, and only where the
    rules allow the pair. Such pairs count in no goal but *without_backbone*; `Pairing.further` says
    who stays, who does not, and why. A mentor has at most `Mentors.capacity` apprentices, those
    included who are not owed one any more: such pairs stand. Some pairs are never made. In these
    the mentor breaks a rule or is known to be too little ahead. Or the apprentice leads a unit that
    the mentor is in, or the pair would be mutual. Unless `Mentors.own_leader`, nobody is paired
    with their own leader.

    Goals, first things first. *unmatched* (only ``most``): apprentices without a mentor.
    *without_backbone*: units of `Mentors.backbone_per` in which no apprentice has a backbone
    member as mentor. *score*: the points of all pairs, less `keep_price` for each of today's
    apprentices whose allowed mentors are all given up; large is good. *load*: the sum of the squares of the mentors'
    numbers of apprentices, the least where load is spread most evenly. *given_up*: apprentices who
    keep none of today's allowed mentors.

    The proof is duality. Every mentor's next place has a price. No pair allowed is worth more than
    the apprentice's surplus and the place's price together. All pairs are checked, in whole
    numbers. Where backbone members are short, a whole-number model decides.

    Examples
    --------
    >>> from sanzu_graph import Mentors, Org, Rule, Term
    >>> org = Org({"id": ["A", "B", "x", "y"], "years": [9, 5, 0, 0], "skill": [5, 4, 1, 3]}, {"id": [], "layer": []}, {"member": [], "unit": []})
    >>> rules = Mentors(capacity=1, mentor=Rule("years", at_least=5), apprentice=Rule("years", at_most=1),
    ...                 terms=(Term("skill", "ahead", column="skill"),))
    >>> found = pair_mentors(org, Policy(mentors=rules), forbidden=[("B", "y")])
    >>> found.pairs[["mentor", "apprentice", "score"]].to_numpy().tolist(), found.status
    ([['B', 'x', 3.0], ['A', 'y', 2.0]], 'optimal')
    """
    began = time.monotonic()
    policy = Policy() if policy is None else policy
    if objective not in OBJECTIVES:
        raise ProblemError(
            "error.problem",
            [
                Fault(
                    "fault.unknown_word",
                    ASKED,
                    column="objective",
                    value=plain(objective),
                    fields={"known": Choices(OBJECTIVES)},
                )
            ],
        )
    forbidden, required = (_by_ids(org, pairs) for pairs in (forbidden, required))
    the_market = market(
        org, policy, forbidden=forbidden, required=required, keep_price=keep_price, on=on
    )
    with Watched(progress, SCORE) as watched:
        teller = watched.told

        def tell(value: int, bound: int, seconds: float) -> None:
            if teller is not None:
                teller(Progress(0, 1, value, bound, None, seconds))

        matching = assign(the_market, objective, time_limit=time_limit, tell=tell)
        chosen = anchored(the_market, objective, matching, time_limit=time_limit)
    further = further_mentors(the_market, chosen.mentor, chosen.apprentice)
    changes = tuple(_changes(the_market, chosen.mentor, chosen.apprentice, further))
    scenario = Scenario(
        text("pairing.name") if name is None else name, changes, on=the_market.on
    ).on_base(org)
    after = scenario.made_on(org) if changes else org
    before, now = (
        Recount(state if the_market.on is None else state.at(the_market.on), policy)
        for state in (org, after)
    )
    pairs, others = (
        _ids(the_market, chosen.mentor, chosen.apprentice),
        _named(the_market, further.staying),
    )
    faults = now.faults([*pairs, *others], forbidden, required, before)
    goals = _goals(the_market, now, pairs, others)
    unmatched = len(the_market.apprentices) - len(chosen.mentor)
    if (
        faults
        or goals[UNMATCHED] != unmatched
        or abs(goals[SCORE] - _score(the_market, chosen.mentor, chosen.apprentice)) > _NEAR
    ):
        raise ModelError("error.pairing", what="; ".join(faults[:3]) or f"{goals}")
    order = (
        (UNMATCHED, LACKING, SCORE, LOAD, GIVEN_UP)
        if objective == MOST
        else (LACKING, SCORE, UNMATCHED, LOAD, GIVEN_UP)
    )
    bound = _bounds(the_market, chosen.proven, goals, order, further)
    proof = Proof(
        FEASIBLE if chosen.status == OPTIMAL and len(bound) < len(order) else chosen.status,
        {goal: goals[goal] for goal in order},
        _today(the_market, before, order),
        bound,
        time.monotonic() - began,
        f"scipy{' + ' + chosen.solver if chosen.solver else ''}",
    )
    return Pairing(
        the_market,
        chosen.mentor,
        chosen.apprentice,
        further,
        objective,
        tuple(forbidden),
        tuple(required),
        partial(
            pair_mentors,
            org,
            policy,
            objective=objective,
            keep_price=keep_price,
            progress=False,
            time_limit=time_limit,
            on=the_market.on,
        ),
        org=the_market.org,
        scenario=scenario,
        proof=proof,
        lang=language(),
    )


#: Scores are thousandths; told in floats they are at most so far apart.
_NEAR = 1e-6


def _bounds(
    market: Market,
    proven: Mapping[str, float],
    values: Mapping[str, float],
    order: Iterable[str],
    further: FurtherMentors,
) -> dict[str, float]:
    """What no pairs can beat; required pairs are in every score.

    The proof knows no further mentors. Each of them could be the backbone mentor of a unit.
    """
    firm = {SCORE: _firm(market) / 1000}
    bound: dict[str, float] = {}
    for goal in order:
        if goal not in proven:
            break
        bound[goal] = proven[goal] + firm.get(goal, 0)
        if goal == LACKING:
            bound[goal] = max(bound[goal] - _anchored_by_further(market, further), 0)
            if bound[goal] < values[goal]:
                break
    return bound


def _anchored_by_further(market: Market, further: FurtherMentors) -> int:
    """How many units could have a backbone mentor by a further pair, whether or not it stays."""
    total = max(market.members, 1)
    keys = np.array([*further.staying.tolist(), *(key for key, _ in further.ending)], dtype=np.intp)
    keys = keys[market.backbone[keys // total]]
    return len({unit for units in market.units_of(keys % total) for unit in units})


def _changes(
    market: Market, mentor: Positions, apprentice: Positions, further: FurtherMentors
) -> Iterable[Change]:
    """Today's pairs that end, then those that begin."""
    total = max(market.members, 1)
    wanted = np.concatenate(
        [market.mentors[mentor] * total + market.apprentices[apprentice], market.required]
    )
    kind = "mentors" if market.policy.mentors is None else market.policy.mentors.kind
    pairs = mentorship(market.org, kind)
    today = pairs.mentor * total + pairs.apprentice
    over = np.setdiff1d(np.union1d(market.today, market.given_up), wanted)
    over = np.setdiff1d(over, further.staying)
    yield from (
        UnpairMentor(mentor, apprentice, kind=kind)
        for mentor, apprentice in sorted(_named(market, over))
    )
    yield from (
        PairMentor(mentor, apprentice, kind=kind)
        for mentor, apprentice in sorted(_named(market, np.setdiff1d(wanted, today)))
    )


def _named(market: Market, keys: Positions) -> list[Pair]:
    """Pairs by id."""
    ids, total = market.org.encoding.members, max(market.members, 1)
    return [(ids[key // total], ids[key % total]) for key in keys.tolist()]


def _ids(market: Market, mentor: Positions, apprentice: Positions) -> list[Pair]:
    ids = market.org.encoding.members
    pairs = list(
        zip(
            ids[market.mentors[mentor]].tolist(),
            ids[market.apprentices[apprentice]].tolist(),
            strict=True,
        )
    )
    return pairs + _named(market, market.required)


def _firm(market: Market) -> int:
    """The points of required pairs, in thousandths."""
    total = max(market.members, 1)
    return int(market.scores.points(market.required // total, market.required % total).sum())


def _score(market: Market, mentor: Positions, apprentice: Positions) -> float:
    return (score(market, mentor, apprentice) + _firm(market)) / 1000


def _goals(market: Market, now: Recount, pairs: list[Pair], others: list[Pair]) -> dict[str, float]:
    """What the pairs come to, from the recount; further pairs of today (`others`) count only where
    a backbone mentor is asked for.
    """
    owed = _owed(market)
    today = _named(market, market.today)
    unchanged = {apprentice for _, apprentice in set(today) & set(pairs)}
    given_up = len({apprentice for _, apprentice in today} - unchanged)
    return {
        UNMATCHED: sum(apprentice not in now.pairs_of for apprentice in owed),
        LACKING: now.lacking(owed),
        SCORE: (sum(now.points(*pair) for pair in pairs) - market.keep_price * given_up) / 1000,
        LOAD: now.load(others),
        GIVEN_UP: given_up,
    }


def _owed(market: Market) -> list[str]:
    """Who is owed a mentor, those in required pairs included."""
    ids, total = market.org.encoding.members, max(market.members, 1)
    return [
        *ids[market.apprentices].tolist(),
        *(ids[key % total] for key in market.required.tolist()),
    ]


def _today(market: Market, before: Recount, order: Iterable[str]) -> dict[str, float]:
    """What today's pairs come to; of several mentors the one worth most counts."""
    owed = set(_owed(market))
    best: dict[str, Pair] = {}
    for pair in sorted(before.pairs, key=lambda pair: (-before.points(*pair), pair)):
        if pair[1] in owed:
            best.setdefault(pair[1], pair)
    others = {pair for pair in before.pairs if pair[1] in owed} - set(best.values())
    goals = {
        UNMATCHED: sum(apprentice not in before.pairs_of for apprentice in owed),
        LACKING: before.lacking(owed),
        SCORE: sum(before.points(*pair) for pair in best.values()) / 1000,
        LOAD: before.load(others),
        GIVEN_UP: 0,
    }
    return {goal: goals[goal] for goal in order}


def _by_ids(org: Org, pairs: Iterable[Pair]) -> list[Pair]:
    """Pairs with ids in place of names that one alone has; what is no pair stays for the error."""
    return [
        (id_of(org, "members", pair[0]), id_of(org, "members", pair[1]))
        if isinstance(pair, tuple | list) and len(pair) == len(("mentor", "apprentice"))
        else pair
        for pair in pairs
    ]
