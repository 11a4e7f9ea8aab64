"""`plot_findings`: every finding counts where it belongs, the worst first."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given

import sanzu_graph as sg
from sanzu_graph.charts.finding_maps import _grid, _places
from sanzu_graph.charts.lettering import Lettering
from tests.breaking import added, without
from tests.charts.conftest import assert_sound, texts
from tests.searching import examples
from tests.strategies import organisations


def grid_of(org, most=40, **asked):
    found = sg.audit(org, lang="en", **asked)
    return found, _grid(found, _places(found), Lettering(), most)


def test_a_sound_organisation_is_a_sentence(station):
    ax = sg.plot_findings(station, lang="zh")
    assert texts(ax) == ["问题分布：错误 0，警告 0，提示 0", "无问题的单元：7 个。"]
    assert_sound(ax)


def test_findings_of_members_count_at_their_base_unit(station):
    org = without(station, "memberships", member="M01", unit="U1")  # in no union group any more
    found, grid = grid_of(org, select="lines")
    assert found.findings["check"].tolist() == ["missing_line"]
    assert [row.entity for row in grid.rows] == ["T1"]
    assert grid.counts.tolist() == [[1]]


def test_members_in_no_base_unit_have_a_line(station):
    org = added(
        station,
        "members",
        {"id": "M99", "name": "新人", "political_status": "non_member", "seniority_years": 3},
    )
    _, grid = grid_of(org)
    assert [row.label for row in grid.rows] == ["in no team"]
    ax = sg.plot_findings(org, lang="zh")
    assert "不属于任何班组" in texts(ax)
    assert_sound(ax)


def test_rows_of_tables_have_a_line(station):
    tables = station.tables()
    tables["memberships"] = pd.concat(
        [tables["memberships"], pd.DataFrame({"member": ["nobody"], "unit": ["T1"]})]
    )
    _, grid = grid_of(sg.Org.from_tables(tables, strict=False))
    assert [row.label for row in grid.rows] == ["rows of the tables"]
    assert grid.counts.tolist() == [[1]]


@examples(6)
@given(organisations(dated=False))
def test_no_finding_is_lost(org):
    found, grid = grid_of(org, most=10_000)
    base = found.policy.base
    homes = (
        org.pairs(base).per_member if base in org.layers else np.zeros(len(org.members), dtype=int)
    )
    home = dict(zip(org.encoding.members, homes, strict=True))
    expected = sum(
        max(home[row.entity_id], 1) if row.entity == "member" else 1
        for row in found.findings.itertuples()
    )
    assert grid.counts.sum() == expected
    assert (grid.counts.sum(axis=1) > 0).all()
    ax = sg.plot_findings(org, audit=found, lang="zh")
    assert_sound(ax)
    plt.close(ax.figure)


@pytest.mark.parametrize("members", [100, 1_000, 10_000])
def test_the_worst_forty(members):
    org = sg.synthetic(members=members, seed=7)
    found, grid = grid_of(org)
    whole = _grid(found, _places(found), Lettering(), 10_000)
    rest = len(whole.rows) - 40
    assert len(grid.rows) == (len(whole.rows) if rest <= 0 else 41)
    if rest > 0:
        assert grid.counts[-1].tolist() == whole.counts.sum(axis=0).tolist()
    grave = [column.band == "error" for column in whole.columns]
    errors = whole.counts[:, grave].sum(axis=1).tolist()
    assert errors == sorted(errors, reverse=True)
    ax = sg.plot_findings(org, audit=found)
    if rest > 0:
        assert f"Not drawn: {rest} more units with findings." in texts(ax)
    assert_sound(ax)


def test_the_day_is_told():
    org = sg.Org(
        {"id": ["A"], "until": ["2027-01-01"]},
        {"id": ["T"], "layer": ["team"]},
        {"member": ["A"], "unit": ["T"]},
    )
    policy = sg.Policy.for_layers("team")
    assert (
        "2026-12-31" in texts(sg.plot_findings(org, policy=policy, on="2026-12-31", lang="en"))[0]
    )


def test_axes_given_are_the_axes_returned():
    org = sg.synthetic(members=1_000, seed=7)
    found = sg.audit(org, lang="zh")
    _, ax = plt.subplots(figsize=(7, 5))
    assert sg.plot_findings(org, audit=found, ax=ax) is ax
    assert_sound(ax)
