"""A scenario is a value: made of changes, applied in one go, kept in a file that people can read."""

import datetime
import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import (
    AddRow,
    ChangeError,
    InputError,
    MoveMember,
    Org,
    SanzuWarning,
    Scenario,
    ScenarioError,
    change_from_dict,
)
from sanzu_graph.messages import LANGUAGES
from sanzu_graph.model.organisation import Org as OrgClass
from sanzu_graph.scenarios.making import rebuilt
from tests.changing import sequences
from tests.strategies import DAYS, organisations

MOVE, BACK = MoveMember("M03", "T1", "T2"), MoveMember("M03", "T2", "T1")


# -- a value


def test_then_undo_and_together() -> None:
    plan = Scenario("x").then(MOVE).then(BACK, MOVE)
    assert plan.changes == (MOVE, BACK, MOVE)
    assert list(plan) == [MOVE, BACK, MOVE]
    assert [len(plan), len(plan.undo()), len(plan.undo(3))] == [3, 2, 0]
    assert Scenario("x", [MOVE]) + Scenario("y", [BACK]) == Scenario("x", [MOVE, BACK])
    assert hash(Scenario("x", [MOVE])) == hash(Scenario("x", (MOVE,)))
    assert bool(Scenario("empty"))


def test_a_day_goes_with_the_changes_of_another() -> None:
    both = Scenario("x", [MOVE], on="2027-01-01") + Scenario("y", [BACK], on="2028年1月1日")
    assert both.on == datetime.date(2027, 1, 1)
    assert [change.on for change in both] == [None, datetime.date(2028, 1, 1)]


@pytest.mark.parametrize("steps", [-1, 2])
def test_more_than_all_cannot_be_undone(steps: int) -> None:
    with pytest.raises(InputError, match=f"{steps} steps cannot be undone: the scenario has 1"):
        Scenario("x", [MOVE]).undo(steps)


@pytest.mark.parametrize("changes", [5, ["x"], "xy", [Scenario("y")]])
def test_what_is_no_change_is_refused(changes: object) -> None:
    with pytest.raises(InputError, match="is no change"):
        Scenario("x", changes)  # type: ignore[arg-type]


def test_a_name_is_text_and_a_day_a_day() -> None:
    with pytest.raises(InputError, match="called by text"):
        Scenario([MOVE])  # type: ignore[arg-type]
    with pytest.raises(InputError, match="2027-13-01"):
        Scenario("x", on="2027-13-01")  # type: ignore[arg-type]


# -- applied


@given(st.data())
def test_all_in_one_go_equals_one_by_one(data: st.DataObject) -> None:
    org = data.draw(organisations())
    changes = data.draw(sequences(org, most=6))
    after = org
    for change in changes:
        after = change.apply(after)
    assert Scenario("x", changes).apply(org) == after
    assert org.edited(Scenario("x", changes).edit(org)) == after


