"""Workbooks that are locked, torn, or of another kind than their names say."""

from __future__ import annotations

import io
import pathlib
import zipfile

import pytest

import sanzu_graph as sg
from sanzu_graph.io.any_files import read_any
from tests.io.rosters.files import Sheet, write

ROWS = [["姓名", "班组"], ["张三", "一班"], ["李四", None], ["王五", "二班"]]
MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PART = "xl/worksheets/sheet1.xml"
CURES = {
    "locked": {"en": "locked by a password. Open it", "zh": "已用密码加密。请用密码打开"},
    "damaged": {
        "en": "not a workbook that can be read. Save",
        "zh": "不是可读取的工作簿。请另存为",
    },
}


def made(folder: pathlib.Path, suffix: str) -> bytes:
    """A sound workbook with a merged range, as bytes."""
    path = folder / f"made{suffix}"
    write([Sheet("s", ROWS, merged=[(1, 1, 2, 1)])], path)
    return path.read_bytes()


def locked(_sound: bytes) -> bytes:
    """What a workbook behind a password looks like: a compound file with the packed one in it."""
    return MARK + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(4000)


def torn(sound: bytes) -> bytes:
    return sound[: len(sound) // 2]


def without_its_end(sound: bytes) -> bytes:
    return sound[:-10]


def with_wrong_sum(sound: bytes) -> bytes:
    """The checksum of a sheet is changed in both places."""
    with zipfile.ZipFile(io.BytesIO(sound)) as archive:
        total = archive.getinfo(PART).CRC.to_bytes(4, "little")
    assert sound.count(total) >= 1
    return sound.replace(total, bytes(byte ^ 255 for byte in total))


def with_wrong_bytes(sound: bytes) -> bytes:
    """A byte in the midst of a packed sheet is changed."""
    with zipfile.ZipFile(io.BytesIO(sound)) as archive:
        part = archive.getinfo(PART)
    at = part.header_offset + 30 + len(PART) + part.compress_size // 2
    return sound[:at] + bytes([sound[at] ^ 255]) + sound[at + 1 :]


@pytest.mark.parametrize("door", [sg.read_roster, sg.read_tables, read_any])
@pytest.mark.parametrize(
    ("spoiled", "kind"),
    [
        (locked, "locked"),
        (torn, "damaged"),
        (without_its_end, "damaged"),
        (with_wrong_sum, "damaged"),
        (with_wrong_bytes, "damaged"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_cure(spoiled, kind, door, tmp_path) -> None:
    path = tmp_path / "roster.xlsx"
    path.write_bytes(spoiled(made(tmp_path, ".xlsx")))
    with pytest.raises(sg.InputError) as caught:
        door(path)
    for lang, cure in CURES[kind].items():
        assert cure in caught.value.describe(lang)


@pytest.mark.parametrize("suffix", [".xls", ".ods"])
def test_a_workbook_under_the_name_of_another_kind_is_read_as_it_is(suffix, tmp_path) -> None:
    path = tmp_path / "roster.xlsx"
    path.write_bytes(made(tmp_path, suffix))
    org = sg.read_roster(path)
    assert sorted(org.memberships["unit"]) == ["team:一班", "team:一班", "team:二班"]
