"""A change that names people and units as they are called is the change by their ids."""

import dataclasses
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.changes.names import HOMES
from sanzu_graph.model.drafts import Draft
from tests.changing import KINDS_OF_CHANGE, Maker
from tests.strategies import organisations

NEW_IDS = {("AddMember", "member"), ("CreateUnit", "unit")}


def named(org):
    """The organisation with a name of its own for everybody and everything, and id → name."""
    names = {
        table: {id_: f"{table} no. {row}" for row, id_ in enumerate(org.table(table)["id"])}
        for table in ("members", "units")
    }
    frames = {
        table: org.table(table).assign(name=list(names[table].values())).astype({"name": "str"})
        for table in names
    }
    return org.replace(**frames), names


def by_names(change, names):
    """The change with names in place of the ids that are known."""
    words = {}
    for field, table in HOMES.items():
        value = getattr(change, field, None)
        if (type(change).__name__, field) in NEW_IDS or value is None:
            continue
        if isinstance(value, tuple):
            words[field] = tuple(names[table].get(one, one) for one in value)
        else:
            words[field] = names[table].get(value, value)
    return dataclasses.replace(change, **words)


def outcome(change, org):
    """What the change makes of the organisation, or the kind of its refusal; with its sentence."""
    draft = Draft(org)
    told = change.describe("en", org=org), change.is_done(draft)
    try:
        change.make(draft)
    except sg.ChangeError as error:
        return *told, error.key
    edit = draft.edit()
    return *told, edit.removed, edit.changed, edit.added


@given(organisations(), st.integers(0, 2**32), st.sampled_from(KINDS_OF_CHANGE))
def test_a_change_by_names_is_the_change_by_ids(org, seed, kind):
    org, names = named(org)
    change = Maker(org, random.Random(seed)).make(kind)
    other = by_names(change, names)
    assert outcome(other, org) == outcome(change, org)
    assert other.by_ids(Draft(org)) == change
    assert sg.change_from_dict(other.to_dict()) == other


@pytest.fixture
def org():
    return sg.Org(
        {"id": ["M1", "M2", "M3"], "name": ["Wang Wei", "Li Na", "Li Na"]},
        {"id": ["T5", "T6", "T7"], "layer": ["team"] * 3, "name": ["Team 5", "Team 6", "T5"]},
        {"member": ["M1", "M2", "M3"], "unit": ["T5"] * 3},
    )


def test_people_and_units_go_by_their_names(org):
    move = sg.MoveMember("Wang Wei", "Team 5", "Team 6")
    assert move.apply(org) == sg.MoveMember("M1", "T5", "T6").apply(org)
    assert move.describe("en", org=org) == sg.MoveMember("M1", "T5", "T6").describe("en", org=org)
    signed = sg.Scenario("one", [move]).to_frame(org, lang="en")
    assert "Wang Wei (M1)" in set(signed.iloc[0])


def test_a_name_of_several_is_told_with_their_ids(org):
    with pytest.raises(sg.ChangeError, match=r"Li Na.*M2, M3"):
        sg.MoveMember("Li Na", "T5", "T6").apply(org)


def test_an_id_goes_before_a_name(org):
    assert sg.LeaveUnit("M1", "T5").apply(org).memberships["member"].tolist() == ["M2", "M3"]


def test_a_new_id_may_be_the_name_of_another(org):
    assert "Wang Wei" in set(sg.AddMember("Wang Wei").apply(org).members["id"])
    assert "Team 5" in set(sg.CreateUnit("Team 5", "team").apply(org).units["id"])


def test_names_are_looked_up_when_their_turn_comes(org):
    plan = sg.Scenario(
        "swap",
        [
            sg.EditUnit("Team 5", {"name": "old"}),
            sg.EditUnit("Team 6", {"name": "Team 5"}),
            sg.MoveMember("Wang Wei", "old", "Team 5"),
        ],
    )
    assert plan.by_ids(org).changes[-1] == sg.MoveMember("M1", "T5", "T6")
    assert plan.apply(org) == plan.by_ids(org).apply(org)
    assert plan.by_ids(org).by_ids(org) == plan.by_ids(org)
