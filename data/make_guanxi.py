"""Write data/guanxi: an invented power-supply station, 官溪供电所, told in the terms of 三组联动.

Everything is invented: the place, the people, the dates. What is planted, and why, is in
data/README.md. The same literals are written as tables, and as the roster that somebody in the
office would keep, in Excel and in CSV.

    python data/make_guanxi.py            # data/guanxi again, byte for byte
    python data/make_guanxi.py elsewhere  # into another folder
"""

import csv
import datetime
import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import xlsxwriter

from sanzu_graph import Org, write_tables

PARTY, PROBATION, LEAGUE, NONE = (
    "party_member",
    "probationary_member",
    "league_member",
    "non_member",
)

# id, name, layer, parent, work type, site
UNITS = [
    ("S1", "官溪供电所", "station", None, None, None),
    ("B1", "官溪供电所党支部", "branch", "S1", None, None),
    ("T01", "官溪配电一班", "team", "S1", "配电", "官溪"),
    ("T02", "官溪配电二班", "team", "S1", "配电", "官溪"),
    ("T03", "官溪抢修班", "team", "S1", "抢修", "官溪"),
    ("T04", "官溪营业班", "team", "S1", "营销", "官溪"),
    ("T05", "柳湾配电一班", "team", "S1", "配电", "柳湾"),
    ("T06", "柳湾配电二班", "team", "S1", "配电", "柳湾"),
    ("T07", "柳湾营业班", "team", "S1", "营销", "柳湾"),
    ("T08", "石埠配电班", "team", "S1", "配电", "石埠"),
    ("T09", "石埠营业一班", "team", "S1", "营销", "石埠"),
    ("T10", "石埠营业二班", "team", "S1", "营销", "石埠"),
    ("P1", "官溪第一党小组", "party", "B1", None, "官溪"),
    ("P2", "官溪第二党小组", "party", "B1", None, "官溪"),
    ("P3", "柳湾党小组", "party", "B1", None, "柳湾"),
    ("P4", "石埠营业党小组", "party", "B1", None, "石埠"),
    ("P5", "石埠配电党小组", "party", "B1", None, "石埠"),
    ("U1", "官溪配电工会小组", "union", "S1", None, "官溪"),
    ("U2", "官溪抢修营业工会小组", "union", "S1", None, "官溪"),
    ("U3", "柳湾工会小组", "union", "S1", None, "柳湾"),
    ("U4", "石埠工会小组", "union", "S1", None, "石埠"),
]

