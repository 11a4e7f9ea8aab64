"""Nothing that is read can steer the terminal, wherever it is repeated."""

from __future__ import annotations

import ast
import json
import pathlib

import pytest

import sanzu_graph as sg
from sanzu_graph import cli
from sanzu_graph.cli.commands import invoke

HOSTILE = "\x1b[2J\x1b]0;owned\x07\u202eevil\x9b31m"
SIGNS = ("\x1b", "\x07", "\u202e", "\x9b")


@pytest.fixture
def tables(tmp_path: pathlib.Path) -> pathlib.Path:
    """An organisation whose words are all hostile."""
    org = sg.Org(
        {"id": ["A" + HOSTILE, "B"], "name": [HOSTILE, HOSTILE]},
        {"id": ["T" + HOSTILE, "P"], "layer": ["team", "party" + HOSTILE], "name": [HOSTILE, ""]},
        {"member": ["A" + HOSTILE, "B"], "unit": ["T" + HOSTILE, "P"], "role": [HOSTILE, ""]},
    )
    return sg.write_tables(org, tmp_path / "tables")


def policy_file(folder: pathlib.Path) -> str:
    path = folder / "policy.toml"
    path.write_text(f"[{json.dumps('layers' + HOSTILE)}]\nx = 1\n", encoding="utf-8")
    return str(path)


def plan_file(folder: pathlib.Path) -> str:
    path = folder / "plan.json"
    changes = [{"change": "move_member" + HOSTILE, "member": HOSTILE}]
    path.write_text(json.dumps({"version": 1, "name": HOSTILE, "changes": changes}))
    return str(path)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "command",
    [
        ["audit", "{tables}"],
        ["audit", "{tables}", "--on", HOSTILE],
        ["audit", "{tables}", "--policy", "{policy}"],
        ["audit", "{tables}", "--policy", HOSTILE],
        ["audit", "{tables}", "--" + HOSTILE],
        ["audit", HOSTILE + ".xlsx"],
        ["preview", "{tables}", "{plan}"],
        ["chart", "{tables}", "--chart", HOSTILE],
        ["rank", "{tables}", HOSTILE],
        ["propose", "{tables}", "--levers", HOSTILE],
        [HOSTILE],
        ["check-file", "{roster}"],
        ["check-file", "{roster}", "--sheet", HOSTILE],
    ],
    ids=lambda words: " ".join(words).replace(HOSTILE, "…"),
)
def test_nothing_steers_the_terminal(command, lang, tables, tmp_path, capsys) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(
        f'姓名,班组{HOSTILE},班组\n"甲{HOSTILE}",x,"一班{HOSTILE}"\n', encoding="utf-8"
    )
    places = {
        "{tables}": str(tables),
        "{policy}": policy_file(tmp_path),
        "{plan}": plan_file(tmp_path),
        "{roster}": str(roster),
    }
    invoke([*(places.get(word, word) for word in command), "--lang", lang])
    said = "".join(capsys.readouterr())
    assert said.strip()
    assert not [sign for sign in SIGNS if sign in said]


def test_there_is_one_door() -> None:
    doors = ("print", "click.echo", "click.secho", "sys.stdout.write", "sys.stderr.write")
    others = [
        (path.name, ast.unparse(node.func))
        for path in pathlib.Path(cli.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in doors
    ]
    assert sorted(others) == [
        ("__init__.py", "print"),
        ("output.py", "sys.stdout.write"),
        ("terminal.py", "click.echo"),
    ]
