"""The children of what is too wide stand in rows: nothing overlaps, no line runs through a box."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.charts.registry import drawing
from sanzu_graph.charts.tree_rows import Boxes, balanced, rowed
from tests.charts.conftest import assert_apart, assert_scene_sound
from tests.charts.test_layouts import forests
from tests.searching import examples
from tests.speech import in_language

GAP, LEVEL_GAP = 3.0, 4.0


@examples(20)
@given(forests(), st.sampled_from([25.0, 60.0, 150.0]))
def test_any_forest_in_rows(forest, row_width):
    parent, width, height = forest
    boxes = Boxes(parent, width, height, float(height.max()), GAP, LEVEL_GAP)
    laid = rowed(boxes, row_width)
    left, right = laid.x - width / 2, laid.x + width / 2
    assert_apart(np.column_stack([left, laid.y, right, laid.y + height]))
    assert left.min() >= -1e-6
    assert right.max() <= laid.width + 1e-6
    assert (laid.y + height).max() <= laid.height + 1e-6
    child = np.flatnonzero(parent >= 0)
    assert (laid.y[child] >= (laid.y + height)[parent[child]] + LEVEL_GAP - 1e-6).all()
    narrow = rowed(boxes)
    assert laid.width <= narrow.width + 1e-6 or laid.trunks
    for box, trunk in laid.trunks.items():
        below = [n for n in range(len(parent)) if n != box and box in chain(parent, n)]
        assert trunk < left[below].min(), "a trunk runs beside all rows"
        assert len({laid.y[n] for n in below if parent[n] == box}) > 1


def chain(parent, node):
    found = []
    while node >= 0:
        found.append(node)
        node = parent[node]
    return found


@given(st.lists(st.floats(1, 50), min_size=1, max_size=30), st.floats(50, 200))
def test_rows_are_filled_in_order_and_evenly(widths, limit):
    rows = balanced(widths, limit, 2.0)
    assert [place for row in rows for place in row] == list(range(len(widths)))
    wide = [sum(widths[place] for place in row) + 2.0 * (len(row) - 1) for row in rows]
    assert max(wide) <= limit + 1e-9
    fewest, room = 1, -2.0
    for width in widths:  # as many rows as it takes to fill one after the other
        if room + 2.0 + width > limit:
            fewest, room = fewest + 1, -2.0
        room += 2.0 + width
    assert len(rows) == fewest


def ribbon(children: int, below: int) -> sg.Org:
    """A head with so many reports, each with so many of their own."""
    tops = [f"C{number}" for number in range(children)]
    lines = [(top, "R") for top in tops]
    lines += [(f"{top}-{number}", top) for top in tops for number in range(below)]
    return sg.Org(
        {"id": ["R", *(one for one, _ in lines)]},
        {"id": [], "layer": []},
        {"member": [], "unit": []},
        {
            "source": [one for one, _ in lines],
            "target": [other for _, other in lines],
            "kind": ["reports_to"] * len(lines),
        },
    )


@pytest.mark.parametrize(("children", "below"), [(40, 4), (40, 1), (120, 2), (25, 12)])
def test_many_children_of_one_head_make_no_ribbon(children, below):
    scene = in_language("en", drawing, sg.plot_people, ribbon(children, below)).full()
    assert_scene_sound(scene)
    assert 0.4 < scene.width / scene.height < 2.5
    assert_no_line_through_a_box(scene)


def assert_no_line_through_a_box(scene):
    """Lines with corners at right angles meet the boxes of their ends only, and no other inside."""
    boxes = [box for box in scene.boxes if box.entity]
    for line in scene.lines:
        for (x0, y0), (x1, y1) in zip(line.points, line.points[1:], strict=False):
            left, right, top, bottom = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
            for box in boxes:
                inside = (
                    left < box.x + box.width - 0.1
                    and right > box.x + 0.1
                    and top < box.y + box.height - 0.1
                    and bottom > box.y + 0.1
                )
                assert not inside, (line, box)


def test_juhua_is_a_sheet_and_no_ribbon():
    scene = in_language("zh", drawing, sg.plot_org, sg.read_tables("data/juhua")).scene()
    assert scene.width < 1_400
    assert scene.height < 1_000
