"""A hundred recipes: how the roster of each number is laid out, written and, in a third of them,
spoilt.
"""

from dataclasses import dataclass, fields, replace
from random import Random

from tests.io.rosters.words import EN, SCRIPTS, TRADITIONAL

KINDS = ("xlsx", "csv", "xlsx", "csv", "xlsx", "ods", "xlsx", "csv", "xls", "csv")
ENCODINGS = ("utf-8", "gb18030", "utf-8-sig", "utf-16", "big5")
DATES = ("day", "iso", "slashes", "chinese", "month", "serial")
#: Each is one thing wrong with the roster, for which a fault at its place is due.
FLAWS = (
    "two people of one name and no ids",
    "a mentor's name that two people bear",
    "a mentor whom nobody is",
    "one id twice",
    "a day that no calendar has",
    "years of service that are no number",
    "a heading twice, both columns filled",
    "no heading for the name or the id",
    "Big5 that is not said to be Big5",
    "an id that is a formula never calculated",
    "a comma too many in a row",
)


@dataclass(frozen=True)
class Recipe:
    """What one roster is like; its `repr` names what is unusual about it."""

    number: int
    kind: str
    script: str
    encoding: str = ""
    teams: str = "repeated"  # or "merged", or a sheet for each
    ids: str = "text"  # or "numbers", "wide", or "none"
    posts: str = "columns"  # roles in columns of their own, or "compound": 班长兼党小组长
    dates: str = "day"
    party_column: bool = True
    union_column: bool = True
    mentors: str = "names"  # or "ids", "none"
    serial: bool = False
    private: bool = False
    junk: bool = False
    empty_twin: bool = False
    title: bool = False
    subtitle: bool = False
    two_rows: bool = False
    total: bool = False
    subtotals: bool = False
    signatures: bool = False
    repeated_headings: bool = False
    blank_rows: bool = False
    hidden_rows: bool = False
    formulas: bool = False
    trailing_blanks: bool = False
    padded_names: bool = False
    wide_digits: bool = False
    extra_sheet: bool = False
    total_below_names: bool = False
    namesakes: bool = False
    several_mentors: bool = False
    words_for_nothing: bool = False
    department: bool = False
    other_party: bool = False
    flaw: str = ""

    def __str__(self) -> str:
        told = [
            f.name if value is True else str(value)
            for f in fields(self)
            if (value := getattr(self, f.name)) and value != f.default
        ]
        return ", ".join(told)


def recipe(number: int) -> Recipe:
    """The recipe of a number, the same each time; every third roster has a flaw."""
    chance = Random(1_000 + number)
    flaw = FLAWS[number // 3 % len(FLAWS)] if number % 3 == 2 else ""
    kind, script = KINDS[number % len(KINDS)], SCRIPTS[(number + number // 10) % len(SCRIPTS)]
    if flaw == "Big5 that is not said to be Big5":
        kind, script = "csv", TRADITIONAL
    if flaw == "an id that is a formula never calculated":
        kind = "xlsx"
    if flaw == "a comma too many in a row":
        kind = "csv"
    encoding = ENCODINGS[(number // 2 + number // 10) % len(ENCODINGS)] if kind == "csv" else ""
    if encoding == "big5" and script not in {EN, TRADITIONAL}:
        encoding = "gb18030"
    if flaw == "Big5 that is not said to be Big5":
        encoding = "big5"
    is_book = kind != "csv"
    teams = chance.choice(["repeated", "merged", "sheets"]) if is_book else "repeated"

    def some(share: float = 0.4) -> bool:
        return chance.random() < share

    made = Recipe(
        number,
        kind,
        script,
        encoding,
        teams=teams,
        ids=chance.choice(["text", "text", "numbers", "wide", "none", "none"]),
        posts=chance.choice(["columns", "compound"]),
        dates=chance.choice(
            DATES if script != EN else [way for way in DATES if way not in {"chinese", "month"}]
        ),
        party_column=some(0.75),
        union_column=some(0.75),
        mentors=chance.choice(["names", "names", "ids", "none"]),
        serial=some(),
        private=some(),
        junk=some(0.3),
        empty_twin=some(0.15),
        title=some(0.6),
        subtitle=some(),
        two_rows=some(0.3),
        total=some(),
        subtotals=some(0.2),
        signatures=some(0.5),
        repeated_headings=some(0.2),
        blank_rows=some(0.3),
        hidden_rows=is_book and kind != "xls" and some(0.3),
        formulas=kind in {"xlsx", "ods"} and some(0.3),
        trailing_blanks=some(),
        padded_names=script != EN and some(),
        wide_digits=some(0.3),
        extra_sheet=is_book and some(0.3),
        total_below_names=some(0.3),
        namesakes=some(0.2),
        several_mentors=some(0.3),
        words_for_nothing=some(0.3),
        department=some(0.2)
        and teams != "sheets",  # else it would be the only column that could be the team
        other_party=some(0.3),
        flaw=flaw,
    )
    return fitted(made)


def fitted(made: Recipe) -> Recipe:
    """The recipe with what its flaw needs, and without what cannot go together."""
    needs: dict[str, dict[str, object]] = {
        "two people of one name and no ids": {"ids": "none"},
        "a mentor's name that two people bear": {"ids": "text", "mentors": "names"},
        "a mentor whom nobody is": {"mentors": "names"},
        "one id twice": {"ids": "text", "mentors": "none"},
        "a heading twice, both columns filled": {"empty_twin": False},
        "an id that is a formula never calculated": {"ids": "text", "mentors": "none"},
        "no heading for the name or the id": {
            "ids": "none",
            "mentors": "none",
            "empty_twin": False,
        },
    }
    made = replace(made, **needs.get(made.flaw, {}))
    if made.ids == "none" or made.flaw:
        made = replace(made, namesakes=False)
    if made.ids == "none" and made.mentors == "ids":
        made = replace(made, mentors="names")
    if not (made.party_column or made.union_column):
        made = replace(made, two_rows=False)
    return made
