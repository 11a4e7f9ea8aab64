"""Rows of open posts (VACANT, TBH, 空缺): read like people's rows, and never people.

Such a row goes through all steps like a person's. It has an id, and nothing that belongs to a person.
At the end it is taken out of the members and becomes a row of `positions`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sanzu_graph.io.rosters.alike import alike
from sanzu_graph.io.rosters.headings import Head
from sanzu_graph.io.rosters.people import People, Positions
from sanzu_graph.io.rosters.rows import VACANT, Rows
from sanzu_graph.io.rosters.sheets import Sheet
from sanzu_graph.io.rosters.values import read_id
from sanzu_graph.io.rosters.words import BASE, LAYER, folded
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.vacancies import held_above, is_vacancy, requisition
from sanzu_graph.schema import REPORTS_TO, columns, roster_fields

#: What `write_roster` writes in place of a name; anything else is kept.
PLAIN_WORDS = {"en": "VACANT", "zh": "空缺"}
#: The fields that an open post has of its own; the cells of others are kept as attributes.
_OWN = ("id", "name", "position", "manager", "since", "until")
_BARE = frozenset(map(folded, PLAIN_WORDS.values()))
_DASHES = re.compile(r"[-\u2013\u2014\uff0d_?/.\s]*")


def set_apart(sheet: Sheet, head: Head, rows: Rows, values: Mapping[str, str]) -> None:
    """Make posts of the vacancies that tell more than a name; the user may say they are people.

    A post stands among `rows.people` from here on, and in `rows.posts`. If most rows have a dash in
    place of a name, names were left out. Rows with an id are then people.
    """
    naming = [heading.at for heading in head.of("name", "id")]
    vacant = [row for row, why in rows.skipped if why == VACANT]
    dashes = {
        row
        for row in vacant
        if head.of("name")
        and all(
            _DASHES.fullmatch(sheet.columns[naming_column.at][row])
            for naming_column in head.of("name")
        )
        and any(sheet.columns[naming_column.at][row] for naming_column in head.of("id"))
    }
    if 2 * len(dashes) <= len(rows.people) + len(vacant):
        dashes = set()
    vacancies: list[int] = []
    for row, why in rows.skipped:
        words = [sheet.columns[at][row] for at in naming]
        meant = {values.get(folded(word), "") for word in words if word}
        if why != VACANT or "gone" in meant:
            continue
        columns = [
            at for at, column in enumerate(sheet.columns) if column[row] and at not in naming
        ]
        if "present" in meant or row in dashes:
            rows.people.append(row)
        elif columns:
            rows.people.append(row)
            rows.posts.append(row)
        else:
            continue
        vacancies.append(row)
    posts = set(vacancies)
    rows.people.sort()
    rows.skipped = [(row, why) for row, why in rows.skipped if row not in posts]


@dataclass(eq=False)
class OpenPosts:
    """The open posts of a roster, each with what its row said.

    Attributes
    ----------
    rows : the rows of `people` that are posts
    cells : for each of them column of `positions` → text, blanks left out
    """

    rows: Positions = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    cells: list[dict[str, str]] = field(default_factory=list)


def prepare(people: People) -> OpenPosts:
    """Give every post an id, and take from its row what only a person has; told as a doubt."""
    rows = np.flatnonzero(people.open)
    if not len(rows):
        return OpenPosts(rows)
    ids = _ids(people, rows)
    reserved = set(columns("positions"))
    cells: list[dict[str, str]] = []
    names = people.cells.get("name")
    naming = [people.cells[name] for name in ("name", "id") if name in people.cells]
    for at, row in enumerate(rows.tolist()):
        own = {
            "title": people.cells["position"][row] if "position" in people.cells else "",
            "name": "" if names is None or folded(names[row]) in _BARE else names[row],
        }
        further = {
            _kept_as(people, name): column[row]
            for name, column in people.cells.items()
            if name not in _OWN and name != _unit_field(people)
        }
        further |= {name: column[row] for name, column in people.attributes.items()}
        own |= {name + " *" if name in reserved else name: cell for name, cell in further.items()}
        cells.append({"id": ids[at]} | {name: cell for name, cell in own.items() if cell})
    worded = [next(str(column[row]) for column in naming if column[row]) for row in rows.tolist()]
    for name, column in people.cells.items():
        if name not in ("id", "name", "manager", "since", "until", _unit_field(people)):
            column[rows] = ""
    for column in people.attributes.values():
        column[rows] = ""
    if "id" in people.cells:
        people.cells["id"][rows] = ids
        people.inexact["id"][rows] = False
    else:
        people.cells["name"][rows] = ids
    option = f'mapping={{"values": {{"{worded[0]}": "present"}}}}'
    people.doubt(
        "doubt.open_posts",
        "name",
        option,
        person=int(rows[0]),
        count=len(rows),
        values=list(dict.fromkeys(worded)),
    )
    return OpenPosts(rows, cells)


def _ids(people: People, rows: Positions) -> list[str]:
    """The id of each post: its own, else the requisition that is told, else the row."""
    has_ids = "id" in people.cells
    others = np.flatnonzero(~people.open)
    taken = {
        alike(cell) for cell in people.cells["id" if has_ids else "name"][others].tolist() if cell
    }
    ids = []
    for row in rows.tolist():
        own = read_id(people.cells["id"][row]) if has_ids else ""
        name = people.cells["name"][row] if "name" in people.cells else own
        if is_vacancy(own) and not any(map(str.isdigit, own)):
            own = ""
        first = own or requisition(name) or f"post {people.row[row]}"
        id_, number = first, 2
        while alike(id_) in taken:
            id_, number = f"{first} ({number})", number + 1
        taken.add(alike(id_))
        ids.append(id_)
    return ids


def _unit_field(people: People) -> str:
    """The field whose unit a post belongs to: the base layer, else the first layer."""
    layers = [name for name in people.cells if name.startswith(LAYER)]
    return LAYER + BASE if LAYER + BASE in layers else next(iter(layers), "")


def _kept_as(people: People, name: str) -> str:
    """What the attribute is called that keeps a field of a post."""
    known = roster_fields().get(name)
    heading = next(filter(None, people.headings.get(name, [])), name)
    return name if known is not None and known.kind == "member" else heading


def taken_out(
    posts: OpenPosts, people: People, tables: dict[str, pd.DataFrame], persons: dict[str, Positions]
) -> None:
    """Move the posts from members, memberships and relations into `positions`.

    Who reports to an open post reports to whom its holder will report; told as a doubt.
    """
    if not len(posts.rows):
        return
    ids = [cells["id"] for cells in posts.cells]
    members, seats, lines = (tables[name] for name in ("members", "memberships", "relations"))
    is_post = np.isin(persons["members"], posts.rows)
    days = members[is_post].set_index("id")
    frame = pd.DataFrame({"id": pd.Series(ids, dtype="str")})
    attributes = dict.fromkeys(name for cells in posts.cells for name in cells)
    for name in ("title", *attributes):
        if name != "id":
            frame[name] = pd.Series([cells.get(name) for cells in posts.cells], dtype="str")
    units = seats[seats["member"].isin(ids)].drop_duplicates("member").set_index("member")["unit"]
    frame["unit"] = frame["id"].map(units)
    solid = lines[lines["source"].isin(ids) & (lines["kind"] == REPORTS_TO)]
    first = solid.drop_duplicates("source").set_index("source")["target"]
    if len(first) < len(solid):
        people.doubt("doubt.first_kept", "manager", count=len(solid) - len(first))
    target = frame["id"].map(first)
    frame["manager"] = target.where(~target.isin(ids))
    frame["above"] = target.where(target.isin(ids))
    for name in ("since", "until"):
        if name in days and days[name].notna().any():
            frame[name] = frame["id"].map(days[name])
    tables["positions"] = frame.drop(columns=[name for name in ("above",) if target.isna().all()])
    persons["positions"] = posts.rows
    keep = ~seats["member"].isin(ids).to_numpy()
    tables["memberships"] = seats[keep].reset_index(drop=True)
    persons["memberships"] = persons["memberships"][keep]
    tables["members"] = members[~is_post].reset_index(drop=True)
    persons["members"] = persons["members"][~is_post]
    _pass_up(people, tables, persons, frame)


def _pass_up(
    people: People,
    tables: dict[str, pd.DataFrame],
    persons: dict[str, Positions],
    posts: pd.DataFrame,
) -> None:
    """Let those who report to a post report to the person above it, or to nobody."""
    ids = set(posts["id"])
    above, managers = (
        {
            post: other
            for post, other in zip(posts["id"], posts[name], strict=True)
            if pd.notna(other)
        }
        for name in ("above", "manager")
    )
    lines = tables["relations"]
    own = lines["source"].isin(ids)
    lines, person_of = lines[~own], persons["relations"][~own.to_numpy()]
    to_post = lines["target"].isin(ids)
    if to_post.any():
        targets = set(lines.loc[to_post, "target"])
        heirs = {post: held_above(post, above, managers) for post in ids}
        lines = lines.assign(target=lines["target"].map(lambda target: heirs.get(target, target)))
        people.doubt(
            "doubt.reports_to_post",
            "manager",
            count=int(to_post.sum()),
            posts=[post for post in posts["id"] if post in targets],
        )
        keep = lines["target"].ne("") & ~(to_post & lines.duplicated())
        keep &= ~(to_post & (lines["source"] == lines["target"]))
        lines, person_of = lines[keep], person_of[keep.to_numpy()]
    tables["relations"] = lines.reset_index(drop=True)
    persons["relations"] = person_of


def post_cells(org: Org, language: str) -> dict[str, dict[str, object]]:
    """Open post → field of a roster → what its row says, blanks left out."""
    if not org.keeps("positions"):
        return {}
    layers = dict(zip(org.units["id"], org.units["layer"], strict=True))
    names = dict(zip(org.units["id"], org.units["name"].fillna(org.units["id"]), strict=True))
    frame = org.positions
    cells_by_post: dict[str, dict[str, object]] = {}
    for row in frame[frame["holder"].isna()].to_dict("records"):
        own = {str(name): cell for name, cell in row.items() if not pd.isna(cell)}
        cells = {"id": own.pop("id"), "name": own.pop("name", PLAIN_WORDS[language])}
        unit, above = own.pop("unit", None), own.pop("above", None)
        if unit is not None:
            cells[LAYER + layers[unit]] = names[unit]
        if "title" in own:
            cells["position"] = own.pop("title")
        if (manager := own.pop("manager", above)) is not None:
            cells["manager"] = manager
        cells_by_post[cells["id"]] = cells | own
    return cells_by_post