# team → id, name, political status, position, years of service, skill level (1 to 5), first day of
# retirement
PEOPLE: dict[str, list[tuple[str, str, str, str, int, int, str | None]]] = {
    "T01": [
        ("M001", "程志远", PARTY, "班长", 22, 5, None),
        ("M002", "贺文柏", PARTY, "副班长", 17, 4, None),
        ("M003", "陆春山", PARTY, "配电工", 33, 5, "2027-04-01"),
        ("M004", "邵明川", PARTY, "配电工", 12, 3, None),
        ("M005", "倪大勇", NONE, "配电工", 19, 4, None),
        ("M006", "庄小满", LEAGUE, "配电工", 6, 2, None),
        ("M007", "施立群", NONE, "配电工", 9, 3, None),
        ("M008", "季鸣", LEAGUE, "配电工", 1, 1, None),
    ],
    "T02": [
        ("M009", "葛思齐", PARTY, "班长", 9, 4, None),
        ("M010", "柏长林", NONE, "配电工", 28, 5, None),
        ("M011", "卓岩", PARTY, "副班长", 14, 4, None),
        ("M012", "谈静", PROBATION, "配电工", 4, 2, None),
        ("M013", "尤国平", NONE, "配电工", 21, 4, None),
        ("M014", "芮晓阳", LEAGUE, "配电工", 3, 2, None),
        ("M015", "尚文杰", NONE, "配电工", 11, 3, None),
    ],
    "T03": [
        ("M016", "凌海涛", NONE, "班长", 16, 5, None),
        ("M017", "查玉林", PARTY, "副班长", 20, 5, None),
        ("M018", "包振华", PARTY, "抢修工", 10, 3, None),
        ("M019", "甘雨田", PARTY, "抢修工", 8, 3, None),
        ("M020", "蓝天成", NONE, "抢修工", 13, 4, None),
        ("M021", "宣志勇", NONE, "抢修工", 25, 5, None),
        ("M022", "费小龙", LEAGUE, "抢修工", 5, 2, None),
        ("M023", "娄子轩", LEAGUE, "抢修工", 0, 1, None),
    ],
    "T04": [
        ("M024", "计文娟", PARTY, "班长", 18, 4, None),
        ("M025", "舒兰", PARTY, "营业员", 11, 3, None),
        ("M026", "屈慧敏", NONE, "营业员", 23, 4, "2027-10-01"),
        ("M027", "项佳", NONE, "营业员", 7, 3, None),
        ("M028", "祝晓燕", LEAGUE, "营业员", 4, 2, None),
        ("M029", "闵丽", NONE, "营业员", 15, 4, None),
        ("M030", "岑雪", LEAGUE, "营业员", 1, 1, None),
    ],
    "T05": [
        ("M031", "骆建安", PARTY, "班长", 24, 5, None),
        ("M032", "侯方正", PARTY, "副班长", 15, 4, None),
        ("M033", "龚少强", PARTY, "配电工", 11, 3, None),
        ("M034", "单家和", PARTY, "配电工", 7, 3, None),
        ("M035", "焦永年", NONE, "配电工", 30, 5, None),
        ("M036", "牛力", NONE, "配电工", 9, 3, None),
        ("M037", "翟一帆", LEAGUE, "配电工", 3, 2, None),
        ("M038", "池小海", LEAGUE, "配电工", 1, 1, None),
    ],
    "T06": [
        ("M039", "浦成", NONE, "班长", 12, 4, None),
        ("M040", "应学军", NONE, "副班长", 18, 4, None),
        ("M041", "晏清和", NONE, "配电工", 10, 3, None),
        ("M042", "全胜利", NONE, "配电工", 14, 3, None),
        ("M043", "冷思源", LEAGUE, "配电工", 4, 2, None),
        ("M044", "易凡", LEAGUE, "配电工", 2, 2, None),
        ("M045", "扈明", LEAGUE, "配电工", 0, 1, None),
    ],
    "T07": [
        ("M046", "柴丽华", NONE, "班长", 16, 4, None),
        ("M047", "鲍长庚", PARTY, "营业员", 34, 5, "2027-07-01"),
        ("M048", "古月明", NONE, "营业员", 8, 3, None),
        ("M049", "向晴", LEAGUE, "营业员", 5, 2, None),
        ("M050", "都敏", NONE, "营业员", 12, 3, None),
        ("M051", "乐欣", LEAGUE, "营业员", 1, 1, None),
    ],
    "T08": [
        ("M052", "车远东", PARTY, "班长", 7, 3, None),
        ("M053", "阮平", PARTY, "配电工", 5, 3, None),
        ("M054", "桑茂林", NONE, "配电工", 26, 5, None),
        ("M055", "经伟", NONE, "配电工", 13, 4, None),
        ("M056", "缪诚", NONE, "配电工", 17, 4, None),
        ("M057", "管恒", LEAGUE, "配电工", 4, 2, None),
        ("M058", "束小川", LEAGUE, "配电工", 1, 1, None),
    ],
    "T09": [
        ("M059", "符秀珍", PARTY, "班长", 21, 5, None),
        ("M060", "成梅", PARTY, "副班长", 13, 4, None),
        ("M061", "戚玉", PARTY, "营业员", 9, 3, None),
        ("M062", "支霞", PROBATION, "营业员", 6, 2, None),
        ("M063", "明小雅", NONE, "营业员", 4, 2, None),
        ("M064", "宗兰芳", NONE, "营业员", 20, 4, None),
        ("M065", "麦苗", LEAGUE, "营业员", 0, 1, None),
    ],
    "T10": [
        ("M066", "井然", NONE, "班长", 7, 3, None),
        ("M067", "边红", NONE, "副班长", 6, 3, None),
        ("M068", "荆叶", LEAGUE, "营业员", 4, 2, None),
        ("M069", "伊宁", LEAGUE, "营业员", 3, 2, None),
        ("M070", "敖雪梅", NONE, "营业员", 4, 2, None),
        ("M071", "巩欣然", LEAGUE, "营业员", 1, 1, None),
        ("M072", "幸月", LEAGUE, "营业员", 0, 1, None),
    ],
}

