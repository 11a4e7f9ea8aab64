"""A name that stands where an id belongs: taken where one alone bears it; an id goes before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sanzu_graph.errors import ASKED, Fault, InputError
from sanzu_graph.messages import plain

if TYPE_CHECKING:
    import datetime

    from sanzu_graph.model.drafts import Draft
    from sanzu_graph.model.organisation import Org


def bearers(org: Org, table: str, name: object) -> list[str]:
    """The ids of the members or units with a name, in table order.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": []}, {"id": ["T1", "T2"], "layer": ["team"] * 2, "name": ["North"] * 2}, {"member": [], "unit": []})
    >>> bearers(org, "units", "North"), bearers(org, "members", "North")
    (['T1', 'T2'], [])
    """
    if not isinstance(name, str):
        return []
    ids = org.lookup.cells(table)["id"]
    return [str(ids[row]) for row in org.lookup.rows(table, {"name": name})]


def meant(org: Org, table: str, word: str) -> list[str]:
    """What a word may stand for: itself where it is an id, else those who bear it as a name."""
    known = org.encoding.unit_at if table == "units" else org.encoding.member_at
    return [word] if word in known else bearers(org, table, word)


def id_of(org: Org, table: str, word: str) -> str:
    """The id that a word stands for; a word that is neither id nor name stays what it is.

    Raises
    ------
    InputError
        If several bear the name; it tells their ids.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["M1"], "name": ["Ada"]}, {"id": [], "layer": []}, {"member": [], "unit": []})
    >>> [id_of(org, "members", word) for word in ("M1", "Ada", "Eve")]
    ['M1', 'M1', 'Eve']
    """
    ids = meant(org, table, word)
    if len(ids) > 1:
        raise InputError("error.shared_name", name=word, ids=ids)
    return ids[0] if ids else word


def id_of_any(org: Org, word: str) -> str:
    """The id of the member or unit that a word stands for; else the word; see `id_of`.

    Raises
    ------
    InputError
        If several bear the name; it tells their ids.
    """
    if word in org.encoding.member_at or word in org.encoding.unit_at:
        return word
    ids = [*bearers(org, "members", word), *bearers(org, "units", word)]
    if len(ids) > 1:
        raise InputError("error.shared_name", name=word, ids=ids)
    return ids[0] if ids else word


def absent_id(org: Org, day: datetime.date | None, place: str, name: object) -> Fault:
    """The fault of an id that nobody has on the day; the organisation is that of all days.

    Examples
    --------
    >>> import datetime
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A"], "until": ["2026-05-01"]}, {"id": [], "layer": []}, {"member": [], "unit": []})
    >>> for name in ("A", "B"):
    ...     print(absent_id(org, datetime.date(2026, 6, 1), "pins", name).reason("en"))
    “A” is not there on 2026-06-01. Leave it out, or choose another day.
    no member or unit has the id “B”. Check the spelling; ids are case-sensitive.
    """
    is_known = name in org.encoding.member_at or name in org.encoding.unit_at
    if day is not None and is_known:
        return Fault("fault.other_day", ASKED, column=place, value=plain(name), fields={"on": day})
    return Fault("fault.no_such_id", ASKED, column=place, value=plain(name))


def id_on(draft: Draft, table: str, word: str) -> str:
    """The id that a word stands for on a draft; a name of several or of nobody stays what it is."""
    encoding = draft.org.encoding
    if word in (encoding.unit_at if table == "units" else encoding.member_at):
        return word
    if draft.find(table, id=word):
        return word
    keys = draft.find(table, name=word)
    return str(draft.cell(table, keys[0], "id")) if len(keys) == 1 else word
