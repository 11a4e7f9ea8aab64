"""Waves: the changes of a plan in an order in which no unit is blank, or without a leader, on the
way.

A state is a set of changes that are made, in the order of the plan. It is open where no unit is
blank or without a leader that was so neither before the plan nor after it. Changes that have units
or people in common are ordered together. Few of them are ordered by looking at all their states:
the waves are then as many as there can be. More are ordered one, two or three at a time.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import pandas as pd

from sanzu_graph.audits.audit_run import Audit, audit
from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.names import named
from sanzu_graph.doors import own_language
from sanzu_graph.errors import ChangeError, SchemaError
from sanzu_graph.messages import language, listed, text
from sanzu_graph.model.drafts import Draft
from sanzu_graph.model.html import paragraph, table
from sanzu_graph.scenarios.audit_days import day_audited
from sanzu_graph.scenarios.making import made
from sanzu_graph.scenarios.signing import named_ids, sign_off

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy

#: So many changes are ordered by looking at all their states.
FEW = 8
#: The most changes in common for which three at a time are tried.
_SOME = 12
_CHECKS = ("blank_teams", "vacant_leaders")

#: What is wrong of a unit: check, unit, layer.
Wrong = tuple[str, str, str]
#: The rows in which a draft differs, in one form: compared, never looked into.
_Rows = tuple[Any, ...]


@dataclass(frozen=True)
class Wave:
    """Changes that take effect together.

    Attributes
    ----------
    changes : the changes, in the order of the plan
    steps : their places in the plan, from 1
    on : the day; None where no change and no scenario names one
    why : why they are made together; empty for a single change
    """

    changes: tuple[Change, ...]
    steps: tuple[int, ...]
    on: datetime.date | None = None
    why: str = ""

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)


@dataclass(frozen=True, repr=False)
class Waves(Sequence[Wave]):
    """The waves of a plan, in their order.

    Attributes
    ----------
    waves : tuple of Wave
        The waves.
    exposed : pandas.DataFrame
        What the plan itself leaves blank or without a leader, from which wave on: ``wave, check,
        entity_id, name, layer, message``. Empty where it leaves nothing so that was not so before.
    is_proven : bool
        Whether there cannot be more waves. With more than eight changes that have people or units
        in common not all orders are looked at.
    org, on : what the plan is for, and the day of the changes that name none
    lang : the language of sentences
    """

    waves: tuple[Wave, ...]
    exposed: pd.DataFrame = field(compare=False)
    is_proven: bool
    org: Org = field(compare=False)
    on: datetime.date | None = None
    lang: str = "en"

    @overload
    def __getitem__(self, place: int) -> Wave: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Wave, ...]: ...
    def __getitem__(self, place: int | slice) -> Wave | tuple[Wave, ...]:
        return self.waves[place]

    def __len__(self) -> int:
        return len(self.waves)

    @own_language
    def to_frame(self) -> pd.DataFrame:
        """The list to be signed (`Scenario.to_frame`), wave by wave: a first column says which."""
        changes = [change for wave in self.waves for change in wave]
        frame = sign_off(changes, self.org, on=self.on)
        frame.iloc[:, 0] = [step for wave in self.waves for step in wave.steps]
        numbers = [number for number, wave in enumerate(self.waves, 1) for _ in wave]
        frame.insert(0, text("sign.wave"), pd.Series(numbers, dtype="int64"))
        return frame

    @own_language
    def __str__(self) -> str:
        draft, lines = Draft(self.org, on=self.on), []
        for number, wave in enumerate(self.waves, 1):
            told = [change.describe_on(draft) for change in wave]
            lines.append(text("waves.wave", number=number, what=text("list.semicolon").join(told)))
            if wave.why:
                lines.append("  " + wave.why)
        lines += self.exposed["message"].tolist()
        return "\n".join(lines) or text("waves.none")

    __repr__ = __str__

    @own_language
    def _repr_html_(self) -> str:
        frame = self.to_frame()
        shown = [*frame.columns[:2], frame.columns[3]]
        rows = frame[shown].itertuples(index=False, name=None)
        told = [wave.why for wave in self.waves if wave.why] + self.exposed["message"].tolist()
        return table(list(shown), list(rows)) + "".join(map(paragraph, told))


def waves(
    org: Org,
    changes: Sequence[Change],
    policy: Policy | None = None,
    *,
    on: datetime.date | None = None,
) -> Waves:
    """The changes of a plan in waves; see `Scenario.waves`.

    Raises
    ------
    ChangeError
        If a change cannot be made; it names the step.
    """
    whole = _rows(made(Draft(org, on=on), changes))
    before = audit(org, policy, on=day_audited(org, [_Planned(changes, on)]), select=list(_CHECKS))
    days = _by_day(changes, on)
    by_day = [Wave(tuple(changes[step] for step in steps), (), day) for day, steps in days.items()]
    found: list[Wave] = []
    done: list[Change] = []
    is_proven = True
    # The plan itself may make an early day after a late one.
    for day, steps in days.items() if _comes_to(org, by_day, on, whole) else ():
        states = _States(org, done, {step: changes[step] for step in steps}, on, before)
        for part in _parts(org, done, states.changes):
            few = len(part) <= FEW
            is_proven &= few
            order = _most_waves(states, part) if few else _small_waves(states, part)
            states.waves.append(order)
        for wave in _merged(states.waves):
            some = tuple(changes[step] for step in wave)
            why = states.why(found, wave) if len(wave) > 1 else ""
            found.append(Wave(some, tuple(step + 1 for step in wave), day, why))
        done += [changes[step] for step in steps]
    if not _comes_to(org, found, on, whole):
        every = tuple(range(1, len(changes) + 1))
        found, is_proven = [Wave(tuple(changes), every, on, text("waves.inseparable"))], False
    exposed = _exposed(org, found, on, before)
    return Waves(tuple(found), exposed, is_proven, org, on, language())


def _comes_to(org: Org, found: Sequence[Wave], on: datetime.date | None, whole: _Rows) -> bool:
    """Whether the changes, wave by wave, come to what they do in the order of the plan."""
    try:
        return (
            _rows(made(Draft(org, on=on), [change for wave in found for change in wave])) == whole
        )
    except ChangeError:
        return False


@dataclass(frozen=True)
class _Planned:
    changes: Sequence[Change]
    on: datetime.date | None

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)


def _by_day(
    changes: Sequence[Change], on: datetime.date | None
) -> dict[datetime.date | None, list[int]]:
    """Day → the places of the changes of that day, early days first; without a day comes first."""
    found: dict[datetime.date | None, list[int]] = {}
    for step, change in enumerate(changes):
        found.setdefault(change.on or on, []).append(step)
    return dict(sorted(found.items(), key=lambda item: item[0] or datetime.date.min))


class _States:
    """What comes of some of the changes of a day, made in the order of the plan."""

    def __init__(
        self,
        org: Org,
        done: Sequence[Change],
        changes: Mapping[int, Change],
        on: datetime.date | None,
        before: Audit,
    ) -> None:
        self.changes, self.before = changes, before
        self._base = made(Draft(org, on=on), done)
        self._told: dict[frozenset[int], frozenset[Wrong] | None] = {}
        self.waves: list[list[tuple[int, ...]]] = []

    def draft(self, *some: Iterable[int]) -> Draft | None:
        """The draft after some changes, then others, each in order; None if one cannot be made."""
        draft = self._base.copy()
        try:
            for steps in some:
                made(draft, [self.changes[step] for step in sorted(steps)])
        except ChangeError:
            return None
        return draft

    def wrong(self, steps: frozenset[int]) -> frozenset[Wrong] | None:
        """What is newly wrong after some changes; None if they cannot be made."""
        if steps not in self._told:
            draft = self.draft(steps)
            self._told[steps] = None if draft is None else self._wrong(draft) - self.allowed
        return self._told[steps]

    def is_open(self, steps: frozenset[int]) -> bool:
        """Whether some changes can be made, and leave nothing newly wrong."""
        return self.wrong(steps) == frozenset()

    def leads_to(self, first: frozenset[int], then: frozenset[int]) -> bool:
        """Whether some changes after others come to what all do in the order of the plan."""
        one, other = self.draft(first, then), self.draft(first | then)
        return one is not None and other is not None and _rows(one) == _rows(other)

    @cached_property
    def allowed(self) -> frozenset[Wrong]:
        """What is wrong before the day's changes, or after all of them."""
        last = self.draft(self.changes)
        assert last is not None
        return self._wrong(self._base) | self._wrong(last) | _wrongs(self.before)

    def _wrong(self, draft: Draft) -> frozenset[Wrong]:
        try:
            return _wrongs(self.before.after(draft.edit()))
        except SchemaError:  # a row by hand that needs another
            return frozenset({("", "", "")})

    def why(self, earlier: Sequence[Wave], wave: tuple[int, ...]) -> str:
        """Why some changes are made together: what each would do alone."""
        done = frozenset(step - 1 for one in earlier for step in one.steps) & {*self.changes}
        reasons = []
        for step in wave:
            alone = self.wrong(done | {step})
            draft = self.draft(done)
            assert draft is not None
            # Without anything wrong, it is the rest that could not follow.
            if not alone or not self.leads_to(done, frozenset({step})):
                reasons.append(text("waves.needs", change=self.changes[step].describe()))
                continue
            sentence = self.changes[step].describe_on(draft.copy())
            reasons += [
                text(
                    f"waves.{check}",
                    change=sentence,
                    units=listed(
                        named(draft, "units", unit).describe()
                        for one, unit, _ in sorted(alone)
                        if one == check
                    ),
                )
                for check in dict.fromkeys(check for check, *_ in sorted(alone))
                if check
            ]
        return text("waves.together", reasons=text("list.semicolon").join(reasons))


