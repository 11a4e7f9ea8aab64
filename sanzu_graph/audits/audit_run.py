"""`audit`: the engine knows no rule, the rules know no engine."""

from __future__ import annotations

import datetime
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from weakref import ref

import pandas as pd

from sanzu_graph.audits.answers import Answers, CheckQuestion
from sanzu_graph.audits.audit_frames import (
    asked_frame,
    resolved_frame,
    skipped_frame,
    summary_frame,
    unreached,
)
from sanzu_graph.audits.check_questions import Progress, answer_anew, answered, moment_for
from sanzu_graph.audits.figures import figures
from sanzu_graph.audits.finding_differences import Difference
from sanzu_graph.audits.html import audit_html, audit_text, headline
from sanzu_graph.audits.local import followed
from sanzu_graph.audits.neighbourhood import Reach
from sanzu_graph.audits.past import past_kept
from sanzu_graph.audits.since import changes
from sanzu_graph.audits.subject import AuditedChange, Choice, Origin, Subject
from sanzu_graph.audits.unit_lineage import UnitLineage
from sanzu_graph.checks.finding_frames import Asked, FrameColumns, asked_of, by_ids
from sanzu_graph.checks.found import Only
from sanzu_graph.doors import guarded, own_language, spoken
from sanzu_graph.errors import InputError, speaking
from sanzu_graph.io.any_files import organisation_of
from sanzu_graph.messages import language
from sanzu_graph.model.edits import Edit
from sanzu_graph.model.object_texts import cut
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.readable_frames import readable
from sanzu_graph.policy.demands import Policy, given_policy
from sanzu_graph.year.results import results


