"""What the cells of a roster are read as, and each fault in them, in both languages."""

import datetime
import pathlib
import re

import pytest

import sanzu_graph as sg
from sanzu_graph.errors import SchemaError
from sanzu_graph.io.rosters.values import read_day, read_name
from tests.io.roster_files import book, csv, roles
from tests.io.rosters import files

pytestmark = pytest.mark.filterwarnings("ignore::sanzu_graph.errors.SanzuWarning")


DAYS = {
    "2026-03-01": ("2026-03-01", ""),
    "２０２６年３月１日": ("2026-03-01", ""),
    "2026.3.1": ("2026-03-01", ""),
    "2026/3/1 00:00:00": ("2026-03-01", ""),
    "2026年3月": ("2026-03-01", "month"),
    "2026.03": ("2026-03-01", "month"),
    "2026-3": ("2026-03-01", "month"),
    "202603": ("2026-03-01", "month"),
    "46082": ("2026-03-01", "serial"),
    "20260301": ("2026-03-01", "digits"),
    "无": (None, "none"),
    "至今": (None, "none"),
    "": (None, ""),
}


@pytest.mark.parametrize("cell", DAYS)
def test_a_day_as_people_write_it(cell: str) -> None:
    value, note = DAYS[cell]
    read = read_day(cell)
    assert read.value == (None if value is None else datetime.date.fromisoformat(value))
    assert read.note.removeprefix("roster.as.") == note
    assert not read.fault


@pytest.mark.parametrize(
    "cell",
    [
        "2026",
        "99.3.1",
        "2026-13",
        "2026-02-30",
        "20261301",
        "3月1日",
        "春天",
        "12345",
        "2026-03-01 08:30",
        "2 0260301",
    ],
)
def test_what_is_no_day_is_a_fault(cell: str) -> None:
    assert read_day(cell).fault == "fault.not_date"


def test_serials_of_an_old_workbook_count_from_1904() -> None:
    assert read_day("44620", from_1904=True).value == datetime.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("张　三", "张三"),
        ("王 小 明", "王小明"),
        ("王 小明", "王小明"),
        (" 张三　", "张三"),
        ("欧阳 小明", "欧阳 小明"),
        ("A 三", "A 三"),
        ("\u200b张三", "张三"),
        ("Ｌｉ", "Ｌｉ"),
    ],
)
def test_names_keep_everything_but_padding(cell: str, name: str) -> None:
    assert read_name(cell) == name


@pytest.mark.parametrize(
    ("post", "told"),
    [
        ("班长", {"T": "leader"}),
        ("副班长", {"T": "deputy"}),
        ("组长", {"T": "leader"}),
        ("班长兼党小组长", {"T": "leader", "P": "leader"}),
        ("党小组副组长/工会小组长", {"P": "deputy", "U": "leader"}),
        ("班长（兼党小组长）", {"T": "leader", "P": "leader"}),
        ("T班长", {"T": "leader"}),
        ("别班班长", {}),
        ("代理班长", {"T": "leader"}),
        ("班长（原）", {}),
        ("副班长级安全员", {}),
        ("组员", {}),
        ("", {}),
        ("Team Leader and party group leader", {"T": "leader", "P": "leader"}),
        ("副组长、组长", {"T": "both"}),
        ("黨小組長", {"P": "leader"}),
        ("班长兼职安全员", {"T": "leader"}),
    ],
)
def test_posts_become_roles_and_stay_text(
    post: str, told: dict[str, str], tmp_path: pathlib.Path
) -> None:
    org = sg.read_roster(
        book(
            tmp_path,
            {"s": [["姓名", "班组", "党小组", "工会小组", "职务"], ["张三", "T", "P", "U", post]]},
        )
    )
    layers = {"T": "team:T", "P": "party:P", "U": "union:U"}
    expected = {("张三", unit, told.get(layer, "member")) for layer, unit in layers.items()}
    if told == {"T": "both"}:
        expected = {
            ("张三", "team:T", "leader"),
            ("张三", "team:T", "deputy"),
            ("张三", "party:P", "member"),
            ("张三", "union:U", "member"),
        }
    assert roles(org) == expected
    assert org.members["position"].fillna("").tolist() == [post]


def test_a_column_of_roles_goes_before_posts(tmp_path: pathlib.Path) -> None:
    org = sg.read_roster(
        csv(
            tmp_path,
            "姓名,班组,班组角色,党小组,党内职务,职务",
            "张三,一班,,P,组织委员,班长",
            "李四,一班,副组长,P,组长兼宣传委员,",
        )
    )
    assert roles(org) == {
        ("张三", "team:一班", "member"),
        ("张三", "party:P", "组织委员"),
        ("李四", "team:一班", "deputy"),
        ("李四", "party:P", "leader"),
        ("李四", "party:P", "宣传委员"),
    }


