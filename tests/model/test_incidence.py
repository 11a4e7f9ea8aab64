"""The sparse kernel: labels, roles, rollup and overlap, against plain loops."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given

from sanzu_graph import AbsentError, Org
from tests import oracles
from tests.strategies import LAYERS, organisations


def dense(org: Org, found: dict[str, set[str]]) -> list[list[int]]:
    return [[int(member in inside) for inside in found.values()] for member in org.members["id"]]


@given(org=organisations())
def test_incidence_equals_oracle(org: Org) -> None:
    for layer, rollup in product(LAYERS, (False, True)):
        if layer not in org.layers:
            with pytest.raises(AbsentError):
                org.incidence(layer, rollup=rollup)
            continue
        matrix, members, units = org.incidence(layer, rollup=rollup)
        found = oracles.people(org, layer, rollup=rollup)
        assert (members.tolist(), units.tolist()) == (org.members["id"].tolist(), list(found))
        assert matrix.toarray().tolist() == dense(org, found)
        assert (matrix.dtype, matrix.format, matrix.has_canonical_format) == (np.int32, "csr", True)
        # A role is held where it is written.
        assert org.incidence(layer, "leader", rollup=rollup).matrix.toarray().tolist() == dense(
            org, oracles.leaders(org, layer)
        )
        assert org.incidence(layer, "no such role", rollup=rollup).matrix.nnz == 0


@given(org=organisations())
def test_overlaps_and_pairs_equal_oracles(org: Org) -> None:
    for layer, base, rollup in product(org.layers, org.layers, (False, True)):
        groups, teams = (org.incidence(name, rollup=rollup).matrix for name in (layer, base))
        assert (teams.T @ groups).toarray().tolist() == oracles.overlap(
            org, layer, base, rollup=rollup
        )
    for rollup in (False, True):
        found, code = org.pairs(rollup=rollup), org.encoding
        expected = {
            (member, unit)
            for unit, inside in oracles.people(org, rollup=rollup).items()
            for member in inside
        }
        assert sorted(
            zip(code.members[found.member], code.units[found.unit], strict=True)
        ) == sorted(expected)
        assert found.per_unit.tolist() == [
            sum(unit == other for _, other in expected) for unit in code.units
        ]
        assert found.per_member.tolist() == [
            sum(member == other for other, _ in expected) for member in code.members
        ]


def test_several_roles_in_one_unit_are_one_membership() -> None:
    org = Org(
        {"id": ["A"]},
        {"id": ["T"], "layer": ["team"]},
        {"member": ["A"] * 3, "unit": ["T"] * 3, "role": ["leader", "secretary", ""]},
    )
    assert org.incidence("team").matrix.toarray().tolist() == [[1]]
    assert org.incidence("team", "secretary").matrix.toarray().tolist() == [[1]]


def test_rollup_crosses_layers() -> None:
    org = Org(
        {"id": ["A"]},
        {
            "id": ["S", "B", "P"],
            "layer": ["station", "branch", "party"],
            "parent": [None, "S", "B"],
        },
        {"member": ["A"], "unit": ["P"]},
    )
    assert [
        org.incidence(layer, rollup=True).matrix.toarray().tolist()
        for layer in ("station", "branch")
    ] == [[[1]], [[1]]]
    assert org.incidence("branch").matrix.nnz == 0


def test_the_error_names_the_layers_there_are(station: Org) -> None:
    with pytest.raises(AbsentError, match="station, branch, team, party, union"):
        station.incidence("guild")
