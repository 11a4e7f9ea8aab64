"""The audit: asks every check what the policy demands, and collects the findings.

After a change, only what the change can reach is asked again. The answer equals a whole audit.

Read in this order:

- `audit_run.py`: `audit` and `Audit`
- `check_questions.py`, `answers.py`: which questions a policy asks; which of them each finding answers;
  `audit_frames.py`: what was asked, and what could not be
- `figures.py`: the measures that an audit reports
- `subject.py`, `local.py`, `neighbourhood.py`, `finding_differences.py`: the re-audit: what an edit
  reaches, how findings differ then, and what is taken over
- `since.py`, `trends.py`: what changed between two audits, and over time; `past.py`: what no plan
  changes; `unit_lineage.py`: which units are the same under another id
- `edited_copies.py`: many edits followed at once; `person_edits.py`: which of them are alike;
  `counted_units.py`, `partners.py`: what they change in units, and between two people
- `candidate_changes.py`, `ranking.py`: `best_moves`; `manager_ranking.py`: new managers
- `unmet_demands.py`: each demand with the check that tells it
- `html.py`: an audit in a notebook

To change:

- a measure in every audit: `figures.py`
- a finding that `Audit.after` misses: `neighbourhood.py`, and `near=` of its check. Has the check
  `stays=` instead, that function in ``checks/unaffected.py`` or ``year/contact_edits.py``
- who is offered by `best_moves`: `candidate_changes.py`; the rule behind it: ``policy/eligibility.py``
- the order of `best_moves`: `ranking.py`
"""
