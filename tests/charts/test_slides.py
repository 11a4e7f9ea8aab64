"""Decks as they are: read by python-pptx and lxml, nothing is asked of the code that wrote them."""

import io
from itertools import combinations

import pptx
import pytest
from pptx.oxml.ns import qn

import sanzu_graph as sg
from sanzu_graph.charts.powerpoint import to_pptx
from sanzu_graph.charts.scenes import Box, Label, Line, Scene

POINT = 12_700
PLAN = [
    sg.MoveMember("M032", "T05", "T06"),
    sg.MoveMember("M060", "T09", "T10"),
    sg.JoinUnit("M019", "P3"),
]
#: What is drawn, of which organisation, and on how many slides at least.
DECKS = {
    "layers": ("guanxi", {}, 3),
    "flow": ("guanxi", {}, 1),
    "org": ("guanxi", {}, 1),
    "findings": ("guanxi", {}, 1),
    "overlap": ("guanxi", {}, 1),
    "changes": ("guanxi", {"after": sg.Scenario("x", PLAN)}, 1),
    "people": ("matrix", {}, 5),
}


@pytest.fixture(scope="module")
def organisations():
    return {name: sg.read_tables(f"data/{name}") for name in ("guanxi", "matrix")} | {
        "invented": sg.synthetic(members=60, seed=7)
    }


@pytest.fixture(scope="module")
def decks(organisations, tmp_path_factory):
    folder = tmp_path_factory.mktemp("decks")
    made = {}
    for number, (chart, (name, asked, _)) in enumerate(DECKS.items()):
        lang = ("zh", "en")[number % 2]
        path = folder / f"{chart}.pptx"
        sg.save_chart(organisations[name], path, chart=chart, lang=lang, **asked)
        made[chart] = pptx.Presentation(str(path))
    path = folder / "invented.pptx"
    sg.save_chart(organisations["invented"], path, chart="layers", lang="en")
    made["invented"] = pptx.Presentation(str(path))
    path = folder / "long.pptx"
    sg.save_chart(sg.synthetic(members=1_000, seed=7), path, chart="findings", lang="en")
    made["long"] = pptx.Presentation(str(path))
    return made


def slides(decks):
    return [
        (name, number, slide)
        for name, deck in decks.items()
        for number, slide in enumerate(deck.slides)
    ]


def placed(slide):
    """The leaves of a slide in the order of drawing: element, and left, top, right, bottom."""
    for element in slide.shapes._spTree.iter(qn("p:sp"), qn("p:cxnSp")):
        form = element.find(f"{qn('p:spPr')}/{qn('a:xfrm')}")
        off, ext = form.find(qn("a:off")), form.find(qn("a:ext"))
        left, top, wide, high = (
            int(found.get(name)) / POINT
            for found, name in ((off, "x"), (off, "y"), (ext, "cx"), (ext, "cy"))
        )
        if int(form.get("rot", 0)) in (5_400_000, 16_200_000):
            left, top, wide, high = left + (wide - high) / 2, top + (high - wide) / 2, high, wide
        yield element, (left, top, left + wide, top + high)


def by_id(slide):
    """The id of a shape → where it is."""
    return {next(element.iter(qn("p:cNvPr"))).get("id"): place for element, place in placed(slide)}


def first_of(group):
    """The id of the box of a group."""
    return group.find(f"{qn('p:sp')}/{qn('p:nvSpPr')}/{qn('p:cNvPr')}").get("id")


def text_of(element):
    return "".join(found.text or "" for found in element.iter(qn("a:t")))


def is_filled(element):
    return element.find(f"{qn('p:spPr')}/{qn('a:solidFill')}") is not None


def overlap(one, two, slack=0.2):
    return (
        min(one[2], two[2]) - max(one[0], two[0]) > slack
        and min(one[3], two[3]) - max(one[1], two[1]) > slack
    )


def holds(outer, inner, slack=0.2):
    return (
        outer[0] - slack <= inner[0]
        and outer[1] - slack <= inner[1]
        and inner[2] <= outer[2] + slack
        and inner[3] <= outer[3] + slack
    )


def test_slides_are_wide_and_split_with_an_index_in_front(decks):
    for name, deck in decks.items():
        assert (deck.slide_width / POINT, deck.slide_height / POINT) == (960, 540), name
        many = len(deck.slides)
        assert many >= (DECKS[name][2] if name in DECKS else 2), name
        links = [e.get(qn("r:id")) for e in deck.slides[0]._element.iter(qn("a:hlinkClick"))]
        assert bool(links) == (many > 1)
        reached = {deck.slides[0].part.rels[link].target_part for link in links}
        assert len(reached) <= many - 1


