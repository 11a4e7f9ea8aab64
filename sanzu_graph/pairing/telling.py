"""Pairings in lines of text and as HTML tables; every text escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sanzu_graph.messages import listed, plain, text
from sanzu_graph.model.html import paragraph, table
from sanzu_graph.solving.statuses import OPTIMAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Protocol

    from sanzu_graph.model.organisation import Org
    from sanzu_graph.pairing.pairings import Pairing
    from sanzu_graph.scenarios.scenario import Scenario

    class Answer(Protocol):
        """What has goals, a proof and a scenario."""

        @property
        def status(self) -> str:
            """How far it is proven."""

        @property
        def objective(self) -> Mapping[str, float]:
            """Goal → value."""

        @property
        def before(self) -> Mapping[str, float]:
            """Goal → today's value."""

        @property
        def bound(self) -> Mapping[str, float]:
            """Goal → bound."""

        @property
        def scenario(self) -> Scenario:
            """The changes."""

        @property
        def org(self) -> Org:
            """The organisation."""

        @property
        def runtime(self) -> float:
            """Seconds."""

        @property
        def solver(self) -> str:
            """Who solved it."""

        @property
        def lang(self) -> str:
            """The language."""


#: How many rows are shown of a table.
SHOWN = 50


def headline(answer: Answer) -> str:
    """Name and status."""
    return text(
        "propose.headline",
        answer.lang,
        name=answer.scenario.name,
        status=text(f"outcome.{answer.status}", answer.lang),
    )


def proof(answer: Answer) -> list[str]:
    """What is proven, and by whom."""
    who = {"solver": answer.solver, "seconds": f"{answer.runtime:.1f}"}
    if answer.status == OPTIMAL:
        return [text("pairing.proven", answer.lang, **who)]
    return [text("pairing.not_proven", answer.lang, **who)]


def goal_rows(answer: Answer) -> list[tuple[str, str, str, str]]:
    """Each goal: before, after, what nothing can beat."""
    none = text("propose.no_bound", answer.lang)
    return [
        (
            text(f"goal.{name}", answer.lang),
            plain(float(answer.before[name])),
            plain(float(value)),
            plain(float(answer.bound[name])) if name in answer.bound else none,
        )
        for name, value in answer.objective.items()
    ]


def goal_headings(lang: str) -> list[str]:
    """The headings of `goal_rows`."""
    return [text(f"pairing.column_{name}", lang) for name in ("goal", "before", "after", "bound")]


def change_lines(answer: Answer) -> list[str]:
    """The changes with names."""
    frame = answer.scenario.to_frame(answer.org, lang=answer.lang)
    return [str(what) for what in frame[text("sign.what", answer.lang)]]


def opening(answer: Answer) -> list[str]:
    """Headline, proof, goals and changes, line by line."""
    lines = [headline(answer), *proof(answer), ""]
    for goal, before, after, bound in goal_rows(answer):
        lines.append(
            text(
                "pairing.goal_line", answer.lang, goal=goal, before=before, after=after, bound=bound
            )
        )
    steps = change_lines(answer)
    heading = (
        text("propose.changes", answer.lang, count=len(steps))
        if steps
        else text("propose.no_changes", answer.lang)
    )
    return [
        *lines,
        "",
        heading,
        *_cut([f"{n:3}. {step}" for n, step in enumerate(steps, 1)], answer.lang),
    ]


def opening_html(answer: Answer) -> list[str]:
    """The same as HTML."""
    shown = [
        table(goal_headings(answer.lang), goal_rows(answer), caption=headline(answer)),
        *map(paragraph, proof(answer)),
    ]
    steps = change_lines(answer)
    if not steps:
        return [*shown, paragraph(text("propose.no_changes", answer.lang))]
    headings = [text("sign.step", answer.lang), text("sign.what", answer.lang)]
    return [
        *shown,
        table(headings, enumerate(steps[:SHOWN], 1)),
        *more_html(len(steps), answer.lang),
    ]


def more_html(total: int, lang: str) -> list[str]:
    """How many more rows there are than are shown."""
    return [paragraph(text("list.more", lang, count=total - SHOWN))] if total > SHOWN else []


def _cut(lines: list[str], lang: str) -> list[str]:
    return (
        lines
        if len(lines) <= SHOWN
        else [*lines[:SHOWN], "  " + text("list.more", lang, count=len(lines) - SHOWN)]
    )


def pairing_summary(found: Pairing) -> str:
    """A pairing as text."""
    lang = found.lang
    lines = [
        *opening(found),
        "",
        text("pairing.pairs", lang, count=len(found.pairs)),
        *_cut([f"  - {one}" for one in _pair_lines(found)], lang),
    ]
    left = found.unmatched
    lines += [
        "",
        text("pairing.unmatched", lang, count=len(left))
        if len(left)
        else text("pairing.none_unmatched", lang),
    ]
    lines += _cut(
        [f"  - {name}: {why}" for name, why in zip(left["name"], left["why"], strict=True)], lang
    )
    return "\n".join([*lines, *notes(found)])


def _pair_lines(found: Pairing) -> Iterable[str]:
    frame = found.pairs.head(SHOWN + 1)
    for row in frame.to_dict("records"):
        terms = [
            f"{term.label(found.lang)} {plain(float(row[term.name]))}"
            for term in found.terms
            if row[term.name] == row[term.name]
        ]
        yield text(
            "pairing.pair",
            found.lang,
            mentor=row["mentor_name"],
            apprentice=row["apprentice_name"],
            score=plain(float(row["score"])),
            terms=listed(terms, found.lang, most=len(terms)),
        )


def notes(found: Pairing) -> list[str]:
    """What was left alone or left out."""
    lines = []
    if len(found.standing):
        told = [f"{one} → {other}" for one, other in found.standing.itertuples(index=False)]
        lines.append(
            text("pairing.standing", found.lang, count=len(told), pairs=listed(told, found.lang))
        )
    if found.left_out:
        lines.append(
            text("pairing.left_out", found.lang, names=listed(found.left_out, found.lang, most=20))
        )
    return lines


def pairing_html(found: Pairing) -> str:
    """A pairing as HTML."""
    lang = found.lang
    shown = opening_html(found)
    frame = found.pairs.head(SHOWN)
    names = ["mentor_name", "apprentice_name", "score", *(term.name for term in found.terms)]
    headings = [
        text(f"pairing.column_{name}", lang) for name in ("mentor", "apprentice", "score")
    ] + [term.label(lang) for term in found.terms]
    rows = [
        ["" if cell != cell else cell for cell in row]  # noqa: PLR0124
        for row in frame[names].itertuples(index=False, name=None)
    ]
    shown += [
        table(headings, rows, caption=text("pairing.pairs", lang, count=len(found.pairs))),
        *more_html(len(found.pairs), lang),
    ]
    left = found.unmatched
    if len(left):
        headings = [text("pairing.column_apprentice", lang), text("pairing.column_why", lang)]
        rows = left[["name", "why"]].head(SHOWN).to_numpy().tolist()
        shown += [
            table(headings, rows, caption=text("pairing.unmatched", lang, count=len(left))),
            *more_html(len(left), lang),
        ]
    else:
        shown.append(paragraph(text("pairing.none_unmatched", lang)))
    return "<div>" + "".join([*shown, *map(paragraph, notes(found))]) + "</div>"
