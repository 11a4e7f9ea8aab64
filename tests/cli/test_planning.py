"""`sanzu preview`, `compare`, `apply`, `diff` as a person uses them."""

import json

import pytest
from python_calamine import CalamineWorkbook

import sanzu_graph as sg
from sanzu_graph.cli import run
from tests.cli.screens import unwrapped

DAY = ["--on", "2026-11-22"]


@pytest.fixture
def tables(station, tmp_path):
    return str(sg.write_tables(station, tmp_path / "tables"))


@pytest.fixture
def plan(tmp_path):
    """Leaves T2 with nobody from the party."""
    path = tmp_path / "plan.json"
    sg.Scenario("搬走", [sg.MoveMember("M06", "T2", "T1"), sg.MoveMember("M07", "T2", "T1")]).write(
        path
    )
    return str(path)


@pytest.fixture
def harmless(tmp_path):
    path = tmp_path / "harmless.json"
    sg.Scenario("改名", [sg.EditUnit("T2", {"name": "=新名()"})]).write(path)
    return str(path)


@pytest.fixture
def impossible(tmp_path):
    path = tmp_path / "impossible.json"
    sg.Scenario("impossible", [sg.MoveMember("M06", "T1", "T2")]).write(path)
    return str(path)


def test_preview_tells_each_step_and_what_it_breaks(tables, plan, capsys):
    assert run(["preview", tables, plan, "--lang", "zh"]) == 1
    out = capsys.readouterr().out
    assert "第 1 步" in out
    assert "第 2 步" in out
    assert "引起——空白班组" in out


def test_a_harmless_plan_previews_as_such(tables, harmless, capsys):
    assert run(["preview", tables, harmless, "--lang", "en"]) == 0
    assert "neither fixes nor introduces" in capsys.readouterr().out


def test_preview_in_every_format(tables, plan, tmp_path, capsys):
    run(["preview", tables, plan, "--format", "json", "--lang", "en"])
    found = json.loads(capsys.readouterr().out)
    assert [row["step"] for row in found["steps"]] == [1, 2]
    run(["preview", tables, plan, "--format", "csv", "--lang", "en"])
    assert capsys.readouterr().out.startswith("step,change,fixes,introduces,errors")
    path = tmp_path / "preview.xlsx"
    assert run(["preview", tables, plan, "--output", str(path), "--lang", "zh"]) == 1
    assert CalamineWorkbook.from_path(path).sheet_names == ["步骤", "逐项影响"]


