"""Objects as text: an audit printed is a short table, and what stands for an object is Chinese where
Chinese is spoken.
"""

import pytest

import sanzu_graph as sg
from sanzu_graph.errors import speaking

ORG = sg.Org(
    {"id": ["A", "B"], "name": ["An", "Bo"]},
    {"id": ["T", "U", "P"], "layer": ["team", "team", "party"]},
    {"member": ["A", "B", "A"], "unit": ["T", "U", "P"], "role": ["leader", "member", "leader"]},
)
MOVE = sg.Scenario("x", [sg.MoveMember("B", "U", "T")])


@pytest.mark.parametrize(("lang", "error"), [("en", "error"), ("zh", "错误")])
def test_an_audit_is_printed_as_a_short_table(lang: str, error: str) -> None:
    audit = sg.audit(ORG, sg.Policy.for_layers("team", ["party"]), lang=lang)
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
        assert repr(ORG) == "Org(2 名成员、2 层 3 个单元、3 条归属)"
        objects = [sg.compare(ORG, MOVE), MOVE.preview(ORG), MOVE.waves(ORG), MOVE.rebase(ORG)]
    with speaking("en"):
        assert repr(ORG) == "Org(2 members, 3 units in 2 layers, 3 memberships)"
        for one in objects:  # each keeps its own language
            assert any("\u4e00" <= sign <= "\u9fff" for sign in repr(one)), one
    many = sg.Scenario("x", [sg.MoveMember("B", "U", "T")] * 40)
    with speaking("zh"):
        assert "40 项变动" in repr(many)
