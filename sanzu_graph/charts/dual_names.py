"""Who and what the dual-management chart shows: names, groups, colours, and what it says of itself."""

from __future__ import annotations

import numpy as np

from sanzu_graph.charts.colors import LAYERS
from sanzu_graph.charts.dual_grains import Grain
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.reach import blank_keys, coverage_headline, vacant_keys
from sanzu_graph.charts.scene_headings import Key
from sanzu_graph.charts.scenes import box_key
from sanzu_graph.charts.seat_cards import SeatCards, seat_sums, several_seats
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import MEMBER, UNIT

#: Groups of one layer in turn, dark enough for lines.
_PALETTE = (LAYERS[0], LAYERS[1], LAYERS[2], LAYERS[3], LAYERS[5], LAYERS[4], LAYERS[7], LAYERS[8])
#: So many blank units are named below a picture that shows no names.
_LISTED = 200
#: The number of a group that somebody is not in.
NOBODY = -1
#: How many groups of the first and of the second layer a card can show: one by its colour, the
#: others by bars.
MARKED = (3, 3)
#: A layer with more lines than this, and with more to a base unit, is left out.
_MOST_LINES, _MOST_EACH = 300, 12


def crowded(seats: SeatCards) -> frozenset[int]:
    """The layers of groups with too many lines for one picture; their places."""
    return frozenset(
        layer
        for layer, shared in enumerate(seats.shared)
        if len(shared) > max(_MOST_LINES, _MOST_EACH * len(seats.homes))
    )


