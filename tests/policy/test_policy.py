"""Policies: the shipped one, plain ones, and files whose every fault is told at once."""

import datetime
import re
from pathlib import Path

import pytest

import sanzu_graph as sg
from sanzu_graph import (
    Contacts,
    Holiday,
    InputError,
    Layer,
    Limit,
    Policy,
    PolicyError,
    Remedies,
    Requirement,
    Routine,
    Rule,
    Stage,
    Support,
    Tasks,
)
from sanzu_graph.policy.demands import SHIPPED
from sanzu_graph.policy.policy_faults import limits


def read(folder: Path, content: str | bytes) -> Policy:
    path = folder / "ours.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Policy.read(path)


def faults(folder: Path, content: str | bytes) -> list[tuple[str, str]]:
    with pytest.raises(PolicyError) as caught:
        read(folder, content)
    for lang in ("en", "zh"):
        assert "ours.toml" in caught.value.describe(lang)
        assert "{name" not in caught.value.describe(lang)
    return [(fault.key.removeprefix("fault."), fault.column) for fault in caught.value.faults]


def test_the_shipped_policy_is_the_default() -> None:
    policy = Policy()
    assert policy == Policy.read(SHIPPED)
    assert (policy.base, [layer.name for layer in policy.layers]) == (
        "team",
        ["team", "party", "union"],
    )
    party = policy.layer("party")
    assert (party.smallest.value, party.per_base_unit.value, party.aligned, party.exclusive) == (
        3,
        1,
        True,
        True,
    )
    assert policy.powers == ("participate", "report", "recommend")
    assert {routine.kind for routine in policy.routines} == {
        "safety_class",
        "safety_analysis",
        "heart_to_heart",
    }


def test_every_shipped_limit_has_a_source_and_a_status() -> None:
    found = dict(limits(Policy()))
    assert {
        "layers.party.per_base_unit",
        "leaders.most_units",
        "mentors.capacity",
        "requirements.backbone.minimum",
    } <= set(found)
    assert all(
        limit.cited("en") and limit.cited("zh") and limit.status in ("rule", "custom")
        for limit in found.values()
    )


def test_a_plain_policy_for_any_organisation() -> None:
    policy = Policy.for_layers("state", ["party", "committee"])
    assert policy.base == "state"
    assert [layer.name for layer in policy.groups] == ["party", "committee"]
    assert [layer.per_base_unit for layer in policy.layers] == [None, Limit(1), Limit(1)]
    assert (policy.mentors, policy.requirements, policy.leaders.most_units) == (None, (), None)


def test_what_a_file_leaves_out_is_not_demanded(tmp_path: Path) -> None:
    policy = read(
        tmp_path,
        'base = "team"\n[layers.team]\nlabels = "班组"\n[layers.party]\nper_base_unit = 2\n',
    )
    assert policy.layer("party") == Layer("party", per_base_unit=Limit(2))
    assert policy.layer("team").label("en") == "班组"
    assert (policy.mentors, policy.backbone, policy.routines) == (None, None, ())


def test_a_file_may_start_with_a_byte_order_mark(tmp_path: Path) -> None:
    assert (
        read(tmp_path, b"\xef\xbb\xbf" + b'base = "team"\nlayers = [{ name = "team" }]\n').base
        == "team"
    )


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    content = """
        base = 7
        bakbone = 1
        powers = "report"
        [layers.party]
        per_base_units = 1
        everyone = "yes"
        smallest = { vale = 3 }
        eligible = { column = "x" }
        [mentors]
        capacity = true
        [[requirements]]
        name = "deputy"
        role = "deputy"
        [[routines]]
        layer = "party"
        kind = "safety_class"
        since = "2026-01-01"
    """
    assert sorted(faults(tmp_path, content)) == sorted(
        [
            ("wrong_value", "base"),
            ("unknown_key", "bakbone"),
            ("wrong_value", "powers"),
            ("unknown_key", "layers.party.per_base_units"),
            ("wrong_value", "layers.party.everyone"),
            ("unknown_key", "layers.party.smallest.vale"),
            ("missing_key", "layers.party.smallest.value"),
            ("wrong_value", "layers.party.eligible"),
            ("wrong_value", "mentors.capacity"),
            ("missing_key", "requirements[0].minimum"),
            ("wrong_value", "routines[0].since"),
        ]
    )


