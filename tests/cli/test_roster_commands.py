"""`sanzu check-file`, and rosters given to `sanzu audit`."""

import pathlib
import re

import pytest

from sanzu_graph.cli import run
from sanzu_graph.cli.reading_words import in_terminal
from sanzu_graph.messages import catalog
from tests.io.roster_files import book, csv

ROWS = [
    "姓名,班组,党小组,政治面貌,合唱团,手机",
    "张三,一班,P,党员,A,13800001111",
    "李四,二班,,群众,A,13900002222",
]


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "private, left out"), ("zh", "涉及隐私，未读取")]
)
def test_check_file_shows_how_a_roster_is_read(
    lang: str, told: str, tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check-file", str(csv(tmp_path, *ROWS)), "--lang", lang]) == 0
    out = capsys.readouterr().out
    assert told in out
    assert "13800001111" not in out


def test_check_file_takes_a_mapping(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(csv(tmp_path, *ROWS))
    assert (
        run(
            [
                "check-file",
                path,
                "--mapping",
                "合唱团=layer:choir",
                "--mapping",
                "手机=skip",
                "--lang",
                "zh",
            ]
        )
        == 0
    )
    assert "choir:A" in capsys.readouterr().out
    assert run(["check-file", path, "--mapping", "合唱团", "--lang", "zh"]) == 2
    assert "对应关系" in capsys.readouterr().err


def test_check_file_returns_2_for_faults(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check-file", str(csv(tmp_path, *ROWS, "张三,一班,,,,")), "--lang", "zh"]) == 2
    assert "第 4 行" in capsys.readouterr().out


def test_audit_reads_a_roster(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheets = {"花名册": [["姓名", "班组", "党小组"], ["张三", "一班", "P"], ["李四", "二班", None]]}
    for path in (csv(tmp_path, *ROWS), book(tmp_path, sheets)):
        assert run(["audit", str(path), "--layers", "team:party", "--lang", "zh"]) == 1
        assert "二班应有党小组成员 1 名" in capsys.readouterr().out


def test_audit_tells_where_a_roster_is_at_fault(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["audit", str(csv(tmp_path, *ROWS, "张三,一班,,,,")), "--lang", "zh"]) == 2
    assert "工号" in capsys.readouterr().err


#: What Python calls the options of reading.
PYTHON = re.compile(
    r"\b(?:dates|shape|sheet|encoding)=[\"“]|mapping=\{|strict=False|hidden=(?:True|False)|dry_run="
)


@pytest.mark.filterwarnings("always::sanzu_graph.SanzuWarning")
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", ["check-file", "audit"])
def test_the_terminal_names_its_own_options_and_they_work(
    command: str, lang: str, tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        "id,name,team,manager,start date,status,title",
        "1,Ana Uno,Grid,Nobody,01/02/2016,Active,Manager",
        "2,Ben Dos,Grid,1,03/04/2017,Terminated,Manager",
        "3,Cy Tres,Grid,1,03/04/2017,Active,Manager",
    ]
    path = str(csv(tmp_path, *rows))
    assert run([command, path, "--lang", lang]) == 2
    read = capsys.readouterr()
    told = " ".join((read.out + read.err).split())
    assert PYTHON.search(told) is None
    assert "--dates dmy" in told
    assert "--lenient" in told
    options = ["--dates", "dmy", "--lenient", "--value", "Terminated=present"]
    assert run([command, path, "--lang", lang, *options]) in (0, 1, 3)


def test_what_a_value_means_may_be_said_in_the_terminal(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ["id,name,team,title", "1,Ana,Grid,Chief of all", "2,Ben,Grid,", "3,Cy,Grd,"]
    path = str(csv(tmp_path, *rows))
    options = ["--value", "Chief of all=leader", "--value", "Grd=Grid", "--lang", "en"]
    assert run(["check-file", path, *options]) == 0
    assert "team 1" in " ".join(capsys.readouterr().out.split())
    assert run(["check-file", path, "--value", "Grd", "--lang", "en"]) == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_sentence_keeps_an_option_of_python(lang: str) -> None:
    for key, sentences in catalog().items():
        sentence = re.sub(r"(?<!\{)\{\w+\}", "x", sentences[lang])
        sentence = sentence.replace("{{", "{").replace("}}", "}")
        assert PYTHON.search(in_terminal(sentence)) is None, key


@pytest.mark.parametrize(
    "layers",
    [
        "team:party",
        "班组:党小组",
        "Department:party group",
        "Team:Party Group",
        "所在班组:党小组名称",
    ],
)
def test_layers_are_named_by_heading_or_label_too(
    layers: str, tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(csv(tmp_path, *ROWS))
    assert run(["audit", path, "--layers", layers, "--lang", "zh"]) == 1
    out = capsys.readouterr().out
    assert "party成员" not in out
    assert "党小组" in out
    assert run(["audit", path, "--layers", "班组:工会小组", "--lang", "zh"]) == 2


def test_a_layer_that_bears_the_name_itself_goes_first(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(csv(tmp_path, *ROWS))
    mapping = ["--mapping", "合唱团=layer:党小组", "--lang", "zh"]
    assert run(["audit", path, "--layers", "班组:党小组", *mapping]) == 0
    assert run(["audit", path, "--layers", "班组:party", *mapping]) == 1
    capsys.readouterr()
