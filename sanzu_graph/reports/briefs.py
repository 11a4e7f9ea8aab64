"""`brief`: the one page that is signed: what is asked, what it does, whom it concerns, what is
proven.

A brief is worked out once, as lines and one table. Pages, documents and slides only set it.
"""

from __future__ import annotations

import os
import pathlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sanzu_graph.checks.found import SEVERITIES
from sanzu_graph.doors import spoken
from sanzu_graph.errors import DependencyError, InputError
from sanzu_graph.io.atomic import real_path, staging
from sanzu_graph.messages import language, price, text
from sanzu_graph.messages.numerals import NONE, amount
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.reports import brief_documents, brief_files, brief_slides
from sanzu_graph.reports.brief_files import Brief
from sanzu_graph.reports.brief_parts import by_check, moved, parts_of, posts_of
from sanzu_graph.reports.findings_said import coverage_said, situation_said
from sanzu_graph.reports.packs import Pack, PackOption, pack_of
from sanzu_graph.reports.sections import capital
from sanzu_graph.scenarios.plan import Plan
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.solving.statuses import OPTIMAL

FORMATS = (".docx", ".html", ".pptx")
#: So many alternatives stand side by side; so many kinds of findings are named in a sentence.
COLUMNS, KINDS = 4, 3


@spoken
def brief(
    org: Org,
    plans: Scenario | Plan | Org | Iterable[Scenario | Plan | Org],
    path: str | os.PathLike[str] | None = None,
    *,
    policy: Policy | None = None,
    title: str | None = None,
    on: object = None,
    lang: str | None = None,
) -> Brief | pathlib.Path:
    """One page that a director signs: what is asked, the alternatives, who moves, what gets worse,
    what stays open, and how far it is proven.

    Parameters
    ----------
    org
        The organisation as it is.
    plans
        What is laid before the director: scenarios, plans, or organisations as they would be. The
        first is the one that is asked for.
    path
        ``.docx`` (to be edited), ``.html`` (one page of A4) or ``.pptx`` (one slide). By default
        nothing is written, and a notebook shows the page.
    policy
        What is demanded; by default what the first plan was asked under that keeps it, else
        ``Policy()``, the shipped one.
    title
        What it is called.
    on
        The day to look at; as in `compare`.
    lang
        Its language; by default the policy's, else the user's locale.

    Returns
    -------
    Brief or pathlib.Path
        The page, or where it was written.

    Raises
    ------
    InputError
        If there are no plans, the ending is of another format, or the folder is missing.
    DependencyError
        If a document or a slide is asked for and python-docx or python-pptx is not installed.

    Notes
    -----
    Only what differs is told. Nothing is called smallest that is not proven. It is one page for any
    plan: long lists are cut until they fit, and what is cut is counted. `report` has all of it.

    Examples
    --------
    >>> from sanzu_graph import AppointLeader
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    >>> plan = Scenario("lead", [AppointLeader("A", "T")])
    >>> page = brief(org, plan, policy=Policy.for_layers("team").with_layer("team", led=True), lang="en")
    >>> page.ask
    'Please decide on the plan “lead”. Afterwards: The 1 unit that needs a leader has one.'
    """
    target = None if path is None else pathlib.Path(path)
    if target is not None:
        require_format(target)
    laid = [plans] if isinstance(plans, (Scenario, Plan, Org)) else list(plans)
    if not laid:
        raise InputError("error.no_plans")
    document = brief_of(pack_of(org, policy, laid, on=on, title=title or text("brief.title")))
    if target is None:
        return document
    return written_pages(document, target)


def written_pages(pages: Brief | Sequence[Brief], target: pathlib.Path) -> pathlib.Path:
    """Write one page or several, whole or not at all; a slide holds one page."""
    writers: dict[str, Callable[[Any, pathlib.Path], None]] = {
        ".docx": brief_documents.write_document,
        ".html": brief_files.write_page,
        ".pptx": brief_slides.write_slide,
    }
    try:
        with staging(real_path(target).parent) as stage:
            writers[target.suffix.lower()](pages, stage / target.name)
    except OSError as error:
        raise InputError("error.unwritable", path=target, why=error.strerror or error) from error
    return target


def require_format(target: pathlib.Path, formats: Sequence[str] = FORMATS) -> None:
    """That the format is one of ours, its library is installed, and its folder there."""
    suffix = target.suffix.lower()
    if suffix not in formats:
        raise InputError("error.brief_ending", path=target, known=list(formats))
    try:
        if suffix == ".docx":
            import docx  # noqa: F401 - only whether it is there
        if suffix == ".pptx":
            import pptx  # noqa: F401 - only whether it is there
    except ImportError as error:
        raise DependencyError(f"error.no_{suffix.removeprefix('.')}") from error
    if not real_path(target).parent.is_dir():
        raise InputError("error.no_path", path=real_path(target).parent)


