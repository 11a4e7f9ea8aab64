"""The audit asks what the policy demands, says what it could not ask, and tells what changed."""

import datetime
import subprocess
import sys
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import AbsentError, InputError, Limit, Org, Policy, Requirement
from sanzu_graph.audits.html import headline, next_steps
from sanzu_graph.checks.found import COLUMNS, FAMILIES
from sanzu_graph.checks.registry import all_checks
from tests.breaking import added, edited, without
from tests.searching import examples
from tests.strategies import organisations

UNDATED = organisations(dated=False)
#: What the shipped policy asks, counted by hand: three layers, and the party's demands of its own.
SHIPPED_QUESTIONS = Counter(
    {
        ("rejected_row", ""): 1,
        ("case_twin", ""): 1,
        ("disordered_date", ""): 1,
        ("misnamed_column", ""): 1,
        ("overlapping_row", ""): 1,
        **{
            (check, layer): 1
            for check in (
                "empty_unit",
                "one_person_unit",
                "missing_line",
                "split_member",
                "vacant_leader",
                "double_leader",
            )
            for layer in ("team", "party", "union")
        },
        **{("size_outlier", layer): 2 for layer in ("team", "party", "union")},
        **{
            (check, layer): 1
            for check in ("scattered_group", "blank_team", "single_point")
            for layer in ("party", "union")
        },
        ("mixed_work", "party"): 1,
        ("coverage_gap", ""): 2,
        ("ineligible_member", "party"): 1,
        ("ineligible_leader", "party"): 1,
        ("unaligned_leader", "party"): 1,
        ("overextended_leader", ""): 1,
        ("crossed_line", ""): 1,
        **{
            (check, ""): 1
            for check in (
                "overloaded_mentor",
                "idle_mentor",
                "unmentored_member",
                "mutual_mentor",
                "self_mentor",
                "crossed_mentor",
            )
        },
        ("unqualified_mentor", ""): 2,
        ("misdated_record", ""): 1,
        **{("contactless_member", layer): 1 for layer in ("team", "party", "union")},
        **{
            (check, ""): 1
            for check in (
                "unheld_power",
                "stray_power",
                "unsupported_team",
                "overloaded_supporter",
                "overloaded_contact",
            )
        },
    }
)
#: What it asks of the records of the year, which the sound station does not keep.
OF_THE_YEAR = Counter(
    {
        **dict.fromkeys(("missed_routine", "unreached_member", "stale_log", "ownerless_remedy"), 1),
        "late_routine": 3,
        "overdue_remedy": 2,
        **dict.fromkeys(
            (
                "unconsulted_task",
                "unassured_task",
                "skipped_stage",
                "disordered_stage",
                "solo_task",
                "overjoint_task",
            ),
            1,
        ),
    }
)


@pytest.fixture
def someday(monkeypatch: pytest.MonkeyPatch) -> datetime.date:
    """It is always the same day."""
    monkeypatch.setenv("SANZU_TODAY", "2026-01-03")
    return datetime.date(2026, 1, 3)


@pytest.fixture
def broken(station: Org) -> Org:
    """Five things wrong, of several families and severities."""
    org = without(
        station, "memberships", member="M05", unit="T1"
    )  # a missing line, and a team too small for nothing
    org = without(org, "relations", target="M10")  # an unmentored newcomer, an idle mentor
    org = edited(org, "memberships", {"member": "M01", "unit": "T1"}, role="member")  # a vacancy
    return added(
        org, "units", {"id": "T3", "layer": "team", "name": "<b>{0}</b>"}
    )  # an empty and blank team


def told(frame: pd.DataFrame) -> Counter[tuple]:
    return Counter(frame[list(COLUMNS)].itertuples(index=False, name=None))


# -- what is asked


def test_the_shipped_policy_asks_these_questions(station: Org) -> None:
    found = sg.audit(station)
    assert (
        Counter(found.asked[["check", "layer"]].itertuples(index=False, name=None))
        == SHIPPED_QUESTIONS
    )
    assert Counter(found.skipped["check"]) == OF_THE_YEAR
    assert found.skipped["reason"].str.contains("keeps no tables").all()
    assert found.findings.empty
    assert found.is_sound


