"""A line of text a team: 一班：赵一、钱二."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from sanzu_graph.io.rosters.team_shapes import looks_like_unit, names_people

_LINE = re.compile(r"([^:：,，、;；\t]{1,40})[:：](.*)")
_MOSTLY, _LEAST = 0.8, 2


def team_lines(
    text: str, is_heading: Callable[[str], bool]
) -> tuple[list[list[str]], Sequence[int]] | None:
    r"""The rows of a text whose lines each name a team and its people, and their numbers.

    The first row are headings. A first line without a colon is a title. None for other texts.

    Examples
    --------
    >>> team_lines("一班：赵一、钱二\n二班：孙三", {"姓名"}.__contains__)
    ([['班组', '成员'], ['一班', '赵一、钱二'], ['二班', '孙三']], [1, 1, 2])
    >>> team_lines("姓名：赵一\n班组：一班", {"姓名", "班组"}.__contains__) is None
    True
    """
    lines = [(at, line.strip()) for at, line in enumerate(text.splitlines(), 1) if line.strip()]
    if lines and not _LINE.fullmatch(lines[0][1]):
        lines = lines[1:]
    told = [(at, match) for at, line in lines if (match := _LINE.fullmatch(line))]
    units = [match[1].strip() for _, match in told]
    names = [match[2].strip() for _, match in told]
    if (
        len(told) < _LEAST
        or len(told) < len(lines)
        or any(map(is_heading, units))
        or sum(map(looks_like_unit, units)) < _MOSTLY * len(units)
        or not names_people(names)
    ):
        return None
    rows = [["班组", "成员"], *map(list, zip(units, names, strict=True))]
    return rows, [told[0][0], *(at for at, _ in told)]