def test_one_rebuild_for_any_number_of_changes(
    station: Org, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = []
    take = OrgClass._fill
    monkeypatch.setattr(
        OrgClass,
        "_fill",
        lambda self, *args, **kwargs: (built.append(1), take(self, *args, **kwargs))[1],
    )
    Scenario("x", [MOVE, BACK] * 20).then(MOVE).apply(station)
    assert len(built) == 1


def test_there_and_back_is_the_same_organisation(station: Org) -> None:
    assert Scenario("x", [MOVE, BACK]).apply(station) is station


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_error_names_the_step(station: Org, lang: str) -> None:
    with pytest.raises(ChangeError) as raised:
        Scenario("x", [MOVE, MOVE]).apply(station, lang=lang)
    told = {
        "en": [
            "Step 2",
            "Move M03 from T1 to T2",
            "陈三 (M03) is not in 运维一班 (T1)",
            "Name a unit",
        ],
        "zh": ["第 2 步", "将M03由T1调入T2", "陈三（M03）不在运维一班（T1）中", "请改为"],
    }
    assert all(part in str(raised.value) for part in told[lang])


def test_an_unsound_organisation_is_blamed_on_a_step(station: Org) -> None:
    """No change leaves one, as far as we know; a change of somebody's own might."""

    class Doubling(sg.Change):
        def make(self, draft: object) -> None:
            draft.add("members", {"id": "M01"})  # type: ignore[attr-defined]

        @property
        def phrase(self) -> str:
            return "add_member"

        def describe(self, lang: str | None = None, *, org: Org | None = None) -> str:  # noqa: ARG002
            return "double M01"

    sg.Change.known.pop("Doubling")
    changes = [MOVE, BACK, Doubling(), MOVE]
    with pytest.raises(
        ChangeError, match=r"After step 3 \(double M01\) the tables no longer fit together: .*M01"
    ):
        rebuilt(station, changes, Scenario("x", changes).draft(station))


def test_it_says_so_when_it_was_made_for_another_base(station: Org) -> None:
    plan = Scenario("x", [MOVE]).on_base(station)
    after = plan.apply(station)
    for lang, told in (("en", "was made for another state"), ("zh", "为组织的另一状态制定")):
        with pytest.warns(SanzuWarning, match=told) as warned:
            Scenario("x", [BACK], base=plan.base).apply(after, lang=lang)
        assert warned[0].filename == __file__
    with pytest.warns(SanzuWarning, match="another state") as warned, pytest.raises(ChangeError):
        plan.apply(after)
    with pytest.warns(SanzuWarning, match="another state") as warned:
        Scenario("x", [BACK], base=plan.base).preview(after)
    assert warned[0].filename == __file__


def test_the_day_is_the_changes_own_else_that_given_else_the_scenarios(station: Org) -> None:
    plan = Scenario("x", [MOVE, MoveMember("M04", "T1", "T2", on="2026-01-01")], on="2027-01-01")

    def began(org: Org) -> dict[str, str]:
        rows = org.memberships.dropna(subset=["since"])
        return dict(zip(rows["member"], rows["since"].dt.strftime("%Y"), strict=True))

    assert began(plan.apply(station)) == {"M03": "2027", "M04": "2026"}
    assert began(plan.apply(station, on="2028-01-01")) == {"M03": "2028", "M04": "2026"}


# -- the list to sign


def test_the_list_to_sign(guanxi: Org, two_groups: Scenario) -> None:
    plan = two_groups.then(sg.AppointLeader("M005", "T01", on="2027-01-01"))
    frame = plan.to_frame(guanxi, lang="zh")
    assert list(frame) == [
        "序号",
        "变更类型",
        "变更内容",
        "涉及人员",
        "涉及单元",
        "生效日期",
        "审批意见",
        "签字",
        "备注",
    ]
    assert frame.iloc[0].tolist() == [
        1,
        "调动",
        "将侯方正（M032）由柳湾配电一班（T05）调入柳湾配电二班（T06）；不再担任柳湾配电一班（T05）的副职（副班长）：侯方正（M032）",
        "侯方正（M032）",
        "柳湾配电一班（T05）、柳湾配电二班（T06）",
        "",
        "",
        "",
        "",
    ]
    assert "不再担任负责人：程志远（M001）" in frame["变更内容"].iloc[2]
    assert frame["生效日期"].tolist() == ["", "", "2027-01-01"]
    bare = plan.to_frame(lang="en")
    assert bare["people"].tolist() == ["M032", "M060", "M005"]
    assert list(Scenario("x").to_frame(lang="en")) == list(bare)


def test_the_list_tells_each_step_as_things_are_by_then(station: Org) -> None:
    plan = Scenario(
        "x",
        [
            sg.AppointLeader("M03", "T1"),
            sg.AppointLeader("M04", "T1"),
            sg.AddMember("M11", attributes={"name": "新"}),
        ],
    )
    frame = plan.to_frame(station, lang="en")
    assert "no longer leading: 陈三 (M03)" in frame["change"].iloc[1]
    assert frame["people"].iloc[2] == "新 (M11)"


@given(st.data())
def test_every_change_has_its_line(data: st.DataObject) -> None:
    org = data.draw(organisations())
    plan = Scenario(
        "<b>x</b>", data.draw(sequences(org)), on=data.draw(st.sampled_from([None, *DAYS]))
    )
    for lang in LANGUAGES:
        assert len(plan.to_frame(org, lang=lang)) == len(plan.to_frame(lang=lang)) == len(plan)
    assert "<b>" not in plan._repr_html_()
    assert "<script" not in plan._repr_html_()


# -- the file


@given(st.data())
def test_it_comes_back_from_json(data: st.DataObject) -> None:
    org = data.draw(organisations())
    plan = Scenario(
        data.draw(st.text(st.characters(exclude_categories=["Cs"]))),
        data.draw(sequences(org)),
        on=data.draw(st.sampled_from([None, *DAYS])),
    )
    plan = data.draw(st.sampled_from([plan, plan.on_base(org)]))
    told = plan.to_json()
    assert Scenario.from_json(told) == plan
    assert Scenario.from_json(told).to_json() == told
    assert told.endswith("}\n")
    assert json.loads(told)["version"] == 1
    assert told.count("\n") == len(plan) + (9 if len(plan) else 8)


def test_the_file_is_one_change_a_line_in_its_own_letters(
    guanxi: Org, tmp_path: Path, two_groups: Scenario
) -> None:
    two_groups.on_base(guanxi).write(tmp_path / "方案.json")
    lines = (tmp_path / "方案.json").read_text(encoding="utf-8").splitlines()
    assert lines[3] == '  "name": "两组调整",'
    assert lines[7:9] == [
        '    {"change": "MoveMember", "member": "M032", "source": "T05", "target": "T06"},',
        '    {"change": "MoveMember", "member": "M060", "source": "T09", "target": "T10"}',
    ]
    assert Scenario.read(tmp_path / "方案.json") == two_groups.on_base(guanxi)
    assert [file.name for file in tmp_path.iterdir()] == ["方案.json"]


def test_a_file_saved_by_an_editor_with_a_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(Scenario("x", [MOVE]).to_json(), encoding="utf-8-sig")
    assert Scenario.read(tmp_path / "x.json") == Scenario("x", [MOVE])


FAULTY = {
    "format": "sanzu_graph scenario",
    "version": 1,
    "name": 3,
    "on": "soon",
    "base": 5,
    "colour": "red",
    "changes": [
        {"change": "MoveMembr"},
        {"change": "MoveMember", "member": "M1"},
        {"change": "JoinUnit", "member": "M1", "unit": "T1", "rôle": "leader"},
        5,
        {"change": "JoinUnit", "member": ["M1"], "unit": "T1"},
        {"change": "JoinUnit", "member": "M1", "unit": "T1", "on": "2027-02-30"},
        {"change": "LeaveUnit", "member": "M1", "unit": "T1"},
    ],
}


def test_every_fault_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(json.dumps(FAULTY), encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        Scenario.read(tmp_path / "plan.json", lang="en")
    error = raised.value
    assert [(fault.row, fault.column) for fault in error.faults] == [
        (None, "colour"),
        (None, "name"),
        (None, "base"),
        (None, "on"),
        (1, ""),
        (2, ""),
        (3, ""),
        (4, ""),
        (5, "member"),
        (6, ""),
    ]
    told = str(error)
    for part in (
        "10 to mend",
        "plan.json, key name: 3",
        "plan.json, change 1: ",
        "“MoveMembr”",
        "lacks source, target",
        "rôle",
        "2027-02-30",
    ):
        assert part in told
    assert "第 5 项变更，键 member" in error.describe("zh")
    assert error.to_frame()["row"].dropna().tolist() == [1, 2, 3, 4, 5, 6]


def test_a_long_list_of_faults_is_cut() -> None:
    text = json.dumps(
        FAULTY | {"changes": [{}] * 60, "name": "x", "on": None, "base": None, "colour": None}
    )
    with pytest.raises(ScenarioError, match="and 41 more"):
        Scenario.from_json(text, lang="en")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{", "no valid JSON.*line 1 column 2"),
        (b"", "no valid JSON"),
        (b"[]", "no scenario"),
        (b'{"version": 1}', "no scenario"),
        (b'{"format": "sanzu_graph scenario", "version": 2}', "version 2 is unknown; known is 1"),
        (
            b'{"format": "sanzu_graph scenario", "version": 1, "name": "x"}',
            "null is no list of changes",
        ),
        (
            b'{"format": "sanzu_graph scenario", "version": 1, "name": "x", "name": "y", "changes": []}',
            "'name' × 2",
        ),
        (b'{"format": "sanzu_graph scenario", "version": NaN}', "NaN"),
        ("方案".encode("gb18030"), "not UTF-8"),
        (b"[" * 100_000, "no valid JSON"),
    ],
)
def test_what_is_no_scenario_is_said_to_be_none(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(ScenarioError, match=f"(?s){told}"):
        Scenario.read(tmp_path / "x.json", lang="en")
    with pytest.raises(ScenarioError, match="无法读取"):
        Scenario.read(tmp_path / "x.json", lang="zh")


def test_no_file_and_no_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        Scenario.read(tmp_path / "x.json", lang="en")
    with pytest.raises(InputError, match="is a folder"):
        Scenario.read(tmp_path)
    with pytest.raises(InputError, match="是文件夹"):
        Scenario.read(tmp_path, lang="zh")
    with pytest.raises(InputError, match="is a folder"):
        sg.Policy.read(tmp_path, lang="en")
    with pytest.raises(InputError, match="no file or folder"):
        Scenario("x").write(tmp_path / "no" / "x.json")


def test_a_row_with_everything_comes_back() -> None:
    change = AddRow(
        "members",
        {
            "id": "007",
            "name": None,
            "a": 1,
            "b": 2.5,
            "c": True,
            "d": "0.10",
            "since": datetime.date(2026, 1, 1),
        },
    )
    assert Scenario.from_json(Scenario("x", [change]).to_json()).changes == (change,)
    assert change_from_dict(change.to_dict()) == change


def test_shown_in_a_notebook(guanxi: Org, two_groups: Scenario) -> None:
    html = two_groups._repr_html_()
    assert "两组调整" in html
    assert "Move M032 from T05 to T06" in html
    assert "more" in Scenario("x", [MOVE, BACK] * 40)._repr_html_()
    assert "2027-01-01" in Scenario("x", [MOVE], on="2027-01-01")._repr_html_()
    assert isinstance(two_groups.to_frame(guanxi), pd.DataFrame)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_name_of_a_file_is_not_its_text(lang: str) -> None:
    with pytest.raises(ScenarioError, match=r"Scenario.read\('best.json'\)"):
        Scenario.from_json("best.json", lang=lang)
