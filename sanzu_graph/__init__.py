"""sanzu_graph: see where the layers of an organisation fail to interlock (三组联动).

>>> import sanzu_graph as sg
>>> org = sg.Org({"id": ["M1"]}, {"id": ["T1", "P1"], "layer": ["team", "party"]}, {"member": ["M1"], "unit": ["T1"]})
>>> sg.blank_teams(org)["entity_id"].tolist()
['T1']

The rooms, from the ground up. A room imports only rooms below it. The docstring of each is its map.

==================  ============================================================================
``messages``        every sentence a user reads, in two languages
``errors.py``       the errors, each with its cure
``doors.py``        how a public function puts a language in force
``schema``          the tables and their columns
``model``           `Org`: the tables as a value, the integers behind them
``io``              tables, workbooks, rosters, GraphML: read and written
``policy``          what an organisation demands of itself; who may sit, lead and mentor
``metrics``         measures; ``privacy``: what may be shown
``checks``          what can be wrong, one function per question
``year``            measures and checks of the working year
``invented``        invented organisations
``changes``         one class per change; ``audits``: all checks asked, and asked again
``solving``         whole-number models with proof; knows no organisation
``scenarios``       plans: previews, comparisons, `diff`
``optimize``        `propose`: the smallest reorganisation
``mentoring``       mentor pairs; ``groups``: balanced groups; ``leaders``: who should lead
``surveys``         many organisations side by side
``charts``          pictures
``planner``         the board in a notebook; ``reports``: decision packs
``cli``             the command line
==================  ============================================================================

Where to look: a wrong finding – ``checks``. A wrong sentence – ``messages/messages.csv``. A new column
– ``schema``. Who may sit where – ``policy/eligibility.py``. A plan or a proof that surprises – the room
of the plan: ``optimize``, ``leaders``, ``mentoring`` or ``groups``.
What a layer is called – ``labels`` in ``policy/policies/sanzu.toml``; its heading in rosters –
``schema/roster.csv``. A colour – of a chart ``charts/colors.py``, on a terminal ``cli/output.py``, in
a notebook ``model/html.py``, in a pack ``reports/page.html.jinja``, ``books.py``, ``deck_pieces.py``,
on the board ``planner/page/board.css``, then ``make js``.
"""

TYPE_CHECKING = (
    False  # to type checkers it is true; importing typing would cost more than the package
)

