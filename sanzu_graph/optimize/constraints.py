"""What every plan must keep to: one function a rule, each named as the rule it states."""

from __future__ import annotations

from sanzu_graph.optimize.book import Book
from sanzu_graph.optimize.following import followed_arrivals, followed_stayers
from sanzu_graph.optimize.offices import headcount
from sanzu_graph.solving.sums import Terms


def minus(terms: Terms) -> Terms:
    """The sum with the other sign."""
    return [(column, -sign) for column, sign in terms]


def whoever_leaves_arrives_somewhere(book: Book) -> None:
    """What goes into a hub comes out of it."""
    for hub in (*book.home_hubs.values(), *book.group_hubs.values()):
        book.row([*hub.inflow, *((column, -1) for column in hub.exits.values())], 0, 0)


def every_minimum_is_met_or_missing(book: Book) -> None:
    """People of a kind in a unit, and those missing, are as many as demanded; for a dissolved base
    unit nothing is demanded.
    """
    for number, tally in enumerate(book.problem.tallies):
        if not tally.least:
            continue
        for unit in book.part.units:
            terms, today = book.tallied(number, [unit])
            if tally.layer == _layer_name(book, unit) and (terms or book.merged.get(unit)):
                slack = [(book.short[number, unit], 1)] if (number, unit) in book.short else []
                relief = [
                    (column, sign * tally.least) for column, sign in book.merged.get(unit, [])
                ]
                book.row([*terms, *slack, *relief], least=tally.least - today)
                if slack and book.dissolved.get(unit, []):  # what is dissolved lacks nothing
                    most = int(tally.short[unit])
                    book.row(
                        [*slack, *((column, most) for column, _ in book.dissolved.get(unit, []))],
                        most=most,
                    )


def merged_units_have_the_minimum_together(book: Book) -> None:
    """Two base units that are merged meet each minimum as one."""
    for number, tally in enumerate(book.problem.tallies):
        if not tally.least or tally.layer != book.problem.policy.base:
            continue
        for one, other in _pairs(book):
            terms, today = book.tallied(number, [one, other])
            slack = [
                (book.short[number, unit], 1)
                for unit in (one, other)
                if (number, unit) in book.short
            ]
            book.row([*terms, *slack, *_merge_of(book, one, other, -tally.least)], least=-today)


def no_maximum_is_exceeded(book: Book) -> None:
    """People of a kind in a unit are at most as many as allowed, and those who are too many today."""
    for number, tally in enumerate(book.problem.tallies):
        if tally.most is None:
            continue
        for unit in book.part.units:
            terms, today = book.tallied(number, [unit])
            if tally.layer == _layer_name(book, unit) and (terms or book.merged.get(unit)):
                over = int(tally.over[unit])
                slack = [(book.over[number, unit], -1)] if over else []
                book.row(
                    [
                        *terms,
                        *slack,
                        *((column, -over) for column, _ in book.dissolved.get(unit, []) if over),
                    ],
                    most=tally.most - today,
                )
                if slack and book.dissolved.get(unit, []):
                    book.row(
                        [
                            *minus(slack),
                            *((column, over) for column, _ in book.dissolved.get(unit, [])),
                        ],
                        most=over,
                    )


def merged_units_keep_within_the_maximum_together(book: Book) -> None:
    """Two base units that are merged are within each maximum as one."""
    for number, tally in enumerate(book.problem.tallies):
        if tally.most is None or tally.layer != book.problem.policy.base:
            continue
        for one, other in _pairs(book):
            terms, today = book.tallied(number, [one, other])
            over = [
                (book.over[number, unit], -1)
                for unit in (one, other)
                if (number, unit) in book.over
            ]
            room = tally.most + int(tally.over[one]) + int(tally.over[other])
            book.row(
                [*terms, *over, *_merge_of(book, one, other, room)], most=tally.most + room - today
            )


