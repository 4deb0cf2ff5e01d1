"""What a pathway throws: messages go to waiting referrals of the same case, signals to all that wait for them."""

from __future__ import annotations

from engine.bpmn.occurrences import MessageThrown, Occurrence, SignalThrown
from engine.commands import letters
from engine.commands.work import Live


def throw(live: Live, occurrence: Occurrence) -> None:
    if isinstance(occurrence, MessageThrown):
        letters.route(live, "message", occurrence.name, occurrence.payload)
    elif isinstance(occurrence, SignalThrown):
        letters.route(live, "signal", occurrence.name, occurrence.payload)
