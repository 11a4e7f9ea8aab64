"""`sanzu plan`: a plan written change by change, without Python."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sanzu_graph.cli.asking import option
from sanzu_graph.cli.exit_codes import SOUND
from sanzu_graph.cli.plans import PLAN
from sanzu_graph.cli.roster_files import read_any
from sanzu_graph.cli.terminal import say
from sanzu_graph.errors import InputError
from sanzu_graph.messages import text

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

#: What is typed, the change that it makes, and its fields in order; those in brackets may be left
#: out. They are written here so that no change is loaded for the help of another command.
KINDS = {
    "move": ("MoveMember", "MEMBER SOURCE TARGET"),
    "join": ("JoinUnit", "MEMBER UNIT [ROLE] [TITLE]"),
    "leave": ("LeaveUnit", "MEMBER UNIT"),
    "appoint": ("AppointLeader", "MEMBER UNIT"),
    "relieve": ("RelieveLeader", "MEMBER UNIT"),
    "role": ("AssignRole", "MEMBER UNIT ROLE [TITLE]"),
    "manager": ("ChangeManager", "MEMBER MANAGER [KIND] [REPORTS]"),
    "pair": ("PairMentor", "MENTOR APPRENTICE [KIND]"),
    "unpair": ("UnpairMentor", "MENTOR APPRENTICE [KIND]"),
    "duty": ("AssignDuty", "MEMBER UNIT DUTY"),
    "revoke": ("RevokeDuty", "MEMBER UNIT DUTY"),
    "remove": ("RemoveMember", "MEMBER [REPORTS]"),
    "create": ("CreateUnit", "UNIT LAYER [PARENT]"),
    "merge": ("MergeUnits", "UNIT INTO [LEADER]"),
    "close": ("CloseUnit", "UNIT"),
}
#: The fields in which a unit stands; in the other ones a member, or a word.
_UNITS = ("unit", "source", "target", "into", "parent")
_WORDS = ("role", "title", "duty", "layer", "kind", "reports", "name")


def plan_parameters() -> list[click.Parameter]:
    """What ``plan`` may be told."""
    return [
        click.Argument(["change"], type=click.Choice(list(KINDS)), metavar="CHANGE"),
        click.Argument(["values"], nargs=-1, metavar="ID…"),
        option("--append", metavar="PLAN.json", help=text("cli.plan.append")),
        option("--for", "organisation", metavar="PATH", help=text("cli.plan.for")),
        option("--on", metavar="DATE", help=text("cli.plan.on")),
        option("--encoding", metavar="NAME", help=text("cli.audit.encoding")),
    ]


def kinds_told() -> str:
    """The changes with what each takes, for the help."""
    lines = [f"{kind} {fields}" for kind, (_, fields) in KINDS.items()]
    return "\b\n" + "\n".join(lines)


def plan_command(
    change: str,
    values: tuple[str, ...],
    *,
    append: str | None,
    organisation: str | None,
    on: str | None,
    encoding: str | None,
) -> int:
    """Make a change, try it on an organisation where one is named, and add it to a plan."""
    from sanzu_graph.changes.registry import change_from_dict
    from sanzu_graph.cli.output import emit
    from sanzu_graph.model.drafts import Draft
    from sanzu_graph.scenarios.making import made
    from sanzu_graph.scenarios.scenario import Scenario

    if append is not None and Path(append).suffix.lower() != PLAN:
        raise InputError("error.plan_ending", path=append)
    kind, fields = KINDS[change]
    names = fields.replace("[", "").replace("]", "").lower().split()
    if not len(names) - fields.count("[") <= len(values) <= len(names):
        raise InputError("error.plan_values", change=change, fields=fields)
    org = None if organisation is None else read_any(organisation, strict=True, encoding=encoding)
    given: dict[str, object] = dict(zip(names, values, strict=False))
    if org is not None:
        given = {name: _id(org, name, str(value)) for name, value in given.items()}
    if on is not None:
        given["on"] = on
    one = change_from_dict({"change": kind, **given})
    exists = append is not None and Path(append).exists()
    plan = Scenario.read(append) if exists and append is not None else Scenario(_name(append))
    longer = plan.then(one)
    if org is None:
        said = one.describe()
    else:
        draft = made(Draft(org, on=plan.on), plan.changes)
        said = one.describe_on(draft.copy())
        made(draft, [one], first=len(plan) + 1)
    if append is None:
        emit(longer.to_json().removesuffix("\n"))
        return SOUND
    longer.write(append)
    say(text("cli.plan.written", path=append, step=len(longer), change=said))
    return SOUND


def _name(path: str | None) -> str:
    return text("cli.plan.name") if path is None else Path(path).stem


def _id(org: Org, field: str, value: str) -> str:
    """The id of somebody or a unit; a name is as good where nobody else has it."""
    from sanzu_graph.model.naming import id_of

    if field in _WORDS:
        return value
    table = "units" if field in _UNITS else "members"
    return id_of(org, table, value)
