"""A year of records: which routines were missed, whom nobody reached, what is overdue, how tasks
were handled.

100,000 members have 5 million rows of participants: every team holds a class a week, every party
group an analysis and a heart-to-heart a month, and in each team two common tasks went through
twelve stages. Peers answer the same questions from the same encoded integer columns and return the
keys at fault; ours are the checks' own `find`, which also gather what their messages need.
Encoding, which every `Org` does once, is told apart, and so is the whole `audit()` with messages.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl

from benchmarks.organisations import LAYERS, PARTY, TEAM, Columns, Integers, invent
from benchmarks.organisations import tables as text_tables
from benchmarks.ours import forget
from benchmarks.tables import Table, seconds, times
from benchmarks.timing import median, together
from sanzu_graph import Limit, Org, Policy, Routine, audit
from sanzu_graph.checks.registry import all_checks
from sanzu_graph.year.periods import first_day, labels, period_of, the_day

ON = datetime.date(2026, 11, 22)
DAY = the_day(ON)
KINDS = ("safety_class", "safety_analysis", "heart_to_heart")
CLASS, ANALYSIS, TALK = range(3)
WEEKS, MONTHS, REACH = 52, 12, 3
#: Kind → its layer, period, how many are looked back on.
OWED = {
    CLASS: (TEAM, "week", WEEKS),
    ANALYSIS: (PARTY, "month", MONTHS),
    TALK: (PARTY, "month", MONTHS),
}
STAGES = Policy().tasks.stages  # type: ignore[union-attr]
ASKED = [
    (place, LAYERS.index(layer)) for place, stage in enumerate(STAGES) for layer in stage.layers
]
STEPS = [stage.step for stage in STAGES]
OPEN = 10**6
POLICY = Policy().replace(
    routines=(
        Routine("team", KINDS[CLASS], "week", periods=WEEKS),
        Routine("party", KINDS[ANALYSIS], "month", periods=MONTHS),
        Routine("party", KINDS[TALK], "month", periods=MONTHS, reach=Limit(REACH)),
    )
)
CHECKS = (
    "missed_routine",
    "unreached_member",
    "overdue_remedy",
    "unconsulted_task",
    "unassured_task",
    "skipped_stage",
    "disordered_stage",
)


@dataclass(frozen=True, eq=False)
class Year:
    """The records in integers; ids are positions, days those since 1970."""

    made: Columns
    activities: dict[str, Integers]
    participants: dict[str, Integers]
    remedies: dict[str, Integers]
    tasks: dict[str, Integers]
    events: dict[str, Integers]


def invent_year(members: int, *, seed: int = 7) -> Year:
    """Of a hundred activities two are not held, of a hundred stages two are left out and two are a
    month late.
    """
    made, random = invent(members, seed=seed), np.random.default_rng(seed + 1)
    pieces = []
    for place, (layer, every, count) in OWED.items():
        units = np.flatnonzero(made.layer == layer)
        now = int(period_of(DAY, every))
        period = np.arange(now - count, now)
        unit, number = (part.ravel() for part in np.meshgrid(units, period, indexing="ij"))
        held = random.random(len(unit)) > 0.02
        day = first_day(number, every) + random.integers(
            0, 7 if every == "week" else 24, len(number)
        )
        pieces.append((unit[held], np.full(held.sum(), place), day[held]))
    unit, kind, day = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    order = np.argsort(day, kind="stable")  # as a log is kept
    unit, kind, day = unit[order], kind[order], day[order]
    taking = _taking_part(made, unit, kind, random)
    analyses = np.flatnonzero(kind == ANALYSIS)
    due = day[analyses] + 20
    done = np.where(
        random.random(len(analyses)) < 0.95,
        day[analyses] + random.integers(5, 19, len(analyses)),
        OPEN,
    )
    tasks = np.repeat(np.flatnonzero(made.layer == TEAM), 2)
    return Year(
        made,
        {"unit": unit, "kind": kind, "day": day},
        taking,
        {"activity": analyses, "due": due, "done": done},
        {"unit": tasks},
        _events(len(tasks), random),
    )


def _taking_part(
    made: Columns, unit: Integers, kind: Integers, random: np.random.Generator
) -> dict[str, Integers]:
    """Nearly the whole team in its class; of a heart-to-heart ten colleagues by lot."""
    order = np.argsort(made.unit, kind="stable")
    start = np.searchsorted(made.unit[order], np.arange(made.units))
    size = np.append(start[1:], len(order)) - start
    classes = np.flatnonzero(kind == CLASS)
    times_ = size[unit[classes]]
    activity = np.repeat(classes, times_)
    nth = np.arange(len(activity)) - np.repeat(np.cumsum(times_) - times_, times_)
    member = made.member[order][start[unit[activity]] + nth]
    talks = np.repeat(np.flatnonzero(kind == TALK), 10)
    activity, member = (
        np.append(activity, talks),
        np.append(member, random.integers(0, made.members, len(talks))),
    )
    key = np.unique(activity * made.members + member)
    key = key[random.random(len(key)) < 0.98]
    return {"activity": key // made.members, "member": key % made.members}


def _events(tasks: int, random: np.random.Generator) -> dict[str, Integers]:
    begun = DAY - random.integers(60, 300, tasks)
    parts = []
    for place, (asked_stage, asked_layer) in enumerate(ASKED):
        there = np.flatnonzero(random.random(tasks) > 0.02)
        day = begun[there] + 3 * place + 30 * (random.random(len(there)) < 0.02)
        parts.append(
            (there, np.full(len(there), asked_stage), np.full(len(there), asked_layer), day)
        )
    task, stage, layer, day = (np.concatenate(column) for column in zip(*parts, strict=True))
    return {"task": task, "stage": stage, "layer": layer, "day": day}


Answers = dict[str, Integers]


class Ours:
    name = "sanzu_graph"

    def __init__(self, year: Year) -> None:
        self.org = text_org(year)
        self()  # ids and dates become integers, once

    def __call__(self) -> dict[str, object]:
        forget(self.org)
        return {
            slug: all_checks()[slug].find(self.org, **arguments, on=ON)
            for slug, arguments in _asked()
        }


def _asked() -> Iterator[tuple[str, dict[str, object]]]:
    for slug in CHECKS:
        yield slug, {} if slug == "overdue_remedy" else {"policy": POLICY}


def ours_as_keys(year: Year, found: dict[str, Any]) -> Answers:
    """The positions that the checks found, as the peers' keys."""
    tasks = {name: number for number, name in enumerate(text_org(year).tasks["id"])}
    stages, keys = {stage.name: place for place, stage in enumerate(STAGES)}, {}
    missed = found["missed_routine"]
    number: dict[str, int] = {}
    for _, every, count in OWED.values():
        now = int(period_of(DAY, every))
        number |= dict(
            zip(labels(np.arange(now - count, now), every), range(now - count, now), strict=True)
        )
    period = np.array([number[text] for text in missed.extra["period"]])
    kind = np.array([KINDS.index(name) for name in missed.extra["routine"]])
    keys["missed_routine"] = (kind * year.made.units + missed.rows) * 10_000 + period
    keys["unreached_member"] = found["unreached_member"].rows
    remedy = {name: row for row, name in enumerate(text_org(year).remedies["problem"])}
    keys["overdue_remedy"] = np.array(
        [remedy[name] for name in found["overdue_remedy"].extra["problem"]]
    )
    of_stage = {"unconsulted_task": "consult", "unassured_task": "assure"}
    for slug in CHECKS[3:]:
        one = found[slug]
        task = np.array([tasks[name] for name in one.extra["task"]])
        stage = [of_stage[slug]] * len(task) if slug in of_stage else one.extra["stage"]
        layer = np.array([LAYERS.index(name) for name in one.layer])
        keys[slug] = (task * len(STAGES) + np.array([stages[name] for name in stage])) * len(
            LAYERS
        ) + layer
    return keys


