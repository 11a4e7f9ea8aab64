"""Numbers are written in one file, and as its rules say."""

import ast
import math
import random
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import sanzu_graph
from sanzu_graph.errors import speaking
from sanzu_graph.messages import (
    amount,
    catalog,
    fill,
    grouped,
    percent,
    plain,
    price,
    seconds,
    text,
)

PACKAGE = Path(sanzu_graph.__file__).parent
#: Files that write numbers for programs, not for readers, and why.
FOR_PROGRAMS = {
    "messages/numerals.py": "the one place",
    "charts/svg.py": "coordinates",
    "charts/pdf.py": "coordinates",
    "charts/pdf_drawing.py": "coordinates",
    "charts/drawio.py": "coordinates",
    "io/workbooks.py": "asks whether a spreadsheet keeps all digits",
    "io/workbook_edits.py": "cells that a program reads",
    "io/graphml.py": "coordinates",
    "charts/native_charts.py": "shares of a chart",
    "reports/brief_files.py": "widths of a page",
    "year/periods.py": "names of periods",
}
#: How a number is rounded or cut on its way into a text.
_HEAD = r"^(.?[<>=^])?[-+ ]?#?0?\d*"
SPEC = re.compile(_HEAD + r"[,_]?(\.\d+)?[eEfFgGn%]$|" + _HEAD + r"[,_](\.\d+)?$")


def formats(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every format of a number in f-strings, `format` and templates."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            spec = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "0"
                for part in node.format_spec.values
            )
            if SPEC.match(spec):
                yield node.lineno, spec
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            for spec in re.findall(r"\{\w*:([^{}|]*)\}", node.value):
                if SPEC.match(spec):
                    yield node.lineno, spec
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            left = node.left
            if isinstance(left, ast.Constant) and isinstance(left.value, str):
                yield node.lineno, left.value


def test_no_other_file_writes_numbers_for_readers() -> None:
    found = [
        f"{name}:{line}: {spec}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if (name := path.relative_to(PACKAGE).as_posix()) not in FOR_PROGRAMS
        for line, spec in formats(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not found
    sentences = [text for one in catalog().values() for text in one.values()]
    assert not [text for text in sentences if re.search(r"\{\w+:[^{}|]*\}", text)]


def test_the_search_finds_every_way_to_write_a_number() -> None:
    for source in (
        'f"{x:.1%}"',
        'f"{x:g}"',
        'f"{x:,}"',
        'f"{x:.{digits}f}"',
        'f"{x:6.2f}"',
        '"{:.0f}".format(x)',
        '"%.2f" % x',
    ):
        assert list(formats(ast.parse(source))), source
    for source in (
        'f"{x:>4}"',
        'f"{x:02x}"',
        'f"{x:3}. "',
        '"{display:none}"',
        'f"{x}"',
        'f"{day:%Y-%m}"',
    ):
        assert not list(formats(ast.parse(source))), source


def test_a_number_is_at_most_half_a_last_digit_off() -> None:
    dice = random.Random(7)
    for _ in range(3_000):
        value = dice.uniform(-1, 1) * 10 ** dice.randint(-3, 7)
        shown = amount(value)
        assert "e" not in shown
        read = float(shown.replace(",", ""))
        assert abs(read - value) <= max(abs(value) * 5e-4, 5e-8, 0.5 * (abs(value) >= 1_000))
        assert not re.search(r"\.\d*0$", shown)
        assert re.fullmatch(r"-?(\d{1,4}|\d{1,3}(,\d{3})+)(\.\d+)?", shown)
        assert float(price(value).replace(",", "")) == round(value, 2) or abs(value) < 1e-9
        assert ("," in shown) == (abs(read) >= 10_000)


def test_whole_numbers_are_written_in_full() -> None:
    for value in (0, 1, 9_999, 10_000, 123_456_789, -20_000):
        assert int(amount(value).replace(",", "")) == value == int(plain(float(value)))
        assert grouped(value) == amount(value) == amount(float(value))
        assert "," not in plain(float(value))


def test_a_share_is_nothing_or_whole_only_if_it_is() -> None:
    for whole in range(1, 250):
        for part in range(whole + 1):
            shown, exact = percent(part, whole), Fraction(100 * part, whole)
            assert (shown == "0%") == (part == 0)
            assert (shown == "100%") == (part == whole)
            if shown[0] in "<>":
                assert shown == ("<1%" if exact < Fraction(1, 2) else ">99%")
            else:
                assert abs(int(shown[:-1]) - exact) <= Fraction(1, 2)
            assert percent(part / whole) == shown
    assert percent(0, 0) == percent(math.nan) == amount(math.nan) == "–"


def test_seconds_are_told_as_far_as_they_matter() -> None:
    assert [seconds(value) for value in (0.0, 0.26, 9.94, 12.3, 14_400)] == [
        "0.0", "0.3", "9.9", "12", "14,400",
    ]  # fmt: skip


def test_sentences_write_their_numbers_alike() -> None:
    with speaking("en"):
        assert text("list.more", count=12_345) == "and 12,345 more"
        assert text("list.more", count=2.0) == "and 2 more"
        assert text("list.more", count="12345") == "and 12345 more"
        for counts in ([1, 12_345], [1.0, 12_345.0]):
            assert fill("list.more", {"count": counts}, 2) == ["and 1 more", "and 12,345 more"]
    with speaking("zh"):
        assert "12,345" in text("list.more", count=12_345)
