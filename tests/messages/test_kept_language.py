"""What was made in a language tells itself in it, wherever and whenever it is asked."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph.errors import speaking
from sanzu_graph.policy.mentor_demands import Mentors
from sanzu_graph.policy.parts import Limit

POLICY = sg.Policy().replace(mentors=Mentors(capacity=2, least_gap=Limit(1)))
PLAN = sg.Scenario("plan", [sg.MoveMember("M10", "T2", "T1"), sg.AppointLeader("M10", "T1")])
NOWHERE = sg.Scenario("nowhere", [sg.MoveMember("M10", "T1", "T3")])
GUANXI = Path(__file__).parents[2] / "data" / "guanxi"

Make = Callable[[sg.Org, str], object]
MADE: dict[str, Make] = {
    "audit": lambda org, lang: sg.audit(org, POLICY, lang=lang),
    "preview": lambda org, lang: PLAN.preview(org, POLICY, lang=lang),
    "rebase": lambda org, lang: NOWHERE.rebase(org, lang=lang),
    "comparison": lambda org, lang: sg.compare(org, PLAN, NOWHERE, policy=POLICY, lang=lang),
    "proposal": lambda org, lang: sg.propose(org, POLICY, lang=lang, solve={"progress": False}),
    "pairing": lambda org, lang: sg.pair_mentors(org, POLICY, lang=lang, progress=False),
    "balance": lambda org, lang: sg.balance_groups(org, POLICY, lang=lang),
    "leadership": lambda org, lang: sg.propose_leaders(org, POLICY, lang=lang),
    "reading": lambda _, lang: sg.read_roster(
        GUANXI / "官溪供电所花名册.xlsx", dry_run=True, lang=lang
    ),
}


def tellings(made: object) -> Iterator[str]:
    """Everything that an object tells: as text, as a page, and in its tables."""
    yield str(made)
    yield made._repr_html_()  # type: ignore[attr-defined]
    for name in ("summary", "describe"):
        if hasattr(made, name):
            told = getattr(made, name)()
            yield told.to_csv() if isinstance(told, pd.DataFrame) else told
    for name in ("findings", "skipped", "table", "reasons", "unmet", "columns", "unmatched"):
        frame = getattr(made, name, None)
        if isinstance(frame, pd.DataFrame):
            yield frame.to_csv()


@pytest.mark.parametrize("make", [pytest.param(make, id=name) for name, make in MADE.items()])
def test_what_was_made_keeps_its_language(station: sg.Org, make: Make) -> None:
    first, second = make(station, "zh"), make(station, "zh")
    outside = list(tellings(first))
    with speaking("en"):
        inside = list(tellings(second))
    strip = re.compile(r"0x[0-9a-f]+|\d+(\.\d+)?(?= (s|秒))")
    assert [strip.sub("", one) for one in inside] == [strip.sub("", one) for one in outside]
    assert any(re.search(r"[\u4e00-\u9fff]", one) for one in outside)
    english = list(tellings(make(station, "en")))
    assert english[1] != outside[1]
