"""`Policy`: one frozen value that holds every demand, so that checks need no long argument lists."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, Self

from sanzu_graph.errors import Fault, PolicyError
from sanzu_graph.messages import language, listed
from sanzu_graph.policy.loading import load, toml_of
from sanzu_graph.policy.rules import Rule

STATUSES = ("rule", "custom")
PERIODS = ("week", "month", "quarter", "year")
SHIPPED = Path(__file__).parent / "policies" / "sanzu.toml"


@dataclass(frozen=True)
class Limit:
    """A number that findings are measured against, and where it comes from.

    Parameters
    ----------
    value
        The number.
    source
        Language → the document or custom behind it.
    status
        ``rule`` (somebody prescribes it) or ``custom`` (the organisation chose it).
    """

    value: float
    source: Mapping[str, str] = field(default_factory=dict)
    status: str = "custom"

    def cited(self, lang: str | None = None) -> str:
        """The source in a language, in any other where that is missing; empty where there is none."""
        return self.source.get(language(lang), next(iter(self.source.values()), ""))


@dataclass(frozen=True)
class Layer:
    """What a layer is for, who may be in it, and how it should be drawn up. None means: not asked.

    Parameters
    ----------
    name
        The layer, as in ``units.layer``.
    labels, function
        Language → what the layer is called, and what it does.
    eligible, leader
        Who may belong to it, and who may lead in it. None: everybody.
    everyone
        Every eligible member belongs to a unit of it (`missing_lines`).
    exclusive
        Nobody belongs to two units of it (`split_members`).
    led
        Every unit with members has one leader (`vacant_leaders`, `double_leaders`).
    aligned
        A base unit's leader who sits in a group leads it, unless another base unit's leader does (`unaligned_leaders`).
    smallest, largest
        Bounds on the headcount of its units (`size_outliers`).
    per_base_unit
        The fewest members of this layer in every base unit (`blank_teams`).
    counting_duties
        Duties whose holder counts towards `per_base_unit`.
    most_base_units
        The most base units that one group may draw members from (`scattered_groups`).
    most_work_types
        The most work types within one unit (`mixed_work`).
    rollup
        Members of a unit count in every unit above it.
    """

    name: str
    labels: Mapping[str, str] = field(default_factory=dict)
    function: Mapping[str, str] = field(default_factory=dict)
    eligible: Rule | None = None
    leader: Rule | None = None
    everyone: bool = False
    exclusive: bool = False
    led: bool = False
    aligned: bool = False
    smallest: Limit | None = None
    largest: Limit | None = None
    per_base_unit: Limit | None = None
    counting_duties: tuple[str, ...] = ()
    most_base_units: Limit | None = None
    most_work_types: Limit | None = None
    rollup: bool = False

    def label(self, lang: str | None = None) -> str:
        """What the layer is called in a language; its name where nothing is said."""
        return self.labels.get(language(lang), self.name)


@dataclass(frozen=True)
class Leaders:
    """What one person may lead: at most `most_units` units, over all layers."""

    most_units: Limit | None = None


@dataclass(frozen=True)
class Transfer:
    """Columns of `units` that must agree where somebody moves to another base unit, or changes the group."""

    move: tuple[str, ...] = ()
    regroup: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mentors:
    """Who mentors whom: how many, how much senior, and who counts as either.

    Parameters
    ----------
    capacity
        The most apprentices of one mentor.
    least_gap
        The fewest years of seniority by which a mentor is ahead of the apprentice.
    mentor, apprentice
        Who is qualified to mentor, and who is owed a mentor.
    kind
        The relation that counts as mentoring.
    """

    capacity: Limit | None = None
    least_gap: Limit | None = None
    mentor: Rule | None = None
    apprentice: Rule | None = None
    kind: str = "mentors"


@dataclass(frozen=True)
class Requirement:
    """So many people of a kind in every unit of a layer; all conditions named must hold for the same person.

    Parameters
    ----------
    name, labels
        Its name, and what it is called per language.
    minimum
        The fewest such people per unit.
    per
        The layer whose units must have them; by default the base layer.
    role
        They hold this role in the unit.
    duty
        They hold this duty for the unit, and need not be members of it.
    layer, units
        They belong to this layer, or to one of these units.
    who
        They satisfy this rule.
    rollup
        Members of a unit count in every unit above it.
    """

    name: str
    minimum: Limit
    labels: Mapping[str, str] = field(default_factory=dict)
    per: str | None = None
    role: str | None = None
    duty: str | None = None
    layer: str | None = None
    units: tuple[str, ...] = ()
    who: Rule | None = None
    rollup: bool = False

    def label(self, lang: str | None = None) -> str:
        """What the requirement is called in a language; its name where nothing is said."""
        return self.labels.get(language(lang), self.name)


@dataclass(frozen=True)
class Routine:
    """An activity that every group of a layer owes once a period, from a day on."""

    layer: str
    kind: str
    every: str = "month"
    since: datetime.date | None = None
    labels: Mapping[str, str] = field(default_factory=dict)


def _shipped(name: str) -> Any:  # noqa: ANN401 - each field has its own type
    return field(default_factory=lambda: _shipped_fields()[name])


@dataclass(frozen=True)
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
    lang
        The language of findings where none is asked for.

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
    lang: str | None = None

    def __post_init__(self) -> None:
        faults = list(_senseless(self))
        if faults:
            raise PolicyError("error.policy", faults, lang=self.lang)

    @classmethod
    def read(cls, path: str | Path, *, lang: str | None = None) -> Self:
        """The policy of a TOML file; parts that it leaves out are not demanded.

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
        found = {**_NOTHING, **load(cls, toml_of(Path(path), lang), place=Path(path).name, lang=lang)}
        return cls(**found)

    @classmethod
    def for_layers(cls, base: str, groups: Iterable[str] = ()) -> Self:
        """A plain policy for any organisation: every base unit has a member of each group layer, every unit a leader.

        Parameters
        ----------
        base
            The base layer.
        groups
            The layers that must reach every base unit.

        Examples
        --------
        >>> Policy.for_layers("state", ["party"]).layer("party").per_base_unit
        Limit(value=1, source={}, status='custom')
        """
        layers = (Layer(base, led=True), *(Layer(name, led=True, per_base_unit=Limit(1)) for name in groups))
        return cls(**{**_NOTHING, "base": base, "layers": layers})

    @property
    def groups(self) -> tuple[Layer, ...]:
        """The layers besides the base."""
        return tuple(layer for layer in self.layers if layer.name != self.base)

    def layer(self, name: str) -> Layer:
        """The demands on one layer; none at all for a layer the policy does not name."""
        return next((layer for layer in self.layers if layer.name == name), Layer(name))

    def replace(self, **parts: object) -> Self:
        """The same policy with some parts replaced."""
        return replace(self, **parts)  # type: ignore[arg-type]

    def _repr_html_(self) -> str:
        from sanzu_graph.policy.html import policy_html

        return policy_html(self)