def test_without_party_groups_the_party_members_are_one_unit(tmp_path: pathlib.Path) -> None:
    rows = ["张三,中共党员", "李四,預備黨員", "王五,群众", "赵六,无党派人士"]
    org = sg.read_roster(csv(tmp_path, "姓名,政治面貌", *rows), lang="en")
    assert roles(org) == {("张三", "party:党员", "member"), ("李四", "party:党员", "member")}
    assert org.members["political_status"].tolist() == [
        "party_member",
        "probationary_member",
        "non_member",
        "无党派人士",
    ]
    english = sg.read_roster(csv(tmp_path, "name,political status", "An,full member"), lang="zh")
    assert english.units["id"].tolist() == ["party:party members"]
    grouped = sg.read_roster(
        csv(
            tmp_path,
            "姓名,政治面貌,党小组",
            *(f"{row},{'P' if row.startswith('李') else '—'}" for row in rows),
        )
    )
    assert roles(grouped) == {("李四", "party:P", "member")}


def test_mentors_by_name_or_id(tmp_path: pathlib.Path) -> None:
    org = sg.read_roster(
        csv(
            tmp_path,
            "工号,姓名,师傅",
            "１,张 三,",
            "2,李四,张三",
            "3,王五,1；李四",
            "4,王五,张三（1）、无",
        )
    )
    assert org.relations[["source", "target", "kind"]].to_numpy().tolist() == [
        ["1", "2", "mentors"],
        ["1", "3", "mentors"],
        ["2", "3", "mentors"],
        ["1", "4", "mentors"],
    ]


def test_spellings_of_one_unit_are_one(tmp_path: pathlib.Path) -> None:
    assert sg.read_roster(
        csv(tmp_path, "姓名,班组", "张三,运维1班", "李四,运维１班 ", "王五,运维 1班")
    ).units["name"].tolist() == ["运维1班"]


def test_columns_that_mean_the_same(tmp_path: pathlib.Path) -> None:
    org = sg.read_roster(
        csv(
            tmp_path,
            "姓名,岗位,职务,部门,班组,班组",
            "张三,配电工,班长,配电部,一班,",
            "李四,配电工,,配电部,一班,",
        )
    )
    assert roles(org) == {("张三", "team:一班", "leader"), ("李四", "team:一班", "member")}
    assert org.members["岗位"].tolist() == ["配电工"] * 2
    assert org.members["部门"].tolist() == ["配电部"] * 2


