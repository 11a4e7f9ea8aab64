"""Columns of few words that Parquet keeps as dictionaries, against the same read as plain text."""

import dataclasses
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.io import parquet
from sanzu_graph.io.parquet import parse_parquet, read_file
from sanzu_graph.model.word_columns import WordColumn

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

WORDS = st.none() | st.sampled_from(["leader", "deputy", "member", "", " ", "班长", "chief"])
LAYERS = st.sampled_from(["team", "party"]) | st.none() | st.sampled_from(["", "team ", "班组"])
PLAIN = st.sampled_from(["leader", "member"])


@given(chunks=st.lists(st.lists(st.none() | st.text("abé", max_size=2), max_size=8), max_size=3))
def test_words_and_codes_are_those_of_a_plain_search(chunks) -> None:
    cells = [cell for chunk in chunks for cell in chunk]
    arrays = [pa.array(chunk, pa.string()).dictionary_encode() for chunk in chunks]
    column = WordColumn(pa.chunked_array(arrays, pa.dictionary(pa.int32(), pa.string())))
    words = list(dict.fromkeys(cell for cell in cells if cell is not None))
    expected = [words.index(cell) if cell is not None else -1 for cell in cells]
    assert (column.words, column.has_gaps) == (words, None in cells)
    assert column.coded()[0].tolist() == expected
    codes, names = column.coded(("b", "zz"))
    assert names == ("b", "zz", *(word for word in words if word != "b"))
    assert [None if code < 0 else names[code] for code in codes] == cells


def test_words_that_stand_nowhere_or_are_missing_in_the_dictionary() -> None:
    dictionary = pa.array(["nowhere", "late", None, "early"])
    indices = pa.array([3] * 5000 + [2, 1, None], pa.int16())
    column = WordColumn(pa.chunked_array([pa.DictionaryArray.from_arrays(indices, dictionary)]))
    assert (column.words, column.has_gaps) == (["early", "late"], True)
    assert column.coded()[0][-4:].tolist() == [0, -1, 1, -1]


def read(folder, *, strict):
    """The organisation in a folder, or the faults that it has."""
    try:
        return sg.read_tables(folder, strict=strict)
    except sg.SchemaError as error:
        return [dataclasses.replace(fault, fields={}) for fault in error.faults]


def written(folder, frames, *, is_category):
    """The folder with a Parquet file for each of some tables."""
    for table, columns in frames.items():
        texts = {name: pa.array(cells, pa.string()) for name, cells in columns.items()}
        if is_category:
            texts = {name: cells.dictionary_encode() for name, cells in texts.items()}
        pq.write_table(pa.table(texts), folder / f"{table}.parquet", row_group_size=2)
    return folder


@pytest.mark.parametrize("strict", [True, False])
@given(
    roles=st.lists(WORDS, min_size=3, max_size=3) | st.lists(PLAIN, min_size=3, max_size=3),
    layers=st.lists(LAYERS, min_size=2, max_size=2) | st.just(["team", "party"]),
    status=st.lists(st.none() | st.sampled_from(["", "masses", "群众"]), min_size=3, max_size=3),
    days=st.lists(st.sampled_from(["2026-01-01", "2026/3/1", "", "44927"]), min_size=3, max_size=3),
    is_category=st.booleans(),
)
def test_an_organisation_is_the_same_with_dictionaries(
    tmp_path_factory, strict, roles, layers, status, days, is_category
) -> None:
    ids = ["M1", "M2", "M3"]
    frames = {
        "members": {"id": ids, "political_status": status, "since": days, "band": status},
        "units": {"id": ["T1", "P1"], "layer": layers},
        "memberships": {"member": ids, "unit": ["T1", "T1", "P1"], "role": roles},
    }
    folders = [tmp_path_factory.mktemp(name) for name in ("plain", "words")]
    expected = read(written(folders[0], frames, is_category=False), strict=strict)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet, "_MANY", 0)
        patch.setattr(parquet, "_CELLS_A_WORD", 0)
        patch.setattr(parquet, "_columns_of_few_words", lambda file: file.schema_arrow.names)
        result = read(written(folders[1], frames, is_category=is_category), strict=strict)
    assert result == expected
    if isinstance(expected, list):
        return
    pd.testing.assert_frame_equal(result.rejected, expected.rejected)
    for name, table in expected.tables().items():
        pd.testing.assert_frame_equal(result.table(name), table)
    for name in ("layers", "roles"):
        assert getattr(result.encoding, name) == getattr(expected.encoding, name)
    for name in ("role", "unit_layer"):
        assert getattr(result.encoding, name).tolist() == getattr(expected.encoding, name).tolist()
    for name in ("political_status", "band"):
        for part, of_plain in zip(
            result.codes("members", name), expected.codes("members", name), strict=True
        ):
            assert part.tolist() == of_plain.tolist()


def test_few_words_are_read_as_words_and_ids_are_not() -> None:
    ids = [f"M{number:06}" for number in range(20_000)]
    role = np.array(["leader", "member", "deputy"], dtype=object)[np.arange(20_000) % 3]
    file = io.BytesIO()
    pd.DataFrame({"member": ids, "unit": ids[::-1], "role": role}).to_parquet(file)
    table = read_file(pa.BufferReader(file.getvalue()))
    assert [pa.types.is_dictionary(kind) for kind in table.schema.types] == [False, False, True]
    rows = parse_parquet(file.getvalue())
    assert list(rows.words) == ["role"]
    assert rows.frame["role"].tolist() == role.tolist()
    assert {str(dtype) for dtype in rows.frame.dtypes} == {"str"}
