"""GraphML and back is the same organisation; other readers see the same graph; bad files are told,
never followed.
"""

from itertools import combinations, pairwise
from xml.etree import ElementTree

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given

import sanzu_graph as sg
from sanzu_graph import Org
from sanzu_graph.io.graph_looks import looks
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


# -- what Gephi and yEd show

YED = "{http://www.yworks.com/xml/graphml}"
SPACE = "{http://graphml.graphdrawing.org/xmlns}"


def elements(path):
    """The keys by id, and the elements of a kind with their data by key, read by the standard parser."""
    root = ElementTree.parse(path).getroot()  # noqa: S314 - our own file
    keys = {key.get("id"): key for key in root.iter(f"{SPACE}key")}
    return keys, {
        kind: {
            one.get("id"): {data.get("key"): data for data in one.iter(f"{SPACE}data")}
            for one in root.iter(f"{SPACE}{kind}")
        }
        for kind in ("node", "edge")
    }


@pytest.fixture(scope="module")
def case(folder):
    """Of an issue: the first member has no name."""
    org = Org(
        {"id": ["M1", "M2"], "name": [None, "Ben"], "political_status": ["party_member", None]},
        {"id": ["T", "P"], "layer": ["team", "party"], "name": ["Grid", None]},
        {"member": ["M1", "M2", "M2"], "unit": ["T", "T", "P"]},
    )
    return org, sg.write_graphml(org, folder / "case.graphml", manages=True)


def test_gephi_finds_labels_places_and_colors(case):
    keys, found = elements(case[1])
    for id_, dtype in {"label": "string", "x": "double", "y": "double", "color": "string"}.items():
        assert (keys[id_].get("for"), keys[id_].get("attr.name")) == ("node", id_)
        assert keys[id_].get("attr.type") == dtype
    assert not {"d3", "d7"} & set(keys), "Gephi takes them for labels"
    labels = {node: data["label"].text for node, data in found["node"].items()}
    assert labels == {"member:M1": "M1", "member:M2": "Ben", "unit:T": "Grid", "unit:P": "P"}
    places = [(float(d["x"].text), float(d["y"].text)) for d in found["node"].values()]
    assert len(set(places)) == 4
    colors = {node: data["color"].text for node, data in found["node"].items()}
    assert len({colors["unit:T"], colors["unit:P"], colors["member:M1"]}) == 3
    assert keys["political_status"].get("attr.name") == "political_status"


def test_yed_finds_shapes_with_labels_and_edges(case):
    keys, found = elements(case[1])
    assert keys["node_graphics"].get("yfiles.type") == "nodegraphics"
    assert keys["edge_graphics"].get("yfiles.type") == "edgegraphics"
    boxes = []
    for data in found["node"].values():
        (shape,) = data["node_graphics"].findall(f"{YED}ShapeNode")
        assert shape.find(f"{YED}NodeLabel").text == data["label"].text
        assert shape.find(f"{YED}Fill").get("color").startswith("#")
        place = shape.find(f"{YED}Geometry")
        boxes.append([float(place.get(name)) for name in ("x", "y", "width", "height")])
        assert boxes[-1][1] + boxes[-1][3] / 2 == pytest.approx(-float(data["y"].text), abs=0.11)
    for one, two in combinations(boxes, 2):
        assert (
            one[0] + one[2] <= two[0] + 0.2
            or two[0] + two[2] <= one[0] + 0.2
            or one[1] + one[3] <= two[1] + 0.2
            or two[1] + two[3] <= one[1] + 0.2
        ), "no box covers another"
    for data in found["edge"].values():
        (line,) = data["edge_graphics"].findall(f"{YED}PolyLineEdge")
        assert line.find(f"{YED}LineStyle").get("type") == "line"


@pytest.mark.parametrize("members", [20, 300])
def test_no_box_covers_another(members):
    shown = list(looks(sg.synthetic(members=members, seed=3)).values())
    taken = {}
    for look in shown:
        for other in taken.setdefault(round(look.y), []):
            assert abs(look.x - other.x) >= (look.width + other.width) / 2 - 0.01
        taken[round(look.y)].append(look)
    rows = sorted(taken)
    assert all(b - a >= shown[0].height for a, b in pairwise(rows))


