"""Invented organisations with their working year: sound ones, and ones with planted faults.

The public door is `sanzu_graph.synthetic`. The room bears another name, because no room is called
as a public function.

Read in this order:

- `organisations.py`: the door
- `skeleton.py`: units, people and seats as numbers
- `given_names.py`: invented people and places
- `working_year.py`: a year of records
- `planted_faults.py`: one planter for each kind of fault

To change:

- another everyday fault to plant: `planted_faults.py`; one of the year: `working_year.py`
- other names: `given_names.py`
- another shape of organisation: `skeleton.py`
"""
