"""The service directory as those see it who refer to it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.domain.permissions import Permission, is_permitted
from engine.queries.view import View
from engine.store import offers


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service that can be referred to; `offered`: it takes somebody on now; `reasons`: what speaks for or against."""

    service_id: UUID
    name: str
    kind: str
    agency: str
    areas: tuple[str, ...]
    offered: bool
    reasons: tuple[str, ...]


def service_lines(view: View, kind: str = "", offered: bool | None = None) -> tuple[ServiceLine, ...]:
    """Those that take somebody on first. For people who refer, and those who keep the directory; for others none."""
    if not any(is_permitted(view.actor, each) for each in (Permission.START_PATHWAY, Permission.MANAGE_DIRECTORY)):
        return ()
    lines = (
        ServiceLine(
            service_id=found.record.id,
            name=found.record.name,
            kind=found.record.kind,
            agency=found.agency.name,
            areas=tuple(found.record.areas),
            offered=found.offer.offered,
            reasons=tuple(found.offer.reasons),
        )
        for found in offers.listed(view.tx)
    )
    return tuple(line for line in lines if kind in ("", line.kind) and offered in (None, line.offered))
