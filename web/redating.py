"""Re-dating running clocks from the command line: what would move, in words, and moving exactly that."""

from __future__ import annotations

from engine.bootstrap import Engine
from engine.commands import RedateTimers
from engine.queries import RedatedClock, Redating, redating_here
from web.wording import counted, when


def redate_clocks(engine: Engine, parameter: str, *, apply: bool) -> str:
    """What would move, or has moved, one clock to a line. Refuses a parameter that there is none of."""
    found = redating_here(engine, parameter)
    if not found.clocks:
        return f"“{parameter}” is {found.value} now. No running clock would move."
    if apply:
        engine.execute(RedateTimers(parameter, found.seen), engine.system())
    return "\n".join([_heading(found, apply), *(line for clock in found.clocks for line in _lines(clock))])


def _heading(found: Redating, apply: bool) -> str:
    verb = "moved" if apply else "would move"
    rest = "" if apply else " Add --apply to move exactly these."
    return f"“{found.parameter}” is {found.value} now. {counted(len(found.clocks), 'running clock')} {verb}.{rest}"


def _lines(clock: RedatedClock) -> list[str]:
    late = ", which has passed: late at once" if clock.is_past else ""
    where = f"{clock.reference} {clock.pathway}, {clock.step}{' (paused)' if clock.state == 'suspended' else ''}"
    return [f"{where}: from {when(clock.before)} to {when(clock.after)}{late}", f"    {clock.arithmetic}"]
