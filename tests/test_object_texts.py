"""Every public object stands for itself in a short text, however much it holds."""

import datetime
import inspect

import pytest

import sanzu_graph as sg
from sanzu_graph.errors import Fault, speaking
from sanzu_graph.model.object_texts import whole_text

LONG = ("a long name " * 60).strip()
DAY = datetime.date(2026, 1, 3)
PEOPLE = [f"M{number} {LONG}" for number in range(40)]
LAYERS = [f"layer {number} {LONG}" for number in range(30)]
LABELS = {"en": LONG, "zh": "很长的名称" * 60}
RULE = sg.Rule(LONG, any_of=tuple(PEOPLE), also=tuple(sg.Rule(LONG) for _ in range(20)))


@pytest.fixture(scope="module")
def shown():
    """An object of every public class, as long as it may be."""
    org = sg.Org(
        {"id": PEOPLE, "name": [LONG] * 40, "seniority_years": range(40)},
        {"id": ["T", "U", *LAYERS], "layer": ["team", "team", *LAYERS], "name": [LONG] * 32},
        {"member": [*PEOPLE, PEOPLE[0]], "unit": ["T"] * 20 + ["U"] * 20 + [LAYERS[0]]},
        assessments={
            "candidate": PEOPLE[:2],
            "unit": ["T"] * 2,
            "stage": ["peer"] * 2,
            "criterion": [LONG] * 2,
            "score": [9, 8],
        },
    )
    parts = {name: getattr(sg.Policy(), name) for name in ("mentors", "assessment", "mixes")}
    policy = sg.Policy.for_layers("team", LAYERS[:1]).replace(**parts)
    plan = sg.propose(org, policy, levers=["join"], name=LONG)
    moves = [sg.MoveMember(one, "T", "U") for one in PEOPLE[:20]]
    scenario = sg.Scenario(LONG, moves, on=DAY)

    placement = sg.Placement(org, policy)
    error = [Fault("fault.equal_rows", LONG, row=row) for row in range(9)]
    objects = [
        *(org, policy, plan, scenario, placement, RULE),
        sg.audit(org, policy),
        sg.compare(org, scenario, *[plan] * 2, policy=policy),
        scenario.undo(18).preview(org, policy),
        scenario.rebase(org),
        sg.brief(org, [plan], policy=policy),
        sg.survey({LONG: org}, policy),
        sg.Rules(pins=PEOPLE, together=[PEOPLE]),
        sg.pair_mentors(org, policy),
        sg.balance_groups(org, policy),
        sg.propose_leaders(org, policy),
        sg.rank_candidates(org, policy, unit="T"),
        sg.Planner(
            sg.Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": [], "unit": []})
        ),
        placement.may_lead(PEOPLE[0], "T"),
        *(scenario.undo(18).waves(org, policy), plan.alternatives(1, seconds=1), org.source),
        *(made(kind) for kind in CHANGES),
        *(sg.SanzuWarning("warning.other_base", name=LONG), sg.SchemaError("error.schema", error)),
        sg.InputError("error.rule", rule=LONG),
    ]
    return {type(one).__name__: one for one in objects}


CHANGES = [
    name
    for name in sg.__all__
    if inspect.isclass(getattr(sg, name)) and issubclass(getattr(sg, name), sg.Change)
    if name != "Change"
]


def made(kind):
    """A change of a kind, or a part of a policy, with every field as long as it may be."""
    values = {
        "str": LONG,
        "str | None": LONG,
        "bool": True,
        "Sequence[str]": PEOPLE,
        "Mapping[str, object]": dict.fromkeys(PEOPLE, LONG),
        "Mapping[str, str]": LABELS,
        "datetime.date": DAY,
        "datetime.date | None": DAY,
        "float": 2,
        "int": 2,
        "tuple[str, ...]": tuple(PEOPLE),
        "Rule": RULE,
        "Rule | None": RULE,
        "Limit": sg.Limit(2, LABELS),
        "Limit | None": sg.Limit(2, LABELS),
    }
    fields = {
        name: values[str(one.annotation)]
        for name, one in inspect.signature(getattr(sg, kind)).parameters.items()
        if str(one.annotation) in values and (name, kind) != ("kind", "ChangeManager")
        if name != "reports"
    }
    return getattr(sg, kind)(**fields)


