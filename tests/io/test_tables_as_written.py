"""What writing and reading tables promises: what is left alone, emptied, refused, and kept exactly."""

from pathlib import Path

import pytest

import sanzu_graph as sg
from sanzu_graph import Org


@pytest.fixture
def org() -> Org:
    """Names that a spreadsheet would take for numbers, formulas and gaps."""
    return Org(
        {
            "id": ["007", "1e3", "NA"],
            "name": ["=1+1", "'quoted", "@SUM(A1)"],
            "note": ["-1", "+2", None],
        },
        {"id": ["T1"], "layer": ["team"]},
        {"member": ["007", "1e3"], "unit": ["T1", "T1"], "role": ["leader", "deputy"]},
        {"source": ["007"], "target": ["1e3"], "kind": ["mentors"]},
    )


@pytest.mark.parametrize("name", ["tables", "tables.xlsx"])
def test_every_cell_comes_back_as_it_was(org: Org, name: str, tmp_path: Path) -> None:
    path = sg.write_tables(org, tmp_path / name)
    back = sg.read_tables(path)
    assert back == org
    assert back.members["id"].tolist() == ["007", "1e3", "NA"]
    assert back.members["name"].tolist() == ["=1+1", "'quoted", "@SUM(A1)"]
    assert back.source.ignored == ()


def test_no_cell_of_a_csv_runs_as_a_formula(org: Org, tmp_path: Path) -> None:
    folder = sg.write_tables(org, tmp_path / "tables")
    raw = (folder / "members.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")  # so that Excel shows Chinese
    cells = [cell for line in raw.decode("utf-8-sig").splitlines()[1:] for cell in line.split(",")]
    assert not [cell for cell in cells if cell.startswith(("=", "@"))]


def test_other_files_are_left_alone_and_named(org: Org, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "notes.csv").write_text("anything", encoding="utf-8")
    sg.write_tables(org, folder)
    assert (folder / "notes.csv").read_text(encoding="utf-8") == "anything"
    assert sg.read_tables(folder).source.ignored == ("notes.csv",)


def test_a_table_that_is_there_no_longer_is_emptied(org: Org, tmp_path: Path) -> None:
    folder = sg.write_tables(org, tmp_path / "tables")
    assert len(sg.read_tables(folder).relations) == 1
    without = org.replace(relations=None)
    sg.write_tables(without, folder)
    assert sg.read_tables(folder) == without


def test_a_folder_of_another_format_is_not_mixed(org: Org, tmp_path: Path) -> None:
    folder = sg.write_tables(org, tmp_path / "tables")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(sg.SanzuError):
        sg.write_tables(org, folder, format="parquet")
    with pytest.raises(sg.InputError, match="feather"):
        sg.write_tables(org, tmp_path / "other", format="feather")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert not (tmp_path / "other").exists()


def test_every_fault_of_every_file_is_told_with_its_row(tmp_path: Path) -> None:
    for name, text in {
        "members": "id,name\n1,An\n1,Bo\n",
        "units": "id,layer\nT1,\n",
        "memberships": "member,unit\n1,T1\n9,T1\n",
    }.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(sg.SchemaError) as caught:
        sg.read_tables(tmp_path)
    places = {(fault.place, fault.row, fault.column) for fault in caught.value.faults}
    assert {
        ("members.csv", 3, "id"),
        ("units.csv", 2, "layer"),
        ("memberships.csv", 3, "member"),
    } <= places
    lenient = sg.read_tables(tmp_path, strict=False)
    assert {*lenient.rejected["table"]} == {"members", "units", "memberships"}
    assert lenient.members["id"].tolist() == ["1"]


def test_what_was_set_aside_is_written_and_comes_back(tmp_path: Path) -> None:
    org = Org(
        {"id": ["A", "A", "B"]},
        {"id": ["T"], "layer": ["team"]},
        {"member": ["A"], "unit": ["T"]},
        strict=False,
    )
    assert len(org.rejected) == 1
    back = sg.read_tables(sg.write_tables(org, tmp_path / "tables"))
    assert back.rejected["table"].tolist() == ["members"]
    assert len(sg.rejected_rows(back)) == 1


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path / "none.xlsx"):
        with pytest.raises(sg.InputError, match="none"):
            sg.read_tables(path)
    file = tmp_path / "file.txt"
    file.write_text("", encoding="utf-8")
    with pytest.raises(sg.InputError):
        sg.read_tables(file)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_two_encodings_need_no_word_and_others_do(encoding: str, tmp_path: Path) -> None:
    for name, text in {
        "members": "id,name\n001,張三\n",
        "units": "id,layer\nT1,team\n",
        "memberships": "member,unit\n001,T1\n",
    }.items():
        (tmp_path / f"{name}.csv").write_bytes(text.encode(encoding))
    org = sg.read_tables(tmp_path)
    assert org.members["name"].tolist() == ["張三"]
    assert org.source.tables["members"][1].startswith(encoding)
    (tmp_path / "members.csv").write_bytes("id,name\n001,張三\n".encode("big5"))
    assert sg.read_tables(tmp_path, encoding="big5").members["name"].tolist() == ["張三"]


def test_a_graph_of_more_than_people_and_units_warns(org: Org, tmp_path: Path) -> None:
    file = sg.write_graphml(org, tmp_path / "org.graphml")
    assert sg.read_graphml(file) == org
    more = org.replace(absences={"member": ["007"], "since": ["2026-01-01"], "until": [None]})
    with pytest.warns(sg.SanzuWarning):
        sg.write_graphml(more, file)
    assert sg.read_graphml(file) == org
    with pytest.raises(sg.InputError):
        sg.write_graphml(org, tmp_path / "org.txt")
    assert not (tmp_path / "org.txt").exists()
