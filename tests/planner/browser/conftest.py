"""A real JupyterLab and a real browser; every test sees that nothing was complained of and nothing
asked of other machines.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from tests.planner.browser.sights import Sight

ROOT = Path(__file__).parents[3]
#: What JupyterLab itself complains of, whatever is shown.
NOISE = (
    "Failed to load resource: the server responded with a status of 404",
    "favicon",
    "Error: Canceled",
)


def chromium() -> str | None:
    return next(
        (
            found
            for name in ("chromium", "chromium-browser", "google-chrome")
            if (found := shutil.which(name))
        ),
        None,
    )


@pytest.fixture(scope="session")
def browser():
    executable = chromium()
    if executable is None:
        pytest.skip("no chromium here; `make browser-test` installs it where it can")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"],
        )
        yield made
        made.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory) -> Iterator["Lab"]:
    served = Lab(tmp_path_factory.mktemp("lab"))
    yield served
    served.stop()


class Lab:
    """A JupyterLab of our own: no settings of the user, no news, a free port on this machine."""

    def __init__(self, home: Path) -> None:
        self.home, self.token = home, "board"
        self.folder = home / "notebooks"
        settings = home / "config" / "labconfig"
        for folder in (self.folder, settings, home / "runtime", home / "data"):
            folder.mkdir(parents=True)
        (self.folder / "data").symlink_to(
            ROOT / "data"
        )  # so that notebooks, and pictures of them, name no path of this machine
        (settings / "page_config.json").write_text(
            json.dumps(
                {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
            )
        )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        places = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTER_DATA_DIR": "data",
            "IPYTHONDIR": "ipython",
        }
        env = {
            **os.environ,
            **{name: str(home / place) for name, place in places.items()},
            "PYTHONPATH": str(ROOT),
            "SANZU_LANG": "zh",
        }
        command = [
            sys.executable,
            "-m",
            "jupyter",
            "lab",
            "--no-browser",
            "--allow-root",
            f"--port={self.port}",
            "--ServerApp.port_retries=0",
        ]
        command += [
            f"--IdentityProvider.token={self.token}",
            f"--ServerApp.root_dir={self.folder}",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        ]
        self.log = (home / "lab.log").open("w")
        self.process = subprocess.Popen(
            command, env=env, stdout=self.log, stderr=self.log, cwd=self.folder
        )
        deadline = time.monotonic() + 60
        while not self.answers():
            assert time.monotonic() < deadline, (home / "lab.log").read_text()
            time.sleep(0.1)

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/api/status?token={self.token}", timeout=1
            ).read()
        except OSError:
            return False
        return True

    def write(self, name: str, *cells: str) -> str:
        """A notebook with these cells; returned is where it is opened."""
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells]
        )
        notebook.metadata.kernelspec = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
        nbformat.write(notebook, self.folder / f"{name}.ipynb")
        return f"http://127.0.0.1:{self.port}/doc/tree/{name}.ipynb?token={self.token}&reset"

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


@pytest.fixture
def sight(browser) -> Iterator[Sight]:
    """A page, watched: no complaint on its console, no request to another machine."""
    context = browser.new_context(
        viewport={"width": 1500, "height": 980},
        locale="zh-CN",
        has_touch=False,
        accept_downloads=True,
    )
    page = context.new_page()
    complaints, strangers = [], []
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    context.on(
        "request",
        lambda request: (
            strangers.append(request.url)
            if not request.url.startswith(
                ("http://127.0.0.1:", "data:", "blob:", "file:", "ws://127.0.0.1:")
            )
            else None
        ),
    )
    yield Sight(page)
    context.close()
    assert [text for text in complaints if not any(noise in text for noise in NOISE)] == []
    assert strangers == []
