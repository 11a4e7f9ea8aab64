"""Comparisons: their numbers are those of full audits, whatever is compared."""

import datetime
import pathlib
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import ChangeError, InputError, Org, Policy, Scenario, audit, compare
from sanzu_graph.messages import LANGUAGES
from sanzu_graph.scenarios.row_differences import touched
from tests import clock
from tests.changing import sequences
from tests.searching import examples
from tests.strategies import organisations

POLICY = Policy.for_layers("team", ["party", "union"])


def number(table: pd.DataFrame, column: str, part: str, item: str, layer: str = "") -> float:
    rows = table[(table["part"] == part) & (table["item"] == item) & (table["layer"] == layer)]
    assert len(rows) == 1
    return float(rows[column].iloc[0])


@examples(8)
@given(st.data())
def test_the_numbers_are_those_of_full_audits(data: st.DataObject) -> None:
    org, other = data.draw(organisations()), data.draw(organisations())
    plans = [Scenario(name, data.draw(sequences(org))) for name in ("one", "two", "one")]
    found = compare(org, *plans, other, policy=POLICY, lang="en")
    names = list(found.table)[3:]
    assert names == ["before", "one", "two", "one (2)", "after"]
    afters = [plan.apply(org) for plan in plans] + [other]
    policy = found.before.policy
    audits = [audit(one, policy, on=found.before.on, lang="en") for one in (org, *afters)]
    cells = found.table.set_index(["part", "item", "layer"]).to_dict()
    slugs = {
        part: [item for own, item, _ in cells["before"] if own == part]
        for part in ("checks", "fixed", "introduced", "left")
    }
    for name, now in zip(names, audits, strict=True):
        count = now.findings["check"].value_counts()
        assert {slug: cells[name]["checks", slug, ""] for slug in slugs["checks"]} == {
            slug: count.get(slug, 0) for slug in slugs["checks"]
        }
        for severity in ("error", "warning", "info"):
            assert (
                cells[name]["findings", severity, ""]
                == (now.findings["severity"] == severity).sum()
            )
        for metric, layer, value in now.metrics.itertuples(index=False, name=None):
            mine = cells[name]["measures", metric, layer]
            assert mine == value or (pd.isna(mine) and pd.isna(value))
    for name, after, now in zip(names[1:], afters, audits[1:], strict=True):
        since = now.since(audits[0])
        for change, fate in (("gone", "fixed"), ("new", "introduced"), ("still there", "left")):
            count = since.loc[since["change"] == change, "check"].value_counts()
            assert {slug: cells[name][fate, slug, ""] for slug in slugs[fate]} == {
                slug: count.get(slug, 0) for slug in slugs[fate]
            }
            mine = found.findings[
                (found.findings["alternative"] == name) & (found.findings["fate"] == fate)
            ]
            assert sorted(mine["message"]) == sorted(
                since.loc[since["change"] == change, "message"]
            )
        about = touched(org, after)
        assert cells[name]["effort", "people", ""] == len(about["member"])
        assert cells[name]["effort", "units", ""] == len(about["unit"])
    assert found._repr_html_()


def test_guanxi(guanxi: Org, two_groups: Scenario) -> None:
    half = two_groups.undo()
    found = compare(guanxi, two_groups, half, two_groups.apply(guanxi), on="2026-11-22", lang="zh")
    assert list(found.table) == [
        "part",
        "item",
        "layer",
        "before",
        "两组调整",
        "两组调整 (2)",
        "调整后",
    ]
    rows = {
        (part, item): found.table[(found.table["part"] == part) & (found.table["item"] == item)]
        .iloc[0, 3:]
        .tolist()
        for part, item in (
            ("checks", "blank_team"),
            ("fixed", "blank_team"),
            ("left", "blank_team"),
            ("introduced", "single_point"),
        )
    }
    assert rows["checks", "blank_team"] == [2, 0, 1, 0]
    assert rows["fixed", "blank_team"][1:] == [2, 1, 2]
    assert rows["left", "blank_team"][1:] == [0, 1, 0]
    assert rows["introduced", "single_point"][1:] == [2, 1, 2]
    effort = found.table[found.table["part"] == "effort"].set_index("item")
    assert effort["两组调整"].to_dict() == {"changes": 2, "people": 2, "units": 4}
    assert effort["调整后"].drop("changes").to_dict() == {"people": 2, "units": 4}
    assert pd.isna(effort["调整后"]["changes"])
    assert found.metrics.set_index(["metric", "layer"]).loc[
        ("covered_share", "party")
    ].tolist() == [0.8, 1.0, 0.9, 1.0]
    assert repr(found) == "Comparison(现状、两组调整、两组调整 (2)、调整后)"
    assert "2026-11-22" in found._repr_html_()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_that_cannot_be_made_does_not_stop_the_others(station: Org, lang: str) -> None:
    bad = Scenario("bad", [sg.MoveMember("nobody", "T1", "T2")])
    good = Scenario("good", [sg.RelieveLeader("M01", "T1")])
    found = compare(station, bad, good, lang=lang)
    assert {"en": "Step 1", "zh": "第 1 步"}[lang] in found.reasons["bad"]
    assert list(found.reasons) == ["bad"]
    assert found.table["bad"].notna().sum() == 1  # how many changes it has
    assert number(found.table, "good", "introduced", "vacant_leader") == 1
    assert found.reasons["bad"].split("。")[0][:20] in found._repr_html_()
    assert isinstance(found.alternatives[0].error, ChangeError)


