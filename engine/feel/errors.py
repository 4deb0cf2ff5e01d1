"""The one refusal of the expression language."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from engine.errors import EngineError

MANY = 12
"""Names that are still listed when none is near."""


class FeelError(EngineError):
    """An expression cannot be read or answered. `position` is the offset of the character, counted from 0."""

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(f"{message} (character {position + 1})")
        self.position = position


def suggestion(name: str, known: Iterable[str]) -> str:
    """A question that offers the nearest known name, or nothing."""
    names = {" ".join(one.split()).casefold(): one for one in sorted(known)}
    near = get_close_matches(" ".join(name.split()).casefold()[:100], list(names), n=1, cutoff=0.6)
    return f' Did you mean "{names[near[0]]}"?' if near else ""


def nearest(name: str, known: Iterable[str]) -> str:
    """As `suggestion`, or all the names when none is near and they are few."""
    names = sorted(set(known))
    listed = f" It has {', '.join(names)}." if 0 < len(names) <= MANY else ""
    return suggestion(name, names) or listed


class Unanswerable(Exception):
    """The answer is null, for the reason given."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
