"""What columns and values are called where people read them."""

from __future__ import annotations

from collections.abc import Iterable

from sanzu_graph.messages import catalog, language, text
from sanzu_graph.schema import columns, roster_fields, value_aliases


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


def layer_label(name: str) -> str:
    """What a layer is called where nobody says it: in Chinese as the roster's heading for it.

    Examples
    --------
    >>> from sanzu_graph.errors import speaking
    >>> with speaking("zh"):
    ...     layer_label("party"), layer_label("department"), layer_label("level_2"), layer_label("choir")
    ('党小组', '部门', '第 2 级', 'choir')
    """
    field = roster_fields().get(name)
    if field is not None and field.kind == "layer":
        chinese = next((alias for alias in field.aliases if not alias.isascii()), name)
        return chinese if language() == "zh" else name
    number = name.removeprefix("level_")
    if number != name and number.isdecimal():
        return text("layer.level", number=number)
    return text(f"layer.{name}") if f"layer.{name}" in catalog() else name


def layer_headed(word: str, known: Iterable[str]) -> str:
    """The layer, of those that are known, for which rosters have a heading; empty if there is none.

    Examples
    --------
    >>> layer_headed("党小组", ["team", "party"]), layer_headed("choir", ["team"])
    ('party', '')
    """
    fields = ((name, roster_fields().get(name)) for name in known)
    folded = {
        alias.casefold(): name
        for name, field in fields
        if field is not None and field.kind == "layer"
        for alias in field.aliases
    }
    return folded.get(word.casefold(), "")


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
