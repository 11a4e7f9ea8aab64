"""A reorganisation, before and after: the units it touches, and an arrow for everybody who moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sanzu_graph.charts import headlines
from sanzu_graph.charts.colors import ALARM, FAINT, INK, PANEL, PAPER, RULE, layer_color, tint
from sanzu_graph.charts.drawings import CutPage, Drawing
from sanzu_graph.charts.lettering import ELLIPSIS, Lettering
from sanzu_graph.charts.movements import Movement, Reorganisation, State, reorganisation
from sanzu_graph.charts.painting import aspect_of
from sanzu_graph.charts.paper import Paper, scale_on
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.reorganisation_rows import ReorganisationRows, came_from
from sanzu_graph.charts.scenes import MARGIN, Box, Key, Label, Line, Scene, box_key, heading
from sanzu_graph.messages import catalog
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.scenarios.audit_days import day_audited
from sanzu_graph.scenarios.plan import Plan
from sanzu_graph.scenarios.plan_facts import scenario_of
from sanzu_graph.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TEXT, _ROW, _HEAD = 7.5, 12.5, 17.0
_CARD, _ALLEY, _STUB = 196.0, 120.0, 22.0
_BETWEEN, _PAD = 9.0, 5.0
#: From detailed to plain: so many people of one pair of units are named one by one, and so many
#: units of a layer are drawn.
_DETAILS = ((12, 60), (0, 60), (0, 25), (0, 10))
#: The smallest letters of the picture on paper; else its rows are told instead.
_READ = 6.5
#: Width by height of a sheet of rows, where nobody says.
_ASPECT = 1.4
_PARTS = ("before", "after")
#: So many rows, a unit's heading counted as two, make a page.
_PAGE = 60
_EVERYTHING = (1_000_000, 1_000_000)


@chart
def plot_changes(
    org: Org,
    after: Org | Scenario | Plan,
    *,
    ax: Axes | None = None,
    policy: Policy | None = None,
    lang: str | None = None,
    on: object = None,
) -> Drawing:
    """A reorganisation: the units it touches, before (left) and after (right), and an arrow for
    everybody who moves.

    One section a layer. Blank units are hatched; leaders are named where they differ. People who
    take the same way are drawn as one arrow where they are many; of many units the most affected
    are drawn and the others counted.

    Parameters
    ----------
    org
        The organisation before.
    after
        The organisation afterwards, or the scenario or plan that makes it.
    policy
        Labels of layers, and which base units are blank; by default ``Policy()``.
    on
        The day to look at, on both sides. Without it: where there are dates, the latest day on
        which a change takes effect, or today if none is later.

    Raises
    ------
    InputError
        If `on` is no day.
    ProblemError
        If a plan has no scenario, because no plan keeps its rules.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from sanzu_graph import Org
    >>> units = {"id": ["T1", "T2"], "layer": ["team", "team"]}
    >>> before, after = (Org({"id": ["A"], "name": ["An"]}, units, {"member": ["A"], "unit": [unit]}) for unit in ("T1", "T2"))
    >>> ax = plot_changes(before, after, lang="en")
    >>> [text.get_text() for text in ax.texts if "An" in text.get_text()]
    ['An', 'An']
    >>> plt.close(ax.figure)
    """
    policy = Policy() if policy is None else policy
    words = Lettering()
    before, later = _sides(org, after, on)
    changes = reorganisation(before, later, policy)
    drawings = [partial(_scene, changes, policy, words, *detail) for detail in _DETAILS]
    fewest = next(
        (
            number
            for number, (named, units) in enumerate(_DETAILS)
            if _is_small(changes, named, units)
        ),
        len(_DETAILS),
    )
    told = _headline(changes, policy, words), _subtitle(changes, words)
    rows = ReorganisationRows(changes, policy, words, *told, [words.text("chart.changes_rows")])
    return Drawing(
        words,
        [*drawings[fewest:], partial(rows.sheet, aspect_of(ax) or _ASPECT)],
        partial(_scene, changes, policy, words, *_EVERYTHING),
        partial(_parts, changes, policy, words, rows),
    )


def _parts(
    found: Reorganisation, policy: Policy, words: Lettering, rows: ReorganisationRows, sheet: Paper
) -> Iterator[CutPage]:
    """On paper: the picture where it can be read on a page, else rows of units on as many as it
    takes.
    """
    if _is_small(found, *_DETAILS[0]):
        scene = _scene(found, policy, words, *_EVERYTHING)
        if scene.smallest * scale_on(scene, sheet) >= max(_READ, sheet.smallest):
            yield CutPage(scene)
            return
    for scene, names in rows.pages(*sheet.inner, sheet.smallest):
        yield CutPage(scene, names)


def _sides(org: Org, after: Org | Scenario | Plan, on: object) -> tuple[Org, Org]:
    """Both organisations, on the day to look at."""
    if isinstance(after, Org):
        later, plans = after, []
    else:
        plans = [scenario_of(after)]
        later = plans[0].apply(org)
    day = day_audited(later if later.is_dated else org, plans, on)
    return (org, later) if day is None else (org.at(day), later.at(day))


def _is_small(found: Reorganisation, named: int, units: int) -> bool:
    """Whether a picture of this detail still fits a page."""
    rows = sum(2 + len(list(_ways(found.moves[layer], named))) for layer in found.layers)
    drawn = sum(len(found.units(layer)) for layer in found.layers)
    return rows + 2 * drawn <= _PAGE and all(
        len(found.units(layer)) <= units for layer in found.layers
    )


@dataclass(frozen=True)
class _Way:
    """People who go from the same unit to the same unit; drawn as one row on either side."""

    members: tuple[str, ...]
    source: str | None
    target: str | None


def _ways(moves: list[Movement], named: int) -> Iterator[_Way]:
    """One way a person; where more than `named` take the same, one for all."""
    together: dict[tuple[str | None, str | None], list[str]] = {}
    for move in moves:
        together.setdefault((move.source, move.target), []).append(move.member)
    for (source, target), members in together.items():
        if len(members) > named and len(members) > 1:
            yield _Way(tuple(members), source, target)
        else:
            yield from (_Way((member,), source, target) for member in members)


def _scene(found: Reorganisation, policy: Policy, words: Lettering, named: int, most: int) -> Scene:
    scene = Scene(width=2 * MARGIN + 2 * _CARD + _ALLEY)
    notes = (
        [words.text("chart.changes_note")] if found.layers else [words.text("chart.changes_none")]
    )
    marked = any(state.blank for side in (found.before, found.after) for state in side.values())
    keys = [Key(words.text("chart.changes_blank"), PAPER, ALARM, hatched=True)] if marked else []
    if found.before.keys() ^ found.after.keys():
        keys += [
            Key(words.text("chart.changes_new"), PAPER, INK),
            Key(words.text("chart.changes_closed"), PAPER, INK, dashed=True),
        ]
    states = [*found.before.items(), *found.after.items()]
    words.tell_apart(words.name(state.name, unit) for unit, state in states)
    title, subtitle = _headline(found, policy, words), _subtitle(found, words)
    y = heading(scene, words, title, subtitle, notes=notes, keys=keys)
    for number, layer in enumerate(found.layers):
        y = (
            _Section(scene, found, policy, words, layer, layer_color(number)).draw(y, named, most)
            + _BETWEEN
        )
    others = [
        ("chart.changes_relations", found.relations),
        ("chart.changes_attributes", found.attributes),
    ]
    for key, count in others:
        if count:
            scene.add(Label(MARGIN, y + _TEXT, words.text(key, count=count), _TEXT, FAINT))
            y += _ROW
    scene.height = y + MARGIN
    return scene


def _subtitle(found: Reorganisation, words: Lettering) -> str:
    """How many people and units it is about."""
    return words.text("chart.changes", people=found.people, units=len(found.layer_of))


def _headline(found: Reorganisation, policy: Policy, words: Lettering) -> str:
    """What a reorganisation does: to blank units, and to how many people."""
    if not found.layers:
        return ""
    told = [words.told(headlines.moved, found.people, len(found.layer_of))]
    if found.blank is not None:
        told.insert(0, words.told(headlines.blank_change, *found.blank, policy, policy.base))
    return words.told(headlines.together, told)


class _Section:
    """One layer of the picture: its band, the cards of both sides, the arrows between them."""

    def __init__(
        self,
        scene: Scene,
        found: Reorganisation,
        policy: Policy,
        words: Lettering,
        layer: str,
        color: str,
    ) -> None:
        self.scene, self.found, self.policy, self.words, self.layer, self.color = (
            scene,
            found,
            policy,
            words,
            layer,
            color,
        )

    def draw(self, top: float, named: int, most: int) -> float:
        """Draw the section from `top`; where it ends."""
        scene, words = self.scene, self.words
        units, moves = self.found.units(self.layer), self.found.moves[self.layer]
        traffic = Counter(
            unit for move in moves for unit in (move.source, move.target) if unit is not None
        )
        drawn = set(sorted(units, key=lambda unit: -traffic[unit])[:most])
        ways = [way for way in _ways(moves, named) if {way.source, way.target} - {None} <= drawn]
        label = words.layer(self.policy, self.layer)
        people = len({move.member for move in moves})
        band = words.text("chart.changes_layer", layer=label, people=people, units=len(units))
        scene.add(
            Box(MARGIN, top, scene.width - 2 * MARGIN, _HEAD, tint(self.color), self.color, 0.6)
        )
        for x, headings, anchor in (
            (MARGIN + _PAD, words.text("chart.before"), "left"),
            (scene.width / 2, band, "center"),
            (scene.width - MARGIN - _PAD, words.text("chart.after"), "right"),
        ):
            scene.add(Label(x, top + _HEAD * 0.68, headings, _TEXT, INK, anchor))
        top += _HEAD + _PAD
        order = [unit for unit in units if unit in drawn]
        left, ends = self._side(order, self.found.before, ways, top, MARGIN, arriving=False)
        place = {way: number for number, way in enumerate(sorted(left, key=lambda way: left[way]))}
        right_order = sorted(
            order,
            key=lambda unit: _middle(
                [place[way] for way in ways if way.target == unit and way in place],
                order.index(unit),
            ),
        )
        x = MARGIN + _CARD + _ALLEY
        right, other = self._side(right_order, self.found.after, ways, top, x, arriving=True)
        for way in ways:
            self._arrow(way, left.get(way), right.get(way))
        end = max(ends, other)
        hidden = len(units) - len(drawn)
        if hidden:
            headings = words.text(
                "chart.changes_more",
                units=hidden,
                people=people - len({m for way in ways for m in way.members}),
            )
            scene.add(Label(MARGIN, end + _TEXT, headings, _TEXT, FAINT))
            end += _ROW
        return end

    def _side(
        self,
        units: list[str],
        states: dict[str, State],
        ways: list[_Way],
        top: float,
        x: float,
        *,
        arriving: bool,
    ) -> tuple[dict[_Way, float], float]:
        """The cards of one side under each other; the height of each way's row, and where the side
        ends.
        """
        rows: dict[_Way, float] = {}
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
        ways: list[_Way],
        rows: dict[_Way, float],
        top: float,
        x: float,
    ) -> float:
        scene, words = self.scene, self.words
        facts = [(line, INK) for line in self._facts(unit, state)]
        if state.blank:
            facts.append(
                (words.text("chart.changes_blank_of", layers=self._labels(state.blank)), ALARM)
            )
        height = _HEAD + _ROW * (len(facts) + len(ways)) + (_PAD if facts or ways else 0)
        is_new, is_gone = unit not in self.found.before, unit not in self.found.after
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
        room = _CARD - 4 * _PAD - words.width(count, _TEXT)
        base = top + _HEAD * 0.72
        scene.add(
            Label(
                x + 2 * _PAD,
                base,
                words.fit(words.name(state.name, unit), _TEXT + 0.5, room),
                _TEXT + 0.5,
                of=card.key,
            )
        )
        scene.add(Label(x + _CARD - 2 * _PAD, base, count, _TEXT, FAINT, "right", of=card.key))
        y = top + _HEAD
        for line, ink in facts:
            scene.add(
                Label(
                    x + 2 * _PAD,
                    y + _ROW * 0.7,
                    words.fit(line, _TEXT, _CARD - 4 * _PAD),
                    _TEXT,
                    ink,
                    of=card.key,
                )
            )
            y += _ROW
        for way in ways:
            rows[way] = y + _ROW / 2
            side = "left" if x > MARGIN else "right"
            at = x + 2 * _PAD if side == "left" else x + _CARD - 2 * _PAD
            label = words.fit(self._who(way), _TEXT, _CARD - 4 * _PAD)
            scene.add(
                Label(
                    at,
                    y + _ROW * 0.7,
                    label,
                    _TEXT,
                    self.color,
                    side,
                    title=self._whole(way, label),
                    of=card.key,
                )
            )
            y += _ROW
        return top + height

    def _facts(self, unit: str, state: State) -> list[str]:
        """What else differs about a unit: whether it is new or gone, its leaders, its duties."""
        words, before, after = self.words, self.found.before.get(unit), self.found.after.get(unit)
        facts = (
            [words.text("chart.changes_new" if before is None else "chart.changes_closed")]
            if before is None or after is None
            else []
        )
        if before is None or after is None or before.leaders != after.leaders:
            names = [words.name(self.found.names[id_], id_) for id_ in state.leaders]
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
            "chart.changes_duty", duty=label, name=self.words.name(self.found.names[member], member)
        )

    def _labels(self, layers: list[str]) -> str:
        return self.words.listed([self.words.layer(self.policy, layer) for layer in layers])

    def _who(self, way: _Way) -> str:
        if len(way.members) == 1:
            move = Movement(way.members[0], way.source, way.target)
            if None not in (way.source, way.target):
                return self.words.name(self.found.names[move.member], move.member)
            return came_from(self.found, self.words, move, leaving=way.target is None)
        return self.words.people(len(way.members))

    def _whole(self, way: _Way, told: str) -> str:
        """Who goes, in full, where that was shortened."""
        if len(way.members) > 1:
            return self.words.listed(
                [self.words.full(self.found.names[member]) for member in way.members], most=40
            )
        return self.words.full(self.found.names[way.members[0]]) if ELLIPSIS in told else ""

    def _arrow(self, way: _Way, start: float | None, end: float | None) -> None:
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
        self.scene.add(
            Line(
                points,
                self.color,
                width,
                arrow=True,
                source=source,
                target=target,
                title=self._whole(way, ELLIPSIS),
            )
        )


def _middle(places: list[int], otherwise: int) -> tuple[float, int]:
    """Where a card's arrows come from on average, so that they cross seldom."""
    return (sum(places) / len(places) if places else float(otherwise), otherwise)
