"""Ids that differ only by letter case, against a plain loop."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzu_graph.model import letter_case
from sanzu_graph.model.letter_case import alike_ids

#: The Kelvin sign and the long s are letters of ASCII once they are folded; ß becomes two letters.
IDS = st.lists(st.text("kKsSmM1ßſ\u212a班", min_size=1, max_size=3), max_size=10, unique=True)


def groups(ids: list[str]) -> list[list[int]]:
    """The same by looking at every pair."""
    alike = [
        [row for row, other in enumerate(ids) if other.casefold() == name.casefold()]
        for name in ids
    ]
    return [rows for row, rows in enumerate(alike) if len(rows) > 1 and rows[0] == row]


@pytest.mark.parametrize("few", [0.0, 1.0])
@given(ids=IDS)
def test_groups_of_ids(ids, few) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(letter_case, "_FEW", few)
        assert alike_ids(pd.array(ids, dtype="str")) == groups(ids)
    assert alike_ids(np.array(ids, dtype=object)) == groups(ids)
