"""`Policy`: one frozen value that holds every demand, so that checks need no long argument lists."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sanzu_graph.doors import spoken
from sanzu_graph.errors import POLICY, Fault, PolicyError, speaking
from sanzu_graph.messages import listed, plain
from sanzu_graph.model.object_texts import cut
from sanzu_graph.policy.html import policy_html
from sanzu_graph.policy.loading import NOT_IN_FILES, load, toml_of
from sanzu_graph.policy.manager_demands import Reporting
from sanzu_graph.policy.narrowing import narrowed
from sanzu_graph.policy.parts import (
    Assessment,
    Contacts,
    Holiday,
    Layer,
    LeaderBounds,
    Leaders,
    Limit,
    Mentors,
    Mix,
    Remedies,
    Requirement,
    Resolution,
    Routine,
    Support,
    Tasks,
    Term,
    Transfer,
    Weight,
)
from sanzu_graph.policy.resolution import resolved
from sanzu_graph.policy.rules import Rule
from sanzu_graph.schema import columns

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

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
SHIPPED = Path(__file__).parent / "policies" / "sanzu.toml"


def _shipped(name: str) -> Any:  # noqa: ANN401 - each field has its own type
    return field(default_factory=lambda: _shipped_fields()[name])


@dataclass(frozen=True, repr=False)
class Policy:
    """What an organisation demands of itself.

    ``Policy()`` is the shipped default, ``policies/sanzu.toml`` (team, party, union); every keyword
    replaces one part of it. `Policy.for_layers` starts from nothing, for any other organisation.

    Parameters
    ----------
    base
        The base layer: the units that the other layers must reach.
    layers
        The layers that are looked at, the base among them.
    leaders, transfer, mentors
        Demands on leaders, on moves, and on mentoring; `mentors` None: mentoring is not looked at.
    backbone
        Who counts as a backbone member.
    requirements
        Further minima per unit.
    routines
        The activities that groups owe.
    powers
        The duties that make up a group leader's powers in a base unit.
    mixes
        Kinds of people that are spread over groups (`balance_groups`).
    assessment
        How candidates for a leadership are assessed (`rank_candidates`).
    holidays
        Days on which no routine is owed.
    remedies, support, contacts, tasks
        Demands on the remedies of problems, on who supports base units, on contacts, and on how
        tasks are handled; None: not looked at.
    reporting
        Demands on who reports to whom; None: only what is asked of every organisation that keeps
        such lines.
    lang
        The language of findings where none is asked for.
    resolutions
        What `resolve` read from the organisation. It is told, and not compared.

    Raises
    ------
    PolicyError
        Naming every demand that makes no sense.

    Examples
    --------
    >>> Policy().base, [layer.name for layer in Policy().groups]
    ('team', ['party', 'union'])
    >>> Policy().layer("party").per_base_unit.value
    1
    """

    base: str = _shipped("base")
    layers: tuple[Layer, ...] = _shipped("layers")
    leaders: Leaders = _shipped("leaders")
    transfer: Transfer = _shipped("transfer")
    mentors: Mentors | None = _shipped("mentors")
    backbone: Rule | None = _shipped("backbone")
    requirements: tuple[Requirement, ...] = _shipped("requirements")
    routines: tuple[Routine, ...] = _shipped("routines")
    powers: tuple[str, ...] = _shipped("powers")
    mixes: tuple[Mix, ...] = _shipped("mixes")
    assessment: Assessment | None = _shipped("assessment")
    holidays: tuple[Holiday, ...] = _shipped("holidays")
    remedies: Remedies | None = _shipped("remedies")
    support: Support | None = _shipped("support")
    contacts: Contacts | None = _shipped("contacts")
    tasks: Tasks | None = _shipped("tasks")
    reporting: Reporting | None = _shipped("reporting")
    lang: str | None = None
    resolutions: tuple[Resolution, ...] = field(
        default=(), compare=False, repr=False, metadata=NOT_IN_FILES
    )

    def __post_init__(self) -> None:
        with speaking(None, self.lang):
            faults = list(_senseless(self))
            if faults:
                raise PolicyError("error.policy", faults)

    @classmethod
    @spoken
    def read(cls, path: str | Path, *, lang: str | None = None) -> Self:
        """The policy of a TOML file; parts that it leaves out are not demanded, and a base and
        layers it must have.

        Raises
        ------
        PolicyError
            Naming every unknown key and unusable value.
        InputError
            If the file cannot be read.

        Examples
        --------
        >>> Policy.read(SHIPPED) == Policy()
        True
        """
        place = Path(path).name
        parts = {**_NOTHING, **load(cls, toml_of(Path(path)), place=place)}
        missing = [
            Fault("fault.missing_key", POLICY, place, column=name)
            for name in ("base", "layers")
            if name not in parts
        ]
        if missing:
            raise PolicyError("error.policy", missing)
        return cls(**parts)

    @classmethod
    def for_layers(cls, base: str, groups: Iterable[str] = ()) -> Self:
        """A plain policy for any organisation: every base unit has a member of each group layer.
        Every unit has a leader where the layer records any (`resolve`).

        Parameters
        ----------
        base
            The base layer.
        groups
            The layers that must reach every base unit.

        Examples
        --------
        >>> Policy.for_layers("state", ["party"]).layer("party").per_base_unit
        Limit(value=1)
        """
        layers = (Layer(base), *(Layer(name, per_base_unit=Limit(1)) for name in groups))
        return cls(**{**_NOTHING, "base": base, "layers": layers})

    @property
    def groups(self) -> tuple[Layer, ...]:
        """The layers besides the base."""
        return tuple(layer for layer in self.layers if layer.name != self.base)

    def layer(self, name: str) -> Layer:
        """The demands on one layer; none at all for a layer the policy does not name."""
        unnamed = Layer(name, exclusive=False, led=False)
        return next((layer for layer in self.layers if layer.name == name), unnamed)

    def resolve(self, org: Org) -> Self:
        """The same policy with `Layer.exclusive` and `Layer.led` said for every layer.

        Where they are None, the organisation says them, by its rows of all days. A layer is
        exclusive where fewer than 1 % of its people have several units of it on the same day. A
        layer is led where anybody leads a unit of it on any day; each unit with members then needs
        at least one leader, and any number is in order. What is said already stays. So a resolved
        policy holds for every later question about the organisation, and about changes of it.
        Of layers that were redacted (`Org.withheld`) it says no word any more.

        Parameters
        ----------
        org
            The organisation, with the rows of all days.

        Examples
        --------
        >>> from sanzu_graph import Org
        >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
        >>> layer = Policy.for_layers("team").resolve(org).layer("team")
        >>> layer.exclusive, layer.led
        (True, False)
        """
        names, hidden = {layer.name for layer in self.layers}, set(org.withheld)
        if names & hidden and names - hidden:
            return self.without_layers(*hidden).resolve(org)
        if all(None not in (layer.exclusive, layer.led) for layer in self.layers):
            return self
        layers, resolutions = resolved(self.layers, org)
        return self.replace(layers=layers, resolutions=(*self.resolutions, *resolutions))

    def replace(self, **parts: object) -> Self:
        """The same policy with some parts replaced."""
        return replace(self, **parts)  # type: ignore[arg-type]

    def with_layer(self, name: str, **parts: object) -> Self:
        """The same policy with some demands on one layer replaced.

        Raises
        ------
        PolicyError
            If the policy has no such layer, or the demands make no sense.

        Examples
        --------
        >>> Policy().with_layer("party", per_base_unit=Limit(2)).layer("party").per_base_unit.value
        2
        """
        known = [layer.name for layer in self.layers]
        if name not in known:
            fault = _fault("fault.no_such_layer", "layers", name, known=known)
            with speaking(None, self.lang):
                raise PolicyError("error.policy", [fault])
        return self.replace(
            layers=tuple(
                replace(layer, **parts) if layer.name == name else layer  # type: ignore[arg-type]
                for layer in self.layers
            )
        )

    def without_layers(self, *names: str) -> Self:
        """The same policy without a word about some layers, for an organisation from which they
        were redacted.

        Raises
        ------
        PolicyError
            If no layer is left.

        Examples
        --------
        >>> [layer.name for layer in Policy().without_layers("party").layers]
        ['team', 'union']
        """
        parts = {part.name: getattr(self, part.name) for part in fields(self)}
        left = narrowed(parts, names)
        if left is None:
            with speaking(None, self.lang):
                raise PolicyError(
                    "error.policy", [Fault("fault.missing_key", POLICY, column="layers")]
                )
        return self.replace(**left)

    def __repr__(self) -> str:
        groups = [layer.name for layer in self.groups]
        lang = "" if self.lang is None else f", lang={self.lang!r}"
        return cut(f"Policy(base={self.base!r}, groups={groups}{lang})")

    def _repr_html_(self) -> str:
        with speaking(None, self.lang):
            return policy_html(self.layer(self.base), self.groups, limits(self))


_NOTHING: dict[str, Any] = {
    "leaders": Leaders(),
    "transfer": Transfer(),
    "mentors": None,
    "backbone": None,
    "requirements": (),
    "routines": (),
    "powers": (),
    "mixes": (),
    "assessment": None,
    "holidays": (),
    "remedies": None,
    "support": None,
    "contacts": None,
    "tasks": None,
    "reporting": None,
}


@cache
def _shipped_fields() -> dict[str, Any]:
    return {**_NOTHING, **load(Policy, toml_of(SHIPPED), place=SHIPPED.name)}


#: The parts of a policy that hold limits and are not lists.
_LIMITED = ("remedies", "support", "contacts", "reporting")


def limits(policy: Policy) -> Iterator[tuple[str, Limit]]:
    """Every limit of a policy with its dotted place in the file."""
    owners: list[tuple[str, Any]] = [(f"layers.{layer.name}", layer) for layer in policy.layers]
    owners += [
        (f"layers.{layer.name}.led", layer.led)
        for layer in policy.layers
        if isinstance(layer.led, LeaderBounds)
    ]
    owners += [("leaders", policy.leaders), ("mentors", policy.mentors)]
    owners += [
        (f"requirements.{requirement.name}", requirement) for requirement in policy.requirements
    ]
    owners += [(f"routines.{routine.layer}.{routine.kind}", routine) for routine in policy.routines]
    owners += [(name, getattr(policy, name)) for name in _LIMITED]
    for place, owner in owners:
        for part in fields(owner) if owner is not None else ():
            limit = getattr(owner, part.name)
            if isinstance(limit, Limit):
                yield f"{place}.{part.name}", limit


def _senseless(policy: Policy) -> Iterator[Fault]:
    """What no organisation can mean."""
    yield from _layer_faults(policy)
    for requirement in policy.requirements:
        if not (
            requirement.role
            or requirement.duty
            or requirement.layer
            or requirement.units
            or requirement.who
        ):
            yield _fault(
                "fault.empty_requirement", f"requirements.{requirement.name}", requirement.name
            )
    for place, limit in limits(policy):
        if not limit.value >= 0:
            yield _fault("fault.wrong_value", place, limit.value, needed="≥ 0")
        if limit.status not in STATUSES:
            yield _fault(
                "fault.wrong_value",
                f"{place}.status",
                limit.status,
                needed=listed(STATUSES),
            )
    yield from _pairing_faults(policy)
    yield from _routine_faults(policy)
    yield from _stage_faults(policy)


def _routine_faults(policy: Policy) -> Iterator[Fault]:
    """Periods that are none, routines told twice, holidays that end before they begin."""
    seen: set[tuple[str, str]] = set()
    for routine in policy.routines:
        place = f"routines.{routine.kind}"
        if routine.every not in PERIODS:
            yield _fault(
                "fault.wrong_value",
                f"{place}.every",
                routine.every,
                needed=listed(PERIODS),
            )
        if routine.periods < 1:
            yield _fault(
                "fault.wrong_value", f"{place}.periods", routine.periods, needed="1, 2, 3, …"
            )
        if (routine.layer, routine.kind) in seen:
            yield _fault("fault.repeated_routine", place, routine.kind, layer=routine.layer)
        seen.add((routine.layer, routine.kind))
    for number, holiday in enumerate(policy.holidays):
        if not holiday.since < holiday.until:
            yield _fault(
                "fault.wrong_value",
                f"holidays[{number}].until",
                holiday.until,
                needed=f"> {holiday.since}",
            )


def _stage_faults(policy: Policy) -> Iterator[Fault]:
    """Stages told twice, or handled by layers that the policy does not have."""
    stages = policy.tasks.stages if policy.tasks is not None else ()
    known, names = [layer.name for layer in policy.layers], [stage.name for stage in stages]
    possible = columns("task_events")["stage"].values
    for stage in stages:
        place = f"tasks.stages.{stage.name}"
        if stage.name not in possible:
            yield _fault(
                "fault.wrong_value",
                place,
                stage.name,
                needed=listed(possible, most=len(possible)),
            )
        yield from (
            _fault("fault.no_such_layer", f"{place}.layers", layer, known=known)
            for layer in stage.layers
            if layer not in known
        )
    yield from (
        _fault("fault.repeated_stage", f"tasks.stages.{name}", name)
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    )


def _pairing_faults(policy: Policy) -> Iterator[Fault]:
    """Terms that measure nothing known, weights that are none, names given twice."""
    terms = policy.mentors.terms if policy.mentors is not None else ()
    yield from _term_faults(terms)
    lists: list[tuple[str, tuple[Term | Mix | Weight, ...]]] = [
        ("mentors.terms", terms),
        ("mixes", policy.mixes),
    ]
    if policy.assessment is not None:
        for part in fields(policy.assessment):
            weights = getattr(policy.assessment, part.name)
            lists.append((f"assessment.{part.name}", weights))
            for one in weights:
                if not (math.isfinite(one.weight) and one.weight >= 0):
                    yield _fault(
                        "fault.wrong_value",
                        f"assessment.{part.name}.{one.name}.weight",
                        one.weight,
                        needed="≥ 0",
                    )
    for place, some in lists:
        names = [one.name for one in some]
        yield from (
            _fault("fault.repeated_name", f"{place}.{name}", name)
            for name in dict.fromkeys(names)
            if names.count(name) > 1
        )


def _term_faults(terms: Iterable[Term]) -> Iterator[Fault]:
    for term in terms:
        place, needed = f"mentors.terms.{term.name}", MEASURES.get(term.measure)
        if needed is None:
            yield _fault(
                "fault.wrong_value",
                f"{place}.measure",
                term.measure,
                needed=listed(MEASURES, most=len(MEASURES)),
            )
        elif not getattr(term, needed):
            yield _fault("fault.missing_key", f"{place}.{needed}", "")
        if not math.isfinite(term.weight):
            yield _fault("fault.wrong_value", f"{place}.weight", term.weight, needed="0, 1, 2, …")
        if term.most is not None and not 0 <= term.most < math.inf:
            yield _fault("fault.wrong_value", f"{place}.most", term.most, needed="≥ 0")


def _layer_faults(policy: Policy) -> Iterator[Fault]:
    """Layers that are named and not described, described twice, or bounded the wrong way round."""
    known = [layer.name for layer in policy.layers]
    named = [
        ("base", policy.base),
        *((f"routines.{routine.kind}.layer", routine.layer) for routine in policy.routines),
    ]
    for requirement in policy.requirements:
        named += [
            (f"requirements.{requirement.name}.{part}", name)
            for part in ("per", "layer")
            if (name := getattr(requirement, part))
        ]
    yield from (
        _fault("fault.no_such_layer", place, name, known=known)
        for place, name in named
        if name not in known
    )
    yield from (
        _fault("fault.repeated_layer", f"layers.{name}", name)
        for name in dict.fromkeys(known)
        if known.count(name) > 1
    )
    for layer in policy.layers:
        bounds = layer.leader_bounds
        for place, least, most in (
            ("smallest", layer.smallest, layer.largest),
            ("led.least", bounds.least, bounds.most),
        ):
            if least and most and least.value > most.value:
                yield _fault(
                    "fault.wrong_value",
                    f"layers.{layer.name}.{place}",
                    least.value,
                    needed=f"≤ {most.value}",
                )


def _fault(key: str, place: str, value: object, **words: object) -> Fault:
    return Fault(key, POLICY, column=place, value=plain(value), fields=words)
