"""From positions to findings: ids, names and messages, only for what is told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.checks.found import COLUMNS, Check, Found, Only
from sanzu_graph.errors import AbsentError, InputError
from sanzu_graph.messages import fill, language, plain, text
from sanzu_graph.model.encoding import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import MEMBER, UNIT


def findings(
    made: Check,
    org: Org,
    found: Found,
    *,
    only: Mapping[str, Collection[str]] | None = None,
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
        name if id_ == name or id_.endswith(f":{name}") else f"{before}{name}{between}{id_}{after}"
        for id_, name in zip(ids, names, strict=True)
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


def _kept(entity: NDArray[np.object_], ids: NDArray[np.object_], only: Mapping[str, Collection[str]] | None) -> Positions:
    """Which faults are asked for."""
    if only is None:
        return np.arange(len(ids))
    kept = np.zeros(len(ids), dtype=bool)
    for kind, wanted in only.items():
        kept |= (entity == kind) & pd.Series(ids, dtype=object).isin(wanted).to_numpy()
    return np.flatnonzero(kept)


def asked_of(org: Org, only: Only, lang: str | None = None) -> dict[str, set[str]] | None:
    """Which members and units are meant, per entity; a single id may stand alone.

    Raises
    ------
    AbsentError
        If the organisation does not have one of the ids: a typing error must not look like soundness.
    """
    if only is None:
        return None
    homes = {MEMBER: set(org.encoding.members), UNIT: set(org.encoding.units)}
    if isinstance(only, Mapping) and not set(only) <= set(homes):
        raise InputError("error.only", lang=lang, value=list(only))
    if not isinstance(only, (str, Iterable)):
        raise InputError("error.only", lang=lang, value=repr(only))
    if isinstance(only, Mapping):
        asked = {entity: {ids} if isinstance(ids, str) else set(ids) for entity, ids in only.items()}
        unknown = {entity: sorted(ids - homes[entity]) for entity, ids in asked.items()}
    else:
        both = {only} if isinstance(only, str) else set(only)
        asked, unknown = dict.fromkeys(homes, both), {"any": sorted(both - homes[MEMBER] - homes[UNIT])}
    for entity, ids in unknown.items():
        if ids:
            raise AbsentError("error.no_ids", lang=lang, entity=entity, ids=ids)
    return asked
