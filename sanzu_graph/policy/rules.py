"""Rules: who is meant, in a column's own words; data, never evaluated code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.doors import guarded, spoken
from sanzu_graph.errors import InputError
from sanzu_graph.messages import listed, plain, text
from sanzu_graph.model.column_values import canonical
from sanzu_graph.model.object_texts import ShortText
from sanzu_graph.schema import fold

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

Mask = NDArray[np.bool_]


@dataclass(frozen=True, repr=False)
class Rule(ShortText):
    """A condition on one column of `members`, or several that must all hold.

    Parameters
    ----------
    column
        The column asked about.
    any_of, none_of
        The values that satisfy, or break, the rule; spellings of one value count as one (党员 and
        ``party_member``). An empty cell is in no list: it breaks `any_of` and satisfies `none_of`.
    at_least, at_most
        Bounds on a number. An empty cell, or text, satisfies neither.
    also
        Further rules that must hold too.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A", "B"], "seniority_years": [1, 9]}, {"id": [], "layer": []}, {"member": [], "unit": []})
    >>> Rule("seniority_years", at_least=5).mask(org).tolist()
    [False, True]
    """

    column: str
    any_of: tuple[str, ...] | None = None
    none_of: tuple[str, ...] | None = None
    at_least: float | None = None
    at_most: float | None = None
    also: tuple[Rule, ...] = ()

    @guarded
    def mask(self, org: Org) -> Mask:
        """Which members satisfy the rule, one truth value a member.

        Raises
        ------
        AbsentError
            If `members` has no such column.
        """
        codes, values = org.codes("members", self.column)
        holds = np.ones(len(codes), dtype=bool)
        for listed_values, wanted in ((self.any_of, True), (self.none_of, False)):
            if listed_values is not None:
                known = {fold(self.column, value) for value in listed_values}
                # The last place answers the code -1 of an empty cell.
                holds &= np.array(
                    [*((canonical(value) in known) is wanted for value in values), not wanted],
                    dtype=bool,
                )[codes]
        if self.at_least is not None or self.at_most is not None:
            numbers = org.numbers("members", self.column)
            holds &= (numbers >= (-np.inf if self.at_least is None else self.at_least)) & (
                numbers <= (np.inf if self.at_most is None else self.at_most)
            )
        for rule in self.also:
            holds &= rule.mask(org)
        return holds

    @spoken
    def describe(self, lang: str | None = None) -> str:
        """The rule as a phrase, such as “seniority_years ≥ 5”."""
        parts = [
            text("rule.any_of", column=self.column, values=listed(self.any_of))
            if self.any_of is not None
            else "",
            text("rule.none_of", column=self.column, values=listed(self.none_of))
            if self.none_of is not None
            else "",
            f"{self.column} ≥ {plain(self.at_least)}" if self.at_least is not None else "",
            f"{self.column} ≤ {plain(self.at_most)}" if self.at_most is not None else "",
            *(rule.describe() for rule in self.also),
        ]
        return text("list.and").join(part for part in parts if part)


#: A rule that everybody meets: a policy without a rule says that of everybody, where no policy at all
#: says nothing.
ANYBODY = Rule("id")


def everybody(org: Org, rule: Rule | Mapping[str, Any] | None) -> Mask:
    """Who satisfies a rule, one truth value a member; without a rule everybody does.

    Raises
    ------
    AbsentError
        If `members` does not have the rule's column.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A", "B"], "site": ["North", None]}, {"id": [], "layer": []}, {"member": [], "unit": []})
    >>> everybody(org, {"column": "site", "any_of": ["North"]}).tolist(), everybody(org, None).tolist()
    ([True, False], [True, True])
    """
    the_rule = as_rule(rule)
    if the_rule in (None, ANYBODY):
        return np.ones(org.encoding.member_count, dtype=bool)
    return org.mask_of(the_rule, the_rule.mask)


def columns_missing(org: Org, rule: Rule) -> list[str]:
    """The columns of `members` that a rule names and an organisation does not keep."""
    names = [
        rule.column,
        *(name for further in rule.also for name in columns_missing(org, further)),
    ]
    return [name for name in dict.fromkeys(names) if not org.keeps("members", name)]


def met(org: Org, rule: Rule | None, otherwise: Callable[[], Mask]) -> Mask:
    """Who satisfies a rule; `otherwise` says it where the organisation does not keep a column that
    the rule names.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A"]}, {"id": [], "layer": []}, {"member": [], "unit": []})
    >>> met(org, Rule("site", any_of=("North",)), lambda: np.array([True])).tolist()
    [True]
    """
    if rule is not None and columns_missing(org, rule):
        return otherwise()
    return everybody(org, rule)


def as_rule(value: Rule | Mapping[str, object] | None) -> Rule | None:
    """A rule from a rule, a mapping in its words, or None.

    Raises
    ------
    InputError
        If a mapping has no column, no condition, or a word that no rule knows.

    Examples
    --------
    >>> as_rule({"column": "site", "any_of": ["North"]})
    Rule(column='site', any_of=('North',))
    """
    if value is None or isinstance(value, Rule):
        return value
    conditions = {"any_of", "none_of", "at_least", "at_most"}
    words = dict(value)
    also = words.pop("also", ())
    sound = (
        isinstance(words.get("column"), str)
        and set(words) - {"column"} <= conditions
        and (len(words) > 1 or also)
        and all(_are_cells(words[name]) for name in ("any_of", "none_of") if name in words)
        and all(_is_number(words[name]) for name in ("at_least", "at_most") if name in words)
        and _is_list(also)
    )
    if not sound:
        raise InputError("error.rule", rule=repr(value))
    values = {
        name: tuple(canonical(item) for item in word) if name in ("any_of", "none_of") else word  # type: ignore[attr-defined]
        for name, word in words.items()
    }
    further = tuple(rule for rule in map(as_rule, also) if rule is not None)  # type: ignore[call-overload]
    return Rule(**values, also=further)  # type: ignore[arg-type]


def _are_cells(value: object) -> bool:
    """Whether it is a list of what a cell may hold, and not of lists or tables."""
    return _is_list(value) and not any(
        isinstance(item, Mapping) or _is_list(item)
        for item in value  # type: ignore[attr-defined]
    )


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
