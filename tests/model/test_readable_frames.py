"""A readable frame is a DataFrame in everything but its picture."""

import copy
import io
import pickle
import re

import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph.messages import LANGUAGES
from sanzu_graph.model.readable_frames import FIRST, FOLDED, ReadableFrame, readable

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def org():
    """Forty teams without anybody, and two groups."""
    teams = [f"T{number}" for number in range(40)]
    return sg.Org(
        {"id": ["A", "B"], "name": [HOSTILE, "Bo"]},
        {"id": [*teams, "G"], "layer": ["team"] * 40 + ["party"], "name": [HOSTILE] * 41},
        {"member": ["A", "B", "A"], "unit": ["T0", "T1", "G"]},
    )


@pytest.fixture(scope="module")
def findings(org):
    return sg.audit(org, sg.Policy.for_layers("team", ["party"]), lang="en").findings


def plain(frame):
    return pd.DataFrame(frame.to_dict("series"), index=frame.index)


def test_it_is_a_frame_to_everybody(findings, tmp_path):
    other = plain(findings)
    assert type(other) is pd.DataFrame
    pd.testing.assert_frame_equal(findings, other)
    pd.testing.assert_frame_equal(other, findings)
    pd.testing.assert_frame_equal(pd.concat([findings, other]), pd.concat([other, findings]))
    pd.testing.assert_frame_equal(findings.merge(other), other.merge(findings))
    assert findings.groupby("check").size().equals(other.groupby("check").size())
    assert findings.to_csv() == other.to_csv()
    assert findings.to_json() == other.to_json()
    assert repr(findings) == repr(other)
    for path in (tmp_path / "readable.parquet", tmp_path / "plain.parquet"):
        (findings if path.stem == "readable" else other).to_parquet(path)
    pd.testing.assert_frame_equal(*map(pd.read_parquet, tmp_path.glob("*.parquet")))
    book = io.BytesIO()
    findings.to_excel(book)
    assert isinstance(findings["check"], pd.Series)


def test_a_pickled_one_needs_nobody_of_ours(findings):
    content = pickle.dumps(findings)
    assert b"sanzu" not in content
    assert type(pickle.loads(content)) is pd.DataFrame  # noqa: S301 - our own
    pd.testing.assert_frame_equal(pickle.loads(content), findings)  # noqa: S301


@pytest.mark.parametrize(
    "make",
    [
        lambda frame: frame[frame["severity"] == "error"],
        lambda frame: frame.head(3),
        lambda frame: frame.sort_values("entity_id"),
        lambda frame: frame.assign(more=1),
        copy.copy,
        copy.deepcopy,
    ],
)
def test_what_is_made_of_it_is_readable_in_its_language(findings, make):
    with_lang = readable(findings.head(0))
    assert with_lang._repr_html_() is not None
    made = make(findings)
    assert type(made) is ReadableFrame
    assert ">severity<" in made._repr_html_()


def test_without_its_columns_it_is_shown_as_pandas_does(findings):
    part = findings[["check", "entity"]]
    assert part._repr_html_() == pd.DataFrame(part)._repr_html_()


def test_few_columns_first_and_the_rest_folded(findings):
    shown = findings._repr_html_()
    assert len(findings) > FIRST
    front, behind = shown.split("<details")
    assert front.count("<tr>") == FIRST + 1
    assert behind.count("<tr>") == len(findings) - FIRST + 1
    assert f"and {len(findings) - FIRST} more" in behind
    assert "<script" not in shown
    assert ">error<" in shown


def test_what_is_too_long_is_counted(findings):
    shown = pd.concat([findings] * 9)._repr_html_()
    assert f"and {9 * len(findings) - FIRST - FOLDED} more" in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_readable_answer_has_its_picture(org, lang):
    org = org.replace(units=org.units.iloc[[0, 1, 40]])
    policy = sg.Policy.for_layers("team", ["party"])
    plan = sg.propose(org, policy, levers=["move"], lang=lang)
    frames = [
        sg.best_moves(org, policy, member="B", lang=lang),
        sg.blank_teams(org, lang=lang),
        plan.unmet,
        sg.compare(org, plan, policy=policy, lang=lang).differences,
    ]
    for frame in frames:
        assert isinstance(frame, pd.DataFrame)
        assert type(frame) is ReadableFrame
        shown = frame._repr_html_()
        if len(frame):
            assert {"en": "A pandas DataFrame", "zh": "pandas 数据框"}[lang] in shown
            assert "<script" not in shown
            assert not re.search(r">[a-z]+\.[a-z_]+<", shown)  # no key in place of its word
