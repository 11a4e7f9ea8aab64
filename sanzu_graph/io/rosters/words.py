"""What the headings and posts of a roster mean, by the schema's aliases, however they are typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from sanzu_graph.errors import AbsentError
from sanzu_graph.schema import roster_fields

KEEP, SKIP, SERIAL, PRIVATE = "keep", "skip", "serial", "private"
LAYER, ROLE = "layer:", "role:"
SHARE = "share"
#: The layer whose leader a bare 班长 is.
BASE = "team"

#: Characters that headings and posts are made of, Traditional → Simplified; names are never touched
#: by it.
_SIMPLE = str.maketrans(
    "運維變線輸區調營業廠車設護測綜網農鎮鄉東門華興訊財採購倉儲檢驗質監環節後勤黨員職務稱種專業號別處單應當學歷齡參時間離電話聯繫絡機證碼銀帳賬戶師傅導組長負責權會隊駐點輪級術編號屬預備團眾眾體總計審製簽國產薪資險醫遷緊",
    "运维变线输区调营业厂车设护测综网农镇乡东门华兴讯财采购仓储检验质监环节后勤党员职务称种专业号别处单应当学历龄参时间离电话联系络机证码银帐账户师傅导组长负责权会队驻点轮级术编号属预备团众众体总计审制签国产薪资险医迁紧",
)
_TRADITIONAL = re.compile("[" + "".join(map(chr, _SIMPLE)) + "]")
_IGNORED = re.compile(r"[\s_\-*.:：·•\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\"“”']+")
_BLANK = re.compile(r"\s+")
_NOTE = re.compile(r"[(\[【〔]([^)\]】〕]*+)(?:[)\]】〕]|\Z)")
_NOTES = re.compile(
    r"民国|民國|西元|公元|roc|必填|选填|可选|可不填|年|岁|单位[:：]?年|全称|下拉选择|[ymd年月日/.\-0-9]{2,}|required|optional|years?"
)
_LITERAL = re.compile(r"(layer|role)\s*[:：]\s*(\S.*)", re.IGNORECASE | re.DOTALL)
_OR = re.compile(r"[/、|]|或|\bor\b")
_SHORTEST_PART = 5
#: Words that are private alone, and nothing of the kind within others: 联络员, Street lighting.
_ALONE = frozenset(
    [
        "联络",
        "聯絡",
        "收入",
        "体检",
        "體檢",
        "签证",
        "通行证",
        "疫苗",
        "处分",
        "處分",
        "违纪",
        "違紀",
        "犯罪",
        "体重",
        "體重",
        "身高",
        "车牌",
        "車牌",
        "病假",
        "工伤",
        "职业病",
        "contact",
        "Contact",
        "income",
        "Pay",
        "street",
        "portable",
        "mobil",
        "bonus",
        "numéro",
        "tél",
        "facebook",
        "linkedin",
        "telegram",
        "whatsapp",
        "skype",
        "vaccination",
        # In their languages these are also words for a title, a quantity, a report, a plan.
        "العنوان",
        "पता",
        "инн",
        "оклад",
        "национальность",
        "medical",
        "emergency",
        "adres",
        "photo",
        "avatar",
        "星座",
        "户名",
        "照片",
        "头像",
        "内線",
        "здоровье",
        "zdrowie",
    ]
)
#: How a heading ends that means a unit, and no matter what it deals with: 体检中心, 医保项目组.
_OF_UNIT = re.compile(
    r"(?:[班组組队隊团]|中心|项目|項目|委员会|委員會|team|teams|group|project|crew|squad|committee|centre|center)"
)
#: How many texts are remembered; they may be people's names, which are not to pile up.
_REMEMBERED = 4096
#: A group heading of this kind leaves a post below it what it is; below any other it may be a post
#: elsewhere.
_PLAIN_GROUP = re.compile(
    r"基本|个人|人员|岗位|工作|职工|员工|行政|一般|班组|信息|general|basic|person|work|job|employ"
)


@lru_cache(_REMEMBERED)
def folded(text: str) -> str:
    """A heading or word without what does not matter: width, case, script, blanks, marks.

    Examples
    --------
    >>> folded("工　號*") == folded(" 工号：")
    True
    """
    return _IGNORED.sub("", squeezed(text))


@lru_cache(_REMEMBERED)
def squeezed(text: str) -> str:
    """A text without blanks, in narrow, lower, Simplified characters; its marks stay."""
    narrow = unicodedata.normalize("NFKC", text).casefold()
    if _TRADITIONAL.search(narrow):
        narrow = narrow.translate(_SIMPLE)
    return _BLANK.sub("", narrow)


class Match(NamedTuple):
    """What a heading means: the field, a message that tells how it was known, and how strongly (0
    is strongest).
    """

    field: str
    how: str
    rank: int = 0


@cache
def _headings() -> dict[str, Match]:
    """Folded heading → its meaning. Layers bear their prefix, for all layers that the schema lists."""
    matches: dict[str, Match] = {}
    for field in roster_fields().values():
        for rank, alias in enumerate((field.name, *field.aliases)):
            target = {"layer": LAYER + field.name, "private": PRIVATE}.get(field.kind, field.name)
            matches.setdefault(folded(alias), Match(target, "roster.how.alias", rank))
    return matches


def is_known(heading: str) -> bool:
    """Whether a heading is one of the aliases."""
    return folded(heading) in _headings()


def meaning(heading: str, mapping: Mapping[str, str]) -> Match | None:
    """What a heading means, or None.

    Parameters
    ----------
    heading
        As it stands in the file.
    mapping
        Folded heading → field, which goes before everything else.

    Examples
    --------
    >>> meaning("职　务", {}).field, meaning("layer:choir", {}).field, meaning("爱好", {})
    ('position', 'layer:choir', None)
    >>> meaning("紧急联系人电话", {}).field, meaning("Manager E-mail", {}).field
    ('private', 'manager')
    """
    word = folded(heading)
    if not word:
        return None
    if word in mapping:
        return Match(mapping[word], "roster.how.mapping", -1)
    return _own_meaning(heading)


@lru_cache(_REMEMBERED)
def _own_meaning(heading: str) -> Match | None:
    """What a heading means that nobody's mapping names."""
    word = folded(heading)
    if literal := _LITERAL.fullmatch(heading.strip()):
        return Match(f"{literal[1].lower()}:{literal[2].strip()}", "roster.how.alias")
    without = _NOTE.sub(
        lambda note: "" if _NOTES.fullmatch(note[1].strip()) else note[0],
        unicodedata.normalize("NFKC", heading).casefold(),
    )
    for known in (word, folded(without)):
        if known in _headings():
            return _headings()[known]
    if match := _of_parts(without):
        return match
    if named_by := _of_manager(folded(without)):
        return Match(named_by, "roster.how.alias", _COMPOSED)
    return (
        Match(PRIVATE, "roster.how.alias")
        if any(part in word for part in _private_parts()) and not _ends_as_unit(word)
        else None
    )


