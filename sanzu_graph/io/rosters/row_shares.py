"""What belongs to an assignment, where each row is one: how much of the person it takes (FTE, 占比,
投入比例), and the role in its unit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.io.rosters.doubts import mapped
from sanzu_graph.io.rosters.members import distinct
from sanzu_graph.io.rosters.people import People, Positions
from sanzu_graph.io.rosters.posts import claims_of, roles_of
from sanzu_graph.io.rosters.repeats import tell_first_kept
from sanzu_graph.io.rosters.values import is_none
from sanzu_graph.io.rosters.words import BASE, LAYER, ROLE, SHARE, folded
from sanzu_graph.messages import amount
from sanzu_graph.schema import LEADER, ROLES

_PERCENT, _NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*%"), re.compile(r"\d*\.?\d+|\d+\.")
_SIGN = re.compile("[%％]")
#: The comma of 0,5, as much of Europe writes it; a thousand is no share.
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d{1,4}\b)")
_HUNDRED = 100.0
#: The largest number of a column of percents is at least this.
_LEAST_PERCENT = 10


#: Headings of what somebody is in one assignment.
_ROLES = frozenset(map(folded, ("role", "角色", "担任角色", "assignment role", "承担角色")))
#: Who leads all of an assignment.
_LEAD_ALL = frozenset(
    map(folded, ("项目经理", "项目负责人", "牵头人", "project manager", "project lead", "pm"))
)


def row_roles(people: People) -> None:
    """Read a column 角色 as roles, if all of its cells are roles.

    They are the roles in the layer in which the rows of a person differ. Another column of posts
    that differs within a person is told.
    """
    if not len(people.first) or "position" not in people.cells:
        return
    heading = next(filter(None, people.headings["position"]), "")
    layers = [name for name in people.cells if name.startswith(LAYER) and _differs(people, name)]
    role = ROLE + layers[0].removeprefix(LAYER) if len(layers) == 1 else ""
    layer = role.removeprefix(ROLE)
    codes, values = distinct(people.cells["position"])
    roles = ["" if is_none(value) else _role_in(value, layer) for value in values]
    if (
        folded(heading) in _ROLES
        and role not in ("", *people.cells)
        and any(roles)
        and set(roles) <= {"", *ROLES}
    ):
        del people.cells["position"]
        people.cells[role] = np.array([*roles, ""], dtype=object)[codes]
        people.headings[role] = people.headings["position"]
        people.doubt("doubt.row_roles", role, mapped(heading, "position"), layer=layer)
    elif not len(people.since):  # the last of dated rows is kept
        again = np.flatnonzero(people.first != np.arange(len(people)))
        tell_first_kept(people, "position", again)


def _role_in(value: str, layer: str) -> str:
    """The role that a word tells within one assignment; the word itself where it tells none."""
    if folded(value) in _LEAD_ALL or any(
        claim.role == LEADER and not claim.unit for claim in claims_of(value)
    ):
        return LEADER
    roles = roles_of(value, layer)
    return roles[0] if len(roles) == 1 else value


def _differs(people: People, name: str) -> bool:
    """Whether some person has rows with different units of a layer."""
    cells = people.cells[name]
    again = np.flatnonzero((cells != "") & (people.first != np.arange(len(people))))
    first = cells[people.first[again]]
    return bool(((first != "") & (first != cells[again])).any())


def share_of(cell: str, *, percent: bool) -> float:
    """A cell as a part of full time; without a number it is none.

    Parameters
    ----------
    cell
        The text.
    percent
        Whether a number without a sign is of a hundred.

    Examples
    --------
    >>> share_of("50%", percent=False), share_of("50", percent=True), share_of("0,5", percent=False)
    (0.5, 0.5, 0.5)
    """
    plain = _DECIMAL_COMMA.sub(".", unicodedata.normalize("NFKC", cell).strip())
    if match := _PERCENT.fullmatch(plain):
        return float(match[1]) / _HUNDRED
    if _NUMBER.fullmatch(plain):
        return float(plain) / (_HUNDRED if percent else 1)
    return np.nan


def _of_hundred(numbers: Sequence[float]) -> bool:
    """Whether numbers without a sign are of a hundred: some are large, and none is a part of one.

    Examples
    --------
    >>> _of_hundred([60, 40]), _of_hundred([0.5, 1.2]), _of_hundred([0.5, 100])
    (True, False, False)
    """
    return max(numbers, default=0) >= _LEAST_PERCENT and not any(
        0 < number < 1 for number in numbers
    )


def _shares(people: People) -> NDArray[np.float64]:
    """The share of each row; every cell that tells none is a fault."""
    cells = people.cells[SHARE]
    codes, values = distinct(cells)
    bare = [share_of(value, percent=False) for value in values if not _SIGN.search(value)]
    bare = [number for number in bare if not np.isnan(number)]
    percent = _of_hundred(bare)
    if percent and 1 in bare:
        people.doubt("doubt.one_percent", SHARE)
    read = np.array([share_of(value, percent=percent) for value in values] + [np.nan])
    wrong = np.array(
        [
            not is_none(value) and not 0 <= share <= 1
            for value, share in zip(values, read[:-1], strict=True)
        ]
        + [False]
    )
    for row in np.flatnonzero(wrong[codes]).tolist():
        people.trouble("fault.not_share", row, SHARE, cells[row], table="memberships")
    return np.where(wrong, np.nan, read)[codes]


def with_shares(people: People, frame: pd.DataFrame, row: Positions) -> pd.DataFrame:
    """Memberships with the share that their rows tell; rows of one seat and role are summed later.

    A share belongs to the layers in which the rows of a person differ. If there is none, it belongs
    to the base layer; without a base layer to all. A second role of a row in the same unit has no
    share of its own.

    Parameters
    ----------
    people
        The rows.
    frame
        ``member``, ``unit`` and ``role``.
    row
        The row that told each membership.
    """
    if SHARE not in people.cells:
        return frame
    layer = frame["unit"].str.partition(":")[0]
    counts = frame.assign(layer=layer).groupby(["layer", "member"])["unit"].nunique()
    several = counts[counts > 1].index.get_level_values("layer").unique()
    chosen = set(several) or ({BASE} if BASE in set(layer) else set(layer))
    first = ~pd.DataFrame({"row": row, "unit": frame["unit"]}).duplicated()
    takes = layer.isin(chosen) & first
    return frame.assign(share=np.where(takes, _shares(people)[row], np.nan))


def summed(people: People, frame: pd.DataFrame, row: Positions) -> tuple[pd.DataFrame, Positions]:
    """Each membership once, with the sum of its shares; more than full time is a fault."""
    key = ["member", "unit", "role"]
    again = frame.duplicated(key).to_numpy()
    if SHARE in frame and again.any():
        total = frame.groupby(key, sort=False)[SHARE].transform("sum", min_count=1).round(6)
        for place in np.flatnonzero(again & (total > 1).to_numpy()).tolist():
            shown = amount(total.iloc[place])
            people.trouble("fault.not_share", int(row[place]), SHARE, shown, table="memberships")
        frame = frame.assign(share=total.clip(upper=1))
    return frame[~again].reset_index(drop=True), row[~again]
