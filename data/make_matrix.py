"""Write data/matrix: an invented company with managers, departments and projects.

150 invented people; five levels of managers; departments under divisions under a company; six
projects that people of several departments share. Nobody of Facilities (D33) and of Talent
Acquisition (D42) is on a project, and one person leads two projects. Whoever works on a project has
a dotted line to its leader.

    python data/make_matrix.py            # data/matrix again, byte for byte
    python data/make_matrix.py elsewhere  # into another folder
"""

import sys
from pathlib import Path

from sanzu_graph import Org, write_tables

GIVEN = [
    "Ada",
    "Bram",
    "Chidi",
    "Dara",
    "Elif",
    "Farid",
    "Greta",
    "Hana",
    "Ivo",
    "Jun",
    "Kofi",
    "Lena",
]
FAMILY = ["Okafor", "Lindqvist", "Moreau", "Tanaka", "Kaya", "Novak", "Silva", "Haddad", "Brandt", "Petrov",
          "Mensah", "O'Neill", "Zhang"]  # fmt: skip
SITES = ["Zürich", "Gdańsk", "Singapore", "Porto"]
COMPANY = "Northlight Instruments"
# id, name, and the departments below: id, name, people in it
DIVISIONS = [
    ("D1", "Product & Engineering", [("D11", "Platform Engineering", 16), ("D12", "Mobile Applications", 14),
                                     ("D13", "Data & Analytics", 12), ("D14", "Product Design", 11)]),
    ("D2", "Commercial", [("D21", "Enterprise Sales", 14), ("D22", "Marketing", 11), ("D23", "Customer Success", 12)]),
    ("D3", "Operations", [("D31", "Supply Chain", 13), ("D32", "Manufacturing Quality", 14), ("D33", "Facilities", 9)]),
    ("D4", "Finance & People", [("D41", "Controlling", 11), ("D42", "Talent Acquisition", 8)]),
]  # fmt: skip
# id, name, seats, leader
PROJECTS = [
    ("PR1", "Aurora migration", 8, "E025"),
    ("PR2", "Customer portal", 12, "E021"),
    ("PR3", "Data platform", 14, "E025"),
    ("PR4", "Field sensors", 9, None),
    ("PR5", "Quality dashboard", 12, "E034"),
    ("PR6", "Market entry", 14, "E030"),
]
APART = ("D33", "D42")  # the departments without a project
FIRST_LEAD = 18
LEADS = 2


def company() -> Org:
    """The whole company."""
    members, units, seats, lines = [], [("CO", COMPANY, "company", None)], [], []

    def person(position: str, unit: str, manager: str | None, role: str = "member") -> str:
        number = len(members) + 1
        name = f"{GIVEN[number % 12]} {FAMILY[number % 13]}"
        members.append((f"E{number:03}", name, position, SITES[number % 4], number * 7 % 31))
        seats.append((members[-1][0], unit, role, position))
        lines.extend([(members[-1][0], manager, "reports_to")] if manager else [])
        return members[-1][0]

    chief = person("Chief Executive Officer", "CO", None, "leader")
    vice = [person(f"VP {name}", id_, chief, "leader") for id_, name, _ in DIVISIONS]
    departments = []
    for (id_, name, below), manager in zip(DIVISIONS, vice, strict=True):
        units.append((id_, name, "division", "CO"))
        departments += [(*department, id_, manager) for department in below]
    heads = [
        person(f"Head of {name}", id_, above, "leader") for id_, name, _, _, above in departments
    ]
    leads = {
        id_: [person("Team lead", id_, head, "deputy") for _ in range(LEADS)]
        for (id_, *_), head in zip(departments, heads, strict=True)
    }
    for id_, name, size, division, _ in departments:
        units.append((id_, name, "department", division))
        for number in range(size - 1 - LEADS):
            person("Specialist", id_, leads[id_][number % LEADS])
    units += [(id_, name, "project", None) for id_, name, _, _ in PROJECTS]
    seats += on_projects(members, seats)
    lines += dotted(seats, lines)
    return Org(
        columns(("id", "name", "position", "site", "seniority_years"), members),
        columns(("id", "name", "layer", "parent"), units),
        columns(("member", "unit", "role", "title"), seats),
        columns(("source", "target", "kind"), lines),
    )


def on_projects(members: list[tuple], seats: list[tuple]) -> list[tuple]:
    """Who is on which project: first its leader, then people of all departments but two in turn."""
    home = {member: unit for member, unit, *_ in seats}
    below = [one[0] for one in members[FIRST_LEAD - 1 :]]
    pool = [one for one in below if home[one] not in APART]
    found, step = [], 0
    for id_, _, size, leader in PROJECTS:
        here = [leader] if leader else []
        while len(here) < size:
            step += 1
            one = pool[step * 17 % len(pool)]
            here += [one] if one not in here else []
        found += [
            (one, id_, *(("leader", "Project manager") if one == leader else ("member", None)))
            for one in here
        ]
    return found


def dotted(seats: list[tuple], lines: list[tuple]) -> list[tuple]:
    """A dotted line from everybody on a project to its leader, unless the solid one goes there."""
    leaders = {
        unit: member for member, unit, role, _ in seats if unit[:2] == "PR" and role == "leader"
    }
    solid = {(member, manager) for member, manager, _ in lines}
    pairs = dict.fromkeys((member, leaders[unit]) for member, unit, *_ in seats if unit in leaders)
    return [(*pair, "dotted_line") for pair in pairs if pair not in solid and pair[0] != pair[1]]


def columns(names: tuple[str, ...], rows: list[tuple]) -> dict[str, list]:
    """Rows as a table."""
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("matrix")
    print(write_tables(company(), folder))
