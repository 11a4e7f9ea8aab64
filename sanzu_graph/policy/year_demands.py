"""The parts of a policy about the working year: routines, remedies, support, tasks."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from sanzu_graph.doors import spoken
from sanzu_graph.messages import language
from sanzu_graph.model.object_texts import ShortText
from sanzu_graph.policy.parts import LabelledPart, Limit, LimitedPart


@dataclass(frozen=True, repr=False)
class Routine(LimitedPart):
    """An activity that every group of a layer owes once a period, from a day on.

    Parameters
    ----------
    layer, kind
        Whose groups owe it, and which activity it is (``activities.kind``).
    every
        The period: ``week`` (from Monday), ``month``, ``quarter`` or ``year``.
    since
        The day from which it is owed; by default the first day that the log of activities tells of.
    labels
        Language → what it is called.
    exempt
        Units that do not owe it.
    least_days
        A group owes a period if it exists on at least this many of its days, holidays not
        counted; by default on one.
    by_day
        The day of the period by which it should be held (`late_routines`); by default the last.
    grace_days
        A second activity within this many days after a period without one makes up for it: it is
        late, not missed.
    reach
        The most whole periods that a colleague outside the layer may go without having taken part
        (`unreached_members`).
    periods
        How many periods are looked back on.
    """

    layer: str
    kind: str
    every: str = "month"
    since: datetime.date | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    exempt: tuple[str, ...] = ()
    least_days: Limit | None = None
    by_day: Limit | None = None
    grace_days: Limit | None = None
    reach: Limit | None = None
    periods: int = 12

    @spoken
    def label(self, lang: str | None = None) -> str:
        """What the activity is called in a language; its kind where nothing is said."""
        return self.labels.get(language(), self.kind)


@dataclass(frozen=True, repr=False)
class Holiday(ShortText):
    """Days on which nothing is owed: from `since` to the day before `until`.

    Parameters
    ----------
    since, until
        The first day, and the first day that is no holiday any more.
    labels
        Language → what the holiday is called.
    """

    since: datetime.date
    until: datetime.date
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class Remedies(LimitedPart):
    """Problems that an activity found: open ones have an owner and a due date, or are done within
    `most_days`.

    Parameters
    ----------
    most_days
        An open problem without a due date is overdue after this many days.
    """

    most_days: Limit | None = None


@dataclass(frozen=True, repr=False)
class Support(LimitedPart):
    """Every base unit has a group leader who supports it by this duty, and nobody supports more
    than `most_units`.

    Parameters
    ----------
    duty
        The duty by which a leader supports a base unit.
    most_units
        The most base units that one person supports.
    """

    duty: str = "support"
    most_units: Limit | None = None


@dataclass(frozen=True, repr=False)
class Contacts(LimitedPart):
    """Everybody has somebody to turn to in every layer.

    Parameters
    ----------
    duties
        Duties for a base unit. Their holder, a leader, is responsible for those of its people who
        are in no group of the layer.
    most_members
        The most people for whom one person is responsible.
    """

    duties: tuple[str, ...] = ("support", "liaison")
    most_members: Limit | None = None


@dataclass(frozen=True, repr=False)
class Stage(LabelledPart):
    """A stage of the work on a task: the step in which it comes, and the layers that take part in
    it where a task is common.

    Parameters
    ----------
    name, labels
        Its name, as in ``task_events.stage``, and what it is called per language.
    step
        The step in which it comes; stages of one step may come in any order.
    layers
        The layers that take part in it where a task is common.
    """

    name: str
    step: int
    layers: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class Tasks(ShortText):
    """How tasks are handled.

    Parameters
    ----------
    stages
        The stages in their order. Stages of one step may come in any order.
    """

    stages: tuple[Stage, ...] = ()
