"""The brief of a survey: a page for all, a page a region, the worst first, nothing left unsaid."""

from __future__ import annotations

import datetime
from dataclasses import replace

import docx
import pytest

import sanzu_graph as sg
from sanzu_graph.cli import run
from sanzu_graph.errors import speaking
from sanzu_graph.reports.brief_files import brief_cells
from sanzu_graph.reports.survey_briefs import RANKS, survey_pages
from sanzu_graph.surveys.survey_answers import SurveyAnswer, failed
from sanzu_graph.surveys.survey_results import Survey

HOSTILE = "<b onclick=alert(1)>\x1b[31m\u202e安"


def answer(name: str, errors: int, people: int = 10, covered: int = 1) -> SurveyAnswer:
    counts = {"people": people, "units": 3, "errors": errors, "warnings": 1, "notes": 0}
    layers = {"base_units": 2, "covered_units.party": covered, "coverage.party": covered / 2}
    figures = counts | layers | {"sound": errors == 0, "on": ""}
    units = [f"T{number}" for number in range(errors)]
    org = sg.Org({"id": []}, {"id": units, "layer": "team"}, {"member": [], "unit": []})
    policy = sg.Policy.for_layers("team", ["party"])
    findings = sg.audit(org, policy, select=["empty_unit"], lang="en").findings
    unasked = (
        ("mixed_work", "", "no column"),
        *((("size_outlier", "team", "why"),) * (errors > 3)),
    )
    return SurveyAnswer(name, figures, unasked=unasked, findings=findings)


def surveyed(answers: list[SurveyAnswer], regions: dict[str, str]) -> Survey:
    labels = {one.name: {} for one in answers}
    labels |= {name: {"region": region} for name, region in regions.items()}
    return Survey(tuple(answers), labels, datetime.date(2026, 11, 30), "en")


@pytest.fixture(scope="module")
def survey() -> Survey:
    answers = [answer(f"S{number}", number % 5, covered=number % 3) for number in range(9)]
    regions = {f"S{number}": "North" if number < 4 else "South" for number in range(9)}
    return surveyed([*answers, failed("S9", "torn")], regions | {"S9": HOSTILE})


def test_a_page_for_all_and_one_a_region(survey) -> None:
    with speaking("en"):
        first, *pages = survey_pages(survey)
    sums = {"North": 0 + 1 + 2 + 3, "South": 4 + 0 + 1 + 2 + 3}
    assert "party group covered" in brief_cells(first)[0], "a heading is not cut"
    table = {row[0]: dict(zip(first.headings, row, strict=True)) for row in first.rows}
    assert [row[0] for row in first.rows] == ["South", "North", HOSTILE]
    for name, errors in sums.items():
        assert table[name]["errors"] == str(errors)
    assert table["South"]["party group covered"] == f"{(1 + 2 + 0 + 1 + 2) / 10:.0%}"
    assert table[HOSTILE]["not read"] == "1"
    assert [page.title for page in pages] == [
        "Region: South",
        "Region: North",
        f"Region: {HOSTILE}",
    ]
    south = {row[0]: row[1:] for row in pages[0].rows}
    assert south["Errors"] == ("10", "16")
    assert south["People"] == ("50", "90")
    assert "S4" in pages[0].ask
    first_of = [next(part for part in page.lists if "first" in part.title) for page in pages[:2]]
    assert [part.lines[0].split(", most in ")[1] for part in first_of] == [
        "S4 (4), S8 (3), S7 (2), S6 (1)",
        "S3 (3), S2 (2), S1 (1)",
    ]


def test_what_could_not_be_asked_or_read_is_told(survey) -> None:
    with speaking("en"):
        first, *pages = survey_pages(survey)
    lists = {part.title: part.lines for part in first.lists}
    assert lists["Could not be read"] == ("S9: torn",)
    sizes, nowhere = lists["What could not be asked"]
    assert "S4" in sizes
    assert "S3" not in sizes
    assert nowhere.startswith("In none of them: ")
    assert "Could not be read" not in {part.title for part in pages[0].lists}
    assert "not read" not in pages[0].headings


