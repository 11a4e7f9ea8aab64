"""What is private in cells, under any heading: numbers of persons, telephones, addresses, accounts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from sanzu_graph.io.rosters.personal_numbers import are_personal

#: The first digits of an identity number: a province of China. Order numbers begin with a year.
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)"
#: A day of birth in six digits, the month before the day.
_BORN = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
#: Identity numbers of 15 and 18 digits, mobile numbers and landlines, bank cards, mail addresses.
_PRIVATE = re.compile(
    rf"{_PROVINCE}\d{{16}}|\d{{17}}[Xx]|{_PROVINCE}\d{{4}}{_BORN}\d{{3}}|3[47]\d{{13}}"
    r"|(?:\+?86[- ]?)?1[3-9]\d{9}|0(?:10|2\d|[3-9]\d{2})-?\d{7,8}(?:-\d{1,5})?|0[1-9]\d{8,9}"
    r"|784-?\d{4}-?\d{7}-?\d|[12]\d{2}(?:0[1-9]|1[0-2])\d{10}"
    r"|(?:[3-6]\d|2[2-7])\d{14}|[3-6]\d{18}"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[\w.+-]{1,60} @ [\w-]{1,60}(?:\.[\w-]{1,30}){1,4}|\+\d{10,14}"
    # Mobile numbers with dots, landlines with brackets, numbers of North America.
    r"|1[3-9]\d\.\d{4}\.\d{4}|\(0\d{1,3}\) ?\d{3,4}[ -]?\d{4}"
    r"|(?:1[ .-])?\(?[2-9]\d{2}\)?[ .-]{1,2}[2-9]\d{2}[.-]\d{4}(?: ?(?:x|ext\.?) ?\d{1,5})?"
    # Numbers of social security, identity cards of Hong Kong, international bank accounts.
    r"|\d{3}-\d{2}-\d{4}|[A-Z]{1,2}\d{6} ?\([\dA]\)|[157]\d{6}\(\d\)|[157]/\d{6}/\d"
    r"|[A-Z]{2}\d{2}(?: ?\d{4}){3,6}(?: ?[A-Z\d]{1,4})?"
    # Plates of cars, accounts of networks of people, a flat in a street or an estate.
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][· ]?[A-Z\d]{5,6}|wxid_\w{3,30}"
    r"|(?:https?://)?(?:\w{1,9}\.)?(?:linkedin|facebook|instagram|weibo|twitter)\.com/\S{1,99}"
    r"|.{2,40}(?:路|街|巷|弄|村|园|苑|区|庭|府|里).{0,20}\d{1,4}(?:号楼|幢|栋|座|单元).{0,4}\d{1,4}(?:单元|室|户).{0,20}"
    # Numbers of persons elsewhere: Korea, Thailand, Switzerland, Italy, Brazil, Chile, Mexico, India,
    # Russia, Great Britain.
    r"|\d{6}-[1-8](?:\d{6}|[*●xX]{6})|\d-\d{4}-\d{5}-\d{2}-\d|756\.\d{4}\.\d{4}\.\d{2}"
    r"|[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z]|\d{3}\.\d{3}\.\d{3}-\d{2}"
    r"|\d{1,2}\.\d{3}\.\d{3}-[\dKk]|[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d|[A-Z]{3}P[A-Z]\d{4}[A-Z]"
    r"|\d{3}-\d{3}-\d{3} \d{2}|(?!20[0-3]\d )\d{2}(?:9[7-9]|[0-2]\d) \d{6}"
    r"|[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]"
    # Malaysia, Belgium, Argentina; pensions of Germany.
    rf"|{_BORN}-\d{{2}}-\d{{4}}|\d{{2}}\.\d{{2}}\.\d{{2}}-\d{{3}}\.\d{{2}}|2[0347]-\d{{8}}-\d"
    r"|\d{2} ?(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2} [A-Z] ?\d{3}"
    # Telephones of Korea, Vietnam, France, Germany, Italy, Brazil.
    r"|0\d{1,2}-\d{3,4}-\d{4}|0\d{3}\.\d{3}\.\d{3}|0[1-9](?:[ .]\d{2}){4}"
    r"|0(?:1[5-7]\d|[2-9]\d{1,3})/ ?\d{5,8}|3\d{2}[ .]\d{6,7}|\(\d{2}\) ?9?\d{4}-\d{4}"
    # Telephones of Russia, Taiwan and Hong Kong, and any number that is called one.
    r"|(?:\+7|8)[ -]?\(?\d{3}\)?[ -]?\d{3}-\d{2}-\d{2}|\+?886-?0?9\d{2}-?\d{3}-?\d{3}"
    r"|\+?852[2-9]\d{7}|(?i:tel|phone|mob(?:ile)?|cell|电话|手机|電話|手機)[.:：]? ?\+?[\d -]{5,20}"
    # Accounts and days of birth that are called so.
    r"|(?i:微信|vx|wx|qq|wechat)(?:号|號)?[:：] ?[\w-]{4,30}"
    r"|[\w.+-]{1,60} ?[(\[]at[)\]] ?[\w-]{1,40}\.\w{2,9}"
    r"|(?:生于)?\d{4}年\d{1,2}月(?:\d{1,2}日)?(?:出?生|生日)|生于\d{4}.{0,8}"
    # Addresses: a number in a street behind a town, a number before a street, a code of mail.
    r"|.{2,20}[省市区县镇乡].{1,20}(?:路|街|巷|弄|村|大道|段)\d{1,4}[号號](?:[^杆塔变线机柜主配].{0,30})?"
    r"|\d{1,5} [A-Z][\w.' ]{1,40} (?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Blvd|Court|Ct)\.?"
    r"(?:(?:,| (?:Apt|Suite|Flat|Unit|#)).{0,60})?"
    r"|.{3,60} \d{1,4}[a-z]?, ?(?:[A-Z]-)?\d{5} [A-Z].{2,40}|.{3,60}, [A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}"
)
#: What is private somewhere in a cell: behind a name, or two of them.
_WITHIN = re.compile(
    # Mail addresses; a sign of Chinese or Japanese in front belongs to a name. What may not stand in
    # front is just what an address may begin with: else each letter of a long word begins one anew.
    r"(?:(?<![\w.+-])|(?<=[\u3040-\u9fff]))(?:(?![\u3040-\u9fff])[\w.+-])++@[\w-]++(?:\.[\w-]+)*\.[a-zA-Z]+"
    # Mobile numbers in groups, identity numbers and bank cards in groups, landlines.
    r"|(?<!\d)(?:\(?(?:\+|00)?86\)?[ -]?)?1[3-9]\d[ .-]?\d{4}[ .-]?\d{4}(?![\dXx])"
    rf"|(?<!\d)(?:{_PROVINCE}\d{{16}}|\d{{17}}[Xx])(?![\dXx])"
    r"|(?<!\d)(?:\d{6}[3-9]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3})(?![\dXx])"
    r"|(?<![\d-])\d{6}[ -](?:19|20)\d{6}[ -]\d{3}[\dXx](?![\d-])"
    r"|(?<!\d)(?:\d{19}|(?:62|4\d|5[1-5])\d{14})(?!\d)"
    r"|(?<![\d-])[3-6]\d{3}(?: \d{4}){3}(?: \d{1,3})?(?![\d-])"
    r"|(?<!\d)(?:0\d{2,3}[ -]\d{7,8}|[(（]0\d{1,3}[)）] ?\d{3,4}[ -]?\d{4})(?![\dXx])"
    # Korea, Japan, Taiwan, Russia, Great Britain, North America, and any with its country.
    r"|(?<![\d-])(?:\d{6}-[1-8]\d{6}|01\d-\d{3,4}-\d{4}|0[789]0-\d{4}-\d{4}|09\d{2}-\d{3}-\d{3})(?![\d-])"
    r"|(?<![\d+])(?:\+7|8)[ -]?\(?\d{3}\)?[ -]?\d{3}-\d{2}-\d{2}(?![\d-])|(?<!\d)07\d{3} \d{6}(?!\d)"
    r"|(?<![\d+])\+\d{1,3}(?:[ ./()-]{0,3}\d){7,13}(?!\d)"
    r"|(?<![\d-])(?:\([2-9]\d{2}\)[ .-]{0,2}|[2-9]\d{2}[ .-]{1,2})\d{3}[.-]\d{4}(?![\d-])"
    # Numbers of persons that are written in a way of their own, accounts, what is called so.
    r"|(?<![A-Za-z\d-])(?:\d{3}-\d{2}-\d{4}(?![A-Za-z\d-])|[A-Z]{1,2}\d{6}\([\dA]\))"
    r"|(?<![\d.])(?:\d{3}\.\d{3}\.\d{3}-\d{2}|756\.\d{4}\.\d{4}\.\d{2})(?!\d)"
    r"|(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?\d{4}){4,6}(?: ?\d{1,3})?(?!\d)|wxid_\w{3,30}"
    r"|(?i:微信|vx|wx|qq|wechat)(?:号|號)?[:：] ?[a-zA-Z\d][\w-]{3,29}"
    r"|(?i:护照|護照|passport|身份证|银行卡|社保卡) ?(?i:号码|号|no\.?)?[:： ]{0,2}[A-Za-z]{0,2}\d{6}[\dA-Za-z]{0,13}"
    r"|(?i:(?<![a-z])(?:tel|phone)|电话|手机|電話|手機)[.:：]? ?\d(?:[ -]?\d){6,11}(?![ -]?\d)"
)
#: One of these stands in everything private.
_SIGNS = re.compile(r"[\d@＠_/:：(\[]")
_NARROW = {wide: ord("0") + at for at, wide in enumerate(range(0xFF10, 0xFF1A))}
_NARROW |= {ord("＠"): ord("@"), ord("＋"): ord("+"), ord("－"): ord("-")}
_BETWEEN = re.compile(r"(?<=\d)[\s-](?=\d)")
_SIXTH = 1 / 6


def looks_private(cells: Sequence[str]) -> bool:
    """Whether a column holds private numbers or addresses, by a sixth of its filled cells or more.

    Examples
    --------
    >>> looks_private(["139-1234-5678", "", "８６１３９１２３４５６７８"]), looks_private(["20261129"])
    (True, False)
    """
    present = [cell for cell in cells if cell]
    if not present:
        return False
    hits = sum(count for cell, count in Counter(present).items() if is_private(cell))
    return hits >= max(_SIXTH * len(present), 1) or are_personal(present)


def identifies(cells: Sequence[str]) -> bool:
    """Whether a column of ids holds identity or mobile numbers, which are nobody's staff number."""
    present = [cell for cell in cells if cell]
    return bool(present) and 2 * sum(
        _NUMBER.fullmatch(cell.replace(" ", "")) is not None for cell in present
    ) > len(present)


