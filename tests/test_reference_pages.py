"""The reference pages are those that the code would write now."""

import importlib.util
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def test_reference_pages_are_up_to_date():
    spec = importlib.util.spec_from_file_location("make_reference", DOCS / "make_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, content in module.pages().items():
        assert (DOCS / name).read_text(encoding="utf-8") == content, "run `make pages`"