def text_org(year: Year) -> Org:
    """The same records as a file would have them, with text ids and dates."""
    known = _orgs.get(id(year))
    if known is None:
        made, words = text_tables(year.made), {}
        members, units = made["members"]["id"], made["units"]["id"]
        held = pd.Series(
            [f"K{number:07d}" for number in range(len(year.activities["unit"]))], dtype="str"
        )
        words["activities"] = {
            "id": held,
            "unit": _at(units, year.activities["unit"]),
            "kind": _at(pd.Series(KINDS, dtype="str"), year.activities["kind"]),
            "date": _days(year.activities["day"]).dt.strftime("%Y-%m-%d"),
        }
        words["participants"] = {
            "activity": _at(held, year.participants["activity"]),
            "member": _at(members, year.participants["member"]),
        }
        remedies = year.remedies
        words["remedies"] = {
            "activity": _at(held, remedies["activity"]),
            "problem": [f"p{row}" for row in range(len(remedies["due"]))],
            "owner": _at(members, remedies["activity"] % year.made.members),
            "due": _days(remedies["due"]),
            "done": _days(remedies["done"]).where(remedies["done"] < OPEN),
        }
        tasks = pd.Series(
            [f"J{number:07d}" for number in range(len(year.tasks["unit"]))], dtype="str"
        )
        words["tasks"] = {"id": tasks, "unit": _at(units, year.tasks["unit"]), "scope": "common"}
        events = year.events
        words["task_events"] = {
            "task": _at(tasks, events["task"]),
            "stage": _at(pd.Series([stage.name for stage in STAGES], dtype="str"), events["stage"]),
            "layer": _at(pd.Series(LAYERS, dtype="str"), events["layer"]),
            "date": _days(events["day"]),
        }
        _orgs.clear()
        _orgs[id(year)] = known = Org.from_tables(
            {**made, **{name: pd.DataFrame(columns) for name, columns in words.items()}}
        )
    return known


