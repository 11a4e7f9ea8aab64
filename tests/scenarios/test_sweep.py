"""A sweep says of every plan what an audit of the changed organisation says."""

import gc
import pickle
import random
from collections import Counter
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from weakref import ref

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.audits import edited_copies
from sanzu_graph.audits.check_questions import moment_for, questions_of
from sanzu_graph.audits.edited_copies import EditedCopies
from sanzu_graph.policy.manager_demands import Reporting
from sanzu_graph.policy.mentor_demands import Mentors
from sanzu_graph.policy.rules import Rule
from tests.edits import random_policy
from tests.searching import examples
from tests.strategies import organisations

POLICIES = (sg.Policy(), sg.Policy.for_layers("team", ["party", "union"]))


def drawn_plans(org, draw):
    """Plans of one to three moves that can be made at once: moves, joins, leavings."""
    units = dict(zip(org.units["id"], org.units["layer"], strict=True))
    seats = sorted(set(zip(org.memberships["member"], org.memberships["unit"], strict=True)))
    taken = set(seats)
    rows, plans = [], {}
    for number in range(6):
        used, changes = set(), []
        for _ in range(draw.randint(1, 3)):
            kind = draw.choice(["move", "join", "leave"])
            if not seats or not units:
                continue
            member, source = draw.choice(seats)
            target = draw.choice(sorted(units))
            if kind == "join":
                source = ""
            if kind == "leave":
                target = ""
            ends = {(member, unit) for unit in (source, target) if unit}
            if ends & used or (target and (member, target) in taken):
                continue
            if source and target and units[source] != units[target]:
                continue
            used |= ends
            rows.append((f"p{number}", member, source, target))
            changes.append(
                sg.MoveMember(member, source, target)
                if source and target
                else sg.LeaveUnit(member, source)
                if source
                else sg.JoinUnit(member, target)
            )
        if changes:
            plans[f"p{number}"] = changes
    return pd.DataFrame(rows, columns=["plan", "member", "source", "target"]), plans


def expected(org, policy, plans):
    """By full audits, of the questions that a sweep asks."""
    moment = moment_for(org, None)
    day = org if moment is None else org.at(moment)
    resolved = policy.resolve(org)
    asked = EditedCopies(day, resolved, questions_of(resolved, None, (), moment)).questions
    slugs = {question.check.slug for question in asked}
    found = {}
    if not slugs:
        return found
    before = sg.audit(day, resolved, select=slugs)
    for name, changes in plans.items():
        after = sg.audit(sg.Scenario(name, changes).apply(day), resolved, select=slugs)
        told = after.since(before)
        for check, change in zip(told["check"], told["change"], strict=True):
            if check in slugs and change != "still there":
                fixes, breaks = found.get((name, check), (0, 0))
                found[name, check] = (fixes + (change == "gone"), breaks + (change == "new"))
    return found


@examples(10)
@given(organisations(dated=False), st.integers(0, 2**32), st.sampled_from(POLICIES))
def test_every_plan_is_told_as_its_audit_tells(org, seed, policy):
    frame, plans = drawn_plans(org, random.Random(seed))
    told = sg.sweep(org, frame, policy)
    counted = {
        (row.plan, row.check): (row.fixes, row.breaks) for row in told.itertuples(index=False)
    }
    assert len(counted) == len(told)
    assert counted == expected(org, policy, plans)


