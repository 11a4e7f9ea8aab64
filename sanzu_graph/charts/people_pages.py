"""People under managers as one page that unfolds: no script, nothing loaded, no kernel."""

from __future__ import annotations

import os
from collections.abc import Iterator
from html import escape
from pathlib import Path

from sanzu_graph.charts.people_cards import OPEN, PeopleTree, left_out_lines
from sanzu_graph.charts.people_charts import shown_people
from sanzu_graph.charts.people_trees import BY_UNIT
from sanzu_graph.doors import spoken
from sanzu_graph.errors import InputError
from sanzu_graph.io.atomic import write_text
from sanzu_graph.messages import language, text
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy

_ENDINGS = (".html", ".htm")
_STYLE = """
body { font: 15px/1.5 system-ui, "Noto Sans SC", sans-serif; margin: 1.5em; color: #1a1a1a }
ul { list-style: none; margin: 0; padding-left: 1.4em; border-left: 1px solid #b9bec6 }
body > ul { border: 0; padding: 0 }
li { margin: .15em 0 } li.leaf { padding-left: 1.1em }
summary { cursor: pointer } summary:focus-visible { outline: 2px solid #0072b2 }
small { color: #5f6670 } .open { border: 1px dashed #5f6670; padding: 0 .4em }
.dotted { border-bottom: 1px dashed #5f6670 }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@spoken
def write_people(
    org: Org,
    path: str | os.PathLike[str],
    *,
    policy: Policy | None = None,
    root: str | None = None,
    unfolded: int = 1,
    lang: str | None = None,
) -> Path:
    """Write people under their managers as one HTML page in which every manager unfolds.

    Parameters
    ----------
    org
        The organisation.
    path
        The file, ``.html``. It is written whole or not at all, and loads and runs nothing.
    policy
        Its base layer says which unit stands behind a name; by default ``Policy()``.
    root
        Only this member and those below.
    unfolded
        How many levels are unfolded at first.
    lang
        ``"en"`` or ``"zh"``; by default the user's locale.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    InputError
        If the ending is another, or the file cannot be written.
    AbsentError
        If there is no such member.

    Examples
    --------
    >>> import tempfile
    >>> org = Org({"id": ["A", "B"]}, {"id": [], "layer": []}, {"member": [], "unit": []}, {"source": ["B"], "target": ["A"], "kind": ["reports_to"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_people(org, f"{folder}/people.html", lang="en").read_text(encoding="utf-8").count("<details")
    1
    """
    target = Path(path)
    if target.suffix.lower() not in _ENDINGS:
        raise InputError("error.people_ending", path=path, known=list(_ENDINGS))
    policy = Policy() if policy is None else policy
    people = shown_people(org, policy, root=root, color=BY_UNIT)
    write_text(target, "".join(_page(people, unfolded)))
    return target


def _page(people: PeopleTree, unfolded: int) -> Iterator[str]:
    posts = sum(card.state == OPEN for card in people.cards)
    key = "chart.people_title" + ("_open" if posts else "")
    title = escape(text(key, members=people.members, posts=posts))
    yield (
        f'<!doctype html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    )
    for line in left_out_lines(people):
        yield f"<p>{escape(line)}</p>\n"
    if not people.cards:
        yield f"<p>{escape(text('chart.people_none'))}</p>\n"
    yield "<ul>\n"
    yield from _tree(people, unfolded)
    yield "</ul>\n</body>\n</html>\n"


def _tree(people: PeopleTree, unfolded: int) -> Iterator[str]:
    """The list of lists, written with a stack of its own, for chains may be long."""
    below: dict[int, list[int]] = {}
    for number, above in enumerate(people.parent.tolist()):
        below.setdefault(above, []).append(number)
    dotted: dict[int, list[str]] = {}
    for member, manager in people.dotted:
        dotted.setdefault(member, []).append(people.cards[manager].name)
    stack: list[int | str] = list(reversed(below.get(-1, [])))
    depth = 0
    while stack:
        at = stack.pop()
        if isinstance(at, str):
            yield at
            depth -= 1
            continue
        line = _told(people, at, dotted.get(at, []))
        if at in below:
            yield f"<li><details{' open' if depth < unfolded else ''}><summary>{line}</summary><ul>\n"
            stack += ["</ul></details></li>\n", *reversed(below[at])]
            depth += 1
        else:
            yield f'<li class="leaf">{line}</li>\n'


def _told(people: PeopleTree, number: int, dotted: list[str]) -> str:
    card = people.cards[number]
    name = escape(card.name or (text("chart.people_vacancy") if card.state == OPEN else card.id))
    parts = [f'<b class="open">{name}</b>' if card.state == OPEN else f"<b>{name}</b>"]
    facts = [fact for fact in (card.title, card.unit) if fact]
    if card.below:
        key = "chart.people_span" + ("" if card.below > card.reports else "_direct")
        facts.append(text(key, reports=card.reports, below=card.below))
    if facts:
        parts.append(f"<small>{escape(' · '.join(facts))}</small>")
    if dotted:
        parts += [f'<small class="dotted">⇢ {escape(other)}</small>' for other in dotted]
    return " ".join(parts)
