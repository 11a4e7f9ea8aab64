"""The benchmarks compare like with like: every peer gives our answers, or there is nothing to time."""

import numpy as np
import pytest

import sanzu_graph as sg
from benchmarks import (
    days,
    drawing,
    encoding,
    reading,
    reporting,
    surveying,
    sweeping,
    whole_audit,
    working_year,
)
from benchmarks.organisations import encoded_org, invent, tables
from benchmarks.ours import structural
from benchmarks.pairing import _ours, organisation
from benchmarks.structural import agree
from sanzu_graph import Org
from sanzu_graph.mentoring.market import market


@pytest.mark.parametrize("shuffled", [False, True])
def test_peers_answer_as_we_do(shuffled):
    answers = agree(invent(1_000, shuffled=shuffled))
    assert sum(len(ids) > 0 for ids in answers.values()) >= 8


def test_the_way_round_org_asks_the_same_organisation():
    made = invent(1_000, shuffled=True)
    ours, theirs = structural(encoded_org(made)), structural(Org(**tables(made)))
    assert all(np.array_equal(ids, theirs[question]) for question, ids in ours.items())


def test_peers_answer_as_we_do_about_a_year():
    answers = working_year.agree(working_year.invent_year(600))
    assert all(len(keys) for keys in answers.values())


def test_the_benchmark_of_pairs_pairs_as_scipy_does():
    made = market(*organisation(60, 3, capacity=1))
    took = _ours(made, 1)
    scores, (row, column) = took["scores"][1], took["scipy"][1]
    found = took["ours"][1]
    assert found.value == found.bound
    points = made.points(made.mentors[found.mentor], made.apprentices[found.apprentice])
    assert points.sum() == scores[row, column].sum()


def test_peers_answer_as_we_do_about_managers():
    reporting.confirm_same(2_000)
    assert reporting.ours(3, np.array([1, 2]), np.array([2, 1])).has_circle


def test_peers_answer_as_a_survey_does(tmp_path):
    for number in range(3):
        surveying.write_partition(str(tmp_path), number, 60)
    surveyed = sg.survey(tmp_path, surveying.POLICY)
    surveying.confirm_same(surveyed, surveying.with_polars(str(tmp_path)))
    surveying.confirm_same(surveyed, surveying.with_duckdb(str(tmp_path)))


SMALL = {
    "days": lambda: days.tables([200]),
    "reading": lambda: reading.tables([60]),
    "crossed lines": lambda: [drawing._crossed(60)],
    "sweep": lambda: [
        sweeping.random_moves(org := sg.synthetic(members=60, seed=1), 20),
        sg.sweep(org, sweeping.random_moves(org, 20)),
    ],
}


@pytest.mark.parametrize("part", SMALL)
def test_a_part_measures_the_code_as_it_is(part):
    assert all(len(table) if isinstance(table, list) else True for table in SMALL[part]())


@pytest.mark.heavy
@pytest.mark.parametrize(
    "part",
    [
        lambda: working_year.tables([600]),
        lambda: encoding.tables([60]),
        lambda: whole_audit.tables([1_000]),
        lambda: sweeping.tables([1_000]),
        lambda: surveying.tables(4, 200),
    ],
)
def test_a_longer_part_measures_the_code_as_it_is(part):
    assert [table for table in part() if table.rows]
