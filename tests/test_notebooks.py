"""The notebooks run from top to bottom, and hold no outputs."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.mark.dated
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
# The kernel listens on the loopback interface only; its warning about encryption is about networks.
@pytest.mark.filterwarnings("ignore:.*TCP without encryption.*")
def test_notebook_runs(path):
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": path.parent}}).execute()
    pictures = [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.source.startswith("sg.plot_")
    ]
    assert all(
        any("image/png" in output.get("data", {}) for output in cell.outputs) for cell in pictures
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_stripped_and_bilingual(path):
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)
    assert all(len(cell.source.splitlines()) <= 5 for cell in code)
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert all(any("一" <= char <= "鿿" for char in text) for text in prose)


def test_there_are_notebooks():
    assert [path.stem for path in NOTEBOOKS][:2] == ["00-tour", "01-audit"]
