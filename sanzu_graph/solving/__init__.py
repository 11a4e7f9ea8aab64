"""Whole-number models with named columns, goals one before another, parts in an executor.

This room knows no organisation. It says what was proven, and nothing else.

Read in this order:

- `models.py`, `sums.py`: columns and rows, and ``model.add(sum(entering) <= room)``
- `lexicographic.py`: goals one before another
- `closing.py`: what is left of a model where some columns are 0
- `highs.py`: HiGHS, with every row checked again
- `efforts.py`, `statuses.py`: how long to solve, and how it may end
- `pools.py`, `progress.py`: parts in any executor, and what is told meanwhile

To change:

- a setting of HiGHS: `highs.py`
- what Ctrl-C or a time limit does: `efforts.py` (the clock), `pools.py`; the limit that was asked
  for: `Solving` in ``optimize/questions.py``; how `propose` shares it out:
  ``optimize/solving_parts.py``. Pairs have a clock of their own: ``mentoring/assignment.py``
- the progress bar: `progress.py`
"""

from __future__ import annotations
