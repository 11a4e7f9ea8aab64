"""Lines from person to person: measures against networkx, and the matrix company's own figures."""

from collections import Counter

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.model.person_lines import Hierarchy
from tests import reporting_oracles as oracles
from tests.metrics.test_against_oracles import rounded
from tests.strategies import organisations


def told(frame: pd.DataFrame, *columns: str) -> Counter:
    rows = frame[list(columns)].astype(object)
    rows = rows.where(rows.notna(), None)
    return Counter(map(rounded, rows.itertuples(index=False, name=None)))


@given(org=organisations())
def test_measures_equal_networkx(org: sg.Org) -> None:
    assert told(
        sg.span_of_control(org),
        *("member", "direct_reports", "all_reports", "solid", "dotted", "led"),
    ) == Counter(oracles.spans_by_member(org))
    assert told(sg.reporting_chain(org), "member", "manager", "depth", "top") == Counter(
        oracles.reporting_chain(org)
    )
    columns = ("depth", "members", "managers", "manager_share", "mean_span")
    assert told(sg.management_levels(org), *columns) == Counter(
        map(rounded, oracles.management_levels(org))
    )
    columns = ("layer", "members", "agreeing", "dotted", "share")
    assert told(sg.reporting_overlap(org), *columns) == Counter(
        map(rounded, oracles.reporting_overlap(org))
    )


@given(org=organisations())
def test_a_chain_is_told_step_by_step(org: sg.Org) -> None:
    for row in sg.reporting_chain(org).itertuples():
        chain = oracles.chain_of(org, row.member)
        assert row.chain.endswith("…") == (chain is None)
        if chain is not None:
            assert row.chain == " → ".join(chain)


@given(lines=st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=16))
def test_who_is_below_equals_networkx(lines: set[tuple[int, int]]) -> None:
    pairs = np.array(sorted(pair for pair in lines if pair[0] != pair[1]), dtype=np.intp)
    pairs = pairs.reshape(-1, 2)
    found = Hierarchy(12, pairs[:, 0], pairs[:, 1])
    every, chains = nx.DiGraph(), nx.DiGraph()
    for G in (every, chains):
        G.add_nodes_from(range(12))
    every.add_edges_from((manager, member) for member, manager in pairs.tolist())
    chains.add_edges_from(
        (manager, member) for member, manager in enumerate(found.manager.tolist()) if manager >= 0
    )
    assert found.below.tolist() == [len(nx.descendants(every, one)) for one in range(12)]
    for manager in range(12):
        below = nx.descendants(chains, manager)
        inside = found.is_below(np.arange(12), np.full(12, manager))
        assert set(np.flatnonzero(inside).tolist()) == below


@pytest.mark.parametrize("shape", ["chain", "circle", "star"])
def test_no_shape_takes_long(shape: str) -> None:
    total = 100_000
    manager = {
        "chain": np.arange(total) - 1,
        "circle": np.roll(np.arange(total), 1),
        "star": np.where(np.arange(total) > 0, 0, -1),
    }[shape]
    member = np.flatnonzero(manager >= 0)
    found = Hierarchy(total, member, manager[member])
    assert found.below[0] == total - 1
    assert found.depth.max() == {"chain": total - 1, "circle": -1, "star": 1}[shape]


def test_by_is_checked() -> None:
    org = sg.Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    for arguments in ({"by": "people"}, {"layer": "team", "by": "member"}):
        with pytest.raises(sg.InputError, match="by"):
            sg.span_of_control(org, **arguments)
