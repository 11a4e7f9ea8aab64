"""The picture beside a board: for a saved notebook that is opened again without its kernel, and for
pages made of it.

It is an output of its own, which a living board hides. So it can follow the plan without showing
the board anew, and it is there where widgets are not.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from html import escape
from typing import Any

from sanzu_graph.doors import carried

#: So many seconds after the last edit the picture follows; a drop never waits for it.
PAUSE = 1.0
#: Where the widget is lost, JupyterLab says so in an output without elements; the picture says more.
_LOST = (
    ".jp-OutputArea:has([data-sanzu-picture]) .jp-OutputArea-output.jupyter-widgets:not(:has(*))"
    "{display:none}"
)


class LastPicture:
    """The picture of one board in the outputs of its notebook.

    Parameters
    ----------
    draw
        Makes the picture as HTML, as the plan is by now; told whether there is time to draw what
        has changed.
    """

    def __init__(self, draw: Callable[[bool], str]) -> None:
        self.draw = draw
        #: What the picture is found by in a page.
        self.id = secrets.token_hex(8)
        self._handles: list[Any] = []
        self._waiting: asyncio.TimerHandle | None = None

    def show(self) -> None:
        """Show the picture as an output."""
        outputs = notebook_outputs()
        self._handles.append(
            outputs.display(outputs.HTML(self.html(is_drawn=True)), display_id=True)
        )

    def follow(self) -> None:
        """Let the outputs follow the plan, soon; nothing where none was shown."""
        if not self._handles:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = loop.call_later(PAUSE, carried(self._update))

    def html(self, *, is_drawn: bool) -> str:
        """The picture, marked so that a living board hides it."""
        return f'<div data-sanzu-picture="{escape(self.id)}"><style>{_LOST}</style>{self.draw(is_drawn)}</div>'

    def _update(self) -> None:
        content = notebook_outputs().HTML(self.html(is_drawn=False))
        for handle in self._handles:
            handle.update(content)


def notebook_outputs() -> Any:  # noqa: ANN401 - it has no types
    """IPython's module for outputs, which is there where widgets are."""
    from IPython import display

    return display
