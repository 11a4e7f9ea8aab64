"""`sanzu chart` as a person uses it."""

import re
from pathlib import Path

import pytest

import sanzu_graph as sg
from sanzu_graph.charts.saving import savable
from sanzu_graph.cli import run
from sanzu_graph.cli.drawing import chart_parameters
from tests.cli.screens import unwrapped


@pytest.fixture
def tables(station, tmp_path):
    return str(sg.write_tables(station, tmp_path / "tables"))


@pytest.mark.parametrize(
    "name", ["org", "layers", "overlap", "flow", "findings", "people", "spans"]
)
def test_each_chart(name, tables, tmp_path, capsys):
    path = tmp_path / f"{name}.svg"
    assert run(["chart", tables, name, "--output", str(path), "--lang", "zh"]) == 0
    assert str(path) in capsys.readouterr().out
    assert path.read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize("name", ["calendar", "tasks", "trend", "mentors"])
def test_charts_of_the_year(name, tmp_path, capsys):
    path = tmp_path / f"{name}.pdf"
    tables = Path(__file__).parents[2] / "data" / "guanxi"
    assert (
        run(
            [
                "chart",
                str(tables),
                name,
                "--output",
                str(path),
                "--on",
                "2026-11-22",
                "--pages",
                "A4",
                "--lang",
                "zh",
            ]
        )
        == 0
    )
    assert path.read_bytes().startswith(b"%PDF")
    capsys.readouterr()


def test_help_names_every_chart():
    told = next(one.help for one in chart_parameters() if one.name == "chart")
    assert {*savable()} <= {*re.split(r"\W+", told)}


def test_the_hierarchy_is_drawn_where_nothing_is_named(tables, tmp_path, capsys):
    path = tmp_path / "x.pdf"
    assert (
        run(
            [
                "chart",
                tables,
                "--output",
                str(path),
                "--pages",
                "A4",
                "--root",
                "S1",
                "--only",
                "station,team",
            ]
        )
        == 0
    )
    assert path.read_bytes().startswith(b"%PDF")
    assert (
        run(
            [
                "chart",
                tables,
                "layers",
                "--output",
                str(path),
                "--one-per",
                "leader",
                "--on",
                "2026-11-22",
            ]
        )
        == 0
    )
    capsys.readouterr()


def test_changes_are_drawn_for_a_plan_or_another_organisation(station, tables, tmp_path, capsys):
    plan, path = tmp_path / "plan.json", tmp_path / "x.svg"
    scenario = sg.Scenario("一人", [sg.MoveMember("M10", "T2", "T1")])
    scenario.write(plan)
    other = sg.write_tables(scenario.apply(station), tmp_path / "after")
    for after in (plan, other):
        assert (
            run(
                [
                    "chart",
                    tables,
                    "changes",
                    "--after",
                    str(after),
                    "--output",
                    str(path),
                    "--on",
                    "2026-11-22",
                ]
            )
            == 0
        )
        assert "康十" in path.read_text(encoding="utf-8")
    assert run(["chart", tables, "changes", "--output", str(path)]) == 2
    assert "--after" in capsys.readouterr().err


def test_other_layers(tables, tmp_path, capsys):
    path = tmp_path / "x.svg"
    assert run(["chart", tables, "overlap", "--layers", "team:union", "--output", str(path)]) == 0
    assert "第一工会小组" in path.read_text(encoding="utf-8")
    assert (
        run(["chart", tables, "flow", "--only", "union,team", "--summary", "--output", str(path)])
        == 0
    )
    assert "第一党小组" not in path.read_text(encoding="utf-8")
    capsys.readouterr()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["no-such"], "no-such"),
        (["flow", "--root", "S1"], "root"),
        (["spans", "--only", "team"], "--only"),
        (["org", "--pages", "B9"], "B9"),
        (["org", "--root", "nobody"], "nobody"),
        (["org", "--on", "soon"], "soon"),
        (["layers", "--layers", "choir"], "choir"),
    ],
)
def test_bad_wishes(asked, told, tables, tmp_path, capsys):
    path = tmp_path / "x.pdf"
    assert run(["chart", tables, *asked, "--output", str(path)]) == 2
    said = capsys.readouterr()
    assert told in said.err
    assert "Traceback" not in said.err
    assert not path.exists()


def test_people_below_somebody_and_after_a_plan(tmp_path, capsys):
    tables = str(Path(__file__).parents[2] / "data" / "matrix")
    plan = tmp_path / "plan.json"
    sg.Scenario("x", [sg.ChangeManager("E010", "E002")]).write(plan)
    written = {}
    for name, words in {
        "whole": ["people"],
        "part": ["--chart", "people", "--root", "E003", "--depth", "1"],
        "after": ["people", "--chart", "people", "--after", str(plan)],
    }.items():
        path = tmp_path / f"{name}.svg"
        assert run(["chart", tables, *words, "--output", str(path), "--lang", "en"]) == 0
        written[name] = path.read_text(encoding="utf-8")
    assert written["whole"].count("Specialist") > 100 > written["part"].count("Specialist")
    assert "Dara Tanaka" in written["part"]
    assert "Bram Lindqvist" not in written["part"]
    assert written["after"] != written["whole"]
    capsys.readouterr()
    both = ["chart", tables, "people", "--chart", "org", "--output", str(tmp_path / "x.svg")]
    assert run([*both, "--lang", "en"]) == 2
    assert "Name one" in capsys.readouterr().err
    assert not (tmp_path / "x.svg").exists()


@pytest.mark.parametrize(("lang", "told"), [("en", "first, then the chart"), ("zh", "请先写文件")])
def test_a_chart_before_its_file_is_told(lang, told, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my staff.csv").write_text("name,team\nAnn,Office\n", encoding="utf-8")
    asked = ["chart", "layers", "my staff.csv", "--output", "x.svg", "--lang", lang]
    assert run(asked) == 2
    said = unwrapped(capsys.readouterr().err)
    assert told in said
    assert 'sanzu chart "my staff.csv" layers --output' in said
    assert not (tmp_path / "x.svg").exists()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_unknown_chart_or_ending_is_told_with_all_that_there_are(lang, tables, capsys):
    assert run(["chart", tables, "no-such", "--output", "x.svg", "--lang", lang]) == 2
    told = unwrapped(capsys.readouterr().err)
    assert [name for name in savable() if name not in told] == []
    assert run(["chart", tables, "org", "--output", "x.txt", "--lang", lang]) == 2
    told = unwrapped(capsys.readouterr().err)
    assert [name for name in (".svg", ".pdf", ".png", ".pptx") if name not in told] == []
