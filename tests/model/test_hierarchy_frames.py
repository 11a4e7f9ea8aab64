"""An organisation from a frame of people with managers."""

import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph import AbsentError, InputError, Org, SchemaError

FRAME = pd.DataFrame(
    {
        "emp": [1, 2, 3, 4],
        "who": ["An", "Bo", "Open – Req 1234", "空缺"],
        "boss": pd.array([None, 1, 2, 1], dtype="Int64"),
        "dept": ["Grid", "Grid", "Lines", None],
        "grade": ["a", "b", None, None],
    }
)


def test_people_lines_units_attributes_and_open_posts() -> None:
    org = Org.from_hierarchy(FRAME, id="emp", manager="boss", unit="dept", name="who")
    assert org.members[["id", "name", "grade"]].to_numpy().tolist() == [
        ["1", "An", "a"],
        ["2", "Bo", "b"],
    ]
    assert org.relations.to_numpy().tolist() == [["2", "1", "reports_to"]]
    assert org.positions[["id", "title", "manager"]].to_numpy().tolist() == [
        ["3", "Open – Req 1234", "2"],
        ["4", "空缺", "1"],
    ]
    assert sg.unit_sizes(org)[["name", "headcount", "open_posts"]].to_numpy().tolist() == [
        ["Grid", 2, 0],
        ["Lines", 0, 1],
    ]


def test_dotted_lines_and_self_reports_are_kept() -> None:
    frame = {"id": ["1", "2"], "boss": ["1", "1"], "matrix": [None, "1"]}
    org = Org.from_hierarchy(frame, id="id", manager="boss", dotted="matrix")
    assert sg.self_reports(org)["entity_id"].tolist() == ["1"]
    assert sg.doubled_lines(org)["entity_id"].tolist() == ["2"]


def test_ids_that_pandas_made_floats_are_told_with_the_cure() -> None:
    frame = pd.DataFrame({"id": ["100234", "2"], "boss": [None, 100234]})
    with pytest.raises(InputError, match=r"100234\.0.*Int64") as raised:
        Org.from_hierarchy(frame, id="id", manager="boss")
    assert "按文本读入" in raised.value.describe("zh")


def test_nobody_and_no_column() -> None:
    frame = {"id": ["1"], "boss": ["9"]}
    with pytest.raises(SchemaError, match="9"):
        Org.from_hierarchy(frame, id="id", manager="boss")
    assert len(Org.from_hierarchy(frame, id="id", manager="boss", strict=False).rejected) == 1
    with pytest.raises(AbsentError, match="chief"):
        Org.from_hierarchy(frame, id="id", manager="chief")


def test_who_reports_to_an_open_post_reports_to_its_manager_until_it_is_held() -> None:
    frame = {
        "id": ["1", "2", "3", "4", "5", "6"],
        "who": ["An", "TBH", "Vacant", "Bo", "Cy", "Open post"],
        "boss": ["", "1", "2", "3", "6", ""],
        "job": ["chief", "head", "lead", "fitter", "clerk", "buyer"],
        "grade": list("abcdef"),
    }
    with pytest.warns(sg.SanzuWarning, match=r"2 lines lead to open posts \(3, 6\)"):
        org = Org.from_hierarchy(frame, id="id", manager="boss", name="who", title="job")
    assert org.relations.to_numpy().tolist() == [["4", "1", "reports_to"]]
    assert org.members["position"].tolist() == ["chief", "fitter", "clerk"]
    posts = org.positions.set_index("id")
    assert posts["title"].tolist() == ["head", "lead", "buyer"]
    assert posts["grade"].tolist() == ["b", "c", "f"]
    assert (posts.loc["2", "manager"], posts.loc["3", "above"]) == ("1", "2")
