"""What the docstring of a class says of its fields: the words of JSON schemas and of the docs."""

from __future__ import annotations

import inspect
import re

#: The head of the section in which a class documents its fields.
_FIELDS = re.compile(r"^(?:Parameters|Attributes)\n-+\n", re.MULTILINE)
_NEXT = re.compile(r"^\w[\w ]*\n-{3,}$", re.MULTILINE)


def summary(of: type) -> str:
    """The first paragraph of a docstring, on one line.

    Examples
    --------
    >>> from sanzu_graph.schema import Column
    >>> summary(Column)
    'One column of a table, as its CSV defines it.'
    """
    return _line((inspect.getdoc(of) or "").partition("\n\n")[0])


def field_words(of: type) -> dict[str, str]:
    """Field → what the docstring of its class says of it, on one line.

    Several fields may share a text; a field without one is left out.

    Examples
    --------
    >>> from sanzu_graph.schema import Column
    >>> field_words(Column)["required"]
    'Whether every row needs a value.'
    """
    doc = inspect.getdoc(of) or ""
    head = _FIELDS.search(doc)
    if head is None:
        return {}
    section = _NEXT.split(doc[head.end() :])[0]
    words: dict[str, str] = {}
    for part in re.split(r"\n(?=\S)", section.strip("\n")):
        names, _, sentence = part.partition("\n")
        names, _, short = names.partition(" : ")
        words.update(dict.fromkeys(re.split(r",\s*", names), _line(sentence or short)))
    return {name: sentence for name, sentence in words.items() if sentence}


def _line(words: str) -> str:
    return " ".join(words.replace("``", "`").split())
