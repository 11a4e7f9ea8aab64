"""`sanzu calendar`: groups × months, and exit codes like the audit's."""

import json

import pytest
from python_calamine import CalamineWorkbook

import sanzu_graph as sg
from sanzu_graph.cli import run
from tests.breaking import without
from tests.conftest import WORKING_DAY


@pytest.fixture
def sound(working, tmp_path):
    return str(sg.write_tables(working, tmp_path / "year"))


@pytest.fixture
def missing(working, tmp_path):
    return str(
        sg.write_tables(without(working, "activities", id="safety_class-4"), tmp_path / "missing")
    )


def test_all_held_returns_0(sound, capsys):
    assert run(["calendar", sound, "--on", WORKING_DAY, "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "missed: 0" in out
    assert "2026-04" in out


def test_a_missed_routine_is_marked_and_returns_1(missing, capsys):
    assert run(["calendar", missing, "--on", WORKING_DAY, "--lang", "zh"]) == 1
    out = capsys.readouterr().out
    assert "2/3!" in out
    assert "缺 1 次" in out
    assert run(["calendar", missing, "--on", WORKING_DAY, "--kind", "heart_to_heart"]) == 0


def test_whoever_keeps_no_log_and_whatever_is_unknown_returns_2(station, missing, tmp_path, capsys):
    path = str(sg.write_tables(station, tmp_path / "station"))
    assert run(["calendar", path, "--lang", "en"]) == 2
    assert "no table activities" in capsys.readouterr().err
    assert run(["calendar", missing, "--kind", "choir", "--lang", "en"]) == 2
    assert "It has safety_class" in capsys.readouterr().err
    assert run(["calendar", missing, "--on", "soon"]) == 2


def test_the_calendar_is_written_in_every_format(missing, tmp_path, capsys):
    run(["calendar", missing, "--on", WORKING_DAY, "--format", "json"])
    rows = json.loads(capsys.readouterr().out)
    assert [row["period"] for row in rows if row["state"] == "missed"] == ["2026-04"]
    for ending in ("csv", "xlsx", "txt"):
        path = tmp_path / f"calendar.{ending}"
        assert (
            run(["calendar", missing, "--on", WORKING_DAY, "--output", str(path), "--lang", "zh"])
            == 1
        )
        assert path.stat().st_size
    assert CalamineWorkbook.from_path(tmp_path / "calendar.xlsx").sheet_names == ["例行活动"]
