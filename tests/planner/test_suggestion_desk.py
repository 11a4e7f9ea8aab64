"""The optimiser beside the kernel: requests are answered meanwhile, and nothing of what came of it
is lost or made up.
"""

import asyncio
import threading
import time

import pytest

import sanzu_graph as sg
from sanzu_graph.errors import ChangeError
from sanzu_graph.messages import catalog
from sanzu_graph.planner.background_work import THREAD, BackgroundWork, Run
from sanzu_graph.planner.findings import read
from sanzu_graph.planner.session import Session
from sanzu_graph.planner.suggestion_reasons import repair_lines

#: One team is blank, two have no leader.
POLICY = sg.Policy.for_layers("team", ["party"]).with_layer("team", led=True)


@pytest.fixture(scope="module")
def org() -> sg.Org:
    ids, units = list("ABCDEFGH"), ["T1", "T2", "T3", "G1", "G2"]
    seats = [*["T1"] * 4, *["T2"] * 2, *["T3"] * 2, "G1", "G1", "G1", "G2"]
    return sg.Org(
        {"id": ids, "name": [f"Name {one}" for one in ids]},
        {"id": units, "layer": ["team"] * 3 + ["party"] * 2},
        {"member": [*ids, *"ABCG"], "unit": seats, "role": ["leader"] + ["member"] * 11},
    )


@pytest.fixture
def planner(org: sg.Org) -> sg.Planner:
    return sg.Planner(org, POLICY, lang="en", keep=False)


async def until(is_so) -> None:
    """Wait in the loop, as a kernel does, until something is so."""
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


# -- work in a thread


def test_work_ends_where_it_is_stopped_and_is_taken_in_the_thread_of_the_loop():
    async def kernel() -> None:
        work, threads, heard = BackgroundWork(), [], []
        work.heard = lambda: heard.append(work.told()["on"])

        def wait(run: Run[str]) -> str:
            threads.append(threading.current_thread())
            run.stop.wait(30)
            return "best"

        def take(result: str) -> str:
            threads.append(threading.current_thread())
            return f"taken: {result}"

        work.start("propose", wait, take)
        assert work.told() == {"on": True, "name": "propose", "stopping": False, "sentence": ""}
        work.stop()
        assert work.told()["stopping"]
        await until(lambda: not work.is_on)
        assert work.told() == {"on": False, "sentence": "taken: best"}
        assert heard == [False]
        assert threads[0] is not threads[1] is threading.current_thread()

    asyncio.run(kernel())


def test_nobody_hears_of_work_that_was_abandoned():
    async def kernel() -> None:
        work, taken = BackgroundWork(), []
        ended = threading.Event()

        def wait(run: Run[str]) -> str:
            run.stop.wait(30)
            ended.set()
            return "first"

        work.start("propose", wait, lambda result: taken.append(result) or "")
        work.start("propose", lambda _: "second", lambda result: taken.append(result) or "done")
        assert ended.wait(30)  # the first is told to stop
        await until(lambda: not work.is_on)
        await asyncio.sleep(0.05)
        assert taken == ["second"]
        assert work.sentence == "done"

    asyncio.run(kernel())


@pytest.mark.parametrize("error", [ChangeError("refused.no_kind", value="x"), ValueError("ours")])
def test_what_fails_is_told_and_what_is_ours_is_logged(error):
    async def kernel() -> None:
        work, logged = BackgroundWork(), []
        asyncio.get_running_loop().set_exception_handler(
            lambda _, context: logged.append(context["exception"])
        )

        def fail(_: Run[str]) -> str:
            raise error

        work.start("propose", fail, str)
        await until(lambda: not work.is_on)
        await asyncio.sleep(0.01)
        is_told = isinstance(error, sg.SanzuError)
        known = [str(error)] if is_told else [*catalog()["planner.failed"].values()]
        assert work.sentence in known
        assert logged == ([] if is_told else [error])

    asyncio.run(kernel())


def test_without_a_loop_work_is_done_at_once():
    work = BackgroundWork()
    work.start("propose", lambda _: "result", str.upper)
    assert (work.is_on, work.sentence) == (False, "RESULT")


# -- suggestions


def request(planner: sg.Planner, **asked: object) -> dict:
    planner.request = {"id": str(time.monotonic_ns()), **asked}
    return planner.answer


def test_edits_are_answered_while_a_plan_is_looked_for_and_are_not_undone_by_it(planner):
    async def kernel() -> None:
        told = request(planner, do="propose")
        assert told["sentence"] == catalog()["planner.proposing"]["en"]
        join = sg.JoinUnit("E", "G1")
        answer = request(planner, do="edit", change=join.to_dict())
        assert [message for _, message in answer["fixed"] if "T2" in message]
        assert planner.optimizer["on"]  # nothing has come back yet
        await until(lambda: not planner.optimizer["on"])
        changes = [change for change, _, _ in planner.suggestions]
        assert changes == [sg.AppointLeader("G", "T3").to_dict()]  # those about E are left out
        assert "2 left out" in planner.optimizer["sentence"]
        request(planner, do="accept")
        assert planner.suggestions == []
        assert list(planner.scenario) == [join, sg.AppointLeader("G", "T3")]

    asyncio.run(kernel())


