"""The application on a real port: SQLite, the demonstration partnership, and a clock that only the test moves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from werkzeug.serving import make_server

from tests.integration.web.office import Office, open_office


@dataclass
class Stage:
    """What a browser test plays on."""

    url: str
    office: Office

    def pass_time(self, by: timedelta) -> None:
        """Move the clock and let the worker do what has become due."""
        self.office.pass_time(by)


@contextmanager
def open_stage(folder: Path, furnished: Path) -> Iterator[Stage]:
    """A stage on an office of its own."""
    with open_office(folder, furnished) as office, serving(office) as stage:
        yield stage


@contextmanager
def serving(office: Office, port: int = 0) -> Iterator[Stage]:
    """Serve an office on a thread, at any port that is free unless one is given; take the server down again."""
    server = make_server("127.0.0.1", port, office.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, name="stage", daemon=True)
    thread.start()
    try:
        yield Stage(f"http://127.0.0.1:{server.server_port}", office)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