@examples(10)
@given(org=UNDATED)
def test_the_audit_is_the_direct_calls_together(org: Org) -> None:
    policy, expected, skipped = Policy(), Counter(), 0
    for made in all_checks().values():
        for call in made.calls(policy):
            try:
                expected += told(made.function(org, **call.arguments, lang="en"))
            except AbsentError:
                skipped += 1
    found = sg.audit(org, policy, lang="en")
    assert told(found.findings) == expected
    assert len(found.skipped) == skipped
    assert found.asked["findings"].sum() == len(found.findings)
    assert list(found.findings)[:11] == [*COLUMNS, "source", "status"]
    grave = found.findings["severity"].map({"error": 0, "warning": 1, "info": 2})
    assert grave.is_monotonic_increasing


def test_an_audit_makes_labels_of_those_at_fault_alone() -> None:
    """The ids of all members as texts cost more memory than anything else in a first audit."""
    org = sg.synthetic(members=300, seed=2)
    lazy = sg.Org.from_tables(org.tables())
    findings = sg.audit(lazy).findings
    if not isinstance(lazy.encoding.member_ids, np.ndarray):
        assert "members" not in vars(lazy.encoding)
    assert lazy.encoding.members.tolist() == org.members["id"].tolist()
    some = np.array([3, 0, 3, 299], dtype=np.intp)
    for encoding in (sg.Org.from_tables(org.tables()).encoding, lazy.encoding):
        assert encoding.labels_of(some).tolist() == lazy.encoding.members[some].tolist()
    pd.testing.assert_frame_equal(sg.audit(lazy).findings, findings)


def test_a_plain_policy_asks_little(congress: Org) -> None:
    found = sg.audit(congress, Policy.for_layers("state", ["committee"]), lang="en")
    assert set(found.asked["check"]) == {
        "rejected_row",
        "case_twin",
        "disordered_date",
        "misnamed_column",
        "overlapping_row",
        "misdated_record",
        "empty_unit",
        "one_person_unit",
        "blank_team",
        "single_point",
        "split_member",
        "vacant_leader",
        "crossed_line",
    }
    assert found.policy.layer("committee").least_leaders == 1
    assert found.skipped[["check", "layer"]].to_numpy().tolist() == [
        ["vacant_leader", "state"],
        ["split_member", "committee"],
    ]


def test_a_finding_cites_its_limit(station: Org) -> None:
    org = station
    for member in ("M02", "M06", "M07"):
        org = without(org, "memberships", member=member, unit="P1")
    findings = sg.audit(
        org, lang="en", select=["blank_teams", "size_outliers", "single_points"]
    ).findings.set_index("check")
    assert findings.loc["blank_team", "status"] == "rule"
    assert "no blank team" in findings.loc["blank_team", "source"]
    assert "3 members" in findings.loc["size_outlier", "source"]
    assert (findings.loc["single_point", ["source", "status"]] == "").all(axis=None)


# -- what is not asked, and why


def test_what_cannot_be_asked_is_told_with_the_reason(station: Org) -> None:
    org = station.replace(members=station.members.drop(columns=["seniority_years", "work_type"]))
    found = sg.audit(org, Policy().with_layer("party", eligible=None, leader=None), lang="zh")
    reasons = found.skipped[~found.skipped["check"].isin(OF_THE_YEAR)].set_index("check")["reason"]
    assert set(reasons.index) == {
        "mixed_work",
        "coverage_gap",
        "idle_mentor",
        "unmentored_member",
        "unqualified_mentor",
    }
    assert "work_type" in reasons["mixed_work"]
    assert reasons.str.contains("表 members 没有列").all()


def test_an_absent_layer_is_skipped_for_every_question_about_it(station: Org) -> None:
    units = station.units[station.units["layer"] != "union"]
    org = station.replace(
        units=units, memberships=station.memberships[station.memberships["unit"].isin(units["id"])]
    )
    skipped = sg.audit(org, lang="en").skipped
    skipped = skipped[~skipped["check"].isin(OF_THE_YEAR)]
    assert set(skipped["layer"]) == {"union"}
    assert skipped["reason"].str.contains("no layer “union”").all()
    assert len(skipped) == sum(
        count for (_, layer), count in SHIPPED_QUESTIONS.items() if layer == "union"
    )


# -- choosing


