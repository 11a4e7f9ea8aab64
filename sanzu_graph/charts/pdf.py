"""Scenes as the pages of a PDF, written directly: vectors, text that can be searched and copied,
letters embedded.

What is written is a small part of PDF 1.7 (ISO 32000-1): pages, paths, one composite font, links,
bookmarks. No library of this kind takes the OpenType font that Chinese needs and writes ten
thousand names as fast; docs/decisions/0012-scenes-and-their-painters.md has the figures.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from sanzu_graph.charts.colors import ALARM
from sanzu_graph.charts.embedding import EM, FAMILY, Letters, letters_of
from sanzu_graph.charts.fonts import typeface
from sanzu_graph.charts.scenes import Box, Label, Line, Scene, Shape, arrow_head
from sanzu_graph.charts.shaping import is_complex
from sanzu_graph.messages import language

#: The longest side that readers take, in points.
_LONGEST = 14_400.0
#: How far from its end the control points of a curve are that makes a quarter of a circle.
_ROUND = 0.4477
_DASH, _SOLID = "[4 2.5] 0 d", "[] 0 d"
_HATCH = 5.0
#: What reading programs are told of the font: letters are symbolic, none stands for another.
_SYMBOLIC = 4


def to_pdf(pages: Sequence[Scene]) -> bytes:
    """The scenes as one PDF, a page each, as large as the scene; the language in force is told to
    reading programs.

    Parameters
    ----------
    pages
        The scenes; labels that lead to a page are links, titles of scenes are bookmarks.

    Returns
    -------
    bytes
        The same scenes give the same bytes: no time and no name of a user or machine is written.

    Examples
    --------
    >>> to_pdf([Scene(100, 40, labels=[Label(10, 20, "An")])])[:8]
    b'%PDF-1.7'
    """
    writer = _Writer()
    letters = letters_of(label.text for scene in pages for label in scene.labels)
    font = _font(writer, letters)
    opacities = sorted(
        {shape.opacity for scene in pages for shape in scene.shapes if shape.opacity < 1}
    )
    states = {share: f"/G{number}" for number, share in enumerate(opacities)}
    shown = " ".join(f"{name} << /ca {_number(share)} >>" for share, name in states.items())
    resources = writer.add(f"<< /Font << /F {font} >> /ExtGState << {shown} >> >>")
    tree, numbers = writer.reserve(), [writer.reserve() for _ in pages]
    for scene, number in zip(pages, numbers, strict=True):
        scale = min(1.0, _LONGEST / max(scene.width, scene.height, 1))
        content = writer.stream("\n".join(_content(scene, scale, letters, states)).encode("ascii"))
        links = " ".join(
            _link(writer, label, scene, scale, numbers)
            for label in scene.labels
            if label.page is not None
        )
        writer.fill(
            number,
            f"<< /Type /Page /Parent {tree} /MediaBox [0 0 {_number(scene.width * scale)} {_number(scene.height * scale)}] "
            f"/Resources {resources} /Contents {content} /Annots [{links}] >>",
        )
    writer.fill(tree, f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(numbers)}] >>")
    outline = _outline(writer, [scene.title for scene in pages], numbers) if len(pages) > 1 else ""
    root = writer.add(
        f"<< /Type /Catalog /Pages {tree} /Lang ({language()}) /ViewerPreferences << /DisplayDocTitle true >>"
        + (f" /Outlines {outline} /PageMode /UseOutlines" if outline else "")
        + " >>"
    )
    info = writer.add(
        f"<< /Title {_text(pages[0].title if pages else '')} /Producer (sanzu_graph) >>"
    )
    return writer.file(root, info)


class _Writer:
    """The numbered objects of a file, and where each begins."""

    def __init__(self) -> None:
        self._objects: list[bytes] = []

    def reserve(self) -> str:
        """A reference to an object that is filled later."""
        self._objects.append(b"")
        return f"{len(self._objects)} 0 R"

    def fill(self, reference: str, content: str | bytes) -> None:
        """What a reserved object is."""
        self._objects[int(reference.split(maxsplit=1)[0]) - 1] = (
            content.encode("latin-1") if isinstance(content, str) else content
        )

    def add(self, content: str | bytes) -> str:
        """A reference to a new object."""
        reference = self.reserve()
        self.fill(reference, content)
        return reference

    def stream(self, content: bytes, entries: str = "") -> str:
        """A reference to compressed content."""
        packed = zlib.compress(content, 6)
        head = f"<< /Length {len(packed)} /Filter /FlateDecode {entries}>>\nstream\n".encode(
            "ascii"
        )
        return self.add(head + packed + b"\nendstream")

    def file(self, root: str, info: str) -> bytes:
        """The whole file."""
        parts, place, starts = [b"%PDF-1.7\n%\xe4\xb8\x89\xe7\xbb\x84\n"], 0, []
        place = len(parts[0])
        for number, content in enumerate(self._objects, start=1):
            starts.append(place)
            parts.append(b"%d 0 obj\n" % number + content + b"\nendobj\n")
            place += len(parts[-1])
        entries = "".join(f"{start:010d} 00000 n \n" for start in starts)
        total = len(self._objects) + 1
        tail = f"xref\n0 {total}\n0000000000 65535 f \n{entries}trailer\n<< /Size {total} /Root {root} /Info {info} >>\nstartxref\n{place}\n%%EOF\n"
        return b"".join([*parts, tail.encode("ascii")])


# -- letters


def _font(writer: _Writer, letters: Letters) -> str:
    file = writer.stream(letters.cff, "/Subtype /CIDFontType0C ")
    name = f"/AAAAAA+{FAMILY}"
    descriptor = writer.add(
        f"<< /Type /FontDescriptor /FontName {name} /Flags {_SYMBOLIC} /FontBBox [{' '.join(map(str, letters.box))}] /ItalicAngle 0 "
        f"/Ascent 880 /Descent -200 /CapHeight 733 /StemV 80 /FontFile3 {file} >>"
    )
    inner = writer.add(
        f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont {name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        f"/FontDescriptor {descriptor} /DW {EM} /W [0 [{' '.join(map(str, letters.advances))}]] >>"
    )
    meanings = writer.stream("\n".join(_meanings(letters)).encode("ascii"))
    return writer.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont {name} /Encoding /Identity-H /DescendantFonts [{inner}] /ToUnicode {meanings} >>"
    )


def _meanings(letters: Letters) -> Iterator[str]:
    """Which character each glyph shows, so that text can be searched and copied."""
    yield "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def /CMapName /Letters def"
    yield "1 begincodespacerange <0000> <FFFF> endcodespacerange"
    entries = [
        f"<{number:04X}> <{meaning.encode('utf-16-be').hex()}>"
        for number, meaning in letters.meaning.items()
        if meaning
    ]
    for first in range(0, len(entries), 100):
        some = entries[first : first + 100]
        yield f"{len(some)} beginbfchar\n" + "\n".join(some) + "\nendbfchar"
    yield "endcmap CMapName currentdict /CMap defineresource pop end end"


def _text(value: str) -> str:
    """Text outside a page's content: a title, a bookmark."""
    return "<FEFF" + value.encode("utf-16-be", "replace").hex().upper() + ">"


