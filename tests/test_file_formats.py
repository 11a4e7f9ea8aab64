"""The JSON Schemas of plan and policy files accept what is read, and refuse what is not."""

import copy
import datetime
import json
import random
import tomllib
from pathlib import Path

import jsonschema
import pytest

import sanzu_graph as sg
from sanzu_graph.changes.given_values import TAKEN
from sanzu_graph.policy.demands import SHIPPED
from sanzu_graph.policy.loading import load
from sanzu_graph.scenarios.plan_format import SHAPES
from tests.changing import KINDS_OF_CHANGE, Maker

WRITTEN = Path(__file__).parent / "data" / "written_2026_11_29"
PLAN = jsonschema.Draft202012Validator(sg.plan_schema())
POLICY = jsonschema.Draft202012Validator(sg.policy_schema())


def in_json(value):
    """What TOML holds as JSON does: days become texts."""
    if isinstance(value, dict):
        return {key: in_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [in_json(one) for one in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def policy_file(path):
    return in_json(tomllib.loads(path.read_text("utf-8")))


def a_plan(*changes, **head):
    return {
        "format": "sanzu_graph scenario",
        "version": 1,
        "name": "plan",
        "changes": list(changes),
        **head,
    }


def faults(validator, content):
    return [fault.message for fault in validator.iter_errors(content)]


@pytest.mark.parametrize("validator", [PLAN, POLICY], ids=["plan", "policy"])
def test_a_schema_is_one_and_describes_each_key(validator):
    validator.check_schema(validator.schema)
    tables = [validator.schema, *validator.schema["$defs"].values()]
    silent = [
        (name, table.get("description"))
        for table in tables
        for name, shape in table.get("properties", {}).items()
        if name != "change" and not shape.get("description")
    ]
    assert silent == []


@pytest.mark.parametrize("path", [SHIPPED, *sorted(WRITTEN.glob("*.toml"))], ids=lambda p: p.name)
def test_policies_that_are_read_fit(path):
    assert sg.Policy.read(path)
    assert faults(POLICY, policy_file(path)) == []


@pytest.mark.parametrize("name", ["every_change", "propose", "balance_groups", "board"])
def test_plans_that_are_read_fit(name):
    path = WRITTEN / f"{name}.json"
    assert sg.Scenario.read(path)
    assert faults(PLAN, json.loads(path.read_text("utf-8"))) == []


def test_every_change_that_can_be_written_fits():
    dice = random.Random(7)
    maker = Maker(sg.synthetic(members=40, seed=7), dice)
    changes = [maker.make(kind).to_dict() for kind in KINDS_OF_CHANGE for _ in range(20)]
    assert faults(PLAN, json.loads(json.dumps(a_plan(*changes)))) == []
    assert {one["change"] for one in changes} == set(PLAN.schema["$defs"]) - {"Change"}


def test_every_kind_of_field_has_a_shape():
    assert set(SHAPES) == set(TAKEN)


MOVE = {"change": "MoveMember", "member": "M1", "source": "T1", "target": "T2"}


@pytest.mark.parametrize(
    "content",
    [
        a_plan(version=2),
        a_plan(format="another"),
        a_plan(name=7),
        a_plan(extra=1),
        a_plan(on=20270101),
        a_plan({"change": "Nothing"}),
        a_plan({"member": "M1"}),
        a_plan({**MOVE, "extra": 1}),
        a_plan({**MOVE, "member": ["M1"]}),
        a_plan({**MOVE, "member": True}),
        a_plan({key: value for key, value in MOVE.items() if key != "target"}),
        a_plan({"change": "EditMember", "member": "M1", "values": [1]}),
        a_plan({"change": "EditMember", "member": "M1", "values": {"a": [1]}}),
        a_plan({"change": "AppointLeader", "member": "M1", "unit": "T1", "joint": "yes"}),
    ],
)
def test_what_is_wrong_with_a_plan_is_refused_by_both(content, tmp_path):
    assert faults(PLAN, content)
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(sg.SanzuError):
        sg.Scenario.read(path)


SMALL = """
base = "team"
[layers.team]
[layers.party]
per_base_unit = 1
"""


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("", ""),
        ("largest = { value = 9, status = 'rule', source = '《办法》' }", ""),
        ("led = { least = 1, most = 2 }", ""),
        ("eligible = { column = 'site', any_of = ['North', 7] }", ""),
        ("admission = { site = 'North' }", ""),
        ("labels = '党小组'", ""),
        ("largest = 'many'", "wrong"),
        ("largest = true", "wrong"),
        ("largest = { value = 9, status = 'law' }", "wrong"),
        ("smallest = { source = 'a' }", "wrong"),
        ("exclusive = 1", "wrong"),
        ("eligible = { column = 'site' }", "wrong"),
        ("eligible = { any_of = ['North'] }", "wrong"),
        ("eligible = { column = 'site', any_of = 'North' }", "wrong"),
        ("eligible = { column = 'site', equals = 'North' }", "wrong"),
        ("counting_duties = 'report'", "wrong"),
        ("admission = 'yes'", "wrong"),
        ("larges = 9", "wrong"),
        ("[[routines]]\nlayer = 'party'\nkind = 'a'\nsince = 2026-01-01", ""),
        ("[[routines]]\nlayer = 'party'\nkind = 'a'\nevery = 'day'", "wrong"),
        ("[[routines]]\nkind = 'a'", "wrong"),
        ("[routines.one]\nlayer = 'party'\nkind = 'a'", "wrong"),
        ("[mentors.terms.a]\nmeasure = 'same'\ncolumn = 'site'", ""),
        ("[mentors.terms.a]\nmeasure = 'like'\ncolumn = 'site'", "wrong"),
        ("[reporting]\nmost_reports = 8", ""),
        ("[reporting]\nmost_report = 8", "wrong"),
    ],
)
def test_a_policy_fits_where_it_is_read(more, why, tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text(SMALL + more, "utf-8")
    assert bool(faults(POLICY, policy_file(path))) is bool(why)
    if why:
        with pytest.raises(sg.PolicyError):
            sg.Policy.read(path)
    else:
        assert sg.Policy.read(path)


def keys_of(content, place=()):
    """Every place of a file that holds a value."""
    for key, value in content.items() if isinstance(content, dict) else enumerate(content):
        yield (*place, key)
        if isinstance(value, (dict, list)):
            yield from keys_of(value, (*place, key))


@pytest.mark.parametrize("nth", [40, pytest.param(1, marks=pytest.mark.heavy)])
def test_what_is_read_fits_wherever_a_value_is_exchanged(nth):
    """Each nth value of the shipped policy becomes another: what is loaded fits the schema."""
    taken = 0
    for place in list(keys_of(tomllib.loads(SHIPPED.read_text("utf-8"))))[::nth]:
        for other in (True, 3, "word", [], {}, ["a"], {"a": "b"}, [["a"]]):
            content = exchanged(place, other)
            try:
                load(sg.Policy, content)
            except sg.PolicyError:
                continue
            # Words such as "rule" are looked at by the policy, not by its loader.
            assert [one for one in POLICY.iter_errors(in_json(content)) if not of_a_word(one)] == []
            taken += 1
    assert taken > 10


def exchanged(place, other):
    content = tomllib.loads(SHIPPED.read_text("utf-8"))
    holder = content
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = copy.deepcopy(other)
    return content


def of_a_word(fault):
    return fault.validator == "enum" or any(map(of_a_word, fault.context))
