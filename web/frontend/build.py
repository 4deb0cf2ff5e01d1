"""Build what browsers load, `web/static/dist`, from the npm sources beside this file.

Used by `dev.py` and, when a wheel is built, by `hatch_hook.py`; the standard library is all it needs. A build is
skipped when nothing that goes into it has changed since the last one.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
DIST = HERE.parent / "static" / "dist"
NEXT, LAST = DIST.with_name("dist-next"), DIST.with_name("dist-last")
STAMP = DIST / "sources.sha256"
OLDEST_NODE = 20


class BuildError(Exception):
    """The front end could not be built; the message says why and what to do."""


@dataclass(frozen=True)
class Node:
    """A usable Node.js: `bin` is the folder that holds both `node` and `npm`, `path` a PATH that starts with it."""

    bin: Path

    @property
    def path(self) -> str:
        return os.pathsep.join((str(self.bin), os.environ.get("PATH", os.defpath)))

    def run(self, *command: str, cwd: Path) -> None:
        """Run `node` or `npm` in `cwd`; what it prints is shown only when it fails."""
        executable = str(self.bin / command[0])
        done = subprocess.run(
            [executable, *command[1:]],
            cwd=cwd,
            env={**os.environ, "PATH": self.path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise BuildError(f"Expected `{' '.join(command)}` in {cwd} to succeed, but it said:\n{done.stdout.strip()}")


def find_node(*places: Path) -> Node | None:
    """The first Node.js of at least version 20 that comes with npm: on the PATH, else in one of `places`."""
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    return next((Node(folder) for folder in (*folders, *places) if _is_usable(folder)), None)


def build(node: Node) -> None:
    """Install the locked npm packages and bundle, unless another process just did. No install script runs."""
    with _one_at_a_time():
        if is_current():
            return
        made = digest()
        node.run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", cwd=HERE)
        node.run("node", "build.mjs", str(NEXT), cwd=HERE)
        (NEXT / STAMP.name).write_text(made, encoding="ascii")
        _put_in_place()


def is_current() -> bool:
    """Whether `web/static/dist` was built from the sources as they are now."""
    return STAMP.exists() and STAMP.read_text(encoding="ascii") == digest()


def digest() -> str:
    """A fingerprint of everything that goes into a build."""
    seen = hashlib.sha256()
    for file in sorted((*HERE.glob("*.json"), HERE / "build.mjs", *(HERE / "src").rglob("*"))):
        if file.is_file():
            seen.update(f"{file.relative_to(HERE)}\0".encode())
            seen.update(hashlib.sha256(file.read_bytes()).digest())
    return seen.hexdigest()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    lock = HERE.parents[1] / ".cache" / "frontend.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _put_in_place() -> None:
    """Swap whole folders, so that a server never finds half a build."""
    shutil.rmtree(LAST, ignore_errors=True)
    if DIST.exists():
        DIST.rename(LAST)
    NEXT.rename(DIST)
    shutil.rmtree(LAST, ignore_errors=True)


def _is_usable(folder: Path) -> bool:
    if not all(shutil.which(name, path=str(folder)) for name in ("node", "npm")):
        return False
    answer = subprocess.run([folder / "node", "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.", answer.stdout)
    return version is not None and int(version[1]) >= OLDEST_NODE
