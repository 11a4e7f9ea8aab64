"""A policy without some layers demands nothing of them, and everything else as before."""

import pytest

import sanzu_graph as sg
from sanzu_graph.policy.policy_faults import limits


def test_demands_on_the_layer_go_and_others_stay():
    narrow, whole = sg.Policy().without_layers("party"), sg.Policy()
    assert [layer.name for layer in narrow.layers] == ["team", "union"]
    assert narrow.layer("union") == whole.layer("union")
    assert (narrow.mentors, narrow.transfer, narrow.leaders, narrow.powers) == (
        whole.mentors,
        whole.transfer,
        whole.leaders,
        whole.powers,
    )
    assert not any("party" in place for place, _ in limits(narrow))
    assert narrow.requirements == ()
    assert narrow.routines == ()


def test_without_its_base_the_first_layer_left_is_the_base_and_none_must_reach_it():
    narrow = sg.Policy().without_layers("team")
    assert narrow.base == "party"
    assert narrow.layer("union").per_base_unit is None
    assert narrow.requirements  # they are asked of party groups


def test_powers_go_with_the_last_group():
    assert sg.Policy().without_layers("party", "union").powers == ()


def test_other_layers_leave_it_as_it_is():
    assert sg.Policy().without_layers("choir") == sg.Policy()


def test_without_any_layer_there_is_no_policy():
    with pytest.raises(sg.PolicyError, match="layers"):
        sg.Policy().without_layers("team", "party", "union")
