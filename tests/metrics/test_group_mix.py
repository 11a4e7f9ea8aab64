"""The mix of groups against a count in plain loops, with shares as fractions."""

import math
import random
from fractions import Fraction

import pytest

import sanzu_graph as sg

OLD, STRONG = sg.Rule("years", at_least=9), sg.Rule("grade", at_least=2)
POLICY = sg.Policy.for_layers("team", ["party"]).replace(
    mixes=(sg.Mix("old", OLD), sg.Mix("strong", STRONG)),
    backbone=STRONG,
    transfer=sg.Transfer(regroup=("site",)),
)


def organisation(draw: random.Random) -> tuple[sg.Org, dict[str, set[str]], dict[str, str]]:
    """An organisation, who is in each of its groups, and the site of each group."""
    people = [f"M{number}" for number in range(draw.randrange(9))]
    groups = {f"G{number}": set[str]() for number in range(draw.randrange(1, 5))}
    for person in people:
        for group in draw.sample(sorted(groups), draw.randrange(min(len(groups), 2) + 1)):
            groups[group].add(person)
    sites = {group: draw.choice(["North", "South"]) for group in groups}
    seats = [(person, group) for group, inside in groups.items() for person in inside]
    draw.shuffle(seats)
    org = sg.Org(
        {
            "id": people,
            "years": [draw.choice([1, 5, 9, 20]) for _ in people],
            "grade": [draw.choice([1, 2, 3]) for _ in people],
        },
        {
            "id": [*groups, "T"],
            "layer": ["party"] * len(groups) + ["team"],
            "site": [*sites.values(), "North"],
        },
        {"member": [member for member, _ in seats], "unit": [unit for _, unit in seats]},
    )
    return org, groups, sites


def off_by(count: int, kind: int, headcount: int, people: int) -> int:
    """How far a count is from the whole numbers around its share."""
    share = Fraction(kind * headcount, people) if people else Fraction(0)
    return max(math.floor(share) - count, 0) + max(count - math.ceil(share), 0)


@pytest.mark.parametrize("seed", range(40))
def test_the_mix_of_groups_equals_the_plain_count(seed: int) -> None:
    org, groups, sites = organisation(random.Random(seed))
    cells = org.members.set_index("id")
    kinds = {
        "old": {person for person in cells.index if cells.at[person, "years"] >= 9},
        "strong": {person for person in cells.index if cells.at[person, "grade"] >= 2},
    }
    found = sg.group_mix(org, POLICY).set_index("unit")
    assert list(found.index) == list(groups)
    for group, inside in groups.items():
        region = [other for other in groups if sites[other] == sites[group]]
        people = sum(len(groups[other]) for other in region)
        off = sum(
            off_by(
                len(inside & kind),
                sum(len(groups[other] & kind) for other in region),
                len(inside),
                people,
            )
            for kind in kinds.values()
        )
        expected = (len(inside), *(len(inside & kind) for kind in kinds.values()))
        row = found.loc[group]
        assert (row["headcount"], row["old"], row["strong"]) == expected
        assert (row["backbone"], row["off"]) == (len(inside & kinds["strong"]), off)


def test_a_kind_without_its_column_is_left_out_and_an_absent_layer_is_told() -> None:
    org = sg.Org(
        {"id": ["A"], "years": [9]},
        {"id": ["G"], "layer": ["party"]},
        {"member": ["A"], "unit": ["G"]},
    )
    assert "strong" not in sg.group_mix(org, POLICY)
    assert sg.group_mix(org, POLICY)["old"].tolist() == [1]
    with pytest.raises(sg.AbsentError):
        sg.group_mix(org, POLICY, layer="union")
