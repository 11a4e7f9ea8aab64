"""The sessions of docs/transcripts can be typed in; each command ends as the page says."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs" / "transcripts").glob("*.md"))


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "make_transcripts", ROOT / "docs" / "make_transcripts.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, value in module.TERMINAL.items():
        monkeypatch.setenv(name, value)
    return module


def typed(page: str) -> list[str]:
    return re.findall(r"^\$ .*$", page, re.MULTILINE)


def test_there_are_three_users() -> None:
    assert [path.stem for path in PAGES] == ["analyst", "clerk", "planner"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_command_ends_as_the_page_says(path: Path, maker: ModuleType, tmp_path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    told = maker.told(page, tmp_path)
    assert typed(told) == typed(page)
    assert len(typed(page)) >= 5
    assert all(line.startswith("$ sanzu ") for line in typed(page))


@pytest.mark.parametrize("line", ["$ sanzu audit nowhere", "$ sanzu checks   # exit code 1"])
def test_a_command_that_ends_otherwise_is_told(line: str, maker: ModuleType) -> None:
    [(command, code)] = maker.commands(line)
    with pytest.raises(ValueError, match="exit code"):
        maker.printed(command, code)


@pytest.mark.heavy
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_outputs_are_those_of_today(path: Path, maker: ModuleType, tmp_path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert maker.told(page, tmp_path) == page, "run `make transcripts`"
