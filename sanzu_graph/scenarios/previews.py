"""The preview: what each change of a plan fixes and what it breaks, at the moment of the change."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sanzu_graph.audits.audit_run import Audit, audit
from sanzu_graph.audits.since import GONE, NEW
from sanzu_graph.checks.found import COLUMNS
from sanzu_graph.doors import own_language
from sanzu_graph.messages import called, listed, text
from sanzu_graph.model.drafts import Draft
from sanzu_graph.model.html import table
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.scenarios.audit_days import Planned, day_audited
from sanzu_graph.scenarios.html import SHOWN, more
from sanzu_graph.scenarios.making import made

FIXES, INTRODUCES = "fixes", "introduces"
_EFFECTS = {GONE: FIXES, NEW: INTRODUCES}


@dataclass(frozen=True, eq=False)
class Preview:
    """What each step of a scenario does to the findings.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per step, effect and finding: ``step`` (from 1), ``change`` (a sentence), ``effect``
        (``fixes`` or ``introduces``), then the finding's columns as in an audit. A step that does
        neither has no row.
    steps : pandas.DataFrame
        One row a step: ``step``, ``change``, ``fixes`` and ``introduces`` (how many findings),
        ``errors`` (findings of severity error that are left after it).
    lines : tuple of str
        The same for people: per step a line with the change, then lines with what it fixes and
        introduces.
    audits : tuple of Audit
        The audit before, and the one after each step.
    """

    table: pd.DataFrame
    steps: pd.DataFrame
    lines: tuple[str, ...]
    audits: tuple[Audit, ...]

    @property
    def lang(self) -> str:
        """The language of sentences."""
        return self.audits[0].lang

    def __str__(self) -> str:
        return "\n".join(self.lines)

    @own_language
    def __repr__(self) -> str:
        effects = {name: str(self.steps[name].sum()) for name in ("fixes", "introduces")}
        return f"Preview({text('repr.preview', steps=str(len(self.steps)), **effects)})"

    @own_language
    def _repr_html_(self) -> str:
        rows = []
        for step in self.steps.head(SHOWN).itertuples():
            findings = self.table[self.table["step"] == step.step]
            effects = [
                "\n".join(findings.loc[findings["effect"] == effect, "message"].head(SHOWN))
                for effect in ("fixes", "introduces")
            ]
            rows.append((step.step, step.change, *effects, step.errors))
        headings = [
            text(f"preview.heading_{name}")
            for name in ("step", "change", "fixes", "introduces", "errors")
        ]
        return (
            "<div>"
            + table(headings, rows).replace("\n", "<br>")
            + "".join(more(len(self.steps)))
            + "</div>"
        )


def preview(
    scenario: Planned, org: Org, policy: Policy | None = None, *, on: object = None
) -> Preview:
    """Make the changes of a scenario one by one, and tell what each fixes and what it introduces.

    Parameters
    ----------
    scenario
        The scenario.
    org
        The organisation; it is not touched.
    policy
        What is demanded; by default ``Policy()``, the shipped one.
    on
        The day to audit. By default, where there are dates, the latest day on which a change takes
        effect. It is today if no such day is later.

    Returns
    -------
    Preview

    Raises
    ------
    ChangeError
        If a change cannot be made; it names the step.

    Examples
    --------
    >>> from sanzu_graph import AppointLeader, Scenario
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    >>> plan = Scenario("lead", [AppointLeader("A", "T")])
    >>> print(plan.preview(org, Policy.for_layers("team").with_layer("team", led=True), lang="en"))
    Step 1: Appoint A leader of T
      fixes – units with members and too few leaders: T
    """
    before = latest = audit(org, policy, on=day_audited(org, [scenario], on))
    draft, telling = (Draft(org, on=scenario.on) for _ in range(2))
    frames, lines, steps, audits = [], [], [], [latest]
    for step, change in enumerate(scenario, 1):
        made(draft, [change], first=step)
        # Of the first audit, not of the latest: so no organisation in between is ever made.
        after = before.after(draft.edit()).keeping_past(before)
        sentence = change.describe_on(telling)
        effects = _effects(after, latest, step, sentence)
        lines += _lines(step, sentence, effects)
        count = effects["effect"].value_counts()
        errors = int((after.findings["severity"] == "error").sum())
        steps.append(
            (step, sentence, int(count.get(FIXES, 0)), int(count.get(INTRODUCES, 0)), errors)
        )
        frames.append(effects)
        audits.append(after)
        latest = after
    table_of_steps = pd.DataFrame(
        steps, columns=["step", "change", "fixes", "introduces", "errors"]
    )
    return Preview(_joined(frames), table_of_steps, tuple(lines), tuple(audits))


def _effects(after: Audit, before: Audit, step: int, sentence: str) -> pd.DataFrame:
    """The findings that a step fixes and introduces."""
    frame = after.since(before)
    frame = frame[frame["change"].isin(list(_EFFECTS))].reset_index(drop=True)
    effect = frame["change"].map(_EFFECTS).astype("str")
    front = pd.DataFrame(
        {"step": step, "change": sentence, "effect": effect}, index=frame.index
    ).astype({"step": "int64", "change": "str"})
    made_of = pd.concat([front, frame.drop(columns="change")], axis="columns")
    return made_of.iloc[
        (made_of["effect"] == INTRODUCES).to_numpy().argsort(kind="stable")
    ].reset_index(drop=True)


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    empty = pd.DataFrame(columns=["step", "change", "effect", *COLUMNS]).astype({"step": "int64"})
    return (
        pd.concat(filled, ignore_index=True)
        if (filled := [frame for frame in frames if len(frame)])
        else empty
    )


def _lines(step: int, sentence: str, effects: pd.DataFrame) -> list[str]:
    """A step, what it fixes and what it introduces, check by check."""
    lines = [text("preview.step", step=step, change=sentence)]
    for (effect, check), frame in effects.groupby(["effect", "check"], sort=False):
        whom = listed(
            [called(name, id_) for name, id_ in zip(frame["name"], frame["entity_id"], strict=True)]
        )
        lines.append("  " + text(f"preview.{effect}", title=text(f"title.{check}"), names=whom))
    return lines if len(lines) > 1 else [*lines, "  " + text("preview.nothing")]
