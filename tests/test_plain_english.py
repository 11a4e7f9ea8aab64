"""How plain English is measured; `tests/test_public_names.py` holds the docstrings to it."""

import pytest

from tests.english import HARD, sentences, too_long


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
