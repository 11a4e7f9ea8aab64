"""A sound folder of CSV files, to be broken one way per test."""

import pathlib

import pytest

SOUND = {
    "members.csv": "id,name,political_status\nM1,张三,party_member\nM2,李四,\nM3,NA,\n",
    "units.csv": "id,name,layer\nT1,运维一班,team\nP1,第一党小组,party\n",
    "memberships.csv": "member,unit,role\nM1,T1,leader\nM2,T1,\nM3,T1,\nM1,P1,\n",
}


class Folder:
    """A folder of files, each written as text in an encoding or as bytes."""

    def __init__(self, path: pathlib.Path) -> None:
        self.path = path

    def put(self, name: str, content: str | bytes, encoding: str = "utf-8") -> "Folder":
        (self.path / name).write_bytes(
            content if isinstance(content, bytes) else content.encode(encoding)
        )
        return self

    def contents(self) -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in self.path.iterdir()}


@pytest.fixture(autouse=True)
def _pyarrow_where_needed(request: pytest.FixtureRequest) -> None:
    """Parquet is optional: its cases are skipped where pyarrow is not installed."""
    case = getattr(request.node, "callspec", None)
    if case is not None and "parquet" in case.params.values():
        pytest.importorskip("pyarrow")


@pytest.fixture
def sound(tmp_path: pathlib.Path) -> Folder:
    path = tmp_path / "tables"
    path.mkdir()
    folder = Folder(path)
    for name, text in SOUND.items():
        folder.put(name, text)
    return folder
