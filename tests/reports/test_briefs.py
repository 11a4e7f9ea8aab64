"""The one page that is signed: what it says, and that it is one page in each format."""

from __future__ import annotations

import pathlib
import zipfile
from xml.etree import ElementTree as ET

import docx
import pytest
from pptx import Presentation

import sanzu_graph as sg
from sanzu_graph.cli import run
from tests.speech import said

HOSTILE = "<b onclick=alert(1)>\x1b[31m\u202e安"
POLICY = sg.Policy.for_layers("team", ["party"]).with_layer("team", led=True)


@pytest.fixture
def org() -> sg.Org:
    """Team 2 is blank; its only leader is d."""
    return sg.Org(
        {"id": ["A", "B", "c", "d"], "name": ["安", "白", "陈", "丁"]},
        {
            "id": ["T1", "T2", "P"],
            "name": ["一班", "二班", "一组"],
            "layer": ["team", "team", "party"],
        },
        {
            "member": ["A", "B", "c", "d", "A", "B"],
            "unit": ["T1", "T1", "T1", "T2", "P", "P"],
            "role": ["", "", "leader", "leader", "leader", ""],
        },
    )


@pytest.fixture
def move() -> sg.Scenario:
    return sg.Scenario("move", [sg.MoveMember("B", "T1", "T2")])


def test_it_asks_for_the_first_and_says_what_it_clears(org, move) -> None:
    page = sg.brief(org, [move, sg.Scenario("nothing")], policy=POLICY, lang="en")
    assert page.ask == (
        "Please decide on the plan “move”. Afterwards: All 2 teams have a party member."
    )
    assert page.finding == "1 of 2 teams has no party member: 二班."
    assert page.headings == ("", "before", "move", "nothing")
    rows = {row[0]: row[1:] for row in page.rows}
    assert rows["errors"] == ("1", "0", "1")
    assert rows["changes"] == ("", "1", "0")
    assert "posts gained or lost" not in rows  # nobody's post differs
    changes = next(part for part in page.parts if part.title == "What is changed")
    assert changes.lines == ("Move 白 (B) from 一班 (T1) to 二班 (T2)",)


def test_who_loses_a_post_is_told_by_name(org) -> None:
    plan = sg.Scenario("away", [sg.MoveMember("d", "T2", "T1")])
    page = sg.brief(org, plan, policy=POLICY, lang="en")
    posts = next(part for part in page.parts if part.title == "Who gains or loses a post")
    assert posts.lines == ("丁 (d) is no longer leader of 二班 (T2)",)


def test_nobody_moves_or_gains_a_post_because_a_unit_is_renamed(org) -> None:
    renames = [sg.EditUnit("T1", {"id": "T9", "name": "新班"}), sg.EditUnit("P", {"id": "P9"})]
    for plan in (sg.Scenario("renames", renames), sg.Scenario("renames", renames).apply(org)):
        page = sg.brief(org, plan, policy=POLICY, lang="en")
        titles = {part.title for part in page.parts}
        assert not titles & {"Who gains or loses a post", "Who moves along", "What is newly wrong"}
        assert "posts gained or lost" not in {row[0] for row in page.rows}


def test_only_what_is_proven_is_called_so(org, move) -> None:
    best = sg.propose(org, POLICY, levers=["move"], lang="en")
    page = sg.brief(org, [best, move], policy=POLICY, lang="en")
    assert page.rows[-1] == ("how far it is proven", "", "proven", "no proof")
    assert "HiGHS" not in str(page)
    by_hand = sg.brief(org, [move, best], policy=POLICY, lang="en")
    assert by_hand.proof.startswith("The plan comes without a proof: it was drawn up by hand")


def test_a_plan_is_told_under_what_it_was_asked_under(org, move) -> None:
    best = sg.propose(org, POLICY, levers=["move"], lang="en")
    assert best.policy == POLICY.resolve(org)
    assert str(sg.brief(org, best, lang="en")) == str(sg.brief(org, best, policy=POLICY, lang="en"))
    told, named = (
        sg.compare(org, move, best, policy=policy, lang="en").table for policy in (None, POLICY)
    )
    assert told.equals(named)
    other = sg.brief(org, move, lang="en")
    assert str(other) == str(sg.brief(org, move, policy=sg.Policy(), lang="en"))
    assert str(other) != str(sg.brief(org, move, policy=POLICY, lang="en"))


def test_long_lists_are_cut_and_counted() -> None:
    people = [f"M{number}" for number in range(20)]
    org = sg.Org(
        {"id": people},
        {"id": ["T1", "T2"], "layer": ["team"] * 2},
        {"member": people, "unit": ["T1"] * 20},
    )
    plan = sg.Scenario("many", [sg.MoveMember(one, "T1", "T2") for one in people[:15]])
    page = sg.brief(org, plan, policy=sg.Policy.for_layers("team"), lang="en")
    assert page.lists[0].lines[0] == "move: 15"
    assert len(page.lists[0].lines) == 16
    assert page.parts == page.lists  # the page has room for all
    assert page.height <= 1


