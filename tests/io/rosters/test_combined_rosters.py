"""Shapes, headings, separators, encodings and damages combined: read as made, or told, never silent.

What a roster was made from is a plain dictionary; the files are written here, line by line.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import openpyxl
import pytest

import sanzu_graph as sg
from sanzu_graph.schema import roster_fields

FAMILIES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
GIVEN = ("志强", "卫国", "丽华", "建军", "晓东", "海涛", "永刚", "红梅", "大力", "文静")
TEAMS = ("运维一班", "运维二班", "检修班", "综合班")
PARTY = ("第一党小组", "第二党小组")
SEPARATORS = (",", ";", "\t", "，", "|")
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
SHAPES = ("row", "row", "row", "bands", "teams", "columns", "blocks", "transposed", "marks", "gaps")
KINDS = ("csv", "csv", "xlsx")


@dataclass
class Made:
    """A roster and what it was made from: the team, group and leadership of everybody."""

    rows: list[list[str]]
    teams: dict[str, str]
    party: dict[str, str] = field(default_factory=dict)
    leaders: set[str] = field(default_factory=set)
    gone: int = 0
    is_refused: bool = False
    told: bool = False


def heading(chance: Random, name: str) -> str:
    """One of the headings that mean a field, in Chinese or English."""
    known = roster_fields()[name]
    return chance.choice([alias for alias in known.aliases if "/" not in alias][:4])


def make(number: int) -> tuple[Made, str]:
    """The roster of a number, and its shape."""
    chance = Random(number)
    shape = chance.choice(SHAPES)
    many = chance.randint(8, 20)
    names = [
        f"{FAMILIES[at]}{chance.choice(GIVEN)}" for at in chance.sample(range(len(FAMILIES)), many)
    ]
    order = sorted(names, key=lambda _name: chance.random())
    size = max(many // 4, 2)
    teams = {name: TEAMS[min(at // size, 3)] for at, name in enumerate(order)}
    party = {name: chance.choice(PARTY) for name in order if chance.random() < 0.4}
    party = party or {order[0]: PARTY[0]}
    leaders = {
        next(name for name in order if teams[name] == team)
        for team in dict.fromkeys(teams.values())
    }
    made = Made([], teams, party, leaders)
    post = {
        name: chance.choice(("班长", "代班长", "负责人", "站长")) if name in leaders else "班员"
        for name in order
    }
    build = {
        "row": _row,
        "bands": _bands,
        "teams": _teams,
        "columns": _columns,
        "blocks": _blocks,
        "transposed": _transposed,
        "marks": _marks,
        "gaps": _gaps,
    }
    build[shape](made, order, post, chance)
    if shape == "row":
        _damage(made, chance)
    if shape != "transposed" and chance.random() < 0.4:
        made.rows.insert(0, ["运维检修中心花名册"])
    return made, shape


def _row(made: Made, order: list[str], post: dict[str, str], chance: Random) -> None:
    made.rows = [
        ["工号", heading(chance, "name"), heading(chance, "team"), heading(chance, "party"), "职务"]
    ]
    made.rows += [
        [f"{at:04}", name, made.teams[name], made.party.get(name, ""), post[name]]
        for at, name in enumerate(order, 1)
    ]


def _bands(made: Made, order: list[str], post: dict[str, str], _: Random) -> None:
    made.rows = [["姓名", "职务", "党小组"]]
    for team in dict.fromkeys(made.teams.values()):
        made.rows.append([team])
        made.rows += [
            [name, post[name], made.party.get(name, "")]
            for name in order
            if made.teams[name] == team
        ]


def _teams(made: Made, order: list[str], _: dict[str, str], chance: Random) -> None:
    made.party, mark = {}, chance.choice(("、", " ", "/", "\n"))
    made.rows = [["班组", "班长", "成员"]]
    for team in dict.fromkeys(made.teams.values()):
        mine = [name for name in order if made.teams[name] == team]
        made.rows.append([team, mine[0], mark.join(mine[1:])])


def _columns(made: Made, order: list[str], _: dict[str, str], __: Random) -> None:
    made.party = {}
    teams = list(dict.fromkeys(made.teams.values()))
    mine = {team: [name for name in order if made.teams[name] == team] for team in teams}
    made.rows = [teams]
    for at in range(max(map(len, mine.values()))):
        made.rows.append(
            [
                f"{mine[team][at]}{'（班长）' if at == 0 else ''}" if at < len(mine[team]) else ""
                for team in teams
            ]
        )


def _blocks(made: Made, order: list[str], post: dict[str, str], _: Random) -> None:
    half = (len(order) + 1) // 2
    cells = [[name, made.teams[name], post[name], made.party.get(name, "")] for name in order]
    cells += [[""] * 4] * (2 * half - len(order))
    made.rows = [["姓名", "班组", "职务", "党小组"] * 2]
    made.rows += [[*one, *other] for one, other in zip(cells[:half], cells[half:], strict=True)]


def _transposed(made: Made, order: list[str], post: dict[str, str], _: Random) -> None:
    made.rows = [
        ["姓名", *order],
        ["班组", *(made.teams[name] for name in order)],
        ["职务", *(post[name] for name in order)],
        ["党小组", *(made.party.get(name, "") for name in order)],
    ]


def _marks(made: Made, order: list[str], post: dict[str, str], chance: Random) -> None:
    yes = chance.choice(("√", "是", "Y", "1"))
    no = {"√": "", "是": "否", "Y": "N", "1": "0"}[yes]
    made.rows = [["姓名", "班组", "职务", *PARTY]]
    made.rows += [
        [
            name,
            made.teams[name],
            post[name],
            *(yes if made.party.get(name) == group else no for group in PARTY),
        ]
        for name in order
    ]


def _gaps(made: Made, order: list[str], post: dict[str, str], _: Random) -> None:
    before, made.rows = "", [["班组", "姓名", "职务", "党小组"]]
    for name in order:
        team = made.teams[name]
        made.rows.append(
            ["" if team == before else team, name, post[name], made.party.get(name, "")]
        )
        before = team


def _damage(made: Made, chance: Random) -> None:
    """One damage: what reading must see, tell or refuse."""
    kind = chance.choice(
        ("", "error", "gone", "unseen", "example", "total", "repeated", "spaced", "was number")
    )
    at = chance.randrange(1, len(made.rows))
    row = made.rows[at]
    if kind == "error":
        row[chance.randrange(5)], made.is_refused = (
            chance.choice(("#N/A", "#REF!", "#VALUE!")),
            True,
        )
    elif kind == "was number":
        row[0], made.is_refused = f"{at}.0", True
    elif kind == "repeated":
        made.rows.append([row[0], "司马光", *row[2:]])
        made.is_refused = True
    elif kind == "gone":
        for one in made.rows:
            one.append("在职")
        made.rows[0][-1] = "在职状态"
        made.rows.append(
            [
                "9999",
                "旧人",
                made.teams[row[1]],
                PARTY[0],
                "班员",
                chance.choice(("离职", "退休", "已调出")),
            ]
        )
        made.told = True
    elif kind == "unseen":
        row[2] = row[2][:1] + "\u200b" + row[2][1:]
        made.told = True
    elif kind == "example":
        made.rows.insert(1, ["示例", "张三（示例）", "示例班", "", "班长"])
        made.told = True
    elif kind == "total":
        made.rows.append(["合计", str(len(made.teams)), "", "", ""])
    elif kind == "spaced":
        row[1] = "\u3000".join(row[1]) if len(row[1]) == 2 else row[1] + " "


def write(made: Made, number: int, folder: Path) -> Path:
    chance = Random(-number)
    if chance.choice(KINDS) == "xlsx":
        book = openpyxl.Workbook()
        for row in made.rows:
            book.active.append([cell or None for cell in row])
        path = folder / f"{number}.xlsx"
        book.save(path)
        return path
    mark, encoding = chance.choice(SEPARATORS), chance.choice(ENCODINGS)
    path = folder / f"{number}.{'txt' if mark == chr(9) else 'csv'}"
    width = max(map(len, made.rows))
    lines = [[*row, *[""] * (width - len(row))] for row in made.rows]
    quoted = [
        [f'"{cell}"' if mark in cell or "\n" in cell else cell for cell in row] for row in lines
    ]
    path.write_bytes("\r\n".join(mark.join(row) for row in quoted).encode(encoding))
    return path


def differences(number: int, folder: Path) -> Iterator[str]:
    """What was read otherwise than it was made, and not told."""
    made, shape = make(number)
    path = write(made, number, folder)
    reading = sg.read_roster(path, dry_run=True, lang="en")
    told = {doubt.key.removeprefix("doubt.") for doubt in reading._doubts}
    if made.is_refused:
        if reading.org is not None:
            yield "not refused"
        return
    if reading.org is None:
        yield f"refused: {reading.faults_text()[:300]}"
        return
    org = reading.org
    names = dict(zip(org.members["id"], org.members["name"].fillna(org.members["id"]), strict=True))
    units = org.units.set_index("id")
    seats = [
        (names[m], units.loc[u, "layer"], units.loc[u, "name"], r)
        for m, u, r in zip(
            org.memberships["member"], org.memberships["unit"], org.memberships["role"], strict=True
        )
    ]
    if {(who, unit) for who, layer, unit, _ in seats if layer == "team"} != set(made.teams.items()):
        yield f"teams: {set(made.teams.items()) ^ {(w, u) for w, layer, u, _ in seats if layer == 'team'}}"
    if {(who, unit) for who, layer, unit, _ in seats if layer == "party"} != set(
        made.party.items()
    ):
        yield "party"
    if {
        who for who, layer, _, role in seats if layer == "team" and role == "leader"
    } != made.leaders:
        yield "leaders"
    if set(names.values()) != set(made.teams):
        yield "people"
    if made.told and not told:
        yield "not told"
    seen = {
        "bands": "bands",
        "gaps": "filled_down",
        "blocks": "shape_blocks",
        "teams": "shape_teams",
        "columns": "shape_columns",
        "transposed": "shape_transposed",
    }
    if shape in seen and seen[shape] not in told and not told:
        yield f"the shape {shape} was not told"


def wrong(numbers: range, folder: Path) -> dict[int, list[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = {number: list(differences(number, folder)) for number in numbers}
    return {number: told for number, told in found.items() if told}


def test_two_hundred_combined_rosters(tmp_path: Path) -> None:
    assert wrong(range(200), tmp_path) == {}


@pytest.mark.heavy
@pytest.mark.parametrize("start", range(200, 10_200, 1_000))
def test_ten_thousand_combined_rosters(start: int, tmp_path: Path) -> None:
    assert wrong(range(start, start + 1_000), tmp_path) == {}
