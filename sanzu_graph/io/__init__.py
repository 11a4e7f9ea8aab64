"""Reading and writing: tables in folders and workbooks."""
