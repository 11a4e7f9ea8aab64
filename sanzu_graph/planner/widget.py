"""`Planner`: the board in a notebook, and what may be done with it in Python."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sanzu_graph.audits.audit_run import Audit
from sanzu_graph.doors import own_language, spoken
from sanzu_graph.io.atomic import write_text
from sanzu_graph.model.organisation import Org
from sanzu_graph.planner.board_widget import STATIC, BoardWidget
from sanzu_graph.planner.repeating import code
from sanzu_graph.planner.saved_page import write_page
from sanzu_graph.planner.session import Session
from sanzu_graph.policy.demands import Policy
from sanzu_graph.scenarios.plan import Plan
from sanzu_graph.scenarios.plan_facts import scenario_of
from sanzu_graph.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from sanzu_graph.optimize.proposals import Proposal
    from sanzu_graph.optimize.request import Rules
    from sanzu_graph.scenarios.other_plans import Alternatives


class Planner(BoardWidget):
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
        super().__init__(Session(org, policy, scenario, on=on, keep=keep), height=height)

    # -- the plan

    @property
    def org(self) -> Org:
        """The organisation that is planned for."""
        return self._session.org

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
