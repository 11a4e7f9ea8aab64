"""The parts of a policy: limits with their sources, layers, leaders, moves and requirements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from numbers import Real

from sanzu_graph.doors import spoken
from sanzu_graph.messages import language, text
from sanzu_graph.model.object_texts import ShortText
from sanzu_graph.policy.rules import Rule
from sanzu_graph.schema.labels import layer_label


@dataclass(frozen=True, repr=False)
class Limit(ShortText):
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

    @spoken
    def cited(self, lang: str | None = None) -> str:
        """The source in a language, in any other where that is missing; empty where there is none."""
        return self.source.get(language(), next(iter(self.source.values()), ""))


class LimitedPart(ShortText):
    """A part of a policy whose limits may be given as bare numbers."""

    def __post_init__(self) -> None:
        for part in fields(self):  # type: ignore[arg-type]
            value = getattr(self, part.name)
            is_number = isinstance(value, Real) and not isinstance(value, bool)
            if "Limit" in str(part.type) and is_number:
                object.__setattr__(self, part.name, Limit(value))


class LabelledPart(ShortText):
    """A part of a policy that has a name, and may be called otherwise in each language."""

    name: str
    labels: Mapping[str, str]

    @spoken
    def label(self, lang: str | None = None) -> str:
        """What it is called in a language; its name where nothing is said."""
        return self.labels.get(language(), self.plain_label())

    def plain_label(self) -> str:
        """What it is called in the language in force where its policy says nothing."""
        return self.name


@dataclass(frozen=True, repr=False)
class LeaderBounds(LimitedPart):
    """How many leaders a unit with members has.

    Parameters
    ----------
    least
        The fewest (`vacant_leaders`).
    most
        The most (`double_leaders`). None: any number.
    """

    least: Limit = Limit(1)
    most: Limit | None = None


@dataclass(frozen=True, repr=False)
class Layer(LimitedPart, LabelledPart):
    """What a layer is for, who may be in it, and how it should be drawn up. None means: not asked.

    `exclusive` and `led` are the exception: None means that the organisation says it, once
    (`Policy.resolve`).

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
        Nobody belongs to two units of it (`split_members`). None: True where fewer than 1 % of its
        people belong to two of its units at once.
    led
        How many leaders every unit with members has (`vacant_leaders`, `double_leaders`): True (one,
        not more), False (not asked), or bounds: a `LeaderBounds`, or a mapping such as
        ``{"least": 1, "most": 2}``. None: at least one where anybody leads a unit of the layer on
        any day, otherwise not asked.
    aligned
        A base unit's leader who sits in a group leads it, unless another base unit's leader does
        (`unaligned_leaders`).
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
    candidates
        Who could be admitted to it, though not eligible yet (the lever ``admit`` of `optimize`).
        None: nobody.
    admission
        Cells of `members` that admission sets, such as ``{"political_status":
        "probationary_member"}``.
    """

    name: str
    labels: Mapping[str, str] = field(default_factory=dict)
    function: Mapping[str, str] = field(default_factory=dict)
    eligible: Rule | None = None
    leader: Rule | None = None
    everyone: bool = False
    exclusive: bool | None = None
    led: bool | LeaderBounds | None = None
    aligned: bool = False
    smallest: Limit | None = None
    largest: Limit | None = None
    per_base_unit: Limit | None = None
    counting_duties: tuple[str, ...] = ()
    most_base_units: Limit | None = None
    most_work_types: Limit | None = None
    rollup: bool = False
    candidates: Rule | None = None
    admission: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.led, Mapping):
            object.__setattr__(self, "led", LeaderBounds(**self.led))

    def plain_label(self) -> str:
        """What such a layer is called where its policy says nothing."""
        return layer_label(self.name)

    @property
    def is_led(self) -> bool:
        """Whether a number of leaders is asked for; not before `led` is said or resolved."""
        return bool(self.led)

    @property
    def leader_bounds(self) -> LeaderBounds:
        """How many leaders a unit with members has; where the layer is not led, any number.

        Examples
        --------
        >>> Layer("team", led=True).leader_bounds.most.value
        1
        >>> Layer("team", led=False).leader_bounds.least.value
        0
        """
        if isinstance(self.led, LeaderBounds):
            return self.led
        return LeaderBounds(Limit(1), Limit(1)) if self.led else LeaderBounds(Limit(0))

    @property
    def least_leaders(self) -> float:
        """The fewest leaders of a unit with members; 0 where the layer is not led."""
        return self.leader_bounds.least.value

    @property
    def most_leaders(self) -> float | None:
        """The most leaders of a unit; None where any number is in order."""
        most = self.leader_bounds.most
        return None if most is None else most.value


@dataclass(frozen=True, repr=False)
class Resolution(ShortText):
    """How one demand was read from the organisation.

    Parameters
    ----------
    layer, part
        The layer, and what was not said of it: ``exclusive`` or ``led``.
    value
        What the organisation says: True or False.
    people
        People who are in the layer on any day.
    several
        Those of them who have several units at once.
    """

    layer: str
    part: str
    value: bool
    people: int
    several: int

    def describe(self, label: str) -> str:
        """The reading in one sentence, with its reason; `label` is what the layer is called."""
        return text(
            f"resolved.{self.part}_{'yes' if self.value else 'no'}",
            layer=label,
            people=self.people,
            several=self.several,
        )


@dataclass(frozen=True, repr=False)
class Leaders(LimitedPart):
    """What one person may lead.

    Parameters
    ----------
    most_units
        The most units that one person leads, over all layers (`overextended_leaders`).
    """

    most_units: Limit | None = None


@dataclass(frozen=True, repr=False)
class Transfer(ShortText):
    """Columns of `units` that must agree where somebody moves to another base unit, or changes the
    group.

    Parameters
    ----------
    move
        The columns that must agree between the two base units.
    regroup
        The columns that must agree between the two groups.
    """

    move: tuple[str, ...] = ()
    regroup: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Requirement(LimitedPart, LabelledPart):
    """A minimum of people of a kind in every unit of a layer.

    All conditions that are named must hold for the same person.

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


@dataclass(frozen=True, repr=False)
class Mix(LabelledPart):
    """People of a kind that should be spread over groups. Groups that may exchange members have
    about equal shares of them.

    Parameters
    ----------
    name, labels
        Its name, and what it is called per language.
    who
        Whom it counts.
    """

    name: str
    who: Rule
    labels: Mapping[str, str] = field(default_factory=dict)
