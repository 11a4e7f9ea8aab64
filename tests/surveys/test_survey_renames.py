"""A unit that kept its people under another id is one unit in two surveys, as in two audits."""

import json
import random
from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from tests.searching import examples

POLICY = sg.Policy.for_layers("team", ["party"])


def renamed(org, ids):
    """The organisation with units under other ids, as another file would have it."""
    return org.replace(
        **{
            table: frame.assign(
                **{
                    column: frame[column].replace(ids)
                    for column in ("unit", *(["id", "parent"] if table == "units" else []))
                    if column in frame
                }
            )
            for table, frame in org.tables().items()
            if len(frame)
        }
    )


@pytest.fixture
def pair():
    org = sg.synthetic(members=60, seed=3)
    ids = {unit: f"new-{unit}" for unit in sg.audit(org, POLICY).findings["entity_id"]}
    return org, renamed(org, ids)


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_unit_under_another_id_is_the_same(pair, tmp_path, is_kept):
    surveys = [
        sg.survey({"one": org}, POLICY, keep=tmp_path / str(number) if is_kept else None)
        for number, org in enumerate(pair)
    ]
    told = surveys[1].since(surveys[0])
    own = sg.audit(pair[1], POLICY).since(sg.audit(pair[0], POLICY))
    pd.testing.assert_frame_equal(told.drop(columns="organisation"), own, check_dtype=False)
    assert set(told["change"]) == {"still there"}
    counts = surveys[1].since(surveys[0], by="organisation")
    assert counts[["new", "gone"]].to_numpy().tolist() == [[0, 0]]


def test_an_older_answer_that_says_no_units_is_told_by_ids(pair, tmp_path):
    surveys = [
        sg.survey({"one": org}, POLICY, keep=tmp_path / str(number))
        for number, org in enumerate(pair)
    ]
    (answer,) = (tmp_path / "0").rglob("answer.json")
    content = json.loads(answer.read_text(encoding="utf-8"))
    content["sizes"].pop("units.parquet")
    answer.write_text(json.dumps(content), encoding="utf-8")
    (answer.parent / "units.parquet").unlink()
    earlier = sg.Survey.read(tmp_path / "0")
    assert not earlier.count_failed
    assert set(surveys[1].since(earlier)["change"]) >= {"new", "gone"}


def test_on_a_day_those_count_who_are_there(pair, tmp_path):
    org, _ = pair
    memberships = org.memberships.assign(since="2020-01-01", until="")
    members = org.members.assign(until="")
    members.loc[:9, "until"] = "2021-01-01"
    dated = org.replace(members=members, memberships=memberships)
    ids = {unit: f"new-{unit}" for unit in org.units["id"]}
    sides = [dated, renamed(dated, ids)]
    surveys = [
        sg.survey({"one": side}, POLICY, on="2026-01-01", keep=tmp_path / str(number))
        for number, side in enumerate(sides)
    ]
    own = [sg.audit(side, POLICY, on="2026-01-01") for side in sides]
    told, expected = surveys[1].since(surveys[0]), own[1].since(own[0])
    assert Counter(told["change"]) == Counter(expected["change"])


@examples(10)
@given(st.integers(0, 2**32 - 1))
def test_what_changed_is_as_between_two_audits(seed):
    """Some of the units get other ids, and a few memberships end."""
    draw = random.Random(seed)
    org = sg.synthetic(members=80, seed=seed)
    ids = {unit: f"new-{unit}" for unit in org.units["id"] if draw.random() < 0.5}
    stay = [draw.random() < 0.95 for _ in range(len(org.memberships))]
    after = renamed(org.replace(memberships=org.memberships[stay]), ids)
    surveys = [sg.survey({"one": one}, POLICY) for one in (org, after)]
    told = surveys[1].since(surveys[0]).drop(columns="organisation")
    own = sg.audit(after, POLICY).since(sg.audit(org, POLICY))
    pd.testing.assert_frame_equal(told, own, check_dtype=False)
