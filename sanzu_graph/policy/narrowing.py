"""A policy without some layers: what is left of it when nothing may be said of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from sanzu_graph.policy.parts import Layer

#: Fields of a policy's parts that name one layer; a part that names one of those left out goes with
#: it.
_NAMING = ("layer", "per")
#: Fields that name one layer and may be left empty instead.
_OPTIONAL = ("inside",)
_LAYERS = ("base", "layers")


def narrowed(parts: Mapping[str, Any], names: Collection[str]) -> dict[str, Any] | None:
    """The parts of a policy without the demands that name one of these layers; None if no layer is
    left.

    Where the base layer goes, the first layer left is the base, and none is demanded to reach it:
    that was asked of the other base.

    Examples
    --------
    >>> left = narrowed({"base": "team", "layers": (Layer("team"), Layer("party")), "powers": ("a",)}, ["party"])
    >>> [layer.name for layer in left["layers"]], left["powers"]
    (['team'], ())
    """
    hidden = set(names)
    left = tuple(layer for layer in parts["layers"] if layer.name not in hidden)
    if not left:
        return None
    base = parts["base"]
    if base in hidden:
        base = left[0].name
        left = tuple(replace(layer, per_base_unit=None, aligned=False) for layer in left)
    others = {name: _narrowed(part, hidden) for name, part in parts.items() if name not in _LAYERS}
    if all(layer.name == base for layer in left):
        others["powers"] = ()  # they are those of a group's leader
    return {"base": base, "layers": left, **others}


def _narrowed(value: Any, hidden: set[str]) -> Any:  # noqa: ANN401 - a part of a policy is anything
    """A part without the layers: a tuple without the items that name one, a list of layers without
    them.
    """
    if isinstance(value, tuple):
        return tuple(_narrowed(item, hidden) for item in value if not _names(item, hidden))
    if is_dataclass(value) and not isinstance(value, (type, Layer)):
        parts = {part.name: getattr(value, part.name) for part in fields(value)}
        listed = {
            name: tuple(layer for layer in parts[name] if layer not in hidden)
            for name in ("layers",)
            if isinstance(parts.get(name), tuple)
        }
        nested = {
            name: _narrowed(part, hidden)
            for name, part in parts.items()
            if name not in listed and isinstance(part, tuple)
        }
        named = {name: None for name in _OPTIONAL if parts.get(name) in hidden}
        return replace(value, **{**listed, **nested, **named})
    return value


def _names(part: object, hidden: set[str]) -> bool:
    return is_dataclass(part) and any(getattr(part, name, None) in hidden for name in _NAMING)
