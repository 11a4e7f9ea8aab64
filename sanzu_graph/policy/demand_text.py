"""Demands of a policy in words, by their dotted places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sanzu_graph.messages import listed, text

if TYPE_CHECKING:
    from sanzu_graph.policy.demands import Policy

#: Parts of a layer that are told each in its own words.
_PARTS = (
    "everyone",
    "aligned",
    "most_work_types",
    "per_base_unit",
    "eligible",
    "leader",
    "candidates",
)


def demand_texts(policy: Policy, places: Iterable[str]) -> list[str]:
    """What stands at some places of a policy, in the language in force; what is demanded of several
    layers is told once.

    Examples
    --------
    >>> from sanzu_graph import Policy
    >>> policy = Policy.for_layers("team", ["party"])
    >>> demand_texts(policy, ["layers.team.everyone", "layers.party.everyone", "mentors"])
    ['that everybody belongs to team, party', 'mentoring']
    """
    layers: dict[str, list[str]] = {}
    for place in places:
        home, _, rest = place.partition(".")
        name, _, part = rest.partition(".")
        if home == "layers" and part in ("", *_PARTS):
            key = f"demand.{part or 'layer'}"
            layers.setdefault(key, []).append(policy.layer(name).label())
        elif home == "transfer":
            layers.setdefault("demand.transfer", []).append(part)
        elif home == "requirements":
            label = next(
                (
                    requirement.label()
                    for requirement in policy.requirements
                    if requirement.name == rest
                ),
                rest,
            )
            layers.setdefault("demand.requirement", []).append(label)
        elif place in ("mentors", "reporting"):
            layers[f"demand.{place}"] = []
        else:
            layers[place] = []
    return [
        text(key, names=listed(names, most=20)) if key.startswith("demand.") else key
        for key, names in layers.items()
    ]
