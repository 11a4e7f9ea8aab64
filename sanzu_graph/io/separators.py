"""What separates the cells of a text file: a comma, or what Excel and people write instead."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable

#: In order: of equally good ones the first is taken.
SEPARATORS = (",", "\t", ";", "，", "|", "；", "、", "^", "~", "\x1f", "\x01", "¦", "#")
#: Those that separate only where headings are known between them.
_ODD = SEPARATORS[7:]
#: The first line by which Excel is told the separator.
_TOLD = re.compile(r"\s*\"?sep=(.)\"?[,;\t]*\s*(?:\r\n|\r|\n|$)", re.IGNORECASE)
#: How many filled lines are looked at.
_LOOKED_AT = 40


def without_told(text: str) -> tuple[str, str]:
    r"""The text behind a first line ``sep=;``, and the separator that it tells.

    Examples
    --------
    >>> without_told("sep=;\nid;name\n")
    ('id;name\n', ';')
    >>> without_told("id,name\n")
    ('id,name\n', '')
    """
    match = _TOLD.match(text)
    return (text[match.end() :], match[1]) if match else (text, "")


def separator_of(text: str, is_heading: Callable[[str], bool]) -> str:
    r"""The separator of a text file, by its own evidence.

    Parameters
    ----------
    text
        The file.
    is_heading
        Whether a cell is a heading that is known.

    Returns
    -------
    str
        The one by which one line falls into the most known headings; of equally good ones the one
        that gives most lines as many cells as each other; at last the comma.

    Examples
    --------
    >>> separator_of("id;name;team\n1;An;A, B\n", {"id", "name", "team"}.__contains__)
    ';'
    """
    lines = [line for line in text[: 1 << 16].splitlines() if line.strip()][:_LOOKED_AT]
    present = [mark for mark in SEPARATORS if any(mark in line for line in lines)]
    if present in ([], [","]):
        return ","
    ranked = []
    for mark in present:
        rows = list(csv.reader(lines, delimiter=mark))
        known = max(sum(map(is_heading, row)) for row in rows)
        widths = Counter(map(len, rows))
        usual = max(widths, key=lambda width: (widths[width], width))
        even = widths[usual] / len(rows) if usual > 1 and (known > 1 or mark not in _ODD) else 0.0
        ranked.append((known, round(even, 1), -SEPARATORS.index(mark), mark))
    known, _, _, best = max(ranked)
    return best if known > 1 or max(ranked)[1] > 0 else ","