def test_networkx_reads_labels_and_own_columns_keep_their_names(folder):
    org = Org(
        {"id": ["A"], "label": ["own"], "x": [3], "color": ["red"], "d3": ["v"], "Size": [1]},
        {"id": ["T"], "layer": ["team"], "name": ["Grid"]},
        {"member": ["A"], "unit": ["T"], "weight": [2], "id": ["z"]},
    )
    path = sg.write_graphml(org, folder / "own.graphml")
    assert sg.read_graphml(path) == org
    G = nx.read_graphml(path)
    assert G.nodes["member:A"]["label"] == "A"
    assert G.nodes["unit:T"]["label"] == "Grid"
    assert G.nodes["member:A"]["attributes.label"] == "own"
    assert G.edges["member:A", "unit:T"]["attributes.weight"] == 2
    keys, _ = elements(path)
    assert "d3" not in keys


# -- graphs that others made


def test_the_southern_women_are_read(folder):
    G = nx.davis_southern_women_graph()
    women, events = G.graph["top"], G.graph["bottom"]
    G.graph.clear()  # lists, which GraphML cannot hold
    nx.write_graphml(G, folder / "women.graphml")
    for layer in (None, "event"):
        org = sg.read_graphml(folder / "women.graphml", layer=layer)
        assert org.layers == (layer or "team",)
        assert (set(org.members["id"]), set(org.units["id"])) == (set(women), set(events))
        seats = {tuple(row) for row in org.memberships[["member", "unit"]].to_numpy()}
        assert seats == {(woman, event) for woman in women for event in G[woman]}
        assert "bipartite" not in org.members


@given(organisations(dated=False))
def test_any_bipartite_graph_of_networkx_is_read(folder, org):
    G, seats = nx.Graph(), set()
    for number, ids in enumerate((org.members["id"], org.units["id"])):
        G.add_nodes_from([f"{'mu'[number]} {id_}" for id_ in ids], bipartite=number)
    for member, unit in org.memberships[["member", "unit"]].to_numpy():
        seats.add((f"m {member}", f"u {unit}"))
    G.add_edges_from(sorted((unit, member) for member, unit in seats))  # ends in any order
    path = folder / "some.graphml"
    nx.write_graphml(G, path)
    again = sg.read_graphml(path, layer="club")
    assert {tuple(row) for row in again.memberships[["member", "unit"]].to_numpy()} == seats
    assert len(again.members) == len(org.members)
    assert set(again.units.get("layer", [])) <= {"club"}


def test_without_sides_edges_go_from_members_to_units(folder):
    nx.write_graphml(nx.DiGraph([("An", "choir"), ("Bo", "choir")]), folder / "plain.graphml")
    org = sg.read_graphml(folder / "plain.graphml", layer="club")
    assert (org.members["id"].tolist(), org.units["id"].tolist()) == (["An", "Bo"], ["choir"])
    with pytest.raises(sg.GraphError, match="kind"):
        sg.read_graphml(folder / "plain.graphml")
    nx.write_graphml(nx.DiGraph([("An", "choir"), ("choir", "Bo")]), folder / "both.graphml")
    with pytest.raises(sg.GraphError, match="bipartite"):
        sg.read_graphml(folder / "both.graphml", layer="club")


def test_what_yed_shows_is_the_name(folder):
    content = (
        f'<graphml xmlns="{SPACE[1:-1]}" xmlns:y="{YED[1:-1]}">'
        '<key id="d0" for="node" yfiles.type="nodegraphics"/>'
        '<graph edgedefault="directed"><node id="n0"><data key="d0"><y:ShapeNode><y:NodeLabel> An'
        "</y:NodeLabel></y:ShapeNode></data></node>"
        '<node id="n1"/><edge source="n0" target="n1"/></graph></graphml>'
    )
    org = sg.read_graphml(written(folder, content), layer="club")
    assert org.members["name"].tolist() == ["An"]
    assert org.units["id"].tolist() == ["n1"]


def test_files_of_earlier_versions_are_read(folder):
    """As `write_graphml` wrote them in November 2026, without looks."""
    content = (
        f'<graphml xmlns="{SPACE[1:-1]}"><key id="d0" for="node" attr.name="kind" attr.type="string"/>'
        '<key id="d2" for="node" attr.name="id" attr.type="string"/>'
        '<key id="d3" for="node" attr.name="label" attr.type="string"/>'
        '<graph id="organisation" edgedefault="directed"><node id="member:M1">'
        '<data key="d0">member</data><data key="d2">M1</data><data key="d3">own</data></node>'
        "</graph></graphml>"
    )
    org = sg.read_graphml(written(folder, content))
    assert org.members[["id", "label"]].to_numpy().tolist() == [["M1", "own"]]