# party group → its members, the leader first
PARTY_GROUPS = {
    "P1": ["M001", "M002", "M003", "M009", "M011"],
    "P2": ["M025", "M004", "M012", "M017", "M018", "M024"],
    "P3": ["M031", "M032", "M033", "M034", "M047"],
    "P4": ["M059", "M060", "M061", "M062"],
    "P5": ["M052", "M053"],
}

# union group → the teams whose people it unites, and its leader
UNION_GROUPS = {
    "U1": (["T01", "T02"], "M001"),
    "U2": (["T03", "T04"], "M016"),
    "U3": (["T05", "T06", "T07"], None),
    "U4": (["T08", "T09", "T10"], "M066"),
}

# union group → who stands in for its leader
UNION_DEPUTIES = {"U3": "M050"}

# mentor → apprentices
MENTORS = {
    "M002": ["M008"],
    "M010": ["M009"],
    "M017": ["M023"],
    "M025": ["M030"],
    "M035": ["M038", "M045", "M051"],
    "M054": ["M058"],
    "M063": ["M065"],
    "M066": ["M071"],
}

# who (a group leader), which duties, for which teams
POWERS = ["participate", "report", "recommend"]
DUTIES = [
    ("M001", [*POWERS, "support"], ["T01", "T02"]),
    ("M025", [*POWERS, "support"], ["T03", "T04"]),
    ("M031", [*POWERS, "support"], ["T05", "T07"]),
    ("M031", ["liaison"], ["T06"]),
    ("M052", ["participate", "report", "support"], ["T08"]),
    ("M059", [*POWERS, "support"], ["T09"]),
    ("M017", ["report"], ["T03"]),
]

# -- the year: December 2025 to 22 November 2026

# kind of activity → its letter, the day of the month from which on it is held
ROUTINES = {"safety_class": ("C", 3), "safety_analysis": ("A", 10), "heart_to_heart": ("H", 14)}
MONTHS = [(2025, 12), *((2026, month) for month in range(1, 12))]
# activity → None: not held; else the day on which it was, or the month where nobody wrote down the
# day
ODD_DAYS = {
    "C-202607-P5": None,
    "A-202602-P2": "2026-03-05",
    "H-202605-P4": "2026-05-29",
    "C-202604-P3": "2026-04",
}
# party group → the colleagues outside it to whom it talks, some a month in turn; whom nobody talks
# to; and who was not talked to again
TALKS = {
    "P1": ("M005 M006 M007 M008 M010 M013 M014 M015", 2),
    "P2": ("M016 M019 M020 M021 M022 M023 M026 M027 M028 M029 M030", 3),
    "P3": ("M035 M036 M037 M038 M039 M040 M041 M042 M043 M045 M046 M048 M049 M050 M051", 4),
    "P4": ("M063 M064 M065 M066 M067 M068 M069 M070 M071 M072", 3),
    "P5": ("M054 M055 M056 M057 M058", 1),
}
LAST_TALK = {"M057": (2026, 3)}

# safety analysis → problem found, remedy, who sees to it, days until it is due, days until it was
# done
PROBLEMS = {
    "A-202512-P1": ("官溪1号台区围栏松动", "加固围栏", "M005", 20, 12),
    "A-202512-P3": ("登高板绳有磨损", "更换并登记", "M036", 15, 9),
    "A-202601-P4": ("营业厅地垫卷边", "更换地垫", "M064", 10, 4),
    "A-202601-P2": ("抢修车灭火器临近到期", "换新灭火器", "M020", 15, 10),
    "A-202602-P1": ("接地线编号不清", "重新编号", "M007", 20, 18),
    "A-202603-P5": ("石埠支线树障", "修剪树枝", "M055", 30, 21),
    "A-202603-P2": ("夜间抢修照明不足", "增配头灯", "M021", 25, 31),
    "A-202604-P3": ("柳湾仓库堆放杂乱", "定置管理", "M037", 20, 15),
    "A-202605-P1": ("安全帽临近报废期", "统一更换", "M006", 30, 16),
    "A-202605-P4": ("收费柜台插座发热", "更换插座", "M067", 10, 3),
    "A-202606-P2": ("驾驶员未按月检车", "补检并列入月表", "M022", 15, 11),
    "A-202607-P3": ("防汛沙袋不足", "补足沙袋", "M042", 10, 6),
    "A-202608-P3": ("柳湾2号台区配电箱锁具损坏", "更换锁具", "M036", 25, None),
    "A-202608-P5": ("绝缘手套检验标签缺失", "送检贴标", "M056", 20, 13),
    "A-202609-P4": ("营业厅应急照明不亮", None, None, 30, None),
    "A-202610-P1": ("工作票填写涂改", "班前会讲评", "M008", 15, 14),
}

