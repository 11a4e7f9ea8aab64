"""Scenes as the pages of a PDF, written directly: vectors, text that can be searched and copied,
letters embedded.

What is written is a small part of PDF 1.7 (ISO 32000-1): pages, paths, one composite font, links,
bookmarks. No library of this kind takes the OpenType font that Chinese needs and writes ten
thousand names as fast; docs/decisions/0012-scenes-and-their-painters.md has the figures.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

from sanzu_graph.charts.embedding import EM, FAMILY, Letters, letters_of
from sanzu_graph.charts.fonts import typeface
from sanzu_graph.charts.pdf_drawing import number_of, operators, text_string
from sanzu_graph.charts.scenes import Label, Scene
from sanzu_graph.messages import language

#: The longest side that readers take, in points.
_LONGEST = 14_400.0
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
    shown = " ".join(f"{name} << /ca {number_of(share)} >>" for share, name in states.items())
    resources = writer.add(f"<< /Font << /F {font} >> /ExtGState << {shown} >> >>")
    tree, numbers = writer.reserve(), [writer.reserve() for _ in pages]
    for scene, number in zip(pages, numbers, strict=True):
        scale = min(1.0, _LONGEST / max(scene.width, scene.height, 1))
        content = writer.stream("\n".join(operators(scene, scale, letters, states)).encode("ascii"))
        links = " ".join(
            _link(writer, label, scene, scale, numbers)
            for label in scene.labels
            if label.page is not None
        )
        writer.fill(
            number,
            f"<< /Type /Page /Parent {tree} /MediaBox [0 0 {number_of(scene.width * scale)} {number_of(scene.height * scale)}] "
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
        f"<< /Title {text_string(pages[0].title if pages else '')} /Producer (sanzu_graph) >>"
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


def _link(writer: _Writer, label: Label, scene: Scene, scale: float, pages: Sequence[str]) -> str:
    """The area of a label, which leads to another page."""
    wide = typeface().width(label.text) * label.size
    left = label.x - wide * {"left": 0.0, "center": 0.5, "right": 1.0}[label.anchor]
    low, high = scene.height - label.y - label.size * 0.3, scene.height - label.y + label.size
    area = " ".join(number_of(side * scale) for side in (left, low, left + wide, high))
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
            f"<< /Title {text_string(title)} /Parent {root} /Dest [{page} /Fit]{before}{behind} >>",
        )
    writer.fill(
        root, f"<< /Type /Outlines /First {entries[0]} /Last {entries[-1]} /Count {len(entries)} >>"
    )
    return root
