"""The application on a real port: SQLite, the demonstration partnership, and a clock that only the test moves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from werkzeug.serving import make_server

from engine import Engine
from engine.bootstrap import build, upgrade
from engine.clock import FixedClock
from engine.config import Config
from engine.worker import Worker
from web.app import create_app
from web.demo import deploy_shipped
from web.demo_partnership import PASSWORD, seed

TUESDAY_MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@dataclass
class Stage:
    """What a browser test plays on."""

    url: str
    engine: Engine
    clock: FixedClock
    password: str

    def pass_time(self, by: timedelta) -> None:
        """Move the clock and let the worker do what has become due."""
        self.clock.advance(by)
        self.tick()

    def tick(self) -> None:
        Worker(self.engine).tick()


def settings(folder: Path, url: str = "http://127.0.0.1") -> Config:
    """A configuration for tests: keys that are no secret, a file for a database, sessions that outlast moved clocks."""
    database = f"sqlite:///{folder}/stage.sqlite3"
    return Config(
        database_url=database,
        database_owner_url=database,
        secret_key="s" * 40,
        master_keys=(("test", b"k" * 32),),
        base_url=url,
        session_idle_minutes=60 * 24 * 30,
    )


@contextmanager
def open_stage(folder: Path) -> Iterator[Stage]:
    """Migrate, deploy, seed and serve; take everything down again."""
    config = settings(folder)
    clock = FixedClock(TUESDAY_MORNING)
    upgrade(config)
    engine = build(config, clock=clock)
    deploy_shipped(engine)
    seed(engine)
    server = make_server("127.0.0.1", 0, create_app(engine, config), threaded=True)
    thread = threading.Thread(target=server.serve_forever, name="stage", daemon=True)
    thread.start()
    try:
        yield Stage(f"http://127.0.0.1:{server.server_port}", engine, clock, PASSWORD)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        engine.close()
