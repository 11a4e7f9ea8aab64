"""The tables and measures of the working year against brute force."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.year.results import results
from tests import year_oracles as oracles
from tests.oracles import rows
from tests.year_strategies import ON, policies, years


@given(org=years(), policy=policies(), on=ON)
def test_the_calendar_is_the_states_of_every_group_and_period(org, policy, on):
    if "activities" not in org.tables():
        with pytest.raises(sg.AbsentError):
            sg.routine_calendar(org, policy, on=on)
        return
    told = sg.routine_calendar(org, policy, on=on)
    expected = Counter()
    for routine in policy.routines:
        if routine.layer in org.layers:
            for (unit, begin), (state, late, first) in oracles.states(
                org, routine, policy.holidays, on
            ).items():
                when = first.isoformat() if first else ""
                expected[
                    unit,
                    routine.kind,
                    oracles.label(begin, routine.every),
                    begin.isoformat(),
                    state,
                    when,
                    late,
                ] += 1
    columns = ["unit", "routine", "period", "begins", "state", "first", "days_late"]
    assert Counter(told[columns].itertuples(index=False, name=None)) == expected


@given(org=years(), policy=policies(), on=ON)
def test_the_stages_of_every_task_are_told(org, policy, on):
    try:
        stories = oracles.stories(org, policy, on)
    except LookupError:
        with pytest.raises(sg.AbsentError):
            sg.task_stages(org, policy, on=on)
        return
    told = sg.task_stages(org, policy, on=on)
    expected, shares = Counter(), {}
    for one in stories:
        early = {(stage, layer) for stage, layer, *_ in one.early()}
        asked = (
            {(stage.name, layer) for stage in one.stages for layer in stage.layers}
            if one.task["scope"] == "common"
            else set()
        )
        gone = set(one.left_out())
        for key in asked | set(one.acts):
            day = one.acts.get(key)
            if key in one.acts:
                state = "early" if key in early else "kept" if key in asked else "done"
            else:
                state = "missing" if key in gone else "pending"
            expected[one.task["id"], *key, day.isoformat() if day else "", state] += 1
            if key in asked and state != "pending":
                share = shares.setdefault((one.task["unit"], key[1]), [0, 0])
                share[0] += state == "kept"
                share[1] += 1
    assert (
        Counter(
            told[["task", "stage", "layer", "date", "state"]].itertuples(index=False, name=None)
        )
        == expected
    )
    acted = {
        (event["task"], event["stage"], event["layer"], event["member"] or "")
        for event in oracles.kept(org, "task_events")
    }
    done = told[told["state"].isin(["kept", "early", "done"])]
    assert (
        set(done[["task", "stage", "layer", "member"]].itertuples(index=False, name=None)) <= acted
    )
    counted = sg.task_conformance(org, policy, on=on)
    found = {
        (row.unit, row.layer): [row.kept, row.asked] for row in counted.itertuples() if row.asked
    }
    assert (
        found == shares
    )  # an act that nobody asked for may be early; it has no part in the shares


def managed_by(org, member, on):
    """The solid manager on a day, the first in the table of members; empty: none."""
    mine = {
        row["target"]
        for row in oracles.rows(org, "relations")
        if oracles.holds(row, on)
        and row["kind"] == "reports_to"
        and row["source"] == member != row["target"]
    }
    return next((one for one in org.members["id"] if one in mine), "")


@given(org=years(), on=ON, data=st.data())
def test_everybodys_contacts_are_told(org, on, data):
    duties = data.draw(st.sampled_from([("support", "liaison"), ("watch",)]))
    policy = sg.Policy(contacts=sg.Contacts(duties))
    if policy.base not in org.layers:
        with pytest.raises(sg.AbsentError):
            sg.support_contacts(org, policy, on=on)
        return
    told = sg.support_contacts(org, policy, on=on)
    absent, expected = oracles.away(org, on), Counter()
    for layer in (layer.name for layer in policy.layers if layer.name in org.layers):
        for member, (_, unit, leader, contact) in oracles.contacts(
            org, layer, policy.base, duties, on
        ).items():
            stand_in = "" if contact == leader else contact or ""
            expected[
                member, layer, unit or "", leader or "", leader in absent, stand_in, contact or ""
            ] += 1
    present = set(oracles.there(org, "members", on))
    for member in present:
        manager = contact = managed_by(org, member, on)
        seen = set()
        while contact and (contact in absent or contact not in present) and contact not in seen:
            seen.add(contact)
            contact = managed_by(org, contact, on)
        contact = "" if contact in {*seen, member} else contact
        if manager:
            is_away = manager in absent or manager not in present
            stand_in = "" if contact == manager else contact
            expected[member, "", "", manager, is_away, stand_in, contact] += 1
    columns = ["member", "layer", "unit", "leader", "is_away", "stand_in", "contact"]
    assert Counter(told[columns].itertuples(index=False, name=None)) == expected


@given(org=years(), policy=policies(), on=ON)
def test_the_results_are_the_shares_that_they_say(org, policy, on):
    told = results(org, policy, on=on).set_index(["metric", "layer"])["value"]
    assert told.index.is_unique or len(
        {routine.layer for routine in policy.routines if routine.reach}
    ) < sum(bool(r.reach) for r in policy.routines)
    if "activities" in org.tables():
        for layer in {routine.layer for routine in policy.routines} & set(org.layers):
            states = Counter(
                state
                for routine in policy.routines
                if routine.layer == layer
                for (_, begin), (state, *_) in oracles.states(
                    org, routine, policy.holidays, on
                ).items()
                if begin < oracles.period(on, routine.every)[0]
            )
            owed = states["kept"] + states["late"] + states["missed"]
            assert _same(told["routines_kept", layer], states["kept"] + states["late"], owed)
            assert _same(told["routines_on_time", layer], states["kept"], owed)
    if "remedies" in org.tables():
        opened = oracles.problems(org, on)
        assert told["remedies_open", ""] == len(opened)
        held = {row["id"]: oracles.meant(row["date"])[0] for row in rows(org, "activities")}
        settled = [
            row
            for row in oracles.kept(org, "remedies")
            if held[row["activity"]] <= on
            and row["due"]
            and ((row["done"] and row["done"] <= on) or row["due"] < on)
        ]
        in_time = [row for row in settled if row["done"] and row["done"] <= min(on, row["due"])]
        assert _same(told["remedies_on_time", ""], len(in_time), len(settled))
    if ("tasks_joint", "") in told.index:
        begun = [
            one
            for one in oracles.stories(org, policy, on)
            if one.task["scope"] == "common" and len({one.step[stage] for stage, _ in one.acts}) > 1
        ]
        assert _same(
            told["tasks_joint", ""],
            sum(len({layer for _, layer in one.acts}) > 1 for one in begun),
            len(begun),
        )
    for layer in (layer.name for layer in policy.layers):
        if ("contact_share", layer) in told.index:
            found = oracles.contacts(org, layer, policy.base, policy.contacts.duties, on)
            asked = [contact for is_asked, _, _, contact in found.values() if is_asked]
            assert _same(
                told["contact_share", layer],
                sum(contact is not None for contact in asked),
                len(asked),
            )


def _same(value, part, whole):
    return math.isnan(value) if not whole else value == pytest.approx(part / whole)
