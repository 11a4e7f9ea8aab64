"""Mentors and managers named by an e-mail address or account, which is looked up and left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from sanzu_graph.io.rosters.alike import alike
from sanzu_graph.io.rosters.known_people import loosely
from sanzu_graph.io.rosters.managers import RELATED
from sanzu_graph.io.rosters.people import People
from sanzu_graph.io.rosters.private_contents import is_private, stripped, without_private
from sanzu_graph.io.rosters.roster_parts import RosterPart
from sanzu_graph.io.rosters.values import read_id, read_list, read_name
from sanzu_graph.io.rosters.words import folded

#: Headings of what somebody logs in with.
_LOGIN = re.compile(
    r".*(?:userid|username|useraccount|login|upn|samaccount).*|user|.*(?:用户id|用户名|登录名|登录账号)"
)
#: Headings of private columns that may hold an account; those of banks do not.
_ACCOUNTS = re.compile(
    r"(?!.*(?:bank|holder|银行|開戶|开户)).*(?:[账帐賬帳][号號]|account|mail|邮|微信|wechat).*"
)
_ACCOUNT = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_ADDRESS = re.compile(r"(?<![^\s<>()（）])[^\s<>()（）@]++@[^\s<>()（）]++")


def is_login(heading: str) -> bool:
    """Whether a column holds what people log in with.

    Examples
    --------
    >>> is_login("User ID"), is_login("员工UserID"), is_login("Employee ID")
    (True, True, False)
    """
    return _LOGIN.fullmatch(folded(heading)) is not None


def name_by_contacts(parts: Sequence[RosterPart], people: People) -> None:
    """Put ids in place of the addresses and accounts by which cells name mentors and managers.

    What fits nobody is covered but for its first letter or digit, and the place of an address.
    """
    related = [column for column in RELATED if column in people.cells]
    if not related:
        return
    contacts = _contacts(parts, people)
    known: set[str] | None = None
    for column in related:
        cells = people.cells[column].tolist()
        if not contacts and not any(map(is_private, set(cells))):
            continue
        if known is None:
            known = {alike(cell) for name in ("id", "name") for cell in people.cells.get(name, ())}
        texts, used = dict[str, str](), dict[str, int]()
        for cell, count in Counter(filter(None, cells)).items():
            meant = [
                next(
                    ((name, "") for name in (word, stripped(word)) if alike(name) in known),
                    None,
                )
                or _meant(word, contacts)
                for word in read_list(cell)
            ]
            texts[cell] = "、".join(text for text, _ in meant) or cell
            for heading in filter(None, {heading for _, heading in meant}):
                used[heading] = used.get(heading, 0) + count
        people.cells[column] = np.array([texts.get(cell, cell) for cell in cells], dtype=object)
        for heading, count in used.items():
            people.doubt("doubt.by_contact", column, count=count, other=heading)


def _meant(word: str, contacts: dict[str, tuple[str, set[str]]]) -> tuple[str, str]:
    """The id of whom a word names by an address or account, and the heading of these."""
    address = _ADDRESS.search(word)
    for text in (word, *([address[0]] if address else [])):
        heading, ids = contacts.get(loosely(text), ("", set()))
        if len(ids) == 1:
            return next(iter(ids)), heading
    covered = without_private(_ADDRESS.sub(_covered, word))
    return (word[:1] + covered if covered == "…" else covered), ""  # "…" alone would mean nobody


def _covered(match: re.Match[str]) -> str:
    name, _, place = match[0].rpartition("@")
    return f"{name[:1]}…@{place}"


def _contacts(parts: Sequence[RosterPart], people: People) -> dict[str, tuple[str, set[str]]]:
    """An address or account, loosely → the heading of its column, and the ids that bear it."""
    own, read = ("id", read_id) if "id" in people.cells else ("name", read_name)
    if own not in people.cells:
        return {}
    contacts: dict[str, tuple[str, set[str]]] = {}
    start = 0
    for part in parts:
        rows = part.rows.people
        ids = [read(cell) for cell in people.cells[own][start : start + len(rows)]]
        start += len(rows)
        columns = [
            *part.reading.private,
            *(heading for name, heading in part.reading.attributes.items() if is_login(name)),
        ]
        for heading in columns:
            for cell, id_ in zip(part.sheet.cells(heading.at, rows), ids, strict=True):
                if id_ and _is_of_one(cell, heading.text):
                    contacts.setdefault(loosely(cell), (heading.text, set()))[1].add(id_)
    return contacts


def _is_of_one(cell: str, heading: str) -> bool:
    """Whether a cell is an address, number or account of one person.

    What else is private is not: names of relatives, places, counts, amounts.
    """
    is_account = is_login(heading) or _ACCOUNTS.fullmatch(folded(heading)) is not None
    return is_private(cell) or (is_account and _ACCOUNT.fullmatch(cell) is not None)