class DualNames:
    """The names, groups and colours of the people and units of a chart.

    Parameters
    ----------
    seats : who sits where
    policy : the labels of layers
    words : what texts are written with
    grain : how much is told
    left_out : the layers (their places) whose groups are not drawn
    """

    def __init__(
        self,
        seats: SeatCards,
        policy: Policy,
        words: Lettering,
        grain: Grain,
        left_out: frozenset[int] = frozenset(),
    ) -> None:
        self.left_out = left_out
        self.seats, self.policy, self.words, self.grain = seats, policy, words, grain
        org, self.code = seats.org, seats.org.encoding
        self.unit_names = org.names(UNIT, np.arange(self.code.unit_count))
        words.tell_apart(map(self.unit, range(self.code.unit_count)))
        words.tell_apart(
            self.headed(layer, unit) for layer, groups in enumerate(seats.groups) for unit in groups
        )
        self.member_names = org.names(MEMBER, np.arange(self.code.member_count))
        #: Layer → group (unit) → its number in the order of the chart.
        self.number = [
            {unit: place for place, unit in enumerate(groups)} for groups in seats.groups
        ]
        self.group_leaders = [self._led(layer) for layer in seats.layers]
        #: Home → layer → the numbers of the groups that its people are in.
        self.reached = [
            [
                {number for member in people for number in self.groups(layer, member)}
                for layer in range(len(seats.layers[:2]))
            ]
            for people in seats.people
        ]

    def _led(self, layer: str) -> dict[int, list[int]]:
        """Unit of a layer → its leaders."""
        leaders: dict[int, list[int]] = {}
        led = self.seats.org.pairs(layer, "leader")
        for member, unit in zip(led.member.tolist(), led.unit.tolist(), strict=True):
            leaders.setdefault(unit, []).append(member)
        return leaders

    def card(self, member: int) -> str:
        """What stands on the card of a member: the name, and how many groups cannot be marked."""
        name = self.person(member)
        more = sum(
            max(len(self.groups(layer, member)) - most, 0) for layer, most in enumerate(MARKED)
        )
        return f"{name} +{more}" if more else name

    def unit(self, unit: int) -> str:
        """The name of a unit."""
        return self.words.name(self.unit_names[unit], self.code.units[unit])

    def headed(self, layer: int, unit: int) -> str:
        """The name of a group, and how many people are in it."""
        count = int(self.seats.org.pairs(self.seats.layers[layer]).per_unit[unit])
        return f"{self.unit(unit)} ({count})"

    def _is_drawn(self, layer: int) -> bool:
        """Whether there are groups of a layer in the picture."""
        return layer < len(self.seats.layers) and layer not in self.left_out

    def group(self, layer: int, member: int) -> int:
        """The number of a member's group in the order of its layer; -1 for none."""
        return (
            self.number[layer].get(int(self.seats.group[layer][member]), NOBODY)
            if self._is_drawn(layer)
            else NOBODY
        )

    def groups(self, layer: int, member: int) -> list[int]:
        """The numbers of all groups of a member, the first in front."""
        if not self._is_drawn(layer):
            return []
        return [self.number[layer][unit] for unit in self.seats.inside[layer][member]]

    def key(self, member: int, home: int) -> str:
        """What the box of a member in a home is called."""
        return box_key(self.code.members[member], MEMBER, self.part(member, home))

    def part(self, member: int, home: int) -> str:
        """What tells the further cards of a member from the first."""
        is_first = home in (NOBODY, int(self.seats.first[member]))
        return "" if is_first else str(self.code.units[home])

    def person(self, member: int) -> str:
        """The name of a member."""
        return self.words.name(self.member_names[member], self.code.members[member])

    def title(self) -> str:
        """What the chart says."""
        seats = self.seats
        return coverage_headline(seats.org, self.policy, seats.base, seats.layers, self.words)

    def subtitle(self) -> str:
        """What the chart shows."""
        seats = self.seats
        counts = {
            "base": self.words.layer(self.policy, seats.base),
            "units": sum(home >= 0 for home in seats.homes),
            "people": seats.total,
        }
        if not seats.layers:
            return self.words.text("chart.layers_none", **counts)
        labels = self.words.listed([self.words.layer(self.policy, name) for name in seats.layers])
        return self.words.text("chart.layers", layers=labels, **counts)

    def notes(self) -> list[str]:
        """How it is to be read."""
        seats, words = self.seats, self.words
        kind = "named" if self.grain.size else "dots"
        base = words.layer(self.policy, seats.base)
        many = list(several_seats(seats.org, (seats.base, *seats.layers)))
        each = "_each" if any(layer == seats.base for layer, _, _ in many) else ""
        lines = [words.text(f"chart.layers_{kind}{each}", base=base)]
        lines += [self._read(place, base) for place in range(len(seats.layers[:2]))]
        if self.grain.size and any(layer != seats.base for layer, _, _ in many):
            lines.append(words.text("chart.layers_several"))
        return lines + seat_sums(seats.org, self.policy, (seats.base, *seats.layers), words)

    def _read(self, place: int, base: str) -> str:
        """How the groups of a layer are to be read, or why they have no lines."""
        name = self.seats.layers[place]
        label = self.words.layer(self.policy, name)
        if place in self.left_out:
            return self.words.text(
                "chart.layers_crowded",
                layer=label,
                count=len(self.seats.groups[place]),
                lines=len(self.seats.shared[place]),
                call=f'plot_overlap(org, layer="{name}", base="{self.seats.base}")',
            )
        is_told = (self.grain.units, self.grain.size)[place]
        key = ("first", "second")[place] + ("" if is_told else "_marks")
        return self.words.text(f"chart.layers_{key}", layer=label, base=base)

    def unnamed(self) -> list[str]:
        """What a picture without names tells below: the blank units, and where all names are."""
        seats, words = self.seats, self.words
        if self.grain.units:
            return []
        blank = [self.unit(home) for home in seats.homes if home in seats.blank]
        names = words.listed(blank, most=_LISTED)
        return [words.text("chart.blank_units", units=names)] * bool(blank) + [
            words.text("chart.on_pages")
        ]

    def keys(self) -> list[Key]:
        """The legend."""
        seats, words = self.seats, self.words
        count = sum(home in seats.blank for home in seats.homes)
        blank = blank_keys(words, self.policy, seats.base, count)
        return blank + vacant_keys(words, len(seats.vacant))

    def color(self, layer: int, number: int) -> str:
        """The colour of a group."""
        return _PALETTE[(number + 3 * layer) % len(_PALETTE)]
