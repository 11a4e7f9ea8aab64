"""`Policy.resolve`: what the organisation says where the policy says nothing."""

from __future__ import annotations

import datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import Layer, LeaderBounds, Limit, Org, Policy, PolicyError
from tests.strategies import DAYS, USUAL_LAYERS, organisations

LAYERS = list(dict.fromkeys(USUAL_LAYERS))


def plain(*names: str) -> Policy:
    return Policy.for_layers(names[0], names[1:])


# -- the oracle: day by day, through `Org.at`, which is tested elsewhere


def days_of(org: Org) -> list[str]:
    """Days enough: between two of them nothing begins or ends."""
    return ["2000-01-01", *map(str, DAYS), "2100-01-01"] if org.is_dated else ["2000-01-01"]


def seats_by_day(snapshots: list[Org], layer: str) -> list[dict[str, set[str]]]:
    found = []
    for there in snapshots:
        kind = dict(zip(there.units["id"], there.units["layer"], strict=True))
        seats: dict[str, set[str]] = {}
        for row in there.memberships.itertuples():
            if kind[row.unit] == layer:
                seats.setdefault(row.member, set()).add(row.unit)
        found.append(seats)
    return found


def is_exclusive(snapshots: list[Org], layer: str) -> bool:
    by_day = seats_by_day(snapshots, layer)
    people = {member for seats in by_day for member in seats}
    several = {member for seats in by_day for member, units in seats.items() if len(units) > 1}
    return len(several) < 0.01 * len(people) if people else True


def is_led(snapshots: list[Org], layer: str) -> bool:
    for there in snapshots:
        kind = dict(zip(there.units["id"], there.units["layer"], strict=True))
        for row in there.memberships.itertuples():
            if row.role == "leader" and kind[row.unit] == layer:
                return True
    return False


@given(org=organisations())
def test_resolve_equals_its_oracle(org: Org) -> None:
    policy = plain(*LAYERS).resolve(org)
    snapshots = [org.at(day) for day in days_of(org)]
    for name in LAYERS:
        layer = policy.layer(name)
        assert layer.exclusive == is_exclusive(snapshots, name)
        assert layer.led == (LeaderBounds() if is_led(snapshots, name) else False)


@given(org=organisations(), other=organisations())
def test_what_is_resolved_stays(org: Org, other: Org) -> None:
    policy = plain(*LAYERS).resolve(org)
    assert policy.resolve(other) is policy
    assert plain(*LAYERS).resolve(org) == policy


@given(org=organisations(), led=st.booleans(), exclusive=st.booleans())
def test_what_is_said_stays(org: Org, led: bool, exclusive: bool) -> None:
    layers = tuple(Layer(name, led=led, exclusive=exclusive) for name in LAYERS)
    policy = plain(*LAYERS).replace(layers=layers)
    assert policy.resolve(org) is policy


def crowd(people: int, several: int, **dates: list[str | None]) -> Org:
    """So many people in team A, and some of them in team B as well."""
    ids = [f"M{number}" for number in range(people)]
    memberships = {
        "member": ids + ids[:several],
        "unit": ["A"] * people + ["B"] * several,
        **dates,
    }
    return Org({"id": ids}, {"id": ["A", "B"], "layer": ["team"] * 2}, memberships)


@pytest.mark.parametrize(("people", "several"), [(100, 0), (101, 1), (301, 3)])
def test_fewer_than_one_in_a_hundred_is_exclusive(people: int, several: int) -> None:
    assert plain("team").resolve(crowd(people, several)).layer("team").exclusive is True


@pytest.mark.parametrize(("people", "several"), [(100, 1), (99, 1), (300, 3), (2, 2)])
def test_one_in_a_hundred_is_not_exclusive(people: int, several: int) -> None:
    assert plain("team").resolve(crowd(people, several)).layer("team").exclusive is False


@pytest.mark.parametrize(
    ("until", "since", "exclusive"),
    [
        ("2026-03-01", "2026-03-01", True),  # one after the other
        ("2026-03-02", "2026-03-01", False),  # one day together
        (None, "2030-01-01", False),  # together in years to come
    ],
)
def test_units_are_several_only_if_together(until: str, since: str, exclusive: bool) -> None:
    org = crowd(1, 1, since=[None, since], until=[until, None])
    assert plain("team").resolve(org).layer("team").exclusive is exclusive


