"""The bundled station, and the two moves that fill both of its blank teams."""

from pathlib import Path

import pytest

from sanzu_graph import MoveMember, Org, Scenario, read_tables

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def guanxi() -> Org:
    return read_tables(DATA / "guanxi")


@pytest.fixture
def two_groups() -> Scenario:
    return Scenario(
        "两组调整", [MoveMember("M032", "T05", "T06"), MoveMember("M060", "T09", "T10")]
    )
