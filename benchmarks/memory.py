"""Peak memory of the structural audit, ours against networkx, each in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.tables import Table, times
from benchmarks.timing import peak

_DATA = "from benchmarks.organisations import invent, tables; made = invent({size})\n"
_WAYS = {
    "the columns alone": "",
    "sanzu_graph, from integers": "from benchmarks.ours import Ours\nOurs(made)()",
    "sanzu_graph, from text ids": "from benchmarks.ours import structural\nfrom sanzu_graph import Org\nstructural(Org(**tables(made)))",
    "networkx, plain loops": "from benchmarks.with_networkx import PlainLoops\nPlainLoops(made)()",
    "networkx, lean": "from benchmarks.with_networkx import LeanLoops\nLeanLoops(made)()",
}


def tables(size: int) -> Iterator[Table]:
    megabytes = {name: peak(_DATA.format(size=size) + work) for name, work in _WAYS.items()}
    plain, lean = megabytes["networkx, plain loops"], megabytes["networkx, lean"]
    rows = [
        [
            name,
            f"{value:,.0f} MB",
            *((times(plain / value, 5), f"{lean / value:.3g} ×") if "sanzu" in name else ("", "")),
        ]
        for name, value in megabytes.items()
    ]
    yield Table(
        f"Peak memory, {size:,} members",
        ("way", "peak", "smaller than plain loops", "than lean ones"),
        rows,
    )
