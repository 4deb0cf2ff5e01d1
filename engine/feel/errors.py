"""The one refusal of the expression language."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from engine.errors import EngineError


class FeelError(EngineError):
    """An expression cannot be read or answered. `position` is the offset of the character, counted from 0."""

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(f"{message} (character {position + 1})")
        self.position = position


def suggestion(name: str, known: Iterable[str]) -> str:
    """A question that offers the nearest known name, or nothing."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else ""
