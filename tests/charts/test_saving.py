"""`save_chart`: whole files in each format; pages on which everything is found again."""

import io
import re

import matplotlib.pyplot as plt
import numpy as np
import pypdf
import pytest
from hypothesis import given
from PIL import Image

import sanzu_graph as sg
from sanzu_graph.charts import chart_pages, saving
from sanzu_graph.charts.chart_pages import unit_pages
from sanzu_graph.charts.dual_pages import DualPages
from sanzu_graph.charts.layered import layers_seated
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.paper import PAPERS, sheet_of
from sanzu_graph.charts.scenes import Scene
from sanzu_graph.charts.shown_units import chosen_units
from tests.charts.conftest import assert_scene_sound, kinds
from tests.searching import examples
from tests.speech import in_language
from tests.strategies import organisations

CHARTS = ["org", "layers", "overlap", "flow", "findings", "spans", "mentors"]


def pages_of(path):
    return pypdf.PdfReader(path, strict=True).pages


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("kind", ["svg", "pdf", "png"])
def test_every_chart_in_every_format(chart, kind, station, tmp_path):
    path = tmp_path / f"图.{kind}"
    assert sg.save_chart(station, path, chart=chart, lang="zh") == path
    content = path.read_bytes()
    assert (
        content
        == sg.save_chart(station, tmp_path / f"again.{kind}", chart=chart, lang="zh").read_bytes()
    ), "repeatable"
    if kind == "png":
        assert np.asarray(Image.open(io.BytesIO(content)).convert("L")).std() > 5
    assert plt.get_fignums() == []


def test_changes_need_what_they_lead_to(station, tmp_path):
    plan = sg.Scenario("one", [sg.MoveMember("M10", "T2", "T1")])
    path = sg.save_chart(station, tmp_path / "x.svg", chart="changes", after=plan, lang="zh")
    assert "康十" in path.read_text(encoding="utf-8")
    with pytest.raises(sg.InputError, match="after"):
        sg.save_chart(station, tmp_path / "x.svg", chart="changes")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"chart": "no such"}, "no such"),
        ({"chart": "layers", "root": "S1"}, "root"),
        ({"pages": "A99"}, "A99"),
        ({"one_per": "moon"}, "moon"),
        ({"one_per": "unit", "chart": "flow"}, "flow"),
        ({"one_per": "unit", "root": "S1"}, "root"),
        ({"path": "x.svg", "pages": "A4"}, r"\.pdf"),
        ({"path": "x.docx"}, "docx"),
        ({"path": "x"}, "ending|written as"),
        ({"path": "no/such/folder/x.pdf"}, "no/such/folder"),
    ],
)
def test_bad_wishes_are_told(asked, told, station, tmp_path):
    path = tmp_path / asked.get("path", "x.pdf")
    with pytest.raises(sg.InputError, match=told):
        sg.save_chart(
            station, path, **{name: value for name, value in asked.items() if name != "path"}
        )
    assert not path.exists()


def test_a_failure_leaves_the_old_file(station, tmp_path, monkeypatch):
    path = tmp_path / "x.pdf"
    path.write_bytes(b"old")
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(sg.InputError):
        sg.save_chart(station, path)
    assert path.read_bytes() == b"old"


# -- pages of the hierarchy


def tree(members=None, org=None, paper="A4"):
    org = sg.synthetic(members=members, seed=7) if org is None else org
    units = chosen_units(org, sg.Policy(), None, None)
    return org, units, unit_pages(units, sg.Policy(), Lettering(), sheet_of(paper))


def assert_tree_is_whole(org, units, found):
    """Every unit is on the page that the index names, parents above it on the same page unless it
    is a root or continued.
    """
    scenes = list(found.scenes(range(5, 5 + len(found.pages))))
    drawn = [{box.entity for box in kinds(scene, "unit")} for scene in scenes]
    assert set().union(*drawn) == set(org.encoding.units[units.rows])
    assert set(found.home) == set(range(len(units.rows)))
    for unit, page in found.home.items():
        assert org.encoding.units[units.rows[unit]] in drawn[page]
        above = int(units.parent[unit])
        assert above < 0 or unit in found.above or above in found.pages[page].units
    for number, (page, scene) in enumerate(zip(found.pages, scenes, strict=True)):
        leads = {label.of: label.page for label in scene.labels if label.page is not None}
        for unit in page.cut:
            assert leads[f"unit:{org.encoding.units[units.rows[unit]]}"] == 5 + found.home[unit]
            assert found.home[unit] > number
        assert_scene_sound(scene)


@examples(10)
@given(organisations(dated=False))
def test_any_hierarchy_on_small_paper(org):
    if len(org.units):
        assert_tree_is_whole(*tree(org=org, paper="A5"))


@pytest.mark.parametrize("paper", ["A4", "A5"])
def test_a_large_hierarchy(paper):
    assert_tree_is_whole(*tree(400, paper=paper))


def test_trees_that_are_too_deep_or_too_wide_are_cut():
    ids = [f"U{number}" for number in range(700)]
    parent = [None, *["U0"] * 300, *[f"U{1 + number % 5}" for number in range(399)]]
    org = sg.Org(
        {"id": []},
        {"id": ids, "layer": ["team"] * 700, "parent": parent},
        {"member": [], "unit": []},
    )
    _, units, found = tree(org=org)
    assert_tree_is_whole(org, units, found)
    assert any(page.cut for page in found.pages)
    chain = org.replace(units={"id": ids, "layer": ["team"] * 700, "parent": [None, *ids[:-1]]})
    _, units, found = tree(org=chain)
    assert_tree_is_whole(chain, units, found)


