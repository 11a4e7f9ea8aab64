"""`best_moves` ranks every candidate by the very numbers that auditing each one after another would
give.
"""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, note
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import (
    AbsentError,
    AppointLeader,
    InputError,
    JoinUnit,
    Limit,
    MoveMember,
    Org,
    Policy,
    Transfer,
)
from sanzu_graph.audits import edited_copies, ranking
from sanzu_graph.checks.found import SEVERITIES
from sanzu_graph.checks.registry import all_checks
from tests.breaking import added, edited, without
from tests.edits import dice_of, random_policy
from tests.searching import examples
from tests.strategies import organisations

GUANXI = Path(__file__).parents[2] / "data" / "guanxi"
SEEDS = st.integers(0, 2**32 - 1)


def told_one_by_one(
    audit: sg.Audit, ranked: pd.DataFrame, *, leads: bool, joint: bool = False
) -> None:
    """Every candidate's numbers are those of the audit after the change that it stands for, the
    working year left out.
    """
    of_the_year = [slug for slug, made in all_checks().items() if made.history]
    for row in ranked.itertuples():
        joined = (
            MoveMember(row.member, row.source, row.unit)
            if row.source
            else JoinUnit(row.member, row.unit)
        )
        appointed = AppointLeader(row.member, row.unit, joint=joint)
        difference = audit.after(appointed if leads else joined).since(audit)
        difference = difference[~difference["check"].isin(of_the_year)]
        expected = [
            int(((difference["severity"] == severity) & (difference["change"] == change)).sum())
            for severity in SEVERITIES
            for change in ("gone", "new")
        ]
        assert [getattr(row, name) for name in ranking.COUNTS] == expected, row
        assert (row.fixes, row.breaks) == (sum(expected[::2]), sum(expected[1::2]))


