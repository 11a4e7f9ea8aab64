"""The station with few duties: what a change takes along can then be counted by eye."""

import pytest

from sanzu_graph import Org


@pytest.fixture(scope="session")
def station(station: Org) -> Org:
    """M01 alone has duties, and for T1 alone."""
    return station.replace(duties=station.duties.iloc[:3])
