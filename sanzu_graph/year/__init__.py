"""The working year: what is kept of it, and what is wrong in it.

The core does not know this room. Its checks are found through ``checks/registry.py``, its measures
are asked for by name.

Read in this order:

- `periods.py`: months and other periods, in integers
- `in_force.py`: who and what is in force on a day
- `routines.py`, `routine_checks.py`: what groups owe month by month; `routine_calendars.py`: the same
  as a table; `routine_reach.py`: whom they reach; `routine_remedies.py`: problems that they found
- `tasks.py`, `task_checks.py`: how tasks were handled; `task_frames.py`: the same as tables
- `contacts.py`, `support_frames.py`, `contact_checks.py`: whom people can turn to; `contact_edits.py`:
  which edits leave that as it is
- `power_checks.py`, `support_checks.py`, `record_checks.py`: powers, support, and days that cannot
  be
- `results.py`: the year in one table

To change:

- a new check of records: the file of checks beside its measure
- a new measure: a file of its own, and a line in `results.py` if an audit shall show it
- a wrong period: `periods.py`
"""
