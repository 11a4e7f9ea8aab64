"""Every number of people in a picture or a pack is the number of distinct members."""

from __future__ import annotations

import random
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import Org, Policy
from sanzu_graph.charts.booklet_scenes import Booklet, Card
from sanzu_graph.charts.dual_bands import TAB
from sanzu_graph.charts.dual_grains import DOTS, NAMED
from sanzu_graph.charts.dual_pages import DualPages
from sanzu_graph.charts.dual_scenes import dual_scene
from sanzu_graph.charts.layered import layers_seated
from sanzu_graph.charts.lettering import ELLIPSIS, Lettering
from sanzu_graph.charts.mermaid import to_mermaid
from sanzu_graph.charts.paper import sheet_of
from sanzu_graph.charts.registry import drawing
from sanzu_graph.charts.scenes import Scene
from sanzu_graph.charts.shown_units import chosen_units
from sanzu_graph.charts.tree_blocks import FULL
from sanzu_graph.charts.unit_trees import scene_of
from sanzu_graph.reports.packs import pack_of
from sanzu_graph.reports.sections import layer_frame
from tests.charts.conftest import assert_scene_sound, kinds
from tests.searching import examples
from tests.speech import in_language
from tests.strategies import organisations

WORDS = in_language("en", Lettering)
GUANXI = Path(__file__).parents[2] / "data" / "guanxi"
SHARED = Path(__file__).parents[3] / "shared" / "cases" / "matrix-company"
CONGRESS = Path(__file__).parents[3] / "shared" / "data" / "congress"


# -- the oracle: plain loops over the rows


def members_of(org: Org) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {unit: set() for unit in org.units["id"]}
    for row in org.memberships.itertuples():
        found[row.unit].add(row.member)
    return found


def below(org: Org) -> dict[str, set[str]]:
    """Everybody in a unit or in one below it."""
    inside = members_of(org)
    found = {unit: set(people) for unit, people in inside.items()}
    parent = dict(zip(org.units["id"], org.units["parent"], strict=True))
    for unit, people in inside.items():
        above = parent[unit]
        while isinstance(above, str):
            found[above] |= people
            above = parent[above]
    return found


def layer_of(org: Org) -> dict[str, str]:
    return dict(zip(org.units["id"], org.units["layer"], strict=True))


# -- the organisations


def several_seats(seed: int = 1, members: int = 20) -> Org:
    """People with one to three seats in every layer; some in none."""
    dice = random.Random(seed)
    people = [f"M{number}" for number in range(members)]
    layers = {"team": 4, "party": 3, "union": 3}
    units = [f"{layer[0]}{number}" for layer, many in layers.items() for number in range(many)]
    rows = sorted(
        {
            (member, f"{layer[0]}{dice.randrange(many)}")
            for member in people
            for layer, many in layers.items()
            for _ in range(dice.randrange(4))
        }
    )
    role = ["leader" if dice.random() < 0.2 else "" for _ in rows]
    return Org(
        {"id": people},
        {"id": units, "layer": [layer for layer, many in layers.items() for _ in range(many)]},
        {"member": [row[0] for row in rows], "unit": [row[1] for row in rows], "role": role},
    )


def matrix() -> Org:
    """Some people in departments and in up to two projects, like a matrix company."""
    if SHARED.is_dir():
        return sg.read_tables(SHARED)
    pytest.skip("the case is not there")


def congress() -> Org:
    """The real Congress: committees and subcommittees, several of each a person."""
    if CONGRESS.is_dir():
        return sg.read_tables(CONGRESS)
    pytest.skip("the data are not there")


COMPANY = Policy.for_layers("department", ["project"])


@pytest.fixture(params=["guanxi", "several", "more", "matrix", "congress"])
def case(request: pytest.FixtureRequest) -> tuple[Org, Policy]:
    if request.param == "guanxi":
        return sg.read_tables(GUANXI).at("2026-11-22"), Policy()
    if request.param == "matrix":
        return matrix(), COMPANY
    if request.param == "congress":
        return congress(), Policy.for_layers("party", ["committee", "subcommittee"])
    seed = {"several": 1, "more": 2}[request.param]
    return several_seats(seed), Policy.for_layers("team", ["party", "union"])


# -- plot_layers


