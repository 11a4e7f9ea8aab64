"""The words of an invented organisation: names of people, places, units and work, in Chinese and
English.

None of them means anybody or any place: they are put together by lot from common syllables, and if
one exists, that is chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.intp]
Texts = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Words:
    """One language's words; the templates of unit names take ``place``, ``work`` and ``number``;
    `space` stands between words.
    """

    surnames: tuple[str, ...]
    given: tuple[str, ...]
    places: tuple[str, ...]
    works: tuple[str, ...]
    posts: tuple[str, str, str, str]
    units: dict[str, str]
    sites: tuple[str, str]
    repeat: str
    space: str
    problems: tuple[str, ...]
    further: str
    remedy: str


def _cut(words: str) -> tuple[str, ...]:
    return tuple(words.split()) if " " in words else tuple(words)


def _pairs(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(beginning + other for beginning in first for other in second)


def _places(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Every combination, in an order in which neighbours share nothing (37 divides no such
    product).
    """
    names = _pairs(first, second)
    return tuple(names[37 * number % len(names)] for number in range(len(names)))


_CHARACTERS = _cut(
    "伟芳敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红娥玲芬燕彬凤洁梅琳岩松柏宁远安康文博宇轩晨浩然思雨"
)
_SYLLABLES = _cut("Al Be Cor Da El Fa Gil Ha Il Jo Ka Lo Mar Ne Or Per Ro Sel Ta Vi")
WORDS = {
    "zh": Words(
        _cut(
            "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
        ),
        _CHARACTERS + _pairs(_CHARACTERS, _CHARACTERS),
        _places(_cut("茗杏柳梅桃芦荻菱枫榆槐棠苇萤鹭雁鹿霞露岚"), _cut("溪坪塘湾桥岭坞渡滩埠涧汀")),
        ("配电", "运维", "检修", "抢修", "营销", "计量"),
        ("班长", "技师", "技工", "见习"),
        {
            "station": "{place}供电所",
            "branch": "{place}党支部",
            "party": "{place}第{number}党小组",
            "union": "{place}第{number}工会小组",
            "team": "{place}{work}{number}班",
        },
        ("东区", "西区"),
        "{place}第{number}",
        "",
        (
            "围栏松动",
            "登高板绳磨损",
            "接地线编号不清",
            "安全帽临近报废期",
            "插座发热",
            "夜间照明不足",
            "仓库堆放杂乱",
        ),
        "应急照明不亮",
        "限期整改",
    ),
    "en": Words(
        _pairs(
            _cut(
                "Ash Bar Cal Dun El Far Gar Hol Is Kel Lang Mor Nor Oak Pen Rad Sten Thorn Wal Yar"
            ),
            _cut("by den ford ham ley man ow sey ton wick"),
        ),
        _pairs(_SYLLABLES, _cut("a an en ia ine is on ra ric vin")),
        _places(
            _cut(
                "Amber Birch Clear Deep Elm Fern Gold Hazel Iron Lark Maple North Oak Pine Quarry Reed Silver Thorn"
            ),
            _cut("bridge brook dale field ford hill lake mere mouth point ridge vale"),
        ),
        ("distribution", "operations", "maintenance", "repair", "customer service", "metering"),
        ("team leader", "senior technician", "technician", "trainee"),
        {
            "station": "{place} station",
            "branch": "{place} branch",
            "party": "{place} party group {number}",
            "union": "{place} union group {number}",
            "team": "{place} {work} team {number}",
        },
        ("east", "west"),
        "{place} {number}",
        " ",
        (
            "loose fence",
            "worn climbing rope",
            "unclear earthing labels",
            "helmets near expiry",
            "hot socket",
            "poor light at night",
            "untidy store",
        ),
        "dark emergency light",
        "mend it in time",
    ),
}


def person_names(words: Words, count: int, rng: np.random.Generator) -> Texts:
    """So many people's names by lot, surname first where words are not spaced."""
    given = np.array(words.given, dtype=object)[rng.integers(0, len(words.given), count)]
    surname = np.array(words.surnames, dtype=object)[rng.integers(0, len(words.surnames), count)]
    whole: Texts = given + words.space + surname if words.space else surname + given
    return whole


def place_names(words: Words, count: int) -> list[str]:
    """So many different places; when the names run out they are numbered."""
    names = list(words.places[:count])
    for number in range(len(names), count):
        turn, which = divmod(number, len(words.places))
        names.append(words.repeat.format(place=words.places[which], number=turn + 1))
    return names
