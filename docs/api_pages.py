"""The pages of the public names, a page a family: made when the site is built, so that nothing is
listed twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sanzu_graph as sg
from sanzu_graph.checks.registry import all_checks


@dataclass(frozen=True)
class Family:
    """Public names that are read together.

    Attributes
    ----------
    page : the name of its page
    title : English, Chinese
    rooms : the rooms, or files of rooms, in which its names live
    """

    page: str
    title: tuple[str, str]
    rooms: tuple[str, ...]


FAMILIES = (
    Family("reading", ("Reading and writing", "读入与写出"), ("io", "invented")),
    Family("organisation", ("The organisation", "组织"), ("model",)),
    Family("policy", ("Policies: what is demanded", "策略：有哪些要求"), ("policy",)),
    Family("audits", ("Audits, surveys, trends", "检查、汇总与趋势"), ("audits", "surveys")),
    Family("checks", ("Checks, one by one", "单项检查"), ("checks",)),
    Family("measures", ("Measures", "度量"), ("metrics", "year")),
    Family("changes", ("Changes", "变动"), ("changes",)),
    Family("plans", ("Plans and comparisons", "方案与比较"), ("scenarios",)),
    Family(
        "proposals",
        ("The best plan: propose, pair, balance, appoint", "求最优：方案、结对、均衡、任命"),
        ("optimize", "mentoring", "groups", "leaders"),
    ),
    Family("pictures", ("Pictures", "图"), ("charts",)),
    Family("board", ("The board", "看板"), ("planner",)),
    Family("reports", ("Reports and privacy", "报告与隐私"), ("reports", "privacy")),
    Family("errors", ("Language and errors", "语言与错误"), ("doors", "errors")),
)


def members(family: Family) -> list[str]:
    """The public names of a family, in the order of the package."""
    checks = {made.name for made in all_checks().values()} | {"unbalanced_mentors"}
    return [
        name
        for home, names in sg._HOMES.items()
        for name in names
        if (name in checks and family.page == "checks")
        or (name not in checks and home.partition(".")[0] in family.rooms)
    ]


def api_pages(lang: str) -> Iterator[tuple[str, str]]:
    """File → content, in reStructuredText, which autodoc reads."""
    told = {
        "en": ("Every public name", "By family; each with its columns, errors and an example."),
        "zh": ("全部公开名称", "按类别排列，均附列、错误与示例。说明取自代码，为英文。"),
    }[lang]
    yield (
        "index",
        "\n".join(
            [
                *_title(told[0], "="),
                told[1],
                "",
                ".. toctree::",
                "   :maxdepth: 2",
                "",
                *(f"   {family.page}" for family in FAMILIES),
                "",
            ]
        ),
    )
    for family in FAMILIES:
        lines = _title(family.title[lang == "zh"], "=")
        for name in members(family):
            lines += [*_title(name, "-"), *_directive(name), ""]
        yield family.page, "\n".join(lines)


def _title(title: str, mark: str) -> list[str]:
    return [title, mark * (2 * len(title)), ""]


def _directive(name: str) -> list[str]:
    public = getattr(sg, name)
    where = f"sanzu_graph.{name}"
    if not isinstance(public, type):
        return [f".. autofunction:: {where}"]
    if issubclass(public, (Exception, sg.Change)):
        return [f".. autoclass:: {where}"]
    return [f".. autoclass:: {where}", "   :members:"]
