"""What a picture says: one sentence for each meaning, from numbers that checks and measures gave.

A chart's title is its finding in words. The technical line stands below it. A screen reader reads
the same sentence. It is the title of a slide, and the first line of a report. Functions here count
nothing. They take names and numbers, and have a sentence too where nothing is wrong.

A chart makes its title with ``words.told(blank, names, units, policy, "party", "team")``. Then it
calls ``heading(scene, words, title, technical, notes=notes, keys=keys)``.

`heading` puts the sentence into ``scene.title`` and the technical line into ``scene.subtitle``;
painters take both from there. A table sets ``Grid(title=told, subtitle=technical)``. A report calls
``blank(…)`` directly, in the language in force. Sentences end without a full stop; `together` joins
several of them. Names come in the order in which they matter: the first few are told, the rest are
counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sanzu_graph.messages import catalog, language, listed, percent, text
from sanzu_graph.policy.demands import Policy

#: So many names stand in a sentence; the others are counted.
NAMED = 4
#: How sentences of the catalog begin that may stand behind another; names stay as they are.
_OPENING = re.compile(r"^(?:All|The|None of) (?=\d)|^(?:No|Nobody|Everybody|Blank) ")
#: English nouns that take “es”, and those whose “y” becomes “ies”.
_HISSING, _LONG_Y = re.compile(r"(s|x|z|ch|sh)$"), re.compile(r"(?<=[^aeiou])y$")


def noun(policy: Policy, layer: str) -> str:
    """What one unit of a layer is called: the policy's word, else the usual one, else its name.

    Examples
    --------
    >>> from sanzu_graph.errors import speaking
    >>> with speaking("zh"):
    ...     [noun(Policy(), layer) for layer in ("party", "branch", "choir")]
    ['党小组', '党支部', 'choir']
    """
    label = policy.layer(layer).label()
    key = f"layer.{layer}"
    return text(key) if label == layer and key in catalog() else label


def nouns(policy: Policy, layer: str, count: int) -> str:
    """So many units of a layer, the noun in the right number.

    Examples
    --------
    >>> nouns(Policy(), "team", 1), nouns(Policy(), "branch", 2)
    ('1 team', '2 branches')
    """
    singular = noun(policy, layer)
    return text("headline.so_many", count=count, units=singular if count == 1 else plural(singular))


def plural(singular: str) -> str:
    """More than one of an English noun; Chinese and other words stay as they are.

    Examples
    --------
    >>> plural("team"), plural("branch"), plural("company"), plural("班组")
    ('teams', 'branches', 'companies', '班组')
    """
    if language() != "en" or not re.search(r"[a-zA-Z]$", singular):
        return singular
    if _LONG_Y.search(singular):
        return _LONG_Y.sub("ies", singular)
    return f"{singular}es" if _HISSING.search(singular) else f"{singular}s"


def blank(names: Sequence[str], units: int, policy: Policy, layer: str, base: str) -> str:
    """Which base units a layer does not reach (`blank_teams`), of how many.

    Examples
    --------
    >>> blank(["East", "West"], 10, Policy(), "party", "team")
    '2 of 10 teams have no party member: East, West'
    >>> blank([], 10, Policy(), "party", "team")
    'All 10 teams have a party member'
    """
    if not units:
        return text("headline.no_units", units=plural(noun(policy, base)))
    demanded = policy.layer(layer)
    least = 1 if demanded.per_base_unit is None else demanded.per_base_unit.value
    kind = "reached" if demanded.counting_duties else "member" if least <= 1 else "members"
    fields: dict[str, object] = {
        "units": nouns(policy, base, units),
        "layer": noun(policy, layer),
        "member": _member(policy, layer),
        "least": least,
    }
    if not names:
        number = "_one" if units == 1 else ""
        return text(f"headline.all_{kind}{number}", **fields)
    return _named(f"headline.blank_{kind}", names, **fields)


def _member(policy: Policy, layer: str) -> str:
    """What somebody of a layer is called."""
    key = f"headline.of_{layer}"
    label = Policy().layer(layer).label()
    if key in catalog() and policy.layer(layer).label() == label:
        return text(key)
    return text("headline.of_layer", layer=noun(policy, layer))


def vacant(names: Sequence[str], units: int) -> str:
    """Which units have members and lack the leader they need, of all that need one.

    Examples
    --------
    >>> vacant(["East"], 21)
    '1 of 21 units that need a leader has none: East'
    >>> vacant([], 21)
    'All 21 units that need a leader have one'
    """
    if not units:
        return ""
    if not names:
        return text("headline.all_led", units=units)
    return _named("headline.vacant", names, units=units)


def spread(name: str, reached: int, units: int, policy: Policy, layer: str, base: str) -> str:
    """Which group is spread over the most base units.

    Examples
    --------
    >>> spread("Rocket", 5, 12, Policy(), "project", "team")
    'Rocket has people in 5 of 12 teams, no other project in more'
    """
    return text(
        "headline.spread",
        name=name,
        reached=reached,
        units=nouns(policy, base, units),
        layer=noun(policy, layer),
    )


def largest(name: str, people: int, units: int) -> str:
    """Which of some units has the most people.

    Examples
    --------
    >>> largest("East", 12, 23)
    'East is the largest of 23 units: 12 people'
    """
    return text("headline.largest", name=name, people=people, units=units)


def moved(people: int, units: int) -> str:
    """How many people are in another unit than before, and how many units differ.

    Examples
    --------
    >>> moved(1, 2), moved(0, 3)
    ('1 person moves, 2 units differ', 'Nobody moves, 3 units differ')
    """
    return text("headline.moved" if people else "headline.nobody_moved", people=people, units=units)


def blank_change(before: int, after: int, policy: Policy, base: str) -> str:
    """How many base units a group layer does not reach, before a plan and after it.

    Examples
    --------
    >>> blank_change(2, 0, Policy(), "team"), blank_change(0, 0, Policy(), "team")
    ('Blank teams: 2 → 0', 'No team is blank, before or after')
    """
    singular = noun(policy, base)
    if not before and not after:
        return text("headline.never_blank", unit=singular)
    return text("headline.blank_change", units=plural(singular), before=before, after=after)


def circles(names: Sequence[str]) -> str:
    """Where people report in a circle: who closes it.

    Examples
    --------
    >>> circles(["An"])
    '1 circle of reporting lines, closed by An'
    """
    return _named("headline.circles", names)


def open_posts(names: Sequence[str]) -> str:
    """Which posts nobody holds.

    Examples
    --------
    >>> open_posts(["Specialist"])
    '1 post is open: Specialist'
    """
    return _named("headline.open_posts", names)


def widest(name: str, reports: int, managers: int) -> str:
    """Who has the most direct reports, of how many managers.

    Examples
    --------
    >>> widest("An", 9, 21)
    'An has the most direct reports of 21 managers: 9'
    """
    return text("headline.widest", name=name, reports=reports, managers=managers)


def widest_spans(names: Sequence[str], reports: int, leaders: int) -> str:
    """Who has the most direct reports, of how many who lead or manage: one or several.

    Examples
    --------
    >>> widest_spans(["An", "Bo"], 7, 11)
    '2 of 11 leaders and managers have the most direct reports, 7 each: An, Bo'
    """
    if not reports or leaders == 1:
        return ""
    if len(names) == 1:
        return widest(names[0], reports, leaders)
    return _named("headline.widest_several", names, reports=reports, leaders=leaders)


def grave_units(names: Sequence[str], units: int, severity: str) -> str:
    """Which units have the gravest findings that there are, the worst first, of how many units.

    Examples
    --------
    >>> grave_units(["East", "West"], 23, "error")
    '2 of 23 units have errors, the worst first: East, West'
    >>> grave_units([], 23, "")
    'Nothing was found in 23 units'
    """
    if not names:
        return text("headline.no_findings", units=units)
    return _named(f"headline.units_{severity}", names, units=units)


def moved_measure(
    name: str, ends: tuple[float, float], change: float, count: int, begun: str
) -> str:
    """Which share changed most from the first day to the last, of how many lines.

    Examples
    --------
    >>> moved_measure("share of routines held", (0.95, 0.82), -0.13, 9, "2025-12-01")
    'Share of routines held fell from 95% to 82% since 2025-12-01, the most of 9 measures'
    """
    before, after = (percent(value) for value in ends)
    if before == after:
        return text("headline.steady", count=count, begun=begun)
    fields = {"before": before, "after": after, "begun": begun, "count": count}
    key = "headline.rose" if change > 0 else "headline.fell"
    return text(key, name=name[:1].upper() + name[1:], **fields)


def widest_solid(name: str, reports: int, managers: int) -> str:
    """Who has the most people over solid lines, of how many managers.

    Examples
    --------
    >>> widest_solid("An", 9, 21)
    'Of 21 managers, An has the most people on solid lines: 9'
    """
    return text("headline.widest_solid", name=name, reports=reports, managers=managers)


def fewest(names: Sequence[str], severity: str, before: int, after: int) -> str:
    """Which alternatives leave the fewest findings of a severity, and how many there were.

    Examples
    --------
    >>> fewest(["Two groups"], "error", 5, 3), fewest(["One", "Two"], "error", 5, 5)
    ('Two groups leaves the fewest errors: 5 → 3', 'No alternative lessens the 5 errors')
    """
    if after >= before:
        return text(f"headline.no_fewer_{severity}", count=before)
    fields = {"before": before, "after": after}
    return text(f"headline.fewest_{severity}", names=listed(names), count=len(names), **fields)


def least_reached(names: tuple[str, str], points: Sequence[tuple[float, float]]) -> str:
    """Where a frontier reaches the least of its second goal, and from where it comes.

    Examples
    --------
    >>> least_reached(("people moved", "demands unmet"), [(0, 4), (1, 3), (5, 0)])
    'Demands unmet: 4 → 0, once people moved comes to 5'
    """
    if not points:
        return ""
    first, least = points[0][1], min(value for _, value in points)
    if first == least:
        return ""
    at = min(place for place, value in points if value == least)
    other = names[1][:1].upper() + names[1][1:]
    return text("headline.frontier", x=names[0], y=other, first=first, least=least, at=at)


def missed_routines(names: Sequence[str], groups: int) -> str:
    """Which groups missed a routine, the most first, of those that owed any.

    Examples
    --------
    >>> missed_routines(["North"], 5), missed_routines([], 5), missed_routines([], 0)
    ('1 of 5 groups missed routines, the most first: North', 'All 5 groups held what they owed', '')
    """
    if not groups:
        return ""
    if not names:
        return text("headline.all_held", count=groups)
    return _named("headline.missed", names, groups=groups)


def short_stages(names: Sequence[str], units: int, policy: Policy, base: str) -> str:
    """In which base units stages of tasks fall short, the most first, of those with stages due.

    Examples
    --------
    >>> short_stages(["East"], 10, Policy(), "team"), short_stages([], 10, Policy(), "team")
    ('1 of 10 teams lacks stages of tasks, the most first: East', 'All stages that were due are in order in 10 teams')
    """
    if not units:
        return ""
    so_many = nouns(policy, base, units)
    if not names:
        return text("headline.all_stages", units=so_many)
    return _named("headline.short", names, units=so_many)


def unmentored(names: Sequence[str], owed: int) -> str:
    """Who should have a mentor and has none, of how many.

    Examples
    --------
    >>> unmentored(["Xu"], 12), unmentored([], 12)
    ('1 of 12 apprentices has no mentor: Xu', 'All 12 apprentices have a mentor')
    """
    if not owed:
        return ""
    if not names:
        return text("headline.all_mentored", count=owed)
    return _named("headline.unmentored", names, owed=owed)


def first_ranked(names: Sequence[str], candidates: int, unit: str) -> str:
    """Who ranks first for a unit, of how many who were fully assessed.

    Examples
    --------
    >>> first_ranked(["An"], 3, "East"), first_ranked(["An", "Bo"], 3, "East")
    ('An ranks first of 3 candidates for East', 'An, Bo rank first of 3 candidates for East')
    """
    if not names:
        return ""
    fields = {"names": listed(names), "candidates": candidates, "unit": unit}
    return text("headline.first_ranked", count=len(names), **fields)


def remanaged(moved: int, new: int, gone: int) -> str:
    """How many people have another manager, are new, or are gone.

    Examples
    --------
    >>> remanaged(3, 1, 0)
    '3 people have another manager; 1 is new'
    """
    counts = {"headline.remanaged": moved, "headline.came": new, "headline.left": gone}
    sentences = [text(key, count=count) for key, count in counts.items() if count]
    return together(sentences) or text("headline.same_managers")


def together(sentences: Iterable[str]) -> str:
    """Several sentences as one; empty ones are left out.

    Examples
    --------
    >>> together(["All 2 led", "", "All 3 reached"])
    'All 2 led; all 3 reached'
    """
    said = list(filter(None, sentences))
    further = [_OPENING.sub(lambda word: word[0].lower(), sentence) for sentence in said[1:]]
    return text("list.semicolon").join([*said[:1], *further])


def _named(key: str, names: Sequence[str], **fields: object) -> str:
    """A sentence that counts its names and tells the first of them."""
    shown, more = listed(names[:NAMED]), len(names) - NAMED
    if more > 0:
        shown = text("headline.more", names=shown, count=more)
    return text(key, count=len(names), names=shown, **fields)
