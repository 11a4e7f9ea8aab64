"""What is redacted is gone from every table, and nothing else is."""

import math
import warnings
import zipfile

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import Org
from sanzu_graph.privacy.inference import telling_columns
from sanzu_graph.schema import TABLES, columns
from tests.strategies import organisations


@pytest.fixture(scope="module")
def full() -> Org:
    """Every table, each speaking of the party in its own way."""
    return Org(
        {
            "id": ["M1", "M2", "M3", "M4"],
            "name": ["安一", "柏二", "陈三", "丁四"],
            "political_status": ["party_member", "party_member", "non_member", "party_member"],
            "position": ["班长", "党小组长", "班员", "书记"],
            "入党时间": ["2001", "2002", None, "2003"],
            "party_since": ["2001", "2002", None, "2003"],
            "note": ["reads P71", "常去石埠党小组", "third floor", "North"],
            "site": ["North"] * 4,
        },
        {
            "id": ["S1", "B1", "B2", "T1", "P71", "P72", "U1"],
            "name": [
                "供电所",
                "支部",
                "第二支部",
                "运维一班",
                "官溪党小组",
                "石埠党小组",
                "第一工会小组",
            ],
            "layer": ["station", "branch", "branch", "team", "party", "party", "union"],
            "parent": [None, "S1", "S1", "S1", "B1", "B2", "P72"],
        },
        {
            "member": ["M1", "M2", "M3", "M1", "M2", "M4", "M2", "M4"],
            "unit": ["T1", "T1", "T1", "P71", "P72", "P72", "U1", "B2"],
            "role": ["leader", "", "", "leader", "leader", "", "leader", "书记"],
            "title": ["班长", "党员示范岗", "", "", "", "", "", ""],
        },
        {"source": ["M1", "M1"], "target": ["M2", "M3"], "kind": ["mentors", "党员联系"]},
        {
            "member": ["M1", "M2", "M3"],
            "unit": ["T1", "T1", "T1"],
            "duty": ["report", "report", "watch"],
        },
        activities={
            "id": ["A1", "A2"],
            "unit": ["P71", "T1"],
            "kind": ["safety_class"] * 2,
            "date": ["2026-01-05"] * 2,
        },
        participants={"activity": ["A1", "A2"], "member": ["M3", "M3"]},
        remedies={
            "activity": ["A1", "A2", "A2"],
            "problem": ["梯子", "官溪党小组未到", "手套"],
            "owner": ["M1", "M1", "M4"],
        },
        tasks={
            "id": ["K1", "K2"],
            "unit": ["T1", "P72"],
            "goal": ["safety", "safety"],
            "scope": ["common", "specific"],
        },
        task_events={
            "task": ["K1", "K1", "K2"],
            "stage": ["consult", "assign", "assign"],
            "layer": ["party", "team", "party"],
            "member": ["M1", "M1", "M2"],
        },
        assessments={
            "candidate": ["M1", "M1"],
            "unit": ["P71", "T1"],
            "stage": ["peer"] * 2,
            "criterion": ["ability"] * 2,
            "score": [9, 8],
        },
        absences={"member": ["M3"], "since": ["2026-02-01"]},
    )


