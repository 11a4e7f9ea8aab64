"""Write data/juhua: an invented works of 717 teams, with exactly the counts of a published case and
nothing else of it.

The published figures (Juhua Group): 717 teams, 172 of them without a party member; afterwards 652,
none without, two in each: 65 teams merged, 52 people admitted, leaders attached. People, places and
who stands how to whom are invented here; no real organisation is meant. What is planted, and why,
is in data/README.md.

    python data/make_juhua.py            # data/juhua again, byte for byte
    python data/make_juhua.py elsewhere  # into another folder
"""

import random
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd

from sanzu_graph import Org, write_tables

SEED = 717
#: The published counts, and those that follow: 2 × 172 + 127 = 471 people short of two in every
#: team.
TEAMS, BLANK, SINGLE = 717, 172, 127
#: Of the 471 places, so many can be filled by admitting applicants where they work; others apply in
#: teams that have enough.
FILLABLE, APPLICANTS_ELSEWHERE = 171, 150

PARTY, PROBATION, LEAGUE, NONE = (
    "party_member",
    "probationary_member",
    "league_member",
    "non_member",
)
PLACES = [first + second for second in "岭湾滩坪坞" for first in "桐枫槐榆樟柏松杉"]
#: Work type → what its people are called, and how many teams of it a plant has (the last three
#: plants have one less of the first).
WORKS = {"生产": ("操作工", 6), "检修": ("检修工", 5), "仪电": ("仪电工", 4), "储运": ("储运工", 3)}
SMALLER_PLANTS = 3
#: Party members of the teams that have two or more, and how many in a hundred of these have so
#: many.
RICHES = {2: 30, 3: 30, 4: 24, 5: 16}
#: How alike the teams of one plant and work type are, and how different teams are anyway: so that
#: moves within the two help sometimes.
ALIKE, APART = 0.3, 1.0

SURNAMES = "安白卜岑常池褚窦鄂樊方房冯甘葛龚顾管杭郝贺洪侯华嵇计纪简蒋金荆康柯孔寇蓝乐雷黎厉连廉梁凌柳娄鲁骆毛茅孟米苗闵莫穆倪宁欧潘庞裴彭平蒲戚祁钱乔秦邱屈冉饶任阮桑邵沈盛施石时史舒宋苏孙谈覃汤陶滕田童涂万汪危韦魏温翁邬吴武奚席夏项萧谢辛邢熊徐许宣薛严颜晏阳姚叶易殷尹应尤于余虞喻袁岳云臧曾翟詹张章赵甄郑钟周朱诸祝庄卓邹祖左"
GIVEN = "安邦宝斌波博昌超辰诚川春纯达丹德栋帆方芳飞芬丰峰福刚钢歌根光广贵国海涵翰航浩和恒红宏华欢辉慧佳嘉建健江洁锦进晶静军俊凯康可坤兰蕾力立丽莲亮林琳玲龙璐梅萌敏明楠宁培鹏平萍琪谦强青清庆秋泉群仁荣蓉瑞森珊尚胜诗舒树霜思松素涛婷通彤薇巍维伟文雯武霞翔晓欣新兴秀旭雪雅岩艳阳一怡义英莹永勇宇雨玉育元园媛远月云泽珍振正志智中卓子"

#: No more teams than this in one party group, no more work types, and of its people no fewer than
#: this.
MOST_TEAMS, MOST_WORKS, FEWEST_PEOPLE, GOOD_SIZE = 3, 2, 3, 6
MIXED, NO_WAY = 100, 10**6
POWERS = ("participate", "report", "recommend", "support")
#: Years of service: newcomers have a mentor, the youth league ends, and who mentors, leads or is a
#: backbone has so many.
NEWCOMER, MASTER, VETERAN, OLDEST_LEAGUE = 1, 5, 8, 9
#: How likely a team that could has a newcomer, a party member is on probation, and a team's leader
#: is in the party (one member, more).
NEW_SHARE, PROBATION_SHARE, LEADER_SHARE = 0.5, 0.08, (0.35, 0.55)


@dataclass
class Person:
    id: str
    name: str
    status: str
    position: str
    years: int
    skill: int
    applies: bool = False

    @property
    def is_in_party(self) -> bool:
        return self.status in {PARTY, PROBATION}


@dataclass
class Team:
    id: str
    name: str
    plant: int
    work: str
    party: int = 0
    applicants: int = 0
    people: list[Person] = field(default_factory=list)

    @property
    def leader(self) -> Person:
        return self.people[0]

    @property
    def short(self) -> int:
        return max(0, 2 - self.party)


