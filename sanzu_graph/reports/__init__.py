"""Decision packs: one organisation and its plans as a page, a workbook and a deck."""
