"""Stand-ins for a notebook's widgets where they are not installed: the name `Planner` can be
imported; making a board tells the cure.
"""

from __future__ import annotations

from typing import Any, NoReturn, Self

from sanzu_graph.errors import DependencyError
from sanzu_graph.messages import text


class AnyWidget:
    """In place of anywidget's class."""

    def __new__(cls, *_: object, **__: object) -> NoReturn:
        """Tell what to install.

        Raises
        ------
        DependencyError
            Always.
        """
        raise DependencyError(
            "error.dependency", library="anywidget", purpose=text("purpose.planner"), extra="lab"
        )


class _Anything:
    """All that a class body asks of traitlets."""

    def __getattr__(self, name: str) -> Self:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: object, **__: object) -> Self:
        return self


traitlets: Any = _Anything()
