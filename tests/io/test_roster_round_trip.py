"""What a roster can hold comes back equal; what it cannot is said, and nothing is written."""

import pathlib
import tempfile

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

import sanzu_graph as sg
from sanzu_graph.errors import FaultsError, InputError
from tests import strategies
from tests.io.test_round_trips import HOSTILE
from tests.searching import examples

pytestmark = pytest.mark.filterwarnings("ignore::sanzu_graph.errors.SanzuWarning")


LANGUAGES = ("en", "zh")
NAMES = [
    "张三",
    "Li An",
    "NA",
    "None",
    "007",
    "=1+1",
    "<b>x</b>",
    "O'Brien",
    "[red]",
    "{x}",
    "𠮷野家",
    "-",
    "无",
    "张　三",
    "合计",
    "姓名",
    "a、b",
    " x",
    None,
]
POSTS = [
    "",
    "班长",
    "副班长",
    "班长兼党小组长",
    "党小组长",
    "工会小组长",
    "安全员",
    "一班班长",
    "组员",
    "班长（代）",
    "leader",
    "无",
]
ROLES = ["leader", "deputy", "member", "组织委员", "secretary"]


@st.composite
def rosters(draw: st.DrawFn) -> sg.Org:
    """Organisations of the shape that rosters have; some of their values no roster can hold."""
    ids = draw(
        st.lists(
            st.sampled_from(["001", "1", "E7", "张三", "NA", "a b"]),
            min_size=1,
            max_size=5,
            unique=True,
        )
    )
    size = len(ids)

    def column(values: list[object]) -> list[object]:
        return draw(st.lists(st.sampled_from(values), min_size=size, max_size=size))

    units = [
        (f"{layer}:{name}", name, layer)
        for layer in ("team", "party", "union", "choir")
        for name in draw(st.sampled_from([(), ("一班",), ("一班", "二班"), ("A;b",)]))
    ]
    pairs = st.tuples(
        st.sampled_from(ids),
        st.sampled_from([unit for unit, *_ in units] or [""]),
        st.sampled_from(ROLES),
    )
    rows = draw(st.lists(pairs, max_size=8, unique=True)) if units else []
    used = {unit for _, unit, _ in rows}
    members = {"id": ids, "name": column(draw(st.sampled_from([NAMES[:11], NAMES])))}
    optional = {
        "political_status": [
            "party_member",
            "probationary_member",
            "non_member",
            "民主党派",
            "党员",
            None,
        ],
        "position": POSTS,
        "since": ["2015-03-01", None],
        "seniority_years": [3, 12.5, None],
        "skill_level": ["3", "技师", "３", None],
        "爱好": ["钓鱼", "=1", "'x", None],
        "部门": ["x", None],
    }
    members |= {name: column(values) for name, values in optional.items() if draw(st.booleans())}
    mentors = draw(
        st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=3, unique=True)
    )
    return sg.Org(
        members,
        pd.DataFrame([unit for unit in units if unit[0] in used], columns=["id", "name", "layer"]),
        pd.DataFrame(rows, columns=["member", "unit", "role"]),
        pd.DataFrame(
            [(*pair, "mentors") for pair in mentors], columns=["source", "target", "kind"]
        ),
    )


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@examples(80)
@given(org=rosters(), lang=st.sampled_from(LANGUAGES))
def test_what_is_written_comes_back_equal(kind: str, org: sg.Org, lang: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, f"x.{kind}")
        try:
            sg.write_roster(org, path, lang=lang)
        except FaultsError:
            assert not path.exists()
        else:
            assert sg.read_roster(path, keep_private=True) == org


@examples(60)
@given(org=strategies.organisations(), lang=st.sampled_from(LANGUAGES))
def test_any_organisation_is_written_whole_or_refused_or_written_in_part(
    org: sg.Org, lang: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "x.csv")
        try:
            sg.write_roster(org, path, lang=lang)
        except FaultsError:
            assert sg.write_roster(org, path, lang=lang, lossy=True).exists()
        else:
            assert sg.read_roster(path, keep_private=True) == org


def test_hostile_attributes_come_back(tmp_path: pathlib.Path) -> None:
    kept = [text for text in HOSTILE if text == text.strip() and "\x85" not in text]
    org = sg.Org(
        {"id": [f"M{at}" for at in range(len(kept))], "爱好": kept},
        {"id": ["team:A"], "name": ["A"], "layer": ["team"]},
        {"member": ["M0"], "unit": ["team:A"]},
    )
    for name in ("x.csv", "x.xlsx"):
        assert sg.read_roster(sg.write_roster(org, tmp_path / name)) == org


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["x.xlsx", "x.csv"])
def test_a_template_is_an_empty_roster(lang: str, name: str, tmp_path: pathlib.Path) -> None:
    path = sg.roster_template(tmp_path / name, lang=lang)
    reading = sg.read_roster(path, dry_run=True)
    assert reading.org == sg.Org({"id": []}, {"id": [], "layer": []}, {"member": [], "unit": []})
    assert set(reading.columns["field"]) >= {
        "id",
        "name",
        "layer:team",
        "layer:party",
        "layer:union",
        "political_status",
        "mentor",
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_template_offers_lists_and_keeps_ids_text(lang: str, tmp_path: pathlib.Path) -> None:
    sheet = openpyxl.load_workbook(sg.roster_template(tmp_path / "x.xlsx", lang=lang)).worksheets[0]
    assert sheet.freeze_panes == "B2"
    assert sheet.column_dimensions["A"].number_format == "@"
    assert len(sheet.data_validations.dataValidation) == 2


def test_units_and_roles_are_chosen_from_lists(tmp_path: pathlib.Path, station: sg.Org) -> None:
    path = sg.write_roster(station, tmp_path / "x.xlsx", lang="zh", lossy=True)
    book = CalamineWorkbook.from_path(path)
    offered = {cell for row in book.get_sheet_by_name("选项").to_python() for cell in row}
    assert {"运维一班", "第一党小组", "中共党员", "组长"} <= offered


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_roster_cannot_hold_is_named(
    lang: str, tmp_path: pathlib.Path, station: sg.Org
) -> None:
    with pytest.raises(FaultsError) as caught:
        sg.write_roster(station, tmp_path / "x.xlsx", lang=lang)
    keys = {(fault.key, fault.table) for fault in caught.value.faults}
    assert {
        ("fault.roster_no_table", "duties"),
        ("fault.roster_no_column", "units"),
        ("fault.roster_empty_unit", "units"),
        ("fault.roster_unit_id", "units"),
    } <= keys
    assert "lossy=True" in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_another_ending_is_refused(tmp_path: pathlib.Path, station: sg.Org) -> None:
    with pytest.raises(InputError, match=r"\.xlsx"):
        sg.write_roster(station, tmp_path / "x.pdf")
