"""The rosters of 官溪供电所, in Excel and in GB18030, hold what its tables hold, as far as one row a
person can.
"""

from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import openpyxl
import pytest

from sanzu_graph import Org, audit, read_roster, read_tables

GUANXI = Path(__file__).parents[2] / "data" / "guanxi"
TODAY = "2026-11-22"
ROSTERS = ["官溪供电所花名册.xlsx", "官溪供电所花名册.csv"]
#: What a roster has columns for; station, branch, parents, duties, titles of roles and what units
#: have of their own are not among it.
LAYERS = ("team", "party", "union")
UNIT_COLUMNS = ["id", "name", "layer"]


@pytest.fixture(scope="module")
def told_by_rosters() -> Org:
    """The tables without what a roster cannot hold, units named as rosters name them."""
    org = read_tables(GUANXI)
    units = org.units[org.units["layer"].isin(LAYERS)]
    ids = {
        unit: f"{layer}:{name}" for unit, name, layer in units[UNIT_COLUMNS].itertuples(index=False)
    }
    return Org(
        org.members,
        units[UNIT_COLUMNS].replace({"id": ids}),
        org.memberships.replace({"unit": ids}).drop(columns="title"),
        org.relations,
    )


@pytest.fixture(scope="module", params=ROSTERS)
def roster(request: pytest.FixtureRequest) -> Org:
    return read_roster(GUANXI / request.param)


def test_a_roster_tells_what_the_tables_tell(roster: Org, told_by_rosters: Org) -> None:
    for table in ("members", "units", "memberships", "relations"):
        mine, theirs = (
            sorted(
                org.table(table)
                .fillna("")
                .astype(str)
                .sort_index(axis="columns")
                .to_numpy()
                .tolist()
            )
            for org in (roster, told_by_rosters)
        )
        assert mine == theirs, table
    assert roster == told_by_rosters


def test_the_members_keep_their_ids_and_the_units_get_speaking_ones(roster: Org) -> None:
    assert roster.members["id"].tolist() == [f"M{number:03}" for number in range(1, 73)]
    assert {"team:柳湾配电二班", "party:柳湾党小组", "union:石埠工会小组"} <= set(
        roster.units["id"]
    )


def test_the_telephone_numbers_stay_behind(roster: Org) -> None:
    assert not [
        table
        for table, frame in roster.tables().items()
        if frame.map(lambda cell: str(cell).startswith("100000")).any(axis=None)
    ]


def test_the_audit_finds_the_same_two_blank_teams(roster: Org) -> None:
    found = audit(roster, on=TODAY).findings
    assert set(found.loc[found["check"] == "blank_team", "entity_id"]) == {
        "team:柳湾配电二班",
        "team:石埠营业二班",
    }


def test_the_workbook_looks_made_by_hand() -> None:
    sheet = openpyxl.load_workbook(GUANXI / ROSTERS[0]).active
    merged = {str(cells) for cells in sheet.merged_cells.ranges}
    assert sheet["A1"].value == "官溪供电所职工花名册"
    assert "A1:R1" in merged
    assert "D4:D11" in merged  # 官溪配电一班
    assert [sheet.cell(76, 1).value, sheet.cell(76, 3).value] == ["合计", "72人"]
    assert sheet["B78"].value.startswith("填表人")
    assert sheet["C5"].border.left.style == "thin"


def test_no_clock_and_no_compression_show_in_the_workbook() -> None:
    with ZipFile(GUANXI / ROSTERS[0]) as file:
        assert {(part.date_time, part.compress_type) for part in file.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), ZIP_STORED)
        }


def test_the_csv_is_in_gb18030_and_no_other() -> None:
    raw = (GUANXI / ROSTERS[1]).read_bytes()
    assert raw.decode("gb18030").startswith("官溪供电所职工花名册,")
    with pytest.raises(UnicodeDecodeError):
        raw.decode()


def test_the_tables_beside_the_rosters_are_read_as_before() -> None:
    org = read_tables(GUANXI)
    assert len(org.members) == 72
    assert org.source is not None
    assert set(org.source.ignored) == set(ROSTERS)
