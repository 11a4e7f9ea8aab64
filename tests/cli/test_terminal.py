"""Nothing that is read can steer the terminal, wherever it is repeated."""

from __future__ import annotations

import ast
import json
import pathlib
import re

import pytest

import sanzu_graph as sg
from sanzu_graph import cli
from sanzu_graph.cli.commands import _COMMANDS, invoke

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


@pytest.fixture
def hostile(tmp_path: pathlib.Path) -> dict[str, str]:
    """A sound organisation, plans and a policy whose names, ids, titles and headings are hostile,
    in a folder that is, too.
    """
    folder = tmp_path / HOSTILE.replace("\x07", "")
    folder.mkdir()
    ids = [f"M{at}{HOSTILE}" for at in range(6)]
    group = "gang" + HOSTILE
    org = sg.Org(
        {
            "id": ids,
            "name": [f"{HOSTILE} {at}" for at in range(6)],
            "seniority_years": range(6),
            "position": [HOSTILE] * 6,
            "column" + HOSTILE: [HOSTILE] * 6,
        },
        {
            "id": ["T" + HOSTILE, "U" + HOSTILE, "G" + HOSTILE],
            "layer": ["team", "team", group],
            "name": [HOSTILE + "t", HOSTILE + "u", HOSTILE + "g"],
        },
        {
            "member": [*ids, ids[0]],
            "unit": ["T" + HOSTILE] * 3 + ["U" + HOSTILE] * 3 + ["G" + HOSTILE],
            "role": ["leader", HOSTILE, "", "", "", "", ""],
            "title": [HOSTILE] * 7,
        },
        assessments={
            "candidate": [ids[0], ids[1]],
            "unit": ["G" + HOSTILE] * 2,
            "stage": ["peer"] * 2,
            "criterion": [HOSTILE] * 2,
            "score": [9, 8],
        },
        activities={
            "id": ["A" + HOSTILE],
            "unit": ["G" + HOSTILE],
            "kind": [HOSTILE],
            "date": ["2026-01-05"],
        },
    )
    sg.write_tables(org, folder / "tables")
    plan = sg.Scenario(
        HOSTILE,
        [
            sg.MoveMember(ids[5], "U" + HOSTILE, "T" + HOSTILE),
            sg.EditMember(ids[1], {"position": "x" + HOSTILE}),
            sg.AssignRole(ids[2], "T" + HOSTILE, HOSTILE),
        ],
    )
    plan.write(folder / "plan.json")
    sg.write_tables(plan.apply(org), folder / "after")
    (folder / "survey").mkdir()
    sg.write_tables(org, folder / "survey" / HOSTILE.replace("\x07", ""))
    wrong = sg.Scenario(HOSTILE, [sg.LeaveUnit(ids[5], "nowhere" + HOSTILE)])
    wrong.write(folder / "wrong.json")
    return {
        "{tables}": str(folder / "tables"),
        "{plan}": str(folder / "plan.json"),
        "{wrong}": str(folder / "wrong.json"),
        "{after}": str(folder / "after"),
        "{survey}": str(folder / "survey"),
        "{out}": str(folder / "out"),
        "{layers}": "team:" + group,
        "{unit}": "G" + HOSTILE,
    }


#: A command line of each kind whose answer, not its error, repeats what was read.
ORDINARY = [
    "audit {tables} --layers {layers}",
    "audit {tables} --layers {layers} --format json",
    "audit {tables} --layers {layers} --format csv",
    "survey {survey} --layers {layers}",
    "calendar {tables} --layers {layers}",
    "check-file {roster}",
    "propose {tables} --layers {layers}",
    "pair {tables}",
    "rank {tables} --layers {layers} --unit {unit}",
    "preview {tables} {plan} --layers {layers}",
    "compare {tables} {plan} {after} --layers {layers}",
    "apply {tables} {plan} --output {out}/applied",
    "diff {tables} {after}",
    "plan merge {unit} {layers}",
    "chart {tables} --layers {layers} --output {out}/x.svg",
    "brief {tables} {plan} --layers {layers}",
    "report {tables} {plan} --layers {layers} --output {out}/x.html",
    "checks",
    "policy",
]
FAILING = [
    "preview {tables} {wrong}",
    "apply {tables} {wrong} --output {out}/y",
    "brief {tables} {unit} --layers {layers}",
    "report {tables} {plan} --chosen {unit} --output {out}/y.html",
    "report {tables} {plan} --hide-layers {unit} --output {out}/y.html",
    "rank {tables} --layers {layers} --unit {plan}",
    "calendar {tables} --layers {unit}",
    "survey {unit}",
    "survey {survey} --by {unit}",
    "diff {tables} {unit}",
    "pair {tables} --objective {unit}",
    "compare {tables} {unit}",
    "chart {tables} {unit} --output {out}/z.{unit}",
    "demo --output {tables}/members.csv",
]


def test_the_ordinary_lines_are_of_all_commands() -> None:
    """But of the demo, which reads nothing of anybody's."""
    assert {line.split()[0] for line in ORDINARY} == set(_COMMANDS) - {"demo"}


#: What takes half a second or more.
SLOW = ("propose", "brief", "report", "compare", "survey", "chart", "rank")


@pytest.mark.parametrize("is_slow", [False, pytest.param(True, marks=pytest.mark.heavy)])
def test_nothing_ordinary_steers_the_terminal(is_slow, hostile, tmp_path, capsys, monkeypatch):
    """On a screen; what another program reads through a pipe is exact."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "200")
    roster = tmp_path / "roster.csv"
    roster.write_text(
        f'姓名,班组,组{HOSTILE}\n"甲{HOSTILE}","一班{HOSTILE}",{HOSTILE}\n', encoding="utf-8"
    )
    pathlib.Path(hostile["{out}"]).mkdir()
    places = {**hostile, "{roster}": str(roster)}
    for line in (one for one in [*ORDINARY, *FAILING] if one.startswith(SLOW) == is_slow):
        words = [re.sub(r"\{\w+\}", lambda name: places[name[0]], word) for word in line.split(" ")]
        code = invoke([*words, "--lang", "en"])
        said = "".join(capsys.readouterr())
        assert said.strip(), line
        assert not [sign for sign in SIGNS if sign in said], line
        assert (code == 2) == (line in FAILING), (line, code, said)


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
