"""What holds for leaders who take duties in base units that are not theirs; one function a rule."""

from __future__ import annotations

from sanzu_graph.optimize.model import PartModel
from sanzu_graph.optimize.people_at_end import leads_at_end
from sanzu_graph.optimize.persons import Person
from sanzu_graph.solving.sums import Sum, Variable


def _by_person(model: PartModel) -> dict[int, list[tuple[str, int, Variable]]]:
    duties: dict[int, list[tuple[str, int, Variable]]] = {}
    for (_, member, duty, unit), column in model.attached.items():
        duties.setdefault(member, []).append((duty, unit, column))
    return duties


def only_leaders_of_the_site_are_attached(model: PartModel) -> None:
    """In the end they lead a unit of the same site, in a layer that counts the duty."""
    for member, some in _by_person(model).items():
        person = model.persons[member]
        known: dict[tuple[str, int], Sum] = {}
        for duty, unit, column in some:
            key = duty, int(model.problem.place[unit])
            if key not in known:
                known[key] = _leads(model, person, *key)
            if known[key].terms or known[key].constant < 1:
                model.add(column <= known[key], ("leads", member, unit))


def _leads(model: PartModel, person: Person, duty: str, place: int) -> Sum:
    """How many units of a site somebody leads in the end, in layers that count a duty."""
    problem, units_led = model.problem, Sum()
    for number in problem.duties[duty]:
        for unit in model.units_of[number]:
            if int(problem.place[unit]) == place:
                units_led = units_led + leads_at_end(model, person, unit)
    return units_led


def nobody_is_attached_to_the_own_unit(model: PartModel) -> None:
    """Nobody takes a duty in a unit where they sit in the end, or in one that goes."""
    for (_, member, _, unit), column in model.attached.items():
        inside = model.at_end(model.persons[member], unit)
        if inside.terms or inside.constant:
            model.add(column + inside <= 1, ("own unit", member, unit))
        gone = model.dissolved(unit)
        if gone.terms:
            model.add(column + gone <= 1, ("dissolved", unit))


def a_unit_has_one_holder_a_duty(model: PartModel) -> None:
    """A unit has at most one holder of a duty; holders of today and of merged units count."""
    by_place: dict[tuple[str, int], Sum] = {}
    for (_, _, duty, unit), column in model.attached.items():
        by_place[duty, unit] = by_place.get((duty, unit), Sum()) + column
    for (duty, unit), coming in by_place.items():
        held = [
            merge + 0 for gone, merge in model.into(unit) if (gone, duty) in model.problem.holders
        ]
        taken = sum(held, coming)
        if len(taken.terms) > 1:
            model.add(taken <= 1, (duty, unit))


def leaders_have_room_for_their_duties(model: PartModel) -> None:
    """Nobody holds counting duties for more base units than the caller allows."""
    for member, some in _by_person(model).items():
        held = model.problem.held.get(member, frozenset())
        both = [column + 0 for pair, column in model.merge.items() if set(pair) <= set(held)]
        room = model.problem.ask.max_liaisons - len(held)
        here = Sum()
        for unit in sorted({unit for _, unit, _ in some} - held):
            holds = model.column(1, name=("holds in", member, unit))
            here = here + holds
            known = sum((merge + 0 for gone, merge in model.into(unit) if gone in held), Sum())
            for _, other, column in some:
                if other == unit:
                    model.add(column <= known + holds)
        if room < 0:  # they hold too many: they take no further duty
            for _, _, column in some:
                model.add(-room * column <= sum(both, Sum()))
        model.add(here <= sum(both, Sum()) + max(0, room), ("duties", member))
