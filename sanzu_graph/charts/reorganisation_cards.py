"""One layer of a reorganisation as cards of units on two sides, and the arrows between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sanzu_graph.charts.colors import ALARM, FAINT, INK, PANEL, PAPER, RULE, tint
from sanzu_graph.charts.lettering import ELLIPSIS, Lettering
from sanzu_graph.charts.movements import Movement, Reorganisation, State
from sanzu_graph.charts.reorganisation_rows import came_from, renamed
from sanzu_graph.charts.scenes import MARGIN, Box, Label, Line, Scene, box_key
from sanzu_graph.messages import catalog
from sanzu_graph.policy.demands import Policy

TEXT, ROW = 7.5, 12.5
_HEAD, _PAD = 17.0, 5.0
_CARD, _ALLEY, _STUB = 196.0, 120.0, 22.0
_BETWEEN = 9.0
#: How wide both sides are, with the arrows between them.
WIDTH = 2 * _CARD + _ALLEY
_PARTS = ("before", "after")


@dataclass(frozen=True)
class Way:
    """People who go from the same unit to the same unit; drawn as one row on either side."""

    members: tuple[str, ...]
    source: str | None
    target: str | None


def ways_of(moves: list[Movement], named: int) -> Iterator[Way]:
    """One way a person; where more than `named` take the same, one for all."""
    together: dict[tuple[str | None, str | None], list[str]] = {}
    for move in moves:
        together.setdefault((move.source, move.target), []).append(move.member)
    for (source, target), members in together.items():
        if len(members) > named and len(members) > 1:
            yield Way(tuple(members), source, target)
        else:
            yield from (Way((member,), source, target) for member in members)


@dataclass(frozen=True)
class LayerSection:
    """One layer of the picture: its band, the cards of both sides, the arrows between them."""

    scene: Scene
    changes: Reorganisation
    policy: Policy
    words: Lettering
    layer: str
    color: str

    def draw(self, top: float, named: int, most: int) -> float:
        """Draw the section from `top`; where the next begins."""
        scene, words = self.scene, self.words
        units, moves = self.changes.units(self.layer), self.changes.moves[self.layer]
        traffic = Counter(
            unit for move in moves for unit in (move.source, move.target) if unit is not None
        )
        drawn = set(sorted(units, key=lambda unit: -traffic[unit])[:most])
        ways = [way for way in ways_of(moves, named) if {way.source, way.target} - {None} <= drawn]
        label = words.layer(self.policy, self.layer)
        people = len({move.member for move in moves})
        band = words.text("chart.changes_layer", layer=label, people=people, units=len(units))
        scene.add(
            Box(MARGIN, top, scene.width - 2 * MARGIN, _HEAD, tint(self.color), self.color, 0.6)
        )
        left, right, base = MARGIN + _PAD, scene.width - MARGIN - _PAD, top + _HEAD * 0.68
        scene.add(
            Label(left, base, words.text("chart.before"), TEXT),
            Label(scene.width / 2, base, band, TEXT, anchor="center"),
            Label(right, base, words.text("chart.after"), TEXT, anchor="right"),
        )
        top += _HEAD + _PAD
        order = [unit for unit in units if unit in drawn]
        starts, bottom = self._side(order, self.changes.before, ways, top, MARGIN, arriving=False)
        place = {way: number for number, way in enumerate(sorted(starts, key=starts.__getitem__))}

        def middle(unit: str) -> tuple[float, int]:
            """Where the arrows to a card come from on average, so that few of them cross."""
            places = [place[way] for way in ways if way.target == unit and way in place]
            own = order.index(unit)
            return (sum(places) / len(places) if places else float(own), own)

        x = MARGIN + _CARD + _ALLEY
        targets = sorted(order, key=middle)
        ends, end = self._side(targets, self.changes.after, ways, top, x, arriving=True)
        for way in ways:
            self._arrow(way, starts.get(way), ends.get(way))
        end = max(bottom, end)
        if hidden := len(units) - len(drawn):
            rest = people - len({member for way in ways for member in way.members})
            sentence = words.text("chart.changes_more", units=hidden, people=rest)
            scene.add(Label(MARGIN, end + TEXT, sentence, TEXT, FAINT))
            end += ROW
        return end + _BETWEEN

    def _side(
        self,
        units: list[str],
        states: dict[str, State],
        ways: list[Way],
        top: float,
        x: float,
        *,
        arriving: bool,
    ) -> tuple[dict[Way, float], float]:
        """The cards of one side under each other; the height of each way's row, and where the side
        ends.
        """
        rows: dict[Way, float] = {}
        for unit in units:
            state = states.get(unit)
            own_ways = [way for way in ways if (way.target if arriving else way.source) == unit]
            if state is None and not own_ways:
                continue
            top = self._card(unit, state or State(unit), own_ways, rows, top, x) + _BETWEEN * 0.6
        return rows, top

    def _card(
        self,
        unit: str,
        state: State,
        ways: list[Way],
        rows: dict[Way, float],
        top: float,
        x: float,
    ) -> float:
        scene, words = self.scene, self.words
        facts = [(line, INK) for line in self._facts(unit, state)]
        if state.blank:
            facts.append(
                (words.text("chart.changes_blank_of", layers=self._labels(state.blank)), ALARM)
            )
        height = _HEAD + ROW * (len(facts) + len(ways)) + (_PAD if facts or ways else 0)
        is_new, is_gone = unit not in self.changes.before, unit not in self.changes.after
        card = Box(
            x,
            top,
            _CARD,
            height,
            PAPER,
            ALARM if state.blank else INK if is_new or is_gone else RULE,
            1.8 if is_new else 0.8,
            is_gone,
            bool(state.blank),
            entity=unit,
            part=_PARTS[x > MARGIN],
            title=words.full(state.name),
        )
        scene.add(card)
        inner = Box(x + 3, top + 3, _CARD - 6, height - 6, PAPER if state.blank else PANEL)
        scene.add(inner)
        count = words.people(state.headcount)
        room = _CARD - 4 * _PAD - words.width(count, TEXT)
        base = top + _HEAD * 0.72
        name = words.fit(words.name(state.name, unit), TEXT + 0.5, room)
        left, right, room = x + 2 * _PAD, x + _CARD - 2 * _PAD, _CARD - 4 * _PAD
        scene.add(Label(left, base, name, TEXT + 0.5, of=card.key))
        scene.add(Label(right, base, count, TEXT, FAINT, "right", of=card.key))
        y = top + _HEAD
        for line, ink in facts:
            base = y + ROW * 0.7
            scene.add(Label(left, base, words.fit(line, TEXT, room), TEXT, ink, of=card.key))
            y += ROW
        at, side = (left, "left") if x > MARGIN else (right, "right")
        for way in ways:
            rows[way], base = y + ROW / 2, y + ROW * 0.7
            line = words.fit(self._who(way), TEXT, room)
            whole = self._whole(way, line)
            scene.add(Label(at, base, line, TEXT, self.color, side, title=whole, of=card.key))
            y += ROW
        return top + height

    def _facts(self, unit: str, state: State) -> list[str]:
        """What else differs about a unit: whether it is new or gone, its leaders, its duties."""
        words, before, after = (
            self.words,
            self.changes.before.get(unit),
            self.changes.after.get(unit),
        )
        facts = []
        if state is after and unit in self.changes.renamed:
            facts.append(renamed(self.changes, words, unit))
        if before is None or after is None:
            facts.append(
                words.text("chart.changes_new" if before is None else "chart.changes_closed")
            )
        if before is None or after is None or before.leaders != after.leaders:
            names = [words.name(self.changes.names[id_], id_) for id_ in state.leaders]
            facts.append(
                words.text("chart.changes_leader", names=words.listed(names))
                if names
                else words.text("chart.vacant")
            )
        if before is not None and after is not None:
            other = after if state is before else before
            facts += [
                self._duty(duty, member)
                for duty, member in state.duties
                if (duty, member) not in other.duties
            ]
        return facts

    def _duty(self, duty: str, member: str) -> str:
        label = self.words.text(f"duty.{duty}") if f"duty.{duty}" in catalog() else duty
        return self.words.text(
            "chart.changes_duty",
            duty=label,
            name=self.words.name(self.changes.names[member], member),
        )

    def _labels(self, layers: list[str]) -> str:
        return self.words.listed([self.words.layer(self.policy, layer) for layer in layers])

    def _who(self, way: Way) -> str:
        if len(way.members) == 1:
            move = Movement(way.members[0], way.source, way.target)
            if None not in (way.source, way.target):
                return self.words.name(self.changes.names[move.member], move.member)
            return came_from(self.changes, self.words, move, leaving=way.target is None)
        return self.words.people(len(way.members))

    def _whole(self, way: Way, label: str) -> str:
        """Who goes, in full, where that was shortened."""
        if len(way.members) > 1:
            return self.words.listed(
                [self.words.full(self.changes.names[member]) for member in way.members], most=40
            )
        return self.words.full(self.changes.names[way.members[0]]) if ELLIPSIS in label else ""

    def _arrow(self, way: Way, start: float | None, end: float | None) -> None:
        """From row to row; a stub where somebody only joins or only leaves."""
        left, right = MARGIN + _CARD, MARGIN + _CARD + _ALLEY
        points: tuple[tuple[float, float], ...]
        if start is not None and end is not None:
            points = ((left, start), (right, end))
        elif end is not None:
            points = ((right - _STUB, end), (right, end))
        elif start is not None:
            points = ((left, start), (left + _STUB, start))
        else:
            return
        source, target = (
            box_key(unit, part=part) if unit is not None and y is not None else ""
            for unit, part, y in zip((way.source, way.target), _PARTS, (start, end), strict=True)
        )
        width = min(0.9 + 0.25 * len(way.members) ** 0.5, 4.0)
        whole = self._whole(way, ELLIPSIS)
        arrow = Line(points, self.color, width, arrow=True, title=whole)
        self.scene.add(replace(arrow, source=source, target=target))