@dataclass(frozen=True, eq=False)
class Audit:
    """What an audit found.

    Attributes
    ----------
    findings : pandas.DataFrame
        One row a fault: check, severity, entity, entity_id, name, layer, value, limit, message;
        then ``source`` and ``status`` of the limit, and the checks' own columns. Gravest first,
        then in the order asked, then in table order.
    skipped : pandas.DataFrame
        What the policy asks and the organisation does not allow: ``check``, ``layer``, ``reason``.
        Where the policy says neither, a layer that records no leaders is one row of it. So is a
        layer that is not exclusive. Where the policy asks about lines from person to person and the
        organisation keeps none, that is one row.
    resolved : pandas.DataFrame
        What `Policy.resolve` read from the organisation: ``layer``, ``part`` (``exclusive`` or
        ``led``), ``value`` (True or False), ``reason``.
    asked : pandas.DataFrame
        Every question asked: ``check``, ``layer``, ``findings``.
    org, policy : the organisation as audited, and the policy, resolved
    on : the day audited, where the organisation has dates
    lang : the language of the messages
    history : the whole organisation as it was given, with what is in force on other days
    """

    policy: Policy
    on: datetime.date | None
    lang: str
    _answers: Answers = field(repr=False)
    _standing: Subject = field(repr=False)
    _choice: Choice = field(repr=False)
    _origin: Origin | None = field(default=None, repr=False)

    @property
    def findings(self) -> pd.DataFrame:
        """The faults; see the class. A shallow copy: `after` still needs its own."""
        with speaking(self.lang):
            return readable(self._answers.frame)

    @property
    def finding_columns(self) -> FrameColumns:
        """The columns of `findings`, for those who need no frame."""
        return self._answers.columns

    @cached_property
    def skipped(self) -> pd.DataFrame:
        """What could not be asked; see the class."""
        return skipped_frame(self._answers)

    @property
    def skipped_rows(self) -> tuple[tuple[str, str, str], ...]:
        """The rows of `skipped`."""
        return tuple(self._answers.skipped)

    @cached_property
    @own_language
    def resolved(self) -> pd.DataFrame:
        """What the organisation says of the layers; see the class."""
        return resolved_frame(self.policy)

    @cached_property
    def asked(self) -> pd.DataFrame:
        """What was asked; see the class."""
        return asked_frame(self._answers)

    @property
    def org(self) -> Org:
        """The organisation as audited: on the day, where it has dates."""
        return self._standing.org

    @property
    def whole(self) -> Org:
        """The organisation as it was given: with the rows of other days."""
        return self._standing.whole

    def spans(self) -> Iterator[tuple[CheckQuestion, slice]]:
        """Each question asked, and the rows of `findings` that answer it."""
        answers = self._answers
        for question, begin, count in zip(
            answers.questions, answers.begins.tolist(), answers.counts.tolist(), strict=True
        ):
            yield question, slice(begin, begin + count)

    @own_language
    def summary(self) -> pd.DataFrame:
        """How many findings each check made, sound ones included.

        Returns
        -------
        pandas.DataFrame
            ``check``, ``title``, ``family``, ``severity``, ``findings``; checks that were asked,
            gravest first.
        """
        return summary_frame(self.asked)

    @cached_property
    def metrics(self) -> pd.DataFrame:
        """The measures of the organisation: ``metric``, ``layer``, ``value``; see
        `sanzu_graph.audits.figures` and `results`.
        """
        of_the_year = results(self._standing.whole, self.policy, on=self.on)
        return pd.concat([figures(self.org, self.policy), of_the_year], ignore_index=True)

    @property
    def is_sound(self) -> bool | None:
        """False if a finding is an error. Else None if it could not be asked whether a group layer
        reaches every base unit (`unreached_layers`). Also None if no unit is of the base layer.
        Else True; without any units this is so where the policy names no groups.
        """
        counts = zip(self._answers.questions, self._answers.counts.tolist(), strict=True)
        if any(count and question.check.severity == "error" for question, count in counts):
            return False
        layers = self.org.layers
        is_baseless = bool(layers) and self.policy.base not in layers
        return None if is_baseless or self.unreached_layers else True

    @property
    def unreached_layers(self) -> tuple[str, ...]:
        """The group layers whose coverage decides soundness and could not be asked: of those that
        the organisation has any, or all that the policy names.
        """
        return unreached(self.policy, self.org.layers, self.skipped)

    @own_language
    @guarded
    def after(self, change: Edit | AuditedChange, *, on: object = None) -> Audit:
        """The audit of the organisation with a change made, asked anew only where the change can
        reach.

        Equal to ``audit`` of the changed organisation with the same policy, day and choice of
        checks. In a large one it is many times faster. The changed organisation itself is made only
        when something of the result needs it. These are `org`, `metrics`, and what can change of
        the findings of the working year.

        Parameters
        ----------
        change
            Anything with ``edit(org, on=…, today=…)`` that gives an `Edit`, such as ``MoveMember``;
            or an `Edit` of the whole organisation, rows of other days included.
        on
            The day on which the change takes effect, where it names none itself; by default the day
            audited, where the tables concerned have dates.

        Returns
        -------
        Audit

        Raises
        ------
        SchemaError
            If the change does not leave a sound organisation.

        Examples
        --------
        >>> from sanzu_graph.model.edits import Edit
        >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
        >>> before = audit(org, Policy.for_layers("team"))
        >>> after = before.after(Edit(changed={"memberships": {0: {"role": "leader"}}}))
        >>> after.findings["check"].tolist()
        ['one_person_unit']
        """
        whole = self._standing.whole
        edit = change if isinstance(change, Edit) else change.edit(whole, on=on, today=self.on)
        by_name = by_ids(whole, self._choice.only) is not self._choice.only
        if edit and by_name:  # the change may give the name to another
            return self._after_all(edit)
        return (self._after_nearby(edit) if edit else self) or self._after_all(edit)

    def _after_nearby(self, edit: Edit) -> Audit | None:
        """The audit after an edit from its neighbourhood alone; None where that does not suffice."""
        whole, answers = self._standing.whole, self._answers
        standing, only = self._standing.after(edit), self._choice.only
        answers_after = followed(
            answers,
            whole,
            edit,
            self._standing.day,
            self._reach,
            self.policy,
            anew=lambda question: answer_anew(question, standing.whole, only, self.policy),
            only=self._wanted,
        )
        if answers_after is None:
            return None
        origin = Origin(ref(answers), answers_after.difference)
        return replace(self, _answers=answers_after.answers, _standing=standing, _origin=origin)

    def _after_all(self, edit: Edit) -> Audit:
        """The audit of the whole organisation after an edit."""
        after = audit(self.whole.edited(edit), self.policy, on=self.on, **self._choice._asdict())
        return after.edited_from(self, edit)

    @guarded
    def edited_from(self, earlier: Audit, edit: Edit) -> Audit:
        """The audit, knowing by which edit its organisation was made of one audited earlier."""
        return replace(self, _standing=self._standing.edited_from(earlier._standing, edit))

    @cached_property
    def _wanted(self) -> Asked:
        return asked_of(self.org, self._choice.only, self.whole)

    @cached_property
    def _reach(self) -> Reach:
        return Reach.of(self.org, self.policy)

    @own_language
    def since(self, earlier: Audit) -> pd.DataFrame:
        """What changed since an earlier audit: findings with ``change`` (``new``, ``gone``, ``still
        there``) in front.

        A finding is the same when check, entity, entity_id, layer and the check's own key columns
        are; its numbers and message may differ, and are those of the later audit where it has them.
        That about a task stays the same when its unit is another; so does a unit by another id.

        Examples
        --------
        >>> before = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
        >>> after = before.replace(memberships={"member": ["A"], "unit": ["T"], "role": ["leader"]})
        >>> policy = Policy.for_layers("team").with_layer("team", led=True)
        >>> audit(after, policy).since(audit(before, policy))[["change", "check"]].to_numpy().tolist()
        [['still there', 'one_person_unit'], ['gone', 'vacant_leader']]
        """
        if not isinstance(earlier, Audit):
            raise InputError("error.not_audit", value=repr(earlier))
        frame, other = earlier._answers.frame, self._difference_from(earlier)
        ids = None if other is None else other.ids(frame)
        return changes(self._answers.frame, frame, ids, renamed=self.renamed_since(earlier))

    @guarded
    def renamed_since(self, earlier: Audit) -> dict[str, str]:
        """The units that have another id since an earlier audit: old id → new id.

        The changes say it, of units that they made too; else it is as in `unit_turnover`.

        Examples
        --------
        >>> from sanzu_graph import EditUnit
        >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
        >>> before = audit(org, Policy.for_layers("team"))
        >>> before.after(EditUnit("T", {"id": "X"})).renamed_since(before)
        {'T': 'X'}
        """
        return self._standing.renamed_since(earlier._standing)

    @guarded
    def first_ids(self, start: Audit) -> dict[str, str]:
        """The ids of units → those that they had in the first audit, or were made under.

        An id that another unit had at first is followed by a mark, so that no two are the same.
        """
        return self._standing.first_ids(start._standing)

    @guarded
    def keeping_past(self, earlier: Audit) -> Audit:
        """The audit of what a plan comes to, with the past as the audit before the plan tells it.

        A plan changes no day that is over. A new group owes no routine of earlier months. A task that
        was never discussed stays a fault of the unit that it had. What `past` checks find is taken
        from the earlier audit.

        Examples
        --------
        >>> before = Org({"id": ["A"]}, {"id": ["T", "S"], "layer": ["team"] * 2}, {"member": ["A"], "unit": ["T"]},
        ...              tasks={"id": ["J"], "unit": ["T"], "goal": ["safety"], "scope": ["common"]},
        ...              task_events={"task": ["J", "J"], "stage": ["assign", "implement"], "layer": ["team", "team"]})
        >>> merged = before.replace(units={"id": ["S"], "layer": ["team"]}, memberships={"member": ["A"], "unit": ["S"]},
        ...                         tasks=before.tasks.assign(unit="S"))
        >>> first, later = (audit(org, Policy(), on="2026-02-01", select="solo_task") for org in (before, merged))
        >>> later.findings["entity_id"].tolist(), later.keeping_past(first).findings["entity_id"].tolist()
        (['S'], ['T'])
        """
        answers = past_kept(self._answers, earlier._answers, self.renamed_since(earlier))
        if answers is self._answers:
            return self
        return replace(self, _answers=answers, _origin=None)

    @guarded
    def differing(self, earlier: Audit) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Findings of an earlier audit, and those that stand in their place now: all that differ
        are among them.

        Few where this audit was made of the earlier one by `after`, else all of both.

        Examples
        --------
        >>> from sanzu_graph.model.edits import Edit
        >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
        >>> before = audit(org, Policy.for_layers("team").with_layer("team", led=True))
        >>> gone, come = before.after(Edit(changed={"memberships": {0: {"role": "leader"}}})).differing(before)
        >>> gone["check"].tolist(), come["check"].tolist()
        (['vacant_leader'], [])
        """
        other = self._difference_from(earlier)
        if other is None:
            return earlier._answers.frame, self._answers.frame
        return earlier._answers.frame.iloc[other.gone], other.come_frame

    def _difference_from(self, earlier: Audit) -> Difference | None:
        return None if self._origin is None else self._origin.difference_from(earlier._answers)

    def __repr__(self) -> str:
        return cut(f"Audit({headline(self)})")

    __str__ = audit_text
    _repr_html_ = audit_html


@spoken
def audit(
    org: Org | str | os.PathLike[str] | pd.DataFrame,
    policy: Policy | str | os.PathLike[str] | None = None,
    *,
    on: object = None,
    only: Only = None,
    lang: str | None = None,
    select: str | Collection[str] | None = None,
    ignore: str | Collection[str] = (),
    progress: Progress | None = None,
) -> Audit:
    """Ask every check what the policy demands, and collect the findings.

    Parameters
    ----------
    org
        The organisation; or the path of its roster or tables, or a roster as a frame.
    policy
        What is demanded, or the path of its file; by default ``Policy()``, the shipped one.
    on
        The day to look at. Where rows carry dates it defaults to today, and `Audit.on` reports it.
    only
        Look only at these units or members: ids, or ``{"unit": ids, "member": ids}``. A name
        that one alone bears is as good.
    lang
        The language of messages; by default the policy's, else the user's locale.
    select, ignore
        Checks or families to ask, or not to ask, by slug or function name.
    progress
        Called before each question with how many are done, how many there are, and the title.

    Returns
    -------
    Audit

    Raises
    ------
    AbsentError
        If `select`, `ignore` or `only` name what does not exist.
    InputError
        If `on` is no day. If several bear a name in `only`; it tells their ids.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"], "role": ["leader"]})
    >>> audit(org, Policy.for_layers("team", ["party"]), lang="en").skipped[["check", "reason"]].to_numpy().tolist()[0]
    ['empty_unit', 'The organisation has no layer “party”. It has team. Name one of these.']
    """
    org = org if isinstance(org, Org) else organisation_of(org)
    policy = given_policy(policy).resolve(org)
    standing = Subject(lambda: org, moment_for(org, on), UnitLineage(ref(org)))
    choice = Choice(only, select, ignore)
    day = None if standing.moment is None else standing.moment.date()
    answers = answered(standing, policy, choice, progress)
    return Audit(policy, day, language(), answers, standing, choice)
