"""Candidates for a leadership, and what each term adds to their scores."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sanzu_graph.charts.colors import ALARM, FAINT, INK, PAPER, RULE, ink_on, layer_color
from sanzu_graph.charts.drawings import Drawing
from sanzu_graph.charts.headlines import first_ranked
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.scene_headings import Key, heading
from sanzu_graph.charts.scenes import MARGIN, Box, Label, Line, Scene
from sanzu_graph.errors import InputError, speaking
from sanzu_graph.leaders.candidates import Ranking
from sanzu_graph.messages import amount
from sanzu_graph.metrics.assessments import ASSESSORS, CRITERIA, STAGES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TEXT, _ROW, _BAR = 7.5, 21.0, 14.0
_RANK, _NAME, _BARS, _SCORE = 46.0, 84.0, 380.0, 44.0
#: So many candidates are drawn, from detailed to plain.
_MOST = (40, 15)
#: The columns of a cell of the assessment.
_COLUMNS = ("stage", "criterion", "assessor_group")
#: What the terms may be told by: heading in the table of terms → part of the policy.
PARTS = {"criterion": CRITERIA, "stage": STAGES, "assessor_group": ASSESSORS}


@chart
def plot_candidates(
    ranking: Ranking, *, by: str = "criterion", ax: Axes | None = None, lang: str | None = None
) -> Drawing:
    """The candidates of a ranking, best first, each a bar of what every term adds to the score.

    Candidates who tie say so. Anybody who was not fully assessed has an empty dashed bar, and what
    is missing. Anybody who is not eligible stands below, with the reason.

    Parameters
    ----------
    ranking
        What `rank_candidates` returned.
    by
        What the bar is made of: ``"criterion"``, ``"stage"`` or ``"assessor_group"``.
    lang
        ``"en"`` or ``"zh"``; by default the ranking's.

    Raises
    ------
    InputError
        If `by` is none of these.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from sanzu_graph import Org, rank_candidates
    >>> org = Org({"id": ["A", "B"], "political_status": ["party_member"] * 2}, {"id": ["P"], "layer": ["party"]}, {"member": ["A", "B"], "unit": ["P", "P"]},
    ...     assessments={"candidate": ["A", "B"], "unit": ["P"] * 2, "stage": ["peer"] * 2, "criterion": ["ability"] * 2, "score": [9, 8]})
    >>> ax = plot_candidates(rank_candidates(org, unit="P"), lang="en")
    >>> [text.get_text() for text in ax.texts if text.get_text() in ("A", "B")]
    ['A', 'B']
    >>> plt.close(ax.figure)
    """
    if by not in PARTS:
        raise InputError("error.candidates_by", value=by, known=list(PARTS))
    with speaking(None, ranking.lang):
        words = Lettering()
    ranking_told = ranking.in_language(words.lang)
    return Drawing(words, [partial(_scene, ranking_told, words, by, most) for most in _MOST])


def _scene(ranking: Ranking, words: Lettering, by: str, most: int) -> Scene:
    scene = Scene(width=2 * MARGIN + _RANK + _NAME + _BARS + _SCORE)
    shares = ranking.terms.groupby(["candidate", by], sort=False)["share"].sum().to_dict()
    parts = list(dict.fromkeys(cell[_COLUMNS.index(by)] for cell in ranking.held))
    labels = {
        name: words.name(ranking.label(PARTS[by], name) if name else words.text("chart.no_group"))
        for name in parts
    }
    keys = [Key(labels[name], layer_color(number)) for number, name in enumerate(parts)]
    place = words.name(ranking.name, ranking.unit)
    first = [
        words.name(ranking.names[candidate], candidate)
        for candidate, rank in ranking.ranks.items()
        if rank == 1
    ]
    top = heading(
        scene,
        words,
        words.told(first_ranked, first, len(ranking.ranks), place),
        words.text("chart.candidates", unit=place),
        notes=[words.text("chart.candidates_note")],
        keys=keys,
    )
    order = ranking.table["candidate"].tolist()
    best = max((float(score) for score in ranking.totals.values()), default=1.0)
    unit = _BARS / best if best > 0 else 0.0
    tied = dict(zip(ranking.table["candidate"], ranking.table["tied"], strict=True))
    missing = dict(zip(ranking.table["candidate"], ranking.table["missing"], strict=True))
    for candidate in order[:most]:
        base, x = top + _ROW * 0.62, MARGIN + _RANK + _NAME
        scene.add(Line(((MARGIN, top), (scene.width - MARGIN, top)), RULE, 0.3))
        scene.add(
            Label(
                MARGIN + _RANK,
                base,
                words.fit(words.name(ranking.names[candidate], candidate), _TEXT, _NAME - 8),
                _TEXT,
            )
        )
        if candidate not in ranking.totals:
            scene.add(Box(x, top + (_ROW - _BAR) / 2, _BARS, _BAR, PAPER, FAINT, dashed=True))
            line = words.fit(
                words.text("chart.incomplete", missing=words.plain(missing[candidate])),
                _TEXT - 0.5,
                _BARS - 12,
            )
            scene.add(Label(x + 6, base, line, _TEXT - 0.5, FAINT))
            top += _ROW
            continue
        rank = words.text(
            "ranking.tie" if tied[candidate] else "ranking.rank", rank=ranking.ranks[candidate]
        )
        scene.add(
            Label(MARGIN + _RANK - 6, base, words.fit(rank, _TEXT, _RANK - 6), _TEXT, INK, "right")
        )
        for number, name in enumerate(parts):
            width = max(float(shares.get((candidate, name), 0.0)), 0.0) * unit
            color, share = layer_color(number), amount(float(shares.get((candidate, name), 0.0)), 2)
            scene.add(Box(x, top + (_ROW - _BAR) / 2, width, _BAR, color))
            if words.width(share, _TEXT - 0.5) + 6 < width:
                scene.add(Label(x + width / 2, base, share, _TEXT - 0.5, ink_on(color), "center"))
            x += width
        scene.add(
            Label(
                scene.width - MARGIN,
                base,
                amount(float(ranking.totals[candidate]), 3),
                _TEXT,
                INK,
                "right",
            )
        )
        top += _ROW
    if len(order) > most:
        scene.add(
            Label(
                MARGIN,
                top + _ROW * 0.62,
                words.text("list.more", count=len(order) - most),
                _TEXT,
                FAINT,
            )
        )
        top += _ROW
    if not ranking.totals:
        scene.add(
            Label(
                MARGIN,
                top + _ROW * 0.62,
                words.fit(words.text("ranking.none"), _TEXT, scene.width - 2 * MARGIN),
                _TEXT,
                FAINT,
            )
        )
        top += _ROW
    scene.height = _refused(scene, words, ranking, top + 4, most) + MARGIN
    return scene


def _refused(scene: Scene, words: Lettering, ranking: Ranking, top: float, most: int) -> float:
    """Below, who is not eligible, and why."""
    rows = list(ranking.ineligible.head(most).itertuples())
    if not rows:
        return top
    scene.add(Line(((MARGIN, top), (scene.width - MARGIN, top)), INK, 0.6))
    for row in rows:
        base = top + _ROW * 0.62
        scene.add(
            Label(
                MARGIN + _RANK,
                base,
                words.fit(words.name(row.name, row.candidate), _TEXT, _NAME - 8),
                _TEXT,
                FAINT,
            )
        )
        room = _BARS + _SCORE
        scene.add(
            Label(
                MARGIN + _RANK + _NAME,
                base,
                words.fit(words.plain(row.why), _TEXT, room),
                _TEXT,
                ALARM,
            )
        )
        top += _ROW
    return top
