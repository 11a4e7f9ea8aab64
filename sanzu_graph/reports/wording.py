"""What layers, columns and values are called in a report."""

from __future__ import annotations

from sanzu_graph.messages import catalog, text
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import columns, value_aliases


def layer_label(policy: Policy, layer: str, lang: str) -> str:
    """What the policy calls a layer; where it does not say, the usual word, else the layer's name.

    Examples
    --------
    >>> from sanzu_graph import Policy
    >>> layer_label(Policy(), "party", "zh"), layer_label(Policy(), "branch", "zh"), layer_label(Policy(), "choir", "zh")
    ('党小组', '党支部', 'choir')
    """
    label = policy.layer(layer).label(lang)
    return (
        text(f"layer.{layer}", lang) if label == layer and f"layer.{layer}" in catalog() else label
    )


def column_label(table: str, name: str, lang: str) -> str:
    """What a column is called: in Chinese by the first of its aliases, in English by its name.

    Examples
    --------
    >>> column_label("members", "political_status", "en"), column_label("members", "site", "zh")
    ('political status', '地点')
    """
    aliases = columns(table)[name].aliases if name in columns(table) else ()
    return aliases[0] if lang == "zh" and aliases else name.replace("_", " ")


def value_label(column: str, value: str, lang: str) -> str:
    """What a value is called; words that nobody prescribes stay as they are.

    Examples
    --------
    >>> value_label("political_status", "party_member", "zh"), value_label("political_status", "party_member", "en")
    ('中共党员', 'party member')
    >>> value_label("work_type", "line_work", "en")
    'line_work'
    """
    known = [alias for alias, meant in value_aliases(column).items() if meant == value]
    if not known:
        return value
    return known[0] if lang == "zh" else value.replace("_", " ")
