"""Write the notebooks: from docs/lessons, where each lesson stands once, in both languages.

A lesson is a text of parts. Each part begins with a line of its own::

    --- en              prose in English          --- zh       prose in Chinese
    --- code            code of both sets         --- answer   an exercise's answer, folded
    --- code en         code of one set alone     --- answer zh

Where only a word differs, ``⟦English|Chinese⟧`` stands in the text. A lesson without English prose
is not in the English set, and the other way round.

    python docs/make_notebooks.py              # all lessons; each notebook is run, and keeps its outputs
    python docs/make_notebooks.py 01 05        # those whose names begin so
    python docs/make_notebooks.py --lang zh    # one set
"""

import argparse
import base64
import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from PIL import Image

LESSONS = Path(__file__).with_name("lessons")
NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
LANGS = ("en", "zh")
#: The day that is today for the outputs that are kept.
TODAY = "2026-11-22"
SUMMARY = {"en": "Answer", "zh": "答案"}
INDEX = """# Notebooks · 笔记本

One question each, with an exercise and its answer. Everybody in them is invented. Begin with the first or the second.
`make lab` opens them in JupyterLab. They are written by `docs/make_notebooks.py`, which runs them and keeps their outputs.

## English: a company with departments, projects and managers

{en}

## 中文：有班组、党小组和工会小组的供电所

每本回答一个问题，附一道练习和答案；人物均为虚构。从第一本或第二本开始即可。

{zh}
"""
_PART = re.compile(r"^--- (en|zh|code|answer)(?: (en|zh))?\n", re.MULTILINE)
_EITHER = re.compile("⟦(.*?)\\|(.*?)⟧", re.DOTALL)
_SECONDS = re.compile(r"(?<=[ ，])\d+\.\d+(?= (?:s\)|秒）))")
_PICTURE = re.compile(r"(data-sanzu-picture=\\?\"?)\w+")
_PLACE = re.compile(r"\S*ipykernel_\S+?:\d+: ")
WIDGET = "application/vnd.jupyter.widget-view+json"
_COLORS = 64
_WIDEST = 1_400


def parts(lesson: str, lang: str) -> Iterator[tuple[str, str]]:
    """(markdown, code or answer; text) of one language."""
    _, *pieces = _PART.split(lesson)
    for kind, only, text in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True):
        told_in = kind if kind in LANGS else only
        if told_in not in {lang, None}:
            continue
        chosen = _EITHER.sub(lambda found: found[1 + LANGS.index(lang)], text).strip("\n")
        yield ("markdown" if kind in LANGS else kind), chosen


def notebook(name: str, lang: str) -> nbformat.NotebookNode | None:
    """A lesson in one language without outputs, or nothing where the set has no such lesson."""
    told = list(parts((LESSONS / f"{name}.txt").read_text(encoding="utf-8"), lang))
    if not any(kind == "markdown" for kind, _ in told):
        return None
    cells = []
    for kind, text in told:
        if kind == "answer":
            folded = f"<details><summary>{SUMMARY[lang]}</summary>\n\n```python\n{text}\n```\n\n</details>"
            cells[-1].source += f"\n\n{folded}"
        else:
            cells.append((new_code_cell if kind == "code" else new_markdown_cell)(text))
    for at, cell in enumerate(cells):
        cell.id = f"{name[:2]}-{at:02}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    info = {"name": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": info})


def answers(made: nbformat.NotebookNode) -> list[str]:
    """The code of the folded answers of a notebook."""
    prose = "\n".join(cell.source for cell in made.cells if cell.cell_type == "markdown")
    return re.findall(r"<details>.*?```python\n(.*?)```", prose, re.DOTALL)


def names() -> list[str]:
    """The lessons, in order."""
    return sorted(path.stem for path in LESSONS.glob("*.txt"))


def index() -> str:
    """The page that lists every notebook by its question."""
    rows = {lang: [] for lang in LANGS}
    for name in names():
        for lang in LANGS:
            made = notebook(name, lang)
            if made is not None:
                question = made.cells[0].source.splitlines()[0].removeprefix("# ")
                rows[lang].append(f"- [{question}]({lang}/{name}.ipynb)")
    return INDEX.format(**{lang: "\n".join(lines) for lang, lines in rows.items()})


def run(made: nbformat.NotebookNode, folder: Path, lang: str) -> None:
    """Run a notebook in a folder that stands to the data as its own does, and keep small outputs.

    What it writes stays in that folder. No output names a place of this machine.
    """
    os.environ |= {"SANZU_TODAY": TODAY, "SANZU_LANG": lang, "PYTHONHASHSEED": "0"}
    folder.mkdir(parents=True, exist_ok=True)
    if not (data := folder.parents[1] / "data").exists():
        data.symlink_to(NOTEBOOKS.parent / "data")
    info, kernel = made.metadata.language_info, made.metadata.kernelspec
    place = {"metadata": {"path": folder}}
    NotebookClient(
        made, timeout=600, resources=place, store_widget_state=False, record_timing=False
    ).execute()
    made.metadata.language_info, made.metadata.kernelspec = info, kernel
    for cell in made.cells:
        cell.get("metadata", {}).pop("execution", None)
        if "outputs" in cell:
            # A board lives in a kernel alone; the picture that it keeps stands beside it.
            cell.outputs = [one for one in cell.outputs if is_kept(one)]
            for output in cell.outputs:
                shrink(output)


def is_kept(output: nbformat.NotebookNode) -> bool:
    """Whether an output tells something to a reader without a kernel."""
    data = output.get("data", {"text/plain": "a stream"})
    return WIDGET not in data and data != {"text/plain": ""}


def shrink(output: nbformat.NotebookNode) -> None:
    """Fewer colors in pictures, no name of a temporary file, no seconds of this machine."""
    if "text" in output:
        output.text = _PLACE.sub("", output.text)
    data = output.get("data", {})
    for kind in [kind for kind in data if kind.startswith("text/")]:
        data[kind] = _PICTURE.sub(r"\g<1>board", _SECONDS.sub("0.1", data[kind]))
    if "image/png" in data:
        picture = Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).convert("RGB")
        if picture.width > _WIDEST:
            height = round(picture.height * _WIDEST / picture.width)
            picture = picture.resize((_WIDEST, height), Image.Resampling.LANCZOS)
        small = io.BytesIO()
        picture.quantize(_COLORS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
        data["image/png"] = base64.b64encode(small.getvalue()).decode()


def main() -> None:
    """Write the notebooks that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("begins", nargs="*", help="how the names of lessons begin")
    parser.add_argument("--lang", choices=LANGS, help="only one set")
    asked = parser.parse_args()
    (NOTEBOOKS / "README.md").write_text(index(), encoding="utf-8")
    for name in names():
        for lang in [asked.lang] if asked.lang else LANGS:
            made = notebook(name, lang)
            if made is None or not name.startswith(tuple(asked.begins) or ("",)):
                continue
            path = NOTEBOOKS / lang / f"{name}.ipynb"
            path.parent.mkdir(exist_ok=True)
            with tempfile.TemporaryDirectory() as desk:
                run(made, Path(desk, "notebooks", lang), lang)
            nbformat.write(made, path)
            sys.stdout.write(f"{lang}/{path.name}: {path.stat().st_size // 1000} KB\n")


if __name__ == "__main__":
    main()
