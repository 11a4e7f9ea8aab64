"""The brief of a survey: a page for all organisations, then a page for each region.

A region is a value of a column that is known of the organisations. Without such a column, the
organisations are divided by rank. Each page is a `Brief`: sentences, a table, strips, lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from sanzu_graph.charts.survey_strips import worst_strips
from sanzu_graph.checks.finding_frames import default_label
from sanzu_graph.checks.found import SEVERITIES
from sanzu_graph.messages import language, listed, text
from sanzu_graph.messages.numerals import NONE, amount
from sanzu_graph.reports.brief_files import WIDE, Brief
from sanzu_graph.reports.brief_parts import NAMES
from sanzu_graph.reports.brief_room import BriefPart
from sanzu_graph.reports.sections import capital
from sanzu_graph.surveys.survey_figures import ORGANISATION
from sanzu_graph.surveys.survey_html import failed_rows, figure_text, figure_title, survey_headline
from sanzu_graph.surveys.survey_labels import dividing_columns
from sanzu_graph.surveys.survey_results import Survey
from sanzu_graph.surveys.survey_sources import FOLDER

#: So many organisations have a strip on the first page, and on the page of a region.
FIRST_STRIPS, REGION_STRIPS = 8, 10
#: So many groups stand in the table of the first page; so many ranks on a page.
GROUPS, RANKS = 7, 10
#: So many kinds of findings stand in a sentence, and in the list of what to do first.
KINDS, FIRST = 3, 8
_COLUMNS = ("organisations", "failed", "unsound", "people", "errors")
#: How large a part of the table its first column is: of many columns, and of three.
_FIRST, _FIRST_OF_FEW = 0.18, 0.4
_FEW = 3
_SHARE = "coverage."
#: The most group layers whose coverage stands in a table.
_LAYERS = 2


def survey_pages(survey: Survey, *, by: str | None = None, title: str | None = None) -> list[Brief]:
    """The pages: one for all, then one a group with the most errors first.

    Parameters
    ----------
    survey
        The survey.
    by
        The column whose values are the groups; by default the first that divides the organisations.
        Where nothing divides them, they stand by rank.
    title
        What the first page is called.

    Raises
    ------
    AbsentError
        If nothing is known of the organisations under that name.
    """
    column = by or next(iter(dividing_columns(survey.labels)), None)
    divided = survey if column else _by_rank(survey)
    column = column or text("survey.brief_rank")
    whole = _GroupFacts(survey, _counted(survey))
    groups = divided.groups(column)
    pages = [_first_page(whole, groups, column, title)]
    if len(groups) > 1:
        for row in groups.itertuples(index=False):
            names = [
                name for name in survey.names if divided.labels[name].get(column, "") == row[0]
            ]
            pages.append(_group_page(whole, whole.part(names), column, str(row[0])))
    return pages


def _by_rank(survey: Survey) -> Survey:
    """The survey with a column that tells of each organisation on which page of ranks it stands."""
    column = text("survey.brief_rank")
    labels = {name: {column: text("survey.failed")} for name in survey.names}
    if len(survey.summary):
        ranked = survey.ranks()[ORGANISATION].tolist()
        for first in range(0, len(ranked), RANKS):
            names = ranked[first : first + RANKS]
            label = text("survey.brief_ranks", first=first + 1, last=first + len(names))
            labels |= {name: {column: label} for name in names}
    return replace(survey, labels=labels)


def _counted(survey: Survey) -> pd.DataFrame:
    """How many findings each check has in each organisation."""
    keys = [ORGANISATION, "severity", "check"]
    frames = [
        frame.groupby(keys, sort=False).size().reset_index(name="count")
        for frame in survey.finding_frames()
        if len(frame)
    ]
    return (
        pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=[*keys, "count"])
    )


@dataclass(frozen=True)
class _GroupFacts:
    """What a page tells of: organisations, and how many findings each check has in each."""

    survey: Survey
    counts: pd.DataFrame

    def part(self, names: Sequence[str]) -> _GroupFacts:
        """The same of some organisations."""
        return _GroupFacts(
            self.survey.part(names), self.counts[self.counts[ORGANISATION].isin(names)]
        )

    @cached_property
    def gravest(self) -> pd.DataFrame:
        """The counts of the gravest severity that there is."""
        for severity in SEVERITIES:
            counts = self.counts[self.counts["severity"] == severity]
            if len(counts):
                return counts
        return self.counts

    def worst(self) -> str:
        """Which organisation has the most errors, and of which kinds."""
        ranked = self.survey.ranks() if len(self.survey.summary) else pd.DataFrame()
        if not len(ranked):
            return text("survey.brief_none")
        errors = int(ranked["value"].iloc[0])
        if not errors:
            return text("survey.brief_sound")
        names = ranked.loc[ranked["rank"] == 1, ORGANISATION].tolist()
        counts = self.gravest[self.gravest[ORGANISATION].isin(names)]
        totals = counts.groupby("check", sort=False)["count"].sum().reset_index()
        kinds = [
            text("survey.brief_kind", title=text(f"title.{row.check}"), count=row.count_)
            for row in _ordered(totals).head(KINDS).itertuples(index=False)
        ]
        key = "survey.brief_worst" if len(names) == 1 else "survey.brief_worst_equal"
        first = listed(names[:KINDS])
        return text(key, name=first, count=len(names), errors=errors, kinds=listed(kinds))

    def lists(self) -> Iterator[BriefPart]:
        """What to do first, what could not be asked, what could not be read."""
        parts = {
            "first": [*self._first()],
            "failed": [
                reason if name in reason else text("fault.line", where=name, what=reason)
                for name, reason in failed_rows(self.survey)
            ],
            "unasked": [*self._unasked()],
        }
        for name, lines in parts.items():
            if lines:
                yield BriefPart(text(f"survey.brief_{name}"), tuple(lines))

    def _first(self) -> Iterator[str]:
        """The checks with the most findings, and the organisations that have most of them."""
        totals = self.gravest.groupby("check", sort=False)["count"].sum()
        for check in totals.sort_values(ascending=False, kind="stable").index[:FIRST]:
            rows = _ordered(self.gravest[self.gravest["check"] == check])
            names = [
                text("survey.brief_kind", title=row.organisation, count=row.count_)
                for row in rows.head(NAMES).itertuples(index=False)
            ]
            yield text(
                "survey.brief_check",
                title=capital(text(f"title.{check}")),
                count=int(totals[check]),
                organisations=len(rows),
                names=listed(names),
            )

    def _unasked(self) -> Iterator[str]:
        """The checks that could not be asked everywhere, in a line those of one layer that the same
        organisations lack: first those that were asked somewhere.
        """
        frame = self.survey.unasked.drop_duplicates([ORGANISATION, "check", "layer"])
        read = len(self.survey.summary)
        alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for (check, layer), rows in frame.groupby(["check", "layer"], sort=False):
            names = tuple(rows[ORGANISATION])
            alike.setdefault((str(layer), names), []).append(text(f"title.{check}"))
        nowhere = []
        for (layer, names), titles in alike.items():
            if len(names) == read:
                nowhere += [_of_layer(title, layer) for title in titles]
                continue
            many = len(titles) > KINDS
            told = text("survey.brief_checks", count=len(titles)) if many else listed(titles)
            yield text(
                "survey.brief_unasked_in",
                title=capital(_of_layer(told, layer)),
                count=len(names),
                names=listed(names, most=NAMES),
            )
        if nowhere:
            yield text("survey.brief_unasked_nowhere", titles=listed(nowhere, most=2 * NAMES))


def _of_layer(title: str, layer: str) -> str:
    """What was not asked, and of which layer."""
    if not layer:
        return title
    return text("survey.brief_of_layer", title=title, layer=default_label(layer))


def _ordered(counts: pd.DataFrame) -> pd.DataFrame:
    """Counts, the largest first; ``count`` as ``count_``, for rows are tuples, which count."""
    ordered = counts.sort_values("count", ascending=False, kind="stable")
    return ordered.rename(columns={"count": "count_"})


def _first_page(page: _GroupFacts, groups: pd.DataFrame, column: str, title: str | None) -> Brief:
    """The page for all: the table of groups, and the worst organisations."""
    title = title or text("survey.brief_title")
    if len(groups) == 1:
        return _brief(page, title, *_beside({text("survey.brief_all"): page}), REGION_STRIPS)
    columns = [column, *_told(groups)]
    rows = [
        tuple(_cell(name, row[name]) for name in columns)
        for _, row in groups.head(GROUPS).iterrows()
    ]
    if len(groups) > GROUPS:
        more = text("list.more", count=len(groups) - GROUPS)
        rows.append((more, *[""] * (len(columns) - 1)))
    return _brief(page, title, tuple(map(_heading, columns)), rows, FIRST_STRIPS)


def _group_page(whole: _GroupFacts, page: _GroupFacts, column: str, name: str) -> Brief:
    """The page of a group: its figures beside those of all, and its organisations."""
    name = name or text("survey.brief_no_group")
    title = text("survey.brief_group", column=capital(figure_title(column)), name=name)
    title = name if column == FOLDER else title
    sides = {name: page, text("survey.brief_all"): whole}
    return _brief(page, title, *_beside(sides), REGION_STRIPS)


def _beside(pages: Mapping[str, _GroupFacts]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The figures of several groups side by side: headings and rows."""
    sums = [_sums(page.survey) for page in pages.values()]
    names = _told(pd.DataFrame(sums))
    return ("", *pages), [
        (capital(_heading(name)), *(_cell(name, side.get(name)) for side in sums)) for name in names
    ]