@dataclass
class Group:
    id: str
    name: str
    plant: int
    teams: list[Team]
    leader: Person


def works() -> Org:
    """The organisation, the same each time."""
    chance = random.Random(SEED)  # noqa: S311 - nothing here is secret
    teams = list(numbered_teams())
    share_out_party_members(teams, chance)
    share_out_applicants(teams, chance)
    people = 0
    for team in teams:
        people += fill(team, people, chance)
    party = party_groups(teams)
    led_by = {
        person.id: group.leader.id
        for group in party
        for team in group.teams
        for person in team.people
        if person.is_in_party
    }
    return tables(teams, party, union_groups(teams, led_by))


def numbered_teams() -> list[Team]:
    teams: list[Team] = []
    for plant, place in enumerate(PLACES):
        for work, (_, usual) in WORKS.items():
            fewer = plant >= len(PLACES) - SMALLER_PLANTS and work == "生产"
            for number in range(1, usual + 1 - fewer):
                teams.append(Team(f"T{len(teams) + 1:03}", f"{place}{work}{number}班", plant, work))
    assert len(teams) == TEAMS
    return teams


def by_key(teams: list[Team]) -> dict[tuple[int, str], list[Team]]:
    """The teams between which people may be moved: those of one plant and work type."""
    keys = defaultdict(list)
    for team in teams:
        keys[team.plant, team.work].append(team)
    return keys


def share_out_party_members(teams: list[Team], chance: random.Random) -> None:
    """The poorest 172 teams have none, the next 127 one, the others two to five; plants are about
    as rich as each other.
    """
    level = {key: chance.gauss(0, ALIKE) for key in by_key(teams)}
    for plant in range(len(PLACES)):
        mean = sum(level[plant, work] for work in WORKS) / len(WORKS)
        level |= {(plant, work): level[plant, work] - mean for work in WORKS}
    wealth = {team.id: level[team.plant, team.work] + chance.gauss(0, APART) for team in teams}
    ranked = sorted(teams, key=lambda team: wealth[team.id])
    for team in ranked[BLANK : BLANK + SINGLE]:
        team.party = 1
    rich = ranked[BLANK + SINGLE :]
    for team in rich:
        team.party = chance.choices(list(RICHES), list(RICHES.values()))[0]


def share_out_applicants(teams: list[Team], chance: random.Random) -> None:
    """First so that each plant and work type could have one in every team, then by lot up to 171;
    150 more where they fill no place.
    """
    filled = 0
    for alike in by_key(teams).values():
        lacking = max(0, len(alike) - sum(team.party for team in alike))
        for team in [team for team in alike if not team.party][:lacking]:
            team.applicants += 1
            filled += 1
    assert filled <= FILLABLE
    open_places = [team for team in teams for _ in range(team.short - team.applicants)]
    for team in chance.sample(open_places, FILLABLE - filled):
        team.applicants += 1
    for team in chance.sample([team for team in teams if not team.short], APPLICANTS_ELSEWHERE):
        team.applicants += 1