def test_pages_have_an_index_that_tells_the_truth(tmp_path):
    org = sg.synthetic(members=1_000, seed=7)
    pages = pages_of(sg.save_chart(org, tmp_path / "x.pdf", pages="A4", lang="en"))
    told = [page.extract_text() for page in pages]
    assert {
        (round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pages
    } == {(842, 595)}
    assert all(
        f"page {number} of {len(pages)}" in text for number, text in enumerate(told, start=1)
    )
    scenes = chart_pages.pages_of(org, "org", sheet_of("A4"), None, sg.Policy(), {})[1]
    assert len(scenes) == len(pages)
    entries = {
        label.text: label.page
        for scene in scenes
        for label in scene.labels
        if label.page is not None and not label.of and label.x < 700
    }
    names = set(org.units["name"])
    assert names <= set(entries), "every unit is in the index"
    for name in names:
        assert name in told[entries[name]]


# -- pages of people


@examples(8)
@given(organisations(dated=False))
def test_any_organisation_on_pages_of_people(org):
    if "team" not in org.layers:
        return
    seats = layers_seated(org, sg.Policy(), None, None)
    found = DualPages(seats, sg.Policy(), Lettering(), sheet_of("A5"))
    scenes = list(found.scenes(range(1, 1 + len(found.pages))))
    people = [box.entity for scene in scenes for box in kinds(scene, "member")]
    assert sorted(people) == sorted(
        org.encoding.members[member] for these in seats.people for member in these
    )
    for scene in scenes:
        assert_scene_sound(scene)


def test_groups_tell_on_which_pages_they_go_on():
    org = sg.synthetic(members=600, seed=3)
    found = DualPages(
        layers_seated(org, sg.Policy(), None, None), sg.Policy(), Lettering(), sheet_of("A4")
    )
    scenes = list(found.scenes(range(1, 1 + len(found.pages))))
    drawn = [{box.entity for box in kinds(scene, "unit")} for scene in scenes]
    told = 0
    for number, scene in enumerate(scenes):
        for label in scene.labels:
            if label.text.startswith("also on page"):
                told += 1
                others = [int(page) for page in re.findall(r"\d+", label.text)]
                assert all(page - 2 != number for page in others)
                assert any(
                    unit in drawn[others[0] - 2] for unit in drawn[number] if unit[0] in "PU"
                )
    assert told
    assert len(scenes) > 2


@pytest.mark.parametrize(("one_per", "count"), [("unit", 5), ("leader", 4)])
def test_a_page_each(one_per, count, station, tmp_path):
    pages = pages_of(
        sg.save_chart(station, tmp_path / "x.pdf", chart="layers", one_per=one_per, lang="zh")
    )
    assert len(pages) == 1 + count
    told = [page.extract_text() for page in pages]
    assert "目录" in told[0]
    heads = {
        "unit": ["运维一班", "营销二班", "第一党小组", "第一工会小组", "第二工会小组"],
        "leader": ["安一", "陈三", "冯六", "何八"],
    }[one_per]
    for head, text in zip(heads, told[1:], strict=True):
        assert head in text
        assert head in told[0]
    if one_per == "unit":
        assert all(name in told[1] for name in ("安一", "柏二", "陈三", "丁四", "鄂五"))


@examples(8)
@given(organisations(dated=False))
def test_any_booklet(org):
    for one_per in saving.ONE_PER:
        made = in_language(
            "zh", chart_pages.pages_of, org, "org", sheet_of("A4"), one_per, sg.Policy(), {}
        )[1]
        for scene in made:
            assert_scene_sound(scene)
            assert (scene.width, scene.height) == PAPERS["A4"]


def test_a_crowd_has_several_pages(tmp_path):
    ids = [f"M{number:03}" for number in range(500)]
    org = sg.Org(
        {"id": ids},
        {"id": ["T"], "layer": ["team"]},
        {"member": ids, "unit": ["T"] * 500, "role": ["leader", *[""] * 499]},
    )
    for one_per in saving.ONE_PER:
        pages = pages_of(
            sg.save_chart(org, tmp_path / f"{one_per}.pdf", one_per=one_per, lang="en")
        )
        told = " ".join(page.extract_text() for page in pages)
        assert all(id_ in told for id_ in ids)
        assert len(pages) == 4


def test_other_charts_fit_on_one_page(tmp_path):
    org = sg.synthetic(members=2_000, seed=7)
    for chart in ("flow", "findings", "spans"):
        (page,) = pages_of(
            sg.save_chart(org, tmp_path / f"{chart}.pdf", chart=chart, pages="a3", lang="en")
        )
        assert round(float(page.mediabox.width)) == 1191


# -- without a font


@pytest.mark.usefixtures("no_font")
@pytest.mark.parametrize("kind", ["svg", "pdf", "png"])
def test_without_a_chinese_font_there_is_one_warning(kind, station, tmp_path):
    with pytest.warns(sg.SanzuWarning) as told:
        path = sg.save_chart(station, tmp_path / f"x.{kind}", chart="layers", lang="zh")
    assert len(told) == 1
    assert told[0].filename == __file__
    if kind == "svg":
        assert "安一" in path.read_text(encoding="utf-8"), (
            "in the titles, which whoever has the font reads"
        )
        assert ">M01<" in path.read_text(encoding="utf-8")


def test_sheets():
    assert sheet_of("a4").aspect > 1.4
    assert isinstance(Scene().title, str)
    with pytest.raises(sg.InputError, match="A4"):
        sheet_of("B5")
