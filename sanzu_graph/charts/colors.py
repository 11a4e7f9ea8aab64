"""Colours that the colour-blind can tell apart and that survive a grey printer."""

from __future__ import annotations

from sanzu_graph.model.hues import HUES

INK, FAINT, RULE, PANEL, PAPER = "#1a1a1a", "#5f6670", "#b9bec6", "#f3f4f6", "#ffffff"
#: Blank units, vacancies: what a picture is opened for. Never by colour alone: hatched, dashed or
#: said in words too.
ALARM = "#b3261e"
#: One colour a layer.
LAYERS = HUES
#: From one person to many.
COUNTS = ("#dbe9f6", "#08306b")
#: Severity → (one finding, many). Different in lightness too: errors darkest.
SEVERITIES = {
    "error": ("#e8998d", "#8c1d0f"),
    "warning": ("#fbdca0", "#c77700"),
    "info": ("#d6e6f2", "#5b93bd"),
}
#: Severity → its only colour, where numbers are written: as different in lightness as in hue.
SEVERE = {"error": "#8c1d0f", "warning": "#e8a33d", "info": "#d6e6f2"}


#: Below this lightness (0 … 255) white letters are read better than black ones.
_DARK = 140


def mixed(one: str, other: str, share: float) -> str:
    """A colour between two, `share` of the way from one to the other.

    Examples
    --------
    >>> mixed("#000000", "#ffffff", 0.5)
    '#808080'
    """
    ends = [[int(color[place : place + 2], 16) for place in (1, 3, 5)] for color in (one, other)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(*ends, strict=True))


def tint(color: str) -> str:
    """A light shade to write on."""
    return mixed(color, PAPER, 0.86)


def ink_on(color: str) -> str:
    """Black or white: what is read better on a colour."""
    red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return PAPER if 0.299 * red + 0.587 * green + 0.114 * blue < _DARK else INK


def layer_color(number: int) -> str:
    """The colour of the layer with this number."""
    return LAYERS[number % len(LAYERS)]
