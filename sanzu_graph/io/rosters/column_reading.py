"""What becomes of the columns of one sheet, as a value that is filled step by step."""

from __future__ import annotations

from dataclasses import dataclass, field

from sanzu_graph.errors import Fault
from sanzu_graph.io.rosters.doubts import Doubt
from sanzu_graph.io.rosters.headings import Heading
from sanzu_graph.io.rosters.parent_columns import Apart


@dataclass(eq=False)
class Reading:
    """How the columns of one sheet are read.

    Attributes
    ----------
    fields : field → the column it is read from
    attributes : name → the column kept under it
    private : the columns left out because they are private
    how : column → (message, its field) for every heading
    status : the columns that tell who still belongs
    marks : (layer, column): a mark there means a place in the unit of the heading
    duties : the layers in whose columns of marks duties stand behind marks
    roles : (layer, role, column): a mark there means the role in the unit of the row
    further : (layer, column): further units of a layer, in columns that are numbered
    posts : columns of further posts, which stay text beside the roles that they tell
    leaders : (layer, role, column): its cells name who has the role in the unit of the row
    above : the layers of columns that hold the units above the teams, the lowest first
    apart : how teams that share a name are told apart
    party : the columns that ask whether somebody is a party member, or a probationary one
    doubts : what was understood of columns that they do not say
    faults : headings that stand twice with different cells
    """

    fields: dict[str, Heading] = field(default_factory=dict)
    attributes: dict[str, Heading] = field(default_factory=dict)
    private: list[Heading] = field(default_factory=list)
    how: list[tuple[Heading, str, str]] = field(default_factory=list)
    status: list[Heading] = field(default_factory=list)
    marks: list[tuple[str, Heading]] = field(default_factory=list)
    duties: list[str] = field(default_factory=list)
    roles: list[tuple[str, str, Heading]] = field(default_factory=list)
    further: list[tuple[str, Heading]] = field(default_factory=list)
    posts: list[Heading] = field(default_factory=list)
    leaders: list[tuple[str, str, Heading]] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    apart: Apart = field(default_factory=Apart)
    party: list[Heading] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def is_asked(heading: Heading) -> bool:
    """Whether the caller's mapping gave the column its field."""
    return heading.match is not None and heading.match.rank < 0
