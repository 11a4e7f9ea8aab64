"""Leaders chosen openly: candidates ranked by what is kept, and vacancies filled by a plan with its
proof.

Read in this order:

- `candidates.py`, `ranking_text.py`: `rank_candidates`, and a ranking in words
- `scoring.py`, `sensitivity.py`: totals and ranks, and what would change their order
- `leadership.py`: `propose_leaders`, the door, and the plan
- `leader_question.py`, `leader_model.py`, `leader_order.py`: who could lead, the model, and who of
  equals leads
- `leader_reasons.py`: why somebody is appointed

To change:

- how a score is made: ``metrics/assessments.py``, `scoring.py`
- who may lead: ``policy/eligibility.py``
- a wrong reason: `leader_reasons.py`; “nobody may lead it” though somebody may: `may` in
  `leader_question.py`, then ``policy/eligibility.py``
"""