def _wrongs(audit_: Audit) -> frozenset[Wrong]:
    frame = audit_.findings
    return frozenset(zip(frame["check"], frame["entity_id"], frame["layer"], strict=True))


def _rows(draft: Draft) -> _Rows:
    """The rows in which a draft differs, in any order."""
    edit = draft.edit()
    added = {
        name: sorted(repr(sorted((key, str(cell)) for key, cell in row.items())) for row in rows)
        for name, rows in edit.added.items()
        if rows
    }
    changed = {name: dict(rows) for name, rows in edit.changed.items() if rows}
    removed = {name: sorted(rows) for name, rows in edit.removed.items() if len(rows)}
    return added, changed, removed


def _parts(org: Org, done: Sequence[Change], changes: Mapping[int, Change]) -> list[list[int]]:
    """The changes that have people or units in common, through any others; people sit where they do
    today, or where changes of earlier days put them.
    """
    homes: dict[str, list[str]] = {}
    frame = org.memberships
    for member, unit in zip(frame["member"], frame["unit"], strict=True):
        homes.setdefault(member, []).append(unit)
    for earlier in done:
        for member in named_ids(earlier, "members"):
            homes.setdefault(member, []).extend(named_ids(earlier, "units"))
    parents = dict(zip(org.units["id"], org.units.get("parent", org.units["id"]), strict=True))
    found: list[tuple[set[tuple[str, str]], list[int]]] = []
    for step, change in changes.items():
        members = named_ids(change, "members")
        units = {
            *named_ids(change, "units"),
            *(unit for one in members for unit in homes.get(one, ())),
        }
        above = set(units)
        for unit in units:
            while isinstance(unit := parents.get(unit), str) and unit not in above:
                above.add(unit)
        touched = {("member", one) for one in members} | {("unit", one) for one in above}
        apart = [part for part in found if not part[0] & touched]
        near = [part for part in found if part[0] & touched]
        together = touched.union(*(part[0] for part in near))
        found = [*apart, (together, [*(step for part in near for step in part[1]), step])]
    return [sorted(steps) for _, steps in found]


