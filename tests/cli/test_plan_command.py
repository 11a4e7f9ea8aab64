"""`sanzu plan`: a plan written change by change."""

from __future__ import annotations

import dataclasses
import json

import pytest

import sanzu_graph as sg
from sanzu_graph.changes.registry import all_changes
from sanzu_graph.cli import run
from sanzu_graph.cli.overview import WIDTH, overview
from sanzu_graph.cli.plan_command import KINDS
from tests.cli.screens import unwrapped
from tests.speech import in_language


@pytest.fixture
def tables(tmp_path) -> str:
    org = sg.Org(
        {"id": ["A", "B", "C"], "name": ["安", "白", "白"]},
        {"id": ["T1", "T2"], "name": ["一班", "二班"], "layer": ["team"] * 2},
        {"member": ["A", "B", "C"], "unit": ["T1", "T1", "T2"]},
    )
    return str(sg.write_tables(org, tmp_path / "tables"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_shown_are_the_fields_of_the_change(kind) -> None:
    name, shown = KINDS[kind]
    own = [
        one
        for one in dataclasses.fields(all_changes()[name])
        if one.name != "on" and str(one.type) in ("str", "str | None")
    ]
    needed = [one.default is dataclasses.MISSING for one in own]
    told = [
        one.name.upper() if need else f"[{one.name.upper()}]"
        for one, need in zip(own, needed, strict=True)
    ]
    assert shown.split() == told
    assert needed == sorted(needed, reverse=True)


def test_changes_are_added_one_by_one(tmp_path, capsys) -> None:
    path = tmp_path / "plan.json"
    assert run(["plan", "move", "A", "T1", "T2", "--append", str(path), "--lang", "en"]) == 0
    assert "change 1: Move A from T1 to T2" in unwrapped(capsys.readouterr().out)
    given = ["plan", "appoint", "A", "T2", "--on", "2031-01-01", "--append", str(path)]
    assert run(given) == 0
    plan = sg.Scenario.read(path)
    assert plan.name == "plan"
    assert plan.changes == (
        sg.MoveMember("A", "T1", "T2"),
        sg.AppointLeader("A", "T2", on="2031-01-01"),
    )


def test_without_a_file_the_plan_is_printed(capsys) -> None:
    assert run(["plan", "merge", "T1", "T2"]) == 0
    (change,) = json.loads(capsys.readouterr().out)["changes"]
    assert change == {"change": "MergeUnits", "unit": "T1", "into": "T2"}


def test_it_is_tried_on_an_organisation_and_names_will_do(tables, tmp_path, capsys) -> None:
    path = str(tmp_path / "plan.json")
    given = ["--for", tables, "--append", path, "--lang", "en"]
    assert run(["plan", "move", "安", "一班", "T2", *given]) == 0
    assert "Move 安 (A) from 一班 (T1) to 二班 (T2)" in capsys.readouterr().out
    before = (tmp_path / "plan.json").read_bytes()
    assert run(["plan", "move", "A", "T1", "T2", *given]) == 2
    assert "Step 2" in capsys.readouterr().err
    assert run(["plan", "leave", "白", "T1", *given]) == 2
    assert "Several are called “白”: B, C" in capsys.readouterr().err
    assert (tmp_path / "plan.json").read_bytes() == before


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["move", "A", "T1"], "“move” takes: MEMBER SOURCE TARGET"),
        (["close", "T1", "T2"], "“close” takes: UNIT"),
        (["close", "T1", "--append", "plan.txt"], "json"),
        (["close", "T1", "--on", "soon"], "soon"),
        (["fire", "A"], "fire"),
    ],
)
def test_what_is_wrong_is_told(given, told, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["plan", *given, "--lang", "en"]) == 2
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_overview_keeps_its_width(lang) -> None:
    told = in_language(lang, overview)
    for line in told.splitlines():
        assert sum(2 if ord(letter) > 0x2E80 else 1 for letter in line) <= WIDTH + 2
    assert "130" in told  # exit codes stand in one place


def test_no_hint_offers_the_id_that_was_given(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    rows = "name,team\nAnn,Office\nBo,Test\nCy,Support\n"
    (tmp_path / "staff.csv").write_text(rows, encoding="utf-8")
    given = ["--for", "staff.csv", "--append", "m.json", "--lang", "en"]
    assert run(["plan", "merge", "Office", "Test", *given]) == 0
    capsys.readouterr()
    assert run(["plan", "merge", "Office", "Support", *given]) == 2
    told = unwrapped(capsys.readouterr().err)
    assert "“team:Office” (an earlier change removes it)" in told
    assert "did you mean" not in told
    assert run(["plan", "close", "TEAM:office", *given]) == 2
    assert "did you mean “team:Office”" in unwrapped(capsys.readouterr().err)
