"""A roster read into an organisation, against calamine reading the same cells and nothing else; and
beside pandas and Polars, which read them into a frame.
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
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


#: Reader → what it does with the file of a path; those that are not installed are left out.
_PEERS = {
    "sanzu_graph": "from sanzu_graph.io.rosters.reader import read_roster as read",
    "calamine alone": (
        "import python_calamine\n"
        "read = lambda path: python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()"
    ),
    "pandas, calamine": (
        "import pandas\n"
        "read = lambda path: pandas.read_excel(path, engine='calamine', header=1, dtype=str)"
    ),
    "pandas, openpyxl": (
        "import pandas\n"
        "read = lambda path: pandas.read_excel(path, engine='openpyxl', header=1, dtype=str)"
    ),
    "Polars, fastexcel": (
        "import fastexcel, polars\n"
        "read = lambda path: polars.read_excel(path, read_options={'header_row': 1})"
    ),
}
_MEASURED = """
import json, resource, time
began = time.process_time()
read({path!r})
took = time.process_time() - began
print(json.dumps([took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
#: openpyxl takes minutes beyond.
_SLOW = {"pandas, openpyxl": MANY}


def beside(sizes: list[int]) -> Iterator[Table]:
    """Each reader in a process of its own: seconds of the processor, and peak memory."""
    for size in sizes:
        rows = []
        with tempfile.TemporaryDirectory() as folder:
            path = str(write(pathlib.Path(folder, "roster.xlsx"), size))
            for name, read in _PEERS.items():
                if size > _SLOW.get(name, size):
                    continue
                code = read + _MEASURED.format(path=path)
                done = subprocess.run(
                    [sys.executable, "-W", "ignore", "-c", code],
                    capture_output=True,
                    text=True,
                    check=False,
                )
                if done.returncode:
                    continue
                took, peak = json.loads(done.stdout)
                rows.append([name, seconds(took), f"{peak:,.0f} MB"])
        yield Table(
            f"Reading a roster of {size:,} rows (.xlsx, twelve columns)",
            ("reader", "processor", "peak memory"),
            rows,
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
