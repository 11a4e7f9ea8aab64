"""Decision packs: one organisation and its plans as a page, a workbook and a deck.

Everything is worked out once, in `packs.py`. The formats only set it.

Read in this order:

- `briefs.py`, `brief_parts.py`: `brief`, the one page that is signed, and its lists
- `brief_files.py`, `brief_documents.py`, `brief_slides.py`: `Brief` as HTML, Word and a slide
- `survey_briefs.py`: the brief of a survey: a page for all, then a page a region
- `brief_room.py`: what a page has room for, and how lists are folded
- `findings_said.py`: the first sentence of every format
- `reporting.py`: `report`, the pack
- `packs.py`: all that a decision needs
- `sections.py`, `pack_lines.py`: the parts as tables, and the sentences beside them
- `breakdowns.py`, `disclosure.py`: counts by attribute, and what is withheld
- `pictures.py`: the charts of a pack
- `pages.py`, `page_pieces.py`: HTML and its pieces
- `books.py`: the workbook
- `decks.py`, `deck_pieces.py`: the deck and the pieces of a slide

To change:

- a line of the page that is signed: `briefs.py`, `brief_parts.py`; of a survey: `survey_briefs.py`
- a table of every format: `sections.py`; a sentence of every format: `pack_lines.py`
- how a page, a workbook or a deck looks: `pages.py`, `books.py`, `decks.py`, `deck_pieces.py`
- which numbers are withheld: `breakdowns.py`; what all tables together give away: `disclosure.py`
"""
