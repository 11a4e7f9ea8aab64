"""What may be shown of an organisation: layers and attributes taken out without a trace, people
under pseudonyms.
"""
