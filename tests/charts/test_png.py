"""Pictures of pixels: packed without loss, letters and boxes where matplotlib's own artists put them."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from sanzu_graph.charts.fonts import style
from sanzu_graph.charts.painting import paint
from sanzu_graph.charts.png import DPI, packed, size_of, to_png
from sanzu_graph.charts.scenes import Box, Label, Scene
from tests.searching import examples

LABELS = [
    Label(10, 30, "Lines of 三族", 14.0),
    Label(150, 60, "centre 口一", 9.0, "#b3261e", anchor="center"),
    Label(290, 90, "right, 8.5", 8.5, anchor="right"),
    Label(40, 190, "from below", 11.0, upright=True),
    Label(80, 150, "upright 中", 11.0, "#1f6f43", anchor="center", upright=True),
]


@examples(20)
@given(st.integers(1, 70), st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_pixels_come_back(height, width, seed):
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 4), dtype=np.uint8)
    image = Image.open(io.BytesIO(packed(pixels)))
    assert image.mode == "RGB"
    assert np.array_equal(np.asarray(image), pixels[:, :, :3])
    assert image.info["dpi"] == pytest.approx((DPI, DPI), abs=0.01)


def shown(scene):
    return np.asarray(Image.open(io.BytesIO(to_png(scene))))


def drawn(scene, *, dpi=DPI, outlined=False):
    """The scene as matplotlib draws it, on a figure of the same size."""
    figure = Figure(figsize=size_of(scene), dpi=dpi)
    canvas = FigureCanvasAgg(figure)
    paint(scene, figure.add_axes((0, 0, 1, 1)), outlined=outlined)
    with style():
        canvas.draw()
    return np.asarray(canvas.buffer_rgba())[:, :, :3]


def ink(pixels):
    """Left, top, right and bottom of what is darker than the paper, and how much there is."""
    dark = pixels.min(axis=2) < 160
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    return np.array([columns[0], rows[0], columns[-1], rows[-1]]), dark.sum()


@pytest.mark.parametrize("label", LABELS, ids=lambda label: label.text)
def test_letters_stand_where_texts_of_matplotlib_stand(label):
    scene = Scene(300, 200, labels=[label])
    (ours, many), (theirs, other) = ink(shown(scene)), ink(drawn(scene))
    assert np.abs(ours - theirs).max() <= 3, "as far as hinting moves them"
    assert 0.75 < many / other < 1.25


def test_letters_follow_their_axes():
    """A figure that is drawn again, twice as fine, has its letters in the same places."""
    scene = Scene(300, 200, labels=LABELS)
    (coarse, many), (fine, more) = (
        ink(drawn(scene, dpi=dpi, outlined=True)) for dpi in (DPI, 2 * DPI)
    )
    assert np.abs(fine - 2 * coarse).max() <= 3
    assert 3.4 < more / many < 4.6


def test_texts_without_ink_are_drawn():
    empty = Scene(
        60, 40, labels=[Label(5, 20, ""), Label(5, 20, " "), Label(5, 20, "", 9.0, "red")]
    )
    assert (shown(empty) == 255).all()


@pytest.mark.parametrize("beside", [0.0, 6.0])
def test_boxes_are_round_where_they_say_so(beside):
    """A box of square corners fills them, beside round ones too; a round one leaves them empty."""
    boxes = [
        Box(72, 72, 36, 18, "#000000", rounded=6.0),
        Box(9, 9, 36, 18, "#000000", rounded=beside),
    ]
    pixels = shown(Scene(144, 144, boxes=boxes)).min(axis=2)
    scale = DPI / 72
    for box in boxes:
        left, top = round(box.x * scale), round(box.y * scale)
        right, bottom = round((box.x + box.width) * scale), round((box.y + box.height) * scale)
        inside = pixels[top + 1 : bottom - 1, left + 1 : right - 1] < 128
        corners = inside[[0, 0, -1, -1], [0, -1, 0, -1]]
        assert corners.tolist() == [not box.rounded] * 4
        assert inside[:, inside.shape[1] // 2].all()
        assert inside[inside.shape[0] // 2].all()
        assert inside.mean() > 0.94
        outside = pixels.copy()
        outside[top - 1 : bottom + 1, left - 1 : right + 1] = 255
        pixels = outside
    assert (pixels == 255).all(), "nothing is drawn anywhere else"
