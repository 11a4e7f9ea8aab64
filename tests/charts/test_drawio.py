"""Scenes as draw.io documents: cells with unique ids, texts within their boxes' cells, edges tied,
names never markup.
"""

import re
from collections import Counter
from xml.etree import ElementTree

import pytest

import sanzu_graph as sg
from sanzu_graph.charts.drawio import to_drawio
from sanzu_graph.charts.registry import drawing
from sanzu_graph.charts.scenes import Box, Label, Line, Scene, Shape
from tests.speech import in_language


@pytest.fixture(scope="module")
def scenes():
    org = sg.read_tables("data/guanxi")
    plan = sg.Scenario(
        "x", [sg.MoveMember("M032", "T05", "T06"), sg.MoveMember("M060", "T09", "T10")]
    )
    return [
        in_language("zh", drawing, sg.plot_org, org).scene(),
        drawing(sg.plot_changes, org, plan).scene(),
    ]


@pytest.fixture(scope="module")
def pages(scenes):
    return ElementTree.fromstring(to_drawio(scenes)).findall("diagram")  # noqa: S314 - our own text


def cells(page):
    """Id → the cell, its label and entity, whether it stands in a user object or not."""
    found = {}
    for element in page.find("mxGraphModel/root"):
        cell = element if element.tag == "mxCell" else element.find("mxCell")
        found[element.get("id")] = (
            cell,
            element.get("value") or element.get("label") or "",
            element.get("entity"),
        )
    return found


def test_every_text_is_there_once(scenes, pages):
    for scene, page in zip(scenes, pages, strict=True):
        assert Counter(label for _, label, _ in cells(page).values() if label) == Counter(
            label.text for label in scene.labels if label.text
        )


def test_every_cell_has_a_parent_and_its_own_id(pages):
    for page in pages:
        ids = [element.get("id") for element in page.find("mxGraphModel/root")]
        assert len(ids) == len(set(ids))
        assert all(
            cell.get("parent") in ids for cell, _, _ in cells(page).values() if cell.get("parent")
        )


def test_edges_are_tied_to_the_boxes_at_their_ends(scenes, pages):
    for scene, page in zip(scenes, pages, strict=True):
        found = cells(page)
        ties = Counter(
            (found[cell.get("source")][2], found[cell.get("target")][2])
            for cell, _, _ in found.values()
            if cell.get("source") and cell.get("target")
        )
        assert ties == Counter(
            (line.source, line.target) for line in scene.lines if line.source and line.target
        )
        assert sum(ties.values()) > 0


def test_texts_move_with_their_boxes(scenes, pages):
    for scene, page in zip(scenes, pages, strict=True):
        found = cells(page)
        for label in scene.labels:
            if label.of:
                parents = {
                    found[cell.get("parent")][2]
                    for cell, text, _ in found.values()
                    if text == label.text and cell.get("parent") != "1"
                }
                assert label.of in parents


def test_all_labels_are_plain_text(pages):
    for page in pages:
        assert all("html=0" in cell.get("style", "html=0") for cell, _, _ in cells(page).values())


def test_geometry_is_that_of_the_scene():
    scene = Scene(
        100,
        100,
        "All",
        [Shape(((0, 0), (50, 0), (50, 50)), "#ff0000", opacity=0.5)],
        [
            Line(
                ((20, 20), (20, 60)),
                "#0000ff",
                arrow=True,
                dashed=True,
                source="unit:a",
                target="unit:b",
            )
        ],
        [
            Box(10, 10, 20, 10, "none", "#00ff00", dashed=True, rounded=4, entity="a"),
            Box(10, 60, 20, 20, "#ffffff", hatched=True, entity="b"),
            Box(12, 62, 5, 5, "#000000"),
        ],
        [Label(60, 90, "up", upright=True), Label(15, 15, "in a", of="unit:a")],
    )
    found = cells(ElementTree.fromstring(to_drawio([scene])).find("diagram"))  # noqa: S314
    places = {
        text or entity: cell.find("mxGeometry").attrib
        for cell, text, entity in found.values()
        if cell.find("mxGeometry") is not None
    }
    assert (places["unit:a"]["x"], places["unit:a"]["width"]) == ("10", "20")
    assert places["in a"]["x"] == "5"  # within its box
    edge = next(cell for cell, _, _ in found.values() if cell.get("edge"))
    assert "exitX=0.5;exitY=1" in edge.get("style")
    assert "entryX=0.5;entryY=0" in edge.get("style")
    assert "endArrow=block" in edge.get("style")


def test_names_are_text():
    names = [
        "<b>x</b> & y",
        '" onclick="x',
        "%name%",
        "a\x00b",
        "a\nb",
        "\u202eevil",
        "长" * 200,
        "]]>",
    ]
    boxes = [
        Box(0, 20 * n, 50, 10, "#ffffff", entity=name, title=name) for n, name in enumerate(names)
    ]
    labels = [Label(0, 20 * n, name) for n, name in enumerate(names)]
    made = to_drawio([Scene(100, 300, '"<x>', boxes=boxes, labels=labels)])
    page = ElementTree.fromstring(made).find("diagram")  # noqa: S314
    assert page.get("name") == '"<x>'
    assert [label for _, label, _ in cells(page).values() if label] == [
        *names[:3],
        "a�b",
        "a b",
        *names[5:],
    ]
    assert {element.tag for element in page.iter()} <= {
        "diagram",
        "mxGraphModel",
        "root",
        "mxCell",
        "mxGeometry",
        "UserObject",
        "mxPoint",
        "Array",
    }
    assert not any(
        attribute.startswith("on") for element in page.iter() for attribute in element.attrib
    )


def test_no_text_is_hidden_by_what_is_drawn_later():
    """draw.io draws cells in their order, a cell with those in it; plates behind names come first."""
    org = sg.read_tables("data/guanxi")
    scene = in_language("zh", drawing, sg.plot_flow, org).scene()
    (page,) = ElementTree.fromstring(to_drawio([scene])).findall("diagram")  # noqa: S314
    found, corners, leaves = cells(page), {"1": (0.0, 0.0)}, []
    for number, (cell, label, _) in found.items():
        if cell.get("vertex"):
            place = cell.find("mxGeometry")
            left, top = corners[cell.get("parent")]
            x, y = left + float(place.get("x")), top + float(place.get("y"))
            corners[number] = x, y
            box = (x, y, x + float(place.get("width")), y + float(place.get("height")))
            filled = re.search(r"fillColor=#", cell.get("style")) is not None
            leaves.append((label, filled, box))
    texts = 0
    for at, (label, _, (x0, y0, x1, y1)) in enumerate(leaves):
        if label:
            texts += 1
            middle = (y0 + y1) / 2
            for _, filled, (left, top, right, bottom) in leaves[at + 1 :]:
                assert not (filled and left < x1 - 1 and right > x0 + 1 and top < middle < bottom)
    assert texts > 20


def test_lines_of_several_points_keep_their_elbows(scenes, pages):
    for scene, page in zip(scenes, pages, strict=True):
        edges = [cell for cell, _, _ in cells(page).values() if cell.get("edge")]
        assert len(edges) == len(scene.lines)
        for line, edge in zip(scene.lines, edges, strict=True):
            points = [(float(p.get("x")), float(p.get("y"))) for p in edge.iter("mxPoint")]
            told = [line.points[0], line.points[-1], *line.points[1:-1]]
            assert points == [pytest.approx(point, abs=0.01) for point in told]
