"""Every line that the README shows runs as pasted, from an empty folder."""

import re
from pathlib import Path

import pytest

import sanzu_graph as sg
from sanzu_graph.cli.demo import write_samples
from tests.pages import ROOT, blocks, run_page

pytestmark = pytest.mark.dated

READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh.md"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of somebody who has typed the first command: what the demo writes to go on with."""
    folder = tmp_path_factory.mktemp("desk")
    write_samples(folder / "out")
    return folder


@pytest.mark.parametrize("lang", READMES)
def test_every_line_runs(lang: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    try:
        lines = list(run_page(READMES[lang]))
    finally:
        sg.use(lang=None)
    assert len(lines) >= 10
    assert (desk / "brief.html").exists()


def test_the_first_command_makes_the_demo() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "demo: .venv/core\n" in makefile
    assert re.search(r"\t@?\$\(BIN\)/sanzu demo\n", makefile)


@pytest.mark.parametrize("lang", READMES)
def test_it_is_of_one_screen(lang: str) -> None:
    text = READMES[lang].read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    assert [block.kind for block in blocks(READMES[lang])] == ["sh", *["python"] * 3, "sh"]
    own = [block.text for block in blocks(READMES[lang]) if block.kind == "python"][:2]
    assert all(len(lines.splitlines()) == 3 for lines in own)


def test_both_show_the_same_lines() -> None:
    """But for names of files, languages and layers."""
    calls = [
        re.findall(r"sg\.\w+|sanzu [\w-]+", "".join(block.text for block in blocks(path)))
        for path in READMES.values()
    ]
    assert [call for call in calls[0] if call != "sg.Policy"] == [
        call for call in calls[1] if call != "sg.Policy"
    ]
