"""Commands as JSON and back, so that one that failed can be kept and tried again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, time
from typing import Any, get_type_hints
from uuid import UUID


def encode(command: Any) -> dict[str, Any]:
    """The fields of a command in JSON types. Moments are written in ISO 8601, files and keys as text."""
    return {field.name: _plain(getattr(command, field.name)) for field in fields(command)}


def decode(kind: type[Any], content: Mapping[str, Any]) -> Any:
    """The command of that kind with these fields."""
    hints = get_type_hints(kind)
    return kind(**{field.name: _typed(hints[field.name], content[field.name]) for field in fields(kind)})


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, str) or not isinstance(value, Sequence | frozenset | set):
        return value
    return [_plain(item) for item in value]


def _typed(hint: Any, value: Any) -> Any:
    names = str(hint)
    if value is None:
        return None
    if "UUID" in names:
        return UUID(value)
    if "datetime.datetime" in names:
        return datetime.fromisoformat(value)
    if hint is time:
        return time.fromisoformat(value)
    return date.fromisoformat(value) if "datetime.date" in names else value
