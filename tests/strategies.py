"""Hypothesis strategies: organisations as odd as they come, all of them sound tables."""

import datetime
import random

import pandas as pd
from hypothesis import note
from hypothesis import strategies as st

from sanzu_graph import Limit, Org, Requirement, Rule

#: Ids that some reader, formatter or browser takes for something else.
IDS = [
    "001",
    "1",
    "01",
    "NA",
    "null",
    "None",
    "nan",
    "空",
    "1e5",
    "A",
    "a",
    "b",
    "m{0}",
    "{name}",
    "=1+1",
    "<b>x</b>",
    "O'Brien",
    '"',
    "\u202eabc",
    "a b",
    "0",
    "长" * 300,
]
NAMES = [
    *IDS,
    "",
    " 1e5",
    "<script>alert(1)</script>",
    "{",
    "}",
    "{id!r}",
    "%s",
    "@SUM(A1)",
    "a\nb",
    "\u200f",
    "👩‍👩‍👧",
    None,
]
#: Values of attributes that nobody prescribes, each of one type.
OWN_VALUES = [
    NAMES,
    [1, 2],
    [1.5, None],
    [True, False],
    [2**53 + 1, 7],
    [pd.Timestamp("2026-01-01 08:30"), None],
]
LAYERS = ["team", "party", "union", "branch"]
#: Most units are teams and groups, so that most questions about these find something.
USUAL_LAYERS = ["team", "team", "party", "party", "union", "branch"]
SIZES = {
    "members": [0, 1, 3, *[5, 6] * 4],
    "units": [0, 1, 3, *[6, 8] * 4],
    "edges": [0, 4, *[9, 14, 20, 30] * 2],
}
ROLES = ["leader", "leader", "deputy", "member", "", "secretary"]
DUTIES = ["participate", "support", "liaison", "watch"]
KINDS = [*["mentors"] * 4, *["reports_to"] * 3, "dotted_line", "manages", "member_of", "coaches"]
STATUSES = [
    "party_member",
    "党员",
    "Party_Member",
    "probationary_member",
    "中共预备党员",
    "non_member",
    "群众",
    None,
]
DAYS = [datetime.date(2026, 1, day) for day in range(1, 6)]
#: Attribute headings that the graph view or a formatter might mistake for its own.
HEADINGS = ["kind", "relation", "table", "attributes", "bipartite", "layer", "{x}", "key", "source"]


@st.composite
def organisations(draw: st.DrawFn, *, dated: bool = True) -> Org:
    """A sound organisation: any of its tables may be empty, parents run deep and across layers, ids
    are shared.

    Hypothesis chooses (and shrinks) how large it is; what stands in it comes from a seed, for then
    examples differ most.
    """
    sizes = {name: draw(st.sampled_from(sizes)) for name, sizes in SIZES.items()}
    dice = random.Random(draw(st.integers(0, 2**32 - 1)))
    members, units = (dice.sample(IDS, sizes[name]) for name in ("members", "units"))
    tables = {
        "members": {
            "id": members,
            "name": _cells(dice, NAMES, members),
            **_attributes(dice, members),
        },
        "units": {
            "id": units,
            "name": _cells(dice, NAMES, units),
            "layer": _cells(dice, USUAL_LAYERS, units),
            "parent": _parents(dice, units),
        },
        "memberships": _edges(
            dice, sizes, {"member": members, "unit": units, "role": ROLES, "title": [None, "x"]}
        ),
        "relations": _edges(dice, sizes, {"source": members, "target": members, "kind": KINDS}),
        "duties": _edges(dice, sizes, {"member": members, "unit": units, "duty": DUTIES}),
    }
    for table in tables.values():
        rows = next(iter(table.values()))
        if dated and dice.random() < 1 / 4:
            table |= {
                bound: _cells(dice, [None, *DAYS], rows)
                for bound in dice.choice([("since",), ("until",), ("since", "until")])
            }
        heading = dice.choice(HEADINGS)
        if dice.random() < 1 / 3 and heading not in table:
            table[heading] = _cells(dice, dice.choice(OWN_VALUES), rows)
    order = dice.sample(range(len(units)), len(units))
    tables["units"] = {
        name: [cells[place] for place in order] for name, cells in tables["units"].items()
    }
    note(str(tables))
    return Org(**tables)


def rules() -> st.SearchStrategy[Rule | None]:
    """Rules on the columns that `organisations` may have; one column never exists."""
    values = st.lists(
        st.sampled_from(["party_member", "正式党员", "non_member", "line", "meter", "1", "2.5"]),
        max_size=3,
    ).map(tuple)
    simple = st.one_of(
        st.builds(
            Rule,
            st.sampled_from(["political_status", "work_type", "seniority_years", "grade"]),
            any_of=values,
        ),
        st.builds(
            Rule, st.sampled_from(["political_status", "work_type", "grade"]), none_of=values
        ),
        st.builds(
            Rule,
            st.sampled_from(["seniority_years", "grade"]),
            at_least=st.sampled_from([0, 1, 2.5]),
        ),
        st.builds(Rule, st.just("seniority_years"), at_most=st.sampled_from([0, 1, 2.5])),
        st.just(Rule("no such column", any_of=("x",))),
    )
    both = st.builds(
        lambda rule, other: Rule("seniority_years", at_least=1, also=(rule, other)), simple, simple
    )
    return st.one_of(st.none(), simple, simple, both)


@st.composite
def requirements(draw: st.DrawFn) -> Requirement:
    """A requirement of any of the shapes that a policy may ask."""
    parts = {
        "role": draw(st.sampled_from([None, "leader", "secretary", "nobody"])),
        "duty": draw(st.sampled_from([None, "support", "nobody"])),
        "layer": draw(st.sampled_from([None, *LAYERS])),
        "units": tuple(
            draw(st.sampled_from([(), (), ("001",), ("A", "a", "空"), ("no such unit",)]))
        ),
        "who": draw(rules()),
    }
    if not any(parts.values()):
        parts["role"] = "deputy"
    name = draw(st.sampled_from(["one", "{0}", "<b>"]))
    limit, per = (
        Limit(draw(st.sampled_from([0, 1, 1.5, 2]))),
        draw(st.sampled_from([None, *LAYERS])),
    )
    return Requirement(name, limit, per=per, rollup=draw(st.booleans()), **parts)


def _cells(dice: random.Random, values: list, rows: list) -> list:
    return [dice.choice(values) for _ in rows]


def _attributes(dice: random.Random, members: list[str]) -> dict[str, list]:
    values = {
        "political_status": STATUSES,
        "seniority_years": [None, 0, 1, 2.5, 2.5, 9],
        "work_type": ["line", "meter", "空", None],
        "grade": ["1", "2.5", "line", "x", None],
    }
    return {name: _cells(dice, values[name], members) for name in values if dice.random() < 0.85}


def _parents(dice: random.Random, units: list[str]) -> list[str | None]:
    """Each unit hangs below an earlier one, or on nothing: chains run deep, and never in a circle."""
    return [dice.choice([None, *units[:row]]) for row in range(len(units))]


def _edges(dice: random.Random, sizes: dict[str, int], values: dict[str, list]) -> dict[str, list]:
    """Rows that differ from one another, also once the empty role means `member`."""
    drawn = [
        tuple(dice.choice(column) for column in values.values())
        for _ in range(sizes["edges"])
        if all(values.values())
    ]
    rows = {tuple("member" if cell == "" else cell for cell in row): row for row in drawn}
    return {name: [row[place] for row in rows.values()] for place, name in enumerate(values)}
