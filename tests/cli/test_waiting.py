"""The progress bar shows on a terminal after a moment, and nowhere else."""

import io
import time

from rich.console import Console

from sanzu_graph.cli import waiting


def shown(monkeypatch, *, terminal, patience, work):
    monkeypatch.setattr(waiting, "PATIENCE", patience)
    out = io.StringIO()
    with waiting.Waiting("读取", Console(file=out, force_terminal=terminal, width=80)) as progress:
        progress(1, 2, "[red]检查")
        time.sleep(work)
    return out.getvalue()


def test_silent_where_nobody_looks(monkeypatch):
    assert shown(monkeypatch, terminal=False, patience=0, work=0.2) == ""


def test_silent_while_the_work_is_short(monkeypatch):
    assert shown(monkeypatch, terminal=True, patience=60, work=0).strip("\n") == ""


def test_seen_when_it_takes_long(monkeypatch):
    assert "[red]检查" in shown(monkeypatch, terminal=True, patience=0, work=0.3)
