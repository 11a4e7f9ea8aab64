"""PDF, read back by an independent reader: pages, text, letters, links, bookmarks."""

import io

import pypdf
import pytest
from hypothesis import given
from pypdf.generic import ContentStream

import sanzu_graph as sg
from sanzu_graph.charts.pdf import to_pdf
from sanzu_graph.charts.registry import drawing
from sanzu_graph.charts.scenes import Box, Label, Line, Scene, Shape
from sanzu_graph.errors import speaking
from tests.charts.test_hostile_names import NAMES
from tests.searching import examples
from tests.speech import in_language
from tests.strategies import organisations


def opened(scenes):
    return pypdf.PdfReader(io.BytesIO(to_pdf(scenes)), strict=True)


def squeezed(text):
    return "".join(text.split())


def assert_text(page, scene):
    """Every text of the scene can be found on the page."""
    found = squeezed(page.extract_text())
    for label in scene.labels:
        assert squeezed(label.text) in found, label.text


@examples(8)
@given(organisations(dated=False))
def test_any_organisation(org):
    scenes = [in_language("zh", drawing, sg.plot_org, org).full()]
    if "team" in org.layers:
        scenes.append(in_language("zh", drawing, sg.plot_layers, org).full())
    read = opened(scenes)
    assert len(read.pages) == len(scenes)
    for page, scene in zip(read.pages, scenes, strict=True):
        assert_text(page, scene)
        assert float(page.mediabox.width) == pytest.approx(scene.width, abs=0.01)


def test_letters_are_embedded_and_told(station):
    with speaking("zh"):
        read = opened([drawing(sg.plot_org, station).full()])
    font = read.pages[0]["/Resources"]["/Font"]["/F"]
    inner = font["/DescendantFonts"][0].get_object()
    assert "/FontFile3" in inner["/FontDescriptor"]
    assert read.trailer["/Root"]["/Lang"] == "zh"
    assert set(read.metadata) == {"/Title", "/Producer"}, "no time, no user, no machine"
    assert read.metadata.title == "应设负责人的 5 个单元均已设负责人"


def test_the_same_scene_gives_the_same_bytes(station):
    assert to_pdf([drawing(sg.plot_layers, station).full()]) == to_pdf(
        [drawing(sg.plot_layers, station).full()]
    )


def test_hostile_names_are_text():
    org = sg.Org(
        {"id": []},
        {"id": [f"T{n}" for n in range(len(NAMES))], "name": NAMES, "layer": ["team"] * len(NAMES)},
        {"member": [], "unit": []},
    )
    scene = in_language("zh", drawing, sg.plot_org, org).full()
    read = opened([scene])
    assert_text(read.pages[0], scene)
    assert not {"/JavaScript", "/OpenAction", "/AA", "/EmbeddedFiles"} & set(read.trailer["/Root"])
    whole = NAMES[NAMES.index("长" * 200)].encode("utf-16-be").hex().upper()
    assert whole.encode() in read.pages[0].get_contents().get_data(), (
        "shortened on the page, found in full"
    )


def test_links_and_bookmarks_lead_to_their_pages():
    pages = [
        Scene(200, 100, f"第{n}页", labels=[Label(10, 20, "→", page=(n + 1) % 3, anchor=anchor)])
        for n, anchor in enumerate(("left", "center", "right"))
    ]
    read = opened(pages)
    numbers = {page.indirect_reference.idnum: number for number, page in enumerate(read.pages)}
    for number, page in enumerate(read.pages):
        (link,) = (annotation.get_object() for annotation in page["/Annots"])
        assert numbers[link["/Dest"][0].idnum] == (number + 1) % 3
        left, low, right, high = map(float, link["/Rect"])
        assert left < right
        assert 70 < low < 80 < high < 90
    assert [(entry.title, read.get_destination_page_number(entry)) for entry in read.outline] == [
        ("第0页", 0),
        ("第1页", 1),
        ("第2页", 2),
    ]


def test_a_poster_is_scaled_to_what_readers_take():
    read = opened([Scene(30_000, 10_000, labels=[Label(29_900, 9_990, "end", anchor="right")])])
    assert float(read.pages[0].mediabox.width) == 14_400
    assert "end" in read.pages[0].extract_text()


def test_everything_a_scene_holds_is_drawn():
    scene = Scene(
        100,
        100,
        shapes=[Shape(((0, 0), (50, 0), (50, 50)), "#00ff00", "#000000", opacity=0.5)],
        lines=[Line(((0, 0), (10, 10), (20, 0)), "#ff0000", arrow=True, dashed=True)],
        boxes=[
            Box(10, 10, 30, 20, "#0000ff", rounded=4),
            Box(50, 50, 20, 20, "none", "#000000", hatched=True, dashed=True),
            Box(1, 1, 1, 1, "none"),
        ],
        labels=[Label(5, 90, "up", upright=True, anchor="center"), Label(5, 95, "")],
    )
    read = opened([scene])
    operators = [
        operator for _, operator in ContentStream(read.pages[0].get_contents(), read).operations
    ]
    for wanted, many in ((b"gs", 1), (b"re", 2), (b"c", 4), (b"W", 1), (b"Tj", 2), (b"B", 1)):
        assert operators.count(wanted) >= many, wanted
    assert operators.count(b"q") == operators.count(b"Q")
    assert "up" in read.pages[0].extract_text()