# task → team, goal, scope, the day of the first stage; common ones go through all stages below,
# unless told otherwise
TASKS = {
    "J01": ("T01", "safety", "common", "2026-01-12"),
    "J02": ("T08", "safety", "common", "2026-02-23"),
    "J03": ("T05", "production", "common", "2026-03-16"),
    "J04": ("T04", "stability", "common", "2026-04-07"),
    "J05": ("T09", "safety", "common", "2026-05-11"),
    "J06": ("T02", "production", "common", "2026-06-08"),
    "J07": ("T03", "safety", "common", "2026-07-06"),
    "J08": ("T06", "development", "common", "2026-09-14"),
    "J09": ("T07", "safety", "common", "2026-11-16"),
    "J10": ("T01", "production", "specific", "2026-04-20"),
    "J11": ("T10", "stability", "specific", "2026-08-17"),
}
# stage, layer, days behind the first stage
STAGES = [
    ("consult", "party", 0),
    ("consult", "union", 0),
    ("assign", "team", 1),
    ("implement", "team", 4),
    ("assure", "party", 6),
    ("assure", "union", 7),
    ("inspect", "team", 12),
    ("inspect", "party", 12),
    ("inspect", "union", 13),
    ("assess", "team", 20),
    ("assess", "party", 20),
    ("assess", "union", 21),
]
# task → (stage, layer) → None: not done; a number: so many days later. All others of J08 to J11 are
# not done.
ODD_STAGES = {
    "J03": {("consult", "union"): None},
    "J05": {("assure", "union"): None},
    "J06": {("inspect", "party"): None},
    "J07": {("consult", "union"): 4},
}
ONLY_STAGES = {
    "J08": {("assign", "team"), ("implement", "team")},
    "J09": {("consult", "party"), ("consult", "union"), ("assign", "team")},
    "J10": {("assign", "team"), ("implement", "team"), ("inspect", "team"), ("assess", "team")},
    "J11": {("assign", "team"), ("implement", "team"), ("inspect", "union")},
}
# layer → team → who acts for it
ACTING = {
    "party": {
        "T01": "M001",
        "T02": "M001",
        "T03": "M025",
        "T04": "M025",
        "T05": "M031",
        "T06": "M031",
        "T07": "M031",
        "T08": "M052",
        "T09": "M059",
        "T10": "M059",
    },
    "union": {
        "T01": "M001",
        "T02": "M001",
        "T03": "M016",
        "T04": "M016",
        "T05": "M050",
        "T06": "M050",
        "T07": "M050",
        "T08": "M066",
        "T09": "M066",
        "T10": "M066",
    },
}

# who was away: from, first day back
ABSENCES = [
    ("M014", "2026-03-02", "2026-03-30"),
    ("M061", "2026-06-15", "2026-09-15"),
    ("M039", "2026-11-16", "2026-11-30"),
]

# who stands for the leadership of U3 → stage, who judged, points out of ten on the five criteria;
# appointment is still to come
STANDING_FOR = "U3"
CRITERIA = ["awareness", "conduct", "discipline", "ability", "diligence"]
JUDGED: dict[str, list[tuple[str, str, list[float]]]] = {
    "M050": [
        ("apply", "工会委员会", [8, 9, 9, 8, 9]),
        ("peer", "班组职工", [9, 9.5, 9, 9, 9.5]),
        ("peer", "工会委员会", [8.5, 9, 9, 8.5, 9]),
        ("review", "党支部", [8, 8.5, 9, 8, 8.5]),
    ],
    "M040": [
        ("apply", "工会委员会", [9, 9, 8, 9, 9]),
        ("peer", "班组职工", [8.5, 8.5, 8, 9, 8.5]),
        ("peer", "工会委员会", [9, 8.5, 8.5, 9, 9]),
        ("review", "党支部", [9.5, 9, 9, 9.5, 9]),
    ],
    "M032": [
        ("apply", "工会委员会", [9, 8, 8, 9, 8]),
        ("peer", "班组职工", [8, 8, 8.5, 9, 8]),
        ("peer", "工会委员会", [8.5, 8, 8, 9, 8.5]),
        ("review", "党支部", [9, 8.5, 8.5, 9, 8]),
    ],
    "M046": [
        ("apply", "工会委员会", [8, 9, 8, 8, 9]),
        ("peer", "班组职工", [8, 9, 8.5, 8, 8]),
        ("peer", "工会委员会", [8, 8.5, 8.5, 8, 9]),
        ("review", "党支部", [8.5, 9, 8, 8.5, 9]),
    ],
    "M036": [
        ("apply", "工会委员会", [8, 8, 8, 8.5, 8]),
        ("peer", "班组职工", [8, 8.5, 8, 8.5, 8.5]),
        ("peer", "工会委员会", [8, 8, 8.5, 8, 8]),
    ],
    "M031": [("apply", "工会委员会", [9, 9, 9, 9, 9])],
}

