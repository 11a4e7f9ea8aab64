"""Layers of a policy that are named as people call them: 班组, Department, party group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sanzu_graph.errors import InputError, speaking
from sanzu_graph.io.rosters.words import LAYER, folded, meaning
from sanzu_graph.messages import LANGUAGES
from sanzu_graph.policy.demands import Policy


def layer_called(word: str, known: Sequence[str]) -> str:
    """The layer that a word names, by its name, a label of it or a heading of rosters; or nothing.

    Examples
    --------
    >>> layer_called("班组", ["team", "party"]), layer_called("Party group", ["team", "party"])
    ('team', 'party')
    >>> layer_called("tem", ["team", "party"])
    ''
    """
    if word in known:
        return word
    called: dict[str, str] = {}
    for lang in LANGUAGES:
        with speaking(lang):
            for name in known:
                called.setdefault(folded(Policy().layer(name).label()), name)
    heading = meaning(word, {})
    field = heading.field.removeprefix(LAYER) if heading else ""
    return called.get(folded(word), field if field in known else "")


def require_layers_alone(policy: Policy) -> None:
    """Refuse a policy that demands more than `Policy.for_layers`: its layers are not renamed.

    Raises
    ------
    InputError
        If it does.
    """
    plain = Policy.for_layers(policy.base, [layer.name for layer in policy.groups])
    if replace(policy, lang=None) != plain:
        raise InputError("error.by_label_policy")


def with_own_layers(policy: Policy, known: Sequence[str]) -> Policy:
    """A policy of `Policy.for_layers`, its layers by the names that they have in an organisation.

    A layer that the organisation lacks keeps its name. Two names of one layer are one, so that one
    policy may name it in two languages.

    Examples
    --------
    >>> called = with_own_layers(Policy.for_layers("班组", ["党小组", "nothing"]), ["team", "party"])
    >>> [layer.name for layer in called.layers]
    ['team', 'party', 'nothing']
    >>> both = with_own_layers(Policy.for_layers("班组", ["党小组", "Party group"]), ["team", "party"])
    >>> [layer.name for layer in both.layers]
    ['team', 'party']
    """
    names = {layer.name: layer_called(layer.name, known) or layer.name for layer in policy.layers}
    if all(name == own for name, own in names.items()):
        return policy
    groups = dict.fromkeys(names[layer.name] for layer in policy.groups)
    return type(policy).for_layers(names[policy.base], groups)
