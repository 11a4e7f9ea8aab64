"""One thing wrong with a roster: done to the people before they are laid out, or to the cells
after.
"""

from collections.abc import Iterable
from random import Random

from tests.io.rosters.expected import Located
from tests.io.rosters.files import Formula
from tests.io.rosters.layout import Maker
from tests.io.rosters.people import Person

STRANGER, NO_DAY, NO_NUMBER = "古文山", "2020-02-30", "未知"


def spoil_people(flaw: str, people: list[Person], chance: Random) -> list[Person]:
    """Make two people alike, and tell whose rows show it."""
    if flaw == "two people of one name and no ids":
        one, other = chance.sample(people, 2)
        other.name = other.id = one.name
        for somebody in people:
            somebody.mentors = [
                mentor for mentor in somebody.mentors if mentor is not one and mentor is not other
            ]
        return [one, other]
    if flaw == "a mentor's name that two people bear":
        apprentice, mentor, other = chance.sample(people, 3)
        apprentice.mentors, other.name = [mentor], mentor.name
        return [
            one for one in people if any(somebody in (mentor, other) for somebody in one.mentors)
        ]
    if flaw == "one id twice":
        one, other = chance.sample(people, 2)
        other.id = one.id
        return [one, other]
    return []


def spoil_layout(
    flaw: str, maker: Maker, people: list[Person], spoilt: Iterable[Person], chance: Random
) -> Located:
    """Spoil cells or headings, and tell where the fault is due."""
    made, headings = maker.made, maker.made.headings
    rows = {made.rows[at][1] for at, one in enumerate(people) if any(one is bad for bad in spoilt)}
    if flaw in SPOILT_PEOPLE:
        return Located(rows, {headings[SPOILT_PEOPLE[flaw]]})
    if flaw in SPOILT_CELLS:
        name, cell = SPOILT_CELLS[flaw]
        at = chance.randrange(len(people))
        set_cell(maker, at, name, cell)
        return Located({made.rows[at][1]}, {headings[name]})
    if flaw == "a heading twice, both columns filled":
        return Located(set(), {headings["work_type"]})
    if flaw == "a comma too many in a row":
        sheet, row = made.rows[chance.randrange(len(people))]
        cells = next(one for one in made.sheets if one.name == sheet).rows[row - 1]
        cells.insert(column_of(maker, "name") + 1, "多")
        return Located({row}, set())
    if flaw == "no heading for the name or the id":
        for sheet in made.sheets:
            for cells in sheet.rows:
                cells[:] = ["大名" if cell == headings["name"] else cell for cell in cells]
    return Located()


#: Flaws that are the same name or id in several rows → the field in which they show.
SPOILT_PEOPLE = {
    "two people of one name and no ids": "name",
    "a mentor's name that two people bear": "mentor",
    "one id twice": "id",
}
#: Flaws of one cell → its field, and what it holds.
SPOILT_CELLS: dict[str, tuple[str, str | Formula]] = {
    "a mentor whom nobody is": ("mentor", STRANGER),
    "a day that no calendar has": ("since", NO_DAY),
    "years of service that are no number": ("seniority_years", NO_NUMBER),
    "an id that is a formula never calculated": ("id", Formula('="M"&ROW()')),
}


def column_of(maker: Maker, name: str) -> int:
    return next(at for at, column in enumerate(maker.columns) if column.field == name)


def set_cell(maker: Maker, at: int, name: str, cell: str | Formula) -> None:
    sheet, row = maker.made.rows[at]
    next(one for one in maker.made.sheets if one.name == sheet).rows[row - 1][
        column_of(maker, name)
    ] = cell


def add_twin(maker: Maker) -> None:
    """A second column under the heading of the work type, filled."""
    twin = next(column for column in maker.columns if column.field == "work_type")
    maker.columns.append(type(twin)("", twin.heading, [f"{cell}二" for cell in twin.cells]))
