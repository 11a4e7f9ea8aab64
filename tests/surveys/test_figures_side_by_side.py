"""What a survey promises of its figures: order, ties, shares, parts, and what is told as an error."""

import statistics

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.surveys import survey_results
from sanzu_graph.surveys.survey_figures import is_count, is_figure, spread
from tests.searching import examples

POLICY = sg.Policy.for_layers("team", ["party"])
DAY = "2026-11-30"


def organisation(teams: int, reached: int) -> sg.Org:
    """Teams of two; the first `reached` of them have somebody in the party group."""
    places = [(f"M{team}{one}", f"T{team}") for team in range(teams) for one in "ab"]
    places += [(f"M{team}a", "P") for team in range(reached)]
    return sg.Org(
        {"id": sorted({member for member, _ in places})},
        {
            "id": [*(f"T{team}" for team in range(teams)), "P"],
            "layer": ["team"] * teams + ["party"],
        },
        {"member": [member for member, _ in places], "unit": [unit for _, unit in places]},
    )


@pytest.fixture(scope="module")
def surveyed() -> sg.Survey:
    """Three organisations with 2, 0 and 2 blank teams, and one that cannot be read."""
    sources = {
        "east": organisation(4, 2),
        "north": organisation(2, 2),
        "west": organisation(2, 0),
        "lost": "no-such-roster.xlsx",
    }
    about = pd.DataFrame(
        {"organisation": ["east", "north", "west", "lost"], "region": ["A", "B", "A", "B"]}
    )
    return sg.survey(sources, POLICY, about=about, on=DAY, lang="en")


def test_equal_organisations_share_a_rank_and_the_worst_is_first(surveyed: sg.Survey) -> None:
    rows = surveyed.ranks("blank.party")
    assert rows[["organisation", "value", "rank"]].to_numpy().tolist() == [
        ["east", 2, 1],
        ["west", 2, 1],
        ["north", 0, 3],
    ]
    assert rows["quantile"].round(3).tolist() == [0.667, 0.667, 1]


def test_of_a_share_that_is_covered_fewer_are_worse(surveyed: sg.Survey) -> None:
    rows = surveyed.ranks("coverage.party")
    assert rows[["organisation", "value", "rank"]].to_numpy().tolist() == [
        ["west", 0, 1],
        ["east", 0.5, 2],
        ["north", 1, 3],
    ]


def test_who_could_not_be_read_has_no_figures_and_stays_in_the_names(surveyed: sg.Survey) -> None:
    assert surveyed.names == ["east", "north", "west", "lost"]
    assert surveyed.summary["organisation"].tolist() == ["east", "north", "west"]
    assert surveyed.failed["organisation"].tolist() == ["lost"]
    assert surveyed.count_failed == 1
    assert surveyed.is_sound is False
    assert "lost" not in surveyed.ranks()["organisation"].tolist()
    with pytest.raises(sg.AbsentError, match="lost"):
        surveyed.findings_of("lost")


def test_soundness_is_unknown_where_one_could_not_be_read() -> None:
    sound = organisation(2, 2)
    without = sound.replace(units=sound.units.iloc[:2], memberships=sound.memberships.iloc[:4])
    policy = sg.Policy.for_layers("team", ["party"])
    assert sg.survey({"a": sound}, policy, on=DAY).is_sound is True
    for other in (without, "no-such-roster.xlsx"):
        assert sg.survey({"a": sound, "b": other}, policy, on=DAY).is_sound is None


def test_a_part_keeps_the_order_of_the_whole(surveyed: sg.Survey) -> None:
    part = surveyed.part(["west", "east"])
    assert part.names == ["east", "west"]
    assert part.summary.equals(
        surveyed.summary[surveyed.summary["organisation"] != "north"].reset_index(drop=True)
    )
    assert {*part.findings["organisation"]} == {"east", "west"}
    with pytest.raises(sg.AbsentError, match="south"):
        surveyed.part(["east", "south"])


def test_groups_put_most_errors_first_and_share_from_the_sums(surveyed: sg.Survey) -> None:
    groups = surveyed.groups("region")
    assert groups["region"].tolist() == ["A", "B"]
    assert groups[["organisations", "failed", "unsound"]].to_numpy().tolist() == [
        [2, 0, 2],
        [2, 1, 0],
    ]
    # Of the six teams of region A two are reached: no mean of 0.5 and 0.
    assert groups["coverage.party"].tolist() == [pytest.approx(2 / 6), 1]
    for unknown in ("branch", "errors"):
        with pytest.raises(sg.AbsentError, match=unknown):
            surveyed.groups(unknown)


