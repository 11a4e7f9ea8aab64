"""Faults of a working year: one planter for each kind breaks a sound year on purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from sanzu_graph.invented.skeleton import NOWHERE, TEAMS, Numbers, Planted
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

YearPlanter = Callable[[Year, Numbers], Iterator[Planted]]
#: The month in which things go wrong: long over on the last day, and within what is looked back on.
_WRONG = 6


def missed_routine(year: Year, blocks: Numbers) -> Iterator[Planted]:
    """A party group holds no safety class in one month."""
    year.held[blocks, _WRONG, 0] = False
    yield Planted(
        "missed_routine",
        "party",
        "party",
        blocks,
        {"routine": KINDS[0][0], "period": str(year.months[_WRONG])},
    )


def unreached_member(year: Year, blocks: Numbers) -> Iterator[Planted]:
    """The leader of team 2, no party member, is never talked to."""
    person = year.draft.person(blocks, 2, 0)
    year.talked[person] = False
    yield Planted("unreached_member", "party", MEMBER, person, {"routine": KINDS[TALK][0]})


def overdue_remedy(year: Year, blocks: Numbers) -> Iterator[Planted]:
    """A problem is left open."""
    year.open[blocks, _WRONG] = True
    activity = year.activities(blocks, _WRONG, ANALYSIS)
    problem = np.array([year.problem(block, _WRONG) for block in blocks], dtype=object)
    yield Planted(
        "overdue_remedy",
        "party",
        "party",
        blocks,
        {"activity": activity, "problem": problem, "remedy": year.words.remedy},
    )


def ownerless_remedy(year: Year, blocks: Numbers) -> Iterator[Planted]:
    """A further problem, not yet due, has no owner."""
    year.extra += blocks.tolist()
    month = year.known(ANALYSIS)[-1]
    activity = year.activities(blocks, month, ANALYSIS)
    keys = {"activity": activity, "problem": year.words.further, "remedy": "", "fault": "nobody"}
    yield Planted("ownerless_remedy", "party", "party", blocks, keys)


def misdated_record(year: Year, blocks: Numbers) -> Iterator[Planted]:
    """A remedy is due before its problem was found."""
    year.hasty[blocks, _WRONG] = True
    known = year.known(ANALYSIS)
    row = blocks * len(known) + known.index(_WRONG)
    keys = {"table": "remedies", "row": row, "column": "due", "fault": "before_found"}
    yield Planted("misdated_record", "", "party", blocks, keys)


def unheld_power(year: Year, blocks: Numbers) -> Iterator[Planted]:
    """Nobody may report in team 1."""
    team = blocks * TEAMS + 1
    year.lacking.append((team, POWERS[1]))
    yield Planted("unheld_power", "team", "team", team, {"power": POWERS[1], "fault": "nobody"})


def stray_power(year: Year, blocks: Numbers) -> Iterator[Planted]:
    """Somebody in team 2 who leads nothing may recommend there, too."""
    person, team = year.draft.person(blocks, 2, 2), blocks * TEAMS + 2
    year.further.append((person, team, POWERS[2]))
    yield Planted(
        "stray_power", "team", MEMBER, person, {"unit": ("team", team), "power": POWERS[2]}
    )


def unsupported_team(year: Year, blocks: Numbers) -> Iterator[Planted]:
    """The leader of the party group is a liaison of team 2, and does not support it."""
    team = blocks * TEAMS + 2
    year.lacking.append((team, "support"))
    year.further.append((year.draft.leader["party"][blocks], team, "liaison"))
    yield Planted("unsupported_team", "team", "team", team)


def overloaded_supporter(year: Year, blocks: Numbers) -> Iterator[Planted]:
    """The leader of the party group supports teams 0 and 1 of the next block, too."""
    person, beyond = year.draft.leader["party"][blocks], (blocks + 1) % len(year.draft.size)
    for team in (0, 1):
        year.further.append((person, beyond * TEAMS + team, "support"))
    yield Planted("overloaded_supporter", "team", MEMBER, person)


def contactless_member(year: Year, blocks: Numbers) -> Iterator[Planted]:
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


def unconsulted_task(year: Year, blocks: Numbers) -> Iterator[Planted]:
    """The union group is not consulted."""
    yield from _left_out(year, blocks, "unconsulted_task", ("consult", "union"))


def unassured_task(year: Year, blocks: Numbers) -> Iterator[Planted]:
    """The party group does not see that the task is done."""
    yield from _left_out(year, blocks, "unassured_task", ("assure", "party"))


def skipped_stage(year: Year, blocks: Numbers) -> Iterator[Planted]:
    """The union group does not inspect."""
    yield from _left_out(year, blocks, "skipped_stage", ("inspect", "union"), stage="inspect")


def disordered_stage(year: Year, blocks: Numbers) -> Iterator[Planted]:
    """The union group is consulted when the task has been assigned."""
    year.events[blocks, _stage("consult", "union")] = 2
    yield Planted(
        "disordered_stage",
        "team",
        "team",
        blocks * TEAMS,
        {"task": common_tasks(blocks), "stage": "assign"},
    )


def solo_task(year: Year, blocks: Numbers) -> Iterator[Planted]:
    """The team assigns and implements, and nobody else does anything."""
    own = [_stage("assign", "team"), _stage("implement", "team")]
    for place in set(range(len(STAGES))) - set(own):
        year.events[blocks, place] = -1
    yield Planted("solo_task", "team", "team", blocks * TEAMS, {"task": common_tasks(blocks)})
    for layer in ("party", "union"):
        yield Planted(
            "unconsulted_task", layer, "team", blocks * TEAMS, {"task": common_tasks(blocks)}
        )


def _left_out(
    year: Year, blocks: Numbers, check: str, act: tuple[str, str], **keys: str
) -> Iterator[Planted]:
    year.events[blocks, _stage(*act)] = -1
    yield Planted(check, act[1], "team", blocks * TEAMS, {"task": common_tasks(blocks), **keys})


def _stage(stage: str, layer: str) -> int:
    return next(place for place, (name, of, _) in enumerate(STAGES) if (name, of) == (stage, layer))


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
