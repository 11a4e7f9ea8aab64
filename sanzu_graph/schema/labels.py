"""What columns and values are called where people read them."""

from __future__ import annotations

from sanzu_graph.messages import language
from sanzu_graph.schema import columns, value_aliases


def column_label(table: str, name: str) -> str:
    """What a column is called: in Chinese by the first of its aliases, in English by its name.

    Examples
    --------
    >>> from sanzu_graph.errors import speaking
    >>> with speaking("en"):
    ...     column_label("members", "political_status")
    'political status'
    """
    aliases = columns(table)[name].aliases if name in columns(table) else ()
    return aliases[0] if language() == "zh" and aliases else name.replace("_", " ")


def value_label(column: str, value: str) -> str:
    """What a value is called; words that nobody prescribes stay as they are.

    Examples
    --------
    >>> from sanzu_graph.errors import speaking
    >>> with speaking("zh"):
    ...     value_label("political_status", "party_member"), value_label("work_type", "line_work")
    ('中共党员', 'line_work')
    """
    known = [alias for alias, meant in value_aliases(column).items() if meant == value]
    if not known:
        return value
    return known[0] if language() == "zh" else value.replace("_", " ")
