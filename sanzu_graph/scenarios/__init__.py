"""Scenarios: ordered changes on a base, what each of them fixes and breaks, and alternatives side
by side.

A plan is a scenario with its proof. It is taken wherever a scenario is.

Read in this order:

- `scenario.py`: `Scenario`, and what it can do
- `making.py`: many changes made one after another
- `audit_days.py`, `previews.py`: what each step fixes and breaks
- `rebasing.py`: what is left of a plan on another base
- `change_states.py`, `wave_orders.py`, `waves.py`: the changes in an order in which nothing is blank
  on the way
- `scenario_files.py`, `signing.py`, `html.py`: as JSON, as a list to sign, in a notebook;
  `plan_format.py`: the JSON Schema of the files
- `plan_facts.py`, `plan_text.py`, `other_plans.py`, `plan.py`: `Plan`, its words and its alternatives
- `compared_alternatives.py`, `comparison.py`, `compared.py`: `compare`, and its words
- `sweeping.py`: `sweep`: what each of many small plans fixes and breaks
- `differences.py`: `diff`; the changes are found by `row_differences.py`, `remainder.py`,
  `structure_readings.py`, `membership_readings.py` and `row_readings.py`
- `unit_turnovers.py`: `unit_turnover`: what became of each unit between two organisations

To change:

- how a plan is shown: `plan_text.py`
- what a comparison counts: `comparison.py`; which rows are shown (`differing_rows`; packs show
  `told_rows`), and their words: `compared.py`
- a change that `diff` should recognise: `membership_readings.py` or `structure_readings.py`
"""
