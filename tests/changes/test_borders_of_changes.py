"""What the docstrings of changes promise at their borders: days, defaults, names, what stays."""

import re

import pytest

import sanzu_graph as sg
from sanzu_graph import Org, Policy
from sanzu_graph.messages import catalog
from tests import clock

DAY = "2026-11-30"
#: A field of a sentence in the catalog.
FIELD = re.compile(r"\{[^}]*\}")


@pytest.fixture
def org() -> Org:
    """Two teams and a party group; A leads T1, B deputises, C leads T2; B reports to A."""
    return Org(
        {"id": list("ABCD"), "name": ["An", "Bo", "Ci", "Di"]},
        {
            "id": ["T1", "T2", "P"],
            "layer": ["team", "team", "party"],
            "site": ["North", "South", None],
        },
        {
            "member": ["A", "B", "C", "D", "A"],
            "unit": ["T1", "T1", "T2", "T2", "P"],
            "role": ["leader", "deputy", "leader", "member", "member"],
            "title": ["head", "vice", "head", None, None],
        },
        {"source": ["B", "D"], "target": ["A", "B"], "kind": ["reports_to"] * 2},
        {"member": ["A"], "unit": ["T1"], "duty": ["report"]},
    )


def seats(org: Org, unit: str) -> dict[str, str]:
    """Member → role in a unit."""
    rows = org.memberships[org.memberships["unit"] == unit]
    return dict(zip(rows["member"], rows["role"], strict=True))


def lines(org: Org) -> set[tuple[str, str]]:
    """Who reports to whom."""
    return {*zip(org.relations["source"], org.relations["target"], strict=True)}


def dated(org: Org) -> Org:
    return org.replace(memberships=org.memberships.assign(since="2020-01-01", until=None))


# -- how a change tells itself


