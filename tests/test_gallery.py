"""The gallery shows the pictures that are there, drawn by the code beside them; all of them small."""

import importlib.util
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from sanzu_graph.charts.registry import all_charts

DOCS = Path(__file__).parents[1] / "docs"


def gallery():
    spec = importlib.util.spec_from_file_location("make_gallery", DOCS / "make_gallery.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_is_up_to_date(lang):
    made = gallery()
    written = (DOCS / lang / "gallery.md").read_text(encoding="utf-8")
    assert written == made.page(made.pictures(), lang), "run `make pages`"


def test_every_picture_is_there_and_small():
    pages = [DOCS / "en" / "gallery.md", DOCS / "contact_sheets.md"]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    shown = re.findall(r"\((?:\.\./)?gallery/([^)]+)\)", text)
    files = {path.name: path for path in (DOCS / "gallery").iterdir()}
    assert sorted(shown) == sorted(files)
    sizes = {name: path.stat().st_size for name, path in files.items()}
    sheets = {name: size for name, size in sizes.items() if name.startswith("contact-")}
    assert sum(sizes.values()) - sum(sheets.values()) < 3_000_000
    assert sum(sheets.values()) < 3_000_000
    assert max(sheets.values()) < 200_000
    for path in files.values():
        if path.suffix == ".svg":
            ET.parse(path)  # noqa: S314 - our own


def test_a_picture_is_what_the_code_draws_now(tmp_path):
    made = gallery()
    for picture in made.pictures():
        if picture.file in ("layers.svg", "changes.svg"):
            picture.draw(tmp_path / picture.file)
            texts = [
                re.findall(r">([^<>]+)</text>", (folder / picture.file).read_text(encoding="utf-8"))
                for folder in (tmp_path, made.FOLDER)
            ]
            assert texts[0] == texts[1], "run `make pages`"


def test_every_chart_has_a_contact_sheet():
    charts = {name for name, chart in all_charts().items() if chart.is_of_org}
    sheets = {path.stem.removeprefix("contact-") for path in made_sheets()}
    assert sheets == charts | {"comparison", "frontier", "survey"}


def made_sheets():
    return (DOCS / "gallery").glob("contact-*.png")
