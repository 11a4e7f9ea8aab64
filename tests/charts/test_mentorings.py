"""`plot_mentors`: every name readable, problems marked, before beside after; also empty, crowded,
hostile, without a font.
"""

from pathlib import Path

import pytest

import sanzu_graph as sg
from sanzu_graph import Mentors, Org, Policy, Rule
from sanzu_graph.charts.colors import PAPER
from sanzu_graph.charts.registry import drawing
from tests.charts.conftest import assert_sound, texts

GUANXI = Path(__file__).parents[2] / "data" / "guanxi"
ON = "2026-11-22"


@pytest.fixture(scope="module")
def guanxi() -> Org:
    return sg.read_tables(GUANXI)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_before_and_after_stand_side_by_side(guanxi, lang):
    found = sg.pair_mentors(guanxi, objective="most", keep_price=100, on=ON, lang=lang)
    ax = sg.plot_mentors(found)
    shown = texts(ax)
    assert shown.count("3 / 2") == 1
    assert any("幸月" in text and text.startswith("1") for text in shown)
    assert shown.count("焦永年") == 1
    assert any({"en": "overloaded:", "zh": "超出名额："}[lang] in text for text in shown)
    assert_sound(ax)


def test_today_alone_marks_pairs_that_break_a_rule(guanxi):
    ax = sg.plot_mentors(guanxi, on=ON, lang="zh")
    hatched = [drawn for drawn in ax.collections if drawn.get_hatch()]
    # The key, 明小雅 (too junior) and 柏长林 (mentors his own leader).
    assert sum(len(drawn.get_paths()) for drawn in hatched) == 3
    assert_sound(ax)


def many(mentors: int) -> tuple[Org, Policy]:
    ids = [f"m{n}" for n in range(mentors)] + [f"a{n}" for n in range(mentors)]
    empty: dict[str, list[str]] = {"id": [], "layer": []}
    pairs = {"source": ids[:mentors], "target": ids[mentors:], "kind": ["mentors"] * mentors}
    org = Org(
        {"id": ids, "seniority_years": [5 + n % 40 for n in range(mentors)] + [None] * mentors},
        empty,
        {"member": [], "unit": []},
        pairs,
    )
    return org, Policy.for_layers("team").replace(
        mentors=Mentors(capacity=1, mentor=Rule("seniority_years", at_least=5))
    )


def test_many_mentors_are_cut_and_counted():
    org, policy = many(100)
    ax = sg.plot_mentors(org, policy=policy, lang="en")
    assert any("40 more" in text for text in texts(ax))
    assert_sound(ax)


def test_nobody_at_all():
    org, policy = many(0)
    ax = sg.plot_mentors(org, policy=policy, lang="zh")
    assert "没有师徒关系。" in texts(ax)
    assert_sound(ax)


def test_hostile_names_are_drawn_plainly():
    org, policy = many(2)
    named = org.replace(
        members=org.members.assign(name=["$x$", "<b>长</b>" * 30, "a\nb", "\u202eabc"])
    )
    assert_sound(sg.plot_mentors(named, policy=policy, lang="en"))


@pytest.mark.usefixtures("no_font")
def test_without_a_font_ids_stand_for_names(guanxi):
    with pytest.warns(sg.SanzuWarning):
        ax = sg.plot_mentors(guanxi, on=ON, lang="zh")
    assert "M035" in texts(ax)
    assert_sound(ax)


def test_names_in_a_row_have_blanks_between_them():
    matrix = sg.read_tables(GUANXI.parent / "matrix")
    line = next(
        text for text in texts(sg.plot_mentors(matrix, lang="en")) if text.startswith("9: ")
    )
    assert "Jun Petrov, Hana Novak, " in line


def test_one_apprentice_is_told_as_one():
    ax = sg.plot_mentors(sg.synthetic(members=20, seed=7), lang="en")
    assert texts(ax)[0] == "The 1 apprentice has a mentor"


def test_unknown_years_are_drawn_at_the_left_end():
    org, policy = many(3)
    scene = drawing(sg.plot_mentors, org, policy=policy).scene()
    dots = [box for box in scene.boxes if box.width == box.height == 6.0]
    unknown = {box.x for box in dots if box.fill == PAPER}
    known = {box.x for box in dots if box.fill != PAPER}
    assert len(dots) == 6
    assert len(unknown) == 1, "no apprentice has years of service"
    assert min(known) > max(unknown)