@pytest.mark.parametrize(
    ("change", "phrase"),
    [
        (sg.MoveMember("A", "T1", "T2"), "move_member"),
        (sg.AddMember("E"), "add_member"),
        (sg.AddMember("E", attributes={"name": "Ed"}), "add_member_with"),
        (sg.CreateUnit("T9", "team"), "create_unit"),
        (sg.CreateUnit("T9", "team", attributes={"site": "West"}), "create_unit_with"),
        (sg.ChangeManager("D", "C"), "change_manager"),
        (sg.ClosePosition("K1"), "close_position"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_phrase_is_the_key_of_the_sentence(change: sg.Change, phrase: str) -> None:
    assert change.phrase == phrase
    for lang in ("en", "zh"):
        place, told = 0, change.describe(lang)
        for words in FIELD.split(catalog()[f"change.{phrase}"][lang]):
            place = told.index(words, place)  # what stands between the fields is told in order


def test_a_change_is_told_with_what_ends_only_where_the_organisation_is_known(org: Org) -> None:
    move = sg.MoveMember("A", "T1", "T2")
    assert move.describe("en") == "Move A from T1 to T2"
    assert "no longer leading: An" in move.describe("en", org=org)
    keeping = sg.MoveMember("A", "T1", "T2", keep_role=True)
    assert seats(keeping.apply(org), "T2")["A"] == "leader"


def test_names_do_as_well_as_ids_and_an_id_goes_first(org: Org) -> None:
    by_name = sg.MoveMember("An", "T1", "T2").apply(org)
    assert by_name == sg.MoveMember("A", "T1", "T2").apply(org)
    called = org.replace(members={"id": list("ABCD"), "name": ["B", "Bo", "Ci", "Di"]})
    assert seats(sg.LeaveUnit("B", "T1").apply(called), "T1") == {"A": "leader"}


# -- seats


def test_who_moves_arrives_without_a_role_and_who_joins_stays_elsewhere(org: Org) -> None:
    moved = sg.MoveMember("A", "T1", "T2").apply(org)
    assert (seats(moved, "T1"), seats(moved, "T2")["A"]) == ({"B": "deputy"}, "member")
    assert moved.memberships["title"].isna().sum() == org.memberships["title"].isna().sum() + 1
    joined = sg.JoinUnit("B", "P", role="deputy", title="vice").apply(org)
    assert seats(joined, "P") == {"A": "member", "B": "deputy"}
    assert seats(joined, "T1") == seats(org, "T1")
    with pytest.raises(sg.ChangeError, match="P"):
        sg.MoveMember("A", "T1", "P").apply(org)


def test_a_new_leader_relieves_the_sitting_one_unless_jointly(org: Org) -> None:
    alone = sg.AppointLeader("D", "T1").apply(org)
    assert seats(alone, "T1") == {"A": "member", "B": "deputy", "D": "leader"}
    jointly = sg.AppointLeader("D", "T1", joint=True).apply(org)
    assert seats(jointly, "T1") == {"A": "leader", "B": "deputy", "D": "leader"}
    assert seats(sg.RelieveLeader("A", "T1").apply(org), "T1")["A"] == "member"
    with pytest.raises(sg.ChangeError):
        sg.RelieveLeader("B", "T1").apply(org)


def test_a_role_takes_the_place_of_the_one_before_and_of_its_title(org: Org) -> None:
    changed = sg.AssignRole("A", "T1", "deputy").apply(org)
    rows = changed.memberships.query("member == 'A' and unit == 'T1'")
    assert rows["role"].tolist() == ["deputy"]
    assert rows["title"].isna().all()
    own = sg.AssignRole("B", "T1", "clerk", title="clerk of works").apply(org)
    assert own.memberships.query("member == 'B'")["title"].tolist() == ["clerk of works"]


def test_with_dates_a_seat_ends_on_the_day_and_is_not_lost(org: Org) -> None:
    left = sg.LeaveUnit("B", "T1", on=DAY).apply(dated(org))
    row = left.memberships.query("member == 'B'").iloc[0]
    assert f"{row['until']:%Y-%m-%d}" == DAY
    assert "B" in seats(left.at("2026-11-29"), "T1")
    assert "B" not in seats(left.at(DAY), "T1")
    # Without a day of its own it is today, where the table has dates.
    undated = sg.LeaveUnit("B", "T1").apply(dated(org)).memberships.query("member == 'B'")
    assert [f"{day:%Y-%m-%d}" for day in undated["until"]] == [clock.today().isoformat()]
    assert len(sg.LeaveUnit("B", "T1").apply(org).memberships) == len(org.memberships) - 1


def test_two_columns_of_a_membership_cannot_be_edited(org: Org) -> None:
    edited = sg.EditMembership("A", "T1", {"title": None, "note": "acting"}).apply(org)
    row = edited.memberships.query("member == 'A' and unit == 'T1'").iloc[0]
    assert row["note"] == "acting"
    assert row.isna()["title"]
    for column in ("member", "unit"):
        with pytest.raises(sg.ChangeError, match=column):
            sg.EditMembership("A", "T1", {column: "B"}).apply(org)


# -- people


def test_a_new_member_is_in_no_unit_and_an_id_is_taken_once(org: Org) -> None:
    more = sg.AddMember("E", attributes={"name": "Ed"}).apply(org)
    assert more.members["name"].tolist()[-1] == "Ed"
    assert "E" not in more.memberships["member"].tolist()
    with pytest.raises(sg.ChangeError, match="A"):
        sg.AddMember("A").apply(org)


@pytest.mark.parametrize(
    ("reports", "left"), [("fall", {("D", "A")}), ("end", set())], ids=["fall", "end"]
)
def test_reports_of_who_leaves_fall_to_the_next_above_or_end(
    org: Org, reports: str, left: set[tuple[str, str]]
) -> None:
    after = sg.RemoveMember("B", reports=reports).apply(org)
    assert lines(after) == left
    assert "B" not in {*after.members["id"], *after.memberships["member"]}
    # A has no manager, to whom B could fall.
    assert lines(sg.RemoveMember("A", reports=reports).apply(org)) == {("D", "B")}


def test_reports_follow_who_changes_the_manager_or_stay(org: Org) -> None:
    follow = sg.ChangeManager("B", "C").apply(org)
    assert lines(follow) == {("B", "C"), ("D", "B")}
    stay = sg.ChangeManager("B", "C", reports="stay").apply(org)
    assert lines(stay) == {("B", "C"), ("D", "A")}
    assert lines(sg.ChangeManager("B", None).apply(org)) == {("D", "B")}
    dotted = sg.ChangeManager("B", "C", kind="dotted_line").apply(org)
    assert lines(dotted) == {("B", "A"), ("B", "C"), ("D", "B")}


# -- units


def test_a_unit_with_people_or_units_below_cannot_close(org: Org) -> None:
    with pytest.raises(sg.ChangeError, match="T1"):
        sg.CloseUnit("T1").apply(org)
    below = sg.CreateUnit("S", "station").apply(org)
    hung = sg.EditUnit("T1", {"parent": "S"}).apply(below)
    with pytest.raises(sg.ChangeError, match="S"):
        sg.CloseUnit("S").apply(hung)
    assert "S" not in sg.CloseUnit("S").apply(below).units["id"].tolist()


def test_where_both_units_are_led_the_sitting_leader_stays(org: Org) -> None:
    merged = sg.MergeUnits("T1", "T2").apply(org)
    assert seats(merged, "T2") == {"C": "leader", "D": "member", "A": "member", "B": "deputy"}
    assert merged.units.set_index("id").at["T2", "site"] == "South"
    assert merged.duties["unit"].tolist() == ["T2"]
    chosen = sg.MergeUnits("T1", "T2", leader="B").apply(org)
    assert [who for who, role in seats(chosen, "T2").items() if role == "leader"] == ["B"]
    relieved = sg.RelieveLeader("C", "T2").apply(org)
    assert seats(sg.MergeUnits("T1", "T2").apply(relieved), "T2")["A"] == "leader"
    with pytest.raises(sg.ChangeError):
        sg.MergeUnits("T1", "P").apply(org)


def test_a_new_unit_has_the_attributes_of_the_old_one_but_not_its_name(org: Org) -> None:
    named = sg.EditUnit("T1", {"name": "North crew"}).apply(org)
    split = sg.SplitUnit("T1", "T9", ["A"]).apply(named)
    unit = split.units.set_index("id").loc["T9"]
    assert (unit["layer"], unit["site"]) == ("team", "North")
    assert unit["name"] != "North crew"
    assert (seats(split, "T9"), seats(split, "T1")) == ({"A": "leader"}, {"B": "deputy"})
    for members in ([], ["A", "B"], ["C"]):
        with pytest.raises(sg.ChangeError):
            sg.SplitUnit("T1", "T9", members).apply(named)


# -- posts and rows


def test_a_post_is_filled_by_one_who_then_reports_to_its_manager_alone(org: Org) -> None:
    opened = sg.OpenPosition("K1", title="fitter", unit="T2", manager="C").apply(org)
    assert opened.positions["holder"].isna().all()
    assert len(opened.members) == len(org.members)
    filled = sg.FillPosition("K1", "B").apply(opened)
    assert filled.positions["holder"].tolist() == ["B"]
    assert "B" in seats(filled, "T2")
    assert {target for source, target in lines(filled) if source == "B"} == {"C"}
    with pytest.raises(sg.ChangeError):
        sg.FillPosition("K1", "D").apply(filled)
    closed = sg.ClosePosition("K1").apply(filled)
    assert closed.positions.empty
    assert "B" in closed.members["id"].tolist()


def test_the_row_that_holds_just_this_goes_before_one_that_holds_more(org: Org) -> None:
    twice = sg.AddRow(
        "duties", {"member": "A", "unit": "T1", "duty": "report", "since": DAY}
    ).apply(org)
    gone = sg.RemoveRow("duties", {"member": "A", "unit": "T1", "duty": "report"}).apply(twice)
    assert [f"{day:%Y-%m-%d}" for day in gone.duties["since"]] == [DAY]
    with pytest.raises(sg.ChangeError):
        sg.RemoveRow("duties", {"member": "B", "unit": "T1"}).apply(org)


def test_duties_and_pairs_are_given_and_taken_once(org: Org) -> None:
    given = sg.AssignDuty("C", "T1", "support").apply(org)
    assert [*zip(given.duties["member"], given.duties["duty"], strict=True)] == [
        ("A", "report"),
        ("C", "support"),
    ]
    assert "C" not in seats(given, "T1")
    assert sg.RevokeDuty("C", "T1", "support").apply(given) == org
    paired = sg.PairMentor("A", "D").apply(org)
    assert sg.UnpairMentor("A", "D").apply(paired) == org
    for change in (sg.RevokeDuty("B", "T1", "report"), sg.UnpairMentor("A", "D")):
        with pytest.raises(sg.ChangeError):
            change.apply(org)
    with pytest.raises(sg.ChangeError):
        sg.PairMentor("A", "D").apply(paired)


# -- back and forth


def test_what_is_as_by_default_is_left_out_and_comes_back() -> None:
    change = sg.MoveMember("A", "T1", "T2")
    assert change.to_dict() == {
        "change": "MoveMember",
        "member": "A",
        "source": "T1",
        "target": "T2",
    }
    assert sg.change_from_dict(change.to_dict()) == change
    later = sg.MoveMember("A", "T1", "T2", on=DAY, keep_role=True)  # type: ignore[arg-type]
    assert sg.change_from_dict(later.to_dict()) == later
    for fault in ({"change": "Fly"}, {"change": "LeaveUnit", "member": "A"}):
        with pytest.raises(sg.ChangeError):
            sg.change_from_dict(fault)
    with pytest.raises(sg.ChangeError, match="wings"):
        sg.change_from_dict({**change.to_dict(), "wings": 2})


def test_the_inverse_of_any_change_is_the_difference_back(org: Org) -> None:
    for change in (
        sg.MoveMember("A", "T1", "T2"),
        sg.MergeUnits("T1", "T2"),
        sg.RemoveMember("B"),
        sg.ChangeManager("D", "C"),
    ):
        after = change.apply(org)
        assert after != org
        assert sg.diff(after, org).apply(after) == org


def test_a_plan_in_force_leaves_what_it_was_made_for(org: Org) -> None:
    before = org.fingerprint
    plan = sg.Scenario("x", [sg.MoveMember("B", "T1", "T2"), sg.AppointLeader("D", "T1")])
    plan.apply(org)
    plan.preview(org, Policy.for_layers("team", ["party"]))
    assert org.fingerprint == before