def test_findings_have_the_organisation_in_front(surveyed: sg.Survey) -> None:
    found = surveyed.findings
    assert list(found)[:2] == ["organisation", "check"]
    blank = found[found["check"] == "blank_team"]
    assert blank[["organisation", "entity_id"]].to_numpy().tolist() == [
        ["east", "T2"],
        ["east", "T3"],
        ["west", "T0"],
        ["west", "T1"],
    ]
    frames = list(surveyed.finding_frames())
    assert [frame["organisation"].iloc[0] for frame in frames if len(frame)] == [
        name for name in surveyed.names[:3] if len(surveyed.findings_of(name))
    ]
    assert sum(map(len, frames)) == len(found)


def test_too_many_findings_are_not_put_into_one_frame(
    surveyed: sg.Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = len(surveyed.findings)
    monkeypatch.setattr(survey_results, "MOST_FINDINGS", count)
    assert len(surveyed.part(surveyed.names).findings) == count
    monkeypatch.setattr(survey_results, "MOST_FINDINGS", count - 1)
    with pytest.raises(sg.InputError, match="finding_frames"):
        _ = surveyed.part(surveyed.names).findings


@pytest.mark.parametrize("shares", [[1.5], [-0.1, 0.5], [float("nan")], ["half"], 0.5])
def test_a_share_beyond_the_whole_is_told(surveyed: sg.Survey, shares: object) -> None:
    with pytest.raises(sg.InputError, match=r"share"):
        surveyed.quantiles(shares)  # type: ignore[arg-type]


@pytest.mark.parametrize("by", ["organisation", "region", "no-such", None, ["errors"]])
def test_what_is_no_figure_has_no_ranks(surveyed: sg.Survey, by: object) -> None:
    with pytest.raises((sg.AbsentError, sg.InputError)):
        surveyed.ranks(by)  # type: ignore[arg-type]


def test_quantiles_are_told_by_figure(surveyed: sg.Survey) -> None:
    rows = surveyed.quantiles()
    assert list(rows) == ["figure", "0", "0.25", "0.5", "0.75", "1"]
    blank = rows.set_index("figure").loc["blank.party"]
    assert blank.tolist() == [0, 1, 2, 2, 2]
    assert list(surveyed.quantiles([0.5])) == ["figure", "0.5"]
    assert "region" not in rows["figure"].tolist()


@examples(20)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=9))
def test_quantiles_are_those_of_the_standard_library(values: list[int]) -> None:
    summary = pd.DataFrame(
        {"organisation": list(map(str, range(len(values)))), "errors": pd.array(values, "Int64")}
    )
    row = spread(summary, (0, 0.25, 0.5, 0.75, 1)).set_index("figure").loc["errors"].tolist()
    assert row[0] == min(values)
    assert row[4] == max(values)
    assert row[2] == statistics.median(values)
    assert row[1:4] == pytest.approx(statistics.quantiles(values, n=4, method="inclusive"))


def test_counts_are_figures_and_shares_are_no_counts(surveyed: sg.Survey) -> None:
    figures = [name for name in surveyed.summary if is_figure(name)]
    assert {*surveyed.summary} - {*figures} == {"organisation", "region"}
    counts = [name for name in figures if is_count(name)]
    assert {"people", "errors", "blank.party"} <= {*counts}
    assert not {"coverage.party", "sound"} & {*counts}


def test_a_survey_that_is_not_kept_cannot_be_read_back(tmp_path) -> None:
    with pytest.raises(sg.InputError):
        sg.Survey.read(tmp_path)
    kept = sg.survey({"a": organisation(2, 1)}, POLICY, keep=tmp_path / "kept", on=DAY)
    back = sg.Survey.read(tmp_path / "kept", lang="zh")
    assert back.names == ["a"]
    assert str(back.on) == DAY
    assert back.lang == "zh"
    pd.testing.assert_frame_equal(back.summary, kept.summary)


def test_another_thing_is_no_earlier_survey(surveyed: sg.Survey) -> None:
    for earlier, by in ((surveyed.summary, "finding"), (surveyed, "team")):
        with pytest.raises(sg.InputError):
            surveyed.since(earlier, by=by)
    assert {*surveyed.since(surveyed)["change"]} == {"still there"}


def test_a_workbook_ends_in_xlsx(surveyed: sg.Survey, tmp_path) -> None:
    with pytest.raises(sg.InputError, match="xlsx"):
        surveyed.write(tmp_path / "survey.ods")
    assert list(tmp_path.iterdir()) == []
    book = surveyed.write(tmp_path / "survey.xlsx")
    sheets = pd.read_excel(book, sheet_name=None, engine="openpyxl")
    assert len(sheets) >= 3
    cells = {str(cell) for sheet in sheets.values() for cell in sheet.to_numpy().ravel()}
    assert {"east", "lost", "T2"} <= cells


@pytest.mark.parametrize("lever", ["fly", None, "report"])
def test_a_lever_that_there_is_not_is_told(surveyed: sg.Survey, lever: object) -> None:
    with pytest.raises(sg.ProblemError, match="lever"):
        surveyed.allocate(1, lever)  # type: ignore[arg-type]
