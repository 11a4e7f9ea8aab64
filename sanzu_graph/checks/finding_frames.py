"""From positions to findings: ids, names and messages, only for what is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.checks.found import COLUMNS, Check, Found, Only
from sanzu_graph.errors import AbsentError, InputError
from sanzu_graph.messages import fill, plain, text
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.naming import bearers, id_of
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import MEMBER, UNIT

if TYPE_CHECKING:
    from pandas.api.extensions import ExtensionArray

Mask = NDArray[np.bool_]
#: Which members and units are asked about; None: all.
Asked = Mapping[str, Mask] | None
#: Findings by column: the common ones, then the check's own.
Columns = dict[str, NDArray[Any]]
#: The columns of a frame, before there is one.
FrameColumns: TypeAlias = "dict[str, ExtensionArray | NDArray[Any] | pd.Series]"


def findings(
    check: Check,
    org: Org,
    faults: Found,
    *,
    only: Asked = None,
) -> pd.DataFrame:
    """A check's answer as a frame: the common columns, then its own."""
    faults = settled(check, faults, only)
    columns = columns_of(check, org, faults, default_label)
    return pd.DataFrame(
        {
            name: pd.Series(values, dtype="str" if values.dtype.kind == "O" else None)
            for name, values in columns.items()
        }
    )


def settled(check: Check, faults: Found, only: Asked = None) -> Found:
    """The faults asked for, in one order however they were found.

    That is the order of the entities' tables, then of the check's key columns. The order of
    memberships and relations does not count. So a part of the faults stands in the order of all.
    """
    if faults.ids is not None or not len(faults.rows):
        return faults
    if only is not None:
        faults = faults.taken(_kept(faults, only))
    rows = faults.rows
    if not isinstance(faults.entity, str) or bool((rows[1:] > rows[:-1]).all()):
        return faults
    ranks = [
        np.unique(np.asarray(faults.extra[key], dtype=object), return_inverse=True)[1]
        for key in reversed(check.keys)
    ]
    return faults.taken(np.lexsort([*ranks, rows]))


def columns_of(check: Check, org: Org, faults: Found, label: Callable[[str], str]) -> Columns:
    """A check's answer in columns; messages last, from template and columns."""
    total = len(faults.rows)
    entity = np.broadcast_to(np.asarray(faults.entity, dtype=object), total)
    columns: Columns = {
        "check": np.full(total, check.slug, dtype=object),
        "severity": np.full(total, check.severity, dtype=object),
        "entity": entity,
        "entity_id": faults.ids if faults.ids is not None else _ids(org, faults),
        "name": np.full(total, "", dtype=object)
        if faults.ids is not None
        else _by_entity(faults, org.names),
        "layer": np.broadcast_to(np.asarray(faults.layer, dtype=object), total),
        "value": np.broadcast_to(np.asarray(faults.value, dtype=np.float64), total),
        "limit": np.broadcast_to(np.asarray(faults.limit, dtype=np.float64), total),
    }
    extra = {name: np.asarray(values) for name, values in faults.extra.items()}
    words = {
        name: np.asarray(values() if callable(values) else values, dtype=object)
        for name, values in faults.words.items()
    }
    sentence = faults.sentence or f"check.{check.slug}"
    columns["message"] = _messages(sentence, columns, {**extra, **words}, total, label)
    return {**columns, **extra}


def framed(parts: Sequence[Columns], *, common: Sequence[str]) -> pd.DataFrame:
    """Answers in one frame; see `frame_columns`."""
    return pd.DataFrame(frame_columns(parts, common=common))


def frame_columns(parts: Sequence[Columns], *, common: Sequence[str]) -> FrameColumns:
    """The columns of answers in one: the common ones, then everybody's own in order of first
    appearance (missing where a check has none).

    Notes
    -----
    The frame of a few findings takes longer than all else about them. So it is made where somebody
    asks for it.
    """
    lengths = [len(part["check"]) for part in parts]
    ends = np.cumsum(lengths, dtype=np.intp)
    total = int(ends[-1]) if len(ends) else 0
    columns: FrameColumns = {}
    for name in common:
        columns[name] = _joined(
            [part[name] for part in parts], is_number=name in ("value", "limit")
        )
    for name in dict.fromkeys(name for part in parts for name in part if name not in common):
        pieces = [
            (int(end) - length, part[name])
            for part, end, length in zip(parts, ends, lengths, strict=True)
            if name in part
        ]
        columns[name] = _spread(pieces, total)
    return columns


