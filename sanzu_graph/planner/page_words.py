"""The words of the board, in one language, sent to the page: there are none in its JavaScript."""

from __future__ import annotations

from sanzu_graph.messages import catalog, language, text


def words() -> dict[str, str]:
    """Name → sentence, its places still open; roles as ``role_leader``; ``lang`` is the language
    itself.
    """
    own = [key.partition(".")[2] for key in catalog() if key.startswith("planner.")]
    roles = [key for key in catalog() if key.startswith("role.")]
    return {
        "lang": language(),
        **{name: catalog()[f"planner.{name}"][language()] for name in own},
        **{key.replace(".", "_"): text(key) for key in roles},
    }
