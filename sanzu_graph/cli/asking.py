"""What several commands are told alike: the policy, lists of names, the format of what they write;
and their exit codes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sanzu_graph.cli.overview import in_width
from sanzu_graph.cli.terminal import say
from sanzu_graph.errors import AbsentError, InputError
from sanzu_graph.messages import text

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy


def option(*names: str, **settings: Any) -> click.Option:  # noqa: ANN401 - click's own settings
    """An option, with click's settings."""
    return click.Option(names, **settings)


def demanding() -> list[click.Parameter]:
    """The two ways of saying what is demanded."""
    return [
        option("--policy", metavar="FILE", help=text("cli.audit.policy")),
        option("--layers", metavar="BASE:GROUP,…", help=text("cli.audit.layers")),
    ]


def names_in(listed: str) -> list[str]:
    """The names of a list with commas."""
    return [name.strip() for name in listed.split(",") if name.strip()]


def policy_of(path: str | None, layers: str | None) -> Policy:
    """The policy of ``--policy`` or ``--layers``; the shipped one where neither is given."""
    from sanzu_graph.policy.demands import Policy

    if path is not None and layers is not None:
        raise InputError("error.policy_and_layers")
    if layers is None:
        return Policy() if path is None else Policy.read(path)
    base, colon, groups = layers.partition(":")
    if not base.strip() or (colon and not names_in(groups)) or ":" in groups:
        raise InputError("error.layers", value=layers)
    return Policy.for_layers(base.strip(), names_in(groups))


def confirm_layers(org: Org, policy: Policy, layers: str | None) -> Policy:
    """The policy, the layers of ``--layers`` by the names that they have in the organisation.

    A layer may be called by its name, or as people call it: 班组, Department, party group.

    Raises
    ------
    AbsentError
        If the organisation lacks one: a typing error must not look like soundness.
    """
    if layers is None:
        return policy
    from sanzu_graph.policy.layer_words import with_own_layers

    called = with_own_layers(policy, org.layers)
    unknown = [layer.name for layer in called.layers if layer.name not in org.layers]
    if unknown:
        raise AbsentError("error.no_layer", layer=unknown[0], known=list(org.layers))
    return called


def format_of(form: str | None, output: str | None, known: Sequence[str]) -> str:
    """The format asked for, else that of the file's ending, else a table."""
    ending = Path(output).suffix.removeprefix(".").lower() if output else ""
    if form is None and ending not in (*known, "", "txt"):
        raise InputError("error.output_ending", path=output, known=list(known[1:]))
    form = form or (ending if ending in known else "table")
    if form == "xlsx" and (output is None or ending != "xlsx"):
        raise InputError("error.xlsx_output")
    return form


def deliver(
    form: str,
    output: str | None,
    texts: Mapping[str, Callable[[], str]],
    frames: Callable[[], Mapping[str, pd.DataFrame]],
) -> None:
    """Show the text of a format, or write it to a file; a workbook has a sheet a frame."""
    from sanzu_graph.cli.output import emit
    from sanzu_graph.io.atomic import write_text
    from sanzu_graph.io.workbooks import write_frames

    if output is None:
        emit(in_width(texts[form]()) if form == "table" else texts[form]())
        return
    if form == "xlsx":
        write_frames(output, dict(frames()))
    else:
        # Excel takes CSV for the local code page unless it begins with a mark.
        content = in_width(texts[form]()) if form == "table" else texts[form]()
        write_text(output, content, encoding="utf-8-sig" if form == "csv" else "utf-8")
    say(text("cli.written", path=output))