@pytest.mark.parametrize(
    ("names", "checks"),
    [
        (["blank_team"], {"blank_team"}),
        (["blank_teams"], {"blank_team"}),
        (
            ["data"],
            {
                "rejected_row",
                "misnamed_column",
                "case_twin",
                "disordered_date",
                "overlapping_row",
                "misdated_record",
            },
        ),
    ],
)
def test_checks_are_chosen_by_slug_name_or_family(
    station: Org, names: list[str], checks: set[str]
) -> None:
    assert set(sg.audit(station, select=names).asked["check"]) == checks
    asked = {check for check, _ in SHIPPED_QUESTIONS}
    assert set(sg.audit(station, ignore=names).asked["check"]) == asked - checks
    assert sg.audit(station, select=names, ignore=names).asked.empty


def test_a_family_less_one_check(station: Org) -> None:
    assert set(
        sg.audit(station, select=["lines", "crossed_line"], ignore=["missing_lines"]).asked["check"]
    ) == {
        "split_member",
        "ineligible_member",
        "crossed_line",
    }


@pytest.mark.parametrize("choice", [{"select": ["blank"]}, {"ignore": ["everything"]}])
def test_an_unknown_check_is_refused(station: Org, choice: dict) -> None:
    with pytest.raises(AbsentError, match="sanzu checks"):
        sg.audit(station, **choice)


@examples(10)
@given(org=UNDATED, data=st.data())
def test_only_is_a_part_of_the_whole(org: Org, data: st.DataObject) -> None:
    known = [*org.members["id"], *org.units["id"]]
    ids = data.draw(st.lists(st.sampled_from(known), unique=True)) if known else []
    whole = sg.audit(org, lang="en").findings
    assert told(sg.audit(org, lang="en", only=ids).findings) == told(
        whole[whole["entity_id"].isin(ids)]
    )


def test_only_unknown_ids_are_refused(station: Org) -> None:
    with pytest.raises(AbsentError, match="M99"):
        sg.audit(station, only=["M01", "M99"])


# -- when


def test_on_is_today_where_there_are_dates(station: Org, someday: datetime.date) -> None:
    org = edited(
        station.replace(members=station.members.assign(until=None)),
        "members",
        {"id": "M06"},
        until="2026-01-03",
    )
    found = sg.audit(org)
    assert found.on == someday
    assert found.findings.query("check == 'vacant_leader'")["entity_id"].tolist() == ["T2"]
    assert "2026-01-03" in found._repr_html_()
    assert sg.audit(org, on="2026-01-02").findings.empty
    assert sg.audit(org, on=datetime.date(2026, 1, 2)).on == datetime.date(2026, 1, 2)


def test_on_is_nothing_where_there_are_none(station: Org) -> None:
    assert sg.audit(station).on is None
    assert sg.audit(station, on="2026年1月2日").on == datetime.date(2026, 1, 2)
    with pytest.raises(InputError):
        sg.audit(station, on="soon")


def test_rows_that_end_before_they_begin_are_told_though_never_in_force(station: Org) -> None:
    org = station.replace(
        memberships=station.memberships.assign(since="2026-03-01", until="2026-02-01").iloc[:1]
    )
    for on in (None, "2026-02-15"):
        assert sg.audit(org, on=on, select=["data"]).findings["check"].tolist() == [
            "disordered_date"
        ]


def test_rejected_rows_are_told_whatever_the_day() -> None:
    org = Org(
        {"id": ["A", "A"], "until": ["2026-01-01"] * 2},
        {"id": ["T"], "layer": ["team"]},
        {"member": [], "unit": []},
        strict=False,
    )
    assert sg.audit(org, on="2027-01-01", select=["data"]).findings["entity_id"].tolist() == [
        "members:1"
    ]


# -- what changed


def test_since_tells_new_gone_and_still_there(station: Org, broken: Org) -> None:
    mended = added(broken, "memberships", {"member": "M05", "unit": "T1", "role": "member"})
    worse = edited(mended, "memberships", {"member": "M09", "unit": "T2"}, role="leader")
    before, after = sg.audit(broken), sg.audit(worse)
    change = after.since(before)
    assert list(change)[:2] == ["change", "check"]
    told_changes = {
        name: set(part[["check", "entity_id"]].itertuples(index=False, name=None))
        for name, part in change.groupby("change")
    }
    assert told_changes["new"] == {("double_leader", "T2"), ("crossed_line", "M08")}
    assert told_changes["gone"] == {("missing_line", "M05")}
    assert ("blank_team", "T3") in told_changes["still there"]
    assert len(change) == len(after.findings) + 1
    assert set(before.since(before)["change"]) == {"still there"}
    assert set(sg.audit(station).since(before)["change"]) == {"gone"}
    assert sg.audit(station).since(sg.audit(station)).empty


