"""`Placement`: who may sit where, lead what and mentor whom, and why not. Nothing else decides that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sanzu_graph.doors import guarded
from sanzu_graph.errors import AbsentError
from sanzu_graph.model.naming import id_of
from sanzu_graph.policy.eligibility import NOWHERE, Eligibility
from sanzu_graph.policy.permissions import (
    Permission,
    SeatQuery,
    lead_permission,
    mentor_permission,
    sit_permission,
)
from sanzu_graph.schema import MEMBER, UNIT

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy


class Placement(Eligibility):
    """Who may sit where, lead what and mentor whom in an organisation.

    It answers one question by `may_sit`, `may_lead` and `may_mentor`, and many at once by masks,
    keys and codes.

    Parameters
    ----------
    org
        The organisation; where it has dates, on the day that is asked about (``org.at(day)``).
    policy
        What is demanded. What it does not say of a layer is taken from the organisation
        (`Policy.resolve`).

    Notes
    -----
    - *Sit*: a person who is eligible for the layer may come to a unit. Where they leave another
      seat for it, the transfer rule must allow the way: base units agree in ``transfer.move``,
      groups in ``transfer.regroup``. Where they leave none and the layer is exclusive, they have no
      seat in it yet. The unit has not reached ``largest``. Who has a seat may stay.
    - *Lead*: a person may lead a unit in which they have a seat, or to which they may come. They
      are eligible for the layer and allowed by its rule for leaders. They lead fewer than
      ``leaders.most_units`` other units. Who leads may go on.
    - *Mentor*: a mentor meets the rule for mentors, has room, and is known to be no less than
      ``least_gap`` ahead. The apprentice neither leads nor mentors them. Who mentors somebody may
      go on.
    - A rule may name a column that the organisation does not keep. Then nobody new comes by that
      rule: it counts as met by those who sit, lead or mentor in question today. The columns of the
      transfer rule that are not kept count for nothing.

    Examples
    --------
    >>> from sanzu_graph import Layer, Org, Policy, Rule
    >>> org = Org({"id": ["A", "B"], "status": ["member", "guest"]}, {"id": ["T", "P"], "layer": ["team", "party"]},
    ...           {"member": ["A", "B"], "unit": ["T", "T"]})
    >>> party = Layer("party", eligible=Rule("status", any_of=("member",)))
    >>> placement = Placement(org, Policy.for_layers("team").replace(layers=(Layer("team"), party)))
    >>> bool(placement.may_sit("A", "P")), bool(placement.may_sit("B", "P"))
    (True, False)
    >>> print(placement.may_lead("B", "P").describe("en"))
    May not belong to the layer party: required is status is member.
    >>> placement.eligible("party").tolist()
    [True, False]
    """

    @guarded
    def __init__(self, org: Org, policy: Policy) -> None:
        super().__init__(org, policy)

    @guarded
    def may_sit(self, member: str, unit: str, *, leaving: str | None = None) -> Permission:
        """Whether a member may sit in a unit.

        Parameters
        ----------
        member, unit
            The ids, or names that one alone has.
        leaving
            The unit of the same layer whose seat the member leaves for it.

        Returns
        -------
        Permission
            True or False, with the reason and the levers of `propose` that lead there.

        Raises
        ------
        AbsentError
            If the organisation does not have one of the ids.
        """
        source = NOWHERE if leaving is None else self._unit(leaving)
        return sit_permission(self, self._seat(member, unit, source), self.today)

    @guarded
    def may_lead(self, member: str, unit: str) -> Permission:
        """Whether a member may lead a unit, coming to it first where they have no seat there.

        Parameters
        ----------
        member, unit
            The ids, or names that one alone has.

        Returns
        -------
        Permission
            As of `may_sit`.

        Raises
        ------
        AbsentError
            If the organisation does not have one of the ids.
        """
        return lead_permission(self, self._seat(member, unit), self.today)

    @guarded
    def may_mentor(self, mentor: str, apprentice: str) -> Permission:
        """Whether a member may be the mentor of another.

        Parameters
        ----------
        mentor, apprentice
            The ids, or names that one alone has.

        Returns
        -------
        Permission
            As of `may_sit`; no lever changes it.

        Raises
        ------
        AbsentError
            If the organisation does not have one of the ids.
        """
        return mentor_permission(self, self._member(mentor), self._member(apprentice), self.today)

    def _seat(self, member: str, unit: str, source: int = NOWHERE) -> SeatQuery:
        place, code = self._unit(unit), self.org.encoding
        return SeatQuery(code.layers[code.unit_layer[place]], self._member(member), place, source)

    def _member(self, member: str) -> int:
        return _place(self.org.encoding.member_at, id_of(self.org, "members", member), MEMBER)

    def _unit(self, unit: str) -> int:
        return _place(self.org.encoding.unit_at, id_of(self.org, "units", unit), UNIT)


def _place(places: Mapping[str, int], name: str, entity: str) -> int:
    if name not in places:
        raise AbsentError("error.no_ids", entity=entity, ids=[name])
    return places[name]
