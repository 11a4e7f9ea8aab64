"""Managers from the names or ids in a roster, and “Last, First” beside “First Last”."""

from __future__ import annotations

import re

from sanzu_graph.schema import DOTTED_LINE, REPORTS_TO

MENTORS = "mentors"
MANAGERS = ("manager", "dotted_manager")
#: What a heading ends with where its cells are ids.
_OF_IDS = re.compile(
    r"(?:\b|_)(?:id|no\.?|number|num|nr\.?|code)\s*$|#\s*$|工号|编号|编码|工號|編號|編碼",
    re.IGNORECASE,
)
#: The columns that name other people → the kind of relation, and whether it starts at the person
#: of the row.
RELATED = {
    "mentor": (MENTORS, False),
    "apprentice": (MENTORS, True),
    "manager": (REPORTS_TO, True),
    "dotted_manager": (DOTTED_LINE, True),
}
#: How the cells of these columns are told in a dry run.
TOLD = {
    "mentor": "roster.as.mentors",
    "apprentice": "roster.as.apprentices",
    "manager": "roster.as.managers",
    "dotted_manager": "roster.as.dotted_managers",
}


def is_of_ids(heading: str) -> bool:
    """Whether a heading says that its cells are ids, which fit nobody else.

    Examples
    --------
    >>> is_of_ids("Manager ID"), is_of_ids("manager_id"), is_of_ids("Manager")
    (True, True, False)
    """
    return bool(_OF_IDS.search(heading))


def fault_of(column: str, *, several: bool) -> str:
    """What is told of a cell that fits several people, or nobody."""
    who = "mentor" if RELATED[column][0] == MENTORS else "manager"
    return f"fault.roster_{who}_{'many' if several else 'nobody'}"


def other_order(name: str) -> str:
    """The same name in the other order: family name in front with a comma, or behind.

    Examples
    --------
    >>> other_order("Novak, Petra"), other_order("Petra Novak"), other_order("\u8d75\u5fd7\u5f3a")
    ('Petra Novak', 'Novak, Petra', '')
    """
    if name.count(",") == 1:
        last, _, first = name.partition(",")
        return f"{first.strip()} {last.strip()}" if first.strip() and last.strip() else ""
    first, _, last = name.rpartition(" ")
    return f"{last}, {first}" if first and last and name.isprintable() else ""
