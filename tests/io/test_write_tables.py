"""Writing: whole or not at all, and nothing of others' touched."""

import os
import pathlib

import pandas as pd
import pytest

from sanzu_graph import Org
from sanzu_graph.errors import DependencyError, FaultsError, InputError
from sanzu_graph.io import table_files
from sanzu_graph.io.table_files import read_tables, write_tables


def org_of(**extra: object) -> Org:
    return Org(
        {"id": ["M1"], "name": ["张三"]},
        {"id": ["T1"], "layer": ["team"]},
        {"member": ["M1"], "unit": ["T1"]},
        **extra,
    )


TASKS = {"id": ["K1"], "unit": ["T1"], "scope": ["common"]}


def test_the_files_of_a_folder(tmp_path: pathlib.Path) -> None:
    path = write_tables(org_of(tasks=TASKS), tmp_path / "tables")
    assert sorted(file.name for file in path.iterdir()) == [
        "duties.csv",
        "members.csv",
        "memberships.csv",
        "relations.csv",
        "tasks.csv",
        "units.csv",
    ]
    assert (path / "members.csv").read_bytes() == b"\xef\xbb\xbf" + "id,name\nM1,张三\n".encode()
    assert (path / "relations.csv").read_bytes() == b"\xef\xbb\xbfsource,target,kind\n"


