"""Fixtures for every test: one sound organisation, a public one, and how Hypothesis searches."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, settings

from sanzu_graph import Org
from tests import clock
from tests.dated import Dated
from tests.searching import FEW, KEPT, SEED, USUAL, keep

# jsonschema builds grammars of addresses with it, for a second in each process; no schema asks for one.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

CONGRESS = Path(__file__).parents[2] / "shared" / "data" / "congress"

#: Where the tests are that take tens of seconds each.
LONG = ("tests/test_notebooks.py", "tests/test_readme.py", "tests/optimize/")

settings.register_profile(
    "suite",
    settings.get_profile("default"),  # CI's own would repeat the same examples for ever
    deadline=None,
    max_examples=FEW,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile(
    "quick", settings.get_profile("suite"), phases=(Phase.explicit, Phase.generate)
)  # a failure at once, not yet shrunk
# On another day it is the day that is new, not where is searched.
settings.register_profile("glance", settings.get_profile("suite"), max_examples=4)
settings.register_profile("thorough", settings.get_profile("suite"), max_examples=10 * USUAL)
settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--dated``."""
    parser.addoption(
        "--dated",
        action="store_true",
        help="only tests that asked for today when they ran last, or let others ask",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Where there is a seed, Hypothesis searches from it."""
    config.pluginmanager.register(Dated(config), "dated")
    if SEED and config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = SEED


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, so that no worker waits for it at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_report_header() -> str:
    """How this run can be repeated."""
    return f"to repeat: SANZU_TODAY={clock.today()}" + (f" SANZU_SEED={SEED}" if SEED else "")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The same again, where something failed; and where the examples are that did."""
    failed = terminalreporter.stats.get("failed", [])
    if failed:
        terminalreporter.write_line(pytest_report_header())
    kept = [keep(one.nodeid, one.longreprtext, pytest_report_header()) for one in failed]
    if any(kept):
        terminalreporter.write_line(f"examples that failed are kept in {KEPT}")


@pytest.fixture(autouse=True, scope="session")
def _english() -> Iterator[None]:
    """Whatever the machine speaks, the tests hear English unless they ask otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("SANZU_LANG", "LC_ALL", "LC_MESSAGES"):
            patch.delenv(name, raising=False)
        patch.setenv("LANG", "en_US.UTF-8")
        yield


@pytest.fixture(autouse=True, scope="session")
def _today() -> Iterator[None]:
    """The day on which the tests begin is today until they end, also where midnight is between."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SANZU_TODAY", clock.today().isoformat())
        yield


@pytest.fixture(scope="session")
def station() -> Org:
    """A station with nothing to find under the shipped policy, not even a note; tests break one
    thing each.

    Two teams of five; one party group across both, led by T1's leader; two union groups across
    both, led by people who lead nobody that leads them; two newcomers with mentors.
    """
    party = ("M01", "M02", "M06", "M07")
    members = [f"M{number:02}" for number in range(1, 11)]
    memberships = [
        (
            member,
            "T1" if member <= "M05" else "T2",
            {"M01": "leader", "M06": "leader", "M02": "deputy"}.get(member),
        )
        for member in members
    ]
    memberships += [
        (member, "P1", {"M01": "leader", "M06": "deputy"}.get(member)) for member in party
    ]
    memberships += [
        (member, "U1", {"M08": "leader"}.get(member))
        for member in ("M01", "M02", "M08", "M09", "M10")
    ]
    memberships += [
        (member, "U2", {"M03": "leader"}.get(member))
        for member in ("M03", "M04", "M05", "M06", "M07")
    ]
    return Org(
        {
            "id": members,
            "name": [
                "安一",
                "柏二",
                "陈三",
                "丁四",
                "鄂五",
                "冯六",
                "高七",
                "何八",
                "蒋九",
                "康十",
            ],
            "political_status": [
                "party_member" if member in party else "non_member" for member in members
            ],
            "seniority_years": [20, 12, 9, 4, 0, 15, 11, 7, 3, 1],
            "work_type": ["line"] * 5 + ["meter"] * 5,
            "site": ["North"] * 10,
        },
        {
            "id": ["S1", "B1", "T1", "T2", "P1", "U1", "U2"],
            "name": [
                "供电所",
                "党支部",
                "运维一班",
                "营销二班",
                "第一党小组",
                "第一工会小组",
                "第二工会小组",
            ],
            "layer": ["station", "branch", "team", "team", "party", "union", "union"],
            "parent": [None, None, "S1", "S1", "B1", "S1", "S1"],
        },
        pd.DataFrame(memberships, columns=["member", "unit", "role"]),
        {"source": ["M02", "M07"], "target": ["M05", "M10"], "kind": ["mentors", "mentors"]},
        {
            "member": ["M01"] * 8,
            "unit": ["T1"] * 4 + ["T2"] * 4,
            "duty": ["participate", "report", "recommend", "support"] * 2,
        },
    )


