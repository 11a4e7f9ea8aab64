"""What makes no sense in a policy: faults that no organisation can mean, each with its place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any, Protocol

from sanzu_graph.errors import POLICY, Fault
from sanzu_graph.messages import listed, plain
from sanzu_graph.policy.assessment_weights import Assessment, Weight
from sanzu_graph.policy.manager_demands import Reporting
from sanzu_graph.policy.mentor_demands import Mentors, Term
from sanzu_graph.policy.part_kinds import misfits
from sanzu_graph.policy.parts import Layer, LeaderBounds, Leaders, Limit, Mix, Requirement
from sanzu_graph.policy.year_demands import Contacts, Holiday, Remedies, Routine, Support, Tasks
from sanzu_graph.schema import columns

STATUSES = ("rule", "custom")
#: Measure of a pair → the field of its term that it needs.
MEASURES = {
    "ahead": "column",
    "apart": "column",
    "same": "column",
    "other": "column",
    "same_unit": "layer",
    "wish": "kind",
}
PERIODS = ("week", "month", "quarter", "year")
#: The parts of a policy that hold limits and are not lists.
_LIMITED = ("remedies", "support", "contacts", "reporting")


class _Demanded(Protocol):
    """The parts of a `Policy` that can make no sense."""

    @property
    def base(self) -> str: ...
    @property
    def layers(self) -> tuple[Layer, ...]: ...
    @property
    def leaders(self) -> Leaders: ...
    @property
    def mentors(self) -> Mentors | None: ...
    @property
    def requirements(self) -> tuple[Requirement, ...]: ...
    @property
    def routines(self) -> tuple[Routine, ...]: ...
    @property
    def mixes(self) -> tuple[Mix, ...]: ...
    @property
    def assessment(self) -> Assessment | None: ...
    @property
    def holidays(self) -> tuple[Holiday, ...]: ...
    @property
    def remedies(self) -> Remedies | None: ...
    @property
    def support(self) -> Support | None: ...
    @property
    def contacts(self) -> Contacts | None: ...
    @property
    def tasks(self) -> Tasks | None: ...
    @property
    def reporting(self) -> Reporting | None: ...


def policy_faults(policy: _Demanded) -> Iterator[Fault]:
    """Every fault of a policy; where values are of a wrong kind, these alone."""
    unfit = [_wrong(place, value, needed) for place, value, needed in misfits(policy)]
    if unfit:
        yield from unfit
        return
    known = [layer.name for layer in policy.layers]
    yield from _unknown_layers(_layers_named(policy), known)
    yield from _repeated(known, "layers", "fault.repeated_layer")
    for layer in policy.layers:
        yield from _bound_faults(layer)
    for requirement in policy.requirements:
        if not _says_whom(requirement):
            place = f"requirements.{requirement.name}"
            yield fault_at(place, requirement.name, "fault.empty_requirement")
    for place, limit in limits(policy):
        if not limit.value >= 0:
            yield _wrong(place, limit.value, "≥ 0")
        if limit.status not in STATUSES:
            yield _wrong(f"{place}.status", limit.status, listed(STATUSES))
    yield from _pairing_faults(policy)
    yield from _routine_faults(policy)
    yield from _stage_faults(policy, known)


def limits(policy: _Demanded) -> Iterator[tuple[str, Limit]]:
    """Every limit of a policy with its dotted place in the file."""
    owners: list[tuple[str, Any]] = [
        *((f"layers.{layer.name}", layer) for layer in policy.layers),
        *(
            (f"layers.{layer.name}.led", layer.led)
            for layer in policy.layers
            if isinstance(layer.led, LeaderBounds)
        ),
        ("leaders", policy.leaders),
        ("mentors", policy.mentors),
        *((f"requirements.{requirement.name}", requirement) for requirement in policy.requirements),
        *((f"routines.{routine.layer}.{routine.kind}", routine) for routine in policy.routines),
        *((name, getattr(policy, name)) for name in _LIMITED),
    ]
    for place, owner in owners:
        for part in fields(owner) if owner is not None else ():
            limit = getattr(owner, part.name)
            if isinstance(limit, Limit):
                yield f"{place}.{part.name}", limit


# -- layers and requirements


def _layers_named(policy: _Demanded) -> Iterator[tuple[str, str]]:
    """Every layer that a policy names outside its list of layers, with the place."""
    yield "base", policy.base
    for routine in policy.routines:
        yield f"routines.{routine.kind}.layer", routine.layer
    for requirement in policy.requirements:
        for part in ("per", "layer"):
            name = getattr(requirement, part)
            if name:
                yield f"requirements.{requirement.name}.{part}", name


def _unknown_layers(named: Iterable[tuple[str, str]], known: list[str]) -> Iterator[Fault]:
    """Layers that are named and not described."""
    for place, name in named:
        if name not in known:
            yield fault_at(place, name, "fault.no_such_layer", known=known)


def _bound_faults(layer: Layer) -> Iterator[Fault]:
    """Bounds of which the least exceeds the most."""
    leaders = layer.leader_bounds
    for place, least, most in (
        ("smallest", layer.smallest, layer.largest),
        ("led.least", leaders.least, leaders.most),
    ):
        if least and most and least.value > most.value:
            yield _wrong(f"layers.{layer.name}.{place}", least.value, f"≤ {most.value}")


def _says_whom(requirement: Requirement) -> bool:
    """Whether a requirement has any condition."""
    conditions = ("role", "duty", "layer", "units", "who")
    return any(getattr(requirement, condition) for condition in conditions)


# -- pairs, mixes, weights


def _pairing_faults(policy: _Demanded) -> Iterator[Fault]:
    """Terms that measure nothing known, weights that are none, names that are given twice."""
    terms = policy.mentors.terms if policy.mentors is not None else ()
    for term in terms:
        yield from _term_faults(term)
    weights: dict[str, tuple[Weight, ...]] = {}
    if policy.assessment is not None:
        weights = {
            f"assessment.{part.name}": getattr(policy.assessment, part.name)
            for part in fields(policy.assessment)
        }
    for place, some in weights.items():
        for weight in some:
            if not (math.isfinite(weight.weight) and weight.weight >= 0):
                yield _wrong(f"{place}.{weight.name}.weight", weight.weight, "≥ 0")
    lists = {"mentors.terms": terms, "mixes": policy.mixes, **weights}
    for place, parts in lists.items():
        yield from _repeated([part.name for part in parts], place, "fault.repeated_name")


def _term_faults(term: Term) -> Iterator[Fault]:
    """What is wrong with one term of the score of a pair."""
    place, needed = f"mentors.terms.{term.name}", MEASURES.get(term.measure)
    if needed is None:
        yield _wrong(f"{place}.measure", term.measure, listed(MEASURES, most=len(MEASURES)))
    elif not getattr(term, needed):
        yield fault_at(f"{place}.{needed}", "", "fault.missing_key")
    if not math.isfinite(term.weight):
        yield _wrong(f"{place}.weight", term.weight, "0, 1, 2, …")
    if term.most is not None and not 0 <= term.most < math.inf:
        yield _wrong(f"{place}.most", term.most, "≥ 0")


# -- the working year


def _routine_faults(policy: _Demanded) -> Iterator[Fault]:
    """Periods that are none, routines that stand twice, holidays that end before they begin."""
    seen = set[tuple[str, str]]()
    for routine in policy.routines:
        place = f"routines.{routine.kind}"
        if routine.every not in PERIODS:
            yield _wrong(f"{place}.every", routine.every, listed(PERIODS))
        if routine.periods < 1:
            yield _wrong(f"{place}.periods", routine.periods, "1, 2, 3, …")
        if (routine.layer, routine.kind) in seen:
            key = "fault.repeated_routine"
            yield fault_at(place, routine.kind, key, layer=routine.layer)
        seen.add((routine.layer, routine.kind))
    for number, holiday in enumerate(policy.holidays):
        if not holiday.since < holiday.until:
            yield _wrong(f"holidays[{number}].until", holiday.until, f"> {holiday.since}")


def _stage_faults(policy: _Demanded, known: list[str]) -> Iterator[Fault]:
    """Stages that stand twice, that no event can have, or that name layers that are not there."""
    stages = policy.tasks.stages if policy.tasks is not None else ()
    possible = columns("task_events")["stage"].values
    for stage in stages:
        place = f"tasks.stages.{stage.name}"
        if stage.name not in possible:
            yield _wrong(place, stage.name, listed(possible, most=len(possible)))
        yield from _unknown_layers(((f"{place}.layers", layer) for layer in stage.layers), known)
    names = [stage.name for stage in stages]
    yield from _repeated(names, "tasks.stages", "fault.repeated_stage")


# -- faults


def _repeated(names: list[str], place: str, key: str) -> Iterator[Fault]:
    """Names that stand twice in a list."""
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield fault_at(f"{place}.{name}", name, key)


def _wrong(place: str, value: object, needed: str) -> Fault:
    return fault_at(place, value, "fault.wrong_value", needed=needed)


def fault_at(place: str, value: object, key: str, **words: object) -> Fault:
    """A fault at a dotted place of a policy; `key` is its sentence."""
    return Fault(key, POLICY, column=place, value=plain(value), fields=words)
