"""What commands print keeps 80 places and breaks no word, however long the names are."""

import random
import re
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import sanzu_graph as sg
from sanzu_graph.cli import run
from sanzu_graph.cli.commands import invoke
from sanzu_graph.cli.overview import COMMANDS, SHELLS, WIDTH, in_width, places, wrapped
from sanzu_graph.cli.text_tables import text_table
from sanzu_graph.messages import LANGUAGES
from tests.cli.screens import unwrapped

LONG = "某某省电力公司官溪供电所营销配电综合运维检修"
LETTERS = "aaabbb党组，。   "


def drawn(dice, most):
    """A text of some letters."""
    return "".join(dice.choices(LETTERS, k=dice.randint(0, most)))


def lines_of(table, width=WIDTH):
    console = Console(width=width, markup=False, highlight=False, color_system=None)
    with console.capture() as capture:
        console.print(table)
    return capture.get().split("\n")


@given(st.integers(0, 2**32))
def test_a_table_keeps_its_width_and_its_letters(seed):
    dice = random.Random(seed)
    columns = dice.randint(1, 6)
    rows = [[drawn(dice, 40) for _ in range(columns)] for _ in range(dice.randint(1, 4))]
    told = lines_of(text_table("", [f"column{number}" for number in range(columns)], rows))
    assert max(map(places, told)) <= WIDTH
    letters = "".join("".join(row) for row in rows).replace(" ", "")
    shown = "".join(told)
    assert all(shown.count(letter) >= letters.count(letter) for letter in set(letters))


@given(st.integers(0, 2**32))
def test_a_text_is_wrapped_between_words(seed):
    dice = random.Random(seed)
    told, width = drawn(dice, 60), dice.randint(8, 30)
    lines = wrapped(told, width)
    words = re.findall(r"[ab]+", told)
    assert "".join(lines).replace(" ", "") == told.replace(" ", "")
    assert all(any(word in line for line in lines) for word in words)
    # Marks stay with the word that they end, and some may stand one behind another.
    marks = max(map(len, re.findall("[，。]+", told)), default=0)
    longest = max(map(len, words), default=0)
    assert all(places(line) <= max(width, longest + 2 * marks) for line in lines)
    if longest + 2 * marks <= width:
        assert not [line for line in lines[1:] if line[:1] in ("，", "。") and line.strip("，。 ")]


def test_wide_tables_are_cut_between_columns():
    months = [f"2026-{month:02}" for month in range(1, 13)]
    told = lines_of(text_table("", ["group", *months], [[LONG, *["held"] * 12]]))
    assert max(map(places, told)) <= WIDTH
    assert all(any(month in line.split() for line in told) for month in months)


@pytest.fixture(scope="module")
def places_of(tmp_path_factory):
    """An organisation with long Chinese names, as tables and as a roster, and a plan for it."""
    folder = tmp_path_factory.mktemp("wide")
    ids = [f"M{number}" for number in range(8)]
    org = sg.Org(
        {"id": ids, "name": [f"欧阳建国{number}" for number in range(8)]},
        {
            "id": ["T1", "T2", "G1", "G2"],
            "layer": ["team", "team", "party", "party"],
            "name": [LONG + name for name in ("一班", "二班", "第一党小组", "第二党小组")],
        },
        {
            "member": [*ids, *ids[:2]],
            "unit": ["T1"] * 5 + ["T2"] * 3 + ["G1", "G2"],
            "role": ["leader"] + [""] * 9,
        },
        activities={"id": ["A"], "unit": ["G1"], "kind": ["safety_class"], "date": ["2026-01-05"]},
    )
    plan = sg.Scenario(LONG, [sg.MoveMember("M1", "T1", "T2"), sg.JoinUnit("M5", "G2")])
    sg.write_tables(org, folder / "org")
    sg.write_tables(plan.apply(org), folder / "after")
    (folder / "many").mkdir()
    sg.write_tables(org, folder / "many" / LONG)
    plan.write(folder / "plan.json")
    rows = [f"欧阳建国{number},{LONG}一班,{LONG}党小组,党员" for number in range(5)]
    text = "\n".join(["姓名,班组,党小组,政治面貌", *rows])
    (folder / "roster.csv").write_text(text, encoding="utf-8")
    return folder


