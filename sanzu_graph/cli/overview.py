"""The commands by name, and what `sanzu --help` shows. Nothing heavy is imported here."""

import unicodedata

from sanzu_graph.messages import text

#: No line is longer; a Chinese letter takes two places.
WIDTH = 80

#: What a reader wants → the commands for it, in the order they are shown; each is a function of
#: `sanzu_graph.cli.commands`.
GROUPS = {
    "look": ("audit", "survey", "calendar", "check-file"),
    "change": (
        *("propose", "pair", "rank", "plan"),
        *("preview", "compare", "apply", "diff"),
    ),
    "show": ("brief", "report", "chart"),
    "learn": ("checks", "policy", "demo"),
}
COMMANDS = tuple(name for names in GROUPS.values() for name in names)
#: Lines to begin with.
EXAMPLES = (
    "sanzu demo",
    "sanzu audit {roster}.xlsx",
    "sanzu propose {roster}.xlsx --output plan.json",
    "sanzu compare {roster}.xlsx plan.json other.json",
    "sanzu brief {roster}.xlsx plan.json --output brief.docx",
)
#: The shells that complete commands and options, with the line for their settings.
SHELLS = {
    "bash": 'eval "$(_SANZU_COMPLETE=bash_source sanzu)"',
    "zsh": 'eval "$(_SANZU_COMPLETE=zsh_source sanzu)"',
    "fish": "_SANZU_COMPLETE=fish_source sanzu | source",
}


def key_of(command: str) -> str:
    """The key of the sentence that explains a command."""
    return f"cli.{command.replace('-', '_')}"


def overview() -> str:
    """What `sanzu --help` shows: the commands by what they are for, examples, exit codes, and how a
    shell completes them.
    """
    width = max(map(len, COMMANDS))
    lines = [text("cli.usage"), "", text("cli.sanzu")]
    for group, names in GROUPS.items():
        lines += ["", text(f"cli.group.{group}")]
        for name in names:
            first, *rest = wrapped(text(key_of(name)), WIDTH - width - 4)
            lines.append(f"  {name:<{width}}  {first}")
            lines += [" " * (width + 4) + line for line in rest]
    roster = text("cli.example_roster")
    lines += ["", text("cli.examples"), *(f"  {one.format(roster=roster)}" for one in EXAMPLES)]
    lines += ["", *wrapped(text("cli.exits"), WIDTH)]
    widest = max(map(len, SHELLS))
    lines += ["", *wrapped(text("cli.completion"), WIDTH)]
    lines += [f"  {shell:<{widest}}  {line}" for shell, line in SHELLS.items()]
    return "\n".join([*lines, "", *wrapped(text("cli.more"), WIDTH)])


def wrapped(told: str, width: int, *, whole: bool = True) -> list[str]:
    """A text in lines of so many places; no word is broken, and Chinese breaks between letters.

    `whole` False: a word that is longer than a line is broken.

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
    if not whole:
        pieces = [part for piece in pieces for part in _fitting(piece, width)]
    lines: list[list[str]] = [[]]
    for piece in pieces:
        if places("".join(lines[-1]) + piece) > width and piece.strip():
            carried: list[str] = []
            while piece in _ENDS and len(lines[-1]) > 1:  # a mark stays with what it ends
                carried.insert(0, lines[-1].pop())
                if carried[0] not in _ENDS:
                    break
            lines.append(carried)
        if lines[-1] or piece.strip():
            lines[-1].append(piece)
    return ["".join(line).rstrip() for line in lines]


_ENDS = "，。；：、）”！？"


def _is_broad(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def _fitting(piece: str, width: int) -> list[str]:
    """A word in parts that fit a line."""
    parts = [piece[start : start + width] for start in range(0, len(piece), width)]
    return parts if places(piece) > width else [piece]


def in_width(content: str, width: int = WIDTH) -> str:
    """A text of several lines, each wrapped where it is too long, below its own indent.

    Examples
    --------
    >>> print(in_width("- one two three four", 12))
    - one two
      three four
    """
    return "\n".join(line for one in content.split("\n") for line in _in_width(one, width))


def _in_width(line: str, width: int) -> list[str]:
    if places(line) <= width:
        return [line]
    rest = line.lstrip()
    mark = rest.partition(" ")[0] if rest.startswith(("- ", "– ")) else ""
    lead = line[: len(line) - len(rest)] + (mark + " " if mark else "")
    first, *more = wrapped(line[len(lead) :], max(width - places(lead), width // 2))
    return [lead + first, *(" " * places(lead) + one for one in more)]


def places(line: str) -> int:
    """How many places a line takes; a Chinese letter takes two.

    Examples
    --------
    >>> places("ab"), places("党组")
    (2, 4)
    """
    return sum(2 if _is_broad(letter) else 1 for letter in line)
