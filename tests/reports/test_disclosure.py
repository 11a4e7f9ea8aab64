"""What can be worked out from all tables of an attribute together, against every possibility tried."""

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.reports.breakdowns import counted
from sanzu_graph.reports.disclosure import Published, Target


@st.composite
def published(draw: st.DrawFn) -> Published:
    """Two values; the whole, the base layer and another; two base units; a few counts withheld."""
    values, many = 2, draw(st.booleans())
    groups, units = np.zeros((values, 3), dtype=np.int64), np.zeros((values, 2), dtype=np.int64)
    people = draw(
        st.lists(
            st.tuples(
                st.integers(0, 1),
                st.sampled_from([(), (0,), (1,), (0, 1)] if many else [(), (0,), (1,)]),
                st.booleans(),
            ),
            min_size=1,
            max_size=5,
        )
    )
    for value, seats, in_other in people:
        groups[value] += [1, bool(seats), in_other]
        for seat in seats:
            units[value, seat] += 1
    hidden = [
        np.array(draw(st.lists(st.booleans(), min_size=table.size, max_size=table.size))).reshape(
            table.shape
        )
        for table in (groups, units)
    ]
    surplus = int(units.sum() - groups[:, 1].sum())
    return Published(groups, hidden[0], units, hidden[1], 1, surplus)


def possible(tables: Published) -> list[tuple[np.ndarray, np.ndarray]]:
    """Every pair of tables that agrees with what is published, by trying all."""
    group_sums, unit_sums = tables.groups.sum(axis=0), tables.units.sum(axis=0)

    def columns(counts, hidden, size):
        ways = [
            range(size + 1) if gone else [int(known)]
            for known, gone in zip(counts, hidden, strict=True)
        ]
        return [way for way in product(*ways) if sum(way) == size]

    found = []
    for one in product(
        *(
            columns(tables.groups[:, at], tables.groups_hidden[:, at], int(group_sums[at]))
            for at in range(3)
        )
    ):
        groups = np.array(one).T
        if (groups[:, 1:] > groups[:, [0]]).any():
            continue
        for other in product(
            *(
                columns(tables.units[:, at], tables.units_hidden[:, at], int(unit_sums[at]))
                for at in range(2)
            )
        ):
            units = np.array(other).T
            extra = units.sum(axis=1) - groups[:, 1]
            if (extra >= 0).all():
                found.append((groups, units))
    return found


def targets(tables: Published) -> list[Target]:
    return [
        *(Target("group", *map(int, place)) for place in np.argwhere(tables.groups_hidden)),
        *(Target("unit", *map(int, place)) for place in np.argwhere(tables.units_hidden)),
        *(Target("outside", value, at) for value in range(2) for at in (1, 2)),
    ]


def seen(target: Target, groups: np.ndarray, units: np.ndarray) -> int:
    if target.kind == "unit":
        return int(units[target.value, target.at])
    own = int(groups[target.value, target.at])
    return own if target.kind == "group" else int(groups[target.value, 0]) - own


@given(published())
def test_bounds_are_those_of_all_possibilities(tables):
    ways = possible(tables)
    for target in targets(tables):
        numbers = [seen(target, *way) for way in ways]
        assert tables.bounds(target) == (min(numbers), max(numbers)), target


@given(published(), st.integers(2, 4))
def test_what_is_withheld_could_be_so_much_more_or_less(tables, minimum):
    tables.groups_hidden[(tables.groups > 0) & (tables.groups < minimum)] = True
    tables.units_hidden[(tables.units > 0) & (tables.units < minimum)] = True
    tables.withhold_more(minimum)
    ways = possible(tables)
    is_all = tables.groups_hidden.all() and tables.units_hidden.all()
    outside = tables.groups[:, [0]] - tables.groups
    for target in targets(tables):
        if target.kind == "outside" and not 0 < outside[target.value, target.at] < minimum:
            continue
        numbers = [seen(target, *way) for way in ways]
        assert is_all or max(numbers) - min(numbers) >= room(tables, target, minimum), target


def room(tables: Published, target: Target, minimum: int) -> int:
    """How far bounds have to be apart, in the words of the docstring."""
    counts = tables.units if target.kind == "unit" else tables.groups
    inside = int(counts[:, target.at].sum())
    outside = int(tables.groups[:, 0].sum()) - inside
    if target.kind == "outside":
        return min(minimum, outside)
    if 0 < counts[target.value, target.at] < minimum:
        return min(minimum, inside)
    is_layer = target.kind == "group" and target.at
    return int(inside > 0 and (outside > 0 or not is_layer))


def test_base_units_do_not_give_a_layer_away():
    """All counts of the teams are shown, so that their sums are those of the base layer; one person
    is in no team.
    """
    ids = [f"M{at}" for at in range(31)]
    org = sg.Org(
        {"id": ids, "site": ["a"] * 12 + ["b"] * 18 + ["a"]},
        {"id": ["T", "U"], "layer": ["team"] * 2},
        {"member": ids[:30], "unit": (["T"] * 6 + ["U"] * 6) + (["T"] * 9 + ["U"] * 9)},
    )
    (by_layer,), (by_unit,) = counted(org, sg.Policy(), 5)
    assert by_layer.counts.tolist() == [[13, 12], [18, 18]]
    assert by_layer.hidden.tolist() == [[False, True], [False, True]]
    assert by_unit.hidden.sum() == 4  # one count of a team would give the layer's away


def test_nothing_is_solved_where_nothing_is_withheld():
    counts = np.array([[9, 9], [20, 20]])
    nothing = np.zeros((2, 2), dtype=bool)
    tables = Published(counts, nothing.copy(), counts[:, :0], nothing[:, :0].copy())
    tables.withhold_more(5)
    assert not tables.groups_hidden.any()
