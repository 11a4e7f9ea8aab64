"""Text of others never takes time that grows faster than its length."""

from __future__ import annotations

import ast
import functools
import importlib
import itertools
import pathlib
import re
import re._constants as codes
import re._parser as parser
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import pandas as pd
import pytest

import sanzu_graph as sg

PACKAGE = pathlib.Path(sg.__file__).parent
METHODS = ("search", "match", "fullmatch", "split", "sub", "findall", "finditer")
#: What others write, again and again.
PIECES = [
    "(",
    "（(",
    "\u3000",
    " ",
    "a-",
    "０",
    "0",
    "a",
    "é",
    "я",
    "A ",
    "一",
    "、",
    "\n",
    "=",
    "<",
    "@",
    ".",
]
#: So long must a run take before its growth is asked for, in seconds of the processor; it decides
#: nothing else. What is linear takes a hundredth of that.
LONG = 0.004
#: Four times the text: four times the work if linear, sixteen times if quadratic.
MOST = 10


class Used(NamedTuple):
    """A pattern of the package, and how it is used."""

    place: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]


def names(path: pathlib.Path) -> str:
    inner = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(["sanzu_graph", *(part for part in inner if part != "__init__")])


def patterns_in(value: object, depth: int = 3) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, dict):
        yield from patterns_in((*value, *value.values()), depth)
    elif depth and isinstance(value, (tuple, list, set, frozenset)):
        for one in value:
            yield from patterns_in(one, depth - 1)


def used_in(path: pathlib.Path) -> Iterator[Used]:
    """The patterns that a file compiles, or hands to `re` as they stand."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [
        (ast.unparse(node.func.value), node.func.attr, node.args)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    for owner, method, given in calls:
        if owner == "re" and method in METHODS and isinstance(given[0], ast.Constant):
            yield Used(path.name, re.compile(given[0].value), frozenset({method}))
    if "compile" not in {method for owner, method, _ in calls if owner == "re"}:
        return
    module = importlib.import_module(names(path))
    own = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    # Patterns that stand in a list are called by the name of a loop.
    loops = {method for owner, method, _ in calls if owner.islower() and method in METHODS}
    for name in sorted(own):
        methods = {method for owner, method, _ in calls if owner == name and method in METHODS}
        for pattern in patterns_in(getattr(module, name, None)):
            yield Used(f"{path.name}: {name}", pattern, frozenset(methods or loops - {"split"}))


def letters(pattern: re.Pattern[Any]) -> list[str]:
    """The signs that a pattern names."""
    found: set[int] = set()
    kinds = {codes.CATEGORY_DIGIT: "7", codes.CATEGORY_SPACE: " ", codes.CATEGORY_WORD: "a"}

    def walk(parts: Iterable[Any]) -> None:
        for code, given in parts:
            if code in (codes.LITERAL, codes.NOT_LITERAL):
                found.add(given)
            elif code is codes.CATEGORY:
                found.add(ord(kinds.get(given, "#")))
            elif code is codes.RANGE:
                found.add(given[0])
            elif code is codes.BRANCH:
                for branch in given[1]:
                    walk(branch)
            elif code in (codes.IN, codes.ATOMIC_GROUP):
                walk(given)
            elif isinstance(given, tuple):  # repeats, groups, what is looked at
                walk(given[-1] if isinstance(given[-1], parser.SubPattern) else [])

    walk(parser.parse(pattern.pattern, pattern.flags))
    return [chr(code) for code in sorted(found) if not 0xD800 <= code < 0xE000]


def taken(work: Callable[[], object], times: int = 1) -> float:
    """The least processor time of some runs."""
    spans = []
    for _ in range(times):
        start = time.process_time()
        work()
        spans.append(time.process_time() - start)
    return min(spans)


def growth(used: Used, piece: str, end: str, longest: int) -> tuple[float, str]:
    """How much longer four times as much text takes, where it takes long at all."""
    pattern = used.pattern

    def run(method: str, length: int) -> Callable[[], object]:
        text: Any = end[::-1] + piece * (length // len(piece)) + end
        text = text.encode() if isinstance(pattern.pattern, bytes) else text
        call = getattr(pattern, method)
        if method == "sub":
            return lambda: call(text[:0], text)
        return lambda: list(call(text)) if method == "finditer" else call(text)

    for method in sorted(used.methods):
        for length in (2**power for power in range(6, longest.bit_length())):
            if taken(run(method, length)) > LONG and taken(run(method, length), 3) > LONG:
                ratio = taken(run(method, length), 3) / taken(run(method, length // 4), 3)
                if ratio > MOST:
                    return ratio, f"{used.place} {method} {piece!r} × {length}"
                break
    return 0.0, ""


@functools.cache
def used() -> list[Used]:
    return [one for path in sorted(PACKAGE.rglob("*.py")) for one in used_in(path)]


def test_patterns_are_found_and_growth_is_seen() -> None:
    """The apparatus itself."""
    found = used()
    assert {"bands.py: _COUNTED", "unit_names.py: _MARKS"} <= {one.place for one in found}
    assert len(found) > 100
    slow = Used("", re.compile(r"\s*,"), frozenset({"search"}))
    fast = Used("", re.compile(r"(?<!\s)\s*+,"), frozenset({"search"}))
    assert growth(slow, " ", "", 4096)[0] > MOST
    assert growth(fast, " ", "", 4096)[0] == 0
    assert letters(re.compile("(?:a+|[b-d])(?=e)")) == ["a", "b", "e"]


def test_patterns_are_linear() -> None:
    slow = [
        told
        for one in used()
        for piece in dict.fromkeys([*PIECES, *letters(one.pattern)])
        if (told := growth(one, piece, "", 2048)[1])
    ]
    assert slow == []


@pytest.mark.heavy
def test_patterns_are_linear_in_pairs_of_their_signs() -> None:
    slow = []
    for one in used():
        signs = letters(one.pattern)[:14]
        pairs = map("".join, itertools.permutations(signs, 2))
        pieces = dict.fromkeys([*PIECES, *signs, *pairs])
        slow += [told for piece in pieces if (told := growth(one, piece, "一\0", 4096)[1])]
    assert slow == []


def wide(count: int) -> pd.DataFrame:
    """A roster of so many columns."""
    return pd.DataFrame(
        {
            "姓名": ["赵一", "钱二"],
            "班组": "一班",
            **{f"列{at}": ["甲", "乙"] for at in range(count)},
        }
    )


def faulty(count: int) -> pd.DataFrame:
    """A roster in which each row has another fault."""
    rows = [(f"赵{at}", "一班", f"2020-13-{at}x", f"怪{at}") for at in range(count)]
    return pd.DataFrame(rows, columns=["姓名", "班组", "入职日期", "政治面貌"])


@pytest.mark.heavy
@pytest.mark.parametrize("roster", [wide, faulty])
def test_columns_and_faults_take_time_by_their_number(
    roster: Callable[[int], pd.DataFrame],
) -> None:
    def read(count: int) -> Callable[[], object]:
        frame = roster(count)
        return lambda: sg.read_roster(frame, dry_run=True).faults

    read(10)()  # loads what is needed
    assert taken(read(8000)) < 30 * taken(read(800), 2)