def _ends_as_unit(word: str) -> bool:
    return any(end.end() == len(word) for end in _OF_UNIT.finditer(word))


#: What names a superior, and what a superior is named by. A heading is one of the first with or
#: without one of the second: Manager E-mail, 直属上级账号.
_SUPERIOR = (
    r"(?:(?:line|direct|immediate|solidline|reporting|people|hr|primary|current|my|employees?)?"
    r"(?:manager|mgr|supervisor|superior|boss)|report(?:s|ing)?to(?:manager|supervisor|name)?|managedby"
    r"|(?:直接|直属|直线|实线|汇报|上一级|一级)(?:上级|上司)?(?:领导|主管|经理|负责人|老板)"
    r"|(?:直接|直属|直线|实线|汇报|行政)?(?:上级|上司)(?:领导|主管|经理|负责人)?|汇报(?:对象|给|至|线))"
)
_DOTTED = (
    r"(?:(?:dottedline|dotted|matrix|functional|secondary|indirectline)(?:manager|mgr|supervisor|boss|reportsto)"
    r"|虚线(?:上级|上司|领导|主管|经理|汇报(?:对象|人|给|线)?)|(?:业务|职能|矩阵)(?:上级|汇报对象|汇报线|汇报人))"
)
_NAMED_BY = (
    r"(?:user|employee|emp|staff|worker|person|personnel|login|account|work)?"
    r"(?:id|ids|no|number|num|nr|#|code|name|fullname|displayname|e?mail|e?mailaddress|username|upn|key)?s?"
    r"|的?(?:人员|员工|职工|用户|企业|工作|电子|登录)?(?:工号|编号|编码|代码|号|id|userid|姓名|名字|名称|名|账号|帐号|用户名|邮箱|邮件|email)?"
)
_OF_MANAGER = re.compile(rf"{_SUPERIOR}(?:{_NAMED_BY})")
_OF_DOTTED = re.compile(rf"{_DOTTED}(?:{_NAMED_BY})")
#: How weak such a heading is beside a known one.
_COMPOSED = 100


