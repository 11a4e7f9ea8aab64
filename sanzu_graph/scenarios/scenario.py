"""`Scenario`: a name and an ordered tuple of changes, as a value."""

from __future__ import annotations

import datetime
import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from typing import TYPE_CHECKING

from sanzu_graph.changes.changing import Change
from sanzu_graph.doors import spoken
from sanzu_graph.errors import InputError, SanzuWarning
from sanzu_graph.model.days import day_or_none
from sanzu_graph.model.drafts import Draft
from sanzu_graph.model.edits import Edit
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.scenarios.making import made, rebuilt

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.scenarios.previews import Preview
    from sanzu_graph.scenarios.rebasing import Rebase


@dataclass(frozen=True)
class Scenario:
    """Ordered changes under a name: a plan that can be applied, previewed, signed, kept in a file
    and undone.

    Parameters
    ----------
    name
        What the plan is called.
    changes
        The changes, in the order in which they are made; held as a tuple.
    on
        The day on which those take effect that name none; see the changes for what that means.
    base
        The fingerprint of the organisation that it was made for, where that is known; see
        `on_base`.

    Raises
    ------
    InputError
        If something among the changes is none, or `on` is no day.

    Notes
    -----
    A value: `then`, `undo` and ``+`` make new ones. ``len`` counts the changes, iteration gives
    them.

    Examples
    --------
    >>> from sanzu_graph import MoveMember
    >>> org = Org({"id": ["M1", "M2"]}, {"id": ["T1", "T2"], "layer": ["team"] * 2}, {"member": ["M1", "M2"], "unit": ["T1"] * 2})
    >>> plan = Scenario("fill T2").then(MoveMember("M2", "T1", "T2")).on_base(org)
    >>> plan.apply(org).memberships["unit"].tolist()
    ['T1', 'T2']
    >>> len(plan), len(plan.undo())
    (1, 0)
    """

    name: str
    changes: Sequence[Change] = ()
    _: KW_ONLY
    on: datetime.date | None = None
    base: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.name, str):
            raise InputError("error.scenario_name", value=repr(self.name))
        if isinstance(self.changes, Change) or not isinstance(self.changes, Iterable):
            raise InputError("error.no_change", value=repr(self.changes))
        object.__setattr__(self, "changes", tuple(self.changes))
        for change in self.changes:
            if not isinstance(change, Change):
                raise InputError("error.no_change", value=repr(change))
        object.__setattr__(self, "on", day_or_none(self.on))

    # -- made of others

    def then(self, *changes: Change) -> Scenario:
        """The scenario with more changes behind its own."""
        return replace(self, changes=(*self.changes, *changes))

    def undo(self, steps: int = 1) -> Scenario:
        """The scenario without its last changes.

        Raises
        ------
        InputError
            If it does not have so many.
        """
        if not 0 <= steps <= len(self):
            raise InputError("error.undo", steps=steps, count=len(self))
        return replace(self, changes=self.changes[: len(self) - steps])

    def on_base(self, org: Org) -> Scenario:
        """The scenario with the fingerprint of the organisation that it is made for."""
        return replace(self, base=org.fingerprint)

    def __add__(self, other: object) -> Scenario:
        """The changes of both; a day of its own goes with each change of the other where the two
        differ.
        """
        if not isinstance(other, Scenario):
            return NotImplemented
        own = (
            replace(change, on=other.on) if change.on is None and other.on != self.on else change
            for change in other
        )
        return self.then(*own)

    def __len__(self) -> int:
        return len(self.changes)

    def __bool__(self) -> bool:
        return True  # a plan without changes is one

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    # -- made on an organisation

    def draft(self, org: Org, *, on: object = None, today: object = None) -> Draft:
        """An organisation with every change made, not yet rebuilt; `today` may be another day than
        the computer's.

        Raises
        ------
        ChangeError
            If one cannot be made; it names the step.
        """
        return made(Draft(org, on=self.on if on is None else on, today=today), self.changes)

    def edit(self, org: Org, *, on: object = None, today: object = None) -> Edit:
        """What differs once all changes are made, net.

        Raises
        ------
        ChangeError
            If one cannot be made; it names the step.
        """
        return self.draft(org, on=on, today=today).edit()

    @spoken
    def apply(self, org: Org, *, on: object = None, lang: str | None = None) -> Org:
        """The organisation after all changes, made in one go.

        Parameters
        ----------
        org
            The organisation; it is not touched.
        on
            The day on which changes take effect that name none; by default the scenario's, else
            today where the tables concerned have dates.
        lang
            The language of errors and of the warning.

        Raises
        ------
        ChangeError
            If one cannot be made; it names the step and the cure.

        Warns
        -----
        SanzuWarning
            If the scenario was made for another organisation.
        """
        if self.is_for_another(org):
            warnings.warn(
                SanzuWarning("warning.other_base", name=self.name), stacklevel=3
            )  # 2 is `spoken`
        return self.made_on(org, on=on)

    def made_on(self, org: Org, *, on: object = None) -> Org:
        """As `apply`, without a word about the base."""
        return rebuilt(org, self.changes, self.draft(org, on=on))

    def is_for_another(self, org: Org) -> bool:
        """Whether it was made for another organisation than this one."""
        return self.base is not None and self.base != org.fingerprint

    @spoken
    def preview(
        self, org: Org, policy: Policy | None = None, *, on: object = None, lang: str | None = None
    ) -> Preview:
        """What each change fixes and what it breaks; see `sanzu_graph.scenarios.previews.preview`.

        Warns
        -----
        SanzuWarning
            If the scenario was made for another organisation.
        """
        from sanzu_graph.scenarios.previews import preview

        if self.is_for_another(org):
            warnings.warn(
                SanzuWarning("warning.other_base", name=self.name), stacklevel=3
            )  # 2 is `spoken`
        return preview(self, org, policy, on=on)

    @spoken
    def rebase(self, new_base: Org, *, on: object = None, lang: str | None = None) -> Rebase:
        """Which changes still apply to another base, which are done already, which conflict; see
        `sanzu_graph.scenarios.rebasing.rebase`.
        """
        from sanzu_graph.scenarios.rebasing import rebase

        return rebase(self, new_base, on=on)

    # -- shown and kept

    @spoken
    def to_frame(self, org: Org | None = None, *, lang: str | None = None) -> pd.DataFrame:
        """The list that a leader signs, one row a change; see
        `sanzu_graph.scenarios.signing.sign_off`.
        """
        from sanzu_graph.scenarios.signing import sign_off

        return sign_off(self, org)

    def to_json(self) -> str:
        """The scenario as text, one change a line; see `sanzu_graph.scenarios.scenario_files`."""
        from sanzu_graph.scenarios.scenario_files import to_json

        return to_json(self)

    @classmethod
    @spoken
    def from_json(cls, content: str, *, lang: str | None = None) -> Scenario:
        """The scenario that a text holds.

        Raises
        ------
        ScenarioError
            Naming every fault: which change, key, value and cure.
        """
        from sanzu_graph.scenarios.scenario_files import from_json

        return from_json(content)

    @spoken
    def write(self, path: str | os.PathLike[str], *, lang: str | None = None) -> None:
        """Write it to a file, whole or not at all.

        Raises
        ------
        InputError
            If the folder is missing or cannot be written to.

        Examples
        --------
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     Scenario("两组调整").write(f"{folder}/plan.json")
        ...     Scenario.read(f"{folder}/plan.json").name
        '两组调整'
        """
        from sanzu_graph.scenarios.scenario_files import write

        write(self, path)

    @classmethod
    @spoken
    def read(cls, path: str | os.PathLike[str], *, lang: str | None = None) -> Scenario:
        """The scenario that a file holds.

        Raises
        ------
        InputError
            If there is no such file.
        ScenarioError
            Naming every fault: file, change, key, value and cure.
        """
        from sanzu_graph.scenarios.scenario_files import read

        return read(path)

    def _repr_html_(self) -> str:
        from sanzu_graph.scenarios.html import scenario_html

        return scenario_html(self)
