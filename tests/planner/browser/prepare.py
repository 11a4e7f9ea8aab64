"""Install what the browser tests need and this machine lacks: Chromium, where apt-get can, a font
that has Chinese, and axe-core, where npm can.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
#: Headless Chromium draws nothing at all for characters that no installed font has.
FONTS = Path.home() / ".local" / "share" / "fonts"


def say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")


def install_chromium() -> None:
    if any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        say(
            "No chromium here, and it cannot be installed: run `apt-get install chromium` as root. The browser tests are skipped."
        )
        return
    for command in (
        ["apt-get", "update", "--quiet"],
        ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium"],
    ):
        if subprocess.run(command, check=False).returncode:
            say(f"{' '.join(command)} failed. The browser tests are skipped.")
            return


def install_font() -> None:
    from pylopdf_fonts_zh_cn import sans_path

    font = FONTS / Path(sans_path()).name
    if not font.exists():
        FONTS.mkdir(parents=True, exist_ok=True)
        shutil.copy(sans_path(), font)
        if shutil.which("fc-cache"):
            subprocess.run(["fc-cache", "--force", str(FONTS)], check=False)


def install_axe() -> None:
    if shutil.which("npm") is None or (ROOT / "node_modules" / "axe-core").exists():
        return
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        say(f"{' '.join(command)} failed. The tests that ask axe-core are skipped.")


if __name__ == "__main__":
    install_chromium()
    install_axe()
    install_font()
    sys.exit(0)
