"""Waves: the changes of a plan in an order in which no unit is blank, or without a leader, on the
way.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, overload

import numpy as np
import pandas as pd

from sanzu_graph.audits.audit_run import Audit, audit
from sanzu_graph.changes.changing import Change
from sanzu_graph.doors import own_language
from sanzu_graph.errors import ChangeError
from sanzu_graph.messages import language, text
from sanzu_graph.model.drafts import Draft
from sanzu_graph.model.html import paragraph, table
from sanzu_graph.scenarios.audit_days import day_audited
from sanzu_graph.scenarios.change_states import ChangedRows, ChangeStates, changed_rows, wrongs
from sanzu_graph.scenarios.making import made
from sanzu_graph.scenarios.signing import sign_off
from sanzu_graph.scenarios.wave_orders import FEW, joined_parts, merged, most_waves, small_waves

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy

_CHECKS = ("blank_teams", "vacant_leaders")


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
            sentences = [change.describe_on(draft) for change in wave]
            lines.append(
                text("waves.wave", number=number, what=text("list.semicolon").join(sentences))
            )
            if wave.why:
                lines.append("  " + wave.why)
        lines += self.exposed["message"].tolist()
        return "\n".join(lines) or text("waves.none")

    @own_language
    def __repr__(self) -> str:
        changes = sum(len(wave) for wave in self.waves)
        return f"Waves({text('repr.waves', waves=str(len(self.waves)), changes=str(changes))})"

    @own_language
    def _repr_html_(self) -> str:
        frame = self.to_frame()
        shown = [*frame.columns[:2], frame.columns[3]]
        rows = frame[shown].itertuples(index=False, name=None)
        sentences = [wave.why for wave in self.waves if wave.why] + self.exposed["message"].tolist()
        return table(list(shown), list(rows)) + "".join(map(paragraph, sentences))


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
    whole = changed_rows(made(Draft(org, on=on), changes))
    before = audit(org, policy, on=day_audited(org, [_Planned(changes, on)]), select=list(_CHECKS))
    days = _by_day(changes, on)
    by_day = [Wave(tuple(changes[step] for step in steps), (), day) for day, steps in days.items()]
    in_order: list[Wave] = []
    done: list[Change] = []
    is_proven = True
    # The plan itself may make an early day after a late one.
    for day, steps in days.items() if _comes_to(org, by_day, on, whole) else ():
        states = ChangeStates(org, done, {step: changes[step] for step in steps}, on, before)
        orders: list[list[tuple[int, ...]]] = []
        for part in joined_parts(org, done, states.changes):
            few = len(part) <= FEW
            is_proven &= few
            orders.append(most_waves(states, part) if few else small_waves(states, part))
        for places in merged(orders):
            earlier = (step - 1 for wave in in_order for step in wave.steps)
            why = states.why(earlier, places) if len(places) > 1 else ""
            together = tuple(changes[place] for place in places)
            in_order.append(Wave(together, tuple(place + 1 for place in places), day, why))
        done += [changes[step] for step in steps]
    if not _comes_to(org, in_order, on, whole):
        every = tuple(range(1, len(changes) + 1))
        in_order, is_proven = [Wave(tuple(changes), every, on, text("waves.inseparable"))], False
    exposed = _exposed(org, in_order, on, before)
    return Waves(tuple(in_order), exposed, is_proven, org, on, language())


def _comes_to(
    org: Org, in_order: Sequence[Wave], on: datetime.date | None, whole: ChangedRows
) -> bool:
    """Whether the changes, wave by wave, come to what they do in the order of the plan."""
    try:
        return (
            changed_rows(made(Draft(org, on=on), [change for wave in in_order for change in wave]))
            == whole
        )
    except ChangeError:
        return False


@dataclass(frozen=True)
class _Planned:
    """Changes and the day of those that name none, as an audit's day is found."""

    changes: Sequence[Change]
    on: datetime.date | None

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)


def _by_day(
    changes: Sequence[Change], on: datetime.date | None
) -> dict[datetime.date | None, list[int]]:
    """Day → the places of the changes of that day, early days first; without a day comes first."""
    days: dict[datetime.date | None, list[int]] = {}
    for step, change in enumerate(changes):
        days.setdefault(change.on or on, []).append(step)
    return dict(sorted(days.items(), key=lambda item: item[0] or datetime.date.min))


def _exposed(
    org: Org, in_order: Sequence[Wave], on: datetime.date | None, before: Audit
) -> pd.DataFrame:
    """What is newly wrong after each wave, counted again in the order of the waves."""
    draft, known, frames = Draft(org, on=on), {*wrongs(before)}, []
    for number, wave in enumerate(in_order, 1):
        made(draft, wave.changes)
        after = before.after(draft.edit())
        frame, keys = after.findings, wrongs(after, before)
        new = frame[np.array([key not in known for key in keys], dtype=bool)]
        known |= {*keys}
        frames.append(new.assign(wave=number))
    columns = ["wave", "check", "entity_id", "name", "layer", "message"]
    whole = (
        pd.concat(frames, ignore_index=True) if frames else before.findings.iloc[:0].assign(wave=1)
    )
    return whole[columns].reset_index(drop=True)