def test_numbers_and_words_do_not_make_a_finding_new(broken: Org) -> None:
    fewer = without(broken, "memberships", member="M04", unit="T1")
    change = sg.audit(fewer, lang="zh").since(sg.audit(broken, lang="en"))
    vacancy = change.set_index(["check", "entity_id"]).loc[("vacant_leader", "T1")]
    assert (vacancy["change"], vacancy["headcount"]) == ("still there", 3)
    assert "3" in vacancy["message"]


def test_key_columns_tell_two_findings_about_one_entity_apart(station: Org) -> None:
    def asked(*names: str) -> sg.Audit:
        requirements = tuple(
            Requirement(name, Limit(1), per="party", role="nobody") for name in names
        )
        return sg.audit(station, Policy(requirements=requirements), select=["coverage_gaps"])

    change = asked("b", "c").since(asked("a", "b"))
    assert dict(zip(change["requirement"], change["change"], strict=True)) == {
        "b": "still there",
        "c": "new",
        "a": "gone",
    }


def test_identity_does_not_hang_on_what_else_was_found(station: Org) -> None:
    wrong = station.replace(duties=station.duties.assign(since="2026-03-01", until="2026-02-01"))
    twice = Org.from_tables(
        {**wrong.tables(), "units": pd.concat([wrong.units, wrong.units.iloc[:1]])}, strict=False
    )
    change = sg.audit(twice, on="2026-01-01", select="data").since(
        sg.audit(wrong, on="2026-01-01", select="data")
    )
    assert change.groupby("check")["change"].unique().map(list).to_dict() == {
        "disordered_date": ["still there"],
        "rejected_row": ["new"],
    }


# -- what is told


def test_summary_counts_every_check_asked(broken: Org) -> None:
    found = sg.audit(broken, lang="en")
    summary = found.summary()
    assert list(summary) == ["check", "title", "family", "severity", "findings"]
    counted = found.findings["check"].value_counts().to_dict()
    assert {row.check: row.findings for row in summary.itertuples() if row.findings} == counted
    assert set(summary["check"]) == {check for check, _ in SHIPPED_QUESTIONS}
    assert summary["severity"].map({"error": 0, "warning": 1, "info": 2}).is_monotonic_increasing
    assert not found.is_sound


@examples(10)
@given(org=UNDATED)
def test_metrics_are_the_measures(org: Org) -> None:
    policy = Policy()
    found = sg.audit(org, policy, select=["data"]).metrics.set_index(["metric", "layer"])["value"]
    expected = {
        ("members", ""): len(org.members),
        ("units", ""): len(org.units),
        ("leaders", ""): len(sg.leadership_load(org)),
    }
    for layer in (layer for layer in policy.layers if layer.name in org.layers):
        sizes, lines = (
            sg.unit_sizes(org, layer.name),
            org.memberships[
                org.memberships["unit"].isin(org.units["id"][org.units["layer"] == layer.name])
            ],
        )
        led = sizes["unit"][sizes["headcount"] > 0].isin(lines["unit"][lines["role"] == "leader"])
        expected |= {
            ("units", layer.name): len(sizes),
            ("members", layer.name): lines["member"].nunique(),
            ("mean_headcount", layer.name): sizes["headcount"].mean(),
            ("led_share", layer.name): led.mean(),
            ("mean_span", layer.name): sg.span_of_control(org, layer.name)["direct_reports"].mean(),
        }
        if layer.name != policy.base and policy.base in org.layers:
            covered, interlock = (
                sg.coverage(org, layer.name).iloc[0],
                sg.integration(org, layer.name).iloc[0],
            )
            expected |= {
                ("covered_units", layer.name): covered["covered"],
                ("covered_share", layer.name): covered["share"],
            }
            expected |= {
                (name, layer.name): interlock[name]
                for name in ("leads_both_share", "concentration", "reach")
            }
    assert found.index.is_unique
    # What else there is (`results`) has tests of its own.
    assert {key: found[key] for key in expected} == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("lang", "policy_lang", "machine", "expected"),
    [
        ("zh", "en", "en_US.UTF-8", "zh"),
        (None, "zh", "en_US.UTF-8", "zh"),
        (None, None, "zh_CN.UTF-8", "zh"),
        (None, None, "de_DE.UTF-8", "en"),
        ("en-GB", "zh", "zh_CN", "en"),
    ],
)
def test_the_language_is_the_callers_the_policys_or_the_machines(
    broken: Org,
    monkeypatch: pytest.MonkeyPatch,
    lang: str | None,
    policy_lang: str | None,
    machine: str,
    expected: str,
) -> None:
    monkeypatch.setenv("LANG", machine)
    found = sg.audit(broken, Policy(lang=policy_lang), lang=lang)
    assert found.lang == expected
    chinese = found.findings["message"].str.contains("没有成员")
    assert chinese.any() == (expected == "zh")


