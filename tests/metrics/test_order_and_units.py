"""What the measures promise beside their numbers: order, ties, units, and what is left empty."""

import math

import pytest

import sanzu_graph as sg
from sanzu_graph import Org


def lines(*pairs: tuple[str, str], kind: str = "reports_to") -> dict[str, list[str]]:
    """Relations from who reports to whom."""
    return {
        "source": [source for source, _ in pairs],
        "target": [target for _, target in pairs],
        "kind": [kind] * len(pairs),
    }


def people(names: str, *pairs: tuple[str, str]) -> Org:
    """People without units, who report to one another."""
    return Org(
        {"id": list(names)},
        {"id": [], "layer": []},
        {"member": [], "unit": []},
        lines(*pairs) if pairs else None,
    )


# -- headcounts


def test_a_seat_on_several_rows_counts_once_and_units_stay_in_table_order() -> None:
    org = Org(
        {"id": ["A", "B"]},
        {"id": ["T9", "T1", "P"], "layer": ["team", "team", "party"]},
        {"member": ["A", "A", "B"], "unit": ["T1", "T1", "T1"], "role": ["leader", "member", ""]},
    )
    sizes = sg.unit_sizes(org)
    assert sizes[["unit", "headcount"]].to_numpy().tolist() == [["T9", 0], ["T1", 2], ["P", 0]]
    assert sg.unit_sizes(org, "team")["unit"].tolist() == ["T9", "T1"]
    assert not {"full_time", "open_posts"} & {*sizes}


def test_shares_of_everybodys_rows_are_summed_and_an_empty_share_is_one() -> None:
    org = Org(
        {"id": ["A", "B", "C"]},
        {"id": ["S", "T"], "layer": ["station", "team"], "parent": [None, "S"]},
        {
            "member": ["A", "A", "B", "C"],
            "unit": ["T", "T", "T", "S"],
            "role": ["leader", "member", "", ""],
            "share": [0.5, 0.25, None, 0.5],
        },
    )
    assert sg.unit_sizes(org)["full_time"].tolist() == [0.5, 1.75]
    rolled = sg.unit_sizes(org, rollup=True)
    assert rolled[["headcount", "full_time"]].to_numpy().tolist() == [[3, 2.25], [2, 1.75]]


def test_only_posts_without_a_holder_are_open_and_no_post_is_a_person() -> None:
    org = Org(
        {"id": ["A"]},
        {"id": ["S", "T"], "layer": ["station", "team"], "parent": [None, "S"]},
        {"member": ["A"], "unit": ["T"]},
        positions={"id": ["K1", "K2", "K3"], "unit": ["T", "T", "S"], "holder": ["A", None, None]},
    )
    direct, rolled = (sg.unit_sizes(org, rollup=rollup) for rollup in (False, True))
    assert direct[["headcount", "open_posts"]].to_numpy().tolist() == [[0, 1], [1, 1]]
    assert rolled[["headcount", "open_posts"]].to_numpy().tolist() == [[1, 2], [1, 1]]


# -- mixes


@pytest.fixture
def teams() -> Org:
    """A team of three, one of whom nothing is known; and one where nobody is known."""
    return Org(
        {
            "id": ["A", "B", "C", "D"],
            "seniority_years": [2, 6, None, None],
            "work_type": ["line", "meter", None, None],
        },
        {"id": ["T1", "T2", "T3"], "layer": ["team"] * 3},
        {"member": ["A", "B", "C", "D"], "unit": ["T1", "T1", "T1", "T2"]},
    )


def test_years_that_nobody_knows_are_no_number(teams: Org) -> None:
    mix = sg.seniority_mix(teams).set_index("unit")
    assert mix["known"].tolist() == [2, 0, 0]
    assert mix["headcount"].tolist() == [3, 1, 0]
    assert mix.loc["T1", ["least", "median", "mean", "most", "spread"]].tolist() == [2, 4, 4, 6, 2]
    assert (
        mix.loc[["T2", "T3"], ["least", "median", "mean", "most", "spread"]].isna().to_numpy().all()
    )


@pytest.mark.parametrize("order", ["AB", "BA"])
def test_of_equal_work_types_the_first_in_the_table_is_commonest(teams: Org, order: str) -> None:
    members = teams.members.set_index("id").loc[[*order, "C", "D"]].reset_index()
    found = sg.work_homogeneity(teams.replace(members=members)).set_index("unit")
    assert found.at["T1", "commonest"] == {"A": "line", "B": "meter"}[order[0]]
    assert found.at["T1", "types"] == 2
    assert found.at["T1", "homogeneity"] == 0.5  # of the two whose type is known
    assert found.loc[["T2", "T3"], "homogeneity"].isna().all()


