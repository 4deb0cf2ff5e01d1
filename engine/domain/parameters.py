"""Durations and limits that commissioners change by date, never by editing a diagram.

A version of a pathway pins the names; the value in force on the day a clock starts is the one that counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from engine.domain.durations import REMEDY, find_span
from engine.domain.toml_reading import suggest
from engine.errors import DefinitionError

MAX_VALUE = 200
LENGTH = "a length of time"
NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_MEANT_AS_SPAN = re.compile(r"[0-9]|-|P[0-9T]|P$|same\b", re.ASCII)


class DeadlineClass(StrEnum):
    """How binding a deadline is: law (never paused), national standard, or local agreement (both pausable)."""

    STATUTORY = "statutory"
    STANDARD = "standard"
    LOCAL = "local"

    @property
    def may_pause(self) -> bool:
        return self is not DeadlineClass.STATUTORY


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of one name, in force from the day `valid_from` until the next row of that name."""

    name: str
    value: str
    parameter_class: DeadlineClass
    source: str
    valid_from: date


def resolve(rows: Iterable[Parameter], name: str, on: date) -> Parameter:
    """The row of `name` in force on the day `on`; of several with the same date, the last given.

    Refuses a name nobody declared, suggesting the nearest, and a day before the first value.
    """
    known = list(rows)
    named = sorted((row for row in known if row.name == name), key=lambda row: row.valid_from)
    if not named:
        remedy = suggest(name, {row.name for row in known})
        raise DefinitionError(f"Expected a declared parameter, but “{name}” is not one. {remedy}", remedy=remedy)
    in_force = [row for row in named if row.valid_from <= on]
    if not in_force:
        first = named[0].valid_from.isoformat()
        message = f"Expected “{name}” to have a value on {on.isoformat()}, but its first is valid from {first}."
        raise DefinitionError(message, remedy=f"Add a value of “{name}” valid from {on.isoformat()} or earlier.")
    return in_force[-1]


def validate_value(value: object, name: str = "the parameter") -> str:
    """The value as kept: working days, a duration, a number, or text.

    Refuses what looks like a length of time or number but is none ("3 workign days", "P5"), so that no clock fails
    later for a slip of the keyboard.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        message = f"Expected the value of {name} as text or a number, but it is neither."
        raise DefinitionError(message, remedy=REMEDY)
    text = f"{value:f}" if isinstance(value, Decimal) else str(value).strip()
    if not 1 <= len(text) <= MAX_VALUE:
        message = f"Expected the value of {name} to have 1 to {MAX_VALUE} characters, but it has {len(text)}."
        raise DefinitionError(message, remedy=REMEDY)
    if find_span(text) is None and not _NUMBER.fullmatch(text) and _MEANT_AS_SPAN.match(text):
        message = f"Expected the value of {name} to be a length of time or a number, but “{text}” is neither. {REMEDY}"
        raise DefinitionError(message, remedy=REMEDY)
    return text


def check_successor(value: str, former: str, name: str) -> None:
    """Refuses another kind of value than there was: what reads a length of time, or a number, needs one again."""
    kind = _kind(former)
    if kind is not None and _kind(value) != kind:
        message = f"Expected the value of {name} to be {kind}, as “{former}” was, but “{value}” is none."
        raise DefinitionError(f"{message} {REMEDY}" if kind == LENGTH else message, remedy=REMEDY)


def is_same(value: str, other: str) -> bool:
    """Whether two values say the same, such as “4 hours” and “PT4H”."""
    span = find_span(value)
    return value == other or (span is not None and span == find_span(other))


def _kind(value: str) -> str | None:
    if find_span(value) is not None:
        return LENGTH
    return "a number" if _NUMBER.fullmatch(value) else None
