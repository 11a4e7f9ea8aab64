"""Kills a process that writes, at one place after another, and tells what is left.

    python -m tests.io.killing WRITER,WRITER FOLDER [MOST [strace]]

A child of this process writes again what stands in FOLDER. It is killed with -9, with "strace" at a
system call that changes files, else at a look at the file system that Python tells of. Then all that
is read is compared with what was there before and with what a whole write leaves. One line of JSON a
kill: whether it was killed, "old" or "new" or "both", what hidden files are left, and where it was.
Of more places than MOST, as many are tried: half of them evenly, and the last ones.
"""

from __future__ import annotations

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable

import sanzu_graph as sg
from sanzu_graph.io.atomic import mend

#: System calls that change what others see of files, or tell of it; whatever lies between two of
#: them leaves the same.
CHANGING = (
    "open|openat|creat|write|pwrite64|writev|close|rename|renameat|renameat2|link|linkat|unlink|"
    "unlinkat|mkdir|mkdirat|rmdir|chmod|fchmod|fchmodat|ftruncate|truncate|fsync|fdatasync|flock|"
    "symlink|symlinkat|utimensat|copy_file_range|sendfile"
)


def org_of(count: int) -> sg.Org:
    """An organisation of so many people."""
    members = [f"M{number}" for number in range(count)]
    return sg.Org(
        {"id": members},
        {"id": ["T"], "layer": ["team"]},
        {"member": members, "unit": ["T"] * count},
        duties={"member": members, "unit": ["T"] * count, "duty": ["x"] * count},
    )


def plan_of(count: int) -> sg.Scenario:
    return sg.Scenario("plan", [sg.AssignRole(f"M{at}", "T", "deputy") for at in range(count)])


Writer = Callable[[pathlib.Path, int], object]
WRITERS: dict[str, Writer] = {
    "tables": lambda folder, count: sg.write_tables(org_of(count), folder),
    "workbook": lambda folder, count: sg.write_tables(org_of(count), folder / "x.xlsx"),
    "roster": lambda folder, count: sg.write_roster(org_of(count), folder / "x.csv", lossy=True),
    "sheet": lambda folder, count: sg.write_roster(org_of(count), folder / "x.xlsx", lossy=True),
    "chart": lambda folder, count: sg.save_chart(org_of(count), folder / "x.svg", lang="en"),
    "pages": lambda folder, count: sg.save_chart(
        org_of(count), folder / "x.pdf", pages="A4", lang="en"
    ),
    "report": lambda folder, count: sg.report(
        org_of(5), None, plan_of(count), folder, lang="en", on="2026-11-22"
    ),
    "brief": lambda folder, count: sg.brief(
        org_of(5), plan_of(count), folder / "x.docx", lang="en", on="2026-11-22"
    ),
    "plan": lambda folder, count: plan_of(count).write(folder / "x.json"),
    "board": lambda folder, count: sg.Planner(
        org_of(5), sg.Policy.for_layers("team"), plan_of(count), on="2026-11-22"
    ).save(folder / "x.json"),
    "mermaid": lambda folder, count: sg.write_mermaid(
        org_of(count), folder / "x.md", people=True, lang="en"
    ),
}


