"""`Survey`: many organisations side by side."""

from __future__ import annotations

import datetime
import os
import pathlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

import pandas as pd

from sanzu_graph.doors import guarded, own_language, spoken
from sanzu_graph.errors import AbsentError, InputError
from sanzu_graph.io.atomic import real_path
from sanzu_graph.io.workbooks import write_frames
from sanzu_graph.messages import language, text
from sanzu_graph.model.days import day_of
from sanzu_graph.surveys.allocations import Allocation, allocation
from sanzu_graph.surveys.shared_people import shared_people
from sanzu_graph.surveys.survey_answers import REJECTED_COLUMNS, SurveyAnswer, answer_kept
from sanzu_graph.surveys.survey_books import share_titles, survey_frames
from sanzu_graph.surveys.survey_figures import ORGANISATION, grouped, ranked, spread
from sanzu_graph.surveys.survey_html import survey_headline, survey_html
from sanzu_graph.surveys.survey_labels import labels_with
from sanzu_graph.surveys.survey_since import survey_changes
from sanzu_graph.surveys.survey_sources import SurveySource
from sanzu_graph.surveys.survey_store import SurveyQuestion, SurveyStore
from sanzu_graph.surveys.survey_tables import (
    fault_frame,
    findings_frame,
    people_reader,
    summary_frame,
    text_frame,
)

#: The most findings that `Survey.findings` puts into one frame.
MOST_FINDINGS = 5_000_000


