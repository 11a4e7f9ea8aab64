"""Folders as people have them: other files, damage, several faults at once."""

import json
import os
import pathlib
import re
import warnings

import pandas as pd
import pytest

from sanzu_graph import Org, SanzuWarning
from sanzu_graph.errors import Fault, InputError, SchemaError
from sanzu_graph.io.table_files import read_tables

CONGRESS = pathlib.Path(__file__).parents[3] / "shared" / "data" / "congress"


def faults_of(folder, **options: object) -> tuple[Fault, ...]:
    with pytest.raises(SchemaError) as caught:
        read_tables(folder.path, **options)
    return caught.value.faults


def test_a_sound_folder(sound) -> None:
    org = read_tables(sound.path)
    assert repr(org) == "Org(3 members, 2 units in 2 layers, 4 memberships)"
    assert org.members["name"].tolist() == ["张三", "李四", "NA"]
    assert org.source == (
        str(sound.path),
        {
            "members": ("members.csv", "utf-8", 3),
            "units": ("units.csv", "utf-8", 2),
            "memberships": ("memberships.csv", "utf-8", 4),
        },
        (),
    )


def test_each_file_may_be_in_its_own_encoding(sound) -> None:
    sound.put("members.csv", "id,name\nM1,张三\nM2,李四\nM3,王五\n", "gb18030").put(
        "units.csv", "id,layer\nT1,team\nP1,party\n", "utf-16"
    )
    org = read_tables(sound.path)
    assert org.members["name"].tolist() == ["张三", "李四", "王五"]
    assert [encoding for _, encoding, _ in org.source.tables.values()] == [
        "gb18030",
        "utf-16",
        "utf-8",
    ]


def test_big5_is_read_when_named(sound) -> None:
    sound.put("members.csv", "id,name\nM1,張三\nM2,陳偉\nM3,王五\n", "big5").put(
        "units.csv", "id,layer\nT1,team\nP1,party\n"
    )
    org = read_tables(sound.path, encoding="big5")
    assert org.members["name"].tolist() == ["張三", "陳偉", "王五"]
    assert org.source.tables["members"] == ("members.csv", "big5", 3)


def test_other_files_are_left_alone_and_named(sound) -> None:
    sound.put("notes.txt", "x").put("people.csv", "x").put("units.csv.bak", "x").put(
        ".hidden", "x"
    ).put("~$a.xlsx", "x")
    (sound.path / "more").mkdir()
    assert read_tables(sound.path).source.ignored == ("notes.txt", "people.csv", "units.csv.bak")


def test_suffixes_in_capitals(sound) -> None:
    (sound.path / "units.csv").rename(sound.path / "units.CSV")
    assert read_tables(sound.path).source.tables["units"][0] == "units.CSV"


def test_two_files_for_one_table(sound) -> None:
    sound.put("units.CSV", "id,layer\n")
    (fault,) = faults_of(sound)
    assert (fault.key, fault.table, fault.fields) == (
        "fault.two_files",
        "units",
        {"names": ["units.CSV", "units.csv"]},
    )


def test_a_folder_without_tables_names_what_is_missing(tmp_path: pathlib.Path) -> None:
    with pytest.raises(SchemaError) as caught:
        read_tables(tmp_path)
    assert [(fault.key, fault.table) for fault in caught.value.faults] == [
        ("fault.missing_table", name) for name in ("members", "units", "memberships")
    ]