def test_the_index_names_every_unit_and_leads_to_where_it_is(decks, organisations):
    deck, org = decks["layers"], organisations["guanxi"]
    units = org.units[org.units["layer"] == "team"]["name"].tolist()
    front, *others = deck.slides
    for name in units:
        (entry,) = (e for e, _ in placed(front) if text_of(e) == name)
        link = next(entry.iter(qn("a:hlinkClick"))).get(qn("r:id"))
        target = front.part.rels[link].target_part.slide
        assert name in [text_of(e) for e, _ in placed(target)]
        assert target.slide_id in {slide.slide_id for slide in others}


def test_ids_are_unique_on_a_slide_and_ties_name_boxes(decks):
    tied = 0
    for name, number, slide in slides(decks):
        ids = [element.get("id") for element in slide._element.iter(qn("p:cNvPr"))]
        assert len(ids) == len(set(ids)), (name, number)
        boxes = {
            element.find(f"{qn('p:nvSpPr')}/{qn('p:cNvPr')}").get("id")
            for element in slide._element.iter(qn("p:sp"))
        }
        for element in slide._element.iter(qn("a:stCxn"), qn("a:endCxn")):
            assert element.get("id") in boxes
            assert 0 <= int(element.get("idx")) < 4
            tied += 1
    assert tied > 100


def test_letters_are_read_from_afar_and_stand_on_the_slide(decks):
    for name, number, slide in slides(decks):
        sizes = [int(element.get("sz")) for element in slide._element.iter(qn("a:rPr"))]
        assert sizes, (name, number)
        assert min(sizes) >= 900, (name, number)
        for element, place in placed(slide):
            assert holds((0, 0, 960, 540), place, 0.5), (name, number, text_of(element), place)


def test_texts_of_a_group_stand_within_its_box(decks):
    grouped = 0
    for name, number, slide in slides(decks):
        places = by_id(slide)
        for group in slide._element.iter(qn("p:grpSp")):
            for part in group.findall(qn("p:sp"))[1:]:
                if text_of(part) and name != "flow":  # its names stand beside the bars
                    place = places[next(part.iter(qn("p:cNvPr"))).get("id")]
                    assert holds(places[first_of(group)], place, 3.0), (name, number)
                    grouped += 1
    assert grouped > 500


def test_no_text_is_hidden_by_what_is_drawn_later(decks):
    for name, number, slide in slides(decks):
        leaves = list(placed(slide))
        texts = [(at, e, p) for at, (e, p) in enumerate(leaves) if text_of(e)]
        plates = [(at, p) for at, (e, p) in enumerate(leaves) if is_filled(e) and not text_of(e)]
        for at, element, place in texts:
            middle = (place[1] + place[3]) / 2
            core = (place[0] + 1, middle - 2, place[2] - 1, middle + 2)
            for later, other in plates:
                if later > at:
                    assert not overlap(core, other), (name, number, text_of(element))


def test_texts_do_not_overlap(decks):
    for name, number, slide in slides(decks):
        texts = [(text_of(e), p) for e, p in placed(slide) if text_of(e)]
        for (one, first), (two, second) in combinations(texts, 2):
            lower = [p[1] + 0.3 * (p[3] - p[1]) for p in (first, second)]
            a = (first[0] + 1, lower[0], first[2] - 1, first[3] - 2)
            b = (second[0] + 1, lower[1], second[2] - 1, second[3] - 2)
            assert not overlap(a, b, 1.0), (name, number, one, two)


def test_cards_of_people_do_not_overlap(decks):
    for name in ("layers", "people", "invented"):
        for number, slide in enumerate(decks[name].slides):
            places = by_id(slide)
            cards = [places[first_of(group)] for group in slide._element.iter(qn("p:grpSp"))]
            for one, two in combinations(cards, 2):
                assert holds(one, two) or holds(two, one) or not overlap(one, two), (name, number)


def test_every_slide_has_its_title(decks):
    for name, number, slide in slides(decks):
        assert slide.shapes.title is not None, (name, number)
        assert slide.shapes.title.text_frame.text.strip(), (name, number)
    assert "(1 of " in decks["long"].slides[1].shapes.title.text_frame.text


# -- connectors, point by point


