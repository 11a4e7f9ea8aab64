"""What a search found is kept, with what repeats it."""

from tests.searching import keep


def test_what_a_search_found_is_kept(tmp_path):
    path = tmp_path / ".hypothesis" / "failing.txt"
    told = "E  Falsifying example: test_x(\nE  at=0)"
    assert keep("tests/test_x.py::test_x", told, "to repeat: SANZU_SEED=7", path)
    assert keep("tests/test_y.py::test_y", told, "to repeat: SANZU_SEED=8", path)
    kept = path.read_text(encoding="utf-8")
    assert kept.index("SANZU_SEED=7") < kept.index("at=0") < kept.index("test_y")


def test_what_no_search_found_is_not(tmp_path):
    assert not keep("test", "AssertionError", "", tmp_path / "failing.txt")
    assert not list(tmp_path.iterdir())
