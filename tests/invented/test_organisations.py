"""An audit of an invented organisation finds what was planted in it: all of that, and nothing else."""

import datetime
from collections import Counter

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sanzu_graph import InputError, Org, Policy, audit, misdated_records, synthetic
from sanzu_graph.checks.registry import all_checks
from sanzu_graph.invented.organisations import PLANTED
from sanzu_graph.invented.planted_faults import PLANTERS, USUAL
from sanzu_graph.invented.skeleton import LARGEST, LEAST, SMALLEST
from sanzu_graph.invented.year_faults import YEAR_PLANTERS
from sanzu_graph.model.column_values import canonical_column
from tests.searching import examples

SIZES = st.sampled_from([15, 16, 29, 30, 31, 45, 59, 60, 61, 91]) | st.integers(LEAST, 700)
SEEDS = st.integers(0, 2**32)


@st.composite
def mixtures(draw: st.DrawFn) -> tuple[int, dict[str, int]]:
    """A size, and faults that it has room for."""
    members = draw(SIZES)
    kinds = draw(st.lists(st.sampled_from(list(PLANTERS)), max_size=-(-members // 30)))
    return members, dict(Counter(kinds))


def identities(frame: pd.DataFrame) -> Counter[tuple[str, ...]]:
    columns = [
        canonical_column(frame[name]) if name in frame else [""] * len(frame) for name in PLANTED
    ]
    return Counter(zip(*columns, strict=True))


def told(org: Org, on: str | None = None) -> Counter[tuple[str, ...]]:
    findings = audit(org, Policy(), on=on, lang="en").findings
    return identities(findings[findings["severity"] != "info"])


@examples(30)
@given(mixture=mixtures(), seed=SEEDS, lang=st.sampled_from([None, "en"]))
@example(mixture=(630, dict.fromkeys(PLANTERS, 1)), seed=7, lang=None)
@example(mixture=(60 * 21, dict.fromkeys(PLANTERS, 2)), seed=8, lang="en")
@example(mixture=(90 * 21, dict.fromkeys(PLANTERS, 3)), seed=9, lang="zh")
def test_an_audit_finds_what_was_planted_and_nothing_else(
    mixture: tuple[int, dict[str, int]], seed: int, lang: str | None
) -> None:
    members, faults = mixture
    org, planted = synthetic(members, seed, faults=faults, with_faults=True, lang=lang)
    assert len(org.members) == members
    assert told(org) == identities(planted)


@pytest.mark.parametrize("slug", PLANTERS)
def test_each_kind_is_planted_as_often_as_asked(slug: str) -> None:
    org, planted = synthetic(240, 11, faults={slug: 7}, with_faults=True)
    entities = planted.loc[planted["check"] == slug, "entity_id"]
    assert len(entities) == (14 if slug == "case_twin" else 7)
    assert entities.is_unique
    assert told(org) == identities(planted)


def test_by_default_every_usual_kind_is_planted() -> None:
    org, planted = synthetic(with_faults=True)
    assert set(planted["check"]) == {*USUAL, "contactless_member"}
    assert not org.is_dated
    assert told(org) == identities(planted)


def test_the_labels_have_every_column_that_identifies_a_finding() -> None:
    keys = {
        name for slug in (*PLANTERS, *YEAR_PLANTERS) for name in all_checks()[slug].identity
    } | {"column"}
    assert keys == set(PLANTED)
    assert list(synthetic(15, faults={}, with_faults=True)[1]) == list(PLANTED)


@examples(15)
@given(members=SIZES, seed=SEEDS)
def test_without_faults_nothing_is_found_and_no_lines_cross(members: int, seed: int) -> None:
    org, planted = synthetic(members, seed, faults={}, with_faults=True)
    found = audit(org, Policy(), lang="en")
    assert not len(planted)
    assert set(found.findings["check"]) <= {"single_point"}
    assert found.skipped["reason"].str.contains("keeps no table|Nobody is recorded").all()


@examples(20)
@given(
    members=SIZES,
    seed=SEEDS,
    on=st.dates(datetime.date(2015, 1, 1), datetime.date(2026, 11, 22)),
    data=st.data(),
)
def test_a_year_has_what_was_planted_and_nothing_else(
    members: int, seed: int, on: datetime.date, data: st.DataObject
) -> None:
    possible = [
        slug
        for slug in (*PLANTERS, *YEAR_PLANTERS)
        if slug != "overloaded_supporter" or members > 30
    ]
    faults = dict(
        Counter(data.draw(st.lists(st.sampled_from(possible), max_size=-(-members // 30))))
    )
    org, planted = synthetic(
        members,
        seed,
        faults=faults,
        with_faults=True,
        on=on,
        lang=data.draw(st.sampled_from(["zh", "en"])),
    )
    found = audit(org, Policy(), on=on, lang="en")
    findings = found.findings[found.findings["severity"] != "info"]
    assert identities(findings) == identities(planted)
    assert found.skipped.empty
    assert misdated_records(org, today=on).empty or "misdated_record" in faults


@pytest.mark.parametrize("slug", YEAR_PLANTERS)
def test_each_kind_of_a_year_is_planted_as_often_as_asked(slug: str) -> None:
    org, planted = synthetic(240, 11, faults={slug: 7}, with_faults=True, on="2024-02-29")
    assert (planted["check"] == slug).sum() >= 7
    assert told(org, "2024-02-29") == identities(planted)


def test_by_default_a_year_has_every_usual_kind() -> None:
    org, planted = synthetic(3_000, with_faults=True, on="2026-11-22")
    assert set(planted["check"]) >= {*USUAL, *YEAR_PLANTERS}
    assert told(org, "2026-11-22") == identities(planted)
    assert synthetic(3_000, on="2026-11-22") == org


def test_without_a_day_there_are_no_records() -> None:
    assert list(synthetic(60).tables()) == [
        "members",
        "units",
        "memberships",
        "relations",
        "duties",
    ]
    with pytest.raises(InputError, match="cannot plant missed_routine"):
        synthetic(60, faults={"missed_routine": 1})
    with pytest.raises(InputError, match="不是日期"):
        synthetic(60, on="soon", lang="zh")


def test_team_sizes_differ_within_the_bounds() -> None:
    org = synthetic(3_000, 1, faults={})
    sizes = org.pairs("team").per_unit[org.pairs("team").units]
    assert sizes.min() >= SMALLEST
    assert sizes.max() <= LARGEST
    assert len(set(sizes.tolist())) > 4


def test_groups_and_teams_hang_under_branch_and_station() -> None:
    units = synthetic(600).units.set_index("id")
    above = units["layer"].groupby(units["layer"]).count()
    assert above["station"] == above["branch"] == 5
    parents = units[units["parent"].notna()]
    pairs = set(zip(parents["layer"], units.loc[parents["parent"], "layer"], strict=True))
    assert pairs == {
        ("team", "station"),
        ("party", "branch"),
        ("union", "station"),
        ("branch", "station"),
    }


def test_a_block_has_one_site_and_no_group_more_than_two_work_types() -> None:
    org = synthetic(3_000, faults={})
    rows = org.memberships.merge(org.units, left_on="unit", right_on="id").merge(
        org.members, left_on="member", right_on="id", suffixes=("", "_own")
    )
    assert (rows["site"] == rows["site_own"]).all()
    assert rows[rows["layer"] == "party"].groupby("unit")["work_type_own"].nunique().max() == 2


def test_the_same_arguments_give_the_same_organisation() -> None:
    one, planted = synthetic(400, 3, with_faults=True)
    other, again = synthetic(400, 3, with_faults=True)
    pd.testing.assert_frame_equal(planted, again)
    for name, table in one.tables().items():
        pd.testing.assert_frame_equal(table, other.table(name))
    assert synthetic(400, 3) == one
    assert synthetic(400, 4) != one


def test_the_order_of_the_faults_asked_does_not_matter() -> None:
    assert synthetic(200, faults={"blank_team": 2, "case_twin": 1}) == synthetic(
        200, faults={"case_twin": 1, "blank_team": 2}
    )


def test_names_are_chinese_whatever_the_locale_and_english_on_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    usual = synthetic(60)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert synthetic(60) == usual
    english = synthetic(60, lang="en")
    assert not usual.members["name"].str.isascii().any()
    assert not usual.units["name"].str.isascii().any()
    for column in ("name", "position", "work_type", "site"):
        assert english.members[column].str.isascii().all()
    assert english.units["name"].str.isascii().all()
    assert english.memberships.equals(usual.memberships)


def test_unit_names_are_unique_when_places_run_out() -> None:
    for lang in ("zh", "en"):
        units = synthetic(40_000, lang=lang).units
        assert units["name"].is_unique


@pytest.mark.parametrize("members", [14, 0, -5, 20.5, "100", True])
def test_too_few_members_are_refused(members: object) -> None:
    with pytest.raises(InputError, match=f"at least {LEAST} members"):
        synthetic(members)  # type: ignore[call-overload]


def test_more_faults_than_room_are_refused_in_the_language_asked() -> None:
    with pytest.raises(InputError, match="room for 4 planted faults, not 5"):
        synthetic(120, faults={"blank_team": 3, "case_twin": 2})
    with pytest.raises(InputError, match="最多植入 4 个问题"):
        synthetic(120, faults={"blank_team": 5}, lang="zh")


def test_faults_that_cannot_be_planted_are_refused() -> None:
    with pytest.raises(
        InputError, match=r"cannot plant sorrow, single_point\. It plants blank_team, "
    ):
        synthetic(120, faults={"sorrow": 1, "single_point": 1, "blank_team": 1})


@pytest.mark.parametrize("count", [-1, 1.5, "2", True, None])
def test_counts_that_are_none_are_refused(count: object) -> None:
    with pytest.raises(InputError, match=f"“{count}” is no count for blank_team"):
        synthetic(120, faults={"blank_team": count})  # type: ignore[dict-item]


@pytest.mark.heavy
def test_a_million_members() -> None:
    org, planted = synthetic(1_000_000, with_faults=True)
    assert len(org.members) == 1_000_000
    assert told(org) == identities(planted)
