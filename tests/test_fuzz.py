"""A few cases of each kind of `make fuzz`, always the same ones, and those that were faults once."""

import pytest

import sanzu_graph as sg
from tests.fuzz import KINDS, some_org, tried


@pytest.fixture(scope="module")
def org() -> sg.Org:
    return some_org()


@pytest.mark.parametrize("kind", KINDS)
def test_each_case_is_read_or_refused(kind: str, org: sg.Org) -> None:
    for case in range(3):
        assert tried(kind, 1, case, org) in ("read", "refused"), case


@pytest.mark.parametrize(
    ("kind", "seed", "case"),
    [
        ("commands", 1, 159),
        ("commands", 1, 194),
        ("plans", 3, 289),
        ("policies", 4, 36),
        ("policies", 5, 27),
        ("requests", 5, 24),
    ],
)
def test_what_was_a_fault_once(kind: str, seed: int, case: int, org: sg.Org) -> None:
    assert tried(kind, seed, case, org) in ("read", "refused")


def test_half_a_letter_is_told() -> None:
    half = sg.Scenario("x").to_json().replace('"x"', '"\\ud800"')
    with pytest.raises(sg.ScenarioError, match="surrogates"):
        sg.Scenario.from_json(half)


def test_a_name_that_no_system_has_is_refused() -> None:
    with pytest.raises(sg.InputError):
        sg.read_tables("x" * 70_000 + ".csv")
