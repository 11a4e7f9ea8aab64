"""`audit`: the engine knows no rule, the rules know no engine."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sanzu_graph.audits.figures import figures
from sanzu_graph.audits.html import audit_html
from sanzu_graph.audits.outcomes import results
from sanzu_graph.checks.found import COLUMNS, SEVERITIES, Call, Check, Only
from sanzu_graph.checks.frames import asked_of, findings, together
from sanzu_graph.checks.registry import all_checks
from sanzu_graph.errors import AbsentError, InputError, spoken
from sanzu_graph.messages import language, text
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy

NEW, GONE, STILL = "new", "gone", "still there"
#: Told before each check: how many calls are done, how many there are, and the check's title.
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, eq=False)
class Audit:
    """What an audit found.

    Attributes
    ----------
    findings : pandas.DataFrame
        One row a fault: check, severity, entity, entity_id, name, layer, value, limit, message; then ``source``
        and ``status`` of the limit, and the checks' own columns.
    skipped : pandas.DataFrame
        What the policy asks and the organisation does not allow: ``check``, ``layer``, ``reason``.
    asked : pandas.DataFrame
        Every question asked: ``check``, ``layer``, ``findings``.
    org, policy : the organisation as audited, and the policy
    on : the day audited, where the organisation has dates
    lang : the language of the messages
    history : the whole organisation as it was given, with what is in force on other days
    """

    findings: pd.DataFrame
    skipped: pd.DataFrame
    asked: pd.DataFrame
    org: Org
    policy: Policy
    on: datetime.date | None
    lang: str
    history: Org | None = None

    def summary(self) -> pd.DataFrame:
        """How many findings each check made, sound ones included.

        Returns
        -------
        pandas.DataFrame
            ``check``, ``title``, ``family``, ``severity``, ``findings``; checks that were asked, gravest first.
        """
        count = self.asked.groupby("check", sort=False)["findings"].sum()
        rows = [
            (slug, text(f"title.{slug}", self.lang), made.family, made.severity, int(count[slug]))
            for slug, made in all_checks().items()
            if slug in count
        ]
        frame = pd.DataFrame(rows, columns=["check", "title", "family", "severity", "findings"])
        grave = frame["severity"].map(SEVERITIES.index)
        return frame.iloc[np.lexsort((np.arange(len(frame)), grave))].reset_index(drop=True)

    @cached_property
    def metrics(self) -> pd.DataFrame:
        """The measures of the organisation: ``metric``, ``layer``, ``value``; see `sanzu_graph.audits.figures` and `results`."""
        return pd.concat([figures(self.org, self.policy), results(self.history or self.org, self.policy, on=self.on)], ignore_index=True)

    @property
    def is_sound(self) -> bool:
        """Whether no finding is an error."""
        return not bool((self.findings["severity"] == "error").any())

    def since(self, earlier: Audit) -> pd.DataFrame:
        """What changed since an earlier audit: findings with ``change`` (``new``, ``gone``, ``still there``) in front.

        A finding is the same when check, entity, entity_id, layer and the check's own key columns are; its
        numbers and message may differ, and are those of the later audit where it has them.

        Examples
        --------
        >>> before = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
        >>> after = before.replace(memberships={"member": ["A"], "unit": ["T"], "role": ["leader"]})
        >>> policy = Policy.for_layers("team")
        >>> audit(after, policy).since(audit(before, policy))[["change", "check"]].to_numpy().tolist()
        [['still there', 'one_person_unit'], ['gone', 'vacant_leader']]
        """
        if not isinstance(earlier, Audit):
            raise InputError("error.not_audit", lang=self.lang, value=repr(earlier))
        now, then = (_identities(one.findings) for one in (self, earlier))
        change = np.where(now.isin(then), STILL, NEW)
        gone = earlier.findings[~then.isin(now)]
        both = together([self.findings.assign(change=change), gone.assign(change=GONE)])
        both = both if "change" in both else both.assign(change=pd.Series(dtype="str"))
        return both[["change", *(name for name in both if name != "change")]]

    def _repr_html_(self) -> str:
        return audit_html(self)


@spoken
def audit(
    org: Org,
    policy: Policy | None = None,
    *,
    on: object = None,
    only: Only = None,
    lang: str | None = None,
    select: str | Collection[str] | None = None,
    ignore: str | Collection[str] = (),
    progress: Progress | None = None,
) -> Audit:
    """Ask every check what the policy demands, and collect the findings.

    Parameters
    ----------
    org
        The organisation.
    policy
        What is demanded; by default ``Policy()``, the shipped one.
    on
        The day to look at. Where rows carry dates it defaults to today, and `Audit.on` reports it.
    only
        Look only at these units or members: ids, or ``{"unit": ids, "member": ids}``.
    lang
        The language of messages; by default the policy's, else the user's locale.
    select, ignore
        Checks or families to ask, or not to ask, by slug or function name.
    progress
        Called before each question with how many are done, how many there are, and the title.

    Returns
    -------
    Audit

    Raises
    ------
    AbsentError
        If `select`, `ignore` or `only` name what does not exist.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"], "role": ["leader"]})
    >>> audit(org, Policy.for_layers("team", ["party"]), lang="en").skipped[["check", "reason"]].to_numpy().tolist()[0]
    ['empty_unit', 'The organisation has no layer “party”. It has team. Name one of these.']
    """
    policy = Policy() if policy is None else policy
    lang = language(lang, policy.lang)
    day = datetime.date.today() if on is None and org.is_dated else on
    whole, org = org, org if day is None else org.at(day)
    asked_ids = asked_of(org, only, lang)
    calls = [(made, call) for made in chosen(_named(select), _named(ignore), lang=lang) for call in made.calls(policy)]
    frames, asked, skipped = [], [], []
    for number, (made, call) in enumerate(calls):
        if progress is not None:
            progress(number, len(calls), text(f"title.{made.slug}", lang))
        layer = call.arguments.get("layer", "")
        try:
            # The data is judged as it was given: on no day is a row in force that ends before it begins.
            given = whole if made.family == "data" or made.history else org
            frame = _answer(made, _on(made, call, day), given, policy, asked_ids, lang)
        except AbsentError as error:
            skipped.append((made.slug, layer, error.describe(lang)))
            continue
        asked.append((made.slug, layer, len(frame)))
        frames.append(frame)
    return Audit(
        _ordered(together(frames)),
        pd.DataFrame(skipped, columns=["check", "layer", "reason"], dtype="str"),
        pd.DataFrame(asked, columns=["check", "layer", "findings"]).astype({"findings": "int64"}),
        org,
        policy,
        _as_date(day),
        lang,
        whole,
    )


def _named(names: str | Collection[str] | None) -> Collection[str]:
    """One name may stand alone."""
    return [names] if isinstance(names, str) else names or ()


def chosen(select: Collection[str] | None = None, ignore: Collection[str] = (), *, lang: str | None = None) -> list[Check]:
    """The checks to ask: those selected (default: all) and not ignored, by slug, function name or family.

    Raises
    ------
    AbsentError
        If a name fits no check.
    """
    names = {made.slug: {made.slug, made.name, made.family} for made in all_checks().values()}
    unknown = [name for name in (*(select or ()), *ignore) if not any(name in own for own in names.values())]
    if unknown:
        raise AbsentError("error.no_check", lang=lang, checks=unknown)

    def fits(made: Check, asked: Iterable[str]) -> bool:
        return not names[made.slug].isdisjoint(asked)

    return [made for made in all_checks().values() if (not select or fits(made, select)) and not fits(made, ignore)]


def _on(made: Check, call: Call, day: object) -> Call:
    """A call about a stretch of time is told the day up to which to look."""
    return replace(call, arguments={**call.arguments, "on": day}) if made.history else call


def _answer(made: Check, call: Call, org: Org, policy: Policy, only: Mapping[str, Collection[str]] | None, lang: str) -> pd.DataFrame:
    """One question's findings, with where its limit comes from."""

    def label(layer: str, lang: str) -> str:
        return policy.layer(layer).label(lang)

    for column in made.needs:
        org.confirm(*column.split("."))
    frame = findings(made, org, made.find(org, **call.arguments), only=only, lang=lang, label=label)
    source, status = (call.limit.cited(lang), call.limit.status) if call.limit is not None else ("", "")
    own: dict[str, Any] = {
        "source": pd.Series(source, index=frame.index, dtype="str"),
        "status": pd.Series(status, index=frame.index, dtype="str"),
    }
    return pd.concat([frame[list(COLUMNS)], pd.DataFrame(own), frame.drop(columns=list(COLUMNS))], axis="columns")


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """Gravest first, and within a severity in the order asked."""
    frame = frame if "source" in frame else frame.assign(source=pd.Series(dtype="str"), status=pd.Series(dtype="str"))
    grave = frame["severity"].map({name: number for number, name in enumerate(SEVERITIES)}).to_numpy(dtype=float)
    return frame.iloc[np.argsort(grave, kind="stable")].reset_index(drop=True)


def _identities(frame: pd.DataFrame) -> pd.Series:
    """One text a finding that says whether it is the same as another."""
    parts = np.full(len(frame), "", dtype=object)
    for slug, made in all_checks().items():
        mine = np.flatnonzero(frame["check"] == slug)
        keys = [frame[name].iloc[mine].map(repr).tolist() for name in made.identity if name in frame]
        parts[mine] = list(map("\x1f".join, zip(*keys, strict=True)))
    return pd.Series(parts, dtype=object)


def _as_date(day: object) -> datetime.date | None:
    from sanzu_graph.model.cells import day as read

    moment = None if day is None else read(day)
    return None if moment is None else moment.date()