def brief_of(pack: Pack) -> Brief:
    """The page of a pack that has a plan."""
    chosen = pack.chosen
    assert chosen is not None  # there is a plan
    shown = [chosen, *(option for option in pack.options if option is not chosen)][:COLUMNS]
    shown = [option for option in pack.options if option in shown]  # in the order given
    names = [text("compare.before"), *(option.name for option in shown)]
    return Brief(
        pack.title,
        text("brief.finding", finding=_finding(pack, chosen)),
        _ask(pack, chosen, len(pack.options) - len(shown)),
        ("", *names),
        tuple(_rows(pack, shown)),
        () if chosen.audit is None else tuple(parts_of(pack, chosen)),
        _proof(chosen),
        tuple(text(f"report.{name}") for name in ("proposed_by", "approved_by", "approved_on")),
        language(),
    )


def _finding(pack: Pack, chosen: PackOption) -> str:
    """What is wrong: what the plan clears, or what the charts say first."""
    kinds = [] if _covered(pack, chosen) else _cleared(pack, chosen)
    said = text("list.semicolon").join(kinds)
    return capital(said) or situation_said(pack.before)


def _ask(pack: Pack, chosen: PackOption, others: int) -> str:
    """What is to be decided, and what it comes to."""
    if chosen.audit is None:
        return text("brief.impossible", name=chosen.name, why=chosen.why)
    covered = _covered(pack, chosen)
    if covered:
        sentence = text("brief.ask_covered", name=chosen.name, covered=covered)
    else:
        key = "brief.ask" if _cleared(pack, chosen) else "brief.ask_alone"
        sentence = text(key, name=chosen.name)
    return sentence + (text("brief.others", count=others) if others else "")


def _covered(pack: Pack, chosen: PackOption) -> str:
    return "" if chosen.audit is None else coverage_said(pack.before, chosen.audit)


def _cleared(pack: Pack, chosen: PackOption) -> list[str]:
    """What the plan clears, a line a check, errors alone where there are any."""
    if chosen.audit is None:
        return []
    fixed = moved(pack, chosen, "fixed")
    grave = fixed[fixed["severity"] == SEVERITIES[0]]
    return by_check(grave if len(grave) else fixed, [pack.org])[:KINDS]


def _rows(pack: Pack, shown: list[PackOption]) -> Iterator[tuple[str, ...]]:
    """The alternatives in numbers: findings, effort, posts, price, and how far they are proven."""
    audits = [pack.before, *(option.audit for option in shown)]
    for severity in SEVERITIES:
        numbers = [
            NONE if audit is None else amount(int((audit.findings["severity"] == severity).sum()))
            for audit in audits
        ]
        if len({*numbers} - {NONE}) > 1:
            yield text(f"report.tile_{severity}"), *numbers
    differences = pack.comparison.differences
    counts: dict[str, Callable[[PackOption], int]] = {
        "worse": lambda option: int((differences[option.name] == "introduced").sum()),
        "changes": lambda option: len(option.scenario or ()),
        "people": lambda option: 0 if option.outcome is None else len(option.outcome.people),
        "posts": lambda option: len(posts_of(pack, option)),
    }
    for name, count in counts.items():
        numbers = [NONE if option.audit is None else amount(count(option)) for option in shown]
        if {*numbers} - {"0", NONE}:
            yield text(f"brief.{name}"), "", *numbers
    prices = [_price(option) for option in shown]
    if any(prices):
        yield text("goal.price"), "", *prices
    yield text("brief.proven"), "", *(_status(option) for option in shown)


def _price(option: PackOption) -> str:
    """What a plan costs, where somebody said what things cost."""
    plan = option.plan
    if (
        plan is None
        or "price" not in plan.objective
        or plan.goal_text("price") != text("goal.price")
    ):
        return ""
    return price(plan.objective["price"])


def _status(option: PackOption) -> str:
    if option.audit is None:
        return text("brief.not_possible")
    if option.plan is None:
        return text("brief.by_hand")
    return text("brief.is_proven" if option.plan.status == OPTIMAL else "brief.best_found")


def _proof(chosen: PackOption) -> str:
    """How far the plan is proven, without a word about the solver."""
    plan = chosen.plan
    if plan is None:
        return text("brief.proof_by_hand")
    if plan.status != OPTIMAL:
        return text("brief.proof_best_found")
    return plan.need or text("brief.proof_all")
