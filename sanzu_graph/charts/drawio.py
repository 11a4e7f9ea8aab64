"""A scene as a draw.io file: uncompressed XML of cells that can be moved and edited; connectors
stay with their boxes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from sanzu_graph.charts.colors import ALARM, PAPER, mixed
from sanzu_graph.charts.scenes import Box, Label, Line, Scene, Shape
from sanzu_graph.charts.stacking import stacked, width_of
from sanzu_graph.charts.svg import escaped

#: A line of text in font sizes: its height, and how far the baseline is below its top.
_LINE, _BASE = 1.3, 1.03


def to_drawio(pages: Sequence[Scene]) -> str:
    """Scenes as one draw.io document, a page each.

    Returns
    -------
    str
        Boxes are cells that carry their texts with them; lines between boxes are edges tied to
        both. Every label is plain text (``html=0``), so that nothing in a name is markup; ids of
        cells are numbers, those of entities stand in ``entity``.

    Examples
    --------
    >>> page = to_drawio([Scene(100, 40, "Picture", boxes=[Box(10, 10, 80, 20, "#ffffff", entity="T<1")])])
    >>> 'entity="unit:T&lt;1"' in page, "<b>" in page
    (True, False)
    """
    diagrams = "\n".join(_diagram(page, number) for number, page in enumerate(pages, 1))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<mxfile host="sanzu_graph" compressed="false">\n{diagrams}\n</mxfile>\n'


def _diagram(scene: Scene, number: int) -> str:
    cells = "\n".join(_cells(scene))
    size = f'pageWidth="{math.ceil(scene.width)}" pageHeight="{math.ceil(scene.height)}"'
    name = escaped(_line_of(scene.title) or str(number))
    return (
        f'<diagram id="page-{number}" name="{name}">\n<mxGraphModel grid="0" page="1" {size} math="0">\n<root>\n'
        f'<mxCell id="0"/>\n<mxCell id="1" parent="0"/>\n{cells}\n</root>\n</mxGraphModel>\n</diagram>'
    )


def _cells(scene: Scene) -> Iterator[str]:
    """The cells in the order of painting; edges name cells that come later, which draw.io allows."""
    ids = _Ids()
    groups, texts = stacked(scene)
    places = {group.box.key: (ids.next(), group.box) for group in groups if group.box.key}
    for shape in scene.shapes:
        yield _polygon(shape, ids.next())
    for line in scene.lines:
        yield _edge(line, ids.next(), places)
    for group in groups:
        box = group.box
        number, corner = places[box.key][0] if box.key else ids.next(), (box.x, box.y)
        yield _box(box, number, "1", (0.0, 0.0))
        yield from (_box(mark, ids.next(), number, corner) for mark in group.marks)
        yield from (_label(label, ids.next(), number, corner) for label in group.labels)
    yield from (_label(label, ids.next(), "1", (0.0, 0.0)) for label in texts)


class _Ids:
    """Numbers for cells; 0 and 1 are the root and its layer."""

    def __init__(self) -> None:
        self._last = 1

    def next(self) -> str:
        self._last += 1
        return str(self._last)


def _box(box: Box, number: str, parent: str, corner: tuple[float, float]) -> str:
    style = [
        "html=0",
        f"fillColor={box.fill}",
        f"strokeColor={box.edge}",
        f"strokeWidth={_n(box.line)}",
        "collapsible=0",
    ]
    style += (
        [f"rounded=1;absoluteArcSize=1;arcSize={_n(2 * box.rounded)}"]
        if box.rounded
        else ["rounded=0"]
    )
    style += ["dashed=1"] if box.dashed else []
    style += [f"fillStyle=hatch;fillColor={mixed(ALARM, PAPER, 0.4)}"] if box.hatched else []
    place = (box.x - corner[0], box.y - corner[1], box.width, box.height)
    return _vertex(number, parent, "", style, place, entity=box.key, title=box.title)


def _polygon(shape: Shape, number: str) -> str:
    xs, ys = [x for x, _ in shape.points], [y for _, y in shape.points]
    left, top, wide, high = (
        min(xs),
        min(ys),
        max(max(xs) - min(xs), 1e-6),
        max(max(ys) - min(ys), 1e-6),
    )
    corners = ",".join(
        f"[{_n((x - left) / wide, 4)},{_n((y - top) / high, 4)}]" for x, y in shape.points
    )
    style = [
        f"shape=mxgraph.basic.polygon;polyCoords=[{corners}];polyline=0",
        "html=0",
        f"fillColor={shape.fill}",
        f"strokeColor={shape.edge}",
    ]
    style += [f"strokeWidth={_n(shape.line)}", f"opacity={_n(100 * shape.opacity)}"]
    return _vertex(number, "1", "", style, (left, top, wide, high), title=shape.title)


def _label(label: Label, number: str, parent: str, corner: tuple[float, float]) -> str:
    wide, high = width_of(label), label.size * _LINE
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[label.anchor]
    style = [
        "text",
        "html=0",
        "strokeColor=none",
        "fillColor=none",
        "overflow=visible",
        "whiteSpace=nowrap",
        "spacing=0",
        "verticalAlign=middle",
    ]
    style += [
        f"align={label.anchor}",
        f"fontSize={_n(label.size)}",
        f"fontColor={label.color}",
        "fontFamily=Arial",
    ]
    if label.upright:
        middle = label.x + label.size * (_LINE / 2 - _BASE), label.y - wide * (0.5 - share)
        left, top = middle[0] - wide / 2, middle[1] - high / 2
        style.append("rotation=-90")
    else:
        left, top = label.x - wide * share, label.y - label.size * _BASE
    return _vertex(
        number,
        parent,
        _line_of(label.text),
        style,
        (left - corner[0], top - corner[1], wide, high),
        title=label.title,
    )


def _vertex(
    number: str,
    parent: str,
    value: str,
    style: Sequence[str],
    place: tuple[float, float, float, float],
    *,
    entity: str = "",
    title: str = "",
) -> str:
    x, y, wide, high = map(_n, place)
    geometry = f'<mxGeometry x="{x}" y="{y}" width="{wide}" height="{high}" as="geometry"/>'
    return _cell(
        number,
        f'style="{escaped(";".join(style))};" vertex="1" parent="{parent}"',
        geometry,
        value=value,
        entity=entity,
        title=title,
    )


def _edge(line: Line, number: str, places: dict[str, tuple[str, Box]]) -> str:
    style = [
        "html=0",
        "rounded=0",
        f"strokeColor={line.color}",
        f"strokeWidth={_n(line.width)}",
        "dashed=1" if line.dashed else "dashed=0",
    ]
    style.append("endArrow=block;endSize=4" if line.arrow else "endArrow=none")
    ends = ""
    for key, name, side, point in (
        (line.source, "source", "exit", line.points[0]),
        (line.target, "target", "entry", line.points[-1]),
    ):
        if key in places:
            cell, box = places[key]
            ends += f' {name}="{cell}"'
            x, y = (
                (point[0] - box.x) / max(box.width, 1e-9),
                (point[1] - box.y) / max(box.height, 1e-9),
            )
            style += [f"{side}X={_n(x, 3)};{side}Y={_n(y, 3)};{side}Perimeter=0"]
    between = "".join(f'<mxPoint x="{_n(x)}" y="{_n(y)}"/>' for x, y in line.points[1:-1])
    points = "".join(
        f'<mxPoint x="{_n(x)}" y="{_n(y)}" as="{name}"/>'
        for name, (x, y) in (("sourcePoint", line.points[0]), ("targetPoint", line.points[-1]))
    )
    array = f'<Array as="points">{between}</Array>' if between else ""
    geometry = f'<mxGeometry relative="1" as="geometry">{points}{array}</mxGeometry>'
    return _cell(
        number,
        f'style="{escaped(";".join(style))};" edge="1" parent="1"{ends}',
        geometry,
        title=line.title,
    )


def _cell(
    number: str, how: str, geometry: str, *, value: str = "", entity: str = "", title: str = ""
) -> str:
    """A cell; where it tells more than its label, in a `UserObject`, as draw.io keeps such."""
    if not (entity or title):
        return f'<mxCell id="{number}" value="{escaped(value)}" {how}>{geometry}</mxCell>'
    more = (f' entity="{escaped(entity)}"' if entity else "") + (
        f' tooltip="{escaped(_line_of(title))}"' if title else ""
    )
    return f'<UserObject id="{number}" label="{escaped(value)}"{more}><mxCell {how}>{geometry}</mxCell></UserObject>'


def _line_of(text: str) -> str:
    """One line; placeholders of draw.io (%name%) are not meant here, and stay off."""
    return " ".join(text.split())


def _n(value: float, digits: int = 2) -> str:
    return f"{value:.{digits}f}".rstrip("0").rstrip(".") or "0"
