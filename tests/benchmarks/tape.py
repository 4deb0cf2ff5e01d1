"""What the engine says to its database, written down: to count it, and to say it again without the engine."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from engine.store.unit_of_work import Database

_WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Statement:
    """`is_many`: executed for each of several rows. `is_raw`: went past SQLAlchemy, with its values by number."""

    text: str
    values: Any
    is_many: bool = False
    is_raw: bool = False


Transaction = tuple[Statement, ...]
"""The writes of one unit of work, in order."""


class Tape:
    """The writes of everything that was committed, cut into actions; and how often the database was spoken to."""

    def __init__(self, database: Database) -> None:
        sql = database.sql
        database.listener = self
        self.round_trips = 0
        self.texts: Counter[str] | None = None
        self.is_recording = False
        self._open: list[Statement] = []
        self._action: list[Transaction] = []
        self._actions: deque[list[Transaction]] = deque()
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

    def said(self, text: str, values: Any) -> None:
        """A statement that went past SQLAlchemy."""
        self._keep(Statement(text, values, is_raw=True))

    def went(self) -> None:
        self.round_trips += 1

    def _hear(self, _connection: Any, _cursor: Any, text: str, values: Any, _context: Any, is_many: bool) -> None:
        self.round_trips += 1
        self._keep(Statement(text, values, is_many))

    def _keep(self, statement: Statement) -> None:
        if self.texts is not None:
            self.texts[statement.text] += 1
        if self.is_recording and statement.text.startswith(_WRITES):
            self._open.append(statement)

    def _commit(self, _connection: Any) -> None:
        self.round_trips += 1
        if self._open:
            self._action.append(tuple(self._open))
            self._open = []

    def _roll_back(self, _connection: Any) -> None:
        self._open = []
