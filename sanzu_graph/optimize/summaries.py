"""A proposal in lines of text, as a console shows it and a notebook sets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sanzu_graph.messages import listed, text
from sanzu_graph.solving.statuses import INFEASIBLE, OPTIMAL

if TYPE_CHECKING:
    from sanzu_graph.optimize.proposals import Proposal

#: How many changes and unmet demands a summary lists.
SHOWN = 50


def summary(proposal: Proposal, lang: str) -> str:
    """Everything that is known without solving again, line by line."""
    lines = [headline(proposal, lang), *proof(proposal, lang)]
    if proposal.scenario is None:
        return "\n".join([*lines, *(f"- {line}" for line in proposal.told_conflicts(lang))])
    lines += ["", *goal_lines(proposal, lang)]
    steps = change_lines(proposal, lang)
    heading = (
        text("propose.changes", lang, count=len(steps))
        if steps
        else text("propose.no_changes", lang)
    )
    lines += ["", heading, *_cut([f"{n:3}. {step}" for n, step in enumerate(steps, 1)], lang)]
    left = unmet_lines(proposal, lang)
    lines += [
        "",
        text("propose.left", lang, count=len(left)) if left else text("propose.nothing_left", lang),
    ]
    lines += _cut([f"  - {line}" for line in left], lang)
    return "\n".join([*lines, *left_out(proposal, lang)])


def left_out(proposal: Proposal, lang: str) -> list[str]:
    """What the policy demands and no plan is made for."""
    names = proposal.left_out
    return ["", text("propose.left_out", lang, names=listed(names, lang, most=20))] if names else []


def headline(proposal: Proposal, lang: str) -> str:
    """The name and the status."""
    return text(
        "propose.headline",
        lang,
        name=proposal.question.name,
        status=text(f"outcome.{proposal.status}", lang),
    )


def proof(proposal: Proposal, lang: str) -> list[str]:
    """What is proven, by whom, and what is not."""
    if proposal.status == INFEASIBLE:
        return [text("propose.contradiction", lang)]
    goals = proposal.question.ask.goals
    who = {"solver": proposal.solver, "seconds": f"{proposal.runtime:.1f}"}
    if proposal.status == OPTIMAL:
        first, rest = goals[0], goals[1:]
        told = text(
            "propose.proven_first",
            lang,
            goal=text(f"goal.{first}", lang),
            value=proposal.objective[first],
            **who,
        )
        if not rest:
            return [told]
        values = [
            text(
                "propose.goal_value",
                lang,
                goal=text(f"goal.{name}", lang),
                value=proposal.objective[name],
            )
            for name in rest
        ]
        return [
            told,
            text("propose.proven_rest", lang, goals=listed(values, lang, most=len(values))),
        ]
    lines = [text("propose.not_proven", lang, **who)]
    for name in goals:
        goal = text(f"goal.{name}", lang)
        if name not in proposal.bound:
            lines.append(text("propose.not_reached", lang, goal=goal))
        elif proposal.gap.get(name) == 0:
            lines.append(
                text("propose.goal_proven", lang, goal=goal, value=proposal.objective[name])
            )
        else:
            lines.append(
                text(
                    "propose.goal_open",
                    lang,
                    goal=goal,
                    value=proposal.objective.get(name, "–"),
                    bound=proposal.bound[name],
                )
            )
    return lines


def goal_lines(proposal: Proposal, lang: str) -> list[str]:
    """Each goal, before and after."""
    return [
        text(
            "propose.goal_line",
            lang,
            goal=text(f"goal.{name}", lang),
            before=proposal.before[name],
            after=value,
        )
        for name, value in proposal.objective.items()
    ]


def change_lines(proposal: Proposal, lang: str) -> list[str]:
    """The changes with names, in sentences."""
    if proposal.scenario is None:
        return []
    frame = proposal.scenario.to_frame(proposal.question.org, lang=lang)
    return [str(what) for what in frame[text("sign.what", lang)]]


def unmet_lines(proposal: Proposal, lang: str) -> list[str]:
    """What stays unmet."""
    return [str(what) for what in proposal.in_language(lang).shortfalls["what"]]


def _cut(lines: list[str], lang: str) -> list[str]:
    return (
        lines
        if len(lines) <= SHOWN
        else [*lines[:SHOWN], "  " + text("list.more", lang, count=len(lines) - SHOWN)]
    )
