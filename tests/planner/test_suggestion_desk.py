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
from sanzu_graph.planner.background_work import BackgroundWork, Run
from sanzu_graph.planner.findings import read
from sanzu_graph.planner.session import Session
from sanzu_graph.planner.suggestion_desk import repair_lines

DAY = "2026-11-22"


@pytest.fixture(scope="module")
def guanxi() -> sg.Org:
    return sg.read_tables("data/guanxi")


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


def test_edits_are_answered_while_a_plan_is_looked_for_and_are_not_undone_by_it(guanxi):
    async def kernel() -> None:
        planner = sg.Planner(guanxi, on=DAY, lang="en", keep=False)
        told = request(planner, do="propose")
        assert told["sentence"] == catalog()["planner.proposing"]["en"]
        assert planner.optimizer["on"]
        move = sg.MoveMember("M032", "T05", "T06")
        answer = request(planner, do="edit", change=move.to_dict())
        assert answer["fixed"]
        assert planner.optimizer["on"]  # still looking
        await until(lambda: not planner.optimizer["on"])
        changes = [change for change, _, _ in planner.suggestions]
        assert changes
        assert not any(change.get("member") == "M032" for change in changes)
        request(planner, do="accept")
        assert planner.suggestions == []
        assert planner.scenario.changes[0] == move
        assert len(planner.scenario) == len(changes) + 1

    asyncio.run(kernel())


def test_another_plan_does_not_get_what_was_asked_for_the_first(guanxi):
    async def kernel() -> None:
        planner = sg.Planner(guanxi, on=DAY, lang="en", keep=False)
        request(planner, do="propose")
        request(planner, do="add_plan")
        assert not planner.optimizer["on"]
        await asyncio.sleep(0.5)
        assert planner.suggestions == []

    asyncio.run(kernel())


def test_each_suggestion_says_which_findings_it_ends(guanxi):
    session = Session(guanxi, sg.Policy(), None, on=DAY)
    session.optimizer.begin()
    offers = session.optimizer.offers
    assert offers
    org, before = guanxi, sg.audit(guanxi, sg.Policy(), on=DAY)
    first = before
    for offer in offers:
        org = org.edited(offer.change.edit(org, today=before.on))
        after = sg.audit(org, sg.Policy(), on=DAY).keeping_past(first)
        known, now = (dict(read(audit.findings)) for audit in (before, after))
        ended = [one for key, one in known.items() if key not in now and one.severity != "info"]
        for finding in ended[:3]:
            assert finding.message in offer.repairs
        assert bool(offer.repairs) is bool(ended)
        before = after


def test_several_are_accepted_in_one_step(guanxi):
    planner = sg.Planner(guanxi, on=DAY, lang="en", keep=False)
    request(planner, do="propose")
    total = len(planner.suggestions)
    assert total > 2
    for wrong in ([0, 99], ["x"], "all", [None]):
        assert request(planner, do="accept", numbers=wrong)["error"]
    chosen = [planner.suggestions[place][0] for place in (0, 2)]
    assert "error" not in request(planner, do="accept", numbers=[2, 0])
    assert [change.to_dict() for change in planner.scenario] == chosen
    assert len(planner.suggestions) == total - 2
    planner.undo()
    assert len(planner.scenario) == 0


def test_reasons_stand_with_the_suggestions_they_are_of(guanxi):
    planner = sg.Planner(guanxi, on=DAY, lang="en", keep=False)
    assert request(planner, do="reasons") == {**planner.answer, "sentence": ""}
    request(planner, do="propose")
    planner.accept(1)
    request(planner, do="reasons")
    rows = planner.proposal.reasons.iloc[1:]
    for row, (_, _, reason) in zip(rows.itertuples(), planner.suggestions, strict=True):
        assert row.repairs in reason
        assert row.next_best in reason


def test_what_cannot_be_made_repairs_nothing(guanxi):
    session = Session(guanxi, sg.Policy(), None, on=DAY)
    wrong, right = sg.LeaveUnit("M032", "T06"), sg.MoveMember("M032", "T05", "T06")
    lines = list(repair_lines(session.point, [wrong, right]))
    assert lines[0] == ""
    assert "T06" in lines[1]


def test_the_brief_lays_all_plans_side_by_side(guanxi, tmp_path):
    planner = sg.Planner(guanxi, on=DAY, lang="en", keep=tmp_path / "plan.json")
    planner.scenario = planner.scenario.then(sg.MoveMember("M032", "T05", "T06"))
    planner.add_plan(sg.Scenario("<b>other</b>", [sg.AppointLeader("M040", "U3")]))
    answer = request(planner, do="brief")
    (file,) = tmp_path.glob("sanzu_brief_*.html")
    assert file.name in answer["sentence"]
    assert file.read_text(encoding="utf-8") == answer["page"]
    assert file.stat().st_mode & 0o077 == 0
    assert "plan" in answer["page"]
    assert "&lt;b&gt;other&lt;/b&gt;" in answer["page"]
    expected = sg.brief(guanxi, planner.plans, policy=planner.policy, on=DAY, lang="en")
    assert expected._repr_html_().split("<h1")[1].removesuffix("</div>") in answer["page"]
