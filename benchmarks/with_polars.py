"""The structural audit in Polars: one lazy plan, collected at once, on all threads."""

from __future__ import annotations

import numpy as np
import polars as pl

from benchmarks.organisations import ADMITTED, LAYERS, LEADER, PARTY, TEAM, UNION, Columns
from benchmarks.ours import Answers


class Polars:
    name = "Polars"

    def __init__(self, made: Columns) -> None:
        self.members = pl.DataFrame(
            {
                "member": np.arange(made.members, dtype=np.int32),
                "status": made.status.astype(np.int8),
            }
        )
        self.units = pl.DataFrame(
            {"unit": np.arange(made.units, dtype=np.int32), "layer": made.layer.astype(np.int8)}
        )
        self.memberships = pl.DataFrame(
            {
                "member": made.member.astype(np.int32),
                "unit": made.unit.astype(np.int32),
                "role": made.role.astype(np.int8),
            }
        )

    def __call__(self) -> Answers:
        plan = self.plan()
        return {
            name: frame.to_series().to_numpy()
            for name, frame in zip(plan, pl.collect_all(plan.values()), strict=True)
        }

    def plan(self) -> dict[str, pl.LazyFrame]:
        """Smallest and largest partner say "none", "one" and "several" without looking for repeated
        pairs: faster than any `unique`.
        """
        members, units = self.members.lazy(), self.units.lazy()
        # Units are numbered, so their layer is a `gather`: six times as fast as a join.
        rows = self.memberships.lazy().with_columns(
            layer=pl.lit(self.units["layer"]).gather(pl.col("unit"))
        )
        of = [rows.filter(pl.col("layer") == layer).select("member", "unit") for layer in range(3)]
        in_layer = [
            part.group_by("member").agg(first=pl.col("unit").min(), last=pl.col("unit").max())
            for part in of
        ]
        in_unit = rows.group_by("unit").agg(
            first=pl.col("member").min(), last=pl.col("member").max()
        )
        leads = rows.filter(pl.col("role") == LEADER).select("member", "unit").unique()
        leaders = leads.group_by("unit").agg(leaders=pl.len())
        one, several = pl.col("first") == pl.col("last"), pl.col("first") != pl.col("last")
        teams = units.filter(pl.col("layer") == TEAM).select("unit")
        answers = {}
        for layer in (PARTY, UNION):
            reached = of[TEAM].join(in_layer[layer], on="member", how="semi")
            answers[f"blank_team/{LAYERS[layer]}"] = teams.join(reached, on="unit", how="anti")
            if layer == PARTY:
                held = reached.group_by("unit").agg(
                    first=pl.col("member").min(), last=pl.col("member").max()
                )
                answers["single_point/party"] = held.filter(one).select("unit")
        for layer in (TEAM, PARTY, UNION):
            asked = members.filter(pl.col("status") == ADMITTED) if layer == PARTY else members
            answers[f"missing_line/{LAYERS[layer]}"] = asked.select("member").join(
                in_layer[layer], on="member", how="anti"
            )
            answers[f"split_member/{LAYERS[layer]}"] = (
                in_layer[layer].filter(several).select("member")
            )
        answers["empty_unit"] = units.select("unit").join(in_unit, on="unit", how="anti")
        answers["one_person_unit"] = in_unit.filter(one).select("unit")
        answers["vacant_leader"] = in_unit.select("unit").join(leaders, on="unit", how="anti")
        answers["double_leader"] = leaders.filter(pl.col("leaders") >= 2).select("unit")
        answers["overextended_leader"] = (
            leads.group_by("member").agg(led=pl.len()).filter(pl.col("led") > 2).select("member")
        )
        return answers
