"""What is private in a roster stays out of everything, by its heading and by what it holds."""

import pathlib

import pandas as pd
import pytest

import sanzu_graph as sg
from tests.io.roster_files import csv, roles
from tests.io.roster_readings import frame, reading

HEADINGS = [
    "Tel No",
    "Tel. No.",
    "TelNo",
    "Contact",
    "Contact No",
    "fax",
    "Id No",
    "ID NO.",
    "ID_NO",
    "identity no",
    "QQ号",
    "联络",
    "联络人",
    "通讯方式",
    "传真",
    "宅电",
    "家电",
    "住所",
    "宿舍",
    "籍贯",
    "addr",
    "证件",
    "证号",
    "身份号码",
    "SFZ",
    "邮编",
    "父亲",
    "母亲",
    "子女",
    "收入",
    "Pay",
    "残疾",
    "怀孕",
    "信仰",
    "身份证号",
    "手机号",
    "家庭住址",
    "WhatsApp",
    "Handynummer",
    "Telefon",
    "Téléphone",
    "Geburtsdatum",
    "生年月日",
    "Bonus",
    "IBAN",
    "Bank account",
    "NI Number",
    "Driving licence",
    "驾照",
    "车牌号",
    "Adresse",
    "メール",
    "전화",
    "Телефон",
    "性取向",
    "体检",
    "Sick days",
    "病假",
    "处分",
    "政审",
    "Kids",
    "ICE contact",
    *(
        "주민등록번호",
        "여권번호",
        "계좌번호",
        "연봉",
        "연락처",
        "집주소",
        "郵便番号",
        "口座番号",
        "血液型",
    ),
    *("扶養家族", "本籍", "CCCD", "Số điện thoại", "Ngày sinh", "Địa chỉ", "Lương", "เบอร์โทร"),
    *(
        "เลขบัตรประชาชน",
        "วันเกิด",
        "ที่อยู่",
        "رقم الهوية",
        "رقم الهاتف",
        "تاريخ الميلاد",
        "الراتب",
        "العنوان",
    ),
    *("आधार संख्या", "पता", "जन्म तिथि", "PAN No", "TC Kimlik No", "Doğum Tarihi", "Maaş", "PESEL"),
    *("СНИЛС", "ИНН", "Паспорт", "Зарплата", "AHV-Nr", "Codice fiscale", "BSN", "CURP", "NHS No"),
    *(
        "SSN last 4",
        "Base Pay",
        "CTC",
        "Password",
        "Next of kin",
        "小灵通",
        "爱人",
        "户主",
        "现居地",
    ),
]
CONTENTS = (
    "139-1234-5678",
    "１３９１２３４５６７８",
    "8613912345678",
    "13912345678 13912345679",
    "李四 13912345678",
    "0571-88886666",
    "an.uno@example.org",
    "330110700110100",
    "6222020000000000000",
    "330110197001101000",
    "139.1234.5678",
    "(555) 123-4567",
    "555-123-4567",
    "078-05-1120",
    "（0571）8888 6666",
    "A123456(7)",
    "DE89 3704 0044 0532 0130 00",
    "浙A12345",
    *("800101-1234567", "1-1001-00123-45-6", "756.1234.5678.97", "RSSMRA80A01H501U"),
    *("123.456.789-09", "12.345.678-5", "GODE561231HDFRRN09", "ABCPE1234F", "123-456-789 00"),
    *("4510 123456", "AB 12 34 56 C", "8 (912) 345-67-89", "(02)2345-6789", "852 9123 4567"),
    *("886-912-345-678", "Tel 5551234", "微信：abc123", "QQ:12345678", "a(at)corp.example"),
    *("浙江省杭州市西湖区某某路1号", "1980年1月1日出生", "12 High Street, SW1A 1AA"),
    *("Hauptstr. 5, 10115 Berlin", "010-1234-5678", "090-1234-5678", "+91 98765 43210"),
    "wxid_abc123def",
    "https://linkedin.com/in/invented",
    "杭州市西湖区某某苑3幢2单元501室",
)


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_private_heading_is_left_out(heading: str) -> None:
    org = reading(
        frame([["姓名", "班组", heading], ["赵一", "一班", "x1"], ["钱二", "一班", "x2"]])
    ).org
    assert org is not None
    assert not org.members.astype("str").isin(["x1", "x2"]).any(axis=None)
    assert org.source is not None
    assert heading in org.source.ignored


