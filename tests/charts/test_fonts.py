"""Chinese is written where a font can be found; else one warning says what to do."""

import warnings

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.font_manager import fontManager

import sanzu_graph as sg
from sanzu_graph.charts import fonts
from sanzu_graph.charts.lettering import Lettering
from tests.breaking import without
from tests.charts.conftest import assert_sound, forget, texts
from tests.speech import in_language

CHARTS = [sg.plot_org, sg.plot_overlap, sg.plot_findings]


def test_the_extra_is_found_and_known_to_matplotlib():
    assert fonts.families() == ("Noto Sans SC", "DejaVu Sans")
    assert any(font.name == "Noto Sans SC" for font in fontManager.ttflist)


@pytest.fixture
def only_system(monkeypatch):
    monkeypatch.setattr(fonts, "packaged", lambda: None)
    forget()
    yield monkeypatch
    monkeypatch.undo()
    forget()


def test_an_installed_font_is_found(only_system):
    only_system.setattr(fonts, "_is_steady", lambda _: True)
    only_system.setattr(
        fonts,
        "installed",
        lambda: iter(
            [("SimHei", "simhei.ttf"), ("Source Han Sans SC", "x.otf"), ("Arial", "a.ttf")]
        ),
    )
    assert fonts.chinese_family() == "Source Han Sans SC"


def test_a_font_that_matplotlib_has_not_noticed_is_found(only_system, tmp_path):
    from pylopdf_fonts_zh_cn import sans_path

    file = tmp_path / "NotoSansSC-Regular.otf"
    file.symlink_to(sans_path())
    known = list(fontManager.ttflist)
    only_system.setattr(
        fontManager, "ttflist", [font for font in known if font.name != "Noto Sans SC"]
    )
    only_system.setattr(
        fonts, "findSystemFonts", lambda: [str(file), str(tmp_path / "unrelated.ttf")]
    )
    assert fonts.chinese_family() == "Noto Sans SC"


def test_a_file_that_is_no_font_is_passed_over(tmp_path):
    file = tmp_path / "simhei.ttf"
    file.write_bytes(b"no font")
    assert not fonts._is_steady(str(file))


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.usefixtures("no_font")
def test_without_a_font_one_warning_names_the_cure(chart, lang, station):
    org = without(station, "memberships", role="leader")
    with pytest.warns(sg.SanzuWarning) as caught:
        ax = chart(org, lang=lang)
    assert len(caught) == 1
    assert 'pip install "sanzu_graph[fonts]"' in str(caught[0].message)
    assert ("找不到" in str(caught[0].message)) == (lang == "zh")
    assert caught[0].filename == __file__
    assert_sound(ax)  # a missing glyph would be an error
    assert all(ord(letter) < 0x2E80 for text in texts(ax) for letter in text)


@pytest.mark.usefixtures("no_font")
def test_a_chart_that_is_no_scene_warns_at_the_same_line():
    points = pd.DataFrame({"people_moved": [0, 1], "unmet": [1, 0], "status": ["optimal"] * 2})
    with pytest.warns(sg.SanzuWarning) as caught:
        assert_sound(sg.plot_frontier(points, lang="zh"))
    assert [one.filename for one in caught] == [__file__]


@pytest.mark.usefixtures("no_font")
def test_without_a_font_ids_stand_for_names(station):
    with pytest.warns(sg.SanzuWarning):
        ax = sg.plot_org(station, lang="zh")
    assert {"T1", "T2", "P1", "U1", "U2", "S1", "B1"} <= set(texts(ax))


@pytest.mark.usefixtures("no_font")
def test_without_a_font_nothing_is_said_where_nothing_is_chinese():
    org = sg.Org(
        {"id": ["A"]}, {"id": ["T1"], "layer": ["team"]}, {"member": ["A"], "unit": ["T1"]}
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_sound(sg.plot_org(org, lang="en"))


@pytest.mark.parametrize("chart", CHARTS)
def test_the_settings_of_the_user_are_left_alone(chart, station):
    before = dict(mpl.rcParams)
    chart(station, lang="zh").figure.canvas.draw()
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("chart", CHARTS)
def test_the_settings_of_the_user_do_no_harm(chart, station):
    with mpl.rc_context(
        {
            "font.family": ["serif"],
            "text.parse_math": True,
            "figure.autolayout": True,
            "axes.grid": True,
            "font.size": 30,
        }
    ):
        assert_sound(chart(station, lang="zh"))


def test_style_is_local():
    before = mpl.rcParams["pdf.fonttype"]
    with fonts.style():
        assert mpl.rcParams["pdf.fonttype"] == 42
        assert mpl.rcParams["axes.unicode_minus"] is False
    assert mpl.rcParams["pdf.fonttype"] == before


def test_plain_texts():
    words = Lettering()
    assert words.plain("a\nb\t c\u200f\u202e") == "a b c"
    assert words.plain("👩‍👩‍👧") in ("�", "👩👩👧")
    assert words.name("", "T1") == "T1"
    assert words.name("\u200f") == "�"
    assert words.name("班 🧿", "T1").startswith("班")


@pytest.mark.parametrize("line", ["长" * 200, "w" * 200, "a b" * 70, "", "a", "党a" * 9])
@pytest.mark.parametrize("room", [5, 30, 100])
def test_texts_are_cut_to_their_room(line, room):
    words = in_language("zh", Lettering)
    assert words.width(words.fit(line, 8, room), 8) <= max(room, words.width("…", 8))
    wrapped = words.wrap(line, 8, room, 3)
    assert 1 <= len(wrapped) <= 3
    assert all(words.width(part, 8) <= max(room, words.width("…", 8), 8.4) for part in wrapped)


def test_texts_break_between_words():
    words = Lettering()
    assert words.wrap("House Committee on Rules", 8, 80, 3) == ["House Committee", "on Rules"]


def test_chinese_lines_break_behind_their_marks():
    words = in_language("zh", Lettering)
    line = "现有层：company、division、department、project。请改用其中之一。"
    for room in range(60, 200, 7):
        lines = words.wrap(line, 8, room, 9)
        assert "".join(lines) == line
        assert all(one[0] not in "，。、；：）”" for one in lines)
        assert not any(one[-1].isascii() for one in lines)  # no word is cut
        assert all(words.width(one, 8) <= room for one in lines)
