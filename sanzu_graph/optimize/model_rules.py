"""A part's model: all columns, all rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sanzu_graph.optimize import (
    demand_rules,
    goals,
    group_rules,
    leader_rules,
    liaison_rules,
    merge_rules,
    people_columns,
    person_columns,
    pins,
    unit_columns,
)
from sanzu_graph.optimize.independent_parts import Part
from sanzu_graph.optimize.model import PartModel
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.solving.efforts import Effort

#: What may differ in the end.
COLUMNS: tuple[Callable[[PartModel], None], ...] = (
    person_columns.people_apart,
    people_columns.people_alike,
    unit_columns.merges,
    person_columns.people_moved,
    unit_columns.changed_groups,
    leader_rules.leaders,
    unit_columns.liaisons,
    unit_columns.unmet,
    unit_columns.distances,
)

#: What every plan keeps to.
RULES: tuple[Callable[[PartModel], None], ...] = (
    people_columns.as_many_come_out_of_a_hub_as_go_in,
    people_columns.as_few_people_as_the_columns_allow,
    demand_rules.every_minimum_is_met_or_missing,
    demand_rules.no_maximum_is_exceeded,
    demand_rules.merged_units_meet_each_demand_as_one,
    demand_rules.no_unit_is_emptied,
    demand_rules.headcounts_stay_as_they_are,
    demand_rules.distances_are_measured,
    group_rules.followed_groups_are_present_where_somebody_is,
    group_rules.groups_reach_no_more_base_units_than_they_may,
    group_rules.a_group_that_somebody_leaves_or_enters_changes,
    group_rules.a_group_that_comes_to_a_new_base_unit_changes,
    group_rules.a_group_that_loses_a_base_unit_changes,
    group_rules.a_group_with_people_in_a_dissolved_unit_changes,
    leader_rules.nobody_new_is_appointed_where_enough_go_on,
    leader_rules.only_a_surplus_is_relieved,
    leader_rules.a_group_whose_leaders_differ_changes,
    leader_rules.units_have_leaders_enough_and_not_too_many,
    leader_rules.nobody_leads_more_units_than_they_may,
    leader_rules.posts_that_differ_are_counted,
    leader_rules.appointing_has_its_price,
    liaison_rules.only_leaders_of_the_site_are_attached,
    liaison_rules.nobody_is_attached_to_the_own_unit,
    liaison_rules.a_unit_has_one_holder_a_duty,
    liaison_rules.leaders_have_room_for_their_duties,
    merge_rules.a_base_unit_is_merged_once_at_most,
    merge_rules.nobody_enters_a_dissolved_unit,
    merge_rules.nobody_gains_the_seat_that_another_seat_follows_to,
    merge_rules.people_left_in_a_dissolved_unit_follow,
    merge_rules.at_most_so_many_units_are_dissolved,
    pins.pinned_members_sit_where_they_must,
    pins.they_are_together,
    pins.they_are_apart,
    pins.members_and_units_gain_no_more_seats_than_they_may,
    group_rules.at_most_so_many_groups_change,
    goals.goals_keep_within_their_limits,
    group_rules.something_of_each_earlier_plan_is_spared,
    group_rules.a_followed_group_helps_a_base_unit_only_by_being_there,
    group_rules.a_group_that_is_elsewhere_changes,
)


def part_model(
    problem: Problem,
    part: Part,
    *,
    followed: frozenset[int] = frozenset(),
    apart: frozenset[int] = frozenset(),
    limits: Mapping[str, int | None] | None = None,
    effort: Effort | None = None,
) -> PartModel:
    """The model of a part; see `PartModel`.

    Raises
    ------
    OutOfTimeError
        If the time of the effort is over before it is built.
    """
    model = PartModel(problem, part, followed=followed, apart=apart, limits=limits)
    for make in (*COLUMNS, *RULES):
        if effort is not None:
            effort.check()
        make(model)
    return model
