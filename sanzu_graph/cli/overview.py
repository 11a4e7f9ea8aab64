"""The commands by name, and what `sanzu --help` shows. Nothing heavy is imported here."""

import unicodedata

from sanzu_graph.messages import text

#: No line is longer; a Chinese letter takes two places.
WIDTH = 80

#: The commands in the order they are shown; each is a function of `sanzu_graph.cli.commands`.
COMMANDS = (
    "audit",
    "survey",
    "calendar",
    "check-file",
    "propose",
    "pair",
    "rank",
    "plan",
    "preview",
    "compare",
    "apply",
    "diff",
    "brief",
    "report",
    "chart",
    "checks",
    "policy",
    "demo",
)


def key_of(command: str) -> str:
    """The key of the sentence that explains a command."""
    return f"cli.{command.replace('-', '_')}"


def overview() -> str:
    """What `sanzu --help` shows: the commands with a sentence each, and all exit codes."""
    width = max(map(len, COMMANDS))
    lines = []
    for name in COMMANDS:
        first, *rest = wrapped(text(key_of(name)), WIDTH - width - 4)
        lines.append(f"  {name:<{width}}  {first}")
        lines += [" " * (width + 4) + line for line in rest]
    return "\n".join(
        [
            text("cli.usage"),
            "",
            text("cli.sanzu"),
            "",
            text("cli.commands"),
            *lines,
            "",
            *wrapped(text("cli.exits"), WIDTH),
            "",
            *wrapped(text("cli.more"), WIDTH),
        ]
    )


def wrapped(told: str, width: int) -> list[str]:
    """A text in lines of so many places; no word is broken, and Chinese breaks between letters.

    Examples
    --------
    >>> wrapped("one two three", 8), wrapped("检查各表或花名册", 8)
    (['one two', 'three'], ['检查各表', '或花名册'])
    """
    pieces: list[str] = []
    for letter in told:
        if pieces and not _is_broad(letter) and not _is_broad(pieces[-1][-1]) and letter != " ":
            if pieces[-1] == " ":
                pieces.append(letter)
            else:
                pieces[-1] += letter
        else:
            pieces.append(letter)
    lines = [""]
    for piece in pieces:
        # A mark stays with what it ends.
        if _places(lines[-1] + piece) > width and piece.strip() and piece not in _ENDS:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]


_ENDS = "，。；：、）”！？"


def _is_broad(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def _places(line: str) -> int:
    return sum(2 if _is_broad(letter) else 1 for letter in line)
