"""The committed bundle is what esbuild makes of the page's modules, and these do what their own
tests say.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

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
