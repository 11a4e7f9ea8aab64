"""Managers in rosters: by id and by name, in either order; what fits nobody or several is refused."""

from pathlib import Path

import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph import SchemaError


def roster(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Employee ID": ["1", "2", "3", "4"],
            "Name": ["Ana Uno", "Ben Dos", "Cy Tres", "Di Cuatro"],
            "Department": ["Grid"] * 4,
            **columns,
        }
    )


def lines(org: sg.Org) -> set[tuple[str, str, str]]:
    return set(org.relations[["source", "target", "kind"]].itertuples(index=False, name=None))


SOLID = {("2", "1", "reports_to"), ("3", "1", "reports_to"), ("4", "2", "reports_to")}


@pytest.mark.parametrize(
    "heading",
    ["manager id", "Manager ID", "manager_id", "Reports To", "Supervisor", "直接上级", "汇报对象"],
)
def test_a_manager_is_known_by_id(heading: str) -> None:
    org = sg.read_roster(roster(**{heading: ["", "1", "1", "2"]}))
    assert lines(org) == SOLID


@pytest.mark.parametrize("heading", ["Manager", "Reports To", "Supervisor Name", "直接上级姓名"])
def test_a_manager_is_known_by_name_in_either_order(heading: str) -> None:
    org = sg.read_roster(roster(**{heading: ["", "Ana Uno", "Uno, Ana", "Dos, Ben"]}))
    assert lines(org) == SOLID
    names = ["Uno, Ana", "Dos, Ben", "Tres, Cy", "Cuatro, Di"]
    other = roster(Name=names, **{heading: ["", "Ana Uno", "Uno, Ana", "Ben Dos"]})
    assert lines(sg.read_roster(other)) == SOLID


def test_name_and_id_side_by_side_are_one_line() -> None:
    org = sg.read_roster(
        roster(
            **{"manager": ["", "Ana Uno", "Ana Uno", "Ben Dos"], "manager id": ["", "1", "1", "2"]}
        )
    )
    assert lines(org) == SOLID
    assert org.members["manager"].tolist()[1] == "Ana Uno"


@pytest.mark.parametrize("heading", ["Dotted Line", "dotted line manager", "虚线上级"])
def test_a_dotted_line_is_one_of_its_own(heading: str) -> None:
    frame = roster(**{"Reports To": ["", "1", "1", "2"], heading: ["", "", "2", "1"]})
    dotted = {("3", "2", "dotted_line"), ("4", "1", "dotted_line")}
    assert lines(sg.read_roster(frame)) == SOLID | dotted


def test_a_name_that_fits_several_or_nobody_is_refused_with_the_cure() -> None:
    frame = roster(
        Name=["Ana Uno", "Ana Uno", "Cy Tres", "Di Cuatro"], Manager=["", "", "Ana Uno", "Eve"]
    )
    for lang, cure in (("en", "Write the id of the manager"), ("zh", "请改写上级的工号")):
        with pytest.raises(SchemaError, match=cure) as raised:
            sg.read_roster(frame, lang=lang)
        assert len(raised.value.faults) == 2
    org = sg.read_roster(frame, strict=False)
    assert len(org.members) == 4
    assert len(org.rejected) == 2


def test_somebody_on_several_rows_is_one_manager() -> None:
    frame = pd.concat([roster(Manager=["", "1", "1", "2"])] * 2, ignore_index=True)
    frame["Department"] = ["Grid"] * 4 + ["Lines"] * 4
    with pytest.warns(sg.SanzuWarning, match="understood"):
        org = sg.read_roster(frame, shape="long")
    assert lines(org) == SOLID


def test_managers_are_written_and_read_again(tmp_path: Path) -> None:
    frame = roster(**{"Reports To": ["", "1", "1", "2"], "Dotted Line": ["", "", "2", ""]})
    org = sg.read_roster(frame)
    sg.write_roster(org, tmp_path / "again.csv")
    assert lines(sg.read_roster(tmp_path / "again.csv")) == lines(org)


def test_ids_that_a_program_took_for_numbers_are_told_with_the_cure() -> None:
    gaps = roster(**{"Manager ID": [None, 1.0, 1.0, 2.0]})
    assert lines(sg.read_roster(gaps)) == SOLID
    written = roster(**{"Manager ID": ["", "1.0", "1", "2"]})
    with pytest.raises(SchemaError, match="was a number once"):
        sg.read_roster(written, lang="en")
    assert len(sg.read_roster(written, strict=False).rejected) == 1


def test_zeros_that_a_spreadsheet_cut_are_read_and_told() -> None:
    frame = roster(
        **{"Employee ID": ["001", "002", "003", "0004"], "Manager ID": ["", "1", "01", "002"]}
    )
    with pytest.warns(sg.SanzuWarning, match="understood"):
        org = sg.read_roster(frame)
    assert lines(org) == {
        (person, manager, "reports_to")
        for person, manager in [("002", "001"), ("003", "001"), ("0004", "002")]
    }
    doubt = sg.read_roster(frame, dry_run=True, lang="en").doubts
    assert "2 cells lack the zeros" in doubt["what"].str.cat()


@pytest.mark.parametrize("ids", [["01", "001", "3", "4"], ["01", "2", "3", "1"]])
def test_a_number_that_fits_two_ids_with_zeros_is_a_fault_and_an_exact_one_is_exact(
    ids: list[str],
) -> None:
    frame = roster(**{"Employee ID": ids, "Manager ID": ["", "", "1", ""]})
    if "1" in ids:
        assert lines(sg.read_roster(frame)) == {("3", "1", "reports_to")}
        return
    with pytest.raises(SchemaError, match=r"01 .*001"):
        sg.read_roster(frame)


def test_a_name_nearly_right_is_named_as_a_hint() -> None:
    frame = roster(Manager=["", "Ana Unno", "Ana Uno", "Zzz"])
    with pytest.raises(SchemaError, match="did you mean “Ana Uno”") as raised:
        sg.read_roster(frame, lang="en")
    assert str(raised.value).count("did you mean") == 1
