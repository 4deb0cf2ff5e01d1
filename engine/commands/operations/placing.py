"""The operation that takes a place in a service for a referral that was accepted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.commands import letters
from engine.commands.operations.disclosing import chosen_service
from engine.commands.work import Live, NextStep
from engine.store import agencies, capacity
from engine.store.agencies import DirectoryRecord

OVER_CAPACITY = "over_capacity"


def take_place(live: Live, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The referral holds a place in `service` until it ends, or the service's part in it does.

    What a sender is shown is information: two may send to the last place, and neither takes it. The receiver decides
    whom to take on, for she knows her house better than the directory does, so a place too many is not refused. But it
    is noticed: places are counted with the service locked, and whoever accepts one too many is told so at once, as are
    those on duty in the service's team. `places_left` is null where places are not limited.
    """
    chosen = chosen_service(live, inputs)
    service = capacity.lock_service(live.work.tx, chosen.id) or chosen
    capacity.take(live.work.tx, service.id, live.record.id)
    if service.capacity is None:
        return {"places_left": None}
    held = capacity.taken(live.work.tx).get(service.id, 0)
    if held > service.capacity:
        _tell(live, service, held)
    return {"places_left": max(0, service.capacity - held)}


def _tell(live: Live, service: DirectoryRecord, held: int) -> None:
    holder = agencies.holders(live.work.tx, [service.team_id]).get(service.team_id)
    title = f"{service.name} has taken on {held} for {service.capacity} places"
    step = NextStep(title, holder.words if holder else "", None, instance_id=live.record.id)
    live.work.next_steps.append(step)
    live.work.audit(OVER_CAPACITY, "service", service.id, live.record.case_id, held=held, places=service.capacity)
    letters.tell_lanes(live, [service.team_id], kind=OVER_CAPACITY)
