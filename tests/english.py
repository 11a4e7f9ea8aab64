"""How plain the English of docstrings and comments is: their sentences, and the words of these."""

from __future__ import annotations

import ast
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


# -- pages

#: What a reader of a page does not read as sentences: code, comments, what is only markup.
_BLOCK = re.compile(r"```.*?```|<!--.*?-->|<[^>]+>", re.DOTALL)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
#: Where a cell, an item of a list or a heading begins.
_ITEM = re.compile(r"\||^\s*(?:[-*]|\d+\.|#+)\s", re.MULTILINE)


def page_prose(page: str) -> str:
    """A page as paragraphs: each cell of a table, item of a list and heading is one."""
    return _ITEM.sub("\n\n", _LINK.sub(r"\1", _BLOCK.sub("\n\n", page))).replace("**", "")


# -- all words about a source, private ones too

#: A comment that starts a line, or stands behind code.
_COMMENT = re.compile(r"(?:\s*|.*\S  )#:? ?(.*)")
#: What is no sentence: words to a tool, up to their reason, and the name of a section.
_NO_SENTENCE = re.compile(r"^(?:noqa|type:|pragma|fmt:|ruff:|mypy:)(?:.*? - |.*)|^-- .*")


def docstrings(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each docstring of a source, those of private things too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            doc = ast.get_docstring(node)
            if doc is not None:
                yield node.body[0].lineno, doc


def comments(source: str) -> Iterator[tuple[int, str]]:
    """First line and text of each comment of a source; lines of comments that follow are one."""
    start, words, goes_on = 0, list[str](), False
    for number, line in enumerate(source.split("\n"), start=1):
        comment = _COMMENT.match(line)
        text = "" if comment is None else _NO_SENTENCE.sub("", comment[1])
        is_alone = line.lstrip().startswith("#")
        if words and not (text and is_alone and goes_on):
            yield start, " ".join(words)
            words = []
        goes_on = bool(text) and is_alone
        if text:
            start = start if words else number
            words.append(text)
    if words:
        yield start, " ".join(words)


def hard_sentences(source: str) -> list[tuple[int, str]]:
    """Line and text of the sentences about a source that are too long, and of its hard words."""
    return [
        (line, hard)
        for line, words in (*docstrings(source), *comments(source))
        for hard in (*too_long(words), *HARD.findall(words))
    ]