def test_labels_are_the_policys(broken: Org) -> None:
    policy = Policy().with_layer("party", labels={"en": "guild of X"})
    messages = sg.audit(broken, policy, lang="en", select=["blank_teams"]).findings["message"]
    assert messages.str.contains("guild of X").any()


def test_html_escapes_and_shows_what_was_not_asked(broken: Org) -> None:
    org = broken.replace(members=broken.members.drop(columns="work_type"))
    shown = sg.audit(org, lang="en")._repr_html_()
    assert "<b>{0}" not in shown
    assert "&lt;b&gt;{0}&lt;/b&gt;" in shown
    assert "work_type" in shown
    assert "Not asked" in shown


def test_html_of_an_empty_audit(station: Org) -> None:
    shown = sg.audit(
        station, Policy(routines=(), remedies=None, tasks=None), lang="en"
    )._repr_html_()
    assert "10 members in 7 units" in shown
    assert "Asked and sound" in shown
    assert "Not asked" not in shown


def test_progress_is_told_before_every_question(station: Org) -> None:
    steps: list[tuple[int, int, str]] = []
    sg.audit(station, lang="zh", progress=lambda *step: steps.append(step))
    total = SHIPPED_QUESTIONS.total() + OF_THE_YEAR.total()
    assert [step[:2] for step in steps] == [(number, total) for number in range(total)]
    assert "没有成员的单元" in {title for *_, title in steps}


def test_nothing_given_is_changed(broken: Org) -> None:
    before = broken.fingerprint
    sg.audit(broken)
    assert Org.from_tables(broken.tables()).fingerprint == before


def test_the_catalogue_does_not_hang_on_what_was_imported_first() -> None:
    code = (
        "import {first}; from sanzu_graph.checks.registry import all_checks; print(*all_checks())"
    )
    firsts = (
        "sanzu_graph.year.record_checks",
        "sanzu_graph.checks.belonging",
        "sanzu_graph.year.contact_checks",
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code.format(first=name)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for name in firsts
    }
    assert len(told) == 1


def test_catalogue_order() -> None:
    families = [made.family for made in all_checks().values()]
    assert families == sorted(families, key=FAMILIES.index)


@pytest.mark.parametrize(
    "asked",
    [
        lambda org: sg.blank_teams(org, "choir", lang="zh"),
        lambda org: sg.audit(org, on="x", lang="zh"),
        lambda org: sg.audit(org, only=3, lang="zh"),
        lambda org: sg.audit(org, only={"person": ["M01"]}, lang="zh"),
        lambda org: sg.audit(org, lang="zh").since(5),
        lambda org: sg.unbalanced_mentors(org.replace(members=org.members[["id"]]), lang="zh"),
        lambda org: sg.plot_overlap(org, layer="choir", lang="zh"),
    ],
)
def test_errors_speak_the_language_of_the_call(asked, station, monkeypatch):
    monkeypatch.setenv("SANZU_LANG", "en")
    with pytest.raises(sg.SanzuError, match=r"[一-鿿]"):
        asked(station)


def test_one_name_may_stand_alone(station):
    assert set(sg.audit(station, select="coverage", ignore="blank_team").summary()["check"]) == {
        "coverage_gap",
        "single_point",
    }