# -- what leads where


def _link(writer: _Writer, label: Label, scene: Scene, scale: float, pages: Sequence[str]) -> str:
    """The area of a label, which leads to another page."""
    wide = typeface().width(label.text) * label.size
    left = label.x - wide * {"left": 0.0, "center": 0.5, "right": 1.0}[label.anchor]
    low, high = scene.height - label.y - label.size * 0.3, scene.height - label.y + label.size
    area = " ".join(_number(side * scale) for side in (left, low, left + wide, high))
    assert label.page is not None
    return writer.add(
        f"<< /Type /Annot /Subtype /Link /Rect [{area}] /Border [0 0 0] /Dest [{pages[label.page]} /Fit] >>"
    )


def _outline(writer: _Writer, titles: Sequence[str], pages: Sequence[str]) -> str:
    """The bookmarks: one a page."""
    root, entries = writer.reserve(), [writer.reserve() for _ in titles]
    for number, (title, page) in enumerate(zip(titles, pages, strict=True)):
        before = f" /Prev {entries[number - 1]}" if number else ""
        behind = f" /Next {entries[number + 1]}" if number + 1 < len(entries) else ""
        writer.fill(
            entries[number],
            f"<< /Title {_text(title)} /Parent {root} /Dest [{page} /Fit]{before}{behind} >>",
        )
    writer.fill(
        root, f"<< /Type /Outlines /First {entries[0]} /Last {entries[-1]} /Count {len(entries)} >>"
    )
    return root


# -- what a page shows


def _content(
    scene: Scene, scale: float, letters: Letters, states: dict[float, str]
) -> Iterator[str]:
    yield f"{_number(scale)} 0 0 {_number(-scale)} 0 {_number(scene.height * scale)} cm 1 j"  # y grows downwards from here on
    for shape in scene.shapes:
        yield from _shape(shape, states)
    for line in scene.lines:
        yield from _line(line)
    for box in scene.boxes:
        yield from _box(box)
    if scene.labels:
        yield "BT"
        yield from _labels(scene.labels, letters)
        yield "ET"


def _shape(shape: Shape, states: dict[float, str]) -> Iterator[str]:
    if shape.opacity < 1:
        yield f"q {states[shape.opacity]} gs"
    yield f"{_paint(shape.fill, shape.edge, shape.line)} {_through(shape.points)} h {_finish(shape.fill, shape.edge, shape.line)}"
    if shape.opacity < 1:
        yield "Q"


def _line(line: Line) -> Iterator[str]:
    dash, solid = (f"{_DASH} ", f" {_SOLID}") if line.dashed else ("", "")
    yield f"{dash}{_color(line.color)} RG {_number(line.width)} w {_through(line.points)} S{solid}"
    if line.arrow:
        yield f"{_color(line.color)} rg {_through(arrow_head(line))} h f"


