"""All that is kept, opened: for proving that something is not there."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import LargeBinary, Table, select

from engine.store import outbox, subjects
from engine.store.keys import Place, SealBroken, SubjectCipher
from engine.store.tables import metadata
from engine.store.unit_of_work import Transaction
from engine.testing import House

KEYS = {"draft": ("task_id", "account_id"), "event": ("instance_id", "number")}
"""How rows without an identifier of their own are named where they are sealed."""


def everything_kept(house: House) -> str:
    """Every value of every table in one text; what is sealed is opened, and what does not open is an error."""
    with house.engine.database.read(1, house.clock.now()) as tx:
        keys = [row.id for row in tx.run(select(subjects.subject_key.c.id))]
        ciphers = [cipher for key in keys if (cipher := subjects.cipher(tx, key)) is not None]
        return "\n".join(text for table in metadata.sorted_tables for text in _rows(tx, table, ciphers))


def _rows(tx: Transaction, table: Table, ciphers: list[SubjectCipher]) -> Iterator[str]:
    for row in tx.run(select(table)).mappings():
        for name, value in row.items():
            if value is not None:
                yield f"{table.name}.{name}: {_readable(table, str(name), row, ciphers)}"


def _readable(table: Table, name: str, row: Mapping[Any, Any], ciphers: list[SubjectCipher]) -> str:
    value = row[name]
    if name.endswith("_sealed"):
        return _opened(Place(table.name, _row_name(table, row), name), bytes(value), ciphers)
    if table is outbox.outbox and "sealed" in json.loads(row["payload"]):
        sealed = base64.b85decode(json.loads(row["payload"])["sealed"])
        return _opened(outbox.payload_place(row["id"]), sealed, ciphers)
    if isinstance(table.c[name].type, LargeBinary):
        return bytes(value).decode("latin-1")
    return str(value)


def _row_name(table: Table, row: Mapping[Any, Any]) -> str:
    return "/".join(str(row[key]) for key in KEYS.get(table.name, ("id",)))


def _opened(place: Place, sealed: bytes, ciphers: list[SubjectCipher]) -> str:
    for cipher in ciphers:
        try:
            return cipher.open(place, sealed).decode()
        except SealBroken:
            continue
    raise SealBroken(f"No key opens {place}.")