def _joined(pieces: Sequence[NDArray[Any]], *, is_number: bool) -> ExtensionArray | NDArray[Any]:
    if is_number:
        return np.concatenate([np.empty(0), *pieces])
    return pd.array(np.concatenate([np.empty(0, dtype=object), *pieces]), dtype="str")


def _spread(pieces: Sequence[tuple[int, NDArray[Any]]], total: int) -> ExtensionArray | pd.Series:
    """A check's own column: pieces that begin at some rows, nothing between them."""
    kinds = {values.dtype.kind for _, values in pieces}
    if kinds == {"i"}:
        numbers, missing = np.zeros(total, dtype=np.int64), np.ones(total, dtype=bool)
        for start, values in pieces:
            numbers[start : start + len(values)], missing[start : start + len(values)] = (
                values,
                False,
            )
        return pd.arrays.IntegerArray(numbers, missing)
    cells = np.full(total, np.nan, dtype=object)
    for start, values in pieces:
        cells[start : start + len(values)] = values
    return pd.array(cells, dtype="str") if kinds == {"O"} else pd.Series(cells, dtype=object)


def together(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Findings of several checks in one frame: the common columns, then everybody's own (missing
    where a check has none).
    """
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else framed([], common=COLUMNS)


def default_label(layer: str) -> str:
    """What a layer is called where no policy says it: the shipped label of team, party and union,
    else its name.
    """
    return Policy().layer(layer).label()


def _messages(
    sentence: str,
    columns: Mapping[str, Any],
    own: Mapping[str, NDArray[Any]],
    length: int,
    label: Callable[[str], str],
) -> NDArray[np.object_]:
    layers = columns["layer"]
    labels = {name: label(name) if name else "" for name in set(layers.tolist())}
    ids, names = columns["entity_id"].tolist(), columns["name"].tolist()
    places: dict[str, Sequence[object]] = {
        "id": ids,
        "who": called(ids, names),
        "layer": [labels[name] for name in layers.tolist()],
        "value": _whole(columns["value"]),
        "limit": _whole(columns["limit"]),
        **{
            name: _whole(values) if values.dtype.kind == "f" else values.tolist()
            for name, values in own.items()
        },
    }
    for word in [name.removesuffix("_name") for name in own if name.endswith("_name")]:
        places[f"{word}_who"] = called(own[word].tolist(), own[f"{word}_name"].tolist())
    sentences = np.empty(length, dtype=object)
    sentences[:] = fill(sentence, places, length)
    return sentences


def called(ids: Iterable[str], names: Iterable[str]) -> list[str]:
    """Each name with its id behind it, unless the id says no more than the name (``team:North`` for
    North).
    """
    both = text("name.with_id", name="\0", id="\1")
    before, between, after = (
        both.partition("\0")[0],
        both.partition("\0")[2].partition("\1")[0],
        both.partition("\1")[2],
    )
    return [
        name if id_ == name or id_.endswith(f":{name}") else f"{before}{name}{between}{id_}{after}"
        for id_, name in zip(ids, names, strict=True)
    ]


def _whole(values: NDArray[np.float64]) -> Sequence[object]:
    """Numbers as people write them; nearly always all whole, which is fast."""
    with np.errstate(invalid="ignore"):
        whole = np.isfinite(values).all() and (values == np.floor(values)).all()
    return (
        values.astype(np.int64).tolist() if whole else [plain(value) for value in values.tolist()]
    )


def _ids(org: Org, faults: Found) -> NDArray[np.object_]:
    """The id of each fault's entity."""
    code = org.encoding
    return _by_entity(
        faults,
        lambda entity, rows: code.labels_of(rows) if entity == MEMBER else code.units[rows],
    )


