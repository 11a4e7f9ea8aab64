"""How simple the house is: `make house` prints the table of measures for the tree as it stands.

Everything is read from the source with the standard library. Only the last lines run the package,
in a process of its own, and note in which files a function is called. What no program can measure
(ways to count how far a demand is broken, loops over goals) is not in the table.
"""

from __future__ import annotations

import ast
import io
import statistics
import subprocess
import sys
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

PACKAGE = "sanzu_graph"
#: Names that every room may have.
EVERYWHERE = ("__init__", "__main__")
LONG = 300
#: Where a language is put in force, and what makes a function a door that does it.
SPEAKING = ("messages", "errors", "doors")
OPENERS = ("spoken", "chart", "overload", "wraps(find)")
#: Rooms that offer somebody a seat; all others ask only what a rule says.
OFFERING = ("audits", "planner", "optimize", "pairing", "mentoring", "groups", "leaders")
#: What a layer says of who may sit or lead there.
RULES = ("eligible", "leader", "candidates", "admission")


class Function(NamedTuple):
    """A function, and where it stands."""

    file: str
    node: ast.FunctionDef | ast.AsyncFunctionDef


class House:
    """The source of a tree, read once.

    Parameters
    ----------
    root
        The folder of the project.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sources = _sources(root / PACKAGE)
        self.trees = {name: ast.parse(source) for name, source in self.sources.items()}
        #: File → all nodes of its tree; the walk takes longer than what is asked of them.
        self.nodes = {name: list(ast.walk(tree)) for name, tree in self.trees.items()}

    # -- names

    @property
    def repeated_classes(self) -> dict[str, list[str]]:
        """Class names that stand for several things, nested and private ones too: name → files."""
        found: dict[str, list[str]] = defaultdict(list)
        for name, nodes in self.nodes.items():
            for node in nodes:
                if isinstance(node, ast.ClassDef):
                    found[node.name].append(name)
        return {name: files for name, files in sorted(found.items()) if len(files) > 1}

    @property
    def repeated_files(self) -> dict[str, list[str]]:
        """File names that stand in several rooms: name → files."""
        found: dict[str, list[str]] = defaultdict(list)
        for name in self.sources:
            if Path(name).stem not in EVERYWHERE:
                found[Path(name).stem].append(name)
        return {
            stem: files
            for stem, files in sorted(found.items())
            if len({name.partition("/")[0] for name in files}) > 1
        }

    # -- circles

    @cached_property
    def imports(self) -> dict[str, set[str]]:
        """File → the files of the package that it imports, lazily and for types too."""
        return {name: set(self._imported(nodes)) - {name} for name, nodes in self.nodes.items()}

    @property
    def circles(self) -> list[list[str]]:
        """The sets of files that import one another, the largest first."""
        found = [sorted(part) for part in _components(self.imports) if len(part) > 1]
        return sorted(found, key=lambda part: (-len(part), part))

    def _imported(self, nodes: Iterable[ast.AST]) -> Iterator[str]:
        for node in nodes:
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            else:
                continue
            for name in names:
                yield from self._file_of(name)

    def _file_of(self, name: str) -> Iterator[str]:
        """The file that a dotted name comes from: the module itself, or the one that holds it."""
        parts = name.split(".")
        if parts[0] != PACKAGE:
            return
        for end in (len(parts), len(parts) - 1):
            path = "/".join(parts[1:end])
            for file in (f"{path}.py", f"{path}/__init__.py"):
                if file in self.sources:
                    yield file
                    return

    # -- functions

    @cached_property
    def functions(self) -> list[Function]:
        """Every function and method."""
        return [
            Function(name, node)
            for name, nodes in self.nodes.items()
            for node in nodes
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        ]

    @property
    def private_functions(self) -> dict[bool, int]:
        """Private functions at the top of a file: how many are mentioned once there, or not."""
        mentions = {
            name: Counter(
                node.id if isinstance(node, ast.Name) else node.attr
                for node in nodes
                if isinstance(node, (ast.Name, ast.Attribute))
            )
            for name, nodes in self.nodes.items()
        }
        return Counter(
            mentions[name][node.name] == 1
            for name, tree in self.trees.items()
            for node in tree.body
            if isinstance(node, ast.FunctionDef) and node.name[0] == "_" != node.name[1:2]
        )

    @property
    def with_lang(self) -> int:
        """Functions that take `lang` and are no public doors, which put it in force."""
        return sum(
            "lang" in (one.arg for one in [*node.args.args, *node.args.kwonlyargs])
            and not name.startswith(SPEAKING)
            and not any(ast.unparse(one) in OPENERS for one in node.decorator_list)
            for name, node in self.functions
        )

    # -- meanings

    @property
    def deciding(self) -> list[str]:
        """Files in rooms that offer seats which apply a layer's or the transfer's rule themselves,
        instead of asking `policy/placement.py`.
        """
        return [
            name
            for name, nodes in self.nodes.items()
            if name.partition("/")[0] in OFFERING and any(map(_applies_a_rule, nodes))
        ]

    @property
    def plans(self) -> list[str]:
        """Classes that hold a status, a bound and a scenario, and build on none of their kind."""
        found = {
            node.name: node
            for nodes in self.nodes.values()
            for node in nodes
            if isinstance(node, ast.ClassDef) and {"status", "bound", "scenario"} <= _members(node)
        }
        return [
            name
            for name, node in sorted(found.items())
            if not any(isinstance(base, ast.Name) and base.id in found for base in node.bases)
        ]

    @property
    def pools(self) -> list[str]:
        """Files that hand parts to an executor."""
        return sorted({name for name, call in self._calls if call == "submit"})

    @property
    def reading_days(self) -> list[str]:
        """Functions that refuse what is no day, and so turn what is one into a day."""
        return [
            f"{name} {node.name}"
            for name, node in self.functions
            if any(
                isinstance(part, ast.Constant) and part.value == "error.date"
                for part in ast.walk(node)
            )
        ]

    @property
    def asking_today(self) -> list[str]:
        """Calls that ask the clock for its day."""
        return [name for name, call in self._calls if call in ("date.today", "datetime.now")]

    @cached_property
    def _calls(self) -> list[tuple[str, str]]:
        """What is called, by its last name, or by its last two where they are of a date."""
        calls = []
        for name, nodes in self.nodes.items():
            for node in nodes:
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    of, last = node.func.value, node.func.attr
                    whose = getattr(of, "id", getattr(of, "attr", ""))
                    calls.append((name, f"{whose}.{last}" if whose in DATES else last))
        return calls

    # -- size

    @property
    def lines(self) -> list[int]:
        """The lines of each file."""
        return [source.count("\n") for source in self.sources.values()]

    @property
    def characters(self) -> int:
        """Characters without docstrings, comments, and blanks at the ends of lines."""
        return sum(len(line) for source in self.sources.values() for line in bare(source))

    @property
    def share_of_tests(self) -> float:
        """Lines of the tests by lines of the package, without docstrings, comments and blanks."""
        tests = sum(len(bare(source)) for source in _sources(self.root / "tests").values())
        return tests / sum(len(bare(source)) for source in self.sources.values())


DATES = ("date", "datetime")


def _sources(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.py"))
    }


def bare(source: str) -> list[str]:
    """The lines of a source without docstrings, comments and blanks at their ends."""
    told: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
            and ast.get_docstring(node, clean=False) is not None
        ):
            told.update(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    lines = source.split("\n")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    left = (line.strip() for row, line in enumerate(lines, start=1) if row not in told)
    return [line for line in left if line]


def _applies_a_rule(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute):
        return False
    of = node.value
    if isinstance(of, ast.Attribute) and of.attr == "transfer":
        return True
    is_layer = (isinstance(of, ast.Name) and of.id in ("layer", "demands")) or (
        isinstance(of, ast.Call) and isinstance(of.func, ast.Attribute) and of.func.attr == "layer"
    )
    return is_layer and node.attr in RULES


def _members(node: ast.ClassDef) -> set[str]:
    """The fields and properties that a class itself has."""
    named = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
    return named | {
        part.target.id
        for part in node.body
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
    }


def _components(edges: Mapping[str, set[str]]) -> Iterator[set[str]]:
    """The strongly connected components of a graph: who reaches each other."""

    def reached(start: str, along: Mapping[str, Iterable[str]]) -> set[str]:
        known, waiting = {start}, [start]
        while waiting:
            new = set(along.get(waiting.pop(), ())) - known
            known |= new
            waiting += new
        return known

    back: dict[str, set[str]] = defaultdict(set)
    for start, ends in edges.items():
        for end in ends:
            back[end].add(start)
    left = set(edges)
    # Who imports nothing that is left is in no circle; what remains is small.
    while alone := {name for name in left if not left.intersection(edges[name])}:
        yield from ({name} for name in alone)
        left -= alone
    while left:
        start = min(left)
        part = reached(start, edges) & reached(start, back)
        left -= part
        yield part


# -- what is run

DOORS = ["blank_teams", "read_roster", "audit", "after", "propose", "reasons", "report"]
#: Each door is opened twice: the first time only imports what it needs.
_TRACED = """
import sys, tempfile, threading, warnings
import sanzu_graph as sg
warnings.simplefilter("ignore")
package, day, seen = sg.__file__.removesuffix("__init__.py"), "2026-11-22", set()
def note(frame, event, arg):
    code = frame.f_code
    if event == "call" and code.co_flags & 1 and code.co_filename.startswith(package):
        seen.add(code.co_filename)
