"""What the engine says to its database, written down: to count it, and to say it again without the engine."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine as SqlEngine

_WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Statement:
    text: str
    values: Any
    is_many: bool


Transaction = tuple[Statement, ...]
"""The writes of one unit of work, in order."""


class Tape:
    """The writes of everything that was committed, cut into actions; and how often the database was spoken to."""

    def __init__(self, sql: SqlEngine) -> None:
        self.round_trips = 0
        self.texts: Counter[str] | None = None
        self.is_recording = False
        self._open: list[Statement] = []
        self._action: list[Transaction] = []
        self._actions: deque[list[Transaction]] = deque()
        # psycopg sends BEGIN by itself, before the first statement; to SQLite the engine says it.
        self._commit_trips = 2 if sql.dialect.name == "postgresql" else 1
        event.listen(sql, "before_cursor_execute", self._hear)
        event.listen(sql, "commit", self._commit)
        event.listen(sql, "rollback", self._roll_back)

    def cut(self) -> None:
        """An action of the contender is over."""
        if self.is_recording:
            self._actions.append(self._action)
            self._action = []

    def next(self) -> list[Transaction]:
        """The oldest action not yet taken."""
        return self._actions.popleft()

    def _hear(self, _connection: Any, _cursor: Any, text: str, values: Any, _context: Any, is_many: bool) -> None:
        self.round_trips += 1
        if self.texts is not None:
            self.texts[text] += 1
        if self.is_recording and text.startswith(_WRITES):
            self._open.append(Statement(text, values, is_many))

    def _commit(self, _connection: Any) -> None:
        self.round_trips += self._commit_trips
        if self._open:
            self._action.append(tuple(self._open))
            self._open = []

    def _roll_back(self, _connection: Any) -> None:
        self._open = []
