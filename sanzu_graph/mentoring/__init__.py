"""The best mentor for every apprentice, as a plan with its proof.

Read in this order:

- `matching.py`: `pair_mentors`, the door
- `market.py`, `scores.py`: who may mentor whom, and what each pair is worth
- `pair_search.py`, `places.py`: pairs worth looking at, and the places that mentors offer
- `assignment.py`, `exact_matchings.py`: the best assignment, with prices that prove it
- `backbone_mentors.py`, `further_mentors.py`: what an assignment alone cannot see
- `recount.py`: the answer counted again by plain loops
- `pairings.py`: `Pairing`, the plan and its words

To change:

- a new term of the score: `Mentors.terms` in ``policy/mentor_demands.py``, then `scores.py`
- who may mentor whom: ``policy/mentor_rules.py``
- a wrong reason: `pairings.py`
"""
