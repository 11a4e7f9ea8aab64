"""A proposal in a notebook: before and after, the changes, the proof; inline CSS only, every text
escaped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sanzu_graph.messages import text
from sanzu_graph.model.html import paragraph, table
from sanzu_graph.optimize.summaries import SHOWN, change_lines, headline, proof, unmet_lines

#: A cell shows reasons and causes by itself where working them out takes about so many seconds, in
#: an organisation of so many people.
MOMENT, FEW = 10.0, 2_000
#: How many families of rules are lifted, about.
TRIED = 20

if TYPE_CHECKING:
    from sanzu_graph.optimize.alternatives import Alternatives
    from sanzu_graph.optimize.proposals import Proposal


def proposal_html(proposal: Proposal) -> str:
    """The headline and proof, each goal before and after, the changes with their reasons, what
    stays unmet and why.
    """
    lang = proposal.lang
    parts = [paragraph(line) for line in proof(proposal, lang)]
    if proposal.scenario is None:
        parts += [paragraph(line) for line in proposal.conflicts]
        return "<div>" + table([headline(proposal, lang)], []) + "".join(parts) + "</div>"
    goals = [
        (text(f"goal.{name}", lang), proposal.before[name], value, _bound(proposal, name, lang))
        for name, value in proposal.objective.items()
    ]
    headings = [
        text(f"propose.column_{name}", lang) for name in ("goal", "before", "after", "bound")
    ]
    shown = [table(headings, goals, caption=headline(proposal, lang)), *parts]
    if len(proposal.scenario):
        shown += [_changes(proposal, lang), *_more(len(proposal.scenario), lang)]
    left = unmet_lines(proposal, lang)
    shown.append(
        paragraph(
            text("propose.left", lang, count=len(left))
            if left
            else text("propose.nothing_left", lang)
        )
    )
    if left:
        shown += [_unmet(proposal, lang), *_more(len(left), lang)]
    return "<div>" + "".join(shown) + "</div>"


def alternatives_html(found: Alternatives) -> str:
    """Each alternative with what it costs more and its changes."""
    lang = found.lang
    rows = [
        (number, plan.compared, text("list.comma", lang).join(change_lines(plan, lang)[:SHOWN]))
        for number, plan in enumerate(found, 1)
    ]
    headings = [text("sign.step", lang), text("propose.column_cost", lang), text("sign.what", lang)]
    return "<div>" + table(headings, rows) + "".join(map(paragraph, found.notes)) + "</div>"


def _bound(proposal: Proposal, name: str, lang: str) -> object:
    return proposal.bound.get(name, text("propose.no_bound", lang))


def _changes(proposal: Proposal, lang: str) -> str:
    steps = change_lines(proposal, lang)[:SHOWN]
    known = proposal.reasons if _is_quick(proposal, len(steps)) else proposal.known_reasons
    if known is None:
        return table([text("sign.step", lang), text("sign.what", lang)], enumerate(steps, 1))
    columns = ("repairs", "why", "next_best")
    headings = [
        text("sign.step", lang),
        text("sign.what", lang),
        *(text(f"propose.column_{name}", lang) for name in columns),
    ]
    rows = zip(
        range(1, len(steps) + 1),
        steps,
        *(known[name].head(SHOWN).tolist() for name in columns),
        strict=False,
    )
    return table(headings, rows)


def _unmet(proposal: Proposal, lang: str) -> str:
    known = proposal.unmet if _is_quick(proposal, TRIED) else proposal.known_causes
    if known is None:
        return table(
            [text("propose.column_unmet", lang)],
            [(line,) for line in unmet_lines(proposal, lang)[:SHOWN]],
        )
    columns = ("what", "why", "would_help")
    return table(
        [text(f"propose.column_{name}", lang) for name in ("unmet", "why_unmet", "would_help")],
        known[list(columns)].head(SHOWN).itertuples(index=False, name=None),
    )


def _is_quick(proposal: Proposal, times: int) -> bool:
    """Whether so many trials take a moment only; else they wait until they are asked for."""
    return proposal.runtime * times <= MOMENT and len(proposal.question.org.members) <= FEW


def _more(total: int, lang: str) -> list[str]:
    return [paragraph(text("list.more", lang, count=total - SHOWN))] if total > SHOWN else []
