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
            "离职日期": ["2020-02-31" if is_faulty else "" for _, is_faulty in persons],
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


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=8))
def test_of_a_faulty_day_or_number_only_that_is_set_aside(faults: list[tuple[bool, bool]]) -> None:
    """Everybody is the mentor and manager of the next one, and nobody of that is lost."""
    count = len(faults)
    frame = pd.DataFrame(
        {
            "工号": [f"W{number}" for number in range(count)],
            "姓名": [f"Person {number}" for number in range(count)],
            "班组": ["一班"] * count,
            "入职日期": ["2020-02-31" if day else "2020-02-01" for day, _ in faults],
            "工龄": ["long" if number else "3" for _, number in faults],
            "师傅": ["", *(f"W{number}" for number in range(count - 1))],
            "直接上级": ["", *(f"W{number}" for number in range(count - 1))],
        }
    )
    org = sg.read_roster(frame, strict=False)
    assert len(org.members) == len(org.memberships) == count
    assert len(org.relations) == 2 * (count - 1)
    assert org.members["since"].isna().tolist() == [day for day, _ in faults]
    assert org.members["seniority_years"].isna().tolist() == [number for _, number in faults]
    aside = list(zip(org.rejected["row"], org.rejected["column"], strict=True))
    wrong = [(str(at + 2), "入职日期") for at, (day, _) in enumerate(faults) if day]
    wrong += [(str(at + 2), "工龄") for at, (_, number) in enumerate(faults) if number]
    assert sorted(aside) == sorted(wrong)


def test_a_day_that_tells_who_left_is_needed() -> None:
    frame = pd.DataFrame({"姓名": ["赵一", "钱二"], "班组": ["一班"] * 2, "离职日期": ["soon", ""]})
    with pytest.warns(sg.SanzuWarning, match="understood"):
        org = sg.read_roster(frame, strict=False, lang="en")
    assert org.members["id"].tolist() == ["钱二"]
    later = frame.rename(columns={"离职日期": "退休日期"})
    assert sg.read_roster(later, strict=False).members["id"].tolist() == ["赵一", "钱二"]


@pytest.mark.parametrize("column", ["班组", "师傅", "直接上级", "入职日期"])
def test_a_formula_that_failed_in_any_language_is_a_fault(column: str) -> None:
    cells = [
        "#NV",
        "#BEZUG!",
        "#VALEUR!",
        "#ERROR!",
        "#BUSY!",
        "Err:508",
        "＃N/A",
        "#n/a",
        "######",
    ]
    names = ["赵一", *(f"钱{at}" for at in range(len(cells)))]
    frame = pd.DataFrame(
        {"姓名": names, "班组": "一班", "师傅": "", "直接上级": "", "入职日期": ""}
    )
    frame.loc[1:, column] = cells
    found = sg.read_roster(frame, dry_run=True)
    assert [(fault.key, fault.row, fault.column, fault.value) for fault in found.faults] == [
        ("fault.failed_formula", at, column, cell) for at, cell in enumerate(cells, 3)
    ]
    assert sg.read_roster(frame, strict=False).members["id"].tolist() == names
