"""A part's model: all columns, all rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sanzu_graph.optimize import (
    bonds,
    constraints,
    goals,
    headcounts,
    offices,
    tenure,
    tightening,
    variables,
)
from sanzu_graph.optimize.book import Book
from sanzu_graph.optimize.parts import Part
from sanzu_graph.optimize.problem import Problem

#: What may differ in the end.
COLUMNS: tuple[Callable[[Book], None], ...] = (
    variables.people,
    offices.changes,
    offices.leaders,
    offices.liaisons,
    offices.merges,
    offices.unmet,
    offices.distances,
)

#: What every plan keeps to.
RULES: tuple[Callable[[Book], None], ...] = (
    constraints.whoever_leaves_arrives_somewhere,
    headcounts.everybody_counted,
    constraints.every_minimum_is_met_or_missing,
    constraints.no_maximum_is_exceeded,
    constraints.headcounts_stay_as_they_are,
    constraints.groups_reach_no_more_base_units_than_they_may,
    constraints.a_group_that_somebody_leaves_or_enters_changes,
    constraints.a_group_that_comes_to_a_new_base_unit_changes,
    constraints.a_group_that_loses_a_base_unit_changes,
    tenure.every_group_keeps_one_leader,
    tenure.a_group_whose_leaders_differ_changes,
    tenure.a_new_leader_is_eligible_and_in_the_group,
    tenure.leaders_have_room_for_their_liaison_duties,
    tenure.no_leader_is_attached_to_the_own_unit,
    tenure.dissolved_units_get_no_liaison_and_merged_ones_one,
    constraints.a_base_unit_is_merged_once_at_most,
    constraints.nobody_enters_a_dissolved_unit,
    constraints.groups_with_people_in_a_dissolved_unit_change,
    constraints.merged_units_have_the_minimum_together,
    constraints.merged_units_keep_within_the_maximum_together,
    constraints.whoever_is_left_in_a_dissolved_unit_follows,
    bonds.pinned_members_are_where_they_must_be,
    bonds.they_are_together,
    bonds.they_are_apart,
    constraints.at_most_so_many_groups_change,
    constraints.at_most_so_many_units_are_dissolved,
    goals.distances_are_measured,
    goals.goals_keep_within_their_limits,
    constraints.something_of_each_earlier_plan_is_spared,
    tightening.a_followed_group_helps_a_base_unit_only_by_being_there,
    tightening.a_group_that_is_elsewhere_changes,
)


def model(
    problem: Problem,
    part: Part,
    *,
    followed: frozenset[int] = frozenset(),
    watched_sites: frozenset[tuple[int, int]] = frozenset(),
    limits: Mapping[str, int | None] | None = None,
) -> Book:
    """The model of a part.

    Parameters
    ----------
    problem, part
        What is to be solved, and which part of it.
    followed
        Groups whose people are followed unit by unit, because the base units that they reach may
        break a bound.
    watched_sites
        (Layer, key) of sites where it matters which leader works where.
    limits
        ``groups`` and ``merges``: the most of each in this part.
    """
    book = Book(problem, part, followed=followed, watched_sites=watched_sites, limits=limits)
    for make in (*COLUMNS, *RULES):
        make(book)
    return book
