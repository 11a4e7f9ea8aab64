"""Write data/first_steps: a messy roster and an export of an HR system, in English and in Chinese.

The files are for the first ten minutes of a new user. Everybody in them is invented. Each fault is
made on purpose; data/README.md lists them. The two languages hold the same faults in the same rows.

    python data/make_first_steps.py            # data/first_steps again, byte for byte
    python data/make_first_steps.py elsewhere  # into another folder
"""

import csv
import datetime
import io
import sys
import zipfile
from pathlib import Path

import xlsxwriter

Cell = str | int | None
Pair = tuple[str, str]  # a word in English and in Chinese
LANGS = ("en", "zh")

# name, staff number, job, group, mentor (a name), last day
Person = tuple[Pair, str | None, Pair | None, Pair | None, Pair | None, Pair | None]

LEADER: Pair = ("Team leader", "班长")
AURORA: Pair = ("Aurora", "第一党小组")
BEACON: Pair = ("Beacon", "第二党小组")
HANA: Pair = ("Hana Moreau", "李敏")
IVO: Pair = ("Ivo Petrov", "孙立业")
LENA: Pair = ("Lena Silva", "何秀英")

#: The roster: team → its people, in the order of the sheet.
TEAMS: dict[Pair, list[Person]] = {
    ("Assembly", "装配一班"): [
        (("Ada Okafor", "周明远"), "N101", LEADER, AURORA, None, None),
        (("Bram Tanaka", "吴国强"), "N102", None, AURORA, None, None),
        (HANA, "N103", None, None, ("Ada Okafor", "周明远"), None),
        (("Chidi Novak", "郑小燕"), "N104", None, None, None, None),
        (("Dara Kaya", "王海波"), "N105", None, None, None, None),
        (("Elif Brandt", "冯晓"), "N106", None, AURORA, None, None),
    ],
    ("Calibration", "检测二班"): [
        (IVO, "N107", LEADER, BEACON, None, None),
        (("Farid Haddad", "陈建国"), "N108", None, BEACON, None, None),
        (("Greta Lindqvist", "褚卫东"), "N109", None, None, ("Ivo Petrof", "孙立叶"), None),
        (HANA, None, None, None, None, None),
        (("Jun Mensah", "蒋文"), "N111", None, ("Beacon team", "第二党小祖"), None, None),
    ],
    ("Packing", "包装三班"): [
        (("Kofi Zhang", "沈志刚"), "N112", LEADER, None, None, None),
        (("Lars Eriksen", "韩梅"), "N113", None, None, None, None),
        (("Mira Costa", "杨柳"), "N114", None, None, None, None),
        (("Nils Berg", "朱一凡"), "N115", None, None, ("Kofi Zhang", "沈志刚"), None),
    ],
    ("Dispatch", "物流四班"): [
        (LENA, "N116", LEADER, BEACON, None, None),
        (("Omar Said", "秦岭"), "N117", None, None, None, None),
        (("Pia Sand", "尤佳"), "N118", None, None, LENA, ("31/02/2027", "2027-02-31")),
        (("VACANT", "空缺"), None, ("Driver", "司机"), None, None, None),
        (("Rosa Lind", "许诺"), "N119", None, None, None, None),
    ],
}
HEADINGS: list[Pair] = [
    ("No.", "序号"),
    ("Staff no.", "工号"),
    ("Name", "姓名"),
    ("Team", "班组"),
    ("Job title", "职务"),
    ("Project", "党小组"),
    ("Mentor", "师傅"),
    ("Leaving date", "离职日期"),
    ("Mobile", "手机"),
]
TITLE: Pair = ("Northlight Instruments – Workshop roster", "橘溪厂一车间花名册")
NOTE: Pair = ("Updated in November. Ask Rosa if anything is wrong.", "十一月更新，有误请找许诺")
TOTAL: Pair = ("Total", "合计")
SIGNED: Pair = ("Checked by: Ada Okafor", "审核：周明远")
FIRST_ROW = 3
ROSTERS = ("roster.xlsx", "花名册.xlsx")
MENDED = ("roster_mended.xlsx", "花名册改正.xlsx")
#: What three minutes in a spreadsheet program mend: (row, column) → the cell.
MENDS: dict[tuple[int, int], Pair] = {
    (8, 6): ("Ivo Petrov", "孙立业"),
    (9, 1): ("N110", "N110"),
    (17, 7): ("2027-02-28", "2027-02-28"),
}
EXPORTS = ("hr_export.csv", "人事导出.csv")


def roster_rows(lang: int) -> list[list[Cell]]:
    """One row a person. The team stands in the first row of its people only."""
    rows: list[list[Cell]] = []
    for team, people in TEAMS.items():
        for at, (name, number, *words) in enumerate(people):
            job, group, mentor, last = (word[lang] if word else None for word in words)
            serial = len(rows) + 1
            row = [serial, number, name[lang], None if at else team[lang], job, group, mentor, last]
            rows.append([*row, f"0100 000{serial:03}"])
    return rows


