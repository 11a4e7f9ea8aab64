"""Rosters: one row a person, made by hand for people to read.

The steps, each a module: `sheets` (cells as the file shows them), `headings` (which row names the
columns, and what they mean, with `words`), `rows` (who is a person and what is not), `columns` and
`people` (the cells by field), `members`, `units`, `mentors` with `values` (what they say),
`building` (tables), `reader` (the whole, and what was understood: `reading`); `frames`, `losses`
and `writing` the way back.
"""
