"""Rows of open posts in rosters: posts with all they say, never people, and written as they were."""

import pathlib
import random

import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph import ClosePosition, FillPosition, OpenPosition, Org, Scenario
from sanzu_graph.errors import FaultsError
from sanzu_graph.model.vacancies import held_above, is_vacancy

pytestmark = pytest.mark.filterwarnings("ignore::sanzu_graph.errors.SanzuWarning")

VACANCIES = [
    "VACANT",
    "Vacant",
    "Open – Req 1234",
    "TBH",
    "tbd",
    "空缺",
    "岗位空缺",
    "待招",
    "班长（空缺）",
    "班长空缺",
    "空缺2人",
    "待招聘（2名）",
    "TBC",
    "N.N.",
    "Vakant",
    "Open",
    "New hire",
    "—",
]


def roster(*rows: list[str], headings: str = "id,name,team,role,manager id") -> pd.DataFrame:
    people = [["1", "Ana Uno", "Grid", "Head", ""], ["2", "Ben Dos", "Lines", "Fitter", "1"]]
    return pd.DataFrame([*people, *rows], columns=headings.split(","), dtype="str")


@pytest.mark.parametrize("name", VACANCIES)
@pytest.mark.parametrize("id_", ["", "R-7"])
def test_a_row_of_an_open_post_is_a_post(name: str, id_: str) -> None:
    frame = roster([id_, name, "Shops", "Buyer", "2"])
    org = sg.read_roster(frame)
    assert org.members["name"].tolist() == ["Ana Uno", "Ben Dos"]
    post = org.positions.iloc[0]
    assert len(org.positions) == 1
    assert (post["title"], post["unit"], post["manager"]) == ("Buyer", "team:Shops", "2")
    assert pd.isna(post["holder"])
    assert post["id"] == (id_ or ("Req 1234" if "1234" in name else "post 4"))
    sizes = sg.unit_sizes(org).set_index("name")
    assert sizes["headcount"].to_dict() == {"Grid": 1, "Lines": 1, "Shops": 0}
    assert sizes["open_posts"].to_dict() == {"Grid": 0, "Lines": 0, "Shops": 1}


@pytest.mark.parametrize("name", ["Na Li", "Newton Bo", "Nn Abe", "待定国", "空云", "Ana Vacant"])
def test_a_name_that_begins_or_ends_alike_is_a_person(name: str) -> None:
    assert name in sg.read_roster(roster(["7", name, "Shops", "Buyer", "2"])).members["name"].array


@pytest.mark.parametrize("id_", ["TBD", "待定", "—"])
def test_who_has_a_name_and_no_id_yet_is_a_person(id_: str) -> None:
    org = sg.read_roster(roster([id_, "Cy Tres", "Shops", "Buyer", "2"]))
    assert org.members["id"].tolist() == ["1", "2", id_]
    assert org.positions.empty


def test_a_roster_without_names_is_one_of_people() -> None:
    frame = roster()
    org = sg.read_roster(frame.assign(name="-"))
    assert org.members["id"].tolist() == ["1", "2"]
    assert sg.read_roster(frame.assign(name="VACANT")).members.empty


def test_the_reading_tells_and_counts_them() -> None:
    frame = roster(["", "TBH", "Grid", "Clerk", "1"], ["", "空缺", "Grid", "Clerk", "1"])
    for lang, told in (("en", "2 open posts"), ("zh", "空缺岗位 2 个")):
        reading = sg.read_roster(frame, dry_run=True, lang=lang)
        assert told in reading.headline()
        assert reading.people == 2
        doubt = reading.doubts.iloc[0]
        assert "TBH" in doubt["what"]
        assert "positions" in doubt["what"]
    option = {"values": {"TBH": "present", "空缺": "gone"}}
    org = sg.read_roster(
        roster(["9", "TBH", "Grid", "", ""], ["", "空缺", "Grid", "", ""]), mapping=option
    )
    assert org.members["id"].tolist() == ["1", "2", "9"]
    assert org.positions.empty


def test_lines_of_posts_and_to_posts() -> None:
    frame = roster(
        ["P1", "VACANT", "Grid", "Director", "1"],
        ["P2", "VACANT", "Grid", "Manager", "P1"],
        ["3", "Cy Tres", "Grid", "Clerk", "P2"],
        ["4", "Di Cuatro", "Grid", "Clerk", "VACANT"],
        ["P3", "TBH", "Grid", "Chief", ""],
        ["5", "Eva Cinco", "Grid", "Clerk", "P3"],
    )
    reading = sg.read_roster(frame, dry_run=True)
    assert reading.faults == ()
    org = reading.org
    assert org is not None
    assert org.relations[["source", "target"]].to_numpy().tolist() == [["2", "1"], ["3", "1"]]
    posts = org.positions.set_index("id")
    assert (posts.loc["P1", "manager"], posts.loc["P2", "above"]) == ("1", "P1")
    told = " ".join(reading.in_language("en").doubts["what"])
    assert "2 lines lead to open posts (P2, P3)" in told
    assert "1 cell says that the post is open (VACANT)" in told
    assert sg.unmanaged_members(org)["entity_id"].tolist() == ["4", "5"]