@pytest.mark.parametrize("measure", ["seniority_mix", "work_homogeneity"])
def test_an_absent_column_is_told_with_those_that_are_there(teams: Org, measure: str) -> None:
    with pytest.raises(sg.AbsentError, match="grade") as caught:
        getattr(sg, measure)(teams, column="grade")
    assert "work_type" in str(caught.value)


# -- interlock


def test_a_table_beyond_ten_million_cells_is_sparse_and_says_the_same() -> None:
    def shared(groups: int) -> object:
        units = [f"T{number}" for number in range(2_000)] + [f"P{one}" for one in range(groups)]
        org = Org(
            {"id": ["A", "B"]},
            {"id": units, "layer": ["team"] * 2_000 + ["party"] * groups},
            {"member": ["A", "A", "B", "B"], "unit": ["T7", "P3", "T7", "P3"]},
        )
        return sg.overlap(org)

    dense, sparse = shared(5_000), shared(5_001)
    assert [hasattr(table.dtypes.iloc[0], "fill_value") for table in (dense, sparse)] == [
        False,
        True,
    ]
    assert dense.at["T7", "P3"] == sparse.at["T7", "P3"] == 2
    assert sparse["P3"].sum() == 2
    assert sparse["P4"].sum() == 0


def test_people_who_are_nowhere_leave_nothing_to_divide_by() -> None:
    org = Org(
        {"id": ["A"]},
        {"id": ["T", "P"], "layer": ["team", "party"]},
        {"member": [], "unit": []},
    )
    row = sg.integration(org).iloc[0]
    assert row["covered_share"] == 0
    assert all(math.isnan(row[name]) for name in ("leads_both_share", "concentration", "reach"))
    assert sg.coverage(org)[["units", "covered", "share"]].iloc[0].tolist() == [1, 0, 0]
    assert sg.coverage(org, minimum=0)["covered"].item() == 1


def test_a_duty_counts_as_reaching_a_unit_once() -> None:
    org = Org(
        {"id": ["A", "B"]},
        {"id": ["T1", "T2", "P"], "layer": ["team", "team", "party"]},
        {"member": ["A", "A", "B"], "unit": ["T1", "P", "T2"]},
        duties={
            "member": ["A", "A", "B"],
            "unit": ["T1", "T2", "T2"],
            "duty": ["report", "support", "report"],
        },
    )
    share = [
        sg.coverage(org, minimum=minimum, duty=duty)["covered"].item()
        for minimum, duty in [(1, None), (1, "support"), (1, "report"), (2, ["report", "support"])]
    ]
    # A's duty in T1 adds nobody to T1; B and A are two people in T2.
    assert share == [1, 2, 2, 1]


# -- lines


def test_nobody_answers_to_oneself_and_the_graph_has_the_same_lines() -> None:
    org = Org(
        {"id": ["A", "B", "C"]},
        {"id": ["T", "P"], "layer": ["team", "party"]},
        {
            "member": ["A", "B", "C", "B", "A"],
            "unit": ["T", "T", "T", "P", "P"],
            "role": ["leader", "leader", "", "deputy", ""],
        },
        lines(("A", "A"), ("B", "C")),
    )
    found = sg.management_lines(org)
    assert found.to_numpy().tolist() == [
        ["A", "team", "T", "B", "manages"],
        ["B", "team", "T", "A", "manages"],
        ["C", "team", "T", "A", "manages"],
        ["C", "team", "T", "B", "manages"],
        ["B", "", "", "C", "reports_to"],
    ]
    edges = {
        (follower, edge["layer"], edge["unit"], leader)
        for leader, follower, edge in org.graph().edges(data=True)
        if edge["relation"] == "manages" and "unit" in edge
    }
    units = found[found["kind"] == "manages"].drop(columns="kind")
    assert edges == {*units.itertuples(index=False, name=None)}
    persons = {
        (follower, leader, edge["kind"])
        for leader, follower, edge in org.graph().edges(data=True)
        if edge["relation"] == "manages" and "kind" in edge
    }
    assert persons == {("B", "C", "reports_to")}
    # A deputy is no leader, so the party group gives no line; with a layer, no person's line.
    assert sg.management_lines(org, "party").empty
    assert sg.management_lines(org, "team")["kind"].unique().tolist() == ["manages"]


