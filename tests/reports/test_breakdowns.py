"""Small groups are withheld, and cannot be worked out from what is shown."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.reports.breakdowns import breakdowns, by_base_unit, withheld
from tests.speech import in_language

#: Columns of four, of which some want the smallest, a nought, or none besides.
SOME = [(1, 9, 7, 8), (1, 0, 9, 0), (4, 1, 0, 3), (0, 0, 0, 1), (5, 5, 5, 5), (2, 2, 9, 1)]


def tables(
    rows: st.SearchStrategy[int], columns: st.SearchStrategy[int]
) -> st.SearchStrategy[np.ndarray]:
    return st.tuples(rows, columns).flatmap(
        lambda shape: st.lists(
            st.integers(0, 12), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]
        ).map(lambda cells: np.array(cells).reshape(shape))
    )


@given(tables(st.integers(1, 5), st.integers(1, 5)), st.integers(0, 6), st.booleans())
def test_no_small_count_is_shown(counts, minimum, across):
    hidden = withheld(counts, minimum, across=across)
    assert not ((counts > 0) & (counts < minimum) & ~hidden).any()
    assert not hidden[:, counts.sum(axis=0) == 0].any() or across
    for line, gone in [
        *zip(counts.T, hidden.T, strict=True),
        *(zip(counts, hidden, strict=True) if across else ()),
    ]:
        assert not gone.any() or gone.all() or (gone.sum() > 1 and line[gone].sum() >= minimum)


@given(tables(st.integers(2, 4), st.just(1)), st.integers(2, 5))
def test_a_withheld_count_cannot_be_worked_out_from_its_column(counts, minimum):
    """Whoever knows the sum, and that what is withheld may be anything, is left with more than one
    answer for each.
    """
    column, hidden = counts[:, 0], withheld(counts, minimum)[:, 0]
    missing = int(column[hidden].sum())
    ways = [
        way for way in product(range(missing + 1), repeat=int(hidden.sum())) if sum(way) == missing
    ]
    if hidden.sum() > 1 and missing:
        assert all(len({way[at] for way in ways}) > 1 for at in range(int(hidden.sum())))


def withheld_of_one(counts: tuple[int, ...], minimum: int) -> set[int]:
    """The places of a column that are withheld, by the words of the docstring."""
    total = sum(counts)
    small = {at for at, count in enumerate(counts) if 1 <= count <= minimum - 1}
    if 1 <= total <= minimum - 1:
        return set(range(len(counts)))
    others = [at for at in range(len(counts)) if at not in small]
    others.sort(key=lambda at: (counts[at] == 0, counts[at], at))
    while small and (len(small) < 2 or sum(counts[at] for at in small) < minimum) and others:
        small.add(others.pop(0))
    return small


@pytest.mark.parametrize("minimum", range(6))
def test_every_short_column_is_withheld_as_it_is_said(minimum):
    for length in (1, 2, 3, 4):
        for counts in product(range(minimum + 2), repeat=length) if length < 4 else SOME:
            hidden = withheld(np.array(counts)[:, None], minimum)[:, 0]
            assert set(np.flatnonzero(hidden)) == withheld_of_one(counts, minimum), counts


@pytest.mark.parametrize("minimum", [2, 3, 5])
def test_where_rows_are_known_too_no_row_gives_a_count_away(minimum):
    """In every table of two values and two groups."""
    for cells in product(range(minimum + 2), repeat=4):
        counts = np.array(cells).reshape(2, 2)
        hidden = withheld(counts, minimum, across=True)
        for line, gone in zip([*counts, *counts.T], [*hidden, *hidden.T], strict=True):
            assert not gone.any() or gone.all() or line[gone].sum() >= minimum
            assert not gone.any() or gone.sum() > 1
        assert hidden[(counts > 0) & (counts < minimum)].all()


def test_what_all_base_units_come_to_is_known_and_so_looked_at():
    """Four of a kind are in T alone: withheld there, they would be what is left of the sum."""
    members = {"id": [f"M{at}" for at in range(25)], "site": ["a"] * 4 + ["b"] * 6 + ["a"] * 15}
    org = sg.Org(
        {**members},
        {"id": ["T", "U"], "layer": ["team"] * 2},
        {"member": members["id"], "unit": ["T"] * 10 + ["U"] * 15},
    )
    (one,) = by_base_unit(org, sg.Policy(), 5)
    assert one.counts.tolist() == [[4, 15], [6, 0]]
    assert one.hidden.tolist() == [[True, True], [True, True]]


def test_nothing_is_withheld_where_all_groups_are_large():
    assert not withheld(np.array([[5, 9], [7, 0]]), 5, across=True).any()
    assert not withheld(np.array([[1], [2]]), 0).any()


def test_a_small_group_is_withheld_whole():
    assert withheld(np.array([[3], [0]]), 5).all()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_counts_are_those_of_plain_loops(lang):
    org, policy = sg.read_tables("data/guanxi"), sg.Policy()
    members, pairs = (
        org.members.set_index("id"),
        org.memberships.merge(org.units, left_on="unit", right_on="id"),
    )
    status = {"party_member": {"en": "party member", "zh": "中共党员"}[lang]}
    (one,) = (
        found
        for found in in_language(lang, breakdowns, org, policy, 0)
        if status["party_member"] in found.values
    )
    at = one.values.index(status["party_member"])
    expected = [int((members["political_status"] == "party_member").sum())]
    for layer in ("team", "party", "union"):
        inside = set(pairs.loc[pairs["layer"] == layer, "member"])
        expected.append(
            sum(members.loc[one_, "political_status"] == "party_member" for one_ in inside)
        )
    assert one.counts[at].tolist() == expected
    (by_team,) = (
        found
        for found in in_language(lang, by_base_unit, org, policy, 0)
        if status["party_member"] in found.values
    )
    named = dict(zip(by_team.groups, by_team.counts[at].tolist(), strict=True))
    for unit, name in zip(org.units["id"], org.units["name"], strict=True):
        if name in named:
            inside = pairs.loc[pairs["unit"] == unit, "member"]
            assert named[name] == sum(
                members.loc[member, "political_status"] == "party_member" for member in inside
            )


def test_years_are_counted_in_bands_and_unknown_ones_apart():
    org = sg.Org(
        {"id": list("ABCDE"), "seniority_years": [0, 1.5, 2, 40, None]},
        {"id": ["T"], "layer": ["team"]},
        {"member": ["A"], "unit": ["T"]},
    )
    (one,) = breakdowns(org, sg.Policy(), 0)
    assert dict(zip(one.values, one.counts[:, 0].tolist(), strict=True)) == {
        "0–1": 2,
        "2–4": 1,
        "5–9": 0,
        "10–19": 0,
        "≥ 20": 1,
        "not recorded": 1,
    }


def test_an_organisation_without_attributes_or_base_has_none():
    org = sg.Org({"id": ["A"]}, {"id": ["X"], "layer": ["choir"]}, {"member": ["A"], "unit": ["X"]})
    assert breakdowns(org, sg.Policy(), 5) == []
    assert by_base_unit(org, sg.Policy(), 5) == []


def given_away(hidden: np.ndarray) -> list[tuple[int, int]]:
    """The withheld counts that the sums of all rows and columns determine: by the rank of these
    sums.
    """
    places = np.argwhere(hidden).tolist()
    sums = np.array(
        [[place[0] == row for place in places] for row in range(hidden.shape[0])]
        + [[place[1] == column for place in places] for column in range(hidden.shape[1])],
        dtype=float,
    )
    rank = np.linalg.matrix_rank(sums) if places else 0
    return [
        tuple(place)
        for at, place in enumerate(places)
        if np.linalg.matrix_rank(np.vstack([sums, np.eye(len(places))[at]])) == rank
    ]


def test_no_bridge_of_withheld_counts_gives_one_away():
    counts = np.full((4, 4), 20)
    small = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3)]
    counts[tuple(np.array(small).T)] = 3
    assert given_away(counts == 3) == [(0, 2)]
    assert given_away(withheld(counts, 5, across=True)) == []


def test_sums_give_no_withheld_count_away():
    for seed in range(150):
        dice = np.random.default_rng(seed)
        counts = dice.choice([0, 1, 3, 8, 9, 20], size=dice.integers(2, 6, size=2))
        hidden = withheld(counts, 5, across=True)
        assert given_away(hidden) == [], seed
        assert not ((counts > 0) & (counts < 5) & ~hidden).any()


def test_the_whole_less_a_layer_is_a_group_too():
    """All but one are in the union, and this one is a party member."""
    members = {"id": [f"M{at}" for at in range(40)], "site": ["a"] * 12 + ["b"] * 28}
    org = sg.Org(
        members,
        {"id": ["T", "U"], "layer": ["team", "union"]},
        {"member": [*members["id"], *members["id"][1:]], "unit": ["T"] * 40 + ["U"] * 39},
    )
    (one,) = breakdowns(org, sg.Policy(), 5)
    union = one.groups.index(sg.Policy().layer("union").label())
    assert one.counts[:, union].tolist() == [11, 28]
    assert one.hidden[:, union].all()
    assert not one.hidden[:, 0].any()
