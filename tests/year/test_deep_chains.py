"""Contacts where units stand one below another in a long chain."""

import pytest

import sanzu_graph as sg
from sanzu_graph.year import contacts


def chain(length: int) -> sg.Org:
    """A leads the first unit of a chain; C is in the last."""
    ids = [f"U{at}" for at in range(length)]
    return sg.Org(
        {"id": ["A", "C"]},
        {
            "id": ["T", *ids],
            "layer": ["team", *["party"] * length],
            "parent": [None, None, *ids[:-1]],
        },
        {
            "member": ["A", "A", "C", "C"],
            "unit": ["T", ids[0], "T", ids[-1]],
            "role": ["", "leader", "", ""],
        },
    )


@pytest.mark.parametrize(("length", "rounds"), [(2, 1), (3, 2), (9, 4), (5000, 13)])
def test_twice_the_chain_is_one_round_more(length, rounds, monkeypatch):
    looks = []
    joined = contacts._joined
    monkeypatch.setattr(
        contacts, "_joined", lambda *given: looks.append(len(given[1])) or joined(*given)
    )
    told = sg.support_contacts(chain(length), on="2026-11-22").set_index(["member", "layer"])
    assert told.loc[("C", "party"), "contact"] == "A"
    assert len(looks) == 2 * rounds  # once for all layers: of leaders, and of leaders and deputies