def assert_layers_right(org: Org, base: str, scene: Scene) -> None:
    inside, layer = members_of(org), layer_of(org)
    homes = [box for box in kinds(scene, "unit") if layer[box.entity] == base]
    for box in homes:
        numbers = [one.text for one in scene.labels if one.of == box.key and one.anchor == "right"]
        assert numbers in ([str(len(inside[box.entity]))], [])
    for box in kinds(scene, "unit"):
        if layer[box.entity] != base:
            for label in scene.labels:
                told = re.fullmatch(r".*\((\d+)\)", label.text)
                if label.of == box.key and told and not label.text.startswith("leader"):
                    assert int(told[1]) == len(inside[box.entity])
    pairs = {f"{home}/{group}": (home, group) for home in ("", *inside) for group in inside}
    for box in kinds(scene, TAB):
        home, group = pairs[box.entity]
        people = inside[home] if home else _homeless(org, base)
        assert int(box.title.rsplit(" ", 1)[1]) == len(people & inside[group])
        numbers = [one.text for one in scene.labels if one.of == box.key]
        assert numbers in ([str(len(people & inside[group]))], [])
    cards: dict[str, int] = {}
    for box in kinds(scene, "member"):
        cards[box.entity] = cards.get(box.entity, 0) + 1
    drawn = {box.entity for box in homes}
    for member, count in cards.items():
        units = {unit for unit, people in inside.items() if member in people and unit in drawn}
        assert count == max(len(units), 1)


def _homeless(org: Org, base: str) -> set[str]:
    layer = layer_of(org)
    housed = [people for unit, people in members_of(org).items() if layer[unit] == base]
    return set(org.members["id"]) - set().union(*housed)


@pytest.mark.parametrize("grain", [NAMED, DOTS])
def test_layers(case: tuple[Org, Policy], grain: object) -> None:
    org, policy = case
    seats = layers_seated(org, policy, None, None)
    scene = dual_scene(seats, policy, WORDS, grain)
    assert_scene_sound(scene)
    assert_layers_right(org, policy.base, scene)
    sized = [one for one in scene.labels if one.of.startswith("unit:") and one.anchor == "right"]
    assert len(sized) == len([home for home in seats.homes if home >= 0])


def test_layers_on_pages(case: tuple[Org, Policy]) -> None:
    org, policy = case
    seats = layers_seated(org, policy, None, None)
    pages = DualPages(seats, policy, WORDS, sheet_of("A4"))
    for scene in pages.scenes(range(len(pages.pages))):
        assert_layers_right(org, policy.base, scene)


@examples(15)
@given(org=organisations(dated=False))
def test_layers_of_any_organisation(org: Org) -> None:
    if "team" in org.layers:
        policy = Policy()
        scene = dual_scene(layers_seated(org, policy, None, None), policy, WORDS, NAMED)
        assert_layers_right(org, "team", scene)


def test_a_page_of_a_crowd_tells_the_whole_crowd() -> None:
    people = [f"M{number}" for number in range(300)]
    units = {"id": ["T"], "layer": ["team"]}
    org = Org({"id": people}, units, {"member": people, "unit": ["T"] * 300})
    book = Booklet(org, Policy(), WORDS, sheet_of("A4"))
    for first in (0, 220):
        scene = book.scene(Card("T", [0], first))
        (number,) = [one.text for one in scene.labels if one.of == "unit:T" and one.text.isdigit()]
        assert number == "300"


def test_the_sum_of_seats_is_told() -> None:
    org = several_seats()
    policy = Policy.for_layers("team", ["party", "union"])
    scene = dual_scene(layers_seated(org, policy, None, None), policy, WORDS, NAMED)
    layer = layer_of(org)
    for base in ("team", "party", "union"):
        mine = [people for unit, people in members_of(org).items() if layer[unit] == base]
        label = policy.layer(base).label()
        told = f"{len(set().union(*mine))} people in {sum(map(len, mine))} {label} seats."
        for drawn in (scene, drawing(sg.plot_flow, org, policy=policy).scene()):
            assert any(told in one.text for one in drawn.labels), told


# -- plot_flow


def assert_flow_right(org: Org, layers: list[str], scene: Scene) -> None:
    inside, layer = members_of(org), layer_of(org)
    for box in kinds(scene, "unit"):
        if not box.part:
            count = str(len(inside[box.entity]))
            assert box.title.rsplit(": ", 1)[1] == count
            assert count in [one.text for one in scene.labels if one.of == box.key]
    told = sorted(int(shape.title.rsplit(": ", 1)[1]) for shape in scene.shapes)
    where = {name: {unit for unit in inside if layer[unit] == name} for name in layers}
    homeless = {
        name: set().union(*(inside[unit] for other in layers for unit in where[other]))
        - set().union(*(inside[unit] for unit in where[name]))
        for name in layers
    }
    if all(not box.part for box in scene.boxes) and not kinds(scene, "together"):
        bars = {name: [*(inside[unit] for unit in where[name]), homeless[name]] for name in layers}
        expected = sorted(
            len(one & other)
            for left, right in pairwise(layers)
            for one in bars[left]
            for other in bars[right]
            if one & other
        )
        assert told == expected


