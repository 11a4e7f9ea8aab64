"""An organisation written back into the user's own sheet: the cells that changed, and no others."""

import pathlib
import zipfile

import openpyxl
import pytest

import sanzu_graph as sg
from sanzu_graph.errors import FaultsError, InputError
from tests.io.roster_files import book, csv

pytestmark = pytest.mark.filterwarnings("ignore::sanzu_graph.errors.SanzuWarning")

HEAD = ["序号", "工号", "姓名", "班组", "职务", "师傅", "手机"]
PEOPLE = [
    [1, "001", "赵一", "一班", "班长", None, "13912345678"],
    [2, "002", "钱二", "一班", "班员", "赵一", "13912345679"],
    [3, "003", "孙三", "二班", "班长", None, "13912345670"],
]


def made(folder: pathlib.Path, *, title: bool) -> pathlib.Path:
    rows = [
        ["运维中心花名册"] if title else HEAD,
        *([HEAD] if title else []),
        *PEOPLE,
        ["合计", None, "3人"],
    ]
    path = book(folder, {"说明": [["请填写"]], "花名册": rows})
    workbook = openpyxl.load_workbook(path)
    workbook["花名册"]["D5"].font = openpyxl.styles.Font(bold=True)
    workbook["花名册"].column_dimensions["C"].width = 33
    workbook.save(path)
    return path


def shown(path: pathlib.Path) -> dict[str, dict[str, object]]:
    """Sheet → place → what the cell holds."""
    workbook = openpyxl.load_workbook(path)
    return {
        sheet.title: {
            cell.coordinate: cell.value for row in sheet for cell in row if cell.value is not None
        }
        for sheet in workbook
    }


@pytest.mark.parametrize("title", [False, True])
def test_only_the_cells_that_changed_are_rewritten_and_coloured(
    title: bool, tmp_path: pathlib.Path
) -> None:
    path = made(tmp_path, title=title)
    after = sg.Scenario("x", [sg.MoveMember("002", "team:一班", "team:二班")]).apply(
        sg.read_roster(path)
    )
    new = sg.write_roster(after, tmp_path / "新.xlsx", like=path, lang="zh")
    assert sg.read_roster(new) == after
    before, now = shown(path), shown(new)
    place = f"D{3 + title}"
    assert {at for at in now["花名册"] if now["花名册"][at] != before["花名册"].get(at)} == {place}
    assert now["花名册"][place] == "二班"
    assert list(now) == [*before, "变动"]
    sheet = openpyxl.load_workbook(new)["花名册"]
    assert sheet[place].fill.fgColor.rgb == "FFFFF2CC"
    assert sheet.column_dimensions["C"].width == 33
    assert sheet["D5"].font.bold
    assert [row for row in now["变动"].values() if row == "钱二"] == []
    assert "002" in now["变动"].values()


def test_a_new_leader_gets_a_column_of_roles(tmp_path: pathlib.Path) -> None:
    path = made(tmp_path, title=True)
    after = sg.Scenario("x", [sg.AppointLeader("002", "team:一班")]).apply(sg.read_roster(path))
    new = sg.write_roster(after, tmp_path / "新.xlsx", like=path)
    assert sg.read_roster(new) == after


def test_people_come_and_go(tmp_path: pathlib.Path) -> None:
    path = made(tmp_path, title=False)
    plan = [
        sg.RemoveMember("003"),
        sg.AddMember("004", attributes={"name": "李四"}),
        sg.JoinUnit("004", "team:一班"),
    ]
    after = sg.Scenario("x", plan).apply(sg.read_roster(path))
    with pytest.raises(
        FaultsError
    ):  # 二班 has no members now, and a roster has rows for people only
        sg.write_roster(after, tmp_path / "新.xlsx", like=path)
    after = sg.Scenario("y", [sg.CloseUnit("team:二班")]).apply(after)
    new = sg.write_roster(after, tmp_path / "新.xlsx", like=path)
    assert set(sg.read_roster(new).members["id"]) == {"001", "002", "004"}


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("gb18030", ","), ("gb18030", ";"), ("utf-8-sig", "\t"), ("utf-16", "\t")],
)
def test_text_keeps_its_encoding_and_separator(
    encoding: str, mark: str, tmp_path: pathlib.Path
) -> None:
    path = csv(
        tmp_path,
        *(
            mark.join(row)
            for row in (
                ["姓名", "班组", "爱好"],
                ["张三", "一班", "钓鱼"],
                ["李四", "一班", ""],
                ["王五", "二班", ""],
            )
        ),
        encoding=encoding,
    )
    after = sg.Scenario("x", [sg.MoveMember("李四", "team:一班", "team:二班")]).apply(
        sg.read_roster(path)
    )
    new = sg.write_roster(after, tmp_path / "新.csv", like=path)
    told = new.read_bytes().decode(encoding).splitlines()
    assert told == [
        mark.join(row)
        for row in (
            ["姓名", "班组", "爱好"],
            ["张三", "一班", "钓鱼"],
            ["李四", "二班", ""],
            ["王五", "二班", ""],
        )
    ]


