"""The structural audit as the package's checks answer it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.organisations import ADMITTED, LAYERS, STATUSES, Columns, Integers, encoded_org
from sanzu_graph.checks.registry import all_checks
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.rules import Rule

Answers = dict[str, Integers]


class Ours:
    """Every question asked of an `Org` that remembers nothing but its encoding."""

    name = "sanzu_graph"

    def __init__(self, made: Columns) -> None:
        self.org = encoded_org(made)

    def __call__(self) -> Answers:
        return structural(self.org)


def structural(org: Org) -> Answers:
    """The questions, from encoded columns on: pair caches are emptied first."""
    forget(org)
    org.encoding.__dict__.pop("row_layer", None)
    parts: dict[str, list[Integers]] = {}
    for question, rows in _asked(org):
        parts.setdefault(question, []).append(rows)
    return {
        question: np.concatenate(rows) if len(rows) > 1 else rows[0]
        for question, rows in parts.items()
    }


def _asked(org: Org) -> Iterator[tuple[str, Integers]]:
    find = {slug: made.find for slug, made in all_checks().items()}
    for layer in LAYERS[1:]:
        yield f"blank_team/{layer}", find["blank_team"](org, layer, "team").rows
    for layer in LAYERS:
        admitted = (
            Rule("political_status", any_of=(STATUSES[ADMITTED],)) if layer == "party" else None
        )
        yield f"missing_line/{layer}", find["missing_line"](org, layer, admitted).rows
        yield f"split_member/{layer}", find["split_member"](org, layer).rows
        for slug in ("empty_unit", "one_person_unit", "vacant_leader", "double_leader"):
            yield slug, find[slug](org, layer).rows
    yield "overextended_leader", find["overextended_leader"](org, 2).rows
    yield "single_point/party", find["single_point"](org, "party", "team").rows


def forget(org: Org) -> None:
    """Throw away what an organisation remembers of earlier questions; its integers stay."""
    org._pairs.clear()
    org._made.clear()
    org._made_on = None, {}
