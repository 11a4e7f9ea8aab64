"""Why something about managers stays unmet, against all end states with a limit lifted."""

import pytest

import sanzu_graph as sg
from tests.optimize.line_oracle import DAY, Case, best, ends, invented, org_of
from tests.optimize.test_line_proposals import policy_of

LIMITS = ("most_reports", "most_above", "least_reports", "most_single", "inside")
NO_ROOM = "no manager has room for more reports"
BARRED = "the managers with room are barred: by a circle, a pin or another limit"
TOGETHER = "no single rule is the cause: several hold together"


def proposed(case: Case) -> sg.Proposal:
    rules = {"pins": case.pins}
    policy = policy_of(**case.rules)
    return sg.propose(org_of(case), policy, levers=["report"], rules=rules, on=DAY, lang="en")


def without(case: Case, name: str) -> Case:
    """The case with one limit lifted."""
    if name == "pins":
        return case._replace(pins=[])
    return case._replace(rules={**case.rules, name: None})


def relieved(case: Case) -> set[str]:
    """The limits each of which alone leaves less unmet; dotted lines bar managers too."""
    least, _ = best(case)
    names = [name for name in LIMITS if case.rules[name] is not None] + ["pins"] * bool(case.pins)
    found = {name for name in names if best(without(case, name))[0] < least}
    if case.dotted and best(case._replace(dotted=set()))[0] < least:
        found.add("distinct")
    return found


def check(case: Case) -> None:
    plan = proposed(case)
    rows = plan.unmet
    if not len(rows):
        return
    single = relieved(case)
    for row in rows.itertuples():
        assert row.why in (NO_ROOM, BARRED, TOGETHER), case
        if row.would_help.endswith("a higher limit on reports"):
            assert "most_reports" in single, case
        elif row.why == TOGETHER:
            others = single - {"most_reports"}  # it may be that only spans are fewer by that one
            assert not others, case
            assert row.would_help.endswith("at once"), case
        else:
            assert single, case
        if row.why == NO_ROOM:
            counts = next(end.reports for plan_, end in ends(case) if fits(plan, plan_))
            most = int(case.rules["most_reports"] or 0)
            assert all(count >= most for count in counts.values() if count), case


def fits(plan: sg.Proposal, changes: dict[str, str]) -> bool:
    """Whether these are the changes of a plan."""
    return changes == {change.member: change.manager for change in plan.scenario or ()}


@pytest.mark.parametrize("seed", [20002, 20035, 20036, 20056, 20070, 20113, 20138, 20147])
def test_what_would_help_helps(seed: int) -> None:
    """Of 20056, 20070, 20113, 20138 and 20147 one limit was named, and it took several."""
    check(invented(seed))


@pytest.mark.heavy
def test_what_would_help_helps_in_very_many() -> None:
    for seed in range(30_000, 30_600):
        check(invented(seed))


def test_of_whom_is_pinned_no_further_manager_is_asked_for() -> None:
    rows = proposed(invented(20035)).unmet
    assert rows[["unit", "would_help"]].to_numpy().tolist() == [["E", "one limit or pin less"]]
