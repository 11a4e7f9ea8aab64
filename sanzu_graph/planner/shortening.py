"""Short names for badges: what sets units apart, without what they all begin and end with. No two
read alike.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import count
from unicodedata import east_asian_width

#: A badge holds so many letters; a Chinese character is as wide as two.
LONGEST = 8
_END = 3


def short_names(names: Sequence[str]) -> list[str]:
    """The names without what is common to all at both ends, cut in the middle; those that would
    still read alike get a number.

    Examples
    --------
    >>> short_names(["官溪第一党小组", "官溪第二党小组"])
    ['一', '二']
    >>> short_names(["Line A", "Line B"]), short_names(["Treasury department"])
    (['A', 'B'], ['Trea…ent'])
    >>> short_names(["Platform Engineering", "Platform Operations", "Sales", "Sales"])
    ['Plat…ing', 'Plat…ons', 'Sales·1', 'Sales·2']
    """
    return _numbered([fitted(name) for name in _without_common(names)])


def fitted(name: str) -> str:
    """A name that a badge holds: beginning and end of a longer one.

    Examples
    --------
    >>> fitted("党茗溪第12"), fitted("Treasury")
    ('党茗…12', 'Treasury')
    """
    if len(name) <= LONGEST and _width(name) <= LONGEST:
        return name
    # A letter is one wide at least, so only so many at both ends are looked at.
    ends = (name[place:] for place in range(max(0, len(name) - _END), len(name)))
    end = next(one for one in ends if _width(one) <= _END)
    room = LONGEST - 1 - _width(end)
    starts = (name[:place] for place in range(min(len(name), room), -1, -1))
    start = next(one for one in starts if _width(one) <= room)
    return f"{start}…{end}"


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def short_names_by_layer(
    names: Mapping[str, Sequence[str]], labels: Mapping[str, str], shown: Collection[str] = ()
) -> dict[str, list[str]]:
    """The short names of the units of each layer; where those of two layers would read alike, they
    begin with what sets the layers apart.

    Parameters
    ----------
    names
        Layer → the names of its units.
    labels
        Layer → what it is called.
    shown
        The layers whose badges are seen: one letter may set these apart where it would not set all
        apart. By default all.

    Examples
    --------
    >>> short_names_by_layer({"party": ["一组", "二组"], "union": ["一组", "三组"]}, {"party": "党小组", "union": "工会小组"})
    {'party': ['党一', '二'], 'union': ['工一', '三']}
    >>> short_names_by_layer({"party": ["一组"], "union": ["一组"], "branch": ["二部"]}, {"party": "党小组", "union": "工会小组", "branch": "党支部"}, ["party", "union"])
    {'party': ['党一组'], 'union': ['工一组'], 'branch': ['二部']}
    """
    marks = dict(zip(labels, short_names([*labels.values()]), strict=True))
    first = {layer: mark[:1] for layer, mark in marks.items() if not shown or layer in shown}
    if len({*first.values()}) == len(first):
        marks |= first
    flat = [(layer, short) for layer, own in names.items() for short in short_names(own)]
    shorts = [short for _, short in flat]
    for places in _alike(shorts):
        for place in places:
            shorts[place] = f"{marks[flat[place][0]]}{shorts[place]}"
    found: dict[str, list[str]] = {layer: [] for layer in names}
    for (layer, _), short in zip(flat, _numbered(shorts), strict=True):
        found[layer].append(short)
    return found


def _without_common(names: Sequence[str]) -> list[str]:
    """The names without what is common to all at both ends."""
    if len(set(names)) < 2:  # noqa: PLR2004 - one name is set apart from none
        return [*names]
    before = _same_start(names)
    behind = _same_start([name[before:][::-1] for name in names])
    return [name[before : len(name) - behind].strip() or name for name in names]


def _same_start(names: Sequence[str]) -> int:
    """With how many characters all names begin alike."""
    shortest = min(map(len, names))
    return next(
        (place for place in range(shortest) if len({name[place] for name in names}) > 1), shortest
    )


def _alike(shorts: Sequence[str]) -> list[list[int]]:
    """The places of those that are the same, several each."""
    places: dict[str, list[int]] = {}
    for place, short in enumerate(shorts):
        places.setdefault(short, []).append(place)
    return [same for same in places.values() if len(same) > 1]


def _numbered(shorts: list[str]) -> list[str]:
    """The same, with numbers behind those that read alike."""
    taken, alike = set(shorts), _alike(shorts)
    for places in alike:
        numbers = count(1)
        for place in places:
            short = next(
                one
                for one in (f"{shorts[place]}·{number}" for number in numbers)
                if one not in taken
            )
            taken.add(short)
            shorts[place] = short
    return shorts
