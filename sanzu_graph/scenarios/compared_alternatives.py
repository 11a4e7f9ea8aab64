"""One alternative of a comparison: what it comes to, audited, and whom it touches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sanzu_graph.audits.audit_run import Audit, audit
from sanzu_graph.audits.past import adds_no_records
from sanzu_graph.errors import ChangeError
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.unit_renames import under_new_ids
from sanzu_graph.scenarios.making import rebuilt
from sanzu_graph.scenarios.plan import Plan
from sanzu_graph.scenarios.row_differences import touched
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.schema import MEMBER, UNIT


@dataclass(frozen=True, eq=False)
class Alternative:
    """One column of a comparison: a scenario made on the organisation, or an organisation as it
    would be.

    Attributes
    ----------
    name : its heading
    changes : how many changes; None where an organisation was given
    audit : the audit of what it comes to, the past as it is (`Audit.keeping_past`); None where it
        cannot be made
    error : why it cannot be made
    people, units : ids of the members and units that stand in rows that differ; a unit under
        another id counts once, and nobody in it counts for that
    plan : the plan with its proof, where one was given
    renamed : the units that have another id there, old id → new id
    """

    name: str
    changes: int | None
    audit: Audit | None = None
    error: ChangeError | None = None
    people: frozenset[str] = field(default=frozenset(), repr=False)
    units: frozenset[str] = field(default=frozenset(), repr=False)
    plan: Plan | None = None
    renamed: Mapping[str, str] = field(default_factory=dict, repr=False)


def measured(scenario: Scenario | Org, name: str, org: Org, before: Audit) -> Alternative:
    """What a scenario, or an organisation as it would be, comes to under this heading."""
    changes = len(scenario) if isinstance(scenario, Scenario) else None
    if isinstance(scenario, Org):
        after, after_audit = scenario, audit(scenario, before.policy, on=before.on)
    else:
        try:
            draft = scenario.draft(org)
            after = rebuilt(org, scenario.changes, draft)
        except ChangeError as error:
            return Alternative(name, changes, error=error)
        after_audit = audit(after, before.policy, on=before.on).edited_from(before, draft.edit())
    if isinstance(scenario, Scenario) or adds_no_records(org, after):
        after_audit = after_audit.keeping_past(before)
    renamed = after_audit.renamed_since(before)
    about = touched(under_new_ids(org, renamed), after)
    return Alternative(
        name,
        changes,
        after_audit,
        people=frozenset(about[MEMBER]),
        units=frozenset(about[UNIT] | set(renamed.values())),
        renamed=renamed,
    )