def _box(box: Box) -> Iterator[str]:
    edge = ALARM if box.hatched and box.edge == "none" else box.edge
    path, finish = _rectangle(box), _finish(box.fill, edge, box.line)
    if finish != "n":
        dash, solid = (f"{_DASH} ", f" {_SOLID}") if box.dashed else ("", "")
        yield f"{dash}{_paint(box.fill, edge, box.line)} {path} {finish}{solid}"
    if box.hatched:
        yield f"q {path} W n {_color(ALARM)} RG 0.8 w"
        start = box.x - box.height
        while (start := start + _HATCH) < box.x + box.width:
            yield f"{_number(start)} {_number(box.y + box.height)} m {_number(start + box.height)} {_number(box.y)} l S"
        yield "Q"


def _rectangle(box: Box) -> str:
    if not box.rounded:
        return f"{box.x:.2f} {box.y:.2f} {box.width:.2f} {box.height:.2f} re"
    radius = min(box.rounded, box.width / 2, box.height / 2)
    left, top, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    near = radius * _ROUND
    corners = (
        ((right - radius, top), (right - near, top), (right, top + near), (right, top + radius)),
        (
            (right, bottom - radius),
            (right, bottom - near),
            (right - near, bottom),
            (right - radius, bottom),
        ),
        (
            (left + radius, bottom),
            (left + near, bottom),
            (left, bottom - near),
            (left, bottom - radius),
        ),
        ((left, top + radius), (left, top + near), (left + near, top), (left + radius, top)),
    )
    path = f"{left + radius:.2f} {top:.2f} m"
    for (x, y), (x1, y1), (x2, y2), (x3, y3) in corners:
        path += f" {x:.2f} {y:.2f} l {x1:.2f} {y1:.2f} {x2:.2f} {y2:.2f} {x3:.2f} {y3:.2f} c"
    return path + " h"


def _labels(labels: Iterable[Label], letters: Letters) -> Iterator[str]:
    glyph, size, color = letters.glyph, None, None
    advance = [width / EM for width in letters.advances]
    spelled = [f"{code:04X}" for code in range(len(advance))]
    for label in labels:
        if (label.size, label.color) != (size, color):
            size, color = label.size, label.color
            yield f"/F {_number(size)} Tf {_color(color)} rg"
        if is_complex(label.text):
            yield from _complex(label, glyph)
            continue
        codes = [glyph[letter] for letter in label.text if letter in glyph]
        back = 0.0 if label.anchor == "left" else sum(advance[code] for code in codes) * label.size
        back *= 0.5 if label.anchor == "center" else 1.0
        shown = "".join([spelled[code] for code in codes])
        if label.upright:
            placed = f"0 -1 -1 0 {label.x:.2f} {label.y + back:.2f} Tm <{shown}> Tj"
        else:
            placed = f"1 0 0 -1 {label.x - back:.2f} {label.y:.2f} Tm <{shown}> Tj"
        # Where a name was shortened, the whole of it is found and copied.
        yield (
            f"/Span << /ActualText {_text(label.title)} >> BDC {placed} EMC"
            if label.title
            else placed
        )


def _complex(label: Label, glyph: Mapping[str | tuple[int, int], int]) -> Iterator[str]:
    """A text whose letters join or stack, glyph by glyph; what is copied is the text itself."""
    face = typeface()
    pen = -face.width(label.text) * {"left": 0.0, "center": 0.5, "right": 1.0}[label.anchor]
    yield f"/Span << /ActualText {_text(label.title or label.text)} >> BDC"
    for placed in face.placed(label.text):
        along, up = (pen + placed.x) * label.size, placed.y * label.size
        pen += placed.advance
        if placed.key not in glyph:
            continue
        turned, x, y = (
            ("0 -1 -1 0", label.x - up, label.y - along)
            if label.upright
            else ("1 0 0 -1", label.x + along, label.y - up)
        )
        yield f"{turned} {x:.2f} {y:.2f} Tm <{glyph[placed.key]:04X}> Tj"
    yield "EMC"


def _paint(fill: str, edge: str, width: float) -> str:
    """The colours of a path."""
    parts = [] if fill == "none" else [f"{_color(fill)} rg"]
    return " ".join(
        [*parts, f"{_color(edge)} RG {_number(width)} w"] if edge != "none" and width else parts
    )


def _finish(fill: str, edge: str, width: float) -> str:
    """How a path is painted: filled, stroked, both, neither."""
    return {(True, True): "B", (True, False): "f", (False, True): "S"}.get(
        (fill != "none", edge != "none" and width > 0), "n"
    )


def _through(points: Sequence[tuple[float, float]]) -> str:
    return " l ".join([f"{x:.2f} {y:.2f}" for x, y in points]).replace(" l ", " m ", 1) + " l"


def _point(point: tuple[float, float]) -> str:
    return f"{point[0]:.2f} {point[1]:.2f}"


@cache
def _color(color: str) -> str:
    return " ".join(_number(int(color[place : place + 2], 16) / 255) for place in (1, 3, 5))


def _number(value: float) -> str:
    return (
        f"{value:.4g}" if abs(value) < 1 else f"{value:.2f}"
    )  # colours and fine lines are fractions
