"""Every number that a reader sees is written here: rounding, shares, prices, seconds, thousands.

The rules are the same in both languages and in every file, picture, page and line of a terminal:

- whole numbers have no ``.0``; from 10,000 on, thousands are set off by a comma
- other numbers have at most four digits that count, and none behind the point from 1,000 on
- shares are whole percents; only nothing is ``0%``, and only what is whole is ``100%``
- what does not exist is a dash

This file imports nothing heavy, because ``sanzu --help`` has to answer at once.
"""

from __future__ import annotations

import math
from numbers import Real

#: What stands where there is no number.
NONE = "–"
#: From here on thousands are set off.
GROUPED = 10_000
#: So many digits count; from here on none stands behind the point.
_DIGITS, _WHOLE = 4, 1_000
#: Below so many seconds a tenth is told.
_LONG = 10
_CENTS = 2
#: Sums of shares differ from their true value by less.
_NOISE = 1e-9


def amount(value: float, decimals: int | None = None) -> str:
    """A number for a reader.

    Parameters
    ----------
    value
        Any number; a dash is written for one that is not a number.
    decimals
        At most so many digits behind the point; by default as many as make four digits that count.

    Examples
    --------
    >>> amount(2.0), amount(2.5), amount(5 / 6), amount(9_999), amount(12_345.6), amount(-1_234.5)
    ('2', '2.5', '0.8333', '9999', '12,346', '-1234')
    >>> amount(2.46, decimals=1), amount(float("nan"))
    ('2.5', '–')
    """
    if math.isnan(value):
        return NONE
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    whole, point, rest = _digits(value, decimals).partition(".")
    return (grouped(int(whole)) if len(whole) > _DIGITS else whole) + point + rest


def grouped(value: int) -> str:
    """A whole number, its thousands set off where it is large.

    Examples
    --------
    >>> grouped(9_999), grouped(-10_000)
    ('9999', '-10,000')
    """
    return f"{value:,}" if not -GROUPED < value < GROUPED else str(value)


def _digits(value: float, decimals: int | None) -> str:
    """A number, rounded, without zeros at its end."""
    if value == int(value):
        return str(int(value))
    if decimals is None and abs(value) < _WHOLE:
        decimals = _DIGITS - 1 - max(math.floor(math.log10(abs(value))), -_DIGITS)
    written = f"{value:.{decimals or 0}f}"
    written = written.rstrip("0").rstrip(".") if decimals else written
    return "0" if written == "-0" else written


def plain(value: object) -> str:
    """A value as people write it; a number without setting off thousands, for what is quoted.

    Examples
    --------
    >>> plain(2.0), plain(12_345.0), plain("T1")
    ('2', '12345', 'T1')
    """
    is_known = isinstance(value, float) and math.isfinite(value)
    return amount(value).replace(",", "") if is_known else str(value)  # type: ignore[arg-type]


def written(value: object) -> object:
    """A field of a sentence: numbers as a reader sees them, anything else as it is.

    Examples
    --------
    >>> written(12_345), written(0.5), written("12345"), written(True)
    ('12,345', '0.5', '12345', True)
    """
    if isinstance(value, (str, bool)) or not isinstance(value, Real):
        return value
    value = value if isinstance(value, int | float) else float(value)
    return amount(value) if isinstance(value, float) or abs(value) >= GROUPED else value


def percent(part: float, whole: float = 1.0) -> str:
    """A share in whole percents, to the nearest; a dash where there is nothing to divide by.

    Only nothing is ``0%`` and only what is whole is ``100%``.

    Examples
    --------
    >>> percent(2, 3), percent(999, 1000), percent(2, 2), percent(1, 1000), percent(0, 7), percent(0, 0)
    ('67%', '>99%', '100%', '<1%', '0%', '–')
    >>> percent(0.2399), percent(float("nan"))
    ('24%', '–')
    """
    if not whole or math.isnan(part):
        return NONE
    exact = 100 * part / whole
    nearest = math.floor(exact + 0.5 + _NOISE)
    if nearest <= 0 and exact > _NOISE:
        return "<1%"
    if nearest >= 100 and exact < 100 - 100 * _NOISE:  # noqa: PLR2004 - percents
        return ">99%"
    return f"{amount(nearest)}%"


def price(value: float) -> str:
    """A price: no more than two digits behind the point, however large it is.

    Examples
    --------
    >>> price(12.0), price(12.5), price(1_234.567), price(250_000)
    ('12', '12.5', '1234.57', '250,000')
    """
    return amount(value, _CENTS)


def seconds(value: float) -> str:
    """How long something took: tenths below ten seconds, else whole seconds.

    Examples
    --------
    >>> seconds(0.04), seconds(2.34), seconds(83.2)
    ('0.0', '2.3', '83')
    """
    return f"{value:.1f}" if value < _LONG else amount(round(value))
