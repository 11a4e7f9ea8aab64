"""Fonts that can write Chinese. The user's settings stay as they are.

matplotlib draws a box for every Chinese character, unless a font that has it is named. Its font
cache does not notice new fonts. So this file looks for them: in the ``[fonts]`` extra, among the
fonts that matplotlib knows, and in the system's font folders.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.font_manager import FontProperties, findSystemFonts, fontManager, get_font
from matplotlib.ft2font import FaceFlags, FT2Font, LoadFlags
from numpy.typing import NDArray

from sanzu_graph.charts.shaping import Glyph, can_shape, is_complex, shaped, visual_runs

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
#: Words in the names of fonts that others are taken before, and of the one that has boxes only.
_FANCY = ("bold", "italic", "oblique", "light", "thin", "black", "medium", "cond", "mono", "serif")
_NO_FONT = "lastresort"
_USUAL_WEIGHTS = (350, 500)
#: What stands for a character that no font has.
UNKNOWN = "\N{REPLACEMENT CHARACTER}"


def packaged() -> Path | None:
    """The font of the ``[fonts]`` extra, where that is installed."""
    try:
        from pylopdf_fonts_zh_cn import sans_path
    except ImportError:
        return None
    return Path(sans_path())


def further_packaged() -> Iterator[Path]:
    """The fonts of the ``[fonts]`` extra for other scripts: Hangul and Thai."""
    for name in ("pylopdf_fonts_ko", "pylopdf_fonts_th"):
        try:
            yield Path(import_module(name).sans_path())
        except ImportError:
            continue


def further_installed() -> list[str]:
    """The files of all fonts in the system's folders, the plain ones first."""
    return sorted(findSystemFonts(), key=_plainness)


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

    Wrap ``figure.savefig`` in it too, where all text of a PDF shall stay text: TrueType, not Type 3.
    """
    settings = {
        "font.family": [*families(), *typeface().further],
        "axes.unicode_minus": False,
        "pdf.fonttype": 42,
        "ps.fonttype": 42,
        "text.parse_math": False,
        "text.usetex": False,
    }
    with mpl.rc_context(settings):  # type: ignore[arg-type]
        yield


class _Face(NamedTuple):
    """A font, the characters it has, and its file."""

    font: FT2Font
    characters: frozenset[int]
    file: str


class Typeface:
    """What the fonts can write, and how wide it is.

    A character that none of `names` has is looked for in all other installed fonts.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        self.families = names
        #: Families of other fonts that were needed, in the order in which they were.
        self.further: list[str] = []
        self._fonts: list[_Face] = []
        for name in names:
            file = fontManager.findfont(FontProperties(family=[name]), fallback_to_default=False)
            self._fonts.append(_opened(file))
        self._others: Iterator[_Face] | None = None
        self._passed: list[_Face] = []
        self._font_of: dict[str, int | None] = {}
        self._advances: dict[str, float | None] = {}
        #: Letters as `embedding` compiled them.
        self.drawn: dict[Any, Any] = {}
        self._outlines: dict[
            str | tuple[int, int], tuple[NDArray[np.float64], NDArray[np.uint8]]
        ] = {}
        self._placed: dict[str, tuple[Glyph, ...]] = {}

    def advance(self, character: str) -> float | None:
        """How far a character moves the pen, in ems; None where no font has it."""
        if character not in self._advances:
            number = self._number(character)
            if number is None:
                self._advances[character] = None
            else:
                font = self._fonts[number].font
                glyph = font.load_char(ord(character), flags=LoadFlags.NO_SCALE)
                self._advances[character] = glyph.horiAdvance / font.units_per_EM
        return self._advances[character]

    def width(self, line: str) -> float:
        """How wide a text is, in ems; where no font has a letter, about as wide as it will be."""
        if is_complex(line):
            return sum(glyph.advance for glyph in self.placed(line))
        return sum(map(self._wide, line))

    def _wide(self, character: str) -> float:
        advance = self.advance(character)
        return guessed(character) if advance is None else advance

    def outline(self, key: str | tuple[int, int]) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
        """The outline of a character or glyph, in ems, as points and matplotlib's path codes; empty
        where no font has it.
        """
        if key not in self._outlines:
            number = self._number(key) if isinstance(key, str) else key[0]
            if number is None:
                self._outlines[key] = np.zeros((0, 2)), np.zeros(0, dtype=np.uint8)
            else:
                font = self._fonts[number].font
                if isinstance(key, str):
                    font.load_char(ord(key), flags=LoadFlags.NO_SCALE)
                else:
                    font.load_glyph(key[1], flags=LoadFlags.NO_SCALE)  # type: ignore[arg-type]
                points, codes = font.get_path()
                scaled = np.asarray(points) * _SUBPIXELS / font.units_per_EM
                self._outlines[key] = scaled, np.asarray(codes)
        return self._outlines[key]

    def placed(self, line: str) -> tuple[Glyph, ...]:
        """The glyphs of a text from left to right, as they are seen."""
        if line not in self._placed:
            glyphs: list[Glyph] = []
            for run, from_right in visual_runs(line):
                pieces = self._pieces(run)
                for text, number in reversed(pieces) if from_right else pieces:
                    glyphs += self._glyphs(text, number, from_right=from_right)
            self._placed[line] = tuple(glyphs)
        return self._placed[line]

    def _glyphs(self, text: str, number: int | None, *, from_right: bool) -> Iterator[Glyph]:
        if number is not None and can_shape():
            yield from shaped(text, self._fonts[number].file, number, from_right=from_right)
            return
        for letter in reversed(text) if from_right else text:
            yield Glyph(letter, 0.0, 0.0, self._wide(letter), letter)

    def _pieces(self, run: str) -> list[tuple[str, int | None]]:
        """Parts of a text that one font has; a mark stays with its letter where it can."""
        pieces: list[tuple[str, int | None]] = []
        for letter in run:
            last = pieces[-1][1] if pieces else None
            if last is not None and (
                letter == " "
                or (unicodedata.combining(letter) and ord(letter) in self._fonts[last].characters)
            ):
                number: int | None = last
            else:
                number = self._number(letter)
            if pieces and number == last:
                pieces[-1] = pieces[-1][0] + letter, last
            else:
                pieces.append((letter, number))
        return pieces

    def _number(self, character: str) -> int | None:
        """The number of the font that has a character."""
        if character not in self._font_of:
            code = ord(character)
            number = next(
                (n for n, face in enumerate(self._fonts) if code in face.characters), None
            )
            self._font_of[character] = self._found(code) if number is None else number
        return self._font_of[character]

    def _found(self, code: int) -> int | None:
        """Take in the first of the other fonts that has a character."""
        if self._others is None:
            self._others = _others({face.file for face in self._fonts})
        face = next((face for face in self._passed if code in face.characters), None)
        if face is None:
            for other in self._others:
                self._passed.append(other)
                if code in other.characters:
                    face = other
                    break
        if face is None:
            return None
        self._passed.remove(face)
        self._fonts.append(face)
        self.further.append(_taken_in(face.file))
        return len(self._fonts) - 1


