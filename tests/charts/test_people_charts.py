"""People under managers: who is drawn, under whom, with which further lines."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

import sanzu_graph as sg
from sanzu_graph.charts.people_charts import shown_people
from sanzu_graph.charts.people_levels import folded
from sanzu_graph.charts.registry import drawing
from tests import reporting_oracles as oracles
from tests.charts.conftest import assert_scene_sound, kinds
from tests.searching import examples
from tests.speech import in_language
from tests.strategies import organisations

MATRIX = Path(__file__).parents[2] / "data" / "matrix"
POLICY = sg.Policy.for_layers("department", ["project"])


@pytest.fixture(scope="module")
def matrix() -> sg.Org:
    return sg.read_tables(MATRIX)


def texts(scene: object) -> list[str]:
    return [label.text for label in scene.labels]  # type: ignore[attr-defined]


def company(levels: int, span: int) -> sg.Org:
    """A company in which everybody has so many reports, down to the last level."""
    total = sum(span**level for level in range(levels))
    ids = [f"E{number}" for number in range(total)]
    lines = [(ids[number], ids[(number - 1) // span]) for number in range(1, total)]
    return sg.Org(
        {"id": ids},
        {"id": [], "layer": []},
        {"member": [], "unit": []},
        {
            "source": [one for one, _ in lines],
            "target": [other for _, other in lines],
            "kind": ["reports_to"] * len(lines),
        },
    )


@examples(8)
@given(org=organisations(dated=False))
def test_everybody_with_a_line_has_one_card_under_the_manager(org: sg.Org) -> None:
    people = shown_people(org, sg.Policy())
    managers = oracles.first_managers(org)
    lined = {
        one
        for kind in ("reports_to", "dotted_line")
        for pair in oracles._pairs(org, kind)
        for one in pair
    }
    assert [card.id for card in people.cards] == [one for one in oracles._ids(org) if one in lined]
    assert people.alone == len(org.members) - len(lined)
    closing = {people.cards[member].id for member, _ in people.circular}
    for card, above in zip(people.cards, people.parent.tolist(), strict=True):
        shown = people.cards[above].id if above >= 0 else None
        assert shown == (None if card.id in closing else managers.get(card.id))
    for lang in ("en", "zh"):
        made = in_language(lang, drawing, sg.plot_people, org)
        for make in (*made.scenes, made.full):
            scene = make()
            assert_scene_sound(scene)
            assert {box.entity for box in kinds(scene, "member")} == lined


def test_a_card_says_name_title_unit_and_who_is_below(matrix: sg.Org) -> None:
    scene = in_language("en", drawing, sg.plot_people, matrix, policy=POLICY).scene()
    assert_scene_sound(scene)
    assert scene.title == "Of 41 managers, Greta Novak has the most people on solid lines: 7"
    assert scene.subtitle == "People under managers – people: 150"
    told = texts(scene)
    for line in ("Bram Lindqvist", "Chief Executive Officer", "4 reports, 149 below"):
        assert line in told
    assert any("Platform Engineering" in line for line in told)
    dotted = [line for line in scene.lines if line.dashed]
    assert len(dotted) == (matrix.relations["kind"] == "dotted_line").sum()


def test_root_and_depth_fold(matrix: sg.Org) -> None:
    made = in_language("en", drawing, sg.plot_people, matrix, root="E002", depth=1)
    boxes = {box.entity for box in kinds(made.full(), "member")}
    assert boxes == {
        "E002",
        *matrix.relations.query("target == 'E002' and kind == 'reports_to'")["source"],
    }
    assert sum(line.endswith("folded") for line in texts(made.full())) == 4
    with pytest.raises(sg.AbsentError):
        sg.plot_people(matrix, root="nobody")


def test_many_people_are_folded_where_they_are_looked_at() -> None:
    org = company(5, 6)
    made = in_language("en", drawing, sg.plot_people, org)
    top = folded(shown_people(org, sg.Policy()))
    assert top is not None
    assert len(top.cards) + sum(top.hidden.values()) == len(org.members) == 1555
    assert {box.entity for box in kinds(made.scene(), "member")} == {card.id for card in top.cards}
    assert len(kinds(made.full(), "member")) == 1555


def test_a_circle_is_drawn_and_marked() -> None:
    org = company(2, 2)
    row = {"source": "E0", "target": "E2", "kind": "reports_to"}
    org = sg.AddRow("relations", row).apply(org)
    scene = in_language("en", drawing, sg.plot_people, org).full()
    assert_scene_sound(scene)
    assert "circle: E0 → E2" in {line.title for line in scene.lines}


def test_two_organisations_are_compared(matrix: sg.Org) -> None:
    plan = sg.Scenario(
        "x",
        [
            sg.ChangeManager("E150", "E018"),
            sg.RemoveMember("E149"),
            sg.AddMember("NEW", attributes={"name": "Nia Novak"}),
            sg.ChangeManager("NEW", "E018"),
        ],
    )
    people = shown_people(matrix, POLICY, after=plan)
    states = {card.id: card.state for card in people.cards if card.state}
    assert states == {"E150": "moved", "NEW": "new", "E149": "gone"}
    scene = in_language("en", drawing, sg.plot_people, matrix, policy=POLICY, after=plan).full()
    assert_scene_sound(scene)
    assert "other manager (1)" in texts(scene)
    assert people.members == 150


@pytest.mark.parametrize("ending", ["svg", "pdf", "png", "drawio"])
def test_it_is_saved(matrix: sg.Org, tmp_path: Path, ending: str) -> None:
    pages = "A3" if ending in ("pdf", "drawio") else None
    path = sg.save_chart(
        matrix, tmp_path / f"people.{ending}", chart="people", pages=pages, lang="zh", root="E003"
    )
    assert path.stat().st_size > 1_000


def test_pages_hold_everybody(matrix: sg.Org) -> None:
    from sanzu_graph.charts.chart_pages import pages_of
    from sanzu_graph.charts.paper import sheet_of

    _, scenes = in_language("en", pages_of, matrix, "people", sheet_of("A4"), None, POLICY, {})
    drawn = {box.entity for scene in scenes for box in kinds(scene, "member")}
    assert drawn == set(matrix.members["id"])


def test_without_lines_it_says_so(station: sg.Org) -> None:
    scene = in_language("en", drawing, sg.plot_people, station.replace(relations=None)).scene()
    assert "Nobody reports to anybody" in " ".join(texts(scene))


def test_the_hierarchy_tells_people_here_and_below(matrix: sg.Org) -> None:
    scene = in_language("en", drawing, sg.plot_org, matrix).full()
    assert "150 people (1 here)" in texts(scene)
    assert np.isfinite(scene.width)


def test_a_page_unfolds_without_a_script(matrix: sg.Org, tmp_path: Path) -> None:
    page = sg.write_people(matrix, tmp_path / "people.html", policy=POLICY, lang="en")
    told = page.read_text(encoding="utf-8")
    assert told.count("<details") == told.count("</details>") == 41
    assert "<script" not in told
    assert "4 reports, 149 below" in told
    assert told.count("⇢") == (matrix.relations["kind"] == "dotted_line").sum()
    with pytest.raises(sg.InputError, match="html"):
        sg.write_people(matrix, tmp_path / "people.txt")


def test_names_on_a_page_stay_text(tmp_path: Path) -> None:
    org = company(2, 2)
    org = sg.EditMember("E0", {"name": "<script>alert(1)</script>"}).apply(org)
    told = sg.write_people(org, tmp_path / "x.html").read_text(encoding="utf-8")
    assert "<script" not in told


def test_a_long_chain_is_a_page_too(tmp_path: Path) -> None:
    told = sg.write_people(company(3_000, 1), tmp_path / "x.html").read_text(encoding="utf-8")
    assert told.count("</details>") == 2_999


@pytest.mark.parametrize("depth", [0, 1, 2, 3])
def test_what_is_folded_away_is_counted_and_posts_are_no_people(matrix: sg.Org, depth: int) -> None:
    org = matrix
    for number, manager in enumerate(("E002", "E020", "E020")):
        org = sg.OpenPosition(f"Q{number}", title="Analyst", unit="D11", manager=manager).apply(org)
    plan = sg.Scenario("x", [sg.ChangeManager("E150", "E018"), sg.RemoveMember("E149")])
    told = []
    for levels in (depth, None):
        made = in_language(
            "en", drawing, sg.plot_people, org, policy=POLICY, after=plan, depth=levels
        )
        words = texts(made.full())
        words = words[: words.index("Bram Lindqvist")]
        told.append([text for text in words if not text.startswith("dotted line")])
    folded_away, whole = told
    assert folded_away == whole
    assert "People under managers – people: 149, open posts: 3" in folded_away
    assert {"other manager (1)", "gone (1)", "open post (3)"} <= set(folded_away)
    sizes = sg.unit_sizes(org).set_index("name")["headcount"]
    assert f"Platform Engineering ({sizes['Platform Engineering']})" in folded_away


@pytest.mark.parametrize(
    ("lang", "title"),
    [("en", "1 post is open: Analyst (Marketing)"), ("zh", "空缺岗位 1 个：Analyst（Marketing）")],
)
def test_an_open_post_is_called_as_on_its_card(matrix: sg.Org, lang: str, title: str) -> None:
    unit = matrix.units.set_index("name")["id"]["Marketing"]
    org = sg.OpenPosition("R-7", title="Analyst", unit=unit, manager="E029").apply(matrix)
    assert in_language(lang, drawing, sg.plot_people, org).scene().title == title


def test_the_colours_are_of_the_branch_that_is_asked_for(matrix: sg.Org) -> None:
    people = shown_people(matrix, POLICY, root="E005", depth=1)
    assert set(people.values) == {"Controlling", "Finance & People", "Talent Acquisition"}
    words = texts(
        in_language("en", drawing, sg.plot_people, matrix, policy=POLICY, root="E005").full()
    )
    assert {"Controlling (11)", "Talent Acquisition (8)", "Finance & People (1)"} <= set(words)
    assert not any(text.startswith("others") for text in words)


@pytest.mark.parametrize("depth", ["x", -1, 1.5])
def test_a_depth_that_is_no_number_of_levels_is_refused(matrix: sg.Org, depth: object) -> None:
    with pytest.raises(sg.InputError, match="no number of levels"):
        sg.plot_people(matrix, depth=depth, lang="en")  # type: ignore[arg-type]


def test_what_is_no_organisation_is_nothing_to_compare_with(matrix: sg.Org) -> None:
    with pytest.raises(sg.InputError, match="neither a scenario, nor a plan"):
        sg.plot_people(matrix, after="E150", lang="en")  # type: ignore[arg-type]


def test_spans_count_everybody_who_leads_or_manages(matrix: sg.Org) -> None:
    told = texts(in_language("en", drawing, sg.plot_spans, matrix).scene())
    leads = set(matrix.memberships.query("role == 'leader'")["member"])
    manages = set(matrix.relations.query("kind == 'reports_to'")["target"])
    assert any(line.endswith(f"{len(leads | manages)}") for line in told[:3])
    assert len(leads | manages) == len(sg.span_of_control(matrix))


def test_who_has_no_line_is_counted_and_not_drawn(station: sg.Org) -> None:
    one, other = station.members["id"][:2]
    lines = {"source": [one], "target": [other], "kind": ["reports_to"]}
    scene = in_language("en", drawing, sg.plot_people, station.replace(relations=lines)).scene()
    assert {box.entity for box in kinds(scene, "member")} == {one, other}
    rest = len(station.members) - 2
    told = f"no line to anybody: {rest} people ({', '.join(station.members['name'][2:5])}"
    together = " ".join(texts(scene))
    assert told in together
    assert f"and {rest - 3} more)." in together


def test_lines_to_further_managers_are_counted_and_named() -> None:
    people = [f"P{number}" for number in range(7)]
    lines = [("P1", "P0"), ("P1", "P2"), ("P2", "P0"), ("P3", "P0"), ("P3", "P1")]
    lines += [("P4", "P0"), ("P4", "P1"), ("P5", "P0"), ("P5", "P1"), ("P6", "P6")]
    org = sg.Org(
        {"id": people},
        {"id": ["T"], "layer": ["team"]},
        {"member": people, "unit": ["T"] * len(people)},
        {
            "source": [line[0] for line in lines],
            "target": [line[1] for line in lines],
            "kind": ["reports_to"] * len(lines),
        },
    )
    scene = in_language("en", drawing, sg.plot_people, org).scene()
    together = " ".join(texts(scene))
    assert "Not drawn: 4 further lines of people with several managers" in together
    assert "and 1 more)." in together
    assert "1 person (P6)." in together


def test_who_is_in_several_units_says_so_and_has_the_colour_of_the_one_that_they_lead() -> None:
    org = sg.Org(
        {"id": list("ABC")},
        {"id": ["T1", "T2"], "layer": ["team", "team"]},
        {
            "member": ["A", "A", "B", "C"],
            "unit": ["T1", "T2", "T1", "T2"],
            "role": ["member", "leader", "", ""],
        },
        {"source": ["B", "C"], "target": ["A", "A"], "kind": ["reports_to"] * 2},
    )
    cards = {card.id: card for card in shown_people(org, sg.Policy()).cards}
    assert [(cards[one].unit, cards[one].value) for one in "ABC"] == [
        ("T2 +1", "T2"),
        ("T1", "T1"),
        ("T2", "T2"),
    ]
    scene = in_language("en", lambda: drawing(sg.plot_people, org).scene())
    assert any("+1 is one more" in line for line in texts(scene))
