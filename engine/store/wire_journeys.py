"""A journey to PostgreSQL and back with several statements, each prepared once for a connection.

psycopg's cursors do the same with several times the work for each statement, so this uses what they stand on: its
interface to libpq (`psycopg.pq`), its loaders and its errors.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Generator, Iterable, Sequence
from itertools import islice
from typing import Any

from psycopg import generators
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format, TransactionStatus

from engine.store.wire_statements import Said

MOST_PREPARED = 400


class PreparedNames:
    """What the server keeps prepared for one connection, by text; those not used for longest make room."""

    def __init__(self) -> None:
        self._names: OrderedDict[str, bytes] = OrderedDict()
        self._count = 0

    def has(self, text: str) -> bool:
        return text in self._names

    def name(self, text: str) -> bytes:
        self._names.move_to_end(text)
        return self._names[text]

    def add(self, text: str) -> bytes:
        self._count += 1
        self._names[text] = name = b"wire_%d" % self._count
        return name

    def take_surplus(self, needed: Collection[str]) -> list[bytes]:
        """The names of those that make room; none of them is needed now."""
        spare = (text for text in self._names if text not in needed)
        return [self._names.pop(text) for text in list(islice(spare, max(0, len(self._names) - MOST_PREPARED)))]

    def forget(self, texts: Iterable[str]) -> None:
        for text in texts:
            self._names.pop(text, None)


class Journeys:
    """Travels on one connection of psycopg. `begin` is said first, in this order, where no transaction is open."""

    def __init__(self, raw: Any, prepared: PreparedNames, begin: Sequence[str]) -> None:
        self._raw = raw
        self._server = raw.pgconn
        self._prepared = prepared
        self._begin = begin

    @property
    def has_begun(self) -> bool:
        return bool(self._server.transaction_status != TransactionStatus.IDLE)

    @property
    def has_failed(self) -> bool:
        return bool(self._server.transaction_status == TransactionStatus.INERROR)

    def set_out(self) -> None:
        """Begin, unless that has happened."""
        if not self.has_begun:
            self.travel([])

    def travel(self, said: Sequence[Said]) -> list[Any]:
        """Say all this in one go; the results of the server, one for each. Raises what psycopg would."""
        sent = [_as_sent(one.values) for one in said]
        texts = dict.fromkeys(one.text for one in said)
        new = [text for text in texts if not self._prepared.has(text)]
        with self._raw.lock:
            self._server.enter_pipeline_mode()
            try:
                before = self._say_before(texts)
                for text in new:
                    self._server.send_prepare(self._prepared.add(text), text.encode())
                for one, (values, formats) in zip(said, sent, strict=True):
                    name = self._prepared.name(one.text)
                    self._server.send_query_prepared(name, values, formats, Format.BINARY)
                self._server.pipeline_sync()
                found = self._raw.wait(self._exchange(before + len(new) + len(said) + 1))
            except BaseException:
                self._prepared.forget(new)
                raise
            finally:
                if self._server.status == ConnStatus.OK:
                    self._server.exit_pipeline_mode()
        results = [answers[0] for answers in found[before:-1]]
        taken = zip(new, results, strict=False)
        self._prepared.forget([text for text, result in taken if result.status != ExecStatus.COMMAND_OK])
        _refuse_errors(found)
        return results[len(new) :]

    def rows(self, result: Any) -> list[tuple[Any, ...]]:
        """The rows of a result, in Python's types."""
        loading = Transformer(self._raw)
        loading.set_pgresult(result)
        return loading.load_rows(0, result.ntuples, tuple)

    def _say_before(self, needed: Collection[str]) -> int:
        """Begin and make room; how many commands that took."""
        commands = [] if self.has_begun else [command.encode() for command in self._begin]
        commands += [b"DEALLOCATE " + name for name in self._prepared.take_surplus(needed)]
        for command in commands:
            self._server.send_query_params(command, None)
        return len(commands)

    def _exchange(self, count: int) -> Generator[Any, Any, list[Any]]:
        yield from generators.send(self._server)
        found = []
        for _ in range(count):
            found.append((yield from generators.fetch_many(self._server)))
        return found


def _as_sent(values: Sequence[Any]) -> tuple[list[bytes | None], list[Format]]:
    """Bytes go as they are; everything else as text, whose type the server infers from the statement."""
    formats = [Format.BINARY if isinstance(value, bytes) else Format.TEXT for value in values]
    return [value if value is None or isinstance(value, bytes) else value.encode() for value in values], formats


def _refuse_errors(found: Iterable[Sequence[Any]]) -> None:
    for result, *_ in found:
        if result.status == ExecStatus.FATAL_ERROR:
            raise error_from_result(result, encoding="utf-8")
