"""The site as `make docs` built it: no page asks another machine, in a browser; none lacks a part."""

import functools
import http.server
import re
import threading
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

SITE = Path(__file__).parents[1] / "out" / "site"
LANGUAGES = ("en", "zh")
CHROMIUM = Path("/usr/bin/chromium")
#: What a browser asks for by itself.
ITS_OWN = ("/favicon.ico",)


class Silent(http.server.SimpleHTTPRequestHandler):
    """Serves files and writes no log."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def address():
    if not all((SITE / lang / "index.html").exists() for lang in LANGUAGES):
        pytest.skip("no site: make docs")
    handler = functools.partial(Silent, directory=str(SITE))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip(f"no {CHROMIUM}")
    with playwright.sync_playwright() as run:
        chromium = run.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_asks_another_machine_nor_for_what_is_not_there(lang, scheme, address, browser):
    asked, lost, failed = [], [], []
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.on("request", lambda request: asked.append((page.url, request.url)))
    page.on("response", lambda got: lost.append((page.url, got.url)) if got.status >= 400 else None)
    page.on("pageerror", lambda error: failed.append((page.url, str(error))))
    pages = sorted((SITE / lang).rglob("*.html"))
    pages = [path for path in pages if not {"_modules", "_static"} & set(path.parts)]
    assert len(pages) > 60
    for path in pages:
        page.goto(f"{address}/{path.relative_to(SITE).as_posix()}", wait_until="load")
    own = (address, "data:", "blob:")
    assert [one for one in asked if not one[1].startswith(own)] == []
    assert [one for one in lost if not one[1].endswith(ITS_OWN)] == []
    assert failed == []
    context.close()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_switch_leads_to_the_same_page_in_the_other_language(lang, address, browser):
    other = next(one for one in LANGUAGES if one != lang)
    page = browser.new_page()
    page.goto(f"{address}/{lang}/api/checks.html")
    page.locator(f"a[hreflang={other}]:visible").first.click()
    assert page.url == f"{address}/{other}/api/checks.html"
    assert page.locator("html").get_attribute("lang").startswith(other)
    page.close()


@pytest.mark.parametrize(
    ("lang", "words", "found"),
    [
        ("en", "blank_teams", "coverage.html"),
        ("zh", "blank_teams", "coverage.html"),
        ("zh", "空白班组", "coverage.html"),
    ],
)
def test_a_search_finds(lang, words, found, address, browser):
    page = browser.new_page()
    page.goto(f"{address}/{lang}/search.html?q={words}")
    page.wait_for_selector(f"#search-results li a[href*='{found}']")
    page.close()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_loaded_by_itself_is_local(lang):
    """Scripts, styles, frames, letters: the same without a browser."""
    if not (SITE / lang / "index.html").exists():
        pytest.skip("no site: make docs")
    loads = re.compile(
        r"<(?:script|img|iframe|link)\b[^>]*?(?:src|href)=[\"'](?:https?:)?//[^\"']+[\"'][^>]*>"
        r"|@import\s+url\([\"']?(?:https?:)?//|url\([\"']?(?:https?:)?//"
    )
    found = [
        (path.name, hit)
        for path in sorted((SITE / lang).rglob("*"))
        if path.suffix in (".html", ".css")
        for hit in loads.findall(path.read_text(encoding="utf-8"))
    ]
    assert found == []