@pytest.mark.parametrize(
    "heading",
    [
        "体检中心",
        "医保项目组",
        "经济犯罪侦查大队",
        "电话客服班",
        "Street lighting",
        "Health centre",
        "Mobility",
    ],
)
def test_a_unit_that_deals_with_private_things_is_no_private_heading(heading: str) -> None:
    org = reading(
        frame([["姓名", "班组", heading], ["赵一", "一班", "√"], ["钱二", "一班", ""]])
    ).org
    assert org is not None
    assert org.source is not None
    assert heading not in org.source.ignored


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("filled", ["all", "a third", "from row fifty on"])
def test_private_content_is_left_out_under_any_heading(content: str, filled: str) -> None:
    rows = [["姓名", "班组", "其他"]]
    for at in range(60):
        is_filled = filled == "all" or (at % 3 == 0 if filled == "a third" else at >= 50)
        rows.append([f"人{at}", "一班", content if is_filled else ""])
    org = reading(frame(rows)).org
    assert org is not None
    assert "其他" not in org.members


@pytest.mark.parametrize(
    "content",
    [
        "20261129",
        "10012345",
        "一班",
        "2026-11-29",
        "2026.11.29",
        "A-1001",
        "1234567",
        "0.12345678901",
        "E12345678",
        "SP-2026-0101",
        "100-200-300",
        "综合服务区2号楼",
        "科技园A座1201室",
        "西湖区某路10kV线1号杆",
        "Line: North 12",
        "2026-11 / 000123",
    ],
)
def test_other_content_stays(content: str) -> None:
    org = reading(frame([["姓名", "班组", "其他"], ["赵一", "一班", content]])).org
    assert org is not None
    assert org.members["其他"].tolist() == [content]


def test_titles_and_footers_show_no_telephone(tmp_path: pathlib.Path) -> None:
    path = csv(
        tmp_path,
        "花名册 联系 13912345678,",
        "姓名,班组",
        "赵一,一班",
        "填表人：李某 0571-88886666 或 137-1234-5678,",
    )
    shown = sg.read_roster(path, dry_run=True).describe()
    assert "13912345678" not in shown
    assert "88886666" not in shown
    assert "1234-5678" not in shown


@pytest.mark.parametrize("heading", ["工号", "编号", "ID", "员工编号"])
@pytest.mark.parametrize("content", ["33011019700101{:04}", "1391234{:04}"])
def test_private_numbers_are_nobodys_id(heading: str, content: str) -> None:
    rows = [
        [heading, "姓名", "班组"],
        *([content.format(at), f"人{at}", "一班"] for at in range(1000, 1005)),
    ]
    found = reading(frame(rows))
    assert found.org is not None
    assert found.org.members["id"].tolist() == [f"人{at}" for at in range(1000, 1005)]
    assert "private_id" in {doubt.key.removeprefix("doubt.") for doubt in found._doubts}
    kept = reading(frame(rows), keep_private=True).org
    assert kept is not None
    assert kept.members["id"].tolist() == [row[0] for row in rows[1:]]


def test_words_within_longer_headings_are_not_private() -> None:
    rows = [["姓名", "班组", "联络员职责", "收入证明类型"], ["赵一", "一班", "甲", "乙"]]
    org = reading(frame(rows)).org
    assert org is not None
    assert {"联络员职责", "收入证明类型"} <= set(org.members)
    assert isinstance(org.members, pd.DataFrame)


