"""A plan in lines of text, as a console shows it, and as HTML for a notebook; every kind alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sanzu_graph.doors import own_language
from sanzu_graph.messages import amount, seconds, text
from sanzu_graph.model.html import paragraph, table
from sanzu_graph.scenarios.plan_facts import MAXIMIZED, PlanFacts, scenario_of
from sanzu_graph.solving.statuses import INFEASIBLE, OPTIMAL, WITHOUT_MODEL

if TYPE_CHECKING:
    import pandas as pd

#: How many changes, unmet demands and rows of a table are shown.
SHOWN = 50
#: A notebook works reasons and causes out by itself if that takes about so many seconds. The
#: organisation may have so many people. About so many trials are made for causes.
MOMENT, FEW, TRIED = 10.0, 2_000, 20
#: With so few people it does so however busy the machine is, so that texts do not hang on that.
ALWAYS = 100
#: Asking what is needed counts as so many trials, for every text asks it.
NEED = 5
#: The columns of reasons and causes that a page shows, where a kind of plan has them.
_REASONS = ("repairs", "why", "next_best", "others")
_CAUSES = ("why", "would_help")


@own_language
def summary(plan: PlanFacts) -> str:
    """Everything that is known without solving again, line by line."""
    lines = [headline(plan), *proof_lines(plan)]
    if plan.scenario is None:
        return "\n".join([*lines, *(f"- {line}" for line in plan.conflicts)])
    lines += ["", *goal_lines(plan)]
    lines += ["", changes_heading(plan), *_step_lines(plan)]
    lines += ["", unmet_heading(plan), *_left_lines(plan)]
    for section in plan.sections():
        lines += ["", section.title, *(f"  - {line}" for line in section.lines[:SHOWN])]
        lines += ["  " + line for line in _more(section.total)]
    notes = plan.notes()
    return "\n".join([*lines, *(["", *notes] if notes else [])])


@own_language
def plan_html(plan: PlanFacts) -> str:
    """A plan in a notebook: its goals with their proof, and its changes with their reasons.

    Then what stays unmet and why, and what else this kind of plan shows.
    """
    shown = [paragraph(headline(plan), is_title=True), *map(paragraph, proof_lines(plan))]
    if plan.scenario is None:
        return _whole([*shown, *map(paragraph, plan.conflicts)])
    headings = [text(f"plan.column_{name}") for name in ("goal", "before", "after", "bound")]
    shown.append(table(headings, goal_rows(plan)))
    if len(plan.scenario):
        shown += [_changes(plan), *map(paragraph, _more(len(plan.scenario)))]
    else:
        shown.append(paragraph(changes_heading(plan)))
    left = unmet_lines(plan)
    shown.append(paragraph(unmet_heading(plan)))
    if left:
        shown += [_unmet(plan, left), *map(paragraph, _more(len(left)))]
    for section in plan.sections():
        shown += [
            table(section.headings, section.rows[:SHOWN], caption=section.title),
            *map(paragraph, _more(section.total)),
        ]
    return _whole([*shown, *map(paragraph, plan.notes())])


@own_language
def headline(plan: PlanFacts) -> str:
    """The name and the status."""
    status = text(f"outcome.{plan.status}")
    return text("plan.headline", name=plan.name, status=status)


@own_language
def proof_lines(plan: PlanFacts) -> list[str]:
    """What is proven, and by whom."""
    if plan.status == INFEASIBLE:
        return [text("plan.contradiction")]
    key = "plan.proven" if plan.status == OPTIMAL else "plan.not_proven"
    need = plan.need if _is_quick(plan, NEED) else ""
    return [
        *([need] if need else []),
        text(key, solver=_solver(plan), seconds=seconds(plan.runtime)),
    ]


def _solver(plan: PlanFacts) -> str:
    return text("plan.without_model") if plan.solver == WITHOUT_MODEL else plan.solver


@own_language
def goal_rows(plan: PlanFacts) -> list[tuple[str, str, str, str]]:
    """Each goal: before, after, what no plan beats; nothing where it comes to nothing."""
    return [
        (
            plan.goal_text(name),
            amount(float(plan.before[name])),
            _value(plan, name, value),
            _bound(plan, name) if _says_something(name, value) else "",
        )
        for name, value in plan.objective.items()
    ]


def _value(plan: PlanFacts, name: str, value: float) -> str:
    """What a plan comes to, with what is to be said of it."""
    note = plan.goal_notes.get(name)
    shown = amount(float(value))
    return text("plan.value_note", value=shown, note=note) if note else shown


def _bound(plan: PlanFacts, name: str) -> str:
    return amount(float(plan.bound[name])) if name in plan.bound else text("plan.no_bound")


def _says_something(name: str, value: float) -> bool:
    """Whether a bound says something: nothing is less than nothing."""
    return bool(value) or name in MAXIMIZED


@own_language
def goal_lines(plan: PlanFacts) -> list[str]:
    """Each goal in a sentence: before, after, and what is proven of it."""
    return [_goal_line(plan, name, value) for name, value in plan.objective.items()]


def _goal_line(plan: PlanFacts, name: str, value: float) -> str:
    line = text(
        "plan.goal_line",
        goal=plan.goal_text(name),
        before=amount(float(plan.before[name])),
        after=_value(plan, name, value),
    )
    if not _says_something(name, value):
        return line
    up = name in MAXIMIZED
    if name not in plan.bound:
        return text("plan.goal_open", line=line)
    if not plan.gap[name]:
        return text("plan.goal_most" if up else "plan.goal_least", line=line)
    bound = amount(float(plan.bound[name]))
    return text("plan.goal_below" if up else "plan.goal_above", line=line, bound=bound)


@own_language
def changes_heading(plan: PlanFacts) -> str:
    """How many changes there are."""
    count = len(scenario_of(plan))
    return text("plan.changes", count=count) if count else text("plan.no_changes")


@own_language
def change_lines(plan: PlanFacts) -> list[str]:
    """The changes with names, in sentences."""
    if plan.scenario is None:
        return []
    frame = plan.scenario.to_frame(plan.org)
    return [str(what) for what in frame[text("sign.what")]]


def _step_lines(plan: PlanFacts) -> list[str]:
    """The changes under their numbers; behind each its reasons, where these take no solving."""
    steps = change_lines(plan)
    frame = None if plan.solves_reasons else plan.reasons
    reasons = {} if frame is None else _told(frame, ("why", "others"))
    lines = []
    for number, step in enumerate(steps[:SHOWN], 1):
        lines.append(f"{number:3}. {step}")
        why, *others = (str(cell) for cell in reasons.get(number, [""]))
        lines += [f"     – {why}"] if why else []
        lines += ["       " + text("leaders.others", names=names) for names in others if names]
    return [*lines, *("  " + line for line in _more(len(steps)))]


@own_language
def unmet_heading(plan: PlanFacts) -> str:
    """How much stays unmet."""
    count = len(plan.shortfalls)
    return text("plan.left", count=count) if count else text(plan.met_key)


@own_language
def unmet_lines(plan: PlanFacts) -> list[str]:
    """What stays unmet, in sentences."""
    return [str(what) for what in plan.shortfalls["what"]]


def _left_lines(plan: PlanFacts) -> list[str]:
    """What stays unmet; behind each why, where that takes no solving."""
    left = unmet_lines(plan)
    frame = None if plan.solves_reasons else plan.unmet
    causes = [""] * len(left) if frame is None else [str(cell) for cell in frame["why"]]
    lines = []
    for what, why in list(zip(left, causes, strict=True))[:SHOWN]:
        lines += [f"  - {what}", *([f"    – {why}"] if why else [])]
    return [*lines, *("  " + line for line in _more(len(left)))]


def _changes(plan: PlanFacts) -> str:
    steps = change_lines(plan)[:SHOWN]
    frame = plan.reasons if _is_quick(plan, len(steps)) else plan.known_reasons
    headings = [text("sign.step"), text("sign.what")]
    more = [] if frame is None else _headings(frame, _REASONS)
    reasons = {} if frame is None else _told(frame, _REASONS)
    rows = [
        (number, step, *reasons.get(number, [""] * len(more)))
        for number, step in enumerate(steps, 1)
    ]
    return table([*headings, *more], rows)


def _told(frame: pd.DataFrame, names: Sequence[str]) -> dict[object, list[object]]:
    """Step → its reasons."""
    held = [name for name in names if name in frame]
    rows = frame[held].itertuples(index=False, name=None)
    return {step: list(row) for step, row in zip(frame["step"], rows, strict=True)}


def _unmet(plan: PlanFacts, lines: Sequence[str]) -> str:
    frame = plan.unmet if _is_quick(plan, TRIED) else plan.known_causes
    if frame is None:
        return table([text("plan.column_unmet")], [(line,) for line in lines[:SHOWN]])
    held = ["what", *(name for name in _CAUSES if name in frame)]
    return table(
        [text("plan.column_unmet"), *_headings(frame, _CAUSES, "cause")],
        frame[held].head(SHOWN).itertuples(index=False, name=None),
    )


def _headings(frame: pd.DataFrame, names: Sequence[str], kind: str = "reason") -> list[str]:
    return [text(f"plan.{kind}_{name}") for name in names if name in frame]


def _is_quick(plan: PlanFacts, times: int) -> bool:
    """Whether so many trials take a moment only; else they wait until they are asked for."""
    people = len(plan.org.members)
    is_quick = plan.runtime * times <= MOMENT and people <= FEW
    return is_quick or people <= ALWAYS or not plan.solves_reasons


def _more(total: int) -> list[str]:
    """How many rows there are beyond those shown."""
    return [text("list.more", count=total - SHOWN)] if total > SHOWN else []


def _whole(parts: Sequence[str]) -> str:
    return "<div>" + "".join(parts) + "</div>"
