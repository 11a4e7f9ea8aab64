"""Text ids into integers, once an `Org`, against one `pandas.factorize` over the same ids."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from benchmarks.organisations import invent
from benchmarks.organisations import tables as text_tables
from benchmarks.tables import Table, at_most, seconds
from benchmarks.timing import repeats, together
from sanzu_graph.model.encoding import ID_COLUMNS, encode, id_positions
from sanzu_graph.model.organisation import Org


def tables(sizes: list[int]) -> Iterator[Table]:
    headings = (
        "members",
        "order",
        "ids",
        "id_positions + encode",
        "pandas.factorize",
        "ratio",
        "whole Org(…)",
    )
    yield Table(
        "Encoding text ids",
        headings,
        [_row(size, shuffled=shuffled) for size in sizes for shuffled in (False, True)],
    )


def _row(size: int, *, shuffled: bool) -> list[str]:
    given = text_tables(invent(size, shuffled=shuffled))
    clean = Org.from_tables(given).tables()
    ids = pd.concat([clean[table][column] for table, column, _ in ID_COLUMNS], ignore_index=True)
    work = {
        "ours": lambda: encode(clean, id_positions(clean), {}),
        "factorize": lambda: pd.factorize(ids),
        "whole": lambda: Org.from_tables(given),
    }
    took = together(work, repeats(size))
    ratio = at_most(took["ours"] / took["factorize"], 1.2)
    return [
        f"{size:,}",
        "shuffled" if shuffled else "file",
        f"{len(ids):,}",
        seconds(took["ours"]),
        seconds(took["factorize"]),
        ratio,
        seconds(took["whole"]),
    ]
