"""What each column of a sheet is read as. Some are left out, kept as they are, or at fault."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from sanzu_graph.errors import Fault
from sanzu_graph.io.rosters.column_reading import Reading, is_asked
from sanzu_graph.io.rosters.contact_columns import is_login
from sanzu_graph.io.rosters.contents import (
    layer_within,
    looks_like_status,
    marked_roles,
    role_asked,
)
from sanzu_graph.io.rosters.doubts import Doubt, mapped
from sanzu_graph.io.rosters.headings import Heading
from sanzu_graph.io.rosters.leader_columns import note_leaders
from sanzu_graph.io.rosters.managers import MANAGERS, RELATED, is_of_ids
from sanzu_graph.io.rosters.marked_units import duty_of, marks_and_duties
from sanzu_graph.io.rosters.posts import claims_of
from sanzu_graph.io.rosters.private_contents import identifies, is_code, looks_private
from sanzu_graph.io.rosters.sheets import Sheet
from sanzu_graph.io.rosters.units_above import without_parents
from sanzu_graph.io.rosters.words import (
    BASE,
    KEEP,
    LAYER,
    PRIVATE,
    ROLE,
    SERIAL,
    SHARE,
    SKIP,
    folded,
    grouped_meaning,
    meaning,
    speaks_of_private,
)
from sanzu_graph.schema import PLAIN, columns

#: Of these, two different headings must not both stand: nobody can tell which one is meant.
_ONE_ONLY = ("id", "political_status", "until", "mentor", "seniority_years")


def settle(
    sheet: Sheet, headings: Sequence[Heading], people: Sequence[int], *, keep_private: bool
) -> Reading:
    """Decide for every column of a sheet, looking at the rows that are people."""
    reading = Reading()
    cells = {heading.at: sheet.cells(heading.at, people) for heading in headings}
    filled = [heading for heading in headings if heading.text or any(cells[heading.at])]
    private = [
        heading
        for heading in filled
        if _is_private(heading, cells[heading.at], keep_private=keep_private)
    ]
    keep = [heading for heading in filled if heading.field == KEEP and heading not in private]
    for heading in filled:
        if heading.field in (SERIAL, SKIP):
            reading.how.append((heading, f"roster.how.{heading.field}", ""))
    layers = {BASE, *(heading.field.removeprefix(LAYER) for heading in filled)}
    marked = [
        heading
        for heading in filled
        if _asks_role(reading, heading, cells, layers)
        or _is_mark_column(reading, sheet, heading, cells)
    ]
    filled = [heading for heading in filled if heading not in marked]
    keep = [heading for heading in keep if heading not in marked]
    telling = [heading for heading in filled if heading.field in _STATUS]
    reading.status = [heading for heading in telling if heading.field == "employment"]
    reading.party = [column for column in telling if column.field == "is_party_member"]
    keep += telling
    reading.doubts += [
        Doubt("doubt.private_id", sheet.place, column=heading.text)
        for heading in private
        if heading.field == "id"
    ]
    filled = [heading for heading in filled if heading.field != "id" or heading not in private]
    logins = _logins(filled, cells)
    filled = [heading for heading in filled if heading not in logins]
    keep += logins
    if not _repeat_people(filled, cells):  # a share of one row a person is what it always was
        shares = [column for column in filled if column.field == SHARE and not is_asked(column)]
        filled = [column for column in filled if column not in shares]
        keep += shares
    for name in dict.fromkeys(
        heading.field
        for heading in filled
        if heading.field not in (KEEP, SERIAL, SKIP, PRIVATE, *_STATUS)
    ):
        left = _choose(
            reading, sheet, name, [heading for heading in filled if heading.field == name], cells
        )
        private += [
            column
            for column in left
            if name in RELATED
            and (speaks_of_private(column.text) or looks_private(cells[column.at]))
        ]
        keep += [column for column in left if column not in private]
    keep = without_parents(reading, sheet, keep, cells)
    keep = [heading for heading in keep if not _is_meant(reading, sheet, heading, cells)]
    _tell_posts(reading, sheet, keep, cells)
    note_leaders(reading, keep, cells)
    for heading in private:
        if keep_private:
            keep.append(heading)
        else:
            reading.private.append(heading)
            reading.how.append(
                (heading, "roster.how.private" if heading.known else "roster.how.looks_private", "")
            )
    _keep(reading, sheet, sorted(keep), cells, _repeated(headings))
    reading.how.sort(key=lambda entry: entry[0].at)
    return reading


def _is_private(heading: Heading, cells: Sequence[str], *, keep_private: bool) -> bool:
    """Whether a column is private, by its heading or by what it holds; ids only where they are
    identity or telephone numbers and the caller neither asked for them nor keeps such.
    """
    if heading.field == "id":
        return identifies(cells) and not is_asked(heading) and not keep_private
    if heading.known:
        return heading.field == PRIVATE
    return looks_private([cell for cell in cells if not is_code(heading.text, cell)])


def _logins(headings: Sequence[Heading], cells: Mapping[int, list[str]]) -> list[Heading]:
    """The columns of user ids that stand beside one of staff numbers, and so are no ids of people."""
    ids = [heading for heading in headings if heading.field == "id" and any(cells[heading.at])]
    logins = [column for column in ids if is_login(column.text) and not is_asked(column)]
    return logins if len(logins) < len(ids) else logins[1:]


def _repeat_people(headings: Sequence[Heading], cells: Mapping[int, list[str]]) -> bool:
    """Whether several rows are of one person."""
    for name in ("id", "name"):
        for heading in headings:
            if heading.field == name:
                filled = [cell for cell in cells[heading.at] if cell]
                return len(set(filled)) < len(filled)
    return False


#: The number of a column of several that mean the same: 党小组2, Squad 1.
_NUMBERED = re.compile(r"(?<!\s)\s*+[(（]?(?:\d|[一二三四五])[)）]?$")


#: What a heading says of further units: 从部门, 兼职班组, Secondary team.
_FURTHER = re.compile(
    r"^(?:其他|其它|兼职|兼任|从属?|次要?|另一|secondary|other|additional)\s?(?=\S)",
    re.IGNORECASE,
)


#: Headings of further posts that may as well ask whether somebody works part of the time.
_FURTHER_POST = re.compile(r"(?:兼职|兼任|兼)(?:职务|岗位|情况)?")


def _tell_posts(
    reading: Reading, sheet: Sheet, keep: Sequence[Heading], cells: Mapping[int, list[str]]
) -> None:
    """Note the columns of further posts that tell a role: 兼职职务, Other position. Their text stays."""
    for heading in keep:
        bare = _FURTHER.sub("", _NUMBERED.sub("", heading.text))
        plain = grouped_meaning(heading.group, bare, {}) if bare != heading.text else None
        is_named = plain is not None and plain.field == "position"
        if heading.known or not (is_named or _FURTHER_POST.fullmatch(folded(heading.text))):
            continue
        values = set(cells[heading.at])
        if any(claim.role != PLAIN for value in values for claim in claims_of(value)):
            reading.posts.append(heading)
            option = mapped(heading.text, "keep")
            reading.doubts.append(
                Doubt("doubt.further_post", sheet.place, None, heading.text, option=option)
            )


#: Fields that say something of the rows, and whose columns are kept as they are.
_STATUS = ("employment", "is_party_member")


def _asks_role(
    reading: Reading, heading: Heading, cells: Mapping[int, list[str]], layers: Collection[str]
) -> bool:
    """Whether a column holds marks of who has the role of its heading: 班长, Team leader?"""
    column = cells[heading.at]
    if is_asked(heading) or heading.field in (PRIVATE, SERIAL) or not any(column):
        return False
    claim = role_asked(heading.text)
    if claim is None or claim.layer not in layers or marked_roles(column, claim.role) is None:
        return False
    reading.roles.append((claim.layer, claim.role, heading))
    reading.how.append((heading, "roster.how.marks", ROLE + claim.layer))
    return True


def _is_mark_column(
    reading: Reading, sheet: Sheet, heading: Heading, cells: Mapping[int, list[str]]
) -> bool:
    """Whether a column holds marks of who is in the unit of its heading: √, 1, 是, √(组长); noted if
    so.
    """
    is_told = heading.field.startswith(LAYER) and heading.match is not None
    if not heading.text or not (is_told or heading.field == KEEP):
        return False
    layer = (
        heading.field.removeprefix(LAYER) if is_told else layer_within(heading.group, heading.text)
    )
    marks = marks_and_duties(cells[heading.at], layer) if layer else None
    if marks is None:
        return False
    if is_told and not is_asked(heading) and {mark for mark, _ in marks.values()} <= {"", "1"}:
        return False  # it may be the group that is called 1
    reading.marks.append((layer, heading))
    reading.how.append((heading, "roster.how.marks", LAYER + layer))
    if any(duty_of(word, layer) for _, word in marks.values()) and layer not in reading.duties:
        reading.duties.append(layer)
    notes = [cell for cell, (_, word) in marks.items() if word and not duty_of(word, layer)]
    if notes:
        fields = {"count": len(notes), "values": notes}
        reading.doubts.append(
            Doubt("doubt.notes_left_out", sheet.place, None, heading.text, fields)
        )
    return True


def _is_meant(
    reading: Reading, sheet: Sheet, heading: Heading, cells: Mapping[int, list[str]]
) -> bool:
    """Whether the cells of an unknown column make it a field, or a numbered column of a layer.

    A second column of a layer is told.
    """
    plain = _FURTHER.sub("", _NUMBERED.sub("", heading.text))
    numbered = meaning(plain, {}) if plain != heading.text else None
    if not heading.known and numbered is not None and numbered.field.startswith(LAYER):
        layer = numbered.field.removeprefix(LAYER)
        reading.further.append((layer, heading))
        reading.how.append((heading, "roster.how.numbered", numbered.field))
        reading.doubts.append(
            Doubt(
                "doubt.numbered_column",
                sheet.place,
                column=heading.text,
                fields={"layer": layer},
                option=mapped(heading.text, "keep"),
            )
        )
        return True
    if heading.known and heading.field == KEEP:
        return False  # the mapping says so
    values = [cell for cell in cells[heading.at] if cell]
    if heading.known:
        if heading.field in (*_STATUS, PRIVATE) or heading.field not in reading.fields:
            return False
        if heading.field.startswith(LAYER):
            taken = reading.fields[heading.field]
            option = mapped(heading.text, "layer:department")
            fields = {"other": taken.text, "field": heading.field.removeprefix(LAYER)}
            reading.doubts.append(
                Doubt("doubt.second_layer", sheet.place, None, heading.text, fields, option)
            )
        return False
    if looks_like_status(values) and "political_status" not in reading.fields:
        reading.fields["political_status"] = heading
        reading.how.append((heading, "roster.how.content", "political_status"))
        reading.doubts.append(
            Doubt(
                "doubt.status_column",
                sheet.place,
                column=heading.text,
                option=mapped(heading.text, "keep"),
            )
        )
        return True
    return False


def _choose(
    reading: Reading,
    sheet: Sheet,
    name: str,
    candidates: list[Heading],
    cells: dict[int, list[str]],
) -> list[Heading]:
    """Read a field from the strongest of its columns; those that are kept as they are come back."""
    ranked = sorted(
        (candidate for candidate in candidates if candidate.match),
        key=lambda candidate: (
            not any(cells[candidate.at]),
            not (name in MANAGERS and is_of_ids(candidate.text)),
            candidate.match.rank if candidate.match else 0,
            candidate.at,
        ),
    )
    first, others = ranked[0], []
    if name == "id" and cells[first.at] and not any(cells[first.at]):
        reading.how += [(heading, "roster.how.empty", "") for heading in ranked]
        return []
    reading.fields[name] = first
    reading.how.append((first, first.match.how if first.match else "", name))
    for other in ranked[1:]:
        if not any(cells[other.at]):
            reading.how.append((other, "roster.how.empty", ""))
        elif cells[other.at] == cells[first.at]:
            reading.how.append((other, "roster.how.equal", ""))
        elif (
            name in _ONE_ONLY
            or folded(other.text) == folded(first.text)
            or _both_given(first, other)
        ):
            both = [f"{candidate.text} ({candidate.letter})" for candidate in (first, other)]
            reading.faults.append(
                Fault(
                    "fault.roster_two_columns",
                    "members",
                    sheet.place,
                    column=other.text,
                    fields={"both": both, "field": name},
                )
            )
        else:
            others.append(other)
    return others


def _both_given(first: Heading, second: Heading) -> bool:
    """Whether the caller's mapping gave two columns the same field."""
    return all(map(is_asked, (first, second)))


