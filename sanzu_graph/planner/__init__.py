"""The planner's board: drag people from unit to unit in a notebook, with the audit looking over
one's shoulder.
"""