def test_a_change_without_a_day_takes_effect_where_tables_have_dates():
    """On the day audited; tables without dates are edited in place, as `apply` does."""
    members = {"id": ["A", "B"], "until": [None, "2030-01-01"]}
    org = Org(members, {"id": ["T"], "layer": ["team"]}, {"member": ["A", "B"], "unit": ["T", "T"]})
    policy = Policy.for_layers("team").with_layer("team", led=True)
    before = sg.audit(org, policy, on="2026-03-01")
    after = before.after(sg.AppointLeader("A", "T"))
    assert after.org.memberships.columns.isin(["since", "until"]).sum() == 0
    assert after.since(before)["change"].tolist() == ["gone"]
    left = before.after(sg.RemoveMember("B"))
    assert left.org.members["id"].tolist() == ["A"]


# -- soundness


def test_what_could_not_be_asked_is_not_sound() -> None:
    """No layer of the policy is there: no error, and yet nobody knows."""
    org = Org({"id": ["A"]}, {"id": ["B1"], "layer": ["branch"]}, {"member": ["A"], "unit": ["B1"]})
    found = sg.audit(org, lang="en")
    assert not (found.findings["severity"] == "error").any()
    assert found.is_sound is None
    assert set(found.unreached_layers) == {layer.name for layer in found.policy.groups}
    assert headline(found).startswith("Not known to be sound")


def test_errors_come_before_what_could_not_be_asked() -> None:
    teams = {"id": ["T1", "P1"], "layer": ["team", "party"]}
    org = Org({"id": ["A", "B"]}, teams, {"member": ["A"], "unit": ["T1"]})
    policy = Policy.for_layers("team", ["party"])
    found = sg.audit(org, policy)
    assert found.is_sound is False
    assert found.unreached_layers == ()


def test_a_layer_that_is_not_asked_for_does_not_count(congress: Org) -> None:
    found = sg.audit(congress, Policy.for_layers("state", ["committee"]), select="empty_unit")
    assert found.is_sound is True


def test_tables_that_nobody_keeps_are_one_line() -> None:
    org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    skipped = sg.audit(org, lang="en").skipped
    lines = [reason for reason in skipped["reason"].unique() if "activities" in reason]
    (line,) = lines
    assert line.startswith("The organisation keeps no tables activities, remedies, duties, tasks.")
    assert (skipped["reason"] == line).sum() > 1
    # a duty that nobody holds, where duties are kept, is a reason of its own
    kept = org.replace(duties={"member": ["A"], "unit": ["T"], "duty": ["watch"]})
    reasons = sg.audit(kept, lang="en").skipped["reason"]
    assert reasons.str.contains("no tables activities, remedies, tasks").any()
    assert reasons.str.contains("duties support").any()


def test_a_base_that_is_not_there_is_never_sound(station: Org) -> None:
    """One letter away, and nothing to reach: nothing was asked, and the first line says so."""
    found = sg.audit(station, Policy.for_layers("tema"), select="structure", lang="en")
    assert found.is_sound is None
    assert "no layer “tema”" in headline(found)
    assert sg.audit(station, Policy.for_layers("team"), select="structure").is_sound
    nothing = Org({"id": []}, {"id": [], "layer": []}, {"member": [], "unit": []})
    assert sg.audit(nothing, Policy.for_layers("tema")).is_sound


@pytest.mark.parametrize("policy", [Policy(), Policy.for_layers("team", ["project"])])
def test_the_next_step_is_one_that_can_be_typed(policy: Policy) -> None:
    """It names the policy where that is not the shipped one: else it would repair what nobody asked."""
    units = {"id": ["T", "P", "Q"], "layer": ["team", "party", "project"]}
    org = Org({"id": ["A"]}, units, {"member": ["A"], "unit": ["T"], "role": ["leader"]})
    found = sg.audit(org, policy, lang="en")
    [(_, call)] = [step for step in next_steps(found) if "propose(" in step[1]]
    assert ("policy" in call) is (policy != Policy())
    plan = eval(call, {"sg": sg, "org": org, "policy": policy})  # noqa: S307 - our own words
    assert (plan.before["unmet"] == 1) is (policy != Policy())
