"""Which questions a policy asks, and what an organisation answers to all of them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from sanzu_graph.audits.answers import Answers, CheckQuestion, Skipped
from sanzu_graph.audits.subject import Choice, Subject
from sanzu_graph.checks.finding_frames import Columns, asked_of, settled
from sanzu_graph.checks.found import Check, Found, Only
from sanzu_graph.checks.registry import all_checks
from sanzu_graph.checks.reporting_lines import FAMILY as REPORTING
from sanzu_graph.doors import carried
from sanzu_graph.errors import AbsentError
from sanzu_graph.messages import listed, text
from sanzu_graph.model.days import day_for, midnight
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.person_lines import keeps_lines
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.resolution import EXCLUSIVE, LED

#: Told before each question: how many are done, how many there are, and the check's title.
Progress = Callable[[int, int, str], None]


def answered(
    standing: Subject, policy: Policy, choice: Choice, progress: Progress | None = None
) -> Answers:
    """Every question of a policy asked of an organisation.

    Parameters
    ----------
    standing
        The organisation on its day.
    policy
        What is demanded, resolved.
    choice
        Which units, members and checks are looked at.
    progress
        Called before each question.

    Raises
    ------
    AbsentError
        If `choice` names what does not exist.
    """
    wanted, wanted_of_whole = (
        asked_of(org, choice.only, standing.whole) for org in (standing.org, standing.whole)
    )
    questions = questions_of(policy, choice.select, choice.ignore, standing.moment)
    lineless = [
        question
        for question in questions
        if question.check.family == REPORTING and not keeps_lines(standing.whole)
    ]
    questions = [question for question in questions if question not in lineless]
    answerable, answers = [], []
    absent: list[tuple[CheckQuestion, AbsentError]] = []
    for number, question in enumerate(questions):
        if progress is not None:
            progress(number, len(questions), text(f"title.{question.check.slug}"))
        org = standing.looked_at(question.check)
        try:
            faults = question.answer(org)
        except AbsentError as error:
            absent.append((question, error))
            continue
        answerable.append(question)
        only = wanted if org is standing.org else wanted_of_whole
        answers.append(settled(question.check, faults, only))
    skipped = [
        *_unanswered(absent, standing.whole),
        *unasked(policy, chosen(names_of(choice.select), names_of(choice.ignore))),
    ]
    if policy.reporting is not None:
        reason = text("skipped.no_lines")
        skipped += [Skipped(question.check.slug, "", reason) for question in lineless[:1]]

    def columns(number: int) -> Columns:
        question = answerable[number]
        return question.columns(standing.looked_at(question.check), answers[number], policy)

    # The findings are told when they are first asked for, in the language of today.
    return Answers.of(answerable, skipped, answers, carried(columns))


def answer_anew(
    question: CheckQuestion, org: Org, only: Only, policy: Policy
) -> tuple[Found, Columns]:
    """The answer to a question about a stretch of time, and the same in columns."""
    faults = settled(question.check, question.answer(org), asked_of(org, only))
    return faults, question.columns(org, faults, policy)


def questions_of(
    policy: Policy,
    select: str | Collection[str] | None,
    ignore: str | Collection[str],
    moment: object,
) -> list[CheckQuestion]:
    """Every question that a policy asks.

    A question about a stretch of time gets the day on which this ends.
    """
    return [
        CheckQuestion(check, call.on(moment) if check.history else call)
        for check in chosen(names_of(select), names_of(ignore))
        for call in check.calls(policy)
    ]


def _unanswered(absent: Sequence[tuple[CheckQuestion, AbsentError]], org: Org) -> Iterator[Skipped]:
    """The questions that the organisation cannot answer.

    Those for which it keeps no table have one reason in common.
    """
    tables = [_table_not_kept(error, org) for _, error in absent]
    reason = text("skipped.no_tables", tables=listed(dict.fromkeys(filter(None, tables))))
    for (question, error), table in zip(absent, tables, strict=True):
        yield Skipped(question.check.slug, question.layer, reason if table else error.describe())


def _table_not_kept(error: AbsentError, org: Org) -> str:
    """The table that a question lacks, if it lacks one."""
    if error.key == "error.no_duties":
        return "" if len(org.duties) else "duties"
    return str(error.fields["table"]) if error.key == "error.table_not_kept" else ""


#: What is resolved → the check that is not asked where the answer is no.
_ASKED_OF = {EXCLUSIVE: "split_member", LED: "vacant_leader"}


def unasked(policy: Policy, checks: Collection[Check]) -> Iterator[Skipped]:
    """The questions that are not asked because the organisation says no: one a layer."""
    slugs = {check.slug for check in checks}
    for answer in policy.resolutions:
        slug = _ASKED_OF[answer.part]
        if not answer.value and slug in slugs:
            label = policy.layer(answer.layer).label()
            yield Skipped(slug, answer.layer, answer.describe(label))


def names_of(names: str | Collection[str] | None) -> Collection[str]:
    """One name may stand alone; a column of names is a list of them."""
    if names is None or isinstance(names, str):
        return [] if names is None else [names]
    return list(names)


def chosen(select: Collection[str] | None = None, ignore: Collection[str] = ()) -> list[Check]:
    """The checks to ask: those selected (default: all) and not ignored, by slug, function name or
    family.

    Raises
    ------
    AbsentError
        If a name fits no check.
    """
    names = {check.slug: {check.slug, check.name, check.family} for check in all_checks().values()}
    unknown = [
        name
        for name in (*(select or ()), *ignore)
        if not any(name in own for own in names.values())
    ]
    if unknown:
        raise AbsentError("error.no_check", checks=unknown)

    def fits(check: Check, wanted: Iterable[str]) -> bool:
        return not names[check.slug].isdisjoint(wanted)

    return [
        check
        for check in all_checks().values()
        if (not select or fits(check, select)) and not fits(check, ignore)
    ]


def moment_for(org: Org, on: object) -> datetime.datetime | None:
    """The moment to look at: that of the day asked for, else of today where rows carry dates."""
    day = day_for(org, on)
    return None if day is None else midnight(day)
