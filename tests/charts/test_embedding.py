"""The font that travels within a picture has exactly its letters, as wide as they were measured."""

import io

import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

from sanzu_graph.charts.embedding import EM, letters_of
from sanzu_graph.charts.fonts import typeface


@pytest.mark.parametrize("texts", [["官溪供电所 An", "éß"], ["x"], [""], []])
def test_letters_and_widths(texts):
    made = letters_of(texts)
    font = TTFont(io.BytesIO(made.otf))
    letters = {letter for line in texts for letter in line}
    assert (
        set(font.getBestCmap())
        == {ord(letter) for letter in letters}
        == {ord(letter) for letter in made.glyph}
    )
    for letter in letters:
        name = font.getBestCmap()[ord(letter)]
        assert (
            font["hmtx"][name][0]
            == round(typeface().advance(letter) * EM)
            == made.advances[made.glyph[letter]]
        )
        pen = BoundsPen(font.getGlyphSet())
        font.getGlyphSet()[name].draw(pen)
        points, _ = typeface().outline(letter)
        if not letter.isspace():
            left, low, right, high = pen.bounds
            assert left >= points[:, 0].min() * EM - 1
            assert right <= points[:, 0].max() * EM + 1
            assert (low, high) >= (made.box[1], 0)


def test_the_same_texts_give_the_same_bytes():
    assert letters_of(["安", "A"]).otf == letters_of(["A安", "A"]).otf


def test_what_no_font_has_is_left_out():
    assert letters_of(["\U0010fffd"]).glyph == {}
