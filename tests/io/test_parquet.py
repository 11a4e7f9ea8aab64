"""Parquet made by others."""

import io

import pandas as pd
import pytest

from sanzu_graph import Org
from sanzu_graph.errors import SchemaError
from sanzu_graph.io.parquet import parse_parquet
from sanzu_graph.io.table_files import read_tables

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def parquet(frame: pd.DataFrame) -> bytes:
    into = io.BytesIO()
    frame.to_parquet(into)
    return into.getvalue()


def test_whole_numbers_beside_a_gap_stay_whole(sound) -> None:
    (sound.path / "members.csv").unlink()
    sound.put(
        "members.parquet",
        parquet(
            pd.DataFrame(
                {"id": [1, 2], "name": ["a", "b"], "badge": pd.array([7, None], dtype="Int64")}
            )
        ),
    )
    sound.put("memberships.csv", "member,unit\n1,T1\n")
    org = read_tables(sound.path)
    assert isinstance(org, Org)
    assert org.members["id"].tolist() == ["1", "2"]
    assert org.members["badge"].tolist()[0] == 7
    assert pd.api.types.is_integer_dtype(org.members["badge"].dtype)


def test_a_column_that_was_an_index_is_a_column() -> None:
    grid = parse_parquet(parquet(pd.DataFrame({"id": ["M1"], "name": ["An"]}).set_index("id")))
    assert set(grid.frame) == {"id", "name"}


def test_rows_count_from_2_as_in_a_sheet(sound) -> None:
    (sound.path / "units.csv").unlink()
    sound.put("units.parquet", parquet(pd.DataFrame({"id": ["T1", "P1"], "layer": ["team", None]})))
    with pytest.raises(SchemaError) as caught:
        read_tables(sound.path)
    (fault,) = [fault for fault in caught.value.faults if fault.table == "units"]
    assert (fault.place, fault.row) == ("units.parquet", 3)


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        (b"", "fault.empty_file"),
        (b"PAR1PAR1", "fault.damaged_parquet"),
        (b"id,name\n", "fault.damaged_parquet"),
    ],
)
def test_damage(raw: bytes, key: str) -> None:
    with pytest.raises(SchemaError) as caught:
        parse_parquet(raw)
    assert [fault.key for fault in caught.value.faults] == [key]


def test_a_file_cut_short() -> None:
    whole = parquet(pd.DataFrame({"id": [f"M{number}" for number in range(1000)]}))
    for end in (-1, -8, len(whole) // 2):
        with pytest.raises(SchemaError):
            parse_parquet(whole[:end])


@pytest.mark.parametrize("is_category", [True, False])
@pytest.mark.parametrize("heading", ["role", "site"])
@pytest.mark.parametrize("count", [10, 20_000])
def test_texts_that_are_no_unicode_are_damage(count: int, heading: str, *, is_category) -> None:
    offsets = pa.array([0, 6, 12], pa.int32()).buffers()[1]
    texts = pa.Array.from_buffers(pa.string(), 2, [None, offsets, pa.py_buffer(b"leadermember")])
    broken = pa.Array.from_buffers(
        pa.string(), 2, [None, offsets, pa.py_buffer(b"leader\xff\xfember")]
    )
    for dictionary, faults in ((texts, []), (broken, ["fault.damaged_parquet"])):
        indices = pa.array([place % 2 for place in range(count)], pa.int32())
        column = pa.DictionaryArray.from_arrays(indices, dictionary)
        into = io.BytesIO()
        pq.write_table(
            pa.table({heading: column if is_category else column.cast(pa.string())}), into
        )
        try:
            keys = [] if len(parse_parquet(into.getvalue()).frame) == count else ["?"]
        except SchemaError as error:
            keys = [fault.key for fault in error.faults]
        assert keys == faults
