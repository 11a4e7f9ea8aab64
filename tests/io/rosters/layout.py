"""People and a recipe → sheets of cells, and where each person stands in them."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.io.rosters.files import Cell, Formula, Sheet
from tests.io.rosters.people import DEPUTY, LEADER, PLAIN, Person
from tests.io.rosters.recipes import Recipe
from tests.io.rosters.words import EN, SIMPLIFIED, TRADITIONAL, Words

EPOCH = datetime.date(1899, 12, 30)
WIDE = str.maketrans(
    {chr(code): chr(code + 0xFEE0) for code in [*range(0x30, 0x3A), *range(0x41, 0x5B)]}
)
GROUPS = {
    "party": {SIMPLIFIED: "党务信息", TRADITIONAL: "黨務信息", EN: "Party matters"},
    "union": {SIMPLIFIED: "工会信息", TRADITIONAL: "工會信息", EN: "Union matters"},
}
SHEET_NAMES = {SIMPLIFIED: "花名册", TRADITIONAL: "花名冊", EN: "Roster"}
SUBTOTALS = {SIMPLIFIED: "小计", TRADITIONAL: "小計", EN: "Subtotal"}
FIELDS = (
    "serial",
    "id",
    "name",
    "team",
    "position",
    "role:team",
    "work_type",
    "seniority_years",
    "since",
    "skill_level",
    "political_status",
    "party",
    "role:party",
    "union",
    "role:union",
    "mentor",
    "until",
)


@dataclass
class Layout:
    """What was laid out.

    Attributes
    ----------
    sheets : the sheets
    rows : person (by position) → (sheet, row from 1)
    head_rows : the rows of headings of the first sheet, from 1
    headings : field → the heading that was chosen
    posts : person (by position) → what the position says
    secrets : every text of a private column
    junk : heading → what the people have there, by position
    """

    sheets: list[Sheet] = field(default_factory=list)
    rows: dict[int, tuple[str, int]] = field(default_factory=dict)
    head_rows: list[int] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    posts: dict[int, str] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)
    junk: dict[str, dict[int, str]] = field(default_factory=dict)


@dataclass
class Column:
    """A column: its field (or "" for junk), heading, the heading of its group, and a cell per
    person.
    """

    field: str
    heading: str
    cells: list[Cell]
    group: str = ""


def post_of(one: Person, recipe: Recipe, words: Words) -> str:
    """What the position says: the work done, or everything that somebody leads and assists."""
    if "role:team" in words.headings and recipe.posts == "columns":
        return one.position
    told = []
    for layer in ["team", "party", "union"] if recipe.posts == "compound" else ["team"]:
        if layer == "team" or (recipe.party_column if layer == "party" else recipe.union_column):
            role = one.roles.get(layer)
            told += (
                [words.leads[layer]]
                if role == LEADER
                else [words.assists[layer]]
                if role == DEPUTY
                else []
            )
    if one.roles["team"] == PLAIN:
        told.insert(0, one.position)
    return words.joined[recipe.number % len(words.joined)].join(told)


class Maker:
    """Lays out one roster."""

    def __init__(self, people: list[Person], recipe: Recipe, words: Words, chance: Random) -> None:
        self.people, self.recipe, self.words, self.chance = people, recipe, words, chance
        self.made = Layout()
        self.columns: list[Column] = []

    def layout(self) -> Layout:
        teams = sorted(
            {one.units["team"] for one in self.people},
            key=[one.units["team"] for one in self.people].index,
        )
        if self.recipe.teams == "sheets":
            for team in teams:
                self.add_sheet(
                    team, [at for at, one in enumerate(self.people) if one.units["team"] == team]
                )
        else:
            self.add_sheet(SHEET_NAMES[self.recipe.script], list(range(len(self.people))))
        if self.recipe.extra_sheet:
            self.made.sheets.append(
                Sheet(
                    "说明" if self.recipe.script != EN else "Notes",
                    [["每年更新一次"], ["有疑问请联系办公室"]],
                )
            )
        return self.made

    # -- columns

    def make_columns(self) -> None:
        recipe, chance = self.recipe, self.chance
        wanted = [name for name in FIELDS if name in self.words.headings and self.is_wanted(name)]
        for name in wanted:
            heading = chance.choice(self.words.headings[name])
            self.made.headings[name] = heading
            layer = name.removeprefix("role:")
            group = GROUPS[layer][recipe.script] if recipe.two_rows and layer in GROUPS else ""
            self.columns.append(
                Column(
                    name, heading, [self.cell(name, at) for at in range(len(self.people))], group
                )
            )
        if recipe.junk:
            for heading in chance.sample(self.words.junk, max(1, round(len(self.columns) * 3 / 7))):
                self.add_junk(heading)
        if recipe.department and self.words.department[0] not in self.made.headings.values():
            heading, text = self.words.department
            self.made.junk[heading] = dict.fromkeys(range(len(self.people)), text)
            self.columns.insert(self.free_place(), Column("", heading, [text] * len(self.people)))
        if recipe.private:
            for heading in self.words.private:
                cells = [
                    f"{90000 + chance.randint(0, 9999)}{at:06}" for at in range(len(self.people))
                ]
                self.made.secrets |= set(cells)
                self.columns.insert(self.free_place(), Column("private", heading, list(cells)))
        if recipe.empty_twin:
            self.columns.append(Column("", self.made.headings["name"], [None] * len(self.people)))

    def is_wanted(self, name: str) -> bool:
        recipe = self.recipe
        if name == "id":
            return recipe.ids != "none"
        if name == "team":
            return recipe.teams != "sheets"
        if name in {"party", "union"}:
            return recipe.party_column if name == "party" else recipe.union_column
        if name in {"role:party", "role:union"}:
            return recipe.posts == "columns" and self.is_wanted(name.removeprefix("role:"))
        return {
            "serial": recipe.serial,
            "role:team": recipe.posts == "columns",
            "mentor": recipe.mentors != "none",
        }.get(name, True)

    def add_junk(self, heading: str) -> None:
        texts = [
            f"{heading}{self.chance.randint(1, 9)}" if self.chance.random() < 0.7 else ""
            for _ in self.people
        ]
        cells: list[Cell] = [text or None for text in texts]
        if self.recipe.formulas and self.chance.random() < 0.5:
            cells, texts = [Formula("=1+1") for _ in self.people], [""] * len(self.people)
        self.made.junk[heading] = dict(enumerate(texts))
        self.columns.insert(self.free_place(), Column("", heading, cells))

    def free_place(self) -> int:
        """Where a column may be put in: not into a group of columns."""
        places = [
            at
            for at in range(len(self.columns) + 1)
            if not (
                0 < at < len(self.columns)
                and self.columns[at].group
                and self.columns[at].group == self.columns[at - 1].group
            )
        ]
        return self.chance.choice(places)

    # -- cells

    def cell(self, name: str, at: int) -> Cell:
        one, recipe = self.people[at], self.recipe
        if name.startswith("role:"):
            return self.words.roles[one.roles.get(name.removeprefix("role:"), PLAIN)] or None
        spelled: dict[str, Callable[[], Cell]] = {
            "serial": lambda: Formula("=ROW()-3") if recipe.formulas else at + 1,
            "id": lambda: self.id_of(one),
            "name": lambda: self.loose(self.padded(one.name)),
            "position": lambda: self.loose(
                self.made.posts.setdefault(at, post_of(one, recipe, self.words))
            ),
            "work_type": lambda: self.loose(one.work_type),
            "political_status": lambda: self.loose(
                self.chance.choice(
                    self.words.statuses.get(one.political_status, (one.political_status,))
                )
            ),
            "seniority_years": lambda: (
                str(one.years).translate(WIDE) if recipe.wide_digits else one.years
            ),
            "skill_level": lambda: one.skill,
            "since": lambda: self.day(one.since),
            "until": lambda: self.day(one.until),
            "mentor": lambda: self.mentor_of(one),
        }
        return (
            spelled[name]()
            if name in spelled
            else self.loose(one.units[name])
            if name in one.units
            else self.nothing()
        )

    def id_of(self, one: Person) -> Cell:
        if self.recipe.ids == "numbers":
            return int(one.id)
        return one.id.translate(WIDE) if self.recipe.ids == "wide" else self.loose(one.id)

    def mentor_of(self, one: Person) -> Cell:
        if not one.mentors:
            return self.nothing()
        called = [
            mentor.id if self.recipe.mentors == "ids" else self.padded(mentor.name)
            for mentor in one.mentors
        ]
        return self.loose(self.chance.choice(self.words.several).join(called))

    def nothing(self) -> Cell:
        return (
            self.chance.choice([None, *self.words.nothing])
            if self.recipe.words_for_nothing
            else None
        )

    def loose(self, text: str | None) -> str | None:
        """A text as hands leave it: sometimes with blanks behind."""
        return (
            text + self.chance.choice(["", " ", "　", "  "])
            if text and self.recipe.trailing_blanks
            else text
        )

    def padded(self, name: str) -> str:
        """A name of two characters spread over three, so that the column looks even."""
        return (
            f"{name[0]}　{name[1]}"
            if self.recipe.padded_names and len(name) == 2 and self.chance.random() < 0.8
            else name
        )

    def day(self, day: datetime.date | None) -> Cell:
        if day is None:
            return None
        spelled: dict[str, Cell] = {
            "day": day,
            "iso": day.isoformat(),
            "slashes": f"{day.year}/{day.month}/{day.day}",
            "chinese": f"{day.year}年{day.month}月{day.day}日",
            "month": f"{day.year}年{day.month}月",
            "serial": (day - EPOCH).days,
        }
        made = spelled[self.recipe.dates]
        return made.translate(WIDE) if self.recipe.wide_digits and isinstance(made, str) else made

    # -- sheets

    def add_sheet(self, name: str, people: list[int]) -> None:
        recipe, words, width = self.recipe, self.words, len(self.columns)
        sheet = Sheet(name, [])
        place = words.places[0]
        if recipe.title:
            sheet.rows.append([words.title.format(place)])
            self.merge(sheet, 0, 0, 0, width - 1)
        if recipe.subtitle:
            sheet.rows.append(
                [words.subtitle[0].format(place), *[None] * (width - 2), words.subtitle[1]]
            )
        if recipe.blank_rows and sheet.rows:
            sheet.rows.append([])
        self.add_headings(sheet)
        last_team, start = "", 0
        for at in people:
            team = self.people[at].units["team"]
            if team != last_team and last_team:
                self.end_team(sheet, start)
            if team != last_team:
                last_team, start = team, len(sheet.rows)
            sheet.rows.append([column.cells[at] for column in self.columns])
            self.made.rows[at] = (name, len(sheet.rows))
            if recipe.hidden_rows and self.chance.random() < 0.2:
                sheet.hidden_rows.add(len(sheet.rows) - 1)
        self.end_team(sheet, start, is_last=True)
        self.add_foot(sheet, len(people))
        self.made.sheets.append(sheet)

    def add_headings(self, sheet: Sheet) -> None:
        top = len(sheet.rows)
        groups = [column.group for column in self.columns]
        if any(groups):
            sheet.rows.append(
                [
                    None if group and at and groups[at - 1] == group else group or column.heading
                    for at, (group, column) in enumerate(zip(groups, self.columns, strict=True))
                ]
            )
            for at, group in enumerate(groups):
                if not group:
                    self.merge(sheet, top, at, top + 1, at)
                elif at == 0 or groups[at - 1] != group:
                    self.merge(sheet, top, at, top, at + groups[at:].count(group) - 1)
        sheet.rows.append(
            [column.heading if column.group or not any(groups) else None for column in self.columns]
        )
        if not self.made.sheets and not self.made.head_rows:
            self.made.head_rows = list(range(top + 1, len(sheet.rows) + 1))

    def end_team(self, sheet: Sheet, start: int, *, is_last: bool = False) -> None:
        recipe, end = self.recipe, len(sheet.rows)
        team = next((at for at, column in enumerate(self.columns) if column.field == "team"), None)
        if recipe.teams == "merged" and team is not None:
            self.merge(sheet, start, team, end - 1, team)
        if recipe.subtotals:
            sheet.rows.append([SUBTOTALS[recipe.script], end - start])
        if recipe.blank_rows and not is_last:
            sheet.rows.append([])
        if recipe.repeated_headings and not is_last:
            self.add_headings(sheet)

    def add_foot(self, sheet: Sheet, count: int) -> None:
        if self.recipe.total:
            counted: Cell = Formula("=COUNTA(A1:A9)") if self.recipe.formulas else count
            before = (
                [column.field for column in self.columns].index("name")
                if self.recipe.total_below_names
                else 0
            )
            sheet.rows.append([*[None] * before, self.words.total, counted])
        if self.recipe.signatures:
            sheet.rows += [
                [],
                [
                    self.words.signatures[0],
                    None,
                    self.words.signatures[1],
                    None,
                    self.words.signatures[2],
                ],
            ]

    def merge(self, sheet: Sheet, top: int, left: int, bottom: int, right: int) -> None:
        """Mark a range as merged, of which only the first cell keeps its value; CSV has no such
        marks and keeps all.
        """
        if self.recipe.kind == "csv" or (top, left) == (bottom, right):
            return
        sheet.merged.append((top, left, bottom, right))
        for row in range(top, min(bottom + 1, len(sheet.rows))):
            for column in range(left, min(right + 1, len(sheet.rows[row]))):
                if (row, column) != (top, left):
                    sheet.rows[row][column] = None
