"""Mermaid: who is where, below its limits, every name as text, read by Mermaid's own parser where
that is at hand.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given

import sanzu_graph as sg
from sanzu_graph.charts.mermaid import CHARACTERS, EDGES, to_mermaid
from tests.speech import in_language
from tests.strategies import NAMES, organisations

NODE = re.compile(r'(u\d+|m\d+)\["([^"]*)"\]:::(\w+)')
EDGE = re.compile(r'(u\d+|m\d+) (---|-\.-|-\. "\d+" \.-) (u\d+|m\d+)')
HEAD = re.compile(r"flowchart TB|%% .*|classDef .*")
#: Names that mean something to Mermaid, Markdown or a browser.
HOSTILE = [
    *[name for name in NAMES if name],
    "end",
    "subgraph a",
    'click u0 "javascript:alert(1)"',
    "`**bold**`",
    "%% c",
    "u0 --> u1",
    '"]:::x',
    "a]b[c",
    "#35;",
    "&lt;b&gt;",
    "__init__",
    "1. list",
    "- item",
    "$$x$$",
    "[x](javascript:alert(1))",
    "graph TD; a-->b",
    "😀",
    "a\r\nb",
    "<img src=x onerror=alert(1)>",
]


def read(diagram: str) -> tuple[dict[str, tuple[str, str]], list[tuple[str, str, str]]]:
    """A diagram's nodes and edges; nothing else may stand in it."""
    nodes, edges = {}, []
    for line in diagram.splitlines():
        if node := NODE.fullmatch(line):
            nodes[node[1]] = (node[2], node[3])
        elif edge := EDGE.fullmatch(line):
            edges.append((edge[1], edge[2], edge[3]))
        else:
            assert HEAD.fullmatch(line), line
    return nodes, edges


def spoken(label: str) -> list[str]:
    """The lines of a label as they are shown."""
    return [
        re.sub(r"#(\d+);", lambda found: chr(int(found[1])), line) for line in label.split("<br/>")
    ]


def test_units_parents_leaders_and_reach():
    org = sg.read_tables("data/guanxi")
    (diagram,) = in_language("zh", to_mermaid, org)
    nodes, edges = read(diagram)
    names = {id_: spoken(label) for id_, (label, _) in nodes.items()}
    assert {lines[0] for lines in names.values()} == set(org.units["name"])
    shown = {(names[a][0], names[b][0]) for a, link, b in edges if link == "---"}
    name = dict(zip(org.units["id"], org.units["name"], strict=True))
    assert shown == {
        (name[parent], name[id_])
        for id_, parent in zip(org.units["id"], org.units["parent"], strict=True)
        if isinstance(parent, str)
    }
    reached = {
        (names[a][0], names[b][0]): int(re.sub(r"\D", "", link))
        for a, link, b in edges
        if link.startswith("-. ")
    }
    overlap = sg.overlap(org, "party", "team")
    assert sum(count for (group, _), count in reached.items() if "党小组" in group) == int(
        overlap.select_dtypes("number").to_numpy().sum()
    )
    assert {lines[0] for (id_, lines) in names.items() if nodes[id_][1] == "blank"} == {
        "柳湾配电二班",
        "石埠营业二班",
    }
    assert next(lines for lines in names.values() if lines[0] == "官溪配电一班") == [
        "官溪配电一班",
        "程志远",
        "8",
    ]


@given(organisations())
def test_everybody_once_and_every_unit(org):
    diagrams = to_mermaid(org, people=True, policy=sg.Policy.for_layers("team", ["party"]))
    nodes, edges = {}, []
    for diagram in diagrams:
        more, lines = read(diagram)
        nodes |= more
        edges += lines
    assert {id_ for id_ in nodes if id_.startswith("u")} == {
        f"u{number}" for number in range(len(org.units))
    }
    inside = {
        (m, u) for m, u in zip(org.memberships["member"], org.memberships["unit"], strict=True)
    }
    assert sum(id_.startswith("m") for id_ in nodes) == len({m for m, _ in inside})
    assert sum(b.startswith("m") for _, _, b in edges) == len(inside)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_only_text(name):
    org = sg.Org(
        {"id": ["M"], "name": [name]},
        {"id": ["T"], "name": [name], "layer": ["team"]},
        {"member": ["M"], "unit": ["T"], "role": ["leader"]},
    )
    (diagram,) = to_mermaid(org, people=True)
    nodes, _ = read(diagram)
    assert set(nodes) == {"u0", "m0"}
    bare = re.sub(r"#\d+;", "", nodes["m0"][0])
    assert not set(bare) & set("<>\"'`&#;[](){}|\\*_~$%:/=-")


