"""Who reports to whom is changed; who is left without a manager is said."""

import pytest

import sanzu_graph as sg
from sanzu_graph import ChangeError, ChangeManager, Org


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
        (sg.RemoveMember("B"), "left without a manager: D, E; next above: A"),
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
