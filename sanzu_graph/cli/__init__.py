"""The command line: parse, call, print, exit code.

Exit codes: 0 sound, 1 findings of severity error, 2 bad input or usage.
"""

import sys

from sanzu_graph.cli.overview import overview


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
