"""How statements reach the driver: filled, not made anew, and writes sent together.

On PostgreSQL each statement is a journey of its own. So writes wait until a table of theirs is read or the unit of work
ends, and then go together, in one round trip and in as few statements as can be (`wire_batches`); the last go with the
commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any, Protocol

from psycopg import RawCursor
from psycopg.errors import DivisionByZero
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Executable

from engine.errors import EngineError
from engine.store.wire_batches import together
from engine.store.wire_statements import Said, Statements, Values

COMMIT = Said("COMMIT", ())


class Listener(Protocol):
    """Hears what is said to the database, to measure it."""

    def sent(self, said: Sequence[Said]) -> None:
        """This has gone to the database, in one round trip; several writes may have been one statement."""
        ...


class Wire:
    """One connection in one unit of work."""

    def __init__(self, connection: Connection, statements: Statements, listener: Listener | None = None) -> None:
        self._connection = connection
        self._statements = statements
        self._listener = listener
        self._raw: Any = connection.connection.driver_connection
        self._pipelines = connection.dialect.name == "postgresql"
        self._waiting: list[Said] = []

    def write(self, statement: Executable, rows: Sequence[Values]) -> None:
        """Write, at the latest when the unit of work ends."""
        prepared = self._statements.find(statement, rows[0])
        if prepared is None:
            self.flush()
            self._connection.execute(statement, rows)
            return
        self._waiting += (prepared.say(row) for row in rows)

    def write_one(self, statement: Executable, values: Values, refusal: EngineError) -> None:
        """Write, at the latest when the unit of work ends; raises `refusal` then unless it changed exactly one row."""
        prepared = self._statements.find(statement, values)
        if prepared is not None:
            self._waiting.append(prepared.say(values, refusal))
            return
        self.flush()
        if self._connection.execute(statement, values).rowcount != 1:
            raise refusal

    def read(self, *questions: tuple[Executable, Values]) -> list[Sequence[Sequence[Any]]]:
        """The rows that each selection finds. They are asked one after the other, on PostgreSQL in one round trip."""
        found = [self._statements.find(statement, values) for statement, values in questions]
        prepared = [statement for statement in found if statement is not None]
        if len(prepared) < len(questions):
            self.flush()
            return [self._connection.execute(statement, values).all() for statement, values in questions]
        asked = [one.say(values) for one, (_, values) in zip(prepared, questions, strict=True)]
        cursors = self._send(self._take_before(asked), asked)
        return [one.read(cursor.fetchall()) for one, cursor in zip(prepared, cursors, strict=True)]

    def flush(self) -> None:
        """Send what waits."""
        if self._waiting:
            self._send(self._take(), [])

    def finish(self) -> None:
        """Send what waits; on PostgreSQL the unit of work is committed with it, if there is anything to commit."""
        if not self._pipelines:
            self.flush()
        elif self._waiting or self._raw.info.transaction_status is not TransactionStatus.IDLE:
            (committed,) = self._send(self._take(), [COMMIT])
            if committed.statusmessage != COMMIT.text:
                raise RuntimeError("Expected the unit of work to be committed, but PostgreSQL has rolled it back.")

    def _take_before(self, questions: Sequence[Said]) -> Sequence[Said]:
        """What waits, if it could change an answer; otherwise it waits on."""
        meets = any(asked.reach.meets(said.reach) for said in self._waiting for asked in questions)
        return self._take() if meets else ()

    def _take(self) -> Sequence[Said]:
        waiting, self._waiting = self._waiting, []
        return waiting

    def _send(self, waiting: Sequence[Said], questions: Sequence[Said]) -> list[Any]:
        """Send these writes and then the questions; the cursors of the questions."""
        if self._listener is not None:
            self._listener.sent([*waiting, *questions])
        return self._send_at_once(waiting, questions) if self._pipelines else self._send_singly(waiting, questions)

    def _send_at_once(self, waiting: Sequence[Said], questions: Sequence[Said]) -> list[Any]:
        refusal = next((said.refusal for said in waiting if said.refusal), None)
        said = [*together(waiting), *questions]
        has_begun = self._raw.info.transaction_status is not TransactionStatus.IDLE
        try:
            with nullcontext() if has_begun and len(said) == 1 else self._raw.pipeline():
                cursors = [RawCursor(self._raw).execute(one.text, one.values) for one in said]
        except DivisionByZero as error:
            raise (refusal or error) from error
        return cursors[len(said) - len(questions) :]

    def _send_singly(self, waiting: Sequence[Said], questions: Sequence[Said]) -> list[Any]:
        for said in waiting:
            if self._raw.execute(said.text, said.values).rowcount != 1 and said.refusal is not None:
                raise said.refusal
        return [self._raw.execute(said.text, said.values) for said in questions]
