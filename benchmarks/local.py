"""One change re-audited, and many candidates ranked, against the full audit of the changed
organisation.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial

import numpy as np

import sanzu_graph as sg
from benchmarks.ours import forget
from benchmarks.tables import Table, seconds, times
from benchmarks.timing import median, repeats
from sanzu_graph.model.edits import Edit

#: Figures are set for this many members; below, fixed costs weigh more.
FIGURED = 100_000
HEADINGS = {
    "after": (
        "members",
        "audit()",
        "change and audit()",
        "after()",
        "than audit()",
        "than change and audit()",
        "with findings",
        "than audit()",
    ),
    "ranking": (
        "members",
        "ranked",
        "candidates",
        "audit()",
        "a candidate",
        "than audit()",
        "than change and audit()",
    ),
}


def tables(sizes: list[int]) -> Iterator[Table]:
    rows = [_measured(size) for size in sizes]
    yield Table(
        "One member moved to another team, re-audited", HEADINGS["after"], [row for row, _ in rows]
    )
    yield Table(
        "Candidates ranked by what they fix and break",
        HEADINGS["ranking"],
        [row for _, ranked in rows for row in ranked],
    )


def _measured(size: int) -> tuple[list[str], list[list[str]]]:
    org = sg.synthetic(members=size, seed=7)
    before = sg.audit(org, lang="en")
    edits = _moves(org)
    full = median(lambda: sg.audit(org, lang="en"), 2 * repeats(size), before=lambda: _forget(org))
    redone = median(lambda: sg.audit(org.edited(next(edits)), lang="en"), repeats(size))
    followed = median(lambda: before.after(next(edits)), 3 * repeats(size))
    told = median(lambda: before.after(next(edits)).findings, 3 * repeats(size))
    least = 40 if size >= FIGURED else 0
    row = [
        f"{size:,}",
        *map(seconds, (full, redone, followed)),
        _times(full / followed, least),
        _times(redone / followed, least),
    ]
    return [*row, seconds(told), _times(full / told, least)], list(_ranked(org, full, redone))


def _ranked(org: sg.Org, full: float, redone: float) -> Iterator[list[str]]:
    """A member for every team, everybody for a team: the largest rankings there are. A figure is
    per candidate.
    """
    size = len(org.members)
    member = org.memberships["member"].iloc[size // 2]
    unit = org.memberships["unit"].iloc[size // 2]
    for name, asked in (
        ("places for a member", {"member": member}),
        ("members for a team", {"unit": unit, "role": "member"}),
    ):
        for words, most in (("", 20), (", all in words", None)):
            found = sg.best_moves(org, **asked, everywhere=True, lang="en")
            took = median(
                partial(sg.best_moves, org, **asked, everywhere=True, most=most, lang="en"), 3
            )
            each = took / max(len(found), 1)
            least = 2_000 if size >= FIGURED else 0
            yield [
                f"{size:,}",
                name + words,
                f"{len(found):,}",
                seconds(full),
                f"{each * 1e6:.3g} µs",
                _times(full / each, least),
                _times(redone / each, least),
            ]


def _times(ratio: float, least: float) -> str:
    return times(ratio, least) if least else f"{ratio:.3g} ×"


def _moves(org: sg.Org) -> Iterator[Edit]:
    """Anybody moves to any team; another one every time, and the same ones in every run."""
    code, dice = org.encoding, random.Random(3)
    team = code.layers.index("team")
    rows, teams = (
        np.flatnonzero(code.row_layer == team).tolist(),
        code.units[code.unit_layer == team].tolist(),
    )
    while True:
        yield Edit(
            changed={
                "memberships": {dice.choice(rows): {"unit": dice.choice(teams), "role": "member"}}
            }
        )


def _forget(org: sg.Org) -> None:
    """What an organisation just made does not know yet."""
    forget(org)
    org._codes.clear()
    org._numbers.clear()
    org._positions.clear()