@pytest.mark.parametrize(
    "number",
    [
        "13912345678",
        "139 1234 5678",
        "139-12345678",
        "1391234 5678",
        "+86 139 1234 5678",
        "0086 13912345678",
        "0571-88886666",
        "(0571)88886666",
        "800101-1234567",
        "330106 19900101 1234",
        "330106900101123",
        "6222 0200 0000 0000 000",
        "212-555-0123",
        "(212) 555-0123",
        "+1 (212) 555-0123",
        "07700 900123",
        "123-45-6789",
        "a.uno@CORP.EXAMPLE",
        "wxid_abc123",
        "QQ:12345678",
    ],
)
@pytest.mark.parametrize("form", ["{} {}", "{}（{}）", "{}（电话：{}）", "{}/{}"])
def test_numbers_behind_names_units_and_posts_stay_behind(form: str, number: str) -> None:
    cells = ["赵一", "一班", "班长"]
    rows = [
        ["姓名", "班组", "职务"],
        [form.format(cell, number) for cell in cells],
        ["钱二", "一班", ""],
    ]
    found = reading(frame(rows))
    assert found.org is not None
    assert found.org.members["name"].tolist() == ["赵一", "钱二"]
    assert roles(found.org) == {("赵一", "team:一班", "leader"), ("钱二", "team:一班", "member")}
    assert number not in found.describe() + str(found.values) + str(found.columns)
    assert {doubt.key for doubt in found._doubts} >= {"doubt.private_within"}


@pytest.mark.parametrize(
    "unit",
    [
        "10KV 110 线",
        "110-220-1000 kV",
        "PRJ 4510 123456",
        "PO 123-456-7890",
        "EQ 1234567890",
        "W-20190001234",
        "2019 2020 2021",
        "North + 12",
    ],
)
def test_numbers_of_things_stay_in_units(unit: str) -> None:
    found = reading(frame([["姓名", "班组"], ["赵一", unit], ["钱二 13912345678", unit]]))
    assert found.org is not None
    assert found.org.units["name"].tolist() == [unit]


def test_what_covers_a_number_leaves_brackets_and_wide_digits_elsewhere() -> None:
    rows = [
        ["姓名", "班组", "爱好"],
        ["赵一", "一班", "钓鱼 13912345678"],
        ["钱二", "一班", "第１名"],
    ]
    rows += [[f"人{at}", "一班", "书法"] for at in range(20)]
    org = reading(frame(rows)).org
    assert org is not None
    assert org.members["爱好"].tolist()[:2] == ["钓鱼 …", "第１名"]
    rows = [["姓名", "班组"], ["赵一", "212-555-0123"], ["钱二", "212-555-0124"]]
    doubts = reading(frame(rows)).doubts.to_csv()
    assert "(…)" in doubts


def test_a_mentor_is_known_beside_a_number() -> None:
    rows = [["姓名", "班组", "师傅"], ["赵一", "一班", ""], ["钱二", "一班", "赵一 13912345678"]]
    org = reading(frame(rows)).org
    assert org is not None
    assert org.relations[["source", "target"]].to_numpy().tolist() == [["赵一", "钱二"]]


@pytest.mark.parametrize("heading", ["入职日期", "政治面貌", "师傅", "工龄", "直接上级"])
@pytest.mark.parametrize("number", ["13912345678", "330110199001011234", "党员 0571-88886666"])
def test_no_fault_and_nothing_set_aside_shows_a_number(heading: str, number: str) -> None:
    rows = frame([["姓名", "班组", heading], ["赵一", "一班", number], ["钱二", "一班", ""]])
    found = reading(rows)
    assert found.faults or found.org is not None
    digits = number.rsplit(maxsplit=1)[-1]
    assert digits not in found.describe() + found.faults_text()
    set_aside = sg.read_roster(rows, strict=False)
    assert digits not in set_aside.rejected.to_csv()


def test_one_number_among_other_words_is_covered() -> None:
    rows = [["姓名", "班组", "爱好"], ["赵一", "一班", "钓鱼 13912345678"]]
    rows += [[f"人{at}", "一班", "书法"] for at in range(20)]
    org = reading(frame(rows)).org
    assert org is not None
    assert org.members["爱好"].tolist()[0] == "钓鱼 …"
    kept = reading(frame(rows), keep_private=True).org
    assert kept is not None
    assert kept.members["爱好"].tolist()[0] == "钓鱼 13912345678"


def test_a_title_that_speaks_of_telephones_turns_no_sheet() -> None:
    rows = [
        ["花名册 联系人 李某", ""],
        ["姓名", "班组"],
        ["赵一", "一班"],
        ["备注：身份证已核对", ""],
    ]
    frames = pd.DataFrame(rows[1:], columns=rows[0])
    org = reading(frames).org
    assert org is not None
    assert roles(org) == {("赵一", "team:一班", "member")}
