"""Calling what has no ``lang=`` of its own in a language."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from sanzu_graph.errors import speaking
from sanzu_graph.messages import text

P = ParamSpec("P")
R = TypeVar("R")


def in_language(lang: str, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What a function answers where a language is in force, as behind a public door."""
    with speaking(lang):
        return function(*args, **kwargs)


def said(key: str, lang: str, /, **fields: object) -> str:
    """A sentence of the catalog in a language."""
    return in_language(lang, text, key, **fields)
