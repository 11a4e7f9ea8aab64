"""`balance_groups`: the fewest moves that spread people of each kind and give each group a backbone."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from sanzu_graph.changes.memberships import MoveMember
from sanzu_graph.doors import spoken
from sanzu_graph.errors import ModelError
from sanzu_graph.groups.balance_counts import balance_moves, balance_today, headcounts
from sanzu_graph.groups.balance_model import Exchange, best_exchange
from sanzu_graph.groups.balance_plan import Balance
from sanzu_graph.groups.balance_question import (
    GOALS,
    MOVED,
    POSTS,
    BalancePart,
    balance_parts,
    pinned_members,
)
from sanzu_graph.messages import language, text
from sanzu_graph.model.days import day_for
from sanzu_graph.model.naming import id_of
from sanzu_graph.policy.demands import Policy
from sanzu_graph.scenarios.plan_facts import Proof
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.highs import solver_name
from sanzu_graph.solving.pools import Pool
from sanzu_graph.solving.statuses import INTERRUPTED, weakest

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org


@spoken
def balance_groups(
    org: Org,
    policy: Policy | None = None,
    *,
    layer: str | None = None,
    pins: Iterable[str] = (),
    time_limit: float | None = None,
    on: object = None,
    name: str | None = None,
    lang: str | None = None,
) -> Balance:
    """Regroup with the fewest moves so that every group has a backbone member and its share of
    every kind; proven.

    Parameters
    ----------
    org
        The organisation; it is not touched.
    policy
        Kinds of people (`Policy.mixes`), backbone, and between which groups people may go
        (`Transfer.regroup`); by default the shipped one.
    layer
        The layer whose groups are balanced; by default the policy's first layer of groups that the
        organisation has.
    pins
        Members who stay: ids, or names that one alone has.
    time_limit
        Seconds; the best plan until then is kept.
    on
        The day for which the plan is made; where the organisation has dates, today by default.
    name
        What the plan is called.
    lang
        The language of sentences; by default the policy's, else the user's locale.

    Returns
    -------
    Balance
        With status, objective, bound, scenario, reasons; `plot_changes` draws it.

    Raises
    ------
    ProblemError
        If a pinned member does not exist.
    AbsentError
        If the organisation has no such layer.
    ModelError
        If the plan does not stand the recount: an error of ours.

    Notes
    -----
    Each seat goes by itself, to a group alike in the columns of `Transfer.regroup`. The person has
    no other seat there, and placement lets them sit. Every group keeps its headcount, so that a
    group without members stays without. Leaders of a group keep that seat; people who are pinned
    keep all of theirs. No group comes to draw on more base units than `Layer.most_base_units` (or
    than today). None has fewer people for a requirement than it asks (or than today).
    `Balance.left_out` names what is not looked at. These are requirements of groups that ask for a
    duty, for certain units, or for members by their role. So are those of other units that ask for
    people of certain groups. Where groups are above other units, their own people alone are looked
    at.

    Goals, first things first. *groups_without_backbone*: groups with members and without a backbone
    member. *imbalance_of_mix*: `group_mix`'s ``off``, summed. *people_moved*: people any of whose
    seats differ. *posts_changed*: deputies who lose their post with their seat.

    Examples
    --------
    >>> from sanzu_graph import Mix, Org, Policy, Rule
    >>> org = Org({"id": list("ABCD"), "years": [20, 22, 1, 2]}, {"id": ["G", "H"], "layer": ["party"] * 2},
    ...           {"member": list("ABCD"), "unit": ["G", "G", "H", "H"]})
    >>> policy = Policy.for_layers("team", ["party"]).replace(mixes=(Mix("old", Rule("years", at_least=9)),))
    >>> plan = balance_groups(org, policy, lang="en")
    >>> plan.status, dict(plan.objective)
    ('optimal', {'groups_without_backbone': 0, 'imbalance_of_mix': 0, 'people_moved': 2, 'posts_changed': 0})
    """
    began = time.monotonic()
    policy = (Policy() if policy is None else policy).resolve(org)
    day = day_for(org, on)
    here = org if day is None else org.at(day)
    if layer is None:
        groups = (group.name for group in policy.groups if group.name in here.layers)
        layer = next(groups, policy.base)
    here.pairs(layer)  # says so where there is none
    pins = [pins] if isinstance(pins, str) else pins
    pins = frozenset(id_of(org, "members", name) for name in pins)
    left_out: list[str] = []
    pinned = pinned_members(here, pins, org, day)
    parts = list(balance_parts(here, policy, layer, pinned, left_out))
    exchanges = _exchanges(parts, time_limit)
    code = here.encoding
    moves = sorted(
        (move for exchange in exchanges for move in exchange.moves),
        key=lambda move: (code.members[move[0]], move[1]),
    )
    changes = [
        MoveMember(code.members[member], code.units[source], code.units[target])
        for member, source, target in moves
    ]
    title = text("balance.name") if name is None else name
    scenario = Scenario(title, changes, on=day).on_base(org)
    whole = scenario.made_on(org) if changes else org
    after = whole if day is None else whole.at(day)
    before = balance_today(here, policy, layer) | {MOVED: 0, POSTS: 0}
    values = balance_today(after, policy, layer) | balance_moves(here, after, layer)
    elsewhere = {goal: before[goal] - sum(part.today[goal] for part in parts) for goal in GOALS}
    promised = {
        goal: elsewhere[goal] + sum(exchange.values[goal] for exchange in exchanges)
        for goal in GOALS
    }
    if promised != values or headcounts(after, layer) != headcounts(here, layer):
        raise ModelError("error.pairing", what=f"{promised} ≠ {values}")
    proof = Proof(
        weakest([exchange.status for exchange in exchanges]),
        {goal: values[goal] for goal in GOALS},
        {goal: before[goal] for goal in GOALS},
        {
            goal: elsewhere[goal] + sum(exchange.bounds[goal] for exchange in exchanges)
            for goal in GOALS
            if all(goal in exchange.bounds for exchange in exchanges)
        },
        time.monotonic() - began,
        solver_name(),
    )
    return Balance(
        policy,
        layer,
        pins,
        tuple(moves),
        tuple(dict.fromkeys(left_out)),
        partial(balance_groups, org, policy, layer=layer, time_limit=time_limit, on=day),
        org=here,
        scenario=scenario,
        proof=proof,
        lang=language(),
    )


def _exchanges(parts: Sequence[BalancePart], time_limit: float | None) -> list[Exchange]:
    """The best exchange of each part; where the time ended before, nobody goes there."""
    effort = Effort.within(time_limit)
    with Pool() as pool:
        answers = pool.solve(best_exchange, parts, effort, weigh=lambda part: len(part.kinds))
    return [
        Exchange([], part.today, {}, INTERRUPTED) if answer is None else answer
        for answer, part in zip(answers, parts, strict=True)
    ]