def test_compare_sets_plans_and_organisations_side_by_side(tables, plan, harmless, capsys):
    assert run(["compare", tables, plan, harmless, tables, "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "搬走" in out
    assert "改名" in out
    assert "base units that a layer does not reach" in out


def test_a_plan_that_cannot_be_made_is_told_beside_the_others(tables, plan, impossible, capsys):
    assert run(["compare", tables, plan, impossible, "--lang", "en"]) == 1
    assert "“impossible” cannot be made" in capsys.readouterr().out


def test_apply_writes_a_copy(tables, plan, station, tmp_path, capsys):
    out = tmp_path / "after"
    assert run(["apply", tables, plan, "--output", str(out), "--lang", "zh"]) == 0
    assert str(out) in capsys.readouterr().out
    assert sg.read_tables(out) == sg.Scenario.read(plan).apply(station)
    assert sg.read_tables(tables) == station


def test_apply_never_writes_over_what_it_read(tables, plan, impossible, tmp_path, capsys):
    assert run(["apply", tables, plan, "--output", tables, "--lang", "en"]) == 2
    assert "is where the organisation was read from" in unwrapped(capsys.readouterr().err)
    assert run(["apply", tables, impossible, "--output", str(tmp_path / "x"), "--lang", "en"]) == 2
    assert not (tmp_path / "x").exists()
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.filterwarnings("always::sanzu_graph.errors.SanzuWarning")
def test_another_base_is_told_in_one_sentence(tables, station, tmp_path, capsys):
    other = station.replace(relations=station.relations.iloc[:0])
    path = tmp_path / "other.json"
    sg.Scenario("other", [sg.MoveMember("M06", "T2", "T1")]).on_base(other).write(path)
    assert run(["apply", tables, str(path), "--output", str(tmp_path / "y"), "--lang", "en"]) == 0
    error = capsys.readouterr().err
    assert "other" in error
    assert ".py" not in error


def test_diff_tells_first_what_became_of_each_unit(tables, station, tmp_path, capsys):
    plan = [sg.EditUnit("T1", {"id": "X1", "name": "一班"}), sg.LeaveUnit("M06", "T2")]
    sg.write_tables(sg.Scenario("x", plan).apply(station), tmp_path / "after")
    assert run(["diff", tables, str(tmp_path / "after"), "--lang", "en"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "People: 10 → 10 (0 came, 0 left)"
    assert lines[1].startswith(
        "Units: 7 → 7 (1 renamed, 0 new, 0 closed); people came or left in 1"
    )
    at = lines.index("By unit")
    assert "一班 (X1)" in lines[at + 3]
    assert "renamed" in lines[at + 3]
    assert any(line.split()[-2:] == ["0", "1"] and "T2" in line for line in lines)
    assert sum("Rename the unit" in line for line in lines) == 1


def test_diff_says_which_units_were_merged_split_and_numbered_anew(tmp_path, capsys):
    org = sg.Org(
        {"id": list("ABCDEFGH")},
        {"id": ["T1", "T2", "T3", "T4"], "layer": ["team"] * 4, "name": ["a", "b", "c", "d"]},
        {"member": list("ABCDEFGH"), "unit": ["T1", "T1", "T2", "T3", "T3", "T3", "T4", "T4"]},
    )
    plan = [
        sg.MergeUnits("T2", "T1"),
        sg.SplitUnit("T3", "T5", ["F"], name="e"),
        sg.EditUnit("T4", {"id": "T7"}),
    ]
    sg.write_tables(org, tmp_path / "one")
    sg.write_tables(sg.Scenario("x", plan).apply(org), tmp_path / "two")
    for lang, words in (
        ("en", ["merged into a (T1)", "new: split from c (T3)", "new id, before: T4"]),
        ("zh", ["并入a（T1）", "新设，由c（T3）分出", "编号变更，原编号T4"]),
    ):
        assert run(["diff", str(tmp_path / "one"), str(tmp_path / "two"), "--lang", lang]) == 1
        told = capsys.readouterr().out
        assert [word for word in words if word not in told] == []


def people_in_teams(members, unit, names=()):
    """Two teams, and everybody in one of them."""
    teams = {"id": ["T1", "T2"], "layer": ["team"] * 2}
    people = {"id": members, "name": names or members}
    return sg.Org(people, teams, {"member": members, "unit": [unit] * len(members)})


@pytest.mark.parametrize("count", [19, 20, 21, 45])
def test_diff_shows_twenty_changes_and_all_where_that_is_asked(tmp_path, capsys, count):
    members = [f"M{number:02}" for number in range(count)]
    one, two, written = (str(tmp_path / name) for name in ("one", "two", "plan.json"))
    sg.write_tables(people_in_teams(members, "T1"), one)
    sg.write_tables(people_in_teams(members, "T2"), two)
    assert run(["diff", one, two, "--output", written, "--lang", "en"]) == 1
    told = capsys.readouterr().out
    assert f"one → two: {count} changes" in told
    assert told.count("Move M") == min(count, 20)
    assert (f"and {count - 20} more. --all shows them" in told) == (count > 20)
    assert len(sg.Scenario.read(written)) == count
    assert run(["diff", one, two, "--all", "--lang", "zh"]) == 1
    told = capsys.readouterr().out
    assert [member for member in members if member not in told] == []
    assert "另有" not in told.splitlines()[-1]
    assert f"{count} 项变动" in told


@pytest.mark.parametrize(
    ("members", "names", "words"),
    [
        (["D"], ["Ada"], ["Nobody has the same id in both.", "没有一个相同的人员编号"]),
        (["A", "B"], ["X", "Y"], ["2 of 2 people with the same id", "2 人中有 2 人姓名不同"]),
        (["A", "B"], ["Ada", "Y"], ["", ""]),
        (["A", "B"], ["", None], ["", ""]),
        ([], [], ["", ""]),
    ],
)
def test_diff_asks_whether_the_two_belong_together(tmp_path, capsys, members, names, words):
    one, two = (str(tmp_path / name) for name in ("one", "two"))
    sg.write_tables(people_in_teams(["A", "B", "C"], "T1", ["Ada", "Bo", "Cy"]), one)
    sg.write_tables(people_in_teams(members, "T1", names), two)
    for lang, word, question in zip(("en", "zh"), words, ("Make sure", "请确认"), strict=True):
        assert run(["diff", one, two, "--lang", lang]) == 1
        told = capsys.readouterr().out.replace("\n", "")
        assert word in told
        assert (question in told) == bool(word)


def test_diff_lists_the_changes_and_writes_a_plan(tables, plan, station, tmp_path, capsys):
    after = tmp_path / "after"
    sg.write_tables(sg.Scenario.read(plan).apply(station), after)
    written = tmp_path / "found.json"
    assert run(["diff", tables, str(after), "--output", str(written), "--lang", "zh"]) == 1
    assert "M07" in capsys.readouterr().out
    assert sg.Scenario.read(written).apply(station) == sg.read_tables(after)
    assert run(["diff", tables, tables, "--lang", "en"]) == 0
    assert "No difference." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "plan.json"),
        ('{"format": "x"}', "format"),
        ('{"format": "sanzu_graph scenario", "version": 9}', "version"),
    ],
)
def test_what_is_no_plan_is_refused_in_a_sentence(tables, tmp_path, capsys, content, told):
    path = tmp_path / "plan.json"
    path.write_text(content)
    assert run(["preview", tables, str(path), "--lang", "en"]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert "Traceback" not in error


def test_bad_names_and_days(tables, plan, tmp_path, capsys):
    assert run(["preview", tables, str(tmp_path / "none.json"), "--lang", "zh"]) == 2
    assert run(["preview", tables, plan, "--on", "soon", "--lang", "zh"]) == 2
    assert run(["diff", tables, tables, "--output", "plan.txt", "--lang", "zh"]) == 2
    assert run(["compare", tables, "--lang", "zh"]) == 2
    assert "Traceback" not in capsys.readouterr().err
