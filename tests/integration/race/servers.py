"""The real thing as processes of their own: `pathways serve` and `pathways worker`, started, watched and killed."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tests.integration.race.ports import free_port

ROOT = Path(__file__).resolve().parents[3]
SECONDS_TO_START = 40.0
SECRET_KEY = "not secret, for tests only, and long enough"
MASTER_KEY = "test:" + base64.b64encode(bytes(range(32))).decode()
"""As `engine.testing.harness` has it, so that both read what the other wrote."""


def environment(database_url: str, port: int = 8000) -> dict[str, str]:
    """The settings of one process; nothing of ours comes along but where programs and modules are."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET_KEY,
        "MASTER_KEY": MASTER_KEY,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "TICK_SECONDS": "0.2",
        "PYTHONUNBUFFERED": "1",
    }


class Process(Protocol):
    """A process that leads a group of its own."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None:
        """How it ended; None while it runs."""

    def wait(self) -> int:
        """How it ended, as soon as it has."""


@dataclass
class Program:
    """One process with its children, in a group of its own, so that a kill reaches all of them at once."""

    arguments: tuple[str, ...]
    database_url: str
    log: Path
    port: int = 0
    _process: Process | None = field(default=None, repr=False)

    def start(self) -> None:
        self._process = self._begin()

    def _begin(self) -> Process:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "web.cli", *self.arguments],
                cwd=ROOT,
                env=environment(self.database_url, self.port),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        """What a power cut does to it: no handler runs, nothing is flushed."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
            self._process.wait()
            self._process = None

    def said(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def until_ready(self) -> None:
        """Wait until the server answers."""
        end = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < end:
            assert self._process is None or self._process.poll() is None, self.said()
            if self._is_alive():
                return
            time.sleep(0.05)
        raise AssertionError(f"The server did not answer within {SECONDS_TO_START} seconds:\n{self.said()}")

    def _is_alive(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def server(
    database_url: str, folder: Path, processes: int = 1, threads: int = 8, kind: type[Program] = Program
) -> Program:
    port = free_port()
    arguments = ("serve", "--port", str(port), "--processes", str(processes), "--threads", str(threads))
    return kind(arguments, database_url, folder / f"serve-{port}.log", port)


def worker(database_url: str, folder: Path, kind: type[Program] = Program) -> Program:
    return kind(("worker",), database_url, folder / "worker.log")


@contextmanager
def running(*programs: Program) -> Iterator[None]:
    """All of them, until the block ends; servers answer when it begins."""
    try:
        for program in programs:
            program.start()
        for program in programs:
            if program.port:
                program.until_ready()
        yield
    finally:
        for program in programs:
            program.stop()
