"""`synthetic`: an invented organisation of any size, with faults planted and labelled."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Mapping, Sequence
from typing import Any, Literal, overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.doors import spoken
from sanzu_graph.errors import InputError
from sanzu_graph.invented.given_names import WORDS, Texts, Words, person_names, place_names
from sanzu_graph.invented.planted_faults import PLANTERS, USUAL
from sanzu_graph.invented.skeleton import (
    LAYERS,
    LEAST,
    NOBODY,
    NOWHERE,
    STATUSES,
    TEAMS,
    Numbers,
    Planted,
    Skeleton,
    block_count,
    sound,
)
from sanzu_graph.invented.working_year import NEEDS_TWO, YEAR_PLANTERS, sound_year, year_tables
from sanzu_graph.messages import language
from sanzu_graph.model.days import day_or_none
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import DEPUTY, LEADER, MEMBER, PLAIN

#: The columns of the table of planted faults: what is at fault, then what tells two faults of one
#: entity apart.
PLANTED = (
    "check",
    "entity",
    "entity_id",
    "layer",
    "other",
    "apprentice",
    "fault",
    "unit",
    "group",
    "requirement",
    "table",
    "row",
    "column",
    "routine",
    "period",
    "activity",
    "problem",
    "remedy",
    "power",
    "task",
    "stage",
)
#: A working year that ends outside these cannot be invented: tables could not hold its days.
_FIRST_DAY, _LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2999, 12, 31)
#: Of ten blocks, so many get a fault unasked.
_USUAL_SHARE = 6
#: So many blocks make a station with its branch: some 120 people, some 26 of them in the party.
_BLOCKS_PER_STATION = 4
_PREFIX = {MEMBER: "M", "team": "T", "party": "P", "union": "U", "branch": "B", "station": "S"}
_MASTER_YEARS = 8


@overload
def synthetic(
    members: int = ...,
    seed: int = ...,
    *,
    faults: Mapping[str, int] | None = ...,
    with_faults: Literal[False] = ...,
    on: object = ...,
    lang: str | None = ...,
) -> Org: ...
@overload
def synthetic(
    members: int = ...,
    seed: int = ...,
    *,
    faults: Mapping[str, int] | None = ...,
    with_faults: Literal[True],
    on: object = ...,
    lang: str | None = ...,
) -> tuple[Org, pd.DataFrame]: ...
@spoken
def synthetic(
    members: int = 1_000,
    seed: int = 7,
    *,
    faults: Mapping[str, int] | None = None,
    with_faults: bool = False,
    on: object = None,
    lang: str | None = None,
) -> Org | tuple[Org, pd.DataFrame]:
    """Invent an organisation of teams, party groups and union groups, and plant faults in it.

    An audit with the shipped policy finds exactly the errors and warnings that were planted, for
    every size and seed. Without `faults` it is sound. Findings of severity ``info``, such as teams
    reached by one person alone, occur either way.

    Parameters
    ----------
    members
        How many people, 15 at least. Every 30 make room for one fault.
    seed
        The same arguments give the same organisation.
    faults
        Check → how many places to plant it in, such as ``{"blank_team": 3}``; empty: none. By
        default a mixture of all kinds in six of ten places, without ``disordered_date``, which
        would date the organisation.
    with_faults
        Return the table of planted faults too.
    on
        A day: invent the records of the working year up to it, too: duties, activities,
        participants, remedies, tasks and their events, absences. Their faults can be planted as
        well. Audited for that day (not a future one), the organisation has them and no others. By
        default no records are invented.
    lang
        The language of invented names (``"zh"``, the default, or ``"en"``) and of errors.

    Returns
    -------
    Org or (Org, pandas.DataFrame)
        The organisation; with `with_faults` also one row per finding that an audit will make:
        ``check``, ``entity``, ``entity_id``, ``layer``, and the columns that tell findings of one
        check apart (``other``, ``apprentice``, ``fault``, ``unit``, ``group``, ``requirement``,
        ``table``, ``row``; of the year ``column``, ``routine``, ``period``, ``activity``,
        ``problem``, ``remedy``, ``power``, ``task``, ``stage``), missing where a check has none. A
        fault that brings others with it is listed with them: an empty team is blank, too.

    Raises
    ------
    InputError
        If there are too few members, or more faults than room. If a count is none, or a fault
        cannot be planted. If `on` is no day between 1900-01-01 and 2999-12-31.

    Examples
    --------
    >>> org, planted = synthetic(120, faults={"blank_team": 1, "double_leader": 1}, with_faults=True)
    >>> org
    Org(120 members, 26 units in 5 layers, 266 memberships, 4 relations)
    >>> planted[["check", "entity_id", "layer"]].to_numpy().tolist()
    [['blank_team', 'T0011', 'party'], ['double_leader', 'P0001', 'party']]
    """
    if isinstance(members, bool) or not isinstance(members, (int, np.integer)) or members < LEAST:
        raise InputError("error.synthetic_size", least=LEAST, members=members)
    if isinstance(seed, (int, np.integer)) and seed < 0:
        raise InputError("error.synthetic_seed", seed=seed)
    last = day_or_none(on)
    if last is not None and not _FIRST_DAY <= last <= _LAST_DAY:
        raise InputError("error.synthetic_day", value=last, first=_FIRST_DAY, last=_LAST_DAY)
    wanted = _wanted(int(members), faults, has_year=last is not None)
    rng = np.random.Generator(np.random.PCG64(seed))
    draft = sound(int(members), rng)
    blocks = rng.permutation(block_count(int(members)))
    draft.has_year = last is not None
    planted: list[Planted] = []
    places: dict[str, Numbers] = {}
    for slug, count in wanted.items():
        places[slug], blocks = blocks[:count], blocks[count:]
        if slug in PLANTERS:
            planted += PLANTERS[slug](draft, places[slug])
    words, ids = WORDS[language(lang) if lang else "zh"], _ids(draft)
    tables = (
        _members(draft, ids, words, seed),
        _units(draft, ids, words),
        _memberships(draft, ids),
        _relations(draft, ids),
    )
    if last is None:
        org = Org(*tables)
    else:
        year = sound_year(draft, last)
        for slug in (slug for slug in wanted if slug in YEAR_PLANTERS):
            planted += YEAR_PLANTERS[slug](year, places[slug], ids, words)
        records: dict[str, Any] = {**year_tables(year, ids, words)}
        org = Org(*tables, **records)
    return (org, _labels(planted, ids)) if with_faults else org


def _wanted(members: int, faults: Mapping[str, int] | None, *, has_year: bool) -> dict[str, int]:
    """How many of each fault, in the order of the planters, not in the order asked."""
    room = block_count(members)
    possible = [
        *PLANTERS,
        *(slug for slug in YEAR_PLANTERS if has_year and (room > 1 or slug != NEEDS_TWO)),
    ]
    if faults is None:
        # Of a year's faults and the others by turns, so that a small organisation has some of both.
        own = [slug for slug in possible if slug in YEAR_PLANTERS]
        usual = [
            slug for pair in itertools.zip_longest(USUAL, own) for slug in pair if slug is not None
        ]
        total = -(-room * _USUAL_SHARE // 10)
        faults = {slug: len(range(number, total, len(usual))) for number, slug in enumerate(usual)}
    unknown = [slug for slug in faults if slug not in possible]
    if unknown:
        raise InputError("error.synthetic_unknown", checks=unknown, known=", ".join(possible))
    for slug, count in faults.items():
        if isinstance(count, bool) or not isinstance(count, (int, np.integer)) or count < 0:
            raise InputError("error.synthetic_count", check=slug, count=count)
    if sum(faults.values()) > room:
        raise InputError(
            "error.synthetic_faults", members=members, room=room, wanted=sum(faults.values())
        )
    return {slug: int(faults[slug]) for slug in possible if faults.get(slug)}


# -- numbers become ids


def _ids(draft: Skeleton) -> dict[str, Texts]:
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


def _labels(planted: list[Planted], ids: Mapping[str, Texts]) -> pd.DataFrame:
    frames = [
        pd.DataFrame(
            {name: pd.Series(dtype="Int64" if name == "row" else "str") for name in PLANTED}
        )
    ]
    for one in planted:
        keys = {
            name: ids[value[0]][value[1]] if isinstance(value, tuple) else value
            for name, value in one.keys.items()
        }
        entity = MEMBER if one.entity == MEMBER else "unit"
        frame = pd.DataFrame(
            {
                "check": one.check,
                "entity": entity,
                "entity_id": ids[one.entity][one.numbers],
                "layer": one.layer,
                **keys,
            }
        )
        frames.append(frame.astype({name: "Int64" if name == "row" else "str" for name in frame}))
    return pd.concat(frames, ignore_index=True)


# -- ids become tables


def _members(draft: Skeleton, ids: Mapping[str, Texts], words: Words, seed: int) -> pd.DataFrame:
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


def _units(draft: Skeleton, ids: Mapping[str, Texts], words: Words) -> pd.DataFrame:
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


def _memberships(draft: Skeleton, ids: Mapping[str, Texts]) -> pd.DataFrame:
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


def _relations(draft: Skeleton, ids: Mapping[str, Texts]) -> pd.DataFrame:
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
