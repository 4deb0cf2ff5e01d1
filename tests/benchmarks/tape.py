"""What the engine says to its database, written down: to count it, and to say it again without the engine."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from engine.store.unit_of_work import COMMIT, Database
from engine.store.wire_statements import Said

_WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Statement:
    """One that SQLAlchemy sent; `is_many`: executed for each of several rows."""

    text: str
    values: Any
    is_many: bool


Transaction = Sequence[Statement | Said]
"""What one unit of work said, in order."""


def writes(transaction: Transaction) -> list[Statement | Said]:
    """What changed rows."""
    return [one for one in transaction if one.text.startswith(_WRITES)]


class Tape:
    """The writes of everything that was committed, cut into actions; and how often the database was spoken to."""

    def __init__(self, database: Database) -> None:
        sql = database.sql
        database.listener = self
        self.round_trips = 0
        self._is_committed = False
        self.texts: Counter[str] | None = None
        self.is_recording = False
        self._open: list[Statement | Said] = []
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

    def sent(self, said: Sequence[Said]) -> None:
        """Statements that went past SQLAlchemy."""
        self.round_trips += 1
        self._is_committed = said[-1].text == COMMIT
        if self.texts is not None:
            self.texts.update(one.text for one in said)
        if self.is_recording:
            self._open += said

    def _hear(self, _connection: Any, _cursor: Any, text: str, values: Any, _context: Any, is_many: bool) -> None:
        self.round_trips += 1
        if self.texts is not None:
            self.texts[text] += 1
        if self.is_recording:
            self._open.append(Statement(text, values, is_many))

    def _commit(self, _connection: Any) -> None:
        self.round_trips += not self._is_committed
        self._is_committed = False
        if self._open:
            self._action.append(self._open)
            self._open = []

    def _roll_back(self, _connection: Any) -> None:
        self._open = []
