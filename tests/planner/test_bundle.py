"""The committed bundle is what esbuild makes of the page's modules, and these do what their own
tests say.
"""

import contextlib
import json
import random
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.planner.session import Session
from sanzu_graph.planner.snapshots import patch, snapshot
from sanzu_graph.planner.widget import STATIC
from tests.charts.test_numbers import several_seats
from tests.searching import examples

ROOT = Path(__file__).parents[2]
ESBUILD = ROOT / "node_modules" / ".bin" / "esbuild"


def node() -> str:
    found = shutil.which("node")
    if found is None:
        pytest.skip(
            "no node here, so nothing can be bundled; the committed bundle is used as it is"
        )
    return found


def test_the_bundle_is_the_build_of_the_modules(tmp_path):
    node()
    if not ESBUILD.exists():
        pytest.skip("esbuild is not installed here; `make js` installs it")
    scripts = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["scripts"]
    command = shlex.split(scripts["build"])
    assert command[0] == "esbuild"
    options = [option for option in command[1:] if not option.startswith("--outdir")]
    subprocess.run(
        [str(ESBUILD), *options, f"--outdir={tmp_path}", "--log-level=error"], cwd=ROOT, check=True
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        path.name for path in STATIC.iterdir()
    )
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (STATIC / path.name).read_bytes(), (
            f"{path.name} is stale: run `make js`"
        )


def test_the_modules_pass_their_own_tests():
    if (
        int(
            subprocess.run([node(), "--version"], capture_output=True, text=True, check=True)
            .stdout[1:]
            .split(".")[0]
        )
        < 20
    ):
        pytest.skip("node is older than 20, which the modules' tests need")
    run = subprocess.run(
        [node(), "--test", "tests/planner/page/"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout


def test_no_registry_is_named():
    assert "://" not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


#: Of boards: each unit with the size told and the number of cards, without edits and with them.
COUNTS = """
import { readFileSync } from "node:fs";
import { State } from "%s";
const counted = ({ snapshot, patch }) => {
  const state = new State(snapshot, patch);
  const units = [...state.units.values()];
  return units.map(({ id, layer }) => [id, state.size(id), state.roster(layer).get(id).length]);
};
console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(counted)));
"""


def boards_counted(sessions: list[Session]) -> list[list[tuple[str, int, int]]]:
    """What the page makes of boards: unit, size, cards; all in one process."""
    boards = [{"snapshot": snapshot(one), "patch": patch(one)} for one in sessions]
    script = COUNTS % (ROOT / "sanzu_graph" / "planner" / "page" / "state.js").as_uri()
    run = subprocess.run(
        [node(), "--input-type=module", "-e", script],
        input=json.dumps(boards),
        capture_output=True,
        text=True,
        check=True,
    )
    return [[tuple(unit) for unit in units] for units in json.loads(run.stdout)]


def assert_counts_right(sessions: list[Session]) -> None:
    for session, counted in zip(sessions, boards_counted(sessions), strict=True):
        sizes = sg.unit_sizes(session.audit.org)
        told = zip(sizes["unit"], sizes["headcount"], sizes["headcount"], strict=True)
        assert sorted(counted) == sorted(told)


@pytest.mark.parametrize("edits", [0, 5])
def test_the_board_counts_people_as_unit_sizes_does(edits):
    """In every layer, several seats a person included, before and after edits."""
    org = sg.read_tables(ROOT / "data" / "guanxi")
    session = Session(org, sg.Policy(), None, on="2026-11-22")
    teams, unions = (
        org.units["id"][org.units["layer"] == layer].tolist() for layer in ("team", "union")
    )
    for number in range(edits):
        member = org.members["id"].iloc[7 * number]
        inside = set(org.memberships["unit"][org.memberships["member"] == member])
        for units in (teams, unions):
            session.make([sg.JoinUnit(member, next(unit for unit in units if unit not in inside))])
    assert_counts_right([session])


def edited(seed: int) -> Session:
    """A board of people with several seats, after some edits of all kinds that move seats."""
    dice = random.Random(seed)
    org = several_seats(seed, dice.randrange(1, 16))
    session = Session(org, sg.Policy.for_layers("team", ["party", "union"]), None)
    members, units = org.members["id"].tolist(), org.units["id"].tolist()
    for _ in range(dice.randrange(8)):
        member, unit, other = dice.choice(members), dice.choice(units), dice.choice(units)
        change = dice.choice(
            [
                sg.MoveMember(member, unit, other),
                sg.JoinUnit(member, unit),
                sg.LeaveUnit(member, unit),
                sg.AppointLeader(member, unit),
                sg.MergeUnits(unit, other),
                sg.RemoveMember(member),
            ]
        )
        with contextlib.suppress(sg.ChangeError):
            session.make([change])
    return session


@examples(4)
@given(st.lists(st.integers(0, 1_000_000), min_size=1, max_size=10))
def test_all_counts_of_any_board_are_those_of_unit_sizes(seeds):
    """A card for each seat, and so many people as `unit_sizes` has."""
    assert_counts_right([edited(seed) for seed in seeds])
