"""What an organisation demands of itself: limits, eligibility and duties, read from TOML and never
run as code.

A policy is one frozen value. Nothing else decides who may sit, lead or mentor.

Read in this order:

- `parts.py`, `mentor_demands.py`, `manager_demands.py`, `assessment_weights.py`, `year_demands.py`:
  the parts of a policy, each documented where it stands
- `demands.py`, `policy_faults.py`, `part_kinds.py`: `Policy`, which holds them, and what makes no sense
- `loading.py`: TOML, and every fault in it; `policy_format.py`: the same as a JSON Schema
- `rules.py`: who is meant, in a column's own words
- `placement.py`: who may sit where, lead what and mentor whom; `eligibility.py`, `mentor_rules.py`
  and `levers.py` are the rules behind it, `occupancy.py` is who is where
- `permissions.py`, `objections.py`: the answer with its reason
- `resolution.py`, `narrowing.py`: what the organisation says itself, and a policy without some layers;
  `layer_words.py`: layers named as people call them
- `demand_text.py`, `html.py`: a policy in words

To change:

- a new demand: a field of one of the parts; if values can make no sense, `policy_faults.py`
- who may sit or lead somewhere: `eligibility.py`; the reasons why not: `objections.py`; their sentences:
  ``placement.<reason>`` in ``messages.csv``, which `permissions.py` fills
- the numbers that are shipped, and what layers are called: ``policies/sanzu.toml``
"""
