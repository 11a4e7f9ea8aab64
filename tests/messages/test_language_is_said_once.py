"""Only public doors have ``lang=``, and they put it in force; nobody hands a language on.

`by_hand` is the measure: ``len(by_hand())`` is what `make house` may print.
"""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import sanzu_graph as sg

PACKAGE = Path(sg.__file__).parent
#: The functions that put a language in force, or ask which is.
MECHANISM = {"in_language", "speaking", "language", "_known", "_kept", "settle"}
#: Doors that are not told by their name: the one that `check` gives every check, and a method of
#: what `Rebase.conflicts` holds.
BESIDE = {
    "sanzu_graph.checks.registry.check.decorate.function",
    "sanzu_graph.scenarios.rebasing.Conflict.why",
}
#: At most so many functions pass a language by hand; lower it, never raise it.
CEILING = 0

Function = ast.FunctionDef | ast.AsyncFunctionDef


def doors() -> set[str]:
    """Every public function, and every public method of a public class, by module and name."""
    found = set(BESIDE)
    for name in sg.__all__:
        public = getattr(sg, name)
        members = (
            [
                getattr(member, "fget", None) or getattr(member, "func", None) or member
                for word, member in inspect.getmembers_static(public)
                if not word.startswith("_") or word == "__init__"
            ]
            if isinstance(public, type)
            else [public]
        )
        for member in members:
            made = inspect.unwrap(getattr(member, "__func__", member))
            found.add(f"{getattr(made, '__module__', '')}.{getattr(made, '__qualname__', '')}")
    return found


def functions() -> Iterator[tuple[str, Function]]:
    """Every function of the package, with its module and name."""
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ".".join([PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts])
        yield from _inside(ast.parse(path.read_text(encoding="utf-8")), module)


def _inside(node: ast.AST, place: str) -> Iterator[tuple[str, Function]]:
    for child in ast.iter_child_nodes(node):
        name = f"{place}.{child.name}" if isinstance(child, Function | ast.ClassDef) else place
        if isinstance(child, Function):
            yield name, child
        yield from _inside(child, name)


def _takes(function: Function) -> bool:
    every = function.args
    return any(one.arg == "lang" for one in [*every.posonlyargs, *every.args, *every.kwonlyargs])


def _hands_on(function: Function) -> bool:
    """Whether a call inside is given a language."""
    for call in _own(function):
        called = getattr(call, "func", None)
        name = getattr(called, "id", getattr(called, "attr", ""))
        if isinstance(call, ast.Call) and name not in MECHANISM:
            given = [*call.args, *(one.value for one in call.keywords)]
            if any(_is_language(one) for one in given):
                return True
    return False


def _own(function: Function) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions inside it."""
    todo: list[ast.AST] = [*function.body]
    while todo:
        node = todo.pop()
        yield node
        todo += [one for one in ast.iter_child_nodes(node) if not isinstance(one, Function)]


def _is_language(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id == "lang") or (
        isinstance(node, ast.Attribute) and node.attr == "lang"
    )


def by_hand() -> list[str]:
    """The functions that take a language without being a public door, or that hand one on."""
    public = doors()
    return [
        name
        for name, function in functions()
        if not name.startswith((f"{PACKAGE.name}.messages.", f"{PACKAGE.name}.errors."))
        and ((_takes(function) and name not in public) or _hands_on(function))
    ]


def test_a_language_is_passed_by_hand_less_and_less() -> None:
    found = by_hand()
    assert len(found) <= CEILING, "\n".join(found)


def test_the_measure_sees_doors_and_hands() -> None:
    assert {
        f"{PACKAGE.name}.audits.audit_run.audit",
        f"{PACKAGE.name}.changes.changing.Change.describe",
    } <= doors()
    code = "def a(lang): pass\ndef b(self): text('k', self.lang)\ndef c(): text('k', other=1)"
    first, second, third = ast.parse(code).body
    assert isinstance(first, Function)
    assert isinstance(second, Function)
    assert isinstance(third, Function)
    assert (_takes(first), _hands_on(first)) == (True, False)
    assert (_takes(second), _hands_on(second)) == (False, True)
    assert (_takes(third), _hands_on(third)) == (False, False)


def test_no_generator_holds_a_language() -> None:
    """A language in force across a ``yield`` would be in force for the caller as well."""
    guilty = [
        name
        for name, function in functions()
        if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in _own(function))
        and (
            any(
                isinstance(node, ast.With)
                and any("speaking" in ast.unparse(item) for item in node.items)
                for node in _own(function)
            )
            or any(
                ast.unparse(one) in {"spoken", "own_language"} for one in function.decorator_list
            )
        )
    ]
    assert guilty == []
