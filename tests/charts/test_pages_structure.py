"""What holds on every page and in every picture made of scenes: texts lie in their boxes, pages are
sound, and no letter is smaller than can be read.
"""

import numpy as np
import pytest

import sanzu_graph as sg
from sanzu_graph.charts.chart_pages import pages_of
from sanzu_graph.charts.painting import LEGIBLE
from sanzu_graph.charts.paper import sheet_of
from sanzu_graph.charts.registry import all_charts
from sanzu_graph.errors import speaking
from tests.charts.conftest import areas, assert_scene_sound

#: Charts whose boxes hold all texts that are theirs.
HOLDING = ("org", "people", "layers")
#: The smallest letters on A4.
SMALLEST = {"org": LEGIBLE, "people": LEGIBLE, "layers": 6.5, "overlap": 6.5}


@pytest.fixture(scope="module")
def invented() -> sg.Org:
    """Names of any length, and lines from person to person."""
    org = sg.synthetic(members=160, seed=11)
    ids = org.members["id"].tolist()
    lines = {
        "source": ids[1:],
        "target": [ids[(number - 1) // 5] for number in range(1, len(ids))],
        "kind": ["reports_to"] * (len(ids) - 1),
    }
    return sg.Org(org.members, org.units, org.memberships, lines)


def assert_texts_in_their_boxes(scene) -> None:
    boxes = {box.key: box for box in scene.boxes if box.entity}
    for label, (left, top, right, bottom) in zip(scene.labels, areas(scene), strict=True):
        if label.of:
            box = boxes[label.of]
            assert left >= box.x - 0.5, label
            assert right <= box.x + box.width + 0.5, label
            assert top >= box.y - 1.0, label
            assert bottom <= box.y + box.height + 1.0, label


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("chart", HOLDING)
def test_texts_lie_in_their_boxes(chart, lang, invented):
    with speaking(lang):
        made = all_charts()[chart].drawing(invented)
        for make in (*made.scenes, made.full):
            assert_texts_in_their_boxes(make())


@pytest.mark.parametrize("chart", SMALLEST)
def test_every_page_is_sound_and_read(chart, invented):
    policy = sg.Policy().resolve(invented)
    with speaking("zh"):
        _, pages = pages_of(invented, chart, sheet_of("A4"), None, policy, {})
    assert pages
    for page in pages:
        assert_scene_sound(page)
        assert page.smallest >= SMALLEST[chart] - 0.01
        assert page.title
    if chart in ("people", "layers"):
        assert len(pages) > 1
    told = {label.text for page in pages for label in page.labels}
    assert np.isin(invented.units.query("layer == 'team'")["name"], list(told)).mean() > 0.9 or (
        chart == "people"
    )