def test_one_person_counts_once_whether_led_or_reporting_or_both() -> None:
    org = Org(
        {"id": ["A", "B", "C"]},
        {"id": ["T", "U"], "layer": ["team", "team"]},
        {
            "member": ["A", "B", "A", "B"],
            "unit": ["T", "T", "U", "U"],
            "role": ["leader", "", "leader", ""],
        },
        {
            "source": ["B", "C", "A"],
            "target": ["A", "A", "C"],
            "kind": ["reports_to", "dotted_line", "reports_to"],
        },
    )
    spans = sg.span_of_control(org).set_index("member")
    columns = ["direct_reports", "all_reports", "solid", "dotted", "led"]
    assert spans.loc["A", columns].tolist() == [1, 1, 1, 1, 2]
    # Below C stand A and, by A's solid line, B.
    assert spans.loc["C", columns].tolist() == [1, 2, 1, 0, 0]
    assert list(spans.index) == ["A", "C"]
    by_unit = sg.span_of_control(org, by="unit")
    assert by_unit[["member", "layer", "units", "direct_reports"]].to_numpy().tolist() == [
        ["A", "team", 2, 1]
    ]
    assert sg.span_of_control(org, "team").equals(by_unit)


def test_nobody_in_a_circle_is_ones_own_report() -> None:
    spans = sg.span_of_control(people("ABC", ("A", "B"), ("B", "C"), ("C", "A")))
    assert spans[["member", "direct_reports", "all_reports"]].to_numpy().tolist() == [
        ["A", 1, 2],
        ["B", 1, 2],
        ["C", 1, 2],
    ]


def test_who_leads_nothing_has_no_load_and_each_layer_has_a_column() -> None:
    org = Org(
        {"id": ["A", "B", "C"]},
        {"id": ["T", "U", "P"], "layer": ["team", "team", "party"]},
        {"member": ["B", "B", "C"], "unit": ["U", "T", "P"], "role": ["leader", "leader", ""]},
    )
    load = sg.leadership_load(org)
    assert list(load) == ["member", "name", "units", "units_team", "units_party"]
    assert load.to_numpy().tolist() == [["B", "B", 2, 2, 0]]


# -- chains


def test_a_chain_names_at_most_forty_people() -> None:
    names = [f"M{number:02}" for number in range(60)]
    org = Org(
        {"id": names},
        {"id": [], "layer": []},
        {"member": [], "unit": []},
        lines(*zip(names[1:], names[:-1], strict=True)),
    )
    found = sg.reporting_chain(org).set_index("member")
    assert found["depth"].tolist() == [*range(60)]
    assert {*found["top"]} == {"M00"}
    assert found.at["M40", "chain"].split(" → ") == names[39::-1]
    deepest = found.at["M59", "chain"]
    assert [name for name in names if name in deepest] == names[19:59]


def test_a_chain_that_runs_into_a_circle_has_no_end() -> None:
    found = sg.reporting_chain(people("ABCD", ("A", "B"), ("B", "A"), ("C", "A"))).set_index(
        "member"
    )
    assert found["depth"].isna().tolist() == [True, True, True, False]
    assert found["top"].isna().tolist() == [True, True, True, False]
    assert [chain.endswith("…") for chain in found["chain"]] == [True, True, True, False]
    assert found.loc["D", ["depth", "top", "chain"]].tolist() == [0, "D", ""]
    assert found["manager"].isna().tolist() == [False, False, False, True]


@pytest.mark.parametrize(("order", "first"), [("ABC", "A"), ("CBA", "B")])
def test_of_several_managers_the_first_in_the_table_is_the_chains(order: str, first: str) -> None:
    found = sg.reporting_chain(people(order, ("C", "B"), ("C", "A"))).set_index("member")
    assert found.at["C", "manager"] == found.at["C", "top"] == first


def test_levels_leave_out_who_has_no_line_and_who_is_below_a_circle() -> None:
    pairs = [("B", "A"), ("C", "A"), ("D", "B"), ("F", "G"), ("G", "F"), ("H", "G")]
    levels = sg.management_levels(people("ABCDEFGH", *pairs))
    assert levels.fillna(-1).to_numpy().tolist() == [
        [0, 1, 1, 1, 2],
        [1, 2, 1, 0.5, 1],
        [2, 1, 0, 0, -1],
    ]
    assert sg.management_levels(people("AB")).empty


def test_agreement_is_asked_only_where_there_are_both_lines() -> None:
    org = Org(
        {"id": list("ABCDE")},
        {"id": ["T", "U", "P"], "layer": ["team", "team", "party"]},
        {
            "member": ["A", "B", "C", "D", "E", "B"],
            "unit": ["T", "T", "T", "T", "U", "P"],
            "role": ["leader", "", "", "", "", ""],
        },
        {
            "source": ["B", "C", "C", "E", "A"],
            "target": ["A", "B", "A", "A", "B"],
            "kind": ["reports_to", "reports_to", "dotted_line", "reports_to", "reports_to"],
        },
    )
    # A leads alone, D has no manager, nobody leads U: B agrees, C only by a dotted line.
    team, party = sg.reporting_overlap(org).to_numpy().tolist()
    assert team == ["team", 2, 1, 1, 0.5]
    assert party[:4] == ["party", 0, 0, 0]
    assert math.isnan(party[4])