DAMAGE = [
    (
        "units.csv",
        b"",
        "units.csv: the file is empty. Write the headings at least.",
        "units.csv：文件是空的。请至少写上列标题。",
    ),
    (
        "units.csv",
        b"PK\x03\x04",
        "units.csv: this is no text file. Save it as CSV (UTF-8).",
        "units.csv：这不是文本文件。请另存为 CSV（UTF-8）。",
    ),
    (
        "units.csv",
        b"id,layer\nT1,team,x\nP1,party\n",
        "units.csv, row 2: the row has 3 cells, the heading 2. Put",
        "units.csv，第 2 行：此行有 3 格，标题有 2 格。请给",
    ),
    (
        "units.csv",
        b'id,layer\nT1,team\nP1,"party\n',
        "units.csv, row 3: a quotation mark is opened and not closed",
        "units.csv，第 3 行：引号没有配对",
    ),
    (
        "units.csv",
        b"id,layer\n\x81,team\n",
        "units.csv: the text is neither UTF-8 nor GB18030, first in line 2. Save",
        "units.csv：文本既不是 UTF-8 也不是 GB18030（首见于第 2 行）。请",
    ),
    (
        "units.csv",
        "id,layer\nT1,班\nT2,班\nT3,".encode() + "班\n".encode("gbk"),
        "mixes encodings: most of it is UTF-8, lines 4 are not. Save",
        "混用了编码：多数为 UTF-8，第 4 行不是。请",
    ),
    (
        "units.csv",
        b"id,layer\nT1,\nP1,party\n",
        "units.csv, row 2, column layer: the cell is empty",
        "units.csv，第 2 行，列 layer：该单元格不能为空。请",
    ),
    (
        "units.csv",
        b"id,layer\nT1,team\nP1,party\nT1,team\n",
        "units.csv, row 4, column id: “T1” is used before, in row 2. Give",
        "units.csv，第 4 行，列 id：“T1”已在第 2 行用过。请",
    ),
    (
        "members.parquet",
        b"PAR1 or not",
        "several files hold this table: members.csv, members.parquet. Keep one",
        "有多个文件是同一张表：members.csv",
    ),
    (
        "tasks.parquet",
        b"PAR1 or not",
        "tasks.parquet: the file is not Parquet that can be read. Write it again.",
        "tasks.parquet：该文件不是可读取的 Parquet。请重新生成。",
    ),
]


@pytest.mark.parametrize(("name", "content", "english", "chinese"), DAMAGE)
def test_damage_is_named_with_place_and_cure(
    name: str, content: bytes, english: str, chinese: str, sound
) -> None:
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    sound.put(name, content)
    for lang, words in (("en", english), ("zh", chinese)):
        with pytest.raises(SchemaError) as caught:
            read_tables(sound.path, lang=lang)
        assert words in str(caught.value)


def test_all_faults_of_all_files_come_at_once(sound) -> None:
    sound.put("members.csv", "id,name\nM1,An\nM2\nM3,Bo\nM3,Cy\n").put("units.csv", b"").put(
        "relations.csv", "source,target,kind\nM1,M9,mentors\nM1,,mentors\n"
    )
    found = {(fault.key, fault.table, fault.row) for fault in faults_of(sound)}
    # M2 and the units are not known only because their row and file could not be read, and so is M9
    # perhaps: no faults of their own.
    assert found == {
        ("fault.ragged", "members", 3),
        ("fault.repeated_id", "members", 5),
        ("fault.empty_file", "units", None),
        ("fault.empty_cell", "relations", 3),
    }


def test_dangling_rows_are_named_beside_another_files_fault(sound) -> None:
    sound.put("relations.csv", "source,target,kind\nM1,M9,mentors\nM1\n")
    assert {(fault.key, fault.row) for fault in faults_of(sound)} == {
        ("fault.dangling", 2),
        ("fault.ragged", 3),
    }


def test_the_error_speaks_its_language(sound) -> None:
    sound.put("units.csv", b"")
    with pytest.raises(SchemaError) as caught:
        read_tables(sound.path, lang="zh")
    assert str(caught.value).startswith("文件无法读取，有 1 处需要改正：")
    assert caught.value.describe("en").startswith("The files cannot be read; 1 to mend:")


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("table", ["members", "rejected"])
def test_a_repeated_heading_is_named(table: str, strict: bool, sound) -> None:
    sound.put(f"{table}.csv", "id,id,table,fault\n,M1,,\nM2,M2,x,y\nM3,,,\n")
    assert "fault.repeated_heading" in {
        fault.key for fault in faults_of(sound, strict=strict) if fault.table == table
    }


def test_lenient_reading_loses_no_row(sound) -> None:
    sound.put("members.csv", "id,name\nM1,An\n\nM2\nM3,Bo,x\nM4,Cy\n,Di\nM4,Ed\n")
    org = read_tables(sound.path, strict=False, lang="en")
    assert org.members["id"].tolist() == ["M1", "M4"]
    aside = org.rejected
    assert sorted(zip(aside["table"], aside["row"], aside["fault"], strict=True)) == [
        ("members", "4", "ragged"),
        ("members", "5", "ragged"),
        ("members", "7", "empty_cell"),
        ("members", "8", "repeated_id"),
        ("memberships", "3", "dangling"),
        ("memberships", "4", "dangling"),
    ]
    ragged = aside[aside["fault"] == "ragged"]
    assert [json.loads(record) for record in ragged["record"]] == [["M2"], ["M3", "Bo", "x"]]
    assert ragged["place"].tolist() == ["members.csv"] * 2
    assert ragged["reason"].tolist()[0].startswith("the row has 1 cells, the heading 2.")
    for table, (_, _, rows) in org.source.tables.items():
        assert rows == len(org.table(table)) + (aside["table"] == table).sum()


