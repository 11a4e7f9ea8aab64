"""A small font of exactly the letters that a picture shows, to travel within it.

Pictures leave this machine. What they say in Chinese must be seen where no Chinese font is. So SVG
and PDF carry their letters with them. The outlines come from the fonts that measured the texts.
They become one OpenType font of a few kilobytes, so no widths differ.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.path import Path
from numpy.typing import NDArray

from sanzu_graph.charts.fonts import Typeface, typeface
from sanzu_graph.charts.shaping import is_complex

if TYPE_CHECKING:
    from fontTools.pens.basePen import BasePen

#: How many units an em has in the font made.
EM = 1000
#: What the font is called. Not as those its letters are from: it is a part of a picture, no font to
#: write with.
FAMILY = "sanzu-letters"
_ASCENT, _DESCENT = 880, -200
_NOTHING = ".notdef"


@dataclass(frozen=True)
class Letters:
    """A font and what is in it.

    Attributes
    ----------
    otf : the whole font file; empty where there are no letters
    cff : its table of outlines alone, which is what a PDF holds
    glyph : character, or glyph of a font → its number
    meaning : number → what it stands for
    advances : number → how far it moves the pen, in thousandths of an em
    box : left, bottom, right, top of all outlines
    """

    otf: bytes
    cff: bytes
    glyph: dict[str | tuple[int, int], int]
    meaning: dict[int, str]
    advances: list[int]
    box: tuple[int, int, int, int]


def letters_of(texts: Iterable[str], face: Typeface | None = None) -> Letters:
    """The font for some texts; the same texts give the same bytes.

    Examples
    --------
    >>> made = letters_of(["An", "na"])
    >>> sorted(made.glyph), made.otf[:4]
    (['A', 'a', 'n'], b'OTTO')
    """
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.t2CharStringPen import T2CharStringPen
    from fontTools.ttLib import TTFont

    face = typeface() if face is None else face
    advance_of: dict[str | tuple[int, int], float] = {}
    meanings: dict[str | tuple[int, int], str] = {}
    plain: set[str] = set()
    for line in texts:
        if not is_complex(line):
            plain.update(line)
            continue
        for placed in face.placed(line):
            if isinstance(placed.key, str):
                plain.add(placed.key)
            else:
                meanings[placed.key] = meanings.get(placed.key) or placed.text
                advance_of[placed.key] = placed.advance
    for letter in sorted(plain):
        if (wide := face.advance(letter)) is not None:
            advance_of[letter], meanings[letter] = wide, letter
    characters = sorted(letter for letter in advance_of if isinstance(letter, str))
    keys: list[str | tuple[int, int]] = [
        *characters,
        *sorted(key for key in advance_of if not isinstance(key, str)),
    ]
    glyph = {key: number for number, key in enumerate(keys, start=1)}
    names = [f"u{ord(key):04X}" if isinstance(key, str) else "g{}.{}".format(*key) for key in keys]
    order = [_NOTHING, *names]
    advances = [EM // 2, *(round(advance_of[key] * EM) for key in keys)]
    strings, extents = (
        {_NOTHING: T2CharStringPen(advances[0], None).getCharString()},
        [(0, 0, 0, 0)],
    )
    for name, key, advance in zip(order[1:], keys, advances[1:], strict=True):
        if key not in face.drawn:
            face.drawn[key] = _drawn(*face.outline(key), advance)
        strings[name], extent = face.drawn[key]
        extents.append(extent)
    box = (
        min(e[0] for e in extents),
        min(e[1] for e in extents),
        max(e[2] for e in extents),
        max(e[3] for e in extents),
    )
    builder = FontBuilder(EM, isTTF=False)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(
        {ord(letter): name for letter, name in zip(characters, names, strict=False)}
    )
    # All that a font tells of itself is known here; to reckon it again from the outlines would take
    # longer than to write them.
    builder.font.recalcBBoxes = False
    builder.setupCFF(FAMILY, {"FullName": FAMILY, "FontBBox": list(box)}, strings, {})
    builder.setupHorizontalMetrics(
        {name: (advance, 0) for name, advance in zip(order, advances, strict=True)}
    )
    builder.setupHorizontalHeader(ascent=_ASCENT, descent=_DESCENT)
    builder.setupNameTable(
        {
            "familyName": FAMILY,
            "styleName": "Regular",
            "uniqueFontIdentifier": FAMILY,
            "fullName": FAMILY,
            "psName": FAMILY,
        }
    )
    builder.setupOS2(
        sTypoAscender=_ASCENT, sTypoDescender=_DESCENT, usWinAscent=_ASCENT, usWinDescent=-_DESCENT
    )
    builder.setupPost()
    (
        builder.font["head"].xMin,
        builder.font["head"].yMin,
        builder.font["head"].xMax,
        builder.font["head"].yMax,
    ) = box
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.font.recalcTimestamp = False
    file = io.BytesIO()
    builder.save(file)
    cff = TTFont(io.BytesIO(file.getvalue())).getTableData("CFF ")
    meaning = {number: meanings[key] for key, number in glyph.items()}
    return Letters(file.getvalue(), cff, glyph, meaning, advances, box)


def _drawn(
    points: NDArray[np.float64], codes: NDArray[np.uint8], advance: int
) -> tuple[Any, tuple[int, int, int, int]]:
    """A letter as the font holds it, compiled once in a process, and how far it reaches."""
    from fontTools.pens.t2CharStringPen import T2CharStringPen

    pen, scaled = T2CharStringPen(advance, None), (points * EM).round().astype(int)
    _draw(pen, scaled.tolist(), codes.tolist())
    outline = pen.getCharString()
    outline.compile()
    if not len(scaled):
        return outline, (0, 0, 0, 0)
    (left, low), (right, high) = scaled.min(axis=0).tolist(), scaled.max(axis=0).tolist()
    return outline, (left, low, right, high)


def _draw(pen: BasePen, points: Sequence[tuple[int, int]], codes: Sequence[int]) -> None:
    """An outline as a pen draws it."""
    place, is_open = 0, False
    while place < len(codes):
        code = codes[place]
        if code == Path.MOVETO:
            if is_open:
                pen.closePath()
            pen.moveTo(points[place])
            is_open = True
        elif code == Path.LINETO:
            pen.lineTo(points[place])
        elif code == Path.CURVE3:
            pen.qCurveTo(*points[place : place + 2])
            place += 1
        elif code == Path.CURVE4:
            pen.curveTo(*points[place : place + 3])
            place += 2
        elif is_open:  # CLOSEPOLY
            pen.closePath()
            is_open = False
        place += 1
    if is_open:
        pen.closePath()
