"""Drawing everybody with a name: our painters beside matplotlib with one text artist a person; time
and size of the file.
"""

from __future__ import annotations

import io
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from zipfile import ZipFile

import sanzu_graph as sg
from benchmarks.tables import Table, at_most, seconds, times
from sanzu_graph.charts.crossings import crossings
from sanzu_graph.charts.fonts import style
from sanzu_graph.charts.painting import paint
from sanzu_graph.charts.pdf import to_pdf
from sanzu_graph.charts.png import DPI, size_of, to_png
from sanzu_graph.charts.registry import drawing
from sanzu_graph.charts.scenes import Scene
from sanzu_graph.charts.seat_cards import SeatCards, seated, ties_of
from sanzu_graph.charts.svg import to_svg
from sanzu_graph.errors import speaking

#: Format → how many times faster than matplotlib at 10,000 people.
_GOALS = {"svg": 50.0, "png": 8.0}
_LAYERS = ("party", "union")
#: How many times longer than the PDF a deck of 1,600 people may take.
_DECK, _JUDGED = 10.0, 1_600


def tables(sizes: list[int]) -> Iterator[Table]:
    headings = ("people", "format", "sanzu_graph", "file", "matplotlib", "file", "faster")
    rows = [row for size in sizes for row in _rows(size)]
    yield Table(
        "Drawing dual management, everybody named: one scene, each painter; matplotlib has one text artist a label; processor time",
        headings,
        rows,
    )
    yield Table(
        "Slides of dual management, everybody named, with an index; the PDF is one picture of the same; processor time",
        ("people", "PDF", "slides", "how many", "file", "slides by PDF"),
        [_deck(size) for size in (200, 800, 1_600, 3_200)],
    )
    crossed = [_crossed(size) for size in (100, 1_000, 10_000)]
    yield Table(
        "Lines that cross in dual management",
        ("people", "order of the tables", "by barycentres", "time"),
        crossed,
    )


def _rows(size: int) -> Iterator[list[str]]:
    with speaking("zh"):
        scene = drawing(sg.plot_layers, sg.synthetic(members=size, seed=7)).full()
    ours: dict[str, Callable[[], bytes]] = {
        "svg": lambda: to_svg(scene).encode(),
        "pdf": lambda: to_pdf([scene]),
        "png": lambda: to_png(scene),
    }
    for kind, work in ours.items():
        made = work()
        took = min(_timed(work)[0] for _ in range(3))
        theirs, other = _timed(lambda kind=kind: by_artists(scene, kind))  # type: ignore[misc]
        ratio, goal = theirs / took, _GOALS.get(kind) if size >= 10_000 else None
        faster = times(ratio, goal) if goal else f"{ratio:.3g} ×"
        yield [
            f"{size:,}",
            kind,
            seconds(took),
            _kilobytes(made),
            seconds(theirs),
            _kilobytes(other),
            faster,
        ]


def _deck(size: int) -> list[str]:
    org = sg.synthetic(members=size, seed=7)
    with tempfile.TemporaryDirectory() as folder:
        paths = {kind: Path(folder, f"x.{kind}") for kind in ("pdf", "pptx")}
        took = {}
        for kind, path in paths.items():
            work = partial(_saved, org, path)
            work()  # letters are compiled once in a process
            took[kind] = min(_timed(work)[0] for _ in range(3))
        made = paths["pptx"].read_bytes()
    with ZipFile(io.BytesIO(made)) as parts:
        slides = sum(name.startswith("ppt/slides/slide") for name in parts.namelist())
    ratio = took["pptx"] / took["pdf"]
    shown = at_most(ratio, _DECK) if size == _JUDGED else f"{ratio:.3g} ×"
    return [
        f"{size:,}",
        seconds(took["pdf"]),
        seconds(took["pptx"]),
        str(slides),
        _kilobytes(made),
        shown,
    ]


def _saved(org: sg.Org, path: Path) -> bytes:
    return sg.save_chart(org, path, chart="layers", lang="zh").read_bytes()


def by_artists(scene: Scene, kind: str) -> bytes:
    """The same scene through matplotlib, each label a text of its own; an image as large as ours."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=size_of(scene), dpi=DPI)
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0, 0, 1, 1))
    paint(scene, ax, outlined=False)
    file = io.BytesIO()
    with style(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        figure.savefig(file, format=kind)
    return file.getvalue()


def _timed(work: Callable[[], bytes]) -> tuple[float, bytes]:
    """The processor's time, which a busy machine does not stretch."""
    start = time.process_time()
    made = work()
    return time.process_time() - start, made


def _kilobytes(content: bytes) -> str:
    return f"{len(content) / 1024:,.0f} KB"


def _crossed(size: int) -> list[str]:
    org, policy = sg.synthetic(members=size, seed=7), sg.Policy()
    plain = seated(org, policy, "team", _LAYERS, plain=True)
    start = time.perf_counter()
    ordered = seated(org, policy, "team", _LAYERS)
    took = time.perf_counter() - start
    return [f"{size:,}", f"{met(plain):,}", f"{met(ordered):,}", seconds(took)]


def met(seats: SeatCards) -> int:
    """How many lines cross between base units and groups."""
    found = 0
    for shared, groups in zip(seats.shared, seats.groups, strict=True):
        ties = ties_of(shared, seats.homes, groups)
        found += crossings(ties.middle, ties.other)
    return found
