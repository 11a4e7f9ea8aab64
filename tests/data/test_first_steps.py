"""The files for a new user's first ten minutes hold the faults that data/README.md tells."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import sanzu_graph as sg

DATA = Path(__file__).parents[2] / "data"
FILES = ["roster.xlsx", "花名册.xlsx", "hr_export.csv", "人事导出.csv"]
MENDED = ["roster_mended.xlsx", "花名册改正.xlsx"]


@pytest.mark.parametrize("name", FILES[:2])
def test_the_roster_has_three_faults_to_mend(name: str) -> None:
    with pytest.raises(sg.SchemaError) as raised:
        sg.read_roster(DATA / "first_steps" / name)
    assert [(fault.row, fault.key) for fault in raised.value.faults] == [
        (12, "fault.roster_mentor_nobody"),
        (13, "fault.roster_no_id"),
        (21, "fault.not_date"),
    ]


@pytest.mark.parametrize("name", MENDED)
def test_the_mended_roster_is_read_with_two_doubts_and_one_team_is_blank(name: str) -> None:
    reading = sg.read_roster(DATA / "first_steps" / name, dry_run=True)
    assert reading.org is not None
    assert len(reading.doubts) == 2
    assert sg.blank_teams(reading.org, layer=reading.org.layers[-1])["value"].tolist() == [0]


@pytest.mark.parametrize("name", FILES[2:])
def test_the_export_names_two_managers_who_are_not_there(name: str) -> None:
    reading = sg.read_roster(DATA / "first_steps" / name, dry_run=True)
    assert [(fault.row, fault.value) for fault in reading.faults] == [(31, "31"), (33, "77")]
    with pytest.warns(sg.SanzuWarning):
        org = sg.read_roster(DATA / "first_steps" / name, strict=False)
    assert len(org.members) == 31
    assert set(sg.reporting_circles(org)["entity_id"]) == {"00027"}
    assert len(org.table("positions")) == 1
    frames = pd.concat([org.members, org.rejected])
    assert not {"Monthly Salary", "月薪"} & set(frames.columns)


def test_the_files_come_out_the_same_byte_for_byte(tmp_path: Path) -> None:
    subprocess.run([sys.executable, DATA / "make_first_steps.py", tmp_path], check=True)
    for name in FILES + MENDED:
        assert (tmp_path / name).read_bytes() == (DATA / "first_steps" / name).read_bytes()
