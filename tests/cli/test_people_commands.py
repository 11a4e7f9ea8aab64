"""`sanzu pair` and `sanzu rank` as a person uses them: what they print and write, and their exit
codes.
"""

import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

import sanzu_graph as sg
from sanzu_graph.cli import run

GUANXI = str(Path(__file__).parents[2] / "data" / "guanxi")
ON = ["--on", "2026-11-22"]


def test_the_least_repairing_is_written_as_a_plan(tmp_path, capsys):
    path = tmp_path / "pairs.json"
    asked = [
        "pair",
        GUANXI,
        "--objective",
        "most",
        "--keep-price",
        "100",
        *ON,
        "--output",
        str(path),
        "--lang",
        "zh",
    ]
    assert run(asked) == 0
    assert "最优，已证明" in capsys.readouterr().out
    org = sg.read_tables(GUANXI)
    left = sg.unbalanced_mentors(sg.Scenario.read(path).apply(org).at("2026-11-22"))[
        "check"
    ].tolist()
    assert "overloaded_mentor" not in left
    assert "unmentored_member" not in left


def test_somebody_must_stay_without(capsys):
    bans = ",".join(
        f"{mentor}:M008" for mentor in [f"M{n:03}" for n in range(1, 73)] if mentor != "M008"
    )
    assert run(["pair", GUANXI, "--objective", "most", "--forbid", bans, *ON, "--lang", "en"]) == 1
    assert "    – Of " in capsys.readouterr().out


def test_json_tells_a_program_everything(capsys):
    assert (
        run(
            [
                "pair",
                GUANXI,
                "--objective",
                "most",
                "--require",
                "M047:M051",
                *ON,
                "--format",
                "json",
                "--lang",
                "en",
            ]
        )
        == 0
    )
    found = json.loads(capsys.readouterr().out)
    assert found["objective"] == found["bound"]
    assert {"mentor": "M047", "apprentice": "M051"}.items() <= next(
        row for row in found["pairs"] if row["required"]
    ).items()
    assert run(["rank", GUANXI, "--unit", "U3", *ON, "--format", "json", "--lang", "en"]) == 0
    ranking = json.loads(capsys.readouterr().out)
    assert [row.get("rank") for row in ranking["ranking"]] == [1, 2, 3, 3, None]
    assert run(["rank", GUANXI, *ON, "--format", "json", "--lang", "en"]) == 0
    assert len(json.loads(capsys.readouterr().out)["reasons"]) == 3


def test_workbooks_have_a_sheet_for_each_question(tmp_path):
    pairs, ranks, leaders = (
        str(tmp_path / f"{name}.xlsx") for name in ("pairs", "ranks", "leaders")
    )
    assert run(["pair", GUANXI, *ON, "--output", pairs, "--lang", "zh"]) == 0
    assert run(["rank", GUANXI, "--unit", "U3", *ON, "--output", ranks, "--lang", "zh"]) == 0
    assert run(["rank", GUANXI, *ON, "--output", leaders, "--lang", "zh"]) == 0
    assert CalamineWorkbook.from_path(pairs).sheet_names == [
        "变动清单",
        "师徒",
        "没有师傅",
        "带徒人数",
    ]
    assert CalamineWorkbook.from_path(ranks).sheet_names == [
        "排名",
        "评分明细",
        "不具备资格",
        "敏感性",
    ]
    assert CalamineWorkbook.from_path(leaders).sheet_names == ["变动清单", "理由"]


def test_nobody_can_be_ranked(capsys):
    assert run(["rank", GUANXI, "--unit", "T01", *ON, "--lang", "zh"]) == 1
    assert "不编造分数" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["pair", GUANXI, "--forbid", "M001"], "MENTOR:APPRENTICE"),
        (["pair", GUANXI, "--forbid", "M001:M999"], "M999"),
        (["pair", GUANXI, "--output", "plan.txt"], ".json"),
        (["pair", GUANXI, "--on", "soon"], "soon"),
        (["rank", GUANXI, "--unit", "U9"], "U9"),
        (["rank", GUANXI, "--unit", "U3", "--output", "plan.json"], ".xlsx"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(words, told, capsys):
    assert run([*words, "--lang", "en"]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert "Traceback" not in error
