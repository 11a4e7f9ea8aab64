"""`Scenario`: a name and an ordered tuple of changes, as a value."""

from __future__ import annotations

import datetime
import os
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from typing import TYPE_CHECKING

from sanzu_graph.changes.changing import Change
from sanzu_graph.doors import guarded, spoken
from sanzu_graph.errors import InputError, SanzuWarning
from sanzu_graph.io.atomic import write_text
from sanzu_graph.messages import language, text
from sanzu_graph.model.days import day_or_none
from sanzu_graph.model.drafts import Draft
from sanzu_graph.model.edits import Edit
from sanzu_graph.model.object_texts import MOST, cut
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.scenarios import scenario_files
from sanzu_graph.scenarios.html import scenario_html
from sanzu_graph.scenarios.making import made, rebuilt, with_ids
from sanzu_graph.scenarios.previews import Preview, preview
from sanzu_graph.scenarios.rebasing import Rebase, sorted_against
from sanzu_graph.scenarios.signing import sign_off
from sanzu_graph.scenarios.waves import Waves, waves

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
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
        if isinstance(self.changes, Change):
            object.__setattr__(self, "changes", (self.changes,))
        if not isinstance(self.changes, Iterable):
            raise InputError("error.no_change", value=repr(self.changes))
        object.__setattr__(self, "changes", tuple(self.changes))
        for change in self.changes:
            if not isinstance(change, Change):
                raise InputError("error.no_change", value=repr(change))
        object.__setattr__(self, "on", day_or_none(self.on))

    def then(self, *changes: Change) -> Scenario:
        """The scenario with more changes behind its own."""
        return replace(self, changes=(*self.changes, *changes))

    @guarded
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

    @guarded
    def on_base(self, org: Org) -> Scenario:
        """The scenario with the fingerprint of the organisation that it is made for."""
        return replace(self, base=org.fingerprint)

    @guarded
    def by_ids(self, org: Org) -> Scenario:
        """The scenario with an id in place of each name that one alone has when its turn comes.

        Examples
        --------
        >>> from sanzu_graph import JoinUnit, Org
        >>> org = Org({"id": ["M1"], "name": ["Ada"]}, {"id": ["T1"], "layer": ["team"], "name": ["North"]}, {"member": [], "unit": []})
        >>> Scenario("one", [JoinUnit("Ada", "North")]).by_ids(org).changes
        (JoinUnit('M1', 'T1'),)
        """
        return replace(self, changes=with_ids(Draft(org, on=self.on), self.changes))

    def __add__(self, other: object) -> Scenario:
        """The changes of both; where their days differ, those of the other keep its day."""
        if not isinstance(other, Scenario):
            return NotImplemented
        own = (
            replace(change, on=other.on) if change.on is None and other.on != self.on else change
            for change in other
        )
        return self.then(*own)

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def __bool__(self) -> bool:
        return True  # a plan without changes is one

    # -- made on an organisation

    @guarded
    def draft(self, org: Org, *, on: object = None, today: object = None) -> Draft:
        """An organisation with every change made, not yet rebuilt; `today` may be another day than
        the computer's.

        Raises
        ------
        ChangeError
            If one cannot be made; it names the step.
        """
        return made(Draft(org, on=self.on if on is None else on, today=today), self.changes)

    @guarded
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
        self._warn_of_another_base(org)
        return self.made_on(org, on=on)

    @guarded
    def made_on(self, org: Org, *, on: object = None) -> Org:
        """As `apply`, without a word about the base."""
        return rebuilt(org, self.changes, self.draft(org, on=on))

    def is_for_another(self, org: Org) -> bool:
        """Whether it was made for another organisation than this one."""
        return self.base is not None and self.base != org.fingerprint

    def _warn_of_another_base(self, org: Org) -> None:
        if self.is_for_another(org):
            # 2 is the method that asks, 3 is `spoken`.
            warnings.warn(SanzuWarning("warning.other_base", name=self.name), stacklevel=4)

    @spoken
    def preview(
        self, org: Org, policy: Policy | None = None, *, on: object = None, lang: str | None = None
    ) -> Preview:
        """What each change fixes and what it breaks.

        Parameters
        ----------
        org
            The organisation; it is not touched.
        policy
            What is demanded; by default ``Policy()``, the shipped one.
        on
            The day to audit. Without it: where there are dates, the latest day on which a change
            takes effect, or today if none is later.
        lang
            The language of sentences; by default the policy's, else the user's locale.

        Raises
        ------
        ChangeError
            If a change cannot be made; it names the step.

        Warns
        -----
        SanzuWarning
            If the scenario was made for another organisation.
        """
        self._warn_of_another_base(org)
        return preview(self, org, policy, on=on)

    @spoken
    def waves(
        self, org: Org, policy: Policy | None = None, *, on: object = None, lang: str | None = None
    ) -> Waves:
        """The changes in an order in which no unit is blank, or without a leader, on the way.

        Parameters
        ----------
        org
            The organisation that it is for.
        policy
            What counts as blank, and which units need a leader; by default ``Policy()``.
        on
            The day on which changes take effect that name none; by default as in `apply`.
        lang
            The language of sentences.

        Returns
        -------
        Waves
            A sequence of waves. What must happen at once stands in one wave, with the reason; each
            wave is a sequence of changes. After each wave no unit is blank or without a leader that
            was not so before the plan. What the plan itself leaves so is told in `Waves.exposed`.
            Made wave by wave, the plan comes to the same as in its own order.

        Raises
        ------
        ChangeError
            If a change cannot be made; it names the step.

        Notes
        -----
        There are as many waves as there can be: all states of up to eight changes that have people
        or units in common are looked at. Of more, one, two or three changes are taken at a time.
        Changes of an earlier day come first.

        Examples
        --------
        >>> from sanzu_graph import MoveMember, Policy
        >>> org = Org({"id": ["A", "B", "C"]}, {"id": ["T1", "T2", "P"], "layer": ["team", "team", "party"]},
        ...           {"member": ["A", "B", "C", "A", "B"], "unit": ["T1", "T2", "T2", "P", "P"]})
        >>> plan = Scenario("exchange", [MoveMember("A", "T1", "T2"), MoveMember("B", "T2", "T1")])
        >>> [wave.steps for wave in plan.waves(org, Policy.for_layers("team", ["party"]))]
        [(1, 2)]
        """
        day = self.on if on is None else day_or_none(on)
        return waves(org, self.changes, policy, on=day)

    @spoken
    def rebase(
        self, new_base: Org, *, on: object = None, lang: str | None = None
    ) -> Rebase[Scenario]:
        """Which changes still apply to another base, which are done already, which conflict.

        Parameters
        ----------
        new_base
            The organisation as it is by now.
        on
            The day on which changes take effect that name none; by default as in `apply`.
        lang
            The language of sentences.

        Notes
        -----
        Each change is tried on what those before it leave. One that cannot be made is done already
        if the state that it wants holds: the person is where they should go, the unit is closed,
        the pair is made.

        Examples
        --------
        >>> from sanzu_graph import MoveMember
        >>> org = Org({"id": ["A", "B"]}, {"id": ["T1", "T2", "T3"], "layer": ["team"] * 3}, {"member": ["A", "B"], "unit": ["T2", "T3"]})
        >>> plan = Scenario("both to T2", [MoveMember("A", "T1", "T2"), MoveMember("B", "T1", "T2")])
        >>> plan.rebase(org, lang="en").table[["outcome", "why"]].to_numpy().tolist()[0]
        ['done', '']
        """
        day = self.on if on is None else on
        applies, done, conflicts, table = sorted_against(new_base, self.changes, day)
        scenario = replace(self, changes=applies).on_base(new_base)
        return Rebase(scenario, done, conflicts, table, language())

    @spoken
    def to_frame(self, org: Org | None = None, *, lang: str | None = None) -> pd.DataFrame:
        """The list that a leader signs, one row a change; see
        `sanzu_graph.scenarios.signing.sign_off`.
        """
        return sign_off(self.changes, org, on=self.on)

    def to_json(self) -> str:
        """The scenario as text, one change a line; see `sanzu_graph.scenarios.scenario_files`."""
        parts = scenario_files.Parts(self.name, self.changes, self.on, self.base)
        return scenario_files.to_json(parts)

    @classmethod
    @spoken
    def from_json(cls, content: str, *, lang: str | None = None) -> Scenario:
        """The scenario that a text holds.

        Raises
        ------
        ScenarioError
            Naming every fault: which change, key, value and cure.
        """
        return cls._of(scenario_files.from_json(content))

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
        write_text(path, self.to_json())

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
        return cls._of(scenario_files.read(path))

    @classmethod
    def _of(cls, parts: scenario_files.Parts) -> Scenario:
        return cls(parts.name, parts.changes, on=parts.on, base=parts.base)

    def __repr__(self) -> str:
        parts = [f"{cut(self.name, 60)!r}", f"[{', '.join(map(repr, self.changes))}]"]
        parts += [] if self.on is None else [f"on={self.on.isoformat()!r}"]
        parts += [] if self.base is None else [f"base={self.base!r}"]
        whole = f"Scenario({', '.join(parts)})"
        if len(whole) <= MOST:
            return whole
        kinds = Counter(type(change).__name__ for change in self)
        counts = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
        told = text("repr.scenario", count=str(len(self)), kinds=counts)
        return cut(f"Scenario({parts[0]}, {told})")

    def _repr_html_(self) -> str:
        return scenario_html(self.name, self.changes, self.on)
