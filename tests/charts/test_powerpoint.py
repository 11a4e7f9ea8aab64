"""Scenes on slides: native shapes where the scene has them, connectors tied to the boxes at their
ends, names as text.
"""

import io
from collections import Counter

import pptx
import pytest
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.oxml.ns import qn

import sanzu_graph as sg
from sanzu_graph.charts.powerpoint import fit, to_pptx
from sanzu_graph.charts.registry import drawing
from sanzu_graph.charts.scenes import Box, Label, Line, Scene, Shape
from sanzu_graph.charts.slide_shapes import EMU
from sanzu_graph.charts.stacking import stacked
from tests.speech import in_language


@pytest.fixture(scope="module")
def scenes():
    org = sg.read_tables("data/guanxi")
    plan = sg.Scenario(
        "x",
        [
            sg.MoveMember("M032", "T05", "T06"),
            sg.MoveMember("M060", "T09", "T10"),
            sg.JoinUnit("M019", "P3"),
        ],
    )
    return [
        in_language("zh", drawing, sg.plot_org, org).scene(),
        drawing(sg.plot_changes, org, plan).scene(),
        in_language("zh", drawing, sg.plot_overlap, org).scene(),
    ]


@pytest.fixture(scope="module")
def deck(scenes):
    return pptx.Presentation(io.BytesIO(to_pptx(scenes)))


def flat(shapes):
    for shape in shapes:
        yield shape
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from flat(shape.shapes)


def ends(connector):
    """The ids of the shapes that a connector is tied to."""
    found = [connector._element.find(f".//{qn(f'a:{name}')}") for name in ("stCxn", "endCxn")]
    return [None if one is None else int(one.get("id")) for one in found]


def test_every_text_is_there_once_and_in_order(scenes, deck):
    for scene, slide in zip(scenes, deck.slides, strict=True):
        shown = Counter(
            shape.text_frame.text
            for shape in flat(slide.shapes)
            if shape.has_text_frame and shape.text_frame.text
        )
        assert shown == Counter(label.text for label in scene.labels if label.text)


def test_every_box_is_a_shape_of_its_size(scenes, deck):
    for scene, slide in zip(scenes, deck.slides, strict=True):
        frame = fit(scene, 0, 0, deck.slide_width / EMU, deck.slide_height / EMU)
        wanted = Counter(
            (*frame.at(box.x, box.y), frame.size(box.width), frame.size(box.height))
            for box in scene.boxes
        )
        shown = Counter(
            (s.left, s.top, s.width, s.height)
            for s in flat(slide.shapes)
            if s.shape_type == MSO_SHAPE_TYPE.AUTO_SHAPE
        )
        assert shown == wanted


def test_connectors_are_tied_to_the_boxes_at_their_ends(scenes, deck):
    tied = 0
    for scene, slide in zip(scenes, deck.slides, strict=True):
        shapes = {shape.shape_id: shape for shape in flat(slide.shapes)}
        connectors = [shape for shape in slide.shapes if shape._element.tag == qn("p:cxnSp")]
        keys = {box.key for box in scene.boxes if box.key}
        assert len(connectors) == len(scene.lines)
        for line, connector in zip(scene.lines, connectors, strict=True):
            assert [end is not None for end in ends(connector)] == [
                line.source in keys,
                line.target in keys,
            ]
            for end, key in zip(ends(connector), (line.source, line.target), strict=True):
                if end is not None:
                    tied += 1
                    (box,) = (box for box in scene.boxes if box.key == key)
                    assert shapes[end].name == (box.title or box.entity)
    assert tied > 10


def test_connectors_keep_the_bends_of_the_picture():
    """A hierarchy's line: down, across, down; drawn across first and turned, so that its box is the
    turned one's.
    """
    boxes = [
        Box(0, 0, 20, 10, "#ffffff", entity="a"),
        Box(60, 50, 20, 10, "#ffffff", entity="b"),
        Box(-0.0, 50, 4, 10, "#ffffff", entity="c"),
    ]
    lines = [
        Line(((10, 10), (10, 20), (70, 20), (70, 50)), "#000000", source="unit:a", target="unit:b"),
        Line(((10, 10), (10, 20), (2, 20), (2, 50)), "#000000"),
    ]
    deck = pptx.Presentation(io.BytesIO(to_pptx([Scene(80, 60, boxes=boxes, lines=lines)])))
    right, left = (shape for shape in deck.slides[0].shapes if shape._element.tag == qn("p:cxnSp"))
    frame = fit(Scene(80, 60), 0, 0, deck.slide_width / EMU, deck.slide_height / EMU)
    for connector, (x0, x1), flipped in ((right, (10, 70), True), (left, (2, 10), False)):
        assert connector.rotation == 90
        assert bool(connector._element.spPr.xfrm.get("flipV")) == flipped
        assert (connector.width, connector.height) == pytest.approx(
            (frame.size(40), frame.size(x1 - x0)), abs=2
        )
        middle = frame.at((x0 + x1) / 2, 30)
        assert (
            connector.left + connector.width / 2,
            connector.top + connector.height / 2,
        ) == pytest.approx(middle, abs=3)
        assert connector._element.find(f".//{qn('a:gd')}").get("fmla") == "val 25000"


