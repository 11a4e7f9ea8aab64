"""`plot_findings`: every finding counts where it belongs, the worst first."""

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given

import sanzu_graph as sg
from sanzu_graph.charts.colors import SEVERE
from sanzu_graph.charts.finding_maps import _grid, _places
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.paper import is_legible, sheet_of
from sanzu_graph.charts.priorities import priorities
from sanzu_graph.charts.registry import drawing
from tests.breaking import added, without
from tests.charts.conftest import assert_scene_sound, assert_sound, texts
from tests.searching import examples
from tests.speech import in_language
from tests.strategies import organisations


def grid_of(org, most=40, **asked):
    found = sg.audit(org, lang="en", **asked)
    return found, _grid(found, _places(found), Lettering(), most)


def test_a_sound_organisation_is_a_sentence(station):
    ax = sg.plot_findings(station, lang="zh")
    assert texts(ax) == [
        "7 个单元均未发现问题",
        "问题分布：错误 0，警告 0，提示 0",
        "无问题的单元：7 个。",
    ]
    assert_sound(ax)


def test_findings_of_members_count_at_their_base_unit(station):
    org = without(station, "memberships", member="M01", unit="U1")  # in no union group any more
    found, grid = grid_of(org, select="lines")
    assert found.findings["check"].tolist() == ["missing_line"]
    assert [row.entity for row in grid.rows] == ["T1"]
    assert grid.counts.tolist() == [[1]]


def test_members_in_no_base_unit_have_a_line(station):
    org = added(
        station,
        "members",
        {"id": "M99", "name": "新人", "political_status": "non_member", "seniority_years": 3},
    )
    _, grid = grid_of(org)
    assert [row.label for row in grid.rows] == ["in no team"]
    ax = sg.plot_findings(org, lang="zh")
    assert "不属于任何班组" in texts(ax)
    assert_sound(ax)


def test_rows_of_tables_have_a_line(station):
    tables = station.tables()
    tables["memberships"] = pd.concat(
        [tables["memberships"], pd.DataFrame({"member": ["nobody"], "unit": ["T1"]})]
    )
    _, grid = grid_of(sg.Org.from_tables(tables, strict=False))
    assert [row.label for row in grid.rows] == ["rows of the tables"]
    assert grid.counts.tolist() == [[1]]


@examples(6)
@given(organisations(dated=False))
def test_no_finding_is_lost(org):
    found, grid = grid_of(org, most=10_000)
    base = found.policy.base
    homes = (
        org.pairs(base).per_member if base in org.layers else np.zeros(len(org.members), dtype=int)
    )
    home = dict(zip(org.encoding.members, homes, strict=True))
    expected = sum(
        max(home[row.entity_id], 1) if row.entity == "member" else 1
        for row in found.findings.itertuples()
    )
    assert grid.counts.sum() == expected
    assert (grid.counts.sum(axis=1) > 0).all()
    assert_scene_sound(in_language("zh", drawing, sg.plot_findings, org, audit=found).scene())


@pytest.mark.parametrize("members", [100, 1_000, 10_000])
def test_the_worst_units(members):
    org = sg.synthetic(members=members, seed=7)
    found, grid = grid_of(org)
    whole = _grid(found, _places(found), Lettering(), 10_000)
    rest = len(whole.rows) - 40
    assert len(grid.rows) == (len(whole.rows) if rest <= 0 else 41)
    drawn = len(whole.rows) - 24
    if rest > 0:
        assert grid.counts[-1].tolist() == whole.counts.sum(axis=0).tolist()
    grave = [column.band == "error" for column in whole.columns]
    errors = whole.counts[:, grave].sum(axis=1).tolist()
    assert errors == sorted(errors, reverse=True)
    ax = sg.plot_findings(org, audit=found)
    if drawn > 0:
        assert f"Not drawn: {drawn} more units with findings." in texts(ax)
    assert_sound(ax)


def test_the_day_is_told():
    org = sg.Org(
        {"id": ["A"], "until": ["2027-01-01"]},
        {"id": ["T"], "layer": ["team"]},
        {"member": ["A"], "unit": ["T"]},
    )
    policy = sg.Policy.for_layers("team")
    assert (
        "2026-12-31" in texts(sg.plot_findings(org, policy=policy, on="2026-12-31", lang="en"))[1]
    )


def test_axes_given_are_the_axes_returned():
    org = sg.synthetic(members=1_000, seed=7)
    found = sg.audit(org, lang="zh")
    _, ax = plt.subplots(figsize=(7, 5))
    assert sg.plot_findings(org, audit=found, ax=ax) is ax
    assert_sound(ax)


