"""The frame around every check: what it declares, how its answer becomes findings, and the derived list of all.

A check function knows only its question: it takes an organisation and explicit arguments and returns
`Found`, positions and numbers. The decorator here adds ``only=`` and ``lang=``, turns positions into
ids, names and messages, and enters the check in the catalogue. The audit, the docs and the command
line read that catalogue; nothing is listed twice.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, wraps
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.errors import AbsentError
from sanzu_graph.messages import fill, language, plain, text
from sanzu_graph.model.encoding import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.parts import Limit
from sanzu_graph.schema import MEMBER, UNIT

SEVERITIES = ("error", "warning", "info")
FAMILIES = ("data", "structure", "coverage", "lines", "leadership", "mentoring")
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


_CHECKS: dict[str, Check] = {}


def once(policy: Policy) -> Iterator[Call]:  # noqa: ARG001 - every `calls` takes the policy
    """The calls of a check that every organisation is asked once, whatever its policy."""
    yield Call()


def check(
    *,
    severity: str,
    family: str,
    scope: str,
    needs: tuple[str, ...] = (),
    keys: tuple[str, ...] = (),
    calls: Callable[[Policy], Iterator[Call]] = once,
) -> Callable[[Callable[..., Found]], Callable[..., pd.DataFrame]]:
    """Make a check of a question; see `Check` for the words."""

    def decorate(find: Callable[..., Found]) -> Callable[..., pd.DataFrame]:
        @wraps(find)
        def function(  # its real signature is the question's own, set below
            org: Org,
            *args: Any,  # noqa: ANN401
            only: Only = None,
            lang: str | None = None,
            **kwargs: Any,  # noqa: ANN401
        ) -> pd.DataFrame:
            known_ids(org, only)
            return findings(made, org, find(org, *args, **kwargs), only=only, lang=lang)

        function.__signature__ = _signature(find)  # type: ignore[attr-defined]
        function.__annotations__ = {**find.__annotations__, "only": Only, "lang": str | None, "return": pd.DataFrame}
        made = Check(find.__name__.removesuffix("s"), severity, family, scope, needs, keys, calls, find, function)
        _CHECKS[made.slug] = made
        return function

    return decorate


@cache
def all_checks() -> Mapping[str, Check]:
    """Every check by slug, in order of family and then of definition."""
    package = import_module("sanzu_graph.checks")
    for module in pkgutil.iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")
    return dict(sorted(_CHECKS.items(), key=lambda item: FAMILIES.index(item[1].family)))


def findings(
    made: Check,
    org: Org,
    found: Found,
    *,
    only: Only = None,
    lang: str | None = None,
    label: Callable[[str, str], str] | None = None,
) -> pd.DataFrame:
    """A check's answer as a frame: the common columns, then its own; messages last, from template and columns."""
    lang = language(lang)
    total = len(found.rows)
    entity = np.broadcast_to(np.asarray(found.entity, dtype=object), total)
    ids = found.ids if found.ids is not None else _told(entity, {MEMBER: org.encoding.members, UNIT: org.encoding.units}, found.rows)
    keep = np.arange(total) if found.ids is not None else _kept(entity, ids, only)
    columns: dict[str, Any] = {
        "check": made.slug,
        "severity": made.severity,
        "entity": entity[keep],
        "entity_id": ids[keep],
        "name": np.full(len(keep), "", dtype=object) if found.ids is not None else _names(org, entity[keep], found.rows[keep]),
        "layer": np.broadcast_to(np.asarray(found.layer, dtype=object), total)[keep],
        "value": np.broadcast_to(np.asarray(found.value, dtype=np.float64), total)[keep],
        "limit": np.broadcast_to(np.asarray(found.limit, dtype=np.float64), total)[keep],
    }
    extra = {name: np.asarray(values)[keep] for name, values in found.extra.items()}
    words = {name: np.asarray(values() if callable(values) else values, dtype=object)[keep] for name, values in found.words.items()}
    columns["message"] = _messages(made, columns, {**extra, **words}, len(keep), lang, label or default_label)
    return pd.DataFrame({**columns, **extra}, index=pd.RangeIndex(len(keep))).astype(
        {"check": "str", "severity": "str", "entity": "str", "entity_id": "str", "name": "str", "layer": "str", "message": "str"}
    )


