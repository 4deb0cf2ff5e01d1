"""Bare transactions with the same rows: what the engine wrote, written again by the driver alone.

Every INSERT, UPDATE and DELETE that the engine commits is taken down with its values and executed on a copy of the
engine's database, in the same units of work, as the same role. No engine, no SQLAlchemy, no reading: the least that any
program can take that keeps the same rows as safely.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from psycopg import RawCursor

from engine.store.wire_statements import Said
from tests.benchmarks.case import Step
from tests.benchmarks.places import connect, is_sqlite, size
from tests.benchmarks.tape import Tape, Transaction, writes
from tests.support.postgres import DatabaseUrls

PARTNERSHIP = "SELECT set_config('pathways.partnership', '1', false)"


class Bare:
    """The contender. It follows the engine step by step, so it takes its turn after it."""

    name = "bare"

    def __init__(self, urls: DatabaseUrls, tape: Tape) -> None:
        self._tape = tape
        self._owner, url = urls
        self._in_file = is_sqlite(url)
        self._connection = connect(url)
        if not self._in_file:
            self._connection.execute(PARTNERSHIP)
            self._connection.commit()

    def start(self) -> object:
        self._write(self._next())
        return None

    def ready(self, case: object, step: Step) -> Callable[[], object]:
        self._write(self._next())  # the claim
        completion = self._next()
        return lambda: self._write(completion)

    def size(self) -> int:
        return size(self._owner)

    def close(self) -> None:
        self._connection.close()

    def _next(self) -> list[Transaction]:
        return [written for said in self._tape.next() if (written := writes(said))]

    def _write(self, transactions: Sequence[Transaction]) -> None:
        for transaction in transactions:
            named = raw = self._connection.cursor()
            if self._in_file:
                named.execute("BEGIN IMMEDIATE")
            else:
                raw = RawCursor(self._connection)
            for statement in transaction:
                if isinstance(statement, Said):
                    raw.execute(statement.text, statement.values)
                elif statement.is_many:
                    named.executemany(statement.text, statement.values)
                else:
                    named.execute(statement.text, statement.values)
            self._connection.commit()
