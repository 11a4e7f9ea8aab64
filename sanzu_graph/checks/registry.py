"""The frame around every check: what it declares, how its answer becomes findings, and the derived
list of all.

A check function knows only its question: it takes an organisation and explicit arguments and
returns `Found`, positions and numbers. The decorator here adds ``only=`` and ``lang=``, turns
positions into ids, names and messages, and enters the check in the catalogue. The audit, the docs
and the command line read that catalogue; nothing is listed twice.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache, wraps
from importlib import import_module
from typing import Any

import pandas as pd

from sanzu_graph.checks.finding_frames import asked_of, findings
from sanzu_graph.checks.found import (
    FAMILIES,
    Call,
    Check,
    Found,
    Near,
    Only,
    Partners,
    Stays,
    never,
)
from sanzu_graph.checks.unit_counts import UnitCounts
from sanzu_graph.doors import guard
from sanzu_graph.errors import speaking
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.readable_frames import readable
from sanzu_graph.policy.demands import Policy

_CHECKS: dict[str, Check] = {}
#: The rooms in which checks live. They are found here; no room below the audit imports the year.
_ROOMS = ("sanzu_graph.checks", "sanzu_graph.year")


def once(policy: Policy) -> Iterator[Call]:  # noqa: ARG001 - every `calls` takes the policy
    """The calls of a check that every organisation is asked once, under any policy."""
    yield Call()


def check(
    *,
    severity: str,
    family: str,
    scope: str,
    needs: tuple[str, ...] = (),
    keys: tuple[str, ...] = (),
    history: bool = False,
    past: bool = False,
    by_record: bool = False,
    calls: Callable[[Policy], Iterator[Call]] = once,
    near: Near | None = None,
    counts: Callable[..., UnitCounts] | None = None,
    partners: Callable[..., Partners] | None = None,
    stays: Stays = never,
) -> Callable[[Callable[..., Found]], Callable[..., pd.DataFrame]]:
    """Make a check of a question; see `Check` for the words.

    `near` and `stays` only say how little of an organisation the re-audit may look at. A check with
    neither is right, too, and asked again of the whole after each change. Many
    edits at once are followed by `counts` and `partners`. A check with `near` has one of the two.
    Only findings about members that hang on nobody else's memberships need neither.
    """

    def decorate(find: Callable[..., Found]) -> Callable[..., pd.DataFrame]:
        @wraps(find)
        def function(  # its real signature is the question's own, set below
            org: Org,
            *args: Any,  # noqa: ANN401
            only: Only = None,
            lang: str | None = None,
            **kwargs: Any,  # noqa: ANN401
        ) -> pd.DataFrame:
            policy = kwargs.get("policy", args[0] if args else None)
            with (
                speaking(lang, getattr(policy, "lang", None)),
                guard(function, (org, *args), {**kwargs, "only": only}),
            ):
                masks = asked_of(org, only)
                return readable(findings(entry, org, find(org, *args, **kwargs), only=masks))

        function.__signature__ = _signature(find)  # type: ignore[attr-defined]
        function.__annotations__ = {
            **find.__annotations__,
            "only": Only,
            "lang": str | None,
            "return": pd.DataFrame,
        }
        entry = Check(
            singular(find.__name__),
            severity,
            family,
            scope,
            needs,
            keys,
            history,
            past,
            by_record,
            calls,
            near,
            counts,
            partners,
            stays,
            find,
            function,
        )
        _CHECKS[entry.slug] = entry
        return function

    return decorate


def singular(name: str) -> str:
    """What one finding of a check is called.

    Examples
    --------
    >>> singular("blank_teams"), singular("overdue_remedies"), singular("mixed_work")
    ('blank_team', 'overdue_remedy', 'mixed_work')
    """
    return name.removesuffix("ies") + "y" if name.endswith("ies") else name.removesuffix("s")


@cache
def all_checks() -> Mapping[str, Check]:
    """Every check by slug, in order of family and then of definition."""
    for room in _ROOMS:
        for module in pkgutil.iter_modules(import_module(room).__path__):
            import_module(f"{room}.{module.name}")
    # By module, too: which one was imported first must not tell.
    return dict(
        sorted(
            _CHECKS.items(),
            key=lambda item: (FAMILIES.index(item[1].family), item[1].find.__module__),
        )
    )


def _signature(find: Callable[..., Found]) -> inspect.Signature:
    """The question's own signature, with ``only`` and ``lang`` behind it."""
    own = inspect.signature(find)
    more = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None)
        for name in ("only", "lang")
    ]
    return own.replace(
        parameters=[*own.parameters.values(), *more], return_annotation="pd.DataFrame"
    )
