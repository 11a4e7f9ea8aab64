"""GraphML: the organisation's graph for other programs, and back."""

from __future__ import annotations

import os
import pathlib
import re
import warnings
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from sanzu_graph.doors import spoken
from sanzu_graph.errors import GraphError, InputError, SanzuWarning, unreadable
from sanzu_graph.io.atomic import staging
from sanzu_graph.model.column_values import canonical
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import CORE, MANAGES, REJECTED

if TYPE_CHECKING:
    import networkx as nx

_SPACE = "http://graphml.graphdrawing.org/xmlns"
#: Words of the graph view; a column of the organisation's own that bears one is told apart by a
#: prefix.
_WORDS = {
    "node": ("id", "kind", "bipartite", "name", "layer", "parent"),
    "edge": ("relation", "table"),
}
_OWN = "attributes."
#: What XML cannot hold, and what looks as if it stood for such a thing.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9a-fA-F]{4}_)")
_ESCAPE = re.compile(r"_x([0-9a-fA-F]{4})_")
_TRUTH = {"true": True, "1": True, "false": False, "0": False}
_NUMBERS: dict[str, Callable[[str], object]] = {
    "boolean": lambda told: _TRUTH[told.lower()],
    "int": int,
    "long": int,
    "float": float,
    "double": float,
}


@spoken
def write_graphml(
    org: Org, path: str | os.PathLike[str], *, manages: bool = False, lang: str | None = None
) -> pathlib.Path:
    """Write the graph of an organisation (its first five tables) as GraphML, for Gephi, yEd,
    Cytoscape, igraph or networkx.

    Parameters
    ----------
    org
        The organisation.
    path
        The file, ending in ``.graphml`` or ``.xml``; written whole or not at all.
    manages
        Whether the derived edges leader → member are written too; `read_graphml` leaves them out.
    lang
        The language of errors and of the warning.

    Returns
    -------
    pathlib.Path
        The file. Nodes are called ``member:M01`` and ``unit:T01``; what they carry is told by
        `Org.graph`, columns of your own under their names. ``read_graphml(write_graphml(org,
        path))`` gives the same first five tables.

    Raises
    ------
    InputError
        If the ending is another, the folder is missing or the file cannot be written.

    Warns
    -----
    SanzuWarning
        If the organisation holds more than a graph of its people and units can: further tables, or
        rows that were set aside.

    Examples
    --------
    >>> import tempfile
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     read_graphml(write_graphml(org, f"{folder}/org.graphml")) == org
    True
    """
    target = pathlib.Path(path)
    if target.suffix.lower() not in (".graphml", ".xml"):
        raise InputError("error.graphml_ending", path=path)
    if not target.resolve().parent.is_dir():
        raise InputError("error.no_path", path=target.resolve().parent)
    left = [name for name, frame in org.tables().items() if name not in CORE and len(frame)]
    if left:
        told = {True: "warning.graphml_rejected", False: "warning.graphml_tables"}[
            left == [REJECTED]
        ]
        warnings.warn(SanzuWarning(told, tables=left), stacklevel=3)  # 2 is `spoken`
    try:
        with (
            staging(target.resolve().parent) as stage,
            (stage / target.name).open("w", encoding="utf-8", newline="\n") as file,
        ):
            file.writelines(
                line + "\n" for line in _lines(org.graph(qualified=True), manages=manages)
            )
    except OSError as error:
        raise InputError("error.unwritable", path=path, why=error.strerror or error) from error
    return target


@spoken
def read_graphml(path: str | os.PathLike[str], *, lang: str | None = None) -> Org:
    """Read an organisation from GraphML: what `write_graphml` wrote, or a graph with the same
    attributes from elsewhere.

    Parameters
    ----------
    path
        The file.
    lang
        The language of errors.

    Returns
    -------
    Org
        See `Org.from_graph` for what nodes (``kind``, units with a ``layer``) and edges
        (``relation``) need. What an attribute is typed as in the file it is here; derived
        ``manages`` edges are left out.

    Raises
    ------
    InputError
        If there is no such file, or it is no GraphML. One that declares a document type is not
        read: it could make a reader fetch or grow things.
    GraphError
        If a node has no kind, or an edge no relation that its ends allow.
    SchemaError
        If the rows do not make an organisation.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "hand.graphml")
    ...     _ = file.write_text('<graphml><key id="k" for="node" attr.name="kind"/><graph edgedefault="directed">'
    ...                         '<node id="An"><data key="k">member</data></node></graph></graphml>')
    ...     read_graphml(file)
    Org(1 member, 0 units in 0 layers, 0 memberships)
    """
    file = pathlib.Path(path)
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    return Org.from_graph(_graph(_parsed(raw, path)))


# -- writing


