"""The part of a policy about who reports to whom."""

from __future__ import annotations

from dataclasses import dataclass

from sanzu_graph.policy.parts import Limit, LimitedPart


@dataclass(frozen=True, repr=False)
class Reporting(LimitedPart):
    """What is demanded of lines from person to person. None means: not asked.

    Under any policy, an organisation that keeps such lines is asked about circles and self-reports.
    It is also asked about several managers, several tops, and people without a manager.

    Parameters
    ----------
    most_managers
        The most solid managers of one person (`several_managers`).
    most_roots
        The most people with reports who report to nobody (`several_roots`).
    least_reports, most_reports
        Bounds on a manager's solid reports (`manager_spans`).
    most_above
        The most managers above anybody (`deep_chains`).
    most_single
        The most managers in a row who have one report each (`single_report_chains`).
    inside
        The layer in whose units, or in those above, a person's manager is (`outside_managers`).
    present
        Whether a manager must be in force as long as the line is (`absent_managers`).
    distinct
        Whether the dotted line must go to somebody else than the solid one (`doubled_lines`).

    Examples
    --------
    >>> Reporting(most_reports=8).most_reports
    Limit(value=8)
    """

    most_managers: Limit | None = Limit(1)
    most_roots: Limit | None = Limit(1)
    least_reports: Limit | None = None
    most_reports: Limit | None = None
    most_above: Limit | None = None
    most_single: Limit | None = None
    inside: str | None = None
    present: bool = True
    distinct: bool = True
