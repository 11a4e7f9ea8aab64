"""What may be shown of an organisation: layers and attributes taken out without a trace, people
under pseudonyms.

Read in this order:

- `redaction.py`: `redact`, an organisation as if some things had never been written down
- `hidden_layers.py`: what goes with the layers that are taken out
- `inference.py`: which columns still tell what was taken out
- `pseudonyms.py`: `pseudonymize`, people under names that only the owner of the key can tell
- `mentions.py`: where free text speaks of somebody
- `blanks.py`: cells without what they said of it, and blanks that would mark somebody

To change:

- what goes with a layer that is taken out, such as a column that tells of it: `hidden_layers.py`
- when a column is warned of: `inference.py`
- how a pseudonym looks: `pseudonyms.py`
- a name in free text that is not found: `mentions.py`
"""
