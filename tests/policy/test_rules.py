"""Rules: lists, bounds, empty cells and spellings; words that no rule knows are refused."""

import pytest
from hypothesis import given

from sanzu_graph import AbsentError, InputError, Org, Rule
from sanzu_graph.policy.rules import as_rule
from tests import oracles
from tests.strategies import organisations, rules


def people(**columns: list) -> Org:
    length = len(next(iter(columns.values())))
    return Org(
        {"id": [f"M{number}" for number in range(length)], **columns},
        {"id": [], "layer": []},
        {"member": [], "unit": []},
    )


@given(org=organisations(dated=False), rule=rules())
def test_mask_equals_oracle(org: Org, rule: Rule | None) -> None:
    if rule is None:
        return
    try:
        expected = oracles.satisfying(org, rule)
    except LookupError:
        with pytest.raises(AbsentError):
            rule.mask(org)
        return
    assert set(org.members["id"][rule.mask(org)]) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule("political_status", any_of=("party_member",)), [True, True, True, False, False]),
        (Rule("political_status", any_of=("党员",)), [True, True, True, False, False]),
        (Rule("political_status", none_of=("正式党员",)), [False, False, False, True, True]),
        (Rule("political_status", any_of=()), [False] * 5),
        (Rule("political_status", none_of=()), [True] * 5),
        (Rule("political_status", any_of=("群众", "中共党员")), [True, True, True, True, False]),
    ],
)
def test_spellings_count_as_one_and_empty_cells_are_in_no_list(
    rule: Rule, expected: list[bool]
) -> None:
    assert (
        rule.mask(
            people(political_status=["party_member", "党员", "中共黨員", "群众", None])
        ).tolist()
        == expected
    )


def test_bounds_leave_out_empty_cells_and_text() -> None:
    org = people(seniority_years=[1, 5, None, 9], grade=["2", "x", None, "10"])
    assert Rule("seniority_years", at_least=5).mask(org).tolist() == [False, True, False, True]
    assert Rule("seniority_years", at_least=1, at_most=5).mask(org).tolist() == [
        True,
        True,
        False,
        False,
    ]
    assert Rule("grade", at_most=10).mask(org).tolist() == [True, False, False, True]


def test_numbers_are_matched_to_the_last_digit() -> None:
    org = people(seniority_years=[1000.5, 1000.25, 7, None])
    assert as_rule({"column": "seniority_years", "any_of": [1000.5, 7]}).mask(org).tolist() == [
        True,
        False,
        True,
        False,
    ]


def test_further_rules_must_hold_too() -> None:
    rule = Rule("site", any_of=("North",), also=(Rule("seniority_years", at_least=5),))
    assert rule.mask(
        people(site=["North", "North", "South"], seniority_years=[9, 1, 9])
    ).tolist() == [True, False, False]


def test_a_mapping_says_the_same() -> None:
    mapping = {
        "column": "site",
        "any_of": ["North", 7],
        "also": [{"column": "seniority_years", "at_least": 5}],
    }
    assert as_rule(mapping) == Rule(
        "site", any_of=("North", "7"), also=(Rule("seniority_years", at_least=5),)
    )
    assert as_rule(None) is None


@pytest.mark.parametrize(
    "mapping",
    [
        {},
        {"column": "site"},
        {"any_of": ["North"]},
        {"column": 7, "any_of": ["x"]},
        {"column": "site", "any_of": "North"},
        {"column": "site", "at_least": "5"},
        {"column": "site", "at_least": True},
        {"column": "site", "anyof": ["North"]},
        {"column": "site", "any_of": ["North"], "also": {"column": "x"}},
        {"column": "site", "any_of": ["North"], "also": [{"column": "x"}]},
    ],
)
def test_a_mapping_that_is_no_rule_is_refused(mapping: dict) -> None:
    with pytest.raises(InputError, match="any_of"):
        as_rule(mapping)


def test_a_rule_says_itself() -> None:
    rule = Rule("site", any_of=("North", "South"), also=(Rule("seniority_years", at_least=5),))
    assert rule.describe("en") == "site is North, South and seniority_years ≥ 5"
    assert rule.describe("zh").startswith("site 为 North、South 且")
