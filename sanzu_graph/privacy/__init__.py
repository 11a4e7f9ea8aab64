"""What may be shown of an organisation: layers and attributes taken out without a trace, people
under pseudonyms.

Read in this order:

- `redaction.py`: `redact`, an organisation as if some things had never been written down
- `pseudonyms.py`: `pseudonymize`, people under names that only the owner of the key can tell
- `mentions.py`: where free text speaks of somebody

To change:

- what goes with a layer that is taken out: `redaction.py`
- how a pseudonym looks: `pseudonyms.py`
- a name in free text that is not found: `mentions.py`
"""
