"""`propose_leaders` against every choice of leaders of odd organisations, and the audit afterwards."""

from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from tests.leaders.leader_oracle import GOALS, Case, invented
from tests.optimize.seats.instances import DAY
from tests.optimize.seats.today import today
from tests.searching import examples

KEYS = ["check", "entity_id", "layer", "value", "limit"]


def audited(case: Case, org: sg.Org) -> sg.Audit:
    return sg.audit(org, case.policy.resolve(case.org), on=DAY, lang="en")


def missed(audit: sg.Audit, check: str, *, once: str = "") -> int:
    """By how much a check is missed in all; once: how many different ones it names."""
    rows = audit.findings
    rows = rows[rows["check"].str.endswith(check)]
    if once:
        return rows[once].nunique() if len(rows) else 0
    return int((rows["value"] - rows["limit"]).abs().sum())


@examples(6)
@given(st.integers(0, 2**32 - 1))
def test_no_choice_of_an_odd_organisation_is_better(seed: int) -> None:
    case = invented(seed)
    ask = {"barred": case.barred, "kept": case.kept, "on": DAY}
    plan = sg.propose_leaders(case.org, case.policy, **ask, lang="en")
    assert plan.status == "optimal"
    assert tuple(plan.objective) == GOALS
    assert tuple(plan.objective.values()) == case.best()
    assert tuple(plan.before.values()) == case.judged(case.now)
    assert dict(plan.bound) == dict(plan.objective)
    after = plan.apply(case.org)
    then, decided = today(after, DAY), case.decided()
    assert then.seats == case.today.seats
    ends = {unit: frozenset(then.leaders[unit]) for unit in then.units}
    assert case.judged(ends) == tuple(plan.objective.values())
    assert case.fits(ends)
    assert all(some in case.choices(unit, decided) for unit, some in ends.items())
    audit = audited(case, after)
    assert missed(audit, "vacant_leader") == plan.objective["vacant"]
    assert missed(audit, "overextended_leader") == plan.objective["overload"]
    assert missed(audit, "unaligned_leader", once="group") == plan.objective["unaligned"]
    short = {unit for unit in ends if (b := case.bounds(unit)) and len(ends[unit]) < b[0]}
    assert set(plan.unfilled["unit"]) == short
    last = plan.preview(case.org, case.policy.resolve(case.org), on=DAY).audits[-1]
    told = [sorted(map(str, one.findings[KEYS].to_numpy().tolist())) for one in (audit, last)]
    assert told[0] == told[1]
