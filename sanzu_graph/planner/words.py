"""The words of the board, in one language, sent to the page: there are none in its JavaScript."""

from __future__ import annotations

from sanzu_graph.messages import catalog, text

_ROOM = "planner"
_BORROWED = ("role", "severity")


def words(lang: str) -> dict[str, str]:
    """Name → sentence, its places still open; roles and severities as ``role_leader``, ``severity_error``."""
    own = [key.partition(".")[2] for key in catalog() if key.startswith(f"{_ROOM}.")]
    found = {name: catalog()[f"planner.{name}"][lang] for name in own}
    for room in _BORROWED:
        found |= {key.replace(".", "_"): text(key, lang) for key in catalog() if key.startswith(f"{room}.")}
    return found
