"""What holds for leaders: who goes on, who is new, who is relieved; one function a rule."""

from __future__ import annotations

from collections.abc import Iterator

from sanzu_graph.optimize.model import PartModel
from sanzu_graph.optimize.people_at_end import as_admitted, leads_at_end, sitting
from sanzu_graph.optimize.persons import Person
from sanzu_graph.optimize.request import APPOINT
from sanzu_graph.optimize.seat_layers import BASE, SeatLayer
from sanzu_graph.optimize.truths import NO, YES
from sanzu_graph.optimize.unit_columns import slack_in, unit_with_merged
from sanzu_graph.solving.sums import Sum, Variable, total


def leaders(model: PartModel) -> None:
    """Which sitting leaders go on, and who is newly appointed."""
    for layer in model.problem.layers:
        for unit in model.units_of[layer.number]:
            _sitting_leaders(model, layer, unit)
    for number in sorted(model.problem.appoints):
        layer = model.problem.layers[number]
        for unit in model.units_of[number]:
            _new_leaders(model, layer, unit)


def _sitting_leaders(model: PartModel, layer: SeatLayer, unit: int) -> None:
    """A leader whose seat stays goes on, unless the unit may have too many."""
    members = sitting(model, unit)
    most = layer.led[1] if layer.led is not None else None
    relieves = layer.number in model.problem.appoints and most is not None and len(members) > most
    for member in members:
        person = model.persons.get(member)
        inside = Sum([], YES) if person is None else person.inside[unit]
        if relieves and person is not None:
            column = model.column(1, 1, name=("goes on to lead", member, unit))
            model.add(column <= inside)
            model.stays_leader[unit, member] = column + 0
        else:
            model.stays_leader[unit, member] = inside


def _new_leaders(model: PartModel, layer: SeatLayer, unit: int) -> None:
    least, most = layer.led  # type: ignore[misc]
    staying = stays(model, unit)
    surely = sum(not truth.terms and truth.constant >= 1 for truth in staying)
    if not least or surely >= least:
        return
    barred = model.problem.barred.get(unit, frozenset())
    for person in _could_sit(model, unit):
        if (
            person.number in sitting(model, unit)
            or person.number in barred
            or (person.number, unit) in model.problem.barred_posts
            or model.problem.led_room(person.number) == 0
        ):
            continue
        able = as_admitted(model, person, layer.may_lead)
        if not able.terms and able.constant <= 0:
            continue
        column = model.column(1, name=("new leader", person.number, unit))
        model.new_leader[unit, person.number] = column
        model.add(column <= model.at_end(person, unit))
        if able.terms:
            model.add(column <= able)
    alike = able_alike(model, layer, unit)
    merging = [(gone, merge, able_alike(model, layer, gone)) for gone, merge in model.into(unit)]
    many = model.ceiling(alike) + sum(model.ceiling(able) for _, _, able in merging)
    if many > 0:
        top = many if most is None else min(many, most)
        appointed = model.new_leaders[unit] = model.column(top, name=("new leaders", unit))
        able_in_all = alike
        for gone, merge, able in merging:
            coming = model.column(many, name=("may lead", gone, unit))
            model.add(coming <= able)
            model.add(coming <= many * merge)
            able_in_all = able_in_all + coming
        model.add(appointed <= able_in_all, ("able to lead", unit))


def _could_sit(model: PartModel, unit: int) -> Iterator[Person]:
    """Those told apart who may sit in a unit in the end."""
    persons = {person.number: person for person in model.persons_in.get(unit, [])}
    for gone, _ in model.into(unit):
        persons |= {person.number: person for person in model.persons_in.get(gone, [])}
    yield from persons.values()


def able_alike(model: PartModel, layer: SeatLayer, unit: int) -> Sum:
    """How many of the people alike who sit in a unit in the end could be appointed in it."""
    able = Sum()
    number = layer.number
    for cell in model.cells_in.get(unit, []):
        if cell.leads[number] and cell.people[0] not in sitting(model, unit):
            able = able + cell.size - model.leaving(cell, number)
    for hub, column in model.hubs_to.get(unit, []):
        if hub.leads:
            able = able + column
    for step in model.direct_entries.get(unit, []):
        if step.cell.leads[number]:
            able = able + step.column
    return able


def stays(model: PartModel, unit: int) -> list[Sum]:
    """Who leads a unit before anybody is appointed, each as a truth value, all mergers made."""
    members = sitting(model, unit)
    if members:
        return [model.stays_leader[unit, member] for member in members]
    return [
        model.both(model.stays_leader[gone, member], merge + 0)
        for gone, merge in model.into(unit)
        for member in sitting(model, gone)
    ]


def new(model: PartModel, unit: int) -> Sum:
    """How many are newly appointed in a unit."""
    leaders = Sum()
    for person in _could_sit(model, unit):
        if (unit, person.number) in model.new_leader:
            leaders = leaders + model.new_leader[unit, person.number]
    return leaders + model.new_leaders[unit] if unit in model.new_leaders else leaders


# -- rules