def fill(team: Team, so_far: int, chance: random.Random) -> int:
    """Put people into a team, its leader first, and tell how many."""
    size = max(chance.choice([4, 5, 5, 6, 6, 6, 7, 7, 8]), team.party + team.applicants + 2)
    leads = team.party > 0 and chance.random() < LEADER_SHARE[team.party > 1]
    in_party = set(range(team.party) if leads else range(1, team.party + 1))
    others = [at for at in range(1, size) if at not in in_party]
    applying = set(chance.sample(others, team.applicants))
    for at in range(size):
        veteran = at == 0 or (at in in_party and at <= 1)
        years = chance.randint(VETERAN + 2, 30) if veteran else chance.randint(3, 28)
        if at not in in_party and at == size - 1 and chance.random() < NEW_SHARE:
            years = chance.randint(0, NEWCOMER)
        status = NONE if years > OLDEST_LEAGUE else LEAGUE
        if at in in_party:
            status = PROBATION if not veteran and chance.random() < PROBATION_SHARE else PARTY
        position = "班长" if at == 0 else WORKS[team.work][0]
        name = chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice([1, 2, 2])))
        skill = min(5, 1 + years // 5)
        team.people.append(
            Person(f"M{so_far + at + 1:04}", name, status, position, years, skill, at in applying)
        )
    return size


def party_groups(teams: list[Team]) -> list[Group]:
    """Per plant, runs of one to three teams with party members; a team's leader leads the group
    where one is in it.
    """
    groups: list[Group] = []
    for plant, place in enumerate(PLACES):
        reached = [team for team in teams if team.plant == plant and team.party]
        for number, run in enumerate(best_runs(reached), 1):
            members = [person for team in run for person in team.people if person.is_in_party]
            full = [person for person in members if person.status == PARTY]
            leader = max(full, key=lambda person: (person.position == "班长", person.years))
            groups.append(
                Group(f"P{len(groups) + 1:03}", f"{place}第{number}党小组", plant, run, leader)
            )
    return groups


def best_runs(teams: list[Team]) -> list[list[Team]]:
    """Neighbouring teams cut into runs of a good size that mix few work types."""

    @cache
    def best(start: int) -> tuple[int, tuple[int, ...]]:
        if start == len(teams):
            return 0, ()
        ways = []
        for end in range(start + 1, min(start + MOST_TEAMS, len(teams)) + 1):
            run = teams[start:end]
            people = sum(team.party for team in run)
            if people >= FEWEST_PEOPLE:
                cost, ends = best(end)
                mixed = len({team.work for team in run}) > MOST_WORKS
                ways.append((cost + (people - GOOD_SIZE) ** 2 + MIXED * mixed, (end, *ends)))
        return min(ways, default=(NO_WAY, (len(teams),)))

    cost, ends = best(0)
    assert cost < NO_WAY, "a plant whose party members make no groups"
    return [teams[start:end] for start, end in zip((0, *ends), ends, strict=False)]


def union_groups(teams: list[Team], led_by: dict[str, str]) -> list[Group]:
    """Per plant and work type, runs of two or three teams, led by a team leader: best by one whose
    party leader is not among them.
    """
    groups: list[Group] = []
    count: dict[int, int] = defaultdict(int)
    for (plant, _), alike in by_key(teams).items():
        starts = range(0, len(alike) - len(alike) % 2, 2)
        for start in starts:
            run = alike[start : start + 2 if start != starts[-1] else None]
            people = {person.id for team in run for person in team.people}
            leader = min(
                (team.leader for team in run),
                key=lambda person: (led_by.get(person.id) in people, person.is_in_party),
            )
            count[plant] += 1
            groups.append(
                Group(
                    f"U{len(groups) + 1:03}",
                    f"{PLACES[plant]}第{count[plant]}工会小组",
                    plant,
                    run,
                    leader,
                )
            )
    return groups


def tables(teams: list[Team], party: list[Group], union: list[Group]) -> Org:
    units: list[tuple[str | None, ...]] = [("C1", "橘桦厂", "company", None, None, None)]
    units += [
        (f"S{plant:02}", f"{place}车间", "station", "C1", None, place)
        for plant, place in enumerate(PLACES, 1)
    ]
    units += [
        (f"B{plant:02}", f"{place}党支部", "branch", f"S{plant:02}", None, place)
        for plant, place in enumerate(PLACES, 1)
    ]
    units += [
        (team.id, team.name, "team", f"S{team.plant + 1:02}", team.work, PLACES[team.plant])
        for team in teams
    ]
    units += [
        (group.id, group.name, "party", f"B{group.plant + 1:02}", None, PLACES[group.plant])
        for group in party
    ]
    units += [
        (group.id, group.name, "union", f"S{group.plant + 1:02}", None, PLACES[group.plant])
        for group in union
    ]

    members, memberships, relations = [], [], []
    for team in teams:
        place = PLACES[team.plant]
        for one in team.people:
            applies = "yes" if one.applies else None
            members.append(
                (
                    one.id,
                    one.name,
                    one.status,
                    one.position,
                    team.work,
                    place,
                    one.years,
                    one.skill,
                    applies,
                )
            )
            memberships.append((one.id, team.id, "leader" if one is team.leader else "member"))
        masters = [one for one in team.people if one.years >= MASTER]
        relations += [
            (masters[-1].id, one.id, "mentors") for one in team.people if one.years <= NEWCOMER
        ]
    for group in (*party, *union):
        belonging = [
            one
            for team in group.teams
            for one in team.people
            if one.is_in_party or group.id.startswith("U")
        ]
        memberships += [
            (one.id, group.id, "leader" if one is group.leader else "member") for one in belonging
        ]
    duties = [
        (group.leader.id, team.id, power)
        for group in party
        for team in group.teams
        for power in POWERS
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
        "applicant",
    ]
    return Org(
        pd.DataFrame(members, columns=headings),
        pd.DataFrame(units, columns=["id", "name", "layer", "parent", "work_type", "site"]),
        pd.DataFrame(memberships, columns=["member", "unit", "role"]),
        pd.DataFrame(relations, columns=["source", "target", "kind"]),
        pd.DataFrame(duties, columns=["member", "unit", "duty"]),
    )


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("juhua")
    print(write_tables(works(), folder))
