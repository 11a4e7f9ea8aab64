"""The plan, kept as it is made: in a file beside the notebook, readable for its owner alone; found
again after a kernel's death.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import count, takewhile
from pathlib import Path
from typing import Any

from sanzu_graph.errors import SanzuError
from sanzu_graph.io.atomic import write_text
from sanzu_graph.model.organisation import Org
from sanzu_graph.scenarios.scenario import Scenario


class Keeping:
    """Where the plans are kept, whether they are, and what was found there.

    Parameters
    ----------
    org
        The organisation that is planned for.
    keep
        A file; True: one in the folder of the notebook, named after the organisation, and none
        outside notebooks; False: none.

    Attributes
    ----------
    path : Path or None
        The file.
    is_on : bool
        Whether the plan is kept there.
    found : list of Scenario
        The plans for the same organisation that were kept there before. Empty once somebody goes on
        with them or lets them go.
    failure : str
        Why the plan could not be kept.
    """

    def __init__(self, org: Org, keep: bool | str | os.PathLike[str]) -> None:
        self.org = org
        self.path = _path(org, keep)
        self.is_on = self.path is not None
        self.found = self._read()
        self.failure = ""
        self._written: dict[Path, str] = {}

    @property
    def folder(self) -> Path:
        """Where files of this board are written: beside the plan, else where Python runs."""
        return Path.cwd() if self.path is None else self.path.parent

    def keep(self, plans: Sequence[Scenario]) -> None:
        """Write plans to the file, and those behind the first one beside it (``…_2.json``). A file
        of somebody else that is there is put beside, under ``….old.json``, and not lost.
        """
        if self.path is None or not self.is_on:
            return
        contents = {
            self._file(number): plan.on_base(self.org).to_json()
            for number, plan in enumerate(plans)
        }
        try:
            for path, content in contents.items():
                if self._written.get(path) == content:
                    continue
                if path not in self._written and path.exists():
                    path.replace(path.with_suffix(".old.json"))
                write_text(path, content, private=True)
                self._written[path] = content
            for path in [one for one in self._written if one not in contents]:
                path.unlink(missing_ok=True)
                del self._written[path]
        except (OSError, SanzuError) as error:
            self.failure, self.is_on = str(error), False
        else:
            self.failure, self.found = "", []

    def taken(self) -> None:
        """Somebody goes on with the plans that were found: from now on the files are this board's."""
        self._written = {self._file(number): "" for number in range(len(self.found))}
        self.found = []

    def told(self) -> dict[str, Any]:
        """What a page is told: ``file``, ``on``, ``found`` (how many changes), ``failure``; nothing
        where no plan is kept.
        """
        if self.path is None:
            return {}
        found = sum(map(len, self.found))
        return {
            "file": self.path.name,
            "on": self.is_on,
            "found": found,
            "failure": self.failure,
        }

    def _file(self, number: int) -> Path:
        """The file of a plan, counted from 0."""
        path = Path() if self.path is None else self.path
        return path.with_stem(f"{path.stem}_{number + 1}") if number else path

    def _read(self) -> list[Scenario]:
        """The plans that are there; none where none has a change."""
        plans = list(takewhile(lambda one: one is not None, map(self._plan, count())))
        found = [one for one in plans if one is not None]
        return found if any(map(len, found)) else []

    def _plan(self, number: int) -> Scenario | None:
        if self.path is None or not self._file(number).is_file():
            return None
        try:
            plan = Scenario.read(self._file(number))
        except SanzuError:  # it is put beside before anything is written
            return None
        return plan if plan.base == self.org.fingerprint else None


def _path(org: Org, keep: bool | str | os.PathLike[str]) -> Path | None:
    if isinstance(keep, bool):
        is_kept = keep and is_in_notebook()
        return Path.cwd() / f"sanzu_plan_{org.fingerprint[:8]}.json" if is_kept else None
    return Path(keep)


def is_in_notebook() -> bool:
    """Whether this process is the kernel of a notebook."""
    shell: Any = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return getattr(shell, "kernel", None) is not None