TEAM_ROLES = {"班长": "leader", "副班长": "deputy"}


def station() -> Org:
    """The organisation that the literals describe."""
    units = pd.DataFrame(UNITS, columns=["id", "name", "layer", "parent", "work_type", "site"])
    place = units.set_index("id")[["work_type", "site"]]
    members = [
        (member, name, status, position, *place.loc[team], years, skill, until)
        for team, people in PEOPLE.items()
        for member, name, status, position, years, skill, until in people
    ]
    headings = [
        "id",
        "name",
        "political_status",
        "position",
        "work_type",
        "site",
        "seniority_years",
        "skill_level",
        "until",
    ]
    relations = [
        (mentor, apprentice, "mentors")
        for mentor, apprentices in MENTORS.items()
        for apprentice in apprentices
    ]
    duties = [
        (member, team, duty) for member, held, teams in DUTIES for team in teams for duty in held
    ]
    return Org(
        pd.DataFrame(members, columns=headings),
        units,
        pd.DataFrame(memberships(), columns=["member", "unit", "role", "title"]),
        pd.DataFrame(relations, columns=["source", "target", "kind"]),
        pd.DataFrame(duties, columns=["member", "unit", "duty"]),
        **year(),
    )


def year() -> dict[str, pd.DataFrame]:
    """The records of the year that the literals describe."""
    held = dict(activities())
    rows = {
        "activities": [
            (id_, id_.rpartition("-")[2], kind, day) for id_, (kind, day) in held.items()
        ],
        "participants": [(id_, member) for id_ in held for member in taking_part(id_)],
        "remedies": [remedy(id_, *found, day=held[id_][1]) for id_, found in PROBLEMS.items()],
        "tasks": [(task, team, goal, scope) for task, (team, goal, scope, _) in TASKS.items()],
        "task_events": [event for task in TASKS for event in events(task)],
        "absences": ABSENCES,
    }
    headings = {
        "activities": ["id", "unit", "kind", "date"],
        "participants": ["activity", "member"],
        "remedies": ["activity", "problem", "remedy", "owner", "due", "done"],
        "tasks": ["id", "unit", "goal", "scope"],
        "task_events": ["task", "stage", "layer", "member", "date"],
        "absences": ["member", "since", "until"],
    }
    return {table: pd.DataFrame(rows[table], columns=headings[table]) for table in rows}


def activities() -> Iterator[tuple[str, tuple[str, str]]]:
    """What was held: id → kind and day."""
    for number, (at_year, month) in enumerate(MONTHS):
        for group, leads in enumerate(PARTY_GROUPS):
            for kind, (letter, first) in ROUTINES.items():
                id_ = f"{letter}-{at_year}{month:02}-{leads}"
                day = ODD_DAYS.get(
                    id_, f"{at_year}-{month:02}-{first + (3 * group + 2 * number) % 6:02}"
                )
                if day is not None:
                    yield id_, (kind, day)


def taking_part(id_: str) -> list[str]:
    """Who took part: the group; in a heart-to-heart one of it and some colleagues in turn."""
    letter, month, group = id_.split("-")
    members = PARTY_GROUPS[group]
    if letter != "H":
        return list(members)
    number = MONTHS.index((int(month[:4]), int(month[4:])))
    colleagues, some = TALKS[group][0].split(), TALKS[group][1]
    turn = [colleagues[(number * some + place) % len(colleagues)] for place in range(some)]
    known = [member for member in turn if MONTHS[number] <= LAST_TALK.get(member, MONTHS[-1])]
    return [members[number % len(members)], *(known or colleagues[:1])]


