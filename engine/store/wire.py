"""How statements reach the driver: filled, not made anew, and writes sent together.

On PostgreSQL each statement is a journey of its own. So writes wait until a table of theirs is read or the unit of work
ends, and then go together, in one round trip and in as few statements as can be (`wire_batches`); the last go with the
commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

from psycopg.errors import DivisionByZero
from sqlalchemy import Connection, Executable

from engine.errors import EngineError
from engine.store.wire_batches import together
from engine.store.wire_journeys import Journeys, PreparedNames
from engine.store.wire_statements import Prepared, Said, Statements, Values

Rows: TypeAlias = Sequence[Sequence[Any]]


class Listener(Protocol):
    """Hears what is said to the database, to measure it."""

    def sent(self, said: Sequence[Said]) -> None:
        """This has gone to the database, in one round trip; several writes may have been one statement."""
        ...


class Wire:
    """One connection in one unit of work."""

    def __init__(
        self, connection: Connection, statements: Statements, begin: Sequence[str], listener: Listener | None = None
    ) -> None:
        self._connection = connection
        self._statements = statements
        self._listener = listener
        self._raw: Any = connection.connection.driver_connection
        self._journeys: Journeys | None = None
        if connection.dialect.name == "postgresql":
            prepared = connection.info.setdefault("prepared", PreparedNames())
            self._journeys = Journeys(self._raw, prepared, begin)
        self._waiting: list[Said] = []

    def write(self, statement: Executable, rows: Sequence[Values]) -> None:
        """Write, at the latest when the unit of work ends."""
        prepared = self._find(statement, rows[0])
        if prepared is None:
            self.flush()
            self._connection.execute(statement, rows)
            return
        self._waiting += (prepared.say(row) for row in rows)

    def write_one(self, statement: Executable, values: Values, refusal: EngineError) -> None:
        """Write, at the latest when the unit of work ends; raises `refusal` then unless it changed exactly one row."""
        prepared = self._find(statement, values)
        if prepared is not None:
            self._waiting.append(prepared.say(values, refusal))
            return
        self.flush()
        if self._connection.execute(statement, values).rowcount != 1:
            raise refusal

    def read(self, *questions: tuple[Executable, Values]) -> list[Rows]:
        """The rows that each selection finds. They are asked one after the other, on PostgreSQL in one round trip."""
        found = [self._find(statement, values) for statement, values in questions]
        prepared = [statement for statement in found if statement is not None]
        if len(prepared) < len(questions):
            self.flush()
            return [self._connection.execute(statement, values).all() for statement, values in questions]
        asked = [one.say(values) for one, (_, values) in zip(prepared, questions, strict=True)]
        answers = self._send(self._take_before(asked), asked)
        return [one.read(rows) for one, rows in zip(prepared, answers, strict=True)]

    def _find(self, statement: Executable, values: Values) -> Prepared | None:
        return self._statements.find(statement, values, self._connection.dialect)

    def flush(self) -> None:
        """Send what waits, and begin if nothing has begun: what follows goes past this wire."""
        if self._waiting:
            self._send(self._take(), [])
        elif self._journeys is not None:
            self._journeys.set_out()

    def finish(self, end: str) -> None:
        """Send what waits; on PostgreSQL `end` is said with it, if anything has begun."""
        if self._journeys is None:
            self.flush()
        elif self._journeys.has_failed:
            raise RuntimeError("Expected what was done to be committed, but PostgreSQL has refused a part of it.")
        elif self._waiting or self._journeys.has_begun:
            self._send(self._take(), [Said(end, ())])

    def _take_before(self, questions: Sequence[Said]) -> Sequence[Said]:
        """What waits, if it could change an answer; otherwise it waits on."""
        meets = any(asked.reach.meets(said.reach) for said in self._waiting for asked in questions)
        return self._take() if meets else ()

    def _take(self) -> Sequence[Said]:
        waiting, self._waiting = self._waiting, []
        return waiting

    def _send(self, waiting: Sequence[Said], questions: Sequence[Said]) -> list[Rows]:
        """Send these writes and then the questions; the rows that answer the questions."""
        if self._listener is not None:
            self._listener.sent([*waiting, *questions])
        if self._journeys is None:
            return self._send_singly(waiting, questions)
        return self._send_at_once(self._journeys, waiting, questions)

    def _send_at_once(self, journeys: Journeys, waiting: Sequence[Said], questions: Sequence[Said]) -> list[Rows]:
        refusal = next((said.refusal for said in waiting if said.refusal), None)
        writes = together(waiting)
        try:
            results = journeys.travel([*writes, *questions])
        except DivisionByZero as error:
            raise (refusal or error) from error
        return [journeys.rows(result) for result in results[len(writes) :]]

    def _send_singly(self, waiting: Sequence[Said], questions: Sequence[Said]) -> list[Rows]:
        for said in waiting:
            if self._raw.execute(said.text, said.values).rowcount != 1 and said.refusal is not None:
                raise said.refusal
        return [self._raw.execute(said.text, said.values).fetchall() for said in questions]
