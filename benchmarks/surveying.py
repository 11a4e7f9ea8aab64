"""Many organisations at once: a survey of a partitioned data set, beside single audits, Polars and
DuckDB.

All read the same Parquet files with ids as text. The peers answer three structural questions for each
organisation: how many people it has, how many teams nobody of a party group belongs to, and how many
units with members have no leader. The survey answers all that an audit asks. The answers are compared
first.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import pathlib
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

import duckdb
import pandas as pd
import polars as pl

import sanzu_graph as sg
from benchmarks.tables import Table, seconds
from sanzu_graph.io.parquet_partitions import partitions_in, read_partition
from sanzu_graph.surveys.survey_runs import processes

T = TypeVar("T")
#: So many organisations Polars is asked about at a time.
_BATCH = 10
_TABLES = ("members", "units", "memberships", "relations", "duties")
POLICY = sg.Policy.for_layers("team", ["party", "union"])


def write_partition(folder: str, number: int, members: int) -> None:
    """One invented organisation as a partition of the data set."""
    org = sg.synthetic(members=members, seed=number)
    for table in _TABLES:
        place = pathlib.Path(folder, table, f"organisation=S{number:04}")
        place.mkdir(parents=True)
        org.table(table).to_parquet(place / "part-0.parquet", index=False)


def with_polars(folder: str) -> pd.DataFrame:
    """People, blank teams and units without a leader of each organisation, streaming.

    Ten organisations at a time: with a hundred at once, Polars opens more than 512 files, says
    ``POLARS_MAX_BLOCKING_THREAD_COUNT reached (512)``, and does not finish.
    """
    partitions = partitions_in(pathlib.Path(folder))
    batches = [partitions[at : at + _BATCH] for at in range(0, len(partitions), _BATCH)]
    frames = [_batch_with_polars(folder, batch) for batch in batches]
    return pd.concat(frames, ignore_index=True)


def _batch_with_polars(folder: str, partitions: list[str]) -> pd.DataFrame:
    members, units, memberships = (
        pl.scan_parquet(
            [f"{folder}/{table}/{partition}/part-0.parquet" for partition in partitions],
            hive_partitioning=True,
        )
        for table in _TABLES[:3]
    )
    units = units.select("organisation", pl.col("id").alias("unit"), "layer")
    seats = memberships.select("organisation", "member", "unit", "role").join(
        units, on=["organisation", "unit"]
    )
    party = seats.filter(pl.col("layer") == "party").select("organisation", "member").unique()
    teams = units.filter(pl.col("layer") == "team").select("organisation", "unit")
    covered = (
        seats.filter(pl.col("layer") == "team")
        .join(party, on=["organisation", "member"], how="semi")
        .select("organisation", "unit")
        .unique()
    )
    blank = teams.join(covered, on=["organisation", "unit"], how="anti")
    led = seats.filter(pl.col("role") == "leader").select("organisation", "unit").unique()
    unled = (
        seats.select("organisation", "unit")
        .unique()
        .join(led, on=["organisation", "unit"], how="anti")
    )
    people = members.group_by("organisation").agg(pl.len().alias("people"))
    counted = people
    for frame, name in ((blank, "blank"), (unled, "unled")):
        counts = frame.group_by("organisation").agg(pl.len().alias(name))
        counted = counted.join(counts, on="organisation", how="left")
    answer = counted.fill_null(0).sort("organisation").collect(engine="streaming")
    return pd.DataFrame(answer.to_dict(as_series=False))


def with_duckdb(folder: str) -> pd.DataFrame:
    """The same in SQL."""
    files = {
        table: f"read_parquet('{folder}/{table}/**/*.parquet', hive_partitioning=true)"
        for table in _TABLES[:3]
    }
    question = f"""
    with seats as (
      select m.organisation, m.member, m.unit, m.role, u.layer
      from {files["memberships"]} m join {files["units"]} u
        on m.organisation = u.organisation and m.unit = u.id),
    party as (select distinct organisation, member from seats where layer = 'party'),
    covered as (
      select distinct s.organisation, s.unit from seats s
      semi join party p on s.organisation = p.organisation and s.member = p.member
      where s.layer = 'team'),
    blank as (
      select t.organisation, count(*) n from {files["units"]} t
      anti join covered c on t.organisation = c.organisation and t.id = c.unit
      where t.layer = 'team' group by 1),
    led as (select distinct organisation, unit from seats where role = 'leader'),
    unled as (
      select s.organisation, count(*) n from (select distinct organisation, unit from seats) s
      anti join led l on s.organisation = l.organisation and s.unit = l.unit group by 1),
    people as (select organisation, count(*) n from {files["members"]} group by 1)
    select p.organisation, p.n people, coalesce(b.n, 0) blank, coalesce(u.n, 0) unled
    from people p left join blank b using (organisation) left join unled u using (organisation)
    order by 1
    """
    with contextlib.closing(duckdb.connect()) as connection:
        connection.execute("set threads to 2")
        return connection.execute(question).df()


def ours(folder: str, keep: str) -> sg.Survey:
    """The survey, by two processes, findings kept in a folder."""
    with processes(2) as executor:
        return sg.survey(folder, POLICY, executor=executor, keep=keep)


def singles(folder: str) -> None:
    """Single readings and audits, findings made, by two plain processes."""
    partitions = partitions_in(pathlib.Path(folder))
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        counts = list(pool.map(single, [folder] * len(partitions), partitions))
    assert len(counts) == len(partitions)


def single(folder: str, partition: str) -> int:
    """One reading and audit: how many findings it has."""
    return len(sg.audit(read_partition(folder, partition), POLICY).findings)


def tables(partitions: int, members: int, *, kept_set: str = "") -> Iterator[Table]:
    """The table: so many organisations of so many members.

    `kept_set`: a folder with a data set of that size, which is read and left as it is.
    """
    with tempfile.TemporaryDirectory() as place:
        folder, keep = kept_set or f"{place}/set", f"{place}/kept"
        if not kept_set:
            write_set(folder, partitions, members)
        surveyed, wall = _timed(lambda: ours(folder, keep))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        again, resumed = _timed(lambda: ours(folder, keep))
        assert not again.asked
        _, single_wall = _timed(lambda: singles(folder))
        polars, polars_wall = _timed(lambda: with_polars(folder))
        duck, duck_wall = _timed(lambda: with_duckdb(folder))
        confirm_same(surveyed, polars)
        confirm_same(surveyed, duck)
        rows = [
            ["survey, all checks, two processes, findings kept", seconds(wall)],
            ["peak memory of a worker", f"{peak:,.0f} MB"],
            ["single audits, two at once", seconds(single_wall)],
            ["overhead", f"{wall / single_wall - 1:+.0%}"],
            ["the survey again, nothing changed", seconds(resumed)],
            [
                "Polars streaming, ten organisations at a time, three questions",
                seconds(polars_wall),
            ],
            ["DuckDB, two threads, three questions", seconds(duck_wall)],
        ]
        yield Table(
            f"{partitions:,} organisations of {members:,} members each, partitioned Parquet",
            ["work", "result"],
            rows,
        )


def write_set(folder: str, partitions: int, members: int) -> None:
    """The data set, made by two processes."""
    numbers = range(partitions)
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(write_partition, [folder] * partitions, numbers, [members] * partitions))


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def confirm_same(surveyed: sg.Survey, peer: pd.DataFrame) -> None:
    """Whether a peer gives the survey's answers."""
    mine = surveyed.summary.set_index("organisation").sort_index()
    theirs = peer.set_index("organisation").sort_index()
    assert mine.index.tolist() == theirs.index.tolist()
    assert mine["people"].tolist() == theirs["people"].tolist()
    assert mine["blank.party"].tolist() == theirs["blank"].tolist()
    assert mine["vacancies"].tolist() == theirs["unled"].tolist()