_NUMBER = re.compile(
    r"\d{17}[\dXx]|1[3-9]\d{9}|\d{6}-[1-8]\d{6}|\d{3}-\d{2}-\d{4}|756\.\d{4}\.\d{4}\.\d{2}"
    r"|\d{3}\.\d{3}\.\d{3}-\d{2}|[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]"
)


def is_private(cell: str) -> bool:
    """Whether a cell is, or holds, an identity or telephone number, a bank card or a mail address."""
    if len(cell) < 7 or _SIGNS.search(cell) is None:  # noqa: PLR2004 - nothing private is shorter
        return False
    plain = unicodedata.normalize("NFKC", cell).strip()
    return _WITHIN.search(plain) is not None or any(
        _PRIVATE.fullmatch(text) is not None for text in {plain, _BETWEEN.sub("", plain)}
    )


#: Headings of numbers of things, whose codes may look like those of persons.
_OF_THINGS = re.compile(
    r"成本中心|订单|工单|合同|项目|资产|设备|线路|台区|版本|日期|期间|cost cent|\border\b|contract|project|asset|invoice|version|period|\bdates?\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?!1[3-9]\d{9}$)[A-Za-z]{0,6}[\d .\-/–~]+")


def is_code(heading: str, cell: str) -> bool:
    """Whether a cell is a code of a thing, by its heading, even if it looks like a telephone.

    Examples
    --------
    >>> is_code("成本中心", "400-210-3000"), is_code("电话", "400-210-3000"), is_code("订单", "13912345678")
    (True, False, False)
    """
    return _OF_THINGS.search(heading) is not None and _CODE.fullmatch(cell) is not None


