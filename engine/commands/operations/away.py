"""The operation that pauses a referral while she is away, as a manager has just decided on a form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from engine.commands.operations.accounting import written_on
from engine.commands.pausing import Wanted, require_manager, suspend
from engine.commands.work import Live, StepRefused
from engine.domain.pausing import SUSPENDED, checked_reason, last_moment
from engine.domain.working_days import Calendar
from engine.errors import InvalidInput, NotPermitted
from engine.store import agencies


def pause_until(live: Live, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Pause this referral until the day in `field` of the form `asked_on`, by decision of whoever sent that form.

    `reason` is for all who may open the referral. What follows in the diagram begins paused; on that day it goes on by
    itself, or earlier when a manager resumes it (docs/adr/0007). Refused beside the field: a day that is not ahead or
    too far, and a person who may not pause. Nothing happens when it stands still already. Result: `until`.
    """
    if live.record.state == SUSPENDED:
        return {}
    field = str(inputs.get("field"))
    day = written_on(live, inputs.get("asked_on")).values.get(field)
    if not day:
        raise StepRefused("Expected a day until which it is paused, but there is none.", {field: "Enter a day"})
    try:
        agency_id = require_manager(live, live.work.person(), _holding(live))
        until = last_moment(date.fromisoformat(str(day)), live.work.now, Calendar())
    except InvalidInput as refused:
        raise StepRefused(refused.message, dict.fromkeys([field], *refused.fields.values())) from refused
    except NotPermitted as refused:
        raise StepRefused(refused.message, {field: "Ask a manager to decide this"}) from refused
    suspend(live, Wanted(until, checked_reason(str(inputs.get("reason") or "")), agency_id))
    return {"until": until.isoformat()}


def _holding(live: Live) -> set[UUID | None]:
    """The agencies that hold a role in the referral, and those whose teams do the work of it."""
    bound = live.bindings.values()
    return {held.agency_id for held in bound} | {agencies.agency_of(live.work.tx, held.team_id) for held in bound}
