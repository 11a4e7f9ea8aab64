"""What `import sanzu_graph` promises: the names, where they live, what they say, and that it costs
nothing.
"""

import ast
import csv
import inspect
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sanzu_graph as sg
from sanzu_graph.checks.registry import all_checks
from tests.english import HARD, too_long

HEAVY = ("pandas", "numpy", "scipy", "networkx", "matplotlib", "highspy", "click", "rich")
FUNCTIONS = [name for name in sg.__all__ if not isinstance(getattr(sg, name), type)]
CLASSES = [name for name in sg.__all__ if name not in FUNCTIONS]


def test_homes_equal_the_imports_for_type_checkers() -> None:
    tree = ast.parse(Path(sg.__file__).read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    declared = {
        alias.asname: (node.module, alias.name)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    homes = {
        name: (f"sanzu_graph.{home}", name) for home, names in sg._HOMES.items() for name in names
    }
    assert declared == homes
    assert list(homes) == sg.__all__


@pytest.mark.parametrize("name", sg.__all__)
def test_a_name_lives_where_it_is_said(name: str) -> None:
    found = getattr(sg, name)
    assert found.__name__ == name
    assert name in dir(sg)
    assert inspect.getdoc(found)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_documented(name: str) -> None:
    function = getattr(sg, name)
    doc = inspect.getdoc(function) or ""
    for heading in ("Parameters", "Returns", "Examples"):
        assert f"\n{heading}\n{'-' * len(heading)}\n" in doc
    assert ">>> " in doc
    told = doc.partition("Parameters\n")[2].partition("\nReturns\n")[0]
    own = [
        parameter
        for parameter in inspect.signature(function).parameters
        if parameter not in ("only", "lang")
    ]
    assert [parameter for parameter in own if parameter not in told] == []


@pytest.mark.parametrize("name", ["Org", "Policy", "Rule"])
def test_a_central_class_is_documented_with_an_example(name: str) -> None:
    doc = inspect.getdoc(getattr(sg, name)) or ""
    assert "\nParameters\n----------\n" in doc
    assert ">>> " in doc


def test_all_errors_are_of_one_family() -> None:
    found = [getattr(sg, name) for name in CLASSES]
    errors = [one for one in found if issubclass(one, Exception) and not issubclass(one, Warning)]
    assert len(errors) >= 7
    assert all(issubclass(error, sg.SanzuError) for error in errors)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="blank_teems"):
        sg.blank_teems  # noqa: B018 - asking is the point


def test_importing_loads_nothing_heavy() -> None:
    code = f"import sys, sanzu_graph; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.split() == []


def test_no_module_bears_the_name_of_a_function() -> None:
    package = Path(sg.__file__).parent
    modules = {path.stem for path in package.rglob("*.py")} | {
        path.name for path in package.rglob("*") if path.is_dir()
    }
    assert modules.isdisjoint(FUNCTIONS)


# -- the maps: here, because everybody runs this file before work is landed

PACKAGE = Path(sg.__file__).parent
ROOMS = sorted(path.parent.relative_to(PACKAGE) for path in PACKAGE.rglob("__init__.py"))[1:]


def files_on_map(room: Path) -> set[str]:
    """The files that the docstring of a room's `__init__.py` names, from the package's folder."""
    source = (PACKAGE / room / "__init__.py").read_text(encoding="utf-8")
    named = re.findall(r"`([\w/]+\.py)`", ast.get_docstring(ast.parse(source)) or "")
    return {
        name.removeprefix("sanzu_graph/") if "/" in name else (room / name).as_posix()
        for name in named
    }


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_the_map_of_a_room_names_each_of_its_files_and_no_others(room: Path) -> None:
    files = {
        path.relative_to(PACKAGE).as_posix()
        for path in (PACKAGE / room).glob("*.py")
        if path.name != "__init__.py"
    }
    named = files_on_map(room)
    assert sorted(files - named) == [], f"name it in sanzu_graph/{room}/__init__.py"
    assert [name for name in sorted(named) if not (PACKAGE / name).is_file()] == []


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_the_map_of_a_room_tells_what_to_open_for_a_change(room: Path) -> None:
    source = (PACKAGE / room / "__init__.py").read_text(encoding="utf-8")
    _, _, changes = (ast.get_docstring(ast.parse(source)) or "").partition("To change:\n")
    assert len(re.findall(r"^- ", changes, flags=re.MULTILINE)) >= 3


def test_the_first_page_names_every_room() -> None:
    named = set(re.findall(r"``([\w/.]+)``", sg.__doc__ or ""))
    rooms = {str(room) for room in ROOMS if len(room.parts) == 1}
    assert rooms <= named


# -- plain English, for readers whose second language it is: here for the same reason


def public_docstrings() -> Iterator[tuple[str, str]]:
    """The docstrings of public names, and of the public methods of classes among them."""
    for name in sg.__all__:
        public = getattr(sg, name)
        yield name, inspect.getdoc(public) or ""
        if isinstance(public, type):
            ours = [kind for kind in public.__mro__ if kind.__module__.startswith("sanzu_graph")]
            parts = {own: part for kind in reversed(ours) for own, part in vars(kind).items()}
            for own, part in parts.items():
                function = getattr(part, "fget", None) or getattr(part, "func", part)
                function = getattr(function, "__func__", function)
                if not own.startswith("_") and inspect.isfunction(inspect.unwrap(function)):
                    yield f"{name}.{own}", inspect.getdoc(function) or ""


def words_about(source: str) -> Iterator[str]:
    """The comments and docstrings of a source."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT or token.string.lstrip("rf").startswith('"""'):
            yield token.string


def test_the_sentences_of_public_docstrings_are_short() -> None:
    docs = dict(public_docstrings())
    assert len(docs) > 200
    assert {name: long for name, doc in docs.items() if (long := too_long(doc))} == {}


def test_no_docstring_or_comment_has_hard_words() -> None:
    hard = [
        (path.relative_to(PACKAGE).as_posix(), found)
        for path in sorted(PACKAGE.rglob("*.py"))
        for words in words_about(path.read_text(encoding="utf-8"))
        for found in HARD.findall(words)
    ]
    assert hard == []


# -- the docs: here for the same reason

DOCS = PACKAGE.parent / "docs"


def docs_rows(name: str) -> list[dict[str, str]]:
    with (DOCS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_index_of_the_docs_names_each_function_that_is_no_check() -> None:
    rows = docs_rows("which_function.csv")
    for row in rows:
        holder, _, method = row["code"].partition(".")
        assert hasattr(getattr(sg, holder), method) if method else hasattr(sg, holder)
        assert all(row.values()), row
    checks = {made.name for made in all_checks().values()}
    told = {row["code"] for row in rows} | checks | {"change_from_dict"}
    assert set(FUNCTIONS) - told == set(), "add it to docs/which_function.csv"


@pytest.mark.parametrize("schema", [sg.plan_schema(), sg.policy_schema()], ids=["plan", "policy"])
def test_each_key_of_a_file_is_told_in_chinese(schema: dict[str, Any]) -> None:
    told = {
        (row["table"], key) for row in docs_rows("format_words.csv") for key in row["key"].split()
    }
    wanted = {
        (name, key)
        for name, table in {"": schema, **schema["$defs"]}.items()
        if "properties" in table and not name.startswith("Named")
        for key in table["properties"]
        if not name or key not in ("change", "on")
    }
    assert wanted - told == set(), "add it to docs/format_words.csv"
