"""What happened since: the events of which the actor may know, without content, in an order that never changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.domain.stream import read_names
from engine.errors import InvalidInput
from engine.queries.view import View
from engine.store import stream

LARGEST_PAGE = 500


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a referral, or to a task of it: which, what, when."""

    event_id: UUID
    name: str
    at: datetime
    instance_id: UUID
    task_id: UUID | None


@dataclass(frozen=True, slots=True)
class EventPage:
    """`next_cursor` leads on from here, whether or not there is `more` now; None only before the first event."""

    items: tuple[Event, ...]
    next_cursor: UUID | None
    more: bool


def events_since(view: View, after: UUID | None, names: Sequence[str], limit: int) -> EventPage:
    """Events after the cursor, oldest first. One answer looks through so many at most; `more` says to ask again.

    Refuses, with InvalidInput, unknown names and a cursor that no page gave or that is older than what is kept.
    """
    wanted = read_names(names)
    start = stream.get(view.tx, after) if after is not None else None
    if after is not None and start is None:
        message = "Expected a cursor that this list gave in the last 90 days, but it is none. Start without one."
        raise InvalidInput(message, {"after": "Start without a cursor"})
    before = start.number if start else _before_first(view)
    _, last = stream.place(view.tx)
    most = min(max(limit, 1), LARGEST_PAGE)
    found = stream.visible(view.tx, view.actor, before, wanted, most)
    upto = found[-1].number if len(found) == most else min(before + stream.WINDOW, last)
    end = stream.last_upto(view.tx, upto)
    items = tuple(Event(row.id, row.name, row.at, row.instance_id, row.task_id) for row in found)
    return EventPage(items, end.id if end else after, upto < last)


def _before_first(view: View) -> int:
    """Just before the oldest event that is kept."""
    oldest = stream.oldest(view.tx)
    return oldest.number - 1 if oldest else 0
