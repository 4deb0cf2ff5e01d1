"""Where the next page of a list begins, as opaque text that the browser gives back."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from uuid import UUID

from engine.errors import InvalidInput

LONGEST = 1200


def write(*parts: str) -> str:
    """The parts as one text without meaning to people."""
    return base64.urlsafe_b64encode("|".join(parts).encode()).decode("ascii").rstrip("=")


def read(cursor: str, count: int) -> list[str]:
    """The `count` parts of a cursor. Refuses, with InvalidInput, text that `write` has not made."""
    parts = read_any(cursor)
    if len(parts) != count:
        raise refusal()
    return parts


def read_any(cursor: str) -> list[str]:
    """The parts of a cursor, however many. Refuses, with InvalidInput, text that `write` has not made."""
    try:
        padded = cursor[:LONGEST].encode("ascii") + b"=" * (-len(cursor[:LONGEST]) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True).decode().split("|")
    except (UnicodeError, binascii.Error) as error:
        raise refusal() from error


def read_id(text: str) -> UUID:
    """The identifier in a part of a cursor."""
    try:
        return UUID(text)
    except ValueError as error:
        raise refusal() from error


def read_moment(text: str) -> datetime:
    """The aware moment in a part of a cursor."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise refusal()
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise refusal() from error


def refusal() -> InvalidInput:
    message = "Expected the place in the list as the list gave it, but it has been changed. Start from the first page."
    return InvalidInput(message, {"after": "Start from the first page"})
