"""A year of changes: a sheet of rows, and pages on which everybody who moves is named."""

import random
import re

import pytest

import sanzu_graph as sg
from sanzu_graph.charts.paper import sheet_of
from sanzu_graph.charts.registry import drawing
from sanzu_graph.errors import speaking
from tests.charts.conftest import assert_scene_sound, kinds


def shuffled(org: sg.Org, moves: int) -> sg.Org:
    """So many people of teams and party groups in another unit of the layer."""
    chance, rows = random.Random(3), org.memberships
    layer = dict(zip(org.units["id"], org.units["layer"], strict=True))
    units = {name: [unit for unit in layer if layer[unit] == name] for name in ("team", "party")}
    places = [at for at in range(len(rows)) if layer[rows.loc[at, "unit"]] in units]
    for at in chance.sample(places, moves):
        rows.loc[at, "unit"] = chance.choice(units[layer[rows.loc[at, "unit"]]])
    return sg.Org(org.members, org.units, rows.drop_duplicates(["member", "unit"]))


@pytest.fixture(scope="module")
def year() -> tuple[sg.Org, sg.Org]:
    before = sg.synthetic(members=300, seed=7)
    return sg.Org(before.members, before.units, before.memberships), shuffled(before, 100)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_year_stays_a_sheet(year, lang):
    with speaking(lang):
        scene = drawing(sg.plot_changes, *year).scene()
    assert_scene_sound(scene)
    assert max(scene.width, scene.height) < 1_000
    before, after = map(pairs, year)
    rows = kinds(scene, "unit")
    assert {box.entity for box in rows} >= {unit for _, unit in before ^ after}
    texts_of = {box.key: [] for box in rows}
    for label in scene.labels:
        texts_of.get(label.of, []).append(label.text)
    for box in rows:
        sizes = [sum(unit == box.entity for _, unit in side) for side in (before, after)]
        assert f"{sizes[0]} → {sizes[1]}" in texts_of[box.key]
        come, left = (
            sum(unit == box.entity for _, unit in side) for side in (after - before, before - after)
        )
        signs = [f"+{come}" * (come > 0), f"−{left}" * (left > 0)]
        told = [text for text in texts_of[box.key] if re.fullmatch(r"[+−\d ]+", text)]
        assert told == [" ".join(filter(None, signs))] * any(signs)


def pairs(org: sg.Org) -> set[tuple[str, str]]:
    """Who is in which unit."""
    return set(zip(org.memberships["member"], org.memberships["unit"], strict=True))


def test_pages_name_everybody_and_cut_between_rows(year):
    sheet = sheet_of("A4")
    with speaking("en"):
        parts = list(drawing(sg.plot_changes, *year).parts(sheet))
    assert len(parts) > 2
    names = dict(zip(year[0].members["id"], year[0].members["name"], strict=True))
    told = "".join(label.text for part in parts for label in part.scene.labels).replace(" ", "")
    for member, _ in pairs(year[0]) ^ pairs(year[1]):
        assert names[member].replace(" ", "") in told, "perhaps in two lines"
    for part in parts:
        assert_scene_sound(part.scene)
        assert part.scene.width <= sheet.inner[0] + 0.01
        assert part.scene.height <= sheet.inner[1] + 30
        assert part.names
    drawn = [box.entity for part in parts for box in kinds(part.scene, "unit")]
    assert len(drawn) == len(set(drawn)), "a row is on one page"


def test_who_joins_a_group_is_told_with_their_team(station):
    from tests.breaking import added

    row = {"member": "M10", "unit": "P1", "role": "", "title": ""}
    after = added(station, "memberships", row)
    team = station.units.set_index("id").loc["T2", "name"]
    with speaking("en"):
        scene = drawing(sg.plot_changes, station, after).scene()
    assert f"康十 (from {team})" in [label.text for label in scene.labels]


def test_many_pages_of_changes_have_an_index(year, tmp_path):
    pypdf = pytest.importorskip("pypdf")
    path = sg.save_chart(
        year[0], tmp_path / "c.pdf", chart="changes", after=year[1], pages="A4", lang="en"
    )
    pages = pypdf.PdfReader(path).pages
    assert "Index" in pages[0].extract_text()
    assert len(pages) > 3
