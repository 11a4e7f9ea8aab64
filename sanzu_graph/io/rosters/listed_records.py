"""Records as programs list them (JSON) → rows of text under their names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping


def rows_of_records(text: str) -> list[list[str]]:
    r"""The longest list of records in a text, or one record a line; no rows where there is none.

    Examples
    --------
    >>> rows_of_records('{"data": [{"id": 7, "team": {"name": "Grid"}}, {"id": "8", "boss": [7, "An"]}]}')
    [['id', 'team', 'boss'], ['7', 'Grid', ''], ['8', '', 'An']]
    >>> rows_of_records('{"id": 1}\n{"id": 2}\n'), rows_of_records("id,name")
    ([['id'], ['1'], ['2']], [])
    """
    try:
        whole = json.loads(text)
        if rows := _listed_rows(whole):
            return rows
        records = max(_lists(whole), key=len, default=[])
    except (ValueError, RecursionError):
        try:
            lines = [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError):
            return []
        records = [line for line in lines if isinstance(line, dict)]
    names = list(dict.fromkeys(name for record in records for name in record))
    rows = [[_text(record.get(name)) for name in names] for record in records]
    return [list(map(str, names)), *rows] if rows else []


def _lists(value: object, depth: int = 6) -> Iterable[list[Mapping[str, object]]]:
    """Every list of records in a value."""
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        yield value
    elif isinstance(value, dict) and depth and _is_keyed(value):
        yield [{"id": key, **inner} for key, inner in value.items()]
    elif isinstance(value, dict) and depth:
        for inner in value.values():
            yield from _lists(inner, depth - 1)


def _is_keyed(value: Mapping[str, object]) -> bool:
    """Whether records stand under their ids: ``{"7": {"name": …}, "8": {"name": …}}``."""
    inner = [set(one) if isinstance(one, dict) else set() for one in value.values()]
    return len(inner) > 1 and all(inner) and bool(set.intersection(*inner))


def _listed_rows(value: object) -> list[list[str]]:
    """Rows that are lists: ``[["id", "name"], ["7", "An"]]``, or with their columns apart."""
    if isinstance(value, dict) and isinstance(value.get("columns"), list):
        value = [value["columns"], *value["data"]] if isinstance(value.get("data"), list) else None
    if not isinstance(value, list) or not value or not all(isinstance(row, list) for row in value):
        return []
    return [[_text(cell) for cell in row] for row in value]


#: Under which name a record within another one tells what it is called.
_CALLED = ("name", "label", "title", "value", "text", "id", "姓名", "名称")


def _text(value: object) -> str:
    """One value as the text of a cell: of a pair ``[7, "Grid"]`` and of a record its name."""
    if value is None or value is False:
        return ""
    if isinstance(value, dict):
        return _text(next((value[name] for name in _CALLED if name in value), None))
    if isinstance(value, list):
        is_pair = len(value) == 2 and isinstance(value[0], int) and isinstance(value[1], str)  # noqa: PLR2004
        return str(value[1]) if is_pair else "、".join(filter(None, map(_text, value)))
    return "true" if value is True else str(value)
