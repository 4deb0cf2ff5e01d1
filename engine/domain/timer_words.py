"""Timer text as a commissioner reads and types it: “2 working days”, “5 days”, or the name of a parameter.

The diagram keeps `= working days(2)`, `P5D` and `= deadline("handshake.send")`. What has no plain words stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from engine.domain.deadlines import check_timer_text, is_cycle
from engine.domain.durations import WorkingDays, find_span
from engine.domain.toml_reading import suggest
from engine.errors import DefinitionError

_NAMED = re.compile(r'=\s*deadline\(\s*"([^"]+)"\s*\)')
_WORKING = re.compile(r"=\s*working\s+days\(\s*(\d{1,5})\s*\)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
REMEDY = "Write for example “2 working days”, “5 days”, “4 hours”, or the name of a parameter."


def parameter_named(text: str) -> str:
    """The name of the parameter that a timer rests on alone; empty when it rests on none."""
    found = _NAMED.fullmatch(text.strip())
    return found[1] if found else ""


def in_words(text: str) -> str:
    """Timer text as people say it; the text itself when it is a rule of its own."""
    text = text.strip()
    if name := parameter_named(text):
        return name
    if found := _WORKING.fullmatch(text):
        return str(WorkingDays(int(found[1])))
    span = None if text.startswith("=") else find_span(text)
    return str(span) if span is not None else text


def from_words(words: str, parameters: Collection[str]) -> str:
    """The timer text that a diagram keeps for what a commissioner typed; empty for nothing.

    Takes a length of time in words or ISO 8601, a date, a cycle, the name of one of `parameters`, or FEEL after `=`.
    Raises DefinitionError, with what can be written instead.
    """
    words = " ".join(words.split())
    if not words or words.startswith("="):
        return words
    if words in parameters:
        return f'= deadline("{words}")'
    if _NAME.fullmatch(words):
        raise DefinitionError(f"Expected the name of a parameter, but “{words}” is none. {suggest(words, parameters)}")
    return _literal(words)


def _literal(words: str) -> str:
    if is_cycle(words) or _DATE.match(words):
        check_timer_text(words)
        return words
    span = find_span(words)
    if span is None:
        raise DefinitionError(f"Expected a length of time, but “{words[:80]}” is none. {REMEDY}", remedy=REMEDY)
    if isinstance(span, WorkingDays):
        return f"= working days({span.days})"
    if words.startswith("P"):
        return words
    days = f"{span.days}D" if span.days else ""
    years, months = (f"{span.years}Y" if span.years else ""), (f"{span.months}M" if span.months else "")
    seconds = f"T{int(span.seconds)}S" if span.seconds else ""
    return _tidy(f"P{years}{months}{days}{seconds}")


def _tidy(text: str) -> str:
    """Whole hours and minutes as such."""
    found = re.fullmatch(r"(P.*T)(\d+)S", text)
    if found is None:
        return text if text != "P" else "PT0S"
    seconds = int(found[2])
    if seconds % 3600 == 0:
        return f"{found[1]}{seconds // 3600}H"
    return f"{found[1]}{seconds // 60}M" if seconds % 60 == 0 else text
