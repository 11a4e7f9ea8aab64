"""The structural audit in DuckDB: one statement over in-memory tables, on all threads."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from benchmarks.organisations import ADMITTED, LAYERS, LEADER, PARTY, TEAM, UNION, Columns
from benchmarks.ours import Answers

EVERY = (TEAM, PARTY, UNION)
_MEMBER_SIDE = ", ".join(
    f"min(unit) FILTER (layer = {layer}) AS first_{layer}, max(unit) FILTER (layer = {layer}) AS last_{layer}"
    for layer in EVERY
)
QUESTIONS = {
    **{
        f"missing_line/{LAYERS[layer]}": f"SELECT member AS id FROM every_member WHERE first_{layer} IS NULL"
        for layer in (TEAM, UNION)
    },
    "missing_line/party": f"SELECT member AS id FROM every_member WHERE first_{PARTY} IS NULL AND status = {ADMITTED}",
    **{
        f"split_member/{LAYERS[layer]}": f"SELECT member AS id FROM in_layer WHERE first_{layer} <> last_{layer}"
        for layer in EVERY
    },
    "empty_unit": "SELECT unit AS id FROM units ANTI JOIN in_unit USING (unit)",
    "one_person_unit": "SELECT unit AS id FROM in_unit WHERE first = last",
    "vacant_leader": "SELECT unit AS id FROM in_unit WHERE first_leader IS NULL",
    "double_leader": "SELECT unit AS id FROM in_unit WHERE first_leader <> last_leader",
    "overextended_leader": f"SELECT member AS id FROM memberships WHERE role = {LEADER} GROUP BY member HAVING count(DISTINCT unit) > 2",
    **{
        f"blank_team/{LAYERS[layer]}": f"SELECT unit AS id FROM teams LEFT JOIN reach USING (unit) WHERE first_{layer} IS NULL"
        for layer in (PARTY, UNION)
    },
    "single_point/party": f"SELECT unit AS id FROM reach WHERE first_{PARTY} = last_{PARTY}",
}
_REACH = ", ".join(
    f"min(member) FILTER (first_{layer} IS NOT NULL) AS first_{layer}, max(member) FILTER (first_{layer} IS NOT NULL) AS last_{layer}"
    for layer in (PARTY, UNION)
)
#: Smallest and largest partner say "none", "one" and "several" without looking for repeated pairs:
#: faster than any DISTINCT.
STATEMENT = f"""
WITH rows AS MATERIALIZED (SELECT member, unit, role, layer FROM memberships JOIN units USING (unit)),
in_layer AS MATERIALIZED (SELECT member, {_MEMBER_SIDE} FROM rows GROUP BY member),
every_member AS MATERIALIZED (SELECT members.member, status, in_layer.* EXCLUDE (member) FROM members LEFT JOIN in_layer USING (member)),
in_unit AS MATERIALIZED (
  SELECT unit, min(member) AS first, max(member) AS last,
    min(member) FILTER (role = {LEADER}) AS first_leader, max(member) FILTER (role = {LEADER}) AS last_leader
  FROM memberships GROUP BY unit),
teams AS (SELECT unit FROM units WHERE layer = {TEAM}),
reach AS MATERIALIZED (SELECT unit, {_REACH} FROM rows JOIN in_layer USING (member) WHERE layer = {TEAM} GROUP BY unit)
""" + " UNION ALL ".join(
    f"SELECT {number} AS question, id FROM ({select})"
    for number, select in enumerate(QUESTIONS.values())
)


class DuckDB:
    name = "DuckDB"

    def __init__(self, made: Columns) -> None:
        self.connection = duckdb.connect(config={"threads": 2})
        frames = {
            "members": pd.DataFrame(
                {
                    "member": np.arange(made.members, dtype=np.int32),
                    "status": made.status.astype(np.int8),
                }
            ),
            "units": pd.DataFrame(
                {"unit": np.arange(made.units, dtype=np.int32), "layer": made.layer.astype(np.int8)}
            ),
            "memberships": pd.DataFrame(
                {
                    "member": made.member.astype(np.int32),
                    "unit": made.unit.astype(np.int32),
                    "role": made.role.astype(np.int8),
                }
            ),
        }
        for name, frame in frames.items():
            self.connection.register("given", frame)
            self.connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
            self.connection.unregister("given")

    def __call__(self) -> Answers:
        told = self.connection.execute(STATEMENT).fetchnumpy()
        order = np.argsort(told["question"], kind="stable")
        parts = np.split(
            told["id"][order],
            np.searchsorted(told["question"][order], np.arange(1, len(QUESTIONS))),
        )
        return dict(zip(QUESTIONS, parts, strict=True))
