"""Nobody is named, everybody stays the same person, and the key is nowhere."""

from collections import Counter

import pytest
from hypothesis import given

import sanzu_graph as sg
from sanzu_graph import Org
from sanzu_graph.privacy import pseudonyms
from sanzu_graph.privacy.mentions import Mentions, tells
from sanzu_graph.schema import TABLES
from tests.privacy.test_redact import with_posts
from tests.strategies import organisations

KEY = "correct horse battery staple"


@pytest.fixture(scope="module")
def crew() -> Org:
    return Org(
        {
            "id": ["20417", "20418", "7", "20420"],
            "name": ["张三", "李四", "Bo", "李四"],
            "手机号": ["13800000000"] * 4,
            "note": ["师从李四", "see 20417, not 204170", "7 years", "Bo and Bob, 张三丰"],
            "seniority_years": [7, 8, 9, 10],
        },
        {
            "id": ["T1", "张三班", "T3"],
            "name": ["一班", "张三班组", None],
            "layer": ["team"] * 3,
            "parent": [None, None, "张三班"],
        },
        {
            "member": ["20417", "7", "20418"],
            "unit": ["T1", "T1", "张三班"],
            "role": ["leader", "", "leader"],
            "title": ["班长", "顶替张三", ""],
        },
        {"source": ["20417"], "target": ["7"], "kind": ["mentors"]},
        activities={
            "id": ["A1"],
            "unit": ["张三班"],
            "kind": ["safety_class"],
            "date": ["2026-01-05"],
        },
        remedies={"activity": ["A1"], "problem": ["张三未戴安全帽"], "owner": ["20420"]},
    )


@pytest.fixture(scope="module")
def masked(crew) -> Org:
    return sg.pseudonymize(crew, KEY)


def told(org: Org) -> str:
    return "\n".join(org.table(table).to_csv() for table in TABLES)


def code(crew: Org, id_: str) -> str:
    """The pseudonym of one member, found by the seniority that only that one has."""
    years = dict(zip(crew.members["id"], crew.members["seniority_years"], strict=True))[id_]
    masked = sg.pseudonymize(crew, KEY).members
    return masked.loc[masked["seniority_years"] == years, "id"].iloc[0]


def test_no_name_id_or_private_column_is_left(masked):
    text = told(masked).replace(
        "张三丰", ""
    )  # a longer name that nobody bears: found within, and told as such
    for word in ("张三", "李四", "20418", "20420", "13800000000", "手机号"):
        assert word not in text
    assert masked.members["name"].isna().all()
    assert "20417," not in text.replace("204170", "")


def test_text_keeps_what_is_no_name(crew, masked):
    notes = set(masked.members["note"])
    assert f"see {code(crew, '20417')}, not 204170" in notes
    assert "7 years" in notes
    assert f"{code(crew, '7')} and Bob, {code(crew, '20417')}丰" in notes


def test_a_name_of_two_is_told_by_a_pseudonym_of_the_name(masked):
    (note,) = (note for note in masked.members["note"] if note.startswith("师从"))
    assert note.startswith("师从N-")


def test_units_named_after_people_are_named_after_their_pseudonyms(crew, masked):
    him = code(crew, "20417")
    assert masked.units["id"].tolist() == ["T1", f"{him}班", "T3"]
    assert masked.units["name"].fillna("").tolist() == ["一班", f"{him}班组", ""]
    assert masked.units["parent"].fillna("").tolist() == ["", "", f"{him}班"]
    assert masked.activities["unit"].tolist() == [f"{him}班"]


def test_everybody_is_one_person_in_every_table(crew, masked):
    assert masked.relations[["source", "target"]].to_numpy().tolist() == [
        [code(crew, "20417"), code(crew, "7")]
    ]
    assert masked.remedies["owner"].tolist() == [code(crew, "20420")]
    leads = masked.memberships.query("role == 'leader'")
    assert dict(zip(leads["member"], leads["unit"], strict=True))[code(crew, "20418")].endswith(
        "班"
    )


