"""The smallest reorganisation that leaves nothing unmet, with proof.

The definitions stand in the docstring of `propose`. A question becomes integers, the integers become
parts that nothing ties together, each part becomes a model. A plan is counted again on the changed
organisation before it is handed out.

Read in this order:

- `proposing.py`: `propose`, the door
- `request.py`, `request_faults.py`, `checking.py`: what may be asked, and faults of the asking
- `questions.py`: `Question`, and `Solving`: how to solve (time limit, seed, executor)
- `problem.py`, `problem_building.py`: the question as integers, and how it is built
- `seat_layers.py`, `seats.py`, `admissions.py`, `demand_counts.py`, `nesting.py`, `caller_rules.py`:
  what it is built from
- `cells.py`, `freedoms.py`, `independent_parts.py`: people whom no rule tells apart, and the parts
- `solving_parts.py`, `part_solving.py`, `part_plans.py`, `stages.py`, `hitting_sets.py`,
  `fewer_levers.py`, `sharing.py`: how parts are solved and put together; `fewest_moves.py`: parts
  that need no model
- `model.py`, `truths.py`, `hubs.py`, `persons.py`: the model of a part
- `people_columns.py`, `person_columns.py`, `unit_columns.py`: its columns
- `people_at_end.py`: what holds of people in the end
- `model_rules.py`: all its rules; one function a rule in `demand_rules.py`, `group_rules.py`,
  `leader_rules.py`, `merge_rules.py`, `liaison_rules.py`, `pins.py`
- `goals.py`: the goals as sums
- `decode.py`, `appointing.py`, `ends.py`, `steps.py`: from numbers to changes; `best_leaders.py`: who
  of equals is appointed
- `plan_values.py`, `seat_differences.py`, `proving.py`, `shortfalls.py`, `solution.py`: the plan
  counted again
- `solved_plans.py`, `proposals.py`: `Proposal`
- `trials.py`, `counting.py`, `rule_families.py`: the same question with something changed
- `reasons.py`, `change_needs.py`, `causes.py`, `needs.py`, `conflicts.py`, `alternatives.py`,
  `signatures.py`: why, why not, and what else
- `frontier_points.py`: `frontier`
- `line_problem.py`, `line_counts.py`, `line_breaches.py`, `line_model.py`, `line_answers.py`,
  `line_causes.py`, `line_proposals.py`: the lever ``report``, a question of its own: who reports to whom instead

To change:

- a new lever: `request.py` (its name), ``policy/levers.py`` (what it opens), `people_columns.py` and
  `person_columns.py` (its columns), `steps.py` (its change)
- a new goal: `request.py` (its name), `goals.py` (its sum), `plan_values.py` (counted again),
  `today` in `problem.py` (what doing nothing comes to), `frontier_points.py` (what it is traded
  against), ``goal.<name>`` in ``messages.csv``, and ``cli.propose.goals`` there. If it counts what
  no column says yet: a column in `person_columns.py` and `people_columns.py`, and `cells.py`, where
  people are alike. Values are added over parts: what two parts share must tie them in
  `independent_parts.py`
- a new rule: the file of rules it belongs to, a line in `model_rules.py`, and `rule_families.py`,
  where it is lifted to explain what stays unmet. If it ties moves: also what `fewest_moves.py`
  leaves to the model
- a wrong reason: `reasons.py`; a wrong cause of what stays unmet: `causes.py`; of a vacancy in
  `propose_leaders`: ``leaders/leader_reasons.py``
"""
