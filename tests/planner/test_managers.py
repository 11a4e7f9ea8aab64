"""People under managers on the board: what the page shows is what the tables say, and nobody comes
to report to somebody below.
"""

import contextlib
import json
import random
import subprocess

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.planner.refusals import Refusals
from sanzu_graph.planner.requests import MANAGERS, answered
from sanzu_graph.planner.session import Session
from sanzu_graph.planner.snapshots import patch, snapshot
from tests.planner.test_bundle import ROOT, node
from tests.searching import examples

POLICY = sg.Policy.for_layers("team")


def invented(seed: int) -> sg.Org:
    """Some people with lines, circles and double lines among them, and posts, some held."""
    dice = random.Random(seed)
    ids = [f"M{number}" for number in range(dice.randrange(1, 9))]
    lines = [
        (
            dice.choice(ids),
            dice.choice(ids),
            dice.choice(["reports_to", "reports_to", "dotted_line"]),
        )
        for _ in range(dice.randrange(len(ids) + 3))
    ]
    posts = [f"P{number}" for number in range(dice.randrange(4))]
    relations = pd.DataFrame(dict.fromkeys(lines), columns=["source", "target", "kind"], dtype=str)
    rows = []
    for number, post in enumerate(posts):
        above = dice.choice([None, *posts[:number]])
        manager = None if above else dice.choice([None, *ids])
        holder = dice.choice([None, None, *ids])
        rows.append((post, f"Post {number}", dice.choice([None, "T"]), manager, above, holder))
    columns = ["id", "title", "unit", "manager", "above", "holder"]
    return sg.Org(
        {"id": ids},
        {"id": ["T"], "layer": ["team"]},
        {"member": ids[:1], "unit": ["T"]},
        relations,
        positions=pd.DataFrame(rows, columns=columns, dtype=object),
    )


def edited(seed: int) -> Session:
    """A board after some changes of lines, people and posts."""
    dice = random.Random(seed)
    org = invented(seed)
    session = Session(org, POLICY, None)
    ids, posts = org.members["id"].tolist(), [*org.positions["id"], "P9"]
    for _ in range(dice.randrange(7)):
        member, other, post = dice.choice(ids), dice.choice([None, *ids]), dice.choice(posts)
        change = dice.choice(
            [
                lambda: sg.ChangeManager(member, other, reports="stay"),  # noqa: B023 - called at once
                lambda: sg.ChangeManager(member, other),  # noqa: B023
                lambda: sg.FillPosition(post, member),  # noqa: B023
                lambda: sg.OpenPosition("P9", title="New", manager=other),  # noqa: B023
                lambda: sg.ClosePosition(post),  # noqa: B023
                lambda: sg.RemoveMember(member),  # noqa: B023
            ]
        )()
        with contextlib.suppress(sg.SanzuError):
            session.make([change])
            if dice.random() < 0.3:
                session.point = session.point.grounded()
    return session


#: Of boards: each manager with those who stand there.
TREES = """
import { readFileSync } from "node:fs";
import { State } from "%s";
const shown = ([manager, some]) => [manager, some.map(({ id }) => id)];
const tree = ({ snapshot, patch }) =>
  Object.fromEntries([...new State(snapshot, patch).tree.roster].map(shown));
console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(tree)));
"""


def trees_shown(sessions: list[Session]) -> list[dict[str, list[str]]]:
    """What the page makes of boards: manager → who stands there; all in one process."""
    script = TREES % (ROOT / "sanzu_graph" / "planner" / "page" / "state.js").as_uri()
    boards = [{"snapshot": snapshot(one), "patch": patch(one)} for one in sessions]
    run = subprocess.run(
        [node(), "--input-type=module", "-e", script],
        input=json.dumps(boards),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


def tree_of(org: sg.Org) -> dict[str, list[str]]:
    """The same in plain loops over the tables."""
    found: dict[str, set[str]] = {"": set()}
    for member in org.members["id"]:
        managers = {
            row.target
            for row in org.relations.itertuples()
            if row.kind == "reports_to" and row.source == member != row.target
        }
        for manager in managers or {""}:
            found.setdefault(manager, set()).add(member)
    posts = (
        {} if "positions" not in org.tables() else org.positions.set_index("id").to_dict("index")
    )
    posts = {
        post: {name: cell if isinstance(cell, str) else "" for name, cell in row.items()}
        for post, row in posts.items()
    }
    for post, row in posts.items():
        if row.get("holder"):
            continue
        manager, above = row.get("manager", ""), row.get("above", "")
        while not manager and above in posts:
            manager = posts[above].get("holder") or posts[above].get("manager", "")
            above = posts[above].get("above", "")
        found.setdefault(manager, set()).add(f"\n{post}")
    return {manager: sorted(some) for manager, some in found.items()}


def assert_trees_right(sessions: list[Session]) -> None:
    for session, tree in zip(sessions, trees_shown(sessions), strict=True):
        assert {manager: sorted(some) for manager, some in tree.items()} == tree_of(
            session.audit.org
        )


@examples(4)
@given(st.lists(st.integers(0, 1_000_000), min_size=1, max_size=10))
def test_the_page_shows_everybody_under_their_managers(seeds):
    assert_trees_right([edited(seed) for seed in seeds])


def assert_nobody_below(seed: int) -> None:
    """Closed are oneself and all below, as networkx finds them; the change says the same."""
    session = edited(seed)
    org, refusals = session.audit.org, Refusals(session.point)
    lines = org.relations[org.relations["kind"] == "reports_to"]
    graph = nx.DiGraph()
    graph.add_nodes_from(org.members["id"])
    graph.add_edges_from(lines[["target", "source"]].itertuples(index=False))
    for member in org.members["id"]:
        closed = refusals.closed_managers(member, reports_follow=True)
        assert closed == nx.descendants(graph, member) | {member}
        assert refusals.closed_managers(member, reports_follow=False) == {member}
        for other in closed:
            with pytest.raises(sg.ChangeError):
                sg.ChangeManager(member, other).make(session.point.draft.copy())


@examples(20)
@given(st.integers(0, 1_000_000))
def test_nobody_is_offered_somebody_below(seed):
    assert_nobody_below(seed)


def test_a_post_is_refused_to_whom_its_unit_is_closed():
    policy = POLICY.with_layer("team", eligible=sg.Rule("level", any_of=("high",)))
    org = sg.Org(
        {"id": ["A", "B"], "level": ["high", "low"]},
        {"id": ["T"], "layer": ["team"]},
        {"member": ["A"], "unit": ["T"]},
        positions={"id": ["P"], "title": ["Tester"], "unit": ["T"]},
    )
    session = Session(org, policy, None)
    change = {"change": "FillPosition", "position": "P", "member": "B"}
    assert "level" in answered(session, {"do": "preview", "change": change})["refused"]
    # Who sits in the unit already takes no seat.
    own = {**change, "member": "A"}
    assert "refused" not in answered(session, {"do": "preview", "change": own})


def test_managers_are_considered_as_units_are():
    org = sg.Org(
        {"id": ["A", "B", "C"]},
        {"id": [], "layer": []},
        {"member": [], "unit": []},
        {"source": ["B", "C"], "target": ["A", "B"], "kind": ["reports_to"] * 2},
    )
    session = Session(org, POLICY, None)
    ask = {"do": "consider", "member": "B", "source": "A", "layer": MANAGERS}
    assert answered(session, ask) == {"closed": ["B", "C"]}
    assert answered(session, {**ask, "reports": "stay"}) == {"closed": ["B"]}
