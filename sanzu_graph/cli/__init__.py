"""The command line: parse, call, print, exit code.

The exit codes stand in `exit_codes.py` and are told by ``cli.exits`` in ``messages.csv``. Each command
tells its own by ``cli.exit.…``.

Read in this order:

- `overview.py`: what ``sanzu --help`` shows, before anything is loaded
- `commands.py`: the commands in click
- `asking.py`, `click_words.py`, `waiting.py`, `exit_codes.py`: what several commands share
- `terminal.py`: the one door to the terminal, where nothing that is read can steer it
- `text_tables.py`: tables that keep the width of a screen
- `auditing.py`, `output.py`, `roster_files.py`: ``audit`` and ``check-file``;
  `set_aside.py`: ``--rejected``; `reading_words.py`: options of Python in the words of the terminal
- `plan_command.py`: ``plan``
- `planning.py`: ``apply``, ``preview``, ``compare``, ``diff``; `told_turnover.py`: what ``diff`` tells
  first; `propose_command.py`: ``propose``;
  `plans.py`: what they share
- `survey_command.py`, `people_commands.py`, `calendar_command.py`, `report_command.py`, `drawing.py`, `demo.py`: the others

To change:

- an option: the file of its command, and its help in ``messages.csv``
- a new command: a file, its line in `commands.py` and in `overview.py`
- how findings are printed: `output.py`; rows and columns that ``compare`` prints:
  ``scenarios/compared.py``, then `planning.py`
"""

import os
import sys

from sanzu_graph.cli.overview import overview


def main() -> None:
    """Run the command line of this process and exit."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    is_completing = "_SANZU_COMPLETE" in os.environ  # a shell asks, and click answers
    if (not is_completing and not arguments) or arguments in (["--help"], ["-h"]):
        # Answered before click is loaded: the overview is what people wait for most often.
        print(overview())  # noqa: T201 - this room prints
        return 0
    from sanzu_graph.cli.commands import invoke

    return invoke(arguments)