def test_a_plan_that_cannot_be_made_says_why(org) -> None:
    plan = sg.Scenario("wrong", [sg.MoveMember("B", "T2", "T1")])
    page = sg.brief(org, plan, policy=POLICY, lang="en")
    assert page.ask.startswith("The plan “wrong” cannot be made:")
    assert page.parts == ()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_format_holds_the_same_and_one_page(org, move, lang, tmp_path: pathlib.Path) -> None:
    page = sg.brief(org, move, policy=POLICY, lang=lang)
    for suffix in (".docx", ".html", ".pptx"):
        path = tmp_path / f"brief{suffix}"
        assert sg.brief(org, move, path, policy=POLICY, lang=lang) == path
    document = docx.Document(tmp_path / "brief.docx")
    told = [paragraph.text for paragraph in document.paragraphs]
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    deck = Presentation(tmp_path / "brief.pptx")
    assert len(deck.slides) == 1
    slide = "\n".join(
        shape.text_frame.text for shape in deck.slides[0].shapes if shape.has_text_frame
    )
    html = (tmp_path / "brief.html").read_text(encoding="utf-8")
    for sentence in (page.ask, page.proof, *page.parts[0].lines):
        assert any(sentence in line for line in told)
        assert sentence in slide
        assert sentence in html
    assert cells == [cell for row in (page.headings, *page.rows) for cell in row]


def test_names_are_escaped_everywhere(org, move, tmp_path: pathlib.Path) -> None:
    members = org.members.assign(name=[HOSTILE] * 4)
    hostile = org.replace(members=members)
    plan = sg.Scenario(HOSTILE, move.changes)
    html = sg.brief(hostile, plan, policy=POLICY, title=HOSTILE)._repr_html_()
    assert "<b onclick" not in html
    for suffix in (".docx", ".pptx"):
        path = tmp_path / f"x{suffix}"
        sg.brief(hostile, plan, path, policy=POLICY, title=HOSTILE)
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith(".xml"):
                    ET.fromstring(archive.read(name))  # noqa: S314 - our own file
                    assert b"\x1b" not in archive.read(name)


def test_what_is_wrong_is_told_and_nothing_is_written(org, move, tmp_path: pathlib.Path) -> None:
    with pytest.raises(sg.InputError, match=r"\.docx"):
        sg.brief(org, move, tmp_path / "brief.pdf", policy=POLICY, lang="en")
    with pytest.raises(sg.InputError, match="no plan"):
        sg.brief(org, [], policy=POLICY, lang="en")
    with pytest.raises(sg.InputError, match="missing"):
        sg.brief(org, move, tmp_path / "missing" / "brief.html", policy=POLICY, lang="en")
    assert not list(tmp_path.iterdir())


def test_the_command_shows_it_or_writes_it(org, move, tmp_path: pathlib.Path, capsys) -> None:
    tables, plan = str(sg.write_tables(org, tmp_path / "tables")), str(tmp_path / "plan.json")
    move.write(plan)
    given = ["brief", tables, plan, "--layers", "team:party", "--lang", "en"]
    assert run(given) == 0
    assert "Please decide on the plan “move”" in capsys.readouterr().out
    assert run([*given, "--output", str(tmp_path / "brief.docx")]) == 0
    assert (tmp_path / "brief.docx").exists()


def test_a_newcomer_with_a_post_is_told_by_name(org) -> None:
    plan = sg.Scenario(
        "new",
        [
            sg.AddMember("n", attributes={"name": "倪"}),
            sg.JoinUnit("n", "P"),
            sg.AppointLeader("n", "P"),
        ],
    )
    page = sg.brief(org, plan, policy=POLICY, lang="en")
    posts = next(part for part in page.parts if part.title == "Who gains or loses a post")
    assert posts.lines == (
        "倪 (n) becomes leader of 一组 (P)",
        "安 (A) is no longer leader of 一组 (P)",
    )


def crowd(people: int, units: int) -> sg.Org:
    """Long names; everybody in the first unit but those who lead."""
    members = [f"M{number}" for number in range(people)]
    teams = [f"T{number}" for number in range(units)]
    return sg.Org(
        {"id": members, "name": [f"{'安德烈亚斯' * 9}{one}" for one in members]},
        {
            "id": teams,
            "name": [f"{one} {'Betriebsunterhalt ' * 9}" for one in teams],
            "layer": ["team"] * units,
        },
        {"member": members, "unit": [teams[0]] * people, "role": ["leader", *[""] * (people - 1)]},
    )


