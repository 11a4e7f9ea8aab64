"""Chinese numerals within a day → digits: 二〇一六年七月一日, 民國一百零六年, 元年."""

from __future__ import annotations

import re

_DIGITS = {sign: number for number, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_TENS = {"百": 100, "十": 10, "廿": 20, "卅": 30}
_SIGNS = "".join(_DIGITS) + "".join(_TENS)
#: A numeral in front of a word for a part of a day's name.
_NUMERAL = re.compile(rf"(?<![{_SIGNS}])[{_SIGNS}]++(?=[年月日号號季])")


#: Years of an era in Japan: the era by its name or first letter, and the year before its first.
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_LETTERS = dict(zip("MTSHR", _ERAS.values(), strict=True))
_ERA = re.compile(
    r"(明治|大正|昭和|平成|令和)(\d{1,2})年|([MTSHR])(\d{1,2})(?=[./-]\d{1,2}[./-]\d{1,2}$)"
)


def in_common_years(text: str) -> str:
    """A day of Japan or Korea as 2016-4-1; any other text as it is.

    Examples
    --------
    >>> in_common_years("平成28年4月1日"), in_common_years("R2.4.1"), in_common_years("2016년 7월 1일")
    ('2016年4月1日', '2020.4.1', '2016年7月1日')
    >>> in_common_years("2016. 3. 5."), in_common_years("R2")
    ('2016.3.5', 'R2')
    """
    if korean := _KOREAN.fullmatch(text):
        return f"{korean[1]}年{korean[2]}月{korean[3]}日"
    if spaced := _POINTS.fullmatch(text):
        return ".".join(spaced.groups())
    return _ERA.sub(_common, text)


_KOREAN = re.compile(r"(\d{4})년 ?(\d{1,2})월 ?(\d{1,2})일")
_POINTS = re.compile(r"(\d{4})\. ?(\d{1,2})\. ?(\d{1,2})\.?")


def _common(era: re.Match[str]) -> str:
    if era[1]:
        return f"{_ERAS[era[1]] + int(era[2])}年"
    return str(_LETTERS[era[3]] + int(era[4]))


def in_digits(text: str) -> str:
    """A day whose numerals are digits; any other text as it is.

    Examples
    --------
    >>> in_digits("二〇一六年七月二十一日"), in_digits("民國一百零六年三月五日"), in_digits("民国元年一月")
    ('2016年7月21日', '民國106年3月5日', '民国1年1月')
    """
    if text.isascii():
        return text
    text = text.replace("元年", "1年")
    return _NUMERAL.sub(lambda numeral: str(_value(numeral[0])), text)


def _value(numeral: str) -> int:
    """The number of a numeral, whether it is written by place (二〇一六) or in words (一百零六)."""
    if not any(sign in _TENS for sign in numeral):
        return int("".join(str(_DIGITS[sign]) for sign in numeral))
    total, digit = 0, 0
    for sign in numeral:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
            continue
        unit = _TENS[sign]
        total += unit if sign in "廿卅" else max(digit, 1) * unit
        digit = 0
    return total + digit
