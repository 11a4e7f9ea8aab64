"""`plot_frontier`: stairs, proven points filled, others hollow."""

import io

import numpy as np
import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph.charts.colors import PAPER
from sanzu_graph.charts.powerpoint import to_pptx
from sanzu_graph.charts.registry import drawing
from tests.charts.conftest import assert_scene_sound, assert_sound
from tests.speech import in_language

TABLE = pd.DataFrame(
    {
        "people_moved": [0, 1, 2, 5],
        "unmet": [4, 3, 1, 0],
        "status": ["optimal", "optimal", "feasible", "optimal"],
    }
)


@pytest.mark.parametrize(("lang", "label"), [("en", "people moved"), ("zh", "调动人数")])
def test_points_stand_where_the_table_says(lang, label):
    ax = sg.plot_frontier(TABLE, lang=lang)
    stairs, proven, others = (
        [tuple(point) for point in line.get_xydata().tolist()] for line in ax.lines
    )
    assert stairs == [(0, 4), (1, 3), (2, 1), (5, 0)]
    assert ax.lines[0].get_drawstyle() == "steps-post"
    assert proven == [(0, 4), (1, 3), (5, 0)]
    assert others == [(2, 1)]
    assert ax.lines[2].get_markerfacecolor() == PAPER
    assert ax.lines[1].get_markerfacecolor() != PAPER
    assert [text.get_text() for text in ax.get_legend().get_texts()][1:] == [
        line.get_label() for line in ax.lines[1:]
    ]
    assert ax.get_xlabel() == label
    assert_sound(ax)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_as_a_scene_and_on_a_slide(lang):
    pptx = pytest.importorskip("pptx")
    scene = in_language(lang, drawing, sg.plot_frontier, TABLE).scene()
    assert_scene_sound(scene)
    (slide,) = pptx.Presentation(io.BytesIO(to_pptx([scene]))).slides
    (shape,) = [one for one in slide.shapes if one.has_chart]
    x = [float(value.text) for value in shape.chart._chartSpace.xpath(".//c:xVal//c:v")]
    assert x == [0, 1, 1, 2, 2, 5, 5, 0, 1, 5, 2], "stairs, proven points, others"


def test_the_title_says_where_the_least_is_reached():
    ax = sg.plot_frontier(TABLE, lang="en")
    assert ax.get_title(loc="left") == "Demands unmet: 4 → 0, once people moved comes to 5"
    flat = sg.plot_frontier(TABLE.assign(unmet=4), lang="en")
    assert "→" not in flat.get_title(loc="left")


def test_one_point_and_many():
    assert_sound(sg.plot_frontier(TABLE.head(1), lang="zh"))
    many = pd.DataFrame(
        {"people_moved": np.arange(200), "unmet": np.arange(200)[::-1], "status": "optimal"}
    )
    assert_sound(sg.plot_frontier(many, lang="en"))


def test_what_is_no_frontier_is_refused():
    with pytest.raises(sg.InputError, match="no frontier"):
        sg.plot_frontier(TABLE.drop(columns="status"), lang="en")


def test_axes_given_are_the_axes_returned():
    import matplotlib.pyplot as plt

    _, ax = plt.subplots()
    assert sg.plot_frontier(TABLE, ax=ax) is ax
