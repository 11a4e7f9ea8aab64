"""Numbers of persons without a shape of their own: known by their check digits, a column at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

#: So many different cells at least, and so large a share of them, must be such numbers.
_FEWEST, _MOSTLY = 3, 0.8
#: How many different cells are looked at.
_LOOKED_AT = 200
_MARKS = re.compile(r"[ .+-]")


def are_personal(cells: Sequence[str]) -> bool:
    """Whether a column holds numbers of persons or telephones of one country.

    One cell alone may be right by chance.

    Examples
    --------
    >>> are_personal(["44051401359", "02070803628", "90090515836"])
    True
    >>> are_personal(["20240101001", "20240101002", "20240101003"])
    False
    """
    distinct = list(dict.fromkeys(cells))[:_LOOKED_AT]
    if len(distinct) < _FEWEST:
        return False
    for shape, is_right in _KINDS:
        if not any(map(shape.fullmatch, distinct[:_FEWEST])):
            continue  # most columns
        hits = sum(
            shape.fullmatch(cell) is not None and is_right(_MARKS.sub("", cell))
            for cell in distinct
        )
        if hits >= _MOSTLY * len(distinct):
            return True
    return False


def _weighed(number: str, weights: Sequence[int]) -> int:
    return sum(weight * int(digit) for weight, digit in zip(weights, number, strict=False))


def _by_luhn(number: str) -> bool:
    """Luhn's sum: Sweden (the last ten digits), Canada, South Africa."""
    digits = number[-10:] if len(number) == 12 else number  # noqa: PLR2004 - a year of four digits
    doubled = [
        sum(map(int, str(int(digit) * (1 + at % 2)))) for at, digit in enumerate(reversed(digits))
    ]
    return sum(doubled) % 10 == 0


def _is_taiwanese(number: str) -> bool:
    letter = "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(number[0]) + 10
    return (
        letter // 10 + letter % 10 * 9 + _weighed(number[1:], (8, 7, 6, 5, 4, 3, 2, 1, 1))
    ) % 10 == 0


def _is_spanish(number: str) -> bool:
    digits = number[:-1].translate(str.maketrans("XYZ", "012"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(digits) % 23] == number[-1].upper()


def _is_singaporean(number: str) -> bool:
    total = _weighed(number[1:8], (2, 7, 6, 5, 4, 3, 2)) + (4 if number[0] in "TG" else 0)
    letters = "JZIHGFEDCBA" if number[0] in "ST" else "XWUTRQPNMLK"
    return letters[total % 11] == number[-1]


def _is_irish(number: str) -> bool:
    total = _weighed(number, (8, 7, 6, 5, 4, 3, 2))
    total += 9 * (ord(number[8]) - 64) if len(number) == 9 and number[8] != "W" else 0  # noqa: PLR2004
    return "WABCDEFGHIJKLMNOPQRSTUV"[total % 23] == number[7]


def _is_polish(number: str) -> bool:
    return (_weighed(number, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1))) % 10 == 0


def _is_turkish(number: str) -> bool:
    digits = list(map(int, number))
    tenth = (7 * sum(digits[0:9:2]) - sum(digits[1:8:2])) % 10
    return digits[9] == tenth and digits[10] == sum(digits[:10]) % 10


def _is_thai(number: str) -> bool:
    return (11 - _weighed(number, range(13, 1, -1)) % 11) % 10 == int(number[12])


def _is_japanese(number: str) -> bool:
    rest = _weighed(number, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return int(number[11]) == (0 if rest <= 1 else 11 - rest)


def _is_dutch(number: str) -> bool:
    return _weighed(number, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def _is_finnish(number: str) -> bool:
    digits = number[:6] + number[-4:-1]
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(digits) % 31] == number[-1]


#: Verhoeff's sums, by which India checks: the product of two signs, and where a sign is put.
_PRODUCT = (
    *("0123456789", "1234067895", "2340178956", "3401289567", "4012395678"),
    *("5987604321", "6598710432", "7659821043", "8765932104", "9876543210"),
)
_PLACES = (
    *("0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901"),
    *("2793806415", "7046913258"),
)


def _is_indian(number: str) -> bool:
    total = 0
    for at, digit in enumerate(reversed(number)):
        total = int(_PRODUCT[total][int(_PLACES[at % 8][int(digit)])])
    return total == 0


def _is_telephone(number: str) -> bool:
    """Whether groups of digits are no round figures, such as sums of money or cost centres."""
    return not number.endswith("00")


_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
#: A shape, and what is asked of a cell of it without its marks.
_KINDS: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (re.compile(r"[A-Z][1289]\d{8}"), _is_taiwanese),
    (re.compile(r"(?:\d{8}|[XYZ]\d{7})-?[A-Z]"), _is_spanish),
    (re.compile(r"[STFG]\d{7}[A-Z]"), _is_singaporean),
    (re.compile(r"\d{7}[A-W][A-IW]?"), _is_irish),
    (re.compile(r"\d{2}(?:[02468][1-9]|[13579][0-2])(?:0[1-9]|[12]\d|3[01])\d{5}"), _is_polish),
    (re.compile(r"[1-9]\d{10}"), _is_turkish),
    (re.compile(r"[1-8]\d{12}"), _is_thai),
    (re.compile(r"\d{4}[ -]?\d{4}[ -]?\d{4}"), _is_japanese),
    (re.compile(r"[2-9]\d{3} ?\d{4} ?\d{4}"), _is_indian),
    (re.compile(r"\d{9}"), _is_dutch),
    (re.compile(r"[0-3]\d[01]\d{3}[-+A]\d{3}[\dA-Y]"), _is_finnish),
    (re.compile(rf"(?:\d{{2}})?\d{{2}}{_DAY}[-+]\d{{4}}|\d{{2}}{_DAY}\d{{7}}"), _by_luhn),
    (re.compile(r"\d{3}[ -]\d{3}[ -]\d{3}"), _by_luhn),
    (re.compile(rf"[23]\d{{2}}{_DAY}\d{{7}}"), _is_telephone),
    (
        re.compile(
            r"[5-9]\d{2} \d{3} \d{3}|[67]\d{2}(?: \d{2}){3}|[6-9]\d{4} \d{5}|[5-9]\d{3} \d{4}"
        ),
        _is_telephone,
    ),
    (re.compile(r"[2-9]\d{2} [2-9]\d{2} \d{4}|\d{2} \d{4}[ -]\d{4}|89\d{9}"), _is_telephone),
)
