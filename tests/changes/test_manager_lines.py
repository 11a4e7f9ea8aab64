"""Who reports to whom is changed; who is left without a manager is said."""

import pytest

import sanzu_graph as sg
from sanzu_graph import ChangeError, ChangeManager, Org
from sanzu_graph.changes.registry import change_from_dict


@pytest.fixture
def org() -> Org:
    """A is at the top; B and C report to A, D and E to B, and F to D."""
    lines = {"B": "A", "C": "A", "D": "B", "E": "B", "F": "D"}
    return Org(
        {"id": list("ABCDEF")},
        {"id": [], "layer": []},
        {"member": [], "unit": []},
        {"source": [*lines], "target": [*lines.values()], "kind": ["reports_to"] * 5},
    )


def managers(org: Org) -> dict[str, str]:
    found = sg.reporting_chain(org).set_index("member")["manager"].dropna()
    return {str(member): str(manager) for member, manager in found.items()}


def test_the_reports_follow_or_stay(org: Org) -> None:
    before = managers(org)
    assert managers(ChangeManager("B", "C").apply(org)) == {**before, "B": "C"}
    stay = ChangeManager("B", "C", reports="stay").apply(org)
    assert managers(stay) == {**before, "B": "C", "D": "A", "E": "A"}


def test_a_circle_is_refused_unless_the_others_stay_behind(org: Org) -> None:
    with pytest.raises(ChangeError, match="circle"):
        ChangeManager("B", "F").apply(org)
    stay = ChangeManager("B", "D", reports="stay").apply(org)
    assert managers(stay) == {"B": "D", "C": "A", "D": "A", "E": "A", "F": "D"}
    assert sg.reporting_circles(stay).empty


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: ChangeManager("A", "B", kind="mentors"), "mentors"),
        (lambda: ChangeManager("A", "B", reports="leave"), "leave"),
        (lambda: ChangeManager("A", "B", kind="dotted_line", reports="stay"), "stay"),
    ],
)
def test_what_makes_no_sense_is_refused(make: object, word: str) -> None:
    with pytest.raises(ChangeError, match=word):
        make()  # type: ignore[operator]


def test_a_dotted_line_stands_beside_the_solid_one(org: Org) -> None:
    after = ChangeManager("F", "B", kind="dotted_line").apply(org)
    assert sg.span_of_control(after).set_index("member").loc["B", "dotted"] == 1
    assert ChangeManager("F", None, kind="dotted_line").apply(after) == org


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (sg.RemoveMember("B"), "left without their manager, and now reporting to A: D, E"),
        (sg.RemoveMember("B", reports="end"), "left without a manager: D, E; next above: A"),
        (sg.RemoveMember("A"), "left without a manager: B, C"),
        (sg.UnpairMentor("D", "B", kind="reports_to"), "“reports_to” from D to B"),
        (ChangeManager("D", None), "Let D report to nobody"),
        (ChangeManager("A", None, reports="stay"), "left without a manager: B, C"),
    ],
)
def test_who_is_left_is_said(org: Org, change: sg.Change, said: str) -> None:
    assert said in change.describe("en", org=org)
    assert change.describe("zh", org=org)


def test_diff_reads_it_and_rebase_knows_it(org: Org) -> None:
    change = ChangeManager("D", "C")
    after = change.apply(org)
    scenario = sg.diff(org, after)
    assert list(scenario.changes) == [change]
    assert list(scenario.rebase(after).already_done) == [change]


def test_the_audit_follows_it(org: Org) -> None:
    audit = sg.audit(org, sg.Policy.for_layers("team"))
    for change in (ChangeManager("C", None), ChangeManager("D", "C"), ChangeManager("B", None)):
        after = change.apply(org)
        expected = sg.audit(after, audit.policy).findings
        assert audit.after(change).findings.equals(expected)


def test_the_reports_of_who_leaves_fall_to_the_manager_above(org: Org) -> None:
    def above(found: Org) -> dict[str, str]:
        solid = found.relations[found.relations["kind"] == "reports_to"]
        return dict(zip(solid["source"], solid["target"], strict=True))

    before = above(org)
    after = sg.RemoveMember("B").apply(org)
    expected = {
        one: before["B"] if other == "B" else other for one, other in before.items() if one != "B"
    }
    assert above(after) == expected
    assert sg.diff(org, after).apply(org) == after
    ended = sg.RemoveMember("B", reports="end").apply(org)
    assert above(ended) == {one: other for one, other in before.items() if "B" not in (one, other)}
    assert sg.diff(org, ended).apply(org) == ended
    top = sg.RemoveMember("A").apply(org)
    assert set(above(top)) == {one for one, other in before.items() if other != "A"}
    change = sg.RemoveMember("B", reports="end")
    assert change_from_dict(change.to_dict()) == change
    with pytest.raises(sg.ChangeError, match="fall"):
        sg.RemoveMember("B", reports="away")


def test_lines_of_days_are_handed_over_on_the_day(org: Org) -> None:
    dated = org.replace(relations=org.relations.assign(since="2020-01-01"))
    after = sg.RemoveMember("B", on="2027-01-01").apply(dated)
    before, later = after.at("2026-12-31").relations, after.at("2027-01-01").relations
    assert set(before.loc[before["source"] == "D", "target"]) == {"B"}
    assert set(later.loc[later["source"] == "D", "target"]) == {"A"}


def test_open_posts_fall_with_them(org: Org) -> None:
    posts = {"id": ["P", "Q"], "manager": ["B", "A"], "holder": [None, "D"]}
    after = sg.RemoveMember("B").apply(org.replace(positions=posts))
    assert after.positions["manager"].tolist() == ["A", "A"]


def test_who_has_left_is_above_nobody() -> None:
    """C reports to B, who has left and reported to A: A may come below C now."""
    org = Org(
        {"id": list("ABC"), "until": ["", "2026-01-01", ""]},
        {"id": [], "layer": []},
        {"member": [], "unit": []},
        {"source": ["B", "C"], "target": ["A", "B"], "kind": ["reports_to"] * 2},
    )
    with pytest.raises(ChangeError, match="circle"):
        ChangeManager("A", "C", on="2025-06-01").apply(org)
    after = ChangeManager("A", "C", on="2026-06-01").apply(org)
    assert sg.reporting_circles(after.at("2026-06-01")).empty


def test_a_line_that_was_to_begin_later_begins_now_and_is_one_row() -> None:
    """Two rows said the same of the days on which both held."""
    org = Org(
        {"id": ["A", "B"]},
        {"id": [], "layer": []},
        {"member": [], "unit": []},
        {"source": ["A"], "target": ["B"], "kind": ["reports_to"], "since": ["2031-01-01"]},
    )
    rows = ChangeManager("A", "B", on="2030-06-01").apply(org).relations
    assert rows["since"].astype(str).tolist() == ["2030-06-01"]
    ended = org.replace(relations=org.relations.assign(until=["2032-01-01"]))
    rows = ChangeManager("A", "B", on="2030-06-01").apply(ended).relations
    assert rows["since"].astype(str).tolist() == ["2030-06-01"]
    assert rows["until"].isna().all()
