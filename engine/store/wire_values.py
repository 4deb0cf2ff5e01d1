"""How values reach the driver, and how columns come back.

PostgreSQL is sent text whose type it infers from the statement. psycopg would choose a type for each value by its size
and leave out that of None, and a statement whose types vary is parsed and planned again each time.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import JSON, Date, LargeBinary, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

from engine.store.schema import Moment

Processor: TypeAlias = "Callable[[Any], Any] | None"


def _moment(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("Expected an aware datetime, but it has no time zone.")
    return value.isoformat()


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _plain(value: object) -> str | None:
    text = None if value is None else str(value)
    if text is not None and "\0" in text:  # where it stands, the text would end
        raise ValueError("Expected text, but it holds a character that no text can hold (NUL).")
    return text


def _read_moment(value: datetime | None) -> datetime | None:
    return value if value is None or value.tzinfo is UTC else value.astimezone(UTC)


def _identifier(value: UUID | None) -> str | None:
    return None if value is None else value.hex


def _json(value: object) -> str:
    return json.dumps(value)


_WRITING: tuple[tuple[type[TypeEngine[Any]], Processor], ...] = (
    (Moment, _moment),
    (Date, _day),
    (Uuid, _identifier),
    (LargeBinary, None),
    (JSON, _json),
)


def into(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    """What makes of a value what the driver takes for a column or parameter of that kind; None: nothing to do."""
    if dialect.name != "postgresql":
        return kind.dialect_impl(dialect).bind_processor(dialect)
    return next((writing for known, writing in _WRITING if isinstance(kind, known)), _plain)


def out_of(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    """What makes of the driver's value what the column declares; None: nothing to do."""
    if dialect.name == "postgresql" and isinstance(kind, Moment):
        return _read_moment
    return kind.dialect_impl(dialect).result_processor(dialect, None)
