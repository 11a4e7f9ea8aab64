"""A survey says of each organisation what its own audit says, whatever it is read from."""

import json
import os
import re
import shutil
import stat
from collections import Counter
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from functools import cache

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.cli import run
from sanzu_graph.surveys import survey_runs, survey_sources, survey_store
from sanzu_graph.surveys.shared_people import shared_people
from sanzu_graph.surveys.survey_answers import layers_in
from sanzu_graph.surveys.survey_figures import grouped, ranked
from tests.searching import examples
from tests.strategies import organisations

POLICY = sg.Policy.for_layers("team", ["party"])


@cache
def invented(seed):
    return sg.synthetic(members=15, seed=seed)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Five organisations in four forms, a broken one, and a file that is none."""
    root = tmp_path_factory.mktemp("survey") / "rosters"
    (root / "north").mkdir(parents=True)
    (root / "south").mkdir()
    sg.write_tables(invented(1), root / "north" / "tables")
    sg.write_tables(invented(2), root / "south" / "book.xlsx")
    sg.write_roster(invented(3), root / "south" / "roster.csv", lossy=True)
    dataset = root / "all"
    for region, name, seed in (("East", "S4", 4), ("East", "S5", 5)):
        for table in ("members", "units", "memberships", "relations", "duties"):
            frame = getattr(invented(seed), table)
            target = dataset / table / f"region={region}" / f"organisation={name}"
            target.mkdir(parents=True)
            half = len(frame) // 2
            frame.iloc[:half].to_parquet(target / "part-0.parquet", index=False)
            frame.iloc[half:].to_parquet(target / "part-1.parquet", index=False)
    (root / "south" / "broken.csv").write_text(
        "工号,姓名,班组\n1,安,\n1,白,一班\n", encoding="utf-8"
    )
    (root / "notes.md").write_text("no roster", encoding="utf-8")
    return root


@pytest.fixture
def folder(built, tmp_path):
    return shutil.copytree(built, tmp_path / "rosters")


def test_a_folder_holds_what_lies_in_it(folder):
    surveyed = sg.survey(folder, POLICY, on="2026-11-30", lang="en")
    assert surveyed.summary["organisation"].tolist() == ["S4", "S5", "tables", "book", "roster"]
    assert set(surveyed.failed["organisation"]) == {"broken"}
    assert surveyed.failed["place"].str.contains("broken.csv").all()
    assert surveyed.ignored == ("notes.md",)
    assert surveyed.is_sound is False
    labels = surveyed.summary.set_index("organisation")
    assert labels.loc["S4", "region"] == "East"
    assert labels.loc["book", "folder"] == "south"


def test_each_is_told_as_its_own_audit_tells(folder):
    surveyed = sg.survey(folder, POLICY, on="2026-11-30", lang="en")
    for name, seed in (("S4", 4), ("S5", 5), ("tables", 1), ("book", 2)):
        own = sg.audit(invented(seed), POLICY, on="2026-11-30", lang="en")
        pd.testing.assert_frame_equal(surveyed.findings_of(name), own.findings, check_dtype=False)
        row = surveyed.summary.set_index("organisation").loc[name]
        severities = Counter(own.findings["severity"])
        assert (row["errors"], row["warnings"], row["notes"]) == tuple(
            severities[one] for one in ("error", "warning", "info")
        )
        assert row["people"] == len(invented(seed).members)
        blank = sg.blank_teams(invented(seed), "party")
        assert row["blank.party"] == len(blank)
        teams = (invented(seed).units["layer"] == "team").sum()
        assert row["coverage.party"] == pytest.approx((teams - len(blank)) / teams)
    assert len(surveyed.findings) == sum(map(len, surveyed.finding_frames()))


def test_what_is_kept_is_not_asked_again(folder, tmp_path):
    keep = tmp_path / "kept"

    def ask(**options):
        return sg.survey(folder, POLICY, keep=keep, on="2026-11-30", **({"lang": "en"} | options))

    first = ask()
    assert len(first.asked) == 6
    again = ask()
    assert again.asked == []
    pd.testing.assert_frame_equal(first.summary, again.summary)
    pd.testing.assert_frame_equal(first.failed, again.failed)
    (folder / "south" / "broken.csv").write_text(
        "工号,姓名,班组\n1,安,二班\n2,白,一班\n", encoding="utf-8"
    )
    mended = ask()
    assert mended.asked == ["broken"]
    assert not len(mended.failed)
    assert len(ask(lang="zh").asked) == 6, "another language is another answer"
    back = sg.Survey.read(keep)
    assert back.summary["organisation"].tolist() == mended.summary["organisation"].tolist()
    assert len(back.findings) == len(mended.findings)


def test_answers_are_for_their_owner_alone(folder, tmp_path):
    keep = tmp_path / "kept"
    sg.survey(folder, POLICY, keep=keep)
    assert stat.S_IMODE((keep / "parts").stat().st_mode) == 0o700
    assert stat.S_IMODE((keep / "sanzu-survey").stat().st_mode) == 0o600
    sg.survey(folder, POLICY, keep=keep)
    assert stat.S_IMODE((keep / "sanzu-survey").stat().st_mode) == 0o600


def test_a_survey_that_was_killed_goes_on(folder, tmp_path):
    class Killed(BaseException):
        pass

    def end(done, _total, _name):
        if done == 2:
            raise Killed

    keep = tmp_path / "kept"
    with pytest.raises(Killed):
        sg.survey(folder, POLICY, keep=keep, progress=end)
    assert len(sg.survey(folder, POLICY, keep=keep).asked) == 4


def test_a_torn_answer_is_asked_again(folder, tmp_path):
    keep = tmp_path / "kept"
    sg.survey(folder, POLICY, keep=keep)
    answers = sorted(keep.rglob("answer.json"))
    answers[0].write_text("{", encoding="utf-8")
    shutil.rmtree(answers[1].parent)
    for faults in keep.rglob("faults.json"):
        faults.write_text("[]", encoding="utf-8")
    assert len(sg.survey(folder, POLICY, keep=keep).asked) == 3, "two of them, and the broken one"


def test_an_undated_organisation_is_not_asked_anew_each_day(tmp_path, monkeypatch):
    org = sg.Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    dated = org.replace(memberships={"member": ["A"], "unit": ["T"], "since": ["2020-01-01"]})
    for day, expected in (("2026-01-01", ["dated", "plain"]), ("2026-01-02", ["dated"])):
        monkeypatch.setenv("SANZU_TODAY", day)
        surveyed = sg.survey({"dated": dated, "plain": org}, POLICY, keep=tmp_path / "kept")
        assert surveyed.asked == expected
        assert surveyed.summary["on"].tolist() == [day, ""]


def test_a_folder_with_other_things_is_not_written_into(tmp_path, station):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(sg.InputError, match=r"new or empty|新的或空的"):
        sg.survey({"one": station}, POLICY, keep=tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


@pytest.fixture
def station():
    return invented(1)


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ({}, "nothing"),
        ({"one": 3}, "“one” is int"),
        (7, "not int"),
        ("nowhere", "nowhere"),
        ("*.nothing", "nothing"),
    ],
)
def test_no_source_is_an_error(sources, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(sg.InputError, match=said):
        sg.survey(sources, POLICY, lang="en")


def test_one_organisation_is_sent_to_audit(station):
    with pytest.raises(sg.InputError, match=r"audit\(\)"):
        sg.survey(station, POLICY, lang="en")


def test_names_that_repeat_are_told_apart(tmp_path):
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
        sg.write_roster(invented(1), tmp_path / place / "roster.csv", lossy=True)
    assert sg.survey(tmp_path, POLICY).summary["organisation"].tolist() == [
        "a/roster.csv",
        "b/roster.csv",
    ]


def test_since_tells_what_came_and_went(station):
    better = sg.AppointLeader(station.members["id"].iloc[0], station.units["id"].iloc[0]).apply(
        station
    )
    before = sg.survey({"one": station, "left": station}, POLICY)
    after = sg.survey({"one": better, "came": station}, POLICY)
    own = sg.audit(better, POLICY).since(sg.audit(station, POLICY))
    told = after.since(before)
    assert told["organisation"].unique().tolist() in (["one"], [])
    assert Counter(told["change"]) == Counter(own["change"])
    by = after.since(before, by="organisation").set_index("organisation")
    assert by["surveyed"].to_dict() == {"one": "both", "came": "came", "left": "left"}
    assert by.loc["one", "gone"] == (own["change"] == "gone").sum()


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["North", "South", ""]),
        st.booleans(),
        st.integers(0, 5),
        st.integers(0, 4),
        st.integers(0, 4),
    ),
    min_size=1,
    max_size=6,
)


@examples(20)
@given(ROWS)
def test_groups_are_sums(rows):
    rows = [(f"o{number}", *row) for number, row in enumerate(rows)]
    read = [row for row in rows if not row[2]]
    summary = pd.DataFrame(
        [
            {
                "organisation": name,
                "errors": errors,
                "base_units": covered + blank,
                "covered_units.g": covered,
                "sound": errors == 0,
            }
            for name, _, _, errors, covered, blank in read
        ],
        columns=["organisation", "errors", "base_units", "covered_units.g", "sound"],
    )
    labels = {row[0]: {"region": row[1]} for row in rows}
    told = grouped(summary, labels, {row[0]: row[2] for row in rows}, "region")
    told = told.set_index("region")
    assert set(told.index) == {row[1] for row in rows}
    for region, row in told.iterrows():
        mine = [one for one in rows if one[1] == region]
        done = [one for one in mine if not one[2]]
        assert row["organisations"] == len(mine)
        assert row["failed"] == len(mine) - len(done)
        assert row["errors"] == sum(one[3] for one in done)
        assert row["unsound"] == sum(one[3] > 0 for one in done)
        covered, asked = sum(one[4] for one in done), sum(one[4] + one[5] for one in done)
        if asked:
            assert row["coverage.g"] == pytest.approx(covered / asked)
        else:
            assert pd.isna(row["coverage.g"])


@examples(20)
@given(st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=1, max_size=8))
def test_ranks_count_those_that_are_worse(values):
    for figure, is_worse in (
        ("errors", lambda a, b: a > b),
        ("coverage.g", lambda a, b: a < b),
    ):
        summary = pd.DataFrame(
            {
                "organisation": [f"o{number}" for number in range(len(values))],
                figure: pd.array(values, dtype="Float64"),
            }
        )
        told = ranked(summary, figure).set_index("organisation")
        known = {f"o{number}": value for number, value in enumerate(values) if value is not None}
        assert set(told.index) == set(known)
        for name, value in known.items():
            worse = sum(is_worse(other, value) for other in known.values())
            same = sum(other == value for other in known.values())
            assert told.loc[name, "rank"] == worse + 1
            assert told.loc[name, "quantile"] == pytest.approx((worse + same) / len(known))


@examples(20)
@given(
    st.dictionaries(
        st.sampled_from(["n", "s", "w"]),
        st.dictionaries(st.sampled_from("ABC"), st.sampled_from(["An", "Bo"])),
    )
)
def test_shared_ids_are_those_in_several(people):
    def reader(kept):
        return lambda: pd.DataFrame({"id": list(kept), "name": list(kept.values())}, dtype="str")

    told = shared_people({name: reader(kept) for name, kept in people.items()})
    told = told.set_index("member")
    for member in "ABC":
        names = [kept[member] for kept in people.values() if member in kept]
        assert (member in told.index) == (len(names) > 1)
        if len(names) > 1:
            assert told.loc[member, "organisations"] == len(names)
            assert (told.loc[member, "alike"] == "name") == (len(set(names)) == 1)


@examples(6)
@given(organisations(), organisations())
def test_any_two_organisations(one, other):
    surveyed = sg.survey({"one": one, "other": other}, POLICY)
    assert not len(surveyed.failed)
    assert surveyed.count_failed == 0
    assert "<script" not in surveyed._repr_html_()
    assert len(surveyed.findings) == sum(
        len(sg.audit(org, POLICY).findings) for org in (one, other)
    )


class FragileExecutor(Executor):
    """Threads that break as processes do: all that waits is lost when one source is touched."""

    def __init__(self, poisoned):
        self.poisoned, self.is_broken = poisoned, False

    def submit(self, function, *given):
        if self.is_broken:
            raise BrokenExecutor("broken before")
        future = Future()
        if getattr(given[0], "name", "") == self.poisoned:
            self.is_broken = True
            future.set_exception(BrokenExecutor("a process ended"))
        else:
            future.set_result(function(*given))
        return future


def test_a_worker_that_dies_costs_one_source(monkeypatch, folder):
    monkeypatch.setattr(survey_runs, "processes", lambda _: FragileExecutor("tables"))
    monkeypatch.setattr(survey_runs, "_FEW_BYTES", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    surveyed = sg.survey(folder, POLICY, lang="en")
    assert set(surveyed.failed["organisation"]) == {"broken", "tables"}
    assert "a process ended" in surveyed.failed.set_index("organisation").loc["tables", "reason"]


def test_an_executor_that_breaks_keeps_what_is_done(folder, tmp_path):
    keep = tmp_path / "kept"
    surveyed = sg.survey(folder, POLICY, keep=keep, executor=FragileExecutor("tables"))
    failed = set(surveyed.failed["organisation"])
    assert "tables" in failed
    again = sg.survey(folder, POLICY, keep=keep)
    assert {"tables"} <= set(again.asked) <= failed, "what broke is asked again"
    assert set(again.failed["organisation"]) == {"broken"}


def test_without_new_processes_one_is_read_after_another(monkeypatch, folder):
    def cannot(_):
        raise OSError("none")

    monkeypatch.setattr(survey_runs, "processes", cannot)
    monkeypatch.setattr(survey_runs, "_FEW_BYTES", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with pytest.warns(sg.SanzuWarning, match="__main__"):
        surveyed = sg.survey(folder, POLICY)
    assert set(surveyed.failed["organisation"]) == {"broken"}


def test_threads_give_the_same(folder):
    alone = sg.survey(folder, POLICY)
    with ThreadPoolExecutor(3) as executor:
        together = sg.survey(folder, POLICY, executor=executor)
    pd.testing.assert_frame_equal(alone.summary, together.summary)
    pd.testing.assert_frame_equal(alone.findings, together.findings)


def test_after_an_interruption_what_was_done_is_there(folder):
    def stop(done, _total, _name):
        if done == 2:
            raise KeyboardInterrupt

    surveyed = sg.survey(folder, POLICY, progress=stop)
    assert len(surveyed.summary) == 2
    assert surveyed.count_failed == 4
    assert surveyed.is_sound in (None, False)


@pytest.mark.parametrize("times", [1, 9])
def test_a_source_that_changes_while_it_is_read_is_read_again(tmp_path, monkeypatch, times):
    file = tmp_path / "one.csv"
    file.write_text("工号,姓名,班组\n1,安,一班\n", encoding="utf-8")
    read, left = survey_sources.read_any, [times]

    def meanwhile(path, **options):
        org = read(path, **options)
        if left[0]:
            left[0] -= 1
            with file.open("a", encoding="utf-8") as stream:
                stream.write(f"{9 - left[0]}2,白,二班\n")
        return org

    monkeypatch.setattr(survey_sources, "read_any", meanwhile)
    surveyed = sg.survey(tmp_path, POLICY, keep=tmp_path / "kept", lang="en")
    if times == 1:
        assert surveyed.summary["people"].tolist() == [2]
    else:
        assert surveyed.failed["reason"].str.contains("changed while").tolist() == [True]
    left[0] = 0
    again = sg.survey(tmp_path, POLICY, keep=tmp_path / "kept", lang="en")
    assert again.asked == ([] if times == 1 else ["one"])


def test_whole_numbers_stay_whole_in_the_folder(tmp_path, station):
    options = {"on": "2026-11-30", "lang": "en"}
    memory = sg.survey({"one": station}, POLICY, **options).findings_of("one")
    kept = sg.survey({"one": station}, POLICY, keep=tmp_path / "kept", **options).findings_of("one")
    whole = [name for name in memory if pd.api.types.is_integer_dtype(memory[name])]
    assert whole
    assert all(pd.api.types.is_integer_dtype(kept[name]) for name in whole)
    pd.testing.assert_frame_equal(memory, kept, check_dtype=False)


def test_a_full_disk_does_not_hide_why_a_file_could_not_be_read(folder, tmp_path, monkeypatch):
    def full(*_):
        raise sg.InputError("error.unwritable", path="kept", why="No space left on device")

    monkeypatch.setattr(survey_store.SurveyStore, "keep_faults", full)
    surveyed = sg.survey(folder, POLICY, keep=tmp_path / "kept", lang="en")
    assert set(surveyed.failed["organisation"]) == {"broken"}
    assert not surveyed.failed["reason"].str.contains("No space left").any()
    assert sg.survey(folder, POLICY, keep=tmp_path / "kept").asked == ["broken"]


def test_a_full_disk_costs_the_answers_that_had_no_room(folder, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    keep = tmp_path / "kept"
    monkeypatch.setattr(survey_store, "write_once", full)
    surveyed = sg.survey(folder, POLICY, keep=keep, lang="en")
    assert surveyed.failed["reason"].str.contains("No space left").sum() == 5
    monkeypatch.undo()
    assert sg.survey(folder, POLICY, keep=keep).count_failed == 1


def test_more_is_known_by_about(folder):
    about = pd.DataFrame({"organisation": ["tables", "book"], "branch": ["one", "two"]})
    surveyed = sg.survey(folder, POLICY, about=about)
    assert surveyed.groups("branch").set_index("branch")["organisations"].to_dict() == {
        "one": 1,
        "two": 1,
        "": 4,
    }
    for wrong, said in (
        (pd.DataFrame({"name": ["tables"]}), "organisation"),
        (pd.DataFrame({"organisation": ["nobody"]}), "nobody"),
        (pd.DataFrame({"organisation": ["book", "book"]}), "book"),
        (pd.DataFrame({"organisation": ["book"], "people": [1]}), "people"),
    ):
        with pytest.raises(sg.SanzuError, match=said):
            sg.survey(folder, POLICY, about=wrong)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_command_line_tells_it(folder, tmp_path, capsys, lang):
    book = tmp_path / "survey.xlsx"
    assert run(["survey", str(folder), "--layers", "team:party", "--lang", lang]) == 1
    out = capsys.readouterr().out
    assert "broken" in out
    assert "book" in out
    arguments = ["survey", str(folder), "--layers", "team:party", "--lang", lang]
    assert run([*arguments, "--output", str(book)]) == 1
    sheets = pd.read_excel(book, sheet_name=None, engine="calamine")
    assert any("broken" in frame.to_string() for frame in sheets.values())
    capsys.readouterr()
    assert run([*arguments, "--format", "json"]) == 1
    content = json.loads(capsys.readouterr().out)
    assert len(content["summary"]) == 5
    assert run([*arguments, "--by", "nothing"]) == 2
    assert "nothing" in capsys.readouterr().err


def test_a_brief_that_cannot_be_written_is_told_before_anything_is_read(
    folder, capsys, monkeypatch
):
    monkeypatch.setattr(survey_sources, "read_any", None)
    assert run(["survey", str(folder), "--brief", "page.pdf", "--lang", "en"]) == 2
    assert ".docx" in capsys.readouterr().err


@pytest.mark.parametrize("layers", ["班组:党小组", "Team:party group", "team:党小组"])
def test_layers_are_named_as_people_call_them(folder, capsys, layers):
    options = ["--format", "json", "--lang", "en"]
    assert run(["survey", str(folder), "--layers", "team:party", *options]) == 1
    named = json.loads(capsys.readouterr().out)
    assert run(["survey", str(folder), "--layers", layers, *options]) == 1
    assert json.loads(capsys.readouterr().out) == named


@pytest.mark.parametrize("layers", ["tem:party", "team:partty", "厨房:党小组"])
def test_layers_that_nobody_has_do_not_look_sound(folder, capsys, layers):
    assert run(["survey", str(folder), "--layers", layers, "--lang", "en"]) in (1, 3)
    said = capsys.readouterr().err.replace("\n", " ")
    assert "No organisation has a layer" in said
    assert {"team", "party"} <= set(re.findall(r"\w+", said.partition("They have")[2]))


def test_each_organisation_is_asked_by_its_own_name_for_a_layer(station, tmp_path):
    units = station.units.assign(layer=station.units["layer"].replace("party", "党小组"))
    other = station.replace(units=units)
    policy = sg.Policy.for_layers("team", ["党小组"])
    sources, options = {"one": station, "other": other}, {"lang": "en", "on": "2026-11-30"}
    surveyed = sg.survey(sources, policy, by_label=True, keep=tmp_path / "kept", **options)
    summary = surveyed.summary.set_index("organisation")
    assert summary.loc["one", "blank.party"] == summary.loc["other", "blank.党小组"]
    own = sg.audit(station, POLICY, on="2026-11-30", lang="en")
    pd.testing.assert_frame_equal(surveyed.findings_of("one"), own.findings, check_dtype=False)
    assert set(layers_in(surveyed.answers)) >= {"team", "party", "党小组"}
    literal = sg.survey(sources, policy, keep=tmp_path / "kept", **options)
    assert set(literal.asked) == {"one", "other"}
    assert literal.summary["sound"].isna().tolist()[0]
    assert "In 1 of them" in literal.headline()


def test_what_is_said_of_one_roster_is_refused_for_many(folder, capsys):
    assert run(["survey", str(folder), "--sheet", "x"]) == 2
    assert "--sheet" in capsys.readouterr().err


@pytest.fixture
def strange(tmp_path):
    """Two rosters with headings of their own, one with a mapping beside it; and tables."""
    folder = tmp_path / "strange"
    folder.mkdir()
    (folder / "a.csv").write_text("Zahl,Wer,Kolonne\n1,An,eins\n2,Bo,eins\n", encoding="utf-8")
    (folder / "b.csv").write_text("Nr,Wer,Trupp\n7,Cy,drei\n", encoding="utf-8")
    (folder / "c.csv").write_text("Zahl,Kolonne\n,vier\n", encoding="utf-8")
    own = '[columns]\nNr = "id"\nWer = "name"\nTrupp = "team"\n'
    (folder / "b.csv.sanzu.toml").write_text(own, encoding="utf-8")
    sg.write_tables(invented(1), folder / "tables")
    return folder


def test_one_mapping_serves_all_that_have_none(strange, tmp_path, capsys):
    mapping = {"Zahl": "id", "Wer": "name", "Kolonne": "team"}
    keep = tmp_path / "kept"
    surveyed = sg.survey(strange, POLICY, mapping=mapping, keep=keep, lang="en")
    people = surveyed.summary.set_index("organisation")["people"].to_dict()
    assert people == {"a": 2, "b": 1, "tables": 15}
    said = surveyed.failed.groupby("organisation")["reason"].agg(list)
    assert list(said.index) == ["c"]
    assert "--mapping" in said["c"][-1]
    assert "c.csv.sanzu.toml" in said["c"][-1]
    again = sg.survey(strange, POLICY, mapping=mapping, keep=keep, lang="en")
    assert again.asked == []
    other = sg.survey(strange, POLICY, mapping=mapping | {"Wer": "keep"}, keep=keep, lang="en")
    assert set(other.asked) == {"a", "c"}
    arguments = [f"--mapping={heading}={field}" for heading, field in mapping.items()]
    options = ["--layers", "team:party", "--format", "json", "--lang", "en"]
    assert run(["survey", str(strange), *arguments, *options]) == 1
    rows = json.loads(capsys.readouterr().out)["summary"]
    assert {row["organisation"]: row["people"] for row in rows} == people
    file = tmp_path / "all.toml"
    lines = [f'{heading} = "{field}"' for heading, field in mapping.items()]
    file.write_text("\n".join(["[columns]", *lines]), encoding="utf-8")
    assert run(["survey", str(strange), "--mapping", str(file), *options]) == 1
    assert json.loads(capsys.readouterr().out)["summary"] == rows
    assert run(["survey", str(strange), "--mapping", "x", *options]) == 2
