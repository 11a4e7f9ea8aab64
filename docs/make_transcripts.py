"""Write the outputs into the transcripts of docs/en and docs/zh: first minutes of three new users.

A page tells a session at a terminal in prose and in blocks of ``console``. Each line with ``$ sanzu``
is run in one folder, from top to bottom, at a terminal of 80 columns; what it prints stands below it.
``# exit code 1`` behind a command says how it ends, where that is not 0; ``| head -3`` keeps the first
lines. Between the blocks, comments say what the user does elsewhere::

    <!-- given roster.xlsx: data/first_steps/roster.xlsx -->   a file or folder that the user has
    <!-- append ours.toml -->                                  the next block goes into a file

    python docs/make_transcripts.py
"""

import contextlib
import io
import os
import re
import shlex
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = sorted(Path(__file__).parent.glob("*/transcripts/*.md"))
#: A terminal of 80 columns without colors, on the day of the examples.
TERMINAL = {
    "COLUMNS": "80",
    "NO_COLOR": "1",
    "SANZU_TODAY": "2026-11-22",
    "TERM": "xterm",
    "TTY_COMPATIBLE": "1",
    "TTY_INTERACTIVE": "0",
}
_PIECE = re.compile(
    r"<!-- given (?P<name>\S+): (?P<source>\S+) -->"
    r"|<!-- append (?P<file>\S+) -->\n+```\w*\n(?P<text>.*?)```"
    r"|(?<=```console\n)(?P<session>.*?)(?=```)",
    re.DOTALL,
)
_SECONDS = re.compile(r"(?<=[ ，])\d+\.\d+(?= (?:s\)|秒）))")
_STYLE = re.compile(r"(?:\x1b\[\?25[lh])+\n?|\x1b\[[0-9;?]*[A-Za-z]")


def terminal(path: Path) -> dict[str, str]:
    """The variables of the terminal of a page, whose folder says its language."""
    return {**TERMINAL, "SANZU_LANG": path.parents[1].name}


def commands(session: str) -> Iterator[tuple[str, int]]:
    """The command lines of a block, and the exit code of each."""
    for line in session.splitlines():
        if line.startswith("$ sanzu "):
            found = re.search(r"# exit code (\d+)$", line)
            yield line, int(found[1]) if found else 0


def told(page: str, folder: Path) -> str:
    """A page with what its commands print, run in a folder.

    Raises
    ------
    ValueError
        If a command ends with another exit code than the page says.
    """

    def done(piece: re.Match[str]) -> str:
        if piece["name"]:
            copy = shutil.copytree if (ROOT / piece["source"]).is_dir() else shutil.copy
            copy(ROOT / piece["source"], folder / piece["name"])
        elif piece["file"]:
            with (folder / piece["file"]).open("a", encoding="utf-8") as file:
                file.write(piece["text"])
        else:
            return "\n".join(printed(line, code) for line, code in commands(piece["session"]))
        return piece[0]

    with contextlib.chdir(folder):
        return _PIECE.sub(done, page)


def printed(line: str, code: int) -> str:
    """A command line with what it prints."""
    from sanzu_graph.cli import run

    words = shlex.split(line.removeprefix("$ sanzu "), comments=True)
    most = None
    if words[-3:-1] == ["|", "head"]:
        *words, _, _, most = words
    screen = io.StringIO()
    with (
        contextlib.redirect_stdout(screen),
        contextlib.redirect_stderr(screen),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("default")
        ended = run(words)
    if ended != code:
        raise ValueError(f"{line}: exit code {ended}\n{screen.getvalue()}")
    plain = _SECONDS.sub("0.1", _STYLE.sub("", screen.getvalue()))
    lines = [text.rstrip() for text in plain.splitlines()]
    return "\n".join([line, *(lines[: -int(most)] if most else lines), ""])


def main() -> None:
    """Write all pages again."""
    for path in PAGES:
        os.environ |= terminal(path)
        with tempfile.TemporaryDirectory() as folder:
            page = told(path.read_text(encoding="utf-8"), Path(folder))
        path.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
