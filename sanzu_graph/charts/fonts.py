"""Fonts that can write Chinese: found, used locally, never by changing the user's settings.

matplotlib draws a box for every Chinese character unless it is told of a font that has them, and
its font cache does not notice new ones. So they are looked for: in the ``[fonts]`` extra, among the
fonts matplotlib knows, and in the system's font folders.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.font_manager import FontProperties, findSystemFonts, fontManager, get_font
from matplotlib.ft2font import FaceFlags, FT2Font, LoadFlags
from numpy.typing import NDArray

#: Sans-serif families with Simplified Chinese, the plainest first. Only those that are installed
#: are ever named.
FAMILIES = (
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "STHeiti",
    "SimHei",
    "DengXian",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Sarasa Gothic SC",
    "HarmonyOS Sans SC",
    "Noto Sans CJK JP",
    "Noto Sans CJK TC",
    "Noto Sans TC",
    "Microsoft JhengHei",
    "PingFang TC",
    "Droid Sans Fallback",
    "Arial Unicode MS",
    "SimSun",
    "Songti SC",
)
#: How the files of these families begin, without regard to case, hyphens and blanks.
_FILES = (
    "notosans",
    "sourcehansans",
    "msyh",
    "pingfang",
    "hiragino",
    "stheiti",
    "heiti",
    "simhei",
    "deng",
    "wqy",
    "wenquanyi",
    "sarasa",
    "harmonyos",
    "msjh",
    "droidsansfallback",
    "arialunicode",
    "simsun",
    "songti",
)
#: Comes with matplotlib and has what Chinese fonts lack: accents, Greek, Hebrew, Arabic, signs.
BEHIND = "DejaVu Sans"
#: FreeType gives unscaled outlines in 64ths.
_SUBPIXELS = 64
#: What stands for a character that no font has.
UNKNOWN = "\N{REPLACEMENT CHARACTER}"


def packaged() -> Path | None:
    """The font of the ``[fonts]`` extra, where that is installed."""
    try:
        from pylopdf_fonts_zh_cn import sans_path
    except ImportError:
        return None
    return Path(sans_path())


def installed() -> Iterator[tuple[str, str]]:
    """Family and file of every font that matplotlib knows."""
    yield from ((font.name, font.fname) for font in fontManager.ttflist)


def unnoticed() -> Iterator[str]:
    """Files in the system's font folders that might be Chinese and that matplotlib does not know
    yet.
    """
    known = {file for _, file in installed()}
    for file in sorted(findSystemFonts()):
        name = Path(file).name.lower().replace("-", "").replace(" ", "").replace("_", "")
        if file not in known and name.startswith(_FILES):
            yield file


@cache
def chinese_family() -> str | None:
    """The family to write Chinese with; None where there is none. Looked for once in a process."""
    file = packaged()
    if file is not None and file.is_file():
        return _taken_in(str(file))
    for family in FAMILIES:
        if any(name == family and _is_steady(known) for name, known in installed()):
            return family
    names = {family for file in unnoticed() if _is_steady(file) and (family := _taken_in(file))}
    return next((family for family in FAMILIES if family in names), None)


def families() -> tuple[str, ...]:
    """The families to write with, in the order in which each character is looked for."""
    chinese = chinese_family()
    return (BEHIND,) if chinese is None else (chinese, BEHIND)


@contextmanager
def style() -> Iterator[None]:
    """The settings for our pictures, local to the block.

    Wrap ``figure.savefig`` in it too where the text of a PDF shall stay text in full (TrueType
    rather than Type 3).
    """
    settings = {
        "font.family": list(families()),
        "axes.unicode_minus": False,
        "pdf.fonttype": 42,
        "ps.fonttype": 42,
        "text.parse_math": False,
        "text.usetex": False,
    }
    with mpl.rc_context(settings):  # type: ignore[arg-type]
        yield


class Typeface:
    """What the fonts can write, and how wide it is."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.families = names
        self._fonts: list[tuple[FT2Font, frozenset[int]]] = []
        for name in names:
            font = get_font(
                fontManager.findfont(FontProperties(family=[name]), fallback_to_default=False)
            )
            self._fonts.append((font, frozenset(font.get_charmap())))
        self._advances: dict[str, float | None] = {}
        #: Letters as `embedding` compiled them.
        self.drawn: dict[str, Any] = {}
        self._outlines: dict[str, tuple[NDArray[np.float64], NDArray[np.uint8]]] = {}

    def advance(self, character: str) -> float | None:
        """How far a character moves the pen, in ems; None where no font has it."""
        if character not in self._advances:
            self._advances[character] = next(
                (
                    font.load_char(ord(character), flags=LoadFlags.NO_SCALE).horiAdvance
                    / font.units_per_EM
                    for font, glyphs in self._fonts
                    if ord(character) in glyphs
                ),
                None,
            )
        return self._advances[character]

    def outline(self, character: str) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
        """The outline of a character, in ems, as points and matplotlib's path codes; empty where no
        font has it.
        """
        if character not in self._outlines:
            outline: tuple[NDArray[np.float64], NDArray[np.uint8]] = (
                np.zeros((0, 2)),
                np.zeros(0, dtype=np.uint8),
            )
            for font, glyphs in self._fonts:
                if ord(character) in glyphs:
                    font.load_char(ord(character), flags=LoadFlags.NO_SCALE)
                    points, codes = font.get_path()
                    outline = np.asarray(points) * _SUBPIXELS / font.units_per_EM, np.asarray(codes)
                    break
            self._outlines[character] = outline
        return self._outlines[character]


@cache
def typeface() -> Typeface:
    """The typeface of every picture, made once in a process."""
    return Typeface(families())


def _taken_in(file: str) -> str:
    """Tell matplotlib of a font file; its family."""
    if not any(known == file for _, known in installed()):
        fontManager.addfont(file)
    return next(name for name, known in installed() if known == file)


def _is_steady(file: str) -> bool:
    """Whether a font file can be read and is no variable font, which matplotlib would draw as
    hairlines.
    """
    try:
        return not get_font(file).face_flags & FaceFlags.MULTIPLE_MASTERS
    except (OSError, RuntimeError):
        return False
