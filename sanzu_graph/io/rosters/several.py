"""Several names in one cell: by 、 or a semicolon always, by other marks where the column shows it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from sanzu_graph.io.rosters.alike import alike
from sanzu_graph.io.rosters.values import read_list, read_name
from sanzu_graph.io.rosters.words import folded

#: Marks that separate only where the parts are units, in the order in which they are tried.
_MARKS = tuple(
    re.compile(mark)
    for mark in (
        r"(?:(?<!\s)\s++)?[，,]\s*+",
        r"(?:(?<!\s)\s++)?[/|]\s*+",
        r"(?:(?<!\s)\s++)?[&＋+]\s*+",
        r"(?<!\s)\s++and\s++",
        r"(?<=\S)[和及](?=\S)",
        r"\s{2,}",
        r"(?<=[\u4e00-\u9fff])\s(?=[\u4e00-\u9fff])",
    )
)
_MARKED = re.compile("|".join(mark.pattern for mark in _MARKS))
_FIRST_WORD = re.compile(r"[A-Za-z]+(?=[\s\-_#]*\w{1,3}$)")
#: The first step of a path.
_ROOT = re.compile(r"([^->/\\]{2,}+)[->/\\]\s*+\S")
_SUFFIX = re.compile(r"(党小组|工会小组|党支部|小组|支部|中心|班|组|部|所|站|室|科|队|处|厂)$")


def lists_of(
    values: Sequence[str], kept: Collection[str] = ()
) -> tuple[list[tuple[str, ...]], list[str], list[str]]:
    """The units that each distinct cell of a column names.

    A comma, slash, ``&`` or ``and`` separates in two cases. First, the parts stand alone elsewhere
    in the column. Second, all have the same last or first word: ``党一组，党二组``,
    ``Squad A, Squad B``. A blank between Chinese names separates only in the first case. A cell that
    the user says something of (`kept`, folded) is one unit.

    Returns
    -------
    lists : list of tuple of str
        For each cell its units.
    split : list of str
        The cells that were split by such a mark.
    whole : list of str
        The cells that hold such a mark and were left whole.

    Examples
    --------
    >>> lists_of(["党一组", "党一组，党二组", "Research, Development and Sales"])[0]
    [('党一组',), ('党一组', '党二组'), ('Research, Development and Sales',)]
    """
    lists = (
        [(value,) if folded(value) in kept else read_list(value) for value in values]
        if kept
        else list(map(read_list, values))
    )
    if not _MARKED.search("\0".join(values)):
        return lists, [], []
    plain = {alike(unit) for units in lists for unit in units if not _MARKED.search(unit)}
    split, whole = [], []
    for at, units in enumerate(lists):
        if folded(values[at]) in kept or not any(_MARKED.search(unit) for unit in units):
            continue
        parts = [part for unit in units for part in _parts(unit, plain)]
        if len(parts) > len(units):
            lists[at] = tuple(dict.fromkeys(parts))
            split.append(values[at])
        elif any(_MARKS[0].search(unit) for unit in units):
            whole.append(values[at])
    return lists, split, whole


def _parts(unit: str, plain: set[str]) -> list[str]:
    """A unit's parts by the first mark that the column speaks for; else the unit as it is."""
    for mark in _MARKS:
        parts = [read_name(part) for part in mark.split(unit) if part.strip()]
        if len(parts) < 2:  # noqa: PLR2004 - nothing is separated
            continue
        known = sum(alike(part) in plain for part in parts)
        if known == len(parts) or (mark in _MARKS[:5] and _same_kind(parts)):
            return parts
    return [unit]


def _same_kind(parts: Sequence[str]) -> bool:
    """Whether all parts end in the same word for a unit, or begin with the same word.

    In the second case they have to differ in a number or letter.
    """
    suffixes = [_SUFFIX.search(part) for part in parts]
    words = [_FIRST_WORD.match(part) for part in parts]
    roots = [_ROOT.match(part) for part in parts]
    if all(roots) and len({match[1].rstrip() for match in roots if match}) == 1:
        return True
    return (all(suffixes) and len({match[1] for match in suffixes if match}) == 1) or (
        all(words) and len({match[0] for match in words if match}) == 1
    )
