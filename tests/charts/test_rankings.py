"""`plot_candidates`: bars add up to scores, ties and gaps are said, the ineligible stand below."""

from pathlib import Path

import pytest

import sanzu_graph as sg
from sanzu_graph.charts.colors import ALARM
from sanzu_graph.charts.registry import drawing
from tests.charts.conftest import assert_sound, texts

GUANXI = Path(__file__).parents[2] / "data" / "guanxi"


@pytest.fixture(scope="module")
def ranking() -> sg.Ranking:
    return sg.rank_candidates(sg.read_tables(GUANXI), unit="U3", on="2026-11-22", lang="zh")


@pytest.mark.parametrize("by", ["criterion", "stage", "assessor_group"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_candidates_stand_in_order_with_their_scores(ranking, by, lang):
    ax = sg.plot_candidates(ranking, by=by, lang=lang)
    shown = texts(ax)
    names = ["应学军", "都敏", "侯方正", "柴丽华", "牛力", "骆建安"]
    assert [text for text in shown if text in names] == names
    assert "8.831" in shown
    assert shown.count({"en": "3, tied", "zh": "并列第 3"}[lang]) == 2
    assert_sound(ax)


def test_a_bar_is_as_long_as_its_score(ranking):
    ax = sg.plot_candidates(ranking, lang="en")
    boxes = [
        path.get_extents()
        for drawn in ax.collections
        if not hasattr(drawn, "get_segments")
        for path in drawn.get_paths()
    ]
    bars: dict[float, float] = {}
    for box in boxes:
        if round(box.height) == 14:
            bars[round(box.y0)] = bars.get(round(box.y0), 0) + box.width
    first, second = (bars[y] for y in sorted(bars)[:2])
    assert second / first == pytest.approx(
        float(ranking.totals["M050"] / ranking.totals["M040"]), abs=1e-3
    )


def test_nobody_assessed_says_so(ranking):
    nobody = sg.rank_candidates(ranking.org, unit="T01", on="2026-11-22", lang="en")
    ax = sg.plot_candidates(nobody)
    assert any("no score is made up" in text for text in texts(ax))
    assert_sound(ax)


def test_other_parts_are_refused(ranking):
    with pytest.raises(sg.InputError, match="colour"):
        sg.plot_candidates(ranking, by="colour", lang="en")


def test_who_was_not_fully_assessed_has_an_empty_bar_and_the_ineligible_stand_below():
    scores = [
        ("A", "ability"),
        ("A", "awareness"),
        ("B", "ability"),
        ("C", "ability"),
        ("C", "awareness"),
    ]
    org = sg.Org(
        {"id": ["A", "B", "C"], "political_status": ["party_member"] * 2 + ["non_member"]},
        {"id": ["P"], "layer": ["party"]},
        {"member": ["A", "B"], "unit": ["P", "P"]},
        assessments={
            "candidate": [name for name, _ in scores],
            "unit": ["P"] * len(scores),
            "stage": ["peer"] * len(scores),
            "criterion": [criterion for _, criterion in scores],
            "score": [8] * len(scores),
        },
    )
    scene = drawing(sg.plot_candidates, sg.rank_candidates(org, unit="P", lang="en")).scene()
    height = {label.text: label.y for label in scene.labels}
    assert height["A"] < height["B"] < height["C"]
    (empty,) = (box for box in scene.boxes if box.dashed)
    assert empty.y < height["B"] < empty.y + empty.height
    (why,) = (label for label in scene.labels if label.text.startswith("not ranked"))
    assert "awareness" in why.text
    assert why.y == height["B"]
    assert any(label.y == height["C"] and label.color == ALARM for label in scene.labels)