def write_roster(path: Path, lang: int, mends: dict[tuple[int, int], Pair]) -> Path:
    """The roster as somebody keeps it by hand: a title, merged cells, a total, a signature."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.set_properties({"created": datetime.datetime(2026, 11, 22)})
    sheet = book.add_worksheet(("Roster", "花名册")[lang])
    lines = {"border": 1, "valign": "vcenter"}
    box, bold = book.add_format(lines), book.add_format({**lines, "bold": True})
    last = len(HEADINGS) - 1
    sheet.merge_range(0, 0, 0, last, TITLE[lang], book.add_format({"bold": True, "font_size": 16}))
    sheet.write_string(1, 0, NOTE[lang])
    for at, heading in enumerate(HEADINGS):
        sheet.set_column(at, at, 16)
        sheet.write_string(2, at, heading[lang], bold)
    rows = roster_rows(lang)
    for (row, column), cell in mends.items():
        rows[row][column] = cell[lang]
    for at, row in enumerate(rows, FIRST_ROW):
        for column, value in enumerate(row):
            sheet.write(at, column, value, box)
    start = FIRST_ROW
    for team, people in TEAMS.items():
        sheet.merge_range(start, 3, start + len(people) - 1, 3, team[lang], box)
        start += len(people)
    sheet.write_string(start, 0, TOTAL[lang], bold)
    sheet.write_number(start, 2, len(rows) - 1, bold)
    sheet.write_string(start + 2, 2, SIGNED[lang])
    book.close()
    # Uncompressed and undated: no version of zlib and no clock tells in the bytes.
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.namelist():
            new.writestr(zipfile.ZipInfo(part), old.read(part))
    return path


# The export: number, name, title, department, manager's number, status. Numbers have five digits.
GIVEN: list[Pair] = [
    ("Anouk", "安然"), ("Bashir", "柏松"), ("Clara", "岑雪"), ("Diego", "邓超"), ("Emeka", "鄂南"),
    ("Freya", "方圆"), ("Goran", "郭靖宇"), ("Hiro", "洪亮"), ("Ines", "尹思"), ("Jonas", "江涛"),
    ("Kirsi", "柯楠"), ("Liam", "林立"), ("Maya", "马悦"), ("Noor", "倪虹"), ("Oskar", "欧阳朔"),
    ("Priya", "潘琪"), ("Quinn", "齐鸣"), ("Ravi", "任远"), ("Sofia", "苏菲亚"), ("Tomas", "唐诗"),
    ("Uma", "乌兰"), ("Viktor", "魏巍"), ("Wanda", "万芳"), ("Xavier", "夏至"), ("Yara", "颜清"),
    ("Zoran", "臧天"), ("Alma", "艾青"), ("Boris", "卜凡"), ("Celia", "柴静怡"), ("Dmitri", "丁一凡"),
    ("Esra", "伊然"), ("Felix", "费翔宇"),
]  # fmt: skip
FAMILY = ["Lund", "Abadi", "Marsh", "Ito", "Costa", "Weber", "Nowak"]
OFFICE: Pair = ("Executive Office", "总经理办公室")
SALES: Pair = ("Sales", "销售部")
BUILDING: Pair = ("Engineering", "研发部")
PEOPLE: Pair = ("People", "人力资源部")
CHIEF: Pair = ("Managing Director", "总经理")
HEAD: Pair = ("Head of department", "部门经理")
LEAD: Pair = ("Team lead", "主管")
STAFF: Pair = ("Specialist", "专员")
#: number → title, department, manager's number. Numbers count from 1; 0: nobody is named.
POSTS: list[tuple[Pair, Pair, int]] = [
    (CHIEF, OFFICE, 0),
    (HEAD, SALES, 1),
    (HEAD, BUILDING, 1),
    (HEAD, PEOPLE, 1),
    (LEAD, SALES, 2),
    (LEAD, BUILDING, 3),
    (LEAD, BUILDING, 3),
    *[(STAFF, SALES, 5)] * 3,
    *[(STAFF, SALES, 2)] * 2,
    *[(STAFF, BUILDING, 6)] * 8,
    *[(STAFF, BUILDING, 7)] * 4,
    *[(STAFF, PEOPLE, 4)] * 2,
    (STAFF, PEOPLE, 28),  # 27 and 28 report to one another
    (STAFF, PEOPLE, 27),
    (STAFF, SALES, 0),  # nobody above
    (STAFF, SALES, 31),  # the manager has left
    (LEAD, SALES, 2),
    (STAFF, BUILDING, 77),  # no such number
]
LEFT = 31
COLUMNS: list[Pair] = [
    ("Employee ID", "员工编号"),
    ("Employee Name", "员工姓名"),
    ("Job Title", "岗位名称"),
    ("Department", "所属部门"),
    ("Manager ID", "直接上级编号"),
    ("Employment Status", "员工状态"),
    ("Monthly Salary", "月薪"),
]
ACTIVE: Pair = ("Active", "在职")
GONE: Pair = ("Terminated", "离职")
OPEN: Pair = ("VACANT", "空缺")


def export_rows(lang: int) -> list[list[Cell]]:
    """One row an employee, and one row for an open post. Excel has cut the zeros of managers."""
    rows: list[list[Cell]] = []
    for number, (title, department, manager) in enumerate(POSTS, 1):
        given = GIVEN[number - 1]
        name = (f"{given[0]} {FAMILY[number % 7]}", given[1])[lang]
        status = (GONE if number == LEFT else ACTIVE)[lang]
        above = str(manager) if manager else None
        rows.append([f"{number:05}", name, title[lang], department[lang], above, status, 1000])
    rows.append(["00040", OPEN[lang], LEAD[lang], PEOPLE[lang], "4", None, None])
    return rows


def write_export(path: Path, lang: int) -> Path:
    """The export as HR systems write it: all columns, salaries included; GB18030 in Chinese."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[heading[lang] for heading in COLUMNS], *export_rows(lang)])
    path.write_bytes(text.getvalue().encode(("utf-8", "gb18030")[lang]))
    return path


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("first_steps")
    folder.mkdir(exist_ok=True)
    for lang in range(len(LANGS)):
        print(write_roster(folder / ROSTERS[lang], lang, {}))
        print(write_roster(folder / MENDED[lang], lang, MENDS))
        print(write_export(folder / EXPORTS[lang], lang))
