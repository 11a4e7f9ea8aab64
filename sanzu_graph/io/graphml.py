"""GraphML: the organisation's graph for other programs, and back."""

from __future__ import annotations

import os
import pathlib
import re
import warnings
from collections.abc import Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sanzu_graph.doors import spoken
from sanzu_graph.errors import InputError, SanzuWarning, unreadable
from sanzu_graph.io.atomic import real_path, staging
from sanzu_graph.io.foreign_graphs import at_home
from sanzu_graph.io.graph_looks import Look, edge_color, looks
from sanzu_graph.io.graphml_parsing import OWN, SHOWN, WORDS, graph_of, parsed
from sanzu_graph.model.column_values import canonical
from sanzu_graph.model.graphs import MEMBER_OF
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import CORE, MANAGES, REJECTED

if TYPE_CHECKING:
    import networkx as nx

_SPACE = "http://graphml.graphdrawing.org/xmlns"
_YED = "http://www.yworks.com/xml/graphml"
#: What Gephi takes for the look of a node or edge. A column of the organisation's own that bears
#: such a name is told apart by the prefix.
_LOOKS = {
    "node": ("label", "x", "y", "z", "xpos", "ypos", "size", "r", "g", "b", "color"),
    "edge": ("label", "edgelabel", "edgeid", "id", "weight", "edge weight", "r", "g", "b", "color"),
}
#: Ids of keys that Gephi always takes for labels.
_TAKEN = ("d3", "d7")
_GRAPHICS = {"node": "node_graphics", "edge": "edge_graphics"}
_TOKEN = re.compile(r"[A-Za-z_][\w.\-]*", re.ASCII)
#: What XML cannot hold, and what looks as if it stood for such a thing.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9a-fA-F]{4}_)")


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
        `Org.graph`, columns of your own under their names. Each node has a label (its name, else
        its id), a place, a size and the colour of its layer. Gephi and yEd show them at once.
        ``read_graphml(write_graphml(org, path))`` gives the same first five tables.

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
    if not real_path(target).parent.is_dir():
        raise InputError("error.no_path", path=real_path(target).parent)
    left = [name for name, frame in org.tables().items() if name not in CORE and len(frame)]
    if left:
        key = {True: "warning.graphml_rejected", False: "warning.graphml_tables"}[
            left == [REJECTED]
        ]
        warnings.warn(SanzuWarning(key, tables=left), stacklevel=3)  # 2 is `spoken`
    try:
        with (
            staging(real_path(target).parent) as stage,
            (stage / target.name).open("w", encoding="utf-8", newline="\n") as file,
        ):
            file.writelines(
                line + "\n"
                for line in _lines(org.graph(qualified=True), looks(org), manages=manages)
            )
    except OSError as error:
        raise InputError("error.unwritable", path=path, why=error.strerror or error) from error
    return target


@spoken
def read_graphml(
    path: str | os.PathLike[str], *, layer: str | None = None, lang: str | None = None
) -> Org:
    """Read an organisation from GraphML: what `write_graphml` wrote, a graph with the same
    attributes from elsewhere, or any affiliation network.

    Parameters
    ----------
    path
        The file.
    layer
        The layer of units that name none, by default ``"team"``. Where nodes carry neither ``kind``
        nor ``bipartite``, it says that edges go from members to units.
    lang
        The language of errors.

    Returns
    -------
    Org
        See `Org.from_graph` for what nodes (``kind``, units with a ``layer``) and edges
        (``relation``) tell. Without a kind, ``bipartite`` tells: 0 is a member, 1 is a unit. An
        edge between both is a membership, and a ``label`` is the name. What an attribute is typed
        as in the file it is here; derived ``manages`` edges are left out.

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
    return Org.from_graph(at_home(graph_of(parsed(raw, path)), layer))


# -- writing


def _lines(
    G: nx.MultiDiGraph, shown: Mapping[tuple[str, str], Look], *, manages: bool
) -> Iterator[str]:
    keys = _Keys()
    body = [
        _element("node", f'id="{_node_id(node)}"', data, keys, *_node_look(shown[node], keys))
        for node, data in G.nodes(data=True)
    ]
    for source, target, data in G.edges(data=True):
        if manages or "table" in data or data["relation"] != MANAGES:
            number = len(body) - G.number_of_nodes()
            ends = f'id="e{number}" source="{_node_id(source)}" target="{_node_id(target)}"'
            body.append(_element("edge", ends, data, keys, *_edge_look(data, keys)))
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<graphml xmlns="{_SPACE}" xmlns:y="{_YED}">'
    yield from keys.lines()
    for kind, key in _GRAPHICS.items():
        yield f'<key id="{key}" for="{kind}" yfiles.type="{kind}graphics"/>'
    yield '<graph id="organisation" edgedefault="directed">'
    yield from body
    yield "</graph>"
    yield "</graphml>"


class _Keys:
    """The keys of a file: each is called like what it tells, as far as its kind of id can be."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str, str, bool], str] = {}
        self._used = {*_TAKEN, *_GRAPHICS.values(), *_LOOKS["node"], *_LOOKS["edge"]}

    def id(self, kind: str, name: str, dtype: str, *, look: bool = False) -> str:
        """The id of a key; a new one where there is none yet."""
        attribute = (kind, name, dtype, look)
        if attribute not in self._ids:
            plain = name if look and kind == "node" else f"{kind}.{name}" if look else name
            tries = (plain, f"{kind}.{name}", f"{kind}.{name}.{dtype}")
            self._ids[attribute] = (
                plain
                if look
                else next(
                    (key for key in tries if _TOKEN.fullmatch(key) and key not in self._used),
                    f"key{len(self._ids)}",
                )
            )
            self._used.add(self._ids[attribute])
        return self._ids[attribute]

    def lines(self) -> Iterator[str]:
        """What each key is of."""
        for (kind, name, dtype, look), key in self._ids.items():
            how = f'id="{key}" for="{kind}" attr.name="{_quoted(name)}" attr.type="{dtype}"'
            yield f"<key {how}><desc>{SHOWN}</desc></key>" if look else f"<key {how}/>"


