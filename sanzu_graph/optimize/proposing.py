"""`propose`: the smallest reorganisation that repairs what an organisation demands of itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sanzu_graph.doors import spoken
from sanzu_graph.errors import ProblemError
from sanzu_graph.messages import text
from sanzu_graph.model.days import day_or_none
from sanzu_graph.optimize.line_answers import answered, left_of
from sanzu_graph.optimize.line_proposals import LineProposal
from sanzu_graph.optimize.proposals import Proposal
from sanzu_graph.optimize.questions import Question, Solving, all_asked
from sanzu_graph.optimize.request import REPORT, Rules
from sanzu_graph.optimize.solving_parts import solve as solved
from sanzu_graph.policy.demands import Policy
from sanzu_graph.solving.progress import Watched

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

#: Faults by which rules contradict each other, so that no plan keeps them; all others are mistakes
#: in the asking.
CONTRADICTIONS = frozenset(
    {
        "fault.no_way",
        "fault.pinned_apart",
        "fault.pinned_together",
        "fault.together_and_apart",
    }
)


@spoken
def propose(
    org: Org,
    policy: Policy | None = None,
    *,
    max_groups_changed: int | None = None,
    max_people_moved: int | None = None,
    max_price: int | None = None,
    levers: Mapping[str, int] | Iterable[str] | None = None,
    goals: Iterable[str] | None = None,
    rules: Rules | Mapping[str, object] | None = None,
    solve: Solving | Mapping[str, object] | None = None,
    on: object = None,
    name: str | None = None,
    lang: str | None = None,
) -> Proposal:
    """Find the least that must change so that a policy's demands are met, and prove that less will
    not do.

    Parameters
    ----------
    org
        The organisation; it is not touched.
    policy
        What is demanded; by default ``Policy()``, the shipped one. It is resolved against the
        organisation first (`Policy.resolve`).
    max_groups_changed
        The most groups that may change (of the layers in `Rules.count_layers`); None: any number.
    max_people_moved
        The most people who may be moved; None: any number.
    max_price
        The highest price of a plan; None: any.
    levers
        What may be done: a mapping lever → price of one use (a whole number), or names (price 1).
        Present means allowed; by default move, join, regroup, appoint. See the notes.
    goals
        What shall be small, first things first; by default ``unmet``, ``groups_changed``,
        ``people_moved``, ``posts_changed``, ``price``, ``imbalance``. Where `max_groups_changed`
        forces a choice among several kinds of demand, ``missing`` goes before them: blank base
        units first.
    rules
        The caller's own rules, `sanzu_graph.optimize.request.Rules` or a mapping of its fields:
        ``pins``, ``together``, ``apart``, ``keep_headcounts``, ``count_layers``,
        ``count_followers``, ``max_merges``, ``max_liaisons``, ``repair``, ``barred``, ``prices``,
        ``limits``. They hold in every plan.
    solve
        How: ``time_limit`` (seconds), ``seed``, ``executor`` (any `concurrent.futures.Executor`),
        ``progress`` (called with how far it is; True or False: shown or not), ``stop`` (a
        `threading.Event`: once it is set, the best plan so far is returned).
    on
        The day for which the plan is made and on which it takes effect; where the organisation has
        dates, today by default.
    name
        What the plan is called.
    lang
        The language of sentences; by default the policy's, else the user's locale.

    Returns
    -------
    Proposal
        With `Proposal.status`: ``optimal`` if every goal is proven, given those before it. A time
        limit and Ctrl-C keep the best plan.

    Raises
    ------
    ProblemError
        Naming every lever, goal, rule and id that is unknown or makes no sense.
    AbsentError
        If the organisation has no base layer.
    InputError
        If `on` is no day.
    ModelError
        If the plan does not stand the recount: an error of ours, with the instance saved.

    Notes
    -----
    A plan is judged by the end state, not by the way there. A *seat* is a (person, unit) pair; a
    person has any number of seats in each layer, none included. An end state says each person's
    seats, each unit's leaders, attached duties, and which base units were merged. The *key* of a
    base unit is what `Transfer.move` names.

    Seats. No seat is given up; a merge may make two of one person's seats equal, which are then
    one. Each seat goes by itself. Where placement does not let somebody sit, nobody new comes.
    Anybody who sits there may stay. *move*: a seat in a base unit goes to another one of the same
    key. The person has no other seat there. *regroup*: a seat in a group goes to a group alike in
    the columns of `Transfer.regroup`. *join*: an eligible person without a seat in a layer (the
    base layer too) gets one: in a group alike (by `Transfer.regroup`) to any base unit in which the
    person has a seat today; without a base seat, in any unit. *extend* (off by default): in a layer
    that is not exclusive, an eligible person who has seats in it gets one more, likewise. In the
    base layer it is in a unit of the key of one of their base units. *admit*: a candidate
    (`Layer.candidates`) who is not eligible yet gets a seat as by *join*. They become what
    `Layer.admission` says, and may do in other layers what levers allow. A unit that is empty today
    may be entered like any other. No plan empties a unit that has members, but by merging it away.

    Leaders: between ``least`` and ``most`` a unit. *appoint* fills and relieves in every layer that
    is led, the base included. A new leader is allowed by placement and eligible for the layer. At
    the end they have a seat in the unit. A sitting leader counts even if not eligible. People are
    relieved only from a unit that has more than ``most``. They are as many as are too many once
    those who leave have left. Nobody new is appointed where at least ``least`` of the sitting
    leaders stay, so nobody is exchanged for somebody else. In a layer that is not led nobody is
    appointed or relieved. Anybody who leads a base unit keeps that seat. Anybody who leads a group
    keeps it unless *appoint* is allowed. A person leads at most max(today, `Leaders.most_units`)
    units. Among equals the assessments decide where they are kept, then the fewest new findings,
    then seniority, then the id; `rank_candidates` compares them.

    *attach*: a leader after the plan takes a duty in a base unit. It is of the same site as the
    unit that they lead. They have no seat in it, and it is not dissolved. The duty is among the
    counting duties of their layer. At most one holder a unit and duty and at most
    `Rules.max_liaisons` units a leader, holders of today included. It counts 1 towards the minimum
    of every layer that names the duty.

    *merge*: base unit b dissolves into a, of the same key. Each unit is in at most one merge.
    Nobody is pinned in b, and nobody enters b. b's leader follows; others of b may go elsewhere as
    levers allow. a's leaders lead the merged unit; b's lead on, without a change of post, only
    where a has none; b's deputies lose theirs. All of b's people without a seat in a count as moved
    unless `Rules.count_followers` is off.

    *report* (off by default): a person reports to another manager, in place of all of today
    (`ChangeManager`); all who report to the person follow. The new manager has reports today.
    Nobody comes into a circle, and every manager keeps a report. Where the policy limits chains of
    single reports, a manager of several keeps two. An only report keeps all managers there. *unmet*
    then counts three more demands. ``spans``: reports beyond `Reporting.most_reports`. ``roots``:
    people at the top beyond `Reporting.most_roots`, one each. ``gaps``: people without a manager and
    without reports. Spans, depth, dotted lines and managers inside a unit get no worse for anybody.
    *managers_changed* counts the people.
    It stands before the price. Among equals people come to managers with whom they share a unit.
    Pinned people keep their managers. Lines are a question of their own, solved beside that of
    seats; where the policy wants managers inside a unit, the seats of today count. With *report*
    alone only lines are looked at.

    Goals. *unmet*: Σ ``|value − limit|`` of the findings of the demands to be repaired. These checks
    tell them of the end state, with the resolved policy: `blank_teams` (*missing* is this part),
    `coverage_gaps`, `size_outliers`, `scattered_groups`, `vacant_leaders`, `double_leaders`.
    Nothing demanded gets worse than today; for the leaders of a unit that is empty today the cap is
    ``least``; for a merged unit it is the greater of the two, demand by demand. *groups_changed*:
    groups that somebody enters or leaves, or whose leaders differ. A group also changes if the set
    of base units in which its members have seats differs, by literal ids. All group layers count
    unless `Rules.count_layers` says which. *people_moved*: persons any of whose seats differ.
    *posts_changed*: (person, unit) pairs whose post (leader, deputy, none) differs; a deputy whose
    seat moves loses the post. Anybody who has posts in both units of a merge has the higher one in
    the merged unit. It counts as kept. *price*: of a seat (move, regroup, join, extend, admit), a
    duty (attach), a merge. For appoint it is a post gained or a surplus ended, the greater of the
    two numbers in each unit. *imbalance*: over the groups, the distance of the size to [⌊m⌋, ⌈m⌉].
    Here m is today's mean over all groups of the layer, with empty ones. Duties count in neither
    people nor posts.

    Time. Within a time limit plans of fewer levers are looked for first. *move* alone has at most
    seven tenths of the time. Then come each other lever alone, and several together. The plan that
    is returned is at least as good as each of them, by all goals in their order. Not all of them
    may be proven in their share. A call with these levers alone can then find a better plan. It has
    all of the time for itself.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org(
    ...     {"id": ["A", "B", "C"]},
    ...     {"id": ["T1", "T2", "G"], "layer": ["team", "team", "party"]},
    ...     {"member": ["A", "B", "C", "A", "B"], "unit": ["T1", "T1", "T2", "G", "G"], "role": ["leader"] + ["member"] * 2 + ["leader", "member"]},
    ... )
    >>> plan = propose(org, Policy.for_layers("team", ["party"]), lang="en")
    >>> plan.status, dict(plan.objective)["people_moved"]
    ('optimal', 1)
    >>> [change.describe("en") for change in plan.scenario]
    ['Move B from T1 to T2', 'Appoint B leader of T2']
    >>> plan.apply(org) == plan.scenario.apply(org)
    True
    """
    policy = (Policy() if policy is None else policy).resolve(org)
    limits = {
        "max_groups_changed": max_groups_changed,
        "max_people_moved": max_people_moved,
        "max_price": max_price,
    }
    ask, solving = all_asked(levers, goals, rules, solve, limits)
    ask = ask.by_ids(org)
    question = Question(
        org,
        policy,
        ask.seats,
        solving,
        day_or_none(on),
        text("propose.name") if name is None else name,
    )
    try:
        posed = None if set(ask.levers) == {REPORT} else question.posed()
        lines = answered(question, ask) if ask.has(REPORT) else None
    except ProblemError as error:
        if any(fault.key not in CONTRADICTIONS for fault in error.faults):
            raise
        return Proposal.of(question, None, error.faults)
    if lines is not None and posed is None:
        return LineProposal.both(question, ask, None, lines)
    assert posed is not None
    limit = solving.time_limit if lines is None else left_of(solving.time_limit, lines)
    with Watched(solving.progress, question.ask.goals[0]) as watched:
        solution = solved(
            posed,
            time_limit=limit,
            seed=solving.seed,
            executor=solving.executor,
            progress=watched.told,
            stop=solving.stop,
        )
    if lines is not None:
        return LineProposal.both(question, ask, solution, lines)
    return Proposal.of(question, solution)
