"""A roster read without its faulty rows: what the sound rows name stays, and nothing else."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg

#: For each person: the number of the team, and whether the row is at fault.
PERSONS = st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=12)


@given(PERSONS)
def test_the_units_of_sound_rows_stay_with_all_that_is_above_them(
    persons: list[tuple[int, bool]],
) -> None:
    """Six teams in three departments of one company, written as paths."""

    def above(team: int) -> list[str]:
        return ["Grid", f"Department {team // 2}", f"Team {team}"]

    # Two sound rows that are always there: with them every path is known as one.
    persons = [*persons, (0, False), (5, False)]
    frame = pd.DataFrame(
        {
            "工号": [f"W{number}" for number in range(len(persons))],
            "姓名": [f"Person {number}" for number in range(len(persons))],
            "班组": ["-".join(above(team)) for team, _ in persons],
            "入职日期": ["2020-02-31" if is_faulty else "2020-02-01" for _, is_faulty in persons],
        }
    )
    with pytest.warns(sg.SanzuWarning, match="understood"):
        org = sg.read_roster(frame, strict=False)
    sound = [(f"W{number}", team) for number, (team, bad) in enumerate(persons) if not bad]
    assert org.members["id"].tolist() == [member for member, _ in sound]
    assert len(org.rejected) == sum(is_faulty for _, is_faulty in persons)
    names = dict(zip(org.units["id"], org.units["name"], strict=True))
    parents = dict(zip(org.units["id"], org.units["parent"], strict=True))
    paths = set()
    for unit, name in names.items():
        path = [name]
        above_unit = parents[unit]
        while isinstance(above_unit, str):
            path.insert(0, names[above_unit])
            above_unit = parents[above_unit]
        paths.add(tuple(path))
    assert paths == {tuple(above(team)[: level + 1]) for _, team in sound for level in range(3)}
    seats = {
        (member, names[unit])
        for member, unit in zip(org.memberships["member"], org.memberships["unit"], strict=True)
    }
    assert seats == {(member, f"Team {team}") for member, team in sound}
