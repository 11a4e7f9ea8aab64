"""`plot_frontier`: stairs, proven points filled, others hollow."""

import numpy as np
import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph.charts.colors import PAPER
from tests.charts.conftest import assert_sound

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
    proven, others = (drawn.get_offsets().tolist() for drawn in ax.collections[-2:])
    assert proven == [[0, 4], [1, 3], [5, 0]]
    assert others == [[2, 1]]
    assert ax.collections[-1].get_facecolor().tolist()[0][:3] == [
        int(PAPER[i : i + 2], 16) / 255 for i in (1, 3, 5)
    ]
    assert ax.get_xlabel() == label
    assert_sound(ax)


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
