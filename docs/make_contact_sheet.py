"""Draw every chart small, at seven organisations, in both languages and as people see it who see
fewer colours: ``python docs/make_contact_sheet.py [CHART …]``. One sheet a chart, in docs/gallery.
Everybody in them is invented.
"""

import io
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

import sanzu_graph as sg
from sanzu_graph.charts.colors import ALARM, INK, PAPER
from sanzu_graph.charts.fonts import packaged, style
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.painting import paint
from sanzu_graph.charts.registry import all_charts
from sanzu_graph.charts.scenes import Scene
from sanzu_graph.errors import InputError, SanzuError, speaking

HERE = Path(__file__).parent
FOLDER = HERE / "gallery"
DAY = "2026-11-22"
TABLES = ("guanxi", "juhua", "matrix")
INVENTED = (20, 200, 2_000, 10_000)
#: Charts of what other functions return.
OTHERS = ("comparison", "frontier", "survey")
#: Charts of dates: invented organisations get the records of a year for them.
DATED = ("calendar", "tasks", "trend")
LANGUAGES = ("en", "zh")
LOOKS = ("en", "zh", "grey", "deuteranopia")
#: A picture, its caption and what lies between two cells, in pixels.
WIDE, HIGH, CAPTION, GAP = 300, 184, 36, 8
#: A notebook's cell: 900 pixels of 96 to the inch, in points.
NOTEBOOK = 900 / 96 * 72
SECONDS = 60
#: Of how many colours a sheet is: as many as its file may have bytes for.
COLORS, BYTES = (128, 96, 64, 48, 32), 195_000

Pixels = NDArray[np.float64]
#: What is seen without the cones for green, in linear RGB (Machado, Oliveira, Fernandes 2009).
DEUTERANOPIA = np.array(
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
)
#: How bright red, green and blue are, in linear RGB (Rec. 709).
BRIGHTNESS = np.array([[0.2126, 0.7152, 0.0722]] * 3)


@dataclass(frozen=True)
class Cell:
    """A picture of a sheet, or the sentence that says why there is none."""

    caption: str
    picture: Image.Image | None = None
    sentence: str = ""


class TooLongError(Exception):
    """A picture took longer than a minute."""


@cache
def organisation(name: str, lang: str, *, dated: bool) -> sg.Org:
    """An organisation of a sheet: tables of ``data``, or so many invented people."""
    if name in TABLES:
        return sg.read_tables(HERE.parent / "data" / name)
    return sg.synthetic(members=int(name), seed=7, on=DAY if dated else None, lang=lang)


def plans(org: sg.Org, lang: str) -> list[sg.Scenario]:
    """Two plans: party members go to one or two blank teams, from teams that have several.

    Where there are no such teams, one or two people go to the last unit of their layer.
    """
    rows = org.memberships[["member", "unit"]].assign(role=org.memberships["role"].astype(str))
    rows = rows.assign(layer=rows["unit"].map(org.units.set_index("id")["layer"].astype(str)))
    rows = rows[~rows["member"].isin(rows.loc[rows["role"].eq("leader"), "member"])]
    teams, party = (rows[rows["layer"].eq(layer)] for layer in ("team", "party"))
    covered = org.memberships.loc[org.memberships["member"].isin(party["member"]), "unit"]
    blank = sorted(set(teams["unit"]) - set(covered))
    givers = teams[teams["member"].isin(party["member"])]
    givers = givers[givers["unit"].duplicated()].drop_duplicates("unit")
    if not blank:
        givers = rows[rows["layer"].eq(rows["layer"].mode().iloc[0])].drop_duplicates("member")
        blank = [givers["unit"].iloc[-1]] * 2
    moves = [
        sg.MoveMember(member, source, target)
        for member, source, target in zip(givers["member"], givers["unit"], blank, strict=False)
    ]
    names = {"en": ("Option A", "Option B"), "zh": ("方案一", "方案二")}[lang]
    return [sg.Scenario(names[0], moves[:1]), sg.Scenario(names[1], moves[:2])]


