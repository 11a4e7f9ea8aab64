"""The figures of a public organisation, counted by others from the same files."""

import sanzu_graph as sg
from sanzu_graph import Limit, Org, Policy, Requirement


def test_size(congress: Org) -> None:
    assert repr(congress) == "Org(537 members, 292 units in 5 layers, 5490 memberships)"


def test_subcommittees_without_a_leader(congress: Org) -> None:
    vacant, empty = (
        sg.vacant_leaders(congress, "subcommittee"),
        sg.empty_units(congress, "subcommittee"),
    )
    leaderless = {*vacant["entity_id"], *empty["entity_id"]}
    assert (len(vacant), len(empty), len(leaderless)) == (2, 2, 4)


def test_double_leaders(congress: Org) -> None:
    found = sg.double_leaders(congress)
    assert found[["entity_id", "layer", "value"]].to_numpy().tolist() == [
        ["committee:SCNC", "committee", 2.0]
    ]


def test_one_person_delegations(congress: Org) -> None:
    assert len(sg.one_person_units(congress, "state")) == 6


def test_states_that_a_caucus_does_not_reach(congress: Org) -> None:
    caucuses = {
        name: (f"party:house:{name}", f"party:senate:{name}") for name in ("Democrat", "Republican")
    }
    policy = Policy.for_layers("state").replace(
        requirements=tuple(
            Requirement(name, Limit(1), units=units) for name, units in caucuses.items()
        )
    )
    assert sg.coverage_gaps(congress, policy)["requirement"].value_counts().to_dict() == {
        "Democrat": 15,
        "Republican": 11,
    }


def test_members_of_no_and_of_several_committees(congress: Org) -> None:
    assert len(sg.missing_lines(congress, "committee")) == 9
    assert len(sg.split_members(congress, "committee")) == 436


def test_leaders_of_three_or_more_units(congress: Org) -> None:
    assert len(sg.overextended_leaders(congress, limit=2)) == 11


def test_measures_agree_with_the_source(congress: Org) -> None:
    sizes = sg.unit_sizes(congress).groupby("layer", sort=False)["headcount"].max().to_dict()
    assert sizes == {"chamber": 437, "party": 222, "state": 53, "committee": 66, "subcommittee": 51}
    assert Org.from_graph(congress.graph()) == congress
