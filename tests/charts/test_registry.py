"""The frame around every chart: who is in the catalogue, what users see, what is shared."""

import inspect

import matplotlib.pyplot as plt
import pytest

import sanzu_graph as sg
from sanzu_graph.charts import registry
from sanzu_graph.charts.drawings import Drawing
from sanzu_graph.charts.registry import all_charts, drawing
from sanzu_graph.charts.saving import savable

PUBLIC = [name for name in sg.__all__ if name.startswith("plot_")]


def test_every_public_chart_is_in_the_catalogue() -> None:
    assert {f"plot_{name}" for name in all_charts()} == set(PUBLIC)
    assert [one.plot for one in all_charts().values()] == [
        getattr(sg, f"plot_{name}") for name in all_charts()
    ]


def test_charts_of_an_organisation_can_be_saved() -> None:
    assert set(all_charts()) - set(savable()) == {"candidates", "comparison", "frontier", "survey"}


def test_save_chart_names_every_chart_that_it_saves() -> None:
    doc = inspect.getdoc(sg.save_chart) or ""
    assert [name for name in savable() if f'``"{name}"``' not in doc] == []


@pytest.mark.parametrize("name", PUBLIC)
def test_a_chart_takes_axes_and_a_language_by_name(name: str) -> None:
    signature = inspect.signature(getattr(sg, name))
    for word in registry.FRAME:
        parameter = signature.parameters[word]
        assert parameter.kind is parameter.KEYWORD_ONLY
        assert parameter.default is None
    assert signature.return_annotation == "Axes"
    assert getattr(sg, name).__annotations__["return"] == "Axes"


@pytest.mark.parametrize("name", PUBLIC)
def test_a_chart_tells_what_all_charts_share(name: str) -> None:
    doc = inspect.getdoc(getattr(sg, name)) or ""
    titles = ["Parameters", "Returns", "Raises", "Warns", "Examples"]
    places = [doc.find(f"\n{title}\n{'-' * len(title)}\n") for title in titles]
    assert [place for place in places if place >= 0] == sorted(
        place for place in places if place >= 0
    )
    assert -1 not in (places[0], places[1], places[3], places[4])
    assert "Not shown, saved or closed." in doc
    assert "no installed font can" in doc
    for word in registry.FRAME:
        assert doc.count(f"\n{word}\n") == 1


def chart_of(doc: str) -> object:
    """A chart of its own, which leaves the catalogue as it was."""

    def plot_nothing(org: object, *, ax: None = None, lang: str | None = None) -> Drawing:
        raise NotImplementedError

    plot_nothing.__doc__ = doc
    before = dict(registry._CHARTS)
    try:
        return registry.chart(plot_nothing)
    finally:
        registry._CHARTS.clear()
        registry._CHARTS.update(before)


def test_a_charts_own_words_stand_where_they_belong() -> None:
    made = chart_of(
        """Nothing.

        How to read it.

        Parameters
        ----------
        org
            It.
        lang
            My own words.

        Raises
        ------
        InputError
            Never.

        Examples
        --------
        >>> 1
        1
        """
    )
    assert made.__doc__ == (
        "Nothing.\n\nHow to read it.\n\nParameters\n----------\norg\n    It.\nlang\n    My own words.\n"
        f"ax\n    {registry._PARAMETERS['ax']}\n\n{registry._RETURNS}\n"
        f"Raises\n------\nInputError\n    Never.\n\n{registry._WARNS}\n"
        "Examples\n--------\n>>> 1\n1\n"
    )


def test_a_drawing_is_what_the_chart_paints(station: sg.Org) -> None:
    (title, *_) = drawing(sg.plot_spans, station).scene().labels
    ax = sg.plot_spans(station)
    assert ax.texts[0].get_text() == title.text
    plt.close(ax.figure)
