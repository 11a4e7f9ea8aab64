"""Where headings, people and everything else stand in a sheet."""

import pathlib

import pytest

import sanzu_graph as sg
from sanzu_graph.errors import AbsentError, InputError, SchemaError
from tests.io.roster_files import book, csv, roles
from tests.io.rosters import files

pytestmark = pytest.mark.filterwarnings("ignore::sanzu_graph.errors.SanzuWarning")


HEAD = ["姓名", "班组", "职务"]
PEOPLE = [["张三", "一班", "班长"], ["李四", "一班", None]]


def whys(path: pathlib.Path) -> list[tuple[int, str]]:
    skipped = sg.read_roster(path, dry_run=True, lang="en").skipped
    return [(row, why) for row, why in zip(skipped["row"], skipped["why"], strict=True)]


def test_titles_totals_and_signatures_are_named_and_no_people(tmp_path: pathlib.Path) -> None:
    rows = [
        ["供电所职工花名册"],
        ["单位：官溪供电所", None, "日期：2026年3月"],
        HEAD,
        *PEOPLE,
        ["合　计", "2人"],
        [],
        ["填表人：赵六", None, "审核："],
        ["单位负责人（签字）"],
        ["说明：本表一式两份"],
    ]
    path = book(tmp_path, {"花名册": rows}, merged=["A1:C1"])
    assert sg.read_roster(path).members["name"].tolist() == ["张三", "李四"]
    assert whys(path) == [
        (1, "title"),
        (2, "title"),
        (6, "total"),
        (7, "blank"),
        (8, "signature"),
        (9, "signature"),
        (10, "note"),
    ]


@pytest.mark.parametrize(
    "row",
    [
        "小计,2,",
        "共 2 人,,",
        "Total,2,",
        "制表人：赵六,审核人：钱七,日期",
        "负责人,,",
        "Prepared by: Li,,",
        "（盖章）,,",
        "备注：无,,",
        "一班小计,2,",
        "以下空白,,",
        "空缺,,",
        "姓名,班组,职务",
    ],
)
def test_a_row_that_is_no_person_is_skipped(row: str, tmp_path: pathlib.Path) -> None:
    path = csv(tmp_path, "姓名,班组,职务", "张三,一班,班长", row, "李四,一班,")
    assert sg.read_roster(path).members["id"].tolist() == ["张三", "李四"]
    assert [row for row, _ in whys(path)] == [3]


@pytest.mark.parametrize("name", ["Sigrid Total", "时间", "单合", "共工", "Dated Ng", "注音"])
def test_a_person_with_an_odd_name_stays_one(name: str, tmp_path: pathlib.Path) -> None:
    org = sg.read_roster(csv(tmp_path, "工号,姓名,班组", f"1,{name},一班", "2,李四,一班"))
    if name != "时间":  # alone it asks for a date, and is named as skipped
        assert org.members["name"].tolist() == [name, "李四"]


def test_a_post_that_signs_elsewhere_is_no_signature(tmp_path: pathlib.Path) -> None:
    org = sg.read_roster(csv(tmp_path, "职务,姓名,班组", "负责人,张三,一班", "审核员,李四,一班"))
    assert org.members["position"].tolist() == ["负责人", "审核员"]


def test_two_heading_rows_are_joined(tmp_path: pathlib.Path) -> None:
    rows = [
        ["姓名", "工会", None, "党内", None, "其他", None],
        [None, "小组", "职务", "党小组", "职务", "爱好", "学历"],
        ["张三", "U1", "组长", "P1", "组长", "钓鱼", "大专"],
    ]
    org = sg.read_roster(book(tmp_path, {"s": rows}, merged=["A1:A2", "B1:C1", "D1:E1", "F1:G1"]))
    assert roles(org) == {("张三", "union:U1", "leader"), ("张三", "party:P1", "leader")}
    assert {"爱好", "学历"} <= set(org.members)


def test_a_post_below_a_group_of_another_kind_is_no_post_of_the_team(
    tmp_path: pathlib.Path,
) -> None:
    rows = [
        ["姓名", "班组", "协会", None],
        [None, None, "名称", "职务"],
        ["张三", "一班", "书法", "组长"],
    ]
    org = sg.read_roster(book(tmp_path, {"s": rows}, merged=["A1:A2", "B1:B2", "C1:D1"]))
    assert roles(org) == {("张三", "team:一班", "member")}
    assert org.members["职务"].tolist() == ["组长"]


def test_only_ranges_marked_as_merged_are_filled(tmp_path: pathlib.Path) -> None:
    rows = [HEAD, ["张三", "一班"], ["李四", None], ["王五", None]]
    org = sg.read_roster(book(tmp_path, {"s": rows}, merged=["B2:B3"]))
    assert roles(org) == {("张三", "team:一班", "member"), ("李四", "team:一班", "member")}


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_every_kind_of_workbook_tells_its_merged_ranges(
    suffix: str, tmp_path: pathlib.Path
) -> None:
    sheet = files.Sheet(
        "s",
        [["姓名", "班组"], ["张三", "一班"], ["李四", ""], ["王五", "二班"]],
        merged=[(1, 1, 2, 1)],
    )
    path = tmp_path / f"r.{suffix}"
    files.write([sheet], path)
    assert len(sg.read_roster(path).memberships) == 3


