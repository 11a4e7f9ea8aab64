"""A plan as the Python that makes it again."""

from __future__ import annotations

from sanzu_graph.scenarios.scenario import Scenario


def code(scenario: Scenario) -> str:
    """Python that makes an equal scenario.

    Examples
    --------
    >>> from sanzu_graph import MoveMember
    >>> print(code(Scenario("two groups", [MoveMember("M1", "T1", "T2")])))
    import sanzu_graph as sg
    <BLANKLINE>
    plan = sg.Scenario(
        'two groups',
        [
            sg.MoveMember('M1', 'T1', 'T2'),
        ],
    )
    """
    changes = "".join(f"        sg.{change.expression()},\n" for change in scenario)
    lines = [f"    {scenario.name!r},\n", f"    [\n{changes}    ],\n" if changes else "    [],\n"]
    lines += [f"    on={scenario.on.isoformat()!r},\n"] if scenario.on is not None else []
    lines += [f"    base={scenario.base!r},\n"] if scenario.base is not None else []
    return f"import sanzu_graph as sg\n\nplan = sg.Scenario(\n{''.join(lines)})"