def nobody_new_is_appointed_where_enough_go_on(model: PartModel) -> None:
    """No leader is exchanged for another; a unit has at most `most` of them."""
    for number in sorted(model.problem.appoints):
        for unit in model.units_of[number]:
            coming = new(model, unit)
            if coming.terms:
                _appoints(model, model.problem.layers[number], unit, coming)


def _appoints(model: PartModel, layer: SeatLayer, unit: int, coming: Sum) -> None:
    """How many are newly appointed in one unit."""
    least, most = layer.led  # type: ignore[misc]
    staying = stays(model, unit)
    many = model.ceiling(coming) if most is None else min(model.ceiling(coming), most)
    open_ = [truth for truth in staying if truth.terms]
    if len(staying) >= least and open_:
        fresh = model.column(1, name=("appoints", unit))
        model.add(coming <= many * fresh)
        room = len(staying)
        model.add(sum(staying, Sum()) + (room - least + 1) * fresh <= room)
        if most is not None:
            model.add(sum(staying, Sum()) + coming + room * fresh <= most + room)
    elif most is not None:
        model.add(sum(staying, Sum()) + coming <= most)
    if model.dissolved(unit).terms:
        model.add(coming + many * model.dissolved(unit) <= many)
    for gone, merge in model.into(unit):
        for member in sitting(model, gone) if not sitting(model, unit) else ():
            if (unit, member) in model.new_leader:
                column = model.new_leader[unit, member]
                model.add(column + model.stays_leader[gone, member] <= 1 + (1 - merge))


def only_a_surplus_is_relieved(model: PartModel) -> None:
    """Leaders are relieved only where too many stay; then exactly `most` go on."""
    for number in sorted(model.problem.appoints):
        most = model.problem.layers[number].led[1]  # type: ignore[index]
        for unit in model.units_of[number]:
            members = sitting(model, unit)
            if most is None or len(members) <= most:
                continue
            going_on = sum((model.stays_leader[unit, member] for member in members), Sum())
            inside = sum((model.persons[member].inside[unit] for member in members), Sum())
            over = model.column(1, name=("surplus", unit))
            model.add(inside <= going_on + len(members) * over)
            model.add(going_on >= most * over)


def a_group_whose_leaders_differ_changes(model: PartModel) -> None:
    """A group changes if a leader is new, or goes."""
    for group, changed in model.changed.items():
        for member in sitting(model, group):
            going_on = model.stays_leader[group, member]
            if going_on.terms:
                model.add(1 - going_on <= changed)
        for person in _could_sit(model, group):
            if (group, person.number) in model.new_leader:
                model.add(model.new_leader[group, person.number] <= changed)
        if group in model.new_leaders:
            column = model.new_leaders[group]
            model.add(column <= model.upper[column] * changed)


def units_have_leaders_enough_and_not_too_many(model: PartModel) -> None:
    """A unit has between `least` and `most` leaders, or misses that by as much as today."""
    for layer in model.problem.layers:
        if layer.led is None:
            continue
        for unit in model.units_of[layer.number]:
            leading = sum([*stays(model, unit), new(model, unit)], Sum())
            _least(model, layer, unit, leading)
            _most(model, layer, unit, leading)


def _least(model: PartModel, layer: SeatLayer, unit: int, leading: Sum) -> None:
    least = layer.led[0]  # type: ignore[index]
    if not least:
        return
    occupied = occupation(model, unit)
    gone = model.dissolved(unit)
    if not (leading.terms or occupied.terms or gone.terms or model.into(unit)):
        model.vacant[unit] = Sum([], _vacancy_cap(layer, unit) if occupied.constant else 0)
        return
    caps = {other: _vacancy_cap(layer, other) for other in unit_with_merged(model, unit)}
    column = slack_in(model, unit, caps, "vacant", layer.vacancy(unit))
    slack = model.vacant[unit] = Sum() if column is None else column + 0
    model.add(leading + slack >= least * occupied - least * gone, ("leaders of", unit))


def _vacancy_cap(layer: SeatLayer, unit: int) -> int:
    """How many leaders a unit may lack: as many as today; all of them where nobody sits today."""
    return layer.vacancy(unit) if layer.seats.people[unit] else layer.led[0]  # type: ignore[index]


def occupation(model: PartModel, unit: int) -> Sum:
    """Whether anybody sits in a unit in the end; for one that is not dissolved."""
    layer = model.problem.layers[model.layer_of[unit]]
    if layer.seats.people[unit]:
        return Sum([], YES)
    people = model.people(unit)
    others = model.into(unit)
    if not people.terms and not others:
        return Sum([], NO)
    key = ("occupied", unit)
    if key not in model.known:
        column = model.column(1, name=("occupied", unit))
        if people.terms:
            model.add(people <= model.ceiling(people) * column)
        for gone, merge in others:
            coming = model.people(gone)
            room = model.ceiling(coming)
            model.add(coming <= room * column + room * (1 - merge))
        model.known[key] = column + 0
    return model.known[key]


