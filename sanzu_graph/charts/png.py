"""A scene as PNG."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.charts.colors import PAPER
from sanzu_graph.charts.fonts import style
from sanzu_graph.charts.painting import paint
from sanzu_graph.charts.scenes import Scene

#: Fine enough for print, in dots an inch; and no side is longer than programs open without
#: complaint, in pixels.
DPI, LARGEST = 160, 10_000
_POINTS, _METRE = 72.0, 39.37007874015748
_BEGIN = b"\x89PNG\r\n\x1a\n"
#: Eight bits a channel, three channels, the usual packing, each row by itself, rows in order.
_KIND = bytes((8, 2, 0, 0, 0))
#: How hard it is packed, 1 … 9. A row is shorter than what zlib looks back on, so it finds the row
#: above by itself: filters would take longer than all the packing, and save nothing.
_EFFORT = 1
#: So many rows are packed at a time: they stay in the processor's cache.
_ROWS = 32


def size_of(scene: Scene) -> tuple[float, float]:
    """Width and height of the picture of a scene, in inches."""
    shrink = min(1.0, LARGEST * _POINTS / DPI / max(scene.width, scene.height, 1))
    return max(scene.width * shrink / _POINTS, 1), max(scene.height * shrink / _POINTS, 1)


def to_png(scene: Scene) -> bytes:
    """The scene as PNG; nothing of the user's figures or backend is touched."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=size_of(scene), dpi=DPI, facecolor=PAPER)
    canvas = FigureCanvasAgg(figure)
    paint(scene, figure.add_axes((0, 0, 1, 1)), outlined=True)
    with style():
        canvas.draw()  # type: ignore[no-untyped-call]
    return packed(np.asarray(canvas.buffer_rgba()))  # type: ignore[no-untyped-call]


def packed(pixels: NDArray[np.uint8]) -> bytes:
    """Pixels as a PNG file, without their fourth channel.

    Parameters
    ----------
    pixels
        Rows by columns by four channels: red, green, blue and how much it covers.

    Returns
    -------
    bytes
        The file. Pillow would try five filters on each row: three times the time.

    Examples
    --------
    >>> import io
    >>> from PIL import Image
    >>> file = packed(np.array([[[255, 0, 0, 255], [1, 2, 3, 255]]], dtype=np.uint8))
    >>> list(Image.open(io.BytesIO(file)).get_flattened_data())
    [(255, 0, 0), (1, 2, 3)]
    """
    height, width = pixels.shape[:2]
    strip = np.zeros(
        (_ROWS, 1 + 3 * width), dtype=np.uint8
    )  # each row begins with its filter: none
    packer = zlib.compressobj(_EFFORT)
    parts = []
    for first in range(0, height, _ROWS):
        some = pixels[first : first + _ROWS]
        rows = strip[: len(some)]
        for channel in range(3):
            rows[:, 1 + channel :: 3] = some[:, :, channel]
        parts.append(packer.compress(rows.data))
    parts.append(packer.flush())
    dots = round(DPI * _METRE)
    return b"".join(
        [
            _BEGIN,
            _chunk(b"IHDR", struct.pack(">II", width, height) + _KIND),
            _chunk(b"pHYs", struct.pack(">IIB", dots, dots, 1)),
            _chunk(b"IDAT", b"".join(parts)),
            _chunk(b"IEND", b""),
        ]
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    """A part of the file: its length, its name, its content, and a sum by which it is checked."""
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(content, zlib.crc32(name)))
    )
