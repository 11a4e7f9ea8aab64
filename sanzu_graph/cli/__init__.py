"""The command line: parse, call, print, exit code.

Exit codes: 0 sound, 1 findings of severity error, 2 bad input or usage.
"""

import sys

from sanzu_graph.messages import text

#: The commands in the order they are shown; each is a function of `sanzu_graph.cli.commands`.
COMMANDS = (
    "audit",
    "calendar",
    "check-file",
    "propose",
    "pair",
    "rank",
    "preview",
    "compare",
    "apply",
    "diff",
    "report",
    "chart",
    "checks",
    "policy",
    "demo",
)


def main() -> None:
    """Run the command line of this process and exit."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    if not arguments or arguments in (["--help"], ["-h"]):
        # Answered before click is loaded: the overview is what people wait for most often.
        print(overview())  # noqa: T201 - this room prints
        return 0
    from sanzu_graph.cli.commands import invoke

    return invoke(arguments)


def key_of(command: str) -> str:
    """The key of the sentence that explains a command."""
    return f"cli.{command.replace('-', '_')}"


def overview() -> str:
    """What `sanzu --help` shows: the commands with a line each."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {text(key_of(name))}" for name in COMMANDS]
    return "\n".join(
        [
            text("cli.usage"),
            "",
            text("cli.sanzu"),
            "",
            text("cli.commands"),
            *lines,
            "",
            text("cli.more"),
        ]
    )
