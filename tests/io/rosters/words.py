"""The words of rosters in three scripts: headings with their variants, values, names of people and
units.
"""

from dataclasses import dataclass

EN, SIMPLIFIED, TRADITIONAL = SCRIPTS = ("en", "zh-Hans", "zh-Hant")


@dataclass(frozen=True)
class Words:
    """One script's words.

    Attributes
    ----------
    headings : field → the headings under which offices keep it
    statuses : political status → spellings
    names : what people are called
    places, team, party, union : what units are called; {} takes the place or number
    works : kinds of work, each also the post of whoever does it
    leads, assists : layer → the post of whoever leads or assists there
    joined : between two posts of one person
    roles : what a column of roles says
    private, junk : headings of columns that have to stay behind, or mean nothing here
    department : heading → what stands in a column that is nearly the team
    nothing : what people write where there is nothing; several : between names in one cell
    elsewhere : a status that is none of the four
    title, subtitle, total, signatures : the lines around the table
    """

    headings: dict[str, tuple[str, ...]]
    statuses: dict[str, tuple[str, ...]]
    names: tuple[str, ...]
    places: tuple[str, ...]
    team: str
    party: str
    union: str
    works: dict[str, str]
    leads: dict[str, str]
    assists: dict[str, str]
    joined: tuple[str, ...]
    roles: dict[str, str]
    private: tuple[str, ...]
    junk: tuple[str, ...]
    department: tuple[str, str]
    nothing: tuple[str, ...]
    several: tuple[str, ...]
    elsewhere: str
    title: str
    subtitle: tuple[str, str]
    total: str
    signatures: tuple[str, str, str]


def pairs(first: str, second: str) -> tuple[str, ...]:
    return tuple(one + other for other in second.split() for one in first.split())


