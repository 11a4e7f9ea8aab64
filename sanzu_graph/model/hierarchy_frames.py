"""The tables of an organisation from one frame: a row a person, with the id of the manager."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.errors import AbsentError, InputError, SanzuWarning
from sanzu_graph.model.column_values import as_frame, text_column
from sanzu_graph.model.vacancies import held_above, is_vacancy
from sanzu_graph.schema import DOTTED_LINE, REPORTS_TO


def tables_of_hierarchy(
    frame: object, *, layer: str, **columns: str | None
) -> Mapping[str, object]:
    """The tables that a frame makes; `columns` says which column is what.

    Raises
    ------
    AbsentError
        If the frame has no such column.
    InputError
        If ids are numbers with a fraction, as pandas makes of gaps.
    """
    given = as_frame(frame).reset_index(drop=True)
    headings = {what: name for what, name in columns.items() if name is not None}
    for column in headings.values():
        if column not in given:
            raise AbsentError(
                "error.no_column", table="frame", column=column, known=list(map(str, given))
            )
    ids: dict[str, pd.Series] = {
        what: _ids(given[headings[what]])
        for what in ("id", "manager", "dotted")
        if what in headings
    }
    name = text_column(given[headings["name"]])[0] if "name" in headings else None
    open_ = np.zeros(len(given), dtype=bool)
    if name is not None:
        words = [word for word in name.dropna().unique().tolist() if is_vacancy(word)]
        open_ = name.isin(words).to_numpy(dtype=bool)
    people = given[~open_]
    own = [column for column in given if column not in headings.values()]
    members = {"id": ids["id"][~open_], **({} if name is None else {"name": name[~open_]})}
    members |= {str(column): people[column] for column in own}
    if "title" in headings:
        members["position"] = people[headings["title"]]
    tables: dict[str, object] = {"members": pd.DataFrame(members).reset_index(drop=True)}
    unit = text_column(given[headings["unit"]])[0] if "unit" in headings else None
    tables |= _seats(ids["id"], unit, open_, layer)
    lines = _lines(ids, open_)
    if open_.any():
        title = text_column(given[headings["title"]])[0] if "title" in headings else name
        posts = _posts(ids, title, unit, open_, layer)
        further = {str(column): given[column][open_].to_numpy() for column in own}
        attributes = {column: cells for column, cells in further.items() if column not in posts}
        tables["positions"] = posts.assign(**attributes)
        lines = _passed_up(lines, posts)
    return {**tables, "relations": lines}


def _passed_up(lines: pd.DataFrame, posts: pd.DataFrame) -> pd.DataFrame:
    """The lines, those to open posts led on to the manager of the post; told in a warning."""
    ids = set(posts["id"])
    to_post = lines["target"].isin(ids)
    if not to_post.any():
        return lines
    above, managers = (
        {
            post: other
            for post, other in zip(posts["id"], posts[name], strict=True)
            if pd.notna(other)
        }
        for name in ("above", "manager")
    )
    heirs = {post: held_above(post, above, managers) for post in ids}
    passed = lines.assign(target=lines["target"].map(lambda target: heirs.get(target, target)))
    open_targets = sorted(ids & set(lines["target"]))
    warnings.warn(
        SanzuWarning("doubt.reports_to_post", count=int(to_post.sum()), posts=open_targets),
        stacklevel=4,
    )
    keep = passed["target"].ne("") & ~(to_post & (passed["target"] == passed["source"]))
    return passed[keep].drop_duplicates(ignore_index=True)


def _ids(column: pd.Series) -> pd.Series:
    """Ids as text; a number with a fraction is no id that anybody gave."""
    if pd.api.types.is_float_dtype(column.dtype) and column.notna().any():
        first = column.dropna().iloc[0]
        raise InputError("error.float_ids", column=str(column.name), value=str(first))
    return text_column(column)[0]


def _seats(
    ids: pd.Series, unit: pd.Series | None, open_: NDArray[np.bool_], layer: str
) -> dict[str, pd.DataFrame]:
    if unit is None:
        none = pd.Series([], dtype="str")
        return {
            "units": pd.DataFrame({"id": none, "layer": none}),
            "memberships": pd.DataFrame({"member": none, "unit": none}),
        }
    known = pd.Series(unit.dropna().unique(), dtype="str")
    seated = unit.notna().to_numpy() & ~open_
    return {
        "units": pd.DataFrame({"id": f"{layer}:" + known, "name": known, "layer": layer}),
        "memberships": pd.DataFrame(
            {"member": ids[seated], "unit": f"{layer}:" + unit[seated]}
        ).reset_index(drop=True),
    }


def _lines(ids: Mapping[str, pd.Series], open_: NDArray[np.bool_]) -> pd.DataFrame:
    parts = []
    for what, kind in (("manager", REPORTS_TO), ("dotted", DOTTED_LINE)):
        if what in ids:
            is_told = ids[what].notna().to_numpy() & ~open_
            parts.append(
                pd.DataFrame(
                    {"source": ids["id"][is_told], "target": ids[what][is_told], "kind": kind}
                )
            )
    return pd.concat(parts, ignore_index=True).drop_duplicates(ignore_index=True)


def _posts(
    ids: Mapping[str, pd.Series],
    title: pd.Series | None,
    unit: pd.Series | None,
    open_: NDArray[np.bool_],
    layer: str,
) -> pd.DataFrame:
    """The open posts; one without an id is called by its row."""
    rows = np.flatnonzero(open_)
    taken = ids["id"][open_]
    called = [
        f"post {row}" if pd.isna(cell) else cell
        for row, cell in zip(rows.tolist(), taken.tolist(), strict=True)
    ]
    manager = ids["manager"][open_].reset_index(drop=True)
    is_post = manager.isin(called)
    return pd.DataFrame(
        {
            "id": called,
            "title": None if title is None else title[open_].to_numpy(),
            "unit": None if unit is None else (f"{layer}:" + unit[open_]).to_numpy(),
            "manager": manager.where(~is_post),
            "above": manager.where(is_post),
        }
    )