#: The day on which the year of `working` is looked at.
WORKING_DAY = "2026-07-15"


@pytest.fixture(scope="session")
def working(station: Org) -> Org:
    """The sound station with a sound half-year of records, up to `WORKING_DAY`; nothing is found in
    it either.

    The party group holds every routine every month and reaches all colleagues; problems are mended
    in time; one task was handled by all three layers in order, one by its team alone; one person is
    away.
    """
    kinds = {"safety_class": 5, "safety_analysis": 10, "heart_to_heart": 12}
    activities = [
        (f"{kind}-{month}", "P1", kind, f"2026-{month:02}-{day:02}")
        for month in range(1, 8)
        for kind, day in kinds.items()
    ]
    talks = [("M01", "M03", "M04", "M05"), ("M02", "M08", "M09", "M10")]
    participants = [
        (f"heart_to_heart-{month}", member) for month in range(1, 8) for member in talks[month % 2]
    ]
    stages = [
        ("consult", "party", "M01", "2026-03-02"),
        ("consult", "union", "M08", "2026-03-02"),
        ("assign", "team", "M01", "2026-03-03"),
        ("implement", "team", "M04", "2026-03-09"),
        ("assure", "party", "M02", "2026-03-10"),
        ("assure", "union", "M08", "2026-03-10"),
        ("inspect", "team", "M01", "2026-03-20"),
        ("inspect", "party", "M02", "2026-03-20"),
        ("inspect", "union", "M09", "2026-03-21"),
        ("assess", "team", "M01", "2026-03-31"),
        ("assess", "party", "M01", "2026-03-31"),
        ("assess", "union", "M08", "2026-03-31"),
    ]
    own = [("assign", "team", "M06", "2026-05-04"), ("implement", "team", "M07", None)]
    return station.replace(
        activities=pd.DataFrame(activities, columns=["id", "unit", "kind", "date"]),
        participants=pd.DataFrame(participants, columns=["activity", "member"]),
        remedies={
            "activity": ["safety_analysis-2", "safety_analysis-6"],
            "problem": ["loose rail", "worn rope"],
            "remedy": ["fix it", None],
            "owner": ["M04", "M09"],
            "due": ["2026-03-01", "2026-08-01"],
            "done": ["2026-02-25", None],
        },
        tasks={
            "id": ["K1", "K2"],
            "unit": ["T1", "T2"],
            "goal": ["safety", "production"],
            "scope": ["common", "specific"],
        },
        task_events=pd.DataFrame(
            [("K1", *row) for row in stages] + [("K2", *row) for row in own],
            columns=["task", "stage", "layer", "member", "date"],
        ),
        absences={"member": ["M04"], "since": ["2026-07-10"], "until": ["2026-07-20"]},
    )


@pytest.fixture(scope="session")
def congress() -> Org:
    """The 119th Congress of the United States: a public organisation whose figures are known (CC0)."""
    if not CONGRESS.is_dir():
        pytest.skip(f"the public data are not here: {CONGRESS}")
    tables = {
        name: pd.read_csv(CONGRESS / f"{name}.csv", dtype=str, keep_default_na=False)
        for name in ("members", "units", "memberships", "relations")
    }
    return Org(**tables)