def route(connector):
    """The points that a connector of PowerPoint runs through, as ECMA-376 defines its forms."""
    form = connector.find(f"{qn('p:spPr')}/{qn('a:xfrm')}")
    off, ext = form.find(qn("a:off")), form.find(qn("a:ext"))
    x, y, wide, high = (int(v) for v in (off.get("x"), off.get("y"), ext.get("cx"), ext.get("cy")))
    shape = connector.find(f"{qn('p:spPr')}/{qn('a:prstGeom')}").get("prst")
    adj = [
        int(guide.get("fmla").removeprefix("val ")) / 100_000
        for guide in connector.iter(qn("a:gd"))
    ]
    points = {
        "line": lambda: [(0, 0), (1, 1)],
        "bentConnector2": lambda: [(0, 0), (1, 0), (1, 1)],
        "bentConnector3": lambda: [(0, 0), (adj[0], 0), (adj[0], 1), (1, 1)],
        "bentConnector4": lambda: [
            (0, 0),
            (adj[0], 0),
            (adj[0], adj[1]),
            (1, adj[1]),
            (1, 1),
        ],
        "bentConnector5": lambda: [
            (0, 0),
            (adj[0], 0),
            (adj[0], adj[1]),
            (adj[2], adj[1]),
            (adj[2], 1),
            (1, 1),
        ],
    }[shape]()
    placed = []
    for across, down in points:
        a = (1 - across if form.get("flipH") else across) * wide - wide / 2
        d = (1 - down if form.get("flipV") else down) * high - high / 2
        for _ in range(int(form.get("rot", 0)) // 5_400_000):
            a, d = -d, a
        placed.append(((x + wide / 2 + a) / POINT, (y + high / 2 + d) / POINT))
    return placed


LINES = [
    ((10, 10), (90, 60)),
    ((90, 10), (10, 60)),
    ((10, 10), (10, 30), (80, 30), (80, 60)),
    ((80, 10), (80, 30), (10, 30), (10, 60)),
    ((80, 60), (80, 30), (10, 30), (10, 10)),
    ((10, 60), (10, 30), (80, 30), (80, 10)),
    ((10, 10), (40, 10), (40, 60), (90, 60)),
    ((90, 60), (40, 60), (40, 10), (10, 10)),
    ((50, 10), (50, 20), (10, 20), (10, 60), (20, 60)),
    ((50, 10), (50, 20), (90, 20), (90, 60), (80, 60)),
    ((50, 10), (50, 20), (10, 20), (10, 60), (50, 60)),
    ((10, 10), (60, 10), (60, 60)),
    ((60, 60), (60, 10), (10, 10)),
    ((10, 10), (30, 10), (30, 60), (5, 60), (5, 80), (20, 80)),
    ((50, 10), (50, 30), (50, 60)),
]


@pytest.mark.parametrize("points", LINES)
def test_connectors_run_as_the_lines_of_the_scene(points):
    boxes = [
        Box(points[0][0] - 2, points[0][1] - 2, 4, 4, "#ffffff", entity="a"),
        Box(points[-1][0] - 2, points[-1][1] - 2, 4, 4, "#ffffff", entity="b"),
    ]
    line = Line(points, "#000000", source="unit:a", target="unit:b")
    made = to_pptx([Scene(960, 540, boxes=boxes, lines=[line])])
    slide = pptx.Presentation(io.BytesIO(made)).slides[0]
    (connector,) = slide._element.iter(qn("p:cxnSp"))
    kept = [
        point
        for at, point in enumerate(points)
        if not 0 < at < len(points) - 1 or not points[at - 1][0] == point[0] == points[at + 1][0]
    ]
    assert route(connector) == [pytest.approx(point, abs=0.11) for point in kept]


def test_a_line_that_no_connector_can_follow_keeps_its_points():
    line = Line(((0, 0), (30, 20), (60, 10), (90, 80)), "#000000")
    slide = pptx.Presentation(io.BytesIO(to_pptx([Scene(960, 540, lines=[line])]))).slides[0]
    (connector,) = slide._element.iter(qn("p:cxnSp"))
    points = [(int(p.get("x")), int(p.get("y"))) for p in connector.iter(qn("a:pt"))]
    assert points == [(x * POINT, y * POINT) for x, y in line.points]


def test_what_covers_a_text_is_drawn_before_it():
    """A plate behind a name that stands beside its bar, as in the flow."""
    boxes = [
        Box(0, 0, 10, 40, "#555555", entity="bar"),
        Box(8, 10, 60, 14, "#ffffff"),
        Box(100, 0, 50, 40, "#eeeeee", entity="card"),
    ]
    labels = [Label(12, 20, "beside", of="unit:bar"), Label(110, 20, "in", of="unit:card")]
    made = to_pptx([Scene(200, 60, boxes=boxes, labels=labels)])
    slide = pptx.Presentation(io.BytesIO(made)).slides[0]
    order = [text_of(e) or f"{p[2] - p[0]:.0f}" for e, p in placed(slide)]
    assert order.index("beside") > order.index("60")
    assert order.index("in") == order.index("50") + 1
