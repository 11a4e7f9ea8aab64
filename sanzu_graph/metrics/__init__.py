"""How far the layers interlock, in numbers: one function per measure, each traceable to rows.

Read in this order:

- `sizes.py`: how large, how experienced, how alike units are
- `interlock.py`: shared people, reach, and who leads in two layers
- `lines.py`, `chains.py`: who answers to whom, and how much a leader carries
- `mixes.py`: how old and new, strong and weak mix
- `assessments.py`: what candidates were given
- `counts.py`: what measures and checks both count

To change:

- a new measure: a function in the file of its family, and its name in ``sanzu_graph/__init__.py``
- a number that looks wrong: the file of its family; if a check shows it too, `counts.py`
- show a measure in every audit: ``audits/figures.py``
"""
