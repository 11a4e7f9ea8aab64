"""The notebooks are what docs/lessons says; each runs from top to bottom as `make lab` installs it."""

import ast
import importlib.util
import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import matplotlib as mpl
import matplotlib.pyplot as plt
import nbformat
import pytest
from nbclient import NotebookClient

import sanzu_graph as sg

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*/*.ipynb"))
#: What `make lab` does not install.
ABSENT = ("docx", "distributed", "pptx")
#: One notebook asks for a proof that takes long; the code of its two languages is the same.
LONG = ("zh/12-published-case",)
HAN = re.compile("[一-鿿]")
#: The largest notebook that a Git host shows at once.
LARGEST = 300_000


def title(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "make_notebooks", ROOT / "docs" / "make_notebooks.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that stands to the data as the notebooks do."""
    folder = tmp_path / "notebooks" / "here"
    folder.mkdir(parents=True)
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(folder)
    for name in ABSENT:
        monkeypatch.setitem(sys.modules, name, None)
    yield folder
    sg.use(lang=None)


def show(cell: str, names: dict[str, object]) -> None:
    """Run a cell, and show its last value as a notebook does."""
    body = ast.parse(cell).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), names)  # noqa: S102 - our own words
    if last is not None:
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307
        shown = getattr(value, "_repr_html_", None)
        assert repr(value) if shown is None else shown()


@pytest.mark.dated
@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=[pytest.mark.heavy] if title(path) in LONG else [], id=title(path))
        for path in NOTEBOOKS
    ],
)
def test_a_notebook_and_its_answer_run(path: Path, desk: Path, maker: ModuleType) -> None:
    assert desk.samefile(".")
    notebook = nbformat.read(path, as_version=4)
    names: dict[str, object] = {"display": str}
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    patient = [] if "12-" in path.stem else maker.answers(notebook)  # half a minute
    with warnings.catch_warnings(), mpl.rc_context():
        warnings.simplefilter("ignore", sg.SanzuWarning)
        for cell in [*cells, *patient]:
            show(cell, names)
            assert plt.get_fignums() or not cell.startswith("sg.plot_")
            plt.close("all")


# The kernel listens on the loopback interface only; its warning about encryption is about networks.
@pytest.mark.filterwarnings("ignore:.*TCP without encryption.*")
def test_a_notebook_runs_in_a_kernel(desk: Path) -> None:
    notebook = nbformat.read(ROOT / "notebooks" / "en" / "02-my-hr-export.ipynb", as_version=4)
    place = {"metadata": {"path": desk}}
    NotebookClient(notebook, timeout=120, resources=place).execute()
    shown = [
        output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])
    ]
    assert any("image/png" in data for data in shown)
    assert (desk / "people.html").exists()


def test_each_notebook_is_its_lesson(maker: ModuleType) -> None:
    """Not a word differs; and no lesson is without its notebooks."""
    made = {
        f"{lang}/{name}": notebook
        for name in maker.names()
        for lang in maker.LANGS
        if (notebook := maker.notebook(name, lang)) is not None
    }
    assert sorted(made) == [title(path) for path in NOTEBOOKS]
    for path in NOTEBOOKS:
        kept = [(cell.cell_type, cell.source) for cell in nbformat.read(path, 4).cells]
        told = [(cell.cell_type, cell.source) for cell in made[title(path)].cells]
        assert kept == told, "run `make notebooks`"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=title)
def test_a_notebook_is_small_and_whole(path: Path, maker: ModuleType) -> None:
    """A question, an exercise with its answer, outputs kept, one language, nothing of this machine."""
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) < LARGEST
    assert not re.search(r"/(?:tmp|root|home|work)/|ipykernel_", text)
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(len(line) <= 100 for cell in code for line in cell.source.splitlines())
    assert all(cell.execution_count for cell in code)
    assert any(cell.outputs for cell in code)
    assert all(cell.outputs for cell in code if "except" in cell.source)  # what is refused is shown
    assert not any(output.output_type == "error" for cell in code for output in cell.outputs)
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert prose.splitlines()[0].rstrip("?？") != prose.splitlines()[0]
    assert maker.answers(notebook)
    assert bool(HAN.search(prose)) == (path.parent.name == "zh")
    for linked in re.findall(r"\]\(([^)]+\.ipynb)\)", prose):
        assert (path.parent / linked).exists()


def test_each_question_is_listed_in_both_languages(maker: ModuleType) -> None:
    page = (ROOT / "notebooks" / "README.md").read_text(encoding="utf-8")
    assert page == maker.index()
