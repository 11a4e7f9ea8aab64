"""The pages of the site: their code runs, their links lead somewhere, both languages say the same."""

import ast
import re
import shutil
import sys

import pytest

import sanzu_graph as sg
from tests.english import HARD
from tests.pages import DOCS, LANGUAGES, ROOT, blocks, commands, lay_desk, pages, run_page

pytestmark = pytest.mark.dated

#: Pages whose code takes longer than a test may; `make test-heavy` runs them.
SLOW = {
    *("board", "cluster", "command-line", "gallery", "many-organisations", "pairs-and-leaders"),
    *("plan-files", "privacy", "proof", "start-chart", "start-options"),
}
WRITTEN = [path for lang in LANGUAGES for path in pages(lang) if any(blocks(path))]


def runs(path):
    """A page as a parameter: the quick ones in English are run by every `make test`."""
    marks = [pytest.mark.heavy] if path.stem in SLOW or path.parent.name == "zh" else []
    return pytest.param(path, id=f"{path.parent.name}-{path.stem}", marks=marks)


@pytest.fixture(scope="module")
def laid(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages") / "desk"
    lay_desk(folder)
    return folder


@pytest.fixture
def desk(laid, tmp_path):
    """A desk of a page's own, so that no page finds what another wrote."""
    return shutil.copytree(laid, tmp_path / "desk", symlinks=True)


@pytest.mark.parametrize("path", [runs(path) for path in WRITTEN])
def test_the_code_of_a_page_runs(path, desk, monkeypatch):
    monkeypatch.chdir(desk)
    try:
        lines = list(run_page(path))
    finally:
        sg.use(lang=None)
    assert bool(lines) is any(block.kind == "python" or commands(block) for block in blocks(path))


def test_both_languages_have_the_same_pages():
    english, chinese = ([path.name for path in pages(lang)] for lang in LANGUAGES)
    assert english == chinese


def bones(path):
    """The code of a page without its texts: calls, names and numbers in their order."""
    told = []
    for block in blocks(path):
        if block.kind == "python":
            tree = ast.parse(block.text)
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    node.value = ""
                if isinstance(node, ast.Call):
                    node.keywords = [one for one in node.keywords if one.arg != "lang"]
            told.append(ast.dump(tree))
        elif block.kind == "sh":
            told += [line.split()[1] for line in commands(block)]
    return told


@pytest.mark.parametrize("page", [path.stem for path in pages("en")])
def test_both_languages_show_the_same_code(page):
    assert bones(DOCS / "en" / f"{page}.md") == bones(DOCS / "zh" / f"{page}.md")


ENGLISH = [ROOT / "README.md", *sorted(DOCS.glob("en/*.md")), *sorted(DOCS.glob("decisions/*.md"))]


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.name)
def test_english_is_plain(path):
    assert HARD.findall(TEXT.sub("", path.read_text(encoding="utf-8"))) == []


# -- links: files and headings; other machines are not asked

LINKED = [
    ROOT / "README.md",
    ROOT / "README.zh.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(path for path in DOCS.rglob("*.md")),
]
#: Made when the site is built.
MADE = re.compile(r"^(?:api/\w+|changelog|contributing)(?:\.md)?$")
TEXT = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def anchors(path):
    """The anchors of a page's headings, as a Git host and the site name them."""
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    heads = re.findall(r"^#+ (.*)$", text, flags=re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", head.lower()) for head in heads)
    return {head.strip().replace(" ", "-") for head in plain}


@pytest.mark.parametrize("path", LINKED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path):
    lost = []
    for link in LINK.findall(TEXT.sub("", path.read_text(encoding="utf-8"))):
        target, _, anchor = link.partition("#")
        if "://" in link or MADE.match(target):
            continue
        there = (path.parent / target) if target else path
        if not there.exists() or (anchor and anchor not in anchors(there)):
            lost.append(link)
    assert lost == []


# -- the index and the pages of the public names

sys.path.insert(0, str(DOCS))
import api_pages  # noqa: E402

sys.path.remove(str(DOCS))


def test_each_public_name_has_one_place_on_the_pages():
    listed = [name for family in api_pages.FAMILIES for name in api_pages.members(family)]
    assert sorted(listed) == sorted(sg.__all__)
