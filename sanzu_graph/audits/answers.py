"""What an audit asked and was told: findings in one frame, and beside it, in integers, which
question each answers and about whom.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from sanzu_graph.checks.finding_frames import Columns, FrameColumns, columns_of, frame_columns
from sanzu_graph.checks.found import COLUMNS, SEVERITIES, Call, Check, Found
from sanzu_graph.model.deltas import PAIRED, Delta
from sanzu_graph.model.encoding import Encoding
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy

#: The columns of every finding of an audit; the limit's source and status stand behind the common
#: ones.
COMMON = (*COLUMNS, "source", "status")


_MEMBERSHIPS = {"memberships"}


class Touch(NamedTuple):
    """What an edit touches: rows of tables of pairs, membership rows of layers, members and units
    themselves.
    """

    tables: frozenset[str]
    layers: frozenset[str]
    entities: bool

    @classmethod
    def of(cls, delta: Delta, code: Encoding) -> Touch:
        """What a delta of an organisation touches."""
        tables = frozenset(table for table in PAIRED if delta.turnover(table))
        return cls(tables, frozenset(delta.layers_touched(code)), delta.is_of_entities)


class CheckQuestion(NamedTuple):
    """One check, asked in one way."""

    check: Check
    call: Call

    @property
    def layer(self) -> str:
        """The layer asked about; empty where none is."""
        return str(self.call.arguments.get("layer", ""))

    def is_touched(self, touch: Touch) -> bool:
        """Whether an edit can touch the answer, as far as the check says what it looks at."""
        if touch.entities or self.check.near is None:
            return True
        touched = touch.tables.intersection(self.check.near.pairs)
        if touched != _MEMBERSHIPS or self.layers_seen is None:
            return bool(touched)
        return not touch.layers.isdisjoint(self.layers_seen)

    @property
    def layers_seen(self) -> set[str] | None:
        """The layers whose memberships it looks at; None: those of any layer."""
        near = self.check.near
        if near is None or not near.layers or self.call.arguments.get("rollup"):
            return None
        named = [self.call.arguments.get(name) for name in near.layers]
        return None if None in named else {str(name) for name in named}

    def find(self, org: Org) -> Found:
        """The bare answer."""
        return self.check.find(org, **self.call.arguments)

    def answer(self, org: Org) -> Found:
        """The bare answer, if the organisation has what the check needs.

        Raises
        ------
        AbsentError
            If it has not.
        """
        for column in self.check.needs:
            org.confirm(*column.split("."))
        return self.find(org)

    def columns(self, org: Org, faults: Found, policy: Policy) -> Columns:
        """The answer in columns, with where its limit comes from."""
        limit = self.call.limit
        cited = (limit.cited(), limit.status) if limit is not None else ("", "")
        constant = {
            name: np.full(len(faults.rows), word, dtype=object)
            for name, word in zip(("source", "status"), cited, strict=True)
        }
        return {
            **columns_of(self.check, org, faults, lambda name: policy.layer(name).label()),
            **constant,
        }


class Skipped(NamedTuple):
    """A question that the organisation does not allow, and why."""

    check: str
    layer: str
    reason: str


@dataclass(frozen=True, eq=False)
class Answers:
    """Every question asked, and every finding.

    Attributes
    ----------
    questions : those that could be asked, in order
    skipped : the others
    counts : how many findings each question has
    own : the columns of its own that each question's findings have
    positions : whom each finding is about, in the frame's order
    make : makes the frame when it is first asked for
    told : the columns of that frame, where they were told before it
    """

    questions: Sequence[CheckQuestion]
    skipped: Sequence[Skipped]
    counts: Positions
    own: Sequence[tuple[str, ...]]
    positions: Positions
    make: Callable[[], pd.DataFrame]
    told: FrameColumns | None = None

    @classmethod
    def of(
        cls,
        questions: Sequence[CheckQuestion],
        skipped: Sequence[Skipped],
        answers: Sequence[Found],
        columns: Callable[[int], Columns],
    ) -> Answers:
        """From what every question found; `columns` tells a question's findings."""
        counts = np.array([len(faults.rows) for faults in answers], dtype=np.intp)
        filled = [number for number in order_of(questions) if counts[number]]
        positions = np.concatenate(
            [np.empty(0, dtype=np.intp), *(answers[number].rows for number in filled)]
        )
        told = frame_columns([columns(number) for number in filled], common=COMMON)
        return cls(
            questions,
            skipped,
            counts,
            [tuple(faults.extra) for faults in answers],
            positions,
            lambda: pd.DataFrame(told),
            told,
        )

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The findings: gravest first, within a severity in the order asked."""
        return self.make()

    @property
    def columns(self) -> FrameColumns:
        """The columns of the frame, which is not made for them."""
        if self.told is not None:
            return self.told
        return {str(name): self.frame[name].array for name in self.frame}

    @cached_property
    def order(self) -> Positions:
        """The questions in the frame's order."""
        return order_of(self.questions)

    @cached_property
    def ranks(self) -> Positions:
        """Each question's place in that order."""
        return np.argsort(self.order)

    @cached_property
    def begins(self) -> Positions:
        """Where each question's findings begin in the frame."""
        begins = np.empty(len(self.questions), dtype=np.intp)
        begins[self.order] = np.cumsum(self.counts[self.order]) - self.counts[self.order]
        return begins

    def headings(self) -> list[str]:
        """The columns of the frame."""
        return list(
            dict.fromkeys(
                [
                    *COMMON,
                    *(
                        name
                        for number in self.order
                        if self.counts[number]
                        for name in self.own[number]
                    ),
                ]
            )
        )


def order_of(questions: Sequence[CheckQuestion]) -> Positions:
    """Gravest first, within a severity in the order asked."""
    return np.argsort(
        [SEVERITIES.index(question.check.severity) for question in questions], kind="stable"
    )