def _most_waves(states: _States, part: Sequence[int]) -> list[tuple[int, ...]]:
    """The most waves that some changes can be made in, by looking at all states."""
    best: dict[frozenset[int], list[tuple[int, ...]]] = {frozenset(): []}
    everything = frozenset(part)
    for size in range(1, len(part) + 1):
        for some in combinations(part, size):
            state = frozenset(some)
            if state != everything and not states.is_open(state):
                continue
            ways = sorted(
                (one for one in best if one < state),
                key=lambda one: (len(best[one]), sorted(state - one)),
                reverse=True,
            )
            for one in ways:
                if states.leads_to(one, state - one):
                    best[state] = [*best[one], tuple(sorted(state - one))]
                    break
    return best[everything]


def _small_waves(states: _States, part: Sequence[int]) -> list[tuple[int, ...]]:
    """Waves as small as can be found one after the other; what finds no place is the last one."""
    found: list[tuple[int, ...]] = []
    done: frozenset[int] = frozenset()
    left = list(part)
    while left:
        sizes = range(1, 4 if len(left) <= _SOME else 3)
        tries = (wave for size in sizes for wave in combinations(left, size))
        wave = next(
            (
                one
                for one in tries
                if states.is_open(done | {*one}) and states.leads_to(done, frozenset(one))
            ),
            tuple(left),
        )
        if not states.leads_to(done, frozenset(wave)):
            return [tuple(part)]  # in another order they come to something else
        found.append(wave)
        done |= {*wave}
        left = [step for step in left if step not in done]
    return found


def _merged(parts: Sequence[Sequence[tuple[int, ...]]]) -> Iterator[tuple[int, ...]]:
    """The waves of all parts, each part's in its order, early steps of the plan first."""
    waiting = [list(part) for part in parts if part]
    while waiting:
        first = min(waiting, key=lambda part: part[0])
        yield first.pop(0)
        waiting = [part for part in waiting if part]


def _exposed(
    org: Org, found: Sequence[Wave], on: datetime.date | None, before: Audit
) -> pd.DataFrame:
    """What is newly wrong after each wave, counted again in the order of the waves."""
    draft, known, frames = Draft(org, on=on), _wrongs(before), []
    for number, wave in enumerate(found, 1):
        made(draft, wave.changes)
        frame = before.after(draft.edit()).findings
        keys = list(zip(frame["check"], frame["entity_id"], frame["layer"], strict=True))
        new = frame[np.array([key not in known for key in keys], dtype=bool)]
        known |= {*keys}
        frames.append(new.assign(wave=number))
    columns = ["wave", "check", "entity_id", "name", "layer", "message"]
    whole = (
        pd.concat(frames, ignore_index=True) if frames else before.findings.iloc[:0].assign(wave=1)
    )
    return whole[columns].reset_index(drop=True)
