"""A budget is shared so that no other split leaves less unmet: held against all splits."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.surveys.allocations import Curve, CurvePoint, allocated
from tests.searching import examples

POLICY = sg.Policy.for_layers("team", ["party"])


def curve(name, steps, status="optimal"):
    """A curve that falls at some amounts: (further spent, further met)."""
    spent, unmet = 0, sum(less for _, less in steps)
    points = [CurvePoint(0, unmet, status, None)]
    for more, less in steps:
        spent, unmet = spent + more, unmet - less
        points.append(CurvePoint(spent, unmet, status, sg.Scenario(f"{name} {spent}")))
    return Curve(name, points)


STEPS = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 4)), max_size=3)


def least(curves, budget):
    """The least unmet of all splits, by trying every one."""
    return min(
        sum(point.unmet for point in choice)
        for choice in itertools.product(*(one.points for one in curves))
        if sum(point.spent for point in choice) <= budget
    )


@examples(30)
@given(st.lists(STEPS, max_size=4), st.integers(0, 8))
def test_no_other_split_leaves_less(steps, budget):
    curves = [curve(f"o{number}", one) for number, one in enumerate(steps)]
    told = allocated(curves, "move", budget)
    best = least(curves, budget) if curves else 0
    assert told.unmet == best
    assert told.shares["spent"].sum() == told.spent <= budget
    assert told.shares["unmet"].sum() == best
    assert told.one_more == best - (least(curves, budget + 1) if curves else 0)
    assert told.equal >= best
    assert told.greedy >= best
    assert told.curve["unmet"].tolist() == [
        least(curves, total) if curves else 0 for total in range(len(told.curve))
    ]
    for name, plan in told.plans.items():
        row = told.shares.set_index("organisation").loc[name]
        assert plan.name == f"{name} {row['spent']}"


def test_a_curve_that_was_cut_short_proves_less():
    curves = [curve("a", [(1, 2)]), curve("b", [(2, 3)], status="feasible")]
    assert allocated(curves, "move", 3).status == "feasible"
    assert allocated(curves[:1], "move", 3).status == "optimal"


def test_one_that_cannot_be_asked_gets_nothing():
    told = allocated([curve("a", [(1, 2)]), Curve("b", reason="no file")], "move", 3)
    shares = told.shares.set_index("organisation")
    assert shares.loc["b", "reason"] == "no file"
    assert shares.loc["b", "spent"] == 0
    assert told.unmet == 0


def stations():
    """Invented: one with two blank teams, one with one; every team has people to spare."""
    north = sg.Org(
        {"id": ["A", "B", "C", "D", "E"]},
        {"id": ["T1", "T2", "T3", "P"], "layer": ["team"] * 3 + ["party"]},
        {
            "member": ["A", "B", "C", "D", "E", "A", "B", "C"],
            "unit": ["T1", "T1", "T1", "T2", "T3", "P", "P", "P"],
        },
    )
    south = sg.Org(
        {"id": ["A", "B", "C"]},
        {"id": ["T1", "T2", "P"], "layer": ["team"] * 2 + ["party"]},
        {"member": ["A", "B", "C", "A", "B"], "unit": ["T1", "T1", "T2", "P", "P"]},
    )
    return {"north": north, "south": south}


def test_plans_do_what_the_split_says():
    surveyed = sg.survey(stations(), POLICY)
    orgs = stations()
    for budget, unmet in ((0, 3), (1, 2), (2, 1), (3, 0), (9, 0)):
        told = surveyed.allocate(budget, "move")
        assert (told.unmet, told.status) == (unmet, "optimal")
        after = {name: plan.apply(orgs[name]) for name, plan in told.plans.items()}
        blank = sum(len(sg.blank_teams(after.get(name, org))) for name, org in orgs.items())
        assert blank == unmet
    assert "3" in repr(surveyed.allocate(2))


@pytest.mark.parametrize(
    ("budget", "lever"), [(-1, "move"), (1.5, "move"), (True, "move"), (1, "magic"), (1, "report")]
)
def test_what_makes_no_sense_is_told(budget, lever):
    surveyed = sg.survey(stations(), POLICY)
    with pytest.raises(sg.SanzuError):
        surveyed.allocate(budget, lever)


def test_a_survey_read_from_its_folder_is_surveyed_again(tmp_path):
    pytest.importorskip("pyarrow", reason="needs the extra [parquet]")
    sg.survey(stations(), POLICY, keep=tmp_path / "kept")
    with pytest.raises(sg.InputError, match="keep="):
        sg.Survey.read(tmp_path / "kept").allocate(1)
