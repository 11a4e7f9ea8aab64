"""Build the site: ``python docs/make_site.py [--no-notebooks] [en | zh …]``. It stands in out/site.

Every language has a tree of pages (`docs/en`, `docs/zh`), which can be read on a Git host as they
are. Sphinx is given a copy of each, in which what both share lies beside the pages: pictures,
decisions, notebooks, schemas. Warnings are errors.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from api_pages import api_pages
from make_reference import pages as reference_pages

DOCS = Path(__file__).parent
ROOT = DOCS.parent
OUT = ROOT / "out" / "site"
LANGUAGES = ("en", "zh")
#: What both trees show: in `docs`, beside the pages of a language.
SHARED = (
    "decisions",
    "gallery",
    "planner",
    "schemas",
    "benchmarks.md",
    "contact_sheets.md",
)
#: Pages that stand elsewhere in the repository.
ELSEWHERE = {"contributing.md": "CONTRIBUTING.md", "changelog.md": "CHANGELOG.md"}
_LINK = re.compile(r"(\]\()((?:\.\./)+)([^)\s#]*)")


def main(asked: list[str]) -> int:
    """Lay out and build the languages asked for, by default both."""
    notebooks = "off" if "--no-notebooks" in asked else "force"
    languages = [one for one in LANGUAGES if one in asked] or LANGUAGES
    pages = {lang: lay_out(lang) for lang in LANGUAGES}
    for lang in languages:
        start = time.perf_counter()
        other = next(pages[one] for one in LANGUAGES if one != lang)
        code = build(lang, other, notebooks)
        if code:
            return code
        print(f"{OUT / lang / 'index.html'}: {time.perf_counter() - start:.0f} s")
    return 0


def lay_out(lang: str) -> list[str]:
    """The sources of a language; returns the names of the pages."""
    source = OUT / "source" / lang
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(DOCS / lang, source)
    for name, content in reference_pages().items():
        if name.startswith(f"{lang}/"):
            (source / name.removeprefix(f"{lang}/")).write_text(content, encoding="utf-8")
    for page in source.glob("*.md"):
        page.write_text(beside(page.read_text(encoding="utf-8")), encoding="utf-8")
    for name in SHARED:
        if (DOCS / name).is_dir():
            shutil.copytree(DOCS / name, source / name)
        elif (DOCS / name).exists():
            shutil.copy(DOCS / name, source / name)
    for name, path in ELSEWHERE.items():
        text = (ROOT / path).read_text(encoding="utf-8")
        (source / name).write_text(text.replace("](docs/", "]("), encoding="utf-8")
    kept = shutil.ignore_patterns(".ipynb_checkpoints", "sanzu_plan_*")
    shutil.copytree(ROOT / "notebooks" / lang, source / "notebooks", ignore=kept)
    data = source.parent / "data"  # notebooks reach it from notebooks/en and notebooks/zh
    if not data.exists():
        data.symlink_to(ROOT / "data")
    (source / "api").mkdir()
    for name, content in api_pages(lang):
        (source / "api" / f"{name}.rst").write_text(content, encoding="utf-8")
    found = (path.relative_to(source) for path in source.rglob("*") if path.is_file())
    return sorted(
        path.with_suffix("").as_posix()
        for path in found
        if path.suffix in (".md", ".rst", ".ipynb")
    )


def beside(page: str) -> str:
    """A page of a language with its links to what both share, as they lie beside it."""

    def moved(link: re.Match[str]) -> str:
        target = link[3]
        for name, path in ELSEWHERE.items():
            if target == path:
                return f"{link[1]}{name}"
        return f"{link[1]}{re.sub(r'^notebooks/(en|zh)/', 'notebooks/', target)}"

    return _LINK.sub(moved, page)


def build(lang: str, other: list[str], notebooks: str) -> int:
    """Run Sphinx on the sources of a language; 0 if nothing is wrong."""
    environment = {
        **os.environ,
        "SANZU_SITE_LANG": lang,
        "SANZU_SITE_OTHER_PAGES": " ".join(other),
        "SANZU_SITE_NOTEBOOKS": notebooks,
        "SANZU_TODAY": "2026-11-22",
        "SANZU_LANG": lang,
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet"]
    paths = ["-c", str(DOCS), str(OUT / "source" / lang), str(OUT / lang)]
    return subprocess.run(
        [*command, "-d", str(OUT / "doctrees" / lang), *paths], env=environment, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