def together(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Findings of several checks in one frame: the common columns, then everybody's own (missing where a check has none)."""
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return pd.DataFrame({name: pd.Series(dtype="float64" if name in ("value", "limit") else "str") for name in COLUMNS})
    whole = [frame.astype({name: "Int64" for name in frame if name not in COLUMNS and frame[name].dtype.kind == "i"}) for frame in filled]
    return pd.concat(whole, ignore_index=True)


def default_label(layer: str, lang: str) -> str:
    """What a layer is called where no policy says it: the shipped label of team, party and union, else its name."""
    return Policy().layer(layer).label(lang)


def _messages(
    made: Check, columns: Mapping[str, Any], own: Mapping[str, NDArray[Any]], length: int, lang: str, label: Callable[[str, str], str]
) -> list[str]:
    layers = columns["layer"]
    labels = {name: label(name, lang) if name else "" for name in set(layers.tolist())}
    ids, names = columns["entity_id"].tolist(), columns["name"].tolist()
    places: dict[str, Sequence[object]] = {
        "id": ids,
        "who": _called(ids, names, lang),
        "layer": [labels[name] for name in layers.tolist()],
        "value": _whole(columns["value"]),
        "limit": _whole(columns["limit"]),
        **{name: _whole(values) if values.dtype.kind == "f" else values.tolist() for name, values in own.items()},
    }
    for word in [name.removesuffix("_name") for name in own if name.endswith("_name")]:
        places[f"{word}_who"] = _called(own[word].tolist(), own[f"{word}_name"].tolist(), lang)
    return fill(f"check.{made.slug}", lang, places, length)


def _called(ids: Sequence[str], names: Sequence[str], lang: str) -> Sequence[str]:
    """Each name with its id behind it, unless the id says no more than the name (``team:North`` for North)."""
    both = text("name.with_id", lang, name="\0", id="\1")
    before, between, after = both.partition("\0")[0], both.partition("\0")[2].partition("\1")[0], both.partition("\1")[2]
    return [
        name if id_ == name or id_.endswith(f":{name}") else f"{before}{name}{between}{id_}{after}" for id_, name in zip(ids, names, strict=True)
    ]


def _whole(values: NDArray[np.float64]) -> Sequence[object]:
    """Numbers as people write them; nearly always all whole, which is fast."""
    with np.errstate(invalid="ignore"):
        whole = np.isfinite(values).all() and (values == np.floor(values)).all()
    return values.astype(np.int64).tolist() if whole else [plain(value) for value in values.tolist()]


def _told(entity: NDArray[np.object_], homes: Mapping[str, NDArray[np.object_]], rows: Positions) -> NDArray[np.object_]:
    """For each fault, the entry of its entity's home at its position."""
    told = np.full(len(rows), "", dtype=object)
    for kind, home in homes.items():
        mine = np.flatnonzero(entity == kind)
        told[mine] = home[rows[mine]]
    return told


def _names(org: Org, entity: NDArray[np.object_], rows: Positions) -> NDArray[np.object_]:
    names = np.full(len(rows), "", dtype=object)
    for kind in (MEMBER, UNIT):
        mine = np.flatnonzero(entity == kind)
        names[mine] = org.names(kind, rows[mine])
    return names


def _kept(entity: NDArray[np.object_], ids: NDArray[np.object_], only: Only) -> Positions:
    """Which faults are asked for."""
    if only is None:
        return np.arange(len(ids))
    asked = only if isinstance(only, Mapping) else dict.fromkeys((MEMBER, UNIT), only)
    kept = np.zeros(len(ids), dtype=bool)
    for kind, wanted in asked.items():
        kept |= (entity == kind) & pd.Series(ids, dtype=object).isin(list(wanted)).to_numpy()
    return np.flatnonzero(kept)


def known_ids(org: Org, only: Only) -> None:
    """Refuse ids that the organisation does not have: a typing error must not look like soundness.

    Raises
    ------
    AbsentError
        Naming the unknown ids.
    """
    if only is None:
        return
    homes = {MEMBER: set(org.encoding.members), UNIT: set(org.encoding.units)}
    asked: Mapping[str, Collection[str]] = only if isinstance(only, Mapping) else {"any": only}
    if not isinstance(only, Mapping):
        homes = {"any": homes[MEMBER] | homes[UNIT]}
    for entity, ids in asked.items():
        unknown = [name for name in ids if name not in homes.get(entity, ())]
        if unknown:
            raise AbsentError("error.no_ids", entity=entity, ids=unknown)


def _signature(find: Callable[..., Found]) -> inspect.Signature:
    """The question's own signature, with ``only`` and ``lang`` behind it."""
    own = inspect.signature(find)
    more = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None) for name in ("only", "lang")]
    return own.replace(parameters=[*own.parameters.values(), *more], return_annotation="pd.DataFrame")
