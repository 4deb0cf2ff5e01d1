"""Keeps unit tests honest: while it is shut, no socket and no database can be opened."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import psycopg
import pytest

FORBIDDEN = {
    "socket.connect": "connect a socket",
    "socket.bind": "listen on a socket",
    "socket.getaddrinfo": "look up a host",
    "sqlite3.connect": "open an SQLite database",
}

_shut = False


class OutsideWorld(BaseException):
    """A unit test reached for the outside world. Not an Exception, so that code under test cannot swallow it."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"Expected a unit test to stay in memory, but it tried to {what}. "
            "Give it values instead, or move it to tests/integration."
        )


@contextmanager
def shut() -> Iterator[None]:
    """Refuse every socket and database until the context ends."""
    global _shut  # noqa: PLW0603 – an audit hook cannot be removed: one is installed for good and reads this
    with pytest.MonkeyPatch.context() as patch:
        # libpq connects in C, where the interpreter raises no audit event.
        patch.setattr(psycopg, "connect", _refuse_postgresql)
        patch.setattr(psycopg.Connection, "connect", _refuse_postgresql)
        _shut = True
        try:
            yield
        finally:
            _shut = False


def _refuse_postgresql(*_arguments: object, **_options: object) -> NoReturn:
    raise OutsideWorld("open a PostgreSQL database")


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    if _shut and event in FORBIDDEN:
        raise OutsideWorld(FORBIDDEN[event])


sys.addaudithook(_refuse)