_orgs: dict[int, Org] = {}


def _at(words: pd.Series, place: Integers) -> pd.Series:
    return words.take(place).reset_index(drop=True)


def _days(days: Integers) -> pd.Series:
    return pd.Series(np.minimum(days, OPEN // 10).astype("datetime64[D]").astype("datetime64[us]"))


class Polars:
    name = "Polars"

    def __init__(self, year: Year) -> None:
        self.year, self.made = year, year.made
        narrow = {
            name: pl.DataFrame(
                {key: values.astype(np.int32) for key, values in getattr(year, name).items()}
            )
            for name in ("activities", "participants", "remedies", "tasks", "events")
        }
        self.activities, self.participants, self.remedies, self.tasks, self.events = narrow.values()
        self.memberships = pl.DataFrame(
            {
                "member": year.made.member.astype(np.int32),
                "layer": year.made.layer[year.made.unit].astype(np.int8),
            }
        )
        self.members = pl.DataFrame({"member": np.arange(year.made.members, dtype=np.int32)})
        self.filled = np.unique(year.made.unit)

    def __call__(self) -> Answers:
        plan = self.plan()
        return {
            name: frame.to_series().to_numpy()
            for name, frame in zip(plan, pl.collect_all(plan.values()), strict=True)
        }

    def plan(self) -> dict[str, pl.LazyFrame]:
        held, first = (
            self.activities.lazy().with_row_index("activity"),
            int(self.year.activities["day"].min()),
        )
        parts = []
        for kind, (layer, every, count) in OWED.items():
            now = int(period_of(DAY, every))
            own = (
                held.filter(pl.col("kind") == kind)
                .select("unit", period=_period(pl.col("day"), every))
                .unique()
            )
            begun = int(period_of(first, every))
            units = pl.LazyFrame(
                {
                    "unit": np.intersect1d(
                        np.flatnonzero(self.made.layer == layer), self.filled
                    ).astype(np.int32)
                }
            )
            owed = units.join(
                pl.LazyFrame({"period": np.arange(max(now - count, begun), now)}), how="cross"
            ).with_columns(pl.col("period").cast(pl.Int64))
            gone = owed.join(own, on=["unit", "period"], how="anti")
            parts.append(
                gone.select(
                    key=(kind * self.made.units + pl.col("unit").cast(pl.Int64)) * 10_000
                    + pl.col("period")
                )
            )
        answers = {"missed_routine": pl.concat(parts)}
        now = int(period_of(DAY, "month"))
        start = int(period_of(first, "month")) + int(
            first != int(first_day(period_of(first, "month"), "month"))
        )
        talks = held.filter(pl.col("kind") == TALK).select(pl.col("activity").cast(pl.Int32), "day")
        last = (
            self.participants.lazy()
            .join(talks, on="activity")
            .group_by("member")
            .agg(last=_period(pl.col("day").max(), "month") + 1)
        )
        party = self.memberships.lazy().filter(pl.col("layer") == PARTY)
        outside = (
            self.members.lazy()
            .join(party, on="member", how="anti")
            .join(last, on="member", how="left")
        )
        whole = now - pl.max_horizontal(pl.col("last").fill_null(start), pl.lit(start))
        answers["unreached_member"] = outside.filter(whole > REACH).select("member")
        late = (pl.col("due") < DAY) & (pl.col("done") > DAY)
        answers["overdue_remedy"] = (
            self.remedies.lazy().with_row_index("row").filter(late).select("row")
        )
        return answers | self._of_tasks()

    def _of_tasks(self) -> dict[str, pl.LazyFrame]:
        steps = pl.LazyFrame({"stage": np.arange(len(STAGES), dtype=np.int32), "step": STEPS})
        acts = (
            self.events.lazy()
            .filter(pl.col("day") <= DAY)
            .group_by("task", "stage", "layer")
            .agg(first=pl.col("day").min())
            .join(steps, on="stage")
        )
        reached = acts.group_by("task").agg(reached=pl.col("step").max())
        asked = pl.LazyFrame(
            {
                "stage": np.array([stage for stage, _ in ASKED], dtype=np.int32),
                "layer": np.array([layer for _, layer in ASKED], dtype=np.int32),
            }
        ).join(steps, on="stage")
        missing = (
            reached.join(asked, how="cross")
            .filter(pl.col("reached") > pl.col("step"))
            .join(acts, on=["task", "stage", "layer"], how="anti")
        )
        key = (pl.col("task").cast(pl.Int64) * len(STAGES) + pl.col("stage")) * len(
            LAYERS
        ) + pl.col("layer")
        consult, assure = (
            next(place for place, stage in enumerate(STAGES) if stage.name == name)
            for name in ("consult", "assure")
        )
        per_step = acts.group_by("task").agg(
            *(
                pl.col("first").filter(pl.col("step") < step).max().alias(f"due_{step}")
                for step in sorted(set(STEPS))[1:]
            )
        )
        early = acts.join(per_step, on="task").filter(
            pl.any_horizontal(
                *(
                    (pl.col("step") == step) & (pl.col("first") < pl.col(f"due_{step}"))
                    for step in sorted(set(STEPS))[1:]
                )
            )
        )
        return {
            "unconsulted_task": missing.filter(pl.col("stage") == consult).select(key=key),
            "unassured_task": missing.filter(pl.col("stage") == assure).select(key=key),
            "skipped_stage": missing.filter(~pl.col("stage").is_in([consult, assure])).select(
                key=key
            ),
            "disordered_stage": early.select(key=key),
        }


def _period(day: pl.Expr, every: str) -> pl.Expr:
    if every == "week":
        return (day.cast(pl.Int64) + 3) // 7
    date = day.cast(pl.Date)
    return (date.dt.year().cast(pl.Int64) - 1970) * 12 + date.dt.month().cast(pl.Int64) - 1


class DuckDB:
    name = "DuckDB"

    def __init__(self, year: Year) -> None:
        self.connection = duckdb.connect(config={"threads": 2})
        frames = {
            name: pd.DataFrame(
                {key: values.astype(np.int32) for key, values in getattr(year, name).items()}
            )
            for name in ("activities", "participants", "remedies", "events")
        }
        frames["activities"]["activity"] = np.arange(len(frames["activities"]), dtype=np.int32)
        frames["remedies"]["row"] = np.arange(len(frames["remedies"]), dtype=np.int32)
        made = year.made
        frames["units"] = pd.DataFrame(
            {"unit": np.arange(made.units, dtype=np.int32), "layer": made.layer.astype(np.int8)}
        )
        frames["memberships"] = pd.DataFrame(
            {"member": made.member.astype(np.int32), "unit": made.unit.astype(np.int32)}
        )
        frames["members"] = pd.DataFrame({"member": np.arange(made.members, dtype=np.int32)})
        frames["steps"] = pd.DataFrame({"stage": range(len(STAGES)), "step": STEPS}, dtype=np.int32)
        frames["asked"] = pd.DataFrame(ASKED, columns=["stage", "layer"], dtype=np.int32)
        for name, frame in frames.items():
            self.connection.register("given", frame)
            self.connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
            self.connection.unregister("given")
        self.questions = _questions(made, int(year.activities["day"].min()))

    def __call__(self) -> Answers:
        return {
            name: np.asarray(self.connection.execute(sql).fetchnumpy()["key"])
            for name, sql in self.questions.items()
        }


def _questions(made: Columns, first: int) -> dict[str, str]:
    def period(every: str) -> str:
        if every == "week":
            return "(day + 3) // 7"
        return "(year(DATE '1970-01-01' + day) - 1970) * 12 + month(DATE '1970-01-01' + day) - 1"

    missed = []
    for kind, (layer, every, count) in OWED.items():
        now = int(period_of(DAY, every))
        begun = max(now - count, int(period_of(first, every)))
        missed.append(
            f"SELECT ({kind * made.units} + unit::BIGINT) * 10000 + period AS key FROM (SELECT unit, period FROM units SEMI JOIN memberships USING (unit), "
            f"range({begun}, {now}) AS owed(period) WHERE layer = {layer}) "
            f"ANTI JOIN (SELECT DISTINCT unit, {period(every)} AS period FROM activities WHERE kind = {kind}) USING (unit, period)"
        )
    now, start = int(period_of(DAY, "month")), int(period_of(first, "month"))
    start += int(first != int(first_day(start, "month")))
    names = [stage.name for stage in STAGES]
    consult, assure = names.index("consult"), names.index("assure")
    acts = f"acts AS MATERIALIZED (SELECT task, stage, layer, step, min(day) AS first FROM events JOIN steps USING (stage) WHERE day <= {DAY} GROUP BY ALL)"
    key = f"(task::BIGINT * {len(STAGES)} + stage) * {len(LAYERS)} + layer AS key"
    missing = (
        f"WITH {acts}, missing AS (SELECT task, stage, layer FROM (SELECT task, max(step) AS reached FROM acts GROUP BY task), asked JOIN steps USING (stage) "
        "WHERE reached > step) SELECT "
        + key
        + " FROM missing ANTI JOIN acts USING (task, stage, layer) WHERE "
    )
    return {
        "missed_routine": " UNION ALL ".join(missed),
        "unreached_member": (
            f"SELECT member AS key FROM (SELECT member FROM members ANTI JOIN (SELECT member FROM memberships JOIN units USING (unit) WHERE layer = {PARTY}) USING (member)) "
            f"LEFT JOIN (SELECT member, {period('month').replace('day', 'max(day)')} + 1 AS last FROM participants JOIN activities USING (activity) WHERE kind = {TALK} GROUP BY member) "
            f"USING (member) WHERE {now} - greatest(coalesce(last, {start}), {start}) > {REACH}"
        ),
        "overdue_remedy": f"SELECT row AS key FROM remedies WHERE due < {DAY} AND done > {DAY}",
        "unconsulted_task": f"{missing} stage = {consult}",
        "unassured_task": f"{missing} stage = {assure}",
        "skipped_stage": f"{missing} stage NOT IN ({consult}, {assure})",
        "disordered_stage": (
            f"WITH {acts}, due AS (SELECT task, step, max(last) OVER (PARTITION BY task ORDER BY step ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS due "
            f"FROM (SELECT task, step, max(first) AS last FROM acts GROUP BY task, step)) SELECT {key} FROM acts JOIN due USING (task, step) WHERE first < due"
        ),
    }


def agree(year: Year) -> Answers:
    """Ours, after every peer has given the same answer to every question."""
    ours = ours_as_keys(year, Ours(year)())
    for peer in (Polars, DuckDB):
        theirs = peer(year)()
        for question, keys in ours.items():
            assert np.array_equal(np.sort(keys), np.sort(theirs[question])), (
                peer.name,
                question,
                len(keys),
                len(theirs[question]),
            )
    return ours


def tables(sizes: list[int]) -> Iterator[Table]:
    headings = (
        "members",
        "participant rows",
        "at fault",
        "sanzu_graph",
        "Polars",
        "DuckDB",
        "than the best of these",
        "Org(…)",
        "ids → integers",
        "audit()",
    )
    yield Table("A year of records: seven questions", headings, [_row(size) for size in sizes])


def _row(size: int) -> list[str]:
    year = invent_year(size)
    start = time.perf_counter()
    org = text_org(year)
    built = time.perf_counter() - start
    start = time.perf_counter()
    for table, column in (
        ("activities", "unit"),
        ("participants", "member"),
        ("participants", "activity"),
        ("remedies", "activity"),
        ("tasks", "unit"),
        ("task_events", "task"),
    ):
        org.referred(table, column)
    encoded = time.perf_counter() - start
    answers = agree(year)
    took = together(
        {each.name: each(year) for each in (Ours, Polars, DuckDB)}, 9 if size <= 20_000 else 6
    )
    best = min(took[name] for name in (Polars.name, DuckDB.name))
    whole = median(
        lambda: audit(org, POLICY, on=ON, lang="en"),
        3 if size > 20_000 else 5,
        before=lambda: forget(org),
    )
    at_fault = sum(map(len, answers.values()))
    return [
        f"{size:,}",
        f"{len(year.participants['member']):,}",
        f"{at_fault:,}",
        *map(seconds, took.values()),
        times(best / took[Ours.name], 1),
        seconds(built),
        seconds(encoded),
        seconds(whole),
    ]