def test_the_path_given_is_returned(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert write_tables(org_of(), "tables") == pathlib.Path("tables")


def test_files_of_others_are_left_alone(tmp_path: pathlib.Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "Members.csv.bak").write_text("mine")
    write_tables(org_of(), tmp_path)
    assert (
        (tmp_path / "notes.txt").read_text() == (tmp_path / "Members.csv.bak").read_text() == "mine"
    )
    assert read_tables(tmp_path) == org_of()


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_table_from_before_is_emptied(kind: str, tmp_path: pathlib.Path) -> None:
    before = org_of(tasks=TASKS, rejected=pd.DataFrame({"table": ["members"], "fault": ["ragged"]}))
    write_tables(before, tmp_path, format=kind)
    write_tables(org_of(), tmp_path, format=kind)
    back = read_tables(tmp_path)
    assert back == org_of()
    assert (len(back.tasks), len(back.rejected)) == (0, 0)


@pytest.mark.parametrize(("first", "second"), [("csv", "parquet"), ("parquet", "csv")])
def test_tables_in_another_format_are_refused(
    first: str, second: str, tmp_path: pathlib.Path
) -> None:
    write_tables(org_of(), tmp_path, format=first)
    names = sorted(file.name for file in tmp_path.iterdir())
    with pytest.raises(FaultsError) as caught:
        write_tables(org_of(), tmp_path, format=second)
    assert {fault.key for fault in caught.value.faults} == {"fault.two_files"}
    assert caught.value.faults[0].fields == {"names": [f"members.{second}", f"members.{first}"]}
    assert sorted(file.name for file in tmp_path.iterdir()) == names


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
def test_a_failure_while_writing_leaves_no_trace(
    kind: str, is_new: bool, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / ("a.xlsx" if kind == "xlsx" else "tables")
    if not is_new:
        write_tables(org_of(), target, format=kind)
    before = tree(tmp_path)
    name = {"csv": "to_csv", "parquet": "write_parquet", "xlsx": "fill_workbook"}[kind]
    real, calls = getattr(table_files, name), []

    def failing(*given: object) -> object:
        calls.append(given)
        if len(calls) == (1 if kind == "xlsx" else 3):
            real(*given)
            raise OSError(28, "No space left on device")
        return real(*given)

    monkeypatch.setattr(table_files, name, failing)
    with pytest.raises(
        InputError,
        match=r"cannot be written: No space left on device\. Nothing was changed there\.",
    ):
        write_tables(org_of(tasks=TASKS), target, format=kind, lang="en")
    assert calls
    assert tree(tmp_path) == before


@pytest.mark.parametrize("failing_at", [1, 2, 4, 6])
@pytest.mark.parametrize("for_good", [True, False])
def test_a_failure_while_moving_puts_everything_back(
    failing_at: int, for_good: bool, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tables(org_of(), tmp_path / "tables")
    before = tree(tmp_path)
    real, calls = os.replace, []

    def failing(source: object, target: object) -> None:
        calls.append(target)
        if len(calls) == failing_at or (for_good and len(calls) > failing_at):
            raise PermissionError(13, "Permission denied")
        real(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(InputError, match="Permission denied"):
        write_tables(
            org_of(tasks=TASKS).replace(members={"id": ["M1"], "name": ["another"]}),
            tmp_path / "tables",
            lang="en",
        )
    monkeypatch.undo()
    assert len(calls) >= failing_at
    assert tree(tmp_path) == before


def test_an_interruption_leaves_no_trace(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(table_files, "to_csv", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_tables(org_of(), tmp_path / "tables")
    assert tree(tmp_path) == {}


def tree(folder: pathlib.Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes() if file.is_file() else b""
        for file in folder.rglob("*")
    }


def test_the_rights_of_a_file_are_kept(tmp_path: pathlib.Path) -> None:
    write_tables(org_of(), tmp_path)
    (tmp_path / "members.csv").chmod(0o640)
    write_tables(org_of(), tmp_path)
    assert (tmp_path / "members.csv").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("kind", "text", "key"),
    [
        ("csv", "a\0b", "fault.nul"),
        ("xlsx", "x" * 32_768, "fault.cell_too_long"),
        ("xlsx", "\ufffe", "fault.no_xml"),
    ],
)
def test_what_a_file_cannot_keep_is_refused_before_writing(
    kind: str, text: str, key: str, tmp_path: pathlib.Path
) -> None:
    with pd.option_context(
        "mode.string_storage", "python"
    ):  # pyarrow's text cannot hold half a character, Python's can
        org = Org(
            {"id": ["M1", "M2"], "name": ["fine", text]},
            {"id": ["T1"], "layer": ["team"]},
            {"member": [], "unit": []},
        )
        with pytest.raises(FaultsError) as caught:
            write_tables(org, tmp_path / ("a.xlsx" if kind == "xlsx" else "tables"), format=kind)
    assert [(fault.key, fault.table, fault.row, fault.column) for fault in caught.value.faults] == [
        (key, "members", 1, "name")
    ]
    str(caught.value).encode()  # the message itself can be printed
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_nul_is_kept_where_it_can_be(kind: str, tmp_path: pathlib.Path) -> None:
    org = org_of().replace(members={"id": ["M1"], "name": ["a\0b"]})
    assert (
        read_tables(
            write_tables(org, tmp_path / ("a.xlsx" if kind == "xlsx" else "tables"), format=kind)
        )
        == org
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("tables", "ods"),
        ("a.ods", None),
        ("members.csv", None),
        ("a.xlsx", "csv"),
        ("a.parquet", None),
    ],
)
def test_other_formats_are_refused(name: str, kind: str | None, tmp_path: pathlib.Path) -> None:
    with pytest.raises(InputError, match="Tables are written as csv or parquet"):
        write_tables(org_of(), tmp_path / name, format=kind, lang="en")
    assert tree(tmp_path) == {}


def test_a_missing_parent_folder(tmp_path: pathlib.Path) -> None:
    with pytest.raises(InputError, match="There is no file or folder"):
        write_tables(org_of(), tmp_path / "none" / "tables", lang="en")


def test_a_file_where_the_folder_should_be(tmp_path: pathlib.Path) -> None:
    (tmp_path / "tables").write_text("mine")
    with pytest.raises(InputError, match="cannot be written"):
        write_tables(org_of(), tmp_path / "tables", lang="en")
    assert tree(tmp_path) == {"tables": b"mine"}


def test_a_workbook_replaces_the_one_before(tmp_path: pathlib.Path) -> None:
    write_tables(org_of(tasks=TASKS), tmp_path / "a.xlsx")
    back = read_tables(write_tables(org_of(), tmp_path / "a.xlsx"))
    assert "tasks" not in back.source.tables
    assert back == org_of()


def test_parquet_keeps_types(tmp_path: pathlib.Path) -> None:
    pytest.importorskip("pyarrow")
    org = org_of().replace(
        members=pd.DataFrame(
            {"id": ["M1"], "since": pd.to_datetime(["2026-11-22"]), "badge": [7], "shift": ["早"]}
        )
    )
    back = read_tables(write_tables(org, tmp_path / "tables", format="parquet")).members
    assert pd.api.types.is_integer_dtype(back["badge"].dtype)
    assert pd.api.types.is_datetime64_dtype(back["since"].dtype)


def test_parquet_without_pyarrow_names_the_cure(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "members.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    with pytest.raises(DependencyError, match=r'pip install "sanzu_graph\[parquet\]"'):
        write_tables(org_of(), tmp_path / "tables", format="parquet", lang="en")
    with pytest.raises(DependencyError, match="读写 Parquet需要 pyarrow"):
        read_tables(tmp_path / "there", lang="zh")
    assert not (tmp_path / "tables").exists()
