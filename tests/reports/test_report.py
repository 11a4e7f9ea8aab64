"""A pack says the same in every format, opens in other programs, and is told what it cannot be."""

import re
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pptx
import pytest
import python_calamine

import sanzu_graph as sg
from sanzu_graph.reports.packs import pack_of
from sanzu_graph.reports.pictures import PLAN, pictures
from tests.speech import in_language, said


class Page(HTMLParser):
    """What a page holds: its elements, its attributes, its texts outside of styles."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.unclosed: list[str] = []
        self.feed(content)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "br"):
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self.unclosed.append(tag)

    def handle_data(self, data):
        if "style" not in self._open:
            self.texts.append(data)


def slides(path: Path) -> list[str]:
    """The texts of each slide, tables and groups included."""

    def of(shapes):
        for shape in shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            if getattr(shape, "has_table", False):
                yield from (cell.text_frame.text for row in shape.table.rows for cell in row.cells)
            if hasattr(shape, "shapes"):
                yield from of(shape.shapes)

    return ["\n".join(of(slide.shapes)) for slide in pptx.Presentation(str(path)).slides]


def test_the_page_is_whole_and_loads_nothing(pack):
    lang, files = pack
    content = files[".html"].read_text(encoding="utf-8")
    page = Page(content)
    assert page.unclosed == []
    assert not {"script", "link", "iframe", "img", "object"} & set(page.tags)
    assert page.tags.count("svg") >= 4
    assert f'<html lang="{"zh-Hans" if lang == "zh" else "en"}">' in content
    loading = [
        value
        for name, value in page.attributes
        if name in ("src", "href", "xlink:href", "action", "data")
        and not (value or "").startswith("#")
    ]
    assert loading == []
    assert not any(name.startswith("on") for name, _ in page.attributes)
    assert set(re.findall(r"url\((data:font|#)", content)) <= {"data:font", "#"}
    assert not re.search(r"url\((?!data:font|#)", content)
    assert not re.search(r"https?://(?!www\.w3\.org/)", content)
    assert "default-src 'none'" in content
    ids = [value for name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))


def test_the_page_says_what_there_is_to_decide(pack, guanxi):
    lang, files = pack
    told = "".join(Page(files[".html"].read_text(encoding="utf-8")).texts)
    audit = sg.audit(guanxi, on="2026-11-22", lang=lang)
    assert all(message in told for message in audit.findings["message"])
    assert all(name in told for name in ("两组调整", "one move", "impossible"))
    assert all(
        said(key, lang) in told
        for key in (
            "report.to_sign",
            "report.approved_by",
            "report.people",
            "audit.skipped" if len(audit.skipped) else "report.situation",
        )
    )
    for change in sg.Scenario("x", [sg.MoveMember("M060", "T09", "T10")]).to_frame(
        guanxi, lang=lang
    )[said("sign.what", lang)]:
        assert change in told


def test_the_workbook_opens_elsewhere_and_holds_everything(pack, guanxi):
    lang, files = pack
    book = openpyxl.load_workbook(files[".xlsx"])
    other = python_calamine.CalamineWorkbook.from_path(files[".xlsx"])
    assert book.sheetnames == other.sheet_names
    findings = book[said("sheet.findings", lang)]
    rows = list(findings.iter_rows(values_only=True))
    message = rows[0].index(said("column.message", lang))
    audit = sg.audit(guanxi, on="2026-11-22", lang=lang)
    assert {row[message] for row in rows[1:]} >= set(audit.findings["message"])
    assert (
        other.get_sheet_by_name(said("sheet.findings", lang)).to_python()[1][message]
        == rows[1][message]
    )
    assert findings.auto_filter.ref == findings.dimensions
    assert findings.freeze_panes == "A2"
    assert len(findings.conditional_formatting)
    changes = book[said("sheet.changes", lang)]
    headings = [cell.value for cell in changes[1]]
    assert {said(f"sign.{name}", lang) for name in ("decision", "signature", "remark")} <= set(
        headings
    )
    assert changes.max_row == 3
    (rule,) = changes.data_validations.dataValidation
    assert said("report.agreed", lang) in rule.formula1
    assert changes.page_setup.orientation == "landscape"


def test_fates_of_findings_are_those_of_the_audits(pack, guanxi, plans):
    lang, files = pack
    rows = list(
        openpyxl.load_workbook(files[".xlsx"])[said("sheet.findings", lang)].iter_rows(
            values_only=True
        )
    )
    fate = rows[0].index(said("report.fate", lang))
    before = sg.audit(guanxi, on="2026-11-22", lang=lang)
    change = (
        sg.audit(plans[0].apply(guanxi), on="2026-11-22", lang=lang)
        .since(before)["change"]
        .value_counts()
    )
    for name, told in (("gone", "fixed"), ("new", "introduced"), ("still there", "left")):
        assert sum(row[fate] == said(f"compare.{told}", lang) for row in rows[1:]) == change.get(
            name, 0
        )


def test_the_deck_opens_and_tells_the_story(pack):
    lang, files = pack
    told = slides(files[".pptx"])
    assert said("report.title", lang) in told[0]
    for key in (
        "report.situation",
        "report.findings",
        "report.alternatives",
        "report.picture_changes",
        "report.figures",
    ):
        assert any(said(key, lang) in one for one in told)
    assert any(
        said("report.chosen", lang, name="两组调整") in one and "M032" in one for one in told
    )


def test_nothing_of_a_slide_lies_outside_of_it(pack):
    deck = pptx.Presentation(str(pack[1][".pptx"]))
    slack = deck.slide_width // 400
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= -slack
            assert shape.top >= -slack
            assert shape.left + shape.width <= deck.slide_width + slack
            assert shape.top + shape.height <= deck.slide_height + slack


def test_another_plan_can_be_chosen(guanxi, plans, tmp_path):
    for chosen in ("one move", 1):
        content = sg.report(
            guanxi, None, plans, tmp_path / "x.html", chosen=chosen, on="2026-11-22", lang="en"
        ).read_text(encoding="utf-8")
        assert "Plan to be decided on: one move" in content
    with pytest.raises(sg.InputError, match="no plan 'three'"):
        sg.report(guanxi, None, plans, tmp_path / "x.html", chosen="three")
    with pytest.raises(sg.InputError, match="从 0 起"):
        sg.report(guanxi, None, plans, tmp_path / "x.html", chosen=3, lang="zh")


def test_a_plan_that_cannot_be_made_is_told_with_the_reason(pack):
    told = "".join(Page(pack[1][".html"].read_text(encoding="utf-8")).texts)
    why = sg.compare(
        sg.read_tables("data/guanxi"),
        sg.Scenario("impossible", [sg.MoveMember("M032", "T01", "T06")]),
        on="2026-11-22",
        lang=pack[0],
    ).reasons
    assert why["impossible"] in told


def test_it_may_be_the_chosen_one(guanxi, plans, tmp_path):
    page = sg.report(guanxi, None, plans[2], tmp_path / "x.html", on="2026-11-22", lang="en")
    assert "Plan to be decided on: impossible" in page.read_text(encoding="utf-8")


def test_proposals_and_organisations_are_alternatives_too(guanxi, plans, best, tmp_path):
    content = sg.report(
        guanxi,
        None,
        [best, best, plans[0].apply(guanxi)],
        tmp_path / "x.html",
        on="2026-11-22",
        lang="en",
    ).read_text(encoding="utf-8")
    told = "".join(Page(content).texts)
    assert "Smallest reorganisation (2)" in told
    assert "HiGHS" in told
    assert all(what in told for what in best.scenario.to_frame(guanxi, lang="en")["change"])


def test_a_proposal_without_a_plan_is_told_with_its_contradiction(guanxi, tmp_path):
    refused = sg.propose(
        guanxi,
        rules={"pins": ["M032", "M060"], "together": [["M032", "M060"]]},
        on="2026-11-22",
        lang="en",
    )
    page = sg.report(guanxi, None, refused, tmp_path / "x.html", on="2026-11-22", lang="en")
    told = page.read_text(encoding="utf-8")
    assert "cannot be kept together" in told
    assert "M032 and M060 are asked to be together" in told


def test_without_alternatives_it_is_the_state_of_things(guanxi, tmp_path):
    sg.report(guanxi, path=tmp_path / "state", on="2026-11-22", lang="en")
    assert "State of the organisation" in (tmp_path / "state" / "report.html").read_text(
        encoding="utf-8"
    )
    assert (
        "alternatives" not in openpyxl.load_workbook(tmp_path / "state" / "report.xlsx").sheetnames
    )


@pytest.mark.parametrize(
    "org",
    [
        sg.Org({"id": []}, {"id": [], "layer": []}, {"member": [], "unit": []}),
        sg.Org({"id": ["1"]}, {"id": ["1"], "layer": ["choir"]}, {"member": ["1"], "unit": ["1"]}),
        sg.Org(
            {"id": ["A"]},
            {"id": ["T", "P"], "layer": ["team", "party"]},
            {"member": [], "unit": []},
        ),
    ],
)
def test_odd_organisations_have_packs_too(org, tmp_path):
    sg.report(org, path=tmp_path / "odd", lang="en")
    assert len(list((tmp_path / "odd").iterdir())) == 3
    sg.report(org, None, [sg.Scenario("nothing"), org], tmp_path / "odd", lang="zh")


@pytest.mark.parametrize(
    ("path", "word"), [("x.docx", "ending"), ("no/x.html", "no"), ("no/folder", "no")]
)
def test_paths_are_told(guanxi, tmp_path, path, word):
    with pytest.raises(sg.InputError, match=word):
        sg.report(guanxi, path=tmp_path / path)
    (tmp_path / "file").write_text("kept")
    with pytest.raises(sg.InputError):
        sg.report(guanxi, path=tmp_path / "file")
    assert (tmp_path / "file").read_text() == "kept"


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"scenarios": ["plan"]}, "plan"),
        ({"min_group": -1}, "-1"),
        ({"min_group": True}, "True"),
        ({"on": "soon"}, "soon"),
        ({"disguise": lambda _: "nothing"}, "nothing"),
    ],
)
def test_what_makes_no_sense_is_told(guanxi, tmp_path, asked, word):
    with pytest.raises(sg.InputError, match=word):
        sg.report(guanxi, path=tmp_path / "x.html", **asked)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_library_is_told_and_the_rest_is_written(tmp_path, monkeypatch):
    org = sg.Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    monkeypatch.setitem(__import__("sys").modules, "pptx", None)
    with pytest.raises(sg.DependencyError, match=r"sanzu_graph\[pptx\]"):
        sg.report(org, path=tmp_path / "pack.pptx", lang="en")
    assert list(tmp_path.iterdir()) == []
    for lang, told in (("en", "without the deck"), ("zh", "未写出幻灯片")):
        with pytest.warns(sg.SanzuWarning, match=told):
            folder = sg.report(org, path=tmp_path / lang, lang=lang)
        assert {file.suffix for file in folder.iterdir()} == {".html", ".xlsx"}


def test_long_lists_are_cut_in_pages_and_decks_and_whole_in_workbooks(tmp_path):
    count = 1_000
    org = sg.Org(
        {"id": [f"M{n}" for n in range(count)]},
        {"id": ["T"], "layer": ["team"]},
        {"member": [], "unit": []},
    )
    sg.report(
        org,
        sg.Policy.for_layers("team").with_layer("team", everyone=True),
        path=tmp_path / "long",
        lang="en",
    )
    assert openpyxl.load_workbook(tmp_path / "long" / "report.xlsx")["Findings"].max_row > count
    assert "more, which the workbook" in (tmp_path / "long" / "report.html").read_text(
        encoding="utf-8"
    )
    assert any(
        "more, which the workbook" in one for one in slides(tmp_path / "long" / "report.pptx")
    )


def test_the_page_that_is_signed_comes_first_and_the_search_last(guanxi, plans, best, tmp_path):
    path = tmp_path / "x.html"
    sg.report(guanxi, None, [best, *plans[:2]], path, on="2026-11-22", lang="en")
    texts = Page(path.read_text(encoding="utf-8")).texts
    page = sg.brief(guanxi, [best, *plans[:2]], on="2026-11-22", lang="en")
    told = "".join(texts)
    headings = [
        page.finding,
        page.ask,
        page.proof,
        "approved by",
        "Plan to be decided on",
        "Changes to be signed",
        "What differs",
        "Situation",
        "How the plans were found",
    ]
    at = 0
    for heading in headings:
        at = told.index(heading, at)
    last = told.rindex(headings[-1])
    assert told.index("HiGHS") > last
    assert told.index("optimal") > last


def test_the_list_to_sign_stands_in_waves(guanxi, tmp_path):
    """Two leaders of teams who are alone there exchange them; another joins a group before."""
    leads = guanxi.memberships.query("role == 'leader'").set_index("unit")["member"]
    plan = sg.Scenario(
        "exchange",
        [
            sg.MoveMember(leads["T06"], "T06", "T05"),
            sg.MoveMember(leads["T05"], "T05", "T06"),
            sg.AppointLeader(leads["T05"], "T06"),
            sg.AppointLeader(leads["T06"], "T05"),
        ],
    )
    waves = plan.waves(guanxi, sg.Policy(), lang="en")
    assert any(wave.why for wave in waves)
    folder = sg.report(guanxi, None, plan, tmp_path / "pack", lang="en")
    told = "".join(Page((folder / "report.html").read_text(encoding="utf-8")).texts)
    sheet = openpyxl.load_workbook(folder / "report.xlsx")[said("sheet.changes", "en")]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:2] == ("wave", "No.")
    assert [row[0] for row in rows[1:]] == waves.to_frame()["wave"].tolist()
    deck = "\n".join(slides(folder / "report.pptx"))
    for wave in waves:
        if wave.why:
            assert wave.why in told
            assert wave.why in deck


def test_what_differs_is_told_by_name_once(pack):
    lang, files = pack
    sheet = openpyxl.load_workbook(files[".xlsx"])[said("report.differences", lang)]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][2:] == ("两组调整", "one move", "impossible")
    blank = [row for row in rows if row[1].startswith(said("title.blank_team", lang))]
    assert [re.split("[:：] ?", row[1])[1] for row in blank] == ["柳湾配电二班", "石埠营业二班"]
    fixed = said("compare.fixed", lang)
    assert [row[2:] for row in blank] == [(fixed, fixed, "–"), (fixed, "–", "–")]


def test_the_picture_of_a_plan_says_of_each_unit_what_the_plan_says():
    org = sg.Org(
        {"id": list("ABC")},
        {"id": ["T1", "T2"], "layer": ["team", "team"]},
        {"member": list("ABC"), "unit": ["T1"] * 3},
    )
    moves = [sg.MoveMember(member, "T1", "X") for member in "ABC"]
    plan = sg.Scenario("new", [sg.CreateUnit("X", "team"), *moves, sg.CloseUnit("T1")])
    pack = in_language("en", pack_of, org, sg.Policy.for_layers("team"), plan)
    shown = in_language("en", lambda: list(pictures(pack)))
    (picture,) = (one for one in shown if one.part == PLAN)
    subtitle = in_language("en", picture.drawing.scene).subtitle
    assert said("chart.changes", "en", people=3, units=2) in subtitle