def test_a_unit_that_is_closed_is_no_second_one() -> None:
    units = {"id": ["A", "B"], "layer": ["team"] * 2, "since": [None, "2026-02-01"]}
    units["until"] = ["2026-02-01", None]
    org = Org({"id": ["M"]}, units, {"member": ["M", "M"], "unit": ["A", "B"]})
    assert plain("team").resolve(org).layer("team").exclusive is True


def test_two_rows_of_one_seat_are_one() -> None:
    memberships = {
        "member": ["M", "M"],
        "unit": ["A", "A"],
        "title": ["x", "y"],
        "since": ["2026-01-01", "2026-02-01"],
    }
    org = Org({"id": ["M"]}, {"id": ["A"], "layer": ["team"]}, memberships)
    assert plain("team").resolve(org).layer("team").exclusive is True


def led_once(**dates: list[str]) -> Org:
    memberships = {"member": ["M", "N"], "unit": ["A", "B"], "role": ["leader", ""], **dates}
    return Org({"id": ["M", "N"]}, {"id": ["A", "B"], "layer": ["team"] * 2}, memberships)


def test_a_leader_of_other_days_is_a_leader_recorded() -> None:
    org = led_once(until=["2020-01-01", None])
    policy = plain("team").resolve(org)
    assert policy.layer("team").led == LeaderBounds(Limit(1), None)
    assert (
        sg.audit(org, policy, on="2026-01-01")
        .summary()
        .set_index("check")
        .loc["vacant_leader", "findings"]
        == 1
    )


def test_a_row_that_ends_before_it_begins_leads_nothing() -> None:
    org = led_once(since=["2026-01-01", None], until=["2020-01-01", None])
    assert plain("team").resolve(org).layer("team").led is False


def test_relieving_the_only_leader_cures_nothing() -> None:
    org = led_once()
    before = sg.audit(org, plain("team"))
    change = sg.RelieveLeader("M", "A")
    assert "vacant_leader" in set(before.after(change).findings["check"])
    table = sg.compare(org, sg.Scenario("relieve", [change]), policy=plain("team")).table
    row = table[(table["part"] == "checks") & (table["item"] == "vacant_leader")].iloc[0]
    assert (row["before"], row["relieve"]) == (1, 2)
    assert before.after(change).policy == before.policy


# -- bounds


def with_leaders(*counts: int) -> Org:
    """One unit for each number: with a plain member and so many leaders."""
    rows = [(f"P{unit}", f"T{unit}", "") for unit in range(len(counts))]
    rows += [
        (f"L{unit}{number}", f"T{unit}", "leader")
        for unit, count in enumerate(counts)
        for number in range(count)
    ]
    member, unit, role = zip(*rows, strict=True)
    units = [f"T{number}" for number in range(len(counts))]
    return Org(
        {"id": list(member)},
        {"id": units, "layer": ["team"] * len(units)},
        {"member": list(member), "unit": list(unit), "role": list(role)},
    )


def told(org: Org, led: object) -> dict[str, list[tuple[str, float, float]]]:
    policy = Policy.for_layers("team").with_layer("team", led=led)
    findings = sg.audit(org, policy, lang="en", select="leadership").findings
    return {
        check: list(frame[["entity_id", "value", "limit"]].itertuples(index=False, name=None))
        for check, frame in findings.groupby("check")
    }


@pytest.mark.parametrize(
    ("led", "vacant", "double"),
    [
        (True, [("T0", 0, 1)], [("T2", 2, 1), ("T3", 3, 1)]),
        (False, [], []),
        (None, [("T0", 0, 1)], []),
        ({"least": 1, "most": 2}, [("T0", 0, 1)], [("T3", 3, 2)]),
        ({"least": 2}, [("T0", 0, 2), ("T1", 1, 2)], []),
        (LeaderBounds(0, 1), [], [("T2", 2, 1), ("T3", 3, 1)]),
    ],
)
def test_bounds_are_asked(led: object, vacant: list[object], double: list[object]) -> None:
    found = told(with_leaders(0, 1, 2, 3), led)
    assert found.get("vacant_leader", []) == vacant
    assert found.get("double_leader", []) == double