def headcounts_stay_as_they_are(book: Book) -> None:
    """As many come to a base unit as leave it."""
    if not book.problem.ask.keep_headcounts:
        return
    number = next(
        n
        for n, tally in enumerate(book.problem.tallies)
        if tally.name == f"layers.{book.problem.policy.base}.size"
    )
    for unit in book.base_units:
        terms, _ = book.tallied(number, [unit])
        book.row(terms, 0, 0)


def a_group_that_somebody_leaves_or_enters_changes(book: Book) -> None:
    """Nobody leaves a group that does not change, and nobody enters it."""
    for group, change in book.changed.items():
        layer = book.layer_of[group]
        for cell in book.cells_in.get(group, []):
            if leaving := book.leaving(cell, layer):
                book.row([*leaving, (change, -cell.size)], most=0)
        for hub, column in book.entries.get(group, []):
            book.row([(column, 1), (change, -hub.room)], most=0)
        for step in book.direct_entries.get(group, []):
            book.row([(step.column, 1), (change, -step.cell.size)], most=0)


def a_group_that_comes_to_a_new_base_unit_changes(book: Book) -> None:
    """Nobody takes a group that does not change to a base unit where it is not."""
    for group, change in book.changed.items():
        layer = book.layer_of[group]
        if group in book.followed:
            for unit, arrivals in followed_arrivals(book, group).items():
                if unit not in book.reach(group):
                    for hub, column in arrivals:
                        book.row([(column, 1), (change, -hub.room)], most=0)
            continue
        for cell in book.cells_in.get(group, []):
            steps = book.steps_of.get(cell.number, [])
            beyond = [
                (step.column, 1)
                for step in steps
                if step.hub is not None and step.tags[layer] == ("*", group)
            ]
            if beyond:
                book.row([*beyond, (change, -cell.size)], most=0)


def a_group_that_loses_a_base_unit_changes(book: Book) -> None:
    """A group that does not change still has somebody in each of its base units."""
    for group, change in book.changed.items():
        layer = book.layer_of[group]
        arrivals = followed_arrivals(book, group)
        for unit in sorted(book.reach(group)):
            cells = [cell for cell in book.cells_in.get(group, []) if unit in cell.homes]
            coming: Terms = [(column, 1) for _, column in arrivals.get(unit, [])]
            people = sum(cell.size for cell in cells)
            if any(not book.moving(cell) and not book.leaving(cell, layer) for cell in cells):
                continue
            if group in book.followed:
                book.row(
                    [*coming, *followed_stayers(book, group, unit)[0], (change, 1)],
                    least=1 - followed_stayers(book, group, unit)[1],
                )
                continue
            # Whoever both moves and leaves must not be taken away twice, so there are two rows.
            moving = [term for cell in cells for term in book.moving(cell)]
            book.row([*coming, *minus(moving), (change, 1)], least=1 - people)
            if any(book.leaving(cell, layer) for cell in cells):
                within = [
                    (step.column, -1)
                    for cell in cells
                    for step in book.steps_of.get(cell.number, [])
                    if step.hub is not None and step.tags[layer][0] == "in"
                ]
                leaving = [term for cell in cells for term in book.leaving(cell, layer)]
                book.row([*coming, *within, *minus(leaving), (change, 1)], least=1 - people)


def groups_reach_no_more_base_units_than_they_may(book: Book) -> None:
    """A followed group is present in no more base units than its layer allows; two that are merged
    count once.
    """
    for group in sorted(book.followed & book.layer_of.keys()):
        most = book.problem.layers[book.layer_of[group]].reach.most
        if most is None:
            continue
        units = _presence(book, group)
        present: Terms = [(book.present[group, unit], 1) for unit in units]
        for one, other in _pairs(book):
            if one in units and other in units:
                both = book.column(1)
                book.row([(both, 1), *_merge_of(book, one, other, -1)], most=0)
                book.row([(both, 1), (book.present[group, one], -1)], most=0)
                book.row([(both, 1), (book.present[group, other], -1)], most=0)
                present.append((both, -1))
        slack = [(book.scattered[group], -1)] if group in book.scattered else []
        book.row([*present, *slack], most=most)