def _lines(G: nx.MultiDiGraph, *, manages: bool) -> Iterator[str]:
    keys: dict[tuple[str, str, str], str] = {}
    body = [
        _element("node", f'id="{_node_id(node)}"', _flat("node", data), keys)
        for node, data in G.nodes(data=True)
    ]
    for source, target, data in G.edges(data=True):
        if manages or "table" in data or data["relation"] != MANAGES:
            number = len(body) - G.number_of_nodes()
            body.append(
                _element(
                    "edge",
                    f'id="e{number}" source="{_node_id(source)}" target="{_node_id(target)}"',
                    _flat("edge", data),
                    keys,
                )
            )
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<graphml xmlns="{_SPACE}">'
    for (kind, name, dtype), key in keys.items():
        yield f'<key id="{key}" for="{kind}" attr.name="{_quoted(name)}" attr.type="{dtype}"/>'
    yield '<graph id="organisation" edgedefault="directed">'
    yield from body
    yield "</graph>"
    yield "</graphml>"


def _node_id(node: Hashable) -> str:
    assert isinstance(node, tuple)  # the graph is qualified
    return _quoted(":".join(node))


def _flat(kind: str, data: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """The attributes of a node or edge in one level; own columns whose names the graph uses, with a
    prefix.
    """
    yield from ((name, value) for name, value in data.items() if name != "attributes")
    taken = {*_WORDS[kind], *data}
    for name, value in data.get("attributes", {}).items():
        yield (_OWN + name if name in taken or name.startswith(_OWN) else name), value


def _element(
    kind: str, ends: str, flat: Iterable[tuple[str, object]], keys: dict[tuple[str, str, str], str]
) -> str:
    cells = []
    for name, value in flat:
        dtype, told = _typed(value)
        key = keys.setdefault((kind, name, dtype), f"d{len(keys)}")
        cells.append(f'<data key="{key}">{_text(told)}</data>')
    return f"<{kind} {ends}>{''.join(cells)}</{kind}>" if cells else f"<{kind} {ends}/>"


def _typed(value: object) -> tuple[str, str]:
    if isinstance(value, (bool, np.bool_)):
        return "boolean", str(bool(value)).lower()
    if isinstance(value, (int, np.integer)):
        return "long", str(int(value))
    if isinstance(value, (float, np.floating)):
        return "double", {"inf": "INF", "-inf": "-INF"}.get(repr(float(value)), repr(float(value)))
    return "string", canonical(value)


def _text(told: str) -> str:
    escaped = _ILLEGAL.sub(lambda found: f"_x{ord(found[0]):04X}_", told)
    return (
        escaped.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\r", "&#13;")
    )


def _quoted(told: str) -> str:
    return _text(told).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


# -- reading


@dataclass
class _Found:
    """What a GraphML file holds, as it is read."""

    path: object
    keys: dict[str, tuple[str, str]] = field(default_factory=dict)
    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    edges: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    into: dict[str, Any] | None = None
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
            self.keys[attributes["id"]] = (
                _plain(attributes.get("attr.name", attributes["id"])),
                attributes.get("attr.type", "string"),
            )
        elif tag == "node":
            self.into = self.nodes.setdefault(_plain(attributes["id"]), {})
        elif tag == "edge":
            self.into = {}
            self.edges.append(
                (_plain(attributes["source"]), _plain(attributes["target"]), self.into)
            )
        elif tag == "data":
            self.key, self.text = attributes["key"], []

    def end(self, name: str) -> None:
        """An element ends."""
        tag = name.rpartition(" ")[2]
        if tag == "data" and self.into is not None:
            key, dtype = self.keys.get(self.key, (self.key, "string"))
            self.into[key] = _read("".join(self.text), dtype)
        if tag in ("node", "edge"):
            self.into = None

    def say(self, text: str) -> None:
        """Text between elements."""
        self.text.append(text)

    def refuse(self, *_: object) -> None:
        """A document type is declared."""
        raise InputError("error.graphml_doctype", path=self.path)


def _parsed(raw: bytes, path: object) -> _Found:
    from xml.parsers import expat

    found, reader = _Found(path), expat.ParserCreate(namespace_separator=" ")
    reader.buffer_text = True
    reader.StartElementHandler, reader.EndElementHandler = found.begin, found.end
    reader.StartDoctypeDeclHandler, reader.CharacterDataHandler = found.refuse, found.say
    try:
        reader.Parse(raw, True)
    except (expat.ExpatError, KeyError, ValueError, LookupError) as error:
        raise InputError("error.not_graphml", path=path, why=error) from error
    return found


def _read(told: str, dtype: str) -> object:
    if dtype in _NUMBERS:
        try:
            return _NUMBERS[dtype](told.strip())
        except (ValueError, KeyError):
            return told
    return _plain(told)


def _plain(told: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), told)


def _graph(found: _Found) -> nx.MultiDiGraph:
    import networkx as nx

    G = nx.MultiDiGraph()
    for node, data in found.nodes.items():
        G.add_node(node, **_nested("node", data))
    for source, target, data in found.edges:
        for end in (source, target):
            if end not in found.nodes:
                raise GraphError("error.node_kind", node=end)
        G.add_edge(source, target, **_nested("edge", data))
    return G


def _nested(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The words of the graph view, and all other columns under ``attributes``."""
    own = {
        name.removeprefix(_OWN): value for name, value in data.items() if name not in _WORDS[kind]
    }
    words = {
        name: value if name == "bipartite" else str(value)
        for name, value in data.items()
        if name in _WORDS[kind]
    }
    return {**words, "attributes": own}
