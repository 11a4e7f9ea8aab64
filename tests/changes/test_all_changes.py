"""What holds for every change, on organisations as odd as they come."""

import contextlib
import json

import pandas as pd
import pytest
from hypothesis import given, target
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import Change, ChangeError, Org, change_from_dict
from sanzu_graph.changes.registry import all_changes
from sanzu_graph.messages import LANGUAGES
from sanzu_graph.model.drafts import Draft
from sanzu_graph.model.object_texts import MOST
from tests import change_oracles
from tests.changing import KINDS_OF_CHANGE, changes, sequences
from tests.searching import examples
from tests.strategies import DAYS, organisations

#: The kinds of change, every fifth together, so that those of one room are apart.
IN_FIVES = [KINDS_OF_CHANGE[at::5] for at in range(5)]
LATER = {
    "activities": {"id": ["a1", "a2"], "kind": ["safety_class"] * 2, "date": ["2026-01-02"] * 2},
    "tasks": {"id": ["k1"], "scope": ["common"]},
}


def with_later_tables(org: Org) -> Org:
    """The organisation with rows in tables that nobody dates, about its first members and units."""
    if not len(org.units) or not len(org.members):
        return org
    unit, member = org.units["id"].iloc[-1], org.members["id"].iloc[0]
    return org.replace(
        activities=LATER["activities"] | {"unit": [unit, org.units["id"].iloc[0]]},
        participants={"activity": ["a1", "a2"], "member": [member, org.members["id"].iloc[-1]]},
        remedies={"activity": ["a1", "a1"], "problem": ["x", "x"], "owner": [member, None]},
        tasks=LATER["tasks"] | {"unit": [unit]},
        absences={"member": [member], "since": ["2026-01-01"]},
        positions={
            "id": ["q1", "q2", "q3"],
            "title": ["Engineer", None, "Lead"],
            "unit": [unit, None, org.units["id"].iloc[0]],
            "manager": [member, org.members["id"].iloc[-1], None],
            "above": [None, "q1", None],
            "holder": [None, None, member],
        },
    )


def applied(change: Change, org: Org, on: object = None) -> Org | None:
    try:
        return change.apply(org, on=on)
    except ChangeError as refusal:
        error = refusal
    assert error.describe("en")
    assert error.describe("zh")
    return None


def expected(change: Change, org: Org, on: str = "") -> Org | None:
    try:
        return change_oracles.changed(org, change, on=on)
    except change_oracles.Refused:
        return None


def test_all_kinds_are_public() -> None:
    assert sorted(KINDS_OF_CHANGE) == list(all_changes())


@pytest.mark.parametrize("kinds", IN_FIVES, ids="-".join)
@examples(12)
@given(st.data())
def test_changes_equal_their_oracles(kinds: list[str], data: st.DataObject) -> None:
    """Each by itself; on one organisation for several, which takes longer to draw than to change."""
    org = with_later_tables(data.draw(organisations()))
    for kind in kinds:
        change = data.draw(changes(org, kinds=(kind,)))
        on = data.draw(st.sampled_from([None, *DAYS]))
        wanted = expected(change, org, on.isoformat() if on else "")
        made = applied(change, org, on)
        target(float(made is not None), label=kind)
        assert (made is None) == (wanted is None)
        assert made == wanted


@given(st.data())
def test_a_change_leaves_what_it_is_made_on(data: st.DataObject) -> None:
    org = with_later_tables(data.draw(organisations()))
    before = {name: frame.copy(deep=True) for name, frame in org.tables().items()}
    applied(data.draw(changes(org)), org)
    for name, frame in org.tables().items():
        pd.testing.assert_frame_equal(frame, before[name])


@given(st.data())
def test_a_row_is_found_by_all_that_it_holds(data: st.DataObject) -> None:
    org = with_later_tables(data.draw(organisations()))
    for table in org.tables():
        for position, row in enumerate(
            Draft(org).row(table, key) for key in range(len(org.table(table)))
        ):
            edit = Draft(org)
            with contextlib.suppress(ChangeError):  # others may name it
                sg.RemoveRow(table, row).make(edit)
                assert edit.edit().removed == {table: [position]}
            if "id" not in row:
                assert edit.edit().removed == {table: [position]}


@given(st.data())
def test_a_change_comes_back_from_json(data: st.DataObject) -> None:
    org = data.draw(organisations())
    change = data.draw(changes(org))
    told = json.loads(json.dumps(change.to_dict(), ensure_ascii=False))
    assert change_from_dict(told) == change
    assert change_from_dict(told).to_dict() == told
    assert hash(change_from_dict(told)) == hash(change)
    whole, shown = change.expression(), repr(change)
    assert eval(whole, vars(sg)) == change  # noqa: S307 - our own words
    assert shown == whole or (len(whole) > MOST == len(shown) and whole.startswith(shown[:-1]))


@given(st.data())
def test_a_change_tells_itself(data: st.DataObject) -> None:
    org = data.draw(organisations())
    change = data.draw(changes(org))
    for lang in LANGUAGES:
        assert change.describe(lang)
        assert change.describe(lang, org=org)
        assert ("\u4e00" <= change.describe(lang)[0] <= "\u9fff") or lang == "en"


@examples(15)
@given(st.data())
def test_a_draft_of_several_equals_one_by_one(data: st.DataObject) -> None:
    org = with_later_tables(data.draw(organisations()))
    draft, after = Draft(org), org
    for change in data.draw(sequences(org, most=6)):
        change.make(draft)
        after = change.apply(after)
    assert org.edited(draft.edit()) == after


@given(st.data())
def test_a_change_that_fails_leaves_the_draft(data: st.DataObject) -> None:
    org = data.draw(organisations())
    draft = Draft(org)
    for change in data.draw(st.lists(changes(org), min_size=1, max_size=4)):
        before = draft.edit()
        try:
            change.make(draft)
        except ChangeError:
            after = draft.edit()
            assert (before.removed, before.changed, before.added) == (
                after.removed,
                after.changed,
                after.added,
            )


@given(st.data())
def test_moving_back_the_same_day_restores(data: st.DataObject) -> None:
    org = data.draw(organisations())
    change = data.draw(changes(org, kinds=("MoveMember",)))
    on = data.draw(st.sampled_from([None, *DAYS]))
    member, source, goal = change.member, change.source, change.target
    there = sg.MoveMember(member, source, goal, keep_role=True, on=on)
    after = applied(there, org)
    own = org.memberships[org.memberships["member"] == member].drop(
        columns=["since", "until"], errors="ignore"
    )
    if after is None or own.duplicated().any():  # several rows that say the same become one
        return
    back = sg.MoveMember(member, goal, source, keep_role=True, on=on)
    try:
        assert back.apply(after) == org
    except ChangeError as error:
        refusal = error
    else:
        draft = Draft(org)
        there.make(draft)
        back.make(draft)
        assert not draft.edit()
        return
    assert refusal.key in (
        "refused.gone",
        "refused.to_come",
    )  # nobody goes back to what is not there that day


def test_every_change_tells_itself_whether_it_is_done() -> None:
    assert [kind for kind, made in all_changes().items() if "is_done" not in vars(made)] == []
