"""The one refusal of the expression language."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from engine.errors import EngineError

MAX_COMPARED, MAX_NEAR = 100, 100
"""Characters of a name, and names, that are compared to find the nearest."""

MANY = 12
"""Names that are still listed when none is near."""


class FeelError(EngineError):
    """An expression cannot be read or answered. `position` is the offset of the character, counted from 0."""

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(f"{message} (character {position + 1})")
        self.position = position


def suggestion(name: str, known: Iterable[str]) -> str:
    """A question that offers the nearest known name, or nothing."""
    wanted = _plain(name[:MAX_COMPARED])
    found = [one for one in known if abs(len(one) - len(name)) <= len(name)]
    if len(found) > MAX_NEAR:
        found = [one for one in found if one[:1].casefold() == wanted[:1]][:MAX_NEAR]
    names = {_plain(one): one for one in sorted(found)}
    near = get_close_matches(wanted, list(names), n=1, cutoff=0.6)
    return f' Did you mean "{names[near[0]]}"?' if near else ""


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


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
