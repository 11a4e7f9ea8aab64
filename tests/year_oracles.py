"""Brute force for the working year: every check and measure of it once more, in plain loops over
rows and calendar days.

As in `tests.oracles`: nothing of the package's metrics or checks is used; what the organisation
does not keep raises `LookupError`. A finding is a tuple: entity, id, layer, value, limit, and then
the check's own columns.
"""

import datetime
from typing import Any

from sanzu_graph import Org, Policy, Routine
from sanzu_graph.schema import columns
from tests.oracles import Finding, rows, units

DAY = datetime.timedelta(days=1)
Date = datetime.date


def kept(org: Org, table: str) -> list[dict[str, Any]]:
    """The rows of a table that must have been given, dates as days."""
    if table not in org.tables():
        raise LookupError(table)
    found = rows(org, table)
    for row in found:
        for column in columns(table).values():
            if column.dtype == "date" and row.get(column.name) is not None:
                row[column.name] = row[column.name].date()
    return found


def meant(text: str) -> tuple[Date, Date]:
    """The first and last day that the text of a day or month means."""
    if len(text) == len("2026-11"):
        first = Date.fromisoformat(f"{text}-01")
        last = first
        while (last + DAY).month == first.month:
            last += DAY
        return first, last
    return Date.fromisoformat(text), Date.fromisoformat(text)


def holds(row: dict[str, Any], day: Date) -> bool:
    since, until = row.get("since"), row.get("until")
    since, until = (
        end.date() if isinstance(end, datetime.datetime) else end for end in (since, until)
    )
    return (since is None or since <= day) and (until is None or day < until)


def life(row: dict[str, Any]) -> tuple[Date, Date]:
    since, until = (
        end.date() if isinstance(end, datetime.datetime) else end
        for end in (row.get("since"), row.get("until"))
    )
    return since or Date.min, until or Date.max


def there(org: Org, table: str, day: Date) -> set[str]:
    return {row["id"] for row in rows(org, table) if holds(row, day)}


def in_force(org: Org, table: str, day: Date) -> list[dict[str, Any]]:
    members, known = there(org, "members", day), there(org, "units", day)
    return [
        row
        for row in rows(org, table)
        if holds(row, day) and row["member"] in members and row["unit"] in known
    ]


def away(org: Org, day: Date) -> set[str]:
    return (
        {row["member"] for row in kept(org, "absences") if holds(row, day)}
        if "absences" in org.tables()
        else set()
    )


# -- routines


