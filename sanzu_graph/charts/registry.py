"""The frame around every chart: its public function, its place in the catalogue, its shared words.

A chart is one function. It takes an organisation and keywords, and returns a `Drawing`: the scenes
it can show, from detailed to plain. `chart` makes the public ``plot_x`` of it. That function paints
the first scene that can be read on the axes. `save_chart` and the command line read the catalogue.
"""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol

from sanzu_graph.charts.drawings import Drawing
from sanzu_graph.doors import spoken

if TYPE_CHECKING:
    from matplotlib.axes import Axes

P = ParamSpec("P")
_ROOM = "sanzu_graph.charts"
_PREFIX = "plot_"
#: What every chart is given by its frame.
FRAME = ("ax", "lang")

#: The paragraphs that all charts share. A chart that means something else by a word says so itself.
_PARAMETERS = {
    "ax": "The axes to draw on; by default a new figure that is as large as the chart needs.",
    "lang": '``"en"`` or ``"zh"``; by default the policy\'s, else the user\'s locale.',
}
_RETURNS = """Returns
-------
matplotlib.axes.Axes
    Not shown, saved or closed.
"""
_WARNS = """Warns
-----
SanzuWarning
    Once, if Chinese is to be written and no installed font can: then words are English and ids
    stand for names.
"""
_SECTION = re.compile(r"\n(?=\w+\n-{4,}\n)")


class Painted(Protocol):
    """What a chart's function returns: something that can be painted on axes."""

    def painted(self, ax: Axes | None) -> Axes:
        """Paint it; without axes on a new figure."""


@dataclass(frozen=True)
class Chart:
    """A chart of the catalogue.

    Attributes
    ----------
    name : what `save_chart` calls it: ``plot_org`` without its prefix
    draw : the function as it is written: makes the scenes
    plot : the public function: paints them
    """

    name: str
    draw: Callable[..., Any]
    plot: Callable[..., Axes]

    @property
    def parameters(self) -> Mapping[str, inspect.Parameter]:
        """What is asked of its function, without what the frame gives."""
        own = inspect.signature(self.draw).parameters
        return {name: part for name, part in own.items() if name not in FRAME}

    @property
    def is_of_org(self) -> bool:
        """Whether it draws an organisation, and all else that it takes can be named: then it can be
        saved.
        """
        kinds = [part.kind for part in self.parameters.values()]
        return (
            next(iter(self.parameters)) == "org" and inspect.Parameter.VAR_POSITIONAL not in kinds
        )

    def drawing(self, *args: object, **kwargs: object) -> Drawing:
        """Its scenes, before one of them is painted."""
        picture = self.draw(*args, **kwargs)
        assert isinstance(picture, Drawing), f"{self.name} has no scenes"
        return picture


_CHARTS: dict[str, Chart] = {}


def chart(draw: Callable[P, Painted]) -> Callable[P, Axes]:
    """Make a chart of a function ``plot_x(org, *, …, ax=None, lang=None)`` that returns its drawing.

    The function's own body needs neither `ax` nor `lang`. They stand in its signature so that type
    checkers and editors see them. Its docstring tells what is its own: the frame adds `ax`, `lang`,
    what is returned, and the warning about fonts.
    """

    @spoken
    @wraps(draw)
    def plot(*args: P.args, **kwargs: P.kwargs) -> Axes:
        return draw(*args, **kwargs).painted(kwargs.get("ax"))  # type: ignore[arg-type]

    signature = inspect.signature(draw)
    plot.__signature__ = signature.replace(return_annotation="Axes")  # type: ignore[attr-defined]
    plot.__annotations__ = {**draw.__annotations__, "return": "Axes"}
    plot.__doc__ = _documented(draw.__doc__, signature)
    name = draw.__name__.removeprefix(_PREFIX)
    _CHARTS[name] = Chart(name, draw, plot)
    return plot


def drawing(plot: Callable[P, Axes], *args: P.args, **kwargs: P.kwargs) -> Drawing:
    """What a chart draws, before it is painted.

    Examples
    --------
    >>> from sanzu_graph import Org, plot_org
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    >>> drawing(plot_org, org).scene().title
    '1 of 1 unit that needs a leader has none: T'
    """
    return _CHARTS[plot.__name__.removeprefix(_PREFIX)].drawing(*args, **kwargs)


@cache
def all_charts() -> Mapping[str, Chart]:
    """Every chart by name, in the order of the names."""
    for module in pkgutil.iter_modules(import_module(_ROOM).__path__):
        import_module(f"{_ROOM}.{module.name}")
    return dict(sorted(_CHARTS.items()))


def _documented(doc: str | None, signature: inspect.Signature) -> str | None:
    """A chart's docstring with the paragraphs that all charts share."""
    if doc is None:  # python -OO
        return None
    summary, *sections = _SECTION.split(inspect.cleandoc(doc))
    titled = {section.partition("\n")[0]: f"{section.strip()}\n" for section in sections}
    parameters = titled["Parameters"]
    for name in signature.parameters:
        if name in _PARAMETERS and f"\n{name}\n" not in parameters:
            parameters += f"{name}\n    {_PARAMETERS[name]}\n"
    whole = {"Parameters": parameters, "Returns": _RETURNS, "Raises": "", "Warns": _WARNS}
    whole |= {title: section for title, section in titled.items() if title != "Parameters"}
    return "\n".join([f"{summary.strip()}\n", *filter(None, whole.values())])