def test_a_layer_answers_for_its_leaders() -> None:
    assert (Layer("t", led=True).least_leaders, Layer("t", led=True).most_leaders) == (1, 1)
    assert (Layer("t", led=False).least_leaders, Layer("t", led=False).most_leaders) == (0, None)
    some = Layer("t", led={"least": 2, "most": 3})
    assert (some.is_led, some.least_leaders, some.most_leaders) == (True, 2, 3)
    assert not Layer("t").is_led


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_messages_say_how_many_leaders_are_needed(lang: str) -> None:
    org = with_leaders(0, 1)
    messages = sg.vacant_leaders(org, least=2, lang=lang)["message"].tolist()
    expected = {
        "en": [
            "T0 has 1 member and no leader.",
            "T1 has 2 members and 1 of the 2 leaders it needs.",
        ],
        "zh": ["T0有 1 名成员，但没有负责人。", "T1有 2 名成员，但负责人只有 1 名，应有 2 名。"],
    }
    assert messages == expected[lang]
    (message,) = sg.double_leaders(with_leaders(3), most=2, lang=lang)["message"]
    assert (
        message
        == {"en": "T0 has 3 leaders, more than 2.", "zh": "T0有 3 名负责人，超过 2 名。"}[lang]
    )


# -- files


def read(tmp_path: Path, line: str) -> Layer:
    path = tmp_path / "ours.toml"
    path.write_text(f'base = "team"\n[layers.team]\n{line}\n', encoding="utf-8")
    return Policy.read(path).layer("team")


@pytest.mark.parametrize(
    ("line", "led"),
    [
        ("led = true", True),
        ("led = false", False),
        ("", None),
        ("led = { least = 1, most = 2 }", LeaderBounds(1, 2)),
        ("led = { most = 2 }", LeaderBounds(1, 2)),
        (
            'led = { least = { value = 2, status = "rule" } }',
            LeaderBounds(Limit(2, status="rule")),
        ),
    ],
)
def test_a_file_says_how_a_layer_is_led(tmp_path: Path, line: str, led: object) -> None:
    assert read(tmp_path, line).led == led


@pytest.mark.parametrize(
    "line",
    [
        'led = "yes"',
        "led = { fewest = 1 }",
        "led = { least = 3, most = 2 }",
        "led = { least = -1 }",
    ],
)
def test_a_file_that_says_it_wrongly_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(PolicyError, match="led"):
        read(tmp_path, line)


def test_no_file_says_what_was_resolved(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text('base = "team"\nresolutions = []\n[layers.team]\n', encoding="utf-8")
    with pytest.raises(PolicyError, match="resolutions"):
        Policy.read(path)


# -- what the audit says of it


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_layer_without_leaders_is_one_line(lang: str) -> None:
    org = with_leaders(0, 0, 0)
    found = sg.audit(org, plain("team"), lang=lang)
    assert not {"vacant_leader", "double_leader"} & set(found.findings["check"])
    (row,) = found.skipped.itertuples(index=False)
    assert (row.check, row.layer) == ("vacant_leader", "team")
    label = {"en": "team", "zh": "班组"}[lang]
    assert (
        row.reason
        == {
            "en": f"{label}: no leader is recorded. So none is asked for. Write led = true to ask for "
            "one in every unit.",
            "zh": f"{label}：没有记录任何负责人，因此不检查负责人。如要求每个单元有一名负责人，"
            "请写 led = true。",
        }[lang]
    )


def test_the_audit_says_what_was_resolved() -> None:
    found = sg.audit(crowd(50, 5), plain("team"), lang="en")
    expected = pd.DataFrame(
        {"layer": ["team"] * 2, "part": ["exclusive", "led"], "value": [False, False]}
    )
    pd.testing.assert_frame_equal(
        found.resolved.drop(columns="reason"), expected.astype({"layer": "str", "part": "str"})
    )
    assert found.resolved["reason"][0] == (
        "team: 5 of 50 people have several units at once, 1 % or more. So several units a person "
        "are in order. Write exclusive = true to ask for one."
    )
    assert found.skipped["check"].tolist() == ["split_member", "vacant_leader"]
    assert "5 of 50 people" in found._repr_html_()


def test_the_audit_of_a_said_policy_resolves_nothing() -> None:
    found = sg.audit(with_leaders(0), Policy.for_layers("team").with_layer("team", led=True))
    assert found.resolved["part"].tolist() == ["exclusive"]
    assert found.resolved["value"].tolist() == [True]
    assert "split_member" not in set(found.skipped["check"])
    assert "split_member" in set(found.asked["check"])


def test_a_check_that_is_ignored_is_not_told_of() -> None:
    found = sg.audit(with_leaders(0), plain("team"), ignore="leadership")
    assert "vacant_leader" not in set(found.skipped["check"])


def test_the_day_does_not_matter() -> None:
    org = led_once(until=["2020-01-01", None])
    policies = {
        day: sg.audit(org, plain("team"), on=day).policy.layers
        for day in (datetime.date(2019, 1, 1), datetime.date(2026, 1, 1))
    }
    assert len(set(map(repr, policies.values()))) == 1
