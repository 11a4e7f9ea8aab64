"""Balanced groups: old and new, strong and weak spread, as a plan with its proof.

Read in this order:

- `balance.py`: `balance_groups`, the door
- `balance_plan.py`: `Balance`, the plan in words
- `balance_question.py`: whose seats may go where, and what is asked of every group
- `balance_model.py`: the model, and its solution part by part
- `balance_counts.py`: the plan counted again

To change:

- which kinds are spread: `Policy.mixes` in ``policy/parts.py``
- who may change groups: `balance_question.py`
- a further rule of a good group: `balance_question.py`, then `balance_model.py`
"""
