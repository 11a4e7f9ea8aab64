"""What posts say: who leads, who is deputy, who acts, read from the parts of a title."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from sanzu_graph.io.rosters.words import BASE, folded
from sanzu_graph.schema import DEPUTY, LEADER, PLAIN, value_aliases

#: How many texts are remembered; they may be people's names, which are not to pile up.
_REMEMBERED = 4096
#: How sure a claim is: by a known word · by a title that leads where nobody leads for sure · by
#: being in charge as deputy.
SURE, TITLE, IN_CHARGE = 0, 1, 2


class Claim(NamedTuple):
    """A role that a post tells: in the layer, or in the unit that bears the name where the post
    names one.
    """

    layer: str
    role: str
    unit: str = ""
    rank: int = SURE


_AND = re.compile(r"[、；;，,/／＋+&＆\n]|兼任?|\band\b")
_ASIDE = re.compile(r"[(（]([^()（）]*)[)）]")
_UNIT_POST = re.compile(r"(.+?)的?(副?)(班长|组长|班組長|班長|組長)")
_SHORT_POST = re.compile(r"(.+[班组組])(副?)[长長]")

_ACTING = re.compile(r"^(?:代理|暂代|临时|代(?!表)|acting|interim|temporary)|(?:代理|临时)$")
_ACTS = ("代", "代理", "临时", "暂代", "acting", "interim", "temporary", "代行")
_IN_CHARGE = ("主持工作", "主持", "主持全面工作", "临时负责", "incharge", "主持日常工作")
_PLAIN_ASIDE = ("兼", "兼任", "正", "正职", "专职", "parttime", "fulltime")
_DEPUTY_ASIDE = ("副", "副职", "deputy")
_NOT_NOW = re.compile(r"^(?:原|前任?|曾任|拟任|候任|见习|待任|former|ex|designate)")
_FORMER_ASIDE = re.compile(r"原|前任|拟|候任|见习|待聘|former|designate")
_FILLER = re.compile(r"^(?:现任|兼任?|正|本)(?=.)")
_VICE = re.compile(r"^(?:常务|第一)?副|^(?:deputy|vice|assistant|associate)")
#: Titles of those who lead all that they are in: a station, an office, a department.
_HEADS = "总经理|经理|主任|站长|所长|队长|部长|科长|处长|室长|厂长|院长|校长|店长|行长|工长|段长|主管|总监|负责人|领班|带班长|党支部书记|课长|課长|系长|係长"
_HEAD = re.compile(rf"(.*?)的?(副?)({_HEADS})")
_ENGLISH = re.compile(r"(?:headof|leadof|directorof|managerof|incharge(?:of)?)(.+)")
_ENGLISH_HEAD = re.compile(
    r"(.*?)(teamleader|teamlead|groupleader|leader|lead|manager|director|head|supervisor|foreman|superintendent)"
)
#: Managers of things, not of people.
_OF_THINGS = re.compile(
    r"product|project|program|programme|account|office|community|case|brand|relationship|property|category|contract|data|risk|quality|tech|technical|art|design"
)
#: Whom a Chinese title names that leads no unit: 工作负责人, 项目经理.
_THINGS = re.compile(
    r"(?:工作|安全|技术|质量|项目|客户|产品|大客户|账户|现场|作业|施工|值|物业|主管)$"
)
_GENERIC = re.compile(
    r"^(?:此|该|本|所在|所属)?(?:班组?|部门|小?组|站|所|室|队|科室?|处|中心|单位|车间|供电所|变电站)$"
)


@cache
def _posts() -> dict[str, Claim]:
    known: dict[str, Claim] = {}
    for alias, value in value_aliases("post").items():
        layer, role = value.split(":")
        known[folded(alias)] = Claim(BASE if layer == "base" else layer, role)
    return known


def parts_of(post: str) -> list[str]:
    """The posts in a cell: 班长兼党小组长 are two. An aside that is no post of its own stays with what it
    limits.
    """
    opened = _ASIDE.sub(
        lambda aside: (
            f"、{aside[1]}"
            if all(folded(part) in _posts() for part in _AND.split(aside[1]) if part)
            else aside[0]
        ),
        post,
    )
    return [part.strip() for part in _AND.split(opened) if part.strip()]


@lru_cache(_REMEMBERED)
def claims_of(post: str) -> tuple[Claim, ...]:
    """The roles that a post tells, and those that it may tell.

    It may if it names the person's own unit (`Claim.unit`), or if nobody else leads there
    (`Claim.rank`).

    Examples
    --------
    >>> [(claim.layer, claim.role) for claim in claims_of("班长兼党小组长、安全员")]
    [('team', 'leader'), ('party', 'leader')]
    >>> claims_of("副班长")[0].role, claims_of("代理班长")[0].role, claims_of("班长（代）")[0].role
    ('deputy', 'leader', 'leader')
    >>> claims_of("站长")[0].rank == TITLE, claims_of("工作负责人"), claims_of("原班长")
    (True, (), ())
    >>> claims_of("Head of Grid")[0].unit, claims_of("Acting Manager")[0].role, claims_of("Product Manager")
    ('grid', 'leader', ())
    """
    claims: dict[Claim, None] = {}
    for part in parts_of(post):
        for claim in _claims(part):
            claims[claim] = None
    return tuple(claims)


def _claims(part: str) -> list[Claim]:
    if claim := _posts().get(folded(part)):
        return [claim]
    asides = [folded(aside) for aside in _ASIDE.findall(part)]
    if any(_FORMER_ASIDE.search(aside) for aside in asides):
        return []
    word = folded(_ASIDE.sub("", part))
    if _NOT_NOW.match(word):
        return []
    in_charge = any(aside in _IN_CHARGE for aside in asides) or any(
        word.endswith(said) for said in _IN_CHARGE[:1]
    )
    for said in _IN_CHARGE:
        word = word.removesuffix(said)
    odd = [a for a in asides if a not in (*_ACTS, *_IN_CHARGE, *_PLAIN_ASIDE, *_DEPUTY_ASIDE)]
    bare = _FILLER.sub("", _ACTING.sub("", word))
    is_deputy = any(aside in _DEPUTY_ASIDE for aside in asides)
    if odd:  # 班长（二班）: which unit is meant, nobody says
        claims = _named(part)
    elif claim := _posts().get(bare):
        claims = [claim]
    elif (vice := _VICE.sub("", bare)) != bare and _is_head(vice):
        claims = [Claim(BASE, DEPUTY, rank=TITLE)]
    else:
        claims = _named(bare) or _titles(bare, word)
    if is_deputy:
        claims = [claim._replace(role=DEPUTY) for claim in claims]
    if in_charge:
        claims = [
            claim._replace(rank=IN_CHARGE) if claim.role == DEPUTY else claim for claim in claims
        ]
    return claims


def _is_head(word: str) -> bool:
    known = _posts().get(word)
    return (known is not None and known.role == LEADER) or any(
        claim.role == LEADER for claim in _titles(word, word)
    )


def _named(word: str) -> list[Claim]:
    """班长 of a unit that the post names: 配电一班班长, 检修班长."""
    return [
        Claim("", DEPUTY if named[2] else LEADER, named[1])
        for pattern in (_UNIT_POST, _SHORT_POST)
        if (named := pattern.fullmatch(word))
    ]


def _titles(word: str, _whole: str) -> list[Claim]:
    """The claims of a title that leads all that somebody is in: 站长, Manager, Head of Grid."""
    if named := _HEAD.fullmatch(word):
        prefix = named[1]
        role = DEPUTY if named[2] else LEADER
        if not prefix or _GENERIC.match(prefix):
            return [Claim(BASE, role, rank=TITLE)]
        return [] if _THINGS.search(prefix) else [Claim("", role, prefix, TITLE)]
    if of := _ENGLISH.fullmatch(word):
        return [Claim("", LEADER, of[1], TITLE)]
    if titled := _ENGLISH_HEAD.fullmatch(word):
        prefix = titled[1].removeprefix("senior").removesuffix(",")
        if _OF_THINGS.search(prefix):
            return []
        return [Claim("", LEADER, prefix, TITLE) if prefix else Claim(BASE, LEADER, rank=TITLE)]
    return []


def leads_things(post: str) -> bool:
    """Whether an English title tells of things that are managed, not of people."""
    return _OF_THINGS.match(folded(post)) is not None


@lru_cache(_REMEMBERED)
def roles_of(cell: str, layer: str) -> tuple[str, ...]:
    """The roles that a cell of a column of roles tells; words that are no known role are roles of
    their own.

    Examples
    --------
    >>> roles_of("组长", "party"), roles_of("组织委员", "party"), roles_of("副组长兼宣传委员", "party")
    (('leader',), ('组织委员',), ('deputy', '宣传委员'))
    """
    whole = _role(cell, layer)
    if whole:
        return (whole,)
    parts = [(part, _role(part, layer)) for part in parts_of(cell)]
    return (
        tuple(dict.fromkeys(role or part for part, role in parts))
        if any(role for _, role in parts)
        else (cell,)
    )


#: Who leads a party branch, in a column that tells nothing but roles.
_SECRETARIES = dict.fromkeys(("书记", "secretary", "partysecretary", "branchsecretary"), LEADER)
_SECRETARIES |= dict.fromkeys(("副书记", "deputysecretary", "vicesecretary"), DEPUTY)


def _role(word: str, layer: str) -> str:
    aliases = {folded(alias): role for alias, role in value_aliases("role").items()}
    if folded(word) in aliases:
        return aliases[folded(word)]
    if layer in ("branch", "party") and folded(word) in _SECRETARIES:
        return _SECRETARIES[folded(word)]
    claim = _posts().get(folded(word))
    if claim is None:
        acting = [claim for claim in _claims(word) if not claim.unit and claim.rank != TITLE]
        claim = acting[0] if acting else None
    return claim.role if claim and claim.layer in (layer, BASE) else ""


__all__ = ["DEPUTY", "LEADER", "PLAIN", "Claim", "claims_of", "parts_of", "roles_of"]
