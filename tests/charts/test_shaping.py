"""Letters of other scripts: found in installed fonts, joined, in their order; names never lost in silence.

The oracle is Pillow, which shapes with Raqm and FriBidi; it shares no code with `shaping`.
"""

import base64
import io
import re
import unicodedata
import warnings
from xml.etree import ElementTree

import numpy as np
import pptx
import pytest
from fontTools.ttLib import TTFont
from matplotlib.font_manager import fontManager, get_font
from matplotlib.path import Path
from PIL import Image, ImageDraw, ImageFont, features

import sanzu_graph as sg
from sanzu_graph.charts import fonts, lettering, shaping
from sanzu_graph.charts.embedding import letters_of
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.outlines import outlines
from sanzu_graph.charts.pdf import to_pdf
from sanzu_graph.charts.png import to_png
from sanzu_graph.charts.registry import drawing
from sanzu_graph.charts.scenes import Label, Scene
from sanzu_graph.charts.shaping import (
    aimed,
    is_complex,
    runs_from_right,
    visual_runs,
    without_marks,
)
from sanzu_graph.charts.spans import plot_spans
from sanzu_graph.charts.svg import to_svg
from tests.charts.conftest import forget
from tests.speech import in_language

TEAM, NAME = "فريق الصيانة", "محمد"
THAI, HANGUL, HINDI = "สมชาย ใจดี", "김민수", "नरेंद्र"
pytest.importorskip("uharfbuzz", reason="texts are shaped where the extra [fonts] is installed")


def sans():
    """DejaVu Sans, which comes with matplotlib."""
    return fontManager.findfont("DejaVu Sans", fallback_to_default=False)


def org(*names):
    return sg.Org(
        {"id": [f"M{number}" for number in range(len(names))], "name": list(names)},
        {"id": ["T1"], "name": [names[0]], "layer": ["team"]},
        {"member": [f"M{number}" for number in range(len(names))], "unit": ["T1"] * len(names)},
    )


def test_arabic_letters_are_joined():
    """The first letter has its initial form, those between their medial one, the last its final."""
    forms = "\ufee3\ufea4\ufee4\ufeaa"  # meem, hah, meem, dal
    assert [unicodedata.normalize("NFKC", form) for form in forms] == list(NAME)
    map_ = get_font(sans()).get_charmap()
    shown = [glyph.key[1] for glyph in fonts.typeface().placed(NAME)]
    assert shown == [map_[ord(form)] for form in reversed(forms)]
    assert shown != [map_[ord(letter)] for letter in reversed(NAME)]


RAQM = pytest.mark.skipif(not features.check("raqm"), reason="this Pillow cannot shape")
LINES = [
    NAME,
    TEAM,
    "شلون",
    "لا إله",
    "مُحَمَّد",
    "שלום עולם",
    "T1 שלום",
    "שלום T1",
    "שלום 12",
    "فريق 12 الصيانة",
    "Team فريق 3 (B)",
    "a\u0301e\u0302",
]


@RAQM
@pytest.mark.parametrize("line", LINES)
def test_texts_are_drawn_as_pillow_draws_them(line):
    size, font = 200, ImageFont.truetype(sans(), 200, layout_engine=ImageFont.Layout.RAQM)
    face = fonts.Typeface(("DejaVu Sans",))
    assert face.width(line) * size == pytest.approx(font.getlength(line), abs=0.02 * size)
    base = "rtl" if runs_from_right(line) else "ltr"
    theirs = Image.new("L", (int(font.getlength(line)) + 40, 400))
    ImageDraw.Draw(theirs).text((20, 280), line, 255, font, anchor="ls", direction=base)
    ours = Image.new("L", theirs.size)
    for glyph, left in placed(face, line):
        points, codes = face.outline(glyph.key)
        points = points[codes != Path.CLOSEPOLY]
        if len(points):
            x = 20 + (left + glyph.x + points[:, 0]) * size
            y = 280 - (glyph.y + points[:, 1]) * size
            box = (x.min(), y.min(), x.max(), y.max())
            ImageDraw.Draw(ours).rectangle(box, fill=255)
    # Each glyph lies where Pillow has ink, and no ink is anywhere else.
    ink, boxes = np.asarray(theirs) > 128, np.asarray(ours) > 128
    assert (ink & ~boxes).sum() <= 0.01 * ink.sum()
    columns = boxes.any(axis=0) & ~ink.any(axis=0)
    assert columns.sum() <= 0.05 * boxes.any(axis=0).sum()


def placed(face, line):
    pen = 0.0
    for glyph in face.placed(line):
        yield glyph, pen
        pen += glyph.advance


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("abc", "abc"),
        ("אב", "בא"),
        ("T1 אב", "T1 בא"),
        ("אב T1", "T1 בא"),
        ("אב 12 גד", "דג 12 בא"),
        ("אב 1.5", "1.5 בא"),
        ("a אב, גד b", "a דג ,בא b"),
        ("אב!", "!בא"),
        ("", ""),
    ],
)
def test_runs_stand_in_their_order(line, seen):
    runs = visual_runs(line)
    assert "".join(text[::-1] if right else text for text, right in runs) == seen
    assert sorted("".join(text for text, _ in runs)) == sorted(line)


def test_hangul_and_thai_are_found():
    for name, text in (("pylopdf_fonts_ko", HANGUL), ("pylopdf_fonts_th", THAI)):
        pytest.importorskip(name, reason="the extra [fonts] brings this script")
        assert Lettering().name(text, "M1") == text
        glyphs = fonts.typeface().placed(text) if is_complex(text) else text
        keys = [glyph if isinstance(glyph, str) else glyph.key for glyph in glyphs]
        assert any(len(fonts.typeface().outline(key)[0]) for key in keys)
    with fonts.style():
        import matplotlib as mpl

        assert set(fonts.typeface().further) <= set(mpl.rcParams["font.family"])


