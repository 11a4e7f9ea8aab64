"""A survey of what is broken, strange or shut: each is told in a sentence, and stops nothing else."""

import json
import os
import pathlib
import shutil

import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph.surveys import survey_sources, survey_store

POLICY = sg.Policy.for_layers("team", ["party"])
TABLES = ("members", "units", "memberships", "relations", "duties")
ROSTER = "工号,姓名,班组\n1,安,一班\n2,白,一班\n"


@pytest.fixture(scope="module")
def org():
    return sg.synthetic(members=15, seed=1)


def write_partition(root, org, name):
    for table in TABLES:
        place = root / table / f"organisation={name}"
        place.mkdir(parents=True)
        getattr(org, table).to_parquet(place / "part-0.parquet", index=False)


def ask(sources, **options):
    return sg.survey(sources, POLICY, **({"lang": "en", "on": "2026-11-30"} | options))


def reasons(surveyed):
    return surveyed.failed.groupby("organisation")["reason"].agg(" ".join).to_dict()


@pytest.fixture
def dataset(org, tmp_path):
    """Good partitions, and one of each kind of bad ones."""
    root = tmp_path / "set"
    for name in ("good", "torn", "none", "deep", "split", "mixed"):
        write_partition(root, org, name)
    torn = root / "units" / "organisation=torn" / "part-0.parquet"
    torn.write_bytes(torn.read_bytes()[:300])
    (root / "members" / "organisation=none" / "part-0.parquet").unlink()
    deep = root / "members" / "organisation=deep"
    (deep / "below").mkdir()
    shutil.move(deep / "part-0.parquet", deep / "below")
    members = org.members.assign(id=[str(number) for number in range(len(org.members))])
    numbers = dict(zip(org.members["id"], members["id"], strict=True))
    half = len(members) // 2
    for name, first, second in (
        ("split", org.members[:half], org.members[half:].assign(extra="kept")),
        ("mixed", members[:half], members[half:].astype({"id": "int64"})),
    ):
        place = root / "members" / f"organisation={name}"
        first.to_parquet(place / "part-0.parquet", index=False)
        second.to_parquet(place / "part-1.parquet", index=False)
    for table, columns in (
        ("memberships", ["member"]),
        ("relations", ["source", "target"]),
        ("duties", ["member"]),
    ):
        frame = getattr(org, table)
        frame = frame.assign(**{column: frame[column].map(numbers) for column in columns})
        frame.to_parquet(root / table / "organisation=mixed" / "part-0.parquet", index=False)
    return root


def test_bad_partitions_stop_no_other(dataset, org):
    surveyed = ask(dataset)
    assert surveyed.summary["organisation"].tolist() == ["deep", "good", "mixed", "split"]
    assert surveyed.summary["people"].tolist() == [len(org.members)] * 4
    told = reasons(surveyed)
    assert set(told) == {"none", "torn"}
    assert "members is missing" in told["none"]
    assert "Parquet" in told["torn"]


def test_a_column_that_one_file_lacks_is_kept(dataset, org):
    found = survey_sources.sources_of(dataset)[0]
    split = next(source for source in found if source.name == "split")
    members = split.organisation(strict=True, encoding=None).members
    half = len(org.members) // 2
    assert members["extra"].isna().tolist() == [True] * half + [False] * (len(members) - half)


def test_links_that_lead_back_are_followed_once(tmp_path, org):
    sg.write_tables(org, tmp_path / "one")
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "up").symlink_to(tmp_path / "below")
    (tmp_path / "dead.csv").symlink_to(tmp_path / "nowhere.csv")
    surveyed = ask(tmp_path)
    assert surveyed.summary["organisation"].tolist() == ["one"]
    assert "no file" in reasons(surveyed)["dead"]
    assert surveyed.ignored == ("again", "below/up")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_folder_that_may_not_be_looked_into_is_told(tmp_path, org, monkeypatch, lang):
    sg.write_tables(org, tmp_path / "one")
    (tmp_path / "shut").mkdir()
    usual = pathlib.Path.iterdir

    def refused(folder):
        if folder.name == "shut":
            raise PermissionError(13, "Permission denied", str(folder))
        return usual(folder)

    monkeypatch.setattr(pathlib.Path, "iterdir", refused)
    surveyed = ask(tmp_path, lang=lang, keep=tmp_path.parent / f"kept-{lang}")
    assert surveyed.summary["organisation"].tolist() == ["one"]
    assert "Permission denied" in reasons(surveyed)["shut"]