if TYPE_CHECKING:
    from sanzu_graph.audits.audit_run import Audit as Audit
    from sanzu_graph.audits.audit_run import audit as audit
    from sanzu_graph.audits.ranking import best_moves as best_moves
    from sanzu_graph.audits.trends import trend as trend
    from sanzu_graph.changes.changing import Change as Change
    from sanzu_graph.changes.duties import AssignDuty as AssignDuty
    from sanzu_graph.changes.duties import RevokeDuty as RevokeDuty
    from sanzu_graph.changes.manager_lines import ChangeManager as ChangeManager
    from sanzu_graph.changes.members import AddMember as AddMember
    from sanzu_graph.changes.members import EditMember as EditMember
    from sanzu_graph.changes.members import RemoveMember as RemoveMember
    from sanzu_graph.changes.memberships import EditMembership as EditMembership
    from sanzu_graph.changes.memberships import JoinUnit as JoinUnit
    from sanzu_graph.changes.memberships import LeaveUnit as LeaveUnit
    from sanzu_graph.changes.memberships import MoveMember as MoveMember
    from sanzu_graph.changes.mentors import PairMentor as PairMentor
    from sanzu_graph.changes.mentors import UnpairMentor as UnpairMentor
    from sanzu_graph.changes.merging import MergeUnits as MergeUnits
    from sanzu_graph.changes.post_changes import ClosePosition as ClosePosition
    from sanzu_graph.changes.post_changes import FillPosition as FillPosition
    from sanzu_graph.changes.post_changes import OpenPosition as OpenPosition
    from sanzu_graph.changes.registry import change_from_dict as change_from_dict
    from sanzu_graph.changes.roles import AppointLeader as AppointLeader
    from sanzu_graph.changes.roles import AssignRole as AssignRole
    from sanzu_graph.changes.roles import RelieveLeader as RelieveLeader
    from sanzu_graph.changes.row_changes import AddRow as AddRow
    from sanzu_graph.changes.row_changes import RemoveRow as RemoveRow
    from sanzu_graph.changes.splitting import SplitUnit as SplitUnit
    from sanzu_graph.changes.units import CloseUnit as CloseUnit
    from sanzu_graph.changes.units import CreateUnit as CreateUnit
    from sanzu_graph.changes.units import EditUnit as EditUnit
    from sanzu_graph.charts.calendars import plot_calendar as plot_calendar
    from sanzu_graph.charts.comparisons import plot_comparison as plot_comparison
    from sanzu_graph.charts.conformances import plot_tasks as plot_tasks
    from sanzu_graph.charts.developments import plot_trend as plot_trend
    from sanzu_graph.charts.finding_maps import plot_findings as plot_findings
    from sanzu_graph.charts.flows import plot_flow as plot_flow
    from sanzu_graph.charts.frontiers import plot_frontier as plot_frontier
    from sanzu_graph.charts.hierarchies import plot_org as plot_org
    from sanzu_graph.charts.layered import plot_layers as plot_layers
    from sanzu_graph.charts.mentorings import plot_mentors as plot_mentors
    from sanzu_graph.charts.mermaid import write_mermaid as write_mermaid
    from sanzu_graph.charts.overlaps import plot_overlap as plot_overlap
    from sanzu_graph.charts.people_charts import plot_people as plot_people
    from sanzu_graph.charts.people_pages import write_people as write_people
    from sanzu_graph.charts.rankings import plot_candidates as plot_candidates
    from sanzu_graph.charts.reorganisations import plot_changes as plot_changes
    from sanzu_graph.charts.saving import save_chart as save_chart
    from sanzu_graph.charts.spans import plot_spans as plot_spans
    from sanzu_graph.charts.survey_strips import plot_survey as plot_survey
    from sanzu_graph.checks.belonging import ineligible_members as ineligible_members
    from sanzu_graph.checks.belonging import missing_lines as missing_lines
    from sanzu_graph.checks.belonging import split_members as split_members
    from sanzu_graph.checks.covering import blank_teams as blank_teams
    from sanzu_graph.checks.covering import coverage_gaps as coverage_gaps
    from sanzu_graph.checks.covering import single_points as single_points
    from sanzu_graph.checks.data import case_twins as case_twins
    from sanzu_graph.checks.data import disordered_dates as disordered_dates
    from sanzu_graph.checks.data import misnamed_columns as misnamed_columns
    from sanzu_graph.checks.data import overlapping_rows as overlapping_rows
    from sanzu_graph.checks.data import rejected_rows as rejected_rows
    from sanzu_graph.checks.leading import crossed_lines as crossed_lines
    from sanzu_graph.checks.leading import double_leaders as double_leaders
    from sanzu_graph.checks.leading import ineligible_leaders as ineligible_leaders
    from sanzu_graph.checks.leading import overextended_leaders as overextended_leaders
    from sanzu_graph.checks.leading import unaligned_leaders as unaligned_leaders
    from sanzu_graph.checks.leading import vacant_leaders as vacant_leaders
    from sanzu_graph.checks.mentor_pairs import crossed_mentors as crossed_mentors
    from sanzu_graph.checks.mentor_pairs import mutual_mentors as mutual_mentors
    from sanzu_graph.checks.mentor_pairs import self_mentors as self_mentors
    from sanzu_graph.checks.mentoring import idle_mentors as idle_mentors
    from sanzu_graph.checks.mentoring import overloaded_mentors as overloaded_mentors
    from sanzu_graph.checks.mentoring import unbalanced_mentors as unbalanced_mentors
    from sanzu_graph.checks.mentoring import unmentored_members as unmentored_members
    from sanzu_graph.checks.mentoring import unqualified_mentors as unqualified_mentors
    from sanzu_graph.checks.reporting_limits import deep_chains as deep_chains
    from sanzu_graph.checks.reporting_limits import manager_spans as manager_spans
    from sanzu_graph.checks.reporting_limits import single_report_chains as single_report_chains
    from sanzu_graph.checks.reporting_line_ends import absent_managers as absent_managers
    from sanzu_graph.checks.reporting_line_ends import doubled_lines as doubled_lines
    from sanzu_graph.checks.reporting_line_ends import outside_managers as outside_managers
    from sanzu_graph.checks.reporting_lines import reporting_circles as reporting_circles
    from sanzu_graph.checks.reporting_lines import self_reports as self_reports
    from sanzu_graph.checks.reporting_lines import several_managers as several_managers
    from sanzu_graph.checks.reporting_lines import several_roots as several_roots
    from sanzu_graph.checks.reporting_lines import unmanaged_members as unmanaged_members
    from sanzu_graph.checks.structure import empty_units as empty_units
    from sanzu_graph.checks.structure import mixed_work as mixed_work
    from sanzu_graph.checks.structure import one_person_units as one_person_units
    from sanzu_graph.checks.structure import scattered_groups as scattered_groups
    from sanzu_graph.checks.structure import size_outliers as size_outliers
    from sanzu_graph.doors import use as use
    from sanzu_graph.errors import AbsentError as AbsentError
    from sanzu_graph.errors import ChangeError as ChangeError
    from sanzu_graph.errors import DependencyError as DependencyError
    from sanzu_graph.errors import GraphError as GraphError
    from sanzu_graph.errors import InputError as InputError
    from sanzu_graph.errors import PolicyError as PolicyError
    from sanzu_graph.errors import ProblemError as ProblemError
    from sanzu_graph.errors import SanzuError as SanzuError
    from sanzu_graph.errors import SanzuWarning as SanzuWarning
    from sanzu_graph.errors import ScenarioError as ScenarioError
    from sanzu_graph.errors import SchemaError as SchemaError
    from sanzu_graph.groups.balance import balance_groups as balance_groups
    from sanzu_graph.groups.balance_plan import Balance as Balance
    from sanzu_graph.invented.organisations import synthetic as synthetic
    from sanzu_graph.io.graphml import read_graphml as read_graphml
    from sanzu_graph.io.graphml import write_graphml as write_graphml
    from sanzu_graph.io.rosters.reader import read_roster as read_roster
    from sanzu_graph.io.rosters.reading import RosterReading as RosterReading
    from sanzu_graph.io.rosters.writing import roster_template as roster_template
    from sanzu_graph.io.rosters.writing import write_roster as write_roster
    from sanzu_graph.io.table_files import read_tables as read_tables
    from sanzu_graph.io.table_files import write_tables as write_tables
    from sanzu_graph.leaders.candidates import Ranking as Ranking
    from sanzu_graph.leaders.candidates import rank_candidates as rank_candidates
    from sanzu_graph.leaders.leadership import Leadership as Leadership
    from sanzu_graph.leaders.leadership import propose_leaders as propose_leaders
    from sanzu_graph.mentoring.matching import pair_mentors as pair_mentors
    from sanzu_graph.mentoring.pairings import Pairing as Pairing
    from sanzu_graph.metrics.chains import management_levels as management_levels
    from sanzu_graph.metrics.chains import reporting_chain as reporting_chain
    from sanzu_graph.metrics.chains import reporting_overlap as reporting_overlap
    from sanzu_graph.metrics.interlock import coverage as coverage
    from sanzu_graph.metrics.interlock import integration as integration
    from sanzu_graph.metrics.interlock import overlap as overlap
    from sanzu_graph.metrics.lines import leadership_load as leadership_load
    from sanzu_graph.metrics.lines import management_lines as management_lines
    from sanzu_graph.metrics.lines import span_of_control as span_of_control
    from sanzu_graph.metrics.mixes import group_mix as group_mix
    from sanzu_graph.metrics.sizes import seniority_mix as seniority_mix
    from sanzu_graph.metrics.sizes import unit_sizes as unit_sizes
    from sanzu_graph.metrics.sizes import work_homogeneity as work_homogeneity
    from sanzu_graph.model.organisation import Org as Org
    from sanzu_graph.optimize.frontier_points import frontier as frontier
    from sanzu_graph.optimize.proposals import Proposal as Proposal
    from sanzu_graph.optimize.proposing import propose as propose
    from sanzu_graph.optimize.request import Rules as Rules
    from sanzu_graph.planner.widget import Planner as Planner
    from sanzu_graph.policy.assessment_weights import Assessment as Assessment
    from sanzu_graph.policy.assessment_weights import Weight as Weight
    from sanzu_graph.policy.demands import Policy as Policy
    from sanzu_graph.policy.manager_demands import Reporting as Reporting
    from sanzu_graph.policy.mentor_demands import Mentors as Mentors
    from sanzu_graph.policy.mentor_demands import Term as Term
    from sanzu_graph.policy.parts import Layer as Layer
    from sanzu_graph.policy.parts import LeaderBounds as LeaderBounds
    from sanzu_graph.policy.parts import Leaders as Leaders
    from sanzu_graph.policy.parts import Limit as Limit
    from sanzu_graph.policy.parts import Mix as Mix
    from sanzu_graph.policy.parts import Requirement as Requirement
    from sanzu_graph.policy.parts import Transfer as Transfer
    from sanzu_graph.policy.permissions import Permission as Permission
    from sanzu_graph.policy.placement import Placement as Placement
    from sanzu_graph.policy.policy_format import policy_schema as policy_schema
    from sanzu_graph.policy.rules import Rule as Rule
    from sanzu_graph.policy.year_demands import Contacts as Contacts
    from sanzu_graph.policy.year_demands import Holiday as Holiday
    from sanzu_graph.policy.year_demands import Remedies as Remedies
    from sanzu_graph.policy.year_demands import Routine as Routine
    from sanzu_graph.policy.year_demands import Stage as Stage
    from sanzu_graph.policy.year_demands import Support as Support
    from sanzu_graph.policy.year_demands import Tasks as Tasks
    from sanzu_graph.privacy.pseudonyms import pseudonymize as pseudonymize
    from sanzu_graph.privacy.redaction import redact as redact
    from sanzu_graph.reports.brief_files import Brief as Brief
    from sanzu_graph.reports.briefs import brief as brief
    from sanzu_graph.reports.reporting import report as report
    from sanzu_graph.scenarios.comparison import Comparison as Comparison
    from sanzu_graph.scenarios.comparison import compare as compare
    from sanzu_graph.scenarios.differences import diff as diff
    from sanzu_graph.scenarios.plan import Plan as Plan
    from sanzu_graph.scenarios.plan_format import plan_schema as plan_schema
    from sanzu_graph.scenarios.previews import Preview as Preview
    from sanzu_graph.scenarios.rebasing import Rebase as Rebase
    from sanzu_graph.scenarios.scenario import Scenario as Scenario
    from sanzu_graph.scenarios.sweeping import sweep as sweep
    from sanzu_graph.scenarios.unit_turnovers import unit_turnover as unit_turnover
    from sanzu_graph.surveys.survey_results import Survey as Survey
    from sanzu_graph.surveys.surveying import survey as survey
    from sanzu_graph.year.contact_checks import contactless_members as contactless_members
    from sanzu_graph.year.contact_checks import overloaded_contacts as overloaded_contacts
    from sanzu_graph.year.power_checks import stray_powers as stray_powers
    from sanzu_graph.year.power_checks import unheld_powers as unheld_powers
    from sanzu_graph.year.record_checks import misdated_records as misdated_records
    from sanzu_graph.year.routine_calendars import routine_calendar as routine_calendar
    from sanzu_graph.year.routine_checks import late_routines as late_routines
    from sanzu_graph.year.routine_checks import missed_routines as missed_routines
    from sanzu_graph.year.routine_checks import stale_logs as stale_logs
    from sanzu_graph.year.routine_checks import unreached_members as unreached_members
    from sanzu_graph.year.routine_remedies import overdue_remedies as overdue_remedies
    from sanzu_graph.year.routine_remedies import ownerless_remedies as ownerless_remedies
    from sanzu_graph.year.support_checks import overloaded_supporters as overloaded_supporters
    from sanzu_graph.year.support_checks import unsupported_teams as unsupported_teams
    from sanzu_graph.year.support_frames import support_contacts as support_contacts
    from sanzu_graph.year.task_checks import disordered_stages as disordered_stages
    from sanzu_graph.year.task_checks import overjoint_tasks as overjoint_tasks
    from sanzu_graph.year.task_checks import skipped_stages as skipped_stages
    from sanzu_graph.year.task_checks import solo_tasks as solo_tasks
    from sanzu_graph.year.task_checks import unassured_tasks as unassured_tasks
    from sanzu_graph.year.task_checks import unconsulted_tasks as unconsulted_tasks
    from sanzu_graph.year.task_frames import task_conformance as task_conformance
    from sanzu_graph.year.task_frames import task_stages as task_stages