def test_rows_set_aside_before_stay_aside(sound) -> None:
    sound.put("rejected.csv", "table,fault,record\nmembers,ragged,x\n").put(
        "units.csv", "id,layer\nT1,team\nP1,party\nT3\n"
    )
    org = read_tables(sound.path, strict=False)
    assert org.rejected["table"].tolist() == ["members", "units"]
    assert org.rejected["record"].tolist() == ["x", '["T3"]']


def test_a_whole_file_at_fault_is_raised_even_leniently(sound) -> None:
    sound.put("relations.csv", b"\x89PNG").put("units.csv", "id,layer\nT1\n")
    assert [fault.key for fault in faults_of(sound, strict=False)] == ["fault.binary"]


@pytest.mark.parametrize("rows", [20_000, pytest.param(1_000_000, marks=pytest.mark.heavy)])
def test_one_bad_row_in_a_long_table(rows: int, sound) -> None:
    lines = [f"M{number},员工{number},班员" for number in range(rows)]
    lines[rows - 5] = "M,short"
    sound.put("members.csv", "id,name,position\n" + "\n".join(lines) + "\n").put(
        "memberships.csv", "member,unit\nM1,T1\n"
    )
    (fault,) = faults_of(sound)
    assert (fault.key, fault.row, fault.fields) == (
        "fault.ragged",
        rows - 3,
        {"cells": 2, "headings": 3},
    )
    org = read_tables(sound.path, strict=False)
    assert (len(org.members), len(org.rejected)) == (rows - 1, 1)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("none", "There is no file or folder"),
        ("a.csv", "neither a folder of tables nor a workbook"),
        ("a.txt", "neither"),
    ],
)
def test_paths_that_are_no_tables(name: str, words: str, tmp_path: pathlib.Path) -> None:
    if name != "none":
        (tmp_path / name).write_text("id\n")
    with pytest.raises(InputError, match=words):
        read_tables(tmp_path / name, lang="en")


def test_an_unknown_encoding_is_refused(sound) -> None:
    assert [fault.key for fault in faults_of(sound, encoding="klingon")] == ["fault.no_encoding"]


def test_a_locked_file(sound, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(file: pathlib.Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr(pathlib.Path, "read_bytes", locked)
    with pytest.raises(
        InputError,
        match=r"members\.csv” cannot be read: Permission denied\. Close it in other programs",
    ):
        read_tables(sound.path, lang="en")


def test_text_and_path_are_both_paths(sound) -> None:
    assert (
        read_tables(str(sound.path))
        == read_tables(os.fspath(sound.path))
        == read_tables(sound.path)
    )


def test_the_us_congress_loads_strictly() -> None:
    if not CONGRESS.exists():
        pytest.skip(f"the public data set is not at {CONGRESS}")
    org = read_tables(CONGRESS)
    assert (len(org.units), len(org.memberships)) == (292, 5490)
    assert org.source.ignored == ("SOURCE.txt",)
    assert isinstance(org, Org)
    assert org.members["name"].notna().all()
    assert isinstance(org.members, pd.DataFrame)


@pytest.mark.parametrize("name", ["Relations.CSV", "relation.csv", "duty.csv"])
def test_a_file_that_is_nearly_called_as_a_table_is_told(name: str, sound) -> None:
    sound.put(name, "source,target,kind\nM1,M2,mentors\n")
    with pytest.warns(SanzuWarning, match=re.escape(name)):
        read_tables(sound.path)


def test_files_of_other_names_are_left_in_peace(sound) -> None:
    sound.put("notes.csv", "a\n1\n").put("units.txt", "x")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read_tables(sound.path).source.ignored == ("notes.csv", "units.txt")


def test_of_many_faults_each_value_is_shown_once_and_near_ones_first(sound) -> None:
    rows = [*(f"M1,X{at // 3},member" for at in range(24)), "M1,t1,member", "M2,t1,member"]
    sound.put("memberships.csv", "\n".join(["member,unit,role", *rows]))
    with pytest.raises(SchemaError) as caught:
        read_tables(sound.path)
    lines = [line for line in caught.value.describe("en").splitlines() if "“" in line]
    assert len(lines) == 5
    assert "“t1”" in lines[0]
    assert "T1" in lines[0]
    assert len({line.partition("“")[2] for line in lines}) == 5
    assert "and 21 more" in caught.value.describe("en")