def test_a_picture_of_arabic_is_joined_in_every_painter():
    scene = Scene(200, 40, "x", labels=[Label(10, 25, TEAM, 16.0), Label(150, 25, "plain", 8.0)])
    root = ElementTree.fromstring(to_svg(scene))  # noqa: S314 - our own text
    space = "{http://www.w3.org/2000/svg}"
    texts = {text.text: text for text in root.iter(f"{space}text")}
    assert texts[TEAM].get("direction") == "rtl", "the text itself is found"
    assert texts[TEAM].get("fill") == "none", "and its outlines are seen"
    assert len(list(root.iter(f"{space}path"))) == 1
    assert texts["plain"].get("fill") != "none"
    alone = ElementTree.fromstring(to_svg(scene, letters=False))  # noqa: S314
    assert not list(alone.iter(f"{space}path")), "the viewer's fonts join them"
    spelled = TEAM.encode("utf-16-be").hex().upper()
    (content,) = decompressed(to_pdf([scene]))
    assert f"/ActualText <FEFF{spelled}>" in content
    made = letters_of([TEAM])
    assert len([key for key in made.glyph if not isinstance(key, str)]) > 5
    dark = np.asarray(Image.open(io.BytesIO(to_png(scene))).convert("L")) < 128
    points, _ = outlines([scene.labels[0]])
    scale = dark.shape[1] / 200
    left, right = points[:, 0].min() * scale, points[:, 0].max() * scale
    assert dark[:, int(left) : int(right) + 1].sum() > 200
    assert not dark[:, int(right) + 3 : int(150 * scale) - 2].any()


def decompressed(content):
    import zlib

    for found in re.finditer(rb"/FlateDecode >>\nstream\n(.*?)\nendstream", content, re.DOTALL):
        text = zlib.decompress(found[1])
        if b" Tj" in text:
            yield text.decode("ascii")


@pytest.fixture
def few_fonts(monkeypatch):
    """A machine with DejaVu Sans only, besides Chinese."""
    monkeypatch.setattr(fonts, "_others", lambda _: iter([]))
    fonts.typeface.cache_clear()
    yield
    monkeypatch.undo()
    forget()


@pytest.mark.usefixtures("few_fonts")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_id_stands_for_a_name_only_with_a_warning(lang):
    with pytest.warns(sg.SanzuWarning) as caught:
        ax = sg.plot_layers(org(HINDI), lang=lang)
    assert [one.filename for one in caught] == [__file__]
    assert HINDI in str(caught[0].message)
    assert HINDI not in {text.get_text() for text in ax.texts}


@pytest.mark.usefixtures("few_fonts")
def test_slides_and_drawio_keep_all_names(tmp_path):
    names = [HINDI, THAI, HANGUL, TEAM]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        slides = sg.save_chart(org(*names), tmp_path / "x.pptx", chart="layers", lang="en")
        page = sg.save_chart(org(*names), tmp_path / "x.drawio", chart="layers", lang="en")
    (slide,) = pptx.Presentation(str(slides)).slides
    told = ["".join(element.itertext()) for element in slide._element.iter("{*}txBody")]
    labels = [e.get("label") or e.get("value") for e in ElementTree.parse(page).iter()]  # noqa: S314
    for name in names:
        assert any(name in text for text in told), name
        assert any(name in (text or "") for text in labels), name


def test_letters_that_are_drawn_apart_are_told(monkeypatch):
    monkeypatch.setattr(lettering, "can_shape", lambda: False)
    monkeypatch.setattr(fonts, "can_shape", lambda: False)
    fonts.typeface.cache_clear()
    with pytest.warns(sg.SanzuWarning, match="HarfBuzz"):
        sg.plot_layers(org(NAME), lang="en")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sg.plot_layers(org("שלום"), lang="en")  # no letter of it joins
    monkeypatch.undo()
    fonts.typeface.cache_clear()
    assert shaping.can_shape()


def test_a_report_keeps_its_plain_letters_beside_joined_ones(tmp_path):
    names = org(NAME, "Ben")
    page = sg.report(names, None, [], tmp_path / "x.html", lang="en").read_text(encoding="utf-8")
    assert TEAM in page or NAME in page
    packed = re.search(r"base64,([\w+/=]+)", page)[1]
    letters = TTFont(io.BytesIO(base64.b64decode(packed))).getBestCmap()
    assert {ord(letter) for letter in "Teams"} <= set(letters)
    assert not {ord(letter) for letter in NAME} & set(letters), "the reader's fonts join them"


def test_a_sentence_runs_from_the_left_whatever_name_begins_it():
    org = sg.Org(
        {"id": list("ABC"), "name": [NAME, "Bo", "Cy"]},
        {"id": ["T1", "T2"], "layer": ["team", "team"]},
        {
            "member": ["A", "B", "C", "B", "C"],
            "unit": ["T1"] * 3 + ["T2"] * 2,
            "role": ["leader", "", "", "leader", ""],
        },
    )
    scene = in_language("en", lambda: drawing(plot_spans, org).scene())
    assert without_marks(scene.title).startswith(NAME)
    assert not runs_from_right(scene.title)
    words = Lettering()
    lines = words.wrap(f"most: 7 ({NAME}, {NAME})", 8.0, 60.0, 9)
    assert len(lines) > 1
    assert not any(map(runs_from_right, lines)), "each line of a sentence runs as the sentence does"
    assert words.width(aimed(NAME, from_right=False), 8.0) == words.width(NAME, 8.0)
    assert "".join(text for text, _ in visual_runs(aimed(NAME, from_right=False))) == NAME
