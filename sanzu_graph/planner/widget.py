"""`Planner`: the board in a notebook. It holds traits and passes on; what it shows and does is in
`Session` and the page.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sanzu_graph.audits.audit_run import Audit
from sanzu_graph.doors import own_language, spoken
from sanzu_graph.io.atomic import write_text
from sanzu_graph.messages import text
from sanzu_graph.model.organisation import Org
from sanzu_graph.planner.last_picture import LastPicture, notebook_outputs
from sanzu_graph.planner.page_words import words
from sanzu_graph.planner.repeating import code
from sanzu_graph.planner.requests import answered, others_told
from sanzu_graph.planner.saved_page import picture, write_page
from sanzu_graph.planner.session import Session
from sanzu_graph.planner.snapshots import patch, snapshot
from sanzu_graph.policy.demands import Policy
from sanzu_graph.scenarios.plan import Plan
from sanzu_graph.scenarios.plan_facts import scenario_of
from sanzu_graph.scenarios.scenario import Scenario

try:
    import traitlets
    from anywidget import AnyWidget
except ImportError:
    from sanzu_graph.planner.absent import AnyWidget, traitlets  # type: ignore[assignment,no-redef]

if TYPE_CHECKING:
    from sanzu_graph.optimize.proposals import Proposal
    from sanzu_graph.optimize.request import Rules
    from sanzu_graph.scenarios.other_plans import Alternatives

STATIC = Path(__file__).parent / "static"


class Planner(AnyWidget):
    """A board on which people are dragged from unit to unit, in a notebook, with the audit looking
    on.

    Parameters
    ----------
    org
        The organisation that is planned for; it is not touched.
    policy
        What is demanded; by default ``Policy()``, the shipped one.
    scenario
        A scenario, or a plan that has one, to go on with.
    on
        The day to look at, and on which changes take effect that name none.
    lang
        The language of the board; by default the policy's, else the user's locale.
    height
        How high the board is, in pixels.
    keep
        Where the plan is kept as it is made on the board, to be found again after a kernel's
        death: a file; True, the default: ``sanzu_plan_….json`` in the folder of the notebook, and
        nowhere outside notebooks; False: nowhere. It is readable for its owner alone. The board
        names it, can stop keeping, and offers a plan for the same organisation that it finds there.

    Attributes
    ----------
    scenario : Scenario
        The plan: every edit on the board is a change of it. Another one may be assigned; boards
        follow, and it can be undone. ``planner.observe(function, "scenario")`` tells of every edit.

    Raises
    ------
    ChangeError
        If a change of the scenario, given or assigned, cannot be made.

    Notes
    -----
    All audits are made in Python; a page shows what it is sent. Two displays of one planner are in
    step.

    Examples
    --------
    >>> from sanzu_graph import MoveMember
    >>> org = Org({"id": ["M1", "M2"]}, {"id": ["T1", "T2"], "layer": ["team"] * 2}, {"member": ["M1", "M2"], "unit": ["T1"] * 2})
    >>> planner = Planner(org, Policy.for_layers("team").with_layer("team", led=True), lang="en")
    >>> planner.scenario = planner.scenario.then(MoveMember("M2", "T1", "T2"))
    >>> sorted(planner.audit.findings["check"])
    ['one_person_unit', 'one_person_unit', 'vacant_leader', 'vacant_leader']
    >>> planner.undo()
    >>> len(planner.scenario)
    0
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

    @spoken
    def __init__(
        self,
        org: Org,
        policy: Policy | None = None,
        scenario: Scenario | Plan | None = None,
        *,
        on: object = None,
        lang: str | None = None,
        height: int = 640,
        keep: bool | str | os.PathLike[str] = True,
    ) -> None:
        policy = (Policy() if policy is None else policy).resolve(org)
        self._session = Session(org, policy, scenario, on=on, keep=keep)
        self._last = LastPicture(lambda is_drawn: picture(self._session, is_drawn=is_drawn))
        self._shown: tuple[object, ...] = (self._session.point, self._session.scenario, ())
        self._first = self._session.first
        self._is_ours = True
        super().__init__(
            words=words(),
            snapshot=snapshot(self._session),
            patch=patch(self._session),
            scenario=self._session.scenario,
            height=height,
            kept=self._session.keeping.told(),
            picture_id=self._last.id,
            shelf=self._session.shelf.told(),
        )
        self._is_ours = False
        self.observe(self._answer, "request")
        self._session.optimizer.work.heard = self._show

    # -- the plan

    @property
    def org(self) -> Org:
        """The organisation that is planned for."""
        return self._session.org

    @property
    def lang(self) -> str:
        """The language of the board."""
        return self._session.lang

    @property
    def policy(self) -> Policy:
        """What is demanded of it."""
        return self._session.policy

    @property
    def audit(self) -> Audit:
        """The audit by now; ``planner.audit.since(planner.first_audit)`` tells what the plan has
        changed.
        """
        return self._session.audit

    @property
    def first_audit(self) -> Audit:
        """The audit before the first change."""
        return self._session.first

    @own_language
    def undo(self) -> None:
        """Take the last step back; nothing if there is none."""
        self._session.undo()
        self._show()

    @own_language
    def redo(self) -> None:
        """Take the last step taken back again."""
        self._session.redo()
        self._show()

    def code(self) -> str:
        """The Python that makes the same plan."""
        return code(self._session.scenario)

    @own_language
    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the plan to a file, with the fingerprint of the organisation that it is made for;
        `Scenario.read` reads it. A new file is readable for its owner alone.

        Raises
        ------
        InputError
            If the folder is missing or cannot be written to.
        """
        write_text(path, self.scenario.on_base(self.org).to_json(), private=True)

    @own_language
    def load(self, path: str | os.PathLike[str]) -> None:
        """Go on with the plan that a file holds; for one that was made for another organisation see
        `Scenario.rebase`.

        Raises
        ------
        ScenarioError, InputError
            If the file holds none.
        ChangeError
            If one of its changes cannot be made.
        """
        self.scenario = Scenario.read(path)

    @property
    def plans(self) -> list[Scenario]:
        """All plans of the board, as for `brief`: ``sg.brief(planner.org, planner.plans)``."""
        return self._session.shelf.plans

    @own_language
    def add_plan(self, scenario: Scenario | Plan | None = None) -> None:
        """Go on with one more plan: a scenario, or a copy of the one that is worked on. The board
        switches between them; each has its own steps to undo.

        Raises
        ------
        ChangeError
            If a change of the scenario cannot be made.
        """
        self._session.shelf.add(None if scenario is None else scenario_of(scenario))
        self._show()

    # -- the optimiser

    @own_language
    def propose(
        self,
        *,
        rules: Rules | Mapping[str, object] | None = None,
        **asked: Any,  # noqa: ANN401
    ) -> Proposal:
        """Let the optimiser fill in the rest: those who were edited by hand stay where they are
        now.

        Its changes stand on the board as suggestions; see `accept`.

        Parameters
        ----------
        rules, **asked
            As in `sanzu_graph.propose`; `rules` gets a pin for everybody whose memberships were
            edited.
        """
        optimizer = self._session.optimizer
        optimizer.work.abandon()
        proposal = optimizer.propose(rules, **asked)
        optimizer.suggest(proposal)
        self._show()
        return proposal

    @property
    def proposal(self) -> Proposal | None:
        """What was proposed last; None before that."""
        return self._session.optimizer.proposal

    @property
    def alternatives(self) -> Alternatives[Proposal] | None:
        """Other plans than the one proposed last, worked out when asked for; None before anything
        is proposed.
        """
        return None if self.proposal is None else self.proposal.alternatives()

    @own_language
    def accept(self, *numbers: int) -> None:
        """Make some suggestions part of the plan, as one step: by their numbers from 1, or all of
        them.

        Raises
        ------
        InputError
            If there is no such suggestion.
        ChangeError
            If one cannot be made by now.
        """
        self._session.optimizer.accept([number - 1 for number in numbers] if numbers else None)
        self._show()

    @own_language
    def dismiss(self) -> None:
        """Let all suggestions go."""
        self._session.optimizer.dismiss()
        self._show()

    # -- beyond the kernel

    @own_language
    def to_html(self, path: str | os.PathLike[str]) -> None:
        """Write the board to one file that needs neither Python nor a network.

        It shows, searches and drags; what is dragged there is marked as not audited, and can be
        exported as a scenario.

        Raises
        ------
        InputError
            If the folder is missing or cannot be written to.
        """
        state = {"words": self.words, "snapshot": self.snapshot, "patch": self.patch}
        write_page(path, state, STATIC, title=self.scenario.name)

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
