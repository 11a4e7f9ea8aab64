"""A view shows an organisation before and after an edit: with everything shown, its halves are the
two organisations.
"""

import numpy as np
from hypothesis import given, note
from hypothesis import strategies as st

from sanzu_graph import Org, SchemaError
from sanzu_graph.model.day_snapshots import Snapshot
from sanzu_graph.model.deltas import PAIRED, Delta
from sanzu_graph.model.edit_reading import delta_of
from sanzu_graph.model.edits import Edit
from sanzu_graph.model.views import Slices, View, Widths
from tests.edits import Editor, dice_of
from tests.strategies import organisations

SEEDS = st.integers(0, 2**32 - 1)


def everything(org: Org, delta: Delta) -> View:
    width, code = Widths.of(org.encoding, delta), org.encoding
    members, units = (
        len(code.members) + len(delta.come["member"]),
        len(code.units) + len(delta.come["unit"]),
    )
    assert (width.members, width.units) == (max(members, 1), max(units, 1))
    return View(
        org,
        delta,
        Slices(
            *(
                np.arange(count)
                for count in (members, units, len(code.member), len(code.source), len(code.duty))
            )
        ),
    )


def halves(view: View, entity: str) -> tuple[np.ndarray, np.ndarray]:
    there, half = view.exists[entity], view.half[entity]
    return np.flatnonzero(there & (np.arange(2 * half) < half)), np.flatnonzero(
        there & (np.arange(2 * half) >= half)
    )


@given(org=organisations(dated=False), seed=SEEDS)
def test_the_halves_are_the_organisation_and_the_edited_one(org: Org, seed: int) -> None:
    edit = Editor(org, dice_of(seed)).edit()
    note(str(edit))
    delta = delta_of(org, edit, Snapshot(org))
    if delta is None:
        return
    after, view = org.edited(edit), everything(org, delta)
    for half, seen in enumerate((org, after)):
        members, units = halves(view, "member")[half], halves(view, "unit")[half]
        assert view.encoding.members[members].tolist() == seen.encoding.members.tolist()
        assert view.encoding.units[units].tolist() == seen.encoding.units.tolist()
        assert (
            view.names("member", members).tolist()
            == seen.names("member", np.arange(len(members))).tolist()
        )
        assert (
            view.names("unit", units).tolist() == seen.names("unit", np.arange(len(units))).tolist()
        )
        parents = [
            view.encoding.units[place] if place >= 0 else None
            for place in view.encoding.parent[units]
        ]
        assert parents == [
            seen.encoding.units[place] if place >= 0 else None for place in seen.encoding.parent
        ]
        for column in seen.members:
            codes, values = view.codes("members", column)
            shown, names = seen.codes("members", column)
            assert [str(values[code]) if code >= 0 else None for code in codes[members]] == [
                str(names[code]) if code >= 0 else None for code in shown
            ]
            np.testing.assert_array_equal(
                view.numbers("members", column)[members], seen.numbers("members", column)
            )
    for table in PAIRED:
        assert sorted(told(view, table)) == sorted([*told(org, table), *told(after, table)])


def told(org: Org, table: str) -> list[tuple[str, str, str]]:
    """Rows of pairs in words, distinct ones of a half counted as often as they stand."""
    code, pairing = org.encoding, PAIRED[table]
    ids = code.units if pairing.second == "unit" else code.members
    first, second, word = (getattr(code, name) for name in pairing.codes)
    words = getattr(code, pairing.words)
    return [
        (code.members[one], ids[other], words[kind])
        for one, other, kind in zip(first, second, word, strict=True)
    ]


@given(org=organisations(), seed=SEEDS, on=st.sampled_from([None, "2026-01-02", "2026-01-03"]))
def test_an_edit_that_is_read_leaves_a_sound_organisation(
    org: Org, seed: int, on: str | None
) -> None:
    """What intake would refuse must not be read as if it were sound."""
    edit = Editor(org, dice_of(seed)).edit()
    note(str(edit))
    moment = (
        None if on is None and not org.is_dated else np.datetime64(on or "2026-01-01", "us").item()
    )
    delta = delta_of(org, edit, Snapshot.of(org, org if moment is None else org.at(moment), moment))
    try:
        org.edited(edit)
    except SchemaError:
        assert delta is None


def test_a_part_is_shown_with_its_own_rows_only() -> None:
    org = Org(
        {"id": ["A", "B", "C"], "grade": ["x", "y", None]},
        {"id": ["T1", "T2"], "layer": ["team"] * 2},
        {"member": ["A", "B", "C"], "unit": ["T1", "T2", "T2"], "role": ["leader", "", ""]},
    )
    delta = delta_of(org, Edit(changed={"memberships": {1: {"unit": "T1"}}}), Snapshot(org))
    assert delta is not None
    none = np.empty(0, dtype=np.intp)
    view = View(
        org, delta, Slices(np.array([0, 1]), np.array([0, 1]), np.array([0, 1]), none, none)
    )
    assert view.encoding.members.tolist() == ["A", "B", "A", "B"]
    assert view.pairs("team").per_unit.tolist() == [1, 1, 2, 0]
    assert view.pairs("team", "leader").per_unit.tolist() == [1, 0, 1, 0]
    assert view.codes("members", "grade")[0].tolist() == [0, 1, 0, 1]
