"""Departments and teams that are written once, above the rest of their people."""

from hypothesis import given
from hypothesis import strategies as st

from tests.io.roster_readings import Rows, frame, told, units
from tests.searching import examples

HEADS = ["部门", "班组", "姓名"]
DEPARTMENTS = ["输电部", "变电部", "营销部"]
Place = tuple[str, str]


@st.composite
def places(draw: st.DrawFn) -> list[Place]:
    """Of each person department and team; blank for who sits in a department directly."""
    numbered = draw(st.booleans())
    names = iter(["线路班", "电缆班", "运维班", "检修班", "试验班", "通信班"])
    found: list[Place] = []
    for department in DEPARTMENTS[: draw(st.integers(2, 3))]:
        teams = ["一班", "二班"] if numbered else [next(names), next(names)]
        teams = draw(st.permutations(teams))[: draw(st.integers(0, 2))]
        direct = [""] * draw(st.integers(0, 2) if teams else st.integers(2, 3))
        sizes = [draw(st.integers(2, 3)) for _ in teams]
        rows = [
            *direct,
            *(team for team, size in zip(teams, sizes, strict=True) for _ in range(size)),
        ]
        found += [(department, team) for team in rows]
    return found


def outline(people: list[Place], *, departments: bool) -> Rows:
    """The rows of a file in which each team, and perhaps each department, is written once."""
    rows, before = [HEADS], ("", "")
    for number, (department, team) in enumerate(people):
        own = "" if departments and department == before[0] else department
        rows.append(
            [own, "" if (department, team) == before else team, f"{chr(0x8D75 + number)}某"]
        )
        before = department, team
    return rows


def differ(people: list[Place], rows: Rows) -> list[str]:
    """Who was read in another team than the true one."""
    found = units(frame(rows))
    true = zip([str(row[2]) for row in rows[1:]], people, strict=True)
    return [
        name
        for name, (department, team) in true
        if {one for one in found[name] if one.endswith("班")}
        not in ([{team}, {department + team}] if team else [set()])
    ]


@examples(20)
@given(places())
def test_what_is_written_once_is_read(people: list[Place]) -> None:
    assert not differ(people, outline(people, departments=True))


def test_a_team_is_not_filled_into_a_department_with_fewer_blanks() -> None:
    rows = [HEADS, ["输电部", "一班", "赵某"], ["变电部", "", "钱某"], ["", "", "孙某"]]
    rows += [["营销部", "", "李某"], ["", "三班", "周某"], ["", "", "吴某"]]
    found = units(frame(rows))
    assert (found["钱某"], found["李某"], found["吴某"]) == (set(), set(), {"三班"})


def test_teams_written_once_beside_departments_in_every_row_are_told() -> None:
    people = [(one, two) for one in DEPARTMENTS[:2] for two in ["", "一班", "一班", "二班", "二班"]]
    assert "gaps_left" in told(frame(outline(people, departments=False)))
    rows = [HEADS, *([*place, f"{chr(0x8D75 + at)}某"] for at, place in enumerate(people))]
    assert "gaps_left" not in told(frame(rows))
