"""The structural audit in pandas: integer frames, group-bys and index look-ups."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.organisations import ADMITTED, LAYERS, LEADER, PARTY, TEAM, UNION, Columns
from benchmarks.ours import Answers


class Pandas:
    name = "pandas"

    def __init__(self, made: Columns) -> None:
        self.members = pd.DataFrame({"status": made.status})
        self.units = pd.DataFrame({"layer": made.layer})
        self.memberships = pd.DataFrame(
            {"member": made.member, "unit": made.unit, "role": made.role}
        )

    def __call__(self) -> Answers:
        """Repeated pairs are looked for only among the members who are in a layer twice."""
        rows, answers, per_unit, in_layer = self.memberships, {}, [], {}
        layer_of = self.units["layer"].take(rows["unit"].to_numpy()).to_numpy()
        everyone = pd.Series(True, index=self.members.index)
        base = rows
        for layer in (TEAM, PARTY, UNION):
            pairs = rows.loc[layer_of == layer, ["member", "unit"]]
            twice = pairs["member"].duplicated(keep=False)
            again = pairs[twice].duplicated()
            pairs = pairs.drop(again.index[again])
            count = pairs["member"].value_counts(sort=False)
            missing = everyone.copy()
            missing.iloc[count.index] = False
            in_layer[layer] = ~missing
            answers[f"missing_line/{LAYERS[layer]}"] = np.flatnonzero(
                missing & (self.members["status"] == ADMITTED) if layer == PARTY else missing
            )
            answers[f"split_member/{LAYERS[layer]}"] = count.index[count >= 2].to_numpy()
            per_unit.append(pairs["unit"].value_counts(sort=False))
            base = pairs if layer == TEAM else base
        heads = pd.concat(per_unit).reindex(self.units.index, fill_value=0)
        leads = rows.loc[rows["role"] == LEADER, ["member", "unit"]].drop_duplicates()
        leaders = leads["unit"].value_counts(sort=False).reindex(self.units.index, fill_value=0)
        load = leads["member"].value_counts(sort=False)
        answers["empty_unit"] = heads.index[heads == 0].to_numpy()
        answers["one_person_unit"] = heads.index[heads == 1].to_numpy()
        answers["vacant_leader"] = heads.index[(heads > 0) & (leaders == 0)].to_numpy()
        answers["double_leader"] = leaders.index[leaders >= 2].to_numpy()
        answers["overextended_leader"] = load.index[load > 2].to_numpy()
        teams = self.units.index[self.units["layer"] == TEAM]
        for layer in (PARTY, UNION):
            reached = (
                base["unit"][in_layer[layer].take(base["member"].to_numpy()).to_numpy()]
                .value_counts(sort=False)
                .reindex(teams, fill_value=0)
            )
            answers[f"blank_team/{LAYERS[layer]}"] = teams[reached == 0].to_numpy()
            if layer == PARTY:
                answers["single_point/party"] = teams[reached == 1].to_numpy()
        return answers