def test_another_plan_does_not_get_what_was_asked_for_the_first(planner):
    async def kernel() -> None:
        request(planner, do="propose")
        request(planner, do="add_plan")
        assert not planner.optimizer["on"]
        await until(lambda: not any_at_work())
        await asyncio.sleep(0.01)
        assert planner.suggestions == []

    asyncio.run(kernel())


def test_copies_of_copies_are_counted_on(planner):
    for _ in range(3):
        request(planner, do="add_plan")
    planner.add_plan(sg.Scenario("plan 2 b"))
    planner.add_plan()
    told = [plan.name for plan in planner.plans]
    assert told == ["plan", "plan 2", "plan 3", "plan 4", "plan 2 b", "plan 2 b 2"]


def any_at_work() -> bool:
    """Whether a thread of a board is at work."""
    return any(one.name == THREAD for one in threading.enumerate())


def test_each_suggestion_says_which_findings_it_ends(org):
    session = Session(org, POLICY, None)
    session.optimizer.begin()
    offers = session.optimizer.offers
    assert len(offers) == 3
    after = sg.audit(org, POLICY)
    for offer in offers:
        org, before = org.edited(offer.change.edit(org)), after
        after = sg.audit(org, POLICY)
        known, now = (dict(read(audit.findings)) for audit in (before, after))
        ended = [one for key, one in known.items() if key not in now and one.severity != "info"]
        assert ended
        assert offer.repairs == " ".join(one.message for one in ended)


def test_several_are_accepted_in_one_step(planner):
    request(planner, do="propose")
    for wrong in ([0, 99], ["x"], "all", [None]):
        assert request(planner, do="accept", numbers=wrong)["error"]
    first, second, third = (change for change, _, _ in planner.suggestions)
    assert "error" not in request(planner, do="accept", numbers=[2, 0])
    assert [change.to_dict() for change in planner.scenario] == [first, third]
    assert [change for change, _, _ in planner.suggestions] == [second]
    planner.undo()
    assert len(planner.scenario) == 0


def test_reasons_stand_with_the_suggestions_they_are_of(planner):
    assert request(planner, do="reasons")["sentence"] == ""
    request(planner, do="propose")
    planner.accept(1)
    request(planner, do="reasons")
    rows = planner.proposal.reasons.iloc[1:]
    for row, (_, _, reason) in zip(rows.itertuples(), planner.suggestions, strict=True):
        assert row.repairs in reason
        assert row.next_best in reason


def test_other_plans_and_reasons_can_be_stopped(planner):
    """What is asked after a stop comes back at once, and claims nothing."""

    async def kernel() -> None:
        request(planner, do="propose")
        await until(lambda: not planner.optimizer["on"])
        for asked in ("alternatives", "reasons"):
            request(planner, do=asked)
            assert planner.optimizer["name"] == asked
            request(planner, do="stop")
            assert planner.optimizer["stopping"]
            await until(lambda: not planner.optimizer["on"])
            assert planner.optimizer["sentence"]

    asyncio.run(kernel())


def test_a_plan_that_is_not_proven_has_no_ranked_others_and_says_so(planner):
    stopped = threading.Event()
    stopped.set()
    planner.propose(solve={"stop": stopped})
    told = request(planner, do="alternatives")
    assert told["sentence"] == catalog()["alternative.unproven"]["en"]
    assert len(told["alternatives"]) == 1


def test_plans_for_managers_have_reasons_on_the_board(org):
    lines = {"source": list("BC"), "target": list("AA"), "kind": ["reports_to"] * 2}
    planner = sg.Planner(org.replace(relations=lines), POLICY, lang="en", keep=False)
    planner.propose(levers={"move": 1, "report": 3})
    answer = request(planner, do="reasons")
    assert answer["sentence"] == catalog()["planner.reasons_there"]["en"]
    assert planner.suggestions[-1][0]["change"] == "ChangeManager"
    assert planner.suggestions[-1][2]


def test_what_cannot_be_made_repairs_nothing(org):
    session = Session(org, POLICY, None)
    lines = list(repair_lines(session.point, [sg.LeaveUnit("A", "T2"), sg.JoinUnit("E", "G2")]))
    assert lines[0] == ""
    assert "T2" in lines[1]


def test_the_brief_lays_all_plans_side_by_side(org, tmp_path):
    planner = sg.Planner(org, POLICY, lang="en", keep=tmp_path / "plan.json")
    planner.scenario = planner.scenario.then(sg.JoinUnit("E", "G2"))
    planner.add_plan(sg.Scenario("<b>other</b>", [sg.AppointLeader("G", "T3")]))
    answer = request(planner, do="brief")
    (file,) = tmp_path.glob("sanzu_brief_*.html")
    assert file.name in answer["sentence"]
    assert file.read_text(encoding="utf-8") == answer["page"]
    assert file.stat().st_mode & 0o077 == 0
    assert "&lt;b&gt;other&lt;/b&gt;" in answer["page"]
    expected = sg.brief(org, planner.plans, policy=planner.policy, lang="en")
    assert expected._repr_html_().split("<h1")[1].removesuffix("</div>") in answer["page"]
