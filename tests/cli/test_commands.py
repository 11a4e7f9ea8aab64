"""The command line as a person uses it: what it prints, writes and returns."""

import json
import re

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

import sanzu_graph as sg
from sanzu_graph.checks.registry import all_checks
from sanzu_graph.cli import run
from sanzu_graph.cli.commands import warning_teller
from sanzu_graph.cli.overview import COMMANDS, overview
from sanzu_graph.messages import text
from sanzu_graph.optimize.request import DEMANDS, GOALS, LEVERS, LINE_DEMANDS, MISSING, REPORT
from tests.speech import in_language

MEMBERS = {"id": ["M1", "M2", "M3"], "name": ["安", "=cmd()", "[red]\x1b[31m陈"]}
UNITS = {
    "id": ["T1", "T2", "P1"],
    "name": ["营业班", "抢修班", "一组"],
    "layer": ["team", "team", "party"],
}
MEMBERSHIPS = {
    "member": ["M1", "M2", "M3", "M1"],
    "unit": ["T1", "T1", "T2", "P1"],
    "role": ["leader", "", "leader", "leader"],
}


@pytest.fixture
def tables(tmp_path):
    """A folder with one blank team."""
    return str(sg.write_tables(sg.Org(MEMBERS, UNITS, MEMBERSHIPS), tmp_path / "tables"))


@pytest.fixture
def sound(tmp_path):
    """A folder with no finding of severity error."""
    memberships = {
        **MEMBERSHIPS,
        "member": [*MEMBERSHIPS["member"], "M3"],
        "unit": [*MEMBERSHIPS["unit"], "P1"],
        "role": [*MEMBERSHIPS["role"], ""],
    }
    return str(sg.write_tables(sg.Org(MEMBERS, UNITS, memberships), tmp_path / "sound"))


def test_audit_names_the_blank_team_and_returns_1(tables, capsys):
    assert run(["audit", tables, "--layers", "team:party", "--lang", "zh"]) == 1
    out = capsys.readouterr().out
    assert "抢修班（T2）应有党小组成员 1 名" in out
    assert "members.csv（utf-8-sig，3 行）" in out


def test_sound_organisation_returns_0(sound, capsys):
    assert run(["audit", sound, "--layers", "team:party", "--lang", "en"]) == 0
    assert "Errors: 0" in capsys.readouterr().out


def test_names_cannot_steer_the_terminal(tables, capsys):
    run(["audit", tables, "--layers", "team", "--select", "one_person_units", "--lang", "en"])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "[red]\\x1b[31m陈" in out


def test_json_is_whole(tables, capsys):
    assert run(["audit", tables, "--layers", "team:party", "--format", "json", "--lang", "en"]) == 1
    found = json.loads(capsys.readouterr().out)
    blank = [row for row in found["findings"] if row["check"] == "blank_team"]
    assert [(row["entity_id"], row["value"], row["limit"]) for row in blank] == [("T2", 0, 1)]
    assert {"headline", "on", "source", "summary", "metrics", "skipped"} <= set(found)


def test_csv_to_the_screen_and_to_a_file(tables, tmp_path, capsys):
    run(["audit", tables, "--layers", "team:party", "--format", "csv", "--lang", "en"])
    screen = capsys.readouterr().out
    path = tmp_path / "findings.csv"
    run(["audit", tables, "--layers", "team:party", "--output", str(path), "--lang", "en"])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert path.read_text(encoding="utf-8-sig") == screen
    assert screen.startswith(
        "check,severity,entity,entity_id,name,layer,value,limit,message,source,status"
    )


