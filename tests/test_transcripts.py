"""The sessions of new users can be typed in; each command ends as the page says."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

LANGS = ("en", "zh")
ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs").glob("*/transcripts/*.md"))


def title(path: Path) -> str:
    return f"{path.parents[1].name}-{path.stem}"


def runs(path: Path) -> object:
    """A page as a parameter: those in English are run by every `make test`."""
    marks = [pytest.mark.heavy] if path.parents[1].name == "zh" else []
    return pytest.param(path, id=title(path), marks=marks)


@pytest.fixture
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "make_transcripts", ROOT / "docs" / "make_transcripts.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def page(path: Path, maker: ModuleType, monkeypatch: pytest.MonkeyPatch) -> str:
    """The text of a page, at its terminal."""
    for name, value in maker.terminal(path).items():
        monkeypatch.setenv(name, value)
    return path.read_text(encoding="utf-8")


def typed(page: str) -> list[str]:
    return re.findall(r"^\$ .*$", page, re.MULTILINE)


def test_there_are_three_users() -> None:
    users = ["analyst", "clerk", "planner"]
    assert [title(path) for path in PAGES] == [f"{lang}-{one}" for lang in LANGS for one in users]


@pytest.mark.parametrize("path", [runs(path) for path in PAGES])
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
@pytest.mark.parametrize("path", PAGES, ids=title)
def test_the_outputs_are_those_of_today(page: str, maker: ModuleType, tmp_path: Path) -> None:
    assert maker.told(page, tmp_path) == page, "run `make transcripts`"
