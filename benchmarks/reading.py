"""`read_tables` of Parquet beside `pandas.read_parquet` of the same files, and the first audit of an
organisation beside the second; processor time, in turns.
"""

from __future__ import annotations

import pathlib
import tempfile
from collections.abc import Iterator
from itertools import cycle

import pandas as pd

import sanzu_graph as sg
from benchmarks.days import TIMES, in_turns
from benchmarks.organisations import invent
from benchmarks.organisations import tables as text_tables
from benchmarks.tables import Table, at_most, seconds

READING, FIRST = 2, 1.5


def tables(sizes: list[int]) -> Iterator[Table]:
    with tempfile.TemporaryDirectory() as place:
        folders = [
            (size, name, pathlib.Path(place, f"{name}-{size}"))
            for size in sizes
            for name in ("invented columns", "synthetic")
        ]
        for size, name, folder in folders:
            _write(folder, size, name)
        yield Table(
            "Reading Parquet, processor time",
            ("members", "organisation", "pandas.read_parquet", "read_tables", "ratio"),
            [_reading(*each) for each in folders],
        )
        yield Table(
            "The first audit beside the second, processor time",
            ("members", "organisation", "second", "first", "ratio"),
            [_audits(*each) for each in folders],
        )


def _write(folder: pathlib.Path, size: int, name: str) -> None:
    if name == "synthetic":
        sg.write_tables(sg.synthetic(members=size, seed=7), folder, format="parquet")
        return
    folder.mkdir()
    for table, frame in text_tables(invent(size)).items():
        frame.to_parquet(folder / f"{table}.parquet", index=False)


def _reading(size: int, name: str, folder: pathlib.Path) -> list[str]:
    files = sorted(folder.glob("*.parquet"))
    took = in_turns(
        {
            "pandas": lambda: [pd.read_parquet(file) for file in files],
            "ours": lambda: sg.read_tables(folder),
        }
    )
    ratio = at_most(took["ours"] / took["pandas"], READING)
    return [f"{size:,}", name, *map(seconds, took.values()), ratio]


def _audits(size: int, name: str, folder: pathlib.Path) -> list[str]:
    org = cycle([sg.read_tables(folder) for _ in range(TIMES)])
    sg.audit(sg.synthetic(members=500, seed=1))
    asked: list[sg.Org] = []
    took = in_turns(
        {
            "first": lambda: sg.audit(asked[-1]),
            "second": lambda: sg.audit(asked[-1]),
        },
        before=lambda way: asked.append(next(org)) if way == "first" else None,
    )
    ratio = at_most(took["first"] / took["second"], FIRST)
    return [f"{size:,}", name, seconds(took["second"]), seconds(took["first"]), ratio]
