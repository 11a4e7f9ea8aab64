"""A picture's title is its finding in words; numbers and names are those of the checks, found anew
here by plain loops.
"""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

import sanzu_graph as sg
from sanzu_graph.charts import headlines
from sanzu_graph.charts.registry import all_charts, drawing
from sanzu_graph.charts.scene_headings import heading
from sanzu_graph.charts.scenes import Scene
from sanzu_graph.charts.svg import to_svg
from sanzu_graph.errors import speaking
from tests.breaking import without
from tests.searching import examples
from tests.speech import in_language
from tests.strategies import organisations


def blank_by_loops(org: sg.Org, layer: str) -> list[str]:
    """The teams none of whose members is in a unit of the layer."""
    layer_of = dict(zip(org.units["id"], org.units["layer"], strict=True))
    pairs = list(zip(org.memberships["member"], org.memberships["unit"], strict=True))
    reaching = {member for member, unit in pairs if layer_of[unit] == layer}
    inside = {unit: {m for m, u in pairs if u == unit} for unit in layer_of}
    return [unit for unit in layer_of if layer_of[unit] == "team" and not inside[unit] & reaching]


@pytest.mark.parametrize("chart", ["layers", "flow", "overlap"])
@examples(6)
@given(org=organisations(dated=False))
def test_the_title_counts_the_blank_teams(chart, org):
    if not {"team", "party"} <= set(org.layers):
        return
    blank = blank_by_loops(org, "party")
    teams = int((org.units["layer"] == "team").sum())
    with speaking("en"):
        scene = all_charts()[chart].drawing(org).scene()
        told = headlines.blank(blank, teams, sg.Policy(), "party", "team")
    if not org.memberships.empty and (blank or chart == "overlap"):
        assert told.partition(":")[0] in scene.title
        assert scene.title.count(str(len(blank))) or not blank
    assert scene.title


@pytest.mark.parametrize(
    ("names", "units", "en", "zh"),
    [
        ([], 1, "1 team has a party member", "1 个班组有党员"),
        ([], 3, "All 3 teams have a party member", "3 个班组均有党员"),
        (["A"], 3, "1 of 3 teams has no party member: A", "3 个班组中 1 个没有党员：A"),
        (
            [*"ABCDEF"],
            6,
            "6 of 6 teams have no party member: A, B, C, D and 2 more",
            "6 个班组中 6 个没有党员：A、B、C、D，另 2 个",
        ),
        ([], 0, "There are no teams", "没有班组"),
    ],
)
def test_numbers_and_nouns_agree(names, units, en, zh):
    for lang, told in (("en", en), ("zh", zh)):
        with speaking(lang):
            assert headlines.blank(names, units, sg.Policy(), "party", "team") == told


def test_the_policys_own_words_are_used():
    layers = (
        sg.Layer("crew", labels={"en": "shift crew"}),
        sg.Layer("guild", labels={"en": "safety guild"}, per_base_unit=2),
    )
    policy = replace(sg.Policy.for_layers("crew", ["guild"]), layers=layers)
    with speaking("en"):
        told = headlines.blank(["N"], 5, policy, "guild", "crew")
    assert told == "1 of 5 shift crews has fewer than 2 safety guild members: N"


def test_leaders_and_people(station, matrix):
    with speaking("en"):
        assert drawing(sg.plot_org, station).scene().title == (
            "All 5 units that need a leader have one"
        )
        led = without(station, "memberships", unit="T1", role="leader")
        assert (
            "1 of 5 units that need a leader has none: " in drawing(sg.plot_org, led).scene().title
        )
        spans = sg.span_of_control(matrix)
        most = int(spans["solid"].max())
        scene = drawing(sg.plot_people, matrix).scene()
        assert scene.title.startswith(f"Of {len(spans[spans['solid'] > 0])} managers, ")
        assert scene.title.endswith(f"solid lines: {most}")


@pytest.fixture(scope="module")
def matrix() -> sg.Org:
    return sg.read_tables("data/matrix")


def test_a_plan_says_what_it_does_to_blank_teams(station):
    after = sg.MoveMember("M10", "T2", "T1").apply(station)
    counts = [len(set(blank_by_loops(org, "party"))) for org in (station, after)]
    scene = in_language("en", drawing, sg.plot_changes, station, after).scene()
    (numbers,) = re.findall(r"Blank teams: (\d+) → (\d+)", scene.title) or [("0", "0")]
    assert [int(number) for number in numbers] == counts
    assert scene.title.endswith("1 person moves, 2 units differ")


def test_the_sentence_is_what_a_screen_reader_hears(station):
    scene = in_language("en", drawing, sg.plot_org, station).scene()
    root = ET.fromstring(to_svg(scene, prefix="a-"))  # noqa: S314 - our own
    named = {element.get("id"): element.text for element in root.iter() if element.get("id")}
    assert named[root.get("aria-labelledby")] == scene.title
    assert named[root.get("aria-describedby")] == scene.subtitle


@pytest.mark.parametrize("width", [120.0, 240.0, 900.0, 4_000.0])
def test_a_long_title_stays_within_the_picture(width):
    from sanzu_graph.charts.lettering import Lettering
    from sanzu_graph.charts.scene_headings import Key

    words, scene = Lettering(), Scene(width=width)
    long = "172 of 717 teams have no party member: " + ", ".join(
        f"桐岭生产{n}班" for n in range(40)
    )
    keys = [Key(f"a rather long entry of the legend ({n})", "#ffffff") for n in range(9)]
    bottom = heading(scene, words, long, "technical line", notes=["how to read it"], keys=keys)
    assert scene.title == long
    for label in scene.labels:
        assert label.x + words.width(label.text, label.size) <= width + 0.01
        assert label.y < bottom
    assert all(box.x + box.width <= width and box.y + box.height <= bottom for box in scene.boxes)
    assert [label.title for label in scene.labels if label.title] in ([], [long])
