"""The reference pages are those that the code would write now."""

import importlib.util
import json
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
spec = importlib.util.spec_from_file_location("make_reference", DOCS / "make_reference.py")
MADE = importlib.util.module_from_spec(spec)
spec.loader.exec_module(MADE)


def structure(content):
    """A page of a format without its words, which are those of docstrings: keys and what they hold.

    The site is always built with the words of today.
    """
    if content.startswith("{"):
        return json.loads(content, object_hook=lambda shape: {**shape, "description": ""})
    rows = [line for line in content.splitlines() if line.startswith(("| ", "## "))]
    return [row.rsplit(" | ", 1)[0] for row in rows]


@pytest.mark.parametrize("name", MADE.pages())
def test_a_reference_page_is_up_to_date(name):
    written = (DOCS / name).read_text(encoding="utf-8")
    told = structure if "format" in name or "schema" in name else str
    assert told(written) == told(MADE.pages()[name]), "run `make pages`"