def opened():
    folder = tempfile.mkdtemp()
    guanxi = lambda: sg.read_tables("data/guanxi")
    plan = sg.Scenario("one move", [sg.MoveMember("M032", "T05", "T06")])
    audit, org = sg.audit(guanxi(), on=day), guanxi()
    best = sg.propose(guanxi(), max_groups_changed=2, on=day)
    yield lambda: sg.blank_teams(org)
    yield lambda: sg.read_roster("data/guanxi/官溪供电所花名册.xlsx")
    yield lambda org=guanxi(): sg.audit(org, on=day)
    yield lambda: audit.after(plan)
    yield lambda org=guanxi(): sg.propose(org, max_groups_changed=2, on=day)
    yield lambda: best.reasons
    yield lambda org=guanxi(): sg.report(org, None, [plan, best], folder + "/pack", on=day)
for door in opened():
    door()
for door in opened():
    seen.clear()
    threading.setprofile(note)
    sys.setprofile(note)
    door()
    sys.setprofile(None)
    threading.setprofile(None)
    print(len(seen))
"""


def entered(root: Path) -> list[int]:
    """For each of `DOORS`, the files of the package in which a function is called, on guanxi."""
    run = subprocess.run(
        [sys.executable, "-c", _TRACED],
        cwd=root,
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin", "LANG": "en_US.UTF-8"},
        check=True,
        capture_output=True,
        text=True,
    )
    return [int(line) for line in run.stdout.split()]


# -- the table


class Measure(NamedTuple):
    """One line: what it was when the renovation was planned; on the first commit of it, which is
    the same code in lines of 100; now; and what is to be reached.
    """

    name: str
    planned: str
    before: str
    now: str
    reach: str


def measures(house: House) -> list[Measure]:
    """What can be read from the source."""
    circles, private, lines = house.circles, house.private_functions, house.lines
    sizes = ", ".join(str(len(part)) for part in circles[:2])
    of_lines = (
        f"{statistics.median(lines):g} / {max(lines)}; {sum(count > LONG for count in lines)}"
    )
    return [
        Measure(
            "places that decide who may sit, lead or be taken (files that apply a rule themselves)",
            "5 (by hand)",
            "13",
            str(len(house.deciding)),
            "0 outside placement",
        ),
        Measure("classes for a plan with its proof", "4", "5", str(len(house.plans)), "1"),
        Measure("pools that solve parts", "2", "2", str(len(house.pools)), "1"),
        Measure(
            "places that turn something into a day; that ask for today",
            "9; 9",
            "9; 9",
            f"{len(house.reading_days)}; {len(house.asking_today)}",
            "1; 1",
        ),
        Measure(
            "functions that take `lang` and are no doors",
            "313",
            "314",
            str(house.with_lang),
            "public doors",
        ),
        Measure(
            "class names that stand for several things",
            "25",
            "25",
            str(len(house.repeated_classes)),
            "0",
        ),
        Measure(
            "file names in several rooms", "29", "29", str(len(house.repeated_files)), "at most 8"
        ),
        Measure(
            "circles of files, lazy and typing imports counted (the two largest)",
            "10 (9, 7)",
            "10 (9, 7)",
            f"{len(circles)} ({sizes})" if circles else "0",
            "0",
        ),
        Measure(
            "private functions mentioned once, of all",
            "692 of 1,042",
            "694 of 1,040",
            f"{private[True]} of {private.total():,}",
            "half",
        ),
        Measure(
            f"lines a file, median / most; files over {LONG}",
            "149 / 665; 23",
            "174 / 905; 55",
            of_lines,
            "≤ 140 / ≤ 400; ≤ 5",
        ),
        Measure(
            "characters without docstrings and comments",
            "1.36 M",
            "1.34 M",
            f"{house.characters / 1e6:.2f} M",
            "≤ 1.15 M",
        ),
        Measure("test code ÷ code", ".56", ".58", f"{house.share_of_tests:.2f}", "≥ .8"),
    ]


def told(rows: Iterable[Measure]) -> Iterator[str]:
    """The table as Markdown."""
    yield "| measure | 2026-11-22 | ac8aa53 (width 100) | now | to reach |"
    yield "| --- | --- | --- | --- | --- |"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def main(root: Path) -> None:
    """Print the table, and what stands behind its counts."""
    house = House(root)
    files = Measure(
        f"files entered by {' / '.join(DOORS)}",
        "9 / 25 / 34 / 48 / 45 / 59 / 100",
        "11 / 22 / 36 / 48 / 59 / 67 / 96",
        " / ".join(map(str, entered(root))),
        "– / – / 25 / 30 / 30 / 35 / 50",
    )
    for line in told([*measures(house), files]):
        print(line)  # noqa: T201 - it is what this is for
    behind = {
        "apply a rule themselves": house.deciding,
        "plans": house.plans,
        "pools": house.pools,
        "turn something into a day": house.reading_days,
        "ask for today": house.asking_today,
        "class names": [f"{name}: {', '.join(at)}" for name, at in house.repeated_classes.items()],
        "file names": [f"{name}: {', '.join(at)}" for name, at in house.repeated_files.items()],
        "circles": [", ".join(part) for part in house.circles],
    }
    for title, found in behind.items():
        print(f"\n{title}:", *found, sep="\n  ")  # noqa: T201 - the same


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[1]).resolve())
