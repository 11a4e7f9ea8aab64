"""The planner's board: drag people from unit to unit in a notebook, and see what the audit says.

`Session` knows no page, and the page decides nothing about an organisation.

Read in this order:

- `widget.py`, `board_widget.py`: `Planner`, its traits; `absent.py`: in place of missing widgets
- `session.py`: the plan that is being made
- `requests.py`: what a page may ask
- `points.py`, `drafted.py`, `board_seats.py`, `touching.py`: how far the plan has come
- `refusals.py`: what is refused before it is dropped
- `suggestion_desk.py`, `suggestion_reasons.py`, `background_work.py`: what the optimiser suggests,
  why, and its work beside the kernel
- `findings.py`, `snapshots.py`: what the page is sent
- `cell_index.py`: the cells of members, for the search; `unit_totals.py`: what is counted in a unit
- `page_words.py`, `shortening.py`: the words of the page
- `repeating.py`, `saved_page.py`, `last_picture.py`: the plan as Python, and the board without a
  kernel
- `plan_shelf.py`, `keeping.py`: several plans; the plans as they are kept

To change:

- what a page may ask: `requests.py`
- a refusal: ``policy/eligibility.py``; its sentence: ``placement.<reason>`` in ``messages.csv``, which
  ``policy/permissions.py`` fills; of a change that cannot be made: ``refused.<name>`` there. Which rule
  a change is asked: `refusals.py`; the gesture: ``planner/page/placing.js``
- what the search finds: by name and id ``planner/page/spotlight.js``, by other cells `cell_index.py`
- how the board looks: ``planner/page``, then ``make js``. The first line of each file there says what
  it is for
"""