def test_long_organisations_are_split(tmp_path):
    org = sg.synthetic(members=3_000, seed=7)
    diagrams = to_mermaid(org, people=True)
    assert len(diagrams) > 1
    edges = [edge for diagram in diagrams for edge in read(diagram)[1]]
    assert len(edges) == len(set(edges)) > EDGES
    assert all(
        len(diagram) <= CHARACTERS and len(read(diagram)[1]) <= EDGES for diagram in diagrams
    )
    files = sg.write_mermaid(org, tmp_path / "org.mmd", people=True, lang="en")
    assert [file.name for file in files][:2] == ["org-1.mmd", "org-2.mmd"]
    assert [file.read_text(encoding="utf-8") for file in files] == diagrams
    (page,) = sg.write_mermaid(org, tmp_path / "org.md", people=True, lang="en")
    assert page.read_text(encoding="utf-8").count("```mermaid\n") == len(diagrams)


def test_only_some_layers_hang_from_the_next_above():
    org = sg.read_tables("data/guanxi")
    (diagram,) = to_mermaid(org, layers=["station", "party"])
    nodes, edges = read(diagram)
    assert len(nodes) == 6
    assert len(edges) == 5
    with pytest.raises(sg.AbsentError, match="pary"):
        to_mermaid(org, layers=["pary"])


def test_paths_are_told(tmp_path):
    org = sg.read_tables("data/guanxi")
    with pytest.raises(sg.InputError, match="Mermaid"):
        sg.write_mermaid(org, tmp_path / "x.png")
    with pytest.raises(sg.InputError):
        sg.write_mermaid(org, tmp_path / "no" / "x.mmd")


PARSER = """
import { JSDOM } from 'jsdom';
const dom = new JSDOM('', {pretendToBeVisual: true});
globalThis.window = dom.window; globalThis.document = dom.window.document;
const mermaid = (await import('mermaid')).default;
import fs from 'fs';
for (const file of process.argv.slice(2)) console.log((await mermaid.parse(fs.readFileSync(file, 'utf8'))).diagramType);
"""


def test_mermaid_itself_reads_them(tmp_path):
    """With node, and a folder that has the packages mermaid and jsdom, named by SANZU_MERMAID."""
    folder = os.environ.get("SANZU_MERMAID", "")
    if not shutil.which("node") or not Path(folder, "node_modules", "mermaid").is_dir():
        pytest.skip(
            "node with the packages mermaid and jsdom is not at hand; name their folder in SANZU_MERMAID"
        )
    units = {
        "id": [f"T{n}" for n in range(len(HOSTILE))],
        "name": HOSTILE,
        "layer": ["team"] * len(HOSTILE),
        "parent": [None, *["T0"] * (len(HOSTILE) - 1)],
    }
    hostile = sg.Org(
        {"id": ["M"], "name": ["<b>"]}, units, {"member": ["M"], "unit": ["T1"], "role": ["leader"]}
    )
    files = sg.write_mermaid(hostile, tmp_path / "hostile.mmd", people=True, lang="en")
    files += sg.write_mermaid(
        sg.read_tables("data/guanxi"), tmp_path / "guanxi.mmd", people=True, lang="zh"
    )
    script = Path(folder, "sanzu-parse.mjs")
    script.write_text(PARSER, encoding="utf-8")
    answer = subprocess.run(
        ["node", script, *files], capture_output=True, text=True, check=False, timeout=120
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.split() == ["flowchart-v2"] * len(files)
