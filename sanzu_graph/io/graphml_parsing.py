"""GraphML files as they are parsed: keys, nodes, edges, and what they carry."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sanzu_graph.errors import GraphError, InputError
from sanzu_graph.io.foreign_graphs import YED_LABEL

if TYPE_CHECKING:
    import networkx as nx

#: Words of the graph view; a column of the organisation's own that bears one is told apart by a
#: prefix.
WORDS = {
    "node": ("id", "kind", "bipartite", "name", "layer", "parent"),
    "edge": ("relation", "table"),
}
OWN = "attributes."
#: Marks a key that only says how things look: no column when it is read.
SHOWN = "look"
_ESCAPE = re.compile(r"_x([0-9a-fA-F]{4})_")
_TRUTH = {"true": True, "1": True, "false": False, "0": False}
_NUMBERS: dict[str, Callable[[str], object]] = {
    "boolean": lambda told: _TRUTH[told.lower()],
    "int": int,
    "long": int,
    "float": float,
    "double": float,
}


@dataclass
class ParsedGraph:
    """What a GraphML file holds, as it is read."""

    path: object
    keys: dict[str, tuple[str, str]] = field(default_factory=dict)
    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    edges: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    into: list[dict[str, Any]] = field(default_factory=list)
    looks: set[str] = field(default_factory=set)
    key: str = ""
    text: list[str] = field(default_factory=list)
    started: bool = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        tag = name.rpartition(" ")[2]
        if not self.started and tag != "graphml":
            raise InputError("error.not_graphml", path=self.path, why=tag)
        self.started = True
        if tag == "key":
            self.key = attributes["id"]
            self.keys[self.key] = (
                _plain(attributes.get("attr.name", self.key)),
                attributes.get("attr.type", "string"),
            )
            if "yfiles.type" in attributes:
                self.looks.add(self.key)
        elif tag == "node":
            self.into.append(self.nodes.setdefault(_plain(attributes["id"]), {}))
        elif tag == "edge":
            self.into.append({})
            self.edges.append(
                (_plain(attributes["source"]), _plain(attributes["target"]), self.into[-1])
            )
        elif tag == "data":
            self.key, self.text = attributes["key"], []
        elif tag in ("NodeLabel", "desc"):
            self.text = []

    def end(self, name: str) -> None:
        """An element ends."""
        tag, content = name.rpartition(" ")[2], "".join(self.text)
        if tag == "desc" and content == SHOWN:
            self.looks.add(self.key)
        elif tag == "NodeLabel" and self.into and content.strip():
            self.into[-1].setdefault(YED_LABEL, content.strip())
        elif tag == "data" and self.into and self.key not in self.looks:
            key, dtype = self.keys.get(self.key, (self.key, "string"))
            self.into[-1][key] = _read(content, dtype)
        elif tag in ("node", "edge"):
            self.into.pop()

    def say(self, text: str) -> None:
        """Text between elements."""
        self.text.append(text)

    def refuse(self, *_: object) -> None:
        """A document type is declared."""
        raise InputError("error.graphml_doctype", path=self.path)


def parsed(raw: bytes, path: object) -> ParsedGraph:
    """What a file holds."""
    from xml.parsers import expat

    graph, reader = ParsedGraph(path), expat.ParserCreate(namespace_separator=" ")
    reader.buffer_text = True
    reader.StartElementHandler, reader.EndElementHandler = graph.begin, graph.end
    reader.StartDoctypeDeclHandler, reader.CharacterDataHandler = graph.refuse, graph.say
    try:
        reader.Parse(raw, True)
    except (expat.ExpatError, KeyError, ValueError, LookupError) as error:
        raise InputError("error.not_graphml", path=path, why=error) from error
    return graph


def _read(content: str, dtype: str) -> object:
    if dtype in _NUMBERS:
        try:
            return _NUMBERS[dtype](content.strip())
        except (ValueError, KeyError):
            return content
    return _plain(content)


def _plain(content: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), content)


def graph_of(parsed_graph: ParsedGraph) -> nx.MultiDiGraph:
    """A file as a graph; other columns than the words of the graph view under ``attributes``."""
    import networkx as nx

    G = nx.MultiDiGraph()
    for node, data in parsed_graph.nodes.items():
        G.add_node(node, **_nested("node", data))
    for source, target, data in parsed_graph.edges:
        for end in (source, target):
            if end not in parsed_graph.nodes:
                raise GraphError("error.node_kind", node=end)
        G.add_edge(source, target, **_nested("edge", data))
    return G


def _nested(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The words of the graph view, and all other columns under ``attributes``."""
    own = {name.removeprefix(OWN): value for name, value in data.items() if name not in WORDS[kind]}
    words = {
        name: value if name == "bipartite" else str(value)
        for name, value in data.items()
        if name in WORDS[kind]
    }
    return {**words, "attributes": own}
