"""The working year: what is kept of it, and what is wrong in it.

The core does not know this room. Its checks are found through `checks.registry`, its measures are
asked for by name.

Read in this order: `periods` (months and other periods), `in_force` (who and what is in force on a
day), then a measure and the checks that ask it: `routines` and `routine_checks`, `tasks` and
`task_checks`, `contacts` and `contact_checks`; `power_checks`, `record_checks`; last `results`,
which sums up the year.

- A new check of records: the file of checks that its measure belongs to.
- A new measure: a file of its own, and a line in `results` if an audit shall show it.
- A wrong period: `periods`.
"""
