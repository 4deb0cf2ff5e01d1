"""The values of the language and the names of their kinds.

Numbers are `Decimal` of 34 digits, texts `str`, booleans `bool`, null `None`; dates, times and dates with time are the
standard ones, or those of `far` where these cannot hold them; a duration of days and time is a `timedelta`, one of
years and months a `Months`; lists are `list` and contexts are `dict` with text keys. Ranges and functions are the
classes below.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

from engine.feel.errors import Unanswerable as Unanswerable
from engine.feel.far import FarDate, FarDateTime, FarTime

Value = Any
"""A value of the language; see the module."""

NUMBERS = Context(prec=34, Emax=6144, Emin=-6143, traps=[InvalidOperation, DivisionByZero, Overflow])
"""Arithmetic of IEEE 754 decimal128, rounding half to even."""


@dataclass(frozen=True, order=True)
class Months:
    """A duration of years and months, as a number of months."""

    months: int

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        body = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return ("-" if self.months < 0 else "") + "P" + body


@dataclass(frozen=True)
class Range:
    """All values from `start` to `end`; an end that is None is open to infinity."""

    start: Value
    end: Value
    start_included: bool = True
    end_included: bool = True


@dataclass(frozen=True)
class FeelFunction:
    """A function the language can call.

    `call` receives the arguments in the order of `parameters`; the last `optional` of them may be left out and are then
    None. It returns a value of the language, or raises `Unanswerable` or `FeelError`. `types` are the declared types of
    the parameters (`types.Type`, or None for any); empty when nothing is declared.
    """

    parameters: tuple[str, ...]
    call: Callable[..., Value]
    optional: int = 0
    name: str = "function"
    types: tuple[Any, ...] = ()


KINDS: dict[type, str] = {
    Decimal: "number",
    str: "string",
    bool: "boolean",
    type(None): "null",
    date: "date",
    time: "time",
    datetime: "date and time",
    timedelta: "days and time duration",
    Months: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
    FeelFunction: "function",
}

FAR_KINDS: dict[type, str] = {FarDate: "date", FarTime: "time", FarDateTime: "date and time"}

PLAIN = frozenset({Decimal, str, bool, type(None), date, time, datetime, timedelta, Months, *FAR_KINDS})
"""Types whose values hold no other values."""


def kind(value: Value) -> str:
    """The name of the value's kind, as `instance of` spells it."""
    return KINDS.get(type(value)) or FAR_KINDS.get(type(value), "function")
