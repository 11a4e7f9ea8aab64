"""`make bounds`: the tests of the core with the lowest and with the newest versions within the bounds.

The lowest versions are tried on the oldest Python of this machine, the newest on the newest one. Each
environment lies in ``.venv-bounds``, and is made anew. It says what was run. Pythons that are not on
the path can be named: ``make bounds PYTHONS="3.11 /opt/python3.14"``, the oldest first.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLACE = ROOT / ".venv-bounds"
#: The Pythons that are looked for, from the oldest on.
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
#: Tests that touch every library: tables, checks, plans, pictures, packs, files.
TESTS = (
    "tests/model",
    "tests/policy",
    "tests/checks",
    "tests/changes",
    "tests/solving",
    "tests/io/test_workbooks.py",
    "tests/io/test_parquet.py",
    "tests/io/test_graphml.py",
    "tests/charts/test_svg.py",
    "tests/charts/test_pdf.py",
    "tests/charts/test_slides.py",
    "tests/reports",
    "tests/cli/test_commands.py",
)


def main() -> int:
    """Make both environments, run the tests in each, and say what was run."""
    found = sys.argv[1:] or [name for name in PYTHONS if _is_here(name)]
    oldest, newest = found[0], found[-1]
    codes = [
        _run("lowest", oldest, "lowest-direct"),
        _run("newest", newest, "highest"),
    ]
    return max(codes)


def _is_here(python: str) -> bool:
    find = [sys.executable, "-m", "uv", "python", "find", "--no-python-downloads", python]
    return subprocess.run(find, capture_output=True, check=False).returncode == 0


def _run(name: str, python: str, resolution: str) -> int:
    place = PLACE / name
    shutil.rmtree(place, ignore_errors=True)
    uv = [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "--quiet", "--python", python, str(place)], check=True)
    binary = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    install = [*uv, "pip", "install", "--quiet", "--python", str(binary)]
    subprocess.run(
        [*install, "--resolution", resolution, "--editable", ".[all,dev]"], check=True, cwd=ROOT
    )
    told = subprocess.run(
        [*uv, "pip", "freeze", "--python", str(binary)], capture_output=True, text=True, check=True
    )
    main = ("numpy", "pandas", "scipy", "networkx", "matplotlib", "highspy", "python-calamine")
    versions = [line for line in told.stdout.splitlines() if line.partition("==")[0] in main]
    print(f"{name}: Python {python}, {', '.join(versions)}", flush=True)  # noqa: T201 - it tells
    # Old versions warn of newer ones that they do not know; that is no fault of ours.
    calm = ["-W", "default"] if name == "lowest" else []
    return subprocess.run(
        [str(binary), "-m", "pytest", "-q", "-m", "not heavy and not browser", *calm, *TESTS],
        cwd=ROOT,
        check=False,
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