def test_the_same_key_gives_the_same_pseudonyms_in_another_roster(crew):
    later = crew.replace(members=crew.members.iloc[::-1].assign(name=None))
    assert set(sg.pseudonymize(later, KEY).members["id"]) == set(
        sg.pseudonymize(crew, KEY).members["id"]
    )
    assert sg.pseudonymize(crew, KEY.encode()) == sg.pseudonymize(crew, KEY)
    assert not set(sg.pseudonymize(crew, KEY + "!").members["id"]) & set(
        sg.pseudonymize(crew, KEY).members["id"]
    )


def test_rows_do_not_stand_where_they_stood(masked):
    ids = masked.members["id"].tolist()
    assert ids == sorted(ids)


@pytest.mark.parametrize("key", ["", b"", None, 7])
def test_a_key_that_is_none_is_refused_without_being_told(crew, key):
    with pytest.raises(sg.InputError, match="long secret"):
        sg.pseudonymize(crew, key)
    with pytest.raises(sg.InputError, match="密钥"):
        sg.pseudonymize(crew, key, lang="zh")


def test_the_key_is_not_kept(masked):
    assert KEY not in repr(vars(masked)) + told(masked) + repr(masked)


def test_of_two_with_the_same_short_pseudonym_each_has_the_whole_one(crew, monkeypatch):
    monkeypatch.setattr(pseudonyms, "LENGTH", 0)
    assert {len(id_) for id_ in sg.pseudonymize(crew, KEY).members["id"]} == {len("M-") + 52}


@given(organisations())
def test_the_structure_stays(org):
    masked = sg.pseudonymize(org, KEY)
    for table in TABLES:
        assert len(masked.table(table)) == len(org.table(table))
    for layer in org.layers:
        before, after = (one.incidence(layer).matrix for one in (org, masked))
        assert sorted(before.sum(axis=0).tolist()) == sorted(after.sum(axis=0).tolist())
        assert Counter(before.sum(axis=1).tolist()) == Counter(after.sum(axis=1).tolist())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("An", "x"),
        ("an", "x"),
        ("Anna", "Anna"),
        ("Ann", "Ann"),
        ("(An)", "(x)"),
        ("An-An", "x-x"),
        ("张三三", "y"),
        ("张三", "z"),
        ("老张三班", "老z班"),
        ("İAn", "İx"),
        ("JoAn", "JoAn"),
        ("1An", "1An"),
        ("班An班", "班x班"),
        ("", ""),
    ],
)
def test_mentions_are_whole_words_or_the_longest(text, expected):
    assert Mentions({"An": "x", "张三三": "y", "张三": "z", "": "never"}).replaced(text) == expected


@pytest.mark.parametrize(
    ("id_", "expected"),
    [
        ("", False),
        ("7", False),
        ("M", False),
        ("班", False),
        ("77", False),
        ("777", False),
        ("７７７", False),
        ("7777", True),
        ("M7", True),
        ("一班", True),
    ],
)
def test_an_id_is_looked_for_only_where_it_means_one_thing(id_, expected):
    assert tells(id_) is expected


def small(**tables: object) -> Org:
    """One member, An, and a unit; each test lets one thing more be named."""
    return Org(
        **{
            "members": {"id": ["20417"], "name": ["An"]},
            "units": {"id": ["T1"], "layer": ["team"]},
            "memberships": {"member": ["20417"], "unit": ["T1"]},
            **tables,
        }
    )


def test_a_name_of_one_character_is_not_looked_for():
    org = small(members={"id": ["20417"], "name": ["安"], "note": ["安全帽"]})
    assert sg.pseudonymize(org, KEY).members["note"].tolist() == ["安全帽"]


def test_a_name_of_two_characters_is():
    org = small(members={"id": ["20417"], "name": ["安全"], "note": ["安全帽"]})
    masked = sg.pseudonymize(org, KEY).members
    assert masked["note"].tolist() == [f"{masked['id'][0]}帽"]


def test_a_unit_keeps_a_number_in_its_name_that_is_somebodys_id():
    org = small(units={"id": ["T1"], "name": ["crew 20417"], "layer": ["team"]})
    assert sg.pseudonymize(org, KEY).units["name"].tolist() == ["crew 20417"]