def test_without_ids_and_with_further_columns() -> None:
    headings = "姓名,班组,职务,直接上级,技能等级,学历"
    rows = [
        ["张三", "一班", "班长", "", "高级工", "大专"],
        ["空缺", "一班", "安全员", "张三", "", "本科"],
    ]
    org = sg.read_roster(pd.DataFrame(rows, columns=headings.split(","), dtype="str"))
    assert org.members["id"].tolist() == ["张三"]
    assert org.positions[["id", "title", "manager", "学历"]].to_numpy().tolist() == [
        ["post 3", "安全员", "张三", "本科"]
    ]
    assert org.memberships["role"].tolist() == ["leader"]


def test_an_open_post_leads_nobody_and_makes_no_party_group() -> None:
    headings = "工号,姓名,班组,职务,政治面貌"
    rows = [["1", "张三", "一班", "安全员", "群众"], ["", "空缺", "一班", "班长", "中共党员"]]
    org = sg.read_roster(pd.DataFrame(rows, columns=headings.split(","), dtype="str"))
    assert org.memberships[["member", "unit", "role"]].to_numpy().tolist() == [
        ["1", "team:一班", "member"]
    ]
    assert org.positions[["title", "political_status"]].to_numpy().tolist() == [
        ["班长", "中共党员"]
    ]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_open_posts_come_back_from_rosters_and_tables(
    suffix: str, lang: str, tmp_path: pathlib.Path
) -> None:
    """Posts at random, with and without each cell; what comes back is equal."""
    for seed in range(2):
        org = invented(random.Random(seed))
        path = sg.write_roster(org, tmp_path / f"{seed}.{suffix}", lang=lang)
        assert sg.read_roster(path) == org
        assert sg.read_tables(sg.write_tables(org, tmp_path / f"tables-{seed}")) == org


def invented(rng: random.Random) -> Org:
    rows = [
        [
            str(at),
            f"Name {at}",
            rng.choice(("Grid", "Lines")),
            rng.choice(("", "Fitter")),
            str(at - 1),
        ]
        for at in range(3, 6)
    ]
    posts = [f"P{at}" for at in range(rng.randrange(1, 4))]
    for at, post in enumerate(posts):
        above = rng.choice(("", "1", "4", *posts[:at]))
        rows.append(
            [
                post,
                rng.choice(VACANCIES),
                rng.choice(("Grid", "Shops")),
                rng.choice(("", "Buyer")),
                above,
            ]
        )
    rows[0][4] = "2"
    return sg.read_roster(roster(*rows))


def test_changes_of_posts_and_managers_go_back_into_the_sheet(tmp_path: pathlib.Path) -> None:
    like = tmp_path / "own.csv"
    rows = roster(["", "VACANT", "Grid", "Clerk", "1"], ["R-7", "TBH", "Grid", "Buyer", "2"])
    rows.to_csv(like, index=False)
    changes = [
        ClosePosition("post 4"),
        OpenPosition("P9", title="Smith", unit="team:Grid", manager="2"),
        sg.ChangeManager("2", None),
    ]
    org = Scenario("posts", changes).apply(sg.read_roster(like))
    made = sg.write_roster(org, tmp_path / "new.csv", like=like)
    assert sg.read_roster(made) == org
    assert made.read_text(encoding="utf-8-sig").splitlines()[1:] == [
        "1,Ana Uno,Grid,Head,",
        "2,Ben Dos,Lines,Fitter,",
        ",,,,",
        "R-7,TBH,Grid,Buyer,2",
        "P9,VACANT,Grid,Smith,2",
    ]


def test_what_a_roster_cannot_hold_of_posts_is_told(tmp_path: pathlib.Path) -> None:
    org = sg.read_roster(roster(["R-7", "TBH", "Grid", "Buyer", "1"]))
    held = FillPosition("R-7", "2").apply(org)
    for lost in (held, org.replace(positions=org.positions.assign(share=0.5))):
        with pytest.raises(FaultsError):
            sg.write_roster(lost, tmp_path / "a.csv")
    assert not (tmp_path / "a.csv").exists()


def test_who_stands_above_a_chain_of_posts() -> None:
    """The manager found by steps, and by following the chain in a plain loop."""
    for seed in range(300):
        rng = random.Random(seed)
        posts = [f"P{at}" for at in range(5)]
        above = {post: rng.choice(posts) for post in posts if rng.random() < 0.7}
        managers = {post: "m" for post in posts if rng.random() < 0.2}
        for post in posts:
            at, expected = post, ""
            for _ in range(len(posts) + 1):
                if at in managers:
                    expected = "m"
                    break
                at = above.get(at, "")
            assert held_above(post, above, managers) == expected


@pytest.mark.parametrize(
    "name", ["Openshaw, Al", "Tbilisi An", "Vacanti Jo", "空山", "Opeyemi Ade", "Ana Open"]
)
def test_a_name_that_only_looks_like_one_is_a_person(name: str) -> None:
    assert not is_vacancy(name)
    org = sg.read_roster(roster(["3", name, "Grid", "", "1"]))
    assert org.members["name"].tolist()[-1] == name
