"""Figures without a screen, closed after each test; how to look at what was drawn."""

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


@pytest.fixture
def no_font(monkeypatch) -> Iterator[None]:
    """A machine without any Chinese font."""
    monkeypatch.setattr(fonts, "packaged", lambda: None)
    monkeypatch.setattr(fonts, "installed", lambda: iter([("DejaVu Sans", "DejaVuSans.ttf")]))
    monkeypatch.setattr(fonts, "unnoticed", lambda: iter([]))
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
    boxes = [path.get_extents() for drawn in ax.collections if not hasattr(drawn, "get_segments") for path in drawn.get_paths()]
    return np.array([(box.x0, box.y0, box.x1, box.y1) for box in boxes])


def assert_sound(ax) -> None:
    """Every text is within the figure, no two texts overlap, all glyphs exist (a missing one is a warning, so an error)."""
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
        met = near[(np.minimum(high[near], high[place]) - np.maximum(low[near], low[place])) > least]
        met = met[np.minimum(right[met], right[place]) - left[met] > least]
        assert not len(met), [names[order[i]] for i in (place, *met)] if names is not None else (order[place], order[met])


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
            inside = (boxes[:, 0] <= x0 + 0.5) & (boxes[:, 1] <= y0 + 0.5) & (boxes[:, 2] >= x1 - 0.5) & (boxes[:, 3] >= y1 - 0.5)
            assert inside.any(), text