def _told(groups: pd.DataFrame) -> list[str]:
    """The figures of groups that a page tells; who could not be read only where there are any."""
    names = [name for name in _COLUMNS if name in groups]
    if not groups["failed"].any():
        names.remove("failed")
    shares = [str(name) for name in groups if str(name).startswith(_SHARE)]
    return names + [name for name in shares if groups[name].notna().any()][:_LAYERS]


def _heading(name: str) -> str:
    if name.startswith(_SHARE):
        return text("survey.brief_coverage", layer=default_label(name.removeprefix(_SHARE)))
    return text("survey.brief_count") if name == "organisations" else figure_title(name)


def _sums(survey: Survey) -> pd.Series:
    """The figures of all organisations of a survey, added up."""
    column = ""
    labels = {name: {column: column} for name in survey.names}
    return replace(survey, labels=labels).groups(column).iloc[0]


def _cell(name: str, value: object) -> str:
    if isinstance(value, str):
        return value or text("survey.brief_no_group")
    if pd.isna(value):  # type: ignore[call-overload]
        return NONE
    return figure_text(name, value) if "." in name else amount(int(str(value)))


def _brief(
    page: _GroupFacts,
    title: str,
    headings: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    strips: int,
) -> Brief:
    has_strips = len(page.survey.summary) > 0
    return Brief(
        title,
        survey_headline(page.survey),
        page.worst(),
        headings,
        tuple(rows),
        tuple(page.lists()),
        _left_out(page.survey, strips),
        (),
        language(),
        worst_strips(page.survey, strips, WIDE) if has_strips else None,
        _FIRST if len(headings) > _FEW else _FIRST_OF_FEW,
    )


def _left_out(survey: Survey, strips: int) -> str:
    """How many organisations have no strip on the page."""
    more = len(survey.summary) - strips
    return text("survey.brief_more", count=more) if more > 0 else ""
