"""Where the next page of a list goes on that can be read in several orders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from engine.queries import cursors
from engine.store.ordering import Position


def _read_text(text: str) -> str:
    if "\0" in text:
        raise cursors.refusal()
    return text


Reader = Callable[[str], datetime | str | UUID]
OF_TASKS: Mapping[str, Reader] = {"due": cursors.read_moment, "age": cursors.read_moment, "holder": _read_text}
OF_REFERRALS: Mapping[str, Reader] = {
    "due": cursors.read_moment,
    "age": cursors.read_id,
    "still": cursors.read_moment,
    "holder": _read_text,
}
"""What a row is ordered by, in each order that there is, as its cursor has it."""


def read(after: str | None, reader: Reader) -> Position | None:
    """Where a page ended. Refuses, with InvalidInput, text that `write` has not made."""
    if not after:
        return None
    *key, row_id = cursors.read_any(after)
    return reader("|".join(key)), cursors.read_id(row_id)


def write(place: Position) -> str:
    """Where the next page goes on."""
    key, row_id = place
    return cursors.write(key.isoformat() if isinstance(key, datetime) else str(key), str(row_id))
