"""Why no fewer groups can change: the same question, asked for one group fewer."""

from __future__ import annotations

from dataclasses import replace

from sanzu_graph.doors import own_language
from sanzu_graph.messages import listed, text
from sanzu_graph.optimize.request import GROUPS
from sanzu_graph.optimize.solved_plans import SolvedPlan
from sanzu_graph.optimize.solving_parts import solve
from sanzu_graph.solving.statuses import OPTIMAL

#: The most demands that are named as unmet with fewer groups.
NAMED = 2
_DEMAND = ["requirement", "layer", "unit"]


@own_language
def need_line(proposal: SolvedPlan, *, seconds: float) -> str:
    """How many groups must change, and what the best plan with one fewer leaves unmet.

    Empty where that is not proven, or not within `seconds`.
    """
    count = int(proposal.objective.get(GROUPS, 0))
    if not count or proposal.gap.get(GROUPS) != 0:
        return ""
    ask = replace(proposal.question.ask, max_groups_changed=count - 1)
    question = replace(proposal.question, ask=ask)
    seed = question.solving.seed
    fewer = type(proposal).of(question, solve(question.posed(), time_limit=seconds, seed=seed))
    if fewer.status != OPTIMAL:
        return ""
    today = proposal.shortfalls.set_index(_DEMAND)["missing"].to_dict()
    left = [
        str(row.what)
        for row in fewer.shortfalls.itertuples()
        if row.missing > today.get((row.requirement, row.layer, row.unit), 0)
    ]
    if not left:
        return ""
    what = listed(left, most=NAMED)
    if count == 1:
        return text("propose.need_group", what=what)
    return text("propose.need_groups", count=count, fewer=count - 1, what=what)
