"""What another program reads of a command is the answer and nothing else, whatever libraries print."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

import sanzu_graph as sg

#: Prints with each solver, as HiGHS 1.16 does with the first one, through the C library.
LOUD = """
import ctypes, sys
import highspy
quiet = highspy.Highs.__init__
def loud(self, *given):
    ctypes.CDLL(None).puts(b"HiGHS 1.16.0: a banner")
    quiet(self, *given)
    highspy.Highs.__init__ = quiet
highspy.Highs.__init__ = loud
from sanzu_graph.cli import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    "command",
    ["propose", *(pytest.param(one, marks=pytest.mark.heavy) for one in ("audit", "checks"))],
)
def test_json_is_json(command: str, tmp_path: pathlib.Path) -> None:
    org = sg.Org(
        {"id": ["A", "B", "C"], "political_status": ["party_member"] * 3},
        {"id": ["T", "U", "P"], "layer": ["team", "team", "party"]},
        {"member": ["A", "B", "C", "A"], "unit": ["T", "T", "U", "P"]},
    )
    sg.write_tables(org, tmp_path / "tables")
    where = [] if command == "checks" else [str(tmp_path / "tables"), "--layers", "team:party"]
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", LOUD, command, *where, "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SANZU_TODAY": "2026-11-22"},
    )
    assert run.returncode in (0, 1, 3), run.stderr
    assert json.loads(run.stdout)
