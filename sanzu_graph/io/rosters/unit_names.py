"""The units that the cells of a column name.

A cell may hold several names, or a path of units (``Corp > Engineering > Team 1``). A name may be a
slip of another one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sanzu_graph.io.rosters.alike import alike
from sanzu_graph.io.rosters.values import read_list, read_name
from sanzu_graph.io.rosters.words import folded

#: Marks that separate only where the parts are units, in the order in which they are tried.
_MARKS = tuple(
    re.compile(mark)
    for mark in (
        r"(?:(?<!\s)\s++)?[，,]\s*+",
        r"(?:(?<!\s)\s++)?[|｜]\s*+",
        r"(?:(?<!\s)\s++)?[/／|｜]\s*+",
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
_SUFFIX = re.compile(
    r"(党小组|工会小组|党支部|小组|支部|中心|公司|车间|班|组|部|所|站|室|科|队|处|厂)$"
)


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
    broken = _broken(values, lists, kept)
    for at, unit in broken.items():
        lists[at] = (unit,) if unit else lists[at]
    unsure = [values[at] for at, unit in broken.items() if not unit]
    if not _MARKED.search("\0".join(values)):
        return lists, unsure, []
    plain = {alike(unit) for units in lists for unit in units if not _MARKED.search(unit)}
    split, whole = unsure, []
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


def _broken(
    values: Sequence[str], lists: Sequence[Sequence[str]], kept: Collection[str]
) -> dict[int, str]:
    """The cells with a line break in them that may be one unit: that unit, where it stands elsewhere.

    A cell whose lines stand elsewhere, or are of one kind, holds several units for sure.
    """
    lines = [at for at, value in enumerate(values) if "\n" in value and folded(value) not in kept]
    if not lines:
        return {}
    alone = {
        alike(unit): unit
        for value, units in zip(values, lists, strict=True)
        if "\n" not in value
        for unit in units
    }
    broken = {}
    for at in lines:
        whole = alike(values[at].replace("\n", ""))
        parts = lists[at]
        if whole in alone:
            broken[at] = alone[whole]
        elif len(parts) > 1 and not (
            all(alike(part) in alone for part in parts) or _same_kind(parts)
        ):
            broken[at] = ""
    return broken


_FRACTION = re.compile(r"(\d+)\.0+")
_WITH_DIGITS = re.compile(r"\d+\.0*[1-9]\d*")


def without_fractions(lists: Sequence[Sequence[str]], kept: Collection[str] = ()) -> dict[str, str]:
    """Unit that a program wrote as a fraction → the unit; ``1.0`` is team ``1``.

    There are none where other units of the column are true fractions: ``1.0`` is a section beside
    ``1.2``.

    Parameters
    ----------
    lists
        For each cell its units.
    kept
        Folded units that the user says something of.

    Examples
    --------
    >>> without_fractions([("1.0",), ("1",), ("2.0",)]), without_fractions([("1.0",), ("1.1",)])
    ({'1.0': '1', '2.0': '2'}, {})
    """
    fractions = {
        unit: match[1]
        for named in lists
        for unit in named
        if unit[-1:] == "0" and (match := _FRACTION.fullmatch(unit))
    }
    if not fractions or any(_WITH_DIGITS.fullmatch(unit) for named in lists for unit in named):
        return {}
    return {unit: plain for unit, plain in fractions.items() if folded(unit) not in kept}


def _parts(unit: str, plain: set[str]) -> list[str]:
    """A unit's parts by the first mark that the column speaks for; else the unit as it is."""
    for mark in _MARKS:
        parts = [read_name(part) for part in mark.split(unit) if part.strip()]
        if len(parts) < 2:  # noqa: PLR2004 - nothing is separated
            continue
        known = sum(alike(part) in plain for part in parts)
        if known == len(parts) or (mark in _MARKS[:6] and _same_kind(parts)):
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


#: What separates the steps of a path, in the order in which it is tried.
_STEPS = tuple(
    re.compile(mark)
    for mark in (
        r"(?:(?<!\s)\s++)?(?:[-=—]*[>›»→⟶➔＞]+)\s*+",
        r"(?:(?<!\s)\s++)?[\\＼]++\s*+",
        r"(?<!\s)\s++[/／]\s++|[/／]",
        r"(?<!\s)\s++-\s++",
        r"-",
    )
)
#: Those that separate nothing but steps.
_SURE = _STEPS[:2]
_ANY = re.compile(r"[>›»→⟶➔＞\\＼/／-]")
_MOSTLY, _HALF, _LEAST = 0.8, 0.5, 2


class UnitStep(NamedTuple):
    """One unit of a path: its layer, the name that it bears there, and the id of the one above."""

    layer: str
    name: str
    parent: str


def paths_of(units: Sequence[str], base: str) -> dict[str, list[UnitStep]]:
    """Unit as written → its steps from the top; empty where the units are no paths.

    They are where most hold the same separator and all of those begin with one of few first steps.
    Of two steps, the first ones are fewer, and none is a last one. A unit that nothing stands below
    is of the layer `base`; those above are of ``level_1``, ``level_2``, …

    Examples
    --------
    >>> found = paths_of(["Corp > Eng > A", "Corp > Eng > B", "Corp > Ops"], "team")
    >>> [step.layer for step in found["Corp > Eng > A"]], found["Corp > Ops"][-1]
    (['level_1', 'level_2', 'team'], UnitStep(layer='team', name='Ops', parent='level_1:Corp'))
    """
    if _ANY.search("".join(units)) is None:
        return {}
    for mark in _STEPS:
        split = {unit: [part for part in mark.split(unit) if part] or [unit] for unit in units}
        if not _are_paths(mark, list(split.values())):
            continue
        tuples = {unit: tuple(parts) for unit, parts in split.items()}
        above = {parts[:depth] for parts in tuples.values() for depth in range(1, len(parts))}
        everything = above | set(tuples.values())
        last = [parts[-1] for parts in everything if parts not in above]
        repeated = {name for name, count in Counter(last).items() if count > 1}
        return {unit: _steps(parts, above, repeated, base) for unit, parts in tuples.items()}
    return {}


