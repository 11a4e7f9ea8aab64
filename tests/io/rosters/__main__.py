"""Write rosters to be looked at: ``python -m tests.io.rosters 17 folder``."""

import sys
from pathlib import Path

from tests.io.rosters.generator import make

if __name__ == "__main__":
    print(make(int(sys.argv[1]), Path(sys.argv[2])))  # noqa: T201
