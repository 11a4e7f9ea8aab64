"""Words that stand in place of a name where nobody holds a post, and lines that lead to such posts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_OPEN = re.compile(
    r"(?:(?:(?:position|post|role)\s*(?:is\s*)?)?(?:vacant|vacancy|unfilled|vakant)|tb[acdh]"
    r"|to\s*be\s*(?:hired|recruited|filled|appointed|determined|confirmed|announced)"
    r"|open\s*(?:position|post|role|headcount|req[a-z]*)|open(?=\s*(?:[^a-z\s]|$)))(?:[^a-z].*)?"
    r"|n\.?\s?n\.?|new\s*(?:hire|starter|joiner)|n/a|[-\u2013\u2014_?/.]+"
    r"|(?:(?:.{0,12}[-:(\u2013\u2014])?\s*(?:岗位)?"
    r"(?:空缺|暂缺|缺员|缺编|空编|空岗|待定|待补|待招聘?|待聘|暂无|拟招聘?|招聘中)"
    r"|.{1,12}(?:空缺|暂缺|缺员|缺编|空编|待招聘?|待聘))(?:岗位?|人员)?"
    r"[\d一二两三四五六七八九十]{0,3}[名人个]?(?:\s*[-:(\u2013\u2014].*)?\)?",
    re.DOTALL,
)
_REQUISITION = re.compile(r"(?:req|requisition)[a-z]*[.:#\s-]*[a-z]*-?\d[\w-]*", re.IGNORECASE)
_TRADITIONAL = str.maketrans("暫員編崗補擬無", "暂员编岗补拟无")


def is_vacancy(text: str) -> bool:
    """Whether a text in place of a name says that nobody holds the post.

    Examples
    --------
    >>> [is_vacancy(text) for text in ("VACANT", "Open – Req 1234", "班长空缺", "N.N.", "—", "空缺2人")]
    [True, True, True, True, True, True]
    >>> [is_vacancy(text) for text in ("Openshaw", "Tbai Jones", "Vaca, Ana", "空山")]
    [False, False, False, False]
    """
    narrow = unicodedata.normalize("NFKC", text).strip().casefold().translate(_TRADITIONAL)
    return _OPEN.fullmatch(narrow) is not None


def requisition(text: str) -> str:
    """The number under which somebody is sought, as a vacancy tells it; empty: none.

    Examples
    --------
    >>> requisition("Open – Req 1234"), requisition("VACANT")
    ('Req 1234', '')
    """
    match = _REQUISITION.search(text)
    return match[0] if match else ""


def held_above(post: str, above: Mapping[str, str], managers: Mapping[str, str]) -> str:
    """The member to whom those answer who report to an open post; empty: nobody.

    It is the post's own manager. Where that is an open post too, it is the manager of that one.

    Parameters
    ----------
    post
        The id of the post.
    above, managers
        Post → the open post above it, or the member.

    Examples
    --------
    >>> held_above("P2", {"P2": "P1"}, {"P1": "007"}), held_above("P3", {"P3": "P3"}, {})
    ('007', '')
    """
    seen: set[str] = set()
    while post and post not in seen:
        if post in managers:
            return managers[post]
        seen.add(post)
        post = above.get(post, "")
    return ""