def _presence(book: Book, group: int) -> list[int]:
    """Note in which base units a followed group is present: wherever somebody stays or arrives; the
    units where it may be.
    """
    arrivals = followed_arrivals(book, group)
    direct = [step for step in book.direct_entries.get(group, []) if step.hub is None]
    cells = book.cells_in.get(group, [])
    units = sorted(
        {unit for cell in (*cells, *(step.cell for step in direct)) for unit in cell.homes}
        | set(arrivals)
    )
    for unit in units:
        column = book.present[group, unit] = book.column(1, int(unit in book.reach(group)))
        for hub, arrival in arrivals.get(unit, []):
            book.row([(arrival, 1), (column, -hub.room)], most=0)
        for step in direct:
            if unit in step.cell.homes:
                book.row([(step.column, 1), (column, -step.cell.size)], most=0)
        for cell in cells:
            if unit in cell.homes:
                gone, people = followed_stayers(book, group, unit, only=cell)
                book.row([*gone, (column, -cell.size)], most=-people)
    return units


def at_most_so_many_groups_change(book: Book) -> None:
    """The caller's limit."""
    most = book.limits.get("groups")
    if most is not None and book.changed:
        book.row([(column, 1) for column in book.changed.values()], most=most)


def at_most_so_many_units_are_dissolved(book: Book) -> None:
    """The caller's limit."""
    most = book.limits.get("merges")
    if most is not None and book.merge:
        book.row([(column, 1) for column in book.merge.values()], most=most)


def something_of_each_earlier_plan_is_spared(book: Book) -> None:
    """Of the groups that an earlier plan changes one does not change, or of the base units it fills
    one gets nobody.
    """
    for groups, filled in book.problem.spare:
        terms: Terms = [
            (book.changed[group], 1) for group in sorted(groups) if group in book.changed
        ]
        for unit in sorted(filled):
            if coming := book.exits_at.get(unit, []):
                terms.append((book.column(1), 1))
                for hub, column in coming:
                    book.row([(column, 1), (terms[-1][0], -hub.room)], most=0)
        book.row(terms, most=len(groups) + len(filled) - 1)


# -- merges


def a_base_unit_is_merged_once_at_most(book: Book) -> None:
    """Either it takes one in, or it goes."""
    for terms in book.merged.values():
        if terms:
            book.row(list(terms), most=1)


def nobody_enters_a_dissolved_unit(book: Book) -> None:
    """Not even on the way to the one it is merged into."""
    for unit, gone in book.dissolved.items():
        for hub, column in book.exits_at.get(unit, []):
            book.row([(column, 1), *((merge, hub.room) for merge, _ in gone)], most=hub.room)


def groups_with_people_in_a_dissolved_unit_change(book: Book) -> None:
    """Their set of base units is another, by its ids."""
    for group, change in book.changed.items():
        for unit in book.reach(group):
            if book.dissolved.get(unit, []):
                book.row([*book.dissolved.get(unit, []), (change, -1)], most=0)


def whoever_is_left_in_a_dissolved_unit_follows(book: Book) -> None:
    """They count as moved, unless they do so for another reason."""
    for unit, column in book.follow.items():
        people = headcount(book, unit)
        moved = [
            term for cell in book.cells_at.get(unit, []) for term in book.moved.get(cell.number, [])
        ]
        book.row(
            [(column, 1), *moved, *((merge, -people) for merge, _ in book.dissolved.get(unit, []))],
            least=0,
        )


# -- help


def _layer_name(book: Book, unit: int) -> str:
    return (
        book.problem.layers[book.layer_of[unit]].name
        if unit in book.layer_of
        else book.problem.policy.base
    )


def _pairs(book: Book) -> list[tuple[int, int]]:
    """Every two base units of which one may be merged into the other."""
    return sorted({(min(pair), max(pair)) for pair in book.merge})


def _merge_of(book: Book, one: int, other: int, coefficient: int) -> Terms:
    return [
        (book.merge[pair], coefficient)
        for pair in ((one, other), (other, one))
        if pair in book.merge
    ]
