"""The plan, kept as it is made: in one file beside the notebook, readable for its owner alone; found
again after a kernel's death.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from sanzu_graph.errors import SanzuError
from sanzu_graph.io.atomic import write_text
from sanzu_graph.model.organisation import Org
from sanzu_graph.scenarios.scenario import Scenario


class Keeping:
    """Where a plan is kept, whether it is, and what was found there.

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
    found : Scenario or None
        The plan for the same organisation that was kept there before, until somebody goes on with
        it or lets it go.
    failure : str
        Why the plan could not be kept.
    """

    def __init__(self, org: Org, keep: bool | str | os.PathLike[str]) -> None:
        self.org = org
        self.path = _path(org, keep)
        self.is_on = self.path is not None
        self.found = self._read()
        self.failure = ""
        self._is_ours = False

    def keep(self, scenario: Scenario) -> None:
        """Write a plan to the file. One of somebody else that is there is put beside it, under
        ``….old.json``, and not lost.
        """
        if self.path is None or not self.is_on:
            return
        try:
            if not self._is_ours and self.path.exists():
                self.path.replace(self.path.with_suffix(".old.json"))
            # A file is there first, with the rights that its content shall have.
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
            write_text(self.path, scenario.on_base(self.org).to_json())
        except (OSError, SanzuError) as error:
            self.failure, self.is_on = str(error), False
        else:
            self.failure, self._is_ours, self.found = "", True, None

    def taken(self) -> Scenario | None:
        """The plan that was found, to go on with; from now on the file is this board's."""
        found, self.found = self.found, None
        self._is_ours = found is not None
        return found

    def told(self) -> dict[str, Any]:
        """What a page is told: ``file``, ``on``, ``found`` (how many changes), ``failure``; nothing
        where no plan is kept.
        """
        if self.path is None:
            return {}
        found = 0 if self.found is None else len(self.found)
        told = {"file": self.path.name, "on": self.is_on, "found": found, "failure": self.failure}
        return dict(told)

    def _read(self) -> Scenario | None:
        if self.path is None or not self.path.is_file():
            return None
        try:
            scenario = Scenario.read(self.path)
        except SanzuError:  # it is put beside before anything is written
            return None
        return scenario if scenario.base == self.org.fingerprint and len(scenario) else None


def _path(org: Org, keep: bool | str | os.PathLike[str]) -> Path | None:
    if isinstance(keep, bool):
        is_kept = keep and is_in_notebook()
        return Path.cwd() / f"sanzu_plan_{org.fingerprint[:8]}.json" if is_kept else None
    return Path(keep)


def is_in_notebook() -> bool:
    """Whether this process is the kernel of a notebook."""
    shell: Any = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return getattr(shell, "kernel", None) is not None
