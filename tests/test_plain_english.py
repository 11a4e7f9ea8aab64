"""Readers whose second language is English: short sentences, common words."""

import inspect
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

import sanzu_graph as sg
from tests.english import HARD, sentences, too_long

PACKAGE = Path(sg.__file__).parent


def public_docstrings() -> Iterator[tuple[str, str]]:
    """The docstrings of public names, and of the public methods of classes among them."""
    for name in sg.__all__:
        public = getattr(sg, name)
        yield name, inspect.getdoc(public) or ""
        if isinstance(public, type):
            for own, part in vars(public).items():
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


# -- the measure itself


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