@examples(6)
@given(organisations(dated=False))
def test_severity_is_the_colour_and_the_count_is_written(org):
    found, grid = grid_of(org, most=10_000)
    grave = dict(zip(found.findings["check"], found.findings["severity"], strict=True))
    bands = {SEVERE[name] for name in set(grave.values())}
    for number, row in enumerate(grid.counts.tolist()):
        for place, count in enumerate(row):
            assert grid.color(count, place) == grid.color(1, place) in bands, number
    assert [column.color for column in grid.columns] == [
        grid.color(1, place) for place in range(len(grid.columns))
    ]


@examples(6)
@given(organisations(dated=False))
def test_checks_not_drawn_are_summed_by_severity(org):
    found, whole = grid_of(org, most=10_000)
    places, words = _places(found), in_language("en", Lettering)
    for width in (1, 3):
        grid = _grid(found, places, words, 10_000, width)
        assert grid.counts.sum(axis=1).tolist() == whole.counts.sum(axis=1).tolist()
        if len(whole.columns) > width + 1:
            assert len(grid.columns) <= width + 3
        for band in {column.band for column in whole.columns}:
            sums = [
                one.counts[:, [column.band == band for column in one.columns]].sum()
                for one in (grid, whole)
            ]
            assert sums[0] == sums[1]


def test_colours_of_severity_differ_in_lightness():
    """They are told apart in grey and by those who see no red or no green."""
    for seen in (grey, deuteranopic):
        light = sorted(seen(color) for color in SEVERE.values())
        assert min(high - low for low, high in pairwise(light)) > 0.15


def rgb(color):
    return np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)]) / 255


def grey(color):
    return float(rgb(color) @ (0.299, 0.587, 0.114))


def deuteranopic(color):
    """Lightness as seen without the receptors for green (Machado and others, 2009)."""
    matrix = [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
    return float(np.clip(np.array(matrix) @ rgb(color), 0, 1) @ (0.299, 0.587, 0.114))


# -- what to do first: the oracle counts row by row


@examples(8)
@given(organisations(dated=False))
def test_what_to_do_first_is_ranked_by_severity_people_and_units(org):
    found = sg.audit(org, lang="en")
    members = {}
    for row in org.memberships.itertuples():
        members.setdefault(row.unit, set()).add(row.member)
    kinds = {}
    for row in found.findings.itertuples():
        _, people, units = kinds.setdefault(row.check, (row.severity, set(), set()))
        if row.entity == "member":
            people.add(row.entity_id)
        elif row.entity == "unit":
            units.add(row.entity_id)
            people |= members.get(row.entity_id, set())
    ranks = [
        (("error", "warning", "info").index(severity), -len(people), -len(units))
        for severity, people, units in kinds.values()
    ]
    ranked = priorities(found, in_language("en", Lettering))
    assert [
        (("error", "warning", "info").index(one.severity), -one.people, -one.units)
        for one in ranked
    ] == sorted(ranks)
    for one in ranked:
        severity, people, units = kinds[one.check]
        assert (one.severity, one.people, one.units) == (severity, len(people), len(units))
    # At the head of the list stands what is to be done first.
    if ranked:
        scene = in_language("en", drawing, sg.plot_findings, org, audit=found).scene()
        assert "What to do first" in [label.text for label in scene.labels]


def test_names_stand_in_the_list_not_ids():
    org = sg.read_tables("data/juhua")
    found = sg.audit(org, lang="zh")
    first = priorities(found, in_language("zh", Lettering))[0]
    assert (first.check, first.units) == ("blank_team", 172)
    names = dict(zip(org.units["id"], org.units["name"], strict=True))
    sizes = org.memberships.drop_duplicates(["member", "unit"])["unit"].value_counts()
    ids = {name: id_ for id_, name in names.items()}
    heads = [int(sizes[ids[name]]) for name in first.names]
    assert heads == sorted(heads, reverse=True)
    assert not set(first.names) & set(names)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("data", ["guanxi", "juhua"])
def test_findings_stand_on_one_slide_with_letters_of_nine_points(data, lang):
    org = sg.read_tables(f"data/{data}")
    made = in_language(lang, drawing, sg.plot_findings, org, on="2026-11-22")
    scene, sheet = made.flat(), sheet_of("Slide").as_slide
    assert is_legible(scene, sheet)
    assert_scene_sound(scene)


def test_files_that_can_be_enlarged_have_more_units_and_all_checks():
    org = sg.synthetic(members=1_500, seed=5)
    audit = sg.audit(org, lang="en")
    whole = drawing(sg.plot_findings, org, audit=audit)
    rows = {
        name: sum(bool(box.entity) for box in scene.boxes)
        for name, scene in (("full", whole.full()), ("first", whole.scene()))
    }
    assert rows["full"] - rows["first"] == 40 - 24
    titles = " ".join(label.text for label in whole.full().labels if label.upright)
    assert len(audit.summary()) > 6
    assert titles.count("more checks") == 0
