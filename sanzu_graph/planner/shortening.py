"""Short names for badges: what sets the units of a layer apart, without what they all begin and end
with.
"""

from __future__ import annotations

from collections.abc import Sequence

#: A badge holds so many characters.
LONGEST = 6


def short_names(names: Sequence[str]) -> list[str]:
    """The names without what is common to all at both ends.

    Examples
    --------
    >>> short_names(["官溪第一党小组", "官溪第二党小组"])
    ['一', '二']
    >>> short_names(["Line A", "Line B"]), short_names(["Treasury"])
    (['A', 'B'], ['Treasu'])
    """
    if len(set(names)) < 2:  # noqa: PLR2004 - one name is set apart from none
        return [name[:LONGEST] for name in names]
    before = _alike(names)
    behind = _alike([name[before:][::-1] for name in names])
    return [name[before : len(name) - behind].strip()[:LONGEST] or name[:LONGEST] for name in names]


def _alike(names: Sequence[str]) -> int:
    """With how many characters all names begin alike."""
    shortest = min(map(len, names))
    return next(
        (place for place in range(shortest) if len({name[place] for name in names}) > 1), shortest
    )
