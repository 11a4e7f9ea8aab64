"""Where an organisation was read from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sanzu_graph.model.html import source_html


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

    def _repr_html_(self) -> str:
        return source_html(self)
