"""CSV: two ways to read it that agree, and formulas that are none."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzu_graph.errors import SchemaError
from sanzu_graph.io.csv_tables import disarmed, parse, parse_carefully, parse_plain, to_csv
from sanzu_graph.io.raw_rows import RawRows
from tests.searching import examples

plain_text = st.text(
    st.sampled_from("a7é班 \u3000\t,,\n\n\r'=-;\ufeff\x0b\x1c\u2028\x85"), max_size=40
)
#: How a cell begins that a spreadsheet may run.
ARMED = "=+-@\t\r\n＝＋－＠"
cells = st.text(st.sampled_from(f"a班,\"' \ufeff{ARMED}"), max_size=6)


def same(one: RawRows, other: RawRows) -> bool:
    return (
        one.frame.equals(other.frame)
        and one.rows.tolist() == other.rows.tolist()
        and (one.width, one.ragged) == (other.width, other.ragged)
    )


@examples(300)
@given(plain_text)
def test_the_fast_way_reads_what_the_careful_one_reads(text: str) -> None:
    fast = parse_plain(text)
    assert fast is None or same(fast, parse_carefully(text))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_even_rows_without_quotes_go_the_fast_way(end: str) -> None:
    fast = parse_plain(end.join(["id,name", "007,NA", "008,null", ",", "009,"]) + end)
    assert fast is not None
    assert fast.frame.to_dict("list") == {"id": ["007", "008", "009"], "name": ["NA", "null", ""]}
    assert fast.rows.tolist() == [2, 3, 5]


def test_a_short_row_and_a_long_one_do_not_make_up_for_each_other() -> None:
    grid = parse("id,name\n1\n2,b,c\n3,d\n")
    assert grid.frame["id"].tolist() == ["3"]
    assert [(line.row, line.cells) for line in grid.ragged] == [(2, ["1"]), (3, ["2", "b", "c"])]


def test_blank_rows_are_skipped_and_still_counted() -> None:
    grid = parse("\nid,name\n\n1,a\n , \n2,b\n\n\n")
    assert (grid.frame["id"].tolist(), grid.rows.tolist(), grid.ragged) == (["1", "2"], [4, 6], ())


def test_a_cell_over_several_lines_is_one_row() -> None:
    grid = parse('id,name\n1,"a\n\nb"\n2,c\n')
    assert (grid.frame["name"].tolist(), grid.rows.tolist()) == (["a\n\nb", "c"], [2, 3])


def test_a_column_with_neither_heading_nor_content_is_none() -> None:
    for text in ("id,name,,\n1,a,,\n", 'id,name,,\n"1",a,,\n'):
        assert list(parse(text).frame) == ["id", "name"]
    assert list(parse("id,\n1,a\n").frame) == ["id", ""]


@pytest.mark.parametrize(
    "text", ['id,name\n1,"a\n2,b\n', 'id,name\n1,"a,x\n2,"b",y\n', 'id,name\n1,"An" Li\n']
)
def test_quotation_marks_that_do_not_pair_name_the_row(text: str) -> None:
    with pytest.raises(SchemaError) as caught:
        parse(text)
    (fault,) = caught.value.faults
    assert (fault.key, fault.row) == ("fault.quotes", 2)


def test_a_quotation_mark_inside_a_cell_is_itself() -> None:
    assert parse('id,name\n1,5" pipe\n').frame["name"].tolist() == ['5" pipe']


@pytest.mark.parametrize("text", ["\n\n", ",,\n", " \t\u3000\n"])
def test_nothing_but_blanks_is_an_empty_file(text: str) -> None:
    with pytest.raises(SchemaError, match="the file is empty"):
        parse(text)


def test_the_limit_for_long_cells_is_put_back() -> None:
    before = csv.field_size_limit()
    assert len(parse('id\n"' + "x" * 200_000 + '"\n').frame["id"][0]) == 200_000
    assert csv.field_size_limit() == before


@given(cells)
def test_disarming_is_exact_and_leaves_no_formula(cell: str) -> None:
    text = to_csv(pd.DataFrame({"id": ["x", "y"], "name": [cell, "z"]}))
    assert parse(text).frame["name"].tolist() == [cell, "z"]
    ((_, written), *_) = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert written[:1] not in tuple(ARMED)


@pytest.mark.parametrize("first", list(ARMED), ids=repr)
@pytest.mark.parametrize("before", ["", "'", "''"], ids=["bare", "quoted", "twice quoted"])
def test_each_beginning_of_a_formula_is_disarmed(first: str, before: str) -> None:
    """Each alone in its column, behind a harmless cell, and among the headings."""
    cell = f"{before}{first}1"
    frame = pd.DataFrame({f"{cell}a": ["An", cell]})
    written = list(csv.reader(io.StringIO(to_csv(frame), newline="")))
    assert written == [[f"'{cell}a"], ["An"], [f"'{cell}"]]
    assert parse(to_csv(frame)).frame.to_dict("list") == frame.to_dict("list")


@pytest.mark.parametrize("first", list(ARMED), ids=repr)
def test_rows_of_another_length_are_read_without_the_apostrophe(first: str) -> None:
    text = "id,name\n" + f'"\'{first}1"\n' + "2,An\n"
    assert [line.cells for line in parse(text).ragged] == [[f"{first}1"]]


@given(st.lists(cells, min_size=2, max_size=4, unique=True))
def test_no_two_cells_are_written_alike(several: list[str]) -> None:
    assert len({disarmed(cell) for cell in several}) == len(several)


def test_negative_numbers_stay_numbers_and_text_that_looks_like_one_does_not() -> None:
    assert to_csv(pd.DataFrame({"a": [-5.0], "b": ["-5"]})) == "a,b\n-5,'-5\n"


def test_a_negative_number_from_elsewhere_stays_as_it_is() -> None:
    assert parse("id,change\n1,-5\n").frame["change"].tolist() == ["-5"]


def test_headings_are_disarmed_too() -> None:
    text = to_csv(pd.DataFrame({"=1": ["a"]}))
    assert text.startswith("'=1\n")
    assert list(parse(text).frame) == ["=1"]
