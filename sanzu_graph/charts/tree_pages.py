"""A hierarchy cut into pages: each shows a part that can be read, and says on which page what was
cut off goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.paper import Paper, is_legible
from sanzu_graph.charts.scenes import Scene
from sanzu_graph.model.grouping import Positions

#: Makes the scene of some units or people, with a word and its page for those that go on elsewhere.
Draw = Callable[[Positions, Mapping[int, tuple[str, int]]], Scene]
#: As wide as any page number, while pages are not numbered yet.
_UNKNOWN = 9_999
_SURELY = 25


@dataclass(frozen=True)
class TreePage:
    """The units on a page (positions), and those of them that go on elsewhere or come from
    elsewhere.

    Attributes
    ----------
    cut : units whose lower units are on a later page
    continued : units that stand on an earlier page too
    """

    units: Positions
    cut: list[int] = field(default_factory=list)
    continued: list[int] = field(default_factory=list)


class TreePages:
    """The pages of a hierarchy, in an order in which what was cut off follows.

    Parameters
    ----------
    parent
        What each unit or person hangs on; -1: nothing.
    draw
        Makes the scene of some of them, in full detail.
    words, sheet
        The words of the pages, and their paper.
    """

    def __init__(self, parent: Positions, draw: Draw, words: Lettering, sheet: Paper) -> None:
        self.draw, self.words, self.sheet = draw, words, sheet
        self.children: dict[int, list[int]] = {}
        for number, above in enumerate(parent.tolist()):
            self.children.setdefault(above, []).append(number)
        self.pages: list[TreePage] = []
        self._roots(self.children.get(-1, []))
        #: Unit → the page on which it is with all that is below it.
        self.home: dict[int, int] = {}
        for number, page in enumerate(self.pages):
            for unit in page.units.tolist():
                if unit not in page.cut:
                    self.home.setdefault(unit, number)
        #: Unit → the page on which it is cut off.
        self.above = {
            unit: number
            for number, page in reversed(list(enumerate(self.pages)))
            for unit in page.cut
        }

    def scenes(self, numbers: Sequence[int]) -> Iterator[Scene]:
        """The pages; `numbers` tells which page of the whole each of them is."""
        for page in self.pages:
            leads = {unit: ("chart.goes_on", numbers[self.home[unit]]) for unit in page.cut}
            leads |= {
                unit: ("chart.comes_from", numbers[self.above[unit]])
                for unit in page.continued
                if unit in self.above
            }
            yield self._scene(page, leads)

    def _scene(self, page: TreePage, leads: dict[int, tuple[str, int]]) -> Scene:
        words_of = {
            unit: (self.words.text(key, page=number + 1), number)
            for unit, (key, number) in leads.items()
        }
        return self.draw(page.units, words_of)

    def _fits(self, page: TreePage) -> bool:
        leads = dict.fromkeys((*page.cut, *page.continued), ("chart.goes_on", _UNKNOWN))
        return is_legible(self._scene(page, leads), self.sheet)

    def _below(self, unit: int, levels: int | None = None) -> list[int]:
        """A unit and those below it, down to so many levels."""
        units, these = [unit], [unit]
        while these and levels != 0:
            these = [child for unit_above in these for child in self.children.get(unit_above, ())]
            units += these
            levels = None if levels is None else levels - 1
        return units

    def _roots(self, roots: list[int]) -> None:
        """As many whole trees on a page as fit; one that is too large has pages of its own."""
        gathered: list[int] = []
        held: list[int] = []
        for root in roots:
            tree = self._below(root)
            together = [*held, *tree]
            if len(together) <= _SURELY or self._fits(TreePage(np.array(sorted(together)))):
                gathered.append(root)
                held = together
                continue
            if held:
                self.pages.append(TreePage(np.array(sorted(held))))
            gathered, held = [], []
            if self._fits(TreePage(np.array(sorted(tree)))):
                gathered, held = [root], tree
            else:
                self._cut(root, is_continued=False)
        if held:
            self.pages.append(TreePage(np.array(sorted(held))))

    def _cut(self, root: int, *, is_continued: bool) -> None:
        """A tree that is too large: as many levels as fit, the rest on pages of its own; one level
        too wide goes on in parts.
        """
        continued = [root] if is_continued else []
        page = self._deepest(root, continued)
        if page is not None:
            self.pages.append(page)
            for unit in page.cut:
                self._cut(unit, is_continued=True)
            return
        children = self.children[root]
        first = 0
        while first < len(children):
            most = len(children) - first
            while True:
                some = children[first : first + most]
                cut = [unit for unit in some if self.children.get(unit)]
                page = TreePage(np.array(sorted([root, *some])), cut, continued)
                if most == 1 or self._fits(page):
                    break
                most = max(most * 2 // 3, 1)
            self.pages.append(page)
            for unit in cut:
                self._cut(unit, is_continued=True)
            first += most
            continued = [root] if first < len(children) else continued

    def _deepest(self, root: int, continued: list[int]) -> TreePage | None:
        """The page with as many levels below a root as fit; None where not even one does."""
        best, fitting, tried, depth = None, 0, 1, self._depth(root)
        beyond = depth + 1
        while tried < beyond:  # twice as many while they fit, then the middle of what is left
            page = self._levels(root, tried, continued)
            if self._fits(page):
                best, fitting = page, tried
            else:
                beyond = tried
            tried = (
                min(2 * tried, depth)
                if beyond > depth and fitting < depth
                else (fitting + beyond) // 2
            )
            if tried == fitting:
                break
        return best

    def _levels(self, root: int, levels: int, continued: list[int]) -> TreePage:
        shown = self._below(root, levels)
        held = set(shown)
        cut = [
            unit
            for unit in shown
            if self.children.get(unit) and not held.issuperset(self.children[unit])
        ]
        return TreePage(np.array(sorted(shown)), cut, continued)

    def _depth(self, root: int) -> int:
        levels, these = 0, [root]
        while these := [child for unit in these for child in self.children.get(unit, ())]:
            levels += 1
        return levels