def without_private(text: str) -> str:
    """A text whose private numbers and addresses are covered.

    Examples
    --------
    >>> without_private("填表人：李某 13912345678")
    '填表人：李某 …'
    >>> without_private("联系 139-1234-5678 或 １３９１２３４５６７８")
    '联系 … 或 …'
    """
    if _SIGNS.search(text) is None:
        return text
    narrow = text.translate(_NARROW)
    covered = _WITHIN.sub("…", narrow)
    return text if covered == narrow else covered


#: Words for a private number, which are left in front of one that was taken out.
_LABELS = (
    *(
        "联系电话",
        "联系方式",
        "身份证号码",
        "身份证号",
        "身份证",
        "手机号码",
        "手机号",
        "手机",
        "电话",
    ),
    *(
        "邮箱",
        "電話",
        "手機",
        "telephone",
        "e-mail",
        "email",
        "phone",
        "mobile",
        "mob",
        "tel",
        "cell",
    ),
)
_AROUND = " \t\u3000.,;，；、/|:：-()（）【】[]<>"


def stripped(text: str) -> str:
    """A text without the private numbers and addresses in it, and without the words for them.

    A text that holds nothing else stays as it is.

    Examples
    --------
    >>> stripped("赵一（手机：13912345678）"), stripped("Ann Lee <ann@corp.example>"), stripped("一班")
    ('赵一', 'Ann Lee', '一班')
    """
    covered = without_private(text)
    if covered == text:
        return text
    *parts, last = covered.split("…")
    kept = [*map(_without_label, parts), last.strip(_AROUND)]
    return " ".join(filter(None, kept)) or text


def _without_label(part: str) -> str:
    """What stands in front of a private number, without the word for it."""
    bare = part.strip(_AROUND)
    label = next((word for word in _LABELS if bare.lower().endswith(word)), "")
    return bare[: len(bare) - len(label)].strip(_AROUND)
