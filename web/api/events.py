"""What happened since a cursor: names, identifiers and moments, no content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from engine.domain.scopes import Scope
from engine.domain.stream import NAMES
from engine.queries.stream import Event, events_since
from web.api.caller import Caller
from web.api.hints import Said
from web.api.routes import route

EventName = Literal[NAMES]  # type: ignore[valid-type]


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Which events: of these names, after the cursor."""

    after: Annotated[UUID | None, Said("The `next` of the answer before; none: from the oldest that is kept.")] = None
    events: Annotated[tuple[EventName, ...], Said("Only of these names.", longest=50)] = ()
    max_results: Annotated[int, Said("How many to give at most.", at_least=1, at_most=500)] = 100


@dataclass(frozen=True, slots=True)
class EventLine:
    """One thing that happened to a referral, or to a task of it."""

    id: UUID
    name: str
    at: datetime
    referral_id: UUID
    task_id: UUID | None


@dataclass(frozen=True, slots=True)
class EventPage:
    """`next` leads on from here, also when there are no items; `more`: there is more to be had at once."""

    items: tuple[EventLine, ...]
    next: UUID | None
    more: bool


@route("GET", "/events", Scope.EVENTS_READ)
def list_events(caller: Caller, query: EventQuery) -> EventPage:
    """What happened to referrals and tasks that the bearer may open, oldest first, in an order that never changes.

    An event is to be had a few seconds after it happened, for 90 days.
    """
    with caller.reading() as view:
        found = events_since(view, query.after, query.events, query.max_results)
    return EventPage(tuple(_line(each) for each in found.items), found.next_cursor, found.more)


def _line(event: Event) -> EventLine:
    return EventLine(event.event_id, event.name, event.at, event.instance_id, event.task_id)