def test_hidden_rows_are_told_and_left_out(tmp_path: pathlib.Path) -> None:
    path = book(tmp_path, {"s": [HEAD, *PEOPLE]}, hidden=[3])
    assert len(sg.read_roster(path).members) == len(PEOPLE) - 1
    assert len(sg.read_roster(path, hidden=True).members) == len(PEOPLE)
    doubts = sg.read_roster(path, dry_run=True).doubts
    assert doubts["option"].tolist() == ["hidden=True"]


def test_a_formula_that_was_never_calculated_is_a_fault(tmp_path: pathlib.Path) -> None:
    path = book(tmp_path, {"s": [HEAD, *PEOPLE, ["王五", "一班", "=A1"]]})
    with pytest.raises(SchemaError) as raised:
        sg.read_roster(path)
    (fault,) = raised.value.faults
    assert (fault.key, fault.row) == ("fault.uncalculated", len(PEOPLE) + 2)


def test_a_sheet_per_team_is_one_roster(tmp_path: pathlib.Path) -> None:
    sheets = {
        "一班": [["姓名", "职务"], ["张三", "班长"]],
        "二班": [["职工花名册"], ["职务", "姓名"], [None, "李四"]],
        "说明": [["填写说明"]],
    }
    path = book(tmp_path, sheets)
    org = sg.read_roster(path)
    assert roles(org) == {("张三", "team:一班", "leader"), ("李四", "team:二班", "member")}
    assert org.source is not None
    assert org.source.ignored == ("说明",)
    assert roles(sg.read_roster(path, sheet="二班", mapping={"姓名": "name"})) == set()


def test_a_sheet_that_is_not_there_is_told(tmp_path: pathlib.Path) -> None:
    with pytest.raises(AbsentError, match="There is s"):
        sg.read_roster(book(tmp_path, {"s": [HEAD]}), sheet="t")


def test_an_unknown_heading_is_kept_and_a_mapping_goes_first(tmp_path: pathlib.Path) -> None:
    path = csv(
        tmp_path, "姓名,合唱团,声部,序号,手机", "张三,A、B,组长、组员,1,138", "李四,A,,2,139"
    )
    assert sg.read_roster(path).members["合唱团"].tolist() == ["A、B", "A"]
    org = sg.read_roster(
        path, mapping={"合唱团": "layer:choir", "声部": "role:choir", "手机": "keep"}
    )
    assert roles(org) == {
        ("张三", "choir:A", "leader"),
        ("张三", "choir:B", "member"),
        ("李四", "choir:A", "member"),
    }
    assert org.members["手机"].tolist() == ["138", "139"]


@pytest.mark.parametrize("field", ["layer:", "phone", "teams"])
def test_a_mapping_to_no_field_is_told(field: str, tmp_path: pathlib.Path) -> None:
    with pytest.raises(AbsentError, match="layer:…"):
        sg.read_roster(csv(tmp_path, "姓名", "张三"), mapping={"姓名": field})


def test_private_columns_are_left_out_and_named(tmp_path: pathlib.Path) -> None:
    path = csv(
        tmp_path,
        "姓名,身份证号码,紧急联系人电话,备用",
        "张三,11010119900101123X,020,13800000000",
        "李四,,,13900000000",
    )
    org = sg.read_roster(path)
    assert set(org.members) == {"id", "name"}
    assert org.source is not None
    assert org.source.ignored == ("身份证号码", "紧急联系人电话", "备用")
    reading = sg.read_roster(path, dry_run=True)
    assert "11010119900101123X" not in reading.describe() + reading._repr_html_()
    assert {"身份证号码", "备用"} <= set(sg.read_roster(path, keep_private=True).members)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(encoding: str, tmp_path: pathlib.Path) -> None:
    assert sg.read_roster(csv(tmp_path, "姓名,班组", "张三,一班", encoding=encoding)).members[
        "id"
    ].tolist() == ["张三"]


def test_big5_is_named(tmp_path: pathlib.Path) -> None:
    path = csv(tmp_path, "姓名,班組,職務", "陳三,一班,組長", encoding="big5")
    assert roles(sg.read_roster(path, encoding="big5")) == {("陳三", "team:一班", "leader")}


@pytest.mark.parametrize("name", ["nowhere.csv", "folder", "x.pdf"])
def test_what_is_no_roster_is_told(name: str, tmp_path: pathlib.Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "x.pdf").write_bytes(b"%PDF-")
    with pytest.raises(InputError):
        sg.read_roster(tmp_path / name)


def test_a_file_without_headings_is_a_fault(tmp_path: pathlib.Path) -> None:
    with pytest.raises(SchemaError) as caught:
        sg.read_roster(csv(tmp_path, "a,b", "1,2"))
    assert [fault.key for fault in caught.value.faults] == ["fault.roster_no_headings"]