@pytest.mark.parametrize(("lang", "options", "moves"), [("en", 1, 40), ("zh", 6, 3)])
def test_it_is_one_page_for_any_plan(lang: str, options: int, moves: int, tmp_path) -> None:
    org = crowd(45, 16)
    plans = [
        sg.Scenario(
            f"{'a very long name of a plan ' * 4}{number}",
            [
                change
                for one in range(1, moves + 1)
                for change in (
                    sg.MoveMember(f"M{one}", "T0", f"T{one % 15 + 1}"),
                    sg.AppointLeader(f"M{one}", f"T{one % 15 + 1}"),
                )
            ],
        )
        for number in range(options)
    ]
    policy = sg.Policy.for_layers("team").with_layer("team", led=True)
    page = sg.brief(org, plans, policy=policy, title="题目" * 80, lang=lang)
    assert 0.5 < page.height <= 1
    assert len(page.headings) <= 6
    if options > 4:
        assert "2" in page.ask
    for part, whole in zip(page.parts, page.lists, strict=True):
        left = len(whole.lines) - len(part.lines)
        assert str(left) in part.more if left else not part.more
    path = sg.brief(org, plans, tmp_path / "x.pptx", policy=policy, title="题目" * 80, lang=lang)
    (slide,) = Presentation(path).slides
    frames = [
        (round(shape.top / 12700), round((shape.top + shape.height) / 12700))
        for shape in slide.shapes
        if shape.has_text_frame and shape.text_frame.text
    ]
    assert all(0 <= top < bottom <= 540 for top, bottom in frames)


def measured(path: pathlib.Path) -> float:
    """How high a document is, by its own distances of lines, each text counted anew."""
    document = docx.Document(path)
    high = 0.0
    for paragraph in document.paragraphs:
        form, size = paragraph.paragraph_format, paragraph.runs[0].font.size.pt
        room = 521.0 - size
        width = sum(size * (1 if ord(one) > 0x1100 else 0.5) for one in paragraph.text)
        high += form.line_spacing.pt * max(1, -(-width // room)) + form.space_before.pt
    for table in document.tables:
        for row in table.rows:
            high += max(
                paragraph.paragraph_format.line_spacing.pt
                * max(
                    1,
                    -(
                        -sum(10.0 if ord(one) > 0x1100 else 5.0 for one in paragraph.text)
                        // ((cell.width.pt if cell.width else 170.0) - 11)
                    ),
                )
                + paragraph.paragraph_format.space_before.pt * 2
                for cell in row.cells
                for paragraph in cell.paragraphs
            )
    return high


def test_a_document_is_no_higher_than_its_page(tmp_path) -> None:
    org = crowd(45, 16)
    changes = [sg.MoveMember(f"M{one}", "T0", f"T{one % 15 + 1}") for one in range(1, 41)]
    path = tmp_path / "brief.docx"
    sg.brief(org, sg.Scenario("many", changes), path, policy=sg.Policy.for_layers("team"))
    section = docx.Document(path).sections[0]
    room = section.page_height.pt - section.top_margin.pt - section.bottom_margin.pt
    assert 0.8 * room < measured(path) <= room


def test_what_a_plan_clears_is_what_is_wrong() -> None:
    """The plan does not touch the blank team; so that is not what is told first."""
    org = sg.Org(
        {"id": ["A", "B"]},
        {"id": ["T1", "T2", "P"], "layer": ["team", "team", "party"]},
        {"member": ["A", "B", "A"], "unit": ["T1", "T2", "P"], "role": ["leader", "", "leader"]},
    )
    plan = sg.Scenario("lead", [sg.AppointLeader("B", "T2")])
    page = sg.brief(org, plan, policy=POLICY.with_layer("party", led=True), lang="en")
    assert page.finding == "1 of 2 teams has no party member: T2."
    assert page.ask.endswith("Afterwards: All 3 units that need a leader have one.")
    company = sg.read_tables("data/matrix")
    narrow = sg.Policy.for_layers("department", ["project"])
    narrow = narrow.replace(reporting=sg.Reporting(most_reports=6))
    plan = sg.Scenario("span", [sg.ChangeManager("E050", "E006")])
    page = sg.brief(company, plan, policy=narrow, lang="en")
    assert page.finding == "Managers with too few or too many reports: Greta Novak."
    assert page.ask == "Please decide on the plan “span”. It clears this."


def test_who_goes_with_their_unit_is_told_on_the_day():
    org = sg.Org(
        {"id": list("ABC")},
        {"id": ["T1", "T2", "T3"], "layer": ["team"] * 3},
        {
            "member": ["A", "B", "B", "C"],
            "unit": ["T1", "T1", "T2", "T3"],
            "until": [None, None, None, "2026-12-15"],
        },
    )
    plan = sg.Scenario("merge", [sg.MergeUnits("T1", "T2", on="2027-01-01")])
    page = sg.brief(org, plan, policy=sg.Policy.for_layers("team"), on="2027-01-01", lang="en")
    (along,) = (part.lines for part in page.parts if part.title == said("brief.part_along", "en"))
    assert along == ("1 from T1 to T2: A", "1 leaves T1: B"), "C left by then, whatever is decided"


def test_of_a_pair_both_are_named(org) -> None:
    plan = sg.Scenario("crossed", [sg.AppointLeader("B", "P"), sg.AppointLeader("A", "T1")])
    for lang, line in (
        ("en", "pairs who lead each other: 安 with 白"),
        ("zh", "互为上下级的两人：安与白"),
    ):
        page = sg.brief(org, [plan], policy=POLICY, lang=lang)
        assert line in [line for part in page.parts for line in part.lines]