def scene_of(chart: str, name: str, lang: str) -> Scene:
    """What a chart shows of an organisation where there is room for it."""
    draw = all_charts()[chart].drawing
    if chart == "survey":
        every = {
            str(one): organisation(str(one), lang, dated=False) for one in (*TABLES, *INVENTED)
        }
        return draw(sg.survey(every, on=DAY)).scene()
    org = organisation(name, lang, dated=chart in DATED)
    day = DAY if name == "guanxi" or chart in DATED else None
    if chart == "comparison":
        return draw(sg.compare(org, *plans(org, lang), on=day)).scene()
    if chart == "frontier":
        limit = {"time_limit": SECONDS / 2, "progress": False}
        return draw(sg.frontier(org, max_groups_changed=2, solve=limit, on=day)).scene()
    asked: dict[str, object] = {"after": plans(org, lang)[-1]} if chart == "changes" else {}
    if "on" in all_charts()[chart].parameters and day is not None:
        asked["on"] = day
    return draw(org, **asked).scene()


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Stop what takes longer."""

    def stop(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def painted(scene: Scene, width: int, height: int) -> Image.Image:
    """A scene as an image that fits into so many pixels."""
    scale = min(width / scene.width, height / scene.height)
    size = (max(scene.width * scale / 72, 0.02), max(scene.height * scale / 72, 0.02))
    figure = Figure(figsize=size, dpi=72 * 3, facecolor=PAPER)
    canvas = FigureCanvasAgg(figure)
    paint(scene, figure.add_axes((0, 0, 1, 1)), outlined=True)
    with style():
        canvas.draw()
    image = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    shown = (max(round(scene.width * scale), 1), max(round(scene.height * scale), 1))
    return image.resize(shown, Image.Resampling.LANCZOS)


def seen(image: Image.Image, sight: Pixels) -> Image.Image:
    """An image as it is seen by other eyes: `sight` mixes red, green and blue in linear light."""
    coded = np.asarray(image, dtype="float64") / 255
    light = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 - sRGB
    mixed = (light @ sight.T).clip(0, 1)
    back = np.where(mixed <= 0.0031308, mixed * 12.92, 1.055 * mixed ** (1 / 2.4) - 0.055)  # noqa: PLR2004 - sRGB
    return Image.fromarray((back * 255).round().astype("uint8"))


def cells(chart: str, name: str) -> list[Cell]:
    """The row of an organisation: two languages, grey, deuteranopia."""
    made: list[Cell] = []
    for lang in LANGUAGES:
        caption = f"{chart} · {name} · {lang}"
        try:
            with speaking(lang), at_most(SECONDS):
                scene = scene_of(chart, name, lang)
                picture = painted(scene, WIDE, HIGH)
        except (SanzuError, TooLongError) as error:
            sentence = str(error) or f"It takes longer than {SECONDS} s."
            made.append(Cell(caption, sentence=sentence))
            continue
        letter = scene.smallest * min(1.0, NOTEBOOK / scene.width)
        size = f"{scene.width / 72:.1f} × {scene.height / 72:.1f} in, {letter:.1f} pt at 900 px"
        made.append(Cell(f"{caption}\n{size}", picture))
    first = made[0]
    for look, sight in (("grey", BRIGHTNESS), ("deuteranopia", DEUTERANOPIA)):
        if first.picture is not None:
            caption = first.caption.replace("· en", f"· en, {look}")
            made.append(Cell(caption, seen(first.picture, sight)))
    return made


def sheet(rows: list[list[Cell]]) -> Image.Image:
    """The cells of a chart on one image."""
    face = str(packaged())
    size = (len(LOOKS) * (WIDE + GAP) + GAP, len(rows) * (HIGH + CAPTION + GAP) + GAP)
    whole = Image.new("RGB", size, "#e6e6e6")
    pen, small = ImageDraw.Draw(whole), ImageFont.truetype(face, 11)
    words = Lettering()
    for down, row in enumerate(rows):
        for right, cell in enumerate(row):
            x, y = GAP + right * (WIDE + GAP), GAP + down * (HIGH + CAPTION + GAP)
            pen.rectangle((x, y, x + WIDE, y + HIGH + CAPTION), fill=PAPER)
            if cell.picture is not None:
                left = (WIDE - cell.picture.width) // 2
                whole.paste(cell.picture, (x + left, y + (HIGH - cell.picture.height) // 2))
            lines = words.wrap(cell.sentence, 11, WIDE - 16, 8)
            pen.multiline_text((x + 8, y + 8), "\n".join(lines), fill=ALARM, font=small)
            pen.multiline_text((x + 4, y + HIGH), cell.caption, fill=INK, font=small, spacing=1)
    return whole


def written(whole: Image.Image) -> bytes:
    """A sheet as PNG, of as many colours as it has room for."""
    file = io.BytesIO()
    for colors in COLORS:
        file = io.BytesIO()
        # It keeps rare hues apart, and greys grey.
        few = whole.quantize(colors, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(file, format="png", optimize=True)
        if file.tell() <= BYTES:
            break
    return file.getvalue()


def main(asked: list[str], told: Callable[[str], object] = print) -> None:
    """Draw the sheets of the charts asked for, by default of all."""
    known = [*(name for name, chart in all_charts().items() if chart.is_of_org), *OTHERS]
    if unknown := sorted(set(asked) - set(known)):
        raise InputError("error.chart", chart=unknown[0], known=", ".join(known))
    warnings.simplefilter("ignore", sg.SanzuWarning)
    for chart in asked or known:
        names = ["all seven"] if chart == "survey" else [str(one) for one in (*TABLES, *INVENTED)]
        path = FOLDER / f"contact-{chart}.png"
        path.write_bytes(written(sheet([cells(chart, name) for name in names])))
        told(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
