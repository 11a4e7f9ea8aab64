"""What one organisation comes to: read and audited in a worker, told in figures."""

from __future__ import annotations

import pathlib
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from sanzu_graph.audits.audit_run import audit
from sanzu_graph.audits.figures import measured
from sanzu_graph.errors import FaultsError, InputError, SanzuError, SanzuWarning
from sanzu_graph.io.rosters.doubts import DoubtsWarning
from sanzu_graph.io.rosters.mapping import ENDING
from sanzu_graph.messages import text
from sanzu_graph.schema import REJECTED, columns
from sanzu_graph.surveys.survey_sources import SurveySource, stamp_of
from sanzu_graph.surveys.survey_store import TOLD, SurveyQuestion, SurveyStore, fingerprint_of
from sanzu_graph.surveys.unit_seats import UnitSeats

if TYPE_CHECKING:
    from sanzu_graph.audits.audit_run import Audit
    from sanzu_graph.model.organisation import Org

#: The columns of what is wrong with a source.
FAULT_COLUMNS = ("table", "place", "row", "column", "value", "reason")
#: The columns of what a lenient reading set aside.
REJECTED_COLUMNS = tuple(columns(REJECTED))
#: What is kept of everybody.
PEOPLE = ("id", "name")
#: How often a source is read whose files change meanwhile.
_READINGS = 2
#: The family of findings that the summary counts as one figure.
_MENTORING = "mentoring"
#: The measures of an audit that stand in the summary; others are not computed.
_MEASURES = (
    "members",
    "units",
    "leaders",
    "led_share",
    "mean_span",
    "covered_units",
    "covered_share",
)


@dataclass(frozen=True, eq=False)
class SurveyAnswer:
    """What one source came to.

    Attributes
    ----------
    name : the organisation
    figures : its row of the summary; empty where it could not be read
    faults : rows of `FAULT_COLUMNS`: why it could not be read
    doubts : what the reader took for granted, a line each, and what else it warned of
    unasked : what could not be asked: check, layer, reason
    rejected : rows of `REJECTED_COLUMNS`: what a lenient reading set aside
    layers : the layers that it has, those that the policy does not know included
    fingerprint : of all that the answer depends on
    is_anew : whether it was asked in this survey, and not taken from its folder
    findings, people, units : as frames, and who is in which unit, unless they are kept in the folder
    """

    name: str
    figures: Mapping[str, object] = field(default_factory=dict)
    faults: tuple[tuple[object, ...], ...] = ()
    doubts: tuple[str, ...] = ()
    unasked: tuple[tuple[str, str, str], ...] = ()
    rejected: tuple[tuple[str, ...], ...] = ()
    layers: tuple[str, ...] = ()
    fingerprint: str = ""
    is_anew: bool = True
    findings: pd.DataFrame | None = None
    people: pd.DataFrame | None = None
    units: UnitSeats | None = None


def ask(source: SurveySource, question: SurveyQuestion) -> SurveyAnswer:
    """Read and audit one source; in its folder, if it was answered there before, only look it up.

    An error is an answer too: it stops nobody else.
    """
    try:
        for _ in range(_READINGS):
            files = source.files
            stamp = stamp_of(files)
            fingerprint = fingerprint_of(source, question, files)
            kept = _kept(source.name, question, fingerprint)
            if kept is not None:
                return kept
            answer, found = _asked(source, question)
            if stamp_of(source.files) == stamp:
                return _keep(replace(answer, fingerprint=fingerprint), found, question.store)
        return failed(source.name, text("survey.changing"))
    except SanzuError as error:
        return SurveyAnswer(source.name, faults=faults_of(error))
    except Exception as error:  # noqa: BLE001 - an error in one source stops no other
        reason = text("survey.broken", error=f"{type(error).__name__}: {error}")
        return failed(source.name, reason)


def _kept(name: str, question: SurveyQuestion, fingerprint: str) -> SurveyAnswer | None:
    """What is kept of an organisation under that fingerprint; None where it has to be asked."""
    store = question.store
    if store is None:
        return None
    told = store.answer(name, fingerprint)
    if told is not None and told["figures"]["on"] in ("", str(question.day)):
        return SurveyAnswer(name, **told, fingerprint=fingerprint, is_anew=False)
    faults = store.faults(name, fingerprint)
    return (
        SurveyAnswer(name, faults=faults, fingerprint=fingerprint, is_anew=False)
        if faults
        else None
    )


def _keep(answer: SurveyAnswer, found: Audit | None, store: SurveyStore | None) -> SurveyAnswer:
    """The answer with its frames, or, where there is a folder, with the frames in that."""
    if found is None:
        if store is not None:
            with suppress(InputError):  # where there is no room, the file is read again next time
                store.keep_faults(answer.name, answer.fingerprint, answer.faults)
        return answer
    members = found.whole.members
    if store is None:
        people = members[[*PEOPLE]].reset_index(drop=True)
        units = UnitSeats.of(found)
        return replace(answer, findings=found.findings, people=people, units=units)
    told = {name: getattr(answer, name) for name in TOLD}
    columns = {name: members[name].array for name in PEOPLE}
    frames = found.finding_columns, columns, UnitSeats.of(found)
    store.keep(answer.name, answer.fingerprint, told, *frames)
    return answer


def failed(name: str, reason: str) -> SurveyAnswer:
    """The answer of a source that gave none."""
    return SurveyAnswer(name, faults=(("", "", None, "", "", reason),))