def period(day: Date, every: str) -> tuple[Date, Date]:
    """The first and the last day of the period that a day is in."""
    first = day
    if every == "week":
        while first.weekday() != 0:
            first -= DAY
        return first, first + 6 * DAY
    months = {
        "month": [first.month],
        "quarter": [m for m in range(1, 13) if (m - 1) // 3 == (first.month - 1) // 3],
        "year": list(range(1, 13)),
    }
    first = Date(day.year, min(months[every]), 1)
    last = first
    while (last + DAY).year == day.year and (last + DAY).month in months[every]:
        last += DAY
    return first, last


def label(first: Date, every: str) -> str:
    year, week, _ = first.isocalendar()
    return {
        "week": f"{year}-W{week:02}",
        "month": f"{first:%Y-%m}",
        "quarter": f"{first.year}-Q{(first.month + 2) // 3}",
        "year": f"{first.year}",
    }[every]


def log(org: Org, day: Date) -> tuple[Date, Date]:
    """From when to when the log tells anything."""
    dates = [meant(row["date"]) for row in kept(org, "activities")]
    if not dates:
        return Date.min, Date.max
    begun = [one for one in dates if one[0] <= day]
    if not begun:
        return Date.max, Date.min
    return min(first for first, _ in begun), min(max(last for _, last in begun), day)


def states(
    org: Org, routine: Routine, holidays: tuple, day: Date
) -> dict[tuple[str, Date], tuple[str, int, Date | None]]:
    """Unit and first day of the period → what became of the routine, how many days late, and when
    it was first held.
    """
    first_entry, last_entry = log(org, day)
    spans = [period(day, routine.every)]
    for _ in range(routine.periods):
        spans.insert(0, period(spans[0][0] - DAY, routine.every))
    lives = {row["id"]: life(row) for row in rows(org, "units")}
    grace = 0 if routine.grace_days is None else routine.grace_days.value
    found = {}
    for unit in units(org, routine.layer):
        if unit in routine.exempt or not any(
            row["unit"] == unit for row in rows(org, "memberships")
        ):
            continue
        mine = [
            meant(row["date"])
            for row in kept(org, "activities")
            if row["unit"] == unit and row["kind"] == routine.kind
        ]
        mine = [one for one in mine if one[0] <= day]
        owed, held = [], []
        for begin, end in spans:
            days, at = 0, begin
            while at <= end:
                free = any(holiday.since <= at < holiday.until for holiday in holidays)
                exists = lives[unit][0] <= at < lives[unit][1] and (
                    routine.since is None or routine.since <= at
                )
                days += exists and not free
                at += DAY
            least = 1 if routine.least_days is None else routine.least_days.value
            owed.append(days >= min(least, (end - begin).days + 1))
            held.append(sorted(first for first, last in mine if begin <= first and last <= end))
        loose = [
            first
            for first, last in mine
            if period(first, routine.every) != period(last, routine.every)
        ]
        for place, (begin, _) in enumerate(spans):
            months = [
                first for first in loose if (first.year, first.month) == (begin.year, begin.month)
            ]
            if months and owed[place] and not held[place]:
                held[place] = [begin]
                loose.remove(months[0])
        judged = [
            begin <= last_entry and (routine.since is not None or end >= first_entry)
            for begin, end in spans
        ]
        for place in range(len(spans) - 1):
            if (
                owed[place]
                and judged[place]
                and not held[place]
                and len(held[place + 1]) > 1
                and (held[place + 1][0] - spans[place][1]).days <= grace
            ):
                held[place] = [held[place + 1].pop(0)]
        for place, (begin, end) in enumerate(spans):
            due = (
                end
                if routine.by_day is None
                else min(begin + (int(routine.by_day.value) - 1) * DAY, end)
            )
            late = max((held[place][0] - due).days, 0) if held[place] else 0
            if not owed[place]:
                state = "not_owed"
            elif held[place]:
                state = "late" if late else "kept"
            elif end >= day:
                state = "open"
            else:
                state = "missed" if judged[place] else "unknown"
            found[unit, begin] = state, late, held[place][0] if held[place] else None
    return found


def missed_routines(org: Org, policy: Policy, on: Date) -> list[Finding]:
    return [
        ("unit", unit, routine.layer, 0, 1, routine.kind, label(begin, routine.every))
        for routine in policy.routines
        for (unit, begin), (state, _, _) in states(org, routine, policy.holidays, on).items()
        if state == "missed"
    ]


def late_routines(org: Org, policy: Policy, on: Date) -> list[Finding]:
    return [
        (
            "unit",
            unit,
            routine.layer,
            late,
            0,
            routine.kind,
            label(begin, routine.every),
            first.isoformat(),
        )
        for routine in policy.routines
        for (unit, begin), (state, late, first) in states(org, routine, policy.holidays, on).items()
        if state == "late"
    ]


def without(org: Org, routine: Routine, on: Date) -> dict[str, tuple[int, Date | None]]:
    """Whoever is asked about → whole periods without having taken part, and the last time."""
    first_entry, last_entry = log(org, on)
    held = {
        row["id"]: meant(row["date"])
        for row in kept(org, "activities")
        if row["kind"] == routine.kind and meant(row["date"])[0] <= on
    }
    took = kept(org, "participants")
    mine = units(org, routine.layer)
    inside = {row["member"] for row in in_force(org, "memberships", on) if row["unit"] in mine}
    if last_entry == Date.min:
        return {}
    stop = min(on, period(min(last_entry, on), routine.every)[1] + DAY)
    current = period(stop, routine.every)[0]
    found = {}
    for row in rows(org, "members"):
        member = row["id"]
        if not holds(row, on) or member in inside or member in away(org, on):
            continue
        times = [
            min(held[one["activity"]][1], on)
            for one in took
            if one["member"] == member and one["activity"] in held
        ]
        last = max(times, default=None)
        start = life(row)[0]
        if "absences" in org.tables():
            start = max(
                [
                    start,
                    *(
                        one["until"]
                        for one in kept(org, "absences")
                        if one["member"] == member and one["until"] and one["until"] <= on
                    ),
                ]
            )
        start = max(start, first_entry if routine.since is None else routine.since)
        if start == Date.min:
            start = current
            for _ in range(int(routine.reach.value) + 1):
                start = period(start - DAY, routine.every)[0]
        if last is not None:
            start = max(start, period(last, routine.every)[1] + DAY)
        at, count = period(start, routine.every), 0
        if at[0] != start:
            at = period(at[1] + DAY, routine.every)
        while at[0] < current:
            count, at = count + 1, period(at[1] + DAY, routine.every)
        found[member] = count, last
    return found


def unreached_members(org: Org, policy: Policy, on: Date) -> list[Finding]:
    return [
        (
            "member",
            member,
            routine.layer,
            count,
            routine.reach.value,
            routine.kind,
            last.isoformat() if last else "",
        )
        for routine in policy.routines
        if routine.reach is not None
        for member, (count, last) in without(org, routine, on).items()
        if count > routine.reach.value
    ]


def stale_logs(org: Org, policy: Policy, on: Date) -> list[Finding]:
    last = log(org, on)[1]
    if last in (Date.min, Date.max):
        return []
    most = 0
    for routine in policy.routines:
        count, at = 0, period(period(last, routine.every)[1] + DAY, routine.every)
        while at[1] < period(on, routine.every)[0]:
            count, at = count + 1, period(at[1] + DAY, routine.every)
        most = max(most, count)
    return [("row", "activities", "", most, 0, last.isoformat())] if most else []


# -- remedies


def problems(org: Org, on: Date) -> list[tuple[dict[str, Any], str, Date]]:
    """Every problem that is open on a day, the unit that found it, and when."""
    held = {row["id"]: row for row in kept(org, "activities")}
    found = []
    for row in kept(org, "remedies"):
        opened = meant(held[row["activity"]]["date"])[0]
        if opened <= on and (row["done"] is None or row["done"] > on):
            found.append((row, held[row["activity"]]["unit"], opened))
    return found


def _cells(row: dict[str, Any]) -> tuple[str, str, str, str]:
    return row["activity"], row["problem"], row["remedy"] or "", row["owner"] or ""


def overdue_remedies(
    org: Org, on: Date, due: bool = True, most_days: float | None = None
) -> list[Finding]:
    found = []
    for row, unit, opened in problems(org, on):
        age = (on - opened).days
        if row["due"] is not None:
            if due and row["due"] < on:
                found.append(
                    (
                        "unit",
                        unit,
                        units(org)[unit],
                        (on - row["due"]).days,
                        0,
                        *_cells(row),
                        row["due"].isoformat(),
                        age,
                    )
                )
        elif most_days is not None and age > most_days:
            found.append(("unit", unit, units(org)[unit], age, most_days, *_cells(row), "", age))
    return found


def ownerless_remedies(org: Org, on: Date) -> list[Finding]:
    here = there(org, "members", on)
    return [
        ("unit", unit, units(org)[unit], 0, 1, *_cells(row), "left" if row["owner"] else "nobody")
        for row, unit, _ in problems(org, on)
        if row["owner"] not in here
    ]


# -- powers


def group_leaders(org: Org, base: str, groups: tuple[str, ...] | None, on: Date) -> set[str]:
    layers = units(org)
    return {
        row["member"]
        for row in in_force(org, "memberships", on)
        if row["role"] == "leader"
        and (layers[row["unit"]] != base if groups is None else layers[row["unit"]] in groups)
    }


def recorded(org: Org, duties: tuple[str, ...]) -> None:
    if not any(row["duty"] in duties for row in rows(org, "duties")):
        raise LookupError(duties)


POWERS = ("participate", "report", "recommend")


def unheld_powers(
    org: Org, on: Date, powers: tuple = POWERS, base: str = "team", groups: tuple | None = None
) -> list[Finding]:
    recorded(org, powers)
    based, leads, found = units(org, base), group_leaders(org, base, groups, on), []
    inside = {(row["member"], row["unit"]) for row in in_force(org, "memberships", on)}
    for unit in based:
        for power in powers:
            if unit not in there(org, "units", on):
                continue
            now = [
                row["member"]
                for row in in_force(org, "duties", on)
                if row["unit"] == unit and row["duty"] == power
            ]
            if any(member in leads or (member, unit) in inside for member in now):
                continue
            gone = [
                row["member"]
                for row in rows(org, "duties")
                if row["unit"] == unit
                and row["duty"] == power
                and life(row)[0] <= on
                and row["member"] not in there(org, "members", on)
            ]
            fault, holder = (
                ("moved", now[-1]) if now else ("left", gone[-1]) if gone else ("nobody", "")
            )
            found.append(("unit", unit, base, 0, 1, power, fault, holder))
    return found


def stray_powers(
    org: Org, on: Date, powers: tuple = POWERS, base: str = "team", groups: tuple | None = None
) -> list[Finding]:
    recorded(org, powers)
    leads, based = group_leaders(org, base, groups, on), units(org, base)
    held = {
        (row["member"], row["unit"], row["duty"])
        for row in in_force(org, "duties", on)
        if row["duty"] in powers and row["unit"] in based
    }
    return [
        ("member", member, base, 0, 1, unit, power)
        for member, unit, power in held
        if member not in leads
    ]


def unsupported_teams(
    org: Org, on: Date, duty: str = "support", base: str = "team", groups: tuple | None = None
) -> list[Finding]:
    recorded(org, (duty,))
    leads = group_leaders(org, base, groups, on)
    supported = {
        row["unit"]
        for row in in_force(org, "duties", on)
        if row["duty"] == duty and row["member"] in leads
    }
    return [
        ("unit", unit, base, 0, 1)
        for unit in units(org, base)
        if unit in there(org, "units", on) and unit not in supported
    ]


def overloaded_supporters(
    org: Org, on: Date, limit: float = 4, duty: str = "support", base: str = "team"
) -> list[Finding]:
    recorded(org, (duty,))
    based = units(org, base)
    held: dict[str, set[str]] = {}
    for row in in_force(org, "duties", on):
        if row["duty"] == duty and row["unit"] in based:
            held.setdefault(row["member"], set()).add(row["unit"])
    return [
        ("member", member, base, len(some), limit)
        for member, some in held.items()
        if len(some) > limit
    ]


# -- tasks


class Story:
    """One task: its row, and the first day of every (stage, layer) that was acted on; None where no
    day is known.
    """

    def __init__(
        self, task: dict[str, Any], events: list[dict[str, Any]], policy: Policy, on: Date
    ) -> None:
        self.task, self.stages = task, policy.tasks.stages if policy.tasks else ()
        self.step = {stage.name: stage.step for stage in self.stages}
        self.acts: dict[tuple[str, str], Date | None] = {}
        for event in events:
            if (
                event["task"] != task["id"]
                or event["stage"] not in self.step
                or (event["date"] is not None and event["date"] > on)
            ):
                continue
            key = event["stage"], event["layer"]
            before = self.acts.get(key)
            self.acts[key] = min(
                (one for one in (before, event["date"]) if one is not None), default=None
            )

    def left_out(self) -> list[tuple[str, str]]:
        """(stage, layer) that a common task went beyond."""
        latest = max((self.step[stage] for stage, _ in self.acts), default=-1)
        return [
            (stage.name, layer)
            for stage in self.stages
            for layer in stage.layers
            if self.task["scope"] == "common"
            and (stage.name, layer) not in self.acts
            and latest > stage.step
        ]

    def early(self) -> list[tuple[str, str, set[str], int]]:
        """(stage, layer), the stages that should have come first (those that came last), and how
        many days too early.
        """
        found = []
        for (stage, layer), day in self.acts.items():
            earlier = {
                key: one
                for key, one in self.acts.items()
                if one is not None and self.step[key[0]] < self.step[stage]
            }
            if day is not None and earlier and max(earlier.values()) > day:
                last = max(earlier.values())
                found.append(
                    (
                        stage,
                        layer,
                        {key[0] for key, one in earlier.items() if one == last},
                        (last - day).days,
                    )
                )
        return found


def stories(org: Org, policy: Policy, on: Date) -> list[Story]:
    tasks, events = kept(org, "tasks"), kept(org, "task_events")
    return [Story(task, events, policy, on) for task in tasks]


def _left_out(org: Org, policy: Policy, on: Date, wanted: Any, *, staged: bool) -> list[Finding]:
    return [
        (
            "unit",
            one.task["unit"],
            layer,
            0,
            1,
            one.task["id"],
            *((stage,) if staged else ()),
            one.task["goal"] or "",
        )
        for one in stories(org, policy, on)
        for stage, layer in one.left_out()
        if wanted(stage)
    ]


def unconsulted_tasks(org: Org, policy: Policy, on: Date) -> list[Finding]:
    return _left_out(org, policy, on, lambda stage: stage == "consult", staged=False)


def unassured_tasks(org: Org, policy: Policy, on: Date) -> list[Finding]:
    return _left_out(org, policy, on, lambda stage: stage == "assure", staged=False)


def skipped_stages(org: Org, policy: Policy, on: Date) -> list[Finding]:
    return _left_out(org, policy, on, lambda stage: stage not in ("consult", "assure"), staged=True)


def disordered_stages(org: Org, policy: Policy, on: Date) -> list[tuple[Finding, set[str]]]:
    """The findings but for ``before``, and the stages that may stand there."""
    return [
        (
            (
                "unit",
                one.task["unit"],
                layer,
                days,
                0,
                one.task["id"],
                stage,
                one.task["goal"] or "",
            ),
            before,
        )
        for one in stories(org, policy, on)
        for stage, layer, before, days in one.early()
    ]


def solo_tasks(org: Org, policy: Policy, on: Date) -> list[Finding]:
    found = []
    for one in stories(org, policy, on):
        layers = {layer for _, layer in one.acts}
        if (
            one.task["scope"] == "common"
            and len(layers) == 1
            and len({one.step[stage] for stage, _ in one.acts}) > 1
        ):
            found.append(
                ("unit", one.task["unit"], *layers, 1, 2, one.task["id"], one.task["goal"] or "")
            )
    return found


def overjoint_tasks(org: Org, policy: Policy, on: Date) -> list[Finding]:
    found = []
    for one in stories(org, policy, on):
        layers = {layer for _, layer in one.acts}
        if one.task["scope"] == "specific" and len(layers) > 1:
            found.append(
                (
                    "unit",
                    one.task["unit"],
                    "",
                    len(layers),
                    1,
                    one.task["id"],
                    one.task["goal"] or "",
                )
            )
    return found


# -- contacts


def in_line(org: Org, unit: str | None, on: Date, roles: tuple[str, ...]) -> list[str]:
    """Who comes first in a unit, and then in those above it."""
    parents = {row["id"]: row["parent"] for row in rows(org, "units") if holds(row, on)}
    found: list[str] = []
    while unit in parents:
        for role in roles:
            found += [
                row["member"]
                for row in in_force(org, "memberships", on)
                if row["unit"] == unit and row["role"] == role
            ]
        unit = parents[unit]
    return list(dict.fromkeys(found))


def contacts(
    org: Org, layer: str, base: str, duties: tuple[str, ...], on: Date
) -> dict[str, tuple[bool, str | None, str | None, str | None]]:
    """Member → whether asked about, the unit responsible, who leads it, and who can be turned to."""
    mine, based, absent = units(org, layer), units(org, base), away(org, on)
    memberships, held = in_force(org, "memberships", on), in_force(org, "duties", on)
    leading: dict[str, str] = {}
    for row in memberships:
        if row["unit"] in mine and row["role"] == "leader":
            leading.setdefault(row["member"], row["unit"])
    is_kept = any(row["duty"] in duties for row in rows(org, "duties"))
    found = {}
    for member in there(org, "members", on):
        own = [
            row["unit"] for row in memberships if row["member"] == member and row["unit"] in mine
        ]
        homes = [
            row["unit"] for row in memberships if row["member"] == member and row["unit"] in based
        ]
        unit, leader = (own[0], None) if own else (None, None)
        if own:
            line = [one for one in in_line(org, unit, on, ("leader",)) if one != member]
            leader = line[0] if line else None
        else:
            for home in homes:
                holders = [
                    row["member"]
                    for duty in duties
                    for row in held
                    if row["unit"] == home and row["duty"] == duty and row["member"] in leading
                ]
                if holders:
                    leader, unit = holders[0], leading[holders[0]]
                    break
        behind = [
            one
            for one in in_line(org, unit, on, ("leader", "deputy"))
            if one != member and one not in absent
        ]
        contact = (
            leader if leader is not None and leader not in absent else behind[0] if behind else None
        )
        is_deputy = any(
            row["member"] == member and row["unit"] in mine and row["role"] == "deputy"
            for row in memberships
        )
        asked = (
            member not in absent
            and member not in leading
            and (bool(own) or (bool(homes) and is_kept))
        )
        asked = asked and not (is_deputy and contact is None)
        found[member] = asked, unit, leader, contact
    return found


def contactless_members(
    org: Org,
    on: Date,
    layer: str = "party",
    base: str = "team",
    duties: tuple = ("support", "liaison"),
) -> list[Finding]:
    return [
        ("member", member, layer, 0, 1, "away" if leader else "nobody", leader or "")
        for member, (asked, _, leader, contact) in contacts(org, layer, base, duties, on).items()
        if asked and contact is None
    ]


def overloaded_contacts(
    org: Org,
    on: Date,
    limit: float = 40,
    layers: tuple | None = None,
    base: str = "team",
    duties: tuple = ("support", "liaison"),
) -> list[Finding]:
    units(org, base)
    turning: dict[str, set[str]] = {}
    for layer in dict.fromkeys(units(org).values()):
        if layers is None or layer in layers:
            for member, (asked, _, _, contact) in contacts(org, layer, base, duties, on).items():
                if asked and contact is not None:
                    turning.setdefault(contact, set()).add(member)
    return [
        ("member", member, "", len(some), limit)
        for member, some in turning.items()
        if len(some) > limit
    ]


# -- dates that cannot be


def misdated_records(org: Org, today: Date) -> list[Finding]:
    found: list[Finding] = []
    lives = {
        (kind, row["id"]): life(row) for kind in ("member", "unit") for row in rows(org, f"{kind}s")
    }

    def outside(
        table: str, number: int, column: str, whom: tuple[str, str], dates: tuple[Date, Date]
    ) -> None:
        since, until = lives[whom]
        place = (table, number, column)
        if dates[1] < since:
            found.append(
                (*whom, "", (since - dates[1]).days, 0, *place, "early", dates[0].isoformat())
            )
        if dates[0] >= until:
            found.append(
                (*whom, "", (dates[0] - until).days + 1, 0, *place, "late", dates[0].isoformat())
            )

    def future(table: str, number: int, column: str, unit: str, day: Date) -> None:
        if day > today:
            found.append(
                (
                    "unit",
                    unit,
                    "",
                    (day - today).days,
                    0,
                    table,
                    number,
                    column,
                    "future",
                    day.isoformat(),
                )
            )

    held = (
        {row["id"]: row for row in kept(org, "activities")} if "activities" in org.tables() else {}
    )
    for number, row in enumerate(held.values()):
        future("activities", number, "date", row["unit"], meant(row["date"])[0])
        outside("activities", number, "date", ("unit", row["unit"]), meant(row["date"]))
    for number, row in enumerate(
        kept(org, "participants") if "participants" in org.tables() else []
    ):
        outside(
            "participants",
            number,
            "member",
            ("member", row["member"]),
            meant(held[row["activity"]]["date"]),
        )
    for number, row in enumerate(kept(org, "remedies") if "remedies" in org.tables() else []):
        unit, opened = held[row["activity"]]["unit"], meant(held[row["activity"]]["date"])[0]
        found += [
            (
                "unit",
                unit,
                "",
                (opened - row[column]).days,
                0,
                "remedies",
                number,
                column,
                "before_found",
                row[column].isoformat(),
            )
            for column in ("due", "done")
            if row[column] is not None and row[column] < opened
        ]
        if row["done"] is not None:
            future("remedies", number, "done", unit, row["done"])
    if {"tasks", "task_events"} <= set(org.tables()):
        of = {row["id"]: row["unit"] for row in kept(org, "tasks")}
        for number, row in enumerate(kept(org, "task_events")):
            if row["date"] is not None:
                future("task_events", number, "date", of[row["task"]], row["date"])
                outside(
                    "task_events",
                    number,
                    "date",
                    ("unit", of[row["task"]]),
                    (row["date"], row["date"]),
                )
    return found
