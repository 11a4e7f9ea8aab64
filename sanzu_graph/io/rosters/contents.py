"""What a column holds, under any heading: marks, statuses, units, people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from sanzu_graph.io.rosters.doubts import Doubt, mapped
from sanzu_graph.io.rosters.headings import Heading
from sanzu_graph.io.rosters.posts import Claim, claims_of
from sanzu_graph.io.rosters.sheets import Sheet
from sanzu_graph.io.rosters.values import is_none, read_status
from sanzu_graph.io.rosters.words import KEEP, LAYER, folded, meaning
from sanzu_graph.schema import PLAIN, columns, value_aliases

#: What marks somebody as belonging, and what marks the others.
YES = frozenset(
    (
        "√",
        "✓",
        "✔",
        "☑",
        "v",
        "x",
        "y",
        "yes",
        "是",
        "有",
        "1",
        "true",
        "●",
        "■",
        "★",
        "*",
        "○",
        "×",
        "对",
    )
)
_NO = frozenset(("0", "否", "n", "no", "false", "-", "—", "/", "无", "☐", "□", "✗", "✘"))
#: Signs that mean no beside another sign that means yes.
_EITHER = frozenset(("×", "x", "○", "✗"))
_UNIT = re.compile(
    r".+(?:党小组|小组|支部|中心|班|组|部|所|站|室|科|队|处|车间|公司|厂)|.*\b(?:team|group|squad|crew|unit|department|division|project)\b.*",
    re.IGNORECASE,
)
#: Headings that mean a unit of a kind that the schema does not know.
_LAYER_HEADING = re.compile(
    r"党组|党支|工会|团支部|团小组|项目|班|组|部门|科室|单位|公司|车间|project|squad|tribe|guild|chapter|division|section|group|unit|crew|branch|committee|^service$|direction",
    re.IGNORECASE,
)
_PERSON_HEADING = re.compile(
    r"上级|主管|领导|经理|负责人|班组长|班长$|组长$|汇报|联系人|师徒|师傅|徒弟|带教|manager|supervisor|reports? ?to|reporting ?to|boss|lead\b|head\b",
    re.IGNORECASE,
)
#: One of two columns of names, which are joined elsewhere.
_NAME_PART = re.compile(r"(?:first|last|given|family|sur)[\s_]*names?", re.IGNORECASE)
_MENTOR_HEADING = re.compile(r"师|徒|带教|联系人|mentor|coach|buddy", re.IGNORECASE)
_LAYER_WORDS = (
    ("党支部", "branch"),
    ("支部", "branch"),
    ("党小组", "party"),
    ("工会", "union"),
    ("项目", "project"),
    ("project", "project"),
    ("squad", "squad"),
)
_HALF, _MOST = 0.5, 0.9


def holds_marks(cells: Sequence[str]) -> bool:
    """Whether a column holds marks and nothing else, at least one that says yes."""
    distinct = set(cells)
    if len(distinct) > len(YES | _NO):
        return False
    words = {folded_mark(cell) for cell in distinct} - {""}
    return bool(words) and words <= YES | _NO and any(is_mark(word, words) for word in words)


def role_asked(heading: str) -> Claim | None:
    """The role of whom a column of marks asks: 党小组长, 是否班长, Team leader?; None for any other.

    Examples
    --------
    >>> role_asked("是否党小组长")[:2], role_asked("Is team leader?")[:2], role_asked("会驾驶")
    (('party', 'leader'), ('team', 'leader'), None)
    """
    word = _ASKED.sub("", heading.strip())
    claims = [claim for claim in claims_of(word) if not claim.unit and claim.role != PLAIN]
    return claims[0] if len(claims) == 1 else None


#: What makes a question of a heading.
_ASKED = re.compile(
    r"^(?:是否(?:为|是)?|is\s+(?:an?\s+)?)|[?？]$|[(（]是/?否[)）]$|标识$", re.IGNORECASE
)


def marked_roles(cells: Sequence[str], role: str) -> list[str] | None:
    """The roles that marks tell, for several units in their order; None where cells hold more.

    Examples
    --------
    >>> marked_roles(["是", "否", "", "是,否"], "leader")
    ['leader', '', '', 'leader、member']
    >>> marked_roles(["赵一"], "leader") is None
    True
    """
    parts = {cell: [part.strip() for part in re.split(r"[,，、;；]", cell)] for cell in set(cells)}
    marks = [part for several in parts.values() for part in several]
    if not holds_marks(marks):
        return None
    words = set(map(folded_mark, marks)) - {""}
    roles = dict[str, str]()
    for cell, several in parts.items():
        told = [role if part and is_mark(folded_mark(part), words) else PLAIN for part in several]
        roles[cell] = "、".join(told) if len(told) > 1 or told[0] != PLAIN else ""
    return [roles[cell] for cell in cells]


def folded_mark(cell: str) -> str:
    """A mark in narrow, lower signs."""
    return unicodedata.normalize("NFKC", cell).strip().casefold()


def is_mark(word: str, words: set[str]) -> bool:
    """Whether a sign says yes among the signs of its column."""
    if word in _EITHER and words & (YES - _EITHER):
        return False
    return word in YES


def says_yes_or_no(cell: str) -> bool:
    """Whether a cell is a mark or answer that could be nothing else; a letter or digit could.

    Examples
    --------
    >>> says_yes_or_no("√"), says_yes_or_no("否"), says_yes_or_no("X"), says_yes_or_no("1")
    (True, True, False, False)
    """
    mark = folded_mark(cell)
    return mark in YES | _NO and not (len(mark) == 1 and mark.isascii() and mark.isalnum())


def layer_within(group: str, heading: str) -> str:
    """The layer of a unit that a heading names, by the group heading above it or by its own words.

    Examples
    --------
    >>> layer_within("", "运维党小组"), layer_within("党小组", "第一组"), layer_within("", "会驾驶")
    ('party', 'party', '')
    """
    above = meaning(group, {}) if group else None
    if above and above.field.startswith(LAYER):
        return above.field.removeprefix(LAYER)
    word = folded(heading)
    return next((layer for part, layer in _LAYER_WORDS if part in word and part != word), "")


def looks_like_status(values: Sequence[str]) -> bool:
    """Whether all values are known political statuses, party members among them.

    正式 alone may be said of a contract; one value has to name the party.
    """
    if not any("党" in value or "黨" in value or "member" in value.lower() for value in values):
        return False
    known = columns("members")["political_status"].values
    read = {read_status(value) for value in set(values) if not is_none(value)}
    return (
        bool(read) and read <= set(known) and bool(read & {"party_member", "probationary_member"})
    )


def tell_looks(sheet: Sheet, rows: Sequence[int], headings: Sequence[Heading]) -> None:
    """Tell what columns that nobody knows look like: units, marks, a status, superiors."""
    for heading in headings:
        if heading.known or not heading.text:
            continue
        key, target = _look(heading.text, sheet.cells(heading.at, rows))
        if key:
            sheet.doubts.append(
                Doubt(key, sheet.place, column=heading.text, option=mapped(heading.text, target))
            )


def _look(text: str, cells: Sequence[str]) -> tuple[str, str]:
    """What an unknown column looks like, as a doubt, and the field it may be; or nothing."""
    values = [cell for cell in cells if cell and not is_none(cell)]
    distinct = set(values)
    if not values or HINTS.search(text):
        return "", KEEP
    layer = layer_within("", text)
    sure = sum(map(says_yes_or_no, values)) if layer else 0
    if _HALF * len(values) < sure < len(values) or (
        holds_marks(cells)
        and not _GONE.search(text)
        and len(cells) >= _FEW
        and (
            not re.search(r"是否|if|\?", text)
            or re.search(r"长|负责|主管|经理|领导|lead|head|manager|supervisor", text)
        )
    ):
        return "doubt.marks_unread", LAYER + (layer or "project")
    gone = {
        folded(alias) for alias, value in value_aliases("employment").items() if value == "gone"
    }
    says_gone = holds_marks(cells) and _GONE.search(text) is not None
    if says_gone or (len(distinct) <= _KINDS and any(folded(value) in gone for value in distinct)):
        return "doubt.status_unread", "employment"
    if _PERSON_HEADING.search(text) and not _NAME_PART.search(text):
        return "doubt.person_column", "mentor" if _MENTOR_HEADING.search(text) else "manager"
    repeats = len(distinct) < len(values)
    units = sum(_UNIT.fullmatch(value) is not None for value in distinct)
    if repeats and (units >= _MOST * len(distinct) or _LAYER_HEADING.search(text)):
        return "doubt.layer_unread", f"layer:{text}"
    return "", KEEP


#: Headings of marks of who is gone.
_GONE = re.compile(
    r"离职|退休|调出|调离|离开|辞职|\b(?:left|inactive|terminated|resigned|gone|leaver|retired)\b",
    re.IGNORECASE,
)
_FEW, _KINDS = 2, 12
#: Headings of remarks, which `gone.tell_remarks` looks into.
HINTS = re.compile(r"备注|说明|附注|^注$|remark|note|comment", re.IGNORECASE)
