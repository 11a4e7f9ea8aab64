"""`sanzu check-file`, and rosters given to `sanzu audit`."""

import pathlib

import pytest

from sanzu_graph.cli import run
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
        assert "二班应有party成员 1 名" in capsys.readouterr().out


def test_audit_tells_where_a_roster_is_at_fault(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["audit", str(csv(tmp_path, *ROWS, "张三,一班,,,,")), "--lang", "zh"]) == 2
    assert "工号" in capsys.readouterr().err