def remedy(
    id_: str,
    problem: str,
    measure: str | None,
    owner: str | None,
    due: int,
    done: int | None,
    *,
    day: str,
) -> tuple[str | None, ...]:
    """A problem found by an analysis, with its days."""
    found = datetime.date.fromisoformat(day)
    closed = None if done is None else (found + datetime.timedelta(days=done)).isoformat()
    return id_, problem, measure, owner, (found + datetime.timedelta(days=due)).isoformat(), closed


def events(task: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Who did what when on a task."""
    team, _, _, begun = TASKS[task]
    leader = next(row[0] for row in PEOPLE[team] if row[3] == "班长")
    for stage, layer, days in STAGES:
        later = ODD_STAGES.get(task, {}).get((stage, layer), 0)
        if later is not None and (stage, layer) in ONLY_STAGES.get(task, {(stage, layer)}):
            day = datetime.date.fromisoformat(begun) + datetime.timedelta(days=days + later)
            yield task, stage, layer, ACTING.get(layer, {}).get(team, leader), day.isoformat()


def memberships() -> list[tuple[str, str, str, str | None]]:
    """Who is in what: teams from the people, party groups as listed, union groups from their teams."""
    rows: list[tuple[str, str, str, str | None]] = []
    for team, people in PEOPLE.items():
        for member, _, _, position, *_ in people:
            rows.append(
                (
                    member,
                    team,
                    TEAM_ROLES.get(position, "member"),
                    position if position in TEAM_ROLES else None,
                )
            )
    groups = [(group, members, members[0]) for group, members in PARTY_GROUPS.items()]
    groups += [
        (group, [row[0] for team in teams for row in PEOPLE[team]], leader or "")
        for group, (teams, leader) in UNION_GROUPS.items()
    ]
    for group, people_in, leader in groups:
        for member in people_in:
            is_deputy = member == UNION_DEPUTIES.get(group)
            role = (
                ("leader", "组长")
                if member == leader
                else ("deputy", "副组长")
                if is_deputy
                else ("member", None)
            )
            rows.append((member, group, *role))
    return rows


def assessments() -> pd.DataFrame:
    """Who was judged how, for the leadership of U3."""
    rows = [
        (member, STANDING_FOR, stage, criterion, group, points)
        for member, judged in JUDGED.items()
        for stage, group, given in judged
        for criterion, points in zip(CRITERIA, given, strict=True)
    ]
    return pd.DataFrame(
        rows, columns=["candidate", "unit", "stage", "criterion", "assessor_group", "score"]
    )


# -- the same as a roster, made to be read by people

ROSTER = "官溪供电所花名册"
HEADINGS = {
    "序号": 5,
    "工号": 7,
    "姓名": 8,
    "班组": 14,
    "职务": 9,
    "工种": 6,
    "工作地点": 9,
    "工龄": 6,
    "技能等级": 9,
    "政治面貌": 13,
    "党小组": 16,
    "党内职务": 9,
    "工会小组": 20,
    "工会职务": 9,
    "师傅": 8,
    "退休日期": 11,
    "手机号": 13,
    "备注": 10,
}
STATUS = {PARTY: "中共党员", PROBATION: "中共预备党员", LEAGUE: "共青团员", NONE: "群众"}
TITLE, OFFICE, FILLED_ON = (
    "官溪供电所职工花名册",
    "填报单位：官溪供电所（盖章）",
    "填报日期：2026年11月22日",
)
SIGNATURES = {1: "填表人：舒兰", 6: "审核：程志远", 11: "日期：2026年11月22日"}
FIRST_ROW, OFFICE_WIDTH = 3, 9

Cell = str | int | datetime.date | None


def roster_rows() -> list[list[Cell]]:
    """One row a person, in the order of the teams."""
    names = {unit: name for unit, name, *_ in UNITS}
    people = {member: name for team in PEOPLE.values() for member, name, *_ in team}
    place = {unit: (work, site) for unit, _, _, _, work, site in UNITS}
    party = {member: group for group, members in PARTY_GROUPS.items() for member in members}
    union = {team: group for group, (teams, _) in UNION_GROUPS.items() for team in teams}
    mentor = {
        apprentice: people[of] for of, apprentices in MENTORS.items() for apprentice in apprentices
    }
    rows: list[list[Cell]] = []
    for team, members in PEOPLE.items():
        for member, name, status, position, years, skill, until in members:
            number = len(rows) + 1
            retires = datetime.date.fromisoformat(until) if until else None
            group, union_group = party.get(member), union[team]
            row = [
                number,
                member,
                name,
                names[team],
                position,
                *place[team],
                years,
                skill,
                STATUS[status],
            ]
            row += [
                names.get(group or ""),
                "组长" if group and member == PARTY_GROUPS[group][0] else None,
            ]
            post = (
                "组长"
                if member == UNION_GROUPS[union_group][1]
                else "副组长"
                if member == UNION_DEPUTIES.get(union_group)
                else None
            )
            row += [names[union_group], post]
            row += [mentor.get(member), retires, f"100{number:08}", None]
            rows.append(row)
    return rows


def total() -> list[Cell]:
    members = [member for team in PEOPLE.values() for member in team]
    party = sum(status in {PARTY, PROBATION} for _, _, status, *_ in members)
    return [
        "合计",
        None,
        f"{len(members)}人",
        f"{len(PEOPLE)}个班组",
        *[None] * 5,
        f"党员{party}人",
        *[None] * 8,
    ]


def write_workbook(path: Path) -> Path:
    """The roster as a workbook that looks made by hand: title and team cells merged, borders,
    total, signatures.
    """
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.set_properties(
        {
            "title": TITLE,
            "author": "舒兰",
            "company": "官溪供电所",
            "created": datetime.datetime(2026, 11, 22),
        }
    )
    sheet = book.add_worksheet("花名册")
    plain = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
    cell = {**plain, "align": "center", "border": 1}
    box, day = book.add_format(cell), book.add_format({**cell, "num_format": "yyyy-mm-dd"})
    bold, line = (
        book.add_format({**cell, "bold": True, "bg_color": "#D9E1F2"}),
        book.add_format(plain),
    )
    right = book.add_format({**plain, "align": "right"})
    last = len(HEADINGS) - 1

    sheet.merge_range(
        0,
        0,
        0,
        last,
        TITLE,
        book.add_format({**plain, "font_size": 18, "bold": True, "align": "center"}),
    )
    sheet.merge_range(1, 0, 1, OFFICE_WIDTH - 1, OFFICE, line)
    sheet.merge_range(1, OFFICE_WIDTH, 1, last, FILLED_ON, right)
    for at, (heading, width) in enumerate(HEADINGS.items()):
        sheet.set_column(at, at, width)
        sheet.write_string(2, at, heading, bold)
    rows = roster_rows()
    for at, row in enumerate(rows, FIRST_ROW):
        for column, value in enumerate(row):
            if isinstance(value, datetime.date):
                sheet.write_datetime(
                    at, column, datetime.datetime(value.year, value.month, value.day), day
                )
            else:
                sheet.write(at, column, value, box)
    team, start = list(HEADINGS).index("班组"), FIRST_ROW
    for members in PEOPLE.values():
        sheet.merge_range(
            start, team, start + len(members) - 1, team, rows[start - FIRST_ROW][team], box
        )
        start += len(members)
    for column, value in enumerate(total()):
        sheet.write(start, column, value, bold)
    sheet.merge_range(start, 0, start, 1, "合计", bold)
    for column, value in SIGNATURES.items():
        sheet.write_string(start + 2, column, value, line)
    sheet.freeze_panes(FIRST_ROW, 3)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    book.close()
    return repacked(made, path)


def repacked(made: io.BytesIO, path: Path) -> Path:
    """The workbook with its parts uncompressed and undated, so that no version of zlib and no clock
    tells in its bytes.
    """
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name))
    return path


def write_csv(path: Path) -> Path:
    """The roster as Excel in Chinese saves it: GB18030, title and signatures included; the team in
    every row, as nothing is merged.
    """
    blank: list[Cell] = [None] * len(HEADINGS)
    signatures = [SIGNATURES.get(column) for column in range(len(HEADINGS))]
    head = [
        [TITLE, *blank[1:]],
        [OFFICE, *blank[1:OFFICE_WIDTH], FILLED_ON, *blank[OFFICE_WIDTH + 1 :]],
        list(HEADINGS),
    ]
    text = io.StringIO(newline="")
    csv.writer(text).writerows([*head, *roster_rows(), total(), blank, signatures])
    path.write_bytes(text.getvalue().encode("gb18030"))
    return path


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("guanxi")
    print(write_tables(station().replace(assessments=assessments()), folder))
    print(write_workbook(folder / f"{ROSTER}.xlsx"))
    print(write_csv(folder / f"{ROSTER}.csv"))
