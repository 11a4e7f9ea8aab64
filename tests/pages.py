"""The pages of the site: their blocks of code, a desk on which these run, their links."""

from __future__ import annotations

import ast
import io
import re
import shlex
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import sanzu_graph as sg
from sanzu_graph.cli import run

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
LANGUAGES = ("en", "zh")
STEPS = ROOT / "data" / "first_steps"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class Block(NamedTuple):
    """One block of code of a page: its kind (``python``, ``sh``, ``toml``, …) and its text."""

    kind: str
    text: str


def pages(lang: str) -> list[Path]:
    """The pages of a language that people write; generated ones show no code that is not theirs."""
    return sorted((DOCS / lang).glob("*.md"))


def blocks(path: Path) -> list[Block]:
    """The blocks of code of a page, in their order."""
    return [Block(*found) for found in _BLOCK.findall(path.read_text(encoding="utf-8"))]


def commands(block: Block) -> list[str]:
    """The lines of a block that call ``sanzu``, with their comments."""
    lines = [line.strip() for line in block.text.splitlines()]
    return [line for line in lines if line.startswith("sanzu ")]


def lay_desk(folder: Path) -> None:
    """Where somebody works who has made `sanzu demo` in a checkout: data, samples, a policy, plans."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "data").symlink_to(ROOT / "data")
    samples = folder / "out" / "samples"
    shutil.copytree(STEPS, samples)
    org = sg.read_tables(ROOT / "data" / "guanxi")
    first = sg.Scenario("first", [sg.MoveMember("M032", "T05", "T06")])
    for name in ("plan.json", "other.json"):
        first.write(folder / name)
    sg.write_tables(first.apply(org), folder / "after")
    shutil.copy(sg.policy.demands.SHIPPED, folder / "ours.toml")  # type: ignore[attr-defined]
    (folder / "secret.txt").write_text("a long secret of the station", encoding="utf-8")
    for name in ("North/west.xlsx", "North/east.xlsx", "South/port.xlsx"):
        (folder / "rosters" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "data" / "guanxi" / "官溪供电所花名册.xlsx", folder / "rosters" / name)


def run_page(path: Path) -> Iterator[str]:
    """Run all code of a page, from top to bottom, in the current folder; tells each statement."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    mpl.use("agg")
    names: dict[str, object] = {}
    for block in blocks(path):
        if block.kind == "python":
            for statement in ast.parse(block.text).body:
                line = ast.unparse(statement)
                yield line
                with _quiet():
                    exec(line, names)  # noqa: S102 - our own words
            plt.close("all")
        elif block.kind == "sh":
            for command in commands(block):
                yield command
                run_command(command)


@contextmanager
def _quiet() -> Iterator[io.StringIO]:
    """What is printed is kept; what was taken for granted is no fault of a page."""
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()) as said:
        warnings.simplefilter("ignore", sg.SanzuWarning)
        yield said


def run_command(command: str) -> None:
    """Run one line of a terminal. Bad input (2) is a fault of the page, but where the line says so."""
    line, _, comment = command.partition(" #")
    line, _, target = line.partition(" > ")
    with _quiet() as said:
        code = run(shlex.split(line)[1:])
    allowed = (2,) if re.search(r"(exit code|退出码) 2", comment) else (0, 1, 3)
    assert code in allowed, f"{command}: exit code {code}"
    if target:
        Path(target.strip()).write_text(said.getvalue(), encoding="utf-8")