QUICK = [
    "audit org --layers team:party",
    "audit roster.csv",
    "audit org --layers nothing:party",
    "calendar org",
    "check-file roster.csv",
    "plan move M1 T1 T2 --for org",
    "preview org plan.json --layers team:party",
    "apply org plan.json --output applied",
    "diff org after",
    "checks",
]
SLOW = [
    "survey many --layers team:party",
    "propose org --layers team:party --reasons",
    "pair org",
    "rank org --unit T1",
    "compare org plan.json after --layers team:party",
    "brief org plan.json --layers team:party",
    "report org plan.json --layers team:party --output report.html",
    "chart org --output org.svg",
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("lines", [QUICK, pytest.param(SLOW, marks=pytest.mark.heavy)])
def test_every_command_keeps_the_width(lines, lang, places_of, capsys, monkeypatch):
    monkeypatch.chdir(places_of)
    for line in lines:
        invoke([*line.split(), "--lang", lang])
        told = "".join(capsys.readouterr()).split("\n")
        assert any(told)
        assert not [one for one in told if places(one) > WIDTH], line


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_help_keeps_the_width(lang, capsys):
    for command in COMMANDS:
        assert invoke([command, "--help", "--lang", lang]) == 0
        told = capsys.readouterr().out.split("\n")
        assert not [line for line in told if places(line) > WIDTH], command


def test_the_answer_stands_before_where_it_was_read(places_of, capsys, monkeypatch):
    monkeypatch.chdir(places_of)
    invoke(["audit", "org", "--layers", "team:party", "--lang", "en"])
    told = capsys.readouterr().out
    assert told.startswith("8 members in 4 units on ")
    assert "→ sanzu propose org --layers team:party" in unwrapped(told)
    assert told.index("→") < told.index("utf-8-sig")


def test_the_next_command_reads_as_this_one_did(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = "name,team,choir\nAn,T1,C1\nBo,T2,C1\n,T2,C1\n"
    (tmp_path / "my staff.csv").write_text(rows, encoding="utf-8")
    reading = ["--encoding", "utf-8", "--mapping", "choir=layer:choir", "--lenient"]
    asked = ["my staff.csv", "--on", "2031-01-01", *reading]
    assert invoke(["audit", *asked, "--lang", "en"]) == 1
    (line,) = re.findall(
        r"→ (sanzu propose .*?) (?=What is wrong)", unwrapped(capsys.readouterr().out)
    )
    assert shlex.split(line) == ["sanzu", "propose", *asked]
    short = ["--levers", "appoint", "--lang", "en"]
    assert invoke([*shlex.split(line)[1:], *short]) != 2
    capsys.readouterr()


def test_every_command_is_known_by_its_whole_name(capsys):
    invoke(["checks", "--lang", "en"])
    words = capsys.readouterr().out.split()
    assert {"overextended_leader", "single_report_chain", "contactless_member"} <= {*words}


def test_a_policy_and_a_plan_are_printed_as_they_are(capsys):
    invoke(["policy"])
    assert capsys.readouterr().out == sg.policy.demands.SHIPPED.read_text(encoding="utf-8")
    invoke(["plan", "move", LONG, LONG + "一班", LONG + "二班"])
    assert LONG + "一班" in capsys.readouterr().out


def test_indents_stay_before_wrapped_lines():
    assert in_width("  - one two three", 12) == "  - one two\n    three"


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes_commands(shell, monkeypatch, capsys):
    monkeypatch.setenv("_SANZU_COMPLETE", f"{shell}_source")
    with pytest.raises(SystemExit) as ended:
        run([])
    assert ended.value.code == 0
    assert "_sanzu_completion" in capsys.readouterr().out
    monkeypatch.setenv("_SANZU_COMPLETE", f"{shell}_complete")
    monkeypatch.setenv("COMP_WORDS", "sanzu au")
    monkeypatch.setenv("COMP_CWORD", "au" if shell == "fish" else "1")
    with pytest.raises(SystemExit):
        run([])
    assert "audit" in capsys.readouterr().out