def _most(model: PartModel, layer: SeatLayer, unit: int, leading: Sum) -> None:
    most = layer.led[1]  # type: ignore[index]
    if most is None:
        return
    gone, many = model.dissolved(unit), model.ceiling(leading)
    if not (leading.terms or gone.terms or model.into(unit)):
        model.double[unit] = Sum([], layer.surplus(unit))
        return
    caps = {other: layer.surplus(other) for other in unit_with_merged(model, unit)}
    column = slack_in(model, unit, caps, "too many leaders")
    slack = model.double[unit] = Sum() if column is None else column + 0
    if many > most:
        model.add(leading <= most + slack + many * gone, ("leaders of", unit))


def nobody_leads_more_units_than_they_may(model: PartModel) -> None:
    """Nobody leads more units than the policy allows, or than they lead today."""
    problem = model.problem
    if problem.most_led is None:
        return
    led: dict[int, list[int]] = {}
    for unit, member in model.new_leader:
        led.setdefault(member, []).append(unit)
    for member, units in led.items():
        person = model.persons[member]
        own = [unit for unit, other in model.stays_leader if other == member]
        inside = sum((leads_at_end(model, person, unit) for unit in {*own, *units}), Sum())
        if len(own) > 0 and model.merge:  # a unit may take theirs in
            for unit in {kept for kept, gone in model.merge if gone in own} - {*own, *units}:
                inside = inside + leads_at_end(model, person, unit)
        elsewhere = int(problem.led_by[member]) - len(own)
        model.add(inside <= problem.led_room(member) - elsewhere, ("leads", member))  # type: ignore[operator]


def posts_that_differ_are_counted(model: PartModel) -> None:
    """A post counts if it is lost, or gained, or becomes another one."""
    for layer in model.problem.layers:
        for unit in model.units_of[layer.number]:
            if layer.number == BASE and model.merge:
                _posts_of_base_unit(model, layer, unit)
            else:
                _posts_of_unit(model, layer, unit)


def _posts_of_unit(model: PartModel, layer: SeatLayer, unit: int) -> None:
    lost = [1 - model.stays_leader[unit, member] for member in sitting(model, unit)]
    lost += [
        1 - model.persons[member].inside[unit]
        for member in layer.seats.deputies.get(unit, ())
        if member in model.persons
    ]
    model.posts += [post for post in (*lost, new(model, unit)) if post.terms]


def appointing_has_its_price(model: PartModel) -> None:
    """Each appointment and each relief has the price of the lever; a unit never has both."""
    for number in model.problem.appoints:
        for unit in model.units_of[number]:
            uses = new(model, unit) + _relieved(model, unit)
            if uses.terms:
                model.uses[APPOINT].append(uses)


def _relieved(model: PartModel, unit: int) -> Sum:
    relieved = Sum()
    for member in sitting(model, unit):
        going_on = model.stays_leader[unit, member]
        person = model.persons.get(member)
        if person is not None and _differ(going_on, person.inside[unit]):
            relieved = relieved + person.inside[unit] - going_on
    return relieved


def _differ(first: Sum, other: Sum) -> bool:
    return first.terms != other.terms or first.constant != other.constant


def _posts_of_base_unit(model: PartModel, layer: SeatLayer, unit: int) -> None:
    """Somebody with posts in both units of a merge has the higher one in the merged unit."""
    holders = {*sitting(model, unit), *layer.seats.deputies.get(unit, ())}
    for person in _could_sit(model, unit):
        member = person.number
        gained = (unit, member) in model.new_leader
        merging = [(gone, merge) for gone, merge in model.into(unit) if _post(layer, member, gone)]
        if not (member in holders or gained or merging):
            continue
        before = _post(layer, member, unit)
        leads = leads_at_end(model, person, unit)
        deputy = (
            model.both(model.at_end(person, unit), 1 - leads)
            if member in layer.seats.deputies.get(unit, ())
            else Sum([], NO)
        )
        here = 1 - model.dissolved(unit)
        _post_differs(model, before, leads, deputy, _alone(here, merging))
        for gone, merge in merging:
            higher = max(before, _post(layer, member, gone))
            _post_differs(model, higher, leads, deputy, merge + 0)
    if unit in model.new_leaders:
        model.posts.append(model.new_leaders[unit] + 0)


def _alone(here: Sum, merging: list[tuple[int, Variable]]) -> Sum:
    """Whether a unit stays and takes in none of some others."""
    return here - total(merge for _, merge in merging)


def _post(layer: SeatLayer, member: int, unit: int) -> int:
    """The post of somebody today: 0 none, 1 deputy, 2 leader."""
    if member in layer.seats.leaders.get(unit, ()):
        return 2
    return int(member in layer.seats.deputies.get(unit, ()))


def _post_differs(model: PartModel, before: int, leads: Sum, deputy: Sum, when: Sum) -> None:
    """Where a condition holds, count a post that is not what it was."""
    same = (1 - leads - deputy, deputy, leads)[before]
    differs = model.both(1 - same, when)
    if differs.terms or differs.constant:
        model.posts.append(differs)
