"""Many edits of one organisation, each in a copy of its own, followed at once.

`sanzu_graph.audits.local` follows one. What `Audit.after` tells of each edit, this tells of all, as
far as the structure goes. A check says how:

- what it counts in units (`Check.counts`): `sanzu_graph.audits.counted_units`
- what hangs on one person: a view of the people who are edited, and of nobody else
- what hangs on two people (`Check.partners`): a view of the neighbourhood, which shows only people who
  can be one of the two. `sanzu_graph.audits.partners` says where that is needed
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import cached_property
from typing import Any, Generic, NamedTuple, Protocol, Self, TypeVar
from weakref import ref

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.audits.answers import CheckQuestion, Touch
from sanzu_graph.audits.counted_units import CountChange, CountQuestion, verdicts
from sanzu_graph.audits.local import Seen, seen
from sanzu_graph.audits.neighbourhood import Reach, neighbourhood, people_alone
from sanzu_graph.audits.partners import PartnerQuestions
from sanzu_graph.audits.person_edits import LARGEST, Alike, PersonEdits
from sanzu_graph.errors import AbsentError
from sanzu_graph.model.deltas import Delta, Turnover
from sanzu_graph.model.encoding import Encoding
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.views import View
from sanzu_graph.policy.demands import Policy

T = TypeVar("T")
#: About so many membership rows are looked at together: few enough to stay in a processor's cache.
ROWS = 30_000


class CopyChanges(Protocol):
    """Edits of membership rows, one a copy."""

    def __len__(self) -> int:
        """How many edits."""
        ...

    def turnover(self, code: Encoding) -> Turnover:
        """The membership rows that go and come, each edit in a copy of its own."""
        ...


class Effects(NamedTuple):
    """Findings that edits fix or break.

    Attributes
    ----------
    copy : whose effect it is
    question : which question's finding
    origin : about whom, as a position
    breaks : whether the finding is new, rather than gone
    """

    copy: Positions
    question: Positions
    origin: Positions
    breaks: NDArray[np.bool_]


class EditedCopies:
    """The questions that can be asked of edited copies of an organisation, and their answers.

    Parameters
    ----------
    org, policy
        The organisation on the day, and what is demanded of it. The caller keeps the organisation.
    questions
        What is asked. Those about a stretch of time, and those that cannot be asked, are left out.
    """

    def __init__(self, org: Org, policy: Policy, questions: Sequence[CheckQuestion]) -> None:
        self._org = ref(org)  # which keeps these copies
        self.policy, self.asked = policy, questions
        self.reach = Reach.of(org, policy)
        nothing = self._of_nothing()
        self.questions = [
            question
            for question in questions
            if question.check.near is not None and _is_allowed(question, nothing)
        ]

    @classmethod
    def of(cls, org: Org, policy: Policy, questions: Sequence[CheckQuestion]) -> Self:
        """Those of before, if the same was asked of the organisation last; else new ones."""
        last: _Last[Self] = org.once(cls, _Last)
        copies = last.copies
        if (
            copies is None
            or copies._org() is not org
            or copies.policy != policy
            or copies.asked != questions
        ):
            copies = last.copies = cls(org, policy, questions)
        return copies

    @property
    def org(self) -> Org:
        """The organisation."""
        org = self._org()
        assert org is not None
        return org

    def _of_nothing(self) -> View:
        """A view of nothing, which tells what can be asked and what is read."""
        nothing = Delta.of_rows(self.org.encoding, 1, {})
        return View(self.org, nothing, people_alone(self.org, nothing, self.reach))

    def effects(self, changes: CopyChanges) -> Effects:
        """What every edit fixes and breaks."""
        code, turnover = self.org.encoding, changes.turnover(self.org.encoding)
        edits = PersonEdits.of(code, turnover)
        touch = Touch.of(Delta.of_rows(code, len(changes), {"memberships": turnover}), code)
        touched = {
            number for number, question in enumerate(self.questions) if question.is_touched(touch)
        }
        parts = [_NOTHING, *self._of_people(edits, touched)]
        for partners in self._partners:
            parts += self._of_partners(partners, edits, turnover, touched)
        return Effects(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    # -- what hangs on people one by one

    @cached_property
    def _count_questions(self) -> list[CountQuestion]:
        return [
            CountQuestion(self.org, number, question)
            for number, question in enumerate(self.questions)
            if question.check.counts is not None
        ]

    @cached_property
    def _alone(self) -> list[int]:
        """The questions about members that hang on nobody else."""
        return [
            number
            for number, question in enumerate(self.questions)
            if question.check.counts is None and question.check.partners is None
        ]

    @cached_property
    def _read(self) -> dict[Hashable, Callable[[Org], NDArray[Any]]]:
        """What is read of members' cells where people count one by one; a view of nothing tells."""
        view = self._of_nothing()
        for counted in self._count_questions:
            counted.change(view)
        for number in self._alone:
            self.questions[number].find(view)
        return view.read

    @cached_property
    def _kinds(self) -> Positions:
        """The kind of every member: those of one kind have the same in all cells that are read."""
        kinds, bound = np.zeros(self.org.encoding.member_count, dtype=np.intp), 1
        for read in self._read.values():
            values = read(self.org)
            if values.dtype == np.bool_:
                codes, most = values, 2
            elif values.dtype == np.intp:  # codes of words; -1 is an empty cell
                codes, most = values + 1, int(values.max(initial=-1)) + 2
            else:
                codes, known = pd.factorize(values, use_na_sentinel=False)
                most = len(known) + 1
            if bound * most >= LARGEST:
                kinds, known = pd.factorize(kinds)
                bound = len(known) + 1
            kinds, bound = kinds * most + codes, bound * most
        return pd.factorize(kinds)[0]

    @cached_property
    def _apart(self) -> NDArray[np.bool_]:
        """The members who are like nobody: they hold duties. Where people count above, nobody is
        like another.
        """
        code = self.org.encoding
        apart = np.full(code.member_count, self.reach.is_rolled)
        apart[code.duty_member] = True
        return apart

    def _of_people(self, edits: PersonEdits, touched: set[int]) -> Iterator[Effects]:
        alike = edits.alike(self._kinds, self._apart, self.reach.named)
        questions = self._count_questions
        changes: list[list[CountChange]] = [[] for _ in questions]
        for first, view in self._views(alike):
            for counted, parts in zip(questions, changes, strict=True):
                if counted.number in touched:
                    change = counted.change(view)
                    parts.append(change._replace(copy=change.copy + first))
            found = [
                Seen(number, self.questions[number], self.questions[number].find(view))
                for number in self._alone
                if number in touched
            ]
            assert view.read.keys() <= self._read.keys()
            effects = _between(view, found)
            people, which = alike.of_all(effects.copy + first)
            yield Effects(
                edits.copy[people],
                effects.question[which],
                edits.member[people],
                effects.breaks[which],
            )
        together = [CountChange.together(parts) for parts in changes]
        for verdict in verdicts(zip(questions, together, strict=True), alike):
            number = np.full(len(verdict.copy), verdict.number)
            yield Effects(verdict.copy, number, verdict.unit, verdict.breaks)

    def _views(self, alike: Alike) -> Iterator[tuple[int, View]]:
        """Views of one edit of each sort and the person edited, with the first sort in each."""
        total = len(alike.first)
        few = max(ROWS // 4, 1)
        for first in range(0, total, few):
            some = alike.first[first : first + few]
            turnover = alike.edits.turnover(some)
            delta = Delta.of_rows(self.org.encoding, len(some), {"memberships": turnover})
            yield first, View(self.org, delta, people_alone(self.org, delta, self.reach))

    # -- what hangs on two people

    @cached_property
    def _partners(self) -> list[PartnerQuestions]:
        of_two = [
            (number, question)
            for number, question in enumerate(self.questions)
            if question.check.partners is not None
        ]
        return PartnerQuestions.of(self.org, of_two)

    def _of_partners(
        self,
        partners: PartnerQuestions,
        edits: PersonEdits,
        turnover: Turnover,
        touched: set[int],
    ) -> Iterator[Effects]:
        """So many copies at a time."""
        questions = [number for number in partners.numbers if number in touched]
        if not questions:
            return
        copies = partners.copies(edits)
        some = turnover.of_copies(copies)
        reach = partners.reach(self.reach)
        for first, last in partners.parts(edits, copies, ROWS):
            delta = Delta.of_rows(
                self.org.encoding, last - first, {"memberships": some.part(first, last)}
            )
            hood = neighbourhood(self.org, delta, reach)
            view = View(self.org, delta, hood.slices)
            found = seen(view, hood, [self.questions[number] for number in questions])
            effects = _between(view, list(found))
            yield effects._replace(
                copy=copies[effects.copy + first],
                question=np.array(questions, dtype=np.intp)[effects.question],
            )


class _Last(Generic[T]):
    """What an organisation was asked about last. It does not travel with the organisation."""

    def __init__(self) -> None:
        self.copies: T | None = None

    def __reduce__(self) -> tuple[type[_Last[T]], tuple[()]]:
        return _Last, ()


def _is_allowed(question: CheckQuestion, nothing: View) -> bool:
    """Whether an organisation has what a question needs; a view of nothing tells."""
    try:
        for column in question.check.needs:
            nothing.base.codes(*column.split("."))
        question.find(nothing)
    except AbsentError:
        return False
    return True


_NONE = np.empty(0, dtype=np.intp)
_NOTHING = Effects(_NONE, _NONE, _NONE, np.empty(0, dtype=np.bool_))


def _between(view: View, answers: Sequence[Seen]) -> Effects:
    """What differs between the halves of a view, by the identity of findings: check, layer, entity
    and the check's own key columns.
    """
    if not answers:
        return _NOTHING
    width = max(view.half.values())
    kinds: dict[tuple[str, str], int] = {}
    keys: dict[tuple[object, ...], int] = {}
    sides, copies, origins, identity = [], [], [], []
    for _, question, faults in answers:
        check, half = question.check, view.half[question.check.scope]
        is_after = faults.rows >= half
        slot = faults.rows - half * is_after
        layer = faults.layer if isinstance(faults.layer, str) else ""
        kind = kinds.setdefault((check.slug, layer), len(kinds))
        apart = [faults.extra[name] for name in check.keys] + (
            [] if isinstance(faults.layer, str) else [faults.layer]
        )
        sides.append(is_after)
        copies.append(view.copy[check.scope][slot])
        origins.append(view.origin[check.scope][slot])
        identity.append(
            (
                kind * width + slot,
                [keys.setdefault(key, len(keys)) for key in zip(*apart, strict=True)]
                if apart
                else None,
            )
        )
    number = np.concatenate(
        [
            slots * (len(keys) + 1) + (len(keys) if part is None else np.array(part, dtype=np.intp))
            for slots, part in identity
        ]
    )
    after = np.concatenate(sides)
    differs = np.empty(len(number), dtype=bool)
    differs[~after] = ~pd.Index(number[~after]).isin(number[after])
    differs[after] = ~pd.Index(number[after]).isin(number[~after])
    numbers = np.repeat([answer.number for answer in answers], [len(side) for side in sides])
    return Effects(
        np.concatenate(copies)[differs],
        numbers[differs],
        np.concatenate(origins)[differs],
        after[differs],
    )
