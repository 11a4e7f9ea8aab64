"""`sanzu propose` as a person uses it: what it prints and writes, and its exit codes."""

import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

import sanzu_graph as sg
from sanzu_graph.cli import run
from sanzu_graph.optimize.request import LEVERS
from tests.cli.screens import unwrapped

GUANXI = str(Path(__file__).parents[2] / "data" / "guanxi")
BLANK = ["propose", GUANXI, "--repair", "per_base_unit", "--on", "2026-11-22"]


def test_two_groups_leave_no_blank_team(tmp_path, capsys):
    path = tmp_path / "plan.json"
    assert (
        run(
            [
                *BLANK,
                "--max-groups",
                "2",
                "--levers",
                "move,regroup,appoint",
                "--output",
                str(path),
                "--lang",
                "zh",
            ]
        )
        == 0
    )
    assert "最优，已证明" in capsys.readouterr().out
    org = sg.read_tables(GUANXI)
    plan = sg.Scenario.read(path)
    assert len(plan) == 2
    assert plan.base == org.fingerprint
    assert not len(sg.blank_teams(plan.apply(org)))


def test_one_group_is_proven_to_be_too_few_and_the_reasons_say_why(capsys):
    assert run([*BLANK, "--max-groups", "1", "--reasons", "--lang", "en"]) == 1
    out = " ".join(capsys.readouterr().out.split())
    assert "demands unmet: 2 today, 1 afterwards; no plan has less" in out
    assert "party group members missing: 1" in out
    assert "the limit of 1 changed group" in out


def test_json_tells_a_program_everything(capsys):
    assert (
        run(
            [
                *BLANK,
                "--max-groups",
                "2",
                "--alternatives",
                "1",
                "--reasons",
                "--format",
                "json",
                "--lang",
                "en",
            ]
        )
        == 0
    )
    found = json.loads(capsys.readouterr().out)
    assert found["status"] == "optimal"
    assert found["objective"] == found["bound"]
    assert found["objective"]["groups_changed"] == 2
    assert [change["change"] for change in found["scenario"]["changes"]] == [
        "MoveMember",
        "MoveMember",
    ]
    assert len(found["reasons"]) == 2
    assert len(found["alternatives"]) == 1


def test_the_list_to_be_signed(tmp_path):
    path = tmp_path / "plan.xlsx"
    assert run([*BLANK, "--max-groups", "2", "--output", str(path), "--lang", "zh"]) == 0
    assert CalamineWorkbook.from_path(path).sheet_names == ["变动清单", "仍未满足"]


def test_out_of_time_is_told_by_the_exit_code(capsys):
    assert run([*BLANK, "--max-groups", "2", "--time-limit", "0", "--lang", "en"]) == 3
    assert "not proven" in capsys.readouterr().out


def test_contradictory_wishes_are_impossible(capsys):
    assert (
        run([*BLANK, "--keep-headcounts", "--pin", "M032,T06", "--max-groups", "0", "--lang", "en"])
        == 1
    )
    capsys.readouterr()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--levers", "fly"], "fly"),
        (["--levers", "move=much"], "move=2"),
        (["--goals", "fame"], "fame"),
        (["--pin", "M999"], "M999"),
        (["--repair", "everything"], "everything"),
        (["--output", "plan.txt"], ".json"),
        (["--on", "soon"], "soon"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(words, told, capsys):
    assert run(["propose", GUANXI, *words, "--lang", "en"]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert "Traceback" not in error


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_unknown_lever_is_told_with_all_that_there_are(lang, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    rows = "name,team\nAnn,Office\nBo,Test\n"
    (tmp_path / "staff.csv").write_text(rows, encoding="utf-8")
    asked = ["propose", "staff.csv", "--layers", "team", "--levers", "qqqq", "--lang", lang]
    assert run(asked) == 2
    told = unwrapped(capsys.readouterr().err)
    assert [lever for lever in LEVERS if lever not in told] == []