def test_workbook_by_its_ending(tables, tmp_path, capsys):
    path = tmp_path / "findings.xlsx"
    assert (
        run(["audit", tables, "--layers", "team:party", "--output", str(path), "--lang", "zh"]) == 1
    )
    assert str(path) in capsys.readouterr().out
    assert CalamineWorkbook.from_path(path).sheet_names == ["汇总", "问题清单", "指标", "未检查"]
    cells = [cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert any(isinstance(cell.value, str) and "抢修班" in cell.value for cell in cells)


def test_table_to_a_file(tables, tmp_path):
    path = tmp_path / "findings.txt"
    run(["audit", tables, "--layers", "team:party", "--output", str(path), "--lang", "zh"])
    assert "抢修班" in path.read_text(encoding="utf-8")


def test_select_and_ignore(tables, capsys):
    run(
        [
            "audit",
            tables,
            "--layers",
            "team:party",
            "--select",
            "coverage,empty_units",
            "--ignore",
            "single_point",
            "--format",
            "json",
        ]
    )
    assert {row["check"] for row in json.loads(capsys.readouterr().out)["summary"]} == {
        "blank_team",
        "empty_unit",
    }


def test_policy_file(tables, tmp_path, capsys):
    path = tmp_path / "ours.toml"
    path.write_text(
        'base = "team"\n[layers.team]\n[layers.party]\nper_base_unit = { value = 2, source = "ours" }\n',
        encoding="utf-8",
    )
    assert run(["audit", tables, "--policy", str(path), "--format", "json"]) == 1
    rows = json.loads(capsys.readouterr().out)["findings"]
    assert [
        (row["entity_id"], row["limit"], row["source"])
        for row in rows
        if row["check"] == "blank_team"
    ] == [
        ("T1", 2, "ours"),
        ("T2", 2, "ours"),
    ]


def test_on_a_day(tmp_path, capsys):
    org = sg.Org({**MEMBERS, "until": ["2027-01-01", "", ""]}, UNITS, MEMBERSHIPS)
    path = str(sg.write_tables(org, tmp_path / "dated"))
    run(
        [
            "audit",
            path,
            "--layers",
            "team:party",
            "--select",
            "blank_team",
            "--on",
            "2027-01-01",
            "--format",
            "json",
        ]
    )
    found = json.loads(capsys.readouterr().out)
    assert found["on"] == "2027-01-01"
    assert [row["entity_id"] for row in found["findings"]] == ["T1", "T2"]


def test_lenient_reading_lists_the_rows_set_aside(tables, capsys):
    with open(f"{tables}/memberships.csv", "a", encoding="utf-8") as file:
        file.write("M9,T1,member,\n")
    assert run(["audit", tables, "--layers", "team:party", "--lang", "en"]) == 2
    assert (
        "memberships.csv, row 6, column member: “M9” is not in table members"
        in capsys.readouterr().err
    )
    assert (
        run(
            [
                "audit",
                tables,
                "--layers",
                "team:party",
                "--lenient",
                "--format",
                "json",
                "--lang",
                "en",
            ]
        )
        == 1
    )
    rejected = [
        row
        for row in json.loads(capsys.readouterr().out)["findings"]
        if row["check"] == "rejected_row"
    ]
    assert [row["row"] for row in rejected] == ["6"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["audit"], "缺少参数"),
        (["audit", "nowhere"], "找不到文件或文件夹“nowhere”"),
        (["audit", "{tables}", "--nonsense"], "没有选项 '--nonsense'"),
        (["audit", "{tables}", "--format", "pdf"], "'pdf' 不在"),
        (["audit", "{tables}", "--format", "xlsx"], "工作簿需要写入文件"),
        (["audit", "{tables}", "--layers", ":party"], "没有指明层"),
        (["audit", "{tables}", "--layers", "team:"], "没有指明层"),
        (["audit", "{tables}", "--layers", "team:party:union"], "没有指明层"),
        (["audit", "{tables}", "--layers", "team:choir"], "组织中没有层“choir”"),
        (["audit", "{tables}", "--output", "x.pdf"], "后缀不是已知格式"),
        (["audit", "{tables}", "--layers", "team", "--policy", "x"], "只能用一个"),
        (["audit", "{tables}", "--policy", "nowhere.toml"], "找不到文件或文件夹"),
        (["audit", "{tables}", "--select", "nonsense"], "没有名为 nonsense 的检查"),
        (["audit", "{tables}", "--on", "tomorrow"], "“tomorrow”不是日期"),
        (["audit", "{tables}", "--encoding", "nonsense"], "没有编码“nonsense”"),
        (["audit", "{tables}", "--output", "nowhere/x.json"], "nowhere"),
        (["nonsense"], "没有命令 'nonsense'"),
        (["audit", "{tables}", "more"], "多余的参数"),
    ],
)
def test_what_cannot_be_done_is_told_in_chinese_and_returns_2(arguments, told, tables, capsys):
    assert run(["--lang", "zh", *(word.format(tables=tables) for word in arguments)]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command, lang, capsys):
    assert run([command, "--help", "--lang", lang]) == 0
    out = capsys.readouterr().out
    assert ("用法" in out) == (lang == "zh")
    assert ("退出码 0" if lang == "zh" else "Exit code 0") in out
    options = [line for line in out.splitlines() if line.startswith(("  --", "  -h"))]
    assert (
        all(any("一" <= char <= "鿿" for char in line) for line in options) == (lang == "zh")
        or not options
    )