def test_an_unknown_key_is_told_with_a_near_one(tmp_path: Path) -> None:
    with pytest.raises(
        PolicyError, match=r"key layers\.party\.per_base_units: .*there is per_base_unit"
    ):
        read(tmp_path, 'base = "party"\n[layers.party]\nper_base_units = 1\n')


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('base = "guild"\n[layers.team]\n', [("no_such_layer", "base")]),
        (
            'base = "team"\n[layers.team]\n[[requirements]]\nname = "x"\nminimum = 1\nrole = "leader"\nper = "guild"\n',
            [("no_such_layer", "requirements.x.per")],
        ),
        (
            'base = "team"\n[layers.team]\n[[requirements]]\nname = "x"\nminimum = 1\n',
            [("empty_requirement", "requirements.x")],
        ),
        (
            'base = "team"\n[layers.team]\nsmallest = 9\nlargest = 3\n',
            [("wrong_value", "layers.team.smallest")],
        ),
        (
            'base = "team"\n[layers.team]\nsmallest = -1\n',
            [("wrong_value", "layers.team.smallest")],
        ),
        (
            'base = "team"\n[layers.team]\nsmallest = nan\n',
            [("wrong_value", "layers.team.smallest")],
        ),
        (
            'base = "team"\n[layers.team]\nsmallest = { value = 1, status = "law" }\n',
            [("wrong_value", "layers.team.smallest.status")],
        ),
        (
            'base = "team"\nlayers = [{ name = "team" }, { name = "team" }]\n',
            [("repeated_layer", "layers.team")],
        ),
        (
            'base = "team"\n[layers.team]\n[[routines]]\nlayer = "team"\nkind = "x"\nevery = "blue moon"\n',
            [("wrong_value", "routines.x.every")],
        ),
        (
            'base = "team"\n[layers.team]\n[[routines]]\nlayer = "guild"\nkind = "x"\n',
            [("no_such_layer", "routines.x.layer")],
        ),
        (
            'base = "team"\n[layers.team]\n[[routines]]\nlayer = "team"\nkind = "x"\nperiods = 0\n[[routines]]\nlayer = "team"\nkind = "x"\n',
            [("wrong_value", "routines.x.periods"), ("repeated_routine", "routines.x")],
        ),
        (
            'base = "team"\n[layers.team]\n[[holidays]]\nsince = 2026-10-08\nuntil = 2026-10-01\n',
            [("wrong_value", "holidays[0].until")],
        ),
        (
            'base = "team"\n[layers.team]\n[tasks.stages.consult]\nstep = 1\nlayers = ["guild"]\n[tasks.stages.dream]\nstep = 2\n',
            [
                ("no_such_layer", "tasks.stages.consult.layers"),
                ("wrong_value", "tasks.stages.dream"),
            ],
        ),
        (
            'base = "team"\n[layers.team]\n[support]\nmost_units = -1\n',
            [("wrong_value", "support.most_units")],
        ),
        (
            'base = "team"\n[layers.team]\n[contacts]\nduty = "x"\n',
            [("unknown_key", "contacts.duty")],
        ),
    ],
)
def test_what_makes_no_sense_is_told(
    tmp_path: Path, content: str, expected: list[tuple[str, str]]
) -> None:
    with pytest.raises(PolicyError) as caught:
        read(tmp_path, content)
    assert [
        (fault.key.removeprefix("fault."), fault.column) for fault in caught.value.faults
    ] == expected
    assert all(
        "请" in fault.reason("zh") or "需要" in fault.reason("zh") or "已有" in fault.reason("zh")
        for fault in caught.value.faults
    )


@pytest.mark.parametrize("content", [b"base = ", "base = 1\nbase = 2", "班组".encode("gb18030")])
def test_what_is_no_toml_is_told(tmp_path: Path, content: str | bytes) -> None:
    assert faults(tmp_path, content) == [("toml", "")]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.toml"):
        Policy.read(tmp_path / "none.toml")
    with pytest.raises(InputError):
        Policy.read(tmp_path)


def test_policies_made_in_code_are_judged_too() -> None:
    with pytest.raises(PolicyError, match="guild"):
        Policy(base="guild")
    with pytest.raises(PolicyError):
        Policy(requirements=(Requirement("x", Limit(1)),))
    with pytest.raises(PolicyError):
        Policy(routines=(Routine("party", "x", every="never"),))