PARTS = [
    *("Layer", "Leaders", "LeaderBounds", "Limit", "Mentors", "Requirement", "Routine"),
    *("Transfer", "Term", "Mix", "Weight", "Assessment", "Holiday", "Remedies", "Support"),
    *("Contacts", "Stage", "Tasks", "Reporting"),
]


@pytest.mark.parametrize("kind", PARTS)
def test_a_part_of_a_policy_is_short(kind):
    part = made(kind)
    assert 0 < len(repr(part)) < 500
    assert whole_text(part) != whole_text(getattr(sg, kind))


def test_every_object_is_short(shown):
    for name, one in shown.items():
        assert 0 < len(repr(one)) < 500, name
    classes = {name for name in sg.__all__ if inspect.isclass(getattr(sg, name))}
    errors = {name for name in classes if issubclass(getattr(sg, name), sg.SanzuError)}
    assert classes - errors - set(PARTS) - {"Change", "Plan", "RosterReading"} <= set(shown)


def test_a_reading_is_short(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("姓名,班组\n" + "\n".join(f"甲{n},一班" for n in range(50)), encoding="utf-8")
    assert len(repr(sg.read_roster(path, dry_run=True))) < 500


def test_a_short_text_says_what_is_not_as_by_default():
    assert repr(sg.Rule("grade", at_least=2)) == "Rule(column='grade', at_least=2)"
    assert (
        repr(sg.Scenario("one", [sg.LeaveUnit("A", "T")]))
        == "Scenario('one', [LeaveUnit('A', 'T')])"
    )


def test_whole_texts_tell_everything_apart():
    rules = [sg.Rule("grade", any_of=(LONG, last)) for last in "ab"]
    assert repr(rules[0]) == repr(rules[1])
    assert whole_text(rules[0]) != whole_text(rules[1])


TWO = sg.Org(
    {"id": ["A", "B"], "name": ["An", "Bo"]},
    {"id": ["T", "U", "P"], "layer": ["team", "team", "party"]},
    {"member": ["A", "B", "A"], "unit": ["T", "U", "P"], "role": ["leader", "member", "leader"]},
)
BO_MOVES = sg.Scenario("x", [sg.MoveMember("B", "U", "T")])


@pytest.mark.parametrize(("lang", "error"), [("en", "error"), ("zh", "错误")])
def test_an_audit_is_printed_as_a_short_table(lang: str, error: str) -> None:
    audit = sg.audit(TWO, sg.Policy.for_layers("team", ["party"]), lang=lang)
    lines = str(audit).splitlines()
    counts = audit.findings["check"].value_counts()
    rows = [line.split(None, 2) for line in lines if line.startswith("  ")]
    assert [int(row[1]) for row in rows] == [
        count for count in audit.summary()["findings"] if count
    ]
    assert sum(int(row[1]) for row in rows) == counts.sum()
    assert rows[0][0] == error
    assert lines[-1].endswith("sg.propose(org, policy=policy)")
    assert len(repr(audit)) < 500
    assert "\n" not in repr(audit)


def test_objects_speak_chinese_where_it_is_spoken() -> None:
    with speaking("zh"):
        assert repr(TWO) == "Org(2 名成员、2 层 3 个单元、3 条归属)"
        objects = [
            sg.compare(TWO, BO_MOVES),
            BO_MOVES.preview(TWO),
            BO_MOVES.waves(TWO),
            BO_MOVES.rebase(TWO),
        ]
    with speaking("en"):
        assert repr(TWO) == "Org(2 members, 3 units in 2 layers, 3 memberships)"
        for one in objects:  # each keeps its own language
            assert any("\u4e00" <= sign <= "\u9fff" for sign in repr(one)), one
    many = sg.Scenario("x", [sg.MoveMember("B", "U", "T")] * 40)
    with speaking("zh"):
        assert "40 项变动" in repr(many)
