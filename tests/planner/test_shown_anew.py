"""What a board shows after many steps is what a board opened on the same plan shows."""

import sanzu_graph as sg
from sanzu_graph.planner.session import Session
from sanzu_graph.planner.snapshots import patch

POLICY = sg.Policy.for_layers("team", ["party"])


def dated() -> sg.Org:
    """Two teams; one ends in June. Bo has a line to An and sits in both teams."""
    return sg.Org(
        {"id": ["An", "Bo", "Cy"], "until": [None, None, None]},
        {
            "id": ["T", "U", "P"],
            "layer": ["team", "team", "party"],
            "until": [None, "2026-06-01", None],
        },
        {"member": ["An", "Bo", "Bo", "Cy"], "unit": ["T", "T", "U", "U"]},
        relations={"source": ["Bo"], "target": ["An"], "kind": ["reports_to"]},
    )


def shown(session: Session) -> dict[str, object]:
    """Members and units by now, whether a patch tells them or the first snapshot still holds."""
    whole = Session(session.org, session.policy, session.scenario, on=session.first.on)
    told, anew = patch(session), patch(whole)
    return {
        part: {one: (told[part].get(one), anew[part].get(one)) for one in told[part] | anew[part]}
        for part in ("members", "units")
    }


def all_alike(session: Session) -> bool:
    return all(now == anew for part in shown(session).values() for now, anew in part.values())


def test_the_days_of_a_unit_change_where_its_people_sit() -> None:
    """First Bo is told with both teams; then the draft is laid anew; then one team ends."""
    session = Session(dated(), POLICY, None, on="2026-03-01")
    session.make([sg.JoinUnit("Bo", "P"), sg.JoinUnit("Cy", "P")])
    session.point = session.point.grounded()
    assert [seat for seat, _ in patch(session)["members"]["Bo"][2]] == ["T", "U", "P"]
    session.make([sg.EditUnit("U", {"until": "2026-02-01"})])
    assert [seat for seat, _ in patch(session)["members"]["Bo"][2]] == ["T", "P"]
    assert [seat for seat, _ in patch(session)["members"]["Cy"][2]] == ["P"]
    assert all_alike(session)


def test_a_unit_that_is_there_again_has_its_people() -> None:
    session = Session(dated(), POLICY, None, on="2026-07-01")
    session.make([sg.EditUnit("U", {"until": "2027-01-01"})])
    assert [seat for seat, _ in patch(session)["members"]["Cy"][2]] == ["U"]
    assert all_alike(session)


def test_the_days_of_a_manager_change_to_whom_others_report() -> None:
    session = Session(dated(), POLICY, None, on="2026-03-01")
    session.make([sg.JoinUnit("Bo", "P")])
    session.point = session.point.grounded()
    session.make([sg.EditMember("An", {"until": "2026-02-01"})])
    assert patch(session)["members"]["An"] is None
    assert patch(session)["members"]["Bo"][4] == []
    assert all_alike(session)


def test_a_change_without_a_day_takes_effect_today_also_beside_later_ones() -> None:
    """The board looks at the day of the later change; what is done by hand begins as it would
    where the plan is read.
    """
    session = Session(dated(), POLICY, None, on=None)
    session.make([sg.JoinUnit("An", "P", on="2999-01-01")])
    session.make([sg.RemoveMember("Cy")])
    made = session.scenario.made_on(session.org)
    shown_now = session.point.audit.whole
    assert str(session.first.on) == "2999-01-01"
    assert shown_now.members["until"].tolist() == made.members["until"].tolist()
    session.point = session.point.grounded()
    session.make([sg.LeaveUnit("Bo", "T")])
    made = session.scenario.made_on(session.org)
    assert session.point.audit.whole.memberships.equals(made.memberships)
