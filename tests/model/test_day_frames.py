"""The organisation on a day takes rows from the whole one; frames are made when somebody asks."""

import gc
import pickle
from weakref import ref

import pandas as pd
import pytest

from sanzu_graph import Org


def test_years_of_service_stand_where_intake_puts_them():
    members = {
        "id": ["A", "B", "C"],
        "grade": ["x", "y", "x"],
        "skill_level": ["a", "b", "a"],
        "since": ["2020-03-01", "2019-03-02", None],
        "until": [None, None, "2026-01-01"],
    }
    org = Org(members, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    found = org.counting_years().at("2026-03-01")
    expected = org.replace(members={**members, "seniority_years": [6, 6, None]}).at("2026-03-01")
    assert found == expected
    assert found.numbers("members", "seniority_years").tolist() == [6, 6]
    pd.testing.assert_frame_equal(found.members, Org.from_tables(expected.tables()).members)


def test_no_frame_is_made_before_somebody_asks(monkeypatch: pytest.MonkeyPatch):
    org = Org(
        {"id": ["A", "B"], "until": [None, "2026-01-01"], "work_type": ["line", "meter"]},
        {"id": ["T"], "layer": ["team"]},
        {"member": ["A", "B"], "unit": ["T", "T"]},
    )
    later = org.at("2026-02-01")
    monkeypatch.setattr(pd.DataFrame, "take", None)
    assert later.pairs("team").per_unit.tolist() == [1]
    assert later.codes("members", "work_type")[1].tolist() == ["line"]
    assert later.names("member", [0]).tolist() == ["A"]
    assert repr(later) == "Org(1 member, 1 unit in 1 layer, 1 membership)"


def test_a_day_that_somebody_has_is_not_made_again():
    members = {"id": ["A", "B"], "since": ["2020-01-01", None], "until": [None, "2026-01-01"]}
    org = Org(members, {"id": ["T"], "layer": ["team"]}, {"member": ["A", "B"], "unit": ["T"] * 2})
    later = org.at("2026-02-01")
    assert org.at("2026/2/1") is later
    withheld, counted = (
        org.withholding(["party"]).at("2026-02-01"),
        org.counting_years().at("2026-02-01"),
    )
    assert withheld.withheld == ("party",)
    assert later.withheld == ()
    assert counted.numbers("members", "seniority_years").tolist() == [6]
    assert not later.at("2026-02-01").counts_years
    assert pickle.loads(pickle.dumps(org)).at("2026-02-01") == later  # noqa: S301 - our own bytes
    gone = ref(later)
    del later
    gc.collect()
    assert gone() is None


def test_what_is_made_for_a_day_is_kept_until_another_is_asked_about():
    org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    made = iter(range(9))
    told = [org.once("x", lambda: next(made), day=day) for day in (None, 1, 1, 2, 1, None)]
    assert told == [0, 1, 1, 2, 3, 0]
