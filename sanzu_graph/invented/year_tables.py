"""The numbers of a working year as tables."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from sanzu_graph.invented.skeleton import NOBODY, NOWHERE, TEAMS
from sanzu_graph.invented.working_year import (
    ANALYSIS,
    KINDS,
    POWERS,
    STAGES,
    TALK,
    Year,
    common_tasks,
)
from sanzu_graph.schema import MEMBER

#: Days from the day of an analysis until its problem is mended, and until that is due.
_MENDED, _DUE = 10, 20
_OWN = (("assign", "team", 0), ("implement", "team", 3))
#: Common tasks begin so many days before the last one, and all is done.
_BEGUN = 90
_EXTRA_DUE = 10


def year_tables(year: Year) -> dict[str, pd.DataFrame]:
    """The tables of a year."""
    return {
        "duties": _duties(year),
        **_activities(year),
        **_tasks(year),
        "absences": _absences(year),
    }


def _duties(year: Year) -> pd.DataFrame:
    block = year.draft.block["team"]
    leader, teams = year.draft.leader["party"][block], np.arange(len(block))
    parts = []
    for duty in (*POWERS, "support"):
        lacking = np.concatenate(
            [np.empty(0, dtype=np.intp), *(team for team, name in year.lacking if name == duty)]
        )
        holds = ~np.isin(teams, lacking)
        parts.append((leader[holds], teams[holds], duty))
    union = np.where(teams % TEAMS == TEAMS - 1, 2 * block + 1, 2 * block)
    parts.append((year.draft.leader["union"][union], teams, "liaison"))
    frames = [
        pd.DataFrame(
            {"member": year.ids[MEMBER][member], "unit": year.ids["team"][team], "duty": duty}
        )
        for member, team, duty in [*parts, *year.further]
        for there in (member != NOBODY,)
        for member, team in ((member[there], team[there]),)
    ]
    return pd.concat(frames, ignore_index=True).drop_duplicates(ignore_index=True)


def _activities(year: Year) -> dict[str, pd.DataFrame]:
    draft, groups = year.draft, year.ids["party"]
    blocks = np.arange(len(draft.size))
    home = np.repeat(np.repeat(blocks, TEAMS), draft.size.ravel())
    party = draft.home["party"]
    inside = np.flatnonzero(party != NOWHERE)
    outside = np.flatnonzero((party == NOWHERE) & year.talked)
    activities: list[pd.DataFrame] = []
    participants: list[pd.DataFrame] = []
    remedies: list[tuple[str | None, ...]] = []
    for kind, (name, _, _) in enumerate(KINDS):
        for month in year.known(kind):
            day = year.day(month, kind)
            names = year.activities(blocks, month, kind)
            held = year.held[blocks, month, kind]
            activities.append(
                pd.DataFrame(
                    {
                        "id": names[held],
                        "unit": groups[blocks][held],
                        "kind": name,
                        "date": day.isoformat(),
                    }
                )
            )
            if kind == TALK:
                talked = outside[outside % 3 == month % 3]
                member, of = (
                    np.concatenate([talked, draft.leader["party"][blocks]]),
                    np.concatenate([home[talked], blocks]),
                )
            else:
                member, of = inside, party[inside]
            took = (member != NOBODY) & (of < len(blocks))
            member, of = member[took], of[took]
            took = held[of]
            participants.append(
                pd.DataFrame(
                    {"activity": names[of[took]], "member": year.ids[MEMBER][member[took]]}
                )
            )
    remedies += [
        _remedy(year, block, month) for block in blocks.tolist() for month in year.known(ANALYSIS)
    ]
    month = year.known(ANALYSIS)[-1]
    due = (year.on + datetime.timedelta(days=_EXTRA_DUE)).isoformat()
    remedies += [
        (year.activity(month, ANALYSIS, groups[block]), year.words.further, None, None, due, None)
        for block in year.extra
    ]
    return {
        "activities": pd.concat(activities, ignore_index=True),
        "participants": pd.concat(participants, ignore_index=True).drop_duplicates(
            ignore_index=True
        ),
        "remedies": pd.DataFrame(
            remedies, columns=["activity", "problem", "remedy", "owner", "due", "done"]
        ),
    }


def _remedy(year: Year, block: int, month: int) -> tuple[str | None, ...]:
    """The row of what mends a problem."""
    day = year.day(month, ANALYSIS)
    due, done = day + datetime.timedelta(days=_DUE), day + datetime.timedelta(days=_MENDED)
    if year.hasty[block, month]:
        due = day - datetime.timedelta(days=1)
    is_open = bool(year.open[block, month]) or done > year.on
    owner = year.ids[MEMBER][year.draft.person(np.array([block]), 2, -2)[0]]
    activity = year.activity(month, ANALYSIS, year.ids["party"][block])
    return (
        activity,
        year.problem(block, month),
        year.words.remedy,
        owner,
        due.isoformat(),
        None if is_open else done.isoformat(),
    )


def _tasks(year: Year) -> dict[str, pd.DataFrame]:
    """Two tasks a block: a common one of team 0, and one that is team 1's own."""
    draft, blocks = year.draft, np.arange(len(year.draft.size))
    begun = year.on - datetime.timedelta(days=_BEGUN)
    common, own = (
        common_tasks(blocks),
        np.array([f"J{2 * block + 2:05d}" for block in blocks], dtype=object),
    )
    leaders = {
        "team": draft.leader["team"][blocks * TEAMS],
        "party": draft.leader["party"][blocks],
        "union": draft.leader["union"][blocks * 2],
    }
    members = np.array([*year.ids[MEMBER], None], dtype=object)
    frames = []
    for place, (stage, layer, days) in enumerate(STAGES):
        done = year.events[:, place] >= 0
        after = (days + year.events[done, place]).astype("timedelta64[D]")
        later = (np.datetime64(begun) + after).astype(str)
        frames.append(
            pd.DataFrame(
                {
                    "task": common[done],
                    "stage": stage,
                    "layer": layer,
                    "member": members[leaders[layer][done]],
                    "date": later,
                }
            )
        )
    for stage, layer, days in _OWN:
        day = (begun + datetime.timedelta(days=days)).isoformat()
        frames.append(
            pd.DataFrame(
                {
                    "task": own,
                    "stage": stage,
                    "layer": layer,
                    "member": members[draft.leader["team"][blocks * TEAMS + 1]],
                    "date": day,
                }
            )
        )
    tasks = {
        "id": np.concatenate([common, own]),
        "unit": year.ids["team"][np.concatenate([blocks * TEAMS, blocks * TEAMS + 1])],
        "goal": ["safety"] * len(blocks) + ["production"] * len(blocks),
        "scope": ["common"] * len(blocks) + ["specific"] * len(blocks),
    }
    return {"tasks": pd.DataFrame(tasks), "task_events": pd.concat(frames, ignore_index=True)}


def _absences(year: Year) -> pd.DataFrame:
    """Somebody in each block was away for ten days, long ago."""
    person = year.draft.person(np.arange(len(year.draft.size)), 1, -1)
    since = year.on - datetime.timedelta(days=250)
    return pd.DataFrame(
        {
            "member": year.ids[MEMBER][person],
            "since": since.isoformat(),
            "until": (since + datetime.timedelta(days=10)).isoformat(),
        }
    )