@examples(5)
@given(organisations(dated=False), st.integers(0, 2**32), st.sampled_from([1, 40, 30_000]))
def test_any_policy_is_told_as_its_audit_tells(org, seed, rows):
    """Seats of all kinds, counting duties, rollup, requirements; plans of one move and of several."""
    dice = random.Random(seed)
    policy = random_policy(dice)
    frame, plans = drawn_plans(org, dice)
    if dice.random() < 0.5:
        frame = frame.drop_duplicates("plan")
        plans = {name: changes[:1] for name, changes in plans.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(edited_copies, "ROWS", rows)
        try:
            told = sg.sweep(org, frame, policy)
        except sg.AbsentError:  # a column that a rule names
            return
    counted = {
        (row.plan, row.check): (row.fixes, row.breaks) for row in told.itertuples(index=False)
    }
    assert counted == expected(org, policy, plans)


@examples(10)
@given(organisations(dated=False), st.integers(0, 2**32))
def test_what_was_asked_before_changes_no_answer(org, seed):
    """What an organisation keeps of a sweep serves the next one; then policies and plans differ."""
    dice = random.Random(seed)
    asked = []
    for _ in range(2):
        policy = random_policy(dice)
        asked += [(drawn_plans(org, dice)[0], policy) for _ in range(2)]
    asked += asked[::-1]
    for frame, policy in asked:
        fresh = sg.Org.from_tables(org.tables())
        try:
            expected = sg.sweep(fresh, frame, policy)
        except sg.AbsentError:  # a column that a rule names
            continue
        pd.testing.assert_frame_equal(sg.sweep(org, frame, policy), expected)


def test_what_a_sweep_keeps_goes_with_its_organisation():
    frame = pd.DataFrame({"plan": ["p"], "member": ["A"], "source": ["T1"], "target": ["T2"]})
    org = sg.Org.from_tables(ORG.tables())
    expected = sg.sweep(org, frame)
    sg.best_moves(org, member="A")
    for other in (pickle.loads(pickle.dumps(org)), org.withholding(["union"])):  # noqa: S301 - our own
        pd.testing.assert_frame_equal(sg.sweep(other, frame), expected)
    known = ref(org)
    gc.disable()  # nothing is left to it
    try:
        del org, other
        assert known() is None
    finally:
        gc.enable()


def test_who_is_shown_without_their_relations_passes_for_nobody():
    """C is there because B reports to C; that C mentors D is not shown."""
    org = sg.Org(
        {"id": list("BCDE"), "grade": ["new", "old", "old", "old"]},
        {"id": ["T1", "T2"], "layer": ["team"] * 2},
        {"member": ["B", "C", "E"], "unit": ["T1"] * 3},
        {"source": ["B", "C"], "target": ["C", "D"], "kind": ["reports_to", "mentors"]},
    )
    policy = sg.Policy.for_layers("team").replace(
        mentors=Mentors(
            mentor=Rule("grade", any_of=("old",)), apprentice=Rule("grade", any_of=("new",))
        ),
        reporting=Reporting(inside="team"),
    )
    frame = pd.DataFrame({"plan": ["p"], "member": ["B"], "source": ["T1"], "target": ["T2"]})
    told = sg.sweep(org, frame, policy)
    counted = {
        (row.plan, row.check): (row.fixes, row.breaks) for row in told.itertuples(index=False)
    }
    assert counted == expected(org, policy, {"p": [sg.MoveMember("B", "T1", "T2")]})


class Packing(Executor):
    """Hands its work over as bytes, as to a process; keeps what arrived."""

    def __init__(self):
        self.arrived = []

    def submit(self, function, /, *args, **kwargs):
        function, args = pickle.loads(pickle.dumps((function, args)))  # noqa: S301 - our own
        self.arrived.append(args)
        future = Future()
        future.set_result(pickle.loads(pickle.dumps(function(*args, **kwargs))))  # noqa: S301
        return future


def test_what_travels_to_a_process_is_unpacked_once(monkeypatch):
    org = sg.synthetic(members=40, seed=4)
    seats = org.memberships.drop_duplicates(["member", "unit"])
    frame = seats.assign(plan=range(len(seats)), source=seats["unit"], target="")
    monkeypatch.setattr("sanzu_graph.scenarios.sweeping._TASK", 5)
    monkeypatch.setattr("sanzu_graph.scenarios.sweeping._TASKS", 4)
    executor = Packing()
    pd.testing.assert_frame_equal(
        sg.sweep(org, frame, executor=executor), sg.sweep(org, frame).reset_index(drop=True)
    )
    assert len(executor.arrived) == 4
    assert len({id(swept) for swept, _ in executor.arrived}) == 1


def test_many_plans_in_threads_are_the_same():
    org = sg.synthetic(members=60, seed=4)
    draw = random.Random(4)
    teams = org.units.loc[org.units["layer"] == "team", "id"].tolist()
    seats = org.memberships[org.memberships["unit"].isin(teams)]
    rows = [
        (number, seat.member, seat.unit, draw.choice([team for team in teams if team != seat.unit]))
        for number, seat in enumerate(seats.itertuples())
    ]
    frame = pd.DataFrame(rows, columns=["plan", "member", "source", "target"])
    alone = sg.sweep(org, frame)
    with ThreadPoolExecutor(2) as executor:
        pd.testing.assert_frame_equal(alone, sg.sweep(org, frame, executor=executor))
    reverse = sg.sweep(org, frame.iloc[::-1])
    assert Counter(map(tuple, reverse.to_numpy().tolist())) == Counter(
        map(tuple, alone.to_numpy().tolist())
    )


def test_scenarios_are_told_by_their_name():
    org = sg.synthetic(members=40, seed=4)
    member, unit = org.memberships[["member", "unit"]].iloc[0]
    plans = [
        sg.Scenario("one", [sg.LeaveUnit(member, unit)]),
        sg.Scenario("two", [sg.RemoveMember(member)]),
    ]
    before = sg.audit(org)
    told = sg.sweep(org, plans).set_index(["plan", "check"])
    for plan in plans:
        change = before.after(plan).since(before)
        counts = Counter(zip(change["check"], change["change"], strict=True))
        for check in change["check"].unique():
            pair = (counts[check, "gone"], counts[check, "new"])
            row = (plan.name, check)
            assert (tuple(told.loc[row]) if row in told.index else (0, 0)) == pair


ORG = sg.Org(
    {"id": ["A", "B"]},
    {"id": ["T1", "T2", "P"], "layer": ["team", "team", "party"]},
    {"member": ["A", "B", "B"], "unit": ["T1", "T1", "P"]},
)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ((None, "A", "T1", "T2"), "plan"),
        (("p", "Z", "T1", "T2"), "member"),
        (("p", "A", "T9", "T2"), "source"),
        (("p", "A", "T1", "T9"), "target"),
        (("p", "A", "", ""), "target"),
        (("p", "A", "T2", "T1"), "source"),
        (("p", "A", "", "T1"), "target"),
        (("p", "B", "P", "T2"), "target"),
    ],
)
def test_what_cannot_be_made_is_told_by_its_row(row, column):
    frame = pd.DataFrame(
        [("ok", "A", "T1", "T2"), row], columns=["plan", "member", "source", "target"]
    )
    with pytest.raises(sg.ScenarioError) as error:
        sg.sweep(ORG, frame)
    assert [(fault.row, fault.column) for fault in error.value.faults] == [(1, column)]


