"""Ids as numbers, and keys that stand twice, against plain loops."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzu_graph.model import arrow_texts, id_numbers
from sanzu_graph.model.arrow_texts import is_plain, text_blocks
from sanzu_graph.model.grouping import repeated
from sanzu_graph.model.id_numbers import IdPlaces, numbered_positions

pa = pytest.importorskip("pyarrow")

CELLS = st.none() | st.text("0129MZmÿ班", min_size=1, max_size=4)
#: Ids as rosters have them, with more digits than are read at once, and some that are odd.
LONG = st.builds(
    "{}{}{:07}".format, st.sampled_from(["M0", "M09", "M", "Z001"]), CELLS, st.integers(0, 10**7)
)
COLUMNS = st.lists(st.lists(CELLS, max_size=12), min_size=1, max_size=3) | st.lists(
    st.lists(LONG | st.integers(0, 10**9).map("M{:09}".format) | st.none(), max_size=12),
    min_size=1,
    max_size=3,
)


def column(cells: list[str | None], cuts: int = 1) -> pd.Series:
    """A column of Arrow in several chunks; empty cells have bytes under them, as slices do."""
    ends = np.linspace(0, len(cells), cuts + 1).astype(int)
    chunks = []
    for start, end in itertools.pairwise(ends):
        part = ["xyz", *cells[start:end]]
        bare = pa.array([cell or "under" for cell in part], pa.large_string())
        mask = pa.array([cell is None for cell in part])
        chunks.append(pa.compute.if_else(mask, pa.scalar(None, pa.large_string()), bare).slice(1))
    array = pd.array([], dtype=pd.StringDtype(na_value=np.nan))
    return pd.Series(type(array)(pa.chunked_array(chunks, pa.large_string()), dtype=array.dtype))


@pytest.mark.parametrize("few", [0, 2**16], ids=["hashed", "in a table"])
@given(columns=COLUMNS, cuts=st.integers(1, 4), block=st.integers(1, 5))
def test_positions_are_those_of_a_plain_search(columns, cuts, block, few) -> None:
    home = columns[0]
    expected = [
        [home.index(cell) if cell is not None and cell in home else -1 for cell in cells]
        for cells in columns
    ]
    lengths = {len(cell.encode()) for cell in home if cell is not None}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrow_texts, "_BLOCK", block)
        patch.setattr(id_numbers, "_BLOCK", block)
        patch.setattr(id_numbers, "_FEW", few)
        patch.setattr(id_numbers, "_SPARSE", few)
        series = [column(cells, cuts) for cells in columns]
        positions = numbered_positions(series[0], series[1:])
    if positions is None:
        assert not 0 < len(lengths) <= 6
    else:
        assert [part.tolist() for part in positions] == expected


@pytest.mark.parametrize("few", [0, 2**16], ids=["hashed", "in a table"])
@given(columns=COLUMNS, cuts=st.integers(1, 4), is_arrow=st.booleans())
def test_places_are_those_of_a_plain_search(columns, cuts, is_arrow, few) -> None:
    home = list(dict.fromkeys(cell for cell in columns[0] if cell is not None))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(id_numbers, "_FEW", few)
        patch.setattr(id_numbers, "_SPARSE", few)
        places = IdPlaces(column(home, cuts))
        for cells in columns:
            cell_column = column(cells, cuts) if is_arrow else pd.Series(cells, dtype=object)
            expected = [home.index(cell) if cell in home else -1 for cell in cells]
            assert places.of(cell_column).tolist() == expected


def test_long_ids_and_other_columns_have_no_numbers() -> None:
    ids = column(["M1", "M2"])
    assert numbered_positions(column(["M" * 33]), [ids]) is None
    assert numbered_positions(ids, [ids.astype(object)]) is None
    assert numbered_positions(column(["".join(map(chr, range(33, 62)))] * 2), []) is not None
    far = [chr(low) * 12 for low in range(33, 120)]
    assert numbered_positions(column(far), []) is None  # 87 ** 12 numbers are too many


@given(
    cells=st.lists(CELLS | st.text(max_size=3).filter(bool), max_size=12), cuts=st.integers(1, 3)
)
def test_blocks_hold_every_cell(cells, cuts) -> None:
    read: list[str | None] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrow_texts, "_BLOCK", 3)
        for block in text_blocks(column(cells, cuts)):
            assert block.first == len(read)
            for start, length in zip(block.starts, block.lengths, strict=True):
                text = bytes(block.data[start : start + length]).decode() if length >= 0 else None
                read.append(text)
    assert read == cells


@given(cells=st.lists(st.none() | st.text(" !M~\x7f\u3000\t", min_size=1, max_size=3), max_size=6))
def test_a_plain_column_has_no_blanks_and_no_more_than_ascii(cells) -> None:
    texts = "".join(cell or "" for cell in cells)
    odd = [cell for cell in texts if not "!" <= cell <= "~"]
    if is_plain(column(cells)):
        assert not odd
    elif None not in cells:  # what is under an empty cell may be odd
        assert odd


@given(keys=st.lists(st.integers(-2, 5), max_size=12))
def test_repeated_keys(keys) -> None:
    expected = sorted({key for key in keys if key >= 0 and keys.count(key) > 1})
    assert repeated(np.array(keys, dtype=np.intp)).tolist() == expected
