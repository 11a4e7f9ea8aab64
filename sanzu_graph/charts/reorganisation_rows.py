"""A large reorganisation as rows: a line a unit with what became of it, and on pages who came and
went.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sanzu_graph.charts.colors import ALARM, FAINT, INK, RULE, layer_color, tint
from sanzu_graph.charts.lettering import ELLIPSIS, Lettering
from sanzu_graph.charts.movements import Movement, Reorganisation, State
from sanzu_graph.charts.scene_headings import heading
from sanzu_graph.charts.scenes import MARGIN, Box, Label, Line, Scene
from sanzu_graph.policy.demands import Policy

_TEXT, _ROW, _HEAD, _PAD = 8.0, 13.0, 17.0, 5.0
#: The parts of a row: a name, the headcounts, who came and went, and what else is so.
_NAME, _COUNTS, _TRAFFIC, _FACTS = 126.0, 52.0, 44.0, 116.0
_COLUMN = _NAME + _COUNTS + _TRAFFIC + _FACTS
_GAP = 18.0
_MOST_COLUMNS = 6
#: No more units than this are told in a picture that is one sheet.
_MOST_UNITS = 240


@dataclass(frozen=True)
class _Item:
    """A row: a heading of a layer, or a unit; with lines below it where people are named."""

    name: str
    title: str = ""
    counts: str = ""
    traffic: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    people: tuple[str, ...] = ()
    unit: str = ""
    color: str = ""

    @property
    def height(self) -> float:
        """How high it is."""
        return (_HEAD + _PAD if self.color else _ROW) + _ROW * len(self.people)


@dataclass(frozen=True)
class ReorganisationRows:
    """The rows of a reorganisation.

    Attributes
    ----------
    changes, policy, words : what differs, the labels of layers, and what texts are written with
    title, subtitle, notes : what stands above
    """

    changes: Reorganisation
    policy: Policy
    words: Lettering
    title: str
    subtitle: str
    notes: Sequence[str] = ()

    def sheet(self, aspect: float) -> Scene:
        """A line a unit, the most affected first, in as many columns as make a sheet of this
        aspect.
        """
        items = list(self._items(max(_MOST_UNITS // max(len(self.changes.layers), 1), 1)))
        high = max(sum(item.height for item in items), _ROW)

        def size(columns: int) -> float:
            wide = columns * (_COLUMN + _GAP) + 2 * MARGIN
            return max(wide, (high / columns + 90.0) * aspect)

        columns = min(range(1, _MOST_COLUMNS + 1), key=size)
        scene = Scene(width=columns * (_COLUMN + _GAP) - _GAP + 2 * MARGIN)
        top = heading(scene, self.words, self.title, self.subtitle, notes=self.notes)
        left, y, bottom = MARGIN, top, top
        for place, item in enumerate(items):
            # A heading stays with its first row.
            needed = item.height + (items[place + 1].height if item.color else 0.0)
            if y + needed > top + high / columns + 2 * _HEAD and y > top:
                left, y = left + _COLUMN + _GAP, top
            self._draw(scene, item, left, y, _COLUMN)
            y += item.height
            bottom = max(bottom, y)
        scene.width = max(scene.width, left + _COLUMN + MARGIN)
        scene.height = bottom + MARGIN
        return scene

    def pages(
        self, width: float, height: float, smallest: float
    ) -> Iterator[tuple[Scene, list[str]]]:
        """All units with the names of who came and went, cut between rows; with the names of the
        units on each page. Where letters have to be larger, a page has less room.
        """
        share = min(_TEXT / smallest, 1.0)
        width, height = width * share, height * share
        items = [self._named(item, width) for item in self._items(len(self.changes.layer_of))]
        page: list[_Item] = []
        room = height - 80.0
        for item in items:
            if page and sum(row.height for row in page) + item.height > room:
                if page[-1].color:  # a heading goes along with its rows
                    page, heading_row = page[:-1], page[-1:]
                else:
                    heading_row = []
                yield self._page(page, width)
                page = heading_row
            page.append(item)
        yield self._page(page, width)

    def _page(self, items: list[_Item], width: float) -> tuple[Scene, list[str]]:
        scene = Scene(width=width)
        y = heading(scene, self.words, self.title, self.subtitle)
        for item in items:
            self._draw(scene, item, MARGIN, y, width - 2 * MARGIN)
            y += item.height
        scene.height = y + MARGIN
        return scene, [item.title for item in items if item.unit]

    def _items(self, shown: int) -> Iterator[_Item]:
        """So many rows of each layer: first the units that are worse off, then those with the most
        traffic.
        """
        changes, words = self.changes, self.words
        for number, layer in enumerate(changes.layers):
            moves, units = changes.moves[layer], changes.units(layer)
            label = words.layer(self.policy, layer)
            people = len({move.member for move in moves})
            band = words.text("chart.changes_layer", layer=label, people=people, units=len(units))
            yield _Item(band, color=layer_color(number))
            traffic = {
                unit: sum(unit in (move.source, move.target) for move in moves) for unit in units
            }
            worse = {unit: self._is_worse(unit) for unit in units}
            order = sorted(units, key=lambda unit: (not worse[unit], -traffic[unit]))
            for unit in order[:shown]:
                yield self._item(unit, moves)
            if len(units) > shown:
                hidden = set(order[shown:])
                gone = {m.member for m in moves if {m.source, m.target} & hidden}
                yield _Item(words.text("chart.changes_more", units=len(hidden), people=len(gone)))

    def _item(self, unit: str, moves: list[Movement]) -> _Item:
        before, after = self.changes.before.get(unit), self.changes.after.get(unit)
        state = after or before or State(unit)
        come = sum(move.target == unit for move in moves)
        left = sum(move.source == unit for move in moves)
        counts = [
            str(each_state.headcount) if each_state is not None else "–"
            for each_state in (before, after)
        ]
        return _Item(
            self.words.name(state.name, unit),
            self.words.full(state.name),
            " → ".join(counts),
            " ".join(filter(None, (f"+{come}" if come else "", f"−{left}" if left else ""))),
            tuple(self._facts(unit, before, after)),
            unit=unit,
        )

    def _is_worse(self, unit: str) -> bool:
        """Whether a unit is blank afterwards, or without the leader it had."""
        before, after = self.changes.before.get(unit), self.changes.after.get(unit)
        if after is None:
            return False
        return bool(after.blank) or bool(before and before.leaders and not after.leaders)

    def _facts(
        self, unit: str, before: State | None, after: State | None
    ) -> Iterator[tuple[str, str]]:
        """What else is so: renamed, new or closed, blank or no longer, another leader."""
        words = self.words
        if unit in self.changes.renamed:
            yield renamed(self.changes, words, unit), INK
        if before is None or after is None:
            yield words.text("chart.changes_new" if before is None else "chart.changes_closed"), INK
        then, now = (bool(state and state.blank) for state in (before, after))
        if now:
            yield (
                words.text("chart.changes_still_blank" if then else "chart.changes_now_blank"),
                ALARM,
            )
        elif then and after is not None:
            yield words.text("chart.changes_reached"), INK
        if before is not None and after is not None and before.leaders != after.leaders:
            names = [words.name(self.changes.names[id_], id_) for id_ in after.leaders]
            if names:
                yield words.text("chart.changes_leader", names=words.listed(names, most=2)), INK
            else:
                yield words.text("chart.vacant"), ALARM

    def _named(self, item: _Item, width: float) -> _Item:
        """A row with lines that name who came and went."""
        if not item.unit:
            return item
        moves = self.changes.moves[self.changes.layer_of[item.unit]]
        lines: list[str] = []
        for sign, some in (
            ("+", [move for move in moves if move.target == item.unit]),
            ("−", [move for move in moves if move.source == item.unit]),
        ):
            names = [came_from(self.changes, self.words, m, leaving=sign == "−") for m in some]
            line = f"{sign} {self.words.listed(names, most=len(names))}" if names else ""
            lines += self.words.wrap(line, _TEXT, width - 2 * MARGIN - 24, 60) if line else []
        return _Item(
            item.name, item.title, item.counts, item.traffic, item.facts, tuple(lines), item.unit
        )

    def _draw(self, scene: Scene, item: _Item, left: float, top: float, wide: float) -> None:
        words = self.words
        if item.color:
            scene.add(Box(left, top, wide, _HEAD, tint(item.color), item.color, 0.6))
            label = words.fit(item.name, _TEXT, wide - 2 * _PAD)
            scene.add(Label(left + _PAD, top + _HEAD * 0.68, label, _TEXT, INK))
            return
        base = top + _ROW * 0.7
        if not item.unit:
            text = words.fit(item.name, _TEXT, wide)
            scene.add(Label(left, base, text, _TEXT, FAINT))
            return
        box = Box(left, top, wide, item.height, "none", entity=item.unit, title=item.title)
        scene.add(box)
        extra = wide - _COLUMN
        name = words.fit(item.name, _TEXT, _NAME - 6 + extra * 0.4)
        full = item.title if ELLIPSIS in name else ""
        x = left + _NAME + extra * 0.4
        scene.add(Label(left + 2, base, name, _TEXT, title=full, of=box.key))
        scene.add(Label(x + _COUNTS - 6, base, item.counts, _TEXT, FAINT, "right", of=box.key))
        x += _COUNTS
        if item.traffic:
            scene.add(Label(x, base, item.traffic, _TEXT, of=box.key))
        x += _TRAFFIC
        room = left + wide - x
        for fact, ink in item.facts:
            text = words.fit(fact, _TEXT, room - 4)
            if room < 24:  # noqa: PLR2004 - no word fits
                break
            scene.add(
                Label(x, base, text, _TEXT, ink, title=fact if text != fact else "", of=box.key)
            )
            used = words.width(text, _TEXT) + 8
            x, room = x + used, room - used
        for place, line in enumerate(item.people, start=1):
            scene.add(Label(left + 14, base + place * _ROW, line, _TEXT, FAINT, of=box.key))
        under = top + item.height
        scene.add(Line(((left, under), (left + wide, under)), RULE, 0.4))


def renamed(changes: Reorganisation, words: Lettering, unit: str) -> str:
    """What a unit was called, and is called now; where that is the same, its ids."""
    old, new = changes.renamed[unit]
    is_id = changes.before[unit].name == changes.after[unit].name
    key = "chart.changes_new_id" if is_id else "chart.changes_renamed"
    return words.text(key, old=words.name(old), new=words.name(new))


def came_from(changes: Reorganisation, words: Lettering, move: Movement, *, leaving: bool) -> str:
    """Somebody with where they come from, or go to: the unit of the layer, else their base unit."""
    name = words.name(changes.names[move.member], move.member)
    other = move.target if leaving else move.source
    if other is not None:
        first, second = changes.before.get(other), changes.after.get(other)
        state = (second or first if leaving else first or second) or State(other)
        place = words.name(state.name, other)
    elif move.member in (changes.gone if leaving else changes.arrived):
        key = "chart.changes_leaves" if leaving else "chart.changes_arrives"
        return words.text(key, name=name)
    else:
        home = (changes.homes_after if leaving else changes.homes).get(move.member)
        if not home:
            return name
        place = words.name(home)
    kind = "from" if not leaving else "in" if other is None else "to"
    return words.text(f"chart.changes_{kind}", name=name, unit=place)
