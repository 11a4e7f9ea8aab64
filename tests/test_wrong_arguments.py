"""Every public function with arguments of a wrong kind: it answers, or says what is wrong.

The calls are made from the signatures. In each of them one argument is wrong, the others are sound.
"""

from __future__ import annotations

import datetime
import inspect
import pathlib
import random
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import sanzu_graph as sg
from tests.searching import SEED

ORG = sg.Org(
    {
        "id": ["A", "B", "C", "D"],
        "name": ["甲", "乙", "丙", "丁"],
        "political_status": ["party_member", "", "", ""],
        "seniority_years": [10, 1, 2, 3],
    },
    {
        "id": ["T1", "T2", "P1"],
        "name": ["一班", "二班", "党组"],
        "layer": ["team", "team", "party"],
    },
    {
        "member": ["A", "B", "C", "D", "A"],
        "unit": ["T1", "T1", "T2", "T2", "P1"],
        "role": ["leader", "member", "member", "leader", "leader"],
    },
    {"source": ["A"], "target": ["B"], "kind": ["mentors"]},
)
EMPTY = sg.Org({"id": []}, {"id": [], "layer": []}, {"member": [], "unit": []})
MOVE = sg.Scenario("x", [sg.MoveMember("B", "T1", "T2")])
NO_FILE = "no-such-file.xlsx"
#: Of each kind some; any of them is wrong for most arguments.
WRONG: list[Any] = [
    *(
        None,
        "no-such",
        "",
        "\0",
        "x" * 5000,
        b"x",
        5,
        -1,
        10**30,
        1.5,
        float("nan"),
        True,
        "1" * 20,
    ),
    *([], ["x"], [None], (), {}, {"x": 1}, {1}, object(), len, int, pathlib.Path(NO_FILE)),
    *(np.int64(2), np.str_("T1"), np.array([1, 2]), np.datetime64("2026-01-01")),
    *(pd.DataFrame(), pd.DataFrame({"a": [1]}), pd.Series(["a"]), pd.Timestamp("2026-01-01")),
    *("0001-01-01", "9999-12-31", datetime.date.min, datetime.date.max, datetime.date(2026, 1, 1)),
    *(ORG, EMPTY, MOVE, sg.Policy()),
]
#: What makes a call sound, by the name of the argument.
SOUND = {
    "org": ORG,
    "before": ORG,
    "policy": sg.Policy(),
    "scenarios": [MOVE],
    "plans": [MOVE],
    "after": MOVE,
    "mapping": {"kind": "MoveMember"},
    "dates": ["2026-01-01"],
    "unit": "T1",
    "key": "k",
    "sources": {"a": ORG},
    "path": NO_FILE,
}
#: These ask for an object that only another function makes; the other arguments are not varied.
MADE = ("plot_candidates", "plot_frontier", "plot_survey")
#: These take seconds a call, with whatever they accept.
LONG = ("synthetic", "propose", "frontier", "report")
FUNCTIONS = [
    name
    for name in sg.__all__
    if inspect.isroutine(getattr(sg, name))
    and name != "use"
    and inspect.signature(getattr(sg, name)).parameters
]


def arguments(name: str) -> list[inspect.Parameter]:
    found = list(inspect.signature(getattr(sg, name)).parameters.values())
    return found[:1] if name in MADE else [one for one in found if one.kind is not one.VAR_KEYWORD]


def values(name: str, argument: inspect.Parameter) -> list[Any]:
    """What is tried for an argument."""
    wrong = WRONG[:24] if name in LONG else WRONG
    # A function of the caller's own may end in what it likes.
    called = argument.name in ("progress", "disguise")
    return [one for one in wrong if not (called and callable(one))]


