"""What a page may ask, and the answers. A request is data from outside: everything in it is checked
before it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.manager_lines import STAY
from sanzu_graph.changes.registry import change_from_dict
from sanzu_graph.errors import ChangeError, InputError, SanzuError
from sanzu_graph.io.atomic import write_text
from sanzu_graph.messages import text
from sanzu_graph.planner.refusals import Refusals
from sanzu_graph.planner.session import Session
from sanzu_graph.planner.snapshots import told
from sanzu_graph.planner.unit_totals import unit_totals

Request = Mapping[str, Any]
Answer = dict[str, Any]
#: In place of a layer: cards stand by manager. No layer is called like that.
MANAGERS = "\n"


def answered(session: Session, request: Request) -> Answer:
    """The answer to a request; what cannot be done is answered with ``error``, a sentence.

    Parameters
    ----------
    session
        The plan; it goes on if the request says so.
    request
        ``do``: what is asked (`ASKED`), and what that needs.
    """
    request_kind = ASKED.get(str(request.get("do")))
    try:
        if request_kind is None:
            raise InputError("error.no_request", value=request.get("do"), known=list(ASKED))
        return request_kind(session, request)
    except SanzuError as error:
        return {"error": error.describe()}


def _change(request: Request) -> Change:
    given = request.get("change")
    if not isinstance(given, Mapping):
        raise ChangeError("refused.no_kind", value=repr(given))
    return change_from_dict(given)


def _edit(session: Session, request: Request) -> Answer:
    change = _change(request)
    why = session.refusal(change)
    if why is not None:
        return {"error": why}
    answer = _effects(session, change)
    session.make([change])
    return answer


def _preview(session: Session, request: Request) -> Answer:
    """What a change would fix, introduce and end, or why it is refused."""
    change = _change(request)
    why = session.refusal(change)
    return _effects(session, change) if why is None else {"refused": why}


def _effects(session: Session, change: Change) -> Answer:
    """What a change does, before it is made; ``lost``: the posts and titles that end by it."""
    fixed, introduced = session.point.effects(session.tried(change))
    return {
        "sentence": session.sentence(change),
        "lost": session.losses(change),
        "fixed": told(fixed),
        "introduced": told(introduced),
    }


def _totals(session: Session, request: Request) -> Answer:
    """What is counted in a unit by now, in words; nothing where it is not there."""
    return {"totals": unit_totals(session.point.draft, str(request.get("unit")), session.point.day)}


def _find(session: Session, request: Request) -> Answer:
    """Members and units that a search finds by any of their cells."""
    found = session.found(str(request.get("words") or ""))
    return {"members": found["members"], "units": found["units"]}


def _consider(session: Session, request: Request) -> Answer:
    """Which units of a layer, or which managers, are closed to a member; a preview says why."""
    member, source, layer = (request.get(name) for name in ("member", "source", "layer"))
    refusals = Refusals(session.point)
    if (
        not isinstance(member, str)
        or not isinstance(layer, str)
        or not isinstance(source, str | None)
    ):
        raise InputError("error.no_request", value=repr(dict(request)), known=list(ASKED))
    if layer == MANAGERS:
        follow = request.get("reports") != STAY
        return {"closed": sorted(refusals.closed_managers(member, reports_follow=follow))}
    return {"closed": sorted(refusals.closed(member, source or None, layer))}


def _create(session: Session, request: Request) -> Answer:
    """A new unit. It is like another one in its parent and in what the transfer rule looks at:
    people may go there.
    """
    unit, name, layer, like = (
        request.get(key) or None for key in ("unit", "name", "layer", "like")
    )
    if not isinstance(like, str | None):
        raise InputError("error.no_request", value=repr(dict(request)), known=list(ASKED))
    draft = session.point.draft
    columns = session.point.ground.placement.transfer_columns()
    keys = [] if like is None else draft.find("units", id=like)
    cells = (
        {column: draft.cell("units", keys[0], column) for column in ("parent", *columns)}
        if keys
        else {}
    )
    attributes = {"name": name, **{column: cells.get(column) for column in columns}}
    given = {column: cell for column, cell in attributes.items() if cell is not None}
    return _edit(
        session,
        {
            "change": {
                "change": "CreateUnit",
                "unit": unit,
                "layer": layer,
                "parent": cells.get("parent"),
                "attributes": given,
            }
        },
    )


def _keep(session: Session, request: Request) -> Answer:
    """Keep the plan from now on, or no longer."""
    session.keeping.is_on = request.get("on") is True
    return {}


def _restore(session: Session, _: Request) -> Answer:
    """Go on with the plan that was kept before."""
    found = session.keeping.found
    if not found:
        return {"sentence": text("planner.nothing_kept")}
    session.become(found[0])
    for plan in found[1:]:
        session.shelf.add(plan)
    session.keeping.taken()
    return {"sentence": text("planner.restored", count=sum(map(len, found)))}


def _forget(session: Session, _: Request) -> Answer:
    """Start anew; the file is put beside before it is written again."""
    session.keeping.found = []
    return {}


def _add_plan(session: Session, _: Request) -> Answer:
    """Go on with a copy of the plan as another one."""
    session.shelf.add()
    return {"sentence": text("planner.plan_is", name=session.scenario.name)}


def _turn_plan(session: Session, request: Request) -> Answer:
    """Work on another plan of the board."""
    number = request.get("number")
    if not isinstance(number, int):
        raise InputError("error.no_request", value=repr(number), known=list(ASKED))
    session.shelf.turn_to(number)
    return {"sentence": text("planner.plan_is", name=session.scenario.name)}


def _drop_plan(session: Session, _: Request) -> Answer:
    """Let the plan go that is worked on."""
    session.shelf.drop()
    return {"sentence": text("planner.plan_is", name=session.scenario.name)}


def _brief(session: Session, _: Request) -> Answer:
    """Write the page that lays all plans side by side; ``page`` is its content, to be opened."""
    from sanzu_graph.reports.brief_files import Brief, to_html
    from sanzu_graph.reports.briefs import brief

    made = brief(session.org, session.shelf.plans, policy=session.policy, on=session.on)
    assert isinstance(made, Brief)  # no path was given
    page = to_html(made, whole=True)
    path = session.keeping.folder / f"sanzu_brief_{session.org.fingerprint[:8]}.html"
    write_text(path, page, private=True)
    return {"sentence": text("planner.brief_written", file=path.name), "page": page}


def _undo(session: Session, _: Request) -> Answer:
    session.undo()
    return {"sentence": text("planner.undone")}


def _redo(session: Session, _: Request) -> Answer:
    session.redo()
    return {"sentence": text("planner.redone")}


def _propose(session: Session, _: Request) -> Answer:
    """Let the optimiser begin; it goes on beside the kernel where that can be."""
    session.optimizer.begin()
    return _work_told(session)


def _stop(session: Session, _: Request) -> Answer:
    """Let the optimiser end with the best plan so far."""
    session.optimizer.work.stop()
    return {"sentence": text("planner.stopping")}


def _alternatives(session: Session, _: Request) -> Answer:
    """Look for other plans; those that are known, each with what it costs more and how many changes
    it has.
    """
    session.optimizer.begin_others()
    return {**_work_told(session), "alternatives": others_told(session)}


def others_told(session: Session) -> list[list[Any]]:
    """The plans to choose from: what each costs more, and how many changes it has."""
    return [[plan.compared, len(plan.scenario or ())] for plan in session.optimizer.others]


def _reasons(session: Session, _: Request) -> Answer:
    """Work out why each change is suggested."""
    session.optimizer.begin_reasons()
    return _work_told(session)


def _choose(session: Session, request: Request) -> Answer:
    """Let the changes of another plan be the suggestions."""
    number = request.get("number")
    if not isinstance(number, int):
        raise InputError("error.no_request", value=repr(number), known=list(ASKED))
    session.optimizer.choose(number)
    return {"sentence": session.optimizer.summary(len(session.optimizer.offers))}


def _accept(session: Session, request: Request) -> Answer:
    """Make one suggestion (``number``), several (``numbers``) or all part of the plan."""
    number, numbers = request.get("number"), request.get("numbers")
    chosen = numbers if number is None else [number]
    if chosen is not None and not (
        isinstance(chosen, list) and all(isinstance(one, int) for one in chosen)
    ):
        raise InputError("error.no_request", value=repr(chosen), known=list(ASKED))
    session.optimizer.accept(chosen)
    return {"sentence": text("planner.accepted")}


def _dismiss(session: Session, _: Request) -> Answer:
    session.optimizer.dismiss()
    return {"sentence": text("planner.dismissed")}


def _work_told(session: Session) -> Answer:
    """That work has begun, or what came of it."""
    work = session.optimizer.work
    return {"sentence": text("planner.proposing") if work.is_on else work.sentence}


#: What can be asked.
ASKED: dict[str, Callable[[Session, Request], Answer]] = {
    "edit": _edit,
    "preview": _preview,
    "consider": _consider,
    "create": _create,
    "totals": _totals,
    "find": _find,
    "keep": _keep,
    "restore": _restore,
    "forget": _forget,
    "add_plan": _add_plan,
    "turn_plan": _turn_plan,
    "drop_plan": _drop_plan,
    "brief": _brief,
    "undo": _undo,
    "redo": _redo,
    "propose": _propose,
    "stop": _stop,
    "alternatives": _alternatives,
    "reasons": _reasons,
    "choose": _choose,
    "accept": _accept,
    "dismiss": _dismiss,
}