def test_replace_and_with_layer_make_another(station: sg.Org) -> None:
    policy = Policy().with_layer("party", per_base_unit=Limit(3))
    assert (
        Policy().layer("party").per_base_unit == Policy.read(SHIPPED).layer("party").per_base_unit
    )
    assert sg.audit(station, policy, select=["blank_teams"]).findings["limit"].tolist() == [3, 3]
    assert Policy().replace(mentors=None).mentors is None
    with pytest.raises(PolicyError):
        Policy().with_layer("guild", led=True)


def test_html_cites_every_limit_and_escapes() -> None:
    policy = Policy().with_layer("party", smallest=Limit(3, {"en": "<script>x</script>"}))
    shown = policy._repr_html_()
    assert "<script" not in shown
    assert all(place in shown for place, _ in limits(policy))


def test_a_policy_file_names_its_base_and_layers(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text("powers = []", encoding="utf-8")
    with pytest.raises(PolicyError) as error:
        Policy.read(path, lang="en")
    assert [fault.column for fault in error.value.faults] == ["base", "layers"]


def test_bare_numbers_are_limits():
    assert Layer("team", smallest=3, largest=4).largest == Limit(4)
    assert Requirement("deputy", 2, role="deputy").minimum == Limit(2)


def test_with_layer_refuses_a_layer_that_is_not_there():
    with pytest.raises(PolicyError, match="choir"):
        Policy().with_layer("choir", led=True)


def test_the_working_year_is_read_from_a_file(tmp_path: Path) -> None:
    policy = read(
        tmp_path,
        """
        base = "team"
        [layers.team]
        [[routines]]
        layer = "team"
        kind = "drill"
        every = "week"
        since = 2026-03-01
        exempt = ["T9"]
        by_day = 5
        [[holidays]]
        since = 2026-10-01
        until = 2026-10-08
        labels = "National Day"
        [remedies]
        most_days = 10
        [support]
        [contacts]
        duties = ["care"]
        [tasks.stages.assign]
        step = 1
        layers = ["team"]
        """,
    )
    (routine,) = policy.routines
    assert (routine.every, routine.since, routine.exempt, routine.by_day, routine.periods) == (
        "week",
        datetime.date(2026, 3, 1),
        ("T9",),
        Limit(5),
        12,
    )
    assert policy.holidays == (
        Holiday(
            datetime.date(2026, 10, 1),
            datetime.date(2026, 10, 8),
            {"en": "National Day", "zh": "National Day"},
        ),
    )
    assert (policy.remedies, policy.support, policy.contacts) == (
        Remedies(Limit(10)),
        Support(),
        Contacts(("care",)),
    )
    assert policy.tasks == Tasks((Stage("assign", 1, ("team",)),))


def test_what_a_plain_policy_does_not_name_is_not_asked() -> None:
    policy = Policy.for_layers("team", ["party"])
    assert (
        policy.routines,
        policy.holidays,
        policy.remedies,
        policy.support,
        policy.contacts,
        policy.tasks,
    ) == (
        (),
        (),
        None,
        None,
        None,
        None,
    )


def test_who_may_be_admitted_and_what_that_makes_of_them(tmp_path: Path) -> None:
    policy = read(
        tmp_path,
        'base = "team"\nlayers.team = {}\n[layers.party]\ncandidates = { column = "applicant", any_of = ["yes"] }\nadmission = { status = "new" }\n',
    )
    party = policy.layer("party")
    assert (party.candidates, party.admission) == (
        Rule("applicant", any_of=("yes",)),
        {"status": "new"},
    )


@pytest.mark.parametrize("admission", ['"new"', "{ status = 1 }", "7"])
def test_admission_is_texts_by_column(tmp_path: Path, admission: str) -> None:
    assert faults(tmp_path, f'base = "team"\n[layers.party]\nadmission = {admission}\n') == [
        ("wrong_value", "layers.party.admission")
    ]


@pytest.mark.parametrize("number", [10**19, -(10**400), "1e400", "nan"])
def test_a_number_that_counts_nothing_is_a_fault(number, tmp_path):
    path = tmp_path / "policy.toml"
    lines = SHIPPED.read_text(encoding="utf-8")
    path.write_text(re.sub(r"step = 1\b", f"step = {number}", lines, count=1), encoding="utf-8")
    with pytest.raises(sg.PolicyError, match="step"):
        sg.Policy.read(path)
