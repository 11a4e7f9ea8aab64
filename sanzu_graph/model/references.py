"""What is wrong between tables: repeated ids, references to nobody, circles, rows told twice."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from sanzu_graph.model.column_values import Mask, canonical_column, found_in
from sanzu_graph.model.encoding import ID_COLUMNS
from sanzu_graph.model.flaws import Flaw, Place, Tables, rows_of
from sanzu_graph.model.grouping import Positions, repeated
from sanzu_graph.schema import Column, columns

#: How many units of a circle are told.
_SHOWN_OF_CYCLE = 6


def reference_flaws(
    tables: Tables, positions: Mapping[tuple[str, str], Positions], where: Mapping[str, Place]
) -> list[Flaw]:
    """The flaws between tables; `positions` are those of `id_positions`, `where` tells rows as
    people find them.
    """
    flaws: list[Flaw] = []
    for table, frame in tables.items():
        flaws += _repeated_ids(table, frame, positions, where[table])
        for column in columns(table).values():
            if column.references and column.name in frame:
                flaws += _dangling(table, column, tables, positions)
        if "id" not in frame:
            flaws += [
                Flaw("fault.equal_rows", table, rows=rows)
                for rows in rows_of(_repeated_rows(table, frame, positions))
            ]
    ids, parent = tables["units"]["id"], positions["units", "parent"]
    rows = np.flatnonzero(on_cycle(parent))
    if len(rows):
        flaws.append(
            Flaw(
                "fault.parent_cycle",
                "units",
                "parent",
                rows,
                lambda row: {"cycle": " → ".join(_cycle(row, parent, ids))},
            )
        )
    return flaws


def _repeated_ids(
    table: str, frame: pd.DataFrame, positions: Mapping[tuple[str, str], Positions], place: Place
) -> Iterator[Flaw]:
    if "id" not in frame:
        return
    first = (
        positions[table, "id"]
        if (table, "id") in positions
        else frame["id"]
        .map(frame.reset_index().groupby("id")["index"].first())
        .fillna(-1)
        .to_numpy(dtype=np.intp)
    )
    is_repeated = first != np.arange(len(frame))
    if is_repeated.any():
        is_repeated &= frame["id"].notna().to_numpy()
    for rows in rows_of(is_repeated):
        yield Flaw(
            "fault.repeated_id",
            table,
            "id",
            rows,
            lambda row: {"first": place.row(int(first[row]))},
        )


def _dangling(
    table: str, column: Column, tables: Tables, positions: Mapping[tuple[str, str], Positions]
) -> Iterator[Flaw]:
    cells = tables[table][column.name]
    home = tables[column.references]["id"] if column.references in tables else cells.iloc[:0]
    known = (
        positions[table, column.name] >= 0
        if (table, column.name) in positions
        else found_in(cells, home)
    )
    if known.all():
        return
    rows = np.flatnonzero(~known)
    rows = rows[cells.iloc[rows].notna().to_numpy()]
    if len(rows) and not (
        len(home) and home.isna().all()
    ):  # a home whose ids are missing is the fault to tell
        alike = {folded(name): name for name in home.dropna()}
        yield Flaw(
            "fault.dangling",
            table,
            column.name,
            rows,
            lambda row: {"home": column.references, "hint": alike.get(folded(cells.iloc[row]), "")},
        )


def folded(name: str) -> str:
    """What two spellings of one id have in common: “m7 ”, “M7” and full-width “Ｍ７”; “007”, “7” and
    “7.0”.
    """
    plain = unicodedata.normalize("NFKC", name).strip().casefold()
    return plain.removesuffix(".0").lstrip("0") or plain


def _repeated_rows(
    table: str, frame: pd.DataFrame, positions: Mapping[tuple[str, str], Positions]
) -> Mask:
    """Rows equal to an earlier one in every column. Integer keys find the few rows worth comparing."""
    keys = [positions[table, name] for t, name, _ in ID_COLUMNS if t == table]
    is_repeated = np.zeros(len(frame), dtype=bool)
    if not keys:
        return frame.duplicated().to_numpy()
    width = int(keys[1].max(initial=0)) + 1
    key = keys[0] * width
    key += keys[1]
    has_gaps = min(part.min(initial=0) for part in keys) < 0
    if has_gaps:
        key[(keys[0] < 0) | (keys[1] < 0)] = -1
    again = repeated(key)
    if len(again):
        is_suspect = np.zeros(int(keys[0].max()) + 1, dtype=bool)
        is_suspect[again // width] = True  # hardly more rows than those that stand again
        rows = np.flatnonzero(is_suspect[keys[0]])
        if has_gaps:
            rows = rows[(keys[0][rows] >= 0) & (keys[1][rows] >= 0)]
        rows = rows[np.isin(keys[0][rows] * width + keys[1][rows], again)]
        is_repeated[rows] = frame.iloc[rows].apply(canonical_column).duplicated().to_numpy()
    return is_repeated


def on_cycle(parent: Positions) -> Mask:
    """Which units are their own ancestor; after enough doublings every chain has ended or circles."""
    end = len(parent)
    step = np.append(np.where(parent < 0, end, parent), end)
    for _ in range(max(end, 1).bit_length()):
        step = step[step]
    is_on_cycle = np.zeros(end + 1, dtype=bool)
    is_on_cycle[step] = True
    return is_on_cycle[:end]


def _cycle(row: int, parent: Positions, ids: pd.Series) -> list[str]:
    path, at = [str(ids.iloc[row])], int(parent[row])
    while at != row and len(path) < _SHOWN_OF_CYCLE:
        path.append(str(ids.iloc[at]))
        at = int(parent[at])
    return [*path, str(ids.iloc[row]) if at == row else "…"]
