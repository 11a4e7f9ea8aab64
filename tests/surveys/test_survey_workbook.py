"""The workbook of a survey: words in place of codes, percents, each fault and doubt by itself."""

import pickle

import openpyxl
import pytest

import sanzu_graph as sg
from sanzu_graph.messages import catalog

POLICY = sg.Policy()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A station, one whose blank cells may be merged ones, and one with two faults."""
    root = tmp_path_factory.mktemp("stations")
    (root / "east.csv").write_text(
        "工号,姓名,班组,党小组\n1,安一,一班,一组\n2,安二,一班,\n3,安三,二班,\n", encoding="utf-8"
    )
    (root / "west.csv").write_text(
        "工号,姓名,班组,党小组\n1,张三,一班,一组\n2,李四,,\n3,王五,二班,一组\n4,赵六,,\n",
        encoding="utf-8",
    )
    (root / "torn.csv").write_text(
        "工号,姓名,班组\n1,安,一班\n1,白,一班\n2,常,一班\n2,丁,一班\n", encoding="utf-8"
    )
    return root


@pytest.fixture(scope="module", params=["en", "zh"])
def book(request, folder, tmp_path_factory):
    surveyed = sg.survey(folder, POLICY, lang=request.param)
    path = surveyed.write(tmp_path_factory.mktemp("book") / "survey.xlsx")
    return request.param, surveyed, openpyxl.load_workbook(path)


def said(key, lang):
    return catalog()[key][lang]


def rows_of(sheet):
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_no_code_stands_where_a_word_can(book):
    lang, surveyed, written = book
    found = rows_of(written[said("audit.findings", lang)])
    wanted = [
        (said(f"severity.{severity}", lang), said(f"title.{check}", lang))
        for severity, check in zip(
            surveyed.findings["severity"], surveyed.findings["check"], strict=True
        )
    ]
    head = said("column.severity", lang), said("column.title", lang)
    assert sorted(tuple(row[name] for name in head) for row in found) == sorted(wanted)
    assert "severity" not in found[0] or lang == "en"
    layers = {row[said("column.layer", lang)] for row in found} - {None}
    assert layers <= {POLICY.layer(name).label(lang) for name in ("team", "party")}


def test_shares_are_percents(book):
    lang, surveyed, written = book
    sheet = written[said("survey.figures", lang)]
    heading = f"{said('survey.figure.coverage', lang)} · {POLICY.layer('party').label(lang)}"
    (at,) = [cell.column for cell in sheet[1] if cell.value == heading]
    shown = {sheet.cell(row, 1).value: sheet.cell(row, at) for row in range(2, sheet.max_row + 1)}
    assert {name: cell.value for name, cell in shown.items()} == {"east": 0.5, "west": 1}
    assert {cell.number_format for cell in shown.values()} == {"0.0%"}
    people = next(cell for cell in sheet[1] if cell.value == said("survey.figure.people", lang))
    assert sheet.cell(2, people.column).number_format == "General"
    assert sheet.freeze_panes == "B2"
    assert surveyed.summary["coverage.party"].tolist() == [0.5, 1.0]


def test_faults_say_where(book):
    lang, _, written = book
    faults = rows_of(written[said("survey.failed", lang)])
    file, row = said("column.file", lang), said("column.row", lang)
    assert [(fault[file], fault[row]) for fault in faults] == [("torn.csv", 3), ("torn.csv", 5)]


def test_each_doubt_is_told(book, folder):
    lang, surveyed, _ = book
    with pytest.warns(sg.SanzuWarning) as caught:
        sg.read_roster(folder / "west.csv", lang=lang)
    (warned,) = [one.message for one in caught]
    copied = pickle.loads(pickle.dumps(warned))  # noqa: S301 - our own
    assert (str(copied), copied.lines()) == (str(warned), surveyed.doubts["message"].tolist())
    told = sg.read_roster(folder / "west.csv", dry_run=True).in_language(lang).doubts
    assert len(told)
    assert surveyed.doubts["organisation"].tolist() == ["west"] * len(told)
    for where, what, message in zip(
        told["where"], told["what"], surveyed.doubts["message"], strict=True
    ):
        assert where in message
        assert what in message
