"""What is shipped: the same bytes each time, the files that are meant, licences that may be."""

import importlib.metadata
import pathlib
import re
import subprocess
import tomllib
import zipfile

import pytest

ROOT = pathlib.Path(__file__).parents[1]
#: Licences under which everybody may use and pass on what we need.
FREE = re.compile(
    r"MIT|BSD|0BSD|Apache|Python Software Foundation|PSF|Zlib|CC0|OFL|HPND|ISC", re.IGNORECASE
)


def built(folder: pathlib.Path) -> pathlib.Path:
    wheel = pytest.importorskip("hatchling.builders.wheel")
    folder.mkdir()
    (path,) = wheel.WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    return pathlib.Path(path)


def test_the_wheel_is_the_same_each_time_and_holds_what_is_meant(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    first, second = built(tmp_path / "one"), built(tmp_path / "two")
    assert first.read_bytes() == second.read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert built(tmp_path / "three").read_bytes() == built(tmp_path / "four").read_bytes()
    with zipfile.ZipFile(first) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
        others = [name for name in wheel.namelist() if ".dist-info/licenses/LICENSE" in name]
    assert others
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("no checkout: nobody says which files are ours")
    ours = {name for name in listed.stdout.decode().split("\0") if (ROOT / name).is_file()}
    meant = {
        name
        for name in ours
        if name.startswith("sanzu_graph/") and not name.startswith("sanzu_graph/planner/page/")
    }
    bundled = ("data/guanxi/", "data/first_steps/")
    example = {f"sanzu_graph/{name}" for name in ours if name.startswith(bundled)}
    assert names == meant | example
    assert {pathlib.PurePath(name).suffix for name in names} == {
        ".py", ".csv", ".toml", ".typed", ".js", ".css", ".jinja", ".xlsx",
    }  # fmt: skip


def needed() -> list[str]:
    """The packages that an installation needs, extras included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [
        *project["dependencies"],
        *(one for extra, some in extras.items() if extra not in ("all", "dev") for one in some),
    ]
    return sorted({re.match(r"[\w.-]+", one)[0] for one in wanted})


@pytest.mark.parametrize("package", needed())
def test_what_is_needed_is_free(package):
    try:
        found = importlib.metadata.metadata(package)
    except importlib.metadata.PackageNotFoundError:
        pytest.skip(f"{package} is not installed")
    said = [
        found["License-Expression"] or "",
        (found["License"] or "")[:80],
        *(one for one in found.get_all("Classifier") or [] if one.startswith("License")),
    ]
    assert FREE.search(" ".join(said)), said
    assert not re.search(r"\bA?GPL", " ".join(said)), said
    notes = (ROOT / "docs" / "decisions" / "0001-dependencies.md").read_text("utf-8")
    assert re.search(rf"\b{re.escape(package)}\b", notes, re.IGNORECASE), "say why in 0001"
