"""The true answer to a question: by enumeration, or by the CP-SAT model where that is too long."""

from __future__ import annotations

from tests.optimize.seats.cp_model import Model
from tests.optimize.seats.enumeration import TooLarge, enumerate_all

#: Up to so many end states are enumerated; beyond, the CP-SAT model is asked.
ENOUGH = 20_000


def answer(instance, most=ENOUGH):
    """(the question, the values of its goals in their order; None if nothing can be reached)."""
    case = instance.case()
    try:
        return case, enumerate_all(case, most).best(case.goals)
    except TooLarge:
        return case, Model(case).best(case.goals)
