"""Rosters: one row a person, made by hand for people to read.

A roster is understood step by step: cells, headings, people, then tables. What was understood can be
looked at before it is believed.

Read in this order:

- `reader.py`: the door, and all steps in their order; `reading.py`: what was understood
- `sheets.py`, `ods_merges.py`: the cells as the file shows them
- `headings.py`, `words.py`: which row names the columns, and what they mean
- `rows.py`: who is a person, and what is a title, a total or a signature
- `columns.py`, `people.py`: the cells by field, and all sheets in one set of columns
- `members.py`, `units.py`, `mentors.py`, `values.py`: what the cells say
- `building.py`: the organisation, or every fault that stands in the way
- `writing.py`, `roster_columns.py`, `losses.py`: the way back

To change:

- a heading that is not understood: ``schema/roster.csv``, then `words.py`
- a row that is taken for a person and is none: `rows.py`
- how a cell is read: `values.py`
"""