def quietly(org: Org, **asked: object) -> Org:
    """Redacted, where it does not matter what is warned of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sg.SanzuWarning)
        return sg.redact(org, **asked)


@pytest.fixture(scope="module")
def bare(full: Org) -> Org:
    return quietly(full, layers=["party"])


def ids(org: Org, table: str, column: str = "id") -> list[str]:
    return sorted(org.table(table)[column])


def test_units_go_and_what_held_only_them(bare):
    # B1 held nothing but party groups; B2 has a secretary of its own. The union group hangs from
    # what is above P72.
    assert bare.units.set_index("id")["parent"].fillna("").to_dict() == {
        "S1": "",
        "B2": "S1",
        "T1": "S1",
        "U1": "B2",
    }


def test_rows_in_them_go(bare):
    assert ids(bare, "memberships", "unit") == ["B2", "T1", "T1", "T1", "U1"]
    assert ids(bare, "activities") == ["A2"]
    assert ids(bare, "participants", "activity") == ["A2"]
    assert ids(bare, "remedies", "problem") == ["手套"]
    assert ids(bare, "tasks") == ["K1"]
    assert ids(bare, "task_events", "stage") == ["assign"]
    assert ids(bare, "assessments", "unit") == ["T1"]
    assert ids(bare, "absences", "member") == ["M3"]


def test_what_speaks_of_them_goes(bare):
    assert [*bare.members] == ["id", "name", "site"]
    assert ids(bare, "relations", "kind") == ["mentors"]
    assert bare.memberships["title"].fillna("").tolist() == ["班长", "", "", "", ""]


def test_powers_go_with_the_group_that_gave_them(bare):
    # M1 leads a party group only; M2 leads a union group as well; M3's duty is nobody's power.
    assert bare.duties[["member", "duty"]].to_numpy().tolist() == [
        ["M2", "report"],
        ["M3", "watch"],
    ]


def test_whom_only_the_layer_knows_goes(full):
    assert ids(quietly(full, layers=["party", "branch"]), "members") == ["M1", "M2", "M3"]
    lonely = full.replace(remedies=full.remedies.assign(owner="M4"))
    assert quietly(lonely, layers=["party", "branch"]).remedies["owner"].isna().all()


def test_duties_that_count_for_the_layer_go():
    org = Org(
        {"id": ["A"]},
        {"id": ["T", "P"], "layer": ["team", "party"]},
        {"member": ["A"], "unit": ["T"]},
        None,
        {"member": ["A", "A"], "unit": ["T", "T"], "duty": ["patron", "watch"]},
    )
    policy = sg.Policy().with_layer("party", counting_duties=("patron",))
    assert ids(sg.redact(org, layers=["party"], policy=policy), "duties", "duty") == ["watch"]
    assert ids(sg.redact(org, layers=["party"]), "duties", "duty") == ["patron", "watch"]


def test_rows_set_aside_and_the_source_are_left_out(tmp_path):
    for name, lines in {
        "members": "id\nM1\n",
        "units": "id,layer\nT1,team\nP1,party\n",
        "memberships": "member,unit\nM1,T1\nM1,P1\nM9,P1\n",
    }.items():
        (tmp_path / f"{name}.csv").write_text(lines, encoding="utf-8")
    org = sg.read_tables(tmp_path, strict=False)
    assert len(org.rejected) == 1
    bare = sg.redact(org, layers="party")
    assert (len(bare.rejected), bare.source) == (0, None)


def test_attributes_go_where_they_are_asked_for(full):
    assert "site" not in sg.redact(full, attributes="site").members
    assert "site" in full.members
    nameless = sg.redact(full, attributes=["members.name", "title"])
    assert nameless.members["name"].isna().all()
    assert nameless.memberships["title"].isna().all()
    assert nameless.units["name"].notna().all()


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"layers": ["pary"]}, "pary"),
        ({"attributes": ["sites"]}, "sites"),
        ({"attributes": ["unit"]}, "unit"),
    ],
)
def test_what_is_not_there_is_refused(full, asked, word):
    with pytest.raises(sg.AbsentError, match=word):
        sg.redact(full, **asked)
    with pytest.raises(sg.AbsentError, match="没有"):
        sg.redact(full, **asked, lang="zh")


def test_a_layer_that_only_the_policy_knows_may_be_asked_for(full):
    once = quietly(full, layers=["party"])
    assert sg.redact(once, layers=["party"]) == once


@given(organisations(), st.sets(st.sampled_from(["team", "party", "union", "branch"]), min_size=1))
def test_no_row_of_the_layer_is_left_and_no_other_is_invented(org, hidden):
    hidden &= {*org.layers, "team", "party", "union"}
    bare = quietly(org, layers=hidden)
    gone = set(org.units.loc[org.units["layer"].isin(hidden), "id"])
    assert not set(bare.units["id"]) & gone
    assert set(bare.units["id"]) | gone <= set(org.units["id"]) | gone
    for table in TABLES:
        frame = bare.table(table)
        for column in columns(table).values():
            if column.references == "units":
                assert not set(frame[column.name].dropna()) & gone
    # Whoever is in a unit that stays is in it still, unless a word of the row speaks of the layer.
    stays = org.memberships[org.memberships["unit"].isin(bare.units["id"])]
    expected = {
        (m, u)
        for m, u in zip(stays["member"], stays["unit"], strict=True)
        if m in set(bare.members["id"])
    }
    assert {
        (m, u) for m, u in zip(bare.memberships["member"], bare.memberships["unit"], strict=True)
    } == expected


@given(organisations())
def test_nothing_asked_nothing_gone(org):
    bare = sg.redact(org)
    assert bare == org
    assert pd.DataFrame(bare.members).equals(pd.DataFrame(org.members))


# -- one way at a time in which something tells of a layer


def small(**tables: object) -> Org:
    """A team and a choir, A in both, and nothing that tells of the choir but its own rows."""
    return Org(
        **{
            "members": {"id": ["A", "B"]},
            "units": {"id": ["T", "C"], "layer": ["team", "choir"]},
            "memberships": {"member": ["A", "B", "A"], "unit": ["T", "T", "C"]},
            **tables,
        }
    )


LOW, HIGH = sg.Rule("voice", any_of=("low",)), sg.Rule("voice", none_of=("low",))
EAR, SENIOR = sg.Rule("ear", any_of=("x",)), sg.Rule("years", at_least=3)


@pytest.mark.parametrize(
    ("rules", "telling"),
    [
        ({"eligible": LOW}, {"voice"}),
        ({"eligible": HIGH}, {"voice"}),
        ({"eligible": SENIOR}, set()),
        ({"eligible": sg.Rule("years", at_least=3, also=(EAR,))}, {"ear"}),
        ({"candidates": EAR}, {"ear"}),
        ({"candidates": SENIOR, "admission": {"badge": "sings"}}, {"badge"}),
    ],
)
def test_columns_by_which_the_policy_sorts_people_go(rules, telling):
    columns = {"voice", "ear", "badge", "years"}
    org = small(
        members={
            "id": ["A", "B"],
            "voice": ["low", "high"],
            "ear": ["x", "y"],
            "badge": ["sings", ""],
            "years": [1, 5],
        }
    )
    policy = sg.Policy.for_layers("team", ["choir"]).with_layer("choir", **rules)
    assert columns - {*sg.redact(org, layers="choir", policy=policy).members} == telling


@pytest.mark.parametrize("heading", ["工會職務", "工會小組", "role:union", "union_since"])
def test_a_heading_that_a_roster_reads_as_the_layer_goes(heading):
    org = Org(
        {"id": ["A"], heading: ["x"], "職務": ["y"]},
        {"id": ["T", "U"], "layer": ["team", "union"]},
        {"member": ["A", "A"], "unit": ["T", "U"]},
    )
    assert [*sg.redact(org, layers="union").members] == ["id", "name", "職務"]


def test_a_heading_speaks_of_a_layer_by_words_joined_with_underscores():
    org = small(
        units={"id": ["T", "C"], "layer": ["team", "ec"]},
        members={"id": ["A", "B"], "evening_singers_since": ["1", "2"], "evening": ["x", "y"]},
    )
    policy = sg.Policy.for_layers("team", ["ec"]).with_layer(
        "ec", labels={"en": "evening singers", "zh": "晚间合唱"}
    )
    bare = sg.redact(org, layers="ec", policy=policy)
    assert [*bare.members] == ["id", "name", "evening"]


def test_events_of_a_layer_whose_name_is_too_short_to_look_for_go():
    org = small(
        units={"id": ["T", "C"], "layer": ["team", "ec"]},
        tasks={"id": ["K"], "unit": ["T"], "goal": ["safety"], "scope": ["common"]},
        task_events={
            "task": ["K", "K"],
            "stage": ["consult", "assign"],
            "layer": ["ec", "team"],
            "member": ["A", "A"],
        },
    )
    bare = sg.redact(org, layers="ec", policy=sg.Policy.for_layers("team", ["ec"]))
    assert ids(bare, "task_events", "stage") == ["assign"]


def test_a_unit_hangs_from_the_nearest_above_that_stays_however_many_go():
    org = small(
        units={
            "id": ["S", "C1", "C2", "C3", "T"],
            "layer": ["station", "choir", "choir", "choir", "team"],
            "parent": [None, "S", "C1", "C2", "C3"],
        },
        memberships={"member": ["A", "B"], "unit": ["T", "S"]},
    )
    assert sg.redact(org, layers="choir").units.set_index("id")["parent"].to_dict()["T"] == "S"


def test_all_units_above_that_held_nothing_else_go_step_by_step():
    org = small(
        units={
            "id": ["R", "Q", "P", "C", "T"],
            "layer": ["union", "branch", "house", "choir", "team"],
            "parent": [None, "R", "Q", "P", "R"],
        },
        memberships={"member": ["A", "A"], "unit": ["T", "C"]},
    )
    assert ids(sg.redact(org, layers="choir"), "units") == ["R", "T"]


def test_rows_that_only_an_attribute_told_apart_are_one():
    org = small(
        memberships={"member": ["A", "A"], "unit": ["T", "T"], "title": ["first", "second"]}
    )
    assert len(sg.redact(org, attributes="title").memberships) == 1


@pytest.mark.parametrize("column", ["units.parent", "remedies.owner", "members.id", "units.layer"])
def test_what_the_structure_needs_is_no_attribute(full, column):
    with pytest.raises(sg.AbsentError, match=column):
        sg.redact(full, attributes=column)


def test_rows_that_only_a_silent_cell_told_apart_are_one():
    org = sg.Org(
        {"id": ["A", "B"]},
        {"id": ["T", "G"], "name": ["T", "Night shift"], "layer": ["team", "sig"]},
        {
            "member": ["A", "A", "B"],
            "unit": ["T", "T", "G"],
            "title": ["Night shift liaison", "liaison to Night shift", ""],
        },
    )
    left = quietly(org, layers="sig")
    assert left.memberships[["member", "unit"]].to_numpy().tolist() == [["A", "T"]]
    assert left.memberships["title"].isna().all()


def crowd(column: list[str]) -> sg.Org:
    """Eight people, every other one in the party, with a column of their own."""
    ids = [f"M{at}" for at in range(8)]
    return sg.Org(
        {"id": ids, "caucus": column},
        {"id": ["T", "P"], "layer": ["team", "party"]},
        {"member": [*ids, *ids[::2]], "unit": ["T"] * 8 + ["P"] * 4},
    )


def test_a_column_that_tells_the_layer_is_warned_of():
    with pytest.warns(sg.SanzuWarning, match="caucus"):
        bare = sg.redact(crowd(["x", "y"] * 4), layers="party", lang="en")
    assert "caucus" in bare.members
    sg.redact(crowd(["x", "y", "y", "x"] * 2), layers="party")  # of both kinds are in it


def test_nothing_names_a_layer_that_was_taken_out(tmp_path):
    bare = sg.redact(crowd(["x", "y", "y", "x"] * 2), layers="party")
    assert bare.withheld == ("party",)
    assert sg.pseudonymize(bare, "a key that is long enough").withheld == ("party",)
    for lang, word in (("zh", "党"), ("en", "party")):
        page = sg.report(bare, path=tmp_path / f"{lang}.html", lang=lang).read_text("utf-8")
        assert word not in page
        found = sg.audit(bare, lang=lang)
        assert word not in found.skipped.to_csv()
        later = sg.audit(bare.replace(members=bare.members), lang=lang)
        assert later.skipped.equals(found.skipped)
        sg.write_roster(bare, tmp_path / f"{lang}.xlsx", lang=lang, lossy=True)
        with zipfile.ZipFile(tmp_path / f"{lang}.xlsx") as archive:
            assert all(word.encode() not in archive.read(part) for part in archive.namelist())


def with_posts() -> Org:
    """A held and open posts in a team and in a party group, and lines from person to person."""
    return small(
        members={
            "id": ["A", "B", "C", "D"],
            "name": ["Ann Lee", "Bo Xu", "Cy Po", "Di Wu"],
            "seniority_years": range(4),
        },
        units={"id": ["T1", "P1"], "layer": ["team", "party"]},
        memberships={"member": ["A", "B", "D"], "unit": ["T1", "T1", "P1"]},
        relations={
            "source": ["B", "C", "D"],
            "target": ["A", "A", "B"],
            "kind": ["reports_to", "reports_to", "dotted_line"],
        },
        positions={
            "id": ["after Ann Lee", "X2", "X3", "X4", "X5"],
            "title": ["fitter", "leader", "clerk, party group", "aide", "cook"],
            "unit": ["T1", "P1", "T1", "T1", "T1"],
            "manager": ["A", "A", None, "B", "D"],
            "above": [None, None, "after Ann Lee", None, None],
            "holder": [None, None, None, "D", "B"],
            "share": [0.5, 1, 1, 1, 1],
        },
    )


def test_posts_of_the_layer_go_and_none_looks_open_that_was_held():
    bare = sg.redact(with_posts(), layers="party")
    posts = bare.positions.set_index("id")
    assert posts.index.tolist() == ["after Ann Lee", "X3", "X5"]
    assert posts["holder"].fillna("").tolist() == ["", "", "B"]
    assert posts["title"].fillna("").tolist() == ["fitter", "clerk", "cook"]
    assert posts["manager"].fillna("").tolist() == ["A", "", ""]
    assert bare.relations[["source", "target"]].to_numpy().tolist() == [["B", "A"], ["C", "A"]]
    left = sg.redact(with_posts(), attributes=["title", "positions.share"])
    assert "share" not in left.positions
    assert left.positions["title"].isna().all()
    assert len(left.positions) == 5


# -- blanks that mark somebody, and columns that tell


def posts(*given: str) -> Org:
    """People with posts in a team, of whom every other one is in the party."""
    ids = [f"M{at}" for at in range(len(given))]
    return Org(
        {"id": ids, "position": list(given)},
        {"id": ["T", "P"], "layer": ["team", "party"]},
        {"member": [*ids, *ids[::2]], "unit": ["T"] * len(ids) + ["P"] * len(ids[::2])},
    )


def test_what_else_a_post_says_stays():
    bare = sg.redact(
        posts("班长兼党小组长", "班员", "fitter, Party group leader", "班员"), layers="party"
    )
    assert bare.members["position"].tolist() == ["班长", "班员", "fitter", "班员"]


def test_no_blank_marks_whose_post_went():
    with pytest.warns(sg.SanzuWarning, match=r"members\.position"):
        bare = sg.redact(posts("班长", "班员", "党小组长", "班员"), layers="party", lang="en")
    assert "position" not in bare.members
    among_blanks = sg.redact(posts("班长", "", "党小组长", "班员"), layers="party")
    assert among_blanks.members["position"].fillna("").tolist() == ["班长", "", "", "班员"]


def test_a_leader_without_title_stands_out_though_members_have_none():
    org = small(
        memberships={
            "member": ["A", "B", "A", "B", "A"],
            "unit": ["T", "T", "U", "U", "C"],
            "role": ["leader", "", "leader", "", ""],
            "title": ["head", "", "choir master", "", ""],
        },
        units={"id": ["T", "U", "C"], "layer": ["team", "team", "choir"]},
    )
    with pytest.warns(sg.SanzuWarning, match=r"memberships\.title"):
        assert sg.redact(org, layers="choir").memberships["title"].isna().all()


def entropy_told(secret: list[str], column: list[str]) -> float:
    """What a column tells of a secret, by the formula, in plain loops."""
    count = len(secret)
    whole = -sum(math.log2(secret.count(one) / count) for one in secret)
    left = 0.0
    for value in set(column):
        inside = [one for one, said in zip(secret, column, strict=True) if said == value]
        left -= sum(math.log2(inside.count(one) / len(inside)) for one in inside)
    return 1 - left / whole if whole else 0.0


@given(
    st.lists(
        st.tuples(st.sampled_from("pq"), st.sampled_from("xyz"), st.booleans()),
        min_size=16,
        max_size=40,
    )
)
def test_columns_tell_as_much_as_their_conditional_entropy(rows):
    """Where most of the column goes by the secret; by chance only where few rows say so."""
    secret = [one for one, _, _ in rows]
    column = [
        other if is_free and at % 8 == 0 else "xy"["pq".index(one)]
        for at, (one, other, is_free) in enumerate(rows)
    ]
    people = pd.DataFrame({"id": [f"M{at}" for at in range(len(rows))], "side": column})
    before = {"members": people.assign(status=secret)}
    share = entropy_told(secret, column)
    told = telling_columns(before, {"members": people}, (), ["status"])
    if share >= 0.9 and min(secret.count("p"), secret.count("q")) > 5:
        assert told == {"members.side": pytest.approx(share)}
    elif share < 0.9:
        assert told == {}


def test_unlike_values_tell_nothing():
    people = pd.DataFrame({"id": [f"M{at}" for at in range(40)], "phone": range(40)})
    before = {"members": people.assign(status=["p", "q"] * 20)}
    assert telling_columns(before, {"members": people}, (), ["status"]) == {}


def test_a_table_that_names_only_people_of_the_layer_tells():
    org = posts(*["班员"] * 24)
    away = [f"M{at}" for at in range(0, 24, 2)]
    org = org.replace(absences={"member": away, "since": ["2026-02-01"] * 12})
    with pytest.warns(sg.SanzuWarning, match=r"absences\.member \(100%\)"):
        sg.redact(org, layers="party")


def test_an_attribute_that_another_column_tells_is_warned_of():
    with pytest.warns(sg.SanzuWarning, match=r"members\.side \(100%\)"):
        sg.redact(
            Org(
                {"id": list("ABCDEFGH"), "status": list("ppnnppnn"), "side": list("llrrllrr")},
                {"id": ["T"], "layer": ["team"]},
                {"member": list("ABCDEFGH"), "unit": ["T"] * 8},
            ),
            attributes="status",
        )


def test_congress(congress):
    with pytest.warns(sg.SanzuWarning) as told:
        bare = sg.redact(congress, layers="party")
    assert "memberships.side (97%)" in str(told[0].message)
    assert "members.caucus (100%)" in str(told[0].message)
    assert "party" not in str(told[0].message)
    assert "party" not in bare.layers


@pytest.mark.parametrize(
    "folder", ["guanxi", "matrix", "congress", pytest.param("juhua", marks=pytest.mark.heavy)]
)
def test_every_layer_of_every_organisation_can_be_taken_out(folder, request):
    org = (
        request.getfixturevalue("congress")
        if folder == "congress"
        else sg.read_tables(f"data/{folder}")
    )
    for layer in org.layers:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            bare = sg.redact(org, layers=layer)
        assert layer not in bare.layers
        assert bare.withheld == (layer,)
        assert not [one for one in told if f"“{layer}”" in str(one.message)]
