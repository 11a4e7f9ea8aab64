"""What makes the house hard to understand may only become less."""

from pathlib import Path

import pytest

from tests.house import House, measures, told

ROOT = Path(__file__).parents[1]
#: File names that several rooms share, because the file does the same in each.
SHARED_NAMES = {
    "html": "how things of the room look in a notebook",
    "registry": "every function or class of its kind, found by name",
    "members": "what becomes of the table of members",
    "mentors": "what becomes of relations between mentor and apprentice",
    "units": "what becomes of the tables of units and memberships",
}


@pytest.fixture(scope="module")
def house() -> House:
    return House(ROOT)


def test_no_files_import_one_another_in_a_circle(house: House) -> None:
    assert not house.circles


def test_no_class_name_stands_for_two_things(house: House) -> None:
    assert not house.repeated_classes


def test_rooms_share_only_file_names_of_one_role(house: House) -> None:
    assert {*house.repeated_files} == {*SHARED_NAMES}


def test_placement_alone_applies_a_rule_of_who_may_sit_and_lead(house: House) -> None:
    assert house.deciding == []


def test_one_place_reads_days_and_one_asks_for_today(house: House) -> None:
    assert house.reading_days == ["model/days.py day_of"]
    assert house.asking_today == ["model/days.py"]


def test_one_file_hands_parts_to_executors(house: House) -> None:
    assert house.pools == ["solving/pools.py"]


def test_the_table_has_a_line_for_each_measure(small: Path) -> None:
    write(small, "../tests/test_roofs.py", "assert True\n")
    table = list(told(measures(House(small))))
    assert all(line.count("|") == 6 for line in table)
    assert len({line.split("|")[1] for line in table}) == len(table) == 14


# -- the measures themselves, on houses so small that one can count


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Two rooms of two files each, sound; tests break one thing each."""
    for name, source in {
        "__init__.py": "bricks = 1\n",
        "low/__init__.py": "",
        "low/bricks.py": "class Brick:\n    pass\n",
        "low/beams.py": "from sanzu_graph.low.bricks import Brick\n",
        "high/__init__.py": "",
        "high/roofs.py": "from sanzu_graph.low import beams, bricks\n",
        "high/doors.py": "",
    }.items():
        write(tmp_path, name, source)
    return tmp_path


def write(root: Path, name: str, source: str) -> None:
    path = root / "sanzu_graph" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")


def test_a_sound_house_has_nothing_to_tell(small: Path) -> None:
    house = House(small)
    assert (house.circles, house.repeated_classes, house.repeated_files) == ([], {}, {})
    assert house.imports["high/roofs.py"] == {"low/beams.py", "low/bricks.py"}


@pytest.mark.parametrize(
    "source",
    [
        "from sanzu_graph.low.beams import x\n",
        "import sanzu_graph.low.beams\n",
        "def f():\n    from sanzu_graph.low import beams\n",
        "if TYPE_CHECKING:\n    from sanzu_graph.high.roofs import Roof\n",
    ],
    ids=["directly", "as a module", "lazily", "for types, over two"],
)
def test_a_circle_is_found_however_it_is_closed(small: Path, source: str) -> None:
    write(small, "low/bricks.py", source)
    (circle,) = House(small).circles
    assert {"low/beams.py", "low/bricks.py"} <= set(circle)
    assert ("high/roofs.py" in circle) == ("TYPE_CHECKING" in source)


def test_two_circles_that_meet_in_no_file_are_two(small: Path) -> None:
    write(small, "low/bricks.py", "from sanzu_graph.low.beams import x\n")
    write(small, "high/doors.py", "from sanzu_graph.high.roofs import x\n")
    write(small, "high/roofs.py", "from sanzu_graph.high.doors import y\n")
    assert House(small).circles == [
        ["high/doors.py", "high/roofs.py"],
        ["low/beams.py", "low/bricks.py"],
    ]


@pytest.mark.parametrize("source", ["class Brick: ...\n", "def f():\n    class Brick: ...\n"])
def test_a_class_name_that_stands_twice_is_found(small: Path, source: str) -> None:
    write(small, "high/doors.py", source)
    assert House(small).repeated_classes == {"Brick": ["high/doors.py", "low/bricks.py"]}


def test_a_file_name_in_two_rooms_is_found(small: Path) -> None:
    write(small, "high/bricks.py", "")
    write(small, "high/deep/doors.py", "")  # the same room
    assert House(small).repeated_files == {"bricks": ["high/bricks.py", "low/bricks.py"]}


def test_code_is_counted_without_words_about_it(small: Path) -> None:
    before = House(small).characters
    write(small, "high/doors.py", '"""A\ndocstring."""\n\n# why\nx = "#"  # so\n')
    assert House(small).characters == before + len('x = "#"')


@pytest.mark.parametrize(
    "source",
    [
        "open_ = layer.candidates\n",
        "rule = policy.layer(name).leader\n",
        "columns = policy.transfer.move\n",
    ],
)
def test_a_file_that_applies_a_rule_itself_is_found(small: Path, source: str) -> None:
    write(small, "optimize/moves.py", source)
    write(small, "checks/moves.py", source)  # a check asks what a rule says; it offers no seat
    assert House(small).deciding == ["optimize/moves.py"]
