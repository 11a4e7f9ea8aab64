"""A reorganisation, before and after: the units it touches, and an arrow for everybody who moves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from sanzu_graph.charts import headlines
from sanzu_graph.charts.colors import ALARM, FAINT, INK, PAPER, layer_color
from sanzu_graph.charts.drawings import CutPage, Drawing
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.movements import Reorganisation, reorganisation
from sanzu_graph.charts.painting import aspect_of
from sanzu_graph.charts.paper import Paper, scale_on
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.reorganisation_cards import (
    ROW,
    TEXT,
    WIDTH,
    LayerSection,
    ways_of,
)
from sanzu_graph.charts.reorganisation_rows import ReorganisationRows
from sanzu_graph.charts.scene_headings import Key, heading
from sanzu_graph.charts.scenes import MARGIN, Label, Scene
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.unit_renames import renamed_units
from sanzu_graph.policy.demands import Policy
from sanzu_graph.scenarios.audit_days import day_audited
from sanzu_graph.scenarios.plan import Plan
from sanzu_graph.scenarios.plan_facts import scenario_of
from sanzu_graph.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: From detailed to plain: how many people of one pair of units are named; how many units of a layer
#: are drawn.
_DETAILS = ((12, 60), (0, 60), (0, 25), (0, 10))
#: The smallest letters of the picture on paper; else its rows are told instead.
_READ = 6.5
#: Width by height of a sheet of rows, where nobody says.
_ASPECT = 1.4
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
    changes = _changes(org, after, policy, on)
    drawings = [partial(_scene, changes, policy, words, *detail) for detail in _DETAILS]
    is_large = [not _is_small(changes, *detail) for detail in _DETAILS]
    fewest = is_large.index(False) if False in is_large else len(_DETAILS)
    titles = _headline(changes, policy, words), _subtitle(changes, words)
    rows = ReorganisationRows(changes, policy, words, *titles, [words.text("chart.changes_rows")])
    return Drawing(
        words,
        [*drawings[fewest:], partial(rows.sheet, aspect_of(ax) or _ASPECT)],
        partial(_scene, changes, policy, words, *_EVERYTHING),
        partial(_parts, changes, policy, words, rows),
    )


def _parts(
    changes: Reorganisation,
    policy: Policy,
    words: Lettering,
    rows: ReorganisationRows,
    sheet: Paper,
) -> Iterator[CutPage]:
    """On paper: the picture where it can be read on a page, else rows of units on as many as it
    takes.
    """
    if _is_small(changes, *_DETAILS[0]):
        scene = _scene(changes, policy, words, *_EVERYTHING)
        if scene.smallest * scale_on(scene, sheet) >= max(_READ, sheet.smallest):
            yield CutPage(scene)
            return
    for scene, names in rows.pages(*sheet.inner, sheet.smallest):
        yield CutPage(scene, names)


def _changes(org: Org, after: Org | Scenario | Plan, policy: Policy, on: object) -> Reorganisation:
    """What differs on the day to look at; a plan says itself which units have another id."""
    if isinstance(after, Org):
        later, plans, renamed = after, [], None
    else:
        plans = [scenario_of(after)]
        later, renamed = plans[0].apply(org), plans[0].edit(org).renamed
    day = day_audited(later if later.is_dated else org, plans, on)
    before, later = (org, later) if day is None else (org.at(day), later.at(day))
    if renamed is None:
        renamed = {old: new for new, old in renamed_units(before, later).items()}
    return reorganisation(before, later, policy, renamed)


def _is_small(changes: Reorganisation, named: int, units: int) -> bool:
    """Whether a picture of this detail still fits a page."""
    rows = sum(2 + len(list(ways_of(changes.moves[layer], named))) for layer in changes.layers)
    counts = [len(changes.units(layer)) for layer in changes.layers]
    return rows + 2 * sum(counts) <= _PAGE and all(count <= units for count in counts)


def _scene(
    changes: Reorganisation, policy: Policy, words: Lettering, named: int, most: int
) -> Scene:
    scene = Scene(width=2 * MARGIN + WIDTH)
    notes = [words.text("chart.changes_note" if changes.layers else "chart.changes_none")]
    is_blank = any(
        state.blank for side in (changes.before, changes.after) for state in side.values()
    )
    keys = [Key(words.text("chart.changes_blank"), PAPER, ALARM, hatched=True)] if is_blank else []
    if changes.after.keys() - changes.before.keys():
        keys.append(Key(words.text("chart.changes_new"), PAPER, INK))
    if changes.before.keys() - changes.after.keys():
        keys.append(Key(words.text("chart.changes_closed"), PAPER, INK, dashed=True))
    states = [*changes.before.items(), *changes.after.items()]
    words.tell_apart(words.name(state.name, unit) for unit, state in states)
    title, subtitle = _headline(changes, policy, words), _subtitle(changes, words)
    y = heading(scene, words, title, subtitle, notes=notes, keys=keys)
    for number, layer in enumerate(changes.layers):
        section = LayerSection(scene, changes, policy, words, layer, layer_color(number))
        y = section.draw(y, named, most)
    others = {
        "chart.changes_relations": changes.relations,
        "chart.changes_attributes": changes.attributes,
    }
    for key, count in others.items():
        if count:
            scene.add(Label(MARGIN, y + TEXT, words.text(key, count=count), TEXT, FAINT))
            y += ROW
    scene.height = y + MARGIN
    return scene


def _subtitle(changes: Reorganisation, words: Lettering) -> str:
    """How many people and units it is about."""
    return words.text("chart.changes", people=changes.people, units=len(changes.layer_of))


def _headline(changes: Reorganisation, policy: Policy, words: Lettering) -> str:
    """What a reorganisation does: to blank units, and to how many people."""
    if not changes.layers:
        return ""
    sentences = [words.told(headlines.moved, changes.people, len(changes.layer_of))]
    if changes.blank is not None:
        sentences.insert(0, words.told(headlines.blank_change, *changes.blank, policy, policy.base))
    return words.told(headlines.together, sentences)
