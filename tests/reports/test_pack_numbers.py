"""Every number of people in the files of a pack is the number of distinct members."""

from __future__ import annotations

import random
from pathlib import Path

import openpyxl
import pytest

import sanzu_graph as sg
from tests.reports.test_report import Page, slides

LAYERS = {"team": 4, "party": 3}
POLICY = sg.Policy.for_layers("team", ["party"]).with_layer("party", led=True)


def organisation(seed: int) -> sg.Org:
    """People with up to three seats in a layer."""
    dice = random.Random(seed)
    people = [f"M{number:02}" for number in range(40)]
    rows = sorted(
        {
            (member, f"{layer[0]}{dice.randrange(many)}")
            for member in people
            for layer, many in LAYERS.items()
            for _ in range(dice.randrange(4))
        }
    )
    units = [
        (f"{layer[0]}{number}", layer) for layer, many in LAYERS.items() for number in range(many)
    ]
    return sg.Org(
        {"id": people, "status": [dice.choice("xy") for _ in people]},
        {"id": [unit for unit, _ in units], "layer": [layer for _, layer in units]},
        {"member": [row[0] for row in rows], "unit": [row[1] for row in rows]},
    )


def layer_rows(org: sg.Org) -> list[list[str]]:
    """Layer, units, people, seats, led units; by plain loops."""
    inside: dict[str, set[str]] = {unit: set() for unit in org.units["id"]}
    led = set()
    for row in org.memberships.itertuples():
        inside[row.unit].add(row.member)
        led |= {row.unit} if row.role == "leader" else set()
    of = dict(zip(org.units["id"], org.units["layer"], strict=True))
    found = []
    for layer in org.layers:
        units = [unit for unit in inside if of[unit] == layer]
        people = set().union(*(inside[unit] for unit in units))
        seats = sum(len(inside[unit]) for unit in units)
        found.append([layer, *map(str, (len(units), len(people), seats, len(led & set(units))))])
    return found


@pytest.fixture(params=[1, 2])
def org(request: pytest.FixtureRequest) -> sg.Org:
    return organisation(request.param)


def plan(org: sg.Org) -> sg.Scenario:
    """Whoever is first in t0 and not in t1 goes there; further ones join a group."""
    inside = {
        unit: set(org.memberships["member"][org.memberships["unit"] == unit])
        for unit in ("t0", "t1", "p0")
    }
    one = min(inside["t0"] - inside["t1"])
    other = min(set(org.members["id"]) - inside["p0"])
    return sg.Scenario("plan", [sg.MoveMember(one, "t0", "t1"), sg.JoinUnit(other, "p0")])


def test_the_page(org: sg.Org, tmp_path: Path) -> None:
    path = tmp_path / "pack.html"
    sg.report(org, POLICY, plan(org), path, min_group=0, lang="en")
    texts = [text.strip() for text in Page(path.read_text(encoding="utf-8")).texts if text.strip()]
    for row in layer_rows(org):
        assert any(texts[at : at + 5] == row for at in range(len(texts))), row
    whole = " ".join(texts)
    for layer, _, people, seats, _ in layer_rows(org):
        assert f"{people} people in {seats} {layer} seats." in whole


def test_the_workbook(org: sg.Org, tmp_path: Path) -> None:
    path = tmp_path / "pack.xlsx"
    sg.report(org, POLICY, plan(org), path, min_group=0, lang="en")
    book = openpyxl.load_workbook(path)
    rows = [
        [str(cell) for cell in row if cell is not None]
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
    ]
    for row in layer_rows(org):
        assert row in rows


def test_the_deck(org: sg.Org, tmp_path: Path) -> None:
    path = tmp_path / "pack.pptx"
    sg.report(org, POLICY, plan(org), path, min_group=0, lang="en")
    told = [line for slide in slides(path) for line in slide.splitlines()]
    for row in layer_rows(org):
        assert any(told[at : at + 5] == row for at in range(len(told))), row