def test_marks_move_with_their_box():
    outer, mark, apart = (
        Box(0, 0, 50, 50, "#ffffff", entity="a"),
        Box(5, 5, 10, 10, "#ffffff"),
        Box(60, 0, 10, 10, "#ffffff"),
    )
    groups, _ = stacked(Scene(80, 60, boxes=[outer, mark, apart]))
    assert [(group.box, group.marks) for group in groups] == [(outer, [mark]), (apart, [])]


def test_shapes_colors_and_upright_texts_are_kept():
    scene = Scene(
        100,
        100,
        "All",
        [Shape(((0, 0), (50, 0), (50, 50)), "#ff0000", opacity=0.5)],
        [Line(((0, 0), (50, 50)), "#0000ff", arrow=True, dashed=True)],
        [
            Box(10, 10, 30, 30, "none", "#00ff00", dashed=True, rounded=4),
            Box(50, 50, 20, 20, "#ffffff", hatched=True),
        ],
        [
            Label(60, 90, "up", upright=True),
            Label(50, 20, "mid", anchor="center"),
            Label(90, 20, "right", anchor="right"),
        ],
    )
    slide = pptx.Presentation(io.BytesIO(to_pptx([scene]))).slides[0]
    shapes = list(slide.shapes)
    freeform = next(shape for shape in shapes if shape.shape_type == MSO_SHAPE_TYPE.FREEFORM)
    assert freeform._element.find(f".//{qn('a:alpha')}").get("val") == "50000"
    line = next(shape for shape in shapes if shape._element.tag == qn("p:cxnSp"))
    assert line._element.find(f".//{qn('a:tailEnd')}").get("type") == "triangle"
    assert (
        next(
            shape for shape in shapes if shape.has_text_frame and shape.text_frame.text == "up"
        ).rotation
        == 270
    )


HOSTILE = [
    "<b>x</b> & y",
    "=1+1",
    "a\x00b\x0bc",
    "\ud800",
    "\u202eevil",
    "长" * 200,
    "👩‍👩‍👧",
    "a\nb",
    "]]>",
    "{id}",
    "\"'",
]


def test_names_are_text():
    boxes = [
        Box(0, 20 * n, 50, 10, "#ffffff", entity=name, title=name) for n, name in enumerate(HOSTILE)
    ]
    labels = [
        Label(0, 20 * n, name, of=box.key)
        for n, (name, box) in enumerate(zip(HOSTILE, boxes, strict=True))
    ]
    made = to_pptx([Scene(100, 300, HOSTILE[0], boxes=boxes, labels=labels)])
    slide = pptx.Presentation(io.BytesIO(made)).slides[0]
    shown = [
        shape.text_frame.text
        for shape in flat(slide.shapes)
        if shape.has_text_frame and shape.text_frame.text
    ]
    assert [text.replace("\n", " ").replace("\x0b", " ") for text in shown] == [
        "<b>x</b> & y",
        "=1+1",
        "a�b�c",
        "�",
        "\u202eevil",
        "长" * 200,
        "👩‍👩‍👧",
        "a b",
        "]]>",
        "{id}",
        "\"'",
    ]


def test_without_python_pptx_the_cure_is_told(scenes, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pptx", None)
    with pytest.raises(sg.DependencyError, match=r"sanzu_graph\[pptx\]"):
        to_pptx(scenes)


def test_pages_lead_to_one_another(tmp_path):
    org = sg.synthetic(members=80, seed=3)
    deck = pptx.Presentation(
        str(sg.save_chart(org, tmp_path / "x.pptx", one_per="unit", lang="zh"))
    )
    assert len(deck.slides) > 5
    links = [
        shape.click_action.target_slide
        for shape in deck.slides[0].shapes
        if shape.shape_type == MSO_SHAPE_TYPE.TEXT_BOX
    ]
    assert len({slide.slide_id for slide in links if slide is not None}) > 3
    assert (deck.slide_width / EMU, deck.slide_height / EMU) == (960, 540)
    paper = pptx.Presentation(
        str(sg.save_chart(sg.synthetic(members=20, seed=3), tmp_path / "y.pptx", pages="A4"))
    )
    assert sorted((paper.slide_width / EMU, paper.slide_height / EMU)) == pytest.approx(
        [595, 842], rel=0.01
    )


def test_a_chart_can_be_saved_for_draw_io_too(tmp_path):
    org = sg.read_tables("data/guanxi")
    assert (
        sg.save_chart(org, tmp_path / "x.drawio", chart="layers", lang="zh")
        .read_text(encoding="utf-8")
        .count("<diagram ")
        == 1
    )
    assert (
        sg.save_chart(org, tmp_path / "y.drawio", one_per="unit", lang="zh")
        .read_text(encoding="utf-8")
        .count("<diagram ")
        > 10
    )
