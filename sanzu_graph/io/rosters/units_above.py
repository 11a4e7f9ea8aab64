"""The columns of units above the teams, read as their parents, and what they leave unclear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sanzu_graph.io.rosters.column_reading import Reading, is_asked
from sanzu_graph.io.rosters.doubts import Doubt
from sanzu_graph.io.rosters.headings import Heading
from sanzu_graph.io.rosters.parent_columns import (
    blank_above,
    layer_above,
    levels_in,
    parents_in,
    shared_units,
    told_apart_by,
)
from sanzu_graph.io.rosters.sheets import Sheet
from sanzu_graph.io.rosters.values import is_none
from sanzu_graph.io.rosters.words import BASE, KEEP, LAYER


def without_parents(
    reading: Reading, sheet: Sheet, keep: list[Heading], cells: dict[int, list[str]]
) -> list[Heading]:
    """Read columns of the units above the teams as their parents; the columns that are left."""
    named = [
        column for column in keep if not is_asked(column) and column.field in (KEEP, LAYER + BASE)
    ]
    levels = levels_in(named)
    team = reading.fields.get(LAYER + BASE)
    if team is None and levels:
        team = reading.fields[LAYER + BASE] = levels[-1]
        reading.how.append((team, "roster.how.lowest", LAYER + BASE))
        keep, named = ([column for column in some if column is not team] for some in (keep, named))
        if _join_levels(sheet, levels, cells):
            for column in levels[:-1]:
                reading.how.append((column, "roster.how.above", LAYER + BASE))
            return [column for column in keep if column not in levels]
    if team is None:
        return keep
    units = cells[team.at]
    reading.apart = told_apart_by(named, team, cells, levels)
    if reading.apart.columns:
        above = [cells[column.at] for column in reading.apart.columns]
        nearest = reading.apart.columns[-1]
        blank = blank_above(units, above[-1])
        if blank:
            fields = {"other": nearest.text, "count": blank}
            reading.doubts.append(Doubt("doubt.apart_blank", sheet.place, None, team.text, fields))
        units = [
            reading.apart.names(column, uppers)
            for column, *uppers in zip(units, *above, strict=True)
        ]
        other = " / ".join(column.text for column in reading.apart.columns)
        reading.doubts.append(
            Doubt("doubt.told_apart", sheet.place, None, team.text, {"other": other})
        )
    parents = parents_in(sheet, named, units, cells, levels, reading.apart.columns)
    for layer, heading in parents:
        reading.fields[LAYER + layer] = heading
        reading.above.append(layer)
        reading.how.append((heading, "roster.how.above", LAYER + layer))
    taken = {heading.at for _, heading in parents}
    lower = [(team, units), *((heading, cells[heading.at]) for _, heading in parents)]
    _tell_shared(
        reading,
        sheet,
        lower,
        {
            column: cells[column.at]
            for column in named
            if column.at not in taken and (layer_above(column.text) or column in levels)
        },
    )
    return [column for column in keep if column.at not in taken]


def _join_levels(sheet: Sheet, levels: list[Heading], cells: dict[int, list[str]]) -> bool:
    """Write the levels of each row into the last of them as a path, where rows end at several.

    Then the unit of a row is the lowest that it names.
    """
    lowest = cells[levels[-1].at]
    upper = [cells[column.at] for column in levels[:-1]]
    ends_above = [
        is_none(cell) and any(not is_none(unit) for unit in units)
        for cell, *units in zip(lowest, *upper, strict=True)
    ]
    if not any(ends_above):
        return False
    columns = [sheet.columns[column.at] for column in levels]
    target = sheet.columns[levels[-1].at]
    for row, units in enumerate(zip(*columns, strict=True)):
        if units != tuple(column.text for column in levels):
            target[row] = " > ".join(unit for unit in units if not is_none(unit))
    return True


def _tell_shared(
    reading: Reading,
    sheet: Sheet,
    lower: Sequence[tuple[Heading, Sequence[str]]],
    others: Mapping[Heading, Sequence[str]],
) -> None:
    """Tell units of one name that stand with several units of a column that is kept as text; of the
    units above the teams only where that column has no more units than they are.
    """
    for other, above in others.items():
        for heading, below in lower:
            if heading is not lower[0][0] and len(set(below)) < len(set(above)):
                continue
            if shared := shared_units(below, above):
                fields = {"other": other.text, "units": shared}
                doubt = Doubt("doubt.shared_units", sheet.place, None, heading.text, fields)
                reading.doubts.append(doubt)
                break
