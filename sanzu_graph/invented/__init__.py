"""Invented organisations with their working year: sound ones, and ones with planted faults.

The public door is `sanzu_graph.synthetic`. The room bears another name, because no room is called
as a public function.

Read in this order: `organisations` (the door), `skeleton` (units, people and seats as numbers),
`names` (invented people and places), `working_year` (a year of records), `planted_faults`.

- Another everyday fault to plant: `planted_faults`; one of the year: `working_year`.
- Other names: `names`.
- Another shape of organisation: `skeleton`.
"""