def test_flow(case: tuple[Org, Policy]) -> None:
    org, policy = case
    groups = [layer.name for layer in policy.groups]
    layers = [groups[0], policy.base, *groups[1:2]]
    scene = drawing(sg.plot_flow, org, policy=policy).scene()
    assert_scene_sound(scene)
    assert_flow_right(org, layers, scene)


@examples(15)
@given(seed=st.integers(0, 10_000), members=st.integers(0, 25))
def test_flow_of_any_seats(seed: int, members: int) -> None:
    org = several_seats(seed, members)
    layers = ["party", "team", "union"]
    scene = drawing(sg.plot_flow, org, layers=layers).scene()
    assert_scene_sound(scene)
    assert_flow_right(org, layers, scene)


# -- plot_org, Mermaid, plot_changes


def test_org(case: tuple[Org, Policy]) -> None:
    org, policy = case
    scene = scene_of(chosen_units(org, policy, None, None), policy, WORDS, FULL)
    inside, gathered = members_of(org), below(org)
    for box in kinds(scene, "unit"):
        direct, whole = len(inside[box.entity]), len(gathered[box.entity])
        told = WORDS.people(whole, below=True) if whole and not direct else WORDS.people(direct)
        if 0 < direct < whole:
            told = WORDS.text("chart.people_here", count=whole, here=direct)
        assert told in [one.text for one in scene.labels if one.of == box.key]


def test_mermaid(case: tuple[Org, Policy]) -> None:
    org, policy = case
    inside, units = members_of(org), org.units["id"].tolist()
    text = "\n".join(to_mermaid(org, policy=policy))
    sizes = {
        units[int(number)]: lines.split("<br/>")[-1]
        for number, lines in re.findall(r'^u(\d+)\["(.*)"\]', text, flags=re.MULTILINE)
    }
    assert set(sizes) == set(units)
    for unit, told in sizes.items():
        assert told == str(len(inside[unit])) or not inside[unit]
    shared = re.findall(r'u(\d+) -\. "(\d+)" \.- u(\d+)', text)
    assert shared
    for group, count, base in shared:
        assert int(count) == len(inside[units[int(group)]] & inside[units[int(base)]])


def test_changes() -> None:
    org = several_seats()
    policy = Policy.for_layers("team", ["party", "union"])
    rows = org.memberships
    after = org.replace(memberships=rows.iloc[len(rows) // 3 :].reset_index(drop=True))
    scene = drawing(sg.plot_changes, org, after, policy=policy).scene()
    sides = {"before": members_of(org), "after": members_of(after)}
    cards = [box for box in scene.boxes if box.part in sides]
    assert cards
    for box in cards:
        told = [one.text for one in scene.labels if one.of == box.key]
        assert WORDS.people(len(sides[box.part][box.entity])) in told


# -- packs


def test_packs(case: tuple[Org, Policy]) -> None:
    org, policy = case
    pack = pack_of(org, policy, [], min_group=0, on="2026-11-22")
    inside, layer = members_of(org), layer_of(org)
    base = [unit for unit in org.units["id"] if layer[unit] == policy.base]
    for one in pack.by_base_unit:
        assert one.counts.sum(axis=0).tolist() == [len(inside[unit]) for unit in base]
    frame = layer_frame(pack)
    for name, told in zip(org.layers, frame.itertuples(index=False), strict=True):
        mine = [people for unit, people in inside.items() if layer[unit] == name]
        assert told[1:3] == (len(mine), len(set().union(*mine)))


def test_the_projects_of_the_matrix_company() -> None:
    org = matrix()
    scene = drawing(sg.plot_flow, org, layers=["project", "department"], policy=COMPANY).scene()
    sizes = {box.entity: box.title.rsplit(": ", 1)[1] for box in kinds(scene, "unit")}
    told = {unit: sizes[unit] for unit in ("PR1", "PR2", "PR3", "PR4", "PR5", "PR6")}
    assert told == {"PR1": "8", "PR2": "12", "PR3": "14", "PR4": "9", "PR5": "12", "PR6": "14"}
    assert ELLIPSIS not in "".join(told.values())
