"""Hypothesis strategies: organisations as odd as they come, all of them sound tables."""

import datetime
import math

import pandas as pd
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
NAMES = [*IDS, "", " 1e5", "<script>alert(1)</script>", "{", "}", "{id!r}", "%s", "@SUM(A1)", "a\nb", "\u200f", "👩‍👩‍👧", None]
LAYERS = ["team", "party", "union", "branch"]
#: Most units are teams and groups, so that most questions about these find something.
USUAL_LAYERS = ["team", "team", "party", "party", "union", "branch"]
SIZES = st.sampled_from([6, 5, 4, 2, 1, 0])
ROLES = ["leader", "deputy", "member", "", "secretary"]
DUTIES = ["participate", "support", "liaison", "watch"]
KINDS = ["mentors", "reports_to", "manages", "member_of", "coaches"]
STATUSES = ["party_member", "党员", "Party_Member", "probationary_member", "中共预备党员", "non_member", "群众", None]
DAYS = [datetime.date(2026, 1, day) for day in range(1, 6)]
#: Attribute headings that the graph view or a formatter might mistake for its own.
HEADINGS = ["kind", "relation", "table", "attributes", "bipartite", "layer", "{x}", "key", "source"]


@st.composite
def organisations(draw: st.DrawFn, *, dated: bool = True) -> Org:
    """A sound organisation: any of its tables may be empty, parents run deep and across layers, ids are shared."""
    members, units = (draw(st.permutations(IDS))[: draw(SIZES)] for _ in range(2))
    tables = {
        "members": {"id": members, "name": _cells(draw, NAMES, members), **_attributes(draw, members)},
        "units": {
            "id": units,
            "name": _cells(draw, NAMES, units),
            "layer": _cells(draw, USUAL_LAYERS, units),
            "parent": _parents(draw, units),
        },
        "memberships": _edges(draw, {"member": members, "unit": units, "role": ROLES, "title": [None, "x"]}, most=14),
        "relations": _edges(draw, {"source": members, "target": members, "kind": KINDS}),
        "duties": _edges(draw, {"member": members, "unit": units, "duty": DUTIES}),
    }
    for name, table in tables.items():
        length = len(next(iter(table.values())))
        if dated and length and draw(st.integers(0, 3)) == 0:
            table |= {
                bound: _cells(draw, [None, *DAYS], range(length))
                for bound in draw(st.sampled_from([("since",), ("until",), ("since", "until")]))
            }
        heading = draw(st.sampled_from([None, None, None, *HEADINGS]))
        if length and heading is not None and heading not in {*table, *({"kind"} if name == "relations" else ())}:
            values = draw(
                st.sampled_from([NAMES, [1, 2], [1.5, None], [True, False], [2**53 + 1, 7], [pd.Timestamp("2026-01-01 08:30"), None]])
            )
            table[heading] = _cells(draw, values, range(length))
    order = draw(st.permutations(range(len(units))))
    tables["units"] = {name: [cells[place] for place in order] for name, cells in tables["units"].items()}
    return Org(**tables)


def rules() -> st.SearchStrategy[Rule | None]:
    """Rules on the columns that `organisations` may have; one column never exists."""
    values = st.lists(st.sampled_from(["party_member", "正式党员", "non_member", "line", "meter", "1", "2.5"]), max_size=3).map(tuple)
    simple = st.one_of(
        st.builds(Rule, st.sampled_from(["political_status", "work_type", "seniority_years", "grade"]), any_of=values),
        st.builds(Rule, st.sampled_from(["political_status", "work_type", "grade"]), none_of=values),
        st.builds(Rule, st.sampled_from(["seniority_years", "grade"]), at_least=st.sampled_from([0, 1, 2.5])),
        st.builds(Rule, st.just("seniority_years"), at_most=st.sampled_from([0, 1, 2.5])),
        st.just(Rule("no such column", any_of=("x",))),
    )
    both = st.builds(lambda rule, other: Rule("seniority_years", at_least=1, also=(rule, other)), simple, simple)
    return st.one_of(st.none(), simple, simple, both)


@st.composite
def requirements(draw: st.DrawFn) -> Requirement:
    """A requirement of any of the shapes that a policy may ask."""
    parts = {
        "role": draw(st.sampled_from([None, "leader", "secretary", "nobody"])),
        "duty": draw(st.sampled_from([None, "support", "nobody"])),
        "layer": draw(st.sampled_from([None, *LAYERS])),
        "units": tuple(draw(st.sampled_from([(), (), ("001",), ("A", "a", "空"), ("no such unit",)]))),
        "who": draw(rules()),
    }
    if not any(parts.values()):
        parts["role"] = "deputy"
    name = draw(st.sampled_from(["one", "{0}", "<b>"]))
    limit, per = Limit(draw(st.sampled_from([0, 1, 1.5, 2]))), draw(st.sampled_from([None, *LAYERS]))
    return Requirement(name, limit, per=per, rollup=draw(st.booleans()), **parts)


def _cells(draw: st.DrawFn, values: list, rows: object) -> list:
    length = len(rows)
    return draw(st.lists(st.sampled_from(values), min_size=length, max_size=length))


def _attributes(draw: st.DrawFn, members: list[str]) -> dict[str, list]:
    values = {
        "political_status": STATUSES,
        "seniority_years": [None, 0, 1, 2.5, 2.5, 9],
        "work_type": ["line", "meter", "空", None],
        "grade": ["1", "2.5", "line", "x", None],
    }
    present = draw(st.lists(st.sampled_from([*values]), unique=True, min_size=2))
    return {name: _cells(draw, values[name], members) for name in values if name in present}


def _parents(draw: st.DrawFn, units: list[str]) -> list[str | None]:
    """Each unit hangs below an earlier one, or on nothing: chains run deep, and never in a circle."""
    above = draw(st.lists(st.integers(-1, 6), min_size=len(units), max_size=len(units)))
    return [units[place] if 0 <= place < row else None for row, place in enumerate(above)]


def _edges(draw: st.DrawFn, values: dict[str, list], most: int = 6) -> dict[str, list]:
    """Rows that differ from one another, also once the empty role means `member`."""
    if not all(values.values()):
        return {name: [] for name in values}
    row = st.tuples(*(st.sampled_from(column) for column in values.values()))
    fewest = min(draw(st.sampled_from([most // 2, 1, 0])), math.prod(map(len, values.values())) // 4)
    rows = draw(
        st.lists(row, min_size=fewest, max_size=most, unique_by=lambda row: tuple("member" if cell == "" else cell for cell in row))
    )
    return {name: [row[place] for row in rows] for place, name in enumerate(values)}
