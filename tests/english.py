"""How plain the English of docstrings is: the sentences of a docstring, and their words."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

#: The most words of a sentence.
MOST = 20
#: Words that readers of a second language stumble over.
HARD = re.compile(
    r"\b(whoever|whatever|whomever|whichever|for want of|lest|hence|thereof|nought)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"``[^`]*``|`[^`]*`")
#: Columns that are listed, as one word.
_LISTED = re.compile(r"code(?:\s*\([^)]*\))?(?:(?:,|\sand|,\sand)\s+code(?:\s*\([^)]*\))?)+")
_END = re.compile(r"[.:;?!](?=\s|$|[”)])|\n\n")
_HEADING = re.compile(r"^\w[\w ]*\n-{3,}$", re.MULTILINE)
#: The name of a parameter, or the type of what is returned, on a line of its own.
_NAME = re.compile(r"^(?:[\w.*]+(?:, [\w.*]+)*|[\w.]+(?: (?:of|or) [\w.]+)*)$", re.MULTILINE)


def prose(doc: str) -> str:
    """A docstring without examples, headings, names of parameters; code counts as one word."""
    text = inspect.cleandoc(doc).partition("\nExamples\n--------\n")[0]
    text = "\n".join(line for line in text.split("\n") if not line.startswith((">>>", "...")))
    text = _LISTED.sub("code", _MARKUP.sub("code", text))
    text = _NAME.sub("\n", _HEADING.sub("\n", text))
    text = re.sub(r"^(\s*)- ", r"\n\n\1", text, flags=re.MULTILINE)
    return re.sub(r"^[\w, ]+ : ", "\n\n", text, flags=re.MULTILINE)


def sentences(doc: str) -> Iterator[str]:
    """The sentences of a docstring; what stands before a colon or semicolon is one by itself."""
    for part in _END.split(prose(doc)):
        words = " ".join(part.split())
        if words:
            yield words


def too_long(doc: str) -> list[str]:
    """The sentences of more than `MOST` words."""
    return [one for one in sentences(doc) if len(re.findall(r"[\w’'-]+", one)) > MOST]
