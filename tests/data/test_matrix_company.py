"""The invented matrix company: every figure that its README tells, and faults planted one by one."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph import Limit, Org, Policy, Reporting

MATRIX = Path(__file__).parents[2] / "data" / "matrix"
LIMITS = Reporting(
    least_reports=Limit(2),
    most_reports=Limit(30),
    most_above=Limit(4),
    most_single=Limit(1),
    inside="department",
)
POLICY = Policy.for_layers("department", ["project"]).replace(reporting=LIMITS)


@pytest.fixture(scope="module")
def matrix() -> Org:
    return sg.read_tables(MATRIX)


def with_line(org: Org, source: str, target: str, kind: str = "reports_to") -> Org:
    row = pd.DataFrame({"source": [source], "target": [target], "kind": [kind]})
    return org.replace(relations=pd.concat([org.relations, row], ignore_index=True))


def without_line(org: Org, source: str) -> Org:
    line = (org.relations["source"] == source) & (org.relations["kind"] == "reports_to")
    return org.replace(relations=org.relations[~line])


def found(org: Org, family: str = "reporting", **asked: object) -> list[tuple[str, str]]:
    findings = sg.audit(org, POLICY, select=family, **asked).findings
    return list(findings[["check", "entity_id"]].itertuples(index=False, name=None))


def test_it_is_written_by_its_script_byte_for_byte(tmp_path: Path) -> None:
    script = MATRIX.parent / "make_matrix.py"
    subprocess.run([sys.executable, script, tmp_path / "again"], check=True, capture_output=True)
    files = sorted(path.name for path in MATRIX.iterdir())
    assert sorted(path.name for path in (tmp_path / "again").iterdir()) == files
    for name in files:
        assert (tmp_path / "again" / name).read_bytes() == (MATRIX / name).read_bytes()


def test_the_figures_of_its_readme(matrix: Org) -> None:
    assert len(matrix.members) == 150
    assert (matrix.relations["kind"] == "reports_to").sum() == 149
    sizes = sg.unit_sizes(matrix, "project").set_index("unit")["headcount"]
    assert sizes.to_dict() == {"PR1": 8, "PR2": 12, "PR3": 14, "PR4": 9, "PR5": 12, "PR6": 14}
    spans = sg.span_of_control(matrix).set_index("member")
    direct = spans.loc[["E001", "E002", "E003", "E004", "E005"], "direct_reports"]
    assert direct.tolist() == [4, 4, 3, 3, 2]
    assert spans.loc["E001", "all_reports"] == 149
    assert sg.management_levels(matrix)["members"].sum() == 150
    assert len(sg.management_levels(matrix)) == 5
    blank = sg.blank_teams(matrix, layer="project", base="department")["entity_id"].tolist()
    assert blank == ["D33", "D42"]
    projects = sg.leadership_load(matrix).set_index("member")["units_project"]
    assert projects[projects > 1].to_dict() == {"E025": 2}
    assert set(matrix.memberships.query("member == 'E025' and role == 'leader'")["unit"]) >= {
        "PR1",
        "PR3",
    }


def test_it_is_sound_in_its_lines(matrix: Org) -> None:
    assert [slug for slug, _ in found(matrix) if slug != "manager_span"] == []


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (lambda org: with_line(without_line(org, "E002"), "E002", "E006"), "reporting_circle"),
        (lambda org: with_line(org, "E050", "E050"), "self_report"),
        (lambda org: with_line(org, "E050", "E004"), "several_manager"),
        (lambda org: without_line(org, "E004"), "several_root"),
        (lambda org: without_line(org, "E150"), "unmanaged_member"),
        (
            lambda org: with_line(
                org, "E060", sg.reporting_chain(org)["manager"][59], "dotted_line"
            ),
            "doubled_line",
        ),
        (lambda org: with_line(without_line(org, "E150"), "E150", "E004"), "outside_manager"),
        (lambda org: with_line(without_line(org, "E150"), "E150", "E149"), "deep_chain"),
    ],
    ids=["circle", "self", "second manager", "second root", "nobody", "dotted", "outside", "deep"],
)
def test_a_planted_fault_is_found(matrix: Org, broken: object, expected: str) -> None:
    before, after = set(found(matrix)), found(broken(matrix))  # type: ignore[operator]
    new = [slug for slug, one in after if (slug, one) not in before]
    assert new.count(expected) == 1


def test_a_manager_who_left_is_found(matrix: Org) -> None:
    members = matrix.members.assign(until=None)
    members.loc[members["id"] == "E006", "until"] = "2026-06-01"
    left = matrix.replace(members=members)
    gone = [one for slug, one in found(left, on="2026-11-29") if slug == "absent_manager"]
    reports = matrix.relations.query("target == 'E006'")["source"].tolist()
    assert gone == reports
    assert not [slug for slug, _ in found(left, on="2026-05-31") if slug == "absent_manager"]


def test_without_lines_nothing_is_asked(matrix: Org) -> None:
    audit = sg.audit(matrix.replace(relations=None), POLICY, lang="en")
    assert not audit.asked["check"].isin([slug for slug, _ in found(matrix)]).any()
    told = audit.skipped[audit.skipped["reason"].str.contains("reports_to")]
    assert len(told) == 1
