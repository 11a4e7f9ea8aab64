"""What a dry run of a roster tells: its frames, their order, their language; and what it keeps back."""

import pandas as pd
import pytest

import sanzu_graph as sg

ROWS = """供电所花名册,,,,,,
姓名,班组,党小组,职务,手机,爱好,入职
张三,一班,一组,班长,13800000000,棋,2020-03
李四,一班,,,13800000001,,2021-04
王五,二班,一组,副班长,13800000002,书,
合计,3,,,,,
"""
FRAMES = {
    "doubts": ["where", "what", "would_change", "option"],
    "columns": ["sheet", "letter", "heading", "field", "how", "examples", "distinct"],
    "values": ["field", "value", "read_as", "count"],
    "skipped": ["sheet", "row", "text", "why"],
}


@pytest.fixture(scope="module")
def roster(tmp_path_factory):
    path = tmp_path_factory.mktemp("rosters") / "people.csv"
    path.write_bytes(ROWS.encode("gb18030"))
    return path


@pytest.fixture(scope="module")
def reading(roster) -> sg.RosterReading:
    return sg.read_roster(roster, dry_run=True, lang="en")


def test_four_frames_in_the_order_of_looking_each_with_its_columns(reading) -> None:
    assert {name: list(frame) for name, frame in reading.frames().items()} == FRAMES
    assert list(reading.frames()) == list(FRAMES)
    for name, frame in reading.frames().items():
        pd.testing.assert_frame_equal(frame, getattr(reading, name))


def test_each_column_of_the_file_has_a_row_in_its_order(reading) -> None:
    columns = reading.columns
    assert columns["letter"].tolist() == list("ABCDEFG")
    assert columns["heading"].tolist() == ["姓名", "班组", "党小组", "职务", "手机", "爱好", "入职"]
    fields = columns.set_index("heading")["field"]
    assert fields["班组"] == "layer:team"
    assert fields["爱好"] == "爱好"  # kept as it stands
    assert fields["手机"] == ""  # not read
    assert columns["distinct"].tolist()[1] == 2


def test_of_a_private_column_nothing_is_shown(reading) -> None:
    row = reading.columns.set_index("heading").loc["手机"]
    assert not any(letter.isdigit() for letter in row["examples"])
    assert "private" in row["how"]
    assert "1380000000" not in reading.describe() + repr(reading) + reading._repr_html_()
    assert "手机" not in reading.org.members
    assert reading.org.source.ignored == ("手机",)


def test_private_columns_are_kept_only_where_that_is_asked(roster) -> None:
    kept = sg.read_roster(roster, keep_private=True)
    assert kept.members["手机"].tolist() == ["13800000000", "13800000001", "13800000002"]
    assert kept.source.ignored == ()


def test_titles_and_totals_are_told_with_their_row(reading) -> None:
    rows = reading.skipped[reading.skipped["row"].notna()]
    assert rows[["row", "why"]].to_numpy().tolist() == [[1, "title"], [6, "total"]]
    assert reading.skipped.loc[reading.skipped["row"].isna(), "text"].tolist() == ["手机"]


def test_values_with_a_meaning_are_counted(reading) -> None:
    values = reading.values.set_index("value")
    assert values.loc["班长", "count"] == 1
    assert values.loc["班长", "read_as"] != values.loc["副班长", "read_as"]


def test_a_dry_run_makes_the_same_organisation_and_never_another_by_language(
    roster, reading
) -> None:
    org = sg.read_roster(roster)
    assert reading.org == org
    assert reading.people == len(org.members) == 3
    other = sg.read_roster(roster, dry_run=True, lang="zh")
    assert other.org == org
    assert other.columns["how"].tolist() != reading.columns["how"].tolist()
    assert other.columns["field"].tolist() == reading.columns["field"].tolist()
    pd.testing.assert_frame_equal(other.in_language("en").columns, reading.columns)
    assert other.in_language("en").headline() == reading.headline() == other.headline("en")


def test_what_is_settled_reads_the_same_without_a_guess(roster, reading) -> None:
    settled = reading.settled()
    again = sg.read_roster(roster, mapping=settled, dry_run=True, lang="en")
    assert again.org == reading.org
    assert settled.columns["班组"] == "layer:team"
    assert settled.columns["爱好"] == "keep"


def test_faults_are_all_told_and_nothing_is_raised(tmp_path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("工号,姓名,班组\n1,安,一班\n1,白,一班\n,程,二班\n", encoding="utf-8")
    reading = sg.read_roster(path, dry_run=True, lang="en")
    assert reading.org is None
    assert len(reading.faults) >= 1
    assert {fault.row for fault in reading.faults} <= {2, 3, 4}
    told = reading.faults_text()
    assert all(fault.describe("en") in told for fault in reading.faults)
    assert told in reading.describe()
    with pytest.raises(sg.SchemaError) as caught:
        sg.read_roster(path, lang="en")
    assert len(caught.value.faults) == len(reading.faults)


def test_without_a_fault_there_is_no_text_of_faults(reading) -> None:
    assert reading.faults == ()
    assert reading.faults_text() == ""
    assert "people.csv" in reading.headline()


def test_a_frame_is_read_as_its_file_is(reading) -> None:
    frame = pd.DataFrame(
        {
            "姓名": ["张三", "李四", "王五"],
            "班组": ["一班", "一班", "二班"],
            "职务": ["班长", "", "副班长"],
        }
    )
    org = sg.read_roster(frame)
    assert org.memberships["role"].tolist() == ["leader", "member", "deputy"]
    teams = reading.org.memberships[reading.org.memberships["unit"].str.startswith("team:")]
    assert teams["unit"].tolist() == org.memberships["unit"].tolist()
    sheets = sg.read_roster({"一班": frame.iloc[:2], "二班": frame.iloc[2:]})
    assert sheets == org


def test_a_value_may_be_mapped_to_a_role(roster) -> None:
    org = sg.read_roster(roster, mapping={"values": {"副班长": "leader"}})
    roles = org.memberships.set_index(["member", "unit"])["role"]
    assert roles["王五", "team:二班"] == "leader"
    skipped = sg.read_roster(roster, mapping={"columns": {"党小组": "skip", "爱好": "skip"}})
    assert skipped.layers == ("team",) or list(skipped.layers) == ["team"]
    assert "爱好" not in skipped.members


def test_a_field_that_there_is_not_is_told(roster) -> None:
    with pytest.raises(sg.SanzuError, match="no such field"):
        sg.read_roster(roster, mapping={"columns": {"爱好": "no such field"}})
