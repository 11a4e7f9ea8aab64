"""Invented organisations of any size, vectorised: integer columns first, text only for those who
ask.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.model.encoding import Encoding
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.table_frames import TableFrames
from sanzu_graph.schema import CORE, REJECTED, ROLES, columns

Integers = NDArray[np.int64]

LAYERS = ("team", "party", "union")
TEAM, PARTY, UNION = range(3)
LEADER, DEPUTY, PLAIN = range(3)
STATUSES = ("masses", "party_member")
ADMITTED = 1


@dataclass(frozen=True, eq=False)
class Columns:
    """An organisation in integers. Ids are positions: member i is row i of members, unit u row u of
    units.
    """

    status: Integers
    layer: Integers
    member: Integers
    unit: Integers
    role: Integers

    @property
    def members(self) -> int:
        return len(self.status)

    @property
    def units(self) -> int:
        return len(self.layer)


def invent(members: int, *, seed: int = 7, shuffled: bool = False) -> Columns:
    """About eight people a team, a quarter of them in party groups of seven, nearly all in union
    groups of fifteen.

    In file order a layer's rows stand together, unit after unit, and neighbours share groups, as in
    a real file. `shuffled` permutes the rows of all three tables. Of every thousand units about ten
    have no leader and ten have two; of every thousand members about two are in two teams, one in
    two party groups; two rows in a thousand repeat a pair with another role.
    """
    random = np.random.default_rng(seed)
    everybody = np.arange(members)
    status = (random.random(members) < 0.26).astype(np.int64)
    teams, parties, unions = max(members // 8, 1), max(members // 28, 1), max(members // 15, 1)
    comrades = everybody[(status == ADMITTED) & (random.random(members) < 0.97)]
    unionists = everybody[random.random(members) < 0.999]
    blocks, start = [], 0
    for who, units, split in (
        (everybody, teams, 0.002),
        (comrades, parties, 0.004),
        (unionists, unions, 0.0),
    ):
        home = np.sort(
            random.integers(0, units, len(who))
        )  # sizes vary, as Poisson has it; a few units are empty or of one
        elsewhere = who[random.random(len(who)) < split]
        rows = _block(
            np.concatenate([who, elsewhere]),
            np.concatenate([home, random.integers(0, units, len(elsewhere))]),
            random,
        )
        blocks.append([rows[0], rows[1] + start, rows[2]])
        start += units
    member, unit, role = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    made = Columns(status, np.repeat(np.arange(3), [teams, parties, unions]), member, unit, role)
    return _shuffled(made, random) if shuffled else made


def _block(
    member: Integers, unit: Integers, random: np.random.Generator
) -> tuple[Integers, Integers, Integers]:
    """The rows of one layer, unit after unit: the first of each unit leads it, mostly; some pairs
    stand twice.
    """
    order = np.argsort(unit, kind="stable")
    member, unit = member[order], unit[order]
    draw = random.random(len(member))
    first = np.append(True, unit[1:] != unit[:-1])[: len(unit)]
    second = np.append(False, first[:-1]) & ~first
    role = np.full(len(member), PLAIN)
    role[(first & (draw > 0.01)) | (second & (draw < 0.01))] = LEADER
    role[second & (draw > 0.8)] = DEPUTY
    again = np.flatnonzero(random.random(len(member)) < 0.002)
    place = np.append(np.arange(len(member)), again)
    other = np.append(role, np.where(role[again] == DEPUTY, PLAIN, DEPUTY))
    order = np.argsort(place, kind="stable")
    return member[place[order]], unit[place[order]], other[order]


def _shuffled(made: Columns, random: np.random.Generator) -> Columns:
    members, units, rows = (
        random.permutation(n) for n in (made.members, made.units, len(made.member))
    )
    to_member, to_unit = np.argsort(members), np.argsort(units)
    return replace(
        made,
        status=made.status[members],
        layer=made.layer[units],
        member=to_member[made.member[rows]],
        unit=to_unit[made.unit[rows]],
        role=made.role[rows],
    )


def encoded_org(made: Columns) -> Org:
    """An `Org` straight from integers, for the structural audit alone.

    Text ids of ten million people would cost a minute and gigabytes that this measurement leaves
    out on purpose (they are measured apart), so this goes round `Org(...)`: the ids are the
    positions themselves, and of the tables there is what a check may ask for, ids, names and the
    status.
    """
    none = np.empty(0, dtype=np.intp)
    org = Org.__new__(Org)
    members, units = np.arange(made.members), np.arange(made.units)
    empty = {
        name: pd.DataFrame(columns=list(columns(name)), dtype="str")
        for name in (*CORE[2:], REJECTED)
    }
    frames = {
        "members": pd.DataFrame({"id": members, "name": members, "political_status": made.status}),
        "units": pd.DataFrame({"id": units, "name": units}),
        **empty,
    }
    encoding = Encoding(
        member_ids=members,  # type: ignore[arg-type] # the positions themselves
        unit_ids=units,  # type: ignore[arg-type]
        layers=LAYERS,
        unit_layer=made.layer,
        parent=np.full(made.units, -1),
        member=made.member,
        unit=made.unit,
        role=made.role,
        roles=ROLES,
        source=none,
        target=none,
        kind=none,
        kinds=(),
        duty_member=none,
        duty_unit=none,
        duty=none,
        duties=(),
    )
    org._hold(TableFrames(frames), encoding)
    org._source = None
    org._codes["members", "political_status"] = made.status, np.array(STATUSES, dtype=object)
    return org


def tables(made: Columns) -> dict[str, pd.DataFrame]:
    """The same organisation with text ids, as a file would have it."""
    members = np.array([f"M{number:08d}" for number in range(made.members)], dtype=object)
    units = np.array(
        [
            f"{LAYERS[layer][0].upper()}{number:07d}"
            for number, layer in enumerate(made.layer.tolist())
        ],
        dtype=object,
    )
    return {
        "members": pd.DataFrame(
            {
                "id": _text(members),
                "name": _text(members),
                "political_status": _text(np.array(STATUSES, dtype=object)[made.status]),
            }
        ),
        "units": pd.DataFrame(
            {
                "id": _text(units),
                "name": _text(units),
                "layer": _text(np.array(LAYERS, dtype=object)[made.layer]),
            }
        ),
        "memberships": pd.DataFrame(
            {
                "member": _text(members[made.member]),
                "unit": _text(units[made.unit]),
                "role": _text(np.array(ROLES, dtype=object)[made.role]),
            }
        ),
    }


def _text(values: NDArray[np.object_]) -> pd.Series:
    return pd.Series(values, dtype="str")