@given(org=organisations(), seed=SEEDS, on=st.sampled_from([None, "2026-01-02", "2026-01-03"]))
def test_ranking_equals_one_by_one(org: Org, seed: int, on: str | None) -> None:
    dice = dice_of(seed)
    policy = random_policy(dice)
    audit = sg.audit(org, policy, on=on, ignore="data", lang="en")
    members, units = (table["id"].tolist() for table in (audit.org.members, audit.org.units))
    if not members or not units:
        return
    role = dice.choice([None, "leader", "member"])
    asked: dict[str, Any] = (
        {"member": dice.choice(members)}
        if dice.random() < 0.5
        else {"unit": dice.choice(units), "role": role}
    )
    layer = dice.choice([*audit.org.layers, None])
    note(f"{asked} {layer}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(edited_copies, "ROWS", dice.choice([1, 60, 30_000]))
        try:
            ranked = sg.best_moves(
                org,
                policy,
                **asked,
                layer=layer,
                everywhere=dice.random() < 0.8,
                on=audit.on,
                ignore="data",
                lang="en",
            )
        except AbsentError:  # the base layer, or a rule's column
            return
    if "unit" not in asked:
        told_one_by_one(audit, ranked, leads=False)
        return
    people, leading = _people_of(audit.org, asked["unit"])
    least = _least_leaders(policy.resolve(org), audit.org, asked["unit"])
    joint = 0 < leading < least
    leads = role == "leader" or (role is None and people > 0 and leading < max(1, least))
    told_one_by_one(audit, ranked, leads=leads, joint=joint)


def _people_of(org: Org, unit: str) -> tuple[int, int]:
    """How many people are in a unit, and how many of them lead it."""
    rows = org.memberships[org.memberships["unit"] == unit]
    return rows["member"].nunique(), rows.loc[rows["role"] == "leader", "member"].nunique()


def _least_leaders(policy: Policy, org: Org, unit: str) -> float:
    layer = org.units.set_index("id").loc[unit, "layer"]
    return next((one.leader_bounds.least.value for one in policy.layers if one.name == layer), 0)


def test_a_further_leader_is_ranked_beside_those_who_lead() -> None:
    org = Org(
        {"id": list("ABCD")},
        {"id": ["T", "U"], "layer": ["team"] * 2},
        {"member": list("ABCD"), "unit": list("TTTU"), "role": ["leader", "member", "member", ""]},
    )
    policy = Policy.for_layers("team").with_layer("team", led={"least": 2})
    for role in (None, "leader"):
        ranked = sg.best_moves(org, policy, unit="T", role=role)
        assert ranked[["member", "fixes", "breaks"]].to_numpy().tolist() == [
            ["B", 1, 0],
            ["C", 1, 0],
        ]


@pytest.mark.parametrize(
    "asked",
    [
        {"member": "G002"},
        {"member": "G011", "layer": "party"},
        {"unit": "T1", "role": "leader"},
        {"unit": "T2"},
    ],
)
def test_ranking_equals_one_by_one_on_guanxi(asked: dict[str, str]) -> None:
    org = sg.read_tables(GUANXI)
    named = {"member": org.members["id"], "unit": org.units["id"][org.units["layer"] == "team"]}
    asked = {key: named[key].iloc[3] if key in named else value for key, value in asked.items()}
    ranked = sg.best_moves(org, **asked, everywhere=True, lang="zh")
    assert len(ranked)
    told_one_by_one(sg.audit(org, lang="zh"), ranked, leads=asked.get("role") == "leader")


def test_ranking_equals_one_by_one_on_congress(congress: Org) -> None:
    policy = Policy.for_layers("state", ["committee", "party"])
    member = congress.members["id"].iloc[10]
    ranked = sg.best_moves(congress, policy, member=member, lang="en")
    assert len(ranked) == len(congress.units[congress.units["layer"] == "state"]) - 1
    told_one_by_one(
        sg.audit(congress, policy, ignore="data", lang="en"), ranked.iloc[[0, 1, -1]], leads=False
    )


# -- one thing wrong at a time, in a station with nothing else to find


def test_who_mends_a_vacancy_comes_first(station: Org) -> None:
    org = edited(station, "memberships", {"member": "M06", "unit": "T2"}, role="member")
    ranked = sg.best_moves(org, unit="T2", lang="en")
    assert ranked["member"].iloc[0] == "M06"
    assert set(ranked["member"]) == {"M06", "M07", "M08", "M09", "M10"}
    assert set(ranked["source"]) == {""}
    assert ranked["errors_fixed"].tolist() == [1] * 5
    assert (
        ranked["message"].iloc[0] == "fixes units with members and too few leaders: 营销二班 (T2)"
    )


def test_a_blank_team_is_offered_comrades_of_other_teams(station: Org) -> None:
    org = station
    for member in ("M06", "M07"):
        org = without(
            edited(org, "members", {"id": member}, political_status="non_member"),
            "memberships",
            member=member,
            unit="P1",
        )
    ranked = sg.best_moves(org, unit="T2", lang="en")
    assert set(ranked["member"]) == {"M01", "M02"}  # the comrades left, both in T1
    assert (ranked["source"] == "T1").all()
    assert ranked["member"].iloc[0] == "M02"  # for M01 leads T1
    everybody = sg.best_moves(org, unit="T2", layer="union", lang="en")
    assert set(everybody["member"]) == {"M01", "M02", "M03", "M04", "M05"}


def test_the_transfer_rule_limits_where_its_columns_are(station: Org) -> None:
    org = station.replace(
        units=station.units.assign(work_type=[None, None, "line", "meter", None, None, None])
    )
    assert sg.best_moves(org, member="M03").empty
    assert sg.best_moves(org, member="M03", everywhere=True)["unit"].tolist() == ["T2"]
    assert sg.best_moves(org, Policy(transfer=Transfer(move=("site",))), member="M03")[
        "unit"
    ].tolist() == ["T2"]
    assert sg.best_moves(org, member="M03", layer="union")["unit"].tolist() == ["U1"]


def test_only_who_may_belong_is_offered_a_place(station: Org) -> None:
    assert sg.best_moves(station, member="M03", layer="party").empty
    joining = sg.best_moves(station, member="M03", layer="party", everywhere=True, lang="en")
    assert joining[["unit", "source", "errors_broken"]].to_numpy().tolist() == [["P1", "", 1]]
    assert "members of a layer who may not belong to it: 陈三 (M03)" in joining["message"].iloc[0]


def test_the_order_is_errors_then_warnings_then_notes_then_ids(station: Org) -> None:
    org = added(
        station, "units", *({"id": name, "layer": "team", "site": None} for name in ("T9", "T8"))
    )
    ranked = sg.best_moves(
        org, Policy().with_layer("team", smallest=Limit(1)), member="M04", lang="en"
    )
    net = [ranked[f"{severity}s_broken"] - ranked[f"{severity}s_fixed"] for severity in SEVERITIES]
    places = list(zip(*(column.tolist() for column in net), ranked["unit"].tolist(), strict=True))
    assert places == sorted(places)
    assert ranked["unit"].tolist() == [
        "T8",
        "T9",
        "T2",
    ]  # two places that differ in nothing, in the order of their ids
    pd.testing.assert_frame_equal(
        sg.best_moves(
            org, Policy().with_layer("team", smallest=Limit(1)), member="M04", lang="en", most=1
        ),
        ranked.head(1),
    )


def test_nothing_to_rank_gives_the_columns(station: Org) -> None:
    empty = sg.best_moves(station, member="M03", layer="party")
    assert list(empty) == [*ranking.PEOPLE, "fixes", "breaks", *ranking.COUNTS, "message"]


def test_checks_may_be_chosen(station: Org) -> None:
    org = edited(station, "memberships", {"member": "M06", "unit": "T2"}, role="member")
    assert (sg.best_moves(org, unit="T2", select="coverage")["fixes"] == 0).all()
    assert (sg.best_moves(org, unit="T2", ignore="vacant_leaders")["errors_fixed"] == 0).all()


def test_messages_speak_the_language_asked(station: Org) -> None:
    org = edited(station, "memberships", {"member": "M06", "unit": "T2"}, role="member")
    assert (
        sg.best_moves(org, unit="T2", lang="zh")["message"].iloc[0]
        == "修复：负责人空缺的单元（营销二班（T2））"
    )


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({}, InputError),
        ({"member": "M01", "unit": "T1"}, InputError),
        ({"unit": "T1", "role": "chief"}, InputError),
        ({"member": "M99"}, AbsentError),
        ({"unit": "T99"}, AbsentError),
        ({"member": "M01", "layer": "choir"}, AbsentError),
        ({"unit": "T1", "role": "member", "layer": "choir"}, AbsentError),
    ],
)
def test_what_is_not_there_is_refused_in_the_callers_language(
    station: Org, asked: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error, match=r"[一-鿿]"):
        sg.best_moves(station, **asked, lang="zh")


@examples(5)
@given(seed=SEEDS)
def test_the_rows_looked_at_together_do_not_matter(seed: int) -> None:
    org = sg.synthetic(members=80, seed=seed % 1000)
    member = org.members["id"].iloc[seed % 80]
    whole = sg.best_moves(org, member=member, everywhere=True, lang="en")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(edited_copies, "ROWS", 1)
        pd.testing.assert_frame_equal(
            sg.best_moves(org, member=member, everywhere=True, lang="en"), whole
        )
