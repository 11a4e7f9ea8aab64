"""An invented working year on an invented organisation: duties, activities, problems, tasks and
absences, sound or broken on purpose.

Every party group holds its three routines every month and talks to a third of the colleagues of its
block each time; every analysis finds a problem that is mended in time; in each block one common
task goes through all stages and a specific one stays with its team. The leader of the party group
holds the powers in the teams of the block and supports them.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.invented.given_names import Texts, Words
from sanzu_graph.invented.skeleton import NOBODY, NOWHERE, TEAMS, Numbers, Planted, Skeleton
from sanzu_graph.schema import MEMBER

#: Kinds of activity with their letter and the day of the month.
KINDS = (("safety_class", "C", 5), ("safety_analysis", "A", 12), ("heart_to_heart", "H", 16))
ANALYSIS, TALK = 1, 2
MONTHS = 12
POWERS = ("participate", "report", "recommend")
#: Days from the day of an analysis until its problem is mended, and until that is due.
_MENDED, _DUE = 10, 20
#: The stages of a common task: stage, layer, days behind the first.
STAGES = (
    ("consult", "party", 0),
    ("consult", "union", 0),
    ("assign", "team", 1),
    ("implement", "team", 4),
    ("assure", "party", 6),
    ("assure", "union", 7),
    ("inspect", "team", 12),
    ("inspect", "party", 12),
    ("inspect", "union", 13),
    ("assess", "team", 20),
    ("assess", "party", 20),
    ("assess", "union", 21),
)
_OWN = (("assign", "team", 0), ("implement", "team", 3))
#: Common tasks begin so many days before the last one, and all is done.
_BEGUN = 90
_EXTRA_DUE = 10


@dataclass(eq=False)
class Year:
    """A year on the drawing board.

    Attributes
    ----------
    on : the last day
    draft : the organisation
    months : the first days of the months looked at, the last one that of `on`
    held : blocks × months × kinds: which activities are held
    talked : members: to whom the group talks
    open, owned, hasty : blocks × months: which problems are left open, have an owner, are due
        before they were found
    extra : blocks that found a further problem, which nobody sees to
    lacking : (team, duty) that the leader of the party group does not hold
    further : further duties: member, team, duty
    events : blocks × stages: whether and how many days later each stage of the common task is done;
        -1: not
    """

    on: datetime.date
    draft: Skeleton
    months: NDArray[np.datetime64]
    held: NDArray[np.bool_]
    talked: NDArray[np.bool_]
    open: NDArray[np.bool_]
    hasty: NDArray[np.bool_]
    events: NDArray[np.int64]
    extra: list[int] = field(default_factory=list)
    lacking: list[tuple[Numbers, str]] = field(default_factory=list)
    further: list[tuple[Numbers, Numbers, str]] = field(default_factory=list)

    def day(self, month: int, kind: int) -> datetime.date:
        """The day of an activity in one of the months."""
        first: datetime.date = self.months[month].astype("datetime64[D]").item()
        return first.replace(day=KINDS[kind][2])

    def known(self, kind: int) -> list[int]:
        """The months in which an activity of a kind is over on the last day."""
        return [month for month in range(len(self.months)) if self.day(month, kind) <= self.on]

    def activity(self, month: int, kind: int, group: str) -> str:
        """The id of an activity."""
        return f"{KINDS[kind][1]}-{self.day(month, kind):%Y%m}-{group}"


def sound_year(draft: Skeleton, on: datetime.date) -> Year:
    """A year in which nothing is left undone."""
    blocks = len(draft.size)
    last = np.datetime64(on, "M")
    months = np.arange(last - np.timedelta64(MONTHS, "M"), last + np.timedelta64(1, "M"))
    return Year(
        on,
        draft,
        months,
        held=np.ones((blocks, len(months), len(KINDS)), dtype=bool),
        talked=np.ones(len(draft.status), dtype=bool),
        open=np.zeros((blocks, len(months)), dtype=bool),
        hasty=np.zeros((blocks, len(months)), dtype=bool),
        events=np.zeros((blocks, len(STAGES)), dtype=np.int64),
    )


# -- faults

YearPlanter = Callable[[Year, Numbers, Mapping[str, Texts], Words], Iterator[Planted]]
#: The month in which things go wrong: long over on the last day, and within what is looked back on.
_WRONG = 6


def missed_routine(
    year: Year, blocks: Numbers, _ids: Mapping[str, Texts], _words: Words
) -> Iterator[Planted]:
    """A party group holds no safety class in one month."""
    year.held[blocks, _WRONG, 0] = False
    yield Planted(
        "missed_routine",
        "party",
        "party",
        blocks,
        {"routine": KINDS[0][0], "period": str(year.months[_WRONG])},
    )


def unreached_member(
    year: Year, blocks: Numbers, _ids: Mapping[str, Texts], _words: Words
) -> Iterator[Planted]:
    """The leader of team 2, no party member, is never talked to."""
    person = year.draft.person(blocks, 2, 0)
    year.talked[person] = False
    yield Planted("unreached_member", "party", MEMBER, person, {"routine": KINDS[TALK][0]})


def overdue_remedy(
    year: Year, blocks: Numbers, ids: Mapping[str, Texts], words: Words
) -> Iterator[Planted]:
    """A problem is left open."""
    year.open[blocks, _WRONG] = True
    activity = np.array(
        [year.activity(_WRONG, ANALYSIS, group) for group in ids["party"][blocks]], dtype=object
    )
    problem = np.array([_problem(words, block, _WRONG) for block in blocks], dtype=object)
    yield Planted(
        "overdue_remedy",
        "party",
        "party",
        blocks,
        {"activity": activity, "problem": problem, "remedy": words.remedy},
    )


def ownerless_remedy(
    year: Year, blocks: Numbers, ids: Mapping[str, Texts], words: Words
) -> Iterator[Planted]:
    """A further problem, not yet due, has no owner."""
    year.extra += blocks.tolist()
    month = year.known(ANALYSIS)[-1]
    activity = np.array(
        [year.activity(month, ANALYSIS, group) for group in ids["party"][blocks]], dtype=object
    )
    keys = {"activity": activity, "problem": words.further, "remedy": "", "fault": "nobody"}
    yield Planted("ownerless_remedy", "party", "party", blocks, keys)


def misdated_record(
    year: Year, blocks: Numbers, _ids: Mapping[str, Texts], _words: Words
) -> Iterator[Planted]:
    """A remedy is due before its problem was found."""
    year.hasty[blocks, _WRONG] = True
    known = year.known(ANALYSIS)
    row = blocks * len(known) + known.index(_WRONG)
    keys = {"table": "remedies", "row": row, "column": "due", "fault": "before_found"}
    yield Planted("misdated_record", "", "party", blocks, keys)


def unheld_power(
    year: Year, blocks: Numbers, _ids: Mapping[str, Texts], _words: Words
) -> Iterator[Planted]:
    """Nobody may report in team 1."""
    team = blocks * TEAMS + 1
    year.lacking.append((team, POWERS[1]))
    yield Planted("unheld_power", "team", "team", team, {"power": POWERS[1], "fault": "nobody"})


def stray_power(
    year: Year, blocks: Numbers, _ids: Mapping[str, Texts], _words: Words
) -> Iterator[Planted]:
    """Somebody in team 2 who leads nothing may recommend there, too."""
    person, team = year.draft.person(blocks, 2, 2), blocks * TEAMS + 2
    year.further.append((person, team, POWERS[2]))
    yield Planted(
        "stray_power", "team", MEMBER, person, {"unit": ("team", team), "power": POWERS[2]}
    )


def unsupported_team(
    year: Year, blocks: Numbers, _ids: Mapping[str, Texts], _words: Words
) -> Iterator[Planted]:
    """The leader of the party group is a liaison of team 2, and does not support it."""
    team = blocks * TEAMS + 2
    year.lacking.append((team, "support"))
    year.further.append((year.draft.leader["party"][blocks], team, "liaison"))
    yield Planted("unsupported_team", "team", "team", team)


def overloaded_supporter(
    year: Year, blocks: Numbers, _ids: Mapping[str, Texts], _words: Words
) -> Iterator[Planted]:
    """The leader of the party group supports teams 0 and 1 of the next block, too."""
    person, beyond = year.draft.leader["party"][blocks], (blocks + 1) % len(year.draft.size)
    for team in (0, 1):
        year.further.append((person, beyond * TEAMS + team, "support"))
    yield Planted("overloaded_supporter", "team", MEMBER, person)


def contactless_member(
    year: Year, blocks: Numbers, _ids: Mapping[str, Texts], _words: Words
) -> Iterator[Planted]:
    """The leader of the union group supports team 2: those in it who are not in the party have
    nobody to turn to there.
    """
    draft, team = year.draft, blocks * TEAMS + 2
    year.lacking.append((team, "support"))
    year.further.append((draft.leader["union"][blocks * 2 + 1], team, "support"))
    people = draft.people(blocks, 2)
    yield Planted(
        "contactless_member",
        "party",
        MEMBER,
        people[draft.home["party"][people] == NOWHERE],
        {"fault": "nobody"},
    )


def unconsulted_task(
    year: Year, blocks: Numbers, _ids: Mapping[str, Texts], _words: Words
) -> Iterator[Planted]:
    """The union group is not consulted."""
    yield from _left_out(year, blocks, "unconsulted_task", ("consult", "union"))


def unassured_task(
    year: Year, blocks: Numbers, _ids: Mapping[str, Texts], _words: Words
) -> Iterator[Planted]:
    """The party group does not see that the task is done."""
    yield from _left_out(year, blocks, "unassured_task", ("assure", "party"))


def skipped_stage(
    year: Year, blocks: Numbers, _ids: Mapping[str, Texts], _words: Words
) -> Iterator[Planted]:
    """The union group does not inspect."""
    yield from _left_out(year, blocks, "skipped_stage", ("inspect", "union"), stage="inspect")


def disordered_stage(
    year: Year, blocks: Numbers, _ids: Mapping[str, Texts], _words: Words
) -> Iterator[Planted]:
    """The union group is consulted when the task has been assigned."""
    year.events[blocks, _stage("consult", "union")] = 2
    yield Planted(
        "disordered_stage",
        "team",
        "team",
        blocks * TEAMS,
        {"task": _tasks(blocks), "stage": "assign"},
    )


def solo_task(
    year: Year, blocks: Numbers, _ids: Mapping[str, Texts], _words: Words
) -> Iterator[Planted]:
    """The team assigns and implements, and nobody else does anything."""
    own = [_stage("assign", "team"), _stage("implement", "team")]
    for place in set(range(len(STAGES))) - set(own):
        year.events[blocks, place] = -1
    yield Planted("solo_task", "team", "team", blocks * TEAMS, {"task": _tasks(blocks)})
    for layer in ("party", "union"):
        yield Planted("unconsulted_task", layer, "team", blocks * TEAMS, {"task": _tasks(blocks)})


def _left_out(
    year: Year, blocks: Numbers, check: str, act: tuple[str, str], **keys: str
) -> Iterator[Planted]:
    year.events[blocks, _stage(*act)] = -1
    yield Planted(check, act[1], "team", blocks * TEAMS, {"task": _tasks(blocks), **keys})


def _stage(stage: str, layer: str) -> int:
    return next(place for place, (name, of, _) in enumerate(STAGES) if (name, of) == (stage, layer))


def _tasks(blocks: Numbers) -> Texts:
    return np.array([f"J{2 * block + 1:05d}" for block in blocks], dtype=object)


def _problem(words: Words, block: int, month: int) -> str:
    return words.problems[(int(block) + month) % len(words.problems)]


#: Every kind of fault that can be planted in a year, the most telling first.
YEAR_PLANTERS: Mapping[str, YearPlanter] = {
    planter.__name__: planter
    for planter in (
        missed_routine,
        overdue_remedy,
        unconsulted_task,
        unheld_power,
        unreached_member,
        disordered_stage,
        solo_task,
        unsupported_team,
        contactless_member,
        skipped_stage,
        unassured_task,
        ownerless_remedy,
        stray_power,
        overloaded_supporter,
        misdated_record,
    )
}
#: This one needs a second block.
NEEDS_TWO = overloaded_supporter.__name__


# -- numbers become tables


def year_tables(year: Year, ids: Mapping[str, Texts], words: Words) -> dict[str, pd.DataFrame]:
    """The tables of a year."""
    return {
        "duties": _duties(year, ids),
        **_activities(year, ids, words),
        **_handled(year, ids),
        "absences": _absences(year, ids),
    }


def _duties(year: Year, ids: Mapping[str, Texts]) -> pd.DataFrame:
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
        pd.DataFrame({"member": ids[MEMBER][member], "unit": ids["team"][team], "duty": duty})
        for member, team, duty in [*parts, *year.further]
        for there in (member != NOBODY,)
        for member, team in ((member[there], team[there]),)
    ]
    return pd.concat(frames, ignore_index=True).drop_duplicates(ignore_index=True)


def _activities(year: Year, ids: Mapping[str, Texts], words: Words) -> dict[str, pd.DataFrame]:
    draft, groups = year.draft, ids["party"]
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
            names = np.array(
                [year.activity(month, kind, group) for group in groups[blocks]], dtype=object
            )
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
                pd.DataFrame({"activity": names[of[took]], "member": ids[MEMBER][member[took]]})
            )
    remedies += [
        _remedy(year, block, month, groups, ids, words)
        for block in blocks.tolist()
        for month in year.known(ANALYSIS)
    ]
    month = year.known(ANALYSIS)[-1]
    due = (year.on + datetime.timedelta(days=_EXTRA_DUE)).isoformat()
    remedies += [
        (year.activity(month, ANALYSIS, groups[block]), words.further, None, None, due, None)
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


def _remedy(
    year: Year, block: int, month: int, groups: Texts, ids: Mapping[str, Texts], words: Words
) -> tuple[str | None, ...]:
    day = year.day(month, ANALYSIS)
    due, done = day + datetime.timedelta(days=_DUE), day + datetime.timedelta(days=_MENDED)
    if year.hasty[block, month]:
        due = day - datetime.timedelta(days=1)
    is_open = bool(year.open[block, month]) or done > year.on
    owner = ids[MEMBER][year.draft.person(np.array([block]), 2, -2)[0]]
    activity = year.activity(month, ANALYSIS, groups[block])
    return (
        activity,
        _problem(words, block, month),
        words.remedy,
        owner,
        due.isoformat(),
        None if is_open else done.isoformat(),
    )


def _handled(year: Year, ids: Mapping[str, Texts]) -> dict[str, pd.DataFrame]:
    """Two tasks a block: a common one of team 0, and one that is team 1's own."""
    draft, blocks = year.draft, np.arange(len(year.draft.size))
    begun = year.on - datetime.timedelta(days=_BEGUN)
    common, own = (
        _tasks(blocks),
        np.array([f"J{2 * block + 2:05d}" for block in blocks], dtype=object),
    )
    leaders = {
        "team": draft.leader["team"][blocks * TEAMS],
        "party": draft.leader["party"][blocks],
        "union": draft.leader["union"][blocks * 2],
    }
    members = np.array([*ids[MEMBER], None], dtype=object)
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
        "unit": ids["team"][np.concatenate([blocks * TEAMS, blocks * TEAMS + 1])],
        "goal": ["safety"] * len(blocks) + ["production"] * len(blocks),
        "scope": ["common"] * len(blocks) + ["specific"] * len(blocks),
    }
    return {"tasks": pd.DataFrame(tasks), "task_events": pd.concat(frames, ignore_index=True)}


def _absences(year: Year, ids: Mapping[str, Texts]) -> pd.DataFrame:
    """Somebody in each block was away for ten days, long ago."""
    person = year.draft.person(np.arange(len(year.draft.size)), 1, -1)
    since = year.on - datetime.timedelta(days=250)
    return pd.DataFrame(
        {
            "member": ids[MEMBER][person],
            "since": since.isoformat(),
            "until": (since + datetime.timedelta(days=10)).isoformat(),
        }
    )
