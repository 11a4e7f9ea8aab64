"""The widget of a board: its traits, and what it does when the page asks something. What it shows
and does is in `Session` and the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sanzu_graph.doors import own_language
from sanzu_graph.messages import text
from sanzu_graph.planner.last_picture import LastPicture, notebook_outputs
from sanzu_graph.planner.page_words import words
from sanzu_graph.planner.requests import answered, others_told
from sanzu_graph.planner.saved_page import picture
from sanzu_graph.planner.session import Session
from sanzu_graph.planner.snapshots import patch, snapshot
from sanzu_graph.scenarios.plan import Plan
from sanzu_graph.scenarios.plan_facts import scenario_of
from sanzu_graph.scenarios.scenario import Scenario

try:
    import traitlets
    from anywidget import AnyWidget
except ImportError:
    from sanzu_graph.planner.absent import AnyWidget, traitlets  # type: ignore[assignment,no-redef]

STATIC = Path(__file__).parent / "static"


class BoardWidget(AnyWidget):
    """The traits of a board. They follow a session, and answer what the page asks of it.

    Parameters
    ----------
    session
        The plan that is made on the board.
    height
        How high the board is, in pixels.
    """

    _esm = STATIC / "board.js"
    _css = STATIC / "board.css"

    words = traitlets.Dict().tag(sync=True)
    snapshot = traitlets.Dict().tag(sync=True)
    patch = traitlets.Dict().tag(sync=True)
    optimizer = traitlets.Dict().tag(sync=True)
    suggestions: traitlets.List[list[Any]] = traitlets.List().tag(sync=True)
    request = traitlets.Dict().tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)
    height = traitlets.Int(640, min=240).tag(sync=True)
    kept = traitlets.Dict().tag(sync=True)
    picture_id = traitlets.Unicode().tag(sync=True)
    shelf = traitlets.Dict().tag(sync=True)
    scenario = traitlets.Union([traitlets.Instance(Scenario), traitlets.Instance(Plan)])

    def __init__(self, session: Session, *, height: int) -> None:
        self._session = session
        self._last = LastPicture(lambda is_drawn: picture(session, is_drawn=is_drawn))
        self._shown: tuple[object, ...] = (session.point, session.scenario, ())
        self._first = session.first
        self._is_ours = True
        super().__init__(
            words=words(),
            snapshot=snapshot(session),
            patch=patch(session),
            scenario=session.scenario,
            height=height,
            kept=session.keeping.told(),
            picture_id=self._last.id,
            shelf=session.shelf.told(),
        )
        self._is_ours = False
        self.observe(self._answer, "request")
        session.optimizer.work.heard = self._show

    @property
    def lang(self) -> str:
        """The language of the board."""
        return self._session.lang

    @own_language
    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:  # noqa: ANN401 - IPython's
        """The widget, and for wherever no kernel is: a picture and the list of changes."""
        bundle = super()._repr_mimebundle_(**options)
        if bundle is None:
            return None
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**data, "text/html": picture(self._session)}, metadata

    @own_language
    def _ipython_display_(self) -> None:
        """The picture, which a living board hides, then the board."""
        bundle = super()._repr_mimebundle_()
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        self._last.show()
        notebook_outputs().display(data, metadata=metadata, raw=True)

    # -- traits

    @traitlets.validate("scenario")
    @own_language
    def _made(self, proposal: Mapping[str, Any]) -> Scenario:
        """A scenario, or that of a plan, that somebody assigns is made at once, or refused."""
        scenario = scenario_of(proposal["value"])
        if not self._is_ours and scenario != self._session.scenario:
            self._session.become(scenario)
            self._show(scenario=False)
        return scenario

    @own_language
    def _answer(self, change: Mapping[str, Any]) -> None:
        request = change["new"]
        if request:
            answer = {"error": text("planner.failed")}
            before = self._session.shelf.plans
            try:
                answer = answered(self._session, request)
            finally:
                self._show(answer={**answer, "id": request.get("id")})
                if self._session.shelf.plans != before:
                    self._session.keeping.keep(self._session.shelf.plans)
                self.kept = self._session.keeping.told()
                self._session.rest()

    @own_language
    def _show(self, *, answer: Mapping[str, Any] | None = None, scenario: bool = True) -> None:
        """Send what differs by now, all in one message; what does not differ is not sent."""
        session = self._session
        optimizer = session.optimizer
        state, shown = (session.point, session.scenario, optimizer.offers), self._shown
        with self.hold_sync():
            if state != shown:
                self._shown = state
                if session.first is not self._first:
                    self._first = session.first
                    self.snapshot = snapshot(session)
                self.patch = patch(session)
                self.suggestions = [
                    [one.change.to_dict(), session.sentence(one.change), one.reason]
                    for one in optimizer.offers
                ]
            self.optimizer = {**optimizer.work.told(), "alternatives": others_told(session)}
            self.shelf = session.shelf.told()
            if answer is not None:
                self.answer = dict(answer)
        if state != shown:
            self._last.follow()
        if scenario:
            self._is_ours = True
            try:
                self.scenario = session.scenario
            finally:
                self._is_ours = False
