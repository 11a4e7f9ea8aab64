"""Reading and writing: tables in folders and workbooks, rosters, GraphML.

A file is read as text first. Only `sanzu_graph.model` says what the text means. Writing is whole or
not at all.

Read in this order:

- `table_files.py`: the two doors, `read_tables` and `write_tables`
- `any_files.py`: tables or a roster, as the path holds
- `collecting.py`: the tables gathered, and the organisation or the faults that they make
- `text_files.py`, `western.py`, `separators.py`, `csv_tables.py`: bytes and CSV
- `workbook_rows.py`, `workbook_limits.py`, `raw_rows.py`: the sheets of a workbook
- `cell_states.py`, `failed_formulas.py`, `number_formats.py`, `old_workbooks.py`: failed formulas, what is
  hidden, and what formats show
- `parquet.py`, `parquet_partitions.py`: Parquet, and one organisation of a data set of many
- `storable.py`, `workbooks.py`, `exact_sheets.py`, `atomic.py`: how things are written
- `workbook_edits.py`: single cells of a workbook rewritten
- `graphml.py`, `graphml_parsing.py`, `graph_looks.py`, `foreign_graphs.py`: the graph for other
  programs, how it looks there, and graphs that they made

The rosters have a map of their own, in ``io/rosters``.

To change:

- which encodings are tried: `text_files.py`
- how a written workbook looks: `workbooks.py`
- a further format of tables: a file like `parquet.py`, and its ending in `table_files.py`
"""
