"""Lines from card to card run in the gaps, and end at the cards they tie."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.charts.detours import detour, edges_of
from sanzu_graph.charts.registry import drawing
from sanzu_graph.charts.scenes import Box
from tests.charts.conftest import assert_scene_sound, kinds, on_edge
from tests.speech import in_language


@st.composite
def cards(draw):
    """Rows of cards with gaps of their own between them."""
    found, y = [], 12.0
    for _ in range(draw(st.integers(1, 5))):
        x, high = draw(st.floats(8.0, 40.0)), draw(st.floats(6.0, 20.0))
        for _ in range(draw(st.integers(1, 6))):
            wide = draw(st.floats(8.0, 50.0))
            found.append(Box(x, y, wide, high, "none", entity=str(len(found))))
            x += wide + draw(st.floats(0.5, 20.0))
        y += high + draw(st.floats(4.0, 30.0))
    return found


def behind(points, boxes):
    """The cards that some part of a line at right angles lies behind."""
    return [
        box
        for box in boxes
        for (x0, y0), (x1, y1) in pairwise(points)
        if min(x0, x1) < box.x + box.width - 0.1
        and max(x0, x1) > box.x + 0.1
        and min(y0, y1) < box.y + box.height - 0.1
        and max(y0, y1) > box.y + 0.1
    ]


@given(cards(), st.integers(0, 29), st.integers(0, 29), st.integers(0, 9))
def test_a_detour_is_behind_no_card(boxes, one, other, turn):
    one, other = boxes[one % len(boxes)], boxes[other % len(boxes)]
    if one is other:
        return
    points = detour(one, other, edges_of(boxes), turn)
    if points is None:
        assert one.y != other.y or one.y < 13.0, "an arc above cards of one row has room"
        return
    assert on_edge(one, *points[0])
    assert on_edge(other, *points[-1])
    assert all(x0 == x1 or y0 == y1 for (x0, y0), (x1, y1) in pairwise(points))
    assert behind(points, boxes) == []


def test_dotted_lines_of_a_company_are_behind_no_card():
    matrix = sg.read_tables("data/matrix")
    scene = in_language("en", drawing, sg.plot_people, matrix).full()
    assert_scene_sound(scene)
    dotted = [line for line in scene.lines if line.dashed]
    assert len(dotted) == 52
    assert not [line for line in dotted if behind(line.points, kinds(scene, "member"))]
