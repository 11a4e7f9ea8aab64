"""Changes: one small frozen class each, from an organisation to the one made of it.

A change is made on a draft: wholly, or not at all. It tells itself in a sentence, and whether what it
wants holds already. Importing a module registers its changes; `registry.all_changes` imports every
module.

Read in this order:

- `changing.py`: `Change`, what every change can do
- `memberships.py`: move, join, leave; the shortest changes to learn from
- `roles.py`, `members.py`, `units.py`, `merging.py`, `splitting.py`: leaders, people, units
- `mentors.py`, `manager_lines.py`, `post_changes.py`, `duties.py`: lines, posts and duties
- `row_changes.py`: any row of any table
- `dated_rows.py`: how rows begin and end
- `presence.py`, `cascade.py`: what a change takes for granted, and what goes with what goes
- `states.py`: what holds by now
- `names.py`, `outcomes.py`, `left_managers.py`: a change in words, and what becomes of leaders
- `given_values.py`, `registry.py`: its fields, and the way to JSON and back

To change:

- a new change: first look whether `EditUnit`, `EditMember` or `AddRow` does it. Else write a class in
  the file of its kind, ``change.<name>`` and ``kind.<name>`` in ``messages.csv``, and its name in
  ``sanzu_graph/__init__.py``. If `diff` shall find it: ``scenarios/structure_readings.py`` or
  ``scenarios/membership_readings.py``
- what ends when a person or a unit goes: `cascade.py`
- a sentence of a change: ``change.<name>`` in ``messages.csv``; what it says of leaders: `outcomes.py`
- a role or title that is lost: the file of the change; of a new leader: `appoint` in `roles.py`; lost
  without a word: `outcomes.py`
"""
