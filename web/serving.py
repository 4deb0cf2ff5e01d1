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
from web.app import create_app

if TYPE_CHECKING:
    from flask import Flask

    from engine.bootstrap import Engine
    from engine.config import Config

REQUEST_SECONDS = 60
GRACE_SECONDS = 15


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
    Server(config, place, ready).run()


class Server(BaseApplication):  # type: ignore[misc]
    """Our application as gunicorn wants it: everything is made after the fork, in the process that uses it."""

    def __init__(self, config: Config, place: Place, ready: Callable[[], None] | None) -> None:
        self.config = config
        self.place = place
        self.ready = ready
        self.engine: Engine | None = None
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
            start_ticker(self.engine)
        if self.ready is not None:
            self.ready()

    def ended(self, _server: object, _worker: object) -> None:
        if self.engine is not None:
            self.engine.close()


def start_ticker(engine: Engine) -> None:
    """Tick beside the requests. Where another server has the file, this one stops: two would tell people twice."""
    threading.Thread(target=tick_or_stop, args=(engine,), name="ticker", daemon=True).start()


def tick_or_stop(engine: Engine) -> None:
    from engine.worker import Worker

    try:
        Worker(engine).run(threading.Event())
    except EngineError as refusal:
        sys.stderr.write(f"{refusal}\n")
        sys.stderr.flush()
        os.kill(os.getppid(), signal.SIGTERM)


def run_worker(config: Config) -> None:
    """Tick until told to stop."""
    from engine.worker import Worker

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
