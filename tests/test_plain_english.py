"""How plain English is measured. Rooms that are done are held to it in all their docstrings and
comments; `tests/test_public_names.py` holds the public docstrings of every room to it.
"""

import re
from pathlib import Path

import pytest

import sanzu_graph
from tests.english import (
    HARD,
    comments,
    docstrings,
    hard_sentences,
    page_prose,
    sentences,
    too_long,
)

PACKAGE = Path(sanzu_graph.__file__).parent
ROOT = Path(__file__).parents[1]
#: The pages that people write; those of the formats are written from the code.
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *(page for page in sorted((ROOT / "docs/en").glob("*.md")) if page.stem != "plan-format"),
]
#: Rooms whose docstrings and comments are plain, private ones too. A room that is done joins them.
PLAIN_ROOMS = (
    "cli",
    "messages",
    "planner",
    "solving",
    "model",
    "changes",
    "schema",
    "io",
    "checks",
    "audits",
    "metrics",
    "scenarios",
    "year",
    "optimize",
    "groups",
    "leaders",
    "mentoring",
    "policy",
    "invented",
    "privacy",
    "charts",
    "reports",
    "surveys",
)


def test_a_sentence_ends_where_a_reader_rests() -> None:
    doc = """Two thoughts: one here. And ``a.b`` there; three.

    Parameters
    ----------
    name, other
        A name (`x.y`); or none.

    - A point
      of two lines

    Examples
    --------
    >>> too_long("This is no sentence.")
    """
    assert list(sentences(doc)) == [
        "Two thoughts",
        "one here",
        "And code there",
        "three",
        "A name (code)",
        "or none",
        "A point of two lines",
    ]


def test_a_long_sentence_is_found_and_columns_are_one_word() -> None:
    many = " ".join(["word"] * 21)
    assert too_long(f"{many}.") == [many]
    assert too_long(f"{' '.join(['word'] * 20)}.") == []
    assert too_long("One row a unit: " + ", ".join(["``column``"] * 30) + ".") == []


@pytest.mark.parametrize("word", ["whoever", "Whatever", "for want of", "nought"])
def test_a_hard_word_is_found(word: str) -> None:
    assert HARD.search(f"so {word} it is")
    assert not HARD.search("who ever wants that of these")


@pytest.mark.parametrize("room", PLAIN_ROOMS)
def test_all_words_about_a_room_are_plain(room: str) -> None:
    hard = {
        f"{path.relative_to(PACKAGE).as_posix()}:{line}": words
        for path in sorted((PACKAGE / room).rglob("*.py"))
        for line, words in hard_sentences(path.read_text(encoding="utf-8"))
    }
    assert hard == {}


LONG = " ".join(["word"] * 21)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_pages_are_plain(page: Path) -> None:
    words = page_prose(page.read_text(encoding="utf-8"))
    assert too_long(words) == []
    assert HARD.findall(re.sub("“[^”]*”", "", words)) == []  # words quoted are not said


@pytest.mark.parametrize(
    ("page", "count"),
    [
        (f"{LONG}.", 1),
        (f"# A heading\n\n- short\n- {LONG}\n\n| cell | {LONG} |\n", 2),
        (f"[a link]({'word-' * 30}) and `code` in **bold**.\n\n```python\n{LONG}\n```\n", 0),
        ("word " * 12 + "\n" + "word " * 12, 1),
        ("- " + "word " * 12 + "\n- " + "word " * 12, 0),
        (f"<!-- {LONG} -->", 0),
    ],
    ids=["a line", "an item and a cell", "code", "over two lines", "two items", "a comment"],
)
def test_long_sentences_of_a_page_are_found(page: str, count: int) -> None:
    assert len(too_long(page_prose(page))) == count


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (f'"""{LONG}."""\n', 1),
        (f'def _private():\n    """Short.\n\n    {LONG}.\n    """\n', 2),
        (f'class _A:\n    def f():\n        """{LONG}."""\n', 3),
        (f"x = 1\n# {LONG}\n", 2),
        (f"#: {LONG}\nx = 1\n", 1),
        (f"x = 1  # {LONG}\n", 1),
        ("# " + "word " * 11 + "\n# " + "word " * 10 + "\n", 1),
        (f"x = 1  # noqa: S101 - {LONG}\n", 1),
        ("# for want of a word\n", 1),
    ],
    ids=[
        "a module",
        "a function",
        "a method",
        "a comment",
        "of a name",
        "behind code",
        "over two lines",
        "a reason for tools",
        "a hard word",
    ],
)
def test_hard_words_about_private_things_are_found(source: str, line: int) -> None:
    ((found, _),) = hard_sentences(source)
    assert found == line


def test_comments_of_several_lines_are_one_and_tools_are_told_nothing() -> None:
    source = """x = 1  # why
# two
# lines
# -- a section
y = "#"  # type: ignore[misc]
# last"""
    assert list(comments(source)) == [(1, "why"), (2, "two lines"), (6, "last")]
    assert list(docstrings('"""A."""\ndef f(): return 1\n')) == [(1, "A.")]
