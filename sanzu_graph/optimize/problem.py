"""`Problem`: an organisation, its policy and what is asked of them, frozen into integers for the
model.

Definitions
-----------
A plan is judged by the end state alone, not by the way there.

**Where people may end.** A member's base unit is the home. ``move``: any base unit that is alike in
the columns of `Transfer.move`. ``regroup``: any group of the layer alike in the columns of
`Transfer.regroup`. ``join``: a member in no group of a layer, who is eligible, enters one that is
alike to the home in the columns of `Transfer.regroup`; ``admit``: so does a candidate
(`Layer.candidates`), whose cells become those of `Layer.admission`, who keeps the groups of other
layers and joins no further one. One person may move and change groups at once. Who leads a base
unit keeps it. Who leads a group keeps it, unless ``appoint`` may find another leader. Whoever is in
several units of a layer stays in them, and whoever is in several groups stays in the base unit too;
they are counted wherever they are. Nobody enters a group that is empty today. Nobody leaves a
layer.

**appoint**: exactly one leader a group, where the layer is `led`; it may stay vacant only if it is
vacant today. A sitting leader counts even if not eligible; a new one satisfies `Layer.leader`,
leads few enough units of other layers (`Leaders.most_units`), and is in the group in the end. One
use for each group whose leaders differ.

**attach**: a leader in office after the plan takes a duty (the first of `Layer.counting_duties`)
for a base unit alike to the group in the columns of `Transfer.regroup`, not the leader's own, not
dissolved, not above or below another base unit, for which nobody holds such a duty; at most one a
unit, at most `Rules.max_liaisons` a leader. Leaders who work in several base units take none.

**merge**: base unit b dissolves into a, alike in the columns of `Transfer.move`, neither above or
below another base unit; each unit takes part in one merge at most; nobody enters b, and nobody in
it is pinned or works in several base units. Whoever is left in b follows, and counts as moved
(`Rules.count_followers`). The bounds hold for both together, with what a lacks today as what it may
lack.

**unmet**: people missing, over units and demands, and the violation that is left of every bound
(headcounts, group sizes, base units a group, a leader a group). No violation may become greater
than it is today. **groups_changed**: groups that somebody enters or leaves, whose leaders differ,
or whose set of base units, by their ids, differs; only those of `Rules.count_layers`.
**people_moved**: people whose home or group differs. **price**: the sum of the prices of all uses.
**imbalance**: over the groups of all layers, how far the size is from today's mean of the layer,
rounded down or up.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.metrics.counts import Mask
from sanzu_graph.model.encoding import Positions
from sanzu_graph.optimize.asking import (
    ATTACH,
    GROUPS,
    IMBALANCE,
    MERGE,
    PER_BASE_UNIT,
    REQUIREMENT,
    Asked,
)
from sanzu_graph.optimize.cells import Cells
from sanzu_graph.optimize.people import Gates, People
from sanzu_graph.optimize.tallies import Tally

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy


@dataclass(frozen=True, eq=False)
class Reach:
    """At most so many base units a group.

    Attributes
    ----------
    most : the bound; None: not asked
    today : unit → the base units that its members work in
    """

    most: int | None
    today: Mapping[int, frozenset[int]]

    def over(self, group: int) -> int:
        """How many base units too many a group has today."""
        return max(0, len(self.today.get(group, ())) - self.most) if self.most is not None else 0


@dataclass(frozen=True, eq=False)
class GroupLayer:
    """A group layer as the model sees it.

    Attributes
    ----------
    name, number : the layer, and its place among the group layers
    units : its groups
    gates : the groups that somebody could come to, by key
    reach : the base units that groups reach
    led : whether each group with members has one leader
    vacancy : how far the number of leaders is from one, per unit; groups without members have none
    duty : the duty by which its leaders may be attached; empty: none
    mean : today's mean size, rounded down and up
    """

    name: str
    number: int
    units: Positions
    gates: Gates
    reach: Reach
    led: bool
    vacancy: Positions
    duty: str
    mean: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Problem:
    """What is to be solved; made by `sanzu_graph.optimize.posing.problem`.

    Attributes
    ----------
    org : the organisation on the day asked about; None in a worker elsewhere, and so is `whole`
    whole : the organisation as given
    on : that day; None where nothing is dated
    policy, ask : what is demanded, and what is asked
    base : the base units
    home_gates : the base units that somebody could move to, by key
    layers : the group layers
    people, cells, tallies : who may do what, in cells, and what is counted
    pinned_units : units that nobody enters or leaves
    targets : member → layer → the unit where that member must end
    barred : unit → who must not enter it or lead it newly; for merges: unit → units not to be
        merged into it
    together, apart : pairs of members
    held : member → base units for which the member holds a duty that attaches
    member_ids : the members' ids
    nested : base units with a base unit above or below them
    spare : (groups changed, base units filled) of plans to differ from: something of each is spared
    left_out : demands of the policy that the model does not know, and columns it looked for in
        vain, by their dotted places
    """

    org: Org
    whole: Org
    on: datetime.date | None
    policy: Policy
    ask: Asked
    base: Positions
    home_gates: Gates
    layers: tuple[GroupLayer, ...]
    people: People
    cells: Cells
    tallies: tuple[Tally, ...]
    pinned_units: frozenset[int]
    targets: Mapping[int, Mapping[str, int]]
    barred: Mapping[int, frozenset[int]]
    barred_merges: frozenset[tuple[int, int]]
    together: tuple[tuple[int, int], ...]
    apart: tuple[tuple[int, int], ...]
    held: Mapping[int, frozenset[int]]
    attachable: Mask
    member_ids: tuple[str, ...] = field(repr=False)
    nested: frozenset[int]
    left_out: tuple[str, ...] = ()
    without: frozenset[str] = field(default=frozenset())
    spare: tuple[tuple[frozenset[int], frozenset[int]], ...] = ()

    def slim(self) -> Problem:
        """The problem as a worker elsewhere needs it: without the tables."""
        return replace(self, org=None, whole=None)  # type: ignore[arg-type]

    @cached_property
    def counted(self) -> tuple[int, ...]:
        """The numbers of the group layers whose units count in ``groups_changed``."""
        if self.ask.count_layers is not None:
            return tuple(
                layer.number for layer in self.layers if layer.name in self.ask.count_layers
            )
        short = {
            tally.belongs or tally.layer
            for tally in self.tallies
            if tally.kinds[0] in (PER_BASE_UNIT, REQUIREMENT) and tally.short.any()
        }
        return tuple(layer.number for layer in self.layers if layer.name in short) or tuple(
            range(len(self.layers))
        )

    @cached_property
    def tracked(self) -> frozenset[int]:
        """The numbers of the group layers of whose groups the model must know whether they change."""
        asked = (
            GROUPS in self.ask.goals or self.ask.max_groups_changed is not None or bool(self.spare)
        )
        return frozenset(self.counted if asked else ())

    @cached_property
    def active(self) -> frozenset[int]:
        """The numbers of the group layers that matter to anything asked; the units of the others
        stay as they are.
        """
        counted = {
            name
            for tally in self.tallies
            if tally.least or tally.most is not None
            for name in (tally.layer, tally.belongs)
        }
        return frozenset(
            layer.number
            for layer in self.layers
            if layer.name in counted
            or layer.reach.most is not None
            or bool(layer.vacancy.any())
            or layer.number in self.tracked
            or IMBALANCE in self.ask.goals
        )

    def repairs(self, kind: str) -> bool:
        """Whether a kind of demand counts as unmet."""
        return kind in self.ask.repair

    @cached_property
    def merges(self) -> bool:
        """Whether base units may be merged."""
        return self.ask.has(MERGE) and self.ask.max_merges != 0

    def is_told_apart(self, member: int) -> bool:
        """Whether somebody could not take as many liaison duties as others: a holder of some, or
        one who works in several base units.
        """
        return member in self.held or member in self.people.home.several

    def room(self, member: int) -> int:
        """How many liaison duties somebody could take."""
        if member in self.people.home.several:
            return 0
        return max(0, self.ask.max_liaisons - len(self.held.get(member, ())))

    def attaches(self, layer: GroupLayer) -> bool:
        """Whether leaders of a layer may be attached."""
        return self.ask.has(ATTACH) and bool(layer.duty)

    @cached_property
    def dissolvable(self) -> Mask:
        """Which base units could be merged into another: nobody in them is pinned or works
        elsewhere too, and they are not nested.
        """
        mask = np.zeros(len(self.home_gates.key), dtype=bool)
        mask[self.base] = True
        mask[list(self.pinned_units)] = False
        mask[list(self.nested)] = False
        for units in self.people.home.several.values():
            mask[list(units)] = False
        for member in np.flatnonzero(self.people.pinned).tolist():
            mask[list(self.people.home.of(member))] = False
        return mask