def test_strange_names_of_files_reach_every_output(tmp_path):
    folder = tmp_path / "rosters"
    folder.mkdir()
    names = ["line\nbreak", "x" * 200, "<b>&", "=1+1"]
    for name in names:
        (folder / f"{name}.csv").write_text(ROSTER, encoding="utf-8")
    try:
        bare = os.fsdecode(b"no-text-\xff.csv")
        (folder / bare).write_text(ROSTER, encoding="utf-8")
        names.append("no-text-\\udcff")
    except OSError:
        pass  # file systems whose names are texts
    (folder / "a.csv").write_text(ROSTER, encoding="utf-8")
    pd.DataFrame({"工号": ["1"], "姓名": ["安"], "班组": ["一班"]}).to_excel(folder / "a.xlsx")
    surveyed = ask(folder, keep=tmp_path / "kept")
    assert sorted(surveyed.names) == sorted([*names, "a.csv", "a.xlsx"])
    assert "<b>&" not in surveyed._repr_html_()
    surveyed.write(tmp_path / "survey.xlsx")
    assert sg.Survey.read(tmp_path / "kept").names == surveyed.names


def test_one_organisation_in_two_data_sets_has_two_names(tmp_path, org):
    for place in ("east", "west"):
        write_partition(tmp_path / place, org, "S1")
    assert ask(tmp_path).names == ["east/organisation=S1", "west/organisation=S1"]


@pytest.mark.parametrize("file", ["findings.parquet", "people.parquet"])
@pytest.mark.parametrize("harm", [lambda path: path.write_bytes(b"PAR1"), pathlib.Path.unlink])
def test_an_answer_whose_frames_are_harmed_is_asked_again(tmp_path, org, file, harm):
    keep = tmp_path / "kept"
    first = ask({"one": org, "two": org}, keep=keep)
    harm(next(iter(sorted(keep.rglob(file)))))
    assert sg.Survey.read(keep, lang="en").count_failed == 1
    again = ask({"one": org, "two": org}, keep=keep)
    assert len(again.asked) == 1
    pd.testing.assert_frame_equal(again.findings, first.findings)


def test_an_answer_that_is_harmed_meanwhile_is_told(tmp_path, org):
    keep = tmp_path / "kept"
    surveyed = ask({"one": org}, keep=keep)
    for file in keep.rglob("findings.parquet"):
        file.write_bytes(b"PAR1")
    with pytest.raises(sg.InputError, match="survey again"):
        surveyed.findings_of("one")


def test_an_older_answer_that_says_no_sizes_is_taken(tmp_path, org):
    keep = tmp_path / "kept"
    ask({"one": org}, keep=keep)
    (answer,) = keep.rglob("answer.json")
    content = json.loads(answer.read_text(encoding="utf-8"))
    older = {key: value for key, value in content.items() if key not in ("sizes", "layers")}
    answer.write_text(json.dumps(older), encoding="utf-8")
    assert ask({"one": org}, keep=keep).asked == []


def test_two_surveys_at_once_in_one_folder_keep_both_answers(tmp_path, org, monkeypatch):
    keep = tmp_path / "kept"
    usual = survey_store.write_once
    others = [True]

    def write(frame, path, **constants):
        if others:  # while this answer is written, another survey puts the same one there
            others.clear()
            ask({"one": org}, keep=keep)
        usual(frame, path, **constants)

    monkeypatch.setattr(survey_store, "write_once", write)
    surveyed = ask({"one": org}, keep=keep)
    assert surveyed.count_failed == 0
    assert len(surveyed.findings) == len(sg.Survey.read(keep).findings)
    assert ask({"one": org}, keep=keep).asked == []


def test_a_folder_without_room_for_a_survey_stays_empty(tmp_path, org, monkeypatch):
    keep = tmp_path / "kept"

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(pathlib.Path, "write_text", full)
        with pytest.raises(sg.InputError, match="No space left"):
            ask({"one": org}, keep=keep)
    assert list(keep.iterdir()) == []
    assert ask({"one": org}, keep=keep).count_failed == 0


@pytest.mark.parametrize(
    "mark", ["", "[]", '{"organisations": 1}', '{"organisations": {"one": []}}']
)
def test_a_mark_that_is_none_is_told(tmp_path, mark):
    (tmp_path / "sanzu-survey").write_text(mark, encoding="utf-8")
    with pytest.raises(sg.InputError, match="holds no survey"):
        sg.Survey.read(tmp_path, lang="en")
