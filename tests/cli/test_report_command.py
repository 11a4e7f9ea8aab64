"""`sanzu report`: packs from the command line."""

import pytest

import sanzu_graph as sg
from sanzu_graph.cli import run


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.json"
    sg.Scenario(
        "two groups", [sg.MoveMember("M032", "T05", "T06"), sg.MoveMember("M060", "T09", "T10")]
    ).write(path)
    return str(path)


def test_all_three_in_a_folder(tmp_path, plan, capsys):
    assert (
        run(
            [
                "report",
                "data/guanxi",
                plan,
                "--on",
                "2026-11-22",
                "--output",
                str(tmp_path / "pack"),
                "--lang",
                "en",
            ]
        )
        == 0
    )
    assert str(tmp_path / "pack") in capsys.readouterr().out
    assert {file.name for file in (tmp_path / "pack").iterdir()} == {
        "report.html",
        "report.xlsx",
        "report.pptx",
    }


def test_plans_may_be_tables_too(tmp_path, plan):
    sg.write_tables(sg.Scenario.read(plan).apply(sg.read_tables("data/guanxi")), tmp_path / "after")
    page = tmp_path / "x.html"
    told = ["--chosen", "调整后", "--title", "季度<b>", "--on", "2026-11-22", "--lang", "zh"]
    assert (
        run(["report", "data/guanxi", plan, str(tmp_path / "after"), "--output", str(page), *told])
        == 0
    )
    assert "提请审议的方案：调整后" in page.read_text(encoding="utf-8")
    assert "<title>季度&lt;b&gt;</title>" in page.read_text(encoding="utf-8")


def test_layers_attributes_and_names_can_be_kept_back(tmp_path, plan):
    (tmp_path / "key").write_text("a long secret\n")
    page = tmp_path / "x.html"
    kept = [
        "--hide-layers",
        "party,branch",
        "--hide-attributes",
        "members.site,skill_level",
        "--key-file",
        str(tmp_path / "key"),
    ]
    assert (
        run(
            [
                "report",
                "data/guanxi",
                plan,
                "--output",
                str(page),
                "--on",
                "2026-11-22",
                "--lang",
                "zh",
                *kept,
            ]
        )
        == 0
    )
    content = page.read_text(encoding="utf-8")
    assert "M-" in content
    assert not any(
        word in content for word in ("党", "侯方正", "M032", "技能等级", "a long secret")
    )


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        (["--output", "x.docx"], "x.docx"),
        (["--output", "x.html", "--hide-layers", "pary"], "pary"),
        (["--output", "x.html", "--hide-attributes", "members.shoe"], "members.shoe"),
        (["--output", "x.html", "--key-file", "nowhere"], "nowhere"),
        (["--output", "x.html", "--chosen", "none"], "none"),
        (["--output", "x.html", "--min-group", "-1"], "min-group"),
        ([], "output"),
    ],
)
def test_what_cannot_be_done_is_told(tmp_path, monkeypatch, capsys, asked, word):
    org = sg.read_tables("data/guanxi")
    monkeypatch.chdir(tmp_path)
    sg.write_tables(org, "org")
    assert run(["report", "org", *asked]) == 2
    told = capsys.readouterr().err
    assert word in told
    assert "Traceback" not in told
    assert not (tmp_path / "x.html").exists()


def test_an_empty_key_is_refused(tmp_path, capsys):
    (tmp_path / "key").write_text(" \n")
    assert (
        run(
            [
                "report",
                "data/guanxi",
                "--output",
                str(tmp_path / "x.html"),
                "--key-file",
                str(tmp_path / "key"),
            ]
        )
        == 2
    )
    assert "secret" in capsys.readouterr().err
