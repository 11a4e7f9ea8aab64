"""Sheets in other shapes → one row a person: transposed, side by side, a row or a column a team."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sanzu_graph.io.cell_states import States
from sanzu_graph.io.rosters.doubts import Doubt
from sanzu_graph.io.rosters.headings import DEEPEST, find_head
from sanzu_graph.io.rosters.sheets import Sheet
from sanzu_graph.io.rosters.team_shapes import layer_of, team_columns, team_rows
from sanzu_graph.io.rosters.typed_units import by_type
from sanzu_graph.io.rosters.words import PRIVATE, folded, meaning

_FIRST = frozenset(
    (
        "firstname",
        "givenname",
        "givennames",
        "forename",
        "first",
        "名",
        "legalfirstname",
        "preferredfirstname",
        "vorname",
        "voornaam",
        "forenames",
        "prénom",
        "prenom",
        "nombre",
        "nombres",
        "nome",
        "имя",
    )
)
_LAST = frozenset(
    (
        "lastname",
        "surname",
        "familyname",
        "last",
        "姓",
        "legallastname",
        "nachname",
        "familienname",
        "nom",
        "apellido",
        "apellidos",
        "cognome",
        "sobrenome",
        "achternaam",
        "фамилия",
    )
)
_MOSTLY = 0.8


def reshaped(sheet: Sheet, mapping: Mapping[str, str], shape: str) -> Sheet:
    """A sheet with one row a person: itself, or one made of it, with a doubt that names the shape.

    Parameters
    ----------
    sheet
        The sheet as the file shows it.
    mapping
        Folded heading → field.
    shape
        The shape that the user names; empty: by the sheet's own evidence.
    """
    whole = _with_full_names(sheet, mapping)
    if shape in ("", "long"):
        whole = by_type(whole, mapping)
    steps: Sequence[tuple[str, Callable[[Sheet, Mapping[str, str], bool], Sheet | None]]] = (
        ("transposed", _turned),
        ("blocks", _stacked),
        ("teams", team_rows),
        ("columns", team_columns),
    )
    for name, turn in steps:
        if shape not in ("", name):
            continue
        turned = turn(whole, mapping, shape == name)
        if turned is not None:
            option = 'shape="row"' if not shape else ""
            doubts = [*whole.doubts, *turned.doubts]
            if not shape:
                doubts.insert(0, Doubt(f"doubt.shape_{name}", sheet.place, option=option))
            return replace(turned, doubts=doubts, is_turned=True)
    return whole


def shape_of(sheets: Sequence[Sheet]) -> str:
    """Why no sheet has headings of people: ``empty``, ``teams``, ``one_column``, ``no_headings``."""
    filled = [sheet for sheet in sheets if any(map(any, sheet.columns))]
    if not filled:
        return "empty"
    for sheet in filled:
        for at in range(min(DEEPEST, sheet.height)):
            if any(layer_of(text) for text in sheet.row(at)):
                return "teams"
    widest = max(sum(any(column) for column in sheet.columns) for sheet in filled)
    marks = sum(
        sum(mark in cell for mark in ";\t|，,") for s in filled for c in s.columns for cell in c
    )
    return "one_column" if widest == 1 and marks > len(filled[0].widths) else "no_headings"


# -- first and last names


def _with_full_names(sheet: Sheet, mapping: Mapping[str, str]) -> Sheet:
    """The sheet with a column of full names, where first and last names stand apart; so for managers."""
    for at in range(min(DEEPEST, sheet.height)):
        texts = sheet.row(at)
        words = [word if (word := folded(text)) not in mapping else "" for text in texts]
        first, last = _ends_of(words)
        if min(first, last) >= 0 and not any(
            _is(text, "name", mapping) for at, text in enumerate(texts) if at not in (first, last)
        ):
            is_chinese = words[first] == "名"
            sheet = _joined(sheet, at, (first, last), "姓名" if is_chinese else "name")
            of_manager = [_MANAGERS.sub("", w) if _MANAGERS.match(w) else "" for w in words]
            first, last = _ends_of(of_manager)
            if min(first, last) >= 0 and not any(_is(text, "manager", mapping) for text in texts):
                sheet = _joined(sheet, at, (first, last), "manager")
            return sheet
    return sheet


#: How the headings of a manager's first and last names begin.
_MANAGERS = re.compile(r"(?:managers?|supervisors?|reportsto)(?=.)")


def _ends_of(words: Sequence[str]) -> tuple[int, int]:
    """Where the columns of first and of last names stand; -1 where there is none."""
    first = next((place for place, word in enumerate(words) if word in _FIRST), -1)
    return first, next((place for place, word in enumerate(words) if word in _LAST), -1)


def _joined(sheet: Sheet, at: int, ends: tuple[int, int], heading: str) -> Sheet:
    """The sheet with one column more, of first and last names in one."""
    first, last = ends
    is_chinese = heading == "姓名"
    pairs = zip(sheet.columns[first], sheet.columns[last], strict=True)
    full = [
        (f"{family}{given}" if is_chinese else f"{given} {family}").strip() if row > at else ""
        for row, (given, family) in enumerate(pairs)
    ]
    full[at] = heading
    extended = replace(
        sheet,
        columns=[*sheet.columns, full],
        widths=[width + 1 for width in sheet.widths],
        raw=[*sheet.raw, tuple(full)] if sheet.raw else (),
        is_turned=True,
    )
    extended.doubts.append(
        Doubt(
            "doubt.full_names",
            sheet.place,
            sheet.number(at),
            fields={"first": sheet.columns[first][at], "last": sheet.columns[last][at]},
        )
    )
    return extended


def _is(text: str, field: str, mapping: Mapping[str, str]) -> bool:
    match = meaning(text, mapping)
    return match is not None and match.field == field


# -- transposed


def _turned(sheet: Sheet, mapping: Mapping[str, str], is_asked: bool) -> Sheet | None:
    """A sheet whose headings stand in a column, a person in each of the others."""
    for at in range(min(3, len(sheet.columns))):
        column = sheet.columns[at]
        texts = list(itertools.islice((text for text in column if text), 2 * DEEPEST + 1))
        if len(texts) > 2 * DEEPEST:
            continue
        known = [match for text in texts if (match := meaning(text, mapping))]
        named = any(match.field in ("name", "id") for match in known)
        distinct = {match.field for match in known}
        if not named or len(distinct) < 2:  # noqa: PLR2004 - a name alone
            continue
        head = find_head(sheet, mapping)
        told = sum(match.field != PRIVATE for match in known)  # a title may speak of telephones
        score = sum(h.known and h.field != PRIVATE for h in head.headings) if head else 0
        if not is_asked and (told <= score or len(known) < _MOSTLY * len(texts) * 0.75):
            continue
        rows = [list(row) for row in sheet.columns[at:]]
        columns = [list(cells) for cells in zip(*rows, strict=True)]
        return Sheet(
            sheet.name,
            sheet.place,
            columns,
            [len(columns)] * len(rows),
            from_1904=sheet.from_1904,
            states=States(hidden_rows={c - at for c in sheet.states.hidden_columns if c >= at}),
            numbers=range(at + 1, at + 1 + len(rows)),
        )
    return None


# -- side by side


def _stacked(sheet: Sheet, mapping: Mapping[str, str], _is_asked: bool) -> Sheet | None:
    """People in several blocks side by side, each under the same headings."""
    head = find_head(sheet, mapping)
    if head is None:
        return None
    words = [folded(heading.text) for heading in head.headings]
    naming = [heading.at for heading in head.of("name") or head.of("id")]
    if len(naming) < 2:  # noqa: PLR2004 - one block is none beside another
        return None
    width = naming[1] - naming[0]
    starts = [at - (naming[0] - _begin(words, naming[0], width)) for at in naming]
    blocks = [words[start : start + width] for start in starts]
    shared = [block[: len(blocks[-1])] for block in blocks]
    trimmed = [_trimmed(block) for block in shared]
    if len({tuple(block) for block in trimmed}) > 1 or len(trimmed[0]) < 2:  # noqa: PLR2004
        return None
    size = len(trimmed[0])
    top = head.top
    rows: list[list[str]] = [
        sheet.row(at)[starts[0] : starts[0] + size] for at in range(head.bottom + 1)
    ]
    numbers = [sheet.number(at) for at in range(head.bottom + 1)]
    hidden = set()
    for start in starts:
        for at in range(head.bottom + 1, sheet.height):
            cells = sheet.row(at)[start : start + size]
            if any(cells):
                if at in sheet.states.hidden_rows:
                    hidden.add(len(rows))
                rows.append(cells)
                numbers.append(sheet.number(at))
    columns = [list(cells) for cells in zip(*rows, strict=True)]
    if top > 0:  # a title may stand over the first block only
        for column in columns:
            column[:top] = [""] * top
    return Sheet(
        sheet.name,
        sheet.place,
        columns,
        [size] * len(rows),
        from_1904=sheet.from_1904,
        states=States(hidden_rows=hidden, is_filtered=sheet.states.is_filtered),
        numbers=numbers,
    )


def _begin(words: Sequence[str], name: int, width: int) -> int:
    """Where the block of the first name begins: as far left as its headings repeat."""
    begin = name
    while (
        begin > 0
        and begin - 1 + width < len(words)
        and words[begin - 1] == words[begin - 1 + width]
    ):
        begin -= 1
    return begin


def _trimmed(block: Sequence[str]) -> list[str]:
    rows = list(block)
    while rows and not rows[-1]:
        rows.pop()
    return rows
