"""Deadlines of running instances: timer text of a diagram → when it is due, with its arithmetic in words.

Values of parameters resolve when the clock starts; the closure days are those of the agency that holds the work.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.bpmn.timer_functions import evaluate
from engine.commands.work import Live
from engine.domain.deadlines import Due, due_from_text
from engine.domain.working_days import Calendar
from engine.redating import parameter
from engine.store import agencies, definitions
from engine.store.records import partnership
from engine.store.unit_of_work import Transaction

_NAMED = re.compile(r'deadline\("([^"]+)"\)')


def due(live: Live, text: str, variables: Mapping[str, Any], agency_id: UUID, repeats: bool = False) -> Due:
    """When the timer `text`, started now in that agency, is due. DefinitionError when the text says no time."""
    return due_in(live.work.tx, text, variables, agency_id, repeats)


def due_in(tx: Transaction, text: str, variables: Mapping[str, Any], agency_id: UUID, repeats: bool = False) -> Due:
    """The same, for what is about no running instance."""
    _read_ahead(tx, text, agency_id)
    calendar = calendar_of(tx, agency_id) if text.lstrip().startswith("=") else Calendar()
    return due_from_text(
        text,
        tx.now,
        calendar,
        resolve=lambda name: parameter(tx, name),
        evaluate=lambda expression: evaluate(expression, variables, calendar),
        repeats=repeats,
    )


def _read_ahead(tx: Transaction, text: str, agency_id: UUID) -> None:
    """Read together what the text will ask for: the closed days, and the one parameter it names, if it does."""
    named = _NAMED.search(text)
    if named and ("parameter", named[1]) not in tx.seen and ("closed", agency_id) not in tx.seen:
        closed, values = tx.read_together(
            (agencies.selecting_closures, partnership(tx, {"agency_id": agency_id})),
            (definitions.selecting_parameter, partnership(tx, {"name": named[1]})),
        )
        agencies.see_closed_days(tx, agency_id, closed)
        definitions.see_parameter(tx, named[1], values)


def calendar_of(tx: Transaction, agency_id: UUID) -> Calendar:
    return Calendar(closed_days=agencies.closed_days(tx, agency_id))
