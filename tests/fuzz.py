"""Feeds what nobody would write, for as long as one likes: `make fuzz`, or

    python -m tests.fuzz [--seconds 60] [--seed 7] [--kind rosters] [--case 123]

Each case of a kind is made from the seed and its number alone, and both are printed with what failed,
so that `--seed 7 --kind rosters --case 123` makes it again. A case may end in an error of ours, which
says what to mend. Anything else is a fault: another exception, more than `LONGEST` seconds, or rows of
tables that are neither read nor set aside. Each kind runs in a process of its own, whose memory is
bounded and whose peak is told.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import json
import multiprocessing
import pathlib
import random
import resource
import secrets
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable

import sanzu_graph as sg

LONGEST = 20
#: The most memory that a kind may ask for, in bytes of addresses.
MOST_BYTES = 6_000_000_000
JUNK: list[object] = [
    "",
    " ",
    "\0",
    "\x1b[2J",
    "\u202eabc",
    "=1+1",
    "../x",
    "-1",
    "0",
    "1" * 400,
    "1e400",
    "NaN",
    "0001-01-01",
    "9999-12-31",
    "2026-13-45",
    "((((" * 500,
    "班" * 5000,
    "党小组长、副组长兼工会组长",
    "x" * 70_000,
    "\ud800",
    "{0}",
    "{name!r}",
    "<b>&amp;</b>",
    '"',
    "'",
    "a\nb",
    ",;\t|",
]
VALUES: list[object] = [
    *JUNK,
    None,
    True,
    0,
    -1,
    10**400,
    1.5,
    float("inf"),
    [],
    {},
    [[]],
    {"id": {}},
    [None],
]


def text(dice: random.Random) -> str:
    """A text that nobody would write, or one that somebody might."""
    return str(
        dice.choice([*JUNK, "张三", "M001", "T01", "team", "party", "班长", "2026-01-05", "7"])
    )


def clean(told: str) -> str:
    """The text as a file can hold it."""
    return told.encode("utf-8", "replace").decode("utf-8")


def mangled(raw: bytes, dice: random.Random) -> bytes:
    """Bytes of which some are others, or gone, or twice there."""
    for _ in range(dice.randint(1, 6)):
        at, size = dice.randrange(len(raw) + 1), dice.choice([1, 1, 3, 40])
        more = dice.choice([b"", dice.randbytes(size), raw[at : at + size] * 2, b"\0", b"\xff"])
        raw = raw[:at] + more + raw[at + size :]
    return raw


def other(value: object, dice: random.Random) -> object:
    """A value of JSON in which something has become something else."""
    if isinstance(value, dict) and value and dice.random() < 0.8:
        key = dice.choice(list(value))
        if dice.random() < 0.15:
            return {**{k: v for k, v in value.items() if k != key}, text(dice): value[key]}
        return {**value, key: other(value[key], dice)}
    if isinstance(value, list) and value and dice.random() < 0.8:
        at = dice.randrange(len(value))
        return [*value[:at], other(value[at], dice), *value[at + 1 :]]
    return dice.choice(VALUES)


def some_org() -> sg.Org:
    """The organisation from which cases are made."""
    return sg.read_tables("data/guanxi")


class LostError(AssertionError):
    """Rows that are neither read nor set aside."""


def rosters(dice: random.Random, folder: pathlib.Path, org: sg.Org) -> None:
    """A roster with any headings and cells, or a real one with other bytes."""
    path = folder / dice.choice(["x.csv", "x.csv", "x.tsv", "x.txt", "x.xlsx"])
    if dice.random() < 0.4:
        whole = folder / ("whole" + (".xlsx" if path.suffix == ".xlsx" else ".csv"))
        if not whole.exists():
            sg.write_roster(org, whole, lossy=True)
        path.write_bytes(mangled(whole.read_bytes(), dice))
    else:
        headings = [
            "工号",
            "姓名",
            "班组",
            "党小组",
            "政治面貌",
            "职务",
            "师傅",
            "入职日期",
            "FTE",
            "Team",
        ]
        used = [
            dice.choice(headings) if dice.random() < 0.9 else text(dice)
            for _ in range(dice.randint(1, 8))
        ]
        rows = [used, *([text(dice) for _ in used] for _ in range(dice.randint(0, 8)))]
        out = io.StringIO()
        csv.writer(out).writerows(rows)
        path.write_text(clean(out.getvalue()), encoding="utf-8")
    sg.read_roster(path, strict=dice.random() < 0.3)


def tables(dice: random.Random, folder: pathlib.Path, org: sg.Org) -> None:
    """A folder of tables of which cells, headings and bytes are others; no row is lost."""
    sg.write_tables(org, folder / "t")
    counted: dict[str, int] = {}
    is_whole = True
    for path in sorted((folder / "t").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        if dice.random() < 0.3:
            for _ in range(dice.randint(1, 4)):
                at = dice.randrange(1, len(rows)) if len(rows) > 1 and dice.random() < 0.9 else 0
                rows[at][dice.randrange(len(rows[at]))] = clean(text(dice)).replace("\r", "")
            if dice.random() < 0.2:
                rows.append(list(dice.choice(rows[1:] or rows)))
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows(rows)
        if dice.random() < 0.03:
            path.write_bytes(mangled(path.read_bytes(), dice))
            is_whole = False
        counted[path.stem] = len([row for row in rows[1:] if any(cell.strip() for cell in row)])
    read = sg.read_tables(folder / "t", strict=False)
    if not is_whole:
        return
    for table, count in counted.items():
        if table == "rejected":
            continue
        aside = read.rejected
        kept = len(read.table(table)) + len(aside[aside["table"] == table].drop_duplicates("row"))
        if kept < count:
            raise LostError(f"{table}: {count} rows in the file, {kept} read or set aside")


def policies(dice: random.Random, folder: pathlib.Path, org: sg.Org) -> None:
    """A policy file with other words, and an audit by it where it can be read."""
    raw = (pathlib.Path(sg.__file__).parent / "policy" / "policies" / "sanzu.toml").read_text(
        "utf-8"
    )
    lines = raw.split("\n")
    for _ in range(dice.randint(1, 5)):
        at = dice.randrange(len(lines))
        key, sign, value = lines[at].partition("=")
        value = dice.choice(
            [
                json.dumps(clean(text(dice))),
                value,
                "[]",
                "{}",
                "-1",
                "1e400",
                "true",
                '["x", 1]',
                "9" * 30,
            ]
        )
        lines[at] = dice.choice(
            [f"{key}{sign}{value}", f"{json.dumps(clean(text(dice)))} = {value}", "", lines[at] * 2]
        )
    path = folder / "p.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    sg.audit(org, sg.Policy.read(path), on="2026-11-22")


def plans(dice: random.Random, folder: pathlib.Path, org: sg.Org) -> None:
    """A plan file in which something is something else."""
    whole = sg.Scenario(
        "plan",
        [
            sg.MoveMember("M001", "T01", "T02"),
            sg.AppointLeader("M002", "T01"),
            sg.EditMember("M003", {"position": "x"}),
            sg.CreateUnit("N1", "team", attributes={"name": "new"}),
            sg.MergeUnits("T04", "T03"),
            sg.PairMentor("M001", "M005"),
            sg.ChangeManager("M006", "M001"),
        ],
    ).on_base(org)
    content = other(json.loads(whole.to_json()), dice)
    if isinstance(content, dict) and isinstance(content.get("changes"), list):
        content["changes"] = [
            other(one, dice) if dice.random() < 0.3 else one
            for one in dice.sample(content["changes"], dice.randint(0, len(content["changes"])))
        ]
    raw = json.dumps(content).encode()
    path = folder / "plan.json"
    path.write_bytes(mangled(raw, dice) if dice.random() < 0.1 else raw)
    plan = sg.Scenario.read(path)
    plan.to_frame(org)
    plan.rebase(org)
    plan.apply(org)


def graphml(dice: random.Random, folder: pathlib.Path, org: sg.Org) -> None:
    """A GraphML file with other bytes and other words."""
    path = folder / "x.graphml"
    sg.write_graphml(org, path)
    raw = path.read_text(encoding="utf-8")
    for _ in range(dice.randint(1, 4)):
        parts = raw.split(">")
        at = dice.randrange(len(parts))
        parts[at] = dice.choice(
            [
                parts[at].replace('"', "", 1),
                "",
                parts[at] * 2,
                parts[at].replace("member", text(dice)),
                "<!DOCTYPE x",
                clean(text(dice)) + parts[at],
            ]
        )
        raw = ">".join(parts)
    path.write_text(clean(raw), encoding="utf-8")
    sg.read_graphml(path)


def requests(dice: random.Random, _: pathlib.Path, org: sg.Org) -> None:
    """What a page may send, and what none would."""
    from sanzu_graph.planner.requests import ASKED, answered
    from sanzu_graph.planner.session import Session

    session = Session(org, sg.Policy().resolve(org), None, on="2026-11-22")
    quick = [one for one in ASKED if one not in ("propose", "alternatives")]
    usual: dict[str, object] = {
        "change": sg.MoveMember("M001", "T01", "T02").to_dict(),
        "member": "M001",
        "unit": "T01",
        "source": "T01",
        "layer": "team",
        "words": "一",
        "like": "T01",
        "name": "x",
        "number": 0,
        "steps": 1,
    }
    for _ in range(12):
        request: dict[str, object] = {"do": dice.choice(quick), **usual}
        for key in dice.sample(list(usual), dice.randint(0, 3)):
            request[key] = other(request[key], dice)
        if dice.random() < 0.1:
            request["do"] = dice.choice(VALUES)
        json.dumps(answered(session, request), default=str)


def commands(dice: random.Random, folder: pathlib.Path, _: sg.Org) -> None:
    """A command line of any words."""
    from sanzu_graph.cli.commands import _COMMANDS, invoke

    names = [name for name in _COMMANDS if name not in ("demo", "survey", "propose", "report")]
    options = [
        "--on",
        "--layers",
        "--policy",
        "--lang",
        "--format",
        "--output",
        "--unit",
        "--chart",
        "--limit",
        "--by",
        "--sheet",
        "--encoding",
        "--top",
        "--lenient",
        "-h",
    ]
    words = [dice.choice(names), dice.choice(["data/guanxi", text(dice)])]
    for _ in range(dice.randint(0, 4)):
        words += [dice.choice(options), text(dice)]
    if "--output" in words:
        at = words.index("--output") + 1
        words[at] = str(folder / "out") + dice.choice(["", ".json", ".csv", ".svg", "/../x"])
    words = [word for word in words if "\0" not in word or dice.random() < 0.1]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        invoke(words)


Case = Callable[[random.Random, pathlib.Path, sg.Org], None]
KINDS: dict[str, Case] = {
    case.__name__: case for case in (rosters, tables, policies, plans, graphml, requests, commands)
}


def tried(kind: str, seed: int, case: int, org: sg.Org) -> str:
    """How one case ends: "read", "refused", or what is wrong."""

    def too_long(*_: object) -> None:
        raise TimeoutError(f"more than {LONGEST} seconds")

    signal.signal(signal.SIGALRM, too_long)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        signal.alarm(LONGEST)
        try:
            KINDS[kind](random.Random(f"{seed} {kind} {case}"), pathlib.Path(folder), org)
        except sg.SanzuError as error:
            error.describe("en")
            error.describe("zh")
            return "refused"
        except BaseException:  # noqa: BLE001 - whatever comes is what is looked for
            return traceback.format_exc()
        finally:
            signal.alarm(0)
    return "read"


def run(kind: str, seed: int, seconds: float, first: int, most: int | None) -> int:
    """Try cases of a kind for so long; the number of faults."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    org, begin, number = some_org(), time.monotonic(), first
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ends: dict[str, int] = {"read": 0, "refused": 0, "faults": 0}
    seen: set[str] = set()
    while time.monotonic() - begin < seconds and (most is None or number < first + most):
        end = tried(kind, seed, number, org)
        ends[end if end in ends else "faults"] += 1
        if (
            end not in ends
            and (last := end.strip().split("\n")[-1] + end.split("\n")[-4]) not in seen
        ):
            seen.add(last)
            lines = [line[:300] for line in end.split("\n")]
            told = [f"--seed {seed} --kind {kind} --case {number}", *lines[-40:]]
            sys.stderr.write("\n".join(told) + "\n")
        number += 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(
        f"{kind}: {number - first} cases, {ends['read']} read, {ends['refused']} refused, "
        f"{ends['faults']} faults; peak {peak // 1024} MB, {(peak - before) // 1024} MB of it by them\n"
    )
    sys.stdout.flush()
    return ends["faults"]


def main() -> int:
    """Run all kinds, or one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60, help="for each kind")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    parser.add_argument("--kind", choices=list(KINDS))
    parser.add_argument("--case", type=int, help="only this one")
    asked = parser.parse_args()
    sys.stdout.write(f"seed {asked.seed}\n")
    sys.stdout.flush()
    faults = 0
    for kind in [asked.kind] if asked.kind else KINDS:
        most = None if asked.case is None else 1
        with multiprocessing.get_context("fork").Pool(1) as pool:
            faults += pool.apply(run, (kind, asked.seed, asked.seconds, asked.case or 0, most))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
