"""What the caller's rules bind: pins, who is together, who is apart, limits of members and units."""

from __future__ import annotations

from sanzu_graph.optimize.model import PartModel
from sanzu_graph.optimize.seat_layers import BASE
from sanzu_graph.solving.sums import Sum, total


def pinned_members_sit_where_they_must(model: PartModel) -> None:
    """A pinned member sits in each unit they are mapped to; their other seats stay free."""
    for member, units in model.problem.targets.items():
        person = model.persons.get(member)
        for unit in sorted(units) if person is not None else ():
            if unit in model.units:
                model.add(model.at_end(person, unit) >= 1, ("pinned", member, unit))  # type: ignore[arg-type]


def they_are_together(model: PartModel) -> None:
    """All of them have a base unit in common in the end."""
    for some in model.problem.together:
        persons = [model.persons[member] for member in some if member in model.persons]
        homes = {unit for person in persons for unit in person.seats[BASE]}
        if len(persons) < len(some) or not homes & model.units:
            continue  # another part has their base units
        common = [
            model.both(*(model.at_end(person, unit) for person in persons))
            for unit in model.base_units
        ]
        model.add(sum(common, Sum()) >= 1, ("together", *some))


def they_are_apart(model: PartModel) -> None:
    """No two of them have a base unit in common in the end."""
    for member, mate in model.problem.apart:
        if member not in model.persons or mate not in model.persons:
            continue
        for unit in model.base_units:
            first, second = (model.at_end(model.persons[who], unit) for who in (member, mate))
            if (first.terms or first.constant) and (second.terms or second.constant):
                model.add(first + second <= 1, ("apart", member, mate, unit))


def members_and_units_gain_no_more_seats_than_they_may(model: PartModel) -> None:
    """Seats gained keep within the caller's own limits, and cost the caller's own prices."""
    limits, prices = model.problem.own_limits, model.problem.own_prices
    for kind, gained in (("members", _gained_by_member), ("units", _gained_by_unit)):
        for number in {*limits[kind], *prices[kind]}:
            seats = gained(model, number)
            if number in limits[kind]:
                model.add(seats <= limits[kind][number], ("limit", number))
            if prices[kind].get(number) and seats.terms:
                model.extra_price.append(prices[kind][number] * seats)


def _gained_by_member(model: PartModel, member: int) -> Sum:
    person = model.persons.get(member)
    return Sum() if person is None else sum(person.gained.values(), Sum())


def _gained_by_unit(model: PartModel, unit: int) -> Sum:
    if unit not in model.units:
        return Sum()
    people = total(column for _, column in model.hubs_to.get(unit, []))
    people = people + total(step.column for step in model.direct_entries.get(unit, []))
    for person in model.persons_in.get(unit, []):
        if unit in person.gained:
            people = people + person.inside[unit]
    return people


__all__ = [
    "members_and_units_gain_no_more_seats_than_they_may",
    "pinned_members_sit_where_they_must",
    "they_are_apart",
    "they_are_together",
]
