"""`synthetic`: an invented organisation of any size, with faults planted and labelled."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Mapping
from typing import Any, Literal, overload

import numpy as np
import pandas as pd

from sanzu_graph.doors import spoken
from sanzu_graph.errors import InputError
from sanzu_graph.invented.given_names import WORDS, Texts
from sanzu_graph.invented.organisation_tables import (
    ids_of,
    member_table,
    membership_table,
    relation_table,
    unit_table,
)
from sanzu_graph.invented.planted_faults import PLANTERS, USUAL
from sanzu_graph.invented.skeleton import (
    LEAST,
    Numbers,
    Planted,
    block_count,
    sound,
)
from sanzu_graph.invented.working_year import sound_year
from sanzu_graph.invented.year_faults import NEEDS_TWO, YEAR_PLANTERS
from sanzu_graph.invented.year_tables import year_tables
from sanzu_graph.messages import language
from sanzu_graph.model.days import day_or_none
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import MEMBER

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
    words, ids = WORDS[language(lang) if lang else "zh"], ids_of(draft)
    tables = (
        member_table(draft, ids, words, seed),
        unit_table(draft, ids, words),
        membership_table(draft, ids),
        relation_table(draft, ids),
    )
    if last is None:
        org = Org(*tables)
    else:
        year = sound_year(draft, last, ids, words)
        for slug in (slug for slug in wanted if slug in YEAR_PLANTERS):
            planted += YEAR_PLANTERS[slug](year, places[slug])
        records: dict[str, Any] = {**year_tables(year)}
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


def _labels(planted: list[Planted], ids: Mapping[str, Texts]) -> pd.DataFrame:
    frames = [
        pd.DataFrame(
            {name: pd.Series(dtype="Int64" if name == "row" else "str") for name in PLANTED}
        )
    ]
    for fault in planted:
        keys = {
            name: ids[value[0]][value[1]] if isinstance(value, tuple) else value
            for name, value in fault.keys.items()
        }
        entity = MEMBER if fault.entity == MEMBER else "unit"
        frame = pd.DataFrame(
            {
                "check": fault.check,
                "entity": entity,
                "entity_id": ids[fault.entity][fault.numbers],
                "layer": fault.layer,
                **keys,
            }
        )
        frames.append(frame.astype({name: "Int64" if name == "row" else "str" for name in frame}))
    return pd.concat(frames, ignore_index=True)
