"""What a check is, and what it finds: integers first, words later."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.model.encoding import Positions
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.parts import Limit

SEVERITIES = ("error", "warning", "info")
FAMILIES = ("data", "structure", "coverage", "lines", "leadership", "mentoring", "routines", "powers", "tasks", "support")
#: The columns of every finding, in order; a check's own come behind them.
COLUMNS = ("check", "severity", "entity", "entity_id", "name", "layer", "value", "limit", "message")
#: Which units or members to look at: ids, or ids per entity where both are meant.
Only = Collection[str] | Mapping[str, Collection[str]] | None


@dataclass(frozen=True, eq=False)
class Found:
    """What a check found, in integers: one entry per fault.

    Attributes
    ----------
    entity : ``member`` or ``unit``, one for all or one per fault; or ``row``, whose ids are then in `ids`
    rows : positions of the members or units at fault
    value, limit : numbers, one each or one for all
    layer : the layer asked about, or one name per fault
    extra : columns of the check's own
    words : columns that only the message uses, or functions that give them where they cost
    ids : ids of the faults where `rows` cannot index them
    """

    entity: str | NDArray[np.object_]
    rows: Positions
    value: NDArray[Any] | float
    limit: NDArray[Any] | float
    layer: str | NDArray[np.object_] = ""
    extra: Mapping[str, Sequence[Any] | NDArray[Any]] = field(default_factory=dict)
    words: Mapping[str, Sequence[Any] | NDArray[Any] | Callable[[], NDArray[Any]]] = field(default_factory=dict)
    ids: NDArray[np.object_] | None = None


@dataclass(frozen=True)
class Call:
    """One way in which a policy asks a check: its arguments, and the limit that it measures against."""

    arguments: Mapping[str, Any] = field(default_factory=dict)
    limit: Limit | None = None


@dataclass(frozen=True, eq=False)
class Check:
    """A check as the catalogue knows it.

    Attributes
    ----------
    slug : the function's name in the singular
    severity, family, scope : how grave, which family, what its findings are about (``unit``, ``member``, ``whole``)
    needs : the columns it cannot do without, as ``table.column``
    keys : columns of its own that tell two findings about one entity apart
    history : whether it is about a stretch of time: it gets the whole organisation, with the units that are closed and the people
        who left, and the day (``on``)
    calls : policy → the calls that answer its demands
    find : the bare question: organisation and arguments → `Found`
    function : the public function: the same → findings
    """

    slug: str
    severity: str
    family: str
    scope: str
    needs: tuple[str, ...]
    keys: tuple[str, ...]
    history: bool
    calls: Callable[[Policy], Iterator[Call]]
    find: Callable[..., Found]
    function: Callable[..., pd.DataFrame]

    @property
    def name(self) -> str:
        """The public function's name."""
        return self.find.__name__

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns that say whether two findings are the same one."""
        return ("check", "entity", "entity_id", "layer", *self.keys)
