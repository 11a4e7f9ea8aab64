"""Which tests ask for today. `pytest` notes them down; `pytest --dated` runs these alone, as on the
day that `SANZU_TODAY` names.

A test is noted that asks itself, or whose fixtures do (then its whole file is, for it may not be
the only one to have them), and one that is marked ``dated``: it lets another process ask.
"""

from collections.abc import Generator, Iterable

import pytest

from sanzu_graph.model import days

NOTED = "sanzu/dated"
_FILE, _TEST = "dated file", "dated test"


class Dated:
    """Notes who asks for today, and picks those out."""

    def __init__(self, config: pytest.Config) -> None:
        self.config, self.noted = config, set[str]()
        self.picks = bool(config.getoption("--dated"))
        self.asked, pinned = 0, days._pinned

        def noting() -> str:
            self.asked += 1
            return pinned()

        days._pinned = noting

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, object, object]:
        """Fixtures that ask, and tests that are marked."""
        before = self.asked
        result = yield
        if self.asked > before:
            item.user_properties.append((_FILE, item.nodeid.partition("::")[0]))
        if item.get_closest_marker("dated"):
            item.user_properties.append((_TEST, item.nodeid))
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Tests that ask."""
        before = self.asked
        try:
            return (yield)
        finally:
            if self.asked > before:
                item.user_properties.append((_TEST, item.nodeid))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """What the workers noted comes with their reports."""
        self.noted |= {str(value) for key, value in report.user_properties if key in (_FILE, _TEST)}

    def pytest_sessionfinish(self) -> None:
        """Keep it beside what was known."""
        cache = getattr(self.config, "cache", None)
        if cache is not None and self.noted and not hasattr(self.config, "workerinput"):
            cache.set(NOTED, sorted(self.noted.union(self._known())))

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """With ``--dated``: those that were noted, and those that are marked."""
        if not self.picks:
            return
        known = set(self._known())
        picked = [
            item
            for item in items
            if item.nodeid in known
            or item.nodeid.partition("::")[0] in known
            or item.get_closest_marker("dated")
        ]
        config.hook.pytest_deselected(items=[item for item in items if item not in picked])
        items[:] = picked

    def _known(self) -> Iterable[str]:
        cache = getattr(self.config, "cache", None)
        return [] if cache is None else cache.get(NOTED, [])