def _keep(
    reading: Reading,
    sheet: Sheet,
    keep: list[Heading],
    cells: dict[int, list[str]],
    repeated: set[str],
) -> None:
    """Keep columns under their headings, as attributes of members."""
    reserved = {*columns("members")}
    for heading in keep:
        name = (
            f"{heading.group}/{heading.text}"
            if heading.group and folded(heading.text) in repeated
            else heading.text
        )
        name = re.sub(r"\s+", " ", name) or heading.letter
        name = (
            f"{name} ({heading.letter})"
            if name in reserved or name.startswith((LAYER, "role:"))
            else name
        )
        before = reading.attributes.get(name)
        if not any(cells[heading.at]):
            reading.how.append((heading, "roster.how.empty", ""))
        elif before is None:
            reading.attributes[name] = heading
            how = (
                "roster.how.private_kept"
                if heading.field == PRIVATE
                else "roster.how.status"
                if heading.field in _STATUS
                else "roster.how.weaker"
                if heading.field in reading.fields
                else "roster.how.keep"
            )
            reading.how.append((heading, how, name))
        elif cells[before.at] == cells[heading.at]:
            reading.how.append((heading, "roster.how.equal", ""))
        else:
            both = [f"{column.text} ({column.letter})" for column in (before, heading)]
            reading.faults.append(
                Fault(
                    "fault.roster_same_heading",
                    "members",
                    sheet.place,
                    column=heading.text,
                    fields={"both": both},
                )
            )


def _repeated(headings: Sequence[Heading]) -> set[str]:
    """The headings that stand below more than one group."""
    words = Counter(folded(heading.text) for heading in headings)
    return {word for word, count in words.items() if count > 1}