FAULTS = {
    "fault.roster_status": (["姓名,政治面貌", "张三,党员（待定）"], 2, "政治面貌"),
    "fault.roster_homonym": (["姓名,班组", "张三,一班", "张三,二班"], 3, "姓名"),
    "fault.roster_repeated_id": (["工号,姓名", "1,张三", "1,李四"], 3, "工号"),
    "fault.roster_no_id": (["工号,姓名", "1,张三", ",李四"], 3, "工号"),
    "fault.roster_mentor_many": (
        ["工号,姓名,师傅", "1,张三,", "2,张三,", "3,李四,张三"],
        4,
        "师傅",
    ),
    "fault.roster_mentor_nobody": (["姓名,师傅", "李四,张三"], 2, "师傅"),
    "fault.roster_month_unclear": (["姓名,入职日期", "李四,2015.1"], 2, "入职日期"),
    "fault.not_date": (["姓名,退休日期", "李四,明年"], 2, "退休日期"),
    "fault.not_number": (["姓名,工龄", "李四,很久"], 2, "工龄"),
    "fault.roster_no_unit": (["姓名,党小组,职务", "李四,,党小组长", "王五,P,"], 2, "职务"),
    "fault.roster_which_unit": (["姓名,班组,职务", "李四,一班、二班,班长"], 2, "职务"),
    "fault.roster_other_headings": (["姓名,班组", "李四,一班", "姓名,职务", "王五,班长"], 3, ""),
    "fault.roster_unclear_row": (["姓名,班组", "运维二班,", "王五,一班"], 2, ""),
    "fault.roster_two_columns": (["姓名,班组,班组", "王五,一班,二班"], None, "班组"),
    "fault.roster_same_heading": (["姓名,备用,备用", "王五,1,2"], None, "备用"),
    "fault.ragged": (["姓名,班组,职务", "王五,一班"], 2, ""),
    "fault.quotes": (["姓名,班组", '"王五,一班'], 2, ""),
    "fault.roster_unused_mapping": (["姓名,班组", "王五,一班"], None, "工种"),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("key", FAULTS)
def test_each_fault_names_file_row_column_and_cure(
    key: str, lang: str, tmp_path: pathlib.Path
) -> None:
    rows, row, column = FAULTS[key]
    mapping = {"工种": "work_type"} if key == "fault.roster_unused_mapping" else None
    with pytest.raises(SchemaError) as caught:
        sg.read_roster(csv(tmp_path, *rows), mapping=mapping, lang=lang)
    told = [(fault.key, fault.row, fault.column) for fault in caught.value.faults]
    assert (key, row, column) in told if key != "fault.quotes" else told[0][0] == key
    assert ("花名册.csv" in str(caught.value)) or row is None
    assert bool(re.search("请", str(caught.value))) == (lang == "zh")


@pytest.mark.parametrize("key", FAULTS)
def test_a_dry_run_shows_faults_instead(key: str, tmp_path: pathlib.Path) -> None:
    rows, _, _ = FAULTS[key]
    if key in ("fault.quotes", "fault.roster_unused_mapping"):
        return  # a file that is no table at all is raised
    reading = sg.read_roster(csv(tmp_path, *rows), dry_run=True)
    assert reading.org is None
    assert key in {fault.key for fault in reading.faults}


def test_numbers_that_lost_digits_are_faults(tmp_path: pathlib.Path) -> None:
    rows = [
        ["工号", "姓名", "入职日期"],
        [110101199001011234, "张三", 2015.1],
        [2, "李四", "2015.1"],
    ]
    with pytest.raises(SchemaError) as caught:
        sg.read_roster(book(tmp_path, {"s": rows}))
    assert {(fault.key, fault.row) for fault in caught.value.faults} >= {
        ("fault.not_text", 2),
        ("fault.roster_month_unclear", 2),
    }


def test_lenient_reading_sets_cells_aside_without_their_secrets(tmp_path: pathlib.Path) -> None:
    rows = [
        "1,张三,一班,2015-01-01,,13800000000",
        "2,李四,一班,明年,张三,13900000000",
        "3,王五,二班,,李四、某人,",
        "4,赵六,三班,春天,,",
    ]
    org = sg.read_roster(csv(tmp_path, "工号,姓名,班组,入职日期,师傅,手机", *rows), strict=False)
    assert org.members["id"].tolist() == ["1", "2", "3", "4"]
    assert org.members["since"].isna().tolist() == [False, True, True, True]
    assert org.relations[["source", "target"]].to_numpy().tolist() == [["1", "2"], ["2", "3"]]
    rejected = org.rejected[["table", "row", "fault"]].to_numpy().tolist()
    assert rejected == [
        ["members", "3", "not_date"],
        ["relations", "4", "roster_mentor_nobody"],
        ["members", "5", "not_date"],
    ]
    assert "139" not in org.rejected["record"].iloc[0]


def test_a_dry_run_tells_everything_and_escapes_names(tmp_path: pathlib.Path) -> None:
    path = csv(
        tmp_path,
        "<b>册</b>",
        "姓名,班组,<i>爱好</i>",
        "<script>alert(1)</script>,<u>班</u>,<s>鱼</s>",
    )
    reading = sg.read_roster(path, dry_run=True, lang="zh")
    html = reading._repr_html_()
    assert not re.search(r"<(b|i|u|s|script)>", html)
    assert "&lt;u&gt;班&lt;/u&gt;" in html
    assert list(reading.columns) == [
        "sheet",
        "letter",
        "heading",
        "field",
        "how",
        "examples",
        "distinct",
    ]
    assert list(reading.values) == ["field", "value", "read_as", "count"]
    assert list(reading.skipped) == ["sheet", "row", "text", "why"]
    assert "标题" in reading.describe()
    assert "title" in reading.describe("en")


@pytest.mark.parametrize(
    "shown", ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"]
)
@pytest.mark.parametrize("by_formula", [False, True])
def test_failed_cells_of_an_old_workbook_are_faults(
    shown: str, by_formula: bool, tmp_path: pathlib.Path
) -> None:
    failed = files.Failed(shown, by_formula)
    rows: list[list[files.Cell]] = [
        ["姓名", "班组", "备注"],
        ["赵一", failed, ""],
        ["钱二", "一班", failed],
        ["孙三", "一班", ""],
    ]
    path = tmp_path / "a.xls"
    files.write([files.Sheet("s", rows)], path)
    found = sg.read_roster(path, dry_run=True, lang="en")
    assert [(f.key, f.place, f.row, f.column, f.value) for f in found.faults] == [
        ("fault.failed_formula", "a.xls · s", 2, "班组", shown)
    ]
    assert found.doubts["where"].tolist() == ["a.xls · s, row 3, column 备注"]
    with pytest.raises(sg.SchemaError, match="班组"):
        sg.read_roster(path)


def test_hidden_rows_of_an_old_workbook_are_left_out(tmp_path: pathlib.Path) -> None:
    rows: list[list[files.Cell]] = [["姓名", "班组"], ["赵一", "一班"], ["钱二", "一班"]]
    path = tmp_path / "a.xls"
    files.write([files.Sheet("s", rows, hidden_rows={2})], path)
    with pytest.warns(sg.SanzuWarning):
        assert sg.read_roster(path).members["name"].tolist() == ["赵一"]
    assert len(sg.read_roster(path, hidden=True).members) == 2