WORDS = {
    SIMPLIFIED: Words(
        headings={
            "serial": ("序号",),
            "id": ("工号", "员工编号", "职工编号"),
            "name": ("姓名", "名字", "职工姓名"),
            "team": ("班组", "部门", "所在班组"),
            "party": ("党小组", "所在党小组"),
            "union": ("工会小组",),
            "political_status": ("政治面貌",),
            "position": ("职务", "岗位"),
            "role:party": ("党内职务",),
            "role:union": ("工会职务",),
            "work_type": ("工种", "专业"),
            "seniority_years": ("工龄",),
            "since": ("参加工作时间", "入职日期"),
            "until": ("退休日期",),
            "skill_level": ("技能等级",),
            "mentor": ("师傅", "导师"),
        },
        statuses={
            "party_member": ("中共党员", "党员", "正式党员"),
            "probationary_member": ("中共预备党员", "预备党员"),
            "league_member": ("共青团员",),
            "non_member": ("群众",),
        },
        names=pairs("王 李 江 林 方 周 文 高 石 田", "明 安 平 文山 大成 小雨 永和 志中"),
        places=("东山", "南坪", "西河", "北湾"),
        team="{}运维{}班",
        party="第{}党小组",
        union="第{}工会小组",
        works={"配电": "配电工", "抢修": "抢修工", "营销": "营业员"},
        leads={"team": "班长", "party": "党小组长", "union": "工会小组长"},
        assists={"team": "副班长", "party": "党小组副组长", "union": "工会小组副组长"},
        joined=("兼", "、", "，"),
        roles={"leader": "组长", "deputy": "副组长", "member": ""},
        private=("身份证号", "手机号", "住址", "联系电话"),
        junk=("籍贯", "学历", "爱好", "备注", "毕业院校", "车牌", "餐卡"),
        department=("部门", "生产技术部"),
        nothing=("无", "—", "/"),
        several=("、", "；"),
        elsewhere="民革党员",
        title="{}供电所职工花名册",
        subtitle=("填报单位：{}供电所", "填报日期：2026年11月22日"),
        total="合计",
        signatures=("填表人：高田", "审核：石林", "日期：2026年11月22日"),
    ),
    TRADITIONAL: Words(
        headings={
            "serial": ("序號",),
            "id": ("工號", "員工編號"),
            "name": ("姓名", "員工姓名"),
            "team": ("班組", "部門", "所在班組"),
            "party": ("黨小組",),
            "union": ("工會小組",),
            "political_status": ("政治面貌",),
            "position": ("職務", "崗位"),
            "role:party": ("黨內職務",),
            "role:union": ("工會職務",),
            "work_type": ("工種", "專業"),
            "seniority_years": ("工齡",),
            "since": ("入職日期", "參加工作時間"),
            "until": ("退休日期",),
            "skill_level": ("技能等級",),
            "mentor": ("師傅", "導師"),
        },
        statuses={
            "party_member": ("中共黨員", "黨員", "正式黨員"),
            "probationary_member": ("中共預備黨員", "預備黨員"),
            "league_member": ("共青團員",),
            "non_member": ("群眾",),
        },
        names=pairs("王 李 江 林 方 周 文 高 石 田", "明 安 平 文山 大成 小雨 永和 志中"),
        places=("東山", "南坪", "西河", "北灣"),
        team="{}運維{}班",
        party="第{}黨小組",
        union="第{}工會小組",
        works={"配電": "配電工", "搶修": "搶修工", "營銷": "營業員"},
        leads={"team": "班長", "party": "黨小組長", "union": "工會小組長"},
        assists={"team": "副班長", "party": "黨小組副組長", "union": "工會小組副組長"},
        joined=("兼", "、", "，"),
        roles={"leader": "組長", "deputy": "副組長", "member": ""},
        private=("身份證號", "手機號", "住址", "聯絡電話"),
        junk=("籍貫", "學歷", "愛好", "備註", "畢業院校", "車牌", "餐卡"),
        department=("部門", "生產技術部"),
        nothing=("無", "—"),
        several=("、", "；"),
        elsewhere="民革黨員",
        title="{}供電所職工花名冊",
        subtitle=("填報單位：{}供電所", "填報日期：2026年11月22日"),
        total="合計",
        signatures=("填表人：高田", "審核：石林", "日期：2026年11月22日"),
    ),
    EN: Words(
        headings={
            "serial": ("No.", "#"),
            "id": ("Employee ID", "Staff ID", "id"),
            "name": ("Full name", "Name"),
            "team": ("Team", "Work team", "Department"),
            "party": ("Party group", "Party"),
            "union": ("Union group", "Union"),
            "political_status": ("Political status", "political_status"),
            "position": ("Position", "Job title"),
            "role:team": ("Team role",),
            "role:party": ("Party role",),
            "role:union": ("Union role",),
            "work_type": ("Work type", "Trade"),
            "seniority_years": ("Years of service", "Seniority"),
            "since": ("Hire date", "Joined"),
            "until": ("Retirement date",),
            "skill_level": ("Skill", "Skill level"),
            "mentor": ("Mentor",),
        },
        statuses={
            "party_member": ("party_member", "Full member"),
            "probationary_member": ("probationary_member", "Probationary member"),
            "league_member": ("league_member", "League member"),
            "non_member": ("non_member", "Non-member"),
        },
        names=pairs(
            "Ann Bea Cal Dan Eve Fay Gus Hal Ivy Jo", "Oakley Penn Quill Reed Stone Thorn Vale West"
        ),
        places=("East Hill", "South Field", "West Brook", "North Bay"),
        team="{} crew {}",
        party="Party group {}",
        union="Union group {}",
        works={"distribution": "Fitter", "repair": "Repairer", "service": "Clerk"},
        leads={"team": "Team leader", "party": "Party group leader", "union": "Union group leader"},
        assists={
            "team": "Deputy team leader",
            "party": "Deputy party group leader",
            "union": "Deputy union group leader",
        },
        joined=(" and ", ", ", "; "),
        roles={"leader": "leader", "deputy": "deputy", "member": "member"},
        private=("Phone", "Home address", "ID number", "Date of birth"),
        junk=("Hobby", "Remarks", "Locker", "Car", "Shoe size", "Languages", "Badge colour"),
        department=("Department", "Works"),
        nothing=("none", "-"),
        several=("; ",),
        elsewhere="Green party member",
        title="Roster of {} station",
        subtitle=("Unit: {} station", "As of 2026-11-22"),
        total="Total",
        signatures=("Prepared by: Jo Vale", "Checked by: Gus West", "Date: 2026-11-22"),
    ),
}
