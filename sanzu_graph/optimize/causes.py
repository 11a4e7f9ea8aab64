"""Why something stays unmet: the question is asked again with one family of rules lifted.

It is asked for the parts in which something is unmet. A trial keeps what the plan reached. No part
has more unmet than in the plan. Parts without anything unmet stay as they are planned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sanzu_graph.messages import listed, text
from sanzu_graph.optimize.independent_parts import Part, parts
from sanzu_graph.optimize.plan_values import Violations
from sanzu_graph.optimize.request import LED, MISSING, PER_BASE_UNIT, REQUIREMENT, UNMET
from sanzu_graph.optimize.rule_families import Family, families, first_goals, lifted
from sanzu_graph.optimize.shortfalls import COLUMNS as SHORT
from sanzu_graph.optimize.solved_plans import SolvedPlan
from sanzu_graph.optimize.steps import applied
from sanzu_graph.optimize.steps import changes as steps_of
from sanzu_graph.optimize.trials import Trials

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.model.organisation import Org

#: New trials begin within this many seconds; the text says what was not tried.
PATIENCE = 120.0
COLUMNS = (*SHORT, "why", "would_help", "no_help")


def causes(proposal: SolvedPlan) -> pd.DataFrame:
    """What stays unmet with why: the shortfalls, and why, would_help, no_help.

    Parameters
    ----------
    proposal
        With a plan.
    """
    frame = proposal.shortfalls
    if not len(frame):
        return frame.assign(**dict.fromkeys(COLUMNS[len(SHORT) :], "")).astype(
            dict.fromkeys(COLUMNS[len(SHORT) :], "str")
        )
    finder = _Causes(proposal)
    rows = finder.told(frame["unit"].tolist(), [_kind(place) for place in frame["requirement"]])
    return frame.assign(
        **{name: [row[place] for row in rows] for place, name in enumerate(COLUMNS[len(SHORT) :])}
    ).astype(dict.fromkeys(COLUMNS[len(SHORT) :], "str"))


@dataclass(frozen=True)
class Relief:
    """What lifting some families would save.

    Attributes
    ----------
    families : the families
    saved : the units of a part → (how much less is unmet there, how much is unmet); the first is
        None where it is not settled
    kinds : the units of a part → the kinds of demand of which less is unmet there
    """

    families: tuple[Family, ...]
    saved: Mapping[frozenset[int], tuple[int | None, int]]
    kinds: Mapping[frozenset[int], frozenset[str]]

    def at(self, unit: int) -> int | None:
        """How much is saved in the part of a unit."""
        return next((count for units, (count, _) in self.saved.items() if unit in units), 0)

    def meets(self, unit: int, kind: str) -> bool:
        """Whether less of a kind is unmet in the part of a unit."""
        return any(unit in units and kind in kinds for units, kinds in self.kinds.items())

    @property
    def count(self) -> int:
        """How much is saved in all parts together, as far as that is settled."""
        return sum(count or 0 for count, _ in self.saved.values())

    def told(self) -> str:
        """How much is saved, and by what."""
        rules = text("cause.join").join(family.lifted() for family in self.families)
        return text("cause.way", count=self.count, rules=rules)


class _Causes:
    """The causes of everything that a plan leaves unmet."""

    def __init__(self, proposal: SolvedPlan) -> None:
        assert proposal.solution is not None
        self.proposal, self.solution, self.problem = (
            proposal,
            proposal.solution,
            proposal.solution.problem,
        )
        self.trials = Trials(PATIENCE)
        self.unit = {
            name: place for place, name in enumerate(self.problem.org.encoding.units.tolist())
        }
        self.ids = self.problem.org.encoding.units.tolist()
        self.left = proposal.demands.repaired(
            proposal.demands.violated(proposal.demands.on_the_day(self._after))
        )
        self.all = families(self.problem)

    def told(self, units: Sequence[str], kinds: Sequence[str]) -> list[tuple[str, str, str]]:
        """Per unit and kind of demand: why, what would help, what would not."""
        if not {MISSING, UNMET} & set(self.problem.ask.goals):
            return [(text("cause.not_a_goal"), "", "")] * len(units)
        if any(self.solution.gap.get(name) != 0 for name in first_goals(self.problem.ask)):
            return [(text("cause.not_proven"), "", "")] * len(units)
        alone, open_ = [], []
        # Without the transfer rule everything is one large part: it comes last.
        for family in sorted(self.all, key=lambda family: family.name == "transfer"):
            relief = None if self.trials.is_over else self.relief((family,))
            if relief is None:
                open_.append(family)
            else:
                alone.append(relief)
        both = self._together(
            [(self.unit[name], kind) for name, kind in zip(units, kinds, strict=True)], alone
        )
        return [
            self._row(self.unit[name], kind, alone, open_, both)
            for name, kind in zip(units, kinds, strict=True)
        ]

    def _row(
        self, unit: int, kind: str, alone: list[Relief], open_: list[Family], both: list[Relief]
    ) -> tuple[str, str, str]:
        # Without the demand itself nothing is unmet.
        alone = [relief for relief in alone if relief.families[0].name != kind]
        helps = [relief for relief in alone if relief.at(unit)]
        # A family that saves something else in the part is a cause only where no other is one.
        helps = [relief for relief in helps if relief.meets(unit, kind)] or helps
        unsettled = open_ + [relief.families[0] for relief in alone if relief.at(unit) is None]
        no_help = self._lifted([relief.families[0] for relief in alone if relief.at(unit) == 0])
        if unsettled:
            untried = text("cause.untried", untried=self._lifted(unsettled))
            no_help = text("cause.join_parts", one=no_help, other=untried) if no_help else untried
        if helps:
            key = "any" if len(helps) > 1 else "at_least" if unsettled else "only"
            why = text(f"cause.{key}", rules=self._listed([relief.families[0] for relief in helps]))
            return why, self._would_meet(helps), no_help
        together = next(
            (
                relief
                for relief in both
                if relief.at(unit) and kind not in {family.name for family in relief.families}
            ),
            None,
        )
        if together is not None:
            return text("cause.no_single"), self._would_meet([together]), no_help
        return (
            text("cause.unsettled" if unsettled or self.trials.is_over else "cause.nothing"),
            "",
            no_help,
        )

    def _would_meet(self, some: Sequence[Relief]) -> str:
        """How much of all that is unmet some reliefs would meet, each by itself."""
        ways = text("cause.or").join(relief.told() for relief in some)
        return text("cause.would_meet", total=sum(self.left.values()), ways=ways)

    def _lifted(self, some: Sequence[Family]) -> str:
        return listed([family.lifted() for family in some], most=20) if some else ""

    def _listed(self, some: Sequence[Family]) -> str:
        return listed([family.told() for family in some], most=20) if some else ""

    @property
    def _after(self) -> Org:
        assert self.solution.after is not None
        return self.solution.after

    # -- trials

    def relief(self, some: tuple[Family, ...]) -> Relief | None:
        """What lifting some families would save, part by part.

        None if that is not settled in time.
        """
        words, lifts = lifted(self.problem, some)
        # Where leaders may just go, vacant seats are not counted.
        without = (*lifts, *((LED,) if "leaders" in lifts else ()))
        ask = {"goals": first_goals(self.problem.ask), **words}
        problem = self.proposal.question.posed(without=lifts, **ask)
        violations = {key: count for key, count in self.left.items() if key[0] not in without}
        short = {self.unit[key.unit] for key in violations}
        pieces = [piece for piece in parts(problem) if short & set(piece.units)]
        spent = self._spent(frozenset(unit for piece in pieces for unit in piece.units))
        trial = self.trials.shared(len(self.all)).best(
            problem,
            only=frozenset(short),
            spent=spent,
            caps=lambda piece: self._caps(violations, piece),
        )
        if not trial.values:
            return None
        after = applied(problem, steps_of(problem, trial.end))
        now = self.proposal.demands.repaired(
            self.proposal.demands.violated(self.proposal.demands.on_the_day(after))
        )
        saved: dict[frozenset[int], tuple[int | None, int]] = {}
        kinds: dict[frozenset[int], frozenset[str]] = {}
        for piece in pieces:
            units = frozenset(piece.units)
            then, still = (self._sum(counts, units, without) for counts in (violations, now))
            saved[units] = (then - still if then > still or trial.is_proven else None), then
            kinds[units] = frozenset(
                kind
                for kind in {key.kind for key in violations}
                if self._of_kind(now, kind, units) < self._of_kind(violations, kind, units)
            )
        return Relief(some, saved, kinds)

    def _of_kind(self, violations: Violations, kind: str, units: frozenset[int]) -> int:
        return self._sum(
            {key: count for key, count in violations.items() if key.kind == kind}, units, ()
        )

    def _caps(self, violations: Violations, piece: Part) -> dict[str, int]:
        """What may be unmet in a part: no more than in the plan."""
        units = frozenset(piece.units)
        missing = {key: count for key, count in violations.items() if key[0] == PER_BASE_UNIT}
        return {UNMET: self._sum(violations, units, ()), MISSING: self._sum(missing, units, ())}

    def _sum(self, violations: Violations, units: frozenset[int], without: tuple[str, ...]) -> int:
        return sum(
            count
            for (kind, _, _, _, name), count in violations.items()
            if kind not in without and self.unit[name] in units
        )

    def _spent(self, units: frozenset[int]) -> int:
        """How many groups the plan changes outside of some units."""
        return sum(
            answer.changed
            for answer in self.solution.parts
            if not units & set(self.solution.pieces[answer.number].units)
        )

    def _together(self, short: Sequence[tuple[int, str]], alone: list[Relief]) -> list[Relief]:
        """A smallest set of families that helps, for parts in which no family helps alone.

        There is none where all families together do not help.
        """
        reliefs: list[Relief] = []
        for unit, kind in short:
            others = tuple(family for family in self.all if family.name != kind)
            helping = (
                relief
                for relief in (*alone, *reliefs)
                if kind not in {family.name for family in relief.families}
            )
            if any(relief.at(unit) for relief in helping) or self.trials.is_over:
                continue
            some = others
            relief = self.relief(some)
            if relief is None or not relief.at(unit):
                continue
            for family in others:
                fewer = tuple(other for other in some if other is not family)
                less = None if self.trials.is_over or not fewer else self.relief(fewer)
                if less is not None and less.at(unit):
                    some, relief = fewer, less
            reliefs.append(relief)
        return reliefs


def _kind(place: str) -> str:
    """The kind of demand of a dotted place in a policy."""
    return REQUIREMENT if place.startswith("requirements.") else place.rpartition(".")[2]


__all__ = ["COLUMNS", "causes"]
