"""`propose`: the smallest reorganisation that repairs what an organisation demands of itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sanzu_graph.doors import spoken
from sanzu_graph.errors import ProblemError
from sanzu_graph.messages import language, text
from sanzu_graph.model.days import day_or_none
from sanzu_graph.optimize.asking import Rules
from sanzu_graph.optimize.engine import solve as solved
from sanzu_graph.optimize.proposals import Proposal
from sanzu_graph.optimize.questions import Question, Solving, all_asked
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
        "fault.two_targets",
    }
)


@spoken
def propose(
    org: Org,
    policy: Policy | None = None,
    *,
    max_groups_changed: int | None = None,
    levers: Mapping[str, int] | Iterable[str] | None = None,
    goals: Iterable[str] | None = None,
    rules: Rules | Mapping[str, object] | None = None,
    solve: Solving | Mapping[str, object] | None = None,
    on: object = None,
    name: str | None = None,
    lang: str | None = None,
) -> Proposal:
    """Find the least that must change so that the demands of a policy are met, and prove that
    nothing less will do.

    Parameters
    ----------
    org
        The organisation; it is not touched.
    policy
        What is demanded; by default ``Policy()``, the shipped one.
    max_groups_changed
        The most groups that may change (of the layers in `Rules.count_layers`); None: any number.
    levers
        What may be done, as a mapping lever → price of one use (a whole number), or only the names
        (price 1). Present means allowed; by default move, join, regroup, appoint. See the notes.
    goals
        What shall be small, first things first; by default ``unmet``, ``groups_changed``,
        ``people_moved``, ``price``, ``imbalance``. Where `max_groups_changed` forces a choice among
        several kinds of demand, ``missing`` goes before them: blank base units first.
    rules
        The caller's own rules, `sanzu_graph.optimize.asking.Rules` or a mapping of its fields:
        ``pins``, ``together``, ``apart``, ``keep_headcounts``, ``count_layers``,
        ``count_followers``, ``max_merges``, ``max_liaisons``, ``repair``, ``barred``. They hold in
        every plan. ``repair`` names the kinds of demand that count as unmet: ``per_base_unit``,
        ``requirement``, ``smallest``, ``largest``, ``most_base_units``, ``led``; by default all.
    solve
        How: ``time_limit`` (seconds), ``seed``, ``executor`` (any `concurrent.futures.Executor`),
        ``progress`` (called with how far it is; True or False: shown or not).
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
    A plan is judged by how it leaves the organisation, not by the way there; nothing that is
    demanded may become worse than it is today.

    Levers. *move*: members go to another base unit alike in the columns of `Transfer.move`; who
    leads a base unit stays. *regroup*: members go to another group of the same layer, alike in the
    columns of `Transfer.regroup`; who leads a group stays, unless *appoint* finds another leader.
    *join*: an eligible member in no group of a layer enters one. *admit*: so does a candidate
    (`Layer.candidates`), who becomes what `Layer.admission` says. *appoint*: a group gets another
    leader who satisfies `Layer.leader`. *attach*: a leader takes a duty that counts
    (`Layer.counting_duties`) for a base unit other than the own. *merge*: a base unit is dissolved
    into another like it. Whoever is in several units of one layer keeps them all: which of them to
    give up is not for us to say.

    Goals. *missing*: people missing in base units (`Layer.per_base_unit`). *unmet*: people missing,
    over units and all demands, and what is left of every bound that is broken (headcounts, sizes,
    base units a group, a leader a group). *groups_changed*: groups that somebody enters or leaves,
    whose leader differs, or whose set of base units does. *people_moved*: people whose base unit or
    group differs in the end. *price*: the prices of all uses. *imbalance*: over the groups, how far
    the size is from today's mean of the layer.

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
    ['Move B from T1 to T2']
    >>> plan.apply(org) == plan.scenario.apply(org)
    True
    """
    policy = (Policy() if policy is None else policy).resolve(org)
    lang = language(lang, policy.lang)
    ask, solving = all_asked(levers, goals, rules, solve, max_groups_changed, lang)
    question = Question(
        org,
        policy,
        ask,
        solving,
        day_or_none(on),
        text("propose.name", lang) if name is None else name,
        lang,
    )
    try:
        posed = question.posed()
    except ProblemError as error:
        if any(fault.key not in CONTRADICTIONS for fault in error.faults):
            raise
        return Proposal.of(question, None, error.faults)
    with Watched(solving.progress, ask.goals[0], lang) as watched:
        found = solved(
            posed,
            time_limit=solving.time_limit,
            seed=solving.seed,
            executor=solving.executor,
            progress=watched.told,
        )
    return Proposal.of(question, found)
