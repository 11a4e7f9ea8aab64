"""What is written comes back equal, in every format, whatever stands in the cells."""

import datetime
import pathlib
import tempfile

import pandas as pd
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from sanzu_graph import Org
from sanzu_graph.errors import SchemaError
from sanzu_graph.io.table_files import read_tables, write_tables
from sanzu_graph.model.column_values import canonical_column
from tests.searching import examples

TARGETS = {"csv": "tables", "xlsx": "book.xlsx", "parquet": "tables"}
HOSTILE = [
    "=1+1",
    "+1",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠a",
    "'=1",
    "''-1",
    "'",
    "'Hara",
    "O'Brien",
    '"',
    '""',
    '"a"b',
    'a"b',
    ",",
    ",,",
    "a,b",
    "a\nb",
    "a\r\nb",
    "a\rb",
    "\n",
    " lead",
    "trail ",
    "　全角　",
    "\ufeffid",
    "NA",
    "null",
    "None",
    "nan",
    "NaN",
    "TRUE",
    "001",
    "1.0",
    "1e5",
    "2026-11-22",
    "46348",
    "空",
    "𠮷野家",
    "👩‍👩‍👧",
    "\u202eabc",
    "\u200f",
    "_x0041_",
    "_x005F_x0041_",
    "_x005F_",
    "<r><t>x</t></r>",
    "<r>&</r>",
    "&amp;",
    "<b>",
    "a;b",
    "\x01",
    "\x1f",
    "\x7f",
    "\x85",
    "\u2028",
    "{x}",
    "\\n",
]
texts = st.sampled_from(HOSTILE) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff"), max_size=8
)
ids = texts.filter(lambda text: text and text == text.strip())
days = st.dates(datetime.date(1500, 1, 1), datetime.date(9999, 12, 31))


def columns_of(length: int) -> st.SearchStrategy[list[object]]:
    """A column of an attribute that nobody prescribes, of one type."""
    kinds = [
        texts,
        st.integers(-(2**62), 2**62),
        st.floats(allow_nan=True),
        st.booleans(),
        days.map(pd.Timestamp),
    ]
    return st.one_of([st.lists(kind, min_size=length, max_size=length) for kind in kinds])


@st.composite
def organisations(draw: st.DrawFn) -> Org:
    members = draw(st.lists(ids, min_size=1, max_size=4, unique=True))
    units = draw(st.lists(ids, min_size=1, max_size=3, unique=True))
    pairs = draw(
        st.lists(
            st.tuples(st.sampled_from(members), st.sampled_from(units)), max_size=5, unique=True
        )
    )
    attributes = draw(
        st.dictionaries(
            texts.map(lambda heading: f"{heading}·"), columns_of(len(members)), max_size=2
        )
    )
    own = {
        name: st.lists(texts, min_size=len(members), max_size=len(members))
        for name in ("name", "position")
    }
    dated = st.lists(days | st.none(), min_size=len(members), max_size=len(members))
    years = st.lists(
        st.floats(allow_nan=True, allow_infinity=False),
        min_size=len(members),
        max_size=len(members),
    )
    rejected = draw(st.lists(st.tuples(texts, texts, texts), max_size=2))
    try:
        return Org(
            {
                "id": members,
                **{name: draw(cells) for name, cells in own.items()},
                "seniority_years": draw(years),
                "since": draw(dated),
                **attributes,
            },
            {"id": units, "layer": [draw(ids) for _ in units]},
            {
                "member": [member for member, _ in pairs],
                "unit": [unit for _, unit in pairs],
                "title": [draw(texts) for _ in pairs],
            },
            tasks={"id": ["K1"], "unit": [units[0]], "scope": ["common"], "goal": [draw(texts)]}
            if draw(st.booleans())
            else None,
            rejected=pd.DataFrame(
                [("members", "ragged", *row) for row in rejected],
                columns=["table", "fault", "value", "record", "更多"],
                dtype="str",
            ),
        )
    except SchemaError:  # a goal that is another spelling of a known one, an id with blanks that Python does not know
        reject()


def canonical(frame: pd.DataFrame) -> list[dict[str, str]]:
    return pd.DataFrame({name: canonical_column(frame[name]) for name in sorted(frame)}).to_dict(
        "records"
    )


@pytest.mark.parametrize("kind", TARGETS)
@examples(40)
@given(org=organisations())
def test_what_is_written_comes_back_equal(kind: str, org: Org) -> None:
    with tempfile.TemporaryDirectory() as parent:
        path = write_tables(org, pathlib.Path(parent, TARGETS[kind]), format=kind)
        back = read_tables(path)
        assert [file.name for file in pathlib.Path(parent).iterdir()] == [TARGETS[kind]]
    assert back == org
    assert canonical(back.rejected.reindex(columns=org.rejected.columns)) == canonical(org.rejected)


@pytest.mark.parametrize("kind", TARGETS)
def test_every_hostile_name_and_heading_comes_back(kind: str, tmp_path: pathlib.Path) -> None:
    headings = {f"{text}!": HOSTILE for text in HOSTILE}
    org = Org(
        {"id": [f"M{at}" for at in range(len(HOSTILE))], "name": HOSTILE, **headings},
        {"id": ["T1"], "layer": ["team"]},
        {"member": [], "unit": []},
    )
    back = read_tables(write_tables(org, tmp_path / TARGETS[kind], format=kind))
    assert back.members["name"].tolist() == HOSTILE
    assert {heading: back.members[heading].tolist() for heading in headings} == headings


@pytest.mark.parametrize("kind", TARGETS)
def test_numbers_come_back_to_the_last_digit(kind: str, tmp_path: pathlib.Path) -> None:
    numbers = [0.1 + 0.2, 1e300, 5e-324, -7.0, 1e15, 123456789012345.0]
    ids = [f"M{number}" for number in range(len(numbers))]
    org = Org(
        {"id": ids, "seniority_years": numbers, "badge": [2**53 + 1] * 6},
        {"id": ["T1"], "layer": ["team"]},
        {"member": [], "unit": []},
    )
    back = read_tables(write_tables(org, tmp_path / TARGETS[kind], format=kind))
    assert back.members["seniority_years"].tolist() == numbers
    assert canonical_column(back.members["badge"]).tolist() == [str(2**53 + 1)] * 6


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
def test_a_long_cell_comes_back(kind: str, tmp_path: pathlib.Path) -> None:
    length = 32_767 if kind == "xlsx" else 200_000
    name = '"' + "长" * (length - 1)
    org = Org(
        {"id": ["M1"], "name": [name]},
        {"id": ["T1"], "layer": ["team"]},
        {"member": [], "unit": []},
    )
    assert read_tables(write_tables(org, tmp_path / TARGETS[kind], format=kind)).members[
        "name"
    ].tolist() == [name]
