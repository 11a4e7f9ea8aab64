"""The picture of many organisations: readable for ten and for ten thousand."""

import datetime

import matplotlib.pyplot as plt
import pytest

import sanzu_graph as sg
from sanzu_graph.charts.registry import drawing
from sanzu_graph.surveys.survey_answers import SurveyAnswer
from tests.charts.conftest import assert_scene_sound


def surveyed(count, lang, errors=lambda number: number % 7):
    answers = [
        SurveyAnswer(
            f"柳湾供电所{number}" if lang == "zh" else f"Station {number}",
            {
                "people": 20 + number,
                "errors": errors(number),
                "warnings": number % 5,
                "notes": 0,
                "coverage.party": (number % 11) / 10,
            },
        )
        for number in range(count)
    ]
    labels = {one.name: {} for one in answers}
    return sg.Survey(tuple(answers), labels, datetime.date(2026, 11, 30), lang)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("count", [1, 10, 300, 10_000])
def test_any_number_of_organisations(count, lang):
    scenes = drawing(sg.plot_survey, surveyed(count, lang))
    assert_scene_sound(scenes.scene())


def test_the_worst_is_named_first():
    title = drawing(sg.plot_survey, surveyed(10, "en")).scene().title
    assert title == "8 of 10 organisations have errors, the most Station 6 (6)"
    ax = sg.plot_survey(surveyed(10, "en"))
    (panel,) = ax.child_axes
    ticks = [label.get_text() for label in panel.get_yticklabels()]
    assert ticks[0] == "Station 6"
    lengths = [patch.get_width() for patch in panel.patches][:10]
    assert lengths == sorted(lengths, reverse=True)
    assert sum(lengths) == sum(number % 7 for number in range(10))
    plt.close(ax.figure)


def test_a_share_is_worst_where_it_is_least():
    title = drawing(sg.plot_survey, surveyed(10, "en"), by="coverage.party").scene().title
    assert "Station 0" in title
    assert "0%" in title


def test_a_share_stands_on_all_of_its_scale():
    best = surveyed(4, "en")
    ax = sg.plot_survey(best, by="coverage.party")
    (panel,) = ax.child_axes
    assert panel.get_xlim() == (0.0, 1.0)
    plt.close(ax.figure)


def test_long_names_that_begin_alike_are_told_apart():
    names = [f"Power supply station of the north-eastern district, post {n}" for n in range(4)]
    answers = [SurveyAnswer(name, {"people": 9, "errors": 1, "warnings": 0}) for name in names]
    survey = sg.Survey(tuple(answers), {n: {} for n in names}, datetime.date(2026, 11, 30), "en")
    ax = sg.plot_survey(survey)
    (panel,) = ax.child_axes
    assert len({label.get_text() for label in panel.get_yticklabels()}) == len(names)
    plt.close(ax.figure)


def test_all_sound_and_none_read():
    sound = surveyed(3, "en", errors=lambda _: 0)
    assert drawing(sg.plot_survey, sound).scene().title == "None of 3 organisations has errors"
    empty = surveyed(0, "zh")
    assert "没有读取" in drawing(sg.plot_survey, empty).scene().title


def test_an_unknown_figure_is_told():
    with pytest.raises(sg.AbsentError, match="beauty"):
        sg.plot_survey(surveyed(3, "en"), by="beauty")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_figure_is_cut(lang):
    org = sg.synthetic(members=60, seed=7)
    scene = drawing(sg.plot_survey, sg.survey({"north": org, "south": org}, lang=lang)).scene()
    shown = [label.text for label in scene.labels]
    assert not any("…" in text for text in shown)
    headings = [text for text in shown if {"en": "coverage", "zh": "覆盖率"}[lang] in text]
    assert len(headings) == 2
    assert sum(text.endswith("%") for text in shown) >= 4
    assert_scene_sound(scene)