def _by_entity(
    faults: Found, answer: Callable[[str, Positions], NDArray[np.object_]]
) -> NDArray[np.object_]:
    """What is told of each fault's entity, members and units each at once."""
    if isinstance(faults.entity, str):
        return answer(faults.entity, faults.rows)
    told_of = np.full(len(faults.rows), "", dtype=object)
    for entity in (MEMBER, UNIT):
        places = np.flatnonzero(faults.entity == entity)
        told_of[places] = answer(entity, faults.rows[places])
    return told_of


def _kept(faults: Found, only: Mapping[str, Mask]) -> Positions:
    """Which faults are asked for."""
    if isinstance(faults.entity, str):
        return np.flatnonzero(only[faults.entity][faults.rows])
    is_kept = np.zeros(len(faults.rows), dtype=bool)
    for entity, wanted in only.items():
        places = np.flatnonzero(faults.entity == entity)
        is_kept[places] = wanted[faults.rows[places]]
    return np.flatnonzero(is_kept)


def by_ids(org: Org, only: Only) -> Only:
    """The same choice with ids in place of names; a choice of ids alone is given back itself.

    Raises
    ------
    InputError
        If several bear a name; it tells their ids.
    AbsentError
        If a word is neither an id nor a name.
    """
    if not isinstance(only, Iterable):
        return only
    homes = {MEMBER: org.encoding.member_at, UNIT: org.encoding.unit_at}
    if isinstance(only, Mapping):
        if not set(only) <= set(homes):
            return only
        ids = {
            entity: [id_of(org, f"{entity}s", word) for word in _words(words)]
            for entity, words in only.items()
        }
        return only if all(ids[entity] == _words(words) for entity, words in only.items()) else ids
    words = _words(only)
    if all(any(word in places for places in homes.values()) for word in words):
        return only
    chosen: dict[str, list[str]] = {entity: [] for entity in homes}
    unknown = []
    for word in words:
        fits = [(entity, word) for entity, places in homes.items() if word in places]
        named = [(entity, id_) for entity in homes for id_ in bearers(org, f"{entity}s", word)]
        if not fits and len(named) > 1:
            raise InputError("error.shared_name", name=word, ids=[id_ for _, id_ in named])
        if not fits and not named:
            unknown.append(word)
        for entity, id_ in fits or named:
            chosen[entity].append(id_)
    if unknown:
        raise AbsentError("error.no_ids", entity="any", ids=sorted(unknown))
    return chosen


def _words(only: Iterable[str]) -> list[str]:
    """The words of a choice; a single one may stand alone."""
    return [only] if isinstance(only, str) else list(only)


def asked_of(org: Org, only: Only, whole: Org | None = None) -> dict[str, Mask] | None:
    """Which members and units are meant, one truth value each; a single id may stand alone.

    A name is as good as an id where one alone bears it in the whole organisation, on all days.

    Raises
    ------
    AbsentError
        If the organisation does not have one of the ids: a typing error must not look like
        soundness.
    """
    only = by_ids(org if whole is None else whole, only)
    if only is None:
        return None
    homes = {MEMBER: set(org.encoding.members), UNIT: set(org.encoding.units)}
    if isinstance(only, Mapping) and not set(only) <= set(homes):
        raise InputError("error.only", value=list(only))
    if not isinstance(only, (str, Iterable)):
        raise InputError("error.only", value=repr(only))
    if isinstance(only, Mapping):
        masks = {
            entity: {ids} if isinstance(ids, str) else set(ids) for entity, ids in only.items()
        }
        unknown = {entity: sorted(ids - homes[entity]) for entity, ids in masks.items()}
    else:
        both = {only} if isinstance(only, str) else set(only)
        masks, unknown = (
            dict.fromkeys(homes, both),
            {"any": sorted(both - homes[MEMBER] - homes[UNIT])},
        )
    for entity, ids in unknown.items():
        if ids:
            raise AbsentError("error.no_ids", entity=entity, ids=ids)
    ids_of = {MEMBER: org.encoding.members, UNIT: org.encoding.units}
    return {
        entity: np.array([id_ in masks.get(entity, ()) for id_ in ids], dtype=bool)
        for entity, ids in ids_of.items()
    }
