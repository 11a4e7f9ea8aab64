"""Building the problem: from an organisation, a policy and what is asked to a `Problem`.

What cannot be asked is told at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.errors import POLICY, AbsentError, Fault, ProblemError
from sanzu_graph.model.days import day_for
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.person_lines import hierarchy
from sanzu_graph.optimize.admissions import Admissions
from sanzu_graph.optimize.caller_rules import CallerRules
from sanzu_graph.optimize.checking import Ids, contradictions, unknown_names
from sanzu_graph.optimize.demand_counts import DemandCount, demand_counts, holders
from sanzu_graph.optimize.freedoms import cells_of
from sanzu_graph.optimize.nesting import nested_units, seats_elsewhere
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.request import ADMIT, ATTACH, Asked
from sanzu_graph.optimize.seat_layers import Grounds, SeatLayer, seat_layer
from sanzu_graph.policy.placement import Placement
from sanzu_graph.schema import DEPUTY, LEADER

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy

#: Demands on a layer that no lever can meet, or that are no bound the model knows.
_OTHER_DEMANDS = ("everyone", "aligned", "most_work_types")


def problem(
    org: Org, policy: Policy, ask: Asked, *, on: object = None, without: Iterable[str] = ()
) -> Problem:
    """Build the problem.

    Parameters
    ----------
    org, policy
        The organisation, and what it demands of itself.
    ask
        What is asked; see `sanzu_graph.optimize.request.asked`.
    on
        The day; where the organisation has dates, today by default.
    without
        Families of rules to be lifted, to learn what they cost: kinds of `DEMANDS` (they bind
        nobody and are not counted), ``pins``, ``leaders`` (who leads a group may leave it) or
        ``transfer`` (everything is alike).

    Raises
    ------
    AbsentError
        If the organisation has no base layer.
    ProblemError
        Naming every unknown id and layer, and rules that contradict each other.
    """
    return _Building(org, policy, ask, on, frozenset(without)).problem()


class _Building:
    """A problem in the making."""

    def __init__(
        self,
        org: Org,
        policy: Policy,
        ask: Asked,
        on: object,
        without: frozenset[str],
    ) -> None:
        self.policy, self.ask, self.without = policy.resolve(org), ask, without
        self.day = day_for(org, on)
        self.whole, self.org = org, org if self.day is None else org.at(self.day)
        self.org.pairs(policy.base)
        groups = [layer.name for layer in policy.groups]
        self.names = (policy.base, *(name for name in groups if name in self.org.layers))
        self.left_out = [f"layers.{name}" for name in groups if name not in self.names]
        ids = Ids(self.org, org, self.day)
        faults = [
            *unknown_names(ask, self.policy, self.names[1:], ids),
            *_repeated_requirements(self.policy),
        ]
        if faults:
            raise ProblemError("error.problem", faults)
        self.rules = CallerRules(ask, ids, without)
        self.placement = Placement(self.org, self.policy)
        for layer in self.policy.layers:
            if layer.name in self.names:
                self.left_out += self.placement.unasked_rules(layer.name, "eligible", "leader")

    def problem(self) -> Problem:
        """The problem."""
        bare = self._without_cells()
        left_out = tuple(dict.fromkeys([*self.left_out, *self._other_demands()]))
        whole = replace(bare, cells=cells_of(bare), left_out=left_out)
        faults = list(contradictions(whole))
        if faults:
            raise ProblemError("error.problem", faults)
        return whole

    def _without_cells(self) -> Problem:
        """The problem without its people in cells, from which these are made."""
        org, rules, code = self.org, self.rules, self.org.encoding
        layers, demands = self.layers, tuple(map(self._lifted, self._demand_counts()))
        nested = nested_units(org, self.policy, layers, demands)
        held, holders_ = self._held_duties()
        most = None if "most_units" in self.without else self.policy.leaders.most_units
        return Problem(
            org,
            self.whole,
            self.day,
            self.policy,
            self.ask,
            layers,
            self.grounds.site,
            self.placement.alike_key(("site",)),
            demands,
            None,  # type: ignore[arg-type]
            rules.pinned,
            rules.pinned_units,
            rules.targets,
            rules.barred,
            rules.barred_merges,
            rules.together,
            rules.apart,
            held,
            holders_,
            org.pairs(None, LEADER).per_member,
            None if most is None or np.isinf(most.value) else int(most.value),
            nested,
            code.parent,
            _rank(org),
            _years(org),
            tuple(code.members.tolist()),
            seats_elsewhere(org, layers) if nested else {},
            rules.own_prices,
            rules.own_limits,
            (),
            self.without,
        )

    # -- what it is built from

    @cached_property
    def admissions(self) -> Admissions:
        """Who may be admitted where, and what holds then."""
        return Admissions(self.placement, self.names, is_open=self.ask.has(ADMIT))

    @cached_property
    def grounds(self) -> Grounds:
        """What the layers are read from."""
        alike = np.zeros(self.org.encoding.unit_count, dtype=np.intp)
        is_lifted = "transfer" in self.without
        return Grounds(
            self.org,
            self.policy,
            self.ask,
            self.without,
            self.admissions,
            alike if is_lifted else self.placement.key(self.policy.base),
            alike if is_lifted else self.placement.site_key,
            self.rules.pinned_units,
        )

    @cached_property
    def layers(self) -> tuple[SeatLayer, ...]:
        """The layers that the model knows, the base first."""
        return tuple(
            seat_layer(self.grounds, name, number) for number, name in enumerate(self.names)
        )

    def _demand_counts(self) -> Iterator[DemandCount]:
        """What is counted."""
        placements = self.admissions.placements
        return demand_counts(self.org, self.policy, self.ask, self.names, placements, self.left_out)

    def _lifted(self, demand: DemandCount) -> DemandCount:
        """A demand without the bounds that are lifted."""
        least = None if demand.kinds[0] in self.without else demand.least
        most = None if demand.kinds[1] in self.without else demand.most
        return replace(demand, least=least, most=most)

    def _held_duties(self) -> tuple[dict[int, frozenset[int]], frozenset[tuple[int, str]]]:
        """Member → base units for which they hold a counting duty; (base unit, duty) held."""
        if not self.ask.has(ATTACH):
            return {}, frozenset()
        held: dict[int, set[int]] = {}
        posts: set[tuple[int, str]] = set()
        for duty in dict.fromkeys(duty for layer in self.layers for duty in layer.duties):
            for unit, members in holders(self.org, self.policy.base, (duty,)).items():
                posts.add((unit, duty))
                for member in members:
                    held.setdefault(member, set()).add(unit)
        return {member: frozenset(units) for member, units in held.items()}, frozenset(posts)

    def _other_demands(self) -> Iterator[str]:
        """Demands that the model does not know."""
        for layer in (self.policy.layer(name) for name in self.names):
            yield from (
                f"layers.{layer.name}.{part}" for part in _OTHER_DEMANDS if getattr(layer, part)
            )
        if self.policy.mentors is not None:
            yield "mentors"
        if len(hierarchy(self.org).lines_to):
            yield "reporting"


def _rank(org: Org) -> Positions:
    """In which order people of one cell are taken: those without post first, then by id."""
    code = org.encoding
    post = np.zeros(code.member_count, dtype=np.intp)
    for role in (DEPUTY, LEADER):
        post[org.pairs(None, role).member] = 1
    order = np.lexsort((code.members.astype(str), post))
    rank = np.empty(len(order), dtype=np.intp)
    rank[order] = np.arange(len(order))
    return rank


def _years(org: Org) -> NDArray[np.float64]:
    """How long each member has served; -1 where that is not kept."""
    try:
        years = org.numbers("members", "seniority_years")
    except AbsentError:
        return np.zeros(org.encoding.member_count)
    known: NDArray[np.float64] = np.nan_to_num(years, nan=-1.0)
    return known


def _repeated_requirements(policy: Policy) -> Iterator[Fault]:
    """Requirements of one name: their findings are one, so nobody could count them apart."""
    names = [requirement.name for requirement in policy.requirements]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield Fault("fault.repeated_name", POLICY, column=f"requirements.{name}", value=name)


__all__ = ["problem"]
