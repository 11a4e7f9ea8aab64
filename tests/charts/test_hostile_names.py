"""Names are text, never mathematics, markup, format strings or control characters."""

import matplotlib.pyplot as plt
import pytest

import sanzu_graph as sg
from tests.charts.conftest import assert_sound, texts

NAMES = [
    "$x$",
    r"$\frac{a}{b}",
    "<b>x</b> & y",
    "{id}",
    "%s",
    "长" * 200,
    "w" * 200,
    "👩‍👩‍👧 班",
    "😀",
    "a\nb",
    "\u202eevil",
    "שלום",
    "مرحبا",
    "a\u0301\u0302",
    "𠮷田班",
]


@pytest.fixture(scope="module")
def hostile():
    units = [f"T{number}" for number in range(len(NAMES))] + [
        f"P{number}" for number in range(len(NAMES))
    ]
    return sg.Org(
        {"id": ["M1", "M2"], "name": ["$m$", "<i>"]},
        {"id": units, "name": NAMES * 2, "layer": ["team"] * len(NAMES) + ["party"] * len(NAMES)},
        {"member": ["M1", "M1", "M2"], "unit": ["T0", "P0", "T1"], "role": ["leader", "", ""]},
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("chart", [sg.plot_org, sg.plot_overlap, sg.plot_findings, sg.plot_layers])
def test_names_are_shown_as_text(chart, lang, hostile):
    ax = chart(hostile, lang=lang)
    shown = texts(ax)
    assert {"$x$", "{id}", "%s", "a b", "evil"} <= set(shown)
    assert "<b>x</b> & y" in " ".join(shown), "perhaps in two lines"
    assert any(text.endswith("…") for text in shown)
    assert not any(text.get_parse_math() for text in ax.texts)
    assert_sound(ax)


@pytest.mark.parametrize("kind", ["pdf", "svg", "png"])
@pytest.mark.parametrize("chart", ["org", "layers", "overlap", "flow", "findings", "spans"])
def test_every_chart_can_be_saved(chart, kind, hostile, tmp_path):
    content = sg.save_chart(hostile, tmp_path / f"x.{kind}", chart=chart, lang="zh").read_bytes()
    assert len(content) > 1_000
    if kind == "svg":
        assert b"<b>" not in content
        assert "evil" not in content.decode() or "\u202e" not in content.decode()


@pytest.mark.parametrize("kind", ["pdf", "svg", "png"])
def test_every_format_can_be_written(kind, hostile, tmp_path):
    ax = sg.plot_org(hostile, lang="zh")
    ax.figure.savefig(tmp_path / f"x.{kind}")
    assert (tmp_path / f"x.{kind}").stat().st_size > 1_000
    plt.close(ax.figure)
