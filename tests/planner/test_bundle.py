"""The committed bundle is what esbuild makes of the page's modules, and these do what their own
tests say.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import sanzu_graph as sg
from sanzu_graph.planner.session import Session
from sanzu_graph.planner.snapshots import patch, snapshot
from sanzu_graph.planner.widget import STATIC

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
    command = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["scripts"][
        "build"
    ].split()
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


SIZES = """
import { readFileSync } from "node:fs";
import { State } from "%s";
const { snapshot, patch } = JSON.parse(readFileSync(0, "utf8"));
const state = new State(snapshot, patch);
console.log(JSON.stringify(snapshot.units.map(([id]) => [id, state.size(id)])));
"""


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
    script = SIZES % (ROOT / "sanzu_graph" / "planner" / "page" / "state.js").as_uri()
    run = subprocess.run(
        [node(), "--input-type=module", "-e", script],
        input=json.dumps({"snapshot": snapshot(session), "patch": patch(session)}),
        capture_output=True,
        text=True,
        check=True,
    )
    sizes = sg.unit_sizes(session.audit.org)
    assert dict(json.loads(run.stdout)) == dict(zip(sizes["unit"], sizes["headcount"], strict=True))
