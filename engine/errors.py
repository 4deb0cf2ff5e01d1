"""Everything the engine may refuse, as one tree.

A refusal is worded "Expected …, but …" and changes nothing. The web maps the classes to status codes in one place.
"""

from __future__ import annotations

from collections.abc import Mapping


class EngineError(Exception):
    """Base of every refusal. `message` is a sentence for the person who asked."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(EngineError):
    """The record does not exist, or the actor may not know that it does."""


class NotPermitted(EngineError):
    """The actor may see the record, but not do this with it."""


class InvalidInput(EngineError):
    """What was sent is wrong. `fields` maps a field key to a sentence that says what to enter."""

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields: dict[str, str] = dict(fields or {})


class InvalidState(EngineError):
    """The record is not in a state in which this can be done."""


class Conflict(EngineError):
    """Someone else, or a deadline, was first."""


class TooManyAttempts(EngineError):
    """Asked too often: closed for a while. Not an attempt itself, so who goes on trying is not shut out for ever."""


class DefinitionError(EngineError):
    """A pathway, decision or form is wrong at a place its author can find."""

    def __init__(
        self, message: str, file: str = "", element_id: str = "", line: int | None = None, remedy: str = ""
    ) -> None:
        super().__init__(message)
        self.file = file
        self.element_id = element_id
        self.line = line
        self.remedy = remedy

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part)
        element = f" ({self.element_id})" if self.element_id else ""
        return f"{place}{element}: {self.message}" if place or element else self.message