def test_equals_are_told_as_equals() -> None:
    with speaking("en"):
        first, *_ = survey_pages(surveyed([answer("A", 2), answer("B", 1), answer("C", 2)], {}))
    assert first.ask.startswith("2 organisations have the most errors, 2 each, such as A, C.")
    assert "(4)" in first.ask, "the findings of both are counted"


def test_checks_that_the_same_organisations_lack_share_a_line() -> None:
    kinds = ("empty_unit", "one_person_unit", "size_outlier", "vacant_leader")
    lacking = tuple((check, "party", "no layer") for check in kinds)
    answers = [answer("A", 1), replace(answer("B", 1), unasked=lacking)]
    answers.append(replace(answer("C", 1), unasked=(*lacking, ("mixed_work", "", "no column"))))
    with speaking("en"):
        first, *_ = survey_pages(surveyed(answers, {}))
    (lines,) = [part.lines for part in first.lists if "could not be asked" in part.title]
    assert lines[-1] == "4 checks, party group: not in 2 organisations (B, C)"
    assert len(lines) == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("count", [1, RANKS, 3 * RANKS + 1, 9 * RANKS])
def test_each_fits_on_its_page(count, lang) -> None:
    answers = [answer(f"{HOSTILE}{number}" * 3, number % 7) for number in range(count)]
    with speaking(lang):
        pages = survey_pages(surveyed([*answers, failed("torn", HOSTILE * 40)], {}))
    assert all(page.height <= 1 for page in pages)
    assert len(pages) == (1 if count == 0 else 2 + -(-count // RANKS))
    assert all(part.lines for part in pages[0].parts)


def test_nothing_read_is_a_page_too() -> None:
    with speaking("en"):
        (page,) = survey_pages(surveyed([failed("A", "torn")], {}))
    assert page.ask == "None of them could be read."
    assert page.picture is None


def test_files(survey, tmp_path) -> None:
    page = sg.report(survey, path=tmp_path / "brief.html", by="region", title="Province")
    html = page.read_text(encoding="utf-8")
    assert html.count("<div class='brief'>") == 4
    assert "<b onclick" not in html
    assert html.index("Province") < html.index("Region: South")
    document = docx.Document(str(sg.report(survey, path=tmp_path / "brief.docx", lang="zh")))
    breaks = [one.paragraph_format.page_break_before for one in document.paragraphs]
    assert breaks.count(True) == 3
    assert len(document.inline_shapes) == 3  # nothing was read of the last
    assert any("首先处理" in one.text for one in document.paragraphs)


def test_what_says_nothing_is_refused(survey, tmp_path) -> None:
    with pytest.raises(sg.SanzuError, match="policy"):
        sg.report(survey, sg.Policy(), path=tmp_path / "brief.html")
    with pytest.raises(sg.SanzuError, match="brief"):
        sg.report(survey, path=tmp_path / "brief.xlsx")
    with pytest.raises(sg.SanzuError, match="nothing"):
        sg.report(survey, path=tmp_path / "brief.html", by="nothing")
    org = sg.Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    with pytest.raises(sg.SanzuError, match="by"):
        sg.report(org, path=tmp_path / "pack.html", by="region")
    assert not list(tmp_path.iterdir())


def test_the_command_line_writes_it(tmp_path, capsys) -> None:
    for name, member in (("north", "A"), ("south", "B")):
        folder = tmp_path / "rosters" / name
        folder.mkdir(parents=True)
        (folder / f"{name}.csv").write_text(f"工号,姓名,班组\n{member},安,一班\n", encoding="utf-8")
    target = tmp_path / "brief.html"
    arguments = ["survey", str(tmp_path / "rosters"), "--layers", "team:party", "--lang", "en"]
    assert run([*arguments, "--brief", str(target), "--by", "folder"]) in (0, 1, 3)
    assert str(target) in capsys.readouterr().out
    assert target.read_text(encoding="utf-8").count("<div class='brief'>") == 3
