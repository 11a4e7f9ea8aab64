"""A scene as SVG, written directly: every text is text, every box has its id and full name, letters
travel within.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence

from sanzu_graph.charts.colors import ALARM, PAPER
from sanzu_graph.charts.embedding import FAMILY, letters_of
from sanzu_graph.charts.fonts import typeface
from sanzu_graph.charts.outlines import outlines
from sanzu_graph.charts.scenes import Box, Label, Line, Scene, Shape, arrow_head
from sanzu_graph.charts.shaping import is_complex, runs_from_right

#: What XML cannot hold, even escaped.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile("[&<>\"'\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9.\-一-鿿]")
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_DASH = "4 2.5"
#: matplotlib's code of a step of an outline → SVG's letter for it, and how many points it has.
_STEPS = {1: ("M", 1), 2: ("L", 1), 3: ("Q", 2), 4: ("C", 3), 79: ("Z", 1)}
#: Fonts of the viewer's, for letters that do not travel within.
_SYSTEM = "'Noto Sans SC','Microsoft YaHei','PingFang SC',sans-serif"


def to_svg(scene: Scene, *, prefix: str = "", letters: bool = True) -> str:
    """The scene as one SVG document.

    Parameters
    ----------
    scene
        The picture.
    prefix
        Put in front of every id, where several pictures stand in one page.
    letters
        Whether the picture carries its letters within. Without, it is drawn with the fonts of the
        person who looks at it.

    Returns
    -------
    str
        Boxes have ids such as ``unit-T1``, the id of their entity as ``data-id`` and their full
        name as ``<title>``. There is no script, no link and nothing that is loaded; names are
        escaped.

    Examples
    --------
    >>> scene = Scene(100, 40, "Picture", boxes=[Box(10, 10, 80, 20, "#ffffff", entity="T<1", title="Team <1>")])
    >>> print(to_svg(scene, letters=False).splitlines()[-2])
    <g><rect id="unit-T_3c_1" class="unit" data-id="T&lt;1" x="10.0" y="10.0" width="80.0" height="20.0" fill="#ffffff"><title>Team &lt;1&gt;</title></rect></g>
    """
    return "\n".join(_document(scene, prefix, letters=letters)) + "\n"


def escaped(value: str) -> str:
    """Text for XML, in elements and in quoted attributes.

    Examples
    --------
    >>> escaped('<b a="1">&')
    '&lt;b a=&quot;1&quot;&gt;&amp;'
    """
    if not _SPECIAL.search(value):
        return value
    clean = _ILLEGAL.sub("�", value)
    return (
        clean.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("'", "&#39;")
    )


def element_id(key: str, prefix: str = "") -> str:
    """A key as an id that XML, CSS and addresses take; different keys give different ids.

    Examples
    --------
    >>> element_id("unit:T 1"), element_id("unit:班组")
    ('unit-T_20_1', 'unit-班组')
    """
    return prefix + "-".join([_NOT_IN_IDS.sub(_spelled, part) for part in key.split(":")])


def _spelled(match: re.Match[str]) -> str:
    return f"_{ord(match[0]):x}_"


def _document(scene: Scene, prefix: str, *, letters: bool) -> Iterator[str]:
    width, height = f"{scene.width:.1f}", f"{scene.height:.1f}"
    title, about = f"{prefix}title", f"{prefix}desc"
    described = f' aria-describedby="{escaped(about)}"' if scene.subtitle else ""
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-labelledby="{escaped(title)}"{described}>'
    )
    yield f'<title id="{escaped(title)}">{escaped(scene.title)}</title>'
    if scene.subtitle:
        yield f'<desc id="{escaped(about)}">{escaped(scene.subtitle)}</desc>'
    plain = [label.text for label in scene.labels if not is_complex(label.text)]
    if letters and plain:
        font = base64.b64encode(letters_of(plain).otf).decode()
        yield f"<style>@font-face{{font-family:{FAMILY};src:url(data:font/otf;base64,{font})}}</style>"
    if any(box.hatched for box in scene.boxes):
        yield (
            f'<defs><pattern id="{escaped(prefix)}hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="1.1" height="5" fill="{ALARM}"/></pattern></defs>'
        )
    yield f'<rect width="{width}" height="{height}" fill="{PAPER}"/>'
    yield "<g>" + "\n".join([_shape(shape) for shape in scene.shapes]) + "</g>"
    yield '<g fill="none" stroke-linejoin="round">' + "\n".join(map(_line, scene.lines)) + "</g>"
    yield "<g>" + "\n".join(_box(box, prefix) for box in scene.boxes) + "</g>"
    if scene.labels:
        # One element that holds all texts, so that the family is named once; boxes below tell their
        # titles through them.
        family = f"{FAMILY},{_SYSTEM}"
        yield (
            f'<g font-family="{family}" pointer-events="none">'
            + "\n".join(_label(label, letters=letters) for label in scene.labels)
            + "</g>"
        )
    yield "</svg>"


def _shape(shape: Shape) -> str:
    opacity = f' fill-opacity="{shape.opacity:.2g}"' if shape.opacity < 1 else ""
    edge = _edge(shape.edge, shape.line)
    return f'<polygon points="{_points(shape.points)}" fill="{shape.fill}"{edge}{opacity}{_with_title("polygon", shape.title)}'


def _line(line: Line) -> str:
    dashed = f' stroke-dasharray="{_DASH}"' if line.dashed else ""
    ends = f' data-source="{escaped(line.source)}"' if line.source else ""
    ends += f' data-target="{escaped(line.target)}"' if line.target else ""
    stroke = f'stroke="{line.color}" stroke-width="{line.width:.2g}"'
    drawn = f'<polyline points="{_points(line.points)}" {stroke}{dashed}{ends}{_with_title("polyline", line.title)}'
    return (
        f'{drawn}<polygon points="{_points(arrow_head(line))}" fill="{line.color}"/>'
        if line.arrow
        else drawn
    )


def _box(box: Box, prefix: str) -> str:
    place = f'x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}"'
    if box.rounded:
        place += f' rx="{box.rounded:.1f}"'
    if box.entity:
        place = f'id="{element_id(box.key, prefix)}" class="{box.kind}" data-id="{escaped(box.entity)}" {place}'
    edge = ALARM if box.hatched and box.edge == "none" else box.edge
    dashed = f' stroke-dasharray="{_DASH}"' if box.dashed else ""
    drawn = f'<rect {place} fill="{box.fill}"{_edge(edge, box.line)}{dashed}{_with_title("rect", box.title)}'
    if not box.hatched:
        return drawn
    place = f'x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}"'
    return f'{drawn}<rect {place} fill="url(#{escaped(prefix)}hatch)" pointer-events="none"/>'


def _label(label: Label, *, letters: bool) -> str:
    x, y = f"{label.x:.1f}", f"{label.y:.1f}"
    turned = f' transform="rotate(-90 {x} {y})"' if label.upright else ""
    side, more, fill, drawn = label.anchor, "", label.color, ""
    if is_complex(label.text):
        wide = typeface().width(label.text) * label.size
        more = f' textLength="{wide:.1f}" lengthAdjust="spacingAndGlyphs"'
        if runs_from_right(label.text):
            more += ' direction="rtl"'
            side = {"left": "right", "right": "left"}.get(side, side)
        if letters:  # a browser would not join them: they are drawn, and the text is found below
            drawn, fill = f'<path d="{_outlined(label)}" fill="{label.color}"/>', "none"
    anchor = f' text-anchor="{_ANCHORS[side]}"' if side != "left" else ""
    title = (
        f' pointer-events="auto"><title>{escaped(label.title)}</title>'
        if label.title and not label.of
        else ">"
    )
    return f'<text x="{x}" y="{y}" font-size="{label.size:.3g}" fill="{fill}"{anchor}{more}{turned}{title}{escaped(label.text)}</text>{drawn}'


def _outlined(label: Label) -> str:
    """The outlines of a text, as a path."""
    points, codes = outlines([label])
    steps: list[str] = []
    place = 0
    while place < len(codes):
        letter, many = _STEPS[int(codes[place])]
        steps.append(
            letter + " ".join(f"{x:.2f},{y:.2f}" for x, y in points[place : place + many].tolist())
            if letter != "Z"
            else letter
        )
        place += many
    return "".join(steps)


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join([f"{x:.1f},{y:.1f}" for x, y in points])


def _edge(color: str, width: float) -> str:
    return f' stroke="{color}" stroke-width="{width:.2g}"' if color != "none" and width else ""


def _with_title(element: str, title: str) -> str:
    return f"><title>{escaped(title)}</title></{element}>" if title else "/>"