def _are_paths(mark: re.Pattern[str], units: Sequence[Sequence[str]]) -> bool:
    """Whether units that are split at a mark are paths."""
    long = [parts for parts in units if len(parts) >= _LEAST]
    firsts = {parts[0] for parts in long}
    if mark in _SURE:
        return len(long) >= max(_HALF * len(units), 1)
    if len(long) < max(_MOSTLY * len(units), _LEAST):
        return False
    if len(firsts) <= max(1, len(long) // 3) and (len(firsts) == 1 or mark != _STEPS[-1]):
        return True
    lasts = {parts[-1] for parts in long}
    return (
        len(long) == len(units)
        and len(firsts) < len(long)
        and firsts.isdisjoint(lasts)
        and (mark == _STEPS[2] or all(_SUFFIX.search(step) for step in firsts | lasts))
    )


def _steps(
    parts: tuple[str, ...], above: set[tuple[str, ...]], repeated: set[str], base: str
) -> list[UnitStep]:
    # One unit above all is in no name.
    skipped = 1 if len({path[0] for path in above}) == 1 else 0
    steps: list[UnitStep] = []
    for depth in range(1, len(parts) + 1):
        here = parts[:depth]
        layer = f"level_{depth}" if here in above else base
        unique = here[-1] not in repeated if layer == base else depth == 1
        name = here[-1] if unique or depth == 1 else " > ".join(here[skipped:])
        parent = f"{steps[-1].layer}:{steps[-1].name}" if steps else ""
        steps.append(UnitStep(layer, name, parent))
    return steps


_NUMERALS = str.maketrans(
    "零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖ⅠⅡⅢⅣⅤ", "00123456789123456789" + "12345"
)
_UNIT_WORD = re.compile(r"(?:班组|小组|党小组|班|组|队|team|group)$")
#: Characters that tell units of one kind apart.
_INDEX = re.compile(r"[0-9a-z甲乙丙丁戊东西南北中上下左右早晚前后内外大小男女新老]")
_NOTE = re.compile(r"\([^()]*\)$")
_SHORTEST, _SUFFIXED, _MOST = 4, 3, 150
_RARE = 2


def near_units(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """Pairs of unit names that may be one: (the rarer, the other).

    One of these tells them apart:

    - how a numeral is written
    - a word for *unit* at the end
    - a word in front
    - a note behind one of them
    - one character that is no number or letter, where the rarer has one or two people

    Examples
    --------
    >>> near_units({"变电运维一班": 7, "变电运维1班": 1, "变电运维二班": 6, "运维一班": 1})
    [('运维一班', '变电运维一班'), ('变电运维1班', '变电运维一班')]
    """
    names = sorted(counts, key=lambda name: (-counts[name], len(name)))
    if len(names) > _MOST:
        names = names[:_MOST]
    folds = {name: _comparable(name) for name in names}
    pairs = []
    for at, rarer in enumerate(names):
        for other in names[:at]:
            if _near(folds[rarer], folds[other], counts[rarer]):
                pairs.append((rarer, other))
                break
    return pairs


#: Letters of other alphabets, and a line in place of a numeral, that look like these.
_LOOKALIKES = str.maketrans(
    "авсԁеһіјкмнорԛѕтухуԝαβεικμνορτυχー", "abcdehijkmhopqstyxywabeikmvoptux一"
)
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
#: What makes an ordinal of a numeral: 第一班.
_ORDINAL = re.compile(r"第(?=[0-9十百])")
_IN_BRACKETS = re.compile(r"\(([0-9a-z])\)")


def _comparable(name: str) -> str:
    """A unit as it looks: numerals, zeros or 第 in front, brackets around a number, similar letters."""
    plain = _IN_BRACKETS.sub(r"\1", folded(name).translate(_LOOKALIKES).translate(_NUMERALS))
    return _ZEROS.sub("", _ORDINAL.sub("", plain))


def _near(rarer: str, common: str, people: int) -> bool:
    if ("(" in rarer) != ("(" in common):
        if rarer.replace("(", "").replace(")", "") == common.replace("(", "").replace(")", ""):
            return True
        return _NOTE.sub("", rarer) == _NOTE.sub("", common)
    if _stem(rarer) == _stem(common):
        return rarer == common or bool(_stem(rarer)[1:])
    longer, shorter = (rarer, common) if len(rarer) > len(common) else (common, rarer)
    if len(shorter) >= _SUFFIXED and longer.endswith(shorter) and not _INDEX.match(shorter):
        return people <= _RARE
    if people > _RARE or len(rarer) != len(common) or len(rarer) < _SHORTEST:
        return False
    differ = [(a, b) for a, b in zip(rarer, common, strict=True) if a != b]
    return len(differ) == 1 and not any(_INDEX.match(char) for char in differ[0])


def _stem(name: str) -> str:
    return _UNIT_WORD.sub("", name)
