"""`TruthModel`: a model whose columns can be joined by “and” and “or”."""

from __future__ import annotations

from sanzu_graph.solving.models import Model
from sanzu_graph.solving.sums import Sum

#: A truth value that no column decides.
NO, YES = 0, 1


class TruthModel(Model):
    """A model with truth values: sums that come to 0 or 1.

    Attributes
    ----------
    known : what a truth value was derived from → the truth value; each is derived once

    Examples
    --------
    >>> model = TruthModel()
    >>> first, second = model.column(1) + 0, model.column(1) + 0
    >>> model.both(first, Sum([], YES)) is first, model.either(first, Sum([], YES)).constant
    (True, 1)
    >>> model.both(first, second) is model.both(second, first)
    True
    """

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[object, Sum] = {}

    def at_start(self, some: Sum) -> int:
        """What a sum comes to if nothing is done."""
        return some.constant + sum(times * self.start[column] for column, times in some.terms)

    def both(self, *truths: Sum) -> Sum:
        """Whether all of some truth values hold."""
        open_ = [truth for truth in truths if truth.terms]
        if any(not truth.terms and truth.constant <= NO for truth in truths):
            return Sum([], NO)
        if len(open_) <= 1:
            return open_[0] if open_ else Sum([], YES)
        key = ("both", *sorted(_key(truth) for truth in open_))
        if key not in self.known:
            starts = all(self.at_start(truth) for truth in open_)
            holds = self.column(1, int(starts), name="both")
            for truth in open_:
                self.add(holds <= truth)
            self.add(sum(open_, Sum()) <= holds + len(open_) - 1)
            self.known[key] = holds + 0
        return self.known[key]

    def either(self, *truths: Sum) -> Sum:
        """Whether any of some truth values holds."""
        open_ = [truth for truth in truths if truth.terms]
        if any(not truth.terms and truth.constant >= YES for truth in truths):
            return Sum([], YES)
        if len(open_) <= 1:
            return open_[0] if open_ else Sum([], NO)
        key = ("either", *sorted(_key(truth) for truth in open_))
        if key not in self.known:
            starts = any(self.at_start(truth) for truth in open_)
            holds = self.column(1, int(starts), name="either")
            for truth in open_:
                self.add(truth <= holds)
            self.add(holds <= sum(open_, Sum()))
            self.known[key] = holds + 0
        return self.known[key]


def _key(some: Sum) -> tuple[tuple[tuple[int, int], ...], int]:
    return tuple(sorted((int(column), times) for column, times in some.terms)), some.constant
