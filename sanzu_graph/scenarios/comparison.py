"""`compare`: an organisation and its alternatives side by side, in numbers."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count

import numpy as np
import pandas as pd

from sanzu_graph.audits.audit_run import Audit, audit
from sanzu_graph.audits.since import GONE, NEW, STILL, identities
from sanzu_graph.audits.unit_lineage import under_other_ids
from sanzu_graph.checks.found import SEVERITIES
from sanzu_graph.checks.registry import all_checks
from sanzu_graph.doors import own_language, spoken
from sanzu_graph.errors import SanzuWarning
from sanzu_graph.messages import language, text
from sanzu_graph.model.object_texts import cut
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.readable_frames import read_easily
from sanzu_graph.policy.demands import Policy
from sanzu_graph.scenarios.audit_days import day_audited
from sanzu_graph.scenarios.compared import comparison_html
from sanzu_graph.scenarios.compared_alternatives import Alternative, measured
from sanzu_graph.scenarios.plan import Plan
from sanzu_graph.scenarios.plan_facts import no_alternative, policy_of, scenario_of
from sanzu_graph.scenarios.scenario import Scenario

BEFORE = "before"
_FRONT = ("part", "item", "layer")
#: What becomes of findings, as `Audit.since` says it, and as the table does.
_FATES = {GONE: "fixed", NEW: "introduced", STILL: "left"}


@dataclass(frozen=True, eq=False)
class Comparison:
    """An organisation and its alternatives, measured alike.

    Attributes
    ----------
    before : Audit
        The audit of the organisation as it is.
    alternatives : tuple of Alternative
        What it is compared with, in the order given.
    lang : the language of sentences
    """

    before: Audit
    alternatives: tuple[Alternative, ...]

    @property
    def lang(self) -> str:
        """The language of sentences."""
        return self.before.lang

    @property
    @own_language
    def reasons(self) -> dict[str, str]:
        """Alternatives that cannot be made → why, and the cure."""
        return {
            alternative.name: alternative.error.describe(language())
            for alternative in self.alternatives
            if alternative.error is not None
        }

    @cached_property
    def metrics(self) -> pd.DataFrame:
        """The measures: ``metric``, ``layer`` (empty: the whole), then ``before`` and one column an
        alternative.

        What a measure means is told by `sanzu_graph.audits.figures`. Not a number: it cannot be
        measured there, or the alternative cannot be made.
        """
        named = {alternative.name: alternative.audit for alternative in self.alternatives}
        audits = {BEFORE: self.before, **named}
        values = {
            name: None if audit is None else audit.metrics.set_index(["metric", "layer"])["value"]
            for name, audit in audits.items()
        }
        keys = list(
            dict.fromkeys(
                key for column in values.values() if column is not None for key in column.index
            )
        )
        index = pd.MultiIndex.from_tuples(keys, names=["metric", "layer"])
        columns = {
            name: np.nan if column is None else column.reindex(index)
            for name, column in values.items()
        }
        return pd.DataFrame(columns, index=index).astype("float64").reset_index()

    @cached_property
    @own_language
    @read_easily
    def findings(self) -> pd.DataFrame:
        """Every finding with what becomes of it in each alternative.

        ``alternative`` (its name), ``fate`` (``fixed``, ``introduced``, ``left``), then the columns
        of a finding.
        """
        frames = [
            self._since(alternative).assign(alternative=alternative.name)
            for alternative in self.alternatives
            if alternative.audit is not None
        ]
        filled = [frame for frame in frames if len(frame)]
        if not filled:
            return self.before.findings.iloc[:0].assign(
                alternative=pd.Series(dtype="str"), fate=pd.Series(dtype="str")
            )
        frame = pd.concat(filled, ignore_index=True)
        front = ["alternative", "fate"]
        return frame[[*front, *(name for name in frame if name not in front)]]

    @cached_property
    @own_language
    @read_easily
    def differences(self) -> pd.DataFrame:
        """What the alternatives fix and break, by name, side by side.

        Returns
        -------
        pandas.DataFrame
            One row for each finding that some alternative fixes or introduces, gravest first:
            ``severity, check, entity, entity_id, name, layer, message``, then one column per
            alternative: ``fixed``, ``introduced``, or ``left`` where it is as before (still there,
            or still not); empty for an alternative that cannot be made.
        """
        frame = self.findings
        moved = frame[frame["fate"].isin([_FATES[GONE], _FATES[NEW]])]
        moved = moved.assign(same=self._same(moved))
        rows = moved.drop_duplicates("same").set_index("same")
        table = rows[["severity", "check", "entity", "entity_id", "name", "layer", "message"]]
        for alternative in self.alternatives:
            fates = moved[moved["alternative"] == alternative.name].drop_duplicates("same")
            fate = fates.set_index("same")["fate"].reindex(table.index)
            usual = _FATES[STILL] if alternative.audit is not None else ""
            table = table.assign(**{alternative.name: fate.fillna(usual).astype("str")})
        grave = table["severity"].map(SEVERITIES.index).to_numpy(dtype=np.intp)
        return table.iloc[grave.argsort(kind="stable")].reset_index(drop=True)

    @cached_property
    def table(self) -> pd.DataFrame:
        """Everything in one table.

        Returns
        -------
        pandas.DataFrame
            ``part``, ``item``, ``layer``, ``before``, then one column of numbers per alternative,
            under its name. Parts and items:

            - ``effort``: ``changes`` (steps), ``people`` and ``units`` (ids in rows that differ, in
              any table)
            - ``findings``: by severity (``error``, ``warning``, ``info``), how many there are
            - ``measures``: each metric, by layer
            - ``checks``: each check, how many findings there are before and in each alternative
            - ``fixed``, ``introduced``, ``left``: each check, how many of the findings before are
              gone, how many are new, how many are the same. A finding is the same when check,
              entity, layer and the check's own keys are

            Not a number where there is nothing to say: effort before, and all
            but the steps of an alternative that cannot be made.
        """
        rows = [*self._effort(), *self._severities()]
        rows += [("measures", *row) for row in self.metrics.itertuples(index=False, name=None)]
        rows += self._checks()
        names = [BEFORE, *(alternative.name for alternative in self.alternatives)]
        frame = pd.DataFrame(rows, columns=[*_FRONT, *names])
        return frame.astype(dict.fromkeys(_FRONT, "str") | dict.fromkeys(names, "float64"))

    def _effort(self) -> Iterator[tuple[object, ...]]:
        steps = [np.nan if one.changes is None else one.changes for one in self.alternatives]
        yield "effort", "changes", "", np.nan, *steps
        for item in ("people", "units"):
            ids = [None if one.audit is None else getattr(one, item) for one in self.alternatives]
            counts = [np.nan if some is None else len(some) for some in ids]
            yield "effort", item, "", np.nan, *counts

    @property
    def _audits(self) -> list[Audit | None]:
        return [self.before, *(alternative.audit for alternative in self.alternatives)]

    def _severities(self) -> Iterator[tuple[object, ...]]:
        counts = [None if one is None else _count(one, "severity") for one in self._audits]
        for severity in SEVERITIES:
            of_each = [np.nan if count is None else count.get(severity, 0) for count in counts]
            yield "findings", severity, "", *of_each

    def _checks(self) -> Iterator[tuple[object, ...]]:
        audits = self._audits
        counts = [None if audit is None else _count(audit, "check") for audit in audits]
        slugs_asked = {
            slug for audit in audits if audit is not None for slug in audit.asked["check"]
        }
        slugs = [slug for slug in all_checks() if slug in slugs_asked]
        for slug in slugs:
            yield (
                "checks",
                slug,
                "",
                *(np.nan if count is None else count.get(slug, 0) for count in counts),
            )
        fates = {
            (name, fate): part["check"].value_counts()
            for (name, fate), part in self.findings.groupby(["alternative", "fate"])
        }
        none: Mapping[str, int] = {}
        for fate in _FATES.values():
            for slug in slugs:
                counts_of = [
                    np.nan
                    if option.audit is None
                    else fates.get((option.name, fate), none).get(slug, 0)
                    for option in self.alternatives
                ]
                yield fate, slug, "", np.nan, *counts_of

    def _same(self, findings: pd.DataFrame) -> pd.Series:
        """One text a finding, the same one in all alternatives: units go by their ids before."""
        same = identities(findings).set_axis(findings.index)
        for one in self.alternatives:
            first = {} if one.audit is None else one.audit.first_ids(self.before)
            is_own = (findings["alternative"] == one.name) & (findings["fate"] == _FATES[NEW])
            if first and is_own.any():
                own = under_other_ids(findings[is_own], first)
                same[is_own] = identities(own).to_numpy()
        return same

    def _since(self, alternative: Alternative) -> pd.DataFrame:
        assert alternative.audit is not None  # asked of those that can be made
        frame = alternative.audit.since(self.before)
        return frame.assign(fate=frame["change"].map(_FATES).astype("str")).drop(columns="change")

    @own_language
    def __repr__(self) -> str:
        names = text("list.comma").join(alternative.name for alternative in self.alternatives)
        return cut(f"Comparison({text('repr.comparison', names=names)})")

    def _repr_html_(self) -> str:
        return comparison_html(self)


@spoken
def compare(
    org: Org,
    *scenarios: Scenario | Plan | Org | Sequence[Scenario | Plan | Org],
    policy: Policy | None = None,
    on: object = None,
    lang: str | None = None,
) -> Comparison:
    """An organisation and any number of alternatives, in one table.

    Parameters
    ----------
    org
        The organisation as it is.
    *scenarios
        Scenarios to make on it, plans with their proof, or organisations as they would be; or lists
        of them.
    policy
        What is demanded; by default what the first plan was asked under that keeps it, else
        ``Policy()``, the shipped one.
    on
        The day to audit all of them. Without it: where there are dates, the latest day on which a
        change takes effect, or today if none is later.
    lang
        The language of sentences; by default the policy's, else the user's locale.

    Returns
    -------
    Comparison
        ``table``: measures, findings fixed, introduced and left, people and units touched;
        ``metrics``, ``findings``. A scenario that cannot be made on this organisation has a column
        with its steps and no other number. `Comparison.reasons` says why.

    Raises
    ------
    InputError
        If something among the alternatives is neither a scenario, a plan, nor an organisation.
    ProblemError
        If a plan has no scenario, because no plan keeps its rules.

    Examples
    --------
    >>> from sanzu_graph import AppointLeader, Policy
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    >>> plans = Scenario("lead", [AppointLeader("A", "T")]), Scenario("nothing")
    >>> table = compare(org, *plans, policy=Policy.for_layers("team").with_layer("team", led=True)).table
    >>> table[table["item"] == "vacant_leader"][["part", "before", "lead", "nothing"]].to_numpy().tolist()[0]
    ['checks', 1.0, 0.0, 1.0]
    """
    given: list[Scenario | Plan | Org] = []
    for scenario in scenarios:
        if isinstance(scenario, str):
            _laid(scenario)  # it is a sequence, too, of letters
        given += scenario if isinstance(scenario, Sequence) else [scenario]
    options = [_laid(scenario) for scenario in given]
    day = day_audited(org, [option for option in options if isinstance(option, Scenario)], on)
    dated = [option for option in options if isinstance(option, Org) and option.is_dated]
    if day is None and dated:
        day = day_audited(dated[0], [])
    before = audit(org, policy or policy_of(given), on=day)
    for option in options:
        if isinstance(option, Scenario) and option.is_for_another(org):
            warnings.warn(
                SanzuWarning("warning.other_base", name=option.name), stacklevel=3
            )  # 2 is `spoken`
    alternatives = [
        measured(option, name, org, before)
        for option, name in zip(options, _headings(options), strict=True)
    ]
    plans = [scenario if isinstance(scenario, Plan) else None for scenario in given]
    return Comparison(
        before,
        tuple(
            replace(alternative, plan=plan)
            for alternative, plan in zip(alternatives, plans, strict=True)
        ),
    )


def _laid(scenario: Scenario | Plan | Org) -> Scenario | Org:
    """The scenario of a plan; scenarios and organisations as they are."""
    if not isinstance(scenario, (Scenario, Plan, Org)):
        raise no_alternative(scenario)
    return scenario if isinstance(scenario, Org) else scenario_of(scenario)


def _headings(scenarios: Sequence[Scenario | Org]) -> list[str]:
    """A heading for each, unlike all others."""
    headings: list[str] = []
    for scenario in scenarios:
        name = scenario.name if isinstance(scenario, Scenario) else text("compare.after")
        taken = {*_FRONT, BEFORE, *headings}
        numbered = (f"{name} ({number})" for number in count(2))
        headings.append(
            name if name not in taken else next(other for other in numbered if other not in taken)
        )
    return headings


def _count(audit: Audit, column: str) -> Mapping[str, int]:
    counts = audit.findings[column].value_counts()
    return {str(name): int(number) for name, number in counts.items()}
