"""Invented organisations with their working year: sound ones, and ones with planted faults.

The public door is `sanzu_graph.synthetic`. The room bears another name, because no room is called
as a public function.

Read in this order:

- `organisations.py`: the door
- `skeleton.py`: units, people and seats as numbers
- `planted_faults.py`: one planter for each kind of fault
- `organisation_tables.py`: the numbers as tables
- `given_names.py`: invented people and places
- `working_year.py`, `year_faults.py`, `year_tables.py`: the same for a year of records

To change:

- another everyday fault to plant: `planted_faults.py`; one of the year: `year_faults.py`
- other names: `given_names.py`
- another shape of organisation, or who is of a kind: `skeleton.py`; another column:
  `organisation_tables.py`
"""
