"""The numbers of an invented organisation as ids and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.invented.given_names import WORDS, Texts, Words, person_names, place_names
from sanzu_graph.invented.skeleton import (
    LAYERS,
    NOBODY,
    NOWHERE,
    STATUSES,
    TEAMS,
    Numbers,
    Skeleton,
)
from sanzu_graph.schema import DEPUTY, LEADER, MEMBER, PLAIN

#: So many blocks make a station with its branch: some 120 people, some 26 of them in the party.
_BLOCKS_PER_STATION = 4
_PREFIX = {MEMBER: "M", "team": "T", "party": "P", "union": "U", "branch": "B", "station": "S"}
_MASTER_YEARS = 8


def ids_of(draft: Skeleton) -> dict[str, Texts]:
    """Entity or layer → the id of each number."""
    count = {MEMBER: len(draft.status), **{layer: len(draft.leader[layer]) for layer in LAYERS}}
    stations = -(-len(draft.size) // _BLOCKS_PER_STATION)
    ids = {
        name: _numbered(_PREFIX[name], number)
        for name, number in (count | {"branch": stations, "station": stations}).items()
    }
    twin, of = draft.twins
    ids[MEMBER][twin] = [name.lower() for name in ids[MEMBER][of]]
    return ids


def _numbered(prefix: str, count: int) -> Texts:
    width = max(4, len(str(count)))
    return np.array([f"{prefix}{number:0{width}d}" for number in range(1, count + 1)], dtype=object)


def member_table(
    draft: Skeleton, ids: Mapping[str, Texts], words: Words, seed: int
) -> pd.DataFrame:
    """The table of members, with invented names."""
    members = len(draft.status)
    rng = np.random.Generator(
        np.random.PCG64([seed, 1])
    )  # a stream of its own, so that both languages name one structure
    home = np.repeat(np.arange(draft.size.size), draft.size.ravel())
    post = np.select(
        [draft.position == 0, draft.years >= _MASTER_YEARS, draft.years > 1], [0, 1, 2], 3
    )
    skill = np.clip(1 + draft.years // 6 + rng.integers(-1, 2, members), 1, 5)
    return pd.DataFrame(
        {
            "id": _text(ids[MEMBER]),
            "name": _text(person_names(words, members, rng)),
            "political_status": _chosen(STATUSES, draft.status),
            "position": _chosen(words.posts, post),
            "work_type": _chosen(words.works, _works(draft)[home]),
            "site": _text(_sites(draft, words)[home // TEAMS]),
            "seniority_years": draft.years,
            "skill_level": _chosen("12345", skill.astype(np.intp) - 1),
        }
    )


def unit_table(draft: Skeleton, ids: Mapping[str, Texts], words: Words) -> pd.DataFrame:
    """The table of units: stations, branches, and the units of each layer."""
    places, sites = place_names(words, len(ids["station"])), _sites(draft, words)
    stations = np.arange(len(places))
    rows: list[dict[str, Any]] = [
        _unit_rows("station", ids, _named(words, "station", places, stations), None),
        _unit_rows("branch", ids, _named(words, "branch", places, stations), ids["station"]),
    ]
    works = np.append(
        _works(draft), np.arange(len(draft.block["team"]) - draft.size.size) % len(words.works)
    )
    for layer in LAYERS:
        block = draft.block[layer]
        work = np.array(words.works, dtype=object)[works] if layer == "team" else None
        station = block // _BLOCKS_PER_STATION
        names = _named(words, layer, places, station, work)
        parent = ids["branch" if layer == "party" else "station"][station]
        rows.append(
            _unit_rows(layer, ids, names, parent) | {"work_type": work, "site": sites[block]}
        )
    return pd.concat([pd.DataFrame(row) for row in rows], ignore_index=True)


def _unit_rows(
    layer: str, ids: Mapping[str, Texts], names: list[str], parent: Texts | None
) -> dict[str, Any]:
    return {
        "id": _text(ids[layer]),
        "name": _text(names),
        "layer": layer,
        "parent": parent,
        "work_type": None,
        "site": None,
    }


def _named(
    words: Words, layer: str, places: list[str], station: Numbers, work: Texts | None = None
) -> list[str]:
    """Unit names; units of a layer are numbered within their station."""
    number = pd.Series(station).groupby(station).cumcount().to_numpy() + 1
    works = [""] * len(station) if work is None else work.tolist()
    spelled = words.units[layer].format
    return [
        spelled(place=places[s], work=w, number=n)
        for s, w, n in zip(station.tolist(), works, number.tolist(), strict=True)
    ]


def _works(draft: Skeleton) -> Numbers:
    """The work type of each home team: teams 0 and 1 of a block share one, team 2 may differ; no
    group mixes more than two.
    """
    block = np.arange(len(draft.size))
    return np.stack([block, block, block + block % 2], axis=1).ravel() % len(WORDS["zh"].works)


def _sites(draft: Skeleton, words: Words) -> Texts:
    """The site of each block: half of a station's blocks are in one part of it, half in the other."""
    places = place_names(words, -(-len(draft.size) // _BLOCKS_PER_STATION))
    names = [
        words.space.join((places[block // _BLOCKS_PER_STATION], words.sites[block % 2]))
        for block in range(len(draft.size))
    ]
    return np.array(names, dtype=object)


def membership_table(draft: Skeleton, ids: Mapping[str, Texts]) -> pd.DataFrame:
    """The table of memberships."""
    count = [len(ids[layer]) for layer in LAYERS]
    start = dict(zip(LAYERS, np.cumsum(count) - count, strict=True))
    pieces: list[tuple[Numbers, Numbers, Numbers]] = []
    for layer in LAYERS:
        member = np.flatnonzero(draft.home[layer] != NOWHERE)
        unit = draft.home[layer][member]
        role = np.where(draft.leader[layer][unit] == member, 0, 1)
        for deputies in draft.deputies.get(layer, []):
            role[np.isin(member, deputies)] = 2
        pieces.append((member, start[layer] + unit, role))
    pieces += [
        (member, start[layer] + unit, np.full(len(member), (LEADER, PLAIN).index(role)))
        for layer, member, unit, role in draft.also
    ]
    members, units, roles = (np.concatenate(column) for column in zip(*pieces, strict=True))
    names = np.concatenate([ids[layer] for layer in LAYERS])
    return pd.DataFrame(
        {
            "member": _chosen(ids[MEMBER], members),
            "unit": _chosen(names, units),
            "role": _chosen((LEADER, PLAIN, DEPUTY), roles),
        }
    )


def relation_table(draft: Skeleton, ids: Mapping[str, Texts]) -> pd.DataFrame:
    """The table of relations: mentors and their apprentices."""
    apprentice = np.flatnonzero(draft.mentor != NOBODY)
    source = np.concatenate([draft.relations[0], draft.mentor[apprentice]])
    frame = pd.DataFrame(
        {
            "source": _text(ids[MEMBER][source]),
            "target": _text(ids[MEMBER][np.append(draft.relations[1], apprentice)]),
            "kind": "mentors",
        }
    )
    if dated := len(draft.relations[0]):
        since, until = np.full((2, len(frame)), np.datetime64("NaT", "us"))
        since[:dated], until[:dated] = np.datetime64("2021-03-01"), np.datetime64("2021-02-01")
        frame = frame.assign(since=since, until=until)
    return frame


def _text(cells: NDArray[np.object_] | list[str]) -> pd.Series:
    return pd.Series(cells, dtype="str")


def _chosen(words: Sequence[str] | Texts, codes: Numbers) -> pd.Series:
    """A text column from words and their numbers."""
    return pd.Series(list(words), dtype="str").take(codes).reset_index(drop=True)
