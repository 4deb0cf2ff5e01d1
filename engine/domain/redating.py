"""When a running clock would be due had it started under the value of its parameter that is in force now."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from engine.domain.deadlines import DeadlineRef, Due, due_from_text
from engine.domain.parameters import Parameter
from engine.domain.pausing import Pause, held_back
from engine.domain.wording import moment_words
from engine.domain.working_days import Calendar

_NOTE = re.compile(r"; re-dated on [^;]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Redated:
    """The new moment, its arithmetic in words, and the literal cycle if it repeats. `is_past`: it is late at once."""

    at: datetime
    arithmetic: str
    cycle: str | None
    is_past: bool


def redated(
    started_at: datetime,
    repeats: bool,
    parameter: Parameter,
    calendar: Calendar,
    pauses: Sequence[Pause],
    now: datetime,
) -> Redated:
    """Counted from when the clock started, moved by the pauses it has met, oldest first.

    The words say on which day it was re-dated, and, if the new moment is behind already, that as well: nothing becomes
    late without saying so.
    """
    due = _due(started_at, repeats, parameter, calendar)
    moved = due.at
    for pause in pauses:
        moved, _ = held_back(moved, "", pause) if moved > pause.begins else (moved, "")
    is_past = moved <= now
    at, arithmetic = due.at, due.arithmetic + _note(now, is_past)
    for pause in pauses:
        at, arithmetic = held_back(at, arithmetic, pause) if at > pause.begins else (at, arithmetic)
    return Redated(at, arithmetic, due.cycle, is_past)


def _due(started_at: datetime, repeats: bool, parameter: Parameter, calendar: Calendar) -> Due:
    return due_from_text(
        "= parameter",
        started_at,
        calendar,
        resolve=lambda _: parameter,
        evaluate=lambda _: DeadlineRef(parameter.name),
        repeats=repeats,
    )


def _note(now: datetime, is_past: bool) -> str:
    day = moment_words(Calendar().local(now), year=True)
    return f"; re-dated on {day}" + (", when that had passed already" if is_past else "")


def without_note(arithmetic: str) -> str:
    """The words of a clock as if it had never been re-dated."""
    return _NOTE.sub("", arithmetic)


def fingerprint(moves: Iterable[tuple[str, datetime, datetime, bool]]) -> str:
    """Stands for exactly these moves: of which clock, from when, to when, and whether it becomes late."""
    lines = sorted(
        f"{clock} {before.astimezone(UTC).isoformat()} {after.astimezone(UTC).isoformat()} {is_past}"
        for clock, before, after, is_past in moves
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
