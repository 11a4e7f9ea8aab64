"""Measures of how old and new, strong and weak mix: who of which kind is in which group, and how
far that is from its share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.doors import guarded
from sanzu_graph.errors import AbsentError
from sanzu_graph.metrics.sizes import unit_sizes
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.placement import Placement

if TYPE_CHECKING:
    from sanzu_graph.metrics.counts import Mask
    from sanzu_graph.model.grouping import Positions
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.rules import Rule


@guarded
def group_mix(org: Org, policy: Policy | None = None, *, layer: str = "party") -> pd.DataFrame:
    """How many people of every kind are in each group, and by how many that is off its share: the
    strong-weak, old-new balance.

    Parameters
    ----------
    org
        The organisation.
    policy
        Its `Policy.mixes` are the kinds, `Policy.backbone` the backbone; by default the shipped
        one.
    layer
        The layer of the groups.

    Returns
    -------
    pandas.DataFrame
        One row a unit: ``unit``, ``name``, ``layer``, ``headcount``, ``backbone`` (members), one
        column a kind (members), and ``off``: the sum over kinds of the distance of the count from
        [⌊s⌋, ⌈s⌉]. The share s is people of the kind × headcount / people, over all groups alike in
        the columns of `Transfer.regroup`. A kind whose column does not exist is left out.

    Raises
    ------
    AbsentError
        If the organisation has no such layer.

    Examples
    --------
    >>> from sanzu_graph import Mix, Org, Policy, Rule
    >>> org = Org({"id": list("ABCD"), "years": [20, 22, 1, 2]}, {"id": ["G", "H"], "layer": ["party"] * 2},
    ...           {"member": list("ABCD"), "unit": ["G", "G", "H", "H"]})
    >>> policy = Policy.for_layers("party").replace(mixes=(Mix("old", Rule("years", at_least=9)),))
    >>> group_mix(org, policy)[["unit", "old", "off"]].to_numpy().tolist()
    [['G', 2, 1], ['H', 0, 1]]
    """
    policy = Policy() if policy is None else policy
    frame = unit_sizes(org, layer)
    pairs = org.pairs(layer)
    units, size = pairs.units, pairs.per_unit
    total = org.encoding.unit_count
    region = Placement(org, policy).site_key
    people = np.bincount(
        region[units], weights=size[units], minlength=int(region.max(initial=0)) + 1
    )
    frame["backbone"] = _count(pairs.unit, pairs.member, _who(org, policy.backbone), total)[units]
    off = np.zeros(len(units), dtype=np.intp)
    for mix in policy.mixes:
        who = _who(org, mix.who)
        if who is None:
            continue
        count = _count(pairs.unit, pairs.member, who, total)[units]
        frame[mix.name] = count
        kind = np.bincount(region[units], weights=count, minlength=len(people)).astype(np.intp)
        # In whole numbers, so that a share of exactly two is two.
        whole, headcount = people.astype(np.intp)[region[units]], size[units]
        share = kind[region[units]] * headcount
        low, high = share // np.maximum(whole, 1), -(-share // np.maximum(whole, 1))
        off += np.maximum(low - count, 0) + np.maximum(count - high, 0)
    return frame.assign(off=off)


def _who(org: Org, rule: Rule | None) -> Mask | None:
    if rule is None:
        return None
    try:
        return rule.mask(org)
    except AbsentError:
        return None


def _count(unit: Positions, member: Positions, who: Mask | None, total: int) -> Positions:
    if who is None:
        return np.zeros(total, dtype=np.intp)
    return np.bincount(unit[who[member]], minlength=total)