def test_nothing_to_compare_with(station: Org) -> None:
    found = compare(station)
    assert list(found.table) == ["part", "item", "layer", "before"]
    assert not len(found.findings)
    assert found._repr_html_()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_shows_what_differs_and_counts_what_does_not(lang: str) -> None:
    org = sg.read_tables("data/guanxi")
    plan = Scenario("r", [sg.RelieveLeader("M001", "T01")])
    found = compare(org, plan, on="2026-11-22", lang=lang)
    frame = found.table
    same = {}
    for part in ("checks", "measures"):
        rows = frame[frame["part"] == part].fillna(-1)
        if part == "checks":
            rows = rows[(rows["before"] != 0) | (rows["r"] != 0)]
        alike = rows["before"] == rows["r"]
        assert 0 < alike.sum() < len(rows)
        same[part] = int(alike.sum())
    html = found._repr_html_()
    told = {
        "en": f"{same['measures']} measures and the findings of {same['checks']} checks",
        "zh": f"{same['measures']} 项指标、{same['checks']} 项检查",
    }
    assert told[lang] in html
    assert {"en": "units with members and too few leaders", "zh": "负责人空缺的单元"}[lang] in html
    assert {"en": ">members<", "zh": ">成员数<"}[lang] not in html  # nobody came or went


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_proof_of_a_plan_stands_below(station: Org, lang: str) -> None:
    plan = sg.propose(station, levers=["move"], lang="en")
    found = compare(station, plan, lang=lang)
    assert found.alternatives[0].plan is plan
    assert f"{plan.in_language(lang).name}" in found._repr_html_()
    assert {"en": "optimal, proven. ", "zh": "最优，已证明。"}[lang] in found._repr_html_()


def test_names_that_are_headings_already_are_numbered(station: Org) -> None:
    plans = [Scenario(name) for name in ("before", "item", "x", "x", "x (2)", "")]
    assert list(compare(station, *plans).table)[3:] == [
        "before",
        "before (2)",
        "item (2)",
        "x",
        "x (2)",
        "x (2) (2)",
        "",
    ]


def test_names_are_escaped(station: Org) -> None:
    html = compare(
        station, Scenario("<script>1</script>"), Scenario("<b>", [sg.RemoveMember("<i>")])
    )._repr_html_()
    assert "<script>" not in html
    assert "<i>" not in html
    assert "&lt;script&gt;" in html


def test_all_are_looked_at_on_one_day(station: Org) -> None:
    org = station.replace(memberships=station.memberships.assign(since="2020-01-01"))
    late = Scenario("late", [sg.RelieveLeader("M01", "T1", on="2999-01-01")])
    later = Scenario("later", [sg.RelieveLeader("M01", "T1", on="2999-06-01")])
    found = compare(org, late, later)
    assert (
        {one.audit.on for one in found.alternatives if one.audit}
        == {found.before.on}
        == {datetime.date(2999, 6, 1)}
    )
    assert (
        number(compare(org, late, on="2998-01-01").table, "late", "introduced", "vacant_leader")
        == 0
    )
    assert compare(station, org).before.on == clock.today()
    assert compare(station, Scenario("x")).before.on is None


def test_a_scenario_for_another_base_says_so(station: Org) -> None:
    other = Scenario("x", [sg.RelieveLeader("M01", "T1")]).on_base(
        sg.RemoveMember("M05").apply(station)
    )
    with pytest.warns(sg.SanzuWarning, match="“x” was made for another state") as warned:
        compare(station, other)
    assert warned[0].filename == __file__


def test_what_is_neither_is_refused(station: Org) -> None:
    with pytest.raises(InputError, match="neither a scenario, nor a plan, nor an organisation"):
        compare(station, sg.RemoveMember("M05"))  # type: ignore[arg-type]


@pytest.mark.parametrize("plan", ["best.json", ["best.json"], pathlib.Path("best.json")])
def test_a_file_where_a_plan_belongs_is_told_how_to_read_it(station: Org, plan: Any) -> None:
    with pytest.raises(InputError, match=r"^'best.json' is neither.*Scenario.read\('best.json'\)"):
        compare(station, plan, lang="en")
