"""`Change`: what every change can do."""

from __future__ import annotations

import datetime
import functools
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, replace
from html import escape
from typing import Any, ClassVar, Self, TypeVar

from sanzu_graph.changes.given_values import TAKEN, Values
from sanzu_graph.changes.names import HOMES, in_full, told
from sanzu_graph.changes.outcomes import outcomes
from sanzu_graph.doors import spoken
from sanzu_graph.messages import text
from sanzu_graph.model.drafts import Draft
from sanzu_graph.model.edits import Edit
from sanzu_graph.model.naming import id_on
from sanzu_graph.model.object_texts import cut
from sanzu_graph.model.organisation import Org

T = TypeVar("T")


def _by_ids(method: Callable[[Any, Draft], T]) -> Callable[[Any, Draft], T]:
    """A method of a change that reads its fields as ids: it is called on the change by ids."""

    @functools.wraps(method)
    def inner(change: Change, draft: Draft) -> T:
        return method(change.by_ids(draft), draft)

    return inner


@dataclass(frozen=True, repr=False)
class Change(ABC):
    """One change of an organisation, as a value.

    A member or a unit is named by its id, or by a name that one alone has. An id goes before a
    name. Names are looked up when the change is made, on the organisation as it then is.

    Parameters
    ----------
    on
        The day on which it takes effect: rows in force that day end, and others begin. Without one
        it is the day that is given to `apply`, else today where the table concerned has dates; a
        table without dates is edited in place.

    Raises
    ------
    ChangeError
        If a field cannot be what it should be, and by `make`, `edit` and `apply` if the change
        cannot be made.
    """

    on: datetime.date | None = field(default=None, kw_only=True)

    #: Every change by its name; a module that defines some fills it when it is imported.
    known: ClassVar[dict[str, type[Change]]] = {}

    def __init_subclass__(cls) -> None:
        Change.known[cls.__name__] = cls
        for name in {"make", "is_done", "units"} & {*vars(cls)}:
            setattr(cls, name, _by_ids(vars(cls)[name]))

    def __post_init__(self) -> None:
        for part in fields(self):
            object.__setattr__(
                self, part.name, TAKEN[str(part.type)](part.name, getattr(self, part.name))
            )

    def by_ids(self, draft: Draft) -> Self:
        """The change with an id in place of each name that one alone has on a draft.

        A new id, an id that is there, and a name of several or of nobody stay as they are.

        Examples
        --------
        >>> from sanzu_graph import JoinUnit, Org
        >>> org = Org({"id": ["M1"], "name": ["Ada"]}, {"id": ["T1"], "layer": ["team"], "name": ["North"]}, {"member": [], "unit": []})
        >>> JoinUnit("Ada", "North").by_ids(Draft(org))
        JoinUnit('M1', 'T1')
        """
        ids: dict[str, Any] = {}
        for name, table in HOMES.items():
            value = None if name in self.creates else getattr(self, name, None)
            if isinstance(value, str):
                ids[name] = id_on(draft, table, value)
            elif isinstance(value, tuple):
                ids[name] = tuple(id_on(draft, table, word) for word in value)
        other = {name: id_ for name, id_ in ids.items() if id_ != getattr(self, name)}
        return replace(self, **other) if other else self

    @abstractmethod
    def make(self, draft: Draft) -> None:
        """Make the change on a draft: wholly, or, with a `ChangeError`, not at all."""

    def is_done(self, draft: Draft) -> bool:  # noqa: ARG002 - who can tell looks at it
        """Whether the state that the change wants holds already, on the day of the change.

        A change that cannot tell says no; `Scenario.rebase` then calls it a conflict.
        """
        return False

    def edit(self, org: Org, *, on: object = None, today: object = None) -> Edit:
        """The rows in which the organisation would differ; `on` as for `apply`, `today` another day
        than the computer's.
        """
        draft = Draft(org, on=on, today=today)
        self.make(draft)
        return draft.edit()

    def apply(self, org: Org, *, on: object = None) -> Org:
        """The organisation with the change made; `on` is the day it takes effect, if the change
        names none.
        """
        return org.edited(self.edit(org, on=on))

    @spoken
    def describe(self, lang: str | None = None, *, org: Org | None = None) -> str:
        """The change in one sentence. With the organisation that it is made on, it is told by
        names. Then it says what becomes of leaders, and which roles and titles end.
        """
        return self.describe_on(None if org is None else Draft(org))

    @spoken
    def describe_on(self, draft: Draft | None, lang: str | None = None) -> str:
        """The change in one sentence, as on a draft; it is made there by that, if it can be."""
        sentence = self.action_on(draft)
        for _, more in self.outcomes_on(draft) if draft is not None else ():
            sentence = text("change.with_outcome", sentence=sentence, more=more)
        return sentence

    def action_on(self, draft: Draft | None) -> str:
        """What is done, in one sentence, as on a draft: without what becomes of leaders, roles and
        titles. It is not made.
        """
        change = self if draft is None else self.by_ids(draft)
        named = {
            part.name: in_full(told(part.name, getattr(change, part.name), draft))
            for part in fields(self)
        }
        sentence = text(f"change.{self.phrase}", **named, **self.joined_words(named))
        if self.on is not None:
            return text("change.with_day", sentence=sentence, on=self.on)
        return sentence

    def joined_words(self, named: Mapping[str, str]) -> dict[str, str]:  # noqa: ARG002 - most have none
        """Several fields in one word of its sentence; `named` holds the fields in words."""
        return {}

    def outcomes_on(self, draft: Draft) -> list[tuple[str, str]]:
        """What becomes of leaders, and which roles and titles end: each with its key in the catalog
        and in words. The change is made on the draft by that, if it can be.
        """
        return [
            (key, text(key, **{name: in_full(value) for name, value in what.items()}))
            for key, what in outcomes(self.by_ids(draft), draft)
        ]

    @property
    def phrase(self) -> str:
        """The key of its sentence in the catalog, behind ``change.``."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(self).__name__).lower()

    #: The fields that give a new id, and so name nobody yet.
    creates: ClassVar[tuple[str, ...]] = ()

    #: The fields that name a unit whose leaders afterwards are always told.
    tells: ClassVar[tuple[str, ...]] = ()

    #: The roles of the member whose end its sentence tells itself.
    ends: ClassVar[tuple[str, ...]] = ()

    def units(self, draft: Draft) -> list[str]:  # noqa: ARG002 - some changes must look
        """The units in which it may change roles and titles."""
        named = (getattr(self, name, None) for name in ("unit", "source", "target", "into", "new"))
        return [unit for unit in named if isinstance(unit, str)]

    def to_dict(self) -> dict[str, Any]:
        """The change as JSON holds it; what is as by default is left out. The way back is
        `change_from_dict`.
        """
        return {
            "change": type(self).__name__,
            **{
                part.name: _plain(getattr(self, part.name))
                for part in fields(self)[1:]
                if not self._is_default(part)
            },
        } | ({} if self.on is None else {"on": self.on.isoformat()})

    def _is_default(self, part: Field[Any]) -> bool:
        default = part.default_factory() if part.default_factory is not MISSING else part.default
        return default is not MISSING and bool(
            TAKEN[str(part.type)](part.name, default) == getattr(self, part.name)
        )

    def __repr__(self) -> str:
        return cut(self.expression())

    def expression(self) -> str:
        """The change as Python makes it, in full."""
        parts = [
            repr(getattr(self, part.name))
            if not part.kw_only
            else f"{part.name}={getattr(self, part.name)!r}"
            for part in fields(self)[1:]
            if not self._is_default(part)
        ]
        return f"{type(self).__name__}({', '.join(parts + ([] if self.on is None else [f'on={self.on.isoformat()!r}']))})"

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.describe())}</p>"


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Values) else value
