"""A roster read into an organisation, against calamine reading the same cells and nothing else."""

from __future__ import annotations

import pathlib
import tempfile
from collections.abc import Iterator

import python_calamine
import xlsxwriter

from benchmarks.tables import Table, at_most, seconds
from benchmarks.timing import repeats, together
from sanzu_graph.io.rosters.reader import read_roster

#: From here on the figure holds; a small roster is read before anybody looks.
MANY = 100_000
HEADINGS = (
    "工号",
    "姓名",
    "班组",
    "党小组",
    "工会小组",
    "政治面貌",
    "职务",
    "工种",
    "工龄",
    "入职日期",
    "师傅",
    "手机号",
)


def tables(sizes: list[int]) -> Iterator[Table]:
    headings = ("people", "read_roster", "calamine", "ratio")
    yield Table(
        "Reading a roster (.xlsx, twelve columns, a title and a signature)",
        headings,
        [_row(size) for size in sizes],
    )


def _row(size: int) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = write(pathlib.Path(folder, "roster.xlsx"), size)
        assert len(read_roster(path).members) == size
        work = {
            "ours": lambda: read_roster(path),
            "calamine": lambda: (
                python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
            ),
        }
        took = together(work, repeats(size))
    ratio = took["ours"] / took["calamine"]
    return [
        f"{size:,}",
        seconds(took["ours"]),
        seconds(took["calamine"]),
        at_most(ratio, 3) if size >= MANY else f"{ratio:.3g} ×",
    ]


def write(path: pathlib.Path, people: int) -> pathlib.Path:
    """A roster such as people make: a team of eight merged, a quarter party members, some mentors,
    a signature.
    """
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("花名册")
    sheet.write_row(0, 0, ["职工花名册"])
    sheet.write_row(1, 0, HEADINGS)
    for number in range(people):
        leads, joined = number % 8 == 0, number % 4 == 0
        row = [
            f"E{number:06}",
            f"职工{number}",
            f"{number // 8}班",
            f"第{number // 28}党小组" if joined else "",
            f"第{number // 15}工会小组",
            "中共党员" if joined else "群众",
            "班长兼党小组长" if number % 56 == 0 else "班长" if leads else "职员",
            "配电" if number % 3 else "营销",
            number % 40,
            f"20{number % 20 + 5:02}年{number % 12 + 1}月1日",
            f"E{number - 1:06}" if number % 10 == 5 else "",
            f"138{number:08}",
        ]
        sheet.write_row(number + 2, 0, row)
    sheet.write_row(people + 3, 0, ["填表人：", "", "审核："])
    book.close()
    return path
