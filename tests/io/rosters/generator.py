"""The roster of a number: its file, how it is to be read, and what has to come of it."""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from tests.io.rosters.expected import Outcome, tables_of
from tests.io.rosters.files import write
from tests.io.rosters.layout import Layout, Maker
from tests.io.rosters.people import invent, share_a_name
from tests.io.rosters.recipes import Recipe, recipe
from tests.io.rosters.spoiling import add_twin, spoil_layout, spoil_people
from tests.io.rosters.words import WORDS


@dataclass
class Roster:
    """A file and its outcome; `options` are the keywords to read it with."""

    path: Path
    recipe: Recipe
    layout: Layout
    outcome: Outcome
    options: dict[str, Any] = field(default_factory=dict)


def make(number: int, folder: Path) -> Roster:
    """Write the roster of a number into a folder."""
    told, chance = recipe(number), Random(number)
    words = WORDS[told.script]
    people = invent(chance, words, several_mentors=told.several_mentors)
    for at, one in enumerate(people):
        one.id = {"numbers": str(1_001 + at), "none": one.name}.get(told.ids, one.id)
    if told.namesakes:
        share_a_name(people, chance)
    if told.other_party:
        chance.choice(
            [one for one in people if "party" not in one.units]
        ).political_status = words.elsewhere
    spoilt = spoil_people(told.flaw, people, chance)
    maker = Maker(people, told, words, chance)
    maker.make_columns()
    if told.flaw == "a heading twice, both columns filled":
        add_twin(maker)
    layout = maker.layout()
    if told.flaw:
        outcome = Outcome(fault=spoil_layout(told.flaw, maker, people, spoilt, chance))
    else:
        outcome = Outcome(tables=tables_of(people, told, layout))
    path = folder / f"roster-{number:02}.{told.kind}"
    write(layout.sheets, path, told.encoding)
    options: dict[str, Any] = (
        {"encoding": "big5"} if told.encoding == "big5" and not told.flaw.startswith("Big5") else {}
    )
    if told.hidden_rows:
        options["hidden"] = True
    return Roster(path, told, layout, outcome, options)