_NOTHING: dict[str, Any] = {
    "leaders": Leaders(),
    "transfer": Transfer(),
    "mentors": None,
    "backbone": None,
    "requirements": (),
    "routines": (),
    "powers": (),
}


@cache
def _shipped_fields() -> dict[str, Any]:
    return {**_NOTHING, **load(Policy, toml_of(SHIPPED), place=SHIPPED.name)}


def limits(policy: Policy) -> Iterator[tuple[str, Limit]]:
    """Every limit of a policy with its dotted place in the file."""
    owners = [(f"layers.{layer.name}", layer) for layer in policy.layers]
    owners += [("leaders", policy.leaders), ("mentors", policy.mentors)]  # type: ignore[list-item]
    owners += [(f"requirements.{requirement.name}", requirement) for requirement in policy.requirements]  # type: ignore[misc]
    for place, owner in owners:
        for part in fields(owner) if owner is not None else ():
            limit = getattr(owner, part.name)
            if isinstance(limit, Limit):
                yield f"{place}.{part.name}", limit


def _senseless(policy: Policy) -> Iterator[Fault]:
    """What no organisation can mean."""

    def fault(key: str, place: str, value: object, **words: object) -> Fault:
        return Fault(key, "policy", column=place, value=str(value), fields=words)

    known = [layer.name for layer in policy.layers]
    named = [("base", policy.base), *((f"routines.{routine.kind}.layer", routine.layer) for routine in policy.routines)]
    for requirement in policy.requirements:
        named += [(f"requirements.{requirement.name}.{part}", name) for part in ("per", "layer") if (name := getattr(requirement, part))]
        if not (requirement.role or requirement.duty or requirement.layer or requirement.units or requirement.who):
            yield fault("fault.empty_requirement", f"requirements.{requirement.name}", requirement.name)
    yield from (fault("fault.no_such_layer", place, name, known=known) for place, name in named if name not in known)
    yield from (fault("fault.repeated_layer", f"layers.{name}", name) for name in dict.fromkeys(known) if known.count(name) > 1)
    for place, limit in limits(policy):
        if not limit.value >= 0:
            yield fault("fault.wrong_value", place, limit.value, needed="≥ 0")
        if limit.status not in STATUSES:
            yield fault("fault.wrong_value", f"{place}.status", limit.status, needed=listed(STATUSES, policy.lang))
    for layer in policy.layers:
        if layer.smallest and layer.largest and layer.smallest.value > layer.largest.value:
            yield fault("fault.wrong_value", f"layers.{layer.name}.smallest", layer.smallest.value, needed=f"≤ {layer.largest.value}")
    for routine in policy.routines:
        if routine.every not in PERIODS:
            yield fault("fault.wrong_value", f"routines.{routine.kind}.every", routine.every, needed=listed(PERIODS, policy.lang))
