"""`brief`: the one page that is signed: what is asked, what it does, whom it concerns, what is
proven.

A brief is worked out once, as lines and one table. Pages, documents and slides only set it.
"""

from __future__ import annotations

import os
import pathlib
from collections.abc import Callable, Iterable, Iterator, Sequence

import pandas as pd

from sanzu_graph.checks.found import SEVERITIES
from sanzu_graph.doors import spoken
from sanzu_graph.errors import DependencyError, InputError
from sanzu_graph.io.atomic import staging
from sanzu_graph.messages import called, language, listed, price, text
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.reports import brief_files
from sanzu_graph.reports.brief_files import Brief, BriefPart
from sanzu_graph.reports.packs import Pack, PackOption, pack_of
from sanzu_graph.scenarios.differences import diff
from sanzu_graph.scenarios.plan import Plan
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.schema import DEPUTY, LEADER
from sanzu_graph.solving.statuses import OPTIMAL

FORMATS = (".docx", ".html", ".pptx")
#: How many lines of a part, and names in a line, still fit the page.
LINES, NAMES = 9, 4
#: What is told of an organisation in one table: the rows in their order.
_ROWS = ("error", "warning", "info")


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
        What is demanded; by default ``Policy()``, the shipped one.
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
    Only what differs is told. Nothing is called smallest that is not proven. Long lists are cut,
    and what is cut is counted; `report` has all of it.

    Examples
    --------
    >>> from sanzu_graph import AppointLeader
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    >>> plan = Scenario("lead", [AppointLeader("A", "T")])
    >>> page = brief(org, plan, policy=Policy.for_layers("team").with_layer("team", led=True), lang="en")
    >>> page.ask
    'Please decide on the plan “lead”. It clears: units with members and no leader: T.'
    """
    target = None if path is None else pathlib.Path(path)
    if target is not None:
        _require(target)
    laid = [plans] if isinstance(plans, (Scenario, Plan, Org)) else list(plans)
    if not laid:
        raise InputError("error.no_plans")
    found = _brief(pack_of(org, policy, laid, on=on, title=title or text("brief.title")))
    if target is None:
        return found
    writers: dict[str, Callable[[Brief, pathlib.Path], None]] = {
        ".docx": brief_files.write_document,
        ".html": brief_files.write_page,
        ".pptx": brief_files.write_slide,
    }
    try:
        with staging(target.resolve().parent) as stage:
            writers[target.suffix.lower()](found, stage / target.name)
    except OSError as error:
        raise InputError("error.unwritable", path=path, why=error.strerror or error) from error
    return target


def _require(target: pathlib.Path) -> None:
    """That the format is one of ours, its library is installed, and its folder there."""
    suffix = target.suffix.lower()
    if suffix not in FORMATS:
        raise InputError("error.brief_ending", path=target, known=list(FORMATS))
    try:
        if suffix == ".docx":
            import docx  # noqa: F401 - only whether it is there
        if suffix == ".pptx":
            import pptx  # noqa: F401 - only whether it is there
    except ImportError as error:
        raise DependencyError(f"error.no_{suffix.removeprefix('.')}") from error
    if not target.resolve().parent.is_dir():
        raise InputError("error.no_path", path=target.resolve().parent)


def _brief(pack: Pack) -> Brief:
    chosen = pack.chosen
    assert chosen is not None  # there is a plan
    parts = [] if chosen.audit is None else list(_parts(pack, chosen))
    names = [text("compare.before"), *(option.name for option in pack.options)]
    return Brief(
        pack.title,
        _ask(pack, chosen),
        ("", *names),
        tuple(_rows(pack)),
        tuple(part for part in parts if part.lines),
        _proof(chosen),
        tuple(text(f"report.{name}") for name in ("proposed_by", "approved_by", "approved_on")),
        language(),
    )


def _ask(pack: Pack, chosen: PackOption) -> str:
    if chosen.audit is None:
        return text("brief.impossible", name=chosen.name, why=chosen.why)
    frame = pack.comparison.differences
    fixed = frame[frame[chosen.name] == "fixed"]
    grave = fixed[fixed["severity"] == SEVERITIES[0]]
    told = _by_check(grave if len(grave) else fixed)
    key = "brief.ask" if told else "brief.ask_alone"
    return text(key, name=chosen.name, cleared=text("list.semicolon").join(told[:3]))


def _by_check(frame: pd.DataFrame) -> list[str]:
    """Findings in words, a line a check, with the names of those concerned."""
    return [
        text(
            "brief.of_check",
            title=text(f"title.{check}"),
            names=listed(
                [name or id_ for name, id_ in zip(part["name"], part["entity_id"], strict=True)],
                most=NAMES,
            ),
        )
        for check, part in frame.groupby("check", sort=False)
    ]


def _rows(pack: Pack) -> Iterator[tuple[str, ...]]:
    """The alternatives in numbers: findings, effort, posts, price, and how far they are proven."""
    audits = [pack.before, *(option.audit for option in pack.options)]
    for severity in _ROWS:
        numbers = [
            "–" if one is None else str(int((one.findings["severity"] == severity).sum()))
            for one in audits
        ]
        if len({*numbers}) > 1:
            yield text(f"report.tile_{severity}"), *numbers
    counted = {
        "changes": [
            _number(option, lambda one: len(one.scenario or ())) for option in pack.options
        ],
        "people": [
            _number(option, lambda one: 0 if one.found is None else len(one.found.people))
            for option in pack.options
        ],
        "posts": [_number(option, lambda one: len(_posts(pack, one))) for option in pack.options],
    }
    for name, numbers in counted.items():
        if {*numbers} - {"0"}:
            yield text(f"brief.{name}"), "", *numbers
    prices = [_price(option) for option in pack.options]
    if any(prices):
        yield text("goal.price"), "", *prices
    yield text("brief.proven"), "", *(_status(option) for option in pack.options)


def _number(option: PackOption, count: Callable[[PackOption], int]) -> str:
    return "–" if option.audit is None else str(count(option))


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


def _posts(pack: Pack, option: PackOption) -> list[str]:
    """Who gains or loses which post, in lines."""
    assert option.audit is not None
    orgs = pack.before.org, option.audit.org
    before, after = map(_held, orgs)
    names = [_names(orgs, table) for table in ("members", "units")]
    lines = []
    for key, held in (("gains", after - before), ("loses", before - after)):
        for *ids, role in sorted(held):
            member, unit = (called(known[id_], id_) for known, id_ in zip(names, ids, strict=True))
            what = text(f"role.{role}")
            lines.append(text(f"brief.{key}", member=member, unit=unit, role=what))
    return lines


def _names(orgs: Iterable[Org], table: str) -> dict[str, object]:
    """Id → name, of all that is there before or after."""
    frames = [getattr(org, table) for org in orgs]
    return {
        id_: name
        for frame in frames
        for id_, name in zip(frame["id"], frame.get("name", frame["id"]), strict=True)
    }


def _held(org: Org) -> set[tuple[str, str, str]]:
    """Member, unit and post of all who lead, or are deputies."""
    members, units = org.encoding.members, org.encoding.units
    return {
        (str(members[member]), str(units[unit]), role)
        for role in (LEADER, DEPUTY)
        for pairs in (org.pairs(None, role),)
        for member, unit in zip(pairs.member.tolist(), pairs.unit.tolist(), strict=True)
    }


def _parts(pack: Pack, chosen: PackOption) -> Iterator[BriefPart]:
    assert chosen.audit is not None
    scenario = chosen.scenario or diff(pack.org, chosen.audit.org)
    told = scenario.to_frame(pack.org)[text("sign.what")].tolist()
    yield _part("brief.part_changes", told)
    yield _part("brief.part_posts", _posts(pack, chosen))
    frame = pack.comparison.differences
    yield _part("brief.part_worse", _by_check(frame[frame[chosen.name] == "introduced"]))
    left = chosen.audit.findings
    yield _part("brief.part_open", _by_check(left[left["severity"] == SEVERITIES[0]]))


def _part(key: str, lines: Sequence[str]) -> BriefPart:
    more = text("list.more", count=len(lines) - LINES) if len(lines) > LINES else ""
    return BriefPart(text(key), tuple(lines[:LINES]), more)


def _proof(chosen: PackOption) -> str:
    """How far the plan is proven, without a word about the solver."""
    plan = chosen.plan
    if plan is None:
        return text("brief.proof_by_hand")
    if plan.status != OPTIMAL:
        return text("brief.proof_best_found")
    return plan.need or text("brief.proof_all")
