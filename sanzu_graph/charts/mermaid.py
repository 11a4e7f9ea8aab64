"""`write_mermaid`: the units of an organisation as Mermaid flowcharts, for pages that draw such
text.
"""

from __future__ import annotations

import os
import pathlib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sanzu_graph.charts.colors import layer_color, tint
from sanzu_graph.checks.covering import blank_teams
from sanzu_graph.doors import spoken
from sanzu_graph.errors import AbsentError, InputError
from sanzu_graph.io.atomic import real_path, staging
from sanzu_graph.messages import text
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import LEADER, MEMBER, UNIT

#: Mermaid draws nothing beyond 500 edges or 50,000 characters unless its page is told to.
EDGES, CHARACTERS = 450, 45_000
_LONGEST = 60
#: What may stand in a quoted label besides letters and digits; everything else is written as its
#: number, even “.” and “-”, which begin lists.
_PLAIN = frozenset(" ·，。、：（）—–×→")
_SUFFIXES = (".mmd", ".mermaid", ".md", ".txt")
_FENCED = ".md"


@dataclass(frozen=True)
class _Node:
    id: str
    lines: tuple[str, ...]
    kind: str


@dataclass(frozen=True)
class _Edge:
    source: _Node
    target: _Node
    link: str


@spoken
def write_mermaid(
    org: Org,
    path: str | os.PathLike[str],
    *,
    layers: Iterable[str] | None = None,
    people: bool = False,
    policy: Policy | None = None,
    lang: str | None = None,
) -> list[pathlib.Path]:
    """Write the units as Mermaid flowcharts: what is part of what, and which groups reach which
    base units.

    Parameters
    ----------
    org
        The organisation.
    path
        ``.mmd``: one file a diagram, numbered where there are several (``org-1.mmd``). ``.md``: one
        page with all of them.
    layers
        The layers to show; by default all.
    people
        Whether everybody is shown too: once, in the base unit, with a dotted line to the groups.
    policy
        What layers are called, which is the base, and which base units are blank; by default
        ``Policy()``.
    lang
        ``"en"`` or ``"zh"``; by default the policy's, else the user's locale.

    Returns
    -------
    list of pathlib.Path
        The files. Each diagram stays below what Mermaid draws by default (500 edges, 50,000
        characters). Names are text, never markup.

    Raises
    ------
    AbsentError
        If the organisation has no such layer.
    InputError
        If the ending is another, or the folder is missing.

    Examples
    --------
    >>> import tempfile
    >>> org = Org({"id": ["A"], "name": ["An"]}, {"id": ["S", "T"], "name": ["Site", 'Team "1"'], "layer": ["station", "team"], "parent": [None, "S"]},
    ...           {"member": ["A"], "unit": ["T"], "role": ["leader"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     (file,) = write_mermaid(org, f"{folder}/org.mmd", policy=Policy.for_layers("team"), lang="en")
    ...     print(file.read_text(encoding="utf-8").split("classDef")[0], end="")
    flowchart TB
    u0["Site"]:::l0
    u1["Team #34;1#34;<br/>An<br/>1"]:::l1
    u0 --- u1
    """
    target = pathlib.Path(path)
    if target.suffix.lower() not in _SUFFIXES:
        raise InputError("error.mermaid_ending", path=path, known=list(_SUFFIXES))
    if not real_path(target).parent.is_dir():
        raise InputError("error.no_path", path=real_path(target).parent)
    diagrams = to_mermaid(org, layers=layers, people=people, policy=policy)
    if target.suffix.lower() == _FENCED:
        files = {target.name: "\n".join(f"```mermaid\n{diagram}```\n" for diagram in diagrams)}
    elif len(diagrams) == 1:
        files = {target.name: diagrams[0]}
    else:
        files = {
            f"{target.stem}-{number}{target.suffix}": diagram
            for number, diagram in enumerate(diagrams, 1)
        }
    try:
        with staging(real_path(target).parent) as stage:
            for name, content in files.items():
                (stage / name).write_text(content, encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise InputError("error.unwritable", path=path, why=error.strerror or error) from error
    return [target.with_name(name) for name in files]


def to_mermaid(
    org: Org,
    *,
    layers: Iterable[str] | None = None,
    people: bool = False,
    policy: Policy | None = None,
) -> list[str]:
    """As `write_mermaid`, as texts."""
    policy = Policy() if policy is None else policy
    shown = (
        list(org.layers)
        if layers is None
        else [layers]
        if isinstance(layers, str)
        else list(layers)
    )
    if unknown := [layer for layer in shown if layer not in org.layers]:
        raise AbsentError("error.no_layer", layer=unknown[0], known=list(org.layers))
    nodes = _units(org, shown, policy)
    edges = [*_parents(org, nodes), *_reaches(org, shown, policy, nodes)]
    if people:
        edges += _people(org, shown, policy, nodes)
    styles = _styles(org, shown)
    parts = list(_parts(list(nodes.values()), edges, CHARACTERS - len(styles) - 200))
    return [_diagram(part, styles, number, len(parts)) for number, part in enumerate(parts, 1)]


def _units(org: Org, shown: Sequence[str], policy: Policy) -> dict[int, _Node]:
    """Unit (position) → its node: name, leaders, headcount; blank base units in a class of their
    own.
    """
    code = org.encoding
    blank: set[str] = set()
    for layer in policy.groups:
        if layer.name in shown and policy.base in shown and layer.per_base_unit is not None:
            duty = layer.counting_duties or None
            findings = blank_teams(
                org,
                layer.name,
                policy.base,
                minimum=layer.per_base_unit.value,
                rollup=layer.rollup,
                duty=duty,
            )
            blank |= set(findings["entity_id"])
    led: dict[int, list[str]] = {}
    leading = org.pairs(role=LEADER)
    for name, unit in zip(org.names(MEMBER, leading.member), leading.unit.tolist(), strict=True):
        led.setdefault(unit, []).append(str(name))
    heads = org.pairs().per_unit
    nodes = {}
    for number in map(org.layers.index, shown):
        own_units = np.flatnonzero(code.unit_layer == number)
        for unit, name in zip(own_units.tolist(), org.names(UNIT, own_units), strict=True):
            lines = (
                str(name),
                *dict.fromkeys(led.get(unit, ())),
                *([str(int(heads[unit]))] if heads[unit] else []),
            )
            kind = "blank" if code.units[unit] in blank else f"l{number}"
            nodes[unit] = _Node(f"u{unit}", lines, kind)
    return nodes


def _parents(org: Org, nodes: dict[int, _Node]) -> Iterator[_Edge]:
    """Each unit below the nearest one above it that is shown."""
    above = org.encoding.parent
    for unit, node in nodes.items():
        over = int(above[unit])
        while over >= 0 and over not in nodes:
            over = int(above[over])
        if over >= 0:
            yield _Edge(nodes[over], node, "---")


def _reaches(
    org: Org, shown: Sequence[str], policy: Policy, nodes: dict[int, _Node]
) -> Iterator[_Edge]:
    """Group → base unit, with how many people they share."""
    if policy.base not in shown:
        return
    base = org.incidence(policy.base)
    base_at = org.pairs(policy.base).units
    for layer in policy.groups:
        if layer.name in shown:
            shared = (base.matrix.T @ org.incidence(layer.name).matrix).tocoo()
            group_at = org.pairs(layer.name).units
            for row, column, count in sorted(
                zip(shared.row.tolist(), shared.col.tolist(), shared.data.tolist(), strict=True)
            ):
                yield _Edge(
                    nodes[int(group_at[column])], nodes[int(base_at[row])], f'-. "{int(count)}" .-'
                )


def _people(
    org: Org, shown: Sequence[str], policy: Policy, nodes: dict[int, _Node]
) -> Iterator[_Edge]:
    """Everybody once: with a full line to the base unit, with dotted ones to the others."""
    code = org.encoding
    base = org.layers.index(policy.base) if policy.base in shown else -1
    pairs = org.pairs()
    groups: dict[int, _Node] = {}
    for member, unit in zip(pairs.member.tolist(), pairs.unit.tolist(), strict=True):
        if unit in nodes:
            if member not in groups:
                groups[member] = _Node(
                    f"m{member}", (str(org.names(MEMBER, np.array([member]))[0]),), "person"
                )
            yield _Edge(
                nodes[unit], groups[member], "---" if code.unit_layer[unit] == base else "-.-"
            )


def _parts(
    nodes: Sequence[_Node], edges: Sequence[_Edge], characters: int
) -> Iterator[tuple[list[_Node], list[_Edge]]]:
    """Diagrams small enough to be drawn: edges in order, with the nodes at their ends; then the
    nodes that have none.
    """
    tied = {end.id for edge in edges for end in (edge.source, edge.target)}
    groups: dict[str, _Node] = {}
    lines: list[_Edge] = []
    size = 0
    loose = [(None, (node,)) for node in nodes if node.id not in tied]
    for edge, ends in [*((edge, (edge.source, edge.target)) for edge in edges), *loose]:
        more = sum(len(_node(end)) + 1 for end in ends if end.id not in groups) + (
            len(_edge(edge)) + 1 if edge else 0
        )
        if groups and (len(lines) >= EDGES or size + more > characters):
            yield list(groups.values()), lines
            groups, lines, size = {}, [], 0
            more = sum(len(_node(end)) + 1 for end in ends) + (len(_edge(edge)) + 1 if edge else 0)
        groups |= {end.id: end for end in ends}
        lines += [edge] if edge else []
        size += more
    if groups or not edges:
        yield list(groups.values()), lines


def _diagram(part: tuple[list[_Node], list[_Edge]], styles: str, number: int, total: int) -> str:
    nodes, edges = part
    head = [
        "flowchart TB",
        *([f"%% {text('chart.mermaid_part', number=number, total=total)}"] if total > 1 else []),
    ]
    return "\n".join([*head, *map(_node, nodes), *map(_edge, edges)]) + "\n" + styles


def _node(node: _Node) -> str:
    return f'{node.id}["{"<br/>".join(map(_label, node.lines))}"]:::{node.kind}'


def _edge(edge: _Edge) -> str:
    return f"{edge.source.id} {edge.link} {edge.target.id}"


def _label(name: str) -> str:
    """A name in a quoted label: letters as they are, all else as numbers, so that no sign of
    Mermaid, Markdown or HTML is left.

    Examples
    --------
    >>> _label('<b>"x"</b>')
    '#60;b#62;#34;x#34;#60;#47;b#62;'
    """
    line = " ".join(
        "".join(
            " " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in name
        ).split()
    )
    line = "".join(
        letter for letter in line if unicodedata.category(letter) not in ("Cf", "Cs", "Co", "Cn")
    )
    line = line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
    return (
        "".join(
            letter
            if letter.isalnum() or letter in _PLAIN or unicodedata.category(letter)[0] == "M"
            else f"#{ord(letter)};"
            for letter in line
        )
        or "–"
    )


def _styles(org: Org, shown: Sequence[str]) -> str:
    """The colors of layers, those of blank units and of people."""
    lines = []
    for number, layer in enumerate(org.layers):
        if layer in shown:
            color = layer_color(number)
            lines.append(f"classDef l{number} fill:{tint(color)},stroke:{color},color:#1a1a1a")
    lines += [
        "classDef blank fill:#ffffff,stroke:#b3261e,stroke-width:2px,stroke-dasharray:5 3,color:#b3261e",
        "classDef person fill:#ffffff,stroke:#b9bec6,color:#1a1a1a",
    ]
    return "\n".join(lines) + "\n"
