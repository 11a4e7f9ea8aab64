"""SVG: whole XML, every box and text of the scene in it, nothing in it that runs, loads or leads
anywhere.
"""

import base64
import re
from collections import Counter
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.charts.registry import drawing
from sanzu_graph.charts.scenes import Box, Label, Line, Scene, Shape
from sanzu_graph.charts.svg import element_id, to_svg
from tests.charts.test_hostile_names import NAMES
from tests.searching import examples
from tests.speech import in_language
from tests.strategies import organisations

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "desc", "style", "defs", "pattern", "rect", "g"}
ELEMENTS |= {"polygon", "polyline", "text", "path"}


def parsed(scene, **asked):
    root = ET.fromstring(to_svg(scene, **asked))  # noqa: S314 - we wrote it ourselves
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= ELEMENTS
    for element in root.iter():
        assert not any(
            name.startswith("on") or name in ("href", "src") or "}" in name
            for name in element.attrib
        )
    for style in root.iter(SVG + "style"):
        assert re.fullmatch(
            r"@font-face\{font-family:sanzu-letters;src:url\(data:font/otf;base64,[\w+/=]+\)\}",
            style.text,
        )
    return root


def shown(element):
    """The text of an element, without the title that is told beside it."""
    return (element.text or "") + "".join(child.tail or "" for child in element)


def assert_whole(scene):
    """Everything the scene has is in the SVG, once."""
    root = parsed(scene)
    assert Counter(map(shown, root.iter(SVG + "text"))) == Counter(
        label.text for label in scene.labels
    )
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    named = {element.get("id"): element for element in root.iter(SVG + "rect") if element.get("id")}
    boxes = [box for box in scene.boxes if box.entity]
    assert {element.get("data-id") for element in named.values()} == {box.entity for box in boxes}
    for box in boxes:
        element = named[element_id(box.key)]
        assert (element.findtext(SVG + "title") or "") == box.title
        assert float(element.get("x")) == pytest.approx(box.x, abs=0.06)
    assert len(list(root.iter(SVG + "polyline"))) == len(scene.lines)


@examples(8)
@given(organisations(dated=False))
def test_any_organisation(org):
    assert_whole(in_language("zh", drawing, sg.plot_org, org).full())
    if "team" in org.layers:
        assert_whole(in_language("zh", drawing, sg.plot_layers, org).full())


def test_every_chart(station):
    moved = sg.MoveMember("M10", "T2", "T1").apply(station)
    for made in (
        drawing(sg.plot_org, station),
        drawing(sg.plot_layers, station),
        drawing(sg.plot_flow, station),
        drawing(sg.plot_findings, moved),
        drawing(sg.plot_changes, station, moved),
    ):
        assert_whole(made.full())


@given(st.text(), st.text())
def test_any_text_is_text(name, id_):
    drawn = "".join(letter for letter in name if letter.isprintable())
    box = Box(1, 1, 10, 10, "#ffffff", entity=id_ or "x", title=drawn)
    root = parsed(Scene(100, 100, drawn, boxes=[box], labels=[Label(5, 5, drawn, title=drawn)]))
    assert [shown(element) for element in root.iter(SVG + "text")] == [drawn]
    assert root.findtext(SVG + "title") == drawn


@given(st.text(min_size=1), st.text(min_size=1))
def test_different_ids_stay_different(one, other):
    pair = {one.replace(":", "."), other.replace(":", ".")}
    ids = {element_id(f"unit:{id_}") for id_ in pair}
    assert len(ids) == len(pair)
    assert all(re.fullmatch(r"[\w.\-]+", id_) for id_ in ids)


def test_hostile_names_are_shown_as_text():
    ids = [f"T{number}" for number in range(len(NAMES))]
    org = sg.Org(
        {"id": []},
        {"id": ids, "name": NAMES, "layer": ["team"] * len(NAMES)},
        {"member": [], "unit": []},
    )
    scene = in_language("zh", drawing, sg.plot_org, org).full()
    assert_whole(scene)
    titles = {box.entity: box.title for box in scene.boxes if box.kind == "unit"}
    assert titles["T0"] == "$x$"
    assert titles["T2"] == "<b>x</b> & y"
    assert titles["T5"] == "长" * 200, "in full, where the box has it shortened"
    assert titles["T9"] == "a b"
    assert titles["T10"] == "evil"


def test_letters_travel_within():
    scene = Scene(100, 40, labels=[Label(5, 20, "官溪")])
    style = next(parsed(scene).iter(SVG + "style"))
    font = base64.b64decode(style.text.split("base64,")[1].rstrip(")}"))
    assert font[:4] == b"OTTO"
    assert not list(parsed(scene, letters=False).iter(SVG + "style"))


def test_several_in_one_page_keep_their_ids_apart():
    scene = Scene(100, 40, boxes=[Box(0, 0, 5, 5, "none", hatched=True, entity="T")])
    one, other = (parsed(scene, prefix=prefix) for prefix in ("a-", "b-"))
    ids = [
        {element.get("id") for element in root.iter() if element.get("id")} for root in (one, other)
    ]
    assert not ids[0] & ids[1]
    fills = {element.get("fill") for element in one.iter(SVG + "rect")}
    assert "url(#a-hatch)" in fills
    assert "a-hatch" in ids[0]


def test_lines_shapes_and_upright_texts():
    scene = Scene(
        100,
        40,
        shapes=[Shape(((0, 0), (5, 0), (5, 5)), "#00ff00", opacity=0.5, title="hull")],
        lines=[
            Line(
                ((0, 0), (10, 10)),
                "#000000",
                arrow=True,
                dashed=True,
                source="unit:A",
                target="unit:<B>",
            )
        ],
        labels=[Label(5, 5, "x", upright=True, anchor="right")],
    )
    root = parsed(scene)
    line = next(root.iter(SVG + "polyline"))
    assert (line.get("data-source"), line.get("data-target")) == ("unit:A", "unit:<B>")
    assert line.get("stroke-dasharray")
    hull, head = root.iter(SVG + "polygon")
    assert (hull.get("fill-opacity"), hull.findtext(SVG + "title")) == ("0.5", "hull")
    assert head.get("fill") == "#000000"
    text = next(root.iter(SVG + "text"))
    assert (text.get("transform"), text.get("text-anchor")) == ("rotate(-90 5.0 5.0)", "end")
