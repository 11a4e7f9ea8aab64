"""Ids of people that stand in several organisations."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from sanzu_graph.messages import listed

_COLUMNS = ("member", "name", "organisations", "where", "alike")
#: What is alike: id and name of all of them, or the id alone.
NAME, ID = "name", "id"


def shared_people(people: Mapping[str, Callable[[], pd.DataFrame]]) -> pd.DataFrame:
    """Ids that stand in several organisations.

    Everybody's id is looked at twice: first as a number of 64 bits, so that a hundred million ids
    fit into memory; then those alone whose number repeats.

    Parameters
    ----------
    people
        Organisation → a function that gives ``id`` and ``name`` of everybody in it.

    Returns
    -------
    pandas.DataFrame
        ``member``, ``name`` (where all agree, else empty), ``organisations`` (how many), ``where``
        (their names), ``alike`` (``name``: id and name agree, so it may be one person; ``id``: the
        names differ, so the numbering may just begin anew). Those in most organisations first.

    Examples
    --------
    >>> def frame(*names):
    ...     return lambda: pd.DataFrame({"id": ["A", "B"][: len(names)], "name": names})
    >>> shared_people({"north": frame("An", "Bo"), "south": frame("An")}).to_numpy().tolist()
    [['A', 'An', 2, 'north, south', 'name']]
    """
    numbers = [np.unique(_numbers(read())) for read in people.values()]
    every = np.sort(np.concatenate(numbers)) if numbers else np.empty(0, dtype=np.uint64)
    repeated = np.unique(every[1:][every[1:] == every[:-1]])
    frames = []
    for name, read in people.items():
        frame = read()
        chosen = frame[np.isin(_numbers(frame), repeated)]
        frames.append(chosen[["id", "name"]].assign(organisation=name))
    both = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    if not len(both):
        return _framed(pd.DataFrame())
    grouped = both.groupby("id", sort=False)
    told = pd.DataFrame(
        {
            "name": grouped["name"].first(),
            "organisations": grouped.size(),
            "where": grouped["organisation"].agg(listed),
            "alike": np.where(grouped["name"].nunique().eq(1), NAME, ID),
        }
    )
    told = told[told["organisations"] > 1]  # two ids may have one number
    told["name"] = told["name"].where(told["alike"] == NAME, "")
    return _framed(told.rename_axis("member").reset_index())


def _framed(rows: pd.DataFrame) -> pd.DataFrame:
    frame = rows.reindex(columns=list(_COLUMNS))
    frame = frame.astype({name: "str" for name in _COLUMNS if name != "organisations"})
    frame = frame.astype({"organisations": "int64"})
    return frame.sort_values("organisations", ascending=False, kind="stable").reset_index(drop=True)


def _numbers(frame: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    return pd.util.hash_array(frame["id"].to_numpy(dtype=object), categorize=False)