def failure(name: str, argument: inspect.Parameter, value: object) -> str:
    """What is wrong with how a call ended; nothing where it answered or said what to do."""
    function: Callable[..., object] = getattr(sg, name)
    needed = {
        one.name: SOUND[one.name]
        for one in arguments(name)
        if one.default is one.empty and one.kind is not one.VAR_POSITIONAL and one is not argument
    }
    try:
        if argument.kind is argument.VAR_POSITIONAL:
            function(*needed.values(), value)
        else:
            function(**{**needed, argument.name: value})
    except sg.SanzuError as error:
        return "" if str(error).strip() else "says nothing"
    except Exception as error:  # noqa: BLE001 - any other is what is looked for
        last = traceback.extract_tb(error.__traceback__)[-1]
        is_said = "sanzu_graph" in last.filename and "raise" in (last.line or "")
        if is_said and isinstance(error, TypeError | ValueError):
            return ""
        return f"{name}({argument.name}={value!r:.40}): {error!r:.80} {last.filename}:{last.lineno}"
    finally:
        plt.close("all")
    return ""


def failures(calls: Iterator[tuple[str, inspect.Parameter, object]]) -> list[str]:
    return [said for call in calls if (said := failure(*call))]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.filterwarnings("ignore")
def test_wrong_arguments_are_told() -> None:
    """One wrong value for an argument of each function, drawn anew in each run."""
    draw = random.Random(SEED or None)
    calls = [
        (name, argument, draw.choice(values(name, argument)))
        for name in FUNCTIONS
        if name not in LONG
        for argument in [draw.choice(arguments(name))]
    ]
    assert failures(iter(calls)) == []


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("value", ["roster.xlsx", None, pd.DataFrame({"a": [1]}), [ORG]])
def test_another_thing_in_place_of_an_organisation_is_told(value: object) -> None:
    calls = (
        (name, first, value)
        for name in FUNCTIONS
        if name not in LONG and (first := arguments(name)[0]).annotation == "Org"
    )
    assert failures(calls) == []


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", FUNCTIONS)
def test_all_wrong_arguments_are_told(name: str) -> None:
    calls = (
        (name, argument, value)
        for argument in arguments(name)
        for value in values(name, argument)
        if (name, argument.name) != ("synthetic", "members")  # any number makes an organisation
    )
    assert failures(calls) == []


def test_the_error_says_what_to_write() -> None:
    def said(call: Callable[[], object], lang: str = "en") -> str:
        with pytest.raises(sg.InputError) as caught:
            call()
        assert isinstance(caught.value, TypeError)
        return caught.value.describe(lang)

    wrong: Any = "roster.xlsx"
    assert said(lambda: sg.unit_sizes(wrong)) == (
        "unit_sizes: org takes Org, and was given 'roster.xlsx' (str). Read the file first: "
        "sg.unit_sizes(sg.read_roster(…), …), or sg.read_tables(…) for a folder of tables."
    )
    assert said(lambda: sg.blank_teams(wrong), "zh").startswith("blank_teams：org 应为 Org")
    assert "sg.Policy.read(…)" in said(lambda: sg.coverage_gaps(ORG, wrong))
    assert "sg.read_roster(frame)" in said(lambda: sg.plot_trend(sg.trend(ORG, ["2026-01-01"])))  # type: ignore[arg-type]
    # The function that was called speaks, not one that it calls; and where a policy stands second
    # elsewhere, the sentence says where the limits come from.
    assert said(lambda: sg.ineligible_members(ORG, sg.Policy())).startswith(  # type: ignore[arg-type]
        "ineligible_members: layer takes str, and was given Policy. The audit takes limits"
    )
    assert "Write policy=policy." in said(lambda: sg.trend(ORG, sg.Policy()))  # type: ignore[arg-type]
    assert "barred=[…]" in said(lambda: sg.propose_leaders(ORG, barred=wrong))


def test_an_audit_reads_what_it_is_given(tmp_path: pathlib.Path) -> None:
    frame = pd.DataFrame({"姓名": ["赵一", "钱二"], "班组": ["一班", "二班"]})
    roster, (policy,) = (
        tmp_path / "roster.csv",
        pathlib.Path(sg.__file__).parent.rglob("sanzu.toml"),
    )
    frame.to_csv(roster, index=False)
    expected = sg.audit(sg.read_roster(frame), sg.Policy.read(policy), lang="en").findings
    for source in (frame, roster, str(roster)):
        found = sg.audit(source, str(policy), lang="en").findings
        pd.testing.assert_frame_equal(found, expected)
