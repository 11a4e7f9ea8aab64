"""`sweep`: what each of many small plans fixes and breaks, in one frame."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from uuid import uuid4

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.audits.audit_run import audit
from sanzu_graph.audits.check_questions import moment_for, questions_of
from sanzu_graph.audits.edited_copies import EditedCopies
from sanzu_graph.audits.since import GONE, NEW
from sanzu_graph.doors import carried, spoken
from sanzu_graph.errors import Fault, InputError, ScenarioError
from sanzu_graph.model.deltas import Turnover
from sanzu_graph.model.naming import bearers, meant
from sanzu_graph.policy.demands import Policy
from sanzu_graph.scenarios.plan import Plan
from sanzu_graph.scenarios.plan_facts import scenario_of
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.schema import PLAIN

if TYPE_CHECKING:
    import datetime

    from sanzu_graph.model.encoding import Encoding
    from sanzu_graph.model.grouping import Positions
    from sanzu_graph.model.organisation import Org

#: What a fault of the plans of a sweep names as its table.
PLANS = "plans"
_COLUMNS = ("plan", "member", "source", "target")
#: In place of a position: no unit is named; no such id is known; several bear the name.
_NOWHERE, _UNKNOWN, _SHARED = -1, -2, -3
#: Names of plans that stay as they are; others take the type that fits those told.
_PLAIN = (np.dtype(np.int64), pd.StringDtype(na_value=np.nan))
#: So many plans are followed together, few enough for memory.
_TASK = 50_000
#: An executor gets at most so many tasks, because the organisation travels with each.
_TASKS = 16


@dataclass(frozen=True, eq=False)
class Moves:
    """The moves of many plans, in positions, sorted by plan.

    Attributes
    ----------
    plan : the plan's number
    member, source, target : who, from where (-1: from nowhere), to where (-1: to nowhere)
    first, last : the plans that these are
    """

    plan: Positions
    member: Positions
    source: Positions
    target: Positions
    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first

    def part(self, first: int, last: int) -> Self:
        """The plans from one number to another, counted from the first of these."""
        bounds = (self.first + first, self.first + last)
        rows = slice(*np.searchsorted(self.plan, bounds))
        columns = (self.plan[rows], self.member[rows], self.source[rows], self.target[rows])
        return type(self)(*columns, *bounds)

    def tasks(self, size: int) -> list[Self]:
        """The plans, so many at a time."""
        return [
            self.part(first, min(first + size, len(self))) for first in range(0, len(self), size)
        ]

    def turnover(self, code: Encoding) -> Turnover:
        """The membership rows that go and come, each plan in a copy of its own."""
        copy = self.plan - self.first
        rows, which = code.by_member.rows_of(self.member)
        is_left = code.unit[rows] == self.source[which]
        comes = np.flatnonzero(self.target >= 0)
        plain = np.full(len(comes), code.roles.index(PLAIN))
        return Turnover(
            rows[is_left],
            copy[which[is_left]],
            self.member[comes],
            self.target[comes],
            plain,
            copy[comes],
        )


@spoken
def sweep(
    org: Org,
    plans: pd.DataFrame | Iterable[Scenario | Plan],
    policy: Policy | None = None,
    *,
    executor: Executor | None = None,
    on: object = None,
    lang: str | None = None,
) -> pd.DataFrame:
    """What each of many small plans fixes and breaks.

    Parameters
    ----------
    org
        The organisation.
    plans
        A frame: ``plan``, ``member``, ``source``, ``target``, a row a move, any number of rows a
        plan. Without a source the member joins the target; without a target they leave the source.
        They are ids, or names that one alone bears; an id goes before a name.
        All moves of a plan happen at once. Or scenarios, or plans with their proof, of any changes;
        each is called by its name.
    policy
        What is demanded; by default ``Policy()``.
    executor
        Where plans of a frame are followed: any `concurrent.futures.Executor`; by default here.
    on
        The day to look at, as in `audit`.
    lang
        The language of errors.

    Returns
    -------
    pandas.DataFrame
        ``plan``, ``check``, ``fixes``, ``breaks``: a row a plan and check of which findings go or
        come, in the order of the plans. A plan that changes no finding has no row.

    Raises
    ------
    ScenarioError
        If a plan's move cannot be made; all rows are told.
    InputError
        If `plans` is neither a frame with these columns nor scenarios.
    ChangeError
        If a scenario cannot be applied.

    Notes
    -----
    The numbers of a plan are those of `Audit.since`. Moves in a frame are followed together, in
    copies of what they reach. Who may sit where is not asked: use `Placement`. Of moves in a frame,
    as in `best_moves`, the structure alone is counted: findings of the working year are not.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T1", "T2"], "layer": ["team"] * 2}, {"member": ["A", "B"], "unit": ["T1", "T1"]})
    >>> moves = pd.DataFrame({"plan": ["p"], "member": ["A"], "source": ["T1"], "target": ["T2"]})
    >>> sweep(org, moves, Policy.for_layers("team")).to_numpy().tolist()
    [['p', 'empty_unit', 1, 0], ['p', 'one_person_unit', 0, 2]]
    """
    policy = Policy() if policy is None else policy
    plans = [plans] if isinstance(plans, Scenario | Plan) else plans
    if not isinstance(plans, pd.DataFrame):
        return _of_scenarios(org, plans, policy, on)
    moment = moment_for(org, on)
    policy = policy.resolve(org)
    whole, org = org, org if moment is None else org.at(moment)
    names, moves = _moves(org, plans, whole)
    swept = Swept(org, policy, moment)
    tasks = moves.tasks(_TASK if executor is None else max(_TASK, -(-len(moves) // _TASKS)))
    if executor is None or not tasks:
        counted = [_counted(swept, task) for task in tasks or [moves]]
    else:
        counted = list(executor.map(carried(_counted), [swept] * len(tasks), tasks))
    return _framed(names, counted)


class Swept:
    """An organisation and what is asked of it in all copies.

    Workers get it as bytes, which are made once. A worker unpacks them once, however many tasks it
    gets.
    """

    def __init__(self, org: Org, policy: Policy, moment: datetime.datetime | None) -> None:
        self.org, self.policy, self.moment = org, policy, moment

    @cached_property
    def copies(self) -> EditedCopies:
        """What follows many edits of the organisation."""
        questions = questions_of(self.policy, None, (), self.moment)
        return EditedCopies.of(self.org, self.policy, questions)

    @cached_property
    def _packed(self) -> tuple[str, bytes]:
        parts = pickle.dumps((self.org, self.policy, self.moment), protocol=pickle.HIGHEST_PROTOCOL)
        return uuid4().hex, parts

    def __reduce__(self) -> tuple[object, ...]:
        return _unpacked, self._packed


#: What this worker unpacked last, by its name.
_LAST: dict[str, Swept] = {}


def _unpacked(name: str, packed: bytes) -> Swept:
    if name not in _LAST:
        _LAST.clear()
        _LAST[name] = Swept(*pickle.loads(packed))  # noqa: S301 - the bytes of its own sweep
    return _LAST[name]


class _Counts(NamedTuple):
    """How many findings of each check every plan fixes and breaks: one entry a plan and check.

    Attributes
    ----------
    plan : the plan's number
    check : the check, as a position in `slugs`
    fixes, breaks : how many findings go and come
    slugs : the checks, by name
    """

    plan: Positions
    check: Positions
    fixes: Positions
    breaks: Positions
    slugs: NDArray[np.str_]


def _counted(swept: Swept, moves: Moves) -> _Counts:
    """The counts of some plans."""
    copies = swept.copies
    effects = copies.effects(moves)
    known = [question.check.slug for question in copies.questions]
    slugs, check = np.unique(np.array(known, dtype=np.str_), return_inverse=True)
    wide = max(len(slugs), 1)
    key, place = np.unique(effects.copy * wide + check[effects.question], return_inverse=True)
    total = np.bincount(place, minlength=len(key))
    breaks = np.bincount(place[effects.breaks], minlength=len(key))
    plan, check = np.divmod(key, wide)
    return _Counts(plan + moves.first, check, total - breaks, breaks, slugs)


def _framed(names: pd.Index, parts: Sequence[_Counts]) -> pd.DataFrame:
    plan, check, fixes, breaks = (
        np.concatenate(columns) for columns in list(zip(*parts, strict=True))[:4]
    )
    plans = pd.Series(names.take(plan))
    if not len(plan) or names.dtype not in _PLAIN:
        plans = pd.Series(list(plans), dtype=object).infer_objects()
    columns = {
        "plan": plans,
        "check": pd.Series(parts[0].slugs, dtype="str").array.take(check),
        "fixes": fixes.astype(np.int64, copy=False),
        "breaks": breaks.astype(np.int64, copy=False),
    }
    return pd.DataFrame(columns, copy=False)


def _of_scenarios(
    org: Org, plans: Iterable[Scenario | Plan], policy: Policy, on: object
) -> pd.DataFrame:
    if isinstance(plans, str | bytes) or not isinstance(plans, Iterable):
        raise InputError("error.sweep_plans", value=type(plans).__name__)
    scenarios = [scenario_of(plan) for plan in plans]
    before = audit(org, policy, on=on)
    rows: list[tuple[object, ...]] = []
    for scenario in scenarios:
        after = before.after(scenario)
        gone, come = after.differing(before)
        changed = _since(gone, come, after.renamed_since(before))
        rows += [(scenario.name, *row) for row in changed]
    frame = pd.DataFrame(rows, columns=["plan", "check", "fixes", "breaks"])
    return frame.astype({"plan": "str", "check": "str", "fixes": "int64", "breaks": "int64"})


def _since(
    gone: pd.DataFrame, come: pd.DataFrame, renamed: Mapping[str, str]
) -> Iterator[tuple[str, int, int]]:
    """Checks with how many findings go and come, by the identity of findings."""
    from sanzu_graph.audits.since import changes

    differences = changes(come, gone, renamed=renamed)
    counts = pd.crosstab(differences["check"], differences["change"])
    for check, row in counts.iterrows():
        fixes, breaks = int(row.get(GONE, 0)), int(row.get(NEW, 0))
        if fixes or breaks:
            yield str(check), fixes, breaks


def _moves(org: Org, plans: pd.DataFrame, whole: Org) -> tuple[pd.Index, Moves]:
    """The plans of a frame: their names in the order in which they appear, and their moves.

    Raises
    ------
    InputError
        If a column is missing.
    ScenarioError
        With every row that cannot be made.
    """
    missing = [name for name in _COLUMNS if name not in plans]
    if missing:
        raise InputError("error.sweep_columns", names=missing, known=list(plans))
    number, names = pd.factorize(plans["plan"])
    ids = {name: _words(plans[name]) for name in _COLUMNS[1:]}
    member = _positions(ids["member"], "members", org, whole)
    source = _positions(ids["source"], "units", org, whole)
    target = _positions(ids["target"], "units", org, whole)
    faults = list(_faults(org, whole, plans, ids, number, member, source, target))
    if faults:
        raise ScenarioError("error.sweep", faults)
    order = np.argsort(number, kind="stable")
    moves = Moves(
        number[order], member[order], source[order], target[order], first=0, last=len(names)
    )
    return pd.Index(names), moves


def _words(cells: pd.Series) -> pd.Series:
    """The texts of a column; an empty one where a cell is missing."""
    is_missing = cells.isna()
    words = cells.astype("str")
    return words.mask(is_missing, "") if is_missing.any() else words


def _positions(words: pd.Series, table: str, org: Org, whole: Org) -> Positions:
    """The positions of ids, or of names that one alone bears."""
    code = org.encoding
    known_ids = code.member_places if table == "members" else code.unit_places

    def place(word: str) -> int:
        """The position of what is no id."""
        places = code.member_at if table == "members" else code.unit_at
        ids = meant(whole, table, word)
        return _SHARED if len(ids) > 1 else places.get(ids[0], _UNKNOWN) if ids else _UNKNOWN

    found = known_ids.of(words)
    other = np.flatnonzero(found < 0)
    at, known = pd.factorize(words.iloc[other])
    others = [place(word) if word else _NOWHERE for word in known.to_numpy(dtype=object).tolist()]
    if others:
        found[other] = np.array(others, dtype=np.intp)[at]
    return found


def _faults(
    org: Org,
    whole: Org,
    plans: pd.DataFrame,
    ids: dict[str, pd.Series],
    number: Positions,
    member: Positions,
    source: Positions,
    target: Positions,
) -> Iterator[Fault]:
    """What cannot be made, row by row: unknown ids, nothing to do, seats that are not there, seats
    that are taken, two moves of one seat.
    """
    code = org.encoding
    has_source, has_target = source >= 0, target >= 0
    sits, taken = (_sits(code, member, unit) for unit in (source, target))
    layer = np.append(code.unit_layer, -1)
    twice = np.zeros(len(number), dtype=bool)
    if int(number.max(initial=-1)) + 1 < len(number):  # else no plan has two moves
        moved = pd.DataFrame({"plan": number, "member": member})
        twice |= moved.assign(unit=source).duplicated().to_numpy() & has_source
        twice |= moved.assign(unit=target).duplicated().to_numpy() & has_target
    wrong: list[tuple[str, str, Any]] = [
        ("fault.sweep_no_plan", "plan", number < 0),
        ("fault.sweep_shared_name", "member", member == _SHARED),
        ("fault.sweep_shared_name", "source", source == _SHARED),
        ("fault.sweep_shared_name", "target", target == _SHARED),
        ("fault.sweep_unknown_member", "member", member < 0),
        ("fault.sweep_unknown_unit", "source", source == _UNKNOWN),
        ("fault.sweep_unknown_unit", "target", target == _UNKNOWN),
        ("fault.sweep_nowhere", "target", (source == _NOWHERE) & (target == _NOWHERE)),
        ("fault.sweep_no_seat", "source", (member >= 0) & has_source & ~sits),
        ("fault.sweep_taken", "target", (member >= 0) & has_target & taken),
        (
            "fault.sweep_other_layer",
            "target",
            has_source & has_target & (layer[source.clip(-1)] != layer[target.clip(-1)]),
        ),
        ("fault.sweep_twice", "member", (member >= 0) & twice),
    ]
    is_told = np.zeros(len(plans), dtype=bool)
    for key, column, mask in wrong:
        rows = np.flatnonzero(np.asarray(mask) & ~is_told)
        is_told[rows] = True
        for row in rows.tolist():
            value = str(plans["plan"].iloc[row]) if column == "plan" else ids[column].iloc[row]
            who: dict[str, object] = {"member": ids["member"].iloc[row]}
            if key == "fault.sweep_shared_name":
                table = "members" if column == "member" else "units"
                who["ids"] = bearers(whole, table, value)
            yield Fault(key, PLANS, row=row, column=column, value=value, fields=who)


def _sits(code: Encoding, member: Positions, unit: Positions) -> NDArray[np.bool_]:
    """Whether each member is in a unit; nobody, and who is unknown, is in none."""
    known = np.flatnonzero(member >= 0)
    rows, which = code.by_member.rows_of(member[known])
    there = np.zeros(len(member), dtype=bool)
    there[known[which[code.unit[rows] == unit[known][which]]]] = True
    return there