def test_what_would_read_differently_is_refused_and_nothing_is_written(
    tmp_path: pathlib.Path,
) -> None:
    sheets = {"一班": [["姓名"], ["张三"], ["李四"]], "二班": [["姓名"], ["王五"]]}
    path = book(tmp_path, sheets)
    after = sg.Scenario("x", [sg.MoveMember("李四", "team:一班", "team:二班")]).apply(
        sg.read_roster(path)
    )
    with pytest.raises(FaultsError):
        sg.write_roster(after, tmp_path / "新.xlsx", like=path)
    assert not (tmp_path / "新.xlsx").exists()


@pytest.mark.parametrize(
    "rows",
    [
        [["姓名", "张三", "李四"], ["班组", "一班", "一班"]],
        [["班组", "成员"], ["一班", "张三、李四"]],
    ],
)
def test_other_shapes_are_refused_by_name(rows: list[list[str]], tmp_path: pathlib.Path) -> None:
    path = book(tmp_path, {"s": rows})
    with pytest.raises(InputError, match="one row a person"):
        sg.write_roster(sg.read_roster(path), tmp_path / "新.xlsx", like=path, lang="en")


def test_other_parts_stay_byte_for_byte(tmp_path: pathlib.Path) -> None:
    path = made(tmp_path, title=False)
    after = sg.Scenario("x", [sg.MoveMember("002", "team:一班", "team:二班")]).apply(
        sg.read_roster(path)
    )
    new = sg.write_roster(after, tmp_path / "新.xlsx", like=path)
    with zipfile.ZipFile(path) as one, zipfile.ZipFile(new) as other:
        differ = {name for name in one.namelist() if one.read(name) != other.read(name)}
    assert differ == {
        "xl/worksheets/sheet2.xml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
    }


def test_lossy_puts_nobody_into_two_teams(tmp_path: pathlib.Path) -> None:
    org = sg.Org(
        {"id": ["A", "B"]},
        {"id": ["team:T", "team:U"], "name": ["T", "U"], "layer": ["team", "team"]},
        {
            "member": ["A", "A", "B"],
            "unit": ["team:T", "team:U", "team:T"],
            "since": ["2020-01-01", "2024-01-01", None],
            "until": ["2024-01-01", None, None],
        },
    )
    path = sg.write_roster(org, tmp_path / "x.csv", lossy=True, on="2025-01-01")
    back = sg.read_roster(path)
    assert back.memberships[["member", "unit"]].to_numpy().tolist() == [
        ["A", "team:U"],
        ["B", "team:T"],
    ]


@pytest.mark.parametrize("who", ["赵一", "钱二", "孙三"])
def test_a_cell_within_a_merged_range_is_seen_once_it_is_changed(
    who: str, tmp_path: pathlib.Path
) -> None:
    rows = [
        ["姓名", "班组"],
        ["赵一", "一班"],
        ["钱二", None],
        ["孙三", None],
        ["李四", "二班"],
        ["周五", None],
    ]
    path = book(tmp_path, {"s": rows}, merged=["B2:B4", "B5:B6"])
    after = sg.MoveMember(who, "team:一班", "team:二班").apply(sg.read_roster(path))
    made = sg.write_roster(after, tmp_path / "new.xlsx", like=path)
    sheet = openpyxl.load_workbook(made)["s"]
    shown = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(2, 7)}
    expected = dict.fromkeys(["赵一", "钱二", "孙三"], "一班") | {who: "二班"}
    assert shown == {**expected, "李四": "二班", "周五": None}
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["B5:B6"]
    coloured = [row for row in range(2, 7) if sheet.cell(row, 2).fill.fgColor.rgb == "FFFFF2CC"]
    assert [sheet.cell(row, 1).value for row in coloured] == [who]
    assert sg.read_roster(made) == after


def test_a_roster_that_was_read_with_rows_set_aside_says_why_it_is_not_written(
    tmp_path: pathlib.Path,
) -> None:
    path = tmp_path / "old.csv"
    path.write_text("工号,姓名,班组,上级\n1,赵一,一班,\n2,钱二,一班,9\n", encoding="utf-8")
    org = sg.read_roster(path, strict=False)
    with pytest.raises(FaultsError) as caught:
        sg.write_roster(org, tmp_path / "new.csv", like=path, lang="en")
    assert str(caught.value).startswith("A roster with faults cannot be written back into.")
    assert not (tmp_path / "new.csv").exists()
