"""What the tests of packs share: a station with two faults, two plans, and a pack in each format."""

import pytest

import sanzu_graph as sg


@pytest.fixture(scope="session")
def guanxi() -> sg.Org:
    return sg.read_tables("data/guanxi")


@pytest.fixture(scope="session")
def plans() -> list[sg.Scenario]:
    moves = [sg.MoveMember("M032", "T05", "T06"), sg.MoveMember("M060", "T09", "T10")]
    return [
        sg.Scenario("两组调整", moves),
        sg.Scenario("one move", moves[:1]),
        sg.Scenario("impossible", [sg.MoveMember("M032", "T01", "T06")]),
    ]


@pytest.fixture(scope="session")
def best(guanxi) -> sg.Proposal:
    return sg.propose(guanxi, max_groups_changed=2, on="2026-11-22", lang="en")


@pytest.fixture(scope="session", params=["en", "zh"])
def pack(request, guanxi, plans, tmp_path_factory):
    """The language, and the folder with the pack in it."""
    folder = tmp_path_factory.mktemp(request.param) / "pack"
    assert sg.report(guanxi, None, plans, folder, on="2026-11-22", lang=request.param) == folder
    return request.param, {file.suffix: file for file in folder.iterdir()}