def _node_look(look: Look, keys: _Keys) -> Iterator[str]:
    """How a node looks, for Gephi, whose places grow upwards, and for yEd."""
    label = _shown_text(look.label)
    for name, dtype, value in (
        ("label", "string", label),
        ("x", "double", f"{look.x:.1f}"),
        ("y", "double", f"{-look.y:.1f}"),
        ("size", "double", f"{look.height / 2:.1f}"),
        ("color", "string", look.color if look.color != "#ffffff" else "#b9bec6"),
    ):
        yield f'<data key="{keys.id("node", name, dtype, look=True)}">{value}</data>'
    yield (
        f'<data key="{_GRAPHICS["node"]}"><y:ShapeNode><y:Geometry height="{look.height:.1f}" '
        f'width="{look.width:.1f}" x="{look.x - look.width / 2:.1f}" '
        f'y="{look.y - look.height / 2:.1f}"/><y:Fill color="{look.color}" transparent="false"/>'
        '<y:BorderStyle color="#5f6670" type="line" width="1.0"/>'
        f'<y:NodeLabel alignment="center" fontSize="12" textColor="{look.ink}" visible="true">'
        f'{label}</y:NodeLabel><y:Shape type="roundrectangle"/></y:ShapeNode></data>'
    )


def _edge_look(data: Mapping[str, Any], keys: _Keys) -> Iterator[str]:
    """How an edge looks: what it stands for, and its colour."""
    relation = str(data["relation"])
    color = edge_color(relation)
    for name, value in (("label", _shown_text(relation)), ("color", color)):
        yield f'<data key="{keys.id("edge", name, "string", look=True)}">{value}</data>'
    arrow = "none" if relation == MEMBER_OF else "standard"
    yield (
        f'<data key="{_GRAPHICS["edge"]}"><y:PolyLineEdge><y:LineStyle color="{color}" type="line" '
        f'width="1.0"/><y:Arrows source="none" target="{arrow}"/></y:PolyLineEdge></data>'
    )


def _shown_text(label: str) -> str:
    """A text that programs show: what XML cannot hold is left out."""
    return _text(_ILLEGAL.sub("", " ".join(label.split())))


def _node_id(node: Hashable) -> str:
    assert isinstance(node, tuple)  # the graph is qualified
    return _quoted(":".join(node))


def _flat(kind: str, data: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """The attributes of a node or edge in one level; own columns whose names the graph uses, with a
    prefix.
    """
    yield from ((name, value) for name, value in data.items() if name != "attributes")
    taken = {*WORDS[kind], *_LOOKS[kind], *data}
    for name, value in data.get("attributes", {}).items():
        is_word = name in taken or name.lower() in taken or name.startswith(OWN)
        yield (OWN + name if is_word else name), value


def _element(kind: str, ends: str, data: Mapping[str, Any], keys: _Keys, *look: str) -> str:
    cells = []
    for name, value in _flat(kind, data):
        dtype, content = _typed(value)
        cells.append(f'<data key="{keys.id(kind, name, dtype)}">{_text(content)}</data>')
    return f"<{kind} {ends}>{''.join(cells)}{''.join(look)}</{kind}>"


def _typed(value: object) -> tuple[str, str]:
    if isinstance(value, (bool, np.bool_)):
        return "boolean", str(bool(value)).lower()
    if isinstance(value, (int, np.integer)):
        return "long", str(int(value))
    if isinstance(value, (float, np.floating)):
        return "double", {"inf": "INF", "-inf": "-INF"}.get(repr(float(value)), repr(float(value)))
    return "string", canonical(value)


def _text(content: str) -> str:
    escaped = _ILLEGAL.sub(lambda match: f"_x{ord(match[0]):04X}_", content)
    return (
        escaped.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\r", "&#13;")
    )


def _quoted(content: str) -> str:
    return _text(content).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
