"""Surveys on Dask, with workers that are killed. Slow, so it is heavy."""

import os
import signal
import threading
import time

import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph.surveys import survey_runs, surveying
from sanzu_graph.surveys.survey_answers import ask

pytestmark = pytest.mark.heavy

POLICY = sg.Policy.for_layers("team", ["party"])


@pytest.fixture
def cluster():
    distributed = pytest.importorskip("distributed", reason="needs the extra [cluster]")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, memory_limit=0
        ) as local,
        distributed.Client(local) as client,
    ):
        yield client


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "stations"
    root.mkdir()
    for seed in range(8):
        sg.write_tables(sg.synthetic(members=40, seed=seed), root / f"S{seed}")
    return root


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_gives_the_same(cluster, folder, tmp_path):
    alone = sg.survey(folder, POLICY)
    kept = sg.survey(folder, POLICY, executor=cluster.get_executor(), keep=tmp_path / "kept")
    pd.testing.assert_frame_equal(alone.summary, kept.summary)
    assert len(alone.findings) == len(kept.findings)


@pytest.mark.filterwarnings("ignore")
def test_killed_workers_lose_nothing(cluster, folder, tmp_path):
    """A worker is killed in the middle; Dask begins it anew, and what was kept is not lost."""
    stopped = threading.Event()

    def kill() -> None:
        for _ in range(2):
            if stopped.wait(0.4):
                return
            pids = [one["pid"] for one in _workers(cluster)]
            if pids:
                os.kill(pids[0], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        surveyed = sg.survey(
            folder, POLICY, executor=cluster.get_executor(), keep=tmp_path / "kept"
        )
    finally:
        stopped.set()
        killer.join()
    failed = set(surveyed.failed["organisation"])
    again = sg.survey(folder, POLICY, keep=tmp_path / "kept")
    assert failed <= set(again.asked)
    assert not len(again.failed)
    assert len(again.summary) == 8


def _workers(client):
    time.sleep(0.1)
    found = client.run(os.getpid)
    return [{"pid": pid} for pid in found.values()]


def end(source, question):
    """A question that ends the process which is asked about one source."""
    if source.name == "S3":
        os._exit(1)
    return ask(source, question)


def test_a_process_that_ends_costs_one_source(folder, monkeypatch):
    monkeypatch.setattr(survey_runs, "_FEW_BYTES", 0)
    monkeypatch.setattr(surveying, "ask", end)  # it travels by its name: tests.surveys
    surveyed = sg.survey(folder, POLICY)
    assert set(surveyed.failed["organisation"]) == {"S3"}
    assert len(surveyed.summary) == 7
