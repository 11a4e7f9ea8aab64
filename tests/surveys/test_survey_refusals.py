"""What a survey refuses, it refuses before it reads any organisation."""

import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph.cli import run
from sanzu_graph.surveys import surveying

TEAMS = 'base = "team"\n[layers.team]\n'
PARTY = "[layers.party]\nper_base_unit = 1\n"


@pytest.fixture
def north(tmp_path):
    """A folder with one organisation, whose only team has nobody in the party."""
    org = sg.Org(
        {"id": ["A"]},
        {"id": ["T", "P"], "layer": ["team", "party"]},
        {"member": ["A"], "unit": ["T"]},
    )
    folder = tmp_path / "rosters"
    folder.mkdir()
    sg.write_tables(org, folder / "north")
    return folder


@pytest.fixture
def unread(monkeypatch):
    """No organisation may be asked."""

    def asked(*_):
        raise AssertionError

    monkeypatch.setattr(surveying, "answers", asked)


def test_the_file_of_a_policy_is_read_once_and_what_it_says_counts(north, tmp_path):
    path, kept = tmp_path / "policy.toml", tmp_path / "kept"
    path.write_text(TEAMS, encoding="utf-8")
    assert sg.survey(north, str(path), keep=kept).summary["errors"].tolist() == [0]
    path.write_text(TEAMS + PARTY, encoding="utf-8")
    again = sg.survey(north, str(path), keep=kept)
    assert again.asked == ["north"]
    assert again.summary["errors"].tolist() == [1]
    assert "blank_team" in again.findings["check"].tolist()


@pytest.mark.usefixtures("unread")
def test_what_is_no_policy_is_refused(north):
    with pytest.raises(sg.InputError, match=r"no file or folder “x\.toml”"):
        sg.survey(north, "x.toml", lang="en")
    with pytest.raises(sg.SanzuError, match="policy takes Policy"):
        sg.survey(north, 3, lang="en")


@pytest.mark.usefixtures("unread")
def test_layers_by_label_are_refused_where_demands_would_be_lost(north):
    policy = sg.Policy.for_layers("班组").with_layer("班组", led=True)
    with pytest.raises(sg.InputError, match="This one demands more"):
        sg.survey(north, policy, by_label=True, lang="en")


@pytest.mark.usefixtures("unread")
def test_what_is_known_besides_is_looked_at_first(north):
    about = pd.DataFrame({"organisation": ["south"], "region": ["S"]})
    with pytest.raises(sg.SanzuError, match="south was not surveyed"):
        sg.survey(north, about=about, lang="en")


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize("options", [[], ["--brief", "brief.html"]])
def test_groups_by_a_column_that_is_not_there(north, options, capsys):
    assert run(["survey", str(north), "--by", "region", *options, "--lang", "en"]) == 2
    said = capsys.readouterr().err.replace("\n", " ")
    assert "Known are folder. Folders called like region=North tell more" in said


def test_a_file_that_is_left_alone_is_one(north, capsys):
    (north / "notes.md").write_text("no roster", encoding="utf-8")
    run(["survey", str(north), "--lang", "en"])
    said = capsys.readouterr().out.replace("\n", " ")
    assert "1 file was left alone, because it is neither a table nor a roster: notes.md." in said


@pytest.mark.parametrize("value", ["0", "x"])
def test_numbers_out_of_range_are_told_in_chinese(north, value, capsys):
    assert run(["survey", str(north), "--workers", value, "--lang", "zh"]) == 2
    said = capsys.readouterr().err
    assert "不在范围" in said or "不是有效的数" in said
    assert " not " not in said