def seen(folder: pathlib.Path) -> dict[str, object]:
    """What is read in a folder; of packed files what is in them, without the hour."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if not path.is_file() or any(part.startswith(".") for part in pathlib.Path(name).parts):
            continue
        raw = path.read_bytes()
        found[name] = raw
        if raw.startswith(b"PK"):
            try:
                with zipfile.ZipFile(path) as packed:
                    found[name] = sorted(
                        (part.filename, part.CRC)
                        for part in packed.infolist()
                        if part.filename != "docProps/core.xml"
                    )
            except zipfile.BadZipFile:
                pass  # a piece of a file
    return found


class Kills:
    """The places at which a writer is killed, and the child that is."""

    def __init__(
        self, write: Writer, folder: pathlib.Path, scratch: pathlib.Path, strace: str | None
    ) -> None:
        self.write, self.folder, self.scratch, self.strace = write, folder, scratch, strace

    def child(self, place: tuple[str, int] | None, log: pathlib.Path) -> int:
        """Run a child that writes and is killed at a place; its status.

        The child waits until strace is attached, and strace until the child waits: else the child's
        own first calls would be counted, at times.
        """
        reading, writing = os.pipe()
        hearing, telling = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(writing)
            os.close(hearing)
            os.write(telling, b"x")
            os.read(reading, 1)
            if self.strace is None:
                self.count_down(place, log)
            self.write(self.folder, 5)
            os._exit(0)
        os.close(reading)
        os.close(telling)
        os.read(hearing, 1)
        os.close(hearing)
        trace = None
        if self.strace is not None:
            asked = [] if place is None else [f"inject={place[0]}:signal=KILL:when={place[1]}"]
            trace = subprocess.Popen(
                [
                    self.strace,
                    "-p",
                    str(pid),
                    "-o",
                    str(log),
                    *(w for one in asked for w in ("-e", one)),
                ],
                stderr=subprocess.PIPE,
                text=True,
            )
            assert trace.stderr is not None
            line = trace.stderr.readline()
            assert "attached" in line, line
        os.write(writing, b"x")
        os.close(writing)
        _, status = os.waitpid(pid, 0)
        if trace is not None:
            trace.communicate()
        return status

    def count_down(self, place: tuple[str, int] | None, log: pathlib.Path) -> None:
        """Where there is no strace: die at the nth event of a kind; without a place, list them."""
        counts: Counter[str] = Counter()
        lines = None if place is not None else log.open("w")

        def look(event: str, _: tuple[object, ...]) -> None:
            if event.split(".", maxsplit=1)[0] not in ("open", "os", "shutil", "fcntl"):
                return
            counts[event] += 1
            if lines is not None:
                lines.write(f"{event}(\n")
                lines.flush()
            elif place == (event, counts[event]):
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(look)

    def places(self) -> list[tuple[str, int]]:
        """Every place at which a whole write may be killed."""
        log = self.scratch / "log"
        self.child(None, log)
        names = re.findall(r"^(?:\d+ +)?([\w.]+)\(", log.read_text(errors="replace"), re.MULTILINE)
        counts: Counter[str] = Counter()
        found = []
        for name in names:
            counts[name] += 1
            if self.strace is None or re.fullmatch(CHANGING, name):
                found.append((name, counts[name]))
        return found


def main(what: str, folder: pathlib.Path, most: int, strace: str | None) -> None:
    """Kill a writer at many places."""
    write = WRITERS[what]
    sys.dont_write_bytecode = True  # a child must not make other calls than the one before it
    with tempfile.TemporaryDirectory() as scratch:
        before, after = pathlib.Path(scratch, "before"), pathlib.Path(scratch, "after")
        for made, count in ((before, 3), (after, 5)):
            made.mkdir()
            write(made, count)
            write(made, count)  # over what is there, as the children do: then all is imported
        old, new = seen(before), seen(after)
        assert old.keys() == new.keys()
        assert old != new
        shutil.copytree(before, folder)
        kills = Kills(write, folder, pathlib.Path(scratch), strace)
        places = kills.places()
        assert seen(folder) == new
        if len(places) > most:
            half = most // 2
            places = [*places[: -half : len(places) // half], *places[-half:]]
        for place in places:
            shutil.rmtree(folder)
            shutil.copytree(before, folder)
            status = kills.child(place, pathlib.Path(scratch, "log"))
            at_once = seen(folder)
            mend(folder)
            later = seen(folder)
            told = "old" if later == old else "new" if later == new else "both"
            if len(old) == 1 and at_once not in (old, new):
                told = "both"
            left = [path.name for path in folder.iterdir() if path.name.startswith(".")]
            line = json.dumps([os.WIFSIGNALED(status), told, left, [what, *place]])
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    writers, root, *rest = sys.argv[1:]
    for writer in writers.split(","):
        main(
            writer,
            pathlib.Path(root, writer),
            int(rest[0]) if rest else 10**9,
            shutil.which("strace") if rest[1:] == ["strace"] else None,
        )
