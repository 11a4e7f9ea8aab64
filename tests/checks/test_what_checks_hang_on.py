"""What a check says that its findings hang on is all that they hang on: parts tell the whole."""

import random
from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.checks.registry import all_checks
from tests.edits import random_policy
from tests.searching import examples
from tests.strategies import organisations

SEEDS = st.integers(0, 2**32 - 1)


def calls_of(org, policy, kind):
    """The checks of a kind, with each call that the organisation can answer."""
    for check in all_checks().values():
        if check.near is not None and kind(check):
            for call in check.calls(policy):
                try:
                    for column in check.needs:
                        org.codes(*column.split("."))
                    check.find(org, **call.arguments)
                except sg.AbsentError:
                    continue
                yield check, call.arguments


def of_people(org, ids, tables=("memberships", "duties")):
    """The organisation with the rows of some people alone; everybody is still there."""
    kept = {name: org.table(name) for name in tables}
    return org.replace(**{name: rows[rows["member"].isin(ids)] for name, rows in kept.items()})


def told(check, found):
    """Whom findings are about, with the columns that tell them apart."""
    return Counter(
        zip(found.rows.tolist(), *(np.asarray(found.extra[key]) for key in check.keys), strict=True)
    )


def brought(counts):
    """Units with the words of what is told apart there, once for each who brings it."""
    unit, kind, values = counts.kinds
    words = kind if values is None else np.asarray(values)[kind]
    return Counter(zip(unit.tolist(), words.tolist(), strict=True))


@examples(6)
@given(organisations(dated=False), SEEDS)
def test_counts_of_units_are_summed_over_people(org, seed):
    dice = random.Random(seed)
    policy = random_policy(dice).resolve(org)
    some = {name for name in org.members["id"] if dice.random() < 0.5}
    parts = [of_people(org, ids) for ids in (some, set(org.members["id"]) - some)]
    for check, arguments in calls_of(org, policy, lambda check: check.counts is not None):
        whole, *counts = (check.counts(one, **arguments) for one in (org, *parts))
        assert set(whole.rows.tolist()) == set(check.find(org, **arguments).rows.tolist())
        if whole.kinds is None:
            for number, *less in zip(
                whole.numbers, *(single.numbers for single in counts), strict=True
            ):
                assert number.tolist() == sum(less).tolist()
        else:
            assert brought(whole) == sum(map(brought, counts), Counter())


@examples(6)
@given(organisations(dated=False), SEEDS)
def test_what_hangs_on_nobody_else_is_told_without_them(org, seed):
    dice = random.Random(seed)
    policy = random_policy(dice).resolve(org)
    some = {name for name in org.members["id"] if dice.random() < 0.5}
    places = {org.encoding.member_at[name] for name in some}
    alone = of_people(org, some)

    def is_alone(check):
        return check.counts is None and check.partners is None

    for check, arguments in calls_of(org, policy, is_alone):
        assert check.scope == "member"
        whole, part = (told(check, check.find(one, **arguments)) for one in (org, alone))
        assert {key: whole[key] for key in whole if key[0] in places} == {
            key: part[key] for key in part if key[0] in places
        }


@examples(6)
@given(organisations(dated=False), SEEDS)
def test_nobody_but_the_partners_matters(org, seed):
    policy = random_policy(random.Random(seed)).resolve(org)
    for check, arguments in calls_of(org, policy, lambda check: check.partners is not None):
        partners = check.partners(org, **arguments)
        ids = set(org.encoding.members[partners.one | partners.other])
        few = of_people(org, ids, tables=("memberships",))
        whole, part = (told(check, check.find(one, **arguments)) for one in (org, few))
        assert whole == part
        for which in (partners.one, partners.other):
            ids = set(org.encoding.members[~which])
            without = of_people(org, ids, tables=("memberships",))
            if partners.share_units:
                assert not told(check, check.find(without, **arguments))