def test_a_layer_that_rosters_know_keeps_its_name_and_others_name_nobody():
    org = small(
        members={"id": ["20417", "B"], "name": ["An", "Union"]},
        units={"id": ["T1", "U"], "layer": ["An", "union"], "note": ["of An", ""]},
    )
    units = sg.pseudonymize(org, KEY).units
    assert units["layer"].tolist()[1] == "union"
    assert "An" not in units.to_csv()


def test_rows_set_aside_and_the_source_are_left_out(tmp_path):
    for name, lines in {
        "members": "id\n20417\n",
        "units": "id,layer\nT1,team\n",
        "memberships": "member,unit\n20417,T1\n20418,T1\n",
    }.items():
        (tmp_path / f"{name}.csv").write_text(lines, encoding="utf-8")
    org = sg.read_tables(tmp_path, strict=False)
    assert len(org.rejected) == 1
    masked = sg.pseudonymize(org, KEY)
    assert (len(masked.rejected), masked.source) == (0, None)


def test_posts_and_lines_hold_no_name_and_stay_joined():
    before = with_posts()
    masked = sg.pseudonymize(before, KEY)
    cells = " ".join(map(str, masked.positions.to_numpy().ravel()))
    assert not any(name in cells for name in ("Ann", "Bo Xu", "Di Wu"))
    posts = masked.positions.set_index("title")
    assert posts.loc["clerk, party group", "above"] == posts.loc["fitter", "id"]
    codes = {id_: code(before, id_) for id_ in before.members["id"]}
    lines = {(codes[a], codes[b], kind) for a, b, kind in before.relations.to_numpy().tolist()}
    assert set(map(tuple, masked.relations.to_numpy().tolist())) == lines
    held = before.positions.set_index("title")["holder"].map(codes)
    assert posts["holder"].fillna("").to_dict() == held.fillna("").to_dict()


def test_headings_layers_ids_and_open_words_name_nobody():
    org = Org(
        {
            "id": ["20417", "20418"],
            "name": ["张三", "李四"],
            "张三的评语": ["好", "很好"],
            "李四 20417": ["1", "2"],
            "其他": ["139-1234-5678", ""],
            "number": [13912345678, 13912345679],
        },
        {"id": ["T", "P"], "layer": ["team", "张三项目"]},
        {
            "member": ["20417", "20418", "20417"],
            "unit": ["T", "T", "P"],
            "role": ["leader", "张三助理", ""],
        },
        {"source": ["20418"], "target": ["20417"], "kind": ["替李四"]},
        {"member": ["20417"], "unit": ["T"], "duty": ["李四替班"]},
        activities={
            "id": ["张三谈话"],
            "unit": ["T"],
            "kind": ["heart_to_heart"],
            "date": ["2026-01-05"],
        },
        participants={"activity": ["张三谈话"], "member": ["20418"]},
        tasks={"id": ["K张三"], "unit": ["T"], "goal": ["safety"], "scope": ["common"]},
        task_events={"task": ["K张三"], "stage": ["consult"], "layer": ["张三项目"]},
    )
    masked = sg.pseudonymize(org, KEY)
    text = told(masked) + str(masked.layers)
    for word in ("张三", "李四", "20417", "20418", "13912345678", "139-1234-5678"):
        assert word not in text
    assert [*masked.layers][1].endswith("项目")
    assert len(masked.participants) == len(masked.task_events) == 1
    assert sg.pseudonymize(sg.redact(org, layers="张三项目"), KEY).withheld == (
        [*masked.layers][1],
    )


def test_ids_and_headings_stay_unlike_where_only_a_name_told_them_apart():
    org = Org(
        {"id": ["M1", "M2"], "name": ["Ann", None], "ann's": ["1", "2"], "ANN's": ["3", "4"]},
        {"id": ["Ann's crew", "ANN's crew"], "layer": ["team", "team"]},
        {"member": ["M1", "M2"], "unit": ["Ann's crew", "ANN's crew"]},
    )
    masked = sg.pseudonymize(org, KEY)
    assert len({*masked.units["id"]}) == 2
    assert len({*masked.members}) == 4
    assert "ann" not in told(masked).casefold()