__version__ = "0.1.0"

#: Where each public name lives; it is loaded when it is first used (PEP 562). A test keeps this
#: equal to the list above.
_HOMES = {
    "model.organisation": ("Org",),
    "io.table_files": ("read_tables", "write_tables"),
    "io.rosters.reader": ("read_roster",),
    "io.rosters.reading": ("RosterReading",),
    "io.rosters.writing": ("write_roster", "roster_template"),
    "io.graphml": ("read_graphml", "write_graphml"),
    "invented.organisations": ("synthetic",),
    "policy.demands": ("Policy",),
    "policy.parts": (
        "Layer",
        "Leaders",
        "LeaderBounds",
        "Limit",
        "Requirement",
        "Transfer",
        "Mix",
    ),
    "policy.mentor_demands": ("Mentors", "Term"),
    "policy.assessment_weights": ("Assessment", "Weight"),
    "policy.year_demands": (
        "Contacts",
        "Holiday",
        "Remedies",
        "Routine",
        "Stage",
        "Support",
        "Tasks",
    ),
    "policy.manager_demands": ("Reporting",),
    "policy.rules": ("Rule",),
    "policy.placement": ("Placement",),
    "policy.permissions": ("Permission",),
    "policy.policy_format": ("policy_schema",),
    "reports.reporting": ("report",),
    "reports.briefs": ("brief",),
    "reports.brief_files": ("Brief",),
    "privacy.redaction": ("redact",),
    "privacy.pseudonyms": ("pseudonymize",),
    "metrics.sizes": ("unit_sizes", "seniority_mix", "work_homogeneity"),
    "metrics.mixes": ("group_mix",),
    "metrics.interlock": ("overlap", "coverage", "integration"),
    "metrics.lines": ("management_lines", "span_of_control", "leadership_load"),
    "metrics.chains": ("reporting_chain", "management_levels", "reporting_overlap"),
    "year.routine_calendars": ("routine_calendar",),
    "year.task_frames": ("task_stages", "task_conformance"),
    "year.support_frames": ("support_contacts",),
    "checks.data": (
        "rejected_rows",
        "misnamed_columns",
        "case_twins",
        "disordered_dates",
        "overlapping_rows",
    ),
    "year.record_checks": ("misdated_records",),
    "checks.structure": (
        "empty_units",
        "one_person_units",
        "size_outliers",
        "scattered_groups",
        "mixed_work",
    ),
    "checks.covering": ("blank_teams", "coverage_gaps", "single_points"),
    "checks.belonging": ("missing_lines", "split_members", "ineligible_members"),
    "checks.leading": (
        "vacant_leaders",
        "double_leaders",
        "overextended_leaders",
        "ineligible_leaders",
        "unaligned_leaders",
        "crossed_lines",
    ),
    "checks.mentor_pairs": ("mutual_mentors", "self_mentors", "crossed_mentors"),
    "checks.mentoring": (
        "overloaded_mentors",
        "idle_mentors",
        "unmentored_members",
        "unqualified_mentors",
        "unbalanced_mentors",
    ),
    "checks.reporting_lines": (
        "reporting_circles",
        "self_reports",
        "several_managers",
        "several_roots",
        "unmanaged_members",
    ),
    "checks.reporting_limits": ("manager_spans", "deep_chains", "single_report_chains"),
    "checks.reporting_line_ends": ("outside_managers", "doubled_lines", "absent_managers"),
    "year.routine_checks": (
        "missed_routines",
        "late_routines",
        "unreached_members",
        "stale_logs",
    ),
    "year.routine_remedies": ("overdue_remedies", "ownerless_remedies"),
    "year.power_checks": ("unheld_powers", "stray_powers"),
    "year.support_checks": ("unsupported_teams", "overloaded_supporters"),
    "year.task_checks": (
        "unconsulted_tasks",
        "unassured_tasks",
        "skipped_stages",
        "disordered_stages",
        "solo_tasks",
        "overjoint_tasks",
    ),
    "year.contact_checks": ("contactless_members", "overloaded_contacts"),
    "changes.changing": ("Change",),
    "changes.memberships": ("MoveMember", "JoinUnit", "LeaveUnit", "EditMembership"),
    "changes.roles": ("AssignRole", "AppointLeader", "RelieveLeader"),
    "changes.members": ("AddMember", "RemoveMember", "EditMember"),
    "changes.units": ("CreateUnit", "CloseUnit", "EditUnit"),
    "changes.merging": ("MergeUnits",),
    "changes.splitting": ("SplitUnit",),
    "changes.mentors": ("PairMentor", "UnpairMentor"),
    "changes.manager_lines": ("ChangeManager",),
    "changes.post_changes": ("OpenPosition", "FillPosition", "ClosePosition"),
    "changes.duties": ("AssignDuty", "RevokeDuty"),
    "changes.row_changes": ("AddRow", "RemoveRow"),
    "changes.registry": ("change_from_dict",),
    "audits.audit_run": ("audit", "Audit"),
    "audits.ranking": ("best_moves",),
    "audits.trends": ("trend",),
    "surveys.surveying": ("survey",),
    "surveys.survey_results": ("Survey",),
    "scenarios.scenario": ("Scenario",),
    "scenarios.rebasing": ("Rebase",),
    "scenarios.plan": ("Plan",),
    "scenarios.plan_format": ("plan_schema",),
    "scenarios.sweeping": ("sweep",),
    "scenarios.unit_turnovers": ("unit_turnover",),
    "scenarios.previews": ("Preview",),
    "scenarios.differences": ("diff",),
    "scenarios.comparison": ("compare", "Comparison"),
    "optimize.request": ("Rules",),
    "optimize.proposing": ("propose",),
    "optimize.proposals": ("Proposal",),
    "optimize.frontier_points": ("frontier",),
    "mentoring.matching": ("pair_mentors",),
    "mentoring.pairings": ("Pairing",),
    "groups.balance": ("balance_groups",),
    "groups.balance_plan": ("Balance",),
    "leaders.candidates": ("rank_candidates", "Ranking"),
    "leaders.leadership": ("propose_leaders", "Leadership"),
    "charts.mermaid": ("write_mermaid",),
    "charts.overlaps": ("plot_overlap",),
    "charts.hierarchies": ("plot_org",),
    "charts.people_charts": ("plot_people",),
    "charts.people_pages": ("write_people",),
    "charts.layered": ("plot_layers",),
    "charts.flows": ("plot_flow",),
    "charts.spans": ("plot_spans",),
    "charts.survey_strips": ("plot_survey",),
    "charts.finding_maps": ("plot_findings",),
    "charts.reorganisations": ("plot_changes",),
    "charts.calendars": ("plot_calendar",),
    "charts.conformances": ("plot_tasks",),
    "charts.developments": ("plot_trend",),
    "charts.comparisons": ("plot_comparison",),
    "charts.frontiers": ("plot_frontier",),
    "charts.mentorings": ("plot_mentors",),
    "charts.rankings": ("plot_candidates",),
    "charts.saving": ("save_chart",),
    "planner.widget": ("Planner",),
    "doors": ("use",),
    "errors": (
        "SanzuError",
        "SchemaError",
        "PolicyError",
        "InputError",
        "AbsentError",
        "ChangeError",
        "ScenarioError",
        "ProblemError",
        "DependencyError",
        "GraphError",
        "SanzuWarning",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
__all__ = [*_HOME_OF]  # noqa: PLE0604 - derived, so that nothing is listed twice


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
