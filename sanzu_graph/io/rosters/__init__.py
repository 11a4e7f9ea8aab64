"""Rosters: one row a person, made by hand for people to read.

A roster is understood step by step: cells, headings, people, then tables. What was understood can be
looked at before it is believed.

Read in this order:

- `reader.py`: the door, and all steps in their order; `reading.py`: what was understood
- `mapping.py`: what the user says of the roster; `doubts.py`: what was taken for granted
- `opening.py`, `broken_letters.py`, `team_lines.py`, `loose_lines.py`, `page_tables.py`, `listed_records.py`, `sheets.py`, `ods_merges.py`: the
  cells as the file shows them
- `shapes.py`, `team_shapes.py`, `typed_units.py`, `listed_names.py`: other shapes turned into one row a person
- `headings.py`, `words.py`: which row names the columns, and what they mean
- `rows.py`, `bands.py`, `gone.py`, `sheet_months.py`: who is a person, which rows name teams, who left
- `cut_merges.py`: blank cells that merged cells may have left
- `open_posts.py`: rows of posts that nobody holds
- `remarks.py`: what is told and not read: blanks in front of names, posts in titles
- `columns.py`, `column_reading.py`, `contents.py`, `private_contents.py`, `personal_numbers.py`, `people.py`,
  `roster_parts.py`: the cells by field; `marked_units.py`: columns of marks;
  `parent_columns.py`, `units_above.py`: the units above the teams
- `gathering.py`, `cell_cleaning.py`, `failed_cells.py`: all sheets in one set of columns;
  `part_notes.py`: what is told of each
- `repeats.py`, `row_shares.py`: several rows a person, and sheets joined; what an assignment tells
- `members.py`, `column_days.py`, `mentors.py`, `managers.py`, `values.py`, `alike.py`: what the cells say
- `written_numbers.py`: numerals of days; `known_people.py`, `named_together.py`, `contact_columns.py`: whom
  a name, an id, an address or an account means, or several in one cell
- `units.py`, `belongings.py`, `unit_names.py`: who is in which unit, and what the cells call units
- `posts.py`, `unit_roles.py`, `titles.py`, `named_leaders.py`, `leader_columns.py`: who leads
- `building.py`: the organisation, or every fault that stands in the way
- `understanding.py`: all these steps together
- `writing.py`, `roster_columns.py`, `losses.py`: the way back
- `written_back.py`: the way back into the user's own sheet

To change:

- a heading that is not understood: ``schema/roster.csv`` (every form: 班组名称, 所属班组), then
  `words.py`; if it stands there already: `headings.py`, which row is the heading
- a row that is taken for a person and is none: `rows.py`
- how a cell is read: `values.py`
- a title that leads: ``schema/values.csv``; one that leads where nobody else does: `posts.py`
- two people of one name: `members.py`; a mentor's name that fits several: `known_people.py`; rows that are
  one person: `repeats.py`
- what is told as a doubt: the file that decides, with a sentence ``doubt.…`` and ``doubt.….change``
"""