def test_an_organisation_without_units_knows_none():
    nobody = sg.Org({"id": ["A"]}, {"id": [], "layer": []}, {"member": [], "unit": []})
    frame = pd.DataFrame({"plan": ["p"], "member": ["A"], "source": ["T1"], "target": ["T2"]})
    with pytest.raises(sg.ScenarioError) as error:
        sg.sweep(nobody, frame)
    assert [(fault.row, fault.column) for fault in error.value.faults] == [(0, "source")]


def test_one_seat_moves_once_in_a_plan():
    frame = pd.DataFrame({"plan": ["p", "p"], "member": "A", "source": "T1", "target": ["T2", ""]})
    with pytest.raises(sg.ScenarioError) as error:
        sg.sweep(ORG, frame)
    assert len(error.value.faults) == 1


@pytest.mark.parametrize("plans", [3, "plan.json", pd.DataFrame({"plan": ["p"]})])
def test_other_things_are_refused(plans):
    with pytest.raises(sg.InputError):
        sg.sweep(ORG, plans)


def test_no_plan_is_no_row():
    frame = pd.DataFrame(columns=["plan", "member", "source", "target"])
    assert sg.sweep(ORG, frame).columns.tolist() == ["plan", "check", "fixes", "breaks"]
    assert len(sg.sweep(ORG, [])) == 0
