"""Sheets of dual management: large enough letters, rows of groups, lines beside the cards."""

import numpy as np
import pytest

import sanzu_graph as sg
from sanzu_graph.charts.chart_pages import pages_of
from sanzu_graph.charts.paper import sheet_of
from sanzu_graph.charts.registry import drawing
from sanzu_graph.errors import speaking
from tests.charts.conftest import assert_scene_sound, kinds
from tests.speech import in_language


@pytest.fixture(scope="module")
def guanxi() -> sg.Org:
    return sg.read_tables("data/guanxi")


@pytest.fixture(scope="module")
def juhua() -> sg.Org:
    return sg.read_tables("data/juhua")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_seventy_two_people_are_read_on_one_page(guanxi, lang):
    with speaking(lang):
        _, pages = pages_of(guanxi, "layers", sheet_of("A4"), None, sg.Policy().resolve(guanxi), {})
    (page,) = pages
    assert_scene_sound(page)
    assert page.smallest >= 8.0


def test_no_line_of_a_leader_runs_across_a_card(guanxi):
    for org in (guanxi, sg.synthetic(members=100, seed=7)):
        scene = in_language("zh", drawing, sg.plot_layers, org).full()
        cards = kinds(scene, "member")
        edges = np.array([(c.x, c.y, c.x + c.width, c.y + c.height) for c in cards])
        for line in scene.lines:
            for (x0, y0), (x1, y1) in zip(line.points, line.points[1:], strict=False):
                # At right angles all of it is looked at; of a slanting line some points.
                straight = x0 == x1 or y0 == y1
                for share in (None,) if straight else np.linspace(0.02, 0.98, 25):
                    low, high = (0.0, 1.0) if share is None else (share, share)
                    xs = sorted((x0 + (x1 - x0) * low, x0 + (x1 - x0) * high))
                    ys = sorted((y0 + (y1 - y0) * low, y0 + (y1 - y0) * high))
                    inside = (
                        (edges[:, 0] + 0.2 < xs[1])
                        & (xs[0] < edges[:, 2] - 0.2)
                        & (edges[:, 1] + 0.2 < ys[1])
                        & (ys[0] < edges[:, 3] - 0.2)
                    )
                    assert not inside.any(), line


def scattered(groups: int) -> sg.Org:
    """One team that so many groups reach, by one person each."""
    people = [f"M{n}" for n in range(groups)]
    units = {"id": ["T", *(f"P{n}" for n in range(groups))], "layer": ["team"] + ["party"] * groups}
    rows = {"member": people * 2, "unit": ["T"] * groups + [f"P{n}" for n in range(groups)]}
    return sg.Org({"id": people}, units, rows)


@pytest.mark.parametrize("groups", [3, 40, 150])
def test_many_groups_stand_in_lines(groups):
    scene = in_language("en", drawing, sg.plot_layers, scattered(groups)).full()
    assert_scene_sound(scene)
    assert scene.width < 1_500
    assert len({box.y for box in kinds(scene, "unit")}) - 1 >= (1 if groups < 10 else 2)


def test_a_picture_without_names_tells_the_blank_units_below(juhua):
    scene = in_language("zh", drawing, sg.plot_layers, juhua).scene()
    assert_scene_sound(scene)
    told = "".join(label.text for label in scene.labels if label.y > scene.height * 0.7)
    blank = sg.blank_teams(juhua)["name"]
    assert len(blank) == 172
    assert [name for name in blank if name not in told] == []
    assert "pages" in told


def test_names_are_cut_where_they_are_alike():
    from sanzu_graph.charts.lettering import ELLIPSIS, Lettering

    words = Lettering()
    names = [f"甲市乙区丙镇供电所{n}班" for n in "一二三四五"] + ["甲市", "North Plant"]
    words.tell_apart(names)
    for room in (40.0, 50.0, 70.0):
        shown = [words.fit(name, 8.0, room) for name in names]
        assert len(set(shown)) == len(names)
        assert all(words.width(one, 8.0) <= room for one in shown)
        wrapped = ["".join(words.wrap(name, 8.0, room / 2, 2)) for name in names]
        assert len(set(wrapped)) == len(names)
    assert words.fit(names[0], 8.0, 50.0).endswith("一班")
    assert ELLIPSIS not in words.fit(names[0], 8.0, 500.0)
    assert words.fit("North Plant, unknown", 8.0, 30.0).endswith(ELLIPSIS)


def test_a_number_is_cut_whole_or_not_at_all():
    from sanzu_graph.charts.lettering import Lettering

    words = Lettering()
    names = [f"Amberbridge repair team {number}" for number in (1, 9, 10, 11, 12, 110)]
    words.tell_apart(names)
    for name in names:
        shown = words.fit(name, 8.0, 60.0)
        assert shown.partition("…")[2] == name.rpartition(" ")[2]
    assert words.fit("Amberbridge repair team 12", 8.0, 500.0) == "Amberbridge repair team 12"
    long = ["M1234567890124", "M1234567890125"]
    words.tell_apart(long)
    assert [words.fit(name, 8.0, 40.0)[-2:] for name in long] == ["…4", "…5"]


def test_the_heads_of_groups_differ_where_the_groups_do():
    org = sg.synthetic(members=200, seed=7, lang="en")
    scene = in_language("en", lambda: drawing(sg.plot_layers, org).scene())
    groups = org.units.loc[org.units["layer"].isin(["party", "union"]), "id"]
    heads = {box.key: box.entity for box in scene.boxes if box.entity in set(groups)}
    first: dict[str, str] = {}
    for label in scene.labels:
        if label.of in heads:
            first.setdefault(heads[label.of], label.text)
    assert len(first) == len(groups) == len(set(first.values()))
