"""`Policy`: one frozen value that holds every demand, so that checks need no long argument lists."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sanzu_graph.doors import guard, guarded, spoken
from sanzu_graph.errors import POLICY, Fault, PolicyError, speaking
from sanzu_graph.model.object_texts import cut
from sanzu_graph.policy.assessment_weights import Assessment
from sanzu_graph.policy.html import policy_html
from sanzu_graph.policy.loading import NOT_IN_FILES, load, toml_of
from sanzu_graph.policy.manager_demands import Reporting
from sanzu_graph.policy.mentor_demands import Mentors
from sanzu_graph.policy.narrowing import narrowed
from sanzu_graph.policy.parts import Layer, Leaders, Limit, Mix, Requirement, Resolution, Transfer
from sanzu_graph.policy.policy_faults import fault_at, limits, policy_faults
from sanzu_graph.policy.resolution import resolved
from sanzu_graph.policy.rules import Rule
from sanzu_graph.policy.year_demands import Contacts, Holiday, Remedies, Routine, Support, Tasks

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

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
        parts = {part.name: getattr(self, part.name) for part in fields(self)}
        with guard(type(self), (), parts), speaking(None, self.lang):
            faults = list(policy_faults(self))
            if faults:
                raise PolicyError("error.policy", faults)

    @classmethod
    @spoken
    def read(cls, path: str | os.PathLike[str], *, lang: str | None = None) -> Self:
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
    @guarded
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
        groups = [groups] if isinstance(groups, str) else groups  # one may stand alone
        layers = (Layer(base), *(Layer(name, per_base_unit=Limit(1)) for name in groups))
        return cls(**{**_NOTHING, "base": base, "layers": layers})

    @property
    def groups(self) -> tuple[Layer, ...]:
        """The layers besides the base."""
        return tuple(layer for layer in self.layers if layer.name != self.base)

    @guarded
    def layer(self, name: str) -> Layer:
        """The demands on one layer; none at all for a layer the policy does not name."""
        unnamed = Layer(name, exclusive=False, led=False)
        return next((layer for layer in self.layers if layer.name == name), unnamed)

    @guarded
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

    @guarded
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
            fault = fault_at("layers", name, "fault.no_such_layer", known=known)
            with speaking(None, self.lang):
                raise PolicyError("error.policy", [fault])
        return self.replace(
            layers=tuple(
                replace(layer, **parts) if layer.name == name else layer  # type: ignore[arg-type]
                for layer in self.layers
            )
        )

    @guarded
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


def given_policy(policy: Policy | str | os.PathLike[str] | None) -> Policy:
    """The policy that a public door is given: itself, that of a file, or the shipped one.

    Raises
    ------
    TypeError
        If it is something else; the door says so in words.

    Examples
    --------
    >>> given_policy(None) == given_policy(SHIPPED) == Policy()
    True
    """
    if isinstance(policy, str | os.PathLike):
        return Policy.read(os.fspath(policy))
    if policy is None:
        return Policy()
    if not isinstance(policy, Policy):
        raise TypeError
    return policy


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