def _of_manager(word: str) -> str:
    """The field of a folded heading that is made of a superior and of what names one, or nothing."""
    if _OF_DOTTED.fullmatch(word):
        return "dotted_manager"
    return "manager" if _OF_MANAGER.fullmatch(word) else ""


def _of_parts(text: str) -> Match | None:
    """The meaning of 姓名(工号), by what stands first, and of words that all mean the same."""
    aside = _NOTE.search(text)
    if aside and folded(aside[1]) in _headings():
        return _headings().get(folded(_NOTE.sub("", text)))
    parts = [_headings().get(folded(part)) for part in _OR.split(text)]
    if len({part.field if part else None for part in parts}) == 1 and parts[0]:
        return min((part for part in parts if part), key=lambda part: part.rank)
    return None


@cache
def _private_parts() -> tuple[str, ...]:
    """Words that make a heading private wherever they stand in it; short English ones would be
    found in others.
    """
    aliases = [
        alias for field in roster_fields().values() if field.private for alias in field.aliases
    ]
    return tuple(
        folded(alias)
        for alias in aliases
        if (not alias.isascii() or len(alias) >= _SHORTEST_PART) and alias not in _ALONE
    )


def speaks_of_private(heading: str) -> bool:
    """Whether a heading holds a word for private things: Manager E-mail, 上级账号.

    Examples
    --------
    >>> speaks_of_private("上级账号"), speaks_of_private("Manager")
    (True, False)
    """
    word = folded(heading)
    return any(part in word for part in _private_parts())


def grouped_meaning(group: str, heading: str, mapping: Mapping[str, str]) -> Match | None:
    """What a heading below a group heading means: both read as one word, else the lower one, more
    weakly.
    """
    if not group or folded(heading) in mapping:
        return meaning(heading, mapping)
    for joined in (f"{group}/{heading}", group + heading):
        match = (
            meaning(joined, mapping)
            if folded(joined) in mapping or folded(joined) in _headings()
            else None
        )
        if match:
            return match
    above, own = meaning(group, {}), meaning(heading, {})
    if above and above.field == PRIVATE:
        return above
    if own is None or (own.field == "position" and not _PLAIN_GROUP.search(folded(group))):
        return None
    return own if own.field == PRIVATE else own._replace(rank=own.rank + 1000)


def targets(mapping: Mapping[str, str] | None) -> dict[str, str]:
    """A caller's mapping, folded, its fields checked.

    Raises
    ------
    AbsentError
        If there is no such field.
    """
    fields = {
        name: LAYER + name if field.kind == "layer" else name
        for name, field in roster_fields().items()
        if field.kind != PRIVATE
    }
    fields |= {KEEP: KEEP, SKIP: SKIP}
    wrong = [
        field
        for field in (mapping or {}).values()
        if field not in fields and not re.fullmatch(r"(layer|role):\S.*", field)
    ]
    if wrong:
        raise AbsentError(
            "error.roster_field", fields=wrong, known=", ".join([*fields, "layer:…", "role:…"])
        )
    return {folded(heading): fields.get(field, field) for heading, field in (mapping or {}).items()}