def test_help_lists_every_command(capsys, monkeypatch):
    monkeypatch.setenv("SANZU_LANG", "en")
    assert run([]) == 0
    assert capsys.readouterr().out == overview() + "\n"
    assert all(f"  {name} " in in_language("zh", overview) for name in COMMANDS)


@pytest.mark.parametrize("asked", [["--lang", "zh", "--help"], ["--lang=zh", "-h"]])
def test_the_overview_is_the_same_in_a_language_that_is_named(asked, capsys):
    assert run(asked) == 0
    assert capsys.readouterr().out.strip() == in_language("zh", overview).strip()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_help_of_propose_names_everything_that_may_be_asked(lang):
    known = {
        "levers": [*LEVERS, REPORT],
        "goals": [MISSING, *GOALS],
        "repair": [*DEMANDS, *LINE_DEMANDS],
    }
    for option, words in known.items():
        told = in_language(lang, lambda option=option: text(f"cli.propose.{option}"))
        assert set(words) <= set(re.findall(r"[a-z_]+", told))


def test_faults_of_a_request_name_the_options_that_were_given(tables, capsys):
    ours = ["--layers", "team:party"]
    assert run(["propose", tables, *ours, "--pin", "NOPE", "--lang", "en"]) == 2
    assert "- --pin: no member" in capsys.readouterr().err
    assert run(["propose", tables, *ours, "--levers", "nope", "--lang", "zh"]) == 2
    assert "--levers" in capsys.readouterr().err


def test_a_warning_is_told_once_and_names_the_option(capsys):
    tell = warning_teller()
    for _ in range(2):
        tell("Take them out with attributes=[…].")
    assert capsys.readouterr().err == "Take them out with --hide-attributes ….\n"


def test_a_chart_says_what_it_does_not_take(tables, tmp_path, capsys):
    asked = ["org", "--one-per", "unit", "--root", "T1", "--output", str(tmp_path / "a.pdf")]
    assert run(["chart", tables, *asked, "--layers", "team:party", "--lang", "en"]) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert told == "With --one-per, the chart “org” does not take: root. It takes: layers."


def test_version(capsys):
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.strip() == sg.__version__


def test_checks_lists_the_catalogue(capsys):
    assert run(["checks", "--format", "json", "--lang", "zh"]) == 0
    assert [row["check"] for row in json.loads(capsys.readouterr().out)] == list(all_checks())
    assert run(["checks", "--lang", "zh"]) == 0
    assert "空白班组" in capsys.readouterr().out


def test_policy_prints_a_file_that_can_be_read_again(tmp_path, capsys):
    assert run(["policy"]) == 0
    path = tmp_path / "ours.toml"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    assert sg.Policy.read(path) == sg.Policy()


def test_demo_names_the_blank_teams_in_both_languages(tmp_path, capsys):
    assert run(["demo", "--output", str(tmp_path / "out"), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "needed from party group" in out
    assert "应有党小组成员" in out
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "guanxi-findings-en.png",
        "guanxi-findings-en.xlsx",
        "guanxi-findings-zh.xlsx",
        "guanxi-layers-en.svg",
        "guanxi-overlap-en.png",
        "guanxi-plan-en.json",
        "guanxi-report-en.html",
        "samples",
    ]
    samples = {path.name for path in (tmp_path / "out" / "samples").iterdir()}
    assert samples >= {"roster.xlsx", "roster_mended.xlsx", "hr_export.csv", "花名册改正.xlsx"}
    assert "Checked for all plans" in out


def test_an_unwritable_output_folder_is_told(tmp_path, capsys):
    (tmp_path / "out").write_text("a file, not a folder", encoding="utf-8")
    assert run(["demo", "--output", str(tmp_path / "out"), "--lang", "zh"]) == 2
    assert "无法写入" in capsys.readouterr().err
