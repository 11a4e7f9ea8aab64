"""Many organisations at once: each read and audited apart, on any executor, and set side by side.

No organisation comes back from a worker. A row of figures does, and its findings unless they are
kept in a folder.

Read in this order:

- `surveying.py`: `survey`, the door
- `survey_sources.py`: what is surveyed, found in folders, patterns, data sets and mappings
- `survey_answers.py`: what one organisation comes to, asked in a worker
- `survey_store.py`: answers kept in a folder, so that a survey goes on where it was stopped
- `survey_runs.py`: answers from an executor: workers that die, Ctrl-C
- `survey_results.py`, `survey_tables.py`: `Survey`: the organisations side by side, and its tables
- `unit_seats.py`: who is in which unit, kept to know units under other ids later
- `survey_labels.py`: what is known of organisations besides their figures
- `survey_figures.py`, `survey_since.py`: ranks, quantiles, groups; what changed since
- `allocations.py`: a budget shared over the organisations
- `survey_html.py`, `survey_books.py`: a survey in a notebook, and as a workbook
- `shared_people.py`: ids that stand in several organisations

To change:

- a figure of every organisation: `figures_of` in `survey_answers.py`
- what counts as a source in a folder: `survey_sources.py`
- when an organisation is asked anew: `fingerprint_of` in `survey_store.py`
"""
