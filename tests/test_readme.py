"""What the README shows can be typed in."""

import ast
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

import sanzu_graph as sg
from sanzu_graph.cli import run

pytestmark = pytest.mark.dated

ROOT = Path(__file__).parents[1]
BLOCKS = re.findall(
    r"```(\w*)\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
)
PYTHON = [code for kind, code in BLOCKS if kind == "python"]
COMMANDS = [
    line.partition(" #")[0].strip().removeprefix(".venv/bin/")
    for kind, code in BLOCKS
    if kind == "sh"
    for line in code.splitlines()
    if re.match(r"(\.venv/bin/)?sanzu ", line)
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where somebody works: the bundled data, and what earlier examples wrote."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "data").symlink_to(ROOT / "data")
    org = sg.read_tables(ROOT / "data" / "guanxi")
    first = sg.Scenario("first", [sg.MoveMember("M032", "T05", "T06")])
    for name in ("plan.json", "other.json", "方案.json", "方案一.json", "方案二.json"):
        first.write(folder / name)
    for name in ("after", "调整后"):
        sg.write_tables(first.apply(org), folder / name)
    for name in ("FOLDER", "文件夹"):
        (folder / name).symlink_to(ROOT / "data" / "guanxi")
    for name in ("roster.xlsx", "花名册.xlsx"):
        shutil.copy(ROOT / "data" / "guanxi" / "官溪供电所花名册.xlsx", folder / name)
    shutil.copy(Path(sg.__file__).parent / "policy/policies/sanzu.toml", folder / "ours.toml")
    (folder / "secret.txt").write_text("a long secret of the station", encoding="utf-8")
    return folder


@pytest.fixture
def at_the_desk(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(desk)
    yield desk
    sg.use(lang=None)


def test_there_are_examples() -> None:
    assert len(PYTHON) >= 7
    assert len(COMMANDS) >= 18


@pytest.mark.filterwarnings("ignore::sanzu_graph.SanzuWarning")
def test_every_line_of_python_runs(at_the_desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From top to bottom, as in one notebook."""
    org = sg.read_tables("data/guanxi")
    plan = sg.Scenario("other", [sg.MoveMember("M060", "T09", "T10")])
    names: dict[str, object] = {"other_plan": plan, "after": plan.apply(org), "key": "a secret"}
    for code in PYTHON:
        for statement in ast.parse(code).body:
            line = ast.unparse(statement)
            if "for_layers('state'" in line:  # of another organisation
                assert sg.Policy.for_layers("state", ["party", "committee"])
                continue
            exec(line, names)  # noqa: S102 - our own words
        plt.close("all")
    assert (at_the_desk / "board.html").exists()
    assert (at_the_desk / "pack" / "report.xlsx").exists()
    assert "sg.Scenario" in capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_runs(command: str, at_the_desk: Path) -> None:
    """None ends in bad input (2), nor in an error that nobody caught."""
    assert at_the_desk.samefile(".")
    words = shlex.split(command.partition(">")[0])[1:]
    if "state:party,committee" in words:  # of another organisation
        words[words.index("state:party,committee")] = "team:party,union"
    assert run(words) in (0, 1, 3)
