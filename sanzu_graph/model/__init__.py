"""The organisation as a value: its tables, the integers behind them, and a graph view.

Tables are the truth. They are checked once, when they come in. Everything that computes works on
integers: a member, a unit or a layer is its position. Nothing changes an organisation: an edit makes
a new one.

Read in this order:

- `organisation.py`, `encoded_tables.py`: `Org`, what it is; its tables, and what they answer in
  integers
- `intake.py`, `cleaning.py`, `column_values.py`, `references.py`, `flaws.py`: how tables come in, and
  every fault that they may have
- `encoding.py`, `id_numbers.py`, `incidence.py`, `grouping.py`, `lookups.py`: ids as integers, who is
  in what, and rows found by their cells; `arrow_texts.py`: the bytes of columns of text;
  `word_columns.py`: columns of few words, whose words the reader knows
- `naming.py`: names that stand where ids belong; `letter_case.py`: ids that differ only by case; `object_texts.py`: objects as text;
  `readable_frames.py`: frames as a notebook shows them to people
- `days.py`, `dating.py`, `day_snapshots.py`, `lives.py`: what a day is, and which rows hold on it
- `table_frames.py`, `day_encodings.py`: frames and integers of a day, taken from those of the whole
- `ties.py`, `person_lines.py`: who answers to whom; `hierarchy_frames.py`: a frame with managers;
  `vacancies.py`: words that say that nobody holds a post
- `edits.py`, `drafts.py`: what differs between two organisations, and the workbench of changes
- `deltas.py`, `views.py`: an edit in integers, so that little is asked again; it is read by
  `edit_reading.py`, `edited_entities.py`, `edited_rows.py`, `edit_cells.py`
- `unit_renames.py`: which units are the same under another id
- `canon.py`: when two organisations are equal
- `graphs.py`: the networkx view and the way back; `hues.py`: the colours of layers
- `source.py`, `glances.py`, `html.py`: where it was read from, and how it looks in a notebook

To change:

- what counts as a fault of a cell: `cleaning.py`, `column_values.py`; of rows of two tables:
  `references.py`
- which rows hold on a day: `dating.py`; how a day is read: `days.py`
- how an organisation looks in a notebook: `glances.py`
"""
