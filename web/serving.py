"""The server: gunicorn with threads. On SQLite the one process also carries the ticker; on PostgreSQL workers do."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication

from engine.bootstrap import build
from engine.errors import EngineError
from web import logs
from web.app import create_app

if TYPE_CHECKING:
    from flask import Flask

    from engine.bootstrap import Engine
    from engine.config import Config

REQUEST_SECONDS = 60
GRACE_SECONDS = 15
ATTEMPTS = 10
PAUSE_SECONDS = 0.5


@dataclass(frozen=True)
class Place:
    """Where and how widely to serve. `processes` counts on PostgreSQL only."""

    host: str
    port: int
    processes: int
    threads: int


def is_embedded(config: Config) -> bool:
    """Whether one process does everything, because the database is a file."""
    return config.database_url.startswith("sqlite:")


def serve_pages(config: Config, place: Place, ready: Callable[[], None] | None = None) -> None:
    """Serve until told to stop. `ready` is called when the server accepts requests."""
    logs.configure(config.log_level)
    Server(config, place, ready).run()


class Server(BaseApplication):  # type: ignore[misc]
    """Our application as gunicorn wants it: everything is made after the fork, in the process that uses it."""

    def __init__(self, config: Config, place: Place, ready: Callable[[], None] | None) -> None:
        self.config = config
        self.place = place
        self.ready = ready
        self.engine: Engine | None = None
        self.stop = threading.Event()
        super().__init__()

    def load_config(self) -> None:
        choices: dict[str, Any] = {
            "bind": f"{self.place.host}:{self.place.port}",
            "worker_class": "gthread",
            "workers": 1 if is_embedded(self.config) else self.place.processes,
            "threads": self.place.threads,
            "timeout": REQUEST_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            # Its default would be a socket in the home directory of whoever starts the server.
            "control_socket_disable": True,
            "loglevel": "warning",
            "proc_name": "pathways",
            "post_worker_init": self.started,
            "worker_exit": self.ended,
        }
        for name, value in choices.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        self.engine = build(self.config)
        return create_app(self.engine, self.config)

    def started(self, _worker: object) -> None:
        """In the serving process, once the application is loaded."""
        if self.engine is not None and is_embedded(self.config):
            ticking = threading.Thread(target=tick, args=(self.engine, self.stop), name="ticker", daemon=True)
            ticking.start()
        if self.ready is not None:
            self.ready()

    def ended(self, _server: object, _worker: object) -> None:
        self.stop.set()
        if self.engine is not None:
            self.engine.close()


def tick(engine: Engine, stop: threading.Event) -> None:
    """Tick beside the requests. Where another server keeps the file, this one stops: two would tell people twice."""
    from engine.worker import Worker

    refused = ""
    for _ in range(ATTEMPTS):
        try:
            Worker(engine).run(stop)
        except EngineError as refusal:  # the server before this one may just be stopping
            refused = refusal.message
            stop.wait(PAUSE_SECONDS)
        if stop.is_set():
            return
    sys.stderr.write(f"{refused}\n")
    sys.stderr.flush()
    os.kill(os.getppid(), signal.SIGTERM)


def run_worker(config: Config) -> None:
    """Tick until told to stop."""
    from engine.worker import Worker

    logs.configure(config.log_level)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    engine = build(config)
    try:
        Worker(engine).run(stop)
    finally:
        engine.close()


def tick_once(config: Config) -> None:
    """Do everything that is due now."""
    from engine.worker import Worker

    engine = build(config)
    try:
        Worker(engine).tick()
    finally:
        engine.close()
