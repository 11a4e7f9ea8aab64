"""Doubts, mappings that stay, and files of which nothing is understood."""

import pathlib
import warnings

import pytest

import sanzu_graph as sg
from sanzu_graph.errors import SanzuWarning, SchemaError
from tests.io.roster_files import book, csv
from tests.io.roster_readings import (
    EN,
    ZH,
    faults,
    frame,
    reading,
    told,
    units,
)

# -- doubts, mappings, soundness


def test_reading_warns_once_with_the_number_of_doubts() -> None:
    rows = [["姓名", "班组", "在职状态"], ["赵一", "一班", "在职"], ["旧人", "一班", "离职"]]
    with pytest.warns(SanzuWarning, match="1 ") as caught:
        sg.read_roster(frame(rows), lang=EN)
    assert len(caught) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sg.read_roster(frame([row[:2] for row in rows]))


@pytest.mark.parametrize("lang", [EN, ZH])
def test_doubts_are_told_in_both_languages(lang: str) -> None:
    rows = [["姓名", "班组", "在职状态"], ["赵一", "一班", "在职"], ["旧人", "一班", "离职"]]
    told_rows = sg.read_roster(frame(rows), dry_run=True, lang=lang).doubts
    assert list(told_rows) == ["where", "what", "would_change", "option"]
    assert told_rows["option"].tolist() == ['mapping={"values": {"离职": "present"}}']
    assert told_rows[["where", "what", "would_change"]].ne("").all(axis=None)


def test_a_mapping_beside_the_roster_is_found(tmp_path: pathlib.Path) -> None:
    path = csv(tmp_path, "姓名,片区", "赵一,东部", "钱二,东部")
    path.with_name(path.name + ".sanzu.toml").write_text('[columns]\n"片区" = "team"\n', "utf-8")
    assert units(path) == {"赵一": {"东部"}, "钱二": {"东部"}}
    assert units(path, mapping={"片区": "layer:area"}, layer="area") == {
        "赵一": {"东部"},
        "钱二": {"东部"},
    }


@pytest.mark.parametrize("content", ["shape = 'round'", "colums = {}", "[columns]\na = 1", "x ="])
def test_a_mapping_with_a_slip_is_refused(content: str, tmp_path: pathlib.Path) -> None:
    path = csv(tmp_path, "姓名,班组", "赵一,一班")
    file = tmp_path / "m.toml"
    file.write_text(content, "utf-8")
    with pytest.raises(SchemaError):
        sg.read_roster(path, mapping=file)


def test_a_settled_mapping_leaves_nothing_to_guess(tmp_path: pathlib.Path) -> None:
    rows = [["姓名", "职务"], ["一班", ""], ["赵一", "班长"], ["二班", ""], ["李四", ""]]
    path = book(tmp_path, {"s": rows, "离职": [["姓名", "班组"], ["旧人", "一班"]]})
    settled = reading(path).settled()
    again = reading(path, mapping=settled)
    assert units(path, mapping=settled) == {"赵一": {"一班"}, "李四": {"二班"}}
    assert not {"doubt.bands", "doubt.leavers_sheet"} & {doubt.key for doubt in again._doubts}


def test_an_empty_file_and_one_without_headings_are_refused_by_their_cause(
    tmp_path: pathlib.Path,
) -> None:
    assert faults(book(tmp_path, {"s": [[None]]}))[0][0] == "fault.roster_empty"
    assert faults(csv(tmp_path, "a,b", "1,2"))[0][0] == "fault.roster_no_headings"
    assert faults(csv(tmp_path, "班组,备注", "一班,x"))[0][0] == "fault.roster_teams"


@pytest.mark.parametrize("lang", [EN, ZH])
def test_a_roster_of_ours_leaves_nothing_to_doubt(lang: str, tmp_path: pathlib.Path) -> None:
    org = sg.read_roster(frame([["工号", "姓名", "班组", "职务"], ["1", "赵一", "一班", "班长"]]))
    path = sg.write_roster(org, tmp_path / "x.xlsx", lang=lang)
    assert told(path) == set()
    assert sg.read_roster(path) == org
