"""Plans that nobody means well with: our error, short enough to be read, or the right answer."""

from __future__ import annotations

import dataclasses
import datetime
import json
from pathlib import Path

import pytest

import sanzu_graph as sg
from sanzu_graph.changes.registry import all_changes
from sanzu_graph.cli import run

HEAD = '{"format": "sanzu_graph scenario", "version": 1, "name": "x", "changes": '
HUGE = 10**400
MOST = 6000
#: What a key of a change may hold that it should not.
HOSTILE = {
    "huge": HUGE,
    "twenty": int("9" * 20),
    "deep": json.loads("[" * 300 + "]" * 300),
    "nul": "a\0b",
    "long": "x" * 20_000,
    "path": "../values",
    "schema": "values",
    "day": "0001-01-01",
    "held": {"id": HUGE, "age": HUGE, "share": HUGE, "name": "a\0b" + "x" * 20_000},
}
SOUND = dict.fromkeys(["id", "name", "kind", "role"], "N") | {
    "member": "A",
    "unit": "T",
    "source": "T",
    "target": "U",
    "into": "U",
    "layer": "team",
    "table": "members",
    "row": {"id": "Q"},
    "values": {"id": "Q"},
}


@pytest.fixture(scope="module")
def org() -> sg.Org:
    return sg.Org(
        {"id": ["A", "B"], "age": [30, 40]},
        {"id": ["T", "U"], "layer": ["team", "team"]},
        {"member": ["A", "B"], "unit": ["T", "U"]},
        activities={"id": [], "unit": [], "kind": [], "date": []},
    )


@pytest.mark.parametrize("name", all_changes())
def test_no_value_of_a_change_ends_in_another_error(name: str, org: sg.Org) -> None:
    fields = dataclasses.fields(all_changes()[name])
    for key in (one.name for one in fields):
        given = {
            one.name: SOUND[one.name]
            for one in fields
            if one.name in SOUND and one.default is dataclasses.MISSING
        }
        for value in HOSTILE.values():
            _tried({"change": name, **given, key: value}, org)


def _tried(change: dict[str, object], org: sg.Org) -> None:
    """Read, told and applied: each ends well, or in an error that a person can read."""
    try:
        plan = sg.Scenario.from_json(HEAD + json.dumps([change]) + "}")
    except sg.SanzuError as error:
        _readable(error)
        return
    assert sg.Scenario.from_json(plan.to_json()) == plan
    for step in (plan.to_frame, plan.apply):
        try:
            step(org)
        except sg.SanzuError as error:
            _readable(error)


def _readable(error: sg.SanzuError) -> None:
    for lang in ("en", "zh"):
        assert 0 < len(error.describe(lang)) < MOST


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (f"{HEAD}[{HUGE}]}}", "change 1"),
        (f"{HEAD}{HUGE}}}", "no list of changes"),
        (f"{HEAD}[{'9' * 5000}]}}", "no valid JSON"),
        (f"{HEAD}[1e999]}}", "no change"),
        (f'{HEAD}[], "on": {HUGE}}}', "no day"),
        (f'{HEAD}[], "{"k" * 100_000}": 1}}', "kkk…"),
        (f"{HEAD}{'[' * 100_000}{']' * 100_000}}}", "no valid JSON"),
        ('{"a":' * 100_000, "no valid JSON"),
        (f"{HEAD}[]}}\0", "no valid JSON"),
        (f'{{"format": "sanzu_graph scenario", "version": {HUGE}}}', "is unknown"),
    ],
    ids=[
        "change",
        "changes",
        "digits",
        "beyond",
        "day",
        "key",
        "deep",
        "objects",
        "nul",
        "version",
    ],
)
def test_a_hostile_file_is_told(content: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(sg.SanzuError) as caught:
        sg.Scenario.read(path)
    assert told in caught.value.describe("en")
    _readable(caught.value)


def test_a_number_beyond_the_column_is_kept(org: sg.Org) -> None:
    for value in (int("9" * 20), HUGE):
        after = sg.Scenario("x", [sg.EditMember("A", {"age": value})]).apply(org)
        assert after.members.set_index("id").loc["A", "age"] == str(value)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, org: sg.Org) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("plans")
    sg.write_tables(org, folder / "tables")
    sg.Scenario("x", [sg.MoveMember("B", "U", "T")]).write(folder / "plan.json")
    return str(folder / "tables"), str(folder / "plan.json")


@pytest.mark.parametrize("command", ["audit", "calendar", "preview"])
def test_a_day_at_the_edge_is_answered_and_no_day_is_told(command, files, capsys) -> None:
    given = [command, *files[: 1 if command in ("audit", "calendar") else 2], "--lang", "en"]
    for day in ("0001-01-01", "9999-12-31"):
        assert datetime.date.fromisoformat(day)
        assert run([*given, "--on", day]) in (0, 1, 3)
    capsys.readouterr()
    for day in ("9" * 20, "a\0b", "x" * 100_000):
        assert run([*given, "--on", day]) == 2
        err = capsys.readouterr().err
        assert "is not a day" in err
        assert len(err) < MOST


@pytest.mark.parametrize("option", ["--max-groups", "--time-limit"])
def test_a_limit_of_twenty_digits_is_as_good_as_none(option, files, capsys) -> None:
    asked = ["propose", files[0], "--layers", "team", "--lang", "en"]
    assert run(asked) == run([*asked, option, "9" * 20]) != 2
    capsys.readouterr()
    assert run([*asked, option, "-" + "9" * 20]) == 2
    assert "range" in capsys.readouterr().err
