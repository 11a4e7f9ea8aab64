"""What can be wrong, one function per question.

A check knows only its question. It takes an organisation and explicit arguments, and returns
positions and numbers. The decorator `check` makes findings of them. The audit knows no check by name.

Read in this order:

- `found.py`: what a check is, and what it finds; `unit_counts.py`: the numbers that some count
- `structure.py`: the checks of units; the shortest file to learn from
- `covering.py`, `belonging.py`, `leading.py`: coverage, lines and leadership
- `mentoring.py`, `mentor_pairs.py`: mentors
- `reporting_lines.py`, `reporting_limits.py`, `reporting_line_ends.py`: lines from person to person
- `data.py`: the data itself
- `registry.py`: the decorator, and the list of all checks
- `finding_frames.py`: ids, names and messages of findings; `worded_frames.py`: codes as words
- `unaffected.py`: which edits leave the answer of a check as it is. `near=` and `stays=` name this for
  the re-audit, `counts=` and `partners=` for sweeps; a check is understood without them

To change:

- a new check: first look whether a `Requirement` says it without code: ``[[requirements]]`` in a policy.
  A requirement is: so many people of a role, duty, layer or kind in every unit. `coverage_gaps` finds
  it. Else write a function in the file of its family, and
  two sentences in ``messages.csv``. Its limit goes to ``policy/parts.py``, its name to
  ``sanzu_graph/__init__.py``
- a wrong finding: the function of that name, without the s at its end
- the sentence of a finding: ``check.<name>`` in ``messages.csv``
"""
