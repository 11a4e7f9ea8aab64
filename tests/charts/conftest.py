"""Figures without a screen, closed after each test; how to look at what was drawn."""

import warnings
from collections.abc import Iterator

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("Agg")

import matplotlib.pyplot as plt

from sanzu_graph.charts import fonts


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


@pytest.fixture(autouse=True)
def _letters() -> None:
    """Names are drawn at random, and no machine has a font for all of them. What is said of that is
    tested where a test asks for it by `pytest.warns`.
    """
    for told in ("No installed font has the letters", "已安装的字体缺少"):
        warnings.filterwarnings("ignore", message=told)


@pytest.fixture
def no_font(monkeypatch) -> Iterator[None]:
    """A machine without any Chinese font."""
    monkeypatch.setattr(fonts, "packaged", lambda: None)
    monkeypatch.setattr(fonts, "installed", lambda: iter([("DejaVu Sans", "DejaVuSans.ttf")]))
    monkeypatch.setattr(fonts, "unnoticed", lambda: iter([]))
    monkeypatch.setattr(fonts, "further_packaged", lambda: iter([]))
    monkeypatch.setattr(fonts, "further_installed", list)
    forget()
    yield
    monkeypatch.undo()
    forget()


def forget() -> None:
    fonts.chinese_family.cache_clear()
    fonts.typeface.cache_clear()


def texts(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def polygons(ax) -> np.ndarray:
    """Left, top, right, bottom of every box, in data units."""
    boxes = [
        path.get_extents()
        for drawn in ax.collections
        if not hasattr(drawn, "get_segments")
        for path in drawn.get_paths()
    ]
    return np.array([(box.x0, box.y0, box.x1, box.y1) for box in boxes])


def assert_sound(ax) -> None:
    """Every text is within the figure, no two texts overlap, all glyphs exist (a missing one is a
    warning, so an error).
    """
    figure = ax.figure
    figure.canvas.draw()
    whole, renderer = figure.bbox, figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for text in ax.texts]
    for text, box in zip(ax.texts, boxes, strict=True):
        outside = max(whole.x0 - box.x0, box.x1 - whole.x1, whole.y0 - box.y0, box.y1 - whole.y1)
        assert outside <= 0.5, text
    edges = np.array([(box.x0, box.y0, box.x1, box.y1) for box in boxes]).reshape(-1, 4)
    assert_apart(edges, ax.texts, least=0.4)


def assert_apart(edges: np.ndarray, names: object = None, least: float = 1e-6) -> None:
    """No two rectangles share more than a hair."""
    order = np.argsort(edges[:, 0], kind="stable")
    left, low, right, high = edges[order].T
    for place in range(len(order)):
        end = np.searchsorted(left, right[place] - least)
        near = np.arange(place + 1, end)
        met = near[
            (np.minimum(high[near], high[place]) - np.maximum(low[near], low[place])) > least
        ]
        met = met[np.minimum(right[met], right[place]) - left[met] > least]
        assert not len(met), (
            [names[order[i]] for i in (place, *met)]
            if names is not None
            else (order[place], order[met])
        )


def assert_texts_in_boxes(ax, within: set[str]) -> None:
    """Each of these texts lies within a box."""
    boxes = polygons(ax)
    renderer = ax.figure.canvas.get_renderer()
    inverse = ax.transData.inverted()
    for text in ax.texts:
        if text.get_text() in within:
            box = text.get_window_extent(renderer).transformed(inverse)
            x0, x1 = sorted((box.x0, box.x1))
            y0, y1 = sorted((box.y0, box.y1))
            inside = (
                (boxes[:, 0] <= x0 + 0.5)
                & (boxes[:, 1] <= y0 + 0.5)
                & (boxes[:, 2] >= x1 - 0.5)
                & (boxes[:, 3] >= y1 - 0.5)
            )
            assert inside.any(), text


def areas(scene) -> np.ndarray:
    """Left, top, right, bottom of every text of a scene, by the advances of its letters; a little
    less than a line high.
    """
    face = fonts.typeface()
    found = []
    for label in scene.labels:
        wide = sum(face.advance(letter) for letter in label.text) * label.size
        back = wide * {"left": 0.0, "center": 0.5, "right": 1.0}[label.anchor]
        along, up = (label.x, label.y) if not label.upright else (label.y, label.x)
        if label.upright:
            found.append(
                (up - 0.72 * label.size, along - wide + back, up + 0.16 * label.size, along + back)
            )
        else:
            found.append(
                (along - back, up - 0.72 * label.size, along - back + wide, up + 0.16 * label.size)
            )
    return np.array(found).reshape(-1, 4)


def assert_scene_sound(scene) -> None:
    """All glyphs exist, nothing is outside, no two texts overlap, no box has another's name, every
    line that ties boxes ends at them.
    """
    face = fonts.typeface()
    assert all(face.advance(letter) is not None for label in scene.labels for letter in label.text)
    edges = areas(scene)
    if len(edges):
        assert edges[:, :2].min() >= -0.01
        assert (edges[:, 2] <= scene.width + 0.01).all(), [
            scene.labels[at].text for at in np.flatnonzero(edges[:, 2] > scene.width)
        ]
        assert (edges[:, 3] <= scene.height + 0.01).all()
        assert_apart(edges, [label.text for label in scene.labels], least=0.05)
    boxes = [box for box in scene.boxes if box.entity]
    keys = {box.key: box for box in boxes}
    assert len(keys) == len(boxes), "every box has a name of its own"
    corners = [point for item in (*scene.shapes, *scene.lines) for point in item.points]
    corners += [
        (box.x + right, box.y + down)
        for box in scene.boxes
        for right, down in ((0, 0), (box.width, box.height))
    ]
    for x, y in corners:
        assert -0.01 <= x <= scene.width + 0.01
        assert -0.01 <= y <= scene.height + 0.01
    for line in scene.lines:
        for key, (x, y) in ((line.source, line.points[0]), (line.target, line.points[-1])):
            if key:
                assert on_edge(keys[key], x, y), (key, x, y)
    assert {label.of for label in scene.labels} <= {"", *keys}


def on_edge(box, x: float, y: float) -> bool:
    within = (
        box.x - 0.01 <= x <= box.x + box.width + 0.01
        and box.y - 0.01 <= y <= box.y + box.height + 0.01
    )
    at_side = (
        min(abs(x - box.x), abs(x - box.x - box.width), abs(y - box.y), abs(y - box.y - box.height))
        < 0.01
    )
    return within and at_side


def kinds(scene, kind: str) -> list:
    return [box for box in scene.boxes if box.entity and box.kind == kind]