@dataclass(frozen=True, eq=False)
class Survey:
    """What a survey of many organisations found.

    Attributes
    ----------
    answers : what each came to, in the order of the sources
    labels : organisation → what is known of it besides: column → value
    on : the day on which organisations with dates were looked at
    lang : the language of its texts
    ignored : files that were left alone, because they are neither tables nor rosters
    store : the folder in which findings are kept; None: they are in memory
    asks : the sources and what they were asked; None: the survey was read from its folder
    summary : pandas.DataFrame
        A row an organisation that could be read: ``organisation``, the columns of `labels`, then
        the figures of `sanzu_graph.surveys.survey_answers.figures_of`.
    failed : pandas.DataFrame
        A row a fault of those that could not be read: ``organisation``, ``table``, ``place``,
        ``row``, ``column``, ``value``, ``reason``.
    doubts : pandas.DataFrame
        What the reader took for granted, a row each, and what else it warned of:
        ``organisation``, ``message``.
    unasked : pandas.DataFrame
        What could not be asked: ``organisation``, ``check``, ``layer``, ``reason``.
    shared : pandas.DataFrame
        Ids of people that stand in several organisations; see `shared_people`.
    """

    answers: Sequence[SurveyAnswer]
    labels: Mapping[str, Mapping[str, str]]
    on: datetime.date
    lang: str
    ignored: tuple[str, ...] = ()
    store: SurveyStore | None = field(default=None, repr=False)
    asks: tuple[tuple[SurveySource, ...], SurveyQuestion] | None = field(default=None, repr=False)

    @classmethod
    @spoken
    def read(cls, folder: str | os.PathLike[str], *, lang: str | None = None) -> Self:
        """A survey that was kept in a folder (``survey(…, keep=folder)``).

        Raises
        ------
        InputError
            If the folder holds no survey.
        """
        store = SurveyStore(str(real_path(folder)))
        marked = store.marked()
        kept = tuple(answer_kept(store, *one) for one in marked["organisations"].items())
        day, ignored = day_of(marked["on"]), tuple(marked["ignored"])
        return cls(kept, marked["labels"], day, language(), ignored, store)

    def save(self) -> None:
        """Say in the folder which answers belong to this survey; nothing without a folder."""
        if self.store is not None:
            faults = {one.name: one.faults for one in self.answers}
            labels = {name: dict(known) for name, known in self.labels.items()}
            marked = {"on": str(self.on), "organisations": faults, "labels": labels}
            self.store.mark(marked | {"ignored": self.ignored})

    def about(self, frame: pd.DataFrame | None) -> Self:
        """The survey with more known of its organisations.

        Parameters
        ----------
        frame
            ``organisation`` and further columns, such as ``region``; None changes nothing.

        Raises
        ------
        InputError
            If it lacks the column ``organisation``, names one twice, or has a column that is called
            like a figure.
        AbsentError
            If it names an organisation that was not surveyed.
        """
        if frame is None:
            return self
        return replace(self, labels=labels_with(self.labels, frame, self.names))

    @guarded
    def part(self, names: Collection[str]) -> Self:
        """The survey of some of its organisations alone, in the same order.

        Raises
        ------
        AbsentError
            If one of them was not surveyed.
        """
        unknown = [name for name in names if name not in self.names]
        if unknown:
            raise AbsentError("error.survey_about_unknown", names=unknown, known=self.names)
        answers = [one for one in self.answers if one.name in set(names)]
        labels = {one.name: self.labels.get(one.name, {}) for one in answers}
        return replace(self, answers=answers, labels=labels, asks=None)

    @property
    def names(self) -> list[str]:
        """The organisations, those that could not be read included."""
        return [one.name for one in self.answers]

    @cached_property
    def summary(self) -> pd.DataFrame:
        """The figures of the organisations; see the class."""
        return summary_frame(self.answers, self.labels)

    @cached_property
    def failed(self) -> pd.DataFrame:
        """Why organisations could not be read; see the class."""
        return fault_frame(self.answers)

    @cached_property
    def rejected(self) -> pd.DataFrame:
        """What a lenient reading set aside: ``organisation``, then the columns of `Org.rejected`."""
        return text_frame(self.answers, "rejected", REJECTED_COLUMNS)

    @cached_property
    def doubts(self) -> pd.DataFrame:
        """What the reader warned of; see the class."""
        return text_frame(self.answers, "doubts", ["message"])

    @cached_property
    def unasked(self) -> pd.DataFrame:
        """What could not be asked; see the class."""
        return text_frame(self.answers, "unasked", ["check", "layer", "reason"])

    @property
    def asked(self) -> list[str]:
        """The organisations that were asked in this survey, and not taken from its folder."""
        return [one.name for one in self.answers if one.is_anew]

    @property
    def is_sound(self) -> bool | None:
        """False if any organisation has an error; else None if one could not be read or asked; else
        True.
        """
        sound = [one.figures.get("sound") if not one.faults else None for one in self.answers]
        return False if False in sound else None if None in sound else True

    @guarded
    def findings_of(self, name: str) -> pd.DataFrame:
        """The findings of one organisation, as its audit told them.

        Raises
        ------
        AbsentError
            If it was not surveyed, or could not be read.
        """
        answer = next((one for one in self.answers if one.name == name and not one.faults), None)
        if answer is None:
            known = [one.name for one in self.answers if not one.faults]
            raise AbsentError("error.survey_no_organisation", name=name, known=known)
        if answer.findings is not None:
            return answer.findings.copy(deep=False)
        assert self.store is not None
        return self.store.findings(name).drop(columns=ORGANISATION)

    def finding_frames(self) -> Iterator[pd.DataFrame]:
        """The findings of one organisation after another, ``organisation`` in front."""
        for one in self.answers:
            if not one.faults:
                found = self.findings_of(one.name)
                found.insert(0, ORGANISATION, pd.Series(one.name, index=found.index, dtype="str"))
                yield found

    @cached_property
    def findings(self) -> pd.DataFrame:
        """The findings of all organisations, ``organisation`` in front.

        Raises
        ------
        InputError
            If they are more than five million: take `finding_frames`, or read the Parquet files.
        """
        count = int(self.summary.reindex(columns=["errors", "warnings", "notes"]).sum().sum())
        if count > MOST_FINDINGS:
            raise InputError("error.survey_findings", count=count, most=MOST_FINDINGS)
        return findings_frame(self.finding_frames())

    @cached_property
    def shared(self) -> pd.DataFrame:
        """Ids of people that stand in several organisations; see `shared_people`."""
        done = [one for one in self.answers if not one.faults]
        return shared_people({one.name: people_reader(one, self.store) for one in done})

    @guarded
    def ranks(self, by: str = "errors") -> pd.DataFrame:
        """The organisations by one figure, the worst first.

        Parameters
        ----------
        by
            A column of `summary` with numbers. Of shares that are covered or led, fewer are worse;
            of all others, more.

        Returns
        -------
        pandas.DataFrame
            ``organisation``, ``value``, ``rank`` (1 is the worst; equal ones share a rank),
            ``quantile`` (the share of organisations that are as bad or worse, 0 to 1). Those
            without the figure are left out.

        Raises
        ------
        AbsentError
            If there is no such figure.
        """
        return ranked(self.summary, by)

    @guarded
    def quantiles(self, shares: Sequence[float] = (0, 0.25, 0.5, 0.75, 1)) -> pd.DataFrame:
        """How the figures spread over the organisations.

        Returns
        -------
        pandas.DataFrame
            ``figure``, then a column a share (``0.5`` is the median).

        Raises
        ------
        InputError
            If a share is not between 0 and 1.
        """
        return spread(self.summary, shares)

    def groups(self, column: str) -> pd.DataFrame:
        """The organisations added up by a column, such as a region.

        Parameters
        ----------
        column
            A column of `summary` that is known of organisations besides their figures.

        Returns
        -------
        pandas.DataFrame
            The column; ``organisations``, ``failed`` (could not be read), ``unsound`` (have
            errors); the figures that can be added up; ``coverage.L``, computed from the sums. The
            group with the most errors first.

        Raises
        ------
        AbsentError
            If nothing is known under that name.
        """
        failed = {one.name: bool(one.faults) for one in self.answers}
        return grouped(self.summary, self.labels, failed, column)

    @own_language
    def since(self, earlier: Survey, *, by: str = "finding") -> pd.DataFrame:
        """What changed since an earlier survey.

        Parameters
        ----------
        earlier
            Another survey; organisations are the same where their names are.
        by
            ``"finding"``: a row a finding of the organisations in both, as in `Audit.since`. A unit
            that kept its people under another id is one, unless an answer is from an older version.
            ``"organisation"``: a row an organisation.

        Returns
        -------
        pandas.DataFrame
            By finding: ``organisation``, ``change`` (``new``, ``gone``, ``still there``), then the
            columns of findings. By organisation: ``organisation``, ``surveyed`` (``both``,
            ``came``, ``left``: a survey in which it failed counts as one without it), ``errors``
            and ``errors_before``, ``new``, ``gone``, ``still_there``.

        Raises
        ------
        InputError
            If `earlier` is no survey, or `by` is neither.
        """
        if not isinstance(earlier, Survey):
            raise InputError("error.not_survey", value=type(earlier).__name__)
        return survey_changes(self, earlier, by=by)

    @own_language
    @guarded
    def allocate(
        self,
        budget: int,
        lever: str = "move",
        *,
        executor: Executor | None = None,
        time_limit: float | None = None,
    ) -> Allocation:
        """Share a budget of changes over the organisations, so that the fewest demands stay unmet.

        Each organisation is read again, and its exact curve is computed: how little can stay unmet
        for 0, 1, 2, … uses of the lever (`frontier`). The curves are put together exactly.

        Parameters
        ----------
        budget
            How many uses of the lever there are for all organisations together.
        lever
            A lever of `propose`: ``move``, ``admit``, ``appoint``, …
        executor
            As in `survey`.
        time_limit
            Seconds for each organisation; by default none. A curve that was cut short makes the
            status weaker.

        Returns
        -------
        Allocation

        Raises
        ------
        InputError
            If the budget is no whole number of 0 or more, or the survey was read from a folder.
        ProblemError
            If there is no such lever.

        Notes
        -----
        Organisations are added one at a time. For each total, the best split of before is joined
        with every amount at which the next curve falls.
        """
        return allocation(self, budget, lever, executor=executor, time_limit=time_limit)

    @own_language
    @guarded
    def write(self, path: str | os.PathLike[str]) -> pathlib.Path:
        """Write the survey as one workbook: the figures, who failed, what came, the findings.

        Each sheet holds a frame of the survey, with headings and codes in words, and shares as
        percents. Findings beyond the rows of a sheet are left out,
        errors first kept; the first sheet says so.

        Raises
        ------
        InputError
            If the path is no ``.xlsx``, or cannot be written to.
        """
        target = pathlib.Path(path)
        if target.suffix.lower() != ".xlsx":
            raise InputError("error.output_ending", path=path, known=["xlsx"])
        return write_frames(target, survey_frames(self), shares=share_titles(self.summary))

    @own_language
    def headline(self) -> str:
        """The survey in one sentence."""
        return survey_headline(self)

    def __repr__(self) -> str:
        return f"Survey({text('survey.short', count=len(self.answers), failed=self.count_failed)})"

    @property
    def count_failed(self) -> int:
        """How many organisations could not be read."""
        return sum(bool(one.faults) for one in self.answers)

    @own_language
    def _repr_html_(self) -> str:
        return survey_html(self)
