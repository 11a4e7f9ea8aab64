"""What an audit asked, could not ask, and took from the organisation, as frames."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from sanzu_graph.audits.answers import Answers
from sanzu_graph.checks.found import SEVERITIES
from sanzu_graph.checks.registry import all_checks
from sanzu_graph.messages import text
from sanzu_graph.policy.demands import Policy


def skipped_frame(answers: Answers) -> pd.DataFrame:
    """What could not be asked: ``check``, ``layer``, ``reason``."""
    return pd.DataFrame(answers.skipped, columns=["check", "layer", "reason"], dtype="str")


def asked_frame(answers: Answers) -> pd.DataFrame:
    """What was asked: ``check``, ``layer``, ``findings``."""
    rows = [(question.check.slug, question.layer) for question in answers.questions]
    return pd.DataFrame(rows, columns=["check", "layer"], dtype="str").assign(
        findings=answers.counts.astype("int64")
    )


def resolved_frame(policy: Policy) -> pd.DataFrame:
    """What the organisation says of the layers: ``layer``, ``part``, ``value``, ``reason``."""
    rows = [
        (answer.layer, answer.part, answer.value, answer.describe(label))
        for answer in policy.resolutions
        for label in (policy.layer(answer.layer).label(),)
    ]
    frame = pd.DataFrame(rows, columns=["layer", "part", "value", "reason"])
    return frame.astype({"layer": "str", "part": "str", "value": "bool", "reason": "str"})


def summary_frame(asked: pd.DataFrame) -> pd.DataFrame:
    """How many findings each check made, gravest first; see `Audit.summary`."""
    count = asked.groupby("check", sort=False)["findings"].sum()
    rows = [
        (slug, text(f"title.{slug}"), check.family, check.severity, int(count[slug]))
        for slug, check in all_checks().items()
        if slug in count
    ]
    frame = pd.DataFrame(rows, columns=["check", "title", "family", "severity", "findings"])
    grave = frame["severity"].map(SEVERITIES.index)
    return frame.iloc[np.lexsort((np.arange(len(frame)), grave))].reset_index(drop=True)


def unreached(policy: Policy, layers: Collection[str], skipped: pd.DataFrame) -> tuple[str, ...]:
    """The group layers whose coverage could not be asked; see `Audit.unreached_layers`."""
    unasked = set(skipped.loc[skipped["check"] == "blank_team", "layer"])
    named = [layer.name for layer in policy.groups]
    here = [name for name in named if name in unasked and name in layers]
    if here:
        return tuple(here)
    return tuple(named) if named and unasked.issuperset(named) else ()
