"""Where an organisation was read from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sanzu_graph.messages import listed, text
from sanzu_graph.model.html import paragraph, table
from sanzu_graph.model.object_texts import cut


class Source(NamedTuple):
    """Where an organisation was read from.

    Attributes
    ----------
    path : the folder or workbook
    tables : table → (file or sheet, encoding, rows)
    ignored : the files and sheets that are no tables of ours, left alone
    """

    path: str
    tables: Mapping[str, tuple[str, str, int]]
    ignored: tuple[str, ...]

    def __repr__(self) -> str:
        sizes = {"tables": str(len(self.tables)), "ignored": str(len(self.ignored))}
        return cut(f"Source({text('repr.source', path=repr(self.path), **sizes)})")

    def _repr_html_(self) -> str:
        rows = [(name, *where) for name, where in self.tables.items()]
        headings = [text(f"column.{name}") for name in ("table", "file", "encoding", "rows")]
        left = [paragraph(text("org.ignored", names=listed(self.ignored)))] if self.ignored else []
        return "<div>" + table(headings, rows, caption=self.path) + "".join(left) + "</div>"


def source_lines(source: Source | None) -> list[str]:
    """Where tables were read from: files, encodings used, what was left alone."""
    if source is None:
        return []
    read = [
        text("org.read", place=place, encoding=encoding, rows=rows)
        for place, encoding, rows in source.tables.values()
    ]
    lines = [text("org.source", path=source.path, files=listed(read, most=len(read)))]
    if source.ignored:
        lines.append(text("org.ignored", names=listed(source.ignored)))
    return lines
