"""GraphML and back is the same organisation; other readers see the same graph; bad files are told,
never followed.
"""

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given

import sanzu_graph as sg
from sanzu_graph import Org
from tests.strategies import organisations

NASTY = [
    "a\x01b",
    "a\rb",
    "a\nb\tc",
    "_x0041_",
    "__x0041_",
    "]]>",
    "&lt;",
    '"><node id="x"/>',
    "<!-- -->",
    "\ufffe",
    " padded ",
    "长" * 200,
    "👩‍👩‍👧",
    "\u202eabc",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("graphml")


@given(organisations())
def test_the_way_back_is_the_same_organisation(folder, org):
    assert sg.read_graphml(sg.write_graphml(org, folder / "org.graphml")) == org


@given(organisations())
def test_networkx_reads_the_same_graph(folder, org):
    G = nx.read_graphml(
        sg.write_graphml(org, folder / "org.graphml", manages=True), force_multigraph=True
    )
    assert (G.number_of_nodes(), G.number_of_edges()) == (
        len(org.graph(qualified=True)),
        org.graph(qualified=True).number_of_edges(),
    )
    assert sg.read_graphml(folder / "org.graphml") == org


def test_every_name_comes_back(folder):
    org = Org(
        {
            "id": [f"M{n}" for n in range(len(NASTY))],
            "name": NASTY,
            "attributes.kind": NASTY,
            "kind": NASTY,
        },
        {
            "id": [name for name in NASTY if name == name.strip()],
            "layer": [name.strip() for name in NASTY if name == name.strip()],
        },
        {"member": ["M1"], "unit": ["a\rb"], "title": ["<b>"]},
    )
    again = sg.read_graphml(sg.write_graphml(org, folder / "nasty.graphml"))
    assert again == org
    assert again.members["name"].tolist() == NASTY


def test_types_come_back(folder):
    columns = {
        "badge": pd.array([2**53 + 1, None], dtype="Int64"),
        "share": [0.1, float("inf")],
        "late": [True, False],
        "number": ["007", "1e5"],
        "at": [pd.Timestamp("2026-01-01 08:30"), None],
    }
    org = Org(
        pd.DataFrame({"id": ["A", "B"], **columns}),
        {"id": [], "layer": []},
        {"member": [], "unit": []},
    )
    again = sg.read_graphml(sg.write_graphml(org, folder / "types.graphml"))
    assert again == org
    assert again.members["badge"].tolist()[0] == 2**53 + 1
    assert again.members["number"].tolist() == ["007", "1e5"]
    assert again.members["late"].tolist() == [True, False]


def test_what_it_cannot_hold_is_told(folder):
    org = Org(
        {"id": ["A"]},
        {"id": ["T"], "layer": ["team"]},
        {"member": ["A"], "unit": ["T"]},
        absences={"member": ["A"], "since": ["2026-01-01"]},
    )
    with pytest.warns(sg.SanzuWarning, match="leaves out absences"):
        sg.write_graphml(org, folder / "more.graphml")
    with pytest.warns(sg.SanzuWarning, match="未写入 absences"):
        sg.write_graphml(org, folder / "more.graphml", lang="zh")


def written(folder, content: str):
    (folder / "hand.graphml").write_text(content, encoding="utf-8")
    return folder / "hand.graphml"


@pytest.mark.parametrize(
    ("content", "kind", "word"),
    [
        ('<!DOCTYPE x [<!ENTITY a "b">]><graphml><graph/></graphml>', sg.InputError, "DOCTYPE"),
        ("<svg/>", sg.InputError, "svg"),
        ("<graphml><graph>", sg.InputError, "no GraphML"),
        ("", sg.InputError, "no GraphML"),
        ("<graphml><graph><node/></graph></graphml>", sg.InputError, "no GraphML"),
        ('<graphml><graph><node id="a"/></graph></graphml>', sg.GraphError, "kind"),
        ('<graphml><graph><edge source="a" target="b"/></graph></graphml>', sg.GraphError, "kind"),
    ],
)
def test_bad_files_are_told(folder, content, kind, word):
    with pytest.raises(kind, match=word):
        sg.read_graphml(written(folder, content))


def test_paths_are_told(folder):
    with pytest.raises(sg.InputError, match="graphml"):
        sg.write_graphml(
            Org({"id": []}, {"id": [], "layer": []}, {"member": [], "unit": []}), folder / "x.gml"
        )
    with pytest.raises(sg.InputError):
        sg.read_graphml(folder / "nowhere.graphml")
    with pytest.raises(sg.InputError):
        sg.write_graphml(
            Org({"id": []}, {"id": [], "layer": []}, {"member": [], "unit": []}),
            folder / "no" / "x.graphml",
        )