def answer_kept(store: SurveyStore, name: str, faults: Sequence[Sequence[object]]) -> SurveyAnswer:
    """The answer that a folder keeps of an organisation, or that it is gone."""
    if faults:
        return SurveyAnswer(name, faults=tuple(tuple(fault) for fault in faults), is_anew=False)
    told = store.told(name)
    if told is None:
        return replace(failed(name, text("survey.answer_gone")), is_anew=False)
    return SurveyAnswer(
        name,
        told["figures"],
        doubts=told["doubts"],
        unasked=told["unasked"],
        rejected=told["rejected"],
        layers=told["layers"],
        is_anew=False,
    )


def faults_of(error: SanzuError) -> tuple[tuple[object, ...], ...]:
    """What is wrong, a row a fault."""
    if not isinstance(error, FaultsError):
        return (("", "", None, "", "", error.describe()),)
    return tuple(
        (fault.table, fault.place, fault.row, fault.column, fault.value, fault.reason())
        for fault in error.faults
    )


def _of_mapping(source: SurveySource, question: SurveyQuestion) -> Iterator[tuple[object, ...]]:
    """That a mapping was given for all rosters, where one that could not be read has none itself."""
    if question.mapping is not None and source.path and source.takes_mapping:
        file = pathlib.Path(source.path).name + ENDING
        yield ("", "", None, "", "", text("survey.mapping_used", file=file))


def _asked(source: SurveySource, question: SurveyQuestion) -> tuple[SurveyAnswer, Audit | None]:
    """Its answer and its audit; faults where it cannot be read, which is so until its files are
    others.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            org = source.organisation(
                strict=question.strict, encoding=question.encoding, mapping=question.mapping
            )
        except (FaultsError, InputError) as error:
            faults = (*faults_of(error), *_of_mapping(source, question))
            return SurveyAnswer(source.name, faults=faults), None
        found = audit(org, question.policy_for(org), on=question.on_for(org))
    doubts = tuple(line for one in caught for line in _lines(one.message))
    answer = SurveyAnswer(
        source.name,
        figures_of(found),
        doubts=doubts,
        unasked=found.skipped_rows,
        rejected=_rejected(org),
        layers=tuple(org.layers),
    )
    return answer, found


def _rejected(org: Org) -> tuple[tuple[str, ...], ...]:
    """The rows that a lenient reading set aside."""
    if not len(org.rejected):
        return ()
    rows = org.rejected.reindex(columns=list(REJECTED_COLUMNS)).fillna("").astype("str")
    return tuple(rows.itertuples(index=False, name=None))


def _lines(warned: Warning | str) -> list[str]:
    """A warning of ours in lines, each doubt of a reading by itself; nothing of others' warnings."""
    if isinstance(warned, DoubtsWarning):
        return warned.lines()
    return [str(warned)] if isinstance(warned, SanzuWarning) else []


def figures_of(found: Audit) -> dict[str, object]:
    """The figures of an organisation: its row of `Survey.summary`.

    Returns
    -------
    dict
        ``people``, ``units``, ``leaders``; ``errors``, ``warnings``, ``notes``; ``unasked`` (what
        could not be asked); ``sound`` (True, False, or None where it is not known); ``on`` (the
        day); ``vacancies`` (units without a leader); ``mentoring`` (findings about mentors);
        ``base_units`` (units of the base layer). For
        each layer that the policy knows and the organisation has: ``units.L``, ``members.L``,
        ``led_share.L``, ``mean_span.L``; for each group layer also ``blank.L`` (base units with
        too few of its members), ``covered_units.L`` and ``coverage.L`` (their share).
    """
    metrics = measured(found.org, found.policy, only=_MEASURES)
    severities, checks, families = Counter[str](), Counter[str](), Counter[str]()
    blank: dict[str, int] = {}
    for question, rows in found.spans():
        count, check = rows.stop - rows.start, question.check
        severities[check.severity] += count
        checks[check.slug] += count
        families[check.family] += count
        if check.slug == "blank_team":
            blank[question.layer] = count
    row: dict[str, object] = {
        "people": int(metrics["members", ""]),
        "units": int(metrics["units", ""]),
        "leaders": int(metrics["leaders", ""]),
        "errors": severities["error"],
        "warnings": severities["warning"],
        "notes": severities["info"],
        "unasked": len(found.skipped_rows),
        "sound": found.is_sound,
        "on": str(found.on or ""),
        "vacancies": checks["vacant_leader"],
        "mentoring": families[_MENTORING],
        "base_units": int(metrics.get(("units", found.policy.base), 0)),
    }
    for layer in (layer.name for layer in found.policy.layers if layer.name in found.org.layers):
        row[f"units.{layer}"] = int(metrics["units", layer])
        row[f"members.{layer}"] = int(metrics["members", layer])
        row[f"led_share.{layer}"] = metrics["led_share", layer]
        row[f"mean_span.{layer}"] = metrics["mean_span", layer]
        if layer in blank:
            row[f"blank.{layer}"] = blank[layer]
        if ("covered_units", layer) in metrics:
            row[f"covered_units.{layer}"] = int(metrics["covered_units", layer])
            row[f"coverage.{layer}"] = metrics["covered_share", layer]
    return row


def layers_in(answers: Sequence[SurveyAnswer]) -> list[str]:
    """The layers that any of the organisations has; of older answers, those that were asked about."""
    figures = [str(name).partition(".") for one in answers for name in one.figures]
    asked = [layer for figure, _, layer in figures if figure == "units" and layer]
    return list(dict.fromkeys([*asked, *(name for one in answers for name in one.layers)]))