def guessed(character: str) -> float:
    """How wide a character is about, in ems, in a font that is not here."""
    if unicodedata.combining(character):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(character) in "WF" else 0.6


def _opened(file: str) -> _Face:
    font = get_font(file)
    return _Face(font, frozenset(font.get_charmap()), file)


def _others(known: set[str]) -> Iterator[_Face]:
    """All other fonts: those of the extra, then plain upright ones, then the others."""
    files = [
        *map(str, further_packaged()),
        *sorted((file for _, file in installed()), key=_plainness),
    ]
    for file in dict.fromkeys([*files, *further_installed()]):
        if file not in known and _NO_FONT not in file.lower() and Path(file).is_file():
            try:
                if _is_upright(file):
                    yield _opened(file)
            except (OSError, RuntimeError):
                continue


def _plainness(file: str) -> tuple[int, str]:
    name = Path(file).name.lower()
    return sum(word in name for word in _FANCY), name


def _is_upright(file: str) -> bool:
    """Whether a font can be read and has the usual weight; a variable one, where it has none told."""
    if not get_font(file).face_flags & FaceFlags.MULTIPLE_MASTERS:
        return True
    from fontTools.ttLib import TTFont

    with TTFont(file, lazy=True, fontNumber=0) as font:
        axes = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
    return bool(_USUAL_WEIGHTS[0] <= axes.get("wght", 400) <= _USUAL_WEIGHTS[1])


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
